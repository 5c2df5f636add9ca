"""What single parameters within a posterior explain, from its draws as they are.

The parameters of a posterior depend on one another and on the past that was conditioned, so none
can be exchanged alone.  What each would tell alone, var(E[y | parameter]) / var(y), can still be
read from the draws (first-order index "from given data": Plischke, Borgonovo & Smith, European
Journal of Operational Research 226, 2013).  Shares of correlated parameters overlap and do not add
up.
"""

from __future__ import annotations

import numpy as np

from calibration.jackknife import beyond, grouped, spread
from scenarios.resampling import LEVEL, Interval

BINS = 10


def single_shares(y: np.ndarray, u: np.ndarray, lines: np.ndarray) -> list[list[Interval] | None]:
    """Share of the variance of y float64[n, outputs] by each of u float64[n, d]: [outputs][d].

    Bins of equal numbers of draws; the error, and the bias that bins of few histories bring, by
    leaving out groups of lineages `lines` int64[n].  None for an output that does not vary or of
    whose draws fewer than half have a value.
    """
    group = grouped(np.unique(lines, return_inverse=True)[1].reshape(-1))
    found: list[list[Interval] | None] = []
    for column in y.T:
        valid = np.isfinite(column)
        if 2 * valid.sum() < len(column) or np.ptp(column[valid]) == 0.0:
            found.append(None)
            continue
        found.append([_share(column[valid], u[valid, i], group[valid]) for i in range(u.shape[1])])
    return found


def _share(y: np.ndarray, u: np.ndarray, group: np.ndarray) -> Interval:
    """The share of one parameter, freed of its bias by the jackknife (Quenouille 1956)."""
    rank = np.empty(len(u))
    rank[np.argsort(u, kind="stable")] = np.arange(len(u))
    bins = np.minimum((rank * BINS / len(u)).astype(int), BINS - 1)
    groups = int(group.max()) + 1
    cell = bins * groups + group
    sums = [
        np.bincount(cell, weights, BINS * groups).reshape(BINS, groups)
        for weights in (np.ones(len(y)), y - y.mean(), (y - y.mean()) ** 2)
    ]
    whole = _ratio(*(item.sum(axis=1)[:, None] for item in sums))
    without = _ratio(*(item.sum(axis=1)[:, None] - item for item in sums))
    value = float(groups * whole[0] - (groups - 1) * without.mean())
    error = float(spread(without[:, None])[0])
    half = beyond(level=LEVEL, groups=groups) * error
    return Interval(value, value - half, value + half, error)


def _ratio(count: np.ndarray, total: np.ndarray, square: np.ndarray) -> np.ndarray:
    """Variance between bins over variance, from sums by bin [bins, k]: [k]."""
    n, mean = count.sum(axis=0), total.sum(axis=0) / count.sum(axis=0)
    level = np.divide(total, count, out=np.zeros_like(total), where=count > 0)
    between = (count * (level - mean) ** 2).sum(axis=0) / n
    return np.asarray(between / (square.sum(axis=0) / n - mean**2))
