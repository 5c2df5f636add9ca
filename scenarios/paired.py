"""Statistics of differences within draws: intervals, and how many draws would settle a sign.

Draw k meets the same parameters, prices and luck under every scenario, so a difference is taken
draw by draw and summarised only then.  Intervals come from resampling whole lineages
(`scenarios.resampling`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from scenarios.probability import LEVEL, clustered_size, effective_size
from scenarios.resampling import REPLICATES, Interval, Resamples, summary

# Standard deviations around the middle within which medians of resamples are looked for first.
_REACH = 4.5
# Numbers that all resamples of an analysis may hold; of more draws, fewer resamples are made.
_RESAMPLED, _FEWEST = 20_000_000, 200
# Forgives shares of draws what adding them up leaves beyond one.
_ROUNDING = 1e-9
_Z = NormalDist().inv_cdf(0.5 + LEVEL / 2)
# Whether more draws would tell the sign of a difference, and if not, why.
DECIDED, MORE, BEYOND = "decided", "more", "beyond_posterior"
IDENTICAL, UNMOVED, ZERO, BALANCED = "identical", "unmoved", "zero_median", "balanced"


@dataclass(frozen=True)
class Settle:
    """`why` is DECIDED; MORE, with about `draws` in all; BEYOND, which asks for more independent
    `histories` than the posterior is worth; or more draws cannot: IDENTICAL scenarios, UNMOVED (no
    draw differs), ZERO (half of the draws do not differ, so the median is zero), BALANCED (as many
    go up as down: no estimate).  `histories` is None where draws do not come from a posterior."""

    why: str
    draws: int | None = None
    histories: int | None = None


@dataclass(frozen=True)
class Supply:
    """What draws from a posterior can be worth: its `pairs`, and the `histories` of all of them.

    `histories` is the effective number of lineages, each counted once however many pairs it has:
    that is cautious, since pairs of a lineage answer alike but not the same.
    """

    pairs: int
    histories: float

    def draws_for(self, wanted: float) -> float:
        """Draws that are worth `wanted` histories, infinite where all pairs are not.

        Of N pairs taken at random two are of one lineage with the same chance c whatever N, so they
        are worth N / (1 + (N - 1) c) histories (Kish), and c follows from what all of them are worth.
        """
        if wanted > self.histories:
            return math.inf
        if self.pairs < 2:
            return 1.0
        alike = (self.pairs / self.histories - 1) / (self.pairs - 1)
        return wanted * (1 - alike) / (1 - wanted * alike)


def replicates_for(draws: int) -> int:
    """Resamples to make of so many draws: 1000 up to 20 000 draws, then fewer, at least 200."""
    return max(_FEWEST, min(REPLICATES, _RESAMPLED // max(draws, 1)))


def means(resamples: Resamples, values: np.ndarray, valid: np.ndarray) -> np.ndarray:
    """Weighted means of each column of `values` float[n, m] over its `valid` bool[n, m] draws:
    float[1 + b, m].

    The first row is that of the draws as they are; NaN where a resample holds no valid draw.
    """
    weights = np.concatenate([resamples.base[None], resamples.again])
    with np.errstate(invalid="ignore", divide="ignore"):
        found = (weights @ np.where(valid, values, 0.0)) / (weights @ valid.astype(float))
    for at, column in enumerate(valid.T):
        if resamples.lone(column):
            found[1:, at] = np.nan
    return np.asarray(found)


def medians(resamples: Resamples, values: np.ndarray, valid: np.ndarray) -> np.ndarray:
    """Weighted medians, as `means`; the first row goes by the rule of `weighted_quantile`."""
    weights = np.concatenate([resamples.base[None], resamples.again])
    found = np.full((len(weights), values.shape[1]), np.nan)
    groups: dict[bytes, list[int]] = {}
    for at, column in enumerate(valid.T):
        groups.setdefault(column.tobytes(), []).append(at)
    for columns in groups.values():
        rows = valid[:, columns[0]]
        if rows.any():
            kept = np.ascontiguousarray(weights[:, rows].T)
            for at in columns:
                found[:, at] = _median(values[rows, at], kept)
            if resamples.lone(rows):
                found[1:, columns] = np.nan
    return found


def _median(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Medians [b] of values [n] under each column of weights [n, b]; NaN where all weights are 0.

    Only draws around the middle are looked at, as many as medians of resamples can reach, and all
    of them for those that reach farther.
    """
    order = np.argsort(values, kind="stable")
    n, whole = len(values), weights.sum(axis=0)
    middle = int(np.searchsorted(np.cumsum(weights[order, 0]), whole[0] / 2))
    first = np.zeros(n)
    first[order[:middle]] = 1.0
    below = first @ weights
    with np.errstate(invalid="ignore", divide="ignore"):
        reach = float(np.nanstd(below / whole)) * n if whole.any() else 0.0
    half = math.ceil(_REACH * reach) + 8
    low, high = max(0, middle - half), min(n, middle + half)
    below = below - weights[order[low:middle]].sum(axis=0)
    found, sure = _middle(values[order[low:high]], weights[order[low:high]], below, whole)
    astray = ~sure & (whole > 0)
    if astray.any() and high - low < n:
        rest = weights[:, astray][order]
        found[astray] = _middle(values[order], rest, np.zeros(rest.shape[1]), whole[astray])[0]
    return np.where(whole > 0, found, np.nan)


