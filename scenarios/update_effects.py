"""What a new year of accounts does: how targets moved, which number moved them, how new it was.

Numbers share the change of a probability where the old pairs were led to the new posterior
(`calibration.credit`); where that was found afresh, it is told what each does by itself
(`scenarios.update_alone`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy.special import ndtr

from calibration.conditioning import CountyRuns
from calibration.credit import Known, OnStep, credits, difference, walk
from calibration.evidence import Change
from calibration.faults import Words
from calibration.importance import UnreachableError, WeightError
from calibration.lineages import independent_size
from calibration.observations import BOUNDS, Observation, standardised_gap
from calibration.posterior import Posterior
from calibration.update import Updated, settings_of
from scenarios.probability import weighted_quantile
from scenarios.targets import Target, TargetResult
from scenarios.update_alone import Alone, effects_alone
from scenarios.update_playing import HALF, ROUNDING, Played, Share, play, share_of, with_bounds

__all__ = ["Effects", "Expected", "Kind", "Move", "Share", "effects", "headlines"]

# What is told of a number: its share of the change, or what it does by itself.
Kind = Literal["share", "alone"]
# A new number below or above all but this share of what was expected is a surprise.
SURPRISE = 0.025
_QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Move:
    """A target before and after: `change` in its probability, one standard deviation `error`;
    `shares` by number, none where they were not looked for or cannot be told; then `alone` may
    hold what each number does by itself, None for one that cannot be told."""

    old: TargetResult
    new: TargetResult
    change: float
    error: float
    shares: tuple[Share, ...]
    alone: tuple[Share | None, ...] = ()

    @property
    def target(self) -> Target:
        """The target."""
        return self.old.target

    @property
    def clear(self) -> bool:
        """Whether the change is larger than its error at 95 %."""
        return abs(self.change) > max(HALF * self.error, ROUNDING)

    @property
    def told(self) -> tuple[Share | None, ...]:
        """What is told of each number: its share, or what it does by itself."""
        return self.shares or self.alone

    @property
    def mover(self) -> int | None:
        """Position of the number that moved it most, None when that cannot be told.

        By itself a number may pull the other way, or a target that did not move in the end: such
        a one did not move it.
        """
        if self.shares:
            return _largest(self.shares)
        with_it = [
            share if share and share.value * self.change > 0 else None for share in self.alone
        ]
        return _largest(with_it) if self.clear else None

    @property
    def strongest(self) -> int | None:
        """Position of the number that by itself moves it most, whichever way; None: cannot be told."""
        return _largest(self.alone)


def _largest(shares: Sequence[Share | None]) -> int | None:
    """Position of the largest that is clear."""
    told = {at: abs(share.value) for at, share in enumerate(shares) if share and share.clear}
    return max(told, key=lambda at: told[at], default=None)


@dataclass(frozen=True)
class Expected:
    """A changed number beside what was expected of it: quantiles (10, 50, 90 %) of the pairs
    before and after, in its unit, and its `position` among what would have been published."""

    change: Change
    before: tuple[float, ...]
    after: tuple[float, ...]
    position: float

    @property
    def surprise(self) -> bool:
        """Whether the number lies in either tail."""
        return min(self.position, 1.0 - self.position) < SURPRISE


@dataclass(frozen=True)
class Effects:
    """All that an update did: `moves` by target, `numbers` by change, independent histories in
    the old and the new posterior; `untold` why no number has its share in the moves.

    `alone_untold` says, by position, why a number cannot be told by itself; None where numbers
    were not looked at by themselves."""

    moves: tuple[Move, ...]
    numbers: tuple[Expected, ...]
    histories_before: float
    histories_after: float
    untold: Words | None = None
    alone_untold: Mapping[int, Words] | None = None

    @property
    def kind(self) -> Kind | None:
        """What is told of the numbers, None when nothing is."""
        if self.untold is None:
            return "share"
        return None if self.alone_untold is None else "alone"


def headlines(targets: Sequence[Target]) -> list[Target]:
    """The plan's main objectives, among those that the model can judge."""
    return [target for target in targets if target.headline and target.testable]


