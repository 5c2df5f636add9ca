"""What each new number does by itself, where no shares of the change can be given.

A posterior that was found afresh has nothing to do with the old pairs, so that no way leads from
one to the other along which numbers could share the change (`calibration.credit`).  The old pairs
are then led to each number alone, and the probabilities of the targets held against those of the
same pairs without it.  These effects are no shares: numbers that say the same each claim it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from calibration.conditioning import CountyRuns
from calibration.credit import OnStep, alone, difference
from calibration.faults import Words
from calibration.posterior import Posterior
from calibration.update import Updated, settings_of
from scenarios.targets import Target
from scenarios.update_playing import Played, Share, play, share_of, with_bounds


@dataclass(frozen=True)
class Alone:
    """What every number does by itself: `shares` by target and number, None for one that cannot
    be told; `untold` says why, by its position among the changes."""

    shares: tuple[tuple[Share | None, ...], ...]
    untold: Mapping[int, Words] = field(default_factory=dict)


def effects_alone(
    old: Posterior,
    updated: Updated,
    runs: CountyRuns,
    targets: Sequence[Target],
    pairs: int,
    on_step: OnStep | None = None,
) -> Alone:
    """P(target | old record and one number) - P(target | old record), for each of the numbers.

    By `pairs` of the old ones; `runs` gives county, roster and jobs.  `on_step` is told after
    every stage of moves and after every number.
    """
    evidence, quiet = updated.evidence, replace(runs, progress=None)
    columns = replace(quiet, observations=evidence.all).by_observation
    settings = settings_of(old, updated.posterior.manifest["update"]["seed"])
    steps = alone(old, columns, evidence, settings, pairs, on_step)
    base, rows, untold = None, list[Sequence[Share | None]](), dict[int, Words]()
    for at, step in enumerate(steps, start=-1):
        if isinstance(step, Words):
            untold[at] = step
            rows.append([None] * len(targets))
            continue
        played = play(quiet, step, old.lines[step.ancestors], evidence, targets)
        if base is None:
            base = played
            continue
        rows.append(_shares(base, played, int(old.lines.max()) + 1, len(evidence.changes)))
        if on_step is not None:
            on_step(step.inside, None)
    return Alone(tuple(zip(*rows, strict=True)), untold)


def _shares(base: Played, led: Played, count: int, numbers: int) -> list[Share | None]:
    """What one number does to every target; None where pairs of either side have no value."""
    values, spreads = difference(base.known(count), led.known(count))
    found = list[Share | None]()
    for at, (old, new) in enumerate(zip(base.results, led.results, strict=True)):
        if old.probability is None or new.probability is None:
            found.append(None)
            continue
        error = with_bounds(spreads[at], (old.probability, new.probability))
        found.append(share_of(values[at], error, numbers))
    return found
