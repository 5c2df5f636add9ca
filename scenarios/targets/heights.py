"""How high two targets are set against each other: what each asks of the other's indicator.

Two indicators of the size of one industry rise and fall together, so no correlation shows that
their targets are set at different heights.  Arithmetic does: in every draw the one indicator is
some multiple of the other (for revenue and the share of value added in GDP it is GDP divided by
value added per revenue), and that multiple turns the goal of one into a value of the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from scenarios.probability import Estimate, estimate, weighted_quantile
from scenarios.targets.evaluation import TargetResult

# Indicators of how large the industry is: within a draw and a year any two are in proportion.
SIZES = (
    "revenue_above_scale",
    "revenue_above_scale_manufacturing",
    "revenue_industry",
    "industrial_va",
    "manufacturing_va",
    "industrial_va_share",
    "manufacturing_va_share",
    "va_above_scale",
    "va_above_scale_manufacturing",
)


@dataclass(frozen=True)
class Height:
    """What meeting target `given` exactly, in its `year`, makes of the indicator of `other`.

    `median`, `low80` and `high80` are in the unit of `other`, over `draws` draws, each with its
    own proportion of that year.  `chance` is the share of draws meeting `other` among those that
    meet `given`, `among` the median of its deciding value there; None when no draw meets `given`.
    """

    given: str
    other: str
    year: int
    median: float
    low80: float
    high80: float
    draws: int
    chance: Estimate | None
    among: float | None


def heights(
    results: Sequence[TargetResult],
    values: Mapping[str, np.ndarray],
    years: Sequence[int],
    weights: np.ndarray | None = None,
    clusters: np.ndarray | None = None,
) -> list[Height]:
    """Both directions of every pair of tested size targets with a number, in the plan's order.

    `values` float[draws, years] by indicator; `weights` float[draws] and `clusters` int[draws]
    as in :mod:`scenarios.probability`.
    """
    sized = [
        result
        for result in results
        if result.tested
        and result.target.indicator in SIZES
        and result.target.kind in ("point", "approx")
    ]
    found = [
        _height(given, other, values, years, weights, clusters)
        for given, other in permutations(sized, 2)
        if given.target.indicator != other.target.indicator
    ]
    return [height for height in found if height is not None]


def _height(
    given: TargetResult,
    other: TargetResult,
    values: Mapping[str, np.ndarray],
    years: Sequence[int],
    weights: np.ndarray | None,
    clusters: np.ndarray | None,
) -> Height | None:
    """One direction; None when no draw has both values."""
    year = given.target.years[-1]
    base, moved = (values[r.target.indicator][:, years.index(year)] for r in (given, other))
    use = np.isfinite(base) & np.isfinite(moved) & (base > 0) & given.valid & other.valid
    if not use.any():
        return None
    weight = np.ones(len(use)) if weights is None else np.asarray(weights, float)
    asked = given.target.value * moved[use] / base[use]
    low, middle, high = weighted_quantile(asked, [0.1, 0.5, 0.9], weight[use])
    met = use & given.passed
    group = None if clusters is None else clusters[met]
    chance = estimate(other.passed[met], weight[met], group)
    among = weighted_quantile(other.decisive[met], [0.5], weight[met])[0] if chance else None
    return Height(
        given=given.target.id,
        other=other.target.id,
        year=year,
        median=float(middle),
        low80=float(low),
        high80=float(high),
        draws=int(use.sum()),
        chance=chance,
        among=None if among is None else float(among),
    )
