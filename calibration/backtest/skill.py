"""Skill against the best benchmark, with an interval from a bootstrap over clusters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

import numpy as np

RESAMPLES = 2000
WINS, LOSES, OPEN, FEW = "wins", "loses", "open", "few"
# With fewer clusters than this there is no verdict, and below the second no interval: what is
# resampled must first be a sample.
FEWEST_FOR_VERDICT, FEWEST_FOR_INTERVAL = 10, 5


@dataclass(frozen=True)
class Skill:
    """Mean CRPS by method and skill 1 - model / best benchmark, with its 95 % interval.

    `best` is the benchmark with the lowest mean on these very cases, chosen after the fact:
    that favours the benchmarks.  `n` cases in `clusters` clusters.
    """

    crps: dict[str, float]
    best: str
    value: float
    low: float
    high: float
    n: int
    clusters: int

    @property
    def verdict(self) -> str:
        """WINS or LOSES when the interval leaves zero on one side, else OPEN; FEW clusters have
        no verdict."""
        if self.clusters < FEWEST_FOR_VERDICT:
            return FEW
        if self.low > 0.0:
            return WINS
        return LOSES if self.high < 0.0 else OPEN

    @property
    def behind(self) -> bool:
        """Whether a benchmark scored better here, significantly or not."""
        return self.value < 0.0


def skill(
    crps: dict[str, np.ndarray],
    clusters: np.ndarray,
    model: str,
    benchmarks: Sequence[str],
    seed: int,
) -> Skill:
    """Skill of `model` from scores f8[n] by method and clusters i8[n] of the cases.

    Cases that the model did not forecast are left out, and so is a benchmark that did not
    forecast all the others.  The interval is NaN with too few clusters.
    """
    known = ~np.isnan(crps[model])
    table = {code: values[known] for code, values in crps.items()}
    rivals = [code for code in benchmarks if code in table and not np.isnan(table[code]).any()]
    n = int(known.sum())
    means = {code: float(values.mean()) if n else nan for code, values in table.items()}
    if not rivals or n == 0:
        return Skill(means, "", nan, nan, nan, n, 0)
    _, where = np.unique(clusters[known], return_inverse=True)
    count = int(where.max()) + 1
    best = min(rivals, key=lambda code: means[code])
    value = 1.0 - means[model] / means[best]
    if count < FEWEST_FOR_INTERVAL:
        return Skill(means, best, value, nan, nan, n, count)
    sums = np.stack([np.bincount(where, table[code]) for code in (model, best)])
    # How often each cluster is drawn: multinomial counts are a bootstrap of clusters.
    drawn = np.random.default_rng(seed).multinomial(count, np.full(count, 1.0 / count), RESAMPLES)
    totals = drawn @ sums.T
    low, high = np.quantile(1.0 - totals[:, 0] / totals[:, 1], (0.025, 0.975))
    return Skill(means, best, value, float(low), float(high), n, count)
