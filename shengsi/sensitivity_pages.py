"""What the figures of a sensitivity analysis share: a page with title, legend and foot, labels."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from io import BytesIO
from typing import TYPE_CHECKING

from scenarios.sensitivity import REST, Sensitivity
from shengsi.text import t

if TYPE_CHECKING:
    from matplotlib.artist import Artist
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
# Inches: head and foot of a page, a line of notes above its foot.
HEAD, FOOT, NOTE = 1.15, 0.55, 0.16


def page(found: Sensitivity, key: str, size: tuple[float, float], lang: str) -> Figure:
    """A page of so many inches with its title and what it shows."""
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


def png(
    figure: Figure, found: Sensitivity, lang: str, date: str, notes: Sequence[str] = ()
) -> bytes:
    """The page with notes and its foot: version, seed, runs, where parameters come from, date."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    foot = t(
        "sensitivity.figure.footer", lang, version=version("shengsi"), seed=found.seed,
        runs=f"{sum(found.runs.values()):,}", basis=found.basis[lang == "en"], date=date,
    )  # fmt: skip
    width, height = figure.get_size_inches()
    for place, line in enumerate([foot, *reversed(notes)]):
        y = (0.12 + NOTE * place) / height
        figure.text(0.15 / width, y, line, fontsize=7.5, color=_GREY)
    data = BytesIO()
    FigureCanvasAgg(figure).print_png(data, metadata={"Software": None})
    return data.getvalue()


def plain(axes: Axes) -> None:
    """Axes without a frame, with faint lines along the values."""
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(labelsize=8)
    axes.grid(axis="x", color="#e6e6e6", linewidth=0.6)
    axes.set_axisbelow(True)


def legend(figure: Figure, handles: Sequence[Artist], labels: Sequence[str]) -> None:
    """A legend of one line below the subtitle."""
    figure.legend(
        list(handles), list(labels), loc="upper left",
        bbox_to_anchor=(0.1 / figure.get_figwidth(), 1 - 0.62 / figure.get_figheight()),
        ncols=len(labels), fontsize=8, frameon=False, handlelength=1.2, borderaxespad=0.2,
    )  # fmt: skip