def effects(
    old: Posterior,
    updated: Updated,
    runs: CountyRuns,
    targets: Sequence[Target],
    pairs: int,
    on_step: OnStep | None = None,
) -> Effects:
    """Compare two posteriors, and tell by `pairs` (0: not at all) which number moved what.

    `runs` gives county, roster, jobs and progress of the runs under the plan.
    """
    new, evidence = updated.posterior, updated.evidence
    first = old.lines
    count = int(first.max()) + 1
    if updated.ancestors is not None:
        last = first[updated.ancestors]
    else:
        # Found afresh, the new pairs have nothing to do with the old ones.
        last = new.lines + count
        count = int(last.max()) + 1
    before = play(runs, old, first, evidence, targets)
    after = play(runs, new, last, evidence, targets)
    given = {frozenset[int](): before.known(count), evidence.every: after.known(count)}
    untold = _walk(given, old, updated, runs, targets, pairs, on_step)
    alone = None
    if untold is not None and pairs > 0:
        alone = effects_alone(old, updated, runs, targets, pairs, on_step)
    moves = _moves(before, after, given, len(evidence.changes) if untold is None else 0, alone)
    numbers = [_expected(change, before, after, at) for at, change in enumerate(evidence.changes)]
    sizes = [independent_size(side.lines, side.weights) for side in (before, after)]
    why = None if alone is None else alone.untold
    return Effects(moves, tuple(numbers), sizes[0], sizes[1], untold, why)


def _walk(
    given: dict[frozenset[int], Known],
    old: Posterior,
    updated: Updated,
    runs: CountyRuns,
    targets: Sequence[Target],
    pairs: int,
    on_step: OnStep | None,
) -> Words | None:
    """Add to `given` what is known given some of the numbers; why not, when that cannot be."""
    evidence, count = updated.evidence, len(given[frozenset()].influence)
    if len(evidence.changes) == 1:
        return None
    if pairs == 0:
        return Words("没有计算(--credit 0)", "not looked for (--credit 0)")
    if updated.why is not None:
        return updated.why
    quiet = replace(runs, progress=None)
    columns = replace(quiet, observations=evidence.all).by_observation
    settings = settings_of(old, updated.posterior.manifest["update"]["seed"])
    try:
        for step in walk(old, columns, evidence, settings, pairs, on_step):
            played = play(quiet, step, old.lines[step.ancestors], evidence, targets)
            given[step.inside] = played.known(count)
            if on_step is not None:
                on_step(step.inside, None)
    except (WeightError, UnreachableError) as error:
        return error.words
    return None


def _moves(
    before: Played,
    after: Played,
    given: dict[frozenset[int], Known],
    numbers: int,
    alone: Alone | None,
) -> tuple[Move, ...]:
    """Every target that pairs of both posteriors can be judged by; shares of `numbers`."""
    shares, errors = credits(numbers, given) if numbers else (np.zeros((0, 0)),) * 2
    _, spread = difference(given[frozenset()], max(given.items(), key=lambda one: len(one[0]))[1])
    moves = []
    for at, (old, new) in enumerate(zip(before.results, after.results, strict=True)):
        if old.probability is None or new.probability is None:
            continue
        error = with_bounds(spread[at], (old.probability, new.probability))
        change = new.probability.value - old.probability.value
        told = zip(shares[:, at], errors[:, at], strict=True) if numbers else ()
        single = () if alone is None else alone.shares[at]
        moves.append(Move(old, new, change, error, _shares(list(told)), single))
    return tuple(moves)


def _shares(told: Sequence[tuple[float, float]]) -> tuple[Share, ...]:
    """Credits for one target; none when one of them is no number."""
    if not np.isfinite(told).all():
        return ()
    return tuple(share_of(value, error, len(told)) for value, error in told)


def _expected(change: Change, before: Played, after: Played, at: int) -> Expected:
    """One changed number beside what the pairs say to it."""
    values = before.modelled[:, at]
    whole = np.isfinite(values)
    weights = before.weights[whole]
    below = float(np.sum(weights * _below(change.obs, values[whole])) / weights.sum())
    return Expected(change, _quantiles(before, at), _quantiles(after, at), below)


def _quantiles(played: Played, at: int) -> tuple[float, ...]:
    """Quantiles of what the pairs say to one number."""
    values = played.modelled[:, at]
    whole = np.isfinite(values)
    found = weighted_quantile(values[whole], list(_QUANTILES), played.weights[whole])
    return tuple(map(float, found))


def _below(obs: Observation, modelled: np.ndarray) -> np.ndarray:
    """Chance [n] that less than the number would have been published, given each pair."""
    if obs.operator in BOUNDS:
        return np.asarray(modelled < obs.value, np.float64)
    return np.asarray(ndtr(-standardised_gap(obs, modelled)))
