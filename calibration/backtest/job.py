"""The whole backtest: which parts, with what options, and everything that came out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from calibration.backtest.cases import joined
from calibration.backtest.county_record import COUNTY, CountyRecord, backtest_county, origins_of
from calibration.backtest.driver_series import DRIVERS, backtest_drivers
from calibration.backtest.series_file import AnnualSeries, load_series
from calibration.backtest.summary import Cell, Standing, cells, pooled, standing, whole
from calibration.backtest.synthetic import FIRST_ORIGIN, OWN, ROUGH, Synthetic, backtest_synthetic
from calibration.observations import Observation
from model.spec import CountySpec
from model.units import LATEST_YEAR

# Parts that can be asked for.
SYNTHETIC = "synthetic"
PARTS = (SYNTHETIC, COUNTY, DRIVERS)
MOST_HORIZONS = 5
# Fewer runs than this do not make a regression on 36 accounts.
FEWEST_DRAWS = 500
# The drivers have their own name for the file of series.
SERIES_FILE = "backtest_series.csv"

Progress = Callable[[int, int, int], None]
# Makes the progress of a part, by its name.
Watch = Callable[[str], AbstractContextManager[Progress]]


@dataclass(frozen=True)
class Options:
    """What is asked for; `origins` are those of the synthetic counties."""

    parts: tuple[str, ...] = PARTS
    origins: tuple[int, ...] = (2019, 2020, 2021, 2022)
    horizons: int = MOST_HORIZONS
    truths: int = 200
    draws: int = 10_000
    seed: int = 2023

    def __post_init__(self) -> None:
        last = LATEST_YEAR - self.horizons
        if not all(FIRST_ORIGIN <= origin <= last for origin in self.origins):
            raise ValueError(f"origins must be within {FIRST_ORIGIN}..{last}")


@dataclass(frozen=True)
class Backtest:
    """Result of a backtest; a part that was not asked for is None."""

    options: Options
    synthetic: Synthetic | None = None
    county: CountyRecord | None = None
    drivers: pd.DataFrame | None = None
    series: Sequence[AnnualSeries] = field(default_factory=list)

    @cached_property
    def cases(self) -> pd.DataFrame:
        """Every scored forecast."""
        found = [] if self.synthetic is None else [self.synthetic.cases]
        found += [] if self.county is None else [self.county.cases]
        found += [] if self.drivers is None else [self.drivers]
        return joined(found)

    @cached_property
    def cells(self) -> dict[str, list[Cell]]:
        """Series and horizons of every part that has enough cases for a table of scores."""
        return {part: cells(self.cases, part, self.options.seed) for part in self._scored}

    @cached_property
    def pooled(self) -> dict[str, list[Cell]]:
        """Series over all horizons."""
        return {part: pooled(self.cases, part, self.options.seed) for part in self._scored}

    @cached_property
    def whole(self) -> dict[str, Cell]:
        """Every part as one."""
        parts = [*self._scored, *([] if self.county is None else [COUNTY])]
        return {part: whole(self.cases, part, self.options.seed) for part in parts}

    def standing(self, part: str) -> Standing:
        """What is won and lost in a part, by series and horizon."""
        return standing(self.cells[part])

    @property
    def _scored(self) -> list[str]:
        """Parts with a table of scores by series and horizon."""
        found = [] if self.synthetic is None else [OWN, ROUGH]
        return found + ([] if self.drivers is None else [DRIVERS])


def run_backtest(
    spec: CountySpec,
    folder: Path,
    history: Sequence[Observation],
    options: Options,
    jobs: int,
    watch: Watch,
) -> Backtest:
    """Run the parts asked for on the county of `folder` with `history` as its record.

    Raises DataError when the county's files are at fault.  The result is the same for any
    `jobs`.
    """
    series = load_series(folder / SERIES_FILE, history)
    synthetic = county = drivers = None
    if SYNTHETIC in options.parts:
        with watch(SYNTHETIC) as progress:
            synthetic = backtest_synthetic(
                spec, options.origins, options.horizons, options.truths, options.draws,
                options.seed, jobs=jobs, progress=progress,
            )  # fmt: skip
    if COUNTY in options.parts:
        with watch(COUNTY) as progress:
            county = backtest_county(
                spec, history, folder, series, options.draws, options.seed, jobs=jobs,
                progress=progress,
            )  # fmt: skip
    if DRIVERS in options.parts:
        with watch(DRIVERS) as progress:
            drivers = backtest_drivers(series, options.horizons, options.seed, progress)
    return Backtest(options, synthetic, county, drivers, series)


def planned_runs(options: Options, history: Sequence[Observation]) -> dict[str, int]:
    """Model runs of each part that is asked for."""
    fit = [row for row in history if row.use == "fit"]
    runs = {
        SYNTHETIC: len(options.origins) * (options.draws + 2 * options.truths),
        COUNTY: len(origins_of(fit)) * options.draws,
        DRIVERS: 0,
    }
    return {part: runs[part] for part in options.parts}
