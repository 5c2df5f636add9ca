"""All that a search is made from: the levers that may move, the draws, prices, the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from calibration.lever_costs import LeverCost, load_lever_costs
from model.spec import CountySpec
from scenarios.basis import basis_of
from scenarios.files import RunError
from scenarios.forecast import Engine
from scenarios.loader import load_scenario
from scenarios.overrides import apply_overrides
from scenarios.portfolio.answer import Question
from scenarios.portfolio.evaluations import Score
from scenarios.portfolio.ladders import Point, Space, chosen_codes, space_of
from scenarios.portfolio.spending import cost_lines, declared_total
from scenarios.portfolio.trial import Sample, Trial, as_assumed, sample_of, stress_conditions
from scenarios.posterior_input import numbers_of, sizes_of
from scenarios.roster_input import RosterInput
from scenarios.sampling import origin_of
from scenarios.scenario import Scenario, Uncertainty, YearPath
from scenarios.targets import Target, load_targets

if TYPE_CHECKING:
    from calibration.posterior import Posterior


@dataclass(frozen=True)
class Setting:
    """What a question is answered with.

    `samples` are the draws to search on, to choose on and to confirm on; `without` is no plan and
    `plan` the plan, with the question's overrides; `nothing` are the county's values without the
    plan, which costs are counted from.
    """

    question: Question
    trial: Trial
    costs: Mapping[str, LeverCost]
    space: Space
    samples: tuple[Sample, Sample, Sample]
    without: Scenario
    plan: Scenario
    origin: str
    basis: tuple[str, str]
    few: Mapping[str, str] | None

    @property
    def nothing(self) -> dict[str, YearPath]:
        """Every lever at its value without the plan."""
        spec = self.trial.spec
        return {code: dict(spec.no_plan[code]) for code in spec.levers}

    @property
    def plan_point(self) -> Point:
        """The point nearest the plan: its rungs, and the last one where the plan is out of reach."""
        return tuple(
            ladder.top if ladder.plan is None else ladder.plan for ladder in self.space.ladders
        )

    def declared(self, levers: Mapping[str, YearPath]) -> float:
        """Declared cost of lever values, 万元."""
        lines = cost_lines(self.trial.spec, self.costs, levers, self.question.last_year)
        return declared_total(lines)

    def scores(self, points: Sequence[Point]) -> list[Score]:
        """Probability and cost of points on the draws that are searched on."""
        sample = self.samples[0]
        chosen = [self.space.levers(point) for point in points]
        first, *rest = self.trial.play(sample, [self.nothing, *chosen])
        return [
            Score(
                self.trial.probability(sample, outcome).value,
                self.declared(levers) + _mean(self.trial.extra_paid(outcome, first)),
            )
            for levers, outcome in zip(chosen, rest, strict=True)
        ]


def _mean(values: np.ndarray) -> float:
    """Mean of the finite values; infinite, which is never chosen, when there is none."""
    seen = values[np.isfinite(values)]
    return float(seen.mean()) if len(seen) else float("inf")


def prepare(
    spec: CountySpec,
    question: Question,
    posterior: Posterior | None,
    county: Path,
    enterprises: RosterInput,
    jobs: int,
    engine: Engine | None,
) -> Setting:
    """Everything read and checked, nothing run.

    Raises DataError for faulty tables, ScenarioError for faulty overrides, and RunError for targets
    or levers that cannot be searched for.
    """
    without, plan = (
        apply_overrides(load_scenario(name, spec), question.sets, spec)
        for name in ("no_plan", "plan")
    )
    uncertainty = without.uncertainty
    origin = origin_of(uncertainty, posterior)
    used = posterior if origin == "posterior" else None
    numbers = None if used is None else numbers_of(used)
    basis = basis_of(origin, enterprises.kind, uncertainty.prior_width, numbers)
    assumptions = dict(without.assumptions)
    outside = (
        stress_conditions(spec, assumptions) if question.robust else (as_assumed(assumptions),)
    )
    targets = targets_of(load_targets(county), question)
    play = enterprises.engine(engine or _engine())
    return Setting(
        question=question,
        trial=Trial(spec, targets, outside, question.last_year, question.robust, play, jobs),
        costs=load_lever_costs(county, spec.levers),
        space=_space(spec, question, without),
        samples=_samples(spec, question, uncertainty, posterior),
        without=without,
        plan=plan,
        origin=origin,
        basis=basis,
        few=None if used is None else sizes_of(used)["few"],
    )


def _space(spec: CountySpec, question: Question, without: Scenario) -> Space:
    """The levers that may move; what the question sets stays as it is."""
    fixed = {code for code in spec.levers if without.levers[code] != spec.no_plan[code]}
    codes = chosen_codes(spec, question.levers, fixed)
    space = space_of(spec, without.levers, codes, question.limit, question.bounds)
    if question.bounds:
        free = {item.code: item for item in _unbound(spec, question, without, codes).ladders}
        able = {ladder.code: ladder for ladder in space.ladders}
        for code, bound in question.bounds.items():
            held = code in able and able[code].rungs == free[code].rungs
            if code not in able or held:
                raise _idle_bound(code, bound, held, code in fixed, code in codes)
    return space


def _unbound(
    spec: CountySpec, question: Question, without: Scenario, codes: Sequence[str]
) -> Space:
    """The ladders that the levers with a bound would have without it."""
    asked = [code for code in codes if code in question.bounds]
    return space_of(spec, without.levers, asked or codes, question.limit)


def _idle_bound(code: str, bound: float, held: bool, fixed: bool, among: bool) -> RunError:
    """A bound on a lever that does not go so far, does not move, or cannot move within it."""
    if held:
        return RunError(
            f"--bound {code}={bound:g}: --limit 已使它到不了这个界,这个界不起作用; "
            "改法: 去掉它,或用 --limit beyond 放宽",
            f"--bound {code}={bound:g}: --limit keeps the lever within it already, so that the "
            "bound does nothing; fix: leave it out, or widen with --limit beyond",
            2,
        )
    if fixed:
        zh, en = "这个杠杆已由 --set 定住", "--set keeps this lever where it is"
    elif not among:
        zh, en = "这个杠杆不在 --levers 之列", "this lever is not among --levers"
    else:
        zh, en = "无规划的取值已到或已过这个界", "its value without the plan is there or beyond"
    return RunError(
        f"--bound {code}={bound:g}: {zh},这个界不起作用; 改法: 去掉它",
        f"--bound {code}={bound:g}: {en}, so that the bound does nothing; fix: leave it out",
        2,
    )


def _samples(
    spec: CountySpec, question: Question, uncertainty: Uncertainty, posterior: Posterior | None
) -> tuple[Sample, Sample, Sample]:
    """The draws to search on, to choose on and to confirm on."""
    sizes = (question.search_draws, question.draws, question.draws)
    one, two, three = (
        sample_of(spec, uncertainty, n, seed, posterior)
        for n, seed in zip(sizes, question.seeds, strict=True)
    )
    return one, two, three


def _engine() -> Engine:
    from model.ensemble import run_ensemble

    return run_ensemble


def targets_of(known: Sequence[Target], question: Question) -> tuple[Target, ...]:
    """The targets that a question names; RunError (exit 2) for one that cannot be judged."""
    found = []
    by_id = {target.id: target for target in known}
    for name in dict.fromkeys(question.targets):
        target = by_id.get(name)
        due = 0 if target is None else max(target.years_needed, default=0)
        if target is None or not target.testable or due > question.last_year:
            ids = ", ".join(
                item.id for item in known
                if item.testable and max(item.years_needed) <= question.last_year
            )  # fmt: skip
            raise RunError(
                f"--targets {name}: 没有这个目标,或在 {question.last_year} 年以前判不了; 允许: {ids}; "
                "改法: 用 shengsi targets list 查编号",
                f"--targets {name}: no such target, or none that can be judged by "
                f"{question.last_year}; allowed: {ids}; fix: shengsi targets list has them",
                2,
            )
        found.append(target)
    if not found:
        raise RunError(
            "没有目标; 改法: 用 --targets 指定,如 T1,T5",
            "no target; fix: name some with --targets, such as T1,T5",
            2,
        )
    return tuple(found)
