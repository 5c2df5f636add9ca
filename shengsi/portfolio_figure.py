"""The figure of a portfolio: cost against probability, with the plan and no plan."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from io import BytesIO
from typing import TYPE_CHECKING, Any

from scenarios.portfolio.answer import Checked, Portfolio
from shengsi.fonts import use_font
from shengsi.portfolio_words import (
    assumed_share,
    goal,
    money_factor,
    money_unit,
    percent,
    target_words,
)
from shengsi.text import t

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SIZE, _DPI = (9.0, 5.6), 150
_FRONT, _SEARCH, _GOAL, _GREY = "#0b3d78", "#8fb3d9", "#c8450c", "#555555"
_SIZES = {"o": 4.5, "s": 7.0, "D": 7.0, "*": 13.0}
# Marker and colour of what is compared.
_MARKS = {"no_plan": ("s", "#6b6b6b"), "plan": ("D", "#2f8f5b"), "portfolio": ("*", "#c8450c")}


def front_png(found: Portfolio, lang: str, date: str) -> bytes:
    """The front with confirmed probabilities and error bars, as PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    use_font()
    figure = Figure(figsize=_SIZE, dpi=_DPI)
    canvas = FigureCanvasAgg(figure)
    axes = figure.subplots()
    figure.subplots_adjust(left=0.085, right=0.97, top=0.76, bottom=0.145)
    _draw_front(axes, found, lang)
    _draw_limits(axes, found, lang)
    named = {"no_plan": found.no_plan, "plan": found.plan, "portfolio": found.confirmed}
    for name, item in named.items():
        marker, colour = _MARKS[name]
        _bars(axes, [item], lang, marker, colour, t(f"portfolio.col.{name}", lang), ranges=True)
    _finish(axes, lang)
    _frame(figure, found, lang, date)
    data = BytesIO()
    canvas.print_png(data, metadata={"Software": None})
    return data.getvalue()


def _draw_front(axes: Axes, found: Portfolio, lang: str) -> None:
    """Points of the front judged anew, and what the search thought of them."""
    factor = money_factor(lang)
    searched = [item for item in found.front if item.search is not None]
    axes.plot(
        [item.search.cost * factor for item in searched if item.search is not None],
        [100 * item.search.probability for item in searched if item.search is not None],
        linestyle="none", marker="o", markersize=4, markerfacecolor="none", color=_SEARCH,
        label=t("portfolio.fig.search", lang),
    )  # fmt: skip
    _bars(axes, found.front, lang, "o", _FRONT, t("portfolio.fig.front", lang))


def _bars(
    axes: Axes,
    items: Sequence[Checked],
    lang: str,
    marker: str,
    colour: str,
    label: str,
    ranges: bool = False,
) -> None:
    """Points with the interval of their probability, and of their cost when `ranges`."""
    factor = money_factor(lang)
    costs = [item.cost for item in items]
    shares = [item.probability for item in items]
    sides: Any = None
    if ranges:
        ends = [item.cost_range for item in items]
        sides = [
            [max(0.0, cost - low) * factor for cost, (low, _) in zip(costs, ends, strict=True)],
            [max(0.0, high - cost) * factor for cost, (_, high) in zip(costs, ends, strict=True)],
        ]
    axes.errorbar(
        [cost * factor for cost in costs],
        [100 * share.value for share in shares],
        yerr=[
            [100 * (share.value - share.low) for share in shares],
            [100 * (share.high - share.value) for share in shares],
        ],
        xerr=sides, linestyle="none", marker=marker, markersize=_SIZES[marker],
        color=colour, elinewidth=1.0, capsize=2.5, label=label, zorder=4 if ranges else 3,
    )  # fmt: skip


def _draw_limits(axes: Axes, found: Portfolio, lang: str) -> None:
    """The goal, and the budget where there is one."""
    axes.axhline(
        100 * found.question.at_least, color=_GOAL, linewidth=1.0, linestyle=":",
        label=t("portfolio.fig.goal", lang, goal=goal(found)),
    )  # fmt: skip
    if found.question.budget is not None:
        axes.axvline(
            found.question.budget * money_factor(lang), color=_GREY, linewidth=1.0,
            linestyle="--", label=t("portfolio.fig.budget", lang),
        )  # fmt: skip


def _finish(axes: Axes, lang: str) -> None:
    """Plain axes from zero, the legend above where it hides nothing."""
    axes.set_ylim(0.0, 100.0)
    axes.set_xlabel(t("portfolio.fig.x", lang, unit=money_unit(lang)), fontsize=9.5)
    axes.set_ylabel(t("portfolio.fig.y", lang), fontsize=9.5)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=9)
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.grid(color="#e6e6e6", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.legend(
        loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=3, fontsize=8, frameon=False,
        columnspacing=1.2, handlelength=1.6,
    )  # fmt: skip


def _frame(figure: Any, found: Portfolio, lang: str, date: str) -> None:
    """Title, where parameters and costs come from, and what finds the search again."""
    title = t("portfolio.fig.title", lang, **target_words(found.question.targets, lang))
    figure.text(0.085, 0.945, title, fontsize=13)
    share = percent(assumed_share(found.confirmed))
    said = t("portfolio.fig.assumed", lang, basis=found.basis[lang == "en"], share=share)
    figure.text(0.085, 0.9, said, fontsize=9, color=_GOAL)
    asked = found.question
    foot = t(
        "portfolio.fig.foot", lang, version=version("shengsi"), date=date,
        seeds="/".join(map(str, asked.seeds)), draws=f"{asked.search_draws}/{asked.draws}",
    )  # fmt: skip
    figure.text(0.02, 0.02, foot, fontsize=7.5, color=_GREY)
