"""Do intervals cover as they say, are ranks uniform: with errors that know about clusters.

Forecasts of one synthetic county, or from one origin, miss together.  So the units that are
counted are clusters, never single forecasts.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import nan, sqrt

import numpy as np
from scipy import stats

# Below this many clusters a histogram of ranks is shown but not tested.
FEWEST_CLUSTERS = 40
BINS = 10


@dataclass(frozen=True)
class Share:
    """A share of `n` cases in `clusters` clusters and its 95 % interval."""

    value: float
    low: float
    high: float
    n: int
    clusters: int


@dataclass(frozen=True)
class RankTest:
    """Shares f8[BINS] of ranks in equal bins, and the p-value of their being uniform.

    `p` is NaN when there are too few clusters for a test.
    """

    shares: np.ndarray
    p: float
    clusters: int


def wilson(successes: float, n: float, level: float = 0.95) -> tuple[float, float]:
    """Wilson's interval of a share out of n, which may be an effective number; NaN for none."""
    if n <= 0.0:
        return nan, nan
    z = float(stats.norm.ppf(0.5 + level / 2.0))
    share = successes / n
    centre = (share + z * z / (2.0 * n)) / (1.0 + z * z / n)
    half = z / (1.0 + z * z / n) * sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)


def share_in_clusters(hits: np.ndarray, clusters: np.ndarray) -> Share:
    """Share of hits f8[n] (0, 1; NaN left out) with an interval for clusters i8[n].

    Wilson's interval on an effective number: n divided by how much the variance between
    clusters exceeds the binomial one, never more than n.  Where every case hits or none does,
    clusters say nothing about that and the number of clusters is taken.
    """
    known = ~np.isnan(hits)
    hits, clusters = hits[known], clusters[known]
    n = len(hits)
    if n == 0:
        return Share(nan, nan, nan, 0, 0)
    share = float(hits.mean())
    _, where = np.unique(clusters, return_inverse=True)
    count = int(where.max()) + 1
    binomial = share * (1.0 - share) / n
    if binomial == 0.0 or count < 2:
        effective = float(count)
    else:
        sums = np.bincount(where, hits - share)
        between = float(np.sum(sums**2)) / n**2 * count / (count - 1)
        effective = n * min(1.0, binomial / between) if between > 0.0 else float(n)
    low, high = wilson(share * effective, effective)
    return Share(share, low, high, n, count)


def rank_test(ranks: np.ndarray, clusters: np.ndarray, bins: int = BINS) -> RankTest:
    """Are ranks f8[n] in (0, 1) uniform?  NaN are left out.

    Hotelling's test on the shares per cluster, whose covariance is estimated between clusters:
    a chi-square test would take a hundred forecasts of one county for a hundred witnesses.
    """
    known = ~np.isnan(ranks)
    ranks, clusters = ranks[known], clusters[known]
    if len(ranks) == 0:
        return RankTest(np.full(bins, nan), nan, 0)
    cell = np.minimum((ranks * bins).astype(int), bins - 1)
    _, where = np.unique(clusters, return_inverse=True)
    count = int(where.max()) + 1
    table = np.zeros((count, bins))
    np.add.at(table, (where, cell), 1.0)
    shares = table.sum(axis=0) / len(ranks)
    if count < FEWEST_CLUSTERS:
        return RankTest(shares, nan, count)
    # Each cluster weighs as many forecasts as it has; the last bin follows from the others.
    excess = (table - table.sum(axis=1, keepdims=True) / bins)[:, :-1] * count / len(ranks)
    mean, free = excess.mean(axis=0), bins - 1
    covariance = np.cov(excess, rowvar=False) / count
    squared = float(mean @ np.linalg.pinv(covariance) @ mean)
    p = float(stats.f.sf(squared * (count - free) / (free * (count - 1)), free, count - free))
    return RankTest(shares, p, count)
