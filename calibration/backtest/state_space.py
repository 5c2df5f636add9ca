"""Univariate benchmarks as state-space models of statsmodels, at given parameters.

At given parameters and with a diffuse start (Koopman 1997; Durbin & Koopman 2012, ch. 5) the
Kalman filter is linear in the data: forecasts, their covariance and the innovations depend on
the data through fixed matrices only.  They are read off statsmodels' filter once for every
pattern of known years, and then serve any number of series.  The unknown level and slope are
carried in the forecast covariance, so short series get the wide intervals they deserve.
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

# Within this, a variance that the diffuse start leaves is one that it does not.
_NONE = 1e-8


@dataclass(frozen=True)
class Linear:
    """A model at given parameters and variance 1, for one pattern of k known years.

    `forecast` f8[H, k] gives the means, `covariance` f8[H, H] theirs in units of the innovation
    variance; `innovations` f8[free, k] are independent with that variance, and `log_det` is the
    logarithm of the determinant that goes into the likelihood.
    """

    forecast: np.ndarray
    covariance: np.ndarray
    innovations: np.ndarray
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
    """The matrices of one model: the filter is run once for each known year set to one."""
    known = np.flatnonzero(pattern)
    columns = []
    for year in known:
        endog = np.full(len(pattern) + horizons, np.nan)
        endog[known] = 0.0
        endog[year] = 1.0
        columns.append(build(endog, point).ssm.filter())
    result = columns[0]
    variance = result.forecasts_error_cov[0, 0]
    diffuse = result.forecasts_error_diffuse_cov
    infinite = np.zeros_like(variance) if diffuse is None else diffuse[0, 0]
    starting = known[infinite[known] > _NONE]
    free = known[infinite[known] <= _NONE]
    errors = np.stack([column.forecasts_error[0, free] for column in columns], axis=1)
    return Linear(
        forecast=np.stack([c.forecasts[0, len(pattern) :] for c in columns], axis=1),
        covariance=_future_covariance(result, len(pattern)),
        innovations=errors / np.sqrt(variance[free])[:, None],
        log_det=float(np.log(variance[free]).sum() + np.log(infinite[starting]).sum()),
    )


def _future_covariance(result: Any, start: int) -> np.ndarray:
    """Covariance f8[H, H] of the observations from position `start` on, none of them known.

    cov(y_i, y_j) = Z_i P_i (T^(j - i))' Z_j' for i < j, P_i the covariance of the state at i.
    """
    steps = result.nobs - start
    design = [result.design[0, :, min(start + i, result.design.shape[2] - 1)] for i in range(steps)]
    transition = result.transition[:, :, 0]
    covariance = np.zeros((steps, steps))
    for i in range(steps):
        state = result.predicted_state_cov[:, :, start + i] @ design[i]
        for j in range(i, steps):
            carried = np.linalg.matrix_power(transition, j - i).T @ design[j]
            covariance[i, j] = covariance[j, i] = state @ carried
        covariance[i, i] += result.obs_cov[0, 0, 0]
    return covariance
