"""How far a number computed from draws would move had other draws been drawn: the bootstrap.

Draws of one lineage share parameters or luck, so whole lineages are resampled (the cluster
bootstrap: Field & Welsh, "Bootstrapping clustered data", J. R. Stat. Soc. B 69, 2007).  The same
resamples serve every number of an analysis, so that sums stay sums and differences stay paired.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

REPLICATES = 1000
LEVEL = 0.95


@dataclass(frozen=True)
class Interval:
    """A number with its bootstrap interval at `LEVEL` and its standard error.

    NaN ends where there is one cluster only, or no draw.
    """

    value: float
    low: float
    high: float
    sd: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero: the sign can be told."""
        return self.low > 0.0 or self.high < 0.0

    @property
    def error(self) -> float:
        """Larger half of the interval."""
        return max(self.high - self.value, self.value - self.low)


@dataclass(frozen=True)
class Resamples:
    """Resampled weights: `base` float[n] of the draws as they are, `again` float[b, n].

    `groups` int[n] are their lineages.  One lineage resampled is always itself, which is no error of
    zero: statistics over the draws of one have no interval.
    """

    base: np.ndarray
    again: np.ndarray
    groups: np.ndarray

    def of(self, statistic: Callable[[np.ndarray], float]) -> Interval:
        """A statistic of weights float[n] with its interval."""
        return summary(statistic(self.base), np.array([statistic(row) for row in self.again]))

    def lone(self, rows: np.ndarray) -> bool:
        """Whether the draws `rows` bool[n] are all of one lineage."""
        groups = self.groups[rows]
        return bool((groups == groups[:1]).all())

    def means(self, values: np.ndarray, valid: np.ndarray | None = None) -> np.ndarray:
        """Weighted means of `values` float[n, ...] over `valid` draws: float[1 + b, ...].

        The first is that of the draws as they are.  NaN where a resample holds no valid draw.
        """
        weights = np.concatenate([self.base[None], self.again])
        if valid is not None:
            weights = weights * valid
            values = np.where(valid.reshape(-1, *[1] * (values.ndim - 1)), values, 0.0)
        total = weights.sum(axis=1).reshape(-1, *[1] * (values.ndim - 1))
        with np.errstate(invalid="ignore", divide="ignore"):
            found: np.ndarray = np.tensordot(weights, values, axes=1) / total
        if self.lone(np.ones(len(self.base), bool) if valid is None else valid.astype(bool)):
            found[1:] = np.nan
        return found

    def quantiles(
        self, values: np.ndarray, levels: Sequence[float], rows: np.ndarray
    ) -> tuple[Interval, ...]:
        """Quantiles `levels` of `values` float64[n] over `rows` bool[n]; none without a draw.

        By the rule of `weighted_quantile`; the draws are sorted once for all resamples.
        """
        if not rows.any():
            return ()
        order = np.flatnonzero(rows)[np.argsort(values[rows], kind="stable")]
        ordered = values[order]
        table = np.full((1 + len(self.again), len(levels)), np.nan)
        again = () if self.lone(rows) else self.again
        for row, weights in enumerate((self.base, *again)):
            weight = weights[order]
            total = weight.sum()
            if total > 0.0:
                here = weight > 0.0
                place = (np.cumsum(weight[here]) - weight[here] / 2) / total
                table[row] = np.interp(levels, place, ordered[here])
        return tuple(intervals(table))


def resamples(
    weights: np.ndarray,
    clusters: np.ndarray | None = None,
    replicates: int = REPLICATES,
    seed: int = 0,
) -> Resamples:
    """Weights float[replicates, n] of draws whose clusters are drawn anew with replacement.

    `weights` float[n]; `clusters` int[n] names lineages (None: each draw is its own).  Bytes
    depend on the arguments alone.
    """
    n = len(weights)
    groups = np.arange(n) if clusters is None else np.unique(clusters, return_inverse=True)[1]
    count = int(groups.max()) + 1 if n else 0
    rng = np.random.default_rng([1907, seed])
    times = np.empty((replicates, count), np.int32)
    for row in times:
        row[:] = np.bincount(rng.integers(0, count, count), minlength=count)
    base = np.asarray(weights, float)
    return Resamples(base, times[:, groups] * base, groups)


def summary(value: float, again: np.ndarray) -> Interval:
    """A number and what resampling made of it, float[b]: percentile interval, standard error."""
    seen = again[np.isfinite(again)]
    if len(seen) < 2 or not np.isfinite(value):
        return Interval(value, float("nan"), float("nan"), float("nan"))
    tail = (1.0 - LEVEL) / 2.0
    low, high = np.quantile(seen, (tail, 1.0 - tail))
    return Interval(
        float(value), float(min(low, value)), float(max(high, value)), float(seen.std(ddof=1))
    )


def intervals(means: np.ndarray) -> list[Interval]:
    """Intervals of every column of `Resamples.means` float[1 + b, m]."""
    return [summary(float(column[0]), column[1:]) for column in means.T]
