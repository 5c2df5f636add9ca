"""The county itself: from every origin, the later numbers of its own record.

The model's runs are weighted by the likelihood of the observations known at the origin, or where
these are so many that too few runs would count, regressed on them; its drivers are estimated
anew from what was known, and later events and projects are hidden (`origins.refitted`).
Benchmarks see the levels of the same indicator, however few.  Everybody's forecast carries the
error of the number it is held against.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from calibration.backtest.benchmarks import UNIVARIATE
from calibration.backtest.cases import COLUMNS, MEMBERS, MODEL, PRIOR, score_columns
from calibration.backtest.conditioning import RUNS_PER_NUMBER, regressed, weighted
from calibration.backtest.forecasting import Known, Lent
from calibration.backtest.observing import is_growth, on_scale, scale_error, simulate_on_scale
from calibration.backtest.origins import known_at, refitted
from calibration.backtest.reference import Reference, run_reference
from calibration.backtest.series_file import AnnualSeries
from calibration.importance import WeightError
from calibration.likelihood import BOUNDS, log_likelihood_of
from calibration.observations import Observation
from model.spec import CountySpec
from model.units import FIRST_YEAR, POLICY_QUARTER

COUNTY = "county"
# A spread lent by the city weighs as much as this many years of the county's own.
LENT_YEARS = 5.0
# The plan was known from this year on; origins before it expect no plan.
PLAN_YEAR = FIRST_YEAR + POLICY_QUARTER // 4

Progress = Callable[[int, int, int], None]


@dataclass(frozen=True)
class CountyRecord:
    """Scored forecasts of the county's own numbers, one series an observation.

    `known` observations were used at each origin; `ess` is what their weights leave of the
    runs, none where the runs were regressed on them; `unused` says (Chinese, English) why the
    model could not be conditioned there.
    `targets` are the observations by the code that stands in `series`.
    """

    cases: pd.DataFrame
    targets: dict[str, Observation]
    known: dict[int, int]
    ess: dict[int, float]
    unused: dict[int, tuple[str, str]]


def backtest_county(
    spec: CountySpec,
    history: Sequence[Observation],
    folder: Path,
    series: Sequence[AnnualSeries],
    draws: int,
    seed: int,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
) -> CountyRecord:
    """Forecast every observation of use "fit" from every origin before it.

    Bounds condition the model but are no numbers to forecast.  Bytes are the same for any
    `jobs`.
    """
    fit = [row for row in history if row.use == "fit"]
    targets = {target_code(row): row for row in fit if row.operator not in BOUNDS}
    result = CountyRecord(pd.DataFrame(), targets, {}, {}, {})
    origins = origins_of(fit)
    rows: list[dict[str, object]] = []
    for place, origin in enumerate(origins):

        def told(done: int, total: int, failed: int, before: int = place * draws) -> None:
            if progress is not None:
                progress(before + done, draws * len(origins), failed)

        seeds = [seed, 5, origin]
        later = {code: row for code, row in targets.items() if row.year > origin}
        runs = _model_members(result, spec, history, folder, origin, later, draws, seed, jobs, told)
        for code, row in later.items():
            drawn = {method: members[code] for method, members in runs.items()}
            last = max(item.year for item in later.values())
            drawn |= _benchmark_members(row, code, history, series, origin, last, seeds)
            rows += _scored(code, row, origin, drawn, seeds)
    return CountyRecord(
        pd.DataFrame(rows, columns=list(COLUMNS)), targets, result.known, result.ess, result.unused
    )


def origins_of(fit: Sequence[Observation]) -> list[int]:
    """Every year from the first observation to the one before the last."""
    years = [row.year for row in fit]
    return list(range(min(years), max(years))) if years else []


def target_code(row: Observation) -> str:
    """Short name of an observation in tables."""
    return f"{row.variable}_{row.year}"


def _model_members(
    result: CountyRecord,
    spec: CountySpec,
    history: Sequence[Observation],
    folder: Path,
    origin: int,
    later: Mapping[str, Observation],
    draws: int,
    seed: int,
    jobs: int,
    progress: Progress,
) -> dict[str, dict[str, np.ndarray]]:
    """Members f8[m] by method (model, prior) and observation, on the scale that is scored."""
    known = [row for row in known_at(history, origin) if row.use == "fit"]
    fit = [*known, *later.values()]
    codes = sorted({part for row in fit for part in row.indicator.split("/")})
    runs = run_reference(
        refitted(spec, history, folder, origin), codes, max(row.year for row in fit), draws, seed,
        levers=spec.plan if origin >= PLAN_YEAR else None, jobs=jobs, progress=progress,
    )  # fmt: skip
    rng = np.random.default_rng([seed, 5, origin, 0])
    told = simulate_on_scale(list(later.values()), runs.series, runs.years, rng)
    # A run without above-scale enterprises has no growth of their revenue to be held against.
    whole = np.flatnonzero(np.isfinite(told).all(axis=1))
    prior = told[whole[np.arange(MEMBERS) % len(whole)]].T
    result.known[origin] = len(known)
    found = {PRIOR: prior}
    conditioned = _conditioned(result, runs, known, told, whole, origin, rng)
    if conditioned is not None:
        found[MODEL] = conditioned
    return {method: dict(zip(later, members, strict=True)) for method, members in found.items()}


def _conditioned(
    result: CountyRecord,
    runs: Reference,
    known: Sequence[Observation],
    told: np.ndarray,
    whole: np.ndarray,
    origin: int,
    rng: np.random.Generator,
) -> np.ndarray | None:
    """Members f8[later numbers, m] given the known ones; None, with the reason noted, when too
    few runs are left for that.

    `told` f8[draws, later numbers] is what the runs would publish, `whole` those that have all
    of them.  A regression leaves bounds aside.  Raises UnreachableError when no run at all can
    reach the known numbers.
    """
    likelihood = log_likelihood_of(known, runs.series, runs.years)[whole]
    try:
        index, weights = weighted(likelihood, MEMBERS, float(rng.random()))
    except WeightError as error:
        numbers = [row for row in known if row.operator not in BOUNDS]
        seen = simulate_on_scale(numbers, runs.series, runs.years, rng)
        both = whole[np.isfinite(seen[whole]).all(axis=1)]
        if len(both) < RUNS_PER_NUMBER * len(numbers):
            result.unused[origin] = (error.words.zh, error.words.en)
            return None
        observed = np.array([float(on_scale(row, np.array(row.value))) for row in numbers])
        return regressed(seen[both], told[both], observed, MEMBERS, rng)
    result.ess[origin] = weights.ess
    return told[whole[index]].T


def _benchmark_members(
    row: Observation,
    code: str,
    history: Sequence[Observation],
    series: Sequence[AnnualSeries],
    origin: int,
    last_year: int,
    seeds: list[int],
) -> dict[str, np.ndarray]:
    """Members f8[m] by benchmark, of those that the known levels of the indicator allow.

    All numbers are read off paths to `last_year`.
    """
    levels = known_levels(row.indicator, history, origin)
    if not levels or row.operator not in ("level", "growth", "mean_growth"):
        return {}
    if min(level.value for level in levels.values()) <= 0.0:
        return {}
    first, last = min(levels), max(levels)
    values = np.full((1, 1, last - first + 1), np.nan)
    for year, level in levels.items():
        values[0, 0, year - first] = np.log(level.value)
    known = Known(values, range(first, last + 1), _lent(row.indicator, series, origin))
    found = {}
    for place, benchmark in enumerate(UNIVARIATE):
        rng = np.random.default_rng([*seeds, place, *code.encode()])
        paths = benchmark.forecast(known, last_year - last, MEMBERS, rng).members[0, 0]
        members = _held_against(row, paths, values[0, 0], levels[last], last, rng)
        if not np.isnan(members).any():
            found[benchmark.code] = members
    return found


def known_levels(
    indicator: str, history: Sequence[Observation], origin: int
) -> dict[int, Observation]:
    """Full-year levels of an indicator's variable that are on record by the origin."""
    names = {r.variable for r in history if r.indicator == indicator and r.operator == "level"}
    usable = [
        r
        for r in known_at(history, origin)
        if r.variable in names
        and r.operator == "level"
        and r.quarter is None
        and r.grade != "rejected"
        and r.use != "no"
    ]
    # Of two in one year the one that the model is held to.
    return {r.year: r for r in sorted(usable, key=lambda r: (r.year, r.use == "fit"))}


