"""The targets of a run: every scenario judged on its own draws, and the tables of it.

Nothing is printed here; the command line and the reports read `assess`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from scenarios.basis import basis
from scenarios.files import csv_bytes, write_atomic
from scenarios.probability import of_twenty
from scenarios.run import Run
from scenarios.targets import (
    SIZES,
    Height,
    Joint,
    Pair,
    Target,
    TargetResult,
    conflicts,
    evaluate,
    heights,
    joint_probability,
    load_targets,
    never_met,
)

TARGETS_CSV, JOINT_CSV, CONFLICTS_CSV = "targets.csv", "joint.csv", "conflicts.csv"
ALL, HEADLINE = "all", "headline"
BASELINE, FOCUS = "no_plan", "plan"


@dataclass(frozen=True)
class Assessment:
    """All targets under one scenario: `joint` by set (all, headline), `pairs` worst first.

    `heights` say what targets of size ask of one another.
    `untested` are counted targets that no draw could be judged by; they are named, not part of
    a joint probability.
    """

    scenario: str
    results: tuple[TargetResult, ...]
    joint: dict[str, Joint]
    pairs: tuple[Pair, ...]
    heights: tuple[Height, ...]

    @property
    def untested(self) -> tuple[str, ...]:
        """Ids of targets that should count but could not be tested."""
        return tuple(r.target.id for r in self.results if r.target.counted and not r.tested)

    def result(self, target: str) -> TargetResult:
        """Result of one target; raises KeyError for an unknown id."""
        for found in self.results:
            if found.target.id == target:
                return found
        raise KeyError(target)


def few_histories(run: Run, lang: str) -> str:
    """What a reader must know of a posterior of too few independent histories; else ""."""
    sizes = run.manifest.posterior
    return sizes["few"][lang] if sizes is not None and sizes["few"] is not None else ""


def focus_scenario(run: Run) -> str:
    """The scenario shown in detail: the plan, else the first that is not `no_plan`."""
    others = [name for name in run.scenarios if name != BASELINE]
    return FOCUS if FOCUS in others else (others or list(run.scenarios))[0]


def note(
    run: Run,
    scenario: str,
    result: TargetResult,
    lang: str,
    show: Callable[[float], str] = "{:.4g}".format,
) -> str:
    """What to say beside a target under a scenario: the years that no draw of the run meets.

    Values are in the target's unit unless `show` writes them otherwise; empty when every year
    is met by some draw.
    """
    begins = next(item.begins for item in run.work.scenarios if item.id == scenario)
    return never_met(result, begins, lang, show)


def run_targets(run: Run) -> list[Target]:
    """The county's targets as they were copied into the run."""
    return load_targets(run.county_folder)


def assess(run: Run, scenario: str, targets: Sequence[Target] | None = None) -> Assessment:
    """Judge every target under one scenario of a run.

    Memory while it works is a few indicators at a time and the deciding value of every target; results
    keep two bytes a draw and target, whether it was judged and met.
    """
    return assess_all(run, targets, [scenario])[0]


def assess_all(
    run: Run,
    targets: Sequence[Target] | None = None,
    scenarios: Sequence[str] | None = None,
    pairs: bool = True,
) -> list[Assessment]:
    """Judge every target under `scenarios`, by default all of the run in its order.

    Without `pairs` targets are not held against each other, which takes most of the time.
    """
    goals = run_targets(run) if targets is None else targets
    codes = list(dict.fromkeys(target.indicator for target in goals if target.testable))
    needed = {year for goal in goals for year in (*goal.years_needed, goal.baseline_year)}
    years = [year for year in run.years if year in needed]
    return [
        _assessed(run, name, results, sizes, years, pairs)
        for name, results, sizes in _judged(run, scenarios or run.scenarios, goals, codes, years)
    ]


def _judged(
    run: Run,
    scenarios: Sequence[str],
    goals: Sequence[Target],
    codes: Sequence[str],
    years: Sequence[int],
) -> Iterator[tuple[str, list[TargetResult], dict[str, np.ndarray]]]:
    """Each scenario with its results, in the order of `goals`, and the values of SIZES among them.

    Values come in pieces, so that memory does not hold every indicator of every draw at once.
    """
    testable = [goal for goal in goals if goal.testable]
    found: dict[str, TargetResult] = {}
    sizes: dict[str, np.ndarray] = {}
    for name, values in run.pieces(scenarios, codes, years):
        extra = (run.weights, run.clusters, run.failed(name))
        here = [goal for goal in testable if goal.indicator in values]
        found |= {g.id: evaluate(g, values[g.indicator], years, *extra) for g in here}
        sizes |= {code: values[code] for code in SIZES if code in values}
        if len(found) < len(testable):
            continue
        blank = np.broadcast_to(np.nan, (run.work.draws, len(years)))
        yield name, [found.get(g.id) or evaluate(g, blank, years, *extra) for g in goals], sizes
        found, sizes = {}, {}


