"""The steps that a search may take with each lever: from its value without the plan upward.

A ladder goes from the value without the plan (rung 0) to the plan's value in ten steps, from there
to the value beyond the plan in ten more, and if asked as far again; values in between are rounded
to the lever's own step.  A lever that repeats for every park or sector has a ladder for each.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from calibration.lever_values import GROUPS, is_cumulative
from model.levers import Lever
from model.spec import CountySpec
from scenarios.baselines import base_levers
from scenarios.files import RunError
from scenarios.scenario import YEARS, YearPath, yearly

# How far a ladder goes: to the plan, beyond it as the county's table says, or once more as far.
PLAN, AMBITIOUS, BEYOND = "plan", "ambitious", "beyond"
LIMITS = (PLAN, AMBITIOUS, BEYOND)
STEPS = 10

# One rung a ladder, in the order of the ladders.
Point = tuple[int, ...]


@dataclass(frozen=True)
class Ladder:
    """The paths of one lever that a search may choose; `plan` is the rung of the plan's value.

    `further` is the path one stride above the last rung, within the registry's bounds; None when
    the last rung is at those bounds.  `plan` is None when the plan's value is not on the ladder.
    """

    code: str
    group: str
    rungs: tuple[YearPath, ...]
    plan: int | None
    further: YearPath | None

    @property
    def top(self) -> int:
        """The last rung."""
        return len(self.rungs) - 1


@dataclass(frozen=True)
class Space:
    """All that a search may choose: `ladders`, on top of the levers of `base` that stay fixed."""

    base: Mapping[str, YearPath]
    ladders: tuple[Ladder, ...]

    @property
    def tops(self) -> Point:
        """The last rung of every ladder."""
        return tuple(ladder.top for ladder in self.ladders)

    @property
    def nothing(self) -> Point:
        """The point at which no lever is moved."""
        return (0,) * len(self.ladders)

    def levers(self, point: Point) -> dict[str, YearPath]:
        """Every lever of the county at a point."""
        chosen = {
            ladder.code: ladder.rungs[rung]
            for ladder, rung in zip(self.ladders, point, strict=True)
        }
        return {**self.base, **chosen}

    def moved(self, point: Point) -> list[str]:
        """Codes of the levers that a point moves."""
        return [item.code for item, rung in zip(self.ladders, point, strict=True) if rung]


def chosen_codes(spec: CountySpec, words: Sequence[str], fixed: Collection[str] = ()) -> list[str]:
    """Codes of the levers that `words` name: actions, patterns such as `park_land`, or levers.

    All of the county's without words; `fixed` ones are left out.  Raises RunError (exit 2) for a
    word that names none.
    """
    if not words:
        return [code for code in spec.levers if code not in fixed]
    found: set[str] = set()
    for word in words:
        named = {
            code
            for code in spec.levers
            if word in (code, spec.lever_groups[code]) or code.startswith(f"{word}_")
        }
        if not named:
            groups = ", ".join(GROUPS)
            raise RunError(
                f'--levers "{word}": 没有这个行动或杠杆; 允许: {groups} 或杠杆代码; '
                "改法: 用 shengsi scenario levers 查代码",
                f'--levers "{word}": no such action or lever; allowed: {groups}, or the code of a '
                "lever; fix: shengsi scenario levers lists them",
                2,
            )
        found |= named
    return [code for code in spec.levers if code in found and code not in fixed]


def space_of(
    spec: CountySpec,
    base: Mapping[str, YearPath],
    codes: Sequence[str],
    limit: str = AMBITIOUS,
    bounds: Mapping[str, float] | None = None,
) -> Space:
    """The ladders of levers `codes`, up to `limit` and within `bounds` by lever.

    Levers that `limit` and `bounds` do not let move have no ladder.  Raises RunError when none is
    left, or when the county has no values beyond the plan and these are asked for.
    """
    plan, far = base_levers(spec, PLAN), base_levers(spec, AMBITIOUS)
    if plan is None or (far is None and limit != PLAN):
        raise RunError(
            f"{spec.code}: 这个县没有加强的取值; 改法: 用 --limit plan",
            f"{spec.code}: this county has no values beyond the plan; fix: --limit plan",
            2,
        )
    ladders = []
    for code in codes:
        ends = [_years(spec, code, item[code]) for item in (plan, far or plan)]
        start = _years(spec, code, spec.no_plan[code])
        bound = (bounds or {}).get(code)
        ladder = _ladder(spec.levers[code], spec.lever_groups[code], start, ends, limit, bound)
        if ladder.top > 0:
            ladders.append(ladder)
    if not ladders:
        raise RunError(
            "没有可以动的杠杆; 改法: 放宽 --bound 或 --limit,或改 --levers",
            "no lever may move; fix: widen --bound or --limit, or choose other --levers",
            2,
        )
    return Space(dict(base), tuple(ladders))


def _years(spec: CountySpec, code: str, path: Mapping[int, float]) -> list[float]:
    """Values of a lever in the years of the plan."""
    return yearly(path, spec.levers[code].interpolation)


def _ladder(
    lever: Lever,
    group: str,
    start: list[float],
    ends: Sequence[list[float]],
    limit: str,
    bound: float | None,
) -> Ladder:
    """The ladder from `start` over the plan's values to those beyond it."""
    plan, far = ends
    once_more = _beyond(lever, plan, far)
    corners = [start, plan, far, once_more][: 2 + LIMITS.index(limit)]
    # One stride above the last corner, or the stride that a bound has cut off.
    above = [plan, far, once_more, _beyond(lever, far, once_more)][len(corners) - 1]
    cut = [_within(corner, start, far, bound) for corner in corners]
    rungs: list[YearPath] = [_points(start)]
    at_plan = 0
    for here, there in pairwise(cut):
        for step in range(1, STEPS + 1):
            path = _points(_between(lever, here, there, step / STEPS))
            if path != rungs[-1]:
                rungs.append(path)
        if there is cut[1]:
            at_plan = len(rungs) - 1
    further = _points(corners[-1] if bound is not None and cut[-1] != corners[-1] else above)
    return Ladder(
        lever.code, group, tuple(rungs), at_plan if cut[1] == plan else None,
        further if further != rungs[-1] else None,
    )  # fmt: skip