def _lent(indicator: str, series: Sequence[AnnualSeries], origin: int) -> Lent | None:
    """Spread of the growth of the series that lends to an indicator, as known at the origin."""
    for one in series:
        known = one.until(origin)
        if one.lends == indicator and len(known) > 2:
            return Lent(np.array([np.diff(known).std(ddof=1)]), LENT_YEARS)
    return None


def _held_against(
    row: Observation,
    paths: np.ndarray,
    known: np.ndarray,
    last_level: Observation,
    last: int,
    rng: np.random.Generator,
) -> np.ndarray:
    """Members f8[m] of an observation from log paths f8[H, m] after the `last` known year.

    NaN when the path lacks the year that a growth rate starts from.
    """
    noise = rng.standard_normal((2, paths.shape[1]))
    now = paths[row.year - last - 1]
    if not is_growth(row):
        # What is published later may revise the level that the path starts from.
        return np.asarray(now + scale_error(last_level) * noise[0] + scale_error(row) * noise[1])
    base = row.year - row.span
    then = paths[base - last - 1] if base > last else known[base - last - 1]
    growth = np.expm1((now - then) / row.span)
    return np.asarray(growth + scale_error(row) * noise[1])


def _scored(
    code: str,
    row: Observation,
    origin: int,
    drawn: Mapping[str, np.ndarray],
    seeds: list[int],
) -> list[dict[str, object]]:
    """One row a method."""
    uniform = np.random.default_rng([*seeds, 98, *code.encode()]).random(1)
    observed = on_scale(row, np.array([row.value]))
    rows: list[dict[str, object]] = []
    for method, members in drawn.items():
        if np.isnan(members).any():
            continue
        scores = score_columns(members[None], observed, uniform)
        rows.append(
            {
                "part": COUNTY,
                "series": code,
                "origin": origin,
                "horizon": row.year - origin,
                "year": row.year,
                "cluster": origin,
                "method": method,
                **{name: float(values[0]) for name, values in scores.items()},
            }
        )
    return rows
