"""What observations say of each other: contradictions, repetitions, the future.

Everything here looks at observations in model units and gives findings; whoever read them says
where they stand.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations

from calibration.account_findings import Finding, gap_between, name_of, place_of, same_thing
from calibration.faults import Words
from calibration.observations import GROWTHS, Observation
from calibration.unit_slips import Ranges, large_counts, unit_slips

# Two numbers of the same thing contradict each other beyond this many standard deviations of
# their difference; numbers of different things (a level and a growth rate) beyond the second.
SAME, RELATED = 2.0, 3.0
# What is part of what, in model indicators; the part cannot exceed the whole.
_PARTS = (
    ("industrial_va", "gdp"),
    ("manufacturing_va", "industrial_va"),
    ("va_above_scale", "industrial_va"),
    ("va_above_scale_manufacturing", "manufacturing_va"),
    ("va_above_scale_manufacturing", "va_above_scale"),
    ("revenue_above_scale", "revenue_industry"),
    ("revenue_above_scale_manufacturing", "revenue_above_scale"),
    ("revenue_above_scale_q1", "revenue_above_scale"),
    ("industrial_investment", "fixed_asset_investment"),
    ("manufacturing_investment", "industrial_investment"),
    ("firms_above_scale", "firms_operating"),
)


def check_observations(
    observations: Sequence[Observation],
    today: date,
    neighbours: Sequence[Observation] = (),
    ranges: Ranges | None = None,
) -> list[Finding]:
    """Every finding about the rows of one file, those used for drivers and fits alone.

    A figure of a year or quarter that has not ended by `today` is one of them, whatever its use.
    `neighbours` are further numbers that units are compared with, `ranges` the smallest and
    largest value that the model's prior gives an indicator.
    """
    used = [obs for obs in observations if obs.use in ("fit", "driver")]
    fit = [obs for obs in used if obs.use == "fit"]
    found = [_future(obs, today) for obs in observations if not _ended(obs, today)]
    found += repeated(used)
    found += contradictions(fit)
    found += unit_slips(fit, [*fit, *neighbours], ranges or {})
    found += large_counts(fit, [*fit, *neighbours], ranges or {})
    return found


def _ended(obs: Observation, today: date) -> bool:
    """Whether the year of a figure, or the quarter that it runs to, is over."""
    over = (today.month - 1) // 3
    return obs.year < today.year or (obs.year == today.year and (obs.quarter or 4) <= over)


def _future(obs: Observation, today: date) -> Finding:
    """A figure of a time that has not come, or has not ended yet."""
    last, over = today.year - 1, (today.month - 1) // 3
    if obs.year > today.year:
        return Finding(
            obs,
            "year",
            Words(f"{obs.year} 年还没有到", f"{obs.year} has not come yet"),
            Words(f"{last} 年及以前的全年数", f"figures of {last} or earlier years"),
            Words("改正年份;计划目标不是观测", "correct the year; a target is no observation"),
        )
    ends = Words(f"{last} 年及以前的全年数", f"whole years up to {last}")
    if over:
        ends = Words(
            f"{ends.zh},或 {today.year} 年前 {over} 个季度的数",
            f"{ends.en}, or figures up to quarter {over} of {today.year}",
        )
    if obs.quarter is None:
        what = (
            f"{obs.year} 年还没有结束,不会有全年数",
            f"{obs.year} has not ended: no annual figure yet",
        )
    else:
        what = (
            f"{obs.year} 年 {obs.quarter} 季度还没有结束",
            f"quarter {obs.quarter} of {obs.year} has not ended",
        )
    return Finding(
        obs,
        "year",
        Words(*what),
        ends,
        Words(
            "改正年份,或等该期结束;季度数要填季度,计划目标与预计数不是观测",
            "correct the year, or wait for its end; give a quarterly figure its quarter; a target or "
            "an estimate ahead is no observation",
        ),
    )


def repeated(observations: Sequence[Observation]) -> list[Finding]:
    """Numbers given twice, with how far they are apart when they disagree."""
    seen: dict[tuple[object, ...], Observation] = {}
    found = []
    for obs in observations:
        key = same_thing(obs) if obs.use == "fit" else (obs.variable, obs.year, obs.quarter)
        first = seen.setdefault(key, obs)
        if first is not obs:
            found.append(_twice(obs, first))
    return found


def _twice(obs: Observation, first: Observation) -> Finding:
    name, place = name_of(obs), place_of(first)
    if obs.value == first.value:
        what = Words(f"{name.zh} 与 {place} 重复", f"{name.en} repeats {place}")
    elif (gap := gap_between(obs, first)) > SAME:
        what = Words(
            f"{name.zh} {obs.published} 与 {place} 的 {first.published} 矛盾,相差为误差的 {gap:.1f} 倍",
            f"{name.en} of {obs.published_en} contradicts {first.published_en} in {place}: "
            f"they differ by {gap:.1f} times their error",
        )
    else:
        what = Words(
            f"{name.zh} {obs.published} 与 {place} 的 {first.published} 是同一事的两个数",
            f"{name.en} of {obs.published_en} and {first.published_en} in {place} are the same thing",
        )
    return Finding(
        obs,
        "value" if obs.value != first.value else "variable",
        what,
        Words("同一事同一时期只用一个数", "one number of a thing in a period"),
        Words("把其中一行的用途(use)改为 不用(no)", "set use of one of them to no"),
        first,
    )


def contradictions(observations: Sequence[Observation]) -> list[Finding]:
    """Levels against growth, bounds, and parts against wholes, beyond RELATED errors."""
    levels: dict[tuple[str, int], Observation] = {}
    for obs in observations:
        if obs.operator in ("level", "q1_level", "count"):
            levels.setdefault((obs.indicator, obs.year), obs)
    found = [item for obs in observations for item in _against_growth(obs, levels)]
    for one, other in combinations(observations, 2):
        found += _against_bound(one, other)
    for part, whole in _PARTS:
        for (code, year), obs in levels.items():
            other_level = levels.get((whole, year))
            if code == part and other_level is not None:
                found += _exceeds(obs, other_level, "部分大于整体", "a part exceeds the whole")
    return found


def _against_growth(
    obs: Observation, levels: Mapping[tuple[str, int], Observation]
) -> Iterator[Finding]:
    """A growth rate against the levels of its two years."""
    now = levels.get((obs.indicator, obs.year))
    then = levels.get((obs.indicator, obs.year - obs.span))
    if obs.operator not in GROWTHS or now is None or then is None:
        return
    if not (now.in_logs and then.in_logs) or obs.value <= -1.0:
        return
    implied = math.log(now.value / then.value) / obs.span
    error = math.hypot(math.hypot(now.log_sd, then.log_sd) / obs.span, obs.sd / (1.0 + obs.value))
    gap = abs(implied - math.log1p(obs.value)) / error
    if gap > RELATED:
        name, rate = name_of(obs), f"{100 * math.expm1(min(implied, 20.0)):.1f}%"
        yield _clash(
            obs,
            now,
            f"{name.zh} 增速 {obs.published} 与 {place_of(then)}、{place_of(now)} 的水平矛盾:"
            f"由水平得 {rate},相差为误差的 {gap:.1f} 倍",
            f"{name.en}: growth of {obs.published_en} contradicts the levels in {place_of(then)} and "
            f"{place_of(now)}, which make it {rate}, {gap:.1f} times the error apart",
        )


def _against_bound(one: Observation, other: Observation) -> Iterator[Finding]:
    """A level beyond a bound, or a lower bound above an upper one."""
    if (one.indicator, one.year, one.quarter) != (other.indicator, other.year, other.quarter):
        return
    pair = {one.operator: one, other.operator: other}
    upper, lower = pair.get("upper_bound"), pair.get("lower_bound")
    level = pair.get("level")
    if upper is not None and (below := lower or level) is not None:
        yield from _exceeds(below, upper, "超过上限", "it is above the upper bound")
    elif lower is not None and level is not None:
        yield from _exceeds(lower, level, "下限大于总量", "the lower bound is above the level")


def _exceeds(low: Observation, high: Observation, zh: str, en: str) -> Iterator[Finding]:
    """A finding when `low`, which cannot be the larger, is."""
    if low.value <= high.value or (gap := gap_between(low, high)) <= RELATED:
        return
    name, other = name_of(low), name_of(high)
    yield _clash(
        low,
        high,
        f"{zh}:{name.zh} {low.published},而 {place_of(high)} 的{other.zh} {high.published},"
        f"相差为误差的 {gap:.1f} 倍",
        f"{en}: {name.en} is {low.published_en}, {other.en} in {place_of(high)} is {high.published_en}, "
        f"{gap:.1f} times the error apart",
    )


def _clash(obs: Observation, other: Observation, zh: str, en: str) -> Finding:
    return Finding(
        obs,
        "value",
        Words(zh, en),
        Words("相差在误差以内", "a difference within the errors"),
        Words(
            "核对口径(名义或不变价、初步或核定)、单位与误差,或把其中一行的用途改为 了解(context)",
            "check scope (nominal or real, preliminary or final), unit and error, or make one context",
        ),
        other,
    )