def _between(lever: Lever, here: list[float], there: list[float], share: float) -> list[float]:
    """Values a share of the way, rounded to the lever's step but never past either end."""
    if share == 1.0:
        return there
    found = []
    for low, high in zip(here, there, strict=True):
        value = low + share * (high - low)
        rounded = round(round(value / lever.step) * lever.step, 10)
        found.append(min(max(rounded, min(low, high)), max(low, high)))
    return found


def _beyond(lever: Lever, near: list[float], far: list[float]) -> list[float]:
    """As far again from `far` as that is from `near`, within the registry's bounds."""
    ahead = [round(two + (two - one), 10) for one, two in zip(near, far, strict=True)]
    found = [min(max(value, lever.minimum), lever.maximum) for value in ahead]
    # A stock may not fall.
    return list(accumulate(found, max)) if is_cumulative(lever.code) else found


def _within(
    values: list[float], start: list[float], far: list[float], bound: float | None
) -> list[float]:
    """Values kept on this side of a bound, which never pushes a lever behind its start."""
    if bound is None:
        return values
    rising = math.fsum(far) >= math.fsum(start)
    pick = min if rising else max
    back = max if rising else min
    return [back(pick(value, bound), first) for value, first in zip(values, start, strict=True)]


def _points(values: list[float]) -> YearPath:
    """A path of the years in which a value changes."""
    path: YearPath = {}
    for year, value in zip(YEARS, values, strict=True):
        if not path or path[max(path)] != value:
            path[year] = value
    return path
