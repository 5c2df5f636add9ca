"""How far targets are missed, and the growth they ask for beside the growth that was seen.

The shortfall is that of the draws that miss, as quantiles; growth is that of
`scenarios.target_pace`, from the year before the plan to the year that is due.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from calibration.accounts import HISTORY
from calibration.growth_seen import Seen, load_growth_seen
from calibration.history import load_history
from scenarios.assessment import focus_scenario, run_targets
from scenarios.files import RunError
from scenarios.posterior_input import record_in
from scenarios.probability import Estimate, estimate
from scenarios.resampling import REPLICATES, Interval, resamples
from scenarios.run import Run
from scenarios.target_pace import OnRecord, Pace, on_record, pace_of, quantiles
from scenarios.targets import Target, TargetResult, evaluate


@dataclass(frozen=True)
class Gap:
    """A target and what the draws lack of it.

    `missed` is the share of draws that miss, `above` that of the draws that are too high (only
    where a target has two sides); `shortfall` has the quantiles LEVELS of the distance to the
    target's edge among those that miss, in its unit: none where no draw does.  `decisive`
    has those of the value that decides, over all draws.  `pace` is None where the draws tell of
    no growth, and `no_pace` then says why (`scenarios.target_pace`); `record` and `seen` are what
    the county's record has to hold against it.
    """

    result: TargetResult
    missed: Estimate
    above: Estimate | None
    shortfall: tuple[Interval, ...]
    decisive: tuple[Interval, ...]
    pace: Pace | None
    no_pace: str
    record: OnRecord | None
    seen: tuple[Seen, ...]

    @property
    def target(self) -> Target:
        """The target."""
        return self.result.target

    @property
    def all_seen(self) -> tuple[Seen, ...]:
        """Growth on record: of the indicator itself, then of what stands in for it."""
        own = None if self.record is None else self.record.seen
        return self.seen if own is None else (own, *self.seen)

    @property
    def goal(self) -> float:
        """What the deciding value is compared with, in the target's unit."""
        return goal_of(self.target)


@dataclass(frozen=True)
class Gaps:
    """Every target of a run under one scenario: `untested` those that could not be judged."""

    run: Run
    scenario: str
    gaps: tuple[Gap, ...]
    untested: tuple[str, ...]
    replicates: int
    seed: int


def target_gaps(
    run: Run,
    scenario: str | None = None,
    targets: Sequence[str] | None = None,
    *,
    replicates: int = REPLICATES,
    seed: int = 0,
) -> Gaps:
    """Shortfalls and required growth of `targets` (ids; default: all) in a finished run.

    `scenario` is one of the run's (default: the plan).  Intervals are those of `replicates`
    resamples of whole lineages.  Raises RunError for a scenario or a target that the run does not
    have.
    """
    name = scenario or focus_scenario(run)
    goals = _goals(run, name, targets)
    again = resamples(run.weights, run.clusters, replicates, seed)
    history = load_history(run.county_folder / HISTORY)
    seen = load_growth_seen(run.county_folder, history)
    record = record_in(run)
    years = run.years
    found, untested = [], []
    for goal in goals:
        if not goal.testable:
            untested.append(goal.id)
            continue
        values = run.values(name, [goal.indicator])[goal.indicator]
        result = evaluate(goal, values, years, run.weights, run.clusters, run.failed(name))
        if result.probability is None:
            untested.append(goal.id)
            continue
        at = dict(zip(years, values.T, strict=True))
        found.append(
            Gap(
                result,
                _share(run, result, ~result.passed),
                _above(run, result),
                quantiles(_distance(result), result.valid & ~result.passed, again),
                quantiles(result.decisive, result.valid, again),
                *pace_of(result, at, again),
                on_record(goal, record),
                tuple(item for item in seen if item.target == goal.id),
            )
        )
    return Gaps(run, name, tuple(found), tuple(untested), replicates, seed)


def goal_of(target: Target) -> float:
    """What the deciding value of a target is compared with: 0 for a change."""
    return 0.0 if target.op == "rises" else target.value


def _goals(run: Run, scenario: str, ids: Sequence[str] | None) -> list[Target]:
    """The targets asked for, in the order of the plan."""
    if scenario not in run.scenarios:
        known = ", ".join(run.scenarios)
        raise RunError(
            f"{run.folder}: 没有情景 {scenario}; 可用: {known}",
            f"{run.folder}: no scenario {scenario}; it has: {known}",
            2,
        )
    goals = run_targets(run)
    known_ids = [goal.id for goal in goals]
    for name in ids or ():
        if name not in known_ids:
            raise RunError(
                f"没有目标 {name}; 可用: {', '.join(known_ids)}",
                f"there is no target {name}; one of: {', '.join(known_ids)}",
                2,
            )
    return [goal for goal in goals if ids is None or goal.id in ids]


def _share(run: Run, result: TargetResult, hits: np.ndarray) -> Estimate:
    valid = result.valid
    clusters = None if run.clusters is None else run.clusters[valid]
    found = estimate(hits[valid], run.weights[valid], clusters)
    assert found is not None
    return found


def _above(run: Run, result: TargetResult) -> Estimate | None:
    """Share of draws that are too high, for a target with two sides."""
    if result.target.op != "approx":
        return None
    return _share(run, result, ~result.passed & (result.decisive > result.target.value))


def _distance(result: TargetResult) -> np.ndarray:
    """Distance [draws] to the nearer edge of the target, positive where it is missed."""
    return -result.margin
