"""Boxes found on one half of the draws and counted on the other, one after the other.

All that is said of a box comes from draws that knew nothing of it; one that does not hold there
ends the search, so that the chance of believing in any box made of noise is that of the first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scenarios.draw_inputs import Input
from scenarios.prim import Box, Quality, Sample, quality, whole
from scenarios.prim_search import Search, find_box, quasi_p
from scenarios.probability import Estimate, apart, estimate
from scenarios.resampling import Interval, resamples

# Of either answer in each half; with fewer there is nothing to divide.
FEWEST = 20
# A limit that fewer resamples find again is taken away.
RECURS = 0.25
# Why there is no box: none was found, the one found did not hold, or there are too few draws.
FOUND, NOTHING, UNCONFIRMED, FEW = "found", "nothing", "unconfirmed", "few"
# Tells done and total, as of a forecast.
Progress = Callable[[int, int, int], None]


@dataclass(frozen=True)
class Limit:
    """A limit on one input: draws beyond `value` are left out, those above it when `below`.

    `low` and `high` hold 95 % of where resamples set it, `recurs` is the share of them that set
    one on this side (of the half it was found on); `quasi_p` is of the other half.
    """

    input: Input
    below: bool
    value: float
    low: float
    high: float
    recurs: float
    quasi_p: float


@dataclass(frozen=True)
class Shares:
    """What a box holds: `density` the share of cases in it, `coverage` its share of all cases,
    `mass` its share of all draws; None where nothing can be counted."""

    density: Estimate | None
    coverage: Estimate | None
    mass: Estimate | None


@dataclass(frozen=True)
class Found:
    """A box: `limits`, what it was worth where it was `found`, and where it was not: `shares`,
    `outside` (density beside it) and their difference, `lift`.

    `steps` are the peeling trajectory, each box on the half it was found on and on the other.
    All of it is counted among draws that no earlier box holds; coverage and mass are shares of
    all of them.
    """

    box: Box
    limits: tuple[Limit, ...]
    found: Quality
    shares: Shares
    outside: Estimate | None
    lift: Interval | None
    steps: tuple[tuple[Quality, Quality], ...]
    chosen: int

    @property
    def confirmed(self) -> bool:
        """Whether cases are denser in it than outside, on the half that knew nothing of it."""
        return self.lift is not None and self.lift.low > 0.0


@dataclass(frozen=True)
class Boxes:
    """Boxes that held, in order; `rejected` is the one that did not and ended the search.

    `reason` is found, nothing or unconfirmed; `together` the union of the boxes.
    """

    reason: str
    held: tuple[Found, ...] = ()
    rejected: Found | None = None
    together: Shares | None = None


@dataclass(frozen=True)
class BoxSearch:
    """How boxes are looked for: at most `boxes` of `limits` limits on the inputs `items`, at least
    as dense as `density` (None: those that tell most), `replicates` resamples from `seed`."""

    items: tuple[Input, ...]
    limits: int
    density: float | None
    replicates: int
    seed: int
    progress: Progress | None
    boxes: int

    def run(self, looked: Sample, counted: Sample) -> Boxes:
        """One box after the other, found in `looked` and counted in `counted`, until one fails."""
        held: list[Found] = []
        free = [np.ones(len(part.cases), bool) for part in (looked, counted)]
        reason, rejected = NOTHING, None
        for number in range(self.boxes):
            rest = looked.part(free[0])
            if min(int(rest.cases.sum()), int((~rest.cases).sum())) < FEWEST:
                break
            search, times = self._stable(rest, number)
            if not search.box.limits or (number > 0 and self._sparse(search.box, rest)):
                break
            found = self._counted(search, times, looked, counted, free)
            if not found.confirmed:
                reason, rejected = UNCONFIRMED, found
                break
            held.append(found)
            for kept, part in zip(free, (looked, counted), strict=True):
                kept &= ~found.box.holds(part.x)
        self._tell(self.boxes, 0)
        together = shares(~free[1], counted) if held else None
        return Boxes(FOUND if held else reason, tuple(held), rejected, together)

    def _sparse(self, box: Box, sample: Sample) -> bool:
        """Whether a box is less dense than was asked for where it was found."""
        return self.density is not None and quality(box, sample).density < self.density

    def _tell(self, box: int, done: int) -> None:
        if self.progress is not None:
            self.progress(box * self.replicates + done, self.boxes * self.replicates, 0)

    def _stable(self, sample: Sample, number: int) -> tuple[Search, np.ndarray]:
        """The box of a sample with those limits alone that recur, and where resamples set limits.

        Limits float64[resamples, 2, inputs] of the resamples' boxes, infinite where none is set.
        """
        drawn = resamples(np.ones(len(sample.cases)), sample.clusters, self.replicates, self.seed)
        ends = np.empty((self.replicates, 2, sample.x.shape[1]))
        for row, times in enumerate(drawn.again):
            self._tell(number, row)
            ends[row] = self._ends(sample.again(times.astype(np.int64)))
        search = find_box(sample, self.limits, self.density)
        recurs = np.isfinite(ends).mean(axis=0)
        kept = [limit for limit in search.box.limits if recurs[limit] >= RECURS]
        if len(kept) < len(search.box.limits):
            # Where a limit goes, the others move: peeled again on what is left.
            columns = np.array(sorted({column for _, column in kept}), np.int64)
            search = find_box(sample, self.limits, self.density, columns=columns)
        return search, ends

    def _ends(self, sample: Sample) -> np.ndarray:
        """Limits [2, inputs] of the box of a resample; none where all its draws answer alike."""
        if sample.cases.all() or not sample.cases.any():
            return whole(sample.x.shape[1]).ends
        return find_box(sample, self.limits, self.density).box.ends

    def _counted(
        self,
        search: Search,
        times: np.ndarray,
        looked: Sample,
        counted: Sample,
        free: list[np.ndarray],
    ) -> Found:
        """A box with all that the draws it was not found on say of it."""
        rest = counted.part(free[1])
        inside = search.box.holds(rest.x)
        part = [
            None if rest.clusters is None else rest.clusters[rows] for rows in (inside, ~inside)
        ]
        within = estimate(rest.cases[inside], rest.weights[inside], part[0])
        outside = estimate(rest.cases[~inside], rest.weights[~inside], part[1])
        steps = tuple(
            (_quality(box, looked, free[0]), _quality(box, counted, free[1]))
            for box in search.boxes
        )
        return Found(
            search.box,
            tuple(self._limit(search.box, limit, times, rest) for limit in search.box.limits),
            _quality(search.box, looked, free[0]),
            shares(search.box.holds(counted.x) & free[1], counted),
            outside,
            None if within is None or outside is None else apart(within, outside),
            steps,
            search.chosen,
        )

    def _limit(self, box: Box, limit: tuple[int, int], times: np.ndarray, rest: Sample) -> Limit:
        """One limit of a box, `times` being where resamples set limits."""
        set_at = times[:, limit[0], limit[1]]
        there = set_at[np.isfinite(set_at)]
        value = float(box.ends[limit])
        # A limit that was moved when another went may be one that no resample has set.
        low, high = np.quantile(there, (0.025, 0.975)) if len(there) else (value, value)
        return Limit(
            self.items[limit[1]], limit[0] == 1, value, min(float(low), value),
            max(float(high), value),
            len(there) / len(times), quasi_p(box, limit, rest),
        )  # fmt: skip


def _quality(box: Box, sample: Sample, free: np.ndarray) -> Quality:
    """Quality of a box among the `free` draws bool[n]; coverage and mass are shares of all."""
    part = sample.part(free)
    found = quality(box, part)
    w, cases = sample.weights, sample.cases
    return Quality(
        found.coverage * float(w[free & cases].sum() / w[cases].sum()),
        found.density,
        found.mass * float(w[free].sum() / w.sum()),
        found.gain,
    )


def shares(inside: np.ndarray, sample: Sample) -> Shares:
    """Density, coverage and mass of the draws `inside` bool[n], with their intervals."""

    def share(hits: np.ndarray, of: np.ndarray) -> Estimate | None:
        clusters = None if sample.clusters is None else sample.clusters[of]
        return estimate(hits[of], sample.weights[of], clusters)

    everywhere = np.ones(len(inside), bool)
    return Shares(
        share(sample.cases, inside), share(inside, sample.cases), share(inside, everywhere)
    )


def halves(sample: Sample, seed: int) -> np.ndarray:
    """Which draws bool[n] boxes are looked for in; the rest is what they are counted on.

    Lineages go whole, in random order, each to the half that is the lighter so far.
    """
    n = len(sample.cases)
    groups = np.arange(n) if sample.clusters is None else sample.clusters
    _, index = np.unique(groups, return_inverse=True)
    heavy = np.bincount(index, sample.weights)
    first = np.zeros(len(heavy), bool)
    sums = [0.0, 0.0]
    for group in np.random.default_rng([1999, seed]).permutation(len(heavy)):
        first[group] = sums[0] <= sums[1]
        sums[int(not first[group])] += float(heavy[group])
    return np.asarray(first[index])
