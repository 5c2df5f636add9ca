"""The same forecast by every way there is: prior, posterior, regression-adjusted prior runs.

A bound is not a summary to be met: it enters the adjustment as a weight, its exact likelihood.
Positive amounts are adjusted, and compared with what was published, in logs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from calibration.faults import Words
from calibration.forecast_comparison import (
    ADJUSTED,
    PLAIN,
    PRIOR,
    Chance,
    Compared,
    Comparison,
    Goal,
    Told,
)
from calibration.jackknife import beyond, grouped, jackknife
from calibration.likelihood import BOUNDS, log_likelihood_by_observation, simulate_observations
from calibration.observations import Observation
from calibration.posterior import Posterior
from calibration.regression_adjustment import Adjusted, AdjustmentError, adjust
from calibration.sampler_record import error_factor
from calibration.weighted import weighted_quantiles

LEVELS = [0.1, 0.5, 0.9]
# Share of prior runs taken as near to what was observed.
SHARE = 0.05
# Stream of the errors of publication of prior runs.
_ERRORS = 2


@dataclass(frozen=True)
class ForecastRuns:
    """Indicators by code, [pairs, years] of the posterior and [runs, years] of the prior."""

    posterior: Mapping[str, np.ndarray]
    prior: Mapping[str, np.ndarray]
    years: Sequence[int]


# Quantities [m, q] and weights [m] of some draws, given the weights of all.
_Values = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class _Way:
    """How to get a way's quantities from `weights` [n]; `group` [n] and `factor` for its errors.

    `adjusted` is what the regression found with all the weights.
    """

    values: _Values
    weights: np.ndarray
    group: np.ndarray
    factor: float = 1.0
    adjusted: Adjusted | None = None


@dataclass(frozen=True)
class _Summaries:
    """What prior runs would have published [n, k], what was [k], weights [n] from the bounds."""

    simulated: np.ndarray
    observed: np.ndarray
    weights: np.ndarray
    observations: tuple[Observation, ...]


def compare(
    goal: Goal,
    codes: Sequence[str],
    posterior: Posterior,
    runs: ForecastRuns,
    seed: int,
    share: float = SHARE,
) -> Comparison:
    """Tell indicators `codes` of the goal's year, its own among them, by every way.

    `share` of the prior runs count as near to what was observed.  Raises ValueError when every
    run broke off.
    """
    at = list(runs.years).index(goal.year)
    prior, plain = (
        np.stack([series[code][:, at] for code in codes], axis=1)
        for series in (runs.prior, runs.posterior)
    )
    ways = {PRIOR: _prior_way(prior), PLAIN: _plain_way(plain, posterior)}
    why_not: Words | None = None
    outside: tuple[Observation, ...] = ()
    if posterior.observations:
        try:
            found = _summaries(posterior.observations, runs, seed)
            ways[ADJUSTED] = _adjusted_way(prior, found, share)
            outside = _outside(ways[ADJUSTED], found)
        except AdjustmentError as error:
            why_not = error.words
    limit = beyond(len(codes) + 1)
    column = list(codes).index(goal.indicator)
    told = {name: _tell(way, goal, column) for name, way in ways.items()}
    adjusted = ways[ADJUSTED].adjusted if ADJUSTED in ways else None
    return Comparison(
        goal=goal,
        quantities=tuple(
            Compared(
                code,
                {name: quantities[index] for name, (quantities, _) in told.items()},
                limit,
            )
            for index, code in enumerate(codes)
        ),
        chances={name: chance for name, (_, chance) in told.items()},
        limit=limit,
        share=share,
        near=0 if adjusted is None else len(adjusted.kept),
        why_not=why_not,
        outside=outside,
        prior_runs=len(prior),
        prior_failed=len(prior) - len(ways[PRIOR].weights),
        pairs=len(plain),
        failed=len(plain) - len(ways[PLAIN].weights),
    )


def _prior_way(quantities: np.ndarray) -> _Way:
    """Prior runs that did not break off, all alike."""
    whole = quantities[np.isfinite(quantities).all(axis=1)]
    if len(whole) == 0:
        raise ValueError("every prior run broke off")
    weights = np.full(len(whole), 1.0 / len(whole))
    return _Way(lambda weight: (whole, weight), weights, grouped(np.arange(len(whole))))


def _plain_way(quantities: np.ndarray, posterior: Posterior) -> _Way:
    """Pairs of the posterior that did not break off, by their weights."""
    fine = np.isfinite(quantities).all(axis=1)
    if not fine.any():
        raise ValueError("every run of the posterior broke off")
    whole, weights = quantities[fine], posterior.weights[fine] / posterior.weights[fine].sum()
    group = grouped(posterior.lines)[fine]
    return _Way(lambda weight: (whole, weight), weights, group, error_factor(posterior))


def _summaries(observations: Sequence[Observation], runs: ForecastRuns, seed: int) -> _Summaries:
    """What prior runs would have published, with its error; rows of failed runs are not finite."""
    met = [item for item in observations if item.operator not in BOUNDS]
    bounds = [item for item in observations if item.operator in BOUNDS]
    rng = np.random.default_rng([seed, _ERRORS])
    simulated = simulate_observations(met, runs.prior, runs.years, rng)
    observed = np.array([item.value for item in met])
    logs = np.array([item.in_logs for item in met], bool)
    with np.errstate(invalid="ignore"):
        simulated[:, logs] = np.log(simulated[:, logs])
    observed[logs] = np.log(observed[logs])
    likelihood = log_likelihood_by_observation(bounds, runs.prior, runs.years)
    return _Summaries(simulated, observed, np.exp(likelihood.sum(axis=1)), tuple(met))


def _adjusted_way(quantities: np.ndarray, found: _Summaries, share: float) -> _Way:
    """Prior runs near to what was observed, moved along the plane fitted to them.

    Raises AdjustmentError as `adjust`; runs that broke off or publish nothing are left out.
    """
    whole = np.isfinite(quantities).all(axis=1) & np.isfinite(found.simulated).all(axis=1)
    values, simulated = quantities[whole], found.simulated[whole]
    positive = (values > 0.0).all(axis=0)

    def adjusted(weights: np.ndarray) -> Adjusted:
        return adjust(
            values, simulated, found.observed, share=share, weights=weights, positive=positive
        )

    def moved(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        result = adjusted(weights)
        return result.adjusted, result.weights

    weights = found.weights[whole] / found.weights[whole].sum()
    group = grouped(np.arange(len(weights)))
    return _Way(moved, weights, group, adjusted=adjusted(weights))


def _outside(way: _Way, found: _Summaries) -> tuple[Observation, ...]:
    """Observations beyond every run near them, so that the plane is carried too far."""
    assert way.adjusted is not None
    return tuple(
        item for item, out in zip(found.observations, way.adjusted.outside, strict=True) if out
    )


def _tell(way: _Way, goal: Goal, column: int) -> tuple[list[Told], Chance]:
    """Quantiles of every quantity and the probability of the goal, with standard errors."""

    def summary(weights: np.ndarray) -> np.ndarray:
        values, weight = way.values(weights)
        chance = weight @ goal.met(values[:, column])
        return np.append(weighted_quantiles(values, LEVELS, weight).T.ravel(), chance)

    found, error = jackknife(summary, way.weights, way.group)
    error = error * way.factor
    values, weight = way.values(way.weights)
    hits = goal.met(values[:, column])
    told = [
        Told(_three(found, 3 * index), _three(error, 3 * index)) for index in range(values.shape[1])
    ]
    value, spread = float(found[-1]), float(error[-1])
    size = 1.0 / float(np.sum(weight**2))
    if spread > 0.0:
        size = min(size, value * (1.0 - value) / spread**2)
    return told, Chance(value, spread, size, int(hits.sum()), len(hits))


def _three(values: np.ndarray, first: int) -> tuple[float, float, float]:
    return float(values[first]), float(values[first + 1]), float(values[first + 2])
