"""The model as a forecaster: prior runs conditioned on what is known at an origin.

Two ways.  `weighted` weighs the runs by the likelihood of the observations, which is exact and
needs some of the runs to come near all of them at once: right for the few numbers of the
record.  With dense accounts (six series, 2 % errors) not one of ten thousand prior runs does,
so `SemiAutomatic` takes, for each quantity to be forecast, its best linear prediction from the
accounts as the one statistic that matters (Fearnhead & Prangle, J. R. Statist. Soc. B 74,
2012), keeps the runs nearest in it and moves them along a local line to it (Beaumont, Zhang &
Balding, Genetics 162, 2002).  What is forecast then is the distribution given that statistic:
its probabilities hold exactly as the runs grow in number, its sharpness is what a linear
prediction can give.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration.backtest.forecasting import Forecast, Known
from calibration.importance import Weights, systematic, trusted_weights

# Effective runs below which weights are not used to forecast.
ESS_FLOOR = 100.0
# Runs that a regression needs for each number it is made on.
RUNS_PER_NUMBER = 20
# Runs kept for one quantity per run in the table: a twenty-fifth.
NEAREST_SHARE = 25


def weighted(
    log_likelihoods: np.ndarray, members: int, offset: float
) -> tuple[np.ndarray, Weights]:
    """Indices i8[members] of runs resampled by their likelihood [n], and the weights.

    `offset` is a uniform number in (0, 1).  Raises WeightError when too few runs carry the
    weights, UnreachableError when none reaches the observations.
    """
    weights = trusted_weights(log_likelihoods, ESS_FLOOR)
    return systematic(weights.values, members, offset), weights


def regressed(
    told: np.ndarray,
    later: np.ndarray,
    observed: np.ndarray,
    members: int,
    rng: np.random.Generator,
) -> np.ndarray:
    """Members f8[quantities, members] of `later` f8[n, quantities] given what was observed.

    `told` f8[n, k] is what the runs would publish of the `observed` f8[k], errors included.
    Raises ValueError when there are fewer than RUNS_PER_NUMBER runs for each of them.
    """
    n, k = told.shape
    if n < RUNS_PER_NUMBER * k:
        raise ValueError(f"{n} runs for a regression on {k} numbers")
    scale = told.std(axis=0)
    known = Known(((observed / scale)[None, :, None]), range(1))
    model = SemiAutomatic((told / scale)[:, :, None], later[:, :, None])
    return model.forecast(known, 1, members, rng).members[0, :, 0]


@dataclass(frozen=True)
class SemiAutomatic:
    """Regression-adjusted nearest runs.

    `accounts` f8[n, series, years] are log accounts with error as the runs would publish them,
    `futures` f8[n, quantities, horizons] what they would publish later.
    """

    accounts: np.ndarray
    futures: np.ndarray

    def __post_init__(self) -> None:
        if not (np.isfinite(self.accounts).all() and np.isfinite(self.futures).all()):
            raise ValueError("accounts of the runs are not all finite")

    def forecast(
        self, known: Known, horizons: int, members: int, rng: np.random.Generator
    ) -> Forecast:
        """Forecast every quantity of every case; members are those of one year, not paths.

        Raises ValueError when the cases are not known in the years the runs are.
        """
        n, series, years = self.accounts.shape
        values = known.values[:, :, -years:]
        quantities, steps = self.futures.shape[1], self.futures.shape[2]
        if values.shape[1:] != (series, years) or np.isnan(values).any():
            raise ValueError(f"accounts {values.shape[1:]} are not those of the runs")
        slopes, centre = self._predictors()
        told = (values.reshape(len(values), -1) - centre) @ slopes
        own = (self.accounts.reshape(n, -1) - centre) @ slopes
        count = max(n // NEAREST_SHARE, min(n, 2 * members))
        drawn = np.empty((len(values), quantities, horizons, members))
        for which in range(quantities):
            for step in range(horizons):
                column = which * steps + step
                near = nearest_moved(
                    own[:, column], self.futures[:, which, step], told[:, column], count
                )
                # One stratum a member: all of the near runs are represented.
                strata = (np.arange(members) + rng.random((len(near), members))) / members
                drawn[:, which, step] = np.take_along_axis(
                    near, (strata * count).astype(int), axis=1
                )
        return Forecast(drawn, {})

    def _predictors(self) -> tuple[np.ndarray, np.ndarray]:
        """Least-squares slopes f8[accounts, futures] and the centre f8[accounts]."""
        accounts = self.accounts.reshape(len(self.accounts), -1)
        futures = self.futures.reshape(len(self.futures), -1)
        centre = accounts.mean(axis=0)
        return np.linalg.lstsq(accounts - centre, futures - futures.mean(axis=0))[0], centre


def nearest_moved(
    statistic: np.ndarray, quantity: np.ndarray, told: np.ndarray, count: int
) -> np.ndarray:
    """Quantities f8[cases, count] of the runs nearest in one statistic, moved to the case's.

    `statistic` and `quantity` f8[n] are those of the runs, `told` f8[cases] the statistic of
    each case.  The nearest stand in the order of their statistic.
    """
    order = np.argsort(statistic, kind="stable")
    ordered, values = statistic[order], quantity[order]
    # As many on either side, except at the ends, where the line has to carry further.
    start = np.clip(np.searchsorted(ordered, told) - count // 2, 0, len(ordered) - count)
    index = start[:, None] + np.arange(count)
    x, y = ordered[index] - told[:, None], values[index]
    about = x - x.mean(axis=1, keepdims=True)
    spread = (about**2).sum(axis=1)
    covariance = (about * y).sum(axis=1)
    slope = np.divide(covariance, spread, out=np.zeros_like(spread), where=spread > 0.0)
    return np.asarray(y - slope[:, None] * x)
