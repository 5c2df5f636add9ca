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
from shengsi.tables import cut, wrap
from shengsi.text import t

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = (
    *("#0b3d78", "#c8450c", "#2f8f5b", "#8a4fa3", "#c9a227", "#5b4636", "#d07ab0", "#2596be"),
    *("#7f7f7f", "#111111"),
)
# Scenarios on one page, each in a colour of its own.
SHOWN = len(COLOURS)
# A target's row is divided among the scenarios; so many lines fit one.
_ROW, _LINE, _FOOT = 0.12, 0.085, 0.75
_WIDTH, _DPI = 10.0, 150
# Columns of a target's name and of a scenario's, and columns of the subtitle to an inch.
_NAME, _LABEL, _SUBTITLE = 54, 120, 14.5
# Inches from the top to the title, of a line of the subtitle and of a row of the legend, and from
# there to what is drawn below.
_TITLE, _LINE_HEIGHT, _LEGEND_ROW, _GAP = 0.32, 0.2, 0.18, 0.16
_LEGEND_COLUMNS = 4
_LEGEND: dict[str, Any] = {
    "loc": "upper left", "fontsize": 8, "frameon": False, "columnspacing": 1.2, "handlelength": 1.4,
    "borderaxespad": 0.0, "borderpad": 0.0,
}  # fmt: skip


