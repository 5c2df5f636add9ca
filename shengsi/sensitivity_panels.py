"""Figures with a panel an output: single inputs, and the effects of the screening."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from scenarios.sensitivity import PARTS, REST, Effect, Indices, Output, Sensitivity, Untold
from shengsi.sensitivity_pages import (
    COLOURS,
    FOOT,
    HEAD,
    NOTE,
    legend,
    page,
    plain,
    png,
)
from shengsi.sensitivity_screening import by_size, measured_in
from shengsi.sensitivity_words import effect_unit, input_name, output_name, part_label
from shengsi.tables import cut, two_lines, wrap
from shengsi.text import t

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Inches: a panel with its names, the names, the least page, between panels, a bar of one and of two
# lines of names, what a panel has above and below its bars.
_WIDE, _NAMES, _LEAST, _GAP, _BAR, _BAR_TWO, _AROUND = 4.8, 1.75, 9.0, 0.25, 0.19, 0.28, 0.8
_COLUMNS, _SHOWN, _NAME, _TITLE = 3, 8, 33, 50
# Columns of small text to an inch.
_PER_INCH = 16
_INK = "#222222"
# Draws the bars of one output.
Draw = Callable[["Axes", Output], None]


def drawn_single(found: Sensitivity) -> list[Output]:
    """Outputs whose single inputs have indices."""
    return [o for o in found.outputs if isinstance(found.single.get(o.code), Indices)]


def drawn_screening(found: Sensitivity) -> list[Output]:
    """Outputs on which some input has an effect."""
    return [o for o in found.outputs if by_size(found.screening.get(o.code) or {})]


def single_png(found: Sensitivity, lang: str, date: str) -> bytes:
    """A panel an output: first and total index of its largest inputs, with intervals."""
    told = drawn_single(found)
    shown = {o.code: _largest(i) for o in told if isinstance(i := found.single[o.code], Indices)}

    def draw(axes: Axes, output: Output) -> None:
        item = found.single[output.code]
        assert isinstance(item, Indices)
        _shares(axes, found, item, shown[output.code])

    without = {
        o.code: f"sensitivity.short.{item.reason}"
        for o in found.outputs
        if isinstance(item := found.single[o.code], Untold)
    }
    return _panels(found, "single", shown, without, draw, (lang, date))


def screening_png(found: Sensitivity, lang: str, date: str) -> bytes:
    """A panel an output: mu* of its largest inputs with intervals, in the output's unit."""
    told = drawn_screening(found)
    shown = {o.code: by_size(found.screening[o.code] or {})[:_SHOWN] for o in told}

    def draw(axes: Axes, output: Output) -> None:
        effects = found.screening[output.code] or {}
        _effects(axes, found, {c: effects[c] for c in shown[output.code]}, output, lang)

    without = {
        o.code: f"sensitivity.short.{'no_effects' if found.screening[o.code] is None else 'idle'}"
        for o in found.outputs
        if o.code not in shown
    }
    return _panels(found, "screening", shown, without, draw, (lang, date))


