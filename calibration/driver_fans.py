"""Drivers as the engine will draw them: many draws of each, year by year, without the county.

The paths come from `model.driver_paths.annual_path` at the addresses of a forecast with the
same seed: values on record with their errors, the process with drawn coefficients elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from model.draws import Draws
from model.driver_paths import DRIVER_CODES, annual_path, driver_tables
from model.randomness import luck_of
from model.spec import CountySpec
from model.units import FIRST_YEAR, LATEST_YEAR

DRAWS, SEED = 2000, 2017
# Of the bands of 90, 80 and 50 % and the median between them.
QUANTILES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
MEDIAN = QUANTILES.index(0.5)


@dataclass(frozen=True)
class Fans:
    """Simulated drivers: `values` f8[draws, years] by code, the first year being 2016.

    Values are annual log changes, or the level itself for a driver of kind level.
    """

    years: tuple[int, ...]
    values: Mapping[str, np.ndarray]
    draws: int
    seed: int

    def quantiles(self, code: str) -> np.ndarray:
        """QUANTILES of a driver's yearly values, f8[years, quantiles]."""
        return np.asarray(np.quantile(self.values[code], QUANTILES, axis=0).T)

    def levels(self, code: str) -> np.ndarray:
        """Log levels f8[draws, years] from 2017 (0 in every draw) on; `level_years` are theirs."""
        changes = self.values[code][:, self.years.index(FIRST_YEAR) :].copy()
        changes[:, 0] = 0.0
        return np.asarray(np.cumsum(changes, axis=1))

    @property
    def level_years(self) -> tuple[int, ...]:
        """Years of `levels`."""
        return tuple(year for year in self.years if year >= FIRST_YEAR)


def simulate_drivers(spec: CountySpec, draws: int = DRAWS, seed: int = SEED) -> Fans:
    """All drivers of a county to the latest year the engine knows, `draws` prior draws of each."""
    models, known = driver_tables(spec, LATEST_YEAR - FIRST_YEAR + 1)
    chosen = Draws.from_prior(spec, draws, seed)
    # A year before the start and none after the last: the engine keeps one spare at the end.
    length = LATEST_YEAR - FIRST_YEAR + 2
    values = {code: np.zeros((draws, length)) for code in DRIVER_CODES}
    path = np.zeros(known.shape[1])
    for k in range(draws):
        key, later = map(np.uint64, luck_of(chosen.seeds[k], chosen.ids[k]))
        for index, code in enumerate(DRIVER_CODES):
            annual_path(index, models[index], known[index], chosen.parameters[k], key, later, path)
            values[code][k] = path[:length]
    return Fans(tuple(range(FIRST_YEAR - 1, LATEST_YEAR + 1)), values, draws, seed)


def shared_shocks(spec: CountySpec) -> dict[str, tuple[str, ...]]:
    """Other drivers whose shocks and errors are the same in every draw, by code."""
    identities = driver_tables(spec, 1)[0]["identity"]
    return {
        code: tuple(
            other
            for j, other in enumerate(DRIVER_CODES)
            if j != i and identities[j] == identities[i]
        )
        for i, code in enumerate(DRIVER_CODES)
    }
