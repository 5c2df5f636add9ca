"""What stands in the way of a goal that is not reached: the search's limits, relaxed one by one.

Each is relaxed alone on the draws that the portfolio was chosen on, and the change is paired draw
by draw, so that it is told from chance as far as the draws that change allow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from scenarios.portfolio.answer import ALL_LEVERS, BUDGET, LEVER, MONEY, Binding, Checked
from scenarios.portfolio.check import change_of
from scenarios.portfolio.ladders import Ladder, Space
from scenarios.portfolio.trial import Sample, Trial
from scenarios.resampling import resamples
from scenarios.scenario import YearPath

# The levers that government's money for industry comes from.
PURSE = ("fund_share", "support_budget_share")

Levers = Mapping[str, YearPath]


def what_binds(
    trial: Trial, sample: Sample, space: Space, chosen: Checked, dearer: Checked | None
) -> tuple[Binding, ...]:
    """The limits that keep `chosen` from a higher probability.

    `dearer` is the likeliest set of all where that is above the budget, else None.
    """
    if chosen.point is None:
        return ()
    at_end = [
        ladder for ladder, rung in zip(space.ladders, chosen.point, strict=True)
        if rung == ladder.top
    ]  # fmt: skip
    relaxed = list(_relaxed(trial, chosen.levers, at_end))
    tries = [chosen.levers, *(levers for _, _, _, levers in relaxed)]
    if dearer is not None:
        tries.append(dearer.levers)
    outcomes = trial.play(sample, tries)
    again = resamples(np.ones(len(sample)), sample.clusters)
    base = trial.shares(sample, outcomes[0])
    found = [
        Binding(kind, code, path, change_of(sample, again, base, trial.shares(sample, outcome)))
        for (kind, code, path, _), outcome in zip(relaxed, outcomes[1:], strict=False)
    ]
    if dearer is not None:
        gain = change_of(sample, again, base, trial.shares(sample, outcomes[-1]))
        found.append(Binding(BUDGET, "", None, gain))
    found += [Binding(LEVER, item.code, None, None) for item in at_end if item.further is None]
    return tuple(found)


def _relaxed(
    trial: Trial, levers: Levers, at_end: Sequence[Ladder]
) -> Iterator[tuple[str, str, YearPath | None, Levers]]:
    """Kind, lever, its value and all lever values of every limit relaxed."""
    further = {item.code: item.further for item in at_end if item.further is not None}
    for code, path in further.items():
        yield LEVER, code, path, {**levers, code: path}
    if len(further) > 1:
        yield ALL_LEVERS, "", None, {**levers, **further}
    purse = {
        code: {min(levers[code]): trial.spec.levers[code].maximum}
        for code in PURSE
        if code in levers and max(levers[code].values()) < trial.spec.levers[code].maximum
    }
    if purse:
        yield MONEY, "", None, {**levers, **purse}