def _panels(
    found: Sensitivity,
    key: str,
    shown: Mapping[str, Sequence[str]],
    without: Mapping[str, str],
    draw: Draw,
    said: tuple[str, str],
) -> bytes:
    """A page of panels of the inputs `shown` by output; `without` tells why others have none."""
    lang, date = said
    told = [output for output in found.outputs if output.code in shown]
    names = {
        code: two_lines(input_name(found, code, lang), _NAME) for c in shown.values() for code in c
    }
    bar = _BAR_TWO if any("\n" in name for name in names.values()) else _BAR
    bars = max(map(len, shown.values()))
    columns = min(_COLUMNS, len(told))
    rows, wide = -(-len(told) // columns), max(_LEAST, columns * _WIDE)
    notes = wrap(without_text(found, without, lang), int(wide * _PER_INCH)) if without else []
    below = FOOT + NOTE * len(notes)
    size = (wide, HEAD + below + rows * (bars * bar + _AROUND))
    figure = page(found, key, size, lang)
    every = list(figure.subplots(rows, columns, squeeze=False).ravel())
    across = wide / columns - _NAMES - _GAP
    figure.subplots_adjust(
        left=_NAMES / wide, right=1 - _GAP / wide, top=1 - HEAD / size[1],
        bottom=(below + _AROUND / 2) / size[1], hspace=_AROUND / (bars * bar),
        wspace=(_NAMES + _GAP) / across,
    )  # fmt: skip
    for axes, output in zip(every, told, strict=False):
        draw(axes, output)
        _named(axes, [names[code] for code in shown[output.code]], bars)
        title = cut(output_name(output, lang), _TITLE)
        axes.set_title(title, fontsize=9, loc="left", x=(0.12 - _NAMES) / across)
    for axes in every[len(told) :]:
        axes.set_axis_off()
    _legend(figure, found, key, lang)
    return png(figure, found, lang, date, notes)


def _named(axes: Axes, names: Sequence[str], bars: int) -> None:
    """Names beside the bars, in a panel with room for so many."""
    plain(axes)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(bars - 0.4, -0.6)
    axes.tick_params(axis="y", labelsize=7)


def without_text(found: Sensitivity, without: Mapping[str, str], lang: str) -> str:
    """Which outputs are not drawn, by reason: targets by their id, indicators by their name."""
    names: dict[str, list[str]] = {}
    for output in found.outputs:
        if output.code in without:
            name = output.code if output.target is not None else output.name(lang)
            names.setdefault(without[output.code], []).append(name)
    comma = t("sensitivity.comma", lang)
    said = [
        t("sensitivity.figure.why", lang, names=comma.join(some), reason=t(reason, lang))
        for reason, some in names.items()
    ]
    return t("sensitivity.figure.not_drawn", lang, where=t("sensitivity.between", lang).join(said))


def _legend(figure: Figure, found: Sensitivity, key: str, lang: str) -> None:
    """The parts that inputs belong to; how those left to the group are drawn."""
    from matplotlib.patches import Patch

    drawn = [item for item in found.inputs if item.ordered or key == "single"]
    parts = [part for part in PARTS if any(item.part == part for item in drawn)]
    handles = [Patch(color=COLOURS[part]) for part in parts]
    labels = [part_label(found, part, lang) for part in parts]
    if key == "single" and found.rest:
        handles.append(Patch(color=COLOURS[REST]))
        labels.append(input_name(found, REST, lang))
    if key == "screening" and found.rest:
        handles.append(Patch(facecolor="#ffffff", edgecolor=_INK))
        labels.append(t("sensitivity.figure.left", lang))
    legend(figure, handles, labels)


def _largest(item: Indices) -> list[str]:
    """The inputs with the largest total index, largest first, and the rest."""
    alone = sorted(set(item.inputs) - {REST}, key=lambda code: (-item.total[code].value, code))
    return [*alone[:_SHOWN], *(code for code in item.inputs if code == REST)]


def _shares(axes: Axes, found: Sensitivity, item: Indices, codes: Sequence[str]) -> None:
    """Bars of one output in percent: total behind, first in front."""
    for row, code in enumerate(codes):
        part = REST if code == REST else found.input(code).part
        for shares, tall, alpha in ((item.total, 0.74, 0.38), (item.first, 0.42, 1.0)):
            share = shares[code]
            axes.barh(
                row, 100 * share.value, height=tall, color=COLOURS[part], alpha=alpha, linewidth=0
            )
            at = row - 0.2 if shares is item.total else row + 0.12
            axes.plot([100 * share.low, 100 * share.high], [at, at], color=_INK, linewidth=0.8)
    axes.axvline(0.0, color=_INK, linewidth=0.7)


def _effects(
    axes: Axes, found: Sensitivity, effects: Mapping[str, Effect], output: Output, lang: str
) -> None:
    """Bars of mu* of one output in its unit, hollow where the input was left to the group."""
    factor = effect_unit(output, lang).factor
    for row, (code, effect) in enumerate(effects.items()):
        colour = COLOURS[found.input(code).part]
        face = colour if code in found.taken else "#ffffff"
        size = effect.size
        axes.barh(row, factor * size.value, height=0.6, color=face, edgecolor=colour, linewidth=1.1)
        # There is no mean absolute effect below zero.
        ends = [factor * max(0.0, size.low), factor * size.high]
        axes.plot(ends, [row, row], color=_INK, linewidth=0.9)
    axes.set_xlim(left=0.0)
    axes.set_xlabel(measured_in(output, lang), fontsize=7.5, labelpad=1)