def page_count(found: Comparison) -> int:
    """Pages of a figure: at most ten scenarios stand on one."""
    return -(-len(found.versus) // SHOWN)


def changes_png(found: Comparison, lang: str, date: str, page: int = 1) -> bytes:
    """Change of P(target), a row a target, a line a scenario, of the scenarios on that page.

    Raises ValueError where no target was tested, and IndexError beyond `page_count`.
    """
    from matplotlib.figure import Figure

    use_font()
    head = _Head(found, "compare.figure.changes", lang, page, _WIDTH)
    shown = head.shown
    goals = [change.target for change in shown[0].targets]
    if not goals:
        raise ValueError("no target was tested: there is no change to draw")
    row = _ROW + _LINE * len(shown)
    height = head.height + _FOOT + row * len(goals)
    figure = Figure(figsize=(_WIDTH, height), dpi=_DPI)
    axes = figure.subplots()
    figure.subplots_adjust(
        left=0.36, right=0.97, top=1 - head.height / height, bottom=_FOOT / height
    )
    for line, item in enumerate(shown):
        at = (line + 0.5) / len(shown) - 0.5
        for index, change in enumerate(item.targets):
            _dot(axes, index + 0.7 * at, change.change, COLOURS[line])
    axes.axvline(0.0, color="#555555", linewidth=0.9)
    names = [cut(f"{goal.id} {goal.name(lang)}", _NAME) for goal in goals]
    axes.set_yticks(range(len(names)), names, fontsize=8.5)
    axes.set_ylim(len(names) - 0.5, -0.5)
    finish_listing(axes)
    axes.set_xlabel(t("compare.figure.points", lang), fontsize=8.5)
    head.draw(figure, height)
    return page_png(figure, footer(found.run, date, lang))


def _dot(axes: Axes, y: float, found: Any, colour: str) -> None:
    """A change in points with its interval."""
    ends = [100 * value for value in (found.low, found.high)]
    if all(map(math.isfinite, ends)):
        axes.plot(ends, [y, y], color=colour, linewidth=1.6, alpha=0.6)
    axes.plot([100 * found.value], [y], marker="o", markersize=3.6, color=colour, linestyle="")


def differences_png(found: Comparison, lang: str, date: str, page: int = 1) -> bytes:
    """Median difference of each indicator by year, a panel an indicator, of the scenarios on a page.

    Raises IndexError beyond `page_count`.
    """
    use_font()
    figure, panels = multiples(len(found.indicators), "")
    across = max(figure.get_figwidth(), _WIDTH)
    head = _Head(found, "compare.figure.differences", lang, page, across)
    # Each panel has a title of its own above it.
    top = head.height + 0.2
    height = figure.get_figheight() + top - 0.85
    figure.set_size_inches(across, height)
    figure.subplots_adjust(
        left=0.07, right=0.985, top=1 - top / height, bottom=0.7 / height, wspace=0.3, hspace=0.5
    )
    width = 0.5 / len(head.shown)
    for axes, code in zip(panels, found.indicators, strict=False):
        unit = indicator_unit(code, lang)
        for line, item in enumerate(head.shown):
            gaps = [item.indicator(code, year).median for year in found.years]
            at = [year + width * (line - (len(head.shown) - 1) / 2) for year in found.years]
            for x, gap in zip(at, gaps, strict=True):
                if math.isfinite(gap.low) and math.isfinite(gap.high):
                    ends = [unit.factor * gap.low, unit.factor * gap.high]
                    axes.plot([x, x], ends, color=COLOURS[line], linewidth=1.6, alpha=0.6)
            axes.plot(
                at, [unit.factor * gap.value for gap in gaps], color=COLOURS[line], marker="o",
                markersize=3, linewidth=1.0,
            )  # fmt: skip
        axes.axhline(0.0, color="#555555", linewidth=0.8)
        axes.set_xticks(found.years, [str(year) for year in found.years])
        axes.set_title(indicator_name(code, lang), fontsize=9, loc="left")
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(labelsize=8)
        axes.ticklabel_format(axis="y", style="plain", useOffset=False)
        axes.grid(axis="y", color="#e6e6e6", linewidth=0.6)
        axes.set_axisbelow(True)
    head.draw(figure, height)
    return page_png(figure, footer(found.run, date, lang))


class _Head:
    """Title, base and basis, and one legend of the scenarios `shown` on a page.

    `height` is what they take, inches; it goes by the rows of the legend, and these by how
    many names fit beside each other in a figure `across` inches wide.
    """

    def __init__(self, found: Comparison, title: str, lang: str, page: int, across: float) -> None:
        pages = page_count(found)
        if not 1 <= page <= pages:
            raise IndexError(f"page {page} of {pages}")
        self.shown = found.versus[SHOWN * (page - 1) : SHOWN * page]
        self._title = t(title, lang)
        if pages > 1:
            self._title = t("compare.figure.part", lang, title=self._title, page=page, pages=pages)
        works = {work.id: work for work in found.run.work.scenarios}
        words = {"base": works[found.base].name(lang), "basis": basis(found.run, lang)}
        subtitle = t("compare.figure.subtitle", lang, **words)
        self._subtitle = wrap(subtitle, int(_SUBTITLE * across))
        self._labels = [_label(works[item.scenario].name(lang), item, lang) for item in self.shown]
        self._columns = _columns(self._labels, across)
        rows = -(-len(self._labels) // self._columns)
        self._legend_at = _TITLE + 0.16 + _LINE_HEIGHT * len(self._subtitle)
        self.height = self._legend_at + _LEGEND_ROW * rows + _GAP

    def draw(self, figure: Figure, height: float) -> None:
        """Put it on top of a figure of that height."""
        figure.text(0.02, 1 - _TITLE / height, self._title, fontsize=13)
        for line, text in enumerate(self._subtitle):
            y = 1 - (_TITLE + 0.06 + _LINE_HEIGHT * (line + 1)) / height
            figure.text(0.02, y, text, fontsize=9, color="#c8450c")
        _legend(figure, self._labels, self._columns, (0.02, 1 - self._legend_at / height))


def _label(name: str, item: Versus, lang: str) -> str:
    """Name of a scenario, with a word where the world differs too."""
    name = cut(name, _LABEL)
    return t("compare.figure.world", lang, name=name) if item.assumptions else name


def _legend(figure: Figure, labels: list[str], columns: int, at: tuple[float, float]) -> Any:
    """A legend of scenarios in their colours, its upper left corner `at` a place of the figure."""
    from matplotlib.lines import Line2D

    handles = [Line2D([], [], marker="o", color=colour) for colour in COLOURS[: len(labels)]]
    return figure.legend(handles, labels, bbox_to_anchor=at, ncols=columns, **_LEGEND)


def _columns(labels: list[str], across: float) -> int:
    """Names beside each other, four at most, that fit a figure `across` inches wide."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    for columns in range(min(_LEGEND_COLUMNS, len(labels)), 1, -1):
        trial = Figure(figsize=(across, 2.0), dpi=_DPI)
        legend = _legend(trial, labels, columns, (0.02, 1.0))
        extent = legend.get_window_extent(FigureCanvasAgg(trial).get_renderer())
        if extent.x1 <= 0.99 * across * _DPI:
            return columns
    return 1


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
