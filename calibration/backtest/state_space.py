"""Univariate benchmarks as state-space models of statsmodels, at given parameters.

statsmodels builds each model; its system matrices and its start (exactly diffuse where a state
is unknown; Durbin & Koopman 2012, ch. 5) make every series a linear Gaussian model

    y = X a + e,  e ~ N(0, s^2 V),

with the unknown level and slope in `a`.  Forecasts by generalised least squares equal those of
the exact diffuse Kalman filter (tests hold them against it), but depend on the data through
matrices that are computed once for every pattern of known years and then serve any number of
series.  The error of level and slope is in the forecast covariance, so short series get the
wide intervals they deserve.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
from statsmodels.tsa.statespace.exponential_smoothing import ExponentialSmoothing
from statsmodels.tsa.statespace.initialization import Initialization
from statsmodels.tsa.statespace.sarimax import SARIMAX
from statsmodels.tsa.statespace.structural import UnobservedComponents


@dataclass(frozen=True)
class Linear:
    """A model at given parameters and variance 1, for one pattern of k known years.

    `forecast` f8[H, k] gives the means, `covariance` f8[H, H] theirs in units of the innovation
    variance; the squares of `residuals` f8[k, k] times the data sum to that variance times a
    chi-square of `freedom` degrees; `log_det` is the log determinant that goes into the
    likelihood.
    """

    forecast: np.ndarray
    covariance: np.ndarray
    residuals: np.ndarray
    freedom: int
    log_det: float


@dataclass(frozen=True)
class Grid:
    """A family of models: how to build one, and its parameters with their prior weights.

    `build` takes endog [years + H] and parameters, and returns a statsmodels model at these
    parameters with innovation variance 1.
    """

    code: str
    build: Callable[[np.ndarray, tuple[float, ...]], Any]
    points: tuple[tuple[float, ...], ...]
    prior: tuple[float, ...]


def _walk(endog: np.ndarray, parameters: tuple[float, ...]) -> Any:
    """Random walk without drift: no change is expected."""
    model = UnobservedComponents(endog, level="rwalk", use_exact_diffuse=True)
    model.update(np.ones(1))
    return model


def _level(endog: np.ndarray, parameters: tuple[float, ...]) -> Any:
    """AR(1) of the level around an unknown mean: the intercept is a diffuse state."""
    ones = np.ones((len(endog), 1))
    model = SARIMAX(endog, exog=ones, order=(1, 0, 0), mle_regression=False, use_exact_diffuse=True)
    model.update(np.array([*parameters, 1.0]))
    return model


def _drift(endog: np.ndarray, parameters: tuple[float, ...]) -> Any:
    """Random walk with drift."""
    model = UnobservedComponents(endog, level="rwdrift", use_exact_diffuse=True)
    model.update(np.ones(1))
    return model


def _ar1(endog: np.ndarray, parameters: tuple[float, ...]) -> Any:
    """AR(1) growth around an unknown mean: the slope of time is a diffuse state."""
    time = np.arange(len(endog), dtype=float)[:, None]
    model = SARIMAX(endog, exog=time, order=(1, 1, 0), mle_regression=False, use_exact_diffuse=True)
    model.update(np.array([*parameters, 1.0]))
    return model


def _damped(endog: np.ndarray, parameters: tuple[float, ...]) -> Any:
    """Additive exponential smoothing with a damped trend (AAdN of Hyndman and others).

    statsmodels' states are error, level and trend; the last two start diffuse, and the first
    is what of the first error does not enter the level.
    """
    alpha, beta, phi = parameters
    model = ExponentialSmoothing(
        endog,
        trend=True,
        damped_trend=True,
        initialization_method="simple",
        concentrate_scale=False,
    )
    model.update(np.array([alpha, beta, phi, 1.0]))
    start = Initialization(model.k_states)
    start.set(0, "known", constant=[0.0], stationary_cov=[[(1.0 - alpha) ** 2]])
    start.set((1, 3), "diffuse")
    model.ssm.initialization = start
    return model


def _local_trend(endog: np.ndarray, parameters: tuple[float, ...]) -> Any:
    """Local linear trend; `parameters` are the variances of error and slope over the level's."""
    irregular, slope = parameters
    model = UnobservedComponents(endog, "lltrend", use_exact_diffuse=True)
    model.update(np.array([irregular, 1.0, slope]))
    return model


def _flat(count: int) -> tuple[float, ...]:
    """Equal prior weights."""
    return (1.0 / count,) * count


