"""The drivers' models on city, province and market series, where the county has none.

A driver's model is fitted to the growth known at an origin by the rules of
`calibration.drivers` and run forward with its parameters' errors; what is scored is the log
level of each year to come.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from calibration.backtest.benchmarks import UNIVARIATE
from calibration.backtest.cases import MEMBERS, MODEL, joined, scored
from calibration.backtest.driver_refits import fit_changes
from calibration.backtest.forecasting import Known
from calibration.backtest.series_file import AnnualSeries
from calibration.backtest.vector_benchmark import ShrunkVar
from calibration.driver_fits import ENOUGH_YEARS, Change
from calibration.driver_process import paths
from model.units import FIRST_YEAR

DRIVERS = "drivers"
# Growth rates known at the first origin: from here on the drivers choose their form by AICc.
FEWEST_CHANGES = ENOUGH_YEARS
Progress = Callable[[int, int, int], None]
# What a compiled driver keeps its persistence and log spread within.


def backtest_drivers(
    series: Sequence[AnnualSeries], horizons: int, seed: int, progress: Progress | None = None
) -> pd.DataFrame:
    """Scored forecasts of every series at every origin that it allows; clusters are origins."""
    work = [
        (place, origin)
        for place, one in enumerate(series)
        for origin in range(one.years.start + FEWEST_CHANGES, one.years[-1])
    ]
    frames = []
    for done, (place, origin) in enumerate(work):
        one = series[place]
        group = [s for s in series if s.group and s.group == one.group]
        frames += _score_origin(one, group, origin, horizons, [seed, 4, place, origin])
        if progress is not None:
            progress(done + 1, len(work), 0)
    return joined(frames)


def _score_origin(
    one: AnnualSeries,
    group: Sequence[AnnualSeries],
    origin: int,
    horizons: int,
    seeds: list[int],
) -> list[pd.DataFrame]:
    """Rows of every method for one series and origin."""
    known = one.until(origin)
    came = np.full(horizons, np.nan)
    later = one.values[len(known) : len(known) + horizons]
    came[: len(later)] = later
    shape = (1, 1, horizons)
    uniforms = np.random.default_rng([*seeds, 0]).random(shape)
    drawn = {MODEL: _model(one, origin, horizons, np.random.default_rng([*seeds, 1]))}
    alone = Known(known[None, None], range(one.years.start, origin + 1))
    for place, benchmark in enumerate(UNIVARIATE):
        rng = np.random.default_rng([*seeds, 2 + place])
        drawn[benchmark.code] = benchmark.forecast(alone, horizons, MEMBERS, rng).members
    if len(group) > 1:
        together = _together(group, one, origin)
        found = ShrunkVar().forecast(
            together, horizons, MEMBERS, np.random.default_rng([*seeds, 99])
        )
        drawn[ShrunkVar().code] = found.members[:, [group.index(one)]]
    clusters = np.array([origin])
    return [
        scored(
            DRIVERS, [one.code], origin, method, members, came.reshape(shape), clusters, uniforms
        )
        for method, members in drawn.items()
    ]


def _together(group: Sequence[AnnualSeries], one: AnnualSeries, origin: int) -> Known:
    """What is known of a group at an origin, from the first year of any."""
    start = min(series.years.start for series in group)
    values = np.full((1, len(group), origin - start + 1), np.nan)
    for row, series in enumerate(group):
        known = series.until(origin)
        first = series.years.start - start
        values[0, row, first : first + len(known)] = known
    return Known(values, range(start, origin + 1))


def _model(one: AnnualSeries, origin: int, horizons: int, rng: np.random.Generator) -> np.ndarray:
    """Members f8[1, 1, horizons, m] of the driver's model as it would have been at the origin."""
    known = one.until(origin)
    growth = np.diff(known)
    first = one.years.start + 1
    changes = [
        Change(first + i, first + i, float(value), 0.0, "published", "", "")
        for i, value in enumerate(growth)
    ]
    fit = fit_changes(changes, [], one.reverting, {})
    # The fit measures levels from this year, or from the last one known if that is earlier.
    base = min(FIRST_YEAR, origin)
    level = float(known[-1] - known[base - one.years.start])
    path = paths(fit, float(growth[-1]), level, horizons, MEMBERS, rng)
    return (known[-1] + np.cumsum(path, axis=0))[None, None]
