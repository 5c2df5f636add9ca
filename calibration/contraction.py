"""What the data did to the parameters: prior against posterior, and which pairs trade off.

Everything is measured in probit coordinates z, in which every prior is standard normal and
independent of the others.  So contraction compares like with like whatever the unit of a
parameter or the shape of its prior, and every correlation of the posterior is the data's doing.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.special import ndtri
from scipy.stats import norm

from calibration.importance import PARETO_LIMIT, measured_weights
from calibration.jackknife import beyond, grouped, jackknife
from calibration.posterior import Posterior
from calibration.sampler_record import error_factor
from calibration.weighted import weighted_quantile
from model.draws import prior_quantile
from model.spec import CountySpec

# Contraction from which on a parameter counts as informed by the data.
INFORMED = 0.2
LEVELS = [0.1, 0.5, 0.9]
_CLEAR = 2.0
# By how much priors are widened to see what they decide (standard deviation in probit coordinates).
WIDER = 1.25
# Two correlations of 1 would have an infinite transform.
_FULL = 1.0 - 1e-12


@dataclass(frozen=True)
class ParameterChange:
    """One parameter before and after: 10, 50 and 90 % points in its own unit.

    `contraction` is 1 - variance after / before and `shift` the mean after, both in probit
    coordinates (before: 0 and 1), each with its Monte-Carlo standard error; `shifted` says whether
    the mean moved by more than chance would in the largest of all parameters.
    """

    code: str
    free: bool
    before: tuple[float, float, float]
    after: tuple[float, float, float]
    contraction: float
    contraction_error: float
    shift: float
    shift_error: float
    shifted: bool

    @property
    def prior_driven(self) -> bool:
        """Whether the data left it much as the prior had it."""
        return self.contraction < INFORMED

    @property
    def clear(self) -> bool:
        """Whether contraction is more than two errors from the limit, on either side."""
        return abs(self.contraction - INFORMED) > _CLEAR * self.contraction_error


@dataclass(frozen=True)
class TradeOff:
    """Posterior correlation of two parameters in probit coordinates, with its 95 % interval."""

    first: str
    second: str
    correlation: float
    low: float
    high: float


@dataclass(frozen=True)
class Widening:
    """How a probability changes when one prior is made wider, with its error; None: not to be told."""

    code: str
    change: float | None
    error: float | None


def ordered(spec: CountySpec, codes: tuple[str, ...]) -> list[str]:
    """Parameters as tables list them: the free ones first, each kind in registry order."""
    return sorted(codes, key=lambda code: (not spec.priors[code].free, codes.index(code)))


def parameter_changes(spec: CountySpec, posterior: Posterior) -> list[ParameterChange]:
    """Every parameter of the posterior, the free ones of the registry first."""
    z, values = ndtri(posterior.u), posterior.values(spec)

    def moments(weights: np.ndarray) -> np.ndarray:
        mean = weights @ z
        return np.concatenate([1.0 - (weights @ z**2 - mean**2), mean])

    group = grouped(posterior.lines)
    found, error = jackknife(moments, posterior.weights, group)
    error = error * error_factor(posterior)
    d, changes = len(posterior.codes), {}
    for at, code in enumerate(posterior.codes):
        prior = spec.priors[code]
        before = prior_quantile(prior, np.array(LEVELS))
        after = weighted_quantile(values[:, at], LEVELS, posterior.weights)
        changes[code] = ParameterChange(
            code,
            prior.free,
            (float(before[0]), float(before[1]), float(before[2])),
            (float(after[0]), float(after[1]), float(after[2])),
            float(found[at]),
            float(error[at]),
            float(found[d + at]),
            float(error[d + at]),
            bool(abs(found[d + at]) > beyond(d) * error[d + at]),
        )
    return [changes[code] for code in ordered(spec, posterior.codes)]


def trade_offs(posterior: Posterior) -> list[TradeOff]:
    """Pairs whose correlation is more than chance would leave in the largest of all pairs.

    Largest first.  Intervals by Fisher's transform; the clearance is Bonferroni's at 5 %.
    """
    z = ndtri(posterior.u)
    pairs = list(combinations(range(z.shape[1]), 2))
    if not pairs:
        return []
    left, right = (np.array(side) for side in zip(*pairs, strict=True))

    def transformed(weights: np.ndarray) -> np.ndarray:
        gap = z - weights @ z
        covariance = (gap * weights[:, None]).T @ gap
        sd = np.sqrt(np.diag(covariance))
        correlation = covariance[left, right] / (sd[left] * sd[right])
        return np.asarray(np.arctanh(np.clip(correlation, -_FULL, _FULL)))

    found, error = jackknife(transformed, posterior.weights, grouped(posterior.lines))
    error = error * error_factor(posterior)
    half, limit = beyond() * error, beyond(len(pairs)) * error
    order = np.argsort(-np.abs(found), kind="stable")
    return [
        TradeOff(
            posterior.codes[left[at]],
            posterior.codes[right[at]],
            float(np.tanh(found[at])),
            float(np.tanh(found[at] - half[at])),
            float(np.tanh(found[at] + half[at])),
        )
        for at in order
        if abs(found[at]) > limit[at]
    ]


def widenings(posterior: Posterior, met: np.ndarray, codes: list[str]) -> list[Widening]:
    """What a wider prior of each of `codes`, one at a time, would do to a probability.

    `met` bool[n] by pair; pairs without a value must have been left out.  Largest effect first,
    those that cannot be told last.
    """
    z = ndtri(posterior.u)
    group, factor = grouped(posterior.lines), error_factor(posterior)
    hits, found = met.astype(float), []
    for code in codes:
        at = z[:, posterior.codes.index(code)]
        ratio = np.exp(norm.logpdf(at, scale=WIDER) - norm.logpdf(at))

        def change(weights: np.ndarray, ratio: np.ndarray = ratio) -> np.ndarray:
            wider = weights * ratio
            return np.array([wider @ hits / wider.sum() - weights @ hits])

        value, error = jackknife(change, posterior.weights, group)
        size = measured_weights(np.log(posterior.weights * ratio))
        told = size.pareto_k <= PARETO_LIMIT
        found.append(
            Widening(
                code,
                float(value[0]) if told else None,
                float(error[0]) * factor if told else None,
            )
        )
    return sorted(found, key=lambda item: (item.change is None, -abs(item.change or 0.0)))
