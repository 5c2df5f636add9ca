"""Units mistaken in accounts: 万元 for 亿元 or 元, percent for a fraction."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from calibration.account_findings import Finding, name_of, place_of
from calibration.faults import Words
from calibration.observations import BOUNDS, GROWTHS, Observation
from calibration.plain_text import shown
from model.unit_names import COUNTS, unit_name

# Smallest and largest value of an indicator, in its unit.
Ranges = Mapping[str, tuple[float, float]]
# Powers of ten by which a unit is mistaken.
_SLIPS, _PERCENT_SLIPS = (4, -4, 8, -8), (2, -2)
# A value this many powers of ten away may be one; it is, when undoing the slip brings it near.
_FAR, _FAR_SHARE = 2.5, 1.0
_NEAR, _NEAR_SHARE, _NEAR_RANGE = 0.5, 0.3, 0.5
# Model units with larger or smaller ones beside them; things that are counted have none.
_SCALED = ("万元", "人", "tce", "亩", "比例", "万元/人", "万元/亩", "tce/万元")
# Things that are counted, the largest count that is believed as a multiple of the prior's largest,
# and of the largest of other years.
_COUNTED = (*COUNTS, "件/万人")
_MOST_COUNTS, _MOST_BESIDE = 30.0, 100.0


def unit_slips(
    observations: Sequence[Observation], known: Sequence[Observation], ranges: Ranges
) -> list[Finding]:
    """Amounts that are ten thousand times (a share: a hundred times) what they should be.

    Each is held against the other years of its indicator in `known` and against the prior's
    range; growth has no unit to mistake, for counts see `large_counts`.  Of two camps of years
    that are a slip apart the smaller is wrong, of two equal ones the one farther from the prior,
    else the later.
    """
    found = []
    for obs in observations:
        if obs.operator in GROWTHS or obs.value <= 0.0 or obs.unit not in _SCALED:
            continue
        span = ranges.get(obs.indicator)
        slip = _beside(obs, known, span)
        if slip is None and span is not None and obs.operator not in BOUNDS:
            slip = _within(obs, *span)
        found += [slip] if slip is not None else []
    return found


def large_counts(
    observations: Sequence[Observation], known: Sequence[Observation], ranges: Ranges
) -> list[Finding]:
    """Counts far larger than a county has: 130000 firms where 13 were meant.

    Held against the largest that the model's prior gives, where it has none of the indicator
    against the largest of other years in `known`.  An upper bound may be as loose as it likes.
    """
    found = []
    for obs in observations:
        if obs.operator in (*GROWTHS, "upper_bound") or obs.unit not in _COUNTED:
            continue
        if (span := ranges.get(obs.indicator)) is not None:
            most, times = span[1], _MOST_COUNTS
            zh, en = "模型先验里最多的", "the most that the model's prior gives"
        else:
            years = [
                other
                for other in known
                if other.indicator == obs.indicator
                and other.operator not in GROWTHS
                and other.year != obs.year
            ]
            if not years:
                continue
            largest = max(years, key=lambda other: other.value)
            most, times = max(largest.value, 1.0), _MOST_BESIDE
            zh, en = f"{largest.year}年的", f"that of {largest.year} ({place_of(largest)})"
        if obs.value > times * most:
            found.append(_too_many(obs, most, times, zh, en))
    return found


def _too_many(obs: Observation, most: float, times: float, zh: str, en: str) -> Finding:
    """The finding of a count of more than `times` the largest that is known, `most`."""
    name, unit = name_of(obs), unit_name(obs.unit, "en")
    ratio, limit = shown(obs.value / most, 2), shown(times * most, 10)
    right = obs.published_value / 1e4
    asked = ("核对数值;", "check the number;")
    if right == int(right) and obs.value / 1e4 <= times * most:
        right_en = replace(obs, published_value=right).published_en
        asked = (f"是否应为 {shown(right)}{obs.published_unit}?", f"should it be {right_en}?")
    most_text = shown(most, 3)
    return Finding(
        obs,
        "value",
        Words(
            f"{name.zh} {obs.published} 是{zh} {most_text}{obs.unit} 的 {ratio} 倍,数值或单位是否有误",
            f"{name.en} of {obs.published_en} is {ratio} times {en}, {most_text} {unit}; unit?",
        ),
        Words(f"不超过 {limit}{obs.unit}", f"{limit} {unit} at most"),
        Words(
            f"{asked[0]} 数值确实如此就把用途改为 了解(context)",
            f"{asked[1]} if it is right as it stands, make its use context",
        ),
    )


def _beside(
    obs: Observation, known: Sequence[Observation], span: tuple[float, float] | None
) -> Finding | None:
    """A finding when a value is of another size than those of other years."""
    others = sorted(
        (
            other
            for other in known
            if other.indicator == obs.indicator
            and other.operator not in GROWTHS
            and other.value > 0.0
            and other.year != obs.year
        ),
        key=lambda other: abs(other.year - obs.year),
    )
    near = _NEAR_SHARE if obs.unit == "比例" else _NEAR
    slips = [_slip(obs, _apart(other.value), near) for other in others]
    apart = [other for other, power in zip(others, slips, strict=True) if power is not None]
    if not apart or not _is_wrong(obs, apart[0], len(apart), 1 + len(others) - len(apart), span):
        return None
    neighbour = apart[0]
    power = next(power for power in slips if power is not None)
    zh = f" {neighbour.year}年 {neighbour.published}({place_of(neighbour)})"
    en = f"{neighbour.published_en} of {neighbour.year} ({place_of(neighbour)})"
    return _off(obs, power, zh, en)


def _is_wrong(
    obs: Observation,
    other: Observation,
    against: int,
    camp: int,
    span: tuple[float, float] | None,
) -> bool:
    """Which of two camps, `camp` years with `obs` and `against` with `other`, has the wrong unit."""
    if against != camp:
        return against > camp
    far = [0.0 if span is None else _outside(*span)(item.value) for item in (obs, other)]
    return far[0] > far[1] if far[0] != far[1] else obs.year > other.year


def _within(obs: Observation, low: float, high: float) -> Finding | None:
    """A finding when a value is of another size than the prior's range."""
    power = _slip(obs, _outside(low, high), _NEAR_RANGE)
    if power is None:
        return None
    # In the unit of the number as published: one message, one unit.
    scale = obs.published_value / obs.value
    ends = [shown(scale * end, 3) for end in (low, high)]
    unit = unit_name(obs.published_unit, "en")
    zh = f"模型先验范围({ends[0]} 至 {ends[1]}{obs.published_unit})"
    en = f"what the model's prior gives ({ends[0]} to {ends[1]} {unit})"
    return _off(obs, power, zh, en)


