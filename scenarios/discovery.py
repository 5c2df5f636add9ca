"""Scenario discovery: under which outside conditions and parameters targets are missed, or met.

Boxes are found on one half of the draws and all that is said of them is counted on the other half
(`scenarios.box_search`).  Whole lineages go to one half or the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scenarios.assessment import focus_scenario, run_targets
from scenarios.box_search import (
    FEW,
    FEWEST,
    Boxes,
    BoxSearch,
    Found,
    Progress,
    Shares,
    halves,
)
from scenarios.draw_inputs import Input, Inputs, outside_conditions, parameter_inputs, varying
from scenarios.files import RunError
from scenarios.prim import Sample
from scenarios.probability import Estimate, estimate
from scenarios.run import Run
from scenarios.targets import Target, TargetResult, evaluate

BOXES, LIMITS, RESAMPLES = 3, 4, 100
ALL, PARAMETERS, CONDITIONS = "all", "parameters", "outside"


@dataclass(frozen=True)
class Discovery:
    """What was found in `search` among the draws of a run.

    `fails` says what a case is: a draw that misses the target, or one that meets it; of several
    `targets` a draw that misses any, or one that meets all.  `rate` is
    the share of cases among all draws, `most` the boxes and limits asked for at most, `halves` the
    draws looked for boxes in and those they were counted on, `left_out` draws that could not be
    judged.  `inputs` are what differs between draws, `values` float64[draws, inputs], `cases`
    bool[draws] and `valid` bool[draws].
    """

    run: Run
    scenario: str
    targets: tuple[Target, ...]
    fails: bool
    density: float | None
    seed: int
    resamples: int
    most: tuple[int, int]
    inputs: tuple[Input, ...]
    values: np.ndarray
    rate: Estimate
    halves: tuple[int, int]
    cases: np.ndarray
    valid: np.ndarray
    search: Boxes

    @property
    def left_out(self) -> int:
        """Draws that could not be judged."""
        return int((~self.valid).sum())

    def below(self, item: Input, value: float) -> float:
        """Share of the judged draws' weight with a smaller value of an input."""
        at = next(place for place, one in enumerate(self.inputs) if one.code == item.code)
        weights = self.run.weights[self.valid]
        return float(weights[self.values[self.valid, at] < value].sum() / weights.sum())

    @property
    def reason(self) -> str:
        """found, nothing, unconfirmed, or few: too few draws of either answer."""
        return self.search.reason

    @property
    def boxes(self) -> tuple[Found, ...]:
        """The boxes that held."""
        return self.search.held

    @property
    def rejected(self) -> Found | None:
        """The box that did not hold, if one was found."""
        return self.search.rejected

    @property
    def together(self) -> Shares | None:
        """The union of the boxes that held."""
        return self.search.together


def discover(
    run: Run,
    target: str | Sequence[str],
    scenario: str | None = None,
    *,
    fails: bool = True,
    density: float | None = None,
    inputs: str = ALL,
    boxes: int = BOXES,
    limits: int = LIMITS,
    replicates: int = RESAMPLES,
    seed: int = 0,
    progress: Progress | None = None,
) -> Discovery:
    """Under which conditions draws of a finished run miss a target (or meet it: `fails=False`).

    Several targets (ids, or one text such as `T1,T5`) are met where all of them are.  `scenario` is
    one of the run's (default: the plan); `density` asks for boxes at least as
    dense instead of those that tell most; `inputs` is all, parameters or outside; at most
    `boxes` boxes of `limits` limits; `replicates` resamples tell how often each limit recurs;
    `seed` divides the draws.  Raises RunError for a target or a scenario that the run does not
    have or cannot judge.
    """
    name = scenario or focus_scenario(run)
    said = judged(run, target, name)
    valid = said.valid
    taken = _inputs(run, name, said.targets, inputs, valid)
    cases = said.cases(fails)
    clusters = None if run.clusters is None else run.clusters[valid]
    sample = Sample(taken.values[valid], cases[valid], run.weights[valid], clusters)
    first = halves(sample, seed)
    search = Boxes(FEW)
    if taken.items and _enough(sample, first):
        how = BoxSearch(taken.items, limits, density, replicates, seed, progress, boxes)
        search = how.run(sample.part(first), sample.part(~first))
    sizes = (int(first.sum()), int((~first).sum()))
    return Discovery(
        run, name, said.targets, fails, density, seed, replicates, (boxes, limits), taken.items,
        taken.values, said.rate(run, fails), sizes, cases, valid, search,
    )  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """Which draws meet all of `targets`, bool[draws], and which are `valid` for every one."""

    targets: tuple[Target, ...]
    met: np.ndarray
    valid: np.ndarray

    def cases(self, fails: bool) -> np.ndarray:
        """The draws bool[draws] that miss one (`fails`) or meet all, of those that can be judged."""
        return np.asarray(self.valid & (~self.met if fails else self.met))

    def rate(self, run: Run, fails: bool) -> Estimate:
        """The share of cases."""
        clusters = None if run.clusters is None else run.clusters[self.valid]
        found = estimate(self.cases(fails)[self.valid], run.weights[self.valid], clusters)
        assert found is not None
        return found


