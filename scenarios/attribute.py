"""What each action, or each lever of one, brings: Shapley values over all sets of measures.

    from scenarios.attribute import attribute, attribution_run
    from scenarios.combinations import design
    plan = design(spec)                                # the plan's actions over no plan
    run = attribution_run(spec, plan, 1000, out=out)   # all 2^7 sets on the same draws
    found = attribute(run, plan, targets=["T1"])

The value of a set is the probability of a target, or the median of an indicator in a year, when
just those measures are on; all sets meet the same draws, and the same resamples of these give every
interval.  See `scenarios.shapley` for how a whole is divided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from model.spec import CountySpec
from model.units import LAST_YEAR
from scenarios.assessment import run_targets
from scenarios.combinations import Design
from scenarios.dividing import Attributed, Divider
from scenarios.existing import scenario_ids, take_run
from scenarios.files import RunError
from scenarios.forecast import DRAWS, SEED
from scenarios.paired import replicates_for
from scenarios.resampling import resamples
from scenarios.run import Run
from scenarios.targets import Target, evaluate


@dataclass(frozen=True)
class Attribution:
    """Quantities of `run` divided among the players of `design`."""

    run: Run
    design: Design
    quantities: tuple[Attributed, ...]

    def quantity(self, name: str) -> Attributed:
        """One of them by target or indicator; raises KeyError for another."""
        for item in self.quantities:
            if item.id == name:
                return item
        raise KeyError(name)


def attribution_run(
    spec: CountySpec,
    plan: Design,
    draws: int = DRAWS,
    seed: int = SEED,
    last_year: int = LAST_YEAR,
    *,
    indicators: Sequence[str] = (),
    **settings: Any,
) -> Run:
    """A run of all sets of a design, found below `out` or made; `settings` as in `take_run`.

    It keeps `indicators`, the headline ones and those of the targets from 2022 on, no more: 128 sets
    of 1000 draws take some 60 MB.
    """
    return take_run(
        spec, plan.scenarios, draws, seed, last_year, keep=indicators, name="attribute_run", **settings
    )  # fmt: skip


def attribute(
    run: Run,
    plan: Design,
    targets: Sequence[str] = ("T1",),
    indicators: Sequence[tuple[str, int]] = (("revenue_above_scale", LAST_YEAR),),
    *,
    replicates: int = 0,
) -> Attribution:
    """Divide P(target) of `targets` and medians of `indicators` (code, year) among measures.

    The run must hold every set of the design, under whatever names; `replicates` resamples are made
    (0: as fits the draws).  Memory is draws x (sets x quantities + replicates).  Raises RunError
    (exit 2) for a set, target, indicator or year that is not in the run.
    """
    names = scenario_ids(run, [item.digest for item in plan.scenarios])
    goals = _goals(run, targets)
    _check(run, indicators)
    sample = resamples(
        run.weights, run.clusters, replicates or replicates_for(run.work.draws), run.work.seed
    )
    broken = np.stack([run.failed(name) for name in names], axis=1)
    divide = Divider(plan, sample, run.weights, run.clusters)
    found = []
    if goals:
        found += [divide.target(*part) for part in _target_values(run, names, goals, broken)]
    for code, year in indicators:
        values = np.stack([one[code][:, 0] for _, one in run.each(names, [code], [year])], axis=1)
        found.append(divide.indicator(code, year, np.where(broken, np.nan, values)))
    return Attribution(run, plan, tuple(found))


def _goals(run: Run, wanted: Sequence[str]) -> list[Target]:
    """The targets asked for; RunError for one that is unknown or cannot be judged by the run."""
    known = {goal.id: goal for goal in run_targets(run) if goal.testable}
    for name in wanted:
        if name not in known or not set(known[name].years_needed) <= set(run.years):
            listed = ", ".join(known)
            raise RunError(
                f"{name}: 不是这次运行能检验的目标; 可取:{listed}(到期年须在运行之内)",
                f"{name}: not a target that this run can judge; one of: {listed} (due within its years)",
                2,
            )
    return [known[name] for name in dict.fromkeys(wanted)]


def _check(run: Run, indicators: Sequence[tuple[str, int]]) -> None:
    """Raise RunError for an indicator or year that the run does not keep."""
    for code, year in indicators:
        if code not in run.work.indicators or year not in run.years:
            span = f"{run.years[0]}-{run.years[-1]}"
            raise RunError(
                f"{run.manifest.run}: 没有 {year} 年的指标 {code}; 年份 {span},"
                f"指标:{', '.join(run.work.indicators)}",
                f"{run.manifest.run}: no indicator {code} of {year}; years {span}, "
                f"indicators: {', '.join(run.work.indicators)}",
                2,
            )


def _target_values(
    run: Run, names: Sequence[str], goals: Sequence[Target], broken: np.ndarray
) -> list[tuple[Target, np.ndarray, np.ndarray]]:
    """Each target with whether it is met, bool[draws, sets], and which draws are valid in all."""
    codes = list(dict.fromkeys(goal.indicator for goal in goals))
    years = sorted({year for goal in goals for year in goal.years_needed})
    passed = {goal.id: np.zeros(broken.shape, bool) for goal in goals}
    valid = {goal.id: np.ones(len(broken), bool) for goal in goals}
    for at, (_, values) in enumerate(run.each(names, codes, years)):
        for goal in goals:
            judged = evaluate(goal, values[goal.indicator], years, failed=broken[:, at])
            passed[goal.id][:, at] = judged.passed
            valid[goal.id] &= judged.valid
    return [(goal, passed[goal.id], valid[goal.id]) for goal in goals]