def _normal(centre: float, sd: float, at: np.ndarray) -> tuple[float, ...]:
    """Prior weights proportional to a normal density."""
    density = np.exp(-0.5 * ((at - centre) / sd) ** 2)
    return tuple(float(x) for x in density / density.sum())


_RHO = np.round(np.arange(0.0, 0.96, 0.15), 2)
_PHI = np.round(np.arange(-0.75, 0.91, 0.15), 2)
_ETS = tuple(
    (alpha, share * alpha, phi)
    for alpha, share, phi in product((0.3, 0.6, 0.9), (0.1, 0.4), (0.8, 0.9, 0.98))
)
_LLT = tuple(product((0.0, 0.3, 1.0), (0.003, 0.03, 0.3)))

# Persistence of growth as annual growth of economies has it; a dozen years say little about it.
GRIDS: Mapping[str, Grid] = {
    grid.code: grid
    for grid in (
        Grid("walk", _walk, ((),), (1.0,)),
        Grid("level", _level, tuple((float(phi),) for phi in _RHO), _flat(len(_RHO))),
        Grid("drift", _drift, ((),), (1.0,)),
        Grid("ar1", _ar1, tuple((float(phi),) for phi in _PHI), _normal(0.3, 0.3, _PHI)),
        Grid("ets", _damped, _ETS, _flat(len(_ETS))),
        Grid("trend", _local_trend, _LLT, _flat(len(_LLT))),
    )
}


@lru_cache(maxsize=4096)
def linear_forms(code: str, pattern: tuple[bool, ...], horizons: int) -> tuple[Linear, ...]:
    """Every model of a grid for years known as `pattern` says, `horizons` years ahead."""
    grid = GRIDS[code]
    return tuple(read_off(grid.build, point, pattern, horizons) for point in grid.points)


def read_off(
    build: Callable[[np.ndarray, tuple[float, ...]], Any],
    point: tuple[float, ...],
    pattern: tuple[bool, ...],
    horizons: int,
) -> Linear:
    """Generalised least squares for one model and one pattern of known years."""
    model = build(np.full(len(pattern) + horizons, np.nan), point)
    covariance, unknown = moments(model.ssm)
    known, later = np.flatnonzero(pattern), np.arange(len(pattern), len(pattern) + horizons)
    # Adding the span of the unknown states leaves every result below as it is, and the matrix
    # invertible where the first observation has no error of its own.
    covariance = covariance + unknown @ unknown.T
    x = unknown[known]
    inverse = np.linalg.inv(covariance[np.ix_(known, known)])
    information = x.T @ inverse @ x
    estimate = np.linalg.solve(information, x.T @ inverse)
    left = np.eye(len(known)) - x @ estimate
    reach = covariance[np.ix_(later, known)] @ inverse
    lever = unknown[later] - reach @ x
    spread = covariance[np.ix_(later, later)] - reach @ covariance[np.ix_(known, later)]
    spread = spread + lever @ np.linalg.solve(information, lever.T)
    return Linear(
        forecast=unknown[later] @ estimate + reach @ left,
        covariance=(spread + spread.T) / 2.0,
        residuals=np.linalg.cholesky(inverse).T @ left,
        freedom=len(known) - unknown.shape[1],
        log_det=float(np.linalg.slogdet(information)[1] - np.linalg.slogdet(inverse)[1]),
    )


def moments(ssm: Any) -> tuple[np.ndarray, np.ndarray]:
    """Covariance f8[n, n] of the observations of a state-space model that starts at zero, and
    what the unknown first states add to them, f8[n, unknown states].

    cov(y_t, y_s) = Z_t T^(t - s) P_s Z_s' for t >= s, P_s the covariance of the state at s.
    """
    _, infinite, state = ssm.initialization(model=ssm)
    transition = ssm["transition"]
    shock = ssm["selection"] @ ssm["state_cov"] @ ssm["selection"].T
    design, n = ssm["design"], ssm.nobs
    rows = [design[0] if design.ndim == 2 else design[0, :, t] for t in range(n)]
    carried = np.eye(len(transition))[:, np.diag(infinite) > 0.0]
    covariance, unknown = np.zeros((n, n)), np.zeros((n, carried.shape[1]))
    for s in range(n):
        unknown[s] = rows[s] @ carried
        column = state @ rows[s]
        for t in range(s, n):
            covariance[t, s] = covariance[s, t] = rows[t] @ column
            column = transition @ column
        covariance[s, s] += ssm["obs_cov"][0, 0]
        state = transition @ state @ transition.T + shock
        carried = transition @ carried
    return covariance, unknown
