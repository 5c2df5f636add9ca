"""Which box to take: PRIM on the inputs that tell something, without limits that chance has set.

The quasi-p of a limit is that of Bryant & Lempert ("Thinking inside the box", Technological
Forecasting and Social Change 77, 2010), on the effective number of draws: those of one lineage
answer alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenarios.prim import LEAST, Box, Sample, choose, paste, peel, quality, whole
from scenarios.probability import clustered_size

# A limit whose quasi-p is above this is taken away.
SIGNIFICANCE = 0.05
# Inputs looked at: those that by themselves tell most.  With forty inputs the first small cuts
# follow chance, for the best of eighty cuts looks good in any sample.
SCREENED = 10
# Inputs that are tried beside those of a box.
TRIED = 3


def quasi_p(box: Box, limit: tuple[int, int], sample: Sample) -> float:
    """How often chance alone would give so dense a box from the one without this limit.

    Binomial tail at the density of the box without it, the number of draws being the effective
    one.  "Quasi" because that density is itself found from the same draws.
    """
    from scipy.special import betainc

    inside, loose = box.holds(sample.x), box.without(limit).holds(sample.x)
    w, cases = sample.weights, sample.cases.astype(float)
    if not inside.any():
        return 1.0
    clusters = None if sample.clusters is None else sample.clusters[inside]
    n = clustered_size(cases[inside], w[inside], clusters)
    density = float(np.average(cases[inside], weights=w[inside]))
    base = float(np.average(cases[loose], weights=w[loose]))
    hits = density * n
    if hits <= 0.0 or density <= base:
        return 1.0
    return float(betainc(hits, n - hits + 1.0, base))


def prune(box: Box, sample: Sample) -> Box:
    """The box without the limits whose quasi-p is above SIGNIFICANCE; the worst goes first."""
    while box.limits:
        chances = [quasi_p(box, limit, sample) for limit in box.limits]
        worst = int(np.argmax(chances))
        if chances[worst] <= SIGNIFICANCE:
            break
        box = box.without(box.limits[worst])
    return box


def shorten(box: Box, sample: Sample, most: int) -> Box:
    """The box with `most` limits at most: those go whose loss costs the least gain."""
    while len(box.limits) > most:
        box = max(
            (box.without(limit) for limit in box.limits), key=lambda it: quality(it, sample).gain
        )
    return box


def screen(sample: Sample, most: int = SCREENED) -> np.ndarray:
    """Columns int64[k] of the inputs that tell most by themselves, in order of the columns.

    What one tells is the gain of the best single limit on it, which is the Kolmogorov-Smirnov
    distance between cases and the rest.
    """
    w, cases = sample.weights, sample.cases
    told = np.zeros(sample.x.shape[1])
    for at, column in enumerate(sample.x.T):
        order = np.argsort(column, kind="stable")
        step = np.where(cases, w / w[cases].sum(), -w / w[~cases].sum())[order]
        ends = np.append(np.diff(column[order]) > 0.0, False)
        told[at] = np.abs(np.cumsum(step)[ends]).max(initial=0.0)
    return np.sort(np.argsort(-told, kind="stable")[:most])


@dataclass(frozen=True)
class Search:
    """A box found in a sample, and the peeling trajectory it was taken from, at `chosen`."""

    box: Box
    boxes: tuple[Box, ...]
    chosen: int


def find_box(
    sample: Sample,
    most: int,
    density: float | None = None,
    least: float = LEAST,
    columns: np.ndarray | None = None,
) -> Search:
    """The best box of a sample, with `most` limits at most.

    Peeling begins with all screened inputs (or those at `columns` int64[k]), is repeated on those
    alone whose limits were no chance, and then takes in others one at a time while that makes a
    better box.  The sample must hold cases and others.
    """
    screened = screen(sample) if columns is None else columns
    if not len(screened):
        return Search(whole(sample.x.shape[1]), (whole(sample.x.shape[1]),), 0)
    found = _search(sample, screened, density, least)
    while True:
        used = found.columns
        if len(used) in (0, len(found.looked_at)):
            break
        found = _search(sample, used, density, least)
    while len(found.columns) < most:
        others = np.array([at for at in screened if at not in found.columns], np.int64)
        tries = [
            _search(sample, np.sort(np.append(found.columns, at)), density, least)
            for at in _promising(found.box, sample, others)
        ]
        better = [it for it in tries if it.better_than(found, sample, len(others), density)]
        if not better:
            break
        found = max(better, key=lambda it: it.worth(sample, density))
    boxes = tuple(_widened(box, found.looked_at, sample.x.shape[1]) for box in found.boxes)
    return Search(shorten(found.box, sample, most), boxes, found.chosen)


def _promising(box: Box, sample: Sample, columns: np.ndarray) -> np.ndarray:
    """Of some inputs the TRIED that tell most within a box; none where all answer alike there."""
    inside = sample.part(box.holds(sample.x))
    if not len(columns) or inside.cases.all() or not inside.cases.any():
        return columns[:0]
    narrow = Sample(inside.x[:, columns], inside.cases, inside.weights)
    return np.asarray(columns[screen(narrow, TRIED)])


@dataclass(frozen=True)
class _Peeled(Search):
    """A search that peeled the inputs `looked_at` int64[k] alone, its `boxes` being on these."""

    looked_at: np.ndarray

    @property
    def columns(self) -> np.ndarray:
        """Inputs that the box sets limits on, int64[k]."""
        return np.unique([column for _, column in self.box.limits]).astype(np.int64)

    def worth(self, sample: Sample, density: float | None) -> float:
        """What `choose` looks for: gain, or coverage for a box that is dense enough."""
        found = quality(self.box, sample)
        if density is None:
            return found.gain
        return found.coverage if found.density >= density else found.density - 1.0

    def better_than(
        self, other: _Peeled, sample: Sample, tried: int, density: float | None
    ) -> bool:
        """Whether it is worth more, and the input it has more is no chance among `tried`."""
        new = set(self.columns.tolist()) - set(other.columns.tolist())
        if not new or self.worth(sample, density) <= other.worth(sample, density):
            return False
        bound = SIGNIFICANCE / tried
        return any(
            quasi_p(self.box, limit, sample) <= bound
            for limit in self.box.limits
            if limit[1] in new
        )


def _search(sample: Sample, columns: np.ndarray, density: float | None, least: float) -> _Peeled:
    """Peel some inputs alone, take the best box, paste, and take away limits that are chance."""
    narrow = Sample(sample.x[:, columns], sample.cases, sample.weights, sample.clusters)
    boxes = peel(narrow, least=least)
    chosen = choose(boxes, narrow, density)
    box = prune(paste(boxes[chosen], narrow), narrow)
    return _Peeled(_widened(box, columns, sample.x.shape[1]), tuple(boxes), chosen, columns)


def _widened(box: Box, columns: np.ndarray, inputs: int) -> Box:
    """A box on some columns as one on all inputs."""
    ends = whole(inputs).ends
    ends[:, columns] = box.ends
    return Box(ends)
