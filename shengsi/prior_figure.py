"""The figure of a prior predictive check: one panel an observation."""

from __future__ import annotations

from importlib.metadata import version
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

from calibration.history import Observation
from calibration.prior_predictive import REACHED, Placed, PriorCheck
from shengsi.fonts import use_font
from shengsi.prior_check import item_name, percent, period, unit_of
from shengsi.text import t

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PRIOR, _OBSERVED, _TEXT, _ALARM = "#6aa3d2", "#c8450c", "#333333", "#b00020"
_COLUMNS, _WIDTH, _HEIGHT, _DPI = 4, 3.4, 2.7, 150
_BINS = 40
# Draws beyond these quantiles are not drawn: a few of them would flatten the rest.
_EDGES = (0.005, 0.995)
# Head and foot of the page, inches.
_HEAD, _FOOT = 0.85, 0.75


def check_png(check: PriorCheck, lang: str, date: str) -> bytes:
    """The figure as PNG, `date` in its foot.  Raises ValueError when there is no observation to draw."""
    if not check.fit:
        raise ValueError("there is no observation to draw")
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    use_font()
    columns = min(_COLUMNS, len(check.fit))
    rows = -(-len(check.fit) // columns)
    height = rows * _HEIGHT + _HEAD + _FOOT
    figure = Figure(figsize=(columns * _WIDTH, height), dpi=_DPI)
    canvas = FigureCanvasAgg(figure)
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    figure.subplots_adjust(
        left=0.03, right=0.97, top=1 - _HEAD / height, bottom=_FOOT / height, hspace=0.7,
        wspace=0.18,
    )  # fmt: skip
    for axes, placed in zip(panels, check.fit, strict=False):
        _draw_panel(axes, placed, lang)
    for axes in panels[len(check.fit) :]:
        axes.set_axis_off()
    _write_frame(figure, check, panels[0], lang, date)
    data = BytesIO()
    canvas.print_png(data, metadata={"Software": None})
    return data.getvalue()


def _draw_panel(axes: Axes, placed: Placed, lang: str) -> None:
    """Histogram of the draws, the published number and two standard deviations."""
    item = placed.item
    assert isinstance(item, Observation)
    unit = unit_of(item, lang)
    values = placed.modelled * unit.factor
    centre = item.value * unit.factor
    near = sorted(unit.factor * end for end in item.interval(2.0))
    low, high = np.quantile(values, _EDGES)
    low, high = min(low, near[0]), max(high, near[1])
    inside = values[(values >= low) & (values <= high)]
    label = t("calibrate.figure.prior", lang)
    axes.hist(inside, bins=_BINS, range=(low, high), color=_PRIOR, label=label)
    axes.axvspan(*near, color=_OBSERVED, alpha=0.18, linewidth=0)
    axes.axvline(centre, color=_OBSERVED, linewidth=1.6, label=t("calibrate.figure.observed", lang))
    axes.set_yticks([])
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(labelsize=8)
    axes.locator_params(axis="x", nbins=5)
    axes.ticklabel_format(axis="x", style="plain", useOffset=False)
    axes.set_xlabel(unit.label, fontsize=8, labelpad=1)
    _write_title(axes, placed, item, lang)


def _write_title(axes: Axes, placed: Placed, item: Observation, lang: str) -> None:
    """What the panel shows, and the verdict."""
    operator = t(f"calibrate.op.{item.operator}", lang)
    grade = t(f"calibrate.grade.{item.grade}", lang)
    axes.set_title(f"{item_name(item, lang)} {period(item)}", fontsize=9, loc="left", pad=18)
    verdict = t(f"calibrate.{placed.verdict}", lang)
    position = t("calibrate.col.position", lang)
    axes.text(
        0.0,
        1.03,
        f"{operator}  {grade}  {verdict}  {position} {percent(placed.position)}",
        fontsize=8,
        color=_TEXT if placed.verdict == REACHED else _ALARM,
        transform=axes.transAxes,
    )


def _write_frame(figure: Any, check: PriorCheck, first: Axes, lang: str, date: str) -> None:
    """Title, legend and what a reader needs to make the figure again."""
    height = figure.get_figheight()
    figure.text(0.03, 1 - 0.32 / height, t("calibrate.figure.title", lang), fontsize=13)
    handles, labels = first.get_legend_handles_labels()
    figure.legend(
        handles,
        labels,
        loc="upper right",
        bbox_to_anchor=(0.97, 1 - 0.08 / height),
        ncols=2,
        fontsize=9,
        frameon=False,
    )
    footer = t(
        "calibrate.figure.footer",
        lang,
        version=version("shengsi"),
        seed=check.seed,
        draws=check.draws,
        failed=check.failed,
        date=date,
    )
    figure.text(0.03, 0.1 / height, footer, fontsize=7.5, color="#555555")
