"""The figures of a comparison: change of every target, and of indicators over the years."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from scenarios.basis import basis
from scenarios.compare import Comparison
from scenarios.run import Run
from scenarios.versus import Versus
from shengsi.compare_tables import indicator_name, indicator_unit
from shengsi.figure_pages import finish_listing, multiples, page_png
from shengsi.fonts import use_font
from shengsi.tables import cut
from shengsi.text import t

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = (
    *("#0b3d78", "#c8450c", "#2f8f5b", "#8a4fa3", "#c9a227", "#5b4636", "#d07ab0", "#2596be"),
    *("#7f7f7f", "#111111"),
)
# A target's row is divided among the scenarios; so many lines fit one.
_ROW, _LINE, _HEAD, _FOOT = 0.12, 0.085, 1.15, 0.75
_WIDTH, _DPI = 10.0, 150
_NAME = 46
SHOWN = len(COLOURS)


def changes_png(found: Comparison, lang: str, date: str) -> bytes:
    """Change of P(target), a row a target, a line a scenario."""
    from matplotlib.figure import Figure

    use_font()
    shown = found.versus[:SHOWN]
    goals = [change.target for change in shown[0].targets]
    row = _ROW + _LINE * len(shown)
    height = _HEAD + _FOOT + row * max(len(goals), 1)
    figure = Figure(figsize=(_WIDTH, height), dpi=_DPI)
    axes = figure.subplots()
    figure.subplots_adjust(left=0.36, right=0.97, top=1 - _HEAD / height, bottom=_FOOT / height)
    for line, item in enumerate(shown):
        at = (line + 0.5) / len(shown) - 0.5
        for index, change in enumerate(item.targets):
            _dot(axes, index + 0.7 * at, change.change, COLOURS[line])
        axes.plot([], [], marker="o", color=COLOURS[line], label=_label(found, item, lang))
    axes.axvline(0.0, color="#555555", linewidth=0.9)
    names = [cut(f"{goal.id} {goal.name(lang)}", _NAME) for goal in goals]
    axes.set_yticks(range(len(names)), names, fontsize=8.5)
    axes.set_ylim(len(names) - 0.5, -0.5)
    finish_listing(axes)
    axes.set_xlabel(t("compare.figure.points", lang), fontsize=8.5)
    _frame(figure, found, "compare.figure.changes", height, lang)
    return page_png(figure, footer(found.run, date, lang))


def _dot(axes: Axes, y: float, found: Any, colour: str) -> None:
    """A change in points with its interval."""
    ends = [100 * value for value in (found.low, found.high)]
    if all(map(math.isfinite, ends)):
        axes.plot(ends, [y, y], color=colour, linewidth=1.6, alpha=0.6)
    axes.plot([100 * found.value], [y], marker="o", markersize=3.6, color=colour, linestyle="")


def differences_png(found: Comparison, lang: str, date: str) -> bytes:
    """Median difference of each indicator by year, a panel an indicator."""
    use_font()
    figure, panels = multiples(len(found.indicators), "")
    height = figure.get_figheight() + 0.4
    figure.set_size_inches(max(figure.get_figwidth(), _WIDTH), height)
    figure.subplots_adjust(
        left=0.07, right=0.985, top=1 - 1.3 / height, bottom=0.7 / height, wspace=0.3, hspace=0.5
    )
    width = 0.5 / max(len(found.versus), 1)
    for axes, code in zip(panels, found.indicators, strict=False):
        unit = indicator_unit(code, lang)
        for line, item in enumerate(found.versus[:SHOWN]):
            gaps = [item.indicator(code, year).median for year in found.years]
            at = [year + width * (line - (len(found.versus) - 1) / 2) for year in found.years]
            for x, gap in zip(at, gaps, strict=True):
                if math.isfinite(gap.low) and math.isfinite(gap.high):
                    ends = [unit.factor * gap.low, unit.factor * gap.high]
                    axes.plot([x, x], ends, color=COLOURS[line], linewidth=1.6, alpha=0.6)
            axes.plot(
                at, [unit.factor * gap.value for gap in gaps], color=COLOURS[line], marker="o",
                markersize=3, linewidth=1.0, label=_label(found, item, lang),
            )  # fmt: skip
        axes.axhline(0.0, color="#555555", linewidth=0.8)
        axes.set_xticks(found.years, [str(year) for year in found.years])
        axes.set_title(indicator_name(code, lang), fontsize=9, loc="left")
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(labelsize=8)
        axes.ticklabel_format(axis="y", style="plain", useOffset=False)
        axes.grid(axis="y", color="#e6e6e6", linewidth=0.6)
        axes.set_axisbelow(True)
    _frame(figure, found, "compare.figure.differences", height, lang)
    return page_png(figure, footer(found.run, date, lang))


def _label(found: Comparison, item: Versus, lang: str) -> str:
    """Name of a scenario, with a word where the world differs too."""
    works = {work.id: work for work in found.run.work.scenarios}
    name = cut(works[item.scenario].name(lang), 30)
    return t("compare.figure.world", lang, name=name) if item.assumptions else name


def _frame(figure: Any, found: Comparison, title: str, height: float, lang: str) -> None:
    """Title, base and basis, and one legend."""
    works = {work.id: work for work in found.run.work.scenarios}
    words = {"base": works[found.base].name(lang), "basis": basis(found.run, lang)}
    figure.text(0.02, 1 - 0.32 / height, t(title, lang), fontsize=13)
    subtitle = t("compare.figure.subtitle", lang, **words)
    figure.text(0.02, 1 - 0.58 / height, subtitle, fontsize=9, color="#c8450c")
    handles, labels = figure.axes[0].get_legend_handles_labels()
    figure.legend(
        handles, labels, loc="upper left", bbox_to_anchor=(0.015, 1 - 0.63 / height), fontsize=8,
        ncols=min(4, max(len(labels), 1)), frameon=False, columnspacing=1.2, handlelength=1.4,
    )  # fmt: skip


def footer(run: Run, date: str, lang: str) -> str:
    """Version, seed, draws, date and run: what a reader needs to find the numbers again."""
    return t(
        "compare.figure.footer",
        lang,
        version=run.manifest.versions["shengsi"],
        seed=run.work.seed,
        draws=run.work.draws,
        failed=run.manifest.failed,
        date=date,
        run=run.manifest.run,
    )
