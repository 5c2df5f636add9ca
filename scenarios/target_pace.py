"""The growth a target asks for, beside what the draws and the county's record have.

A rate of a level or a ratio, what is added a year to a stock, the number of a year where a target
asks for one every year, or the yearly change of a share that must rise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from calibration.growth_seen import Seen, growth_between, weaker
from calibration.observations import Observation
from calibration.weighted import weighted_quantile
from scenarios.resampling import Interval, Resamples
from scenarios.targets import Target, TargetResult

# Of the shortfall, and of the value that decides.
LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)
MEDIAN = LEVELS.index(0.5)
RATE, ADDED, YEARLY, CHANGE = "rate", "added", "yearly", "change"
KINDS = {
    "point": RATE,
    "approx": RATE,
    "cumulative": ADDED,
    "every_year": YEARLY,
    "direction": CHANGE,
}
# Why a target has no growth: the run lacks the years, a rate would start from or lead to nothing.
NO_YEARS, NO_BASE, NO_GOAL = "years", "base", "goal"
_ON_RECORD = ("level", "ratio", "count")


@dataclass(frozen=True)
class Growth:
    """Over the draws: the `median` with its error, and the middle 80 % of them; NaN for none."""

    median: Interval
    low80: float
    high80: float


@dataclass(frozen=True)
class Pace:
    """What a target asks for a year, and what the draws have.

    `kind` is rate (fractions a year), added (units a year), yearly (the number of a year) or
    change (units a year); from `base_year` on, whose value is `base`.  `needed` leads from there
    to the target's number by `due`, `ahead` is what the draws then do, `before` what they did from
    `first_year` to the base.  A yearly number is the mean of a draw's years: the window of the
    target ahead, all years up to the base before; a change must be more than the needed 0.
    `missing` has needed and ahead of those draws alone that miss the target: None where none does.
    """

    kind: str
    first_year: int
    base_year: int
    due: int
    base: Growth
    needed: Growth
    ahead: Growth
    before: Growth
    missing: tuple[Growth, Growth] | None = None


@dataclass(frozen=True)
class OnRecord:
    """The last yearly level on record of a target's own indicator (`value`, in its unit) and what
    is needed a year from there, by the `kind` of a pace; `seen` is the rate since an earlier
    level, None where there is none."""

    year: int
    value: float
    grade: str
    needed: float
    seen: Seen | None
    kind: str = RATE


def pace_of(
    result: TargetResult, at: Mapping[int, np.ndarray], again: Resamples
) -> tuple[Pace | None, str]:
    """Growth needed and seen; without it, why there is none (NO_YEARS, NO_BASE or NO_GOAL).

    `at` has the values float64[draws] of the target's indicator by year.
    """
    goal = result.target
    kind = KINDS[goal.kind]
    first, base_year, due = min(at), goal.baseline_year, goal.years[-1]
    if not first < base_year < due or base_year not in at or due not in at:
        return None, NO_YEARS
    if kind == RATE and goal.value <= 0.0:
        return None, NO_GOAL
    start, base = at[first], at[base_year]
    rows = result.valid.copy()
    if kind == RATE:
        rows &= (start > 0.0) & (base > 0.0)
    if not rows.any():
        return None, NO_BASE
    needed, ahead, before = (_yearly if kind == YEARLY else _between(kind))(goal, at)

    def over(values: np.ndarray, of: np.ndarray) -> Growth:
        return _growth(values, of & np.isfinite(values), again)

    short = rows & ~result.passed
    missing = (over(needed, short), over(ahead, short)) if short.any() else None
    pace = Pace(
        kind, first, base_year, due, base=over(base, rows), needed=over(needed, rows),
        ahead=over(ahead, rows), before=over(before, rows), missing=missing,
    )  # fmt: skip
    return pace, ""


Spans = Callable[[Target, Mapping[int, np.ndarray]], tuple[np.ndarray, np.ndarray, np.ndarray]]


def _between(kind: str) -> Spans:
    """Growth from one year to another: needed, ahead and before, float64[draws] each."""

    def over(one: np.ndarray, other: np.ndarray, span: int) -> np.ndarray:
        if kind != RATE:
            return np.asarray((other - one) / span)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray((np.maximum(other, 0.0) / one) ** (1 / span) - 1.0)

    def spans(
        goal: Target, at: Mapping[int, np.ndarray]
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        first, base_year, due = min(at), goal.baseline_year, goal.years[-1]
        base = at[base_year]
        edge = base if kind == CHANGE else np.full(len(base), goal.value)
        ahead = due - base_year
        return (
            over(base, edge, ahead),
            over(base, at[due], ahead),
            over(at[first], base, base_year - first),
        )

    return spans


def _yearly(
    goal: Target, at: Mapping[int, np.ndarray]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The number that is asked for every year, and the mean of the years ahead and before."""
    past = [year for year in sorted(at) if year <= goal.baseline_year]
    needed = np.full(len(at[past[0]]), goal.value)
    return needed, _mean(at, goal.years), _mean(at, past)


def _mean(at: Mapping[int, np.ndarray], years: Sequence[int]) -> np.ndarray:
    """Mean [draws] of the years that have a value; NaN where none has."""
    values = np.array([at[year] for year in years])
    known = np.isfinite(values)
    count = known.sum(axis=0)
    total = np.where(known, values, 0.0).sum(axis=0)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _growth(values: np.ndarray, rows: np.ndarray, again: Resamples) -> Growth:
    if not rows.any():
        nan = float("nan")
        return Growth(Interval(nan, nan, nan, nan), nan, nan)
    low, high = weighted_quantile(values[rows], [0.1, 0.9], again.base[rows])
    return Growth(quantiles(values, rows, again)[MEDIAN], float(low), float(high))


def quantiles(values: np.ndarray, rows: np.ndarray, again: Resamples) -> tuple[Interval, ...]:
    """Quantiles LEVELS of `values` float64[draws] over `rows` bool[draws]; none without a draw."""
    return again.quantiles(values, LEVELS, rows)


def on_record(goal: Target, record: Sequence[Observation]) -> OnRecord | None:
    """The last yearly level of the target's own indicator before it is due, if there is one."""
    kind = KINDS.get(goal.kind)
    if kind is None or (kind == RATE and goal.value <= 0):
        return None
    levels = sorted(
        (
            obs
            for obs in record
            if obs.use == "fit" and obs.operator in _ON_RECORD and obs.quarter is None
            and obs.indicator == goal.indicator and obs.year < goal.years[-1]
            and (obs.value > 0 or kind != RATE)
        ),
        key=lambda obs: obs.year,
    )  # fmt: skip
    if not levels:
        return None
    first, last = levels[0], levels[-1]
    seen = None
    if first.year < last.year and min(first.value, last.value) > 0 and last.operator != "count":
        rate = growth_between(first, last)
        words = (last.variable, last.variable, first.year, last.year)
        seen = Seen(goal.id, *words, *rate, weaker(first, last), last.basis, last.basis)
    return OnRecord(last.year, last.value, last.grade, _needed_from(goal, kind, last), seen, kind)


def _needed_from(goal: Target, kind: str, last: Observation) -> float:
    """What is needed a year from the last level on record."""
    span = goal.years[-1] - last.year
    if kind == RATE:
        return float((goal.value / last.value) ** (1 / span) - 1.0)
    if kind == ADDED:
        return (goal.value - last.value) / span
    return goal.value if kind == YEARLY else 0.0
