"""The figure of a scenario discovery: the peeling trajectories, and the boxes on their limits."""

from __future__ import annotations

from importlib.metadata import version
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

from scenarios.basis import basis
from scenarios.box_search import Found, Limit
from scenarios.discovery import Discovery
from scenarios.probability import percent_text
from shengsi.discover_text import case, ids, scenario_name, target_name, value_text
from shengsi.fonts import use_font
from shengsi.tables import cut_name, text_width
from shengsi.text import t

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_DPI = 150
_COLOURS = ("#0b3d78", "#c8450c", "#2f8f5b", "#8a4fa3", "#8a6d1b")
_RANGE, _GREY = "#e3e3e3", "#555555"
_ROW, _HEAD, _FOOT = 0.52, 1.85, 0.75
# Points between a panel and its title: three lines of legend.
_PAD = 46
# Columns of a line across the panel of limits.
_LINE = 76


def discovery_png(found: Discovery, lang: str, date: str) -> bytes:
    """The figure as PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    use_font()
    boxes = [*found.boxes, *([found.rejected] if found.rejected is not None else [])]
    rows = sum(len(box.limits) for box in boxes)
    width, height = 11.0, _HEAD + _FOOT + max(3.4, _ROW * rows)
    figure = Figure(figsize=(width, height), dpi=_DPI)
    canvas = FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2, width_ratios=(1.0, 1.15))
    figure.subplots_adjust(
        left=0.065, right=0.975, top=1 - _HEAD / height, bottom=_FOOT / height, wspace=0.14
    )
    _trajectories(left, found, boxes, lang)
    _limits(right, found, boxes, lang)
    title = t(
        f"discover.fig.title_{case(found)}", lang, id=ids(found),
        target=target_name(found, lang),
    )  # fmt: skip
    words = {"name": scenario_name(found, lang), "basis": basis(found.run, lang)}
    figure.text(0.02, 1 - 0.34 / height, title, fontsize=13)
    subtitle = t("discover.fig.subtitle", lang, **words)
    figure.text(0.02, 1 - 0.62 / height, subtitle, fontsize=9.5, color="#c8450c")
    footer = t(
        "discover.fig.footer", lang, version=version("shengsi"), seed=found.run.work.seed,
        own=found.seed, draws=found.run.work.draws, left_out=found.left_out, date=date,
        run=found.run.manifest.run,
    )  # fmt: skip
    figure.text(0.02, 0.12 / height, footer, fontsize=7.5, color=_GREY)
    data = BytesIO()
    canvas.print_png(data, metadata={"Software": None})
    return data.getvalue()


def _plain(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8.5)
    axes.grid(color="#ececec", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.ticklabel_format(style="plain", useOffset=False)


def _trajectories(axes: Axes, found: Discovery, boxes: list[Found], lang: str) -> None:
    """Coverage and density of every box that was peeled, on either half."""
    rate = 100 * found.rate.value
    label = t("discover.fig.rate", lang, rate=percent_text(found.rate, count=False))
    axes.axhline(rate, color="#8c8c8c", linewidth=1.0, linestyle=":", label=label)
    for number, box in enumerate(boxes, 1):
        _trajectory(axes, box, number, lang)
    axes.set_xlim(0, 102)
    axes.set_ylim(0, 104)
    axes.set_xlabel(t("discover.fig.coverage", lang), fontsize=9)
    axes.set_ylabel(t("discover.fig.density", lang), fontsize=9)
    axes.set_title(t("discover.fig.peeling", lang), fontsize=10, loc="left", pad=_PAD)
    _plain(axes)
    axes.legend(
        loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=3, fontsize=7.5, frameon=False,
        handlelength=1.8, columnspacing=1.2, labelspacing=0.25,
    )  # fmt: skip


def _trajectory(axes: Axes, box: Found, number: int, lang: str) -> None:
    """One box's: dashed where it was found, whole where it was counted, with the box taken."""
    colour = _COLOURS[(number - 1) % len(_COLOURS)]
    looked, counted = (
        100 * np.array([[part[half].coverage, part[half].density] for part in box.steps])
        for half in (0, 1)
    )
    label = t("discover.fig.looked", lang, n=number)
    axes.plot(*looked.T, color=colour, linewidth=0.9, linestyle="--", alpha=0.7, label=label)
    label = t("discover.fig.counted", lang, n=number)
    if not box.confirmed:
        label = f"{label}({t('discover.fig.unconfirmed', lang)})"
    axes.plot(*counted.T, color=colour, linewidth=1.7, label=label)
    density, coverage = box.shares.density, box.shares.coverage
    if density is None or coverage is None:
        return
    reach: list[Any] = [
        [[100 * (item.value - item.low)], [100 * (item.high - item.value)]]
        for item in (coverage, density)
    ]
    axes.errorbar(
        [100 * coverage.value], [100 * density.value], xerr=reach[0], yerr=reach[1], color=colour,
        marker="D" if box.confirmed else "x", markersize=6, capsize=3, linewidth=1.2, zorder=5,
        label=t("discover.fig.chosen", lang) if number == 1 else None,
    )  # fmt: skip


def _limits(axes: Axes, found: Discovery, boxes: list[Found], lang: str) -> None:
    """A row for each limit: what the box keeps of the draws, by percentile of the input."""
    axes.set_title(t("discover.fig.limits", lang), fontsize=10, loc="left", pad=_PAD)
    axes.set_xlabel(t("discover.fig.percentile", lang), fontsize=9)
    axes.set_xlim(0, 100)
    axes.set_yticks([])
    rows = [(n, box, limit) for n, box in enumerate(boxes, 1) for limit in box.limits]
    if not rows:
        text = t("discover.fig.none", lang)
        axes.text(0.5, 0.5, text, transform=axes.transAxes, ha="center", fontsize=11, color=_GREY)
    for row, (number, box, limit) in enumerate(rows):
        _limit_row(axes, found, -row, number, box, limit, lang)
    axes.set_ylim(-len(rows) + 0.35, 0.75)
    _plain(axes)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)


def _limit_row(
    axes: Axes, found: Discovery, y: int, number: int, box: Found, limit: Limit, lang: str
) -> None:
    """One limit with the range that resamples gave it; paler where it was not confirmed."""
    edge, low, high = (
        100 * found.below(limit.input, value) for value in (limit.value, limit.low, limit.high)
    )
    colour, alpha = _COLOURS[(number - 1) % len(_COLOURS)], 0.75 if box.confirmed else 0.3
    axes.barh(y, 100, height=0.26, color=_RANGE, linewidth=0)
    start, length = (0.0, edge) if limit.below else (edge, 100.0 - edge)
    axes.barh(y, length, left=start, height=0.26, color=colour, alpha=alpha, linewidth=0)
    axes.plot([low, high], [y, y], color="#111111", linewidth=1.2)
    axes.plot([edge], [y], color="#111111", marker="|", markersize=11)
    sign = "<" if limit.below else ">"
    value = value_text(found, limit.input, limit.value, lang)
    # The whole panel is free for the name: what is left of it beside number and value.
    room = _LINE - text_width(f"{number}   {sign} {value}")
    text = f"{number}  {cut_name(limit.input.name(lang), room)} {sign} {value}"
    axes.text(0, y + 0.2, text, fontsize=8.5, va="bottom")
