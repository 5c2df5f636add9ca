"""Where a truth lies in a forecast: randomised ranks, intervals, forecasts made too sure or too wide.

When a posterior is right, the rank of the truth among its draws is uniform (Talts and others,
"Validating Bayesian inference algorithms with simulation-based calibration", arXiv 1804.06788).
Weighted draws are counted as the number of equal ones that they are worth, the truth itself as
one more, and ties are broken at random, so that the rank is uniform in (0, 1), not only nearly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration.weighted import weighted_quantile

# Probabilities of the intervals whose coverage is reported.
LEVELS = (0.5, 0.8, 0.95)
# The forecast as it is, and made half and twice as wide about its median.
WIDTHS = (1.0, 0.5, 2.0)
_ENDS = tuple(0.5 + side * level / 2.0 for level in LEVELS for side in (-1.0, 1.0))


@dataclass(frozen=True)
class Placed:
    """A truth in its forecast: `rank` in (0, 1) and `inside` bool[levels], both by WIDTHS;
    `span` is the length of the 80 % interval."""

    rank: np.ndarray
    inside: np.ndarray
    span: float


def randomised_rank(
    values: np.ndarray, weights: np.ndarray, size: float, truth: float, u: float
) -> float:
    """Rank in (0, 1) of a truth among weighted draws [n] worth `size` equal ones.

    `u` in (0, 1) places the truth among its ties, of which it is one itself.
    """
    below = size * float(weights[values < truth].sum())
    tied = size * float(weights[values == truth].sum())
    return (below + u * (tied + 1.0)) / (size + 1.0)


def place(
    values: np.ndarray,
    weights: np.ndarray,
    size: float,
    truth: float,
    u: float,
) -> Placed:
    """Place a truth among weighted draws [n] (weights sum to 1), of logs where positive.

    A forecast made twice as wide about its median holds a truth where the forecast itself
    holds one half as far from the median: so it is the truth that is moved.
    """
    middle, *ends = weighted_quantile(values, [0.5, *_ENDS], weights)
    lows, highs = np.array(ends[::2]), np.array(ends[1::2])
    moved = [middle + (truth - middle) / width for width in WIDTHS]
    rank = [randomised_rank(values, weights, size, at, u) for at in moved]
    inside = [(lows <= at) & (at <= highs) for at in moved]
    return Placed(np.array(rank), np.array(inside), float(highs[1] - lows[1]))
