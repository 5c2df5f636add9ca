"""PRIM, the patient rule induction method: boxes of inputs in which cases of interest gather.

Peeling cuts a small part off one side of the box at a time, pasting puts some back (Friedman &
Fisher, "Bump hunting in high-dimensional data", Statistics and Computing 9, 1999); coverage and
density are those of scenario discovery (Bryant & Lempert, "Thinking inside the box", Technological
Forecasting and Social Change 77, 2010).  Draws have weights here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

ALPHA = 0.05
LEAST = 0.05
LOW, HIGH = 0, 1


@dataclass(frozen=True)
class Box:
    """Limits `ends` float64[2, d] on d inputs: above the first and below the second, both open.

    Infinite where an input has no limit.
    """

    ends: np.ndarray

    def holds(self, x: np.ndarray) -> np.ndarray:
        """Which draws x float64[n, d] lie in it, bool[n]."""
        return np.asarray(((x > self.ends[LOW]) & (x < self.ends[HIGH])).all(axis=1))

    @property
    def limits(self) -> list[tuple[int, int]]:
        """(side, input) of every limit that is set, by input."""
        sides, columns = np.nonzero(np.isfinite(self.ends))
        return sorted(zip(sides.tolist(), columns.tolist(), strict=True), key=lambda it: it[::-1])

    def without(self, limit: tuple[int, int]) -> Box:
        """The box with one limit taken away."""
        return self.moved(limit, np.inf if limit[0] == HIGH else -np.inf)

    def moved(self, limit: tuple[int, int], value: float) -> Box:
        """The box with one limit put elsewhere."""
        ends = self.ends.copy()
        ends[limit] = value
        return Box(ends)


def whole(inputs: int) -> Box:
    """The box of all draws."""
    return Box(np.stack([np.full(inputs, -np.inf), np.full(inputs, np.inf)]))


@dataclass(frozen=True)
class Sample:
    """Draws to look for boxes in: inputs x float64[n, d], `cases` bool[n], `weights` float64[n],
    `clusters` int64[n] (None: every draw is its own)."""

    x: np.ndarray
    cases: np.ndarray
    weights: np.ndarray
    clusters: np.ndarray | None = None

    def part(self, rows: np.ndarray) -> Sample:
        """The draws at `rows` (bool[n] or indices)."""
        clusters = None if self.clusters is None else self.clusters[rows]
        return Sample(self.x[rows], self.cases[rows], self.weights[rows], clusters)

    def again(self, times: np.ndarray) -> Sample:
        """The sample in which every draw is taken `times` int64[n], as a resample drew it.

        A lineage drawn twice counts as two, so that the resample is worth as many draws.
        """
        rows = np.repeat(np.arange(len(times)), times)
        begins = np.repeat(np.cumsum(times) - times, times)
        copy = np.arange(len(rows)) - begins
        own = np.arange(len(times)) if self.clusters is None else self.clusters
        clusters = np.unique(np.stack([own[rows], copy]), axis=1, return_inverse=True)[1]
        return Sample(self.x[rows], self.cases[rows], self.weights[rows], clusters.reshape(-1))


@dataclass(frozen=True)
class Quality:
    """What a box is worth in a sample: `coverage`, its share of all cases; `density`, the share of
    cases in it; `mass`, its share of all draws; `gain`, coverage less the same share of
    everything that is no case (Youden's index, in [-1, 1])."""

    coverage: float
    density: float
    mass: float
    gain: float


def quality(box: Box, sample: Sample) -> Quality:
    """Quality of a box in a sample; density is NaN in an empty box."""
    inside = box.holds(sample.x)
    w, total = sample.weights, float(sample.weights.sum())
    cases = float(w[sample.cases].sum())
    mass, hits = float(w[inside].sum()), float(w[inside & sample.cases].sum())
    coverage = hits / cases if cases > 0.0 else np.nan
    others = total - cases
    return Quality(
        coverage,
        hits / mass if mass > 0.0 else np.nan,
        mass / total,
        coverage - ((mass - hits) / others if others > 0.0 else np.nan),
    )


def peel(sample: Sample, alpha: float = ALPHA, least: float = LEAST) -> list[Box]:
    """The peeling trajectory: boxes from all draws down to `least` of their weight.

    Each step cuts the weight `alpha` of what is left (more where values are tied) off the side of
    an input where density rises most for the weight that goes.
    """
    box = whole(sample.x.shape[1])
    boxes = [box]
    order = np.argsort(sample.x, axis=0, kind="stable")
    floor = least * sample.weights.sum()
    while True:
        cut = _best_cut(sample, order, alpha, floor)
        if cut is None:
            return boxes
        limit, value = cut
        box = box.moved(limit, value)
        boxes.append(box)
        column = sample.x[:, limit[1]]
        kept = column > value if limit[0] == LOW else column < value
        order = order.T[kept[order.T]].reshape(order.shape[1], -1).T


def _best_cut(
    sample: Sample, order: np.ndarray, alpha: float, floor: float
) -> tuple[tuple[int, int], float] | None:
    """((side, input), limit) of the best cut of the draws `order` int64[m, d], sorted by input.

    None when every cut leaves less weight than `floor`, or when all that is left are cases.
    """
    columns = np.arange(order.shape[1])
    values, weights = sample.x[order, columns], sample.weights[order]
    below = np.cumsum(weights, axis=0)
    hits = np.cumsum(weights * sample.cases[order], axis=0)
    mass, found = below[-1, 0], hits[-1, 0]
    if found >= mass * (1.0 - 1e-12):
        return None
    # Low side: draws up to `last` go, all that are tied with the alpha-quantile among them.
    at = np.minimum((below < alpha * mass).sum(axis=0), len(order) - 1)
    last = (values <= values[at, columns]).sum(axis=0) - 1
    # High side: draws from `first` on go.
    above = below[-1] - below + weights
    at = np.maximum((above >= alpha * mass).sum(axis=0) - 1, 0)
    first = (values < values[at, columns]).sum(axis=0)
    before = np.maximum(first - 1, 0)
    gone = np.stack(
        [below[last, columns], np.where(first > 0, mass - below[before, columns], mass)]
    )
    taken = np.stack(
        [hits[last, columns], np.where(first > 0, found - hits[before, columns], found)]
    )
    left = mass - gone
    with np.errstate(divide="ignore", invalid="ignore"):
        rise = ((found - taken) / left - found / mass) / gone
    rise[(left < floor) | (left <= 0.0) | (gone <= 0.0)] = -np.inf
    side, column = np.unravel_index(int(np.argmax(rise)), rise.shape)
    if not np.isfinite(rise[side, column]):
        return None
    edge = int(last[column]) if side == LOW else int(first[column]) - 1
    value = 0.5 * (values[edge, column] + values[edge + 1, column])
    return (int(side), int(column)), float(value)


def choose(boxes: Sequence[Box], sample: Sample, density: float | None = None) -> int:
    """Position of the box to take: that of the greatest gain.

    With `density` the one of greatest coverage among those at least as dense; where none is, the
    densest.
    """
    found = [quality(box, sample) for box in boxes]
    if density is None:
        return int(np.argmax([item.gain for item in found]))
    dense = [at for at, item in enumerate(found) if item.density >= density]
    if dense:
        return max(dense, key=lambda at: found[at].coverage)
    return int(np.argmax([item.density for item in found]))


def paste(box: Box, sample: Sample, alpha: float = ALPHA) -> Box:
    """The box widened as long as density rises, by `alpha` of its weight at a time."""
    while True:
        now = quality(box, sample).density
        wider = [
            it for limit in box.limits if (it := _wider(box, limit, sample, alpha)) is not None
        ]
        best = max(wider, key=lambda it: quality(it, sample).density, default=None)
        if best is None or not quality(best, sample).density > now:
            return box
        box = best


def _wider(box: Box, limit: tuple[int, int], sample: Sample, alpha: float) -> Box | None:
    """The box with one limit moved outward past `alpha` of its weight; None without draws there."""
    loose = box.without(limit)
    beyond = np.flatnonzero(loose.holds(sample.x) & ~box.holds(sample.x))
    if not len(beyond):
        return None
    sign = 1.0 if limit[0] == HIGH else -1.0
    away = sign * sample.x[beyond, limit[1]]
    order = np.argsort(away, kind="stable")
    weight = np.cumsum(sample.weights[beyond[order]])
    wanted = alpha * sample.weights[box.holds(sample.x)].sum()
    reach = away[order[min(int((weight < wanted).sum()), len(order) - 1)]]
    further = away[away > reach]
    if not len(further):
        return loose
    return box.moved(limit, float(sign * 0.5 * (reach + further.min())))
