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

import numpy as np

from calibration.county import load_county
from model.indicators import HEADLINES
from model.units import FIRST_YEAR, POLICY_QUARTER
from scenarios.assessment import BASELINE, run_targets
from scenarios.best import Best, best_of
from scenarios.files import RunError
from scenarios.loader import load_scenario
from scenarios.paired import Settle, chance_interval, column_intervals, medians, settle
from scenarios.probability import Estimate, estimate
from scenarios.resampling import Interval, Resamples, resamples
from scenarios.run import SCENARIOS, Run
from scenarios.scenario import Scenario, differing_assumptions, differing_levers
from scenarios.targets import Target, TargetResult, evaluate_all

BETTER, WORSE, HIGHER, LOWER = "better", "worse", "higher", "lower"
UNCLEAR, SAME = "indistinguishable", "identical"
PLAN_YEAR = FIRST_YEAR + POLICY_QUARTER // 4


@dataclass(frozen=True)
class Difference:
    """One indicator in one year, scenario minus base, in the indicator's unit.

    `median` and `mean` are those of the differences of the draws, `higher` and `lower` the shares
    of draws that differ; `draws` have both values, `excluded` do not.  The verdict, HIGHER, LOWER,
    UNCLEAR or SAME, goes by the median.
    """

    indicator: str
    year: int
    median: Interval
    mean: Interval
    higher: float
    lower: float
    draws: int
    excluded: int
    verdict: str
    settle: Settle


@dataclass(frozen=True)
class TargetChange:
    """One target: its probability under the base and under the scenario, on the same draws.

    `gained` and `lost` count the draws that meet it under one of the two alone.  The verdict is
    BETTER, WORSE, UNCLEAR or SAME.
    """

    target: Target
    before: Estimate
    after: Estimate
    change: Interval
    gained: int
    lost: int
    draws: int
    excluded: int
    verdict: str
    settle: Settle


@dataclass(frozen=True)
class Versus:
    """One scenario against the base: `same` when both have the same values in everything.

    `levers` and `assumptions` name what differs; where `assumptions` do, the world differs too and
    the effect is not that of policy alone.
    """

    scenario: str
    same: bool
    levers: tuple[str, ...]
    assumptions: tuple[str, ...]
    indicators: tuple[Difference, ...]
    targets: tuple[TargetChange, ...]

    def target(self, name: str) -> TargetChange:
        """Change of one target; raises KeyError for one that was not tested."""
        for item in self.targets:
            if item.target.id == name:
                return item
        raise KeyError(name)

    def indicator(self, code: str, year: int) -> Difference:
        """Difference of one indicator in one year; raises KeyError for one not looked at."""
        for item in self.indicators:
            if (item.indicator, item.year) == (code, year):
                return item
        raise KeyError((code, year))


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
        return sum(len(v.indicators) + len(v.targets) for v in self.versus if not v.same)


def compare(
    run: Run,
    base: str | None = None,
    scenarios: Sequence[str] | None = None,
    *,
    indicators: Sequence[str] = HEADLINES,
    years: Sequence[int] | None = None,
    replicates: int = 1000,
) -> Comparison:
    """Compare `scenarios` of a run (default: all others) with `base` (default: no plan, or the first).

    `indicators` are compared in each of `years` (default: all from the year in which the plan
    begins).  Memory is draws x scenarios x targets.  Raises RunError (exit 2) for a scenario, an
    indicator or a year that the run does not have.
    """
    base = base or (BASELINE if BASELINE in run.scenarios else run.scenarios[0])
    others = list(dict.fromkeys(name for name in scenarios or run.scenarios if name != base))
    span = tuple(y for y in run.years if y >= PLAN_YEAR) if years is None else tuple(years)
    _check(run, [base, *others], indicators, span)
    goals = [goal for goal in run_targets(run) if goal.testable]
    sides = _sides(run, [base, *others], goals, indicators, span)
    tested = [
        goal for i, goal in enumerate(goals) if all(s.results[i].tested for s in sides.values())
    ]
    sample = resamples(run.weights, run.clusters, replicates, run.work.seed)
    settings = _settings(run, [base, *others])
    judge = _Judge(run, sample, sides[base], tuple(indicators), span, tested)
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


@dataclass(frozen=True)
class _Side:
    """One scenario: values float[draws, years] by indicator, targets judged, draws not broken off."""

    values: Mapping[str, np.ndarray]
    results: Sequence[TargetResult]
    whole: np.ndarray

    def result(self, target: str) -> TargetResult:
        return next(item for item in self.results if item.target.id == target)


