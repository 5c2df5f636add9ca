"""Targets together: joint probabilities from the same draws, and pairs that pull apart."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import NormalDist

import numpy as np

from scenarios.probability import LEVEL, Estimate, clustered_size, estimate
from scenarios.targets.evaluation import TargetResult


@dataclass(frozen=True)
class Joint:
    """All of `ids` met in the same draw; `excluded` draws lack one of the values.

    `expected` is the mean number of targets met in a draw, `most` the largest.
    """

    ids: tuple[str, ...]
    probability: Estimate | None
    excluded: int
    expected: float
    most: int


@dataclass(frozen=True)
class Pair:
    """Two targets on the draws where both have a value.

    `product` is what independence would give, only to compare with `both`; `lift` is
    both / product and `phi` the correlation of the two yes-or-no answers (None when either
    is always or never met); `rank_correlation` that of the two margins.  `clear` says whether
    the association is larger than chance would leave among all the pairs looked at.
    """

    first: str
    second: str
    p_first: Estimate
    p_second: Estimate
    both: Estimate
    product: float
    lift: float | None
    phi: float | None
    rank_correlation: float | None
    clear: bool

    @property
    def pull(self) -> float:
        """Strength of association, negative when they pull apart (phi, else the margins)."""
        if self.phi is not None:
            return self.phi
        return 0.0 if self.rank_correlation is None else self.rank_correlation


def joint_probability(
    results: Sequence[TargetResult],
    weights: np.ndarray | None = None,
    clusters: np.ndarray | None = None,
) -> Joint:
    """Probability that every target of `results` is met in the same draw.

    Raises ValueError for an empty set, for results of different runs, and for a target that
    could not be tested (named).
    """
    if not results:
        raise ValueError("a joint probability needs at least one target")
    if len({len(result.passed) for result in results}) > 1:
        raise ValueError("the results come from runs of different size")
    untested = [result.target.id for result in results if not result.tested]
    if untested:
        raise ValueError(f"not tested, so not part of a joint probability: {', '.join(untested)}")
    valid = np.logical_and.reduce([result.valid for result in results])
    count = np.sum([result.passed for result in results], axis=0)[valid]
    weight = np.ones(len(valid)) if weights is None else np.asarray(weights, float)
    total = float(weight[valid].sum())
    return Joint(
        ids=tuple(result.target.id for result in results),
        probability=estimate(
            count == len(results), weight[valid], None if clusters is None else clusters[valid]
        ),
        excluded=int((~valid).sum()),
        expected=float((count * weight[valid]).sum() / total) if total > 0 else math.nan,
        most=int(count.max()) if len(count) else 0,
    )


def conflicts(
    results: Sequence[TargetResult],
    weights: np.ndarray | None = None,
    clusters: np.ndarray | None = None,
) -> list[Pair]:
    """Every pair of tested targets, those that pull apart most first.

    Pairs that are clear of chance come before the rest; ties keep the order of the plan.
    """
    tested = [result for result in results if result.tested]
    pairs = list(combinations(tested, 2))
    ranks = {result.target.id: _ranks(result) for result in tested}
    found = [_pair(a, b, ranks, len(pairs), weights, clusters) for a, b in pairs]
    known = [pair for pair in found if pair is not None]
    return sorted(known, key=lambda pair: (not (pair.clear and pair.pull < 0), pair.pull))


def _pair(
    a: TargetResult,
    b: TargetResult,
    ranks: Mapping[str, np.ndarray],
    pairs: int,
    weights: np.ndarray | None,
    clusters: np.ndarray | None,
) -> Pair | None:
    """One pair; None when no draw has both values."""
    use = a.valid & b.valid
    weight = np.ones(int(use.sum())) if weights is None else np.asarray(weights, float)[use]
    group = None if clusters is None else clusters[use]
    one, two = a.passed[use], b.passed[use]
    p_one, p_two = estimate(one, weight, group), estimate(two, weight, group)
    both = estimate(one & two, weight, group)
    if p_one is None or p_two is None or both is None:
        return None
    product = p_one.value * p_two.value
    spread = product * (1 - p_one.value) * (1 - p_two.value)
    phi = (both.value - product) / math.sqrt(spread) if spread > 0 else None
    margins = ranks[a.target.id][use], ranks[b.target.id][use]
    rank = _correlation(*margins, weight)
    answers = (one.astype(float), two.astype(float)) if phi is not None else margins
    return Pair(
        first=a.target.id,
        second=b.target.id,
        p_first=p_one,
        p_second=p_two,
        both=both,
        product=product,
        lift=both.value / product if product > 0 else None,
        phi=phi,
        rank_correlation=rank,
        clear=_clear(phi if phi is not None else rank, _size(*answers, weight, group), pairs),
    )


def _size(a: np.ndarray, b: np.ndarray, weight: np.ndarray, clusters: np.ndarray | None) -> float:
    """Effective number of draws for the correlation of two quantities [n]."""
    share = weight / weight.sum()
    a, b = a - share @ a, b - share @ b
    scale = math.sqrt(float((share @ a**2) * (share @ b**2)))
    # Where either does not vary there is no correlation, and nothing to be scaled.
    products = a * b / scale if scale > 0 else np.zeros(len(a))
    return clustered_size(products, weight, clusters)


def _clear(association: float | None, ess: float, pairs: int) -> bool:
    """Whether a correlation exceeds what chance leaves in the largest of `pairs` (Bonferroni)."""
    if association is None or ess <= 1:
        return False
    z = NormalDist().inv_cdf(1 - (1 - LEVEL) / (2 * max(pairs, 1)))
    return abs(association) * math.sqrt(ess - 1) > z


def _ranks(result: TargetResult) -> np.ndarray:
    """Mid-rank of each draw's margin among the valid ones; NaN elsewhere."""
    from scipy.stats import rankdata

    ranks = np.full(len(result.margin), np.nan)
    ranks[result.valid] = rankdata(result.margin[result.valid])
    return ranks


def _correlation(a: np.ndarray, b: np.ndarray, weight: np.ndarray) -> float | None:
    """Weighted correlation; None when either does not vary."""
    total = weight.sum()
    if len(a) < 3 or total <= 0:
        return None
    a, b = a - (a * weight).sum() / total, b - (b * weight).sum() / total
    scale = math.sqrt(float((weight * a * a).sum() * (weight * b * b).sum()))
    return float((weight * a * b).sum() / scale) if scale > 0 else None
