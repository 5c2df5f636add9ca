"""Scenario discovery: under which outside conditions and parameters a target is missed, or met.

Boxes are found on one half of the draws and all that is said of them is counted on the other half
(`scenarios.box_search`).  Whole lineages go to one half or the other.
"""

from __future__ import annotations

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

    `fails` says what a case is: a draw that misses the target, or one that meets it.  `rate` is
    the share of cases among all draws, `most` the boxes and limits asked for at most, `halves` the
    draws looked for boxes in and those they were counted on, `left_out` draws that could not be
    judged.  `inputs` are what differs between draws, `values` float64[draws, inputs], `cases`
    bool[draws] and `valid` bool[draws].
    """

    run: Run
    scenario: str
    target: Target
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
    target: str,
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

    `scenario` is one of the run's (default: the plan); `density` asks for boxes at least as
    dense instead of those that tell most; `inputs` is all, parameters or outside; at most
    `boxes` boxes of `limits` limits; `replicates` resamples tell how often each limit recurs;
    `seed` divides the draws.  Raises RunError for a target or a scenario that the run does not
    have or cannot judge.
    """
    name = scenario or focus_scenario(run)
    result = judged(run, target, name)
    goal, valid = result.target, result.valid
    taken = _inputs(run, name, goal, inputs, valid)
    answers = valid & (~result.passed if fails else result.passed)
    cases = answers[valid]
    clusters = None if run.clusters is None else run.clusters[valid]
    sample = Sample(taken.values[valid], cases, run.weights[valid], clusters)
    rate = estimate(cases, sample.weights, clusters)
    assert rate is not None
    first = halves(sample, seed)
    search = Boxes(FEW)
    if taken.items and _enough(sample, first):
        how = BoxSearch(taken.items, limits, density, replicates, seed, progress, boxes)
        search = how.run(sample.part(first), sample.part(~first))
    sizes = (int(first.sum()), int((~first).sum()))
    return Discovery(
        run, name, goal, fails, density, seed, replicates, (boxes, limits), taken.items, taken.values, rate, sizes,
        answers, valid, search,
    )  # fmt: skip


def judged(run: Run, target: str, scenario: str) -> TargetResult:
    """A target judged on the draws of a run under one scenario.

    Raises RunError (exit 2) when there is no such target or scenario, or nothing to judge by.
    """
    if scenario not in run.scenarios:
        known = ", ".join(run.scenarios)
        raise RunError(
            f"{run.folder}: 没有情景 {scenario}; 可用: {known}",
            f"{run.folder}: no scenario {scenario}; it has: {known}",
            2,
        )
    goals = {item.id: item for item in run_targets(run)}
    named = [name.strip() for name in target.replace("\uff0c", ",").split(",")]
    if len(named) > 1:
        raise RunError(
            f"--target {target}: 一次只看一个目标; 可用: 逐个运行,如 --target {named[0]}",
            f"--target {target}: one target at a time; fix: run it for each, such as "
            f"--target {named[0]}",
            2,
        )
    if target not in goals:
        raise RunError(
            f"没有目标 {target}; 可用: {', '.join(goals)}",
            f"there is no target {target}; one of: {', '.join(goals)}",
            2,
        )
    goal = goals[target]
    if not goal.testable or not set(goal.years_needed) <= set(run.years):
        raise _not_judged(target, run)
    needed = {*goal.years_needed, goal.baseline_year}
    years = [year for year in run.years if year in needed]
    values = run.values(scenario, [goal.indicator], years)[goal.indicator]
    result = evaluate(goal, values, years, run.weights, run.clusters, run.failed(scenario))
    if not result.tested:
        raise _not_judged(target, run)
    return result


def _not_judged(target: str, run: Run) -> RunError:
    return RunError(
        f"目标 {target} 在这次运行中无法判定(模型外、晚于 {run.work.last_year} 年或没有数值); "
        "用 shengsi targets list 查看可检验的目标",
        f"target {target} cannot be judged in this run (outside the model, after "
        f"{run.work.last_year}, or without a value); see shengsi targets list",
        2,
    )


def _inputs(run: Run, scenario: str, goal: Target, which: str, valid: np.ndarray) -> Inputs:
    """What differs between the draws that can be judged."""
    if which == PARAMETERS:
        taken = parameter_inputs(run)
    else:
        taken = outside_conditions(run, scenario, goal.years[-1])
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