def _check(run: Run, names: Sequence[str], indicators: Sequence[str], years: Sequence[int]) -> None:
    """Raise RunError for what the run does not hold."""
    held = (
        ("情景", "scenario", names, run.scenarios),
        ("指标", "indicator", indicators, run.work.indicators),
        ("年份", "year", years, run.years),
    )
    for zh, en, wanted, known in held:
        for item in wanted:
            if item not in known:
                listed = ", ".join(map(str, known))
                raise RunError(
                    f"{run.manifest.run}: 没有{zh} {item}; 可取:{listed}",
                    f"{run.manifest.run}: no {en} {item}; one of: {listed}",
                    2,
                )
    if len(names) < 2:
        raise RunError(
            f"{run.manifest.run}: 只有一个情景 {names[0]},没有可比的; 用 -s 再指定一个情景",
            f"{run.manifest.run}: {names[0]} alone, nothing to compare it with; name another with -s",
            2,
        )


def _sides(
    run: Run,
    names: Sequence[str],
    goals: Sequence[Target],
    indicators: Sequence[str],
    years: Sequence[int],
) -> dict[str, _Side]:
    """Read and judge the scenarios."""
    needed = {year for goal in goals for year in goal.years_needed} | set(years)
    read = [year for year in run.years if year in needed]
    codes = list(dict.fromkeys([*indicators, *(goal.indicator for goal in goals)]))
    at = [read.index(year) for year in years]
    sides = {}
    for name, values in run.each(names, codes, read):
        failed = run.failed(name)
        sides[name] = _Side(
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
    sides: Mapping[str, _Side],
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


class _Judge:
    """Judges scenarios against one base, on the same resamples."""

    def __init__(
        self,
        run: Run,
        sample: Resamples,
        base: _Side,
        indicators: tuple[str, ...],
        years: tuple[int, ...],
        goals: Sequence[Target],
    ) -> None:
        self._sample, self._base, self._goals = sample, base, goals
        self._indicators, self._years = indicators, years
        self._weights, self._clusters = run.weights, run.clusters
        self._spec = load_county(run.county_folder)
        sizes = run.manifest.posterior
        self._pairs = None if sizes is None else int(sizes["pairs"])

    def versus(self, name: str, side: _Side, base: Scenario, other: Scenario) -> Versus:
        """One scenario against the base."""
        same = base.digest == other.digest
        return Versus(
            scenario=name,
            same=same,
            levers=tuple(differing_levers(base, other, self._spec)),
            assumptions=tuple(differing_assumptions(base, other)),
            indicators=tuple(
                item for code in self._indicators for item in self._differences(code, side, same)
            ),
            targets=tuple(
                self._change(self._base.result(goal.id), side.result(goal.id), same)
                for goal in self._goals
            ),
        )

    def _differences(self, code: str, side: _Side, same: bool) -> list[Difference]:
        """One indicator in every year."""
        gaps = side.values[code] - self._base.values[code]
        whole = side.whole & self._base.whole
        found = []
        for at, year in enumerate(self._years):
            valid = whole & np.isfinite(gaps[:, at])
            gap = np.where(valid, gaps[:, at], 0.0)[:, None]
            (median,) = column_intervals(medians(self._sample, gap, valid))
            (mean,) = column_intervals(self._sample.means(gap, valid))
            known, weights = gap[valid, 0], self._weights[valid]
            total = float(weights.sum()) or 1.0
            found.append(
                Difference(
                    indicator=code,
                    year=year,
                    median=median,
                    mean=mean,
                    higher=float(weights[known > 0].sum()) / total,
                    lower=float(weights[known < 0].sum()) / total,
                    draws=len(known),
                    excluded=len(valid) - len(known),
                    verdict=_verdict(median, same, (HIGHER, LOWER)),
                    settle=settle(median, known, len(known), self._pairs, same),
                )
            )
        return found

    def _change(self, before: TargetResult, after: TargetResult, same: bool) -> TargetChange:
        """One target."""
        valid = before.valid & after.valid
        gap = np.where(valid, after.passed.astype(float) - before.passed, 0.0)
        (change,) = column_intervals(self._sample.means(gap[:, None], valid))
        weights = self._weights[valid]
        clusters = None if self._clusters is None else self._clusters[valid]
        if not same:
            change = chance_interval(change, gap[valid], weights, clusters)
        shares = [estimate(side.passed[valid], weights, clusters) for side in (before, after)]
        known = shares[0] or _NOTHING, shares[1] or _NOTHING
        return TargetChange(
            target=before.target,
            before=known[0],
            after=known[1],
            change=change,
            gained=int((gap > 0).sum()),
            lost=int((gap < 0).sum()),
            draws=int(valid.sum()),
            excluded=int((~valid).sum()),
            verdict=_verdict(change, same, (BETTER, WORSE)),
            settle=settle(change, gap[valid], int(valid.sum()), self._pairs, same),
        )


# No draw is valid in both: nothing is known of either.
_NOTHING = Estimate(0.0, 0.0, 1.0, 0, 0, 0.0)


def _verdict(found: Interval, same: bool, words: tuple[str, str]) -> str:
    """What a difference amounts to."""
    if same:
        return SAME
    if not found.clear:
        return UNCLEAR
    return words[0] if found.value > 0 else words[1]
