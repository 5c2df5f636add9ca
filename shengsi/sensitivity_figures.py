"""The figures of a sensitivity analysis: split of variance, single inputs, screening."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenarios.sensitivity import PARTS, REST, Indices, Output, Sensitivity
from shengsi.fonts import use_font
from shengsi.sensitivity_pages import COLOURS, FOOT, HEAD, legend, page, plain, png
from shengsi.sensitivity_panels import (
    drawn_screening,
    drawn_single,
    screening_png,
    single_png,
)
from shengsi.sensitivity_words import level_text, output_name, part_label, share_text
from shengsi.tables import cut
from shengsi.text import t

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Inches: the bar of an output.
_BAR = 0.34


def figures(found: Sensitivity, lang: str, date: str) -> dict[str, bytes]:
    """PNG files by name; their numbers are in the table of the same name."""
    use_font()
    made = {"split.png": split_png(found, lang, date)}
    if drawn_single(found):
        made["indices.png"] = single_png(found, lang, date)
    if drawn_screening(found):
        made["screening.png"] = screening_png(found, lang, date)
    return made


def split_png(found: Sensitivity, lang: str, date: str) -> bytes:
    """One stacked bar an output: what each part explains alone, and interactions."""
    from matplotlib.patches import Patch

    count = len(found.outputs)
    height = HEAD + FOOT + 0.35 + count * _BAR
    figure = page(found, "split", (10.0, height), lang)
    axes = figure.subplots()
    figure.subplots_adjust(
        left=0.36, right=0.96, top=1 - HEAD / height, bottom=(FOOT + 0.3) / height
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
    plain(axes)
    handles = [Patch(color=colour) for colour in COLOURS.values()]
    legend(figure, handles, [part_label(found, part, lang) for part in COLOURS])
    return png(figure, found, lang, date)


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
