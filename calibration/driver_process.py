"""The drivers' process written a second time, in numpy, to check the fits and the engine by.

Made-up series of known truth show how often the rules of `calibration.driver_fits` find the
right form in a record as short as the county's, and how often what they forecast covers what
then happens.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from calibration.driver_fits import MOST, Fit, fit_series, log_levels

HORIZONS = (1, 4, 8)
# The level's mean is taken from the years before, as in the county's record: the base year lies
# in the middle of a series.
_FIRST, _BASE = 2009, 2017
_SPREAD, _RUN_IN, _DRAWS = 0.1, 30, 500
_EDGES = (0.1, 0.9)


@dataclass(frozen=True)
class Truth:
    """A process whose series are made up: form, coefficients, years on record."""

    form: str
    phi: float
    kappa: float
    mu: float
    years: int


# The lengths of the county's price series; pulls and persistence of the size found in them.
TRUTHS = (
    Truth("white", 0.0, 0.0, 0.03, 10),
    Truth("ar1", 0.4, 0.0, 0.03, 10),
    Truth("white", 0.0, 0.0, 0.0, 14),
    Truth("reverting", 0.0, 0.15, 0.0, 14),
    Truth("reverting", 0.0, 0.4, 0.0, 14),
)


@dataclass(frozen=True)
class Coverage:
    """Shares of made-up series: form found, 80 % interval of the level right by HORIZONS."""

    truth: Truth
    found: float
    covered: tuple[float, ...]


def paths(
    fit: Fit, last: float, level: float, years: int, draws: int, rng: np.random.Generator
) -> np.ndarray:
    """Annual values f8[years, draws] after a year with value `last` and log level `level`.

    Coefficients are drawn once per draw, as `model.behaviour.drivers.driver_year` does.
    """
    mu = fit.mu + fit.mu_sd * rng.standard_normal(draws)
    phi = np.clip(fit.phi + fit.phi_sd * rng.standard_normal(draws), 0.0, MOST)
    kappa = np.clip(fit.kappa + fit.kappa_sd * rng.standard_normal(draws), 0.0, MOST)
    sigma = fit.sigma * np.exp(np.clip(fit.log_sigma_sd * rng.standard_normal(draws), -1.0, 1.0))
    found = np.empty((years, draws))
    value, reached = np.full(draws, last), np.full(draws, level)
    for year in range(years):
        shock = sigma * rng.standard_normal(draws)
        value = mu + phi * (value - mu) - kappa * (reached - fit.lbar) + shock
        reached = reached + value
        found[year] = value
    return found


def made_up(truth: Truth, years: int, rng: np.random.Generator) -> np.ndarray:
    """Annual changes [years] of a process that has long been running."""
    changes = np.empty(_RUN_IN + years)
    last, level = truth.mu, 0.0
    for year, noise in enumerate(rng.standard_normal(len(changes))):
        last = truth.mu + truth.phi * (last - truth.mu) - truth.kappa * level + _SPREAD * noise
        level += last
        changes[year] = last
    return changes[_RUN_IN:]


@lru_cache(maxsize=16)
def coverage(truth: Truth, samples: int = 200, seed: int = 2017) -> Coverage:
    """How the rules fare on `samples` series of `truth`; the pull is tried as for commodities.

    Series with a drift have no pull to be tried, as in the county's driver_specs.csv.
    """
    rng = np.random.default_rng(seed)
    found, covered = 0, np.zeros(len(HORIZONS))
    for _ in range(samples):
        changes = made_up(truth, truth.years + max(HORIZONS), rng)
        past, future = changes[: truth.years], np.cumsum(changes[truth.years :])
        fit = fit_series(past, _FIRST, _BASE, reverting=truth.mu == 0.0)
        found += fit.form == truth.form
        level = float(log_levels(past, _FIRST, _BASE)[-1])
        drawn = paths(fit, float(past[-1]), level, max(HORIZONS), _DRAWS, rng).cumsum(axis=0)
        for at, horizon in enumerate(HORIZONS):
            low, high = np.quantile(drawn[horizon - 1], _EDGES)
            covered[at] += low <= future[horizon - 1] <= high
    shares = tuple(float(share) for share in covered / samples)
    return Coverage(truth, found / samples, shares)
