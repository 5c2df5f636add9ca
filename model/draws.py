"""Parameter draws of an ensemble: from priors, or given by a posterior."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from model import randomness as rng
from model.kernel import kernel
from model.parameters import CODES, PARAMETER
from model.randomness import normal_from
from model.spec import CountySpec, Prior

_MASK = (1 << 64) - 1


@dataclass(frozen=True)
class Draws:
    """n draws: `ids` i8[n] and `seeds` i8[n] address their random numbers, `parameters`
    PARAMETER[n] are their parameters; `origin` is prior, posterior or fixed.

    `luck` i8[n, 4] are seeds of enterprises before and from LATER_QUARTER, then of the drivers before
    and from it, each of its own (see `model.randomness.luck_apart`); None, the usual case, is one
    seed for all four.
    """

    ids: np.ndarray
    seeds: np.ndarray
    parameters: np.ndarray
    origin: str = "fixed"
    luck: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, part: slice | np.ndarray) -> Draws:
        luck = None if self.luck is None else self.luck[part]
        return Draws(self.ids[part], self.seeds[part], self.parameters[part], self.origin, luck)

    @property
    def four_seeds(self) -> np.ndarray:
        """Seeds i8[n, 4] of every luck, as `luck` has them."""
        return np.repeat(self.seeds[:, None], 4, axis=1) if self.luck is None else self.luck

    @classmethod
    def from_prior(
        cls, spec: CountySpec, n: int, seed: int, first: int = 0, width: float = 1.0
    ) -> Draws:
        """Draws `first`..`first + n - 1`; draw k is the same however many are asked for.

        `width` scales the spread of the free parameters' priors (1 as declared, 0 at the
        centre).
        """
        ids = np.arange(first, first + n, dtype=np.int64)
        parameters = np.zeros(n, PARAMETER)
        for index, code in enumerate(CODES):
            uniforms = prior_uniforms(seed, ids, index)
            prior = spec.priors[code]
            parameters[code] = prior_quantile(prior, uniforms, width if prior.free else 1.0)
        return cls(ids, np.full(n, seed, np.int64), parameters, "prior")

    @classmethod
    def from_uniforms(
        cls, spec: CountySpec, codes: Sequence[str], u: np.ndarray, seeds: np.ndarray
    ) -> Draws:
        """Draws whose parameters `codes` are their priors' quantiles at u [n, codes].

        All other parameters are at their prior's centre.  The seeds [n] carry all chance: every
        draw is number 0 of its own seed, so that it is the same in whatever company it runs.
        """
        parameters = np.repeat(spec.prior_means().reshape(-1)[:1], len(u))
        for column, code in enumerate(codes):
            parameters[code] = prior_quantile(spec.priors[code], u[:, column])
        ids = np.zeros(len(u), np.int64)
        return cls(ids, np.asarray(seeds, np.int64), parameters, "posterior")

    @classmethod
    def fixed(cls, parameters: np.ndarray, n: int, seed: int, first: int = 0) -> Draws:
        """Draws `first`..`first + n - 1` that share one PARAMETER record and differ in chance."""
        return cls(
            np.arange(first, first + n, dtype=np.int64),
            np.full(n, seed, np.int64),
            np.repeat(parameters.reshape(-1)[:1], n),
            "fixed",
        )


def prior_uniforms(seed: int, ids: np.ndarray, index: int) -> np.ndarray:
    """Uniforms in (0, 1) [n] of parameter number `index`, addressed by seed and draw."""
    draw = ids.astype(np.uint64)
    with np.errstate(over="ignore"):
        keys = mix_array(
            mix_array(np.uint64(seed & _MASK) + rng.GOLDEN) + rng.GOLDEN * (draw + np.uint64(1))
        )
        counter = np.uint64(rng.PARAMETER_BASE + index) * np.uint64(64) + np.uint64(
            rng.PARAMETER + 1
        )
        bits = mix_array(keys + rng.GOLDEN * counter) >> np.uint64(12)
    return (bits.astype(np.float64) + 0.5) * 2.0**-52


def mix_array(z: np.ndarray | np.uint64) -> np.ndarray:
    """The splitmix64 finaliser over an array."""
    z = np.asarray(z, np.uint64)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(z ^ (z >> np.uint64(31)))


def _cdf(x: float) -> float:
    """Standard normal distribution function."""
    return 0.5 * (1.0 + math.erf(x / math.sqrt(2.0)))


def _normal_within(u: np.ndarray, low: float, high: float) -> np.ndarray:
    """Standard normal quantiles truncated to [low, high]."""
    start, stop = _cdf(low), _cdf(high)
    inside = np.clip(start + u * (stop - start), 1e-300, 1.0 - 1e-16)
    return np.asarray(normal_quantiles(np.ascontiguousarray(inside, np.float64)))


@kernel
def normal_quantiles(u: Any) -> Any:
    """Standard normal quantiles of uniforms [n], each as `normal_from` gives it."""
    found = np.empty(len(u))
    for i in range(len(u)):
        found[i] = normal_from(u[i])
    return found


def prior_quantile(prior: Prior, u: np.ndarray, width: float = 1.0) -> np.ndarray:
    """Quantiles of a prior at u, within its bounds; `width` scales the spread."""
    a, b = prior.first, prior.second * width
    if prior.kind == "fixed" or width == 0.0:
        centre = prior.mode if prior.kind == "triangular" else a
        if prior.kind == "uniform":
            centre = (a + prior.second) / 2
        return np.full(len(u), centre)
    if prior.kind == "normal":
        return a + b * _normal_within(u, (prior.low - a) / b, (prior.high - a) / b)
    if prior.kind == "lognormal":
        low = -np.inf if prior.low <= 0 else math.log(prior.low / a) / b
        return a * np.exp(b * _normal_within(u, low, math.log(prior.high / a) / b))
    low, high = prior.first, prior.second
    if prior.kind == "uniform":
        centre = (low + high) / 2
        return centre + width * (low + u * (high - low) - centre)
    share = (prior.mode - low) / (high - low)
    left = low + np.sqrt(u * (high - low) * (prior.mode - low))
    right = high - np.sqrt((1 - u) * (high - low) * (high - prior.mode))
    return prior.mode + width * (np.where(u < share, left, right) - prior.mode)
