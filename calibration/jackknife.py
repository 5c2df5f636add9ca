"""The Monte-Carlo error of anything computed from weighted draws.

It is a delete-a-group jackknife: clusters of draws are dealt into groups by lot, the
summary is computed without each group in turn, and its spread among these tells the error (Kott,
"The delete-a-group jackknife", Journal of Official Statistics 17, 2001).  It needs no formula for
the summary, and draws of one lineage (`calibration.lineages`) stay together, so that copies of
one history never pass for several.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.stats import t as student

from calibration.proposals import Address

GROUPS = 20
# Which group a cluster falls into is decided by numbers of their own.
_LOT, _LOT_SEED = 102, 0


def grouped(clusters: np.ndarray, groups: int = GROUPS) -> np.ndarray:
    """Group int64[n] of each draw: clusters int64[n], numbered from 0, dealt out by lot."""
    count = int(clusters.max()) + 1
    lots = Address(_LOT_SEED, _LOT).uniforms(0, count)[:, 0]
    group = np.empty(count, np.int64)
    group[np.argsort(lots, kind="stable")] = np.arange(count) % groups
    return group[clusters]


def jackknife(
    summary: Callable[[np.ndarray], np.ndarray], weights: np.ndarray, group: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """`summary(weights [n]) -> [k]` of all draws, and its standard error [k].

    `summary` sees weights that sum to 1, those of one group set to 0 at a time.
    """
    value = np.asarray(summary(weights), float)
    kept = [weights * (group != g) for g in range(int(group.max()) + 1)]
    kept = [part / part.sum() for part in kept if part.sum() > 0.0]
    return value, spread(np.stack([np.asarray(summary(part), float) for part in kept]))


def spread(without: np.ndarray) -> np.ndarray:
    """Standard error [k] of a summary from its values without each group, [groups, k]."""
    gap = without - without.mean(axis=0)
    return np.asarray(np.sqrt((len(without) - 1) / len(without) * np.sum(gap**2, axis=0)))


def beyond(looks: int = 1, level: float = 0.95, groups: int = GROUPS) -> float:
    """How many standard errors from nothing are clear when the largest of `looks` is picked.

    Student's t, as the error comes from few groups; Bonferroni over the looks.
    """
    return float(student.ppf(1.0 - (1.0 - level) / (2 * max(1, looks)), groups - 1))
