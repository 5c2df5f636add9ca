"""How far targets are missed, and the growth they ask for beside the growth that was seen.

The shortfall is that of the draws that miss, as quantiles; growth is a yearly rate (of a level or
a ratio) or a yearly addition (to a stock), from the year before the plan to the year that is due.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from calibration.accounts import HISTORY
from calibration.growth_seen import Seen, growth_between, load_growth_seen, weaker
from calibration.history import load_history
from calibration.observations import Observation
from calibration.weighted import weighted_quantile
from scenarios.assessment import focus_scenario, run_targets
from scenarios.files import RunError
from scenarios.posterior_input import record_in
from scenarios.probability import Estimate, estimate
from scenarios.resampling import REPLICATES, Interval, Resamples, resamples, summary
from scenarios.run import Run
from scenarios.targets import Target, TargetResult, evaluate

# Of the shortfall, and of the value that decides.
LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)
MEDIAN = LEVELS.index(0.5)
RATE, ADDED = "rate", "added"


@dataclass(frozen=True)
class Growth:
    """Yearly growth over the draws: the `median` with its error, and the middle 80 % of them."""

    median: Interval
    low80: float
    high80: float


@dataclass(frozen=True)
class Pace:
    """The growth a target asks for, and what the draws have: `kind` is rate (fractions a year) or
    added (units a year), from `base_year` on, whose value is `base`.

    `needed` leads from there to the target's number by `due`, `ahead` is what the draws then
    do, `before` what they did from `first_year` to the base.
    """

    kind: str
    first_year: int
    base_year: int
    due: int
    base: Growth
    needed: Growth
    ahead: Growth
    before: Growth


@dataclass(frozen=True)
class OnRecord:
    """The last yearly level on record of a target's own indicator (`value`, in its unit) and the
    yearly rate from there; `seen` since an earlier one, None where there is none."""

    year: int
    value: float
    grade: str
    needed: float
    seen: Seen | None


@dataclass(frozen=True)
class Gap:
    """A target and what the draws lack of it.

    `missed` is the share of draws that miss, `above` that of the draws that are too high (only
    where a target has two sides); `shortfall` has the quantiles LEVELS of the distance to the
    target's edge among those that miss, in its unit: none where no draw does.  `decisive`
    has those of the value that decides, over all draws.  `pace` is None where growth makes no
    sense; `record` and `seen` are what the county's record has to hold against it.
    """

    result: TargetResult
    missed: Estimate
    above: Estimate | None
    shortfall: tuple[Interval, ...]
    decisive: tuple[Interval, ...]
    pace: Pace | None
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
                _quantiles(_distance(result), result.valid & ~result.passed, again),
                _quantiles(result.decisive, result.valid, again),
                _pace(result, at, again),
                _on_record(goal, record),
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


def _quantiles(values: np.ndarray, rows: np.ndarray, again: Resamples) -> tuple[Interval, ...]:
    """Quantiles LEVELS of `values` float64[draws] over `rows` bool[draws]; none without a draw."""
    if not rows.any():
        return ()
    order = np.flatnonzero(rows)[np.argsort(values[rows], kind="stable")]
    ordered = values[order]
    table = np.full((1 + len(again.again), len(LEVELS)), np.nan)
    for row, weights in enumerate((again.base, *again.again)):
        weight = weights[order]
        total = weight.sum()
        if total > 0.0:
            here = weight > 0.0
            place = (np.cumsum(weight[here]) - weight[here] / 2) / total
            table[row] = np.interp(LEVELS, place, ordered[here])
    return tuple(summary(float(column[0]), column[1:]) for column in table.T)


def _pace(result: TargetResult, at: Mapping[int, np.ndarray], again: Resamples) -> Pace | None:
    """Growth needed and seen, where a year of the indicator follows from the years before."""
    goal = result.target
    kinds = {"point": RATE, "approx": RATE, "cumulative": ADDED}
    kind = kinds.get(goal.kind)
    first, base_year, due = min(at), goal.baseline_year, goal.years[-1]
    if kind is None or goal.value <= 0 or not first < base_year < due or base_year not in at:
        return None
    start, base, end = at[first], at[base_year], at[due]
    rows = result.valid & np.isfinite(start) & np.isfinite(base)
    edge = np.full(len(base), goal.value)
    if kind == RATE:
        rows &= (start > 0.0) & (base > 0.0)
    if not rows.any():
        return None

    def over(one: np.ndarray, other: np.ndarray, span: int) -> Growth:
        with np.errstate(divide="ignore", invalid="ignore"):
            if kind == RATE:
                return _growth((np.maximum(other, 0.0) / one) ** (1 / span) - 1.0, rows, again)
            return _growth((other - one) / span, rows, again)

    return Pace(
        kind, first, base_year, due, _growth(base, rows, again),
        over(base, edge, due - base_year), over(base, end, due - base_year),
        over(start, base, base_year - first),
    )  # fmt: skip


def _growth(values: np.ndarray, rows: np.ndarray, again: Resamples) -> Growth:
    low, high = weighted_quantile(values[rows], [0.1, 0.9], again.base[rows])
    return Growth(_quantiles(values, rows, again)[MEDIAN], float(low), float(high))


def _on_record(goal: Target, record: Sequence[Observation]) -> OnRecord | None:
    """The last yearly level of the target's own indicator before it is due, if there is one."""
    if goal.kind not in ("point", "approx") or goal.value <= 0:
        return None
    levels = sorted(
        (
            obs
            for obs in record
            if obs.use == "fit" and obs.operator in ("level", "ratio") and obs.quarter is None
            and obs.indicator == goal.indicator and obs.year < goal.years[-1] and obs.value > 0
        ),
        key=lambda obs: obs.year,
    )  # fmt: skip
    if not levels:
        return None
    first, last = levels[0], levels[-1]
    span = goal.years[-1] - last.year
    seen = None
    if first.year < last.year:
        rate = growth_between(first, last)
        words = (last.variable, last.variable, first.year, last.year)
        seen = Seen(goal.id, *words, *rate, weaker(first, last), last.basis, last.basis)
    needed = (goal.value / last.value) ** (1 / span) - 1.0
    return OnRecord(last.year, last.value, last.grade, needed, seen)
