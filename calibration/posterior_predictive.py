"""Every published number against what the posterior would have published.

The posterior's pairs are run, the error of publication is drawn on top, and the number is placed
among the results.  A number that was conditioned on draws the posterior towards itself; so each
of these is also placed as if it had never been seen.  Two sets of weights lead there: those of the
pairs divided by the number's own likelihood, and prior runs weighted by the likelihood of all
other numbers.  The first is taken where its tail can be trusted, else the second, else none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from calibration.account_findings import same_thing
from calibration.conditioning import usable
from calibration.importance import (
    PARETO_LIMIT,
    Weights,
    effective_size,
    normalised,
    pareto_shape,
)
from calibration.likelihood import BOUNDS, log_likelihood_by_observation, simulate_observations
from calibration.observations import Observation
from calibration.posterior import Posterior
from calibration.weighted import weighted_quantile

LEVELS = [0.1, 0.5, 0.9]
# A leave-one-out that fewer draws than this carry is not told.
FEWEST = 50.0
POSTERIOR, PRIOR = "posterior", "prior"
# Two-sided tail probabilities of a number that surprises, and of one that should not be there.
SURPRISING, ALARMING = 0.05, 0.01
NONE, SURPRISE, ALARM = "none", "surprise", "alarm"
# Stream of the errors of publication; another number of the seed for another purpose.
_ERRORS = 1
# Log weights that vary by less than this have no tail; a likelihood of nothing divides by no less
# than e to the power of the least.
_LEVEL, _LEAST = 0.1, -700.0


@dataclass(frozen=True)
class Placed:
    """10, 50 and 90 % points of the simulated published number, and where the real one lies.

    `position` is the weight below it, half of the ties counted; `tail` the probability of
    something at least as far out (of a bound: of a level on its allowed side).
    """

    interval: tuple[float, float, float]
    position: float
    tail: float

    @property
    def flag(self) -> str:
        """`none`, `surprise` or `alarm`."""
        return ALARM if self.tail < ALARMING else SURPRISE if self.tail < SURPRISING else NONE


@dataclass(frozen=True)
class Predicted:
    """One observation: `posterior` places it among all pairs, `left_out` as if never seen.

    `left_out` comes from re-weighted runs of `by` (posterior or prior); both are None for a number
    held back, which no pair has seen, and for one where neither weights can be trusted.  `ess` and
    `pareto_k` tell of these weights (of the posterior's when none is trusted).  `silent` pairs
    have no value to publish and are left out.
    """

    observation: Observation
    used: bool
    posterior: Placed
    left_out: Placed | None
    by: str | None
    ess: float | None
    pareto_k: float | None
    silent: int

    @property
    def judged(self) -> Placed:
        """The fairest placing there is."""
        return self.posterior if self.left_out is None else self.left_out


def held_back(
    posterior: Posterior, observations: Sequence[Observation], last_year: int
) -> tuple[list[Observation], list[str]]:
    """Rows meant for fitting that the posterior was not conditioned on, and why others cannot show.

    A row in whose place the posterior knows another number of the same thing is not one of them.
    Rows that reach beyond `last_year` or before the first year of the runs are left out.
    """
    fit, left_out = usable(observations, last_year)
    seen = {same_thing(item) for item in posterior.observations}
    return [item for item in fit if same_thing(item) not in seen], left_out


def predict(
    posterior: Posterior,
    held: Sequence[Observation],
    series: Mapping[str, np.ndarray],
    prior: Mapping[str, np.ndarray],
    years: Sequence[int],
    seed: int,
) -> list[Predicted]:
    """Place used observations, then held-back ones.

    `series` [pairs, years] of the posterior's pairs and `prior` [runs, years] of prior runs, by
    indicator code.  Raises ValueError when they lack a year or an indicator that an observation
    needs, or when no pair has a value for one.
    """
    used = list(posterior.observations)
    every = [*used, *held]
    if not every:
        return []
    rng = np.random.default_rng([seed, _ERRORS])
    published = simulate_observations(every, series, years, rng)
    seen = log_likelihood_by_observation(used, series, years)
    told = simulate_observations(used, prior, years, rng)
    likely = log_likelihood_by_observation(used, prior, years)
    with np.errstate(divide="ignore"):
        logs = np.log(posterior.weights)
    found = []
    for at, item in enumerate(used):
        others = np.delete(likely, at, axis=1).sum(axis=1)
        ways = {
            POSTERIOR: _Weighted(published[:, at], logs, -np.maximum(seen[:, at], _LEAST)),
            PRIOR: _Weighted(told[:, at], np.zeros(len(others)), others),
        }
        found.append(_used(item, published[:, at], posterior.weights, ways))
    for at, item in enumerate(held, start=len(used)):
        placed, silent = _place(item, published[:, at], posterior.weights)
        found.append(Predicted(item, False, placed, None, None, None, None, silent))
    return found


@dataclass(frozen=True)
class _Weighted:
    """Simulated published numbers [n], log weights `had` [n], and log ratios [n] that turn these
    into the weights of draws that have not seen the real number."""

    published: np.ndarray
    had: np.ndarray
    ratios: np.ndarray

    def measured(self) -> tuple[np.ndarray, Weights]:
        """The numbers of draws with some weight, and their weights; the tail is that of the ratios."""
        told = np.isfinite(self.published) & np.isfinite(self.had) & np.isfinite(self.ratios)
        if not told.any():
            return self.published[told], Weights(np.zeros(0), 0.0, np.inf)
        ratios = self.ratios[told]
        values = normalised(self.had[told] + ratios)
        # All but equal ratios: what little stands out has no tail to speak of.
        tail = 0.0 if np.ptp(ratios) < _LEVEL else pareto_shape(ratios)
        return self.published[told], Weights(values, effective_size(values), tail)


def _used(
    item: Observation, published: np.ndarray, weights: np.ndarray, ways: Mapping[str, _Weighted]
) -> Predicted:
    """An observation that was conditioned on, by the first way that can be trusted."""
    placed, silent = _place(item, published, weights)
    measured = {by: way.measured() for by, way in ways.items()}
    for by, (values, found) in measured.items():
        if found.pareto_k <= PARETO_LIMIT and found.ess >= FEWEST:
            left_out, _ = _place(item, values, found.values)
            return Predicted(item, True, placed, left_out, by, found.ess, found.pareto_k, silent)
    _, own = measured[POSTERIOR]
    return Predicted(item, True, placed, None, None, own.ess, own.pareto_k, silent)


def _place(item: Observation, values: np.ndarray, weights: np.ndarray) -> tuple[Placed, int]:
    """Place an observation among simulated published numbers [n]; how many had none to publish."""
    told = np.isfinite(values) & (weights > 0.0)
    if not told.any():
        raise ValueError(f"{item.variable} {item.year}: no pair has a value to publish")
    silent, values = int((~np.isfinite(values)).sum()), values[told]
    share = weights[told] / weights[told].sum()
    below = float(share @ (values < item.value))
    equal = float(share @ (values == item.value))
    low, middle, high = (float(q) for q in weighted_quantile(values, LEVELS, share))
    position = below + 0.5 * equal
    if item.operator in BOUNDS:
        upper = item.operator == "upper_bound"
        tail = below + equal if upper else 1.0 - below
    else:
        tail = min(1.0, 2.0 * min(position, 1.0 - position))
    return Placed((low, middle, high), position, tail), silent
