"""Scenarios against a base, draw by draw: what changes, how surely, and which is best.

    from scenarios.compare import compare
    found = compare(run, base="no_plan")
    found.versus[0].target("T1").change      # change of P(T1) with its interval

Differences are taken within draws (common random numbers) on those that are valid in both
scenarios.  Every interval is at 95 %, for each number by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from calibration.county import load_county
from model.indicators import HEADLINES
from model.units import FIRST_YEAR, POLICY_QUARTER
from scenarios.assessment import BASELINE, run_targets
from scenarios.best import Best, best_of
from scenarios.files import RunError
from scenarios.loader import load_scenario
from scenarios.paired import replicates_for
from scenarios.resampling import resamples
from scenarios.run import SCENARIOS, Run
from scenarios.scenario import Scenario
from scenarios.targets import Target, evaluate_all
from scenarios.versus import Judge, Side, Versus

PLAN_YEAR = FIRST_YEAR + POLICY_QUARTER // 4


@dataclass(frozen=True)
class Comparison:
    """Scenarios of `run` against `base`; `best` says how often each comes out on top.

    `untested` are targets that could not be judged, `settings` the scenarios by id as they were run.
    """

    run: Run
    base: str
    indicators: tuple[str, ...]
    years: tuple[int, ...]
    versus: tuple[Versus, ...]
    best: tuple[Best, ...]
    untested: tuple[str, ...]
    settings: Mapping[str, Scenario]

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The base, then the others."""
        return (self.base, *(item.scenario for item in self.versus))

    @cached_property
    def verdicts(self) -> int:
        """How many differences were judged: one in twenty of them is clear by chance alone."""
        return sum(len(v.judged) for v in self.versus if not v.same)


def compare(
    run: Run,
    base: str | None = None,
    scenarios: Sequence[str] | None = None,
    *,
    indicators: Sequence[str] = HEADLINES,
    years: Sequence[int] | None = None,
    replicates: int = 0,
) -> Comparison:
    """Compare `scenarios` of a run (default: all others) with `base` (default: no plan, or the first).

    `indicators` are compared in each of `years` (default: all from the year in which the plan
    begins); `replicates` resamples are made (0: as fits the draws).  Memory is draws x (scenarios x
    targets + replicates).  Raises RunError (exit 2) for a scenario, an
    indicator or a year that the run does not have.
    """
    base, *others = chosen_scenarios(run, base, scenarios)
    span = tuple(y for y in run.years if y >= PLAN_YEAR) if years is None else tuple(years)
    _check(run, ("指标", "indicator"), indicators, run.work.indicators)
    _check(run, ("年份", "year"), span, run.years)
    goals = [goal for goal in run_targets(run) if goal.testable]
    sides = _sides(run, [base, *others], goals, indicators, span)
    tested = [
        goal for i, goal in enumerate(goals) if all(s.results[i].tested for s in sides.values())
    ]
    sample = resamples(
        run.weights, run.clusters, replicates or replicates_for(run.work.draws), run.work.seed
    )
    settings = _settings(run, [base, *others])
    judge = Judge(run, sample, sides[base], tuple(indicators), span, tested)
    return Comparison(
        run=run,
        base=base,
        indicators=tuple(indicators),
        years=span,
        versus=tuple(
            judge.versus(name, sides[name], settings[base], settings[name]) for name in others
        ),
        best=tuple(_best(run, sides, tested, indicators, span[-1])),
        untested=tuple(goal.id for goal in goals if goal not in tested),
        settings=settings,
    )


def chosen_scenarios(
    run: Run, base: str | None = None, scenarios: Sequence[str] | None = None
) -> list[str]:
    """The base (default: no plan, or the first), then the others (default: all) of a run.

    Raises RunError (exit 2) for one that it does not have, and where there is nothing to compare.
    """
    first = base or (BASELINE if BASELINE in run.scenarios else run.scenarios[0])
    names = [first, *dict.fromkeys(name for name in scenarios or run.scenarios if name != first)]
    _check(run, ("情景", "scenario"), names, run.scenarios)
    if len(names) < 2:
        raise RunError(
            f"{run.manifest.run}: 除 {first} 外没有可比的情景; 请另选情景或对照",
            f"{run.manifest.run}: nothing but {first} to compare; name another scenario or base",
            2,
        )
    return names


def _check(run: Run, what: tuple[str, str], wanted: Sequence[Any], known: Sequence[Any]) -> None:
    """Raise RunError for what the run does not hold."""
    for item in wanted:
        if item not in known:
            listed = ", ".join(map(str, known))
            raise RunError(
                f"{run.manifest.run}: 没有{what[0]} {item}; 可取:{listed}",
                f"{run.manifest.run}: no {what[1]} {item}; one of: {listed}",
                2,
            )


def _sides(
    run: Run,
    names: Sequence[str],
    goals: Sequence[Target],
    indicators: Sequence[str],
    years: Sequence[int],
) -> dict[str, Side]:
    """Read and judge the scenarios."""
    needed = {year for goal in goals for year in goal.years_needed} | set(years)
    read = [year for year in run.years if year in needed]
    codes = list(dict.fromkeys([*indicators, *(goal.indicator for goal in goals)]))
    at = [read.index(year) for year in years]
    sides = {}
    for name, values in run.each(names, codes, read):
        failed = run.failed(name)
        sides[name] = Side(
            {code: values[code][:, at] for code in indicators},
            evaluate_all(goals, values, read, run.weights, run.clusters, failed),
            ~failed,
        )
    return sides


def _settings(run: Run, names: Sequence[str]) -> dict[str, Scenario]:
    """The scenarios as they were run."""
    spec = load_county(run.county_folder)
    return {name: load_scenario(run.folder / SCENARIOS / f"{name}.yaml", spec) for name in names}


def _best(
    run: Run,
    sides: Mapping[str, Side],
    goals: Sequence[Target],
    indicators: Sequence[str],
    year: int,
) -> list[Best]:
    """How often each scenario is nearest to each target, or highest in the last year."""
    extra = (run.weights, run.clusters)
    found = []
    for goal in goals:
        results = {name: side.result(goal.id) for name, side in sides.items()}
        margins = {name: np.where(r.valid, r.margin, np.nan) for name, r in results.items()}
        found.append(best_of("target", goal.id, goal.years[-1], margins, *extra))
    for code in indicators:
        values = {
            name: np.where(side.whole, side.values[code][:, -1], np.nan)
            for name, side in sides.items()
        }
        found.append(best_of("indicator", code, year, values, *extra))
    return found