def _assessed(
    run: Run,
    scenario: str,
    results: Sequence[TargetResult],
    sizes: Mapping[str, np.ndarray],
    years: Sequence[int],
    pairs: bool,
) -> Assessment:
    """One scenario put together; `sizes` float[draws, years] by indicator."""
    extra = (run.weights, run.clusters)
    counted = [r for r in results if r.target.counted and r.tested]
    sets = {ALL: counted, HEADLINE: [r for r in counted if r.target.headline]}
    return Assessment(
        scenario=scenario,
        results=tuple(result.flags_only() for result in results),
        joint={name: joint_probability(found, *extra) for name, found in sets.items() if found},
        pairs=tuple(conflicts(counted, *extra)) if pairs else (),
        heights=tuple(heights(counted, sizes, years, *extra)) if pairs else (),
    )


def write_tables(run: Run, pairs: bool = True) -> None:
    """Write targets.csv, joint.csv and, with `pairs`, conflicts.csv into the run's folder."""
    found = assess_all(run, pairs=pairs)
    tables = {
        TARGETS_CSV: (_TARGET_COLUMNS, _target_rows(run, found)),
        JOINT_CSV: (_JOINT_COLUMNS, _joint_rows(run, found)),
    }
    if pairs:
        tables[CONFLICTS_CSV] = (_PAIR_COLUMNS, _pair_rows(run, found))
    for name, (columns, rows) in tables.items():
        write_atomic(Path(run.folder) / name, csv_bytes(columns, rows))


_TARGET_COLUMNS = (
    *("scenario", "target", "clause", "kind", "indicator", "scope", "unit", "op", "value"),
    *("tolerance", "years", "headline", "counted", "status", "draws", "failed", "undefined"),
    *("hits", "probability", "low95", "high95", "effective_draws", "of_twenty", "median"),
    *("low80", "high80", "shortfall", "missed_low", "missed_high", "growth_needed"),
    *("growth_seen", "by_year", "parameters_zh", "parameters_en", "reason"),
    *("note_zh", "note_en"),
)
_JOINT_COLUMNS = (
    *("scenario", "set", "targets", "hits", "draws", "excluded", "probability", "low95"),
    *("high95", "effective_draws", "mean_met", "most_met", "parameters_zh", "parameters_en"),
)
_PAIR_COLUMNS = (
    *("scenario", "first", "second", "p_first", "p_second", "p_both", "low95", "high95"),
    *("product", "lift", "phi", "rank_correlation", "clear", "parameters_zh", "parameters_en"),
)


def status(result: TargetResult) -> str:
    """`tested`, `outside`, `beyond_horizon`, or `no_value` when no draw could be judged."""
    if not result.target.testable:
        return "outside"
    if result.not_covered:
        return "beyond_horizon"
    return "tested" if result.tested else "no_value"


def _target_rows(run: Run, found: Iterable[Assessment]) -> Iterable[list[Any]]:
    for assessment in found:
        for result in assessment.results:
            yield [
                assessment.scenario,
                *_target_cells(result),
                basis(run, "zh"),
                basis(run, "en"),
                result.target.reason_zh or None,
                *(note(run, assessment.scenario, result, lang) or None for lang in ("zh", "en")),
            ]


def _target_cells(result: TargetResult) -> list[Any]:
    """Cells of targets.csv between the scenario and the note."""
    goal, share = result.target, result.probability
    text = [goal.id, goal.clause, goal.kind, goal.indicator, goal.scope_zh, goal.unit, goal.op]
    numbers: list[Any] = [None] * 7
    if share is not None:
        numbers = [share.hits, share.value, share.low, share.high, share.ess, of_twenty(share)]
        numbers.append(result.median)
    has_value = goal.testable and goal.kind != "direction"
    return [
        *text,
        goal.value if has_value else None,
        goal.tolerance or None,
        goal.years_text,
        int(goal.headline),
        int(goal.counted),
        status(result),
        len(result.passed),
        result.failed,
        result.undefined,
        *numbers,
        result.low80,
        result.high80,
        result.shortfall,
        result.missed_low if share else None,
        result.missed_high if share else None,
        result.growth_needed,
        result.growth_seen,
        ";".join(f"{year}:{item.value:.6g}" for year, item in result.by_year.items()),
    ]


def _joint_rows(run: Run, found: Iterable[Assessment]) -> Iterable[list[Any]]:
    for assessment in found:
        for name, joint in assessment.joint.items():
            share = joint.probability
            cells = (
                [None] * 6
                if share is None
                else [share.hits, share.n, joint.excluded, share.value, share.low, share.high]
            )
            yield [
                assessment.scenario,
                name,
                " ".join(joint.ids),
                *cells,
                None if share is None else share.ess,
                joint.expected,
                joint.most,
                basis(run, "zh"),
                basis(run, "en"),
            ]


def _pair_rows(run: Run, found: Iterable[Assessment]) -> Iterable[list[Any]]:
    for assessment in found:
        for pair in assessment.pairs:
            yield [
                assessment.scenario,
                pair.first,
                pair.second,
                pair.p_first.value,
                pair.p_second.value,
                pair.both.value,
                pair.both.low,
                pair.both.high,
                pair.product,
                pair.lift,
                pair.phi,
                pair.rank_correlation,
                int(pair.clear),
                basis(run, "zh"),
                basis(run, "en"),
            ]