def _middle(
    ordered: np.ndarray, weights: np.ndarray, below: np.ndarray, whole: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Medians [b] from a stretch of values [k] in ascending order, and which are sure.

    `weights` [k, b] are those of the stretch, `below` [b] what lies before it, `whole` [b] all.  A
    median is sure where the stretch has a draw on either side of it.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        at = (below + np.cumsum(weights, axis=0) - weights / 2) / whole
    there = weights > 0
    under, over = there & (at < 0.5), there & (at >= 0.5)
    last, columns = len(ordered) - 1, np.arange(weights.shape[1])
    has_under, has_over = under.any(axis=0), over.any(axis=0)
    low = last - under[::-1].argmax(axis=0)
    high = over.argmax(axis=0)
    low, high = np.where(has_under, low, high), np.where(has_over, high, low)
    left, right = at[low, columns], at[high, columns]
    with np.errstate(invalid="ignore", divide="ignore"):
        part = np.where(right > left, (0.5 - left) / (right - left), 0.0)
    found = ordered[low] + np.clip(part, 0.0, 1.0) * (ordered[high] - ordered[low])
    return found, has_under & has_over


def column_intervals(again: np.ndarray) -> list[Interval]:
    """Intervals of statistics [1 + b, m] whose first row is that of the draws as they are."""
    return [summary(float(column[0]), column[1:]) for column in again.T]


def chance_interval(
    found: Interval,
    changes: np.ndarray,
    weights: np.ndarray,
    clusters: np.ndarray | None = None,
) -> Interval:
    """The interval of a difference of probabilities, made no shorter than few changes allow.

    `changes` float[n], of about -1 to 1, is what each draw adds to the difference, `weights` and `clusters`
    those of the same draws.  Where only a handful of draws change at all, resampling them tells too
    little of those that were not drawn; the interval is then that of Agresti & Min ("Simple improved
    confidence intervals for comparing matched proportions", Statistics in Medicine 24, 2005), with
    one draw's worth of changes added, on the effective number of draws.
    """
    size = clustered_size(changes, weights, clusters)
    if size <= 0 or not math.isfinite(found.value):
        return found
    share = weights / weights.sum()
    mean = float(share @ changes) * size / (size + 2)
    square = (float(share @ np.square(changes)) * size + 1) / (size + 2)
    half = _Z * math.sqrt(max(square - mean * mean, 0.0) / (size + 2))
    lows = [x for x in (found.low, mean - half, found.value) if math.isfinite(x)]
    highs = [x for x in (found.high, mean + half, found.value) if math.isfinite(x)]
    sd = half / _Z if not math.isfinite(found.sd) else max(found.sd, half / _Z)
    most = 1.0 if np.abs(changes).max() <= 1 + _ROUNDING else math.inf
    return Interval(found.value, max(-most, min(lows)), min(most, max(highs)), sd)


def settle(
    found: Interval,
    changes: np.ndarray,
    same: bool,
    median: bool = False,
    supply: Supply | None = None,
    clusters: np.ndarray | None = None,
) -> Settle:
    """How many draws would tell the sign of a difference.

    `changes` float[n] are the differences of the draws, of which `found` is the mean or the
    `median`, and `same` says that the two scenarios are one.  The interval is taken to shrink with
    the root of the number of independent histories around the difference as found.  `supply` is
    what the posterior can give (None: draws are independent and any number can be drawn) and
    `clusters` int[n] the lineages of the draws.
    """
    if same:
        return Settle(IDENTICAL)
    if found.clear:
        return Settle(DECIDED)
    if not np.any(changes):
        return Settle(UNMOVED)
    if found.value == 0 or not math.isfinite(found.value):
        return Settle(ZERO if median and np.mean(changes == 0) >= 0.5 else BALANCED)
    inner = found.value - found.low if found.value > 0 else found.high - found.value
    if not math.isfinite(inner):
        return Settle(BALANCED)
    lineages = None if supply is None else clusters
    now = effective_size(np.ones(len(changes)), lineages)
    return _wanted(now * (inner / found.value) ** 2, len(changes), supply)


def _wanted(histories: float, draws: int, supply: Supply | None) -> Settle:
    """The draws that are worth so many `histories`, more than the `draws` that there are."""
    if supply is None:
        return Settle(MORE, max(draws + 1, _two_digits(histories)))
    rounded = _two_digits(histories)
    needed = supply.draws_for(histories)
    if needed > supply.pairs or draws >= supply.pairs:
        return Settle(BEYOND, None, max(rounded, math.floor(supply.histories) + 1))
    return Settle(MORE, min(supply.pairs, max(draws + 1, _two_digits(needed))), rounded)


def _two_digits(number: float) -> int:
    """A whole number, rounded up to the two digits that such an estimate is worth."""
    step = 10 ** max(0, math.floor(math.log10(number)) - 1)
    return math.ceil(number / step - _ROUNDING) * step
