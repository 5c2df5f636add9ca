"""A probability counted from finitely many draws, and how much of it may be printed.

Weights belong to draws (a posterior is weighted), and so do clusters: draws of one lineage share
parameters or luck, so they answer alike, though not the same.  The effective number of draws, from
the cluster-robust variance, replaces their number in every interval.  A share of none or all of the
draws is a bound, not a value.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from calibration.weighted import weighted_quantile
from scenarios.resampling import Interval

__all__ = [
    "Estimate",
    "apart",
    "clustered_size",
    "effective_size",
    "estimate",
    "jeffreys",
    "of_twenty",
    "percent_text",
    "weighted_quantile",
    "wilson",
]

LEVEL = 0.95
_STEPS = ((0.2, 0.1), (10.0, 1.0), (math.inf, 5.0))  # error below (percent) -> printed step
_ROUND_OFF = 1e-9  # forgives the binary noise of percentages before they are rounded up


@dataclass(frozen=True)
class Estimate:
    """A probability with its Monte Carlo interval.

    `value`, `low`, `high` in [0, 1] (Wilson at 95 %); `hits` and `n` are unweighted counts of
    draws; `ess` is the effective number of draws.
    """

    value: float
    low: float
    high: float
    hits: int
    n: int
    ess: float

    @property
    def certain(self) -> bool:
        """Whether no draw, or every draw, hit: only a bound can be stated."""
        return self.hits in (0, self.n)

    @property
    def error(self) -> float:
        """Larger half of the interval, in [0, 1]."""
        return max(self.high - self.value, self.value - self.low)


def effective_size(weights: np.ndarray, clusters: np.ndarray | None = None) -> float:
    """Effective number of draws (Kish) of `weights` float[n].

    `clusters` int[n] names draws of one lineage; they are counted as one draw, which is the
    cautious bound: what they do not share is left out.
    """
    if clusters is not None:
        _, index = np.unique(clusters, return_inverse=True)
        weights = np.bincount(index, weights=weights)
    total = float(weights.sum())
    return total * total / float(np.square(weights).sum()) if total > 0 else 0.0


def clustered_size(
    values: np.ndarray, weights: np.ndarray, clusters: np.ndarray | None = None
) -> float:
    """Effective number of draws for the mean of `values` float[n] on a scale of about 1.

    The variance of the mean sums the draws of a cluster before it squares them (Liang & Zeger,
    "Longitudinal data analysis using generalized linear models", Biometrika 73, 1986); the size
    is what independent draws would need for it.  So many draws at most as the weights are worth,
    and where each is its own cluster, just these.  A variance from few clusters, or of hits
    that hardly occur, is itself hardly known: it is drawn towards that of draws that answer all
    alike within clusters, with the weight of a single cluster's answer.  With values all the same
    the size is therefore the effective number of clusters.
    """
    most = effective_size(weights)
    if clusters is None or most <= 0:
        return most
    groups, index = np.unique(clusters, return_inverse=True)
    if len(groups) == len(weights):
        return most
    fewest = effective_size(weights, index)
    share = weights / weights.sum()
    gaps = values - float(share @ values)
    alone = float(share @ np.square(gaps))
    together = float(np.square(np.bincount(index, share * gaps)).sum())
    size = (alone + 1 / fewest) / (together + 1 / fewest**2)
    return min(most, size)


def wilson(share: float, size: float, level: float = LEVEL) -> tuple[float, float]:
    """Wilson score interval of a share observed in `size` (effective) draws."""
    if size <= 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf(0.5 + level / 2)
    scale = 1 + z * z / size
    centre = (share + z * z / (2 * size)) / scale
    half = z / scale * math.sqrt(share * (1 - share) / size + z * z / (4 * size * size))
    # The ends are exact at a share of 0 or 1, where rounding would leave 1e-17.
    low = 0.0 if share == 0 else min(share, max(0.0, centre - half))
    high = 1.0 if share == 1 else max(share, min(1.0, centre + half))
    return low, high


def jeffreys(share: float, size: float, level: float = LEVEL) -> tuple[float, float]:
    """Equal-tailed Jeffreys interval; one-sided at the same level when the share is 0 or 1."""
    from scipy.special import betaincinv

    if size <= 0:
        return 0.0, 1.0
    a, b = share * size + 0.5, (1 - share) * size + 0.5
    if share == 0:
        return 0.0, float(betaincinv(a, b, level))
    if share == 1:
        return float(betaincinv(a, b, 1 - level)), 1.0
    tail = (1 - level) / 2
    return float(betaincinv(a, b, tail)), float(betaincinv(a, b, 1 - tail))


def estimate(
    hits: np.ndarray,
    weights: np.ndarray | None = None,
    clusters: np.ndarray | None = None,
) -> Estimate | None:
    """Probability of `hits` bool[n] under `weights` float[n]; None when there is no draw."""
    n = len(hits)
    weights = np.ones(n) if weights is None else weights
    total = float(weights.sum())
    if n == 0 or total <= 0:
        return None
    count = int(hits.sum())
    value = 0.0 if count == 0 else 1.0 if count == n else float(weights[hits].sum() / total)
    size = clustered_size(hits.astype(float), weights, clusters)
    low, high = wilson(value, size)
    return Estimate(value, low, high, count, n, size)


def _bound(found: Estimate) -> float:
    """One-sided 95 % bound, in percent, on the small side of a share of 0 or 1."""
    low, high = jeffreys(found.value, found.ess)
    return 100 * (high if found.value == 0 else 1 - low)


def _whole_up(percent: float, step: float) -> float:
    return math.ceil(percent / step - _ROUND_OFF) * step


def _number(value: float, step: float) -> str:
    return f"{value:.1f}" if step < 1 else f"{value:.0f}"


def percent_text(found: Estimate | None, count: bool = True) -> str:
    """Text such as `47 % ±3`, `<1 % (0/200)`, `>99 % (200/200)`; `-` without draws.

    Never 0 % or 100 %; the digits are those that the error carries (steps of 0.1, 1 or 5).
    `count` adds the count of draws where only a bound is known.
    """
    if found is None:
        return "-"
    tally = f" ({found.hits}/{found.n})" if count else ""
    if found.certain:
        bound = _whole_up(_bound(found), 1.0)
        return f"<{bound:.0f} %{tally}" if found.hits == 0 else f">{100 - bound:.0f} %{tally}"
    percent, error = 100 * found.value, 100 * found.error
    step = next(width for below, width in _STEPS if error < below)
    shown = round(percent / step) * step
    if shown <= 0:
        return f"<{_number(step, step)} %{tally}"
    if shown >= 100:
        return f">{_number(100 - step, step)} %{tally}"
    return f"{_number(shown, step)} % ±{_number(_whole_up(error, step), step)}"


def of_twenty(found: Estimate | None) -> str:
    """How many times in twenty: `7`, or `<1` and `>19` at the ends; `-` without draws."""
    if found is None:
        return "-"
    times = round(20 * found.value)
    if times == 0:
        return "<1"
    return ">19" if times == 20 else str(times)


def apart(one: Estimate, other: Estimate) -> Interval:
    """How far a probability is above another from other draws, with a 95 % interval.

    Square-and-add of the Wilson intervals (Newcombe, "Interval estimation for the difference
    between independent proportions", Statistics in Medicine 17, 1998, method 10), on effective
    numbers.  Draws of one lineage on both sides make it too wide, not too narrow.
    """
    value = one.value - other.value
    low = value - math.hypot(one.value - one.low, other.high - other.value)
    high = value + math.hypot(one.high - one.value, other.value - other.low)
    return Interval(value, low, high, (high - low) / (2 * NormalDist().inv_cdf(0.5 + LEVEL / 2)))
