"""The simulated past before and after conditioning, beside what was observed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from calibration.observations import Observation
from model.indicators import BY_CODE
from model.units import FIRST_YEAR, POLICY_QUARTER
from scenarios.assessment import focus_scenario
from scenarios.basis import basis
from scenarios.fan import BANDS, MEDIAN, Fan, fans
from scenarios.posterior_input import record_in
from scenarios.run import Run
from shengsi.compare_figures import footer
from shengsi.compare_tables import indicator_name
from shengsi.display import Shown, shown
from shengsi.figure_pages import page_png
from shengsi.fonts import use_font
from shengsi.text import t

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Columns of a fan's table that bound 80 %.
_LOW, _HIGH = next((low, high) for share, low, high in BANDS if share == 80)
_BEFORE, _AFTER, _SEEN = "#9a9a9a", "#0b3d78", "#c8450c"
# Operators whose number is the indicator itself, of a year or of its first quarter.
_LEVELS = ("level", "ratio", "count", "q1_level")
_WIDTH, _HEIGHT, _HEAD, _FOOT, _DPI = 4.6, 3.0, 1.25, 0.7, 150


def history_png(
    before: Run, after: Run, indicators: Sequence[str], lang: str, date: str = ""
) -> bytes:
    """Each indicator up to the year before the plan, simulated by both runs and as observed.

    `before` takes its draws from the priors and `after` from a posterior, which names the
    observations; `date` (default: that of `after`) stands in the footer.  Raises ValueError for an
    indicator that a run does not keep.
    """
    from matplotlib.figure import Figure

    use_font()
    height = _HEIGHT + _HEAD + _FOOT
    figure = Figure(figsize=(max(_WIDTH * len(indicators), 9.0), height), dpi=_DPI)
    panels = figure.subplots(1, len(indicators), squeeze=False)[0]
    figure.subplots_adjust(
        left=0.04, right=0.985, top=1 - _HEAD / height, bottom=_FOOT / height, wspace=0.28
    )
    pairs = zip(fans(before, indicators), fans(after, indicators), strict=True)
    for axes, (prior, posterior) in zip(panels, pairs, strict=True):
        item = BY_CODE[prior.indicator]
        unit = shown(item.unit, item.digits, lang)
        _band(axes, prior, before, unit, _BEFORE, lang)
        _band(axes, posterior, after, unit, _AFTER, lang)
        _dots(axes, observed(record_in(after), prior.indicator), unit, lang)
        _finish(axes, prior.indicator, lang)
    _frame(figure, height, lang)
    return page_png(figure, footer(after, date or after.manifest.date, lang))


def observed(record: Sequence[Observation], indicator: str) -> list[Observation]:
    """The numbers of a record that are the indicator itself before the plan."""
    return [
        item
        for item in record
        if item.use == "fit"
        and item.operator in _LEVELS
        and item.indicator == indicator
        and item.year < _plan_year()
    ]


def _plan_year() -> int:
    return FIRST_YEAR + POLICY_QUARTER // 4


def _band(axes: Axes, fan: Fan, run: Run, unit: Shown, colour: str, lang: str) -> None:
    """80 % interval and median of a run under its main scenario, which is not begun yet."""
    years = [year for year in fan.years if year < _plan_year()]
    table = fan.quantiles[focus_scenario(run)][: len(years)] * unit.factor
    axes.fill_between(years, table[:, _LOW], table[:, _HIGH], color=colour, alpha=0.3, linewidth=0)
    label = t("chart.past_band", lang, basis=basis(run, lang))
    axes.plot(years, table[:, MEDIAN], color=colour, linewidth=1.6, label=label)


def _dots(axes: Axes, numbers: Sequence[Observation], unit: Shown, lang: str) -> None:
    """The numbers of the record with one standard deviation on either side."""
    if not numbers:
        return
    ends = [item.interval(1.0) for item in numbers]
    below = [(item.value - low) * unit.factor for item, (low, _) in zip(numbers, ends, strict=True)]
    above = [
        (high - item.value) * unit.factor for item, (_, high) in zip(numbers, ends, strict=True)
    ]
    axes.errorbar(
        [item.year for item in numbers], [item.value * unit.factor for item in numbers],
        yerr=[below, above], color=_SEEN, marker="o", markersize=5, linestyle="none",
        capsize=3, zorder=5, label=t("chart.past_bars", lang),
    )  # fmt: skip


def _finish(axes: Axes, indicator: str, lang: str) -> None:
    """Whole years below, the name and its unit above."""
    years = list(range(FIRST_YEAR, _plan_year()))
    axes.set_xticks(years, [str(year) for year in years])
    axes.set_xlim(years[0] - 0.3, years[-1] + 0.3)
    axes.set_ylim(bottom=0)
    axes.set_title(indicator_name(indicator, lang), fontsize=10, loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8.5)
    axes.ticklabel_format(axis="y", style="plain", useOffset=False)
    axes.grid(axis="y", color="#e6e6e6", linewidth=0.6)
    axes.set_axisbelow(True)


def _frame(figure: Figure, height: float, lang: str) -> None:
    """Title, and one legend for all panels."""
    figure.text(0.02, 1 - 0.32 / height, t("chart.past", lang), fontsize=13)
    found: dict[str, Any] = {}
    for axes in figure.axes:
        handles, labels = axes.get_legend_handles_labels()
        found |= dict(zip(labels, handles, strict=True))
    figure.legend(
        list(found.values()), list(found), loc="upper left", fontsize=8.5, frameon=False,
        bbox_to_anchor=(0.015, 1 - 0.4 / height), ncols=1, handlelength=1.6, labelspacing=0.3,
    )  # fmt: skip
