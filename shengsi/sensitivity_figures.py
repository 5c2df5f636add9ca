"""The figures of a sensitivity analysis: the split of variance, and single inputs."""

from __future__ import annotations

from importlib.metadata import version
from io import BytesIO
from typing import TYPE_CHECKING

from scenarios.sensitivity import PARTS, REST, Indices, Output, Sensitivity
from shengsi.fonts import use_font
from shengsi.sensitivity_words import (
    input_name,
    level_text,
    output_name,
    part_label,
    share_text,
)
from shengsi.tables import cut, cut_name
from shengsi.text import t

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = {
    "policy": "#c8450c",
    "parameters": "#0b3d78",
    "drivers": "#6aa3d2",
    "enterprises": "#c9a227",
    REST: "#d0d0d0",
}
_DPI, _GREY = 150, "#555555"
# Inches: head and foot of a page, one bar, one panel's title and axis.
_HEAD, _FOOT, _BAR, _PANEL = 1.15, 0.55, 0.34, 0.75
_COLUMNS, _SHOWN = 3, 8


def figures(found: Sensitivity, lang: str, date: str) -> dict[str, bytes]:
    """PNG files by name; their numbers are in split.csv and indices.csv."""
    use_font()
    made = {"split.png": split_png(found, lang, date)}
    if any(isinstance(item, Indices) for item in found.single.values()):
        made["indices.png"] = single_png(found, lang, date)
    return made


def _page(found: Sensitivity, key: str, size: tuple[float, float], lang: str) -> Figure:
    """A page with its title and what it shows."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, dpi=_DPI)
    words = {"name": found.scenario.name(lang), "year": found.last_year}
    lines = (
        (f"sensitivity.figure.{key}", 13, "#000000"),
        (f"sensitivity.figure.{key}_sub", 9, _GREY),
    )
    for place, (text, points, colour) in enumerate(lines):
        y = 1 - (0.3 + 0.26 * place) / size[1]
        said = t(text, lang, **(words if place == 0 else {}))
        figure.text(0.15 / size[0], y, said, fontsize=points, color=colour)
    return figure


def _png(figure: Figure, found: Sensitivity, lang: str, date: str) -> bytes:
    """The page with its foot: version, seed, runs, where parameters come from, date."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    foot = t(
        "sensitivity.figure.footer", lang, version=version("shengsi"), seed=found.seed,
        runs=f"{sum(found.runs.values()):,}", basis=found.basis[lang == "en"], date=date,
    )  # fmt: skip
    width, height = figure.get_size_inches()
    figure.text(0.15 / width, 0.12 / height, foot, fontsize=7.5, color=_GREY)
    data = BytesIO()
    FigureCanvasAgg(figure).print_png(data, metadata={"Software": None})
    return data.getvalue()


def _plain(axes: Axes) -> None:
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(labelsize=8)
    axes.grid(axis="x", color="#e6e6e6", linewidth=0.6)
    axes.set_axisbelow(True)


def split_png(found: Sensitivity, lang: str, date: str) -> bytes:
    """One stacked bar an output: what each part explains alone, and interactions."""
    count = len(found.outputs)
    height = _HEAD + _FOOT + 0.35 + count * _BAR
    figure = _page(found, "split", (10.0, height), lang)
    axes = figure.subplots()
    figure.subplots_adjust(
        left=0.36, right=0.96, top=1 - _HEAD / height, bottom=(_FOOT + 0.3) / height
    )
    for row, output in enumerate(found.outputs):
        _stack(axes, row, found, output, lang)
    names = [
        f"{cut(output_name(output, lang), 44)}  {level_text(found, output, lang)}"
        for output in found.outputs
    ]
    axes.set_yticks(range(count), names)
    axes.set_ylim(count - 0.4, -0.6)
    axes.set_xlim(0.0, max(100.0, axes.get_xlim()[1]))
    axes.set_xlabel("%", fontsize=8, labelpad=0)
    _plain(axes)
    _legend(figure, found, height, lang)
    return _png(figure, found, lang, date)


