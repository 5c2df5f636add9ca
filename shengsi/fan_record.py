"""The record on a fan chart: annual numbers as dots, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from calibration.account_rows import Q1_SUFFIX
from calibration.observations import Observation
from scenarios.fan import Fan
from scenarios.posterior_input import is_own
from shengsi.display import Shown
from shengsi.text import t

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_HISTORY = "#111111"
# Operators whose number is the indicator itself in one year.
_ANNUAL = ("level", "ratio", "count")
_GRADES = {
    "published": ("公布数", "published"),
    "secondary": ("转载数", "secondary"),
    "derived": ("推算数", "derived"),
    "proxy": ("替代数", "proxy"),
}


def annual_numbers(history: Sequence[Observation], fan: Fan) -> list[Observation]:
    """Annual numbers of the record that the model is held to, in the years shown."""
    return [
        item
        for item in history
        if item.use == "fit"
        and item.operator in _ANNUAL
        and item.indicator == fan.indicator
        and item.quarter is None
        and item.year in fan.years
    ]


def why_no_dots(history: Sequence[Observation], fan: Fan, lang: str) -> str:
    """What the record has of an indicator without annual numbers: other operators, or nothing."""
    codes = (fan.indicator, fan.indicator + Q1_SUFFIX)
    others = [
        item
        for item in history
        if item.use == "fit" and not set(codes).isdisjoint(item.indicator.split("/"))
    ]
    if not others:
        return t("chart.no_number", lang)
    told: dict[str, list[str]] = {}
    for item in others:
        word = t(f"chart.has.{item.operator}", lang)
        words = told.setdefault(_period(item, lang), [])
        words += [] if word in words else [word]
    joint = "、" if lang == "zh" else ", "
    periods = [
        t("chart.has", lang, period=period, what=joint.join(words))
        for period, words in told.items()
    ]
    return t("chart.no_annual", lang, others=joint.join(periods))


def _period(item: Observation, lang: str) -> str:
    """The time that a number is of: `2020年一季度`, `2018-2021`, `2017`."""
    if item.quarter is not None:
        return t("chart.quarter", lang, year=item.year, quarter="一二三四"[item.quarter - 1]
                 if lang == "zh" else item.quarter)  # fmt: skip
    first = item.year - item.span + 1
    years = f"{first}-{item.year}" if item.span > 1 else f"{item.year}"
    return t("chart.period", lang, years=years)


def draw_record(
    axes: Axes, fan: Fan, history: Sequence[Observation], unit: Shown, lang: str
) -> None:
    """The annual numbers of the record, the user's own apart from the county's published ones;
    in a line what the record has instead where there is none."""
    dots = annual_numbers(history, fan)
    for own, key, marker in ((False, "chart.history", "o"), (True, "chart.own", "s")):
        shown_dots = [item for item in dots if is_own(item) == own]
        if shown_dots:
            _draw_dots(axes, shown_dots, unit, lang, key, marker)
    if not dots:
        axes.text(
            *(0.02, 0.95), why_no_dots(history, fan, lang),
            fontsize=8, color="#555555", va="top", transform=axes.transAxes, zorder=6,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
        )  # fmt: skip


def _reach(dots: Sequence[Observation], factor: float) -> list[list[float]]:
    """How far one standard deviation reaches below and above each number: [2][n]."""
    ends = [item.interval(1.0) for item in dots]
    below = [factor * (item.value - low) for item, (low, _) in zip(dots, ends, strict=True)]
    above = [factor * (high - item.value) for item, (_, high) in zip(dots, ends, strict=True)]
    return [below, above]


def _draw_dots(
    axes: Axes, dots: Sequence[Observation], unit: Shown, lang: str, key: str, marker: str
) -> None:
    """Numbers of one kind as marks, one standard deviation as a bar; `key` names their kind."""
    grades = "/".join(dict.fromkeys(_GRADES[item.grade][lang == "en"] for item in dots))
    axes.errorbar(
        [item.year for item in dots],
        [item.value * unit.factor for item in dots],
        yerr=_reach(dots, abs(unit.factor)),
        color=_HISTORY,
        marker=marker,
        markerfacecolor=_HISTORY if marker == "o" else "white",
        markersize=4.5,
        linestyle="none",
        linewidth=1,
        zorder=5,
        label=t(key, lang, grades=grades),
    )
