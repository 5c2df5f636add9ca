"""The multivariate benchmark: a VAR(1) of log growth, shrunk towards random walks with drift.

statsmodels has no shrunk VAR, so the ridge is written out.  Growth is taken about its mean; lag
coefficients have a Minnesota prior (Litterman 1986): mean zero, standard deviation `tightness`
times the ratio of the two series' spreads.  With little shrinkage and many years it is
statsmodels' VAR by least squares, with all of it the drift benchmark; tests hold both.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration.backtest.benchmarks import LEAST_FREEDOM, NO_HISTORY
from calibration.backtest.forecasting import Forecast, Known

ALONE = ("只有一个序列", "a single series")
# Growth rates regressed on their predecessor that it takes without a spread lent by others.
_FEWEST_ROWS = 3


@dataclass(frozen=True)
class ShrunkVar:
    """Shrunk VAR(1); `tightness` .2 is the customary value."""

    tightness: float = 0.2
    code: str = "var"

    def forecast(
        self, known: Known, horizons: int, members: int, rng: np.random.Generator
    ) -> Forecast:
        """Sample joint paths of all series that have values in the last common years."""
        cases, count, _ = known.values.shape
        drawn = np.full((cases, count, horizons, members), np.nan)
        used, values = _panel(known.values)
        years = 0.0 if known.lent is None else known.lent.years
        rows = values.shape[2] - 2
        if len(used) < 2 or rows < (1 if years else _FEWEST_ROWS):
            reason = ALONE if len(used) < 2 else NO_HISTORY
            return Forecast(drawn, {series: reason for series in range(count)})
        lent = None if known.lent is None else known.lent.spread[used]
        fitted = fit(values, self.tightness, lent, years)
        drawn[:, used] = _simulate(fitted, values, horizons, members, rng)
        left = set(range(count)) - set(used)
        return Forecast(drawn, {series: NO_HISTORY for series in left})


@dataclass(frozen=True)
class Fitted:
    """A fit to every case: `mean` f8[c, k] growth, `last` f8[c, k] its deviation in the last
    year, `lags` f8[c, k, k] (to, from) with `covariance` f8[c, k, k] of each equation's
    coefficients in units of its variance, `variance` f8[c, k], `correlation` f8[c, k, k],
    degrees of `freedom`, growth rates `n`."""

    mean: np.ndarray
    last: np.ndarray
    lags: np.ndarray
    covariance: np.ndarray
    variance: np.ndarray
    correlation: np.ndarray
    freedom: float
    n: int


def _panel(values: np.ndarray) -> tuple[list[int], np.ndarray]:
    """Series known at the origin and f8[cases, used, years] of the last years that all have."""
    seen = ~np.isnan(values[0])
    used = [int(i) for i in np.flatnonzero(seen[:, -2:].all(axis=1))]
    if not used:
        return used, values[:, :0]
    common = seen[used].all(axis=0)
    gaps = np.flatnonzero(~common)
    start = int(gaps[-1]) + 1 if len(gaps) else 0
    return used, values[:, used, start:]


def fit(
    values: np.ndarray, tightness: float, lent: np.ndarray | None = None, years: float = 0.0
) -> Fitted:
    """Fit to log levels f8[cases, k, years]; `lent` f8[k] spreads are worth `years` years."""
    growth = np.diff(values, axis=2)
    n, k = growth.shape[2], growth.shape[1]
    mean = growth.mean(axis=2)
    about = growth - mean[:, :, None]
    own = np.sqrt(np.maximum((about**2).sum(axis=2) / max(n - 1, 1), 1e-16))
    scale = own if lent is None else np.broadcast_to(lent, own.shape)
    before, after = about[:, :, :-1], about[:, :, 1:]
    ridge = np.zeros((len(values), k, k))
    ridge[:, range(k), range(k)] = scale**2 / tightness**2
    covariance = np.linalg.inv(before @ before.transpose(0, 2, 1) + ridge)
    lags = after @ before.transpose(0, 2, 1) @ covariance
    errors = after - lags @ before
    rows = n - 1
    sums = (errors**2).sum(axis=2) + years * scale**2
    found = errors @ errors.transpose(0, 2, 1)
    root = np.sqrt(np.maximum((errors**2).sum(axis=2), 1e-300))
    pearson = found / (root[:, :, None] * root[:, None, :])
    # As if k + 2 further years had been seen without correlation: positive definite always.
    correlation = (rows * pearson + (k + 2) * np.eye(k)) / (rows + k + 2)
    correlation[:, range(k), range(k)] = 1.0
    freedom = rows + years
    return Fitted(
        mean, about[:, :, -1], lags, covariance, sums / freedom, correlation,
        max(freedom, LEAST_FREEDOM), n,
    )  # fmt: skip


def _simulate(
    fitted: Fitted, values: np.ndarray, horizons: int, members: int, rng: np.random.Generator
) -> np.ndarray:
    """Members f8[cases, k, H, m] of log levels: mean, coefficients and shocks are all drawn."""
    cases, k = fitted.mean.shape
    shape = (cases, members, k)
    spread = np.sqrt(
        fitted.variance[:, None, :] * fitted.freedom / rng.chisquare(fitted.freedom, shape)
    )
    root = np.linalg.cholesky(fitted.correlation)
    mean = fitted.mean[:, None, :] + spread / np.sqrt(fitted.n) * _correlated(root, shape, rng)
    loose = np.linalg.cholesky(fitted.covariance)
    draws = rng.standard_normal((cases, members, k, k)) @ loose[:, None].transpose(0, 1, 3, 2)
    lags = fitted.lags[:, None] + spread[..., None] * draws
    about = np.broadcast_to(fitted.last[:, None, :], shape)
    level = np.broadcast_to(values[:, None, :, -1], shape)
    path = np.empty((cases, members, k, horizons))
    for step in range(horizons):
        shock = spread * _correlated(root, shape, rng)
        about = np.einsum("cmij,cmj->cmi", lags, about) + shock
        level = level + mean + about
        path[..., step] = level
    return path.transpose(0, 2, 3, 1)


def _correlated(
    root: np.ndarray, shape: tuple[int, int, int], rng: np.random.Generator
) -> np.ndarray:
    """Standard normal numbers [cases, m, k] with the correlation that `root` is the root of."""
    return np.einsum("cij,cmj->cmi", root, rng.standard_normal(shape))