def _stack(axes: Axes, row: int, found: Sensitivity, output: Output, lang: str) -> None:
    """The bar of one output, with its numbers where there is room."""
    split = found.split[output.code]
    if not isinstance(split, Indices):
        axes.text(1.0, row, t("sensitivity.figure.untold", lang), fontsize=7.5, va="center")
        return
    shares = {part: split.first[part] for part in PARTS if part in split.first}
    start = 0.0
    for part, share in {**shares, REST: split.rest}.items():
        width = max(0.0, 100 * share.value)
        axes.barh(row, width, left=start, height=0.68, color=COLOURS[part], linewidth=0)
        if width > 8.0:
            dark = part in ("parameters", "policy")
            axes.text(
                start + width / 2, row, share_text(share), fontsize=7, va="center", ha="center",
                color="#ffffff" if dark else "#222222",
            )  # fmt: skip
        start += width


def _legend(figure: Figure, found: Sensitivity, height: float, lang: str) -> None:
    from matplotlib.patches import Patch

    handles = [Patch(color=colour) for colour in COLOURS.values()]
    labels = [part_label(found, part, lang) for part in COLOURS]
    figure.legend(
        handles, labels, loc="upper left", bbox_to_anchor=(0.01, 1 - 0.62 / height),
        ncols=len(labels), fontsize=8, frameon=False, handlelength=1.2,
    )  # fmt: skip


def single_png(found: Sensitivity, lang: str, date: str) -> bytes:
    """A panel an output: first and total index of its largest inputs, with intervals."""
    told = [o for o in found.outputs if isinstance(found.single[o.code], Indices)]
    columns = min(_COLUMNS, len(told))
    rows = -(-len(told) // columns)
    bars = max(len(_shown(item)) for item in found.single.values() if isinstance(item, Indices))
    tall = _PANEL + bars * 0.19
    size = (max(8.0, columns * 4.6), _HEAD - 0.2 + _FOOT + rows * tall)
    figure = _page(found, "single", size, lang)
    every = list(figure.subplots(rows, columns, squeeze=False).ravel())
    figure.subplots_adjust(
        left=1.75 / size[0], right=1 - 0.2 / size[0], top=1 - _HEAD / size[1],
        bottom=(_FOOT + 0.2) / size[1], hspace=0.42, wspace=0.72,
    )  # fmt: skip
    for axes, output in zip(every, told, strict=False):
        _bars(axes, found, output, lang)
        axes.set_ylim(bars - 0.4, -0.6)
    for axes in every[len(told) :]:
        axes.set_axis_off()
    return _png(figure, found, lang, date)


def _shown(item: Indices) -> list[str]:
    """The inputs with the largest total index, largest first, and the rest."""
    alone = sorted(set(item.inputs) - {REST}, key=lambda code: (-item.total[code].value, code))
    return [*alone[:_SHOWN], *(code for code in item.inputs if code == REST)]


def _bars(axes: Axes, found: Sensitivity, output: Output, lang: str) -> None:
    """Bars of one output: total behind, first in front."""
    item = found.single[output.code]
    assert isinstance(item, Indices)
    codes = _shown(item)
    for row, code in enumerate(codes):
        part = REST if code == REST else found.input(code).part
        for shares, tall, alpha in ((item.total, 0.74, 0.38), (item.first, 0.42, 1.0)):
            share = shares[code]
            axes.barh(
                row, 100 * share.value, height=tall, color=COLOURS[part], alpha=alpha, linewidth=0
            )
            at = row - 0.2 if shares is item.total else row + 0.12
            axes.plot([100 * share.low, 100 * share.high], [at, at], color="#222222", linewidth=0.8)
    axes.set_yticks(range(len(codes)), [cut_name(input_name(found, c, lang), 24) for c in codes])
    axes.axvline(0.0, color="#222222", linewidth=0.7)
    axes.set_title(cut(output_name(output, lang), 46), fontsize=9, loc="left", x=-0.55)
    _plain(axes)
