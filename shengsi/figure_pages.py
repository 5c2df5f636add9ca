"""Pages of figures: many small panels, or a list with one row an item; and how they are written.

Every function that draws a figure gives the bytes of a PNG file, which is what commands write.  A
notebook shows an object that says how it looks, so `Picture` of these bytes as the last line of a
cell is the figure:

    Picture(changes_png(found, "zh", "2026-11-27"))
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLUMNS, _WIDTH, _HEIGHT, _DPI = 4, 3.4, 2.3, 120
# Head and foot of a page, inches; one row of a list.
_HEAD, _FOOT, _ROW = 0.85, 0.8, 0.34
_FOOT_TEXT = "#555555"


def multiples(count: int, title: str) -> tuple[Figure, list[Axes]]:
    """A page of `count` small panels."""
    from matplotlib.figure import Figure

    columns = min(_COLUMNS, count)
    rows = -(-count // columns)
    height = rows * _HEIGHT + _HEAD + _FOOT
    figure = Figure(figsize=(max(columns * _WIDTH, 7.0), height), dpi=_DPI)
    panels = list(figure.subplots(rows, columns, squeeze=False).ravel())
    figure.subplots_adjust(
        left=0.03, right=0.97, top=1 - _HEAD / height, bottom=_FOOT / height, hspace=0.95,
        wspace=0.22,
    )  # fmt: skip
    for axes in panels[count:]:
        axes.set_axis_off()
    figure.text(0.02, 1 - 0.32 / height, title, fontsize=13)
    return figure, panels


def listing(count: int, title: str, left: float) -> tuple[Figure, Axes]:
    """A page with one row an item; `left` is the share of its width for names."""
    from matplotlib.figure import Figure

    height = count * _ROW + _HEAD + _FOOT + 0.35
    figure = Figure(figsize=(10.0, height), dpi=_DPI)
    axes = figure.subplots()
    figure.subplots_adjust(
        left=left, right=0.97, top=1 - _HEAD / height, bottom=(_FOOT + 0.15) / height
    )
    figure.text(0.02, 1 - 0.32 / height, title, fontsize=13)
    return figure, axes


def plain_panel(axes: Axes, label: str) -> None:
    """A panel with values below it and nothing at its sides; `label` names their unit."""
    axes.set_yticks([])
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(labelsize=8)
    axes.locator_params(axis="x", nbins=4)
    axes.ticklabel_format(axis="x", style="plain", useOffset=False)
    axes.set_xlabel(label, fontsize=8, labelpad=1)


def finish_listing(axes: Axes) -> None:
    """A list without frame, a light line at every value."""
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=8.5)
    axes.ticklabel_format(axis="x", style="plain", useOffset=False)
    axes.grid(axis="x", color="#e6e6e6", linewidth=0.6)
    axes.set_axisbelow(True)


def page_png(figure: Figure, footer: str) -> bytes:
    """The page as PNG, with a footer; the same bytes for the same page."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    # The last line stands where a single one would, however many there are.
    lines = footer.split("\n")
    for up, line in enumerate(reversed(lines)):
        y = (0.12 + 0.13 * up) / figure.get_figheight()
        figure.text(0.02, y, line, fontsize=7.5, color=_FOOT_TEXT)
    data = BytesIO()
    FigureCanvasAgg(figure).print_png(data, metadata={"Software": None})
    return data.getvalue()


class Picture(bytes):
    """A PNG file that a notebook shows when it is the last value of a cell.

    Raises ValueError for bytes that are no PNG.
    """

    _SIGNATURE = b"\x89PNG\r\n\x1a\n"

    def __new__(cls, png: bytes) -> Picture:
        """The bytes as they are."""
        if not png.startswith(cls._SIGNATURE):
            raise ValueError("not a PNG file")
        return super().__new__(cls, png)

    def _repr_png_(self) -> bytes:
        """What a notebook asks for (the display protocol of IPython)."""
        return bytes(self)

    def __repr__(self) -> str:
        """Short: a terminal is not to show the bytes."""
        return f"<Picture, {len(self):,} bytes>"