def _apart(reference: float) -> Callable[[float], float]:
    """How many powers of ten a value lies from a reference."""
    return lambda value: abs(_power(value) - _power(reference))


def _outside(low: float, high: float) -> Callable[[float], float]:
    """How many powers of ten a value lies outside a range."""
    return lambda value: max(0.0, _power(low) - _power(value), _power(value) - _power(high))


def _power(value: float) -> float:
    """The power of ten of a value; of nought one that is far from all others."""
    return math.log10(value) if value > 0.0 else -math.inf


def _slip(obs: Observation, distance: Callable[[float], float], near: float) -> int | None:
    """The power of ten that a value is off by, None when it is not far off or no power helps."""
    powers, far = (_PERCENT_SLIPS, _FAR_SHARE) if obs.unit == "比例" else (_SLIPS, _FAR)
    if distance(obs.value) <= far:
        return None
    return next((p for p in powers if distance(obs.value / 10.0**p) <= near), None)


def _off(obs: Observation, power: int, said: str, of: str) -> Finding:
    """The finding of a unit that is off by a power of ten."""
    name, times = name_of(obs), f"10^{abs(power)}"
    zh = f"是{said} 的 {times} 倍" if power > 0 else f"只有{said} 的 1/{times}"
    en = f"{times} times {of}" if power > 0 else f"1/{times} of {of}"
    right = replace(obs, published_value=obs.published_value / 10.0**power)
    return Finding(
        obs,
        "value",
        Words(
            f"{name.zh} {obs.published} {zh},单位是否有误",
            f"{name.en} of {obs.published_en} is {en}; unit?",
        ),
        Words("与邻近年份同一量级", "of the size of the years around it"),
        Words(
            f"是否应为 {right.published}? 数值确实如此就把用途改为 了解(context)",
            f"should it be {right.published_en}? if it is right as it stands, make its use context",
        ),
    )
