"""The figure of the gaps: how the value that decides lies about the target, a panel a target."""

from __future__ import annotations

import math
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np

from scenarios.basis import basis
from scenarios.files import csv_bytes
from scenarios.probability import percent_text
from scenarios.target_gaps import Gap, Gaps
from scenarios.target_pace import MEDIAN
from shengsi.figure_pages import multiples, page_png, plain_panel
from shengsi.fonts import use_font
from shengsi.gap_text import gap_text, gap_unit, scenario_name
from shengsi.tables import cut
from shengsi.target_tables import result_unit
from shengsi.text import t

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MET, _MISSED, _TARGET = "#6aa3d2", "#d9826a", "#7a1f0a"
_BINS, _TAIL = 32, 0.005
# Columns of a terminal, two to a Chinese character, that the title of a panel may take.
_TITLE = 48
_COLUMNS = ("target", "unit", "goal", "low", "high", "weight_met", "weight_missed")


def gaps_png(found: Gaps, lang: str, date: str) -> bytes:
    """The figure as PNG."""
    use_font()
    title = t("gap.fig.title", lang, name=scenario_name(found, lang))
    figure, panels = multiples(len(found.gaps), title)
    for axes, gap in zip(panels, found.gaps, strict=False):
        _panel(axes, gap, found.run.weights, lang)
    failed = max((gap.result.failed for gap in found.gaps), default=0)
    footer = t(
        "gap.fig.footer", lang, basis=basis(found.run, lang), version=version("shengsi"),
        seed=found.run.work.seed, draws=found.run.work.draws, failed=failed, date=date,
        run=found.run.manifest.run,
    )  # fmt: skip
    return page_png(figure, footer)


def gaps_csv(found: Gaps) -> bytes:
    """The bars of the figure, in the targets' units."""
    rows = []
    for gap in found.gaps:
        edges, met, missed = histogram(gap, found.run.weights)
        for bar in range(len(met)):
            rows.append(
                (
                    gap.target.id, gap.target.unit, gap.goal, float(edges[bar]),
                    float(edges[bar + 1]), float(met[bar]), float(missed[bar]),
                )
            )  # fmt: skip
    return csv_bytes(_COLUMNS, rows)


def histogram(gap: Gap, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Edges [n + 1], and shares of draws that meet and that miss [n], of the value that decides.

    The outer half percent on either side is put into the last bars; the target is always within
    and always an edge.
    """
    result = gap.result
    values, weight = result.decisive[result.valid], weights[result.valid]
    low, high = np.quantile(values, (_TAIL, 1.0 - _TAIL))
    low, high = min(low, gap.goal), max(high, gap.goal)
    room = 0.02 * (high - low) or max(abs(gap.goal), 1.0) * 0.1
    width = (high - low + 2 * room) / _BINS
    # The target is an edge, so that no bar holds both sides of it.
    first = math.ceil((gap.goal - low + room) / width)
    count = first + math.ceil((high + room - gap.goal) / width)
    edges = gap.goal + width * np.arange(-first, count - first + 1)
    place = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, count - 1)
    passed = result.passed[result.valid]
    share = weight / weight.sum()
    met = np.bincount(place[passed], share[passed], minlength=count)
    missed = np.bincount(place[~passed], share[~passed], minlength=count)
    return edges, met, missed


def _panel(axes: Axes, gap: Gap, weights: np.ndarray, lang: str) -> None:
    """One target: bars of draws that miss below those that meet, and its line."""
    unit = result_unit(gap.result, lang)
    edges, met, missed = histogram(gap, weights)
    shown = edges * unit.factor
    width = np.diff(shown)
    axes.bar(shown[:-1], missed, width=width, align="edge", color=_MISSED, linewidth=0)
    axes.bar(shown[:-1], met, width=width, align="edge", bottom=missed, color=_MET, linewidth=0)
    half = gap.target.tolerance * unit.factor
    line = gap.goal * unit.factor
    axes.axvline(line, color=_TARGET, linewidth=1.4)
    if half:
        axes.axvspan(line - half, line + half, color=_TARGET, alpha=0.15, linewidth=0)
    plain_panel(axes, unit.label)
    if unit.whole:
        axes.locator_params(axis="x", nbins=4, integer=True)
    words = {"missed": percent_text(gap.missed)}
    key = "met"
    if gap.shortfall:
        key = "missed"
        median = gap_text(gap, gap.shortfall[MEDIAN], lang)
        words["gap"] = f"{median} {gap_unit(gap, lang).suffix}".rstrip()
    # The name of a target says what it asks for.
    title = f"{gap.target.id} {gap.target.name(lang)}"
    axes.set_title(cut(title, _TITLE), fontsize=8.5, loc="left", pad=17)
    text = t(f"gap.fig.{key}", lang, **words)
    axes.text(0.0, 1.04, text, transform=axes.transAxes, fontsize=7.5, color="#444444")
