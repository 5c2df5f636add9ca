"""Verdicts over many truths: coverage with its binomial error, uniformity of ranks by test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

# A family of tests errs with this probability.
ALPHA = 0.05
# Ranks expected in a bin of the histogram where there are many, most bins and fewest.
_PER_BIN, _MOST_BINS, _FEWEST_BINS = 10, 20, 5
# Ranks that a bin must expect for the chi-square distribution to hold, and so of all ranks.
FEWEST_RANKS = 5 * _FEWEST_BINS


@dataclass(frozen=True)
class Coverage:
    """How often an interval of probability `level` held the truth, in `n` truths.

    `low` and `high` are the shares between which 95 % of such counts lie when the coverage is
    nominal; `p` is the two-sided exact binomial p value.
    """

    level: float
    share: float
    n: int
    low: float
    high: float
    p: float


def coverage(inside: np.ndarray, level: float) -> Coverage:
    """Coverage of one interval over truths, bool[n]."""
    n, hits = len(inside), int(inside.sum())
    low, high = stats.binom.ppf((0.025, 0.975), n, level) / n
    p = float(stats.binomtest(hits, n, level).pvalue)
    return Coverage(level, hits / n, n, float(low), float(high), p)


def bins_for(n: int) -> int:
    """Number of bins of a histogram of n ranks; raises ValueError for fewer than FEWEST_RANKS."""
    if n < FEWEST_RANKS:
        raise ValueError(f"{n} ranks are too few for a histogram; {FEWEST_RANKS} are needed")
    return min(_MOST_BINS, max(_FEWEST_BINS, n // _PER_BIN))


def histogram(ranks: np.ndarray, bins: int | None = None) -> np.ndarray:
    """Counts of ranks [n] in equal bins of (0, 1)."""
    return np.histogram(ranks, bins or bins_for(len(ranks)), (0.0, 1.0))[0]


def uniformity(ranks: np.ndarray) -> np.ndarray:
    """Chi-square p values [columns] that ranks [n, columns] are uniform."""
    return np.array([stats.chisquare(histogram(column)).pvalue for column in ranks.T])


def family(p_values: np.ndarray) -> np.ndarray:
    """P values [n] corrected for being many (Holm, Scand. J. Stat. 6, 1979), whatever their
    dependence."""
    order = np.argsort(p_values, kind="stable")
    steps = np.maximum.accumulate((len(p_values) - np.arange(len(p_values))) * p_values[order])
    corrected = np.empty(len(p_values))
    corrected[order] = np.minimum(steps, 1.0)
    return corrected


def rejected(p_values: np.ndarray) -> bool:
    """Whether a family of p values [n] speaks against at least one of its members."""
    return bool(family(p_values).min() < ALPHA)
