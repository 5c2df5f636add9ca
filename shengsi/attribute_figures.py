"""The figure of an attribution: from nothing to everything, step by step, and the pairs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from scenarios.attribute import Attribution
from scenarios.basis import basis
from scenarios.dividing import Attributed
from shengsi.attribute_tables import (
    by_share,
    change_unit,
    change_words,
    level_unit,
    levels_text,
    players_text,
    quantity_name,
)
from shengsi.compare_figures import footer
from shengsi.figure_pages import finish_listing, page_png
from shengsi.fonts import use_font
from shengsi.interval_text import error_text
from shengsi.tables import two_lines, wrap
from shengsi.text import t

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

Colour = str | tuple[float, float, float, float]
_UP, _DOWN, _LEVEL = "#6aa3d2", "#e0936f", "#0b3d78"
_DPI, _ROW, _HEAD, _FOOT, _STEPS = 150, 0.36, 1.0, 0.85, 6.6
# Inches and columns of the names beside the steps, and beside the squares.
_NAMES, _NAME = 2.75, 34
_GRID_NAMES, _GRID_NAME = 2.3, 28
# Columns of the subtitle on an inch.
_PER_INCH = 14
# Inches below the squares that the longest name of a column takes.
_COLUMN_NAMES = 1.2
_CELL, _FAINT = 0.62, "#9a9a9a"


def quantity_png(found: Attribution, item: Attributed, lang: str, date: str) -> bytes:
    """Steps from none to all of the measures; beside them what pairs bring, where it is known."""
    from matplotlib.figure import Figure

    use_font()
    count = len(item.shares)
    paired = bool(item.pairs)
    grid = _CELL * count + _GRID_NAMES if paired else 0.0
    width = max(_NAMES + _STEPS + grid + 0.5, 9.0)
    foot = _COLUMN_NAMES if paired else _FOOT
    height = _HEAD + foot + _ROW * (count + 2)
    figure = Figure(figsize=(width, height), dpi=_DPI)
    bottom, tall = foot / height, 1 - (_HEAD + foot) / height
    axes = figure.add_axes((_NAMES / width, bottom, _STEPS / width, tall))
    _steps(axes, item, "none_within" if found.design.within else "none", lang)
    if paired:
        left = (_NAMES + _STEPS + _GRID_NAMES + 0.2) / width
        _grid(figure.add_axes((left, bottom, _CELL * count / width, tall)), item, lang)
    _frame(figure, found, item, height, lang)
    return page_png(figure, footer(found.run, date, lang))


def _steps(axes: Axes, item: Attributed, none: str, lang: str) -> None:
    """Level with `none`, what each adds, level with all."""
    unit = level_unit(item, lang)
    part = change_unit(item, lang)
    shares = by_share(item)
    names = [t(f"attribute.figure.{none}", lang)]
    names += [two_lines(share.player.name(lang), _NAME) for share in shares]
    names.append(t("attribute.figure.all", lang))
    at = unit.factor * item.without.value
    without, all_on = levels_text(item, lang)
    _level(axes, 0, unit.factor * item.without.value, without)
    for row, share in enumerate(shares, 1):
        step = part.factor * share.share.value
        axes.barh(row, step, left=at, height=0.62, color=_UP if step >= 0 else _DOWN)
        ends = [at + part.factor * end for end in (share.share.low, share.share.high)]
        if all(map(math.isfinite, ends)):
            axes.plot(ends, [row, row], color="#222222", linewidth=1.0)
        place = max(at, at + step, *(end for end in ends if math.isfinite(end)))
        _write(axes, place, row, change_words(item, share.share, lang))
        at += step
    _level(axes, len(names) - 1, unit.factor * item.all_on.value, all_on)
    size = 7.5 if any("\n" in name for name in names) else 9
    axes.set_yticks(range(len(names)), names, fontsize=size, linespacing=1.0)
    axes.set_ylim(len(names) - 0.4, -0.6)
    low, high = axes.get_xlim()
    axes.set_xlim(low, high + 0.28 * (high - low))
    finish_listing(axes)
    axes.set_xlabel(unit.label, fontsize=8.5)


def _level(axes: Axes, row: int, value: float, text: str) -> None:
    """A level as a bar from zero."""
    axes.barh(row, value, height=0.62, color=_LEVEL)
    _write(axes, value, row, text)


def _write(axes: Axes, x: float, row: int, text: str) -> None:
    """A number beside its bar."""
    axes.annotate(
        text, (x, row), xytext=(5, 0), textcoords="offset points", va="center", fontsize=8
    )


def _grid(axes: Axes, item: Attributed, lang: str) -> None:
    """What every pair brings beyond each alone, coloured where it is clear."""
    unit = change_unit(item, lang)
    players = [share.player for share in by_share(item)]
    codes = [player.code for player in players]
    most = max((abs(pair.value.value) for pair in item.pairs), default=0.0) or 1.0
    for pair in item.pairs:
        row, column = sorted(codes.index(p.code) for p in (pair.first, pair.second))
        value = pair.value
        colour: Colour = "#ffffff"
        if value.clear:
            shade = 0.25 + 0.6 * abs(value.value) / most
            colour = (*_rgb(_UP if value.value > 0 else _DOWN), shade)
        axes.add_patch(_square(row, column, colour))
        axes.text(
            column, row, error_text(value, unit).replace(" ", "\n"), ha="center", va="center",
            fontsize=6.5, linespacing=1.1, color="#111111" if value.clear else _FAINT,
        )  # fmt: skip
    names = [two_lines(player.name(lang), _GRID_NAME) for player in players]
    axes.set_xlim(0.5, len(codes) - 0.5)
    axes.set_ylim(len(codes) - 1.5, -0.5)
    size = 7 if any("\n" in name for name in names) else 8
    axes.set_yticks(range(len(codes) - 1), names[:-1], fontsize=size, linespacing=1.0)
    axes.set_xticks(
        range(1, len(codes)), names[1:], fontsize=size, rotation=40, ha="right", linespacing=1.0
    )
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    title = t("attribute.figure.pairs", lang, unit=unit.label)
    axes.set_title(title, fontsize=8.5, loc="right")


def _rgb(colour: str) -> tuple[float, float, float]:
    from matplotlib.colors import to_rgb

    return to_rgb(colour)


def _square(row: int, column: int, colour: Colour) -> Rectangle:
    from matplotlib.patches import Rectangle

    place = (column - 0.47, row - 0.45)
    return Rectangle(place, 0.94, 0.9, facecolor=colour, edgecolor="#dddddd", linewidth=0.6)


def _frame(figure: Figure, found: Attribution, item: Attributed, height: float, lang: str) -> None:
    """Title, and what was compared with what on which parameters."""
    plan = found.design
    title = t("attribute.figure.title", lang, name=quantity_name(item, lang))
    words = {
        "whole": plan.whole.name(lang), "base": plan.base.name(lang),
        "players": players_text(plan, lang),
    }  # fmt: skip
    subtitle = t("attribute.figure.subtitle", lang, basis=basis(found.run, lang), **words)
    figure.text(0.015, 1 - 0.32 / height, title, fontsize=12.5)
    lines = wrap(subtitle, int(_PER_INCH * figure.get_figwidth()))
    figure.text(
        0.015, 1 - 0.46 / height, "\n".join(lines), fontsize=9, color="#c8450c", va="top",
        linespacing=1.15,
    )  # fmt: skip
