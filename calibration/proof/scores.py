"""What many truths say of a way to find posteriors: ranks, coverage, contraction, widths."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from calibration.proof.posteriors import Conditioned
from calibration.proof.ranks import LEVELS, WIDTHS, place
from calibration.proof.verdicts import Coverage, coverage, family, uniformity

# Draws of one quantity: values [m], weights [m] that sum to 1, and how many they are worth.
Marginal = tuple[np.ndarray, np.ndarray, float]


@dataclass(frozen=True)
class Scored:
    """One truth: `rank` float64[q, widths], `inside` bool[q, widths, levels], `span` and
    `variance` float64[q]; quantities are parameters (probit coordinates), then headlines (logs)."""

    rank: np.ndarray
    inside: np.ndarray
    span: np.ndarray
    variance: np.ndarray


@dataclass(frozen=True)
class Scores:
    """All truths of one way: arrays as of Scored with truths in front.

    `parameters` of the quantities `names` are parameters, the others headlines; `prior` float64[q]
    holds the variances before the record.
    """

    names: tuple[str, ...]
    parameters: int
    prior: np.ndarray
    rank: np.ndarray
    inside: np.ndarray
    span: np.ndarray
    variance: np.ndarray

    @property
    def truths(self) -> int:
        """Number of truths."""
        return len(self.rank)

    @property
    def headlines(self) -> tuple[str, ...]:
        """Codes of the headlines."""
        return self.names[self.parameters :]

    def coverage(self, headline: int, width: int = 0) -> list[Coverage]:
        """Coverage of a headline's intervals, one by level."""
        inside = self.inside[:, self.parameters + headline, width]
        return [coverage(inside[:, at], level) for at, level in enumerate(LEVELS)]

    def coverage_p(self) -> np.ndarray:
        """P values of all headlines' intervals against nominal, corrected for being many."""
        return family(
            np.array([item.p for at in range(len(self.headlines)) for item in self.coverage(at)])
        )

    def uniform_p(self, width: int = 0) -> np.ndarray:
        """P values [headlines] that their ranks are uniform, corrected for being many."""
        return family(uniformity(self.rank[:, self.parameters :, width]))

    def parameters_p(self) -> np.ndarray:
        """P values [parameters] that their ranks are uniform, corrected for being many."""
        return family(uniformity(self.rank[:, : self.parameters, 0]))

    @property
    def contraction(self) -> np.ndarray:
        """1 - posterior over prior variance, float64[q], the mean over truths."""
        return np.asarray(1.0 - self.variance.mean(axis=0) / self.prior)

    @property
    def told(self) -> np.ndarray:
        """Contraction by truth, float64[truths], the mean over parameters."""
        share = self.variance[:, : self.parameters] / self.prior[: self.parameters]
        return np.asarray(1.0 - share.mean(axis=1))

    def rise(self, other: Scores) -> tuple[float, float]:
        """How much more parameters contract than in `other`, given the same truths: the mean
        difference and its standard error over truths."""
        gap = self.told - other.told
        return float(gap.mean()), float(gap.std(ddof=1) / np.sqrt(len(gap)))


def score(marginal: Callable[[int], Marginal], truth: np.ndarray, uniforms: np.ndarray) -> Scored:
    """Score one truth [q] given the draws of each quantity; uniforms [q] break ties."""
    placed, variance = [], []
    for at, (true, u) in enumerate(zip(truth, uniforms, strict=True)):
        values, weights, size = marginal(at)
        placed.append(place(values, weights, size, float(true), float(u)))
        mean = weights @ values
        # Draws lie nearer to their own mean than to the posterior's.
        variance.append(weights @ (values - mean) ** 2 * size / max(size - 1.0, 1.0))
    return Scored(
        np.stack([item.rank for item in placed]),
        np.stack([item.inside for item in placed]),
        np.array([item.span for item in placed]),
        np.array(variance),
    )


def of_draws(found: Conditioned) -> Callable[[int], Marginal]:
    """The quantities of weighted draws."""
    # Column after column in memory: each quantity is read many times on its own.
    values, size = np.asfortranarray(np.hstack([found.z, found.headlines])), found.size
    return lambda at: (values[:, at], found.weights, size)


def gather(
    names: tuple[str, ...], parameters: int, prior: np.ndarray, scored: list[Scored]
) -> Scores:
    """Put the truths together."""
    return Scores(
        names,
        parameters,
        prior,
        np.stack([item.rank for item in scored]),
        np.stack([item.inside for item in scored]),
        np.stack([item.span for item in scored]),
        np.stack([item.variance for item in scored]),
    )


def caught(scores: Scores) -> dict[float, float]:
    """Smallest corrected p value of the headlines' ranks by width of the forecast."""
    return {width: float(scores.uniform_p(at).min()) for at, width in enumerate(WIDTHS)}