def judged(run: Run, target: str | Sequence[str], scenario: str) -> Judged:
    """Targets judged together on the draws of a run under one scenario.

    Raises RunError (exit 2) when there is no such target or scenario, or nothing to judge by.
    """
    if scenario not in run.scenarios:
        known = ", ".join(run.scenarios)
        raise RunError(
            f"{run.folder}: 没有情景 {scenario}; 可用: {known}",
            f"{run.folder}: no scenario {scenario}; it has: {known}",
            2,
        )
    results = [_result(run, goal, scenario) for goal in _goals(run, target)]
    return Judged(
        tuple(result.target for result in results),
        np.all([result.passed for result in results], axis=0),
        np.all([result.valid for result in results], axis=0),
    )


def _goals(run: Run, target: str | Sequence[str]) -> list[Target]:
    """The targets of these ids, which a text has between commas."""
    parts = target.replace("\uff0c", ",").split(",") if isinstance(target, str) else target
    names = [name.strip() for name in parts if name.strip()]
    goals = {item.id.casefold(): item for item in run_targets(run)}
    missing = [name for name in names if name.casefold() not in goals]
    if missing or not names:
        known = ", ".join(item.id for item in goals.values())
        name = ", ".join(missing) or '""'
        raise RunError(
            f"没有目标 {name}; 可用: {known}", f"there is no target {name}; one of: {known}", 2
        )
    return [goals[name.casefold()] for name in dict.fromkeys(names)]


def _result(run: Run, goal: Target, scenario: str) -> TargetResult:
    """One target on the draws of a run."""
    if not goal.testable or not set(goal.years_needed) <= set(run.years):
        raise _not_judged(goal.id, run)
    needed = {*goal.years_needed, goal.baseline_year}
    years = [year for year in run.years if year in needed]
    values = run.values(scenario, [goal.indicator], years)[goal.indicator]
    result = evaluate(goal, values, years, run.weights, run.clusters, run.failed(scenario))
    if not result.tested:
        raise _not_judged(goal.id, run)
    return result


def _not_judged(target: str, run: Run) -> RunError:
    return RunError(
        f"目标 {target} 在这次运行中无法判定(模型外、晚于 {run.work.last_year} 年或没有数值); "
        "用 shengsi targets list 查看可检验的目标",
        f"target {target} cannot be judged in this run (outside the model, after "
        f"{run.work.last_year}, or without a value); see shengsi targets list",
        2,
    )


def _inputs(
    run: Run, scenario: str, goals: Sequence[Target], which: str, valid: np.ndarray
) -> Inputs:
    """What differs between the draws that can be judged."""
    if which == PARAMETERS:
        taken = parameter_inputs(run)
    else:
        taken = outside_conditions(run, scenario, max(goal.years[-1] for goal in goals))
        if which == ALL:
            taken = parameter_inputs(run) + taken
    return varying(taken, valid)


def _enough(sample: Sample, first: np.ndarray) -> bool:
    """Whether either half holds FEWEST draws of either answer."""
    return all(
        int((sample.cases[half] == answer).sum()) >= FEWEST
        for half in (first, ~first)
        for answer in (True, False)
    )
