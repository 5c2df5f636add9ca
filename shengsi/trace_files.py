"""The files of one traced draw: tables as CSV, figures as PNG."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from model.indicators import BY_CODE, CODES, HEADLINES
from model.story import ROW_COLUMNS
from model.story_text import title
from model.unit_names import unit_name
from scenarios.files import csv_bytes, save_together
from shengsi.display import shown
from shengsi.fonts import FONT_FILE, use_font
from shengsi.text import t
from shengsi.trace_tables import Traced

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LINE, _PLAN, _GRID = "#0b3d78", "#b0b0b0", "#e6e6e6"
_MARKS = {
    "invested": ("o", "#2a7f3f", "run.firm.invested"),
    "upgraded": ("D", "#c8450c", "run.firm.upgraded"),
    "postponed": ("x", "#8a8a8a", "run.firm.postponed"),
}
# Panels of an enterprise: name, field of its record, unit.
_PANELS = (
    ("revenue", "revenue", "万元"),
    ("capital", "k", "万元"),
    ("staff", "l", "人"),
    ("automation", "z", ""),
)
_BASIS_COLUMNS = ("parameters_zh", "parameters_en")
_POSTPONED = ("short_of_funds", "site_too_dear", "no_parcel")
_DPI = 150
_PLAN_BEGINS = 2023.25


def tables(traced: Traced, code: str | None, every: bool) -> dict[str, bytes]:
    """CSV files by name: the county by year, one enterprise by quarter, all of them.

    The last two columns of each say where the parameters come from.
    """
    frame = traced.trace.county.yearly()
    place = (traced.scenario.id, traced.seed, traced.draw)
    rows = [(*place, year, *frame.loc[year].tolist(), *traced.basis) for year in frame.index]
    columns = ("scenario", "seed", "draw", "year", *CODES, *_BASIS_COLUMNS)
    files = {"county.csv": csv_bytes(columns, rows)}
    columns = (*ROW_COLUMNS, *_BASIS_COLUMNS)
    if code is not None:
        found = [[*row.values(), *traced.basis] for row in traced.trace.rows(code)]
        files[f"enterprise_{file_part(code)}.csv"] = csv_bytes(columns, found)
    if every:
        cells = traced.trace.frame().astype(object).itertuples(index=False)
        found = [[*(None if c != c else c for c in row), *traced.basis] for row in cells]
        files["enterprises.csv"] = csv_bytes(columns, found)
    return files


def file_part(code: str) -> str:
    """An id as part of a file name: what is no letter, digit, dot or hyphen becomes `_`."""
    return re.sub(r"[^\w.-]", "_", code)


def write_all(
    folder: Path, files: dict[str, bytes], traced: Traced, code: str | None, lang: str
) -> list[Path]:
    """Write tables and figures into `folder`, all or none; return the paths.

    Raises RunError when they cannot be written.
    """
    made = {**files, "county.png": county_png(traced, lang)}
    if code is not None and any(True for _ in traced.trace.moments(traced.trace.codes()[code])):
        made[f"enterprise_{file_part(code)}.png"] = enterprise_png(traced, code, lang)
    return save_together(folder, made)


def county_png(traced: Traced, lang: str) -> bytes:
    """The headline indicators over the years, a panel each."""
    from matplotlib.figure import Figure

    use_font()
    frame = traced.trace.county.yearly()
    columns = 5
    rows = -(-len(HEADLINES) // columns)
    figure = Figure(figsize=(15.5, 2.5 * rows + 1.2), dpi=_DPI)
    panels = figure.subplots(rows, columns, squeeze=False)
    for axes, code in zip(panels.flat, HEADLINES, strict=False):
        item = BY_CODE[code]
        unit = shown(item.unit, item.digits, lang)
        axes.plot(frame.index, frame[code] * unit.factor, color=_LINE, marker="o", markersize=3)
        name = f"{item.name_en} " if lang == "en" else item.name_zh
        axes.set_title(f"{name}({unit.suffix})" if unit.suffix else name, fontsize=9, loc="left")
        _years(axes, frame.index[0], frame.index[-1], lang)
        if frame[code].min() >= 0:
            axes.set_ylim(bottom=0)
    for axes in panels.flat[len(HEADLINES) :]:
        axes.set_visible(False)
    return _png(figure, t("run.figure_county", lang, **traced.about(lang)), traced, lang)


def enterprise_png(traced: Traced, code: str, lang: str) -> bytes:
    """One enterprise: revenue, capital, staff, automation, and what it decided when."""
    from matplotlib.figure import Figure

    use_font()
    trace = traced.trace
    moments = list(trace.moments(trace.codes()[code]))
    when = np.array([2017 + moment.t / 4 for moment in moments])
    figure = Figure(figsize=(11.0, 6.2), dpi=_DPI)
    panels = figure.subplots(2, 2)
    for axes, (name, field, unit) in zip(panels.flat, _PANELS, strict=True):
        values = np.array([float(moment.record[field]) for moment in moments])
        style = "steps-post" if name == "automation" else "default"
        axes.plot(when, values, color=_LINE, drawstyle=style)
        words = {"unit": unit_name(unit, lang)} if unit else {}
        axes.set_title(t(f"run.firm.{name}", lang, **words), fontsize=9, loc="left")
        _years(axes, int(when[0]), int(when[-1]), lang, room=1.1)
        axes.set_ylim(bottom=0)
        if name == "automation":
            axes.set_ylim(-0.35, 3.2)
            axes.set_yticks([0, 1, 2, 3])
        if name == "capital":
            _mark_decisions(axes, moments, when, values, lang)
    head = t(
        "run.figure_firm", lang, title=title(trace, code, lang), name=traced.about(lang)["name"]
    )
    return _png(figure, drawable(head), traced, lang)


def _mark_decisions(
    axes: Axes, moments: Sequence[Any], when: np.ndarray, values: np.ndarray, lang: str
) -> None:
    """Marks on the line of capital where it invested, upgraded or put an investment off."""
    happened = {
        "invested": [moment.investment == "invested" for moment in moments],
        "upgraded": [moment.upgrade == "upgraded" for moment in moments],
        "postponed": [moment.investment in _POSTPONED for moment in moments],
    }
    for kind, (marker, colour, key) in _MARKS.items():
        at = np.array(happened[kind], bool)
        if at.any():
            axes.plot(
                when[at],
                values[at],
                color=colour,
                marker=marker,
                markersize=5,
                linestyle="none",
                label=t(key, lang),
            )
    if any(any(found) for found in happened.values()):
        axes.legend(fontsize=8, frameon=False)


def _years(axes: Axes, first: int, last: int, lang: str, room: float = 0.3) -> None:
    """Whole years below, at most six labels; a line where the plan begins."""
    step = max(1, -(-(last - first) // 5))
    years = list(range(int(last), int(first) - 1, -step))[::-1]
    axes.set_xticks(years, [str(year) for year in years])
    axes.set_xlim(first - 0.3, last + room)
    if first <= _PLAN_BEGINS <= last:
        axes.axvline(_PLAN_BEGINS, color=_PLAN, linewidth=0.8, zorder=0)
        where = axes.get_xaxis_transform()
        word = t("chart.plan", lang)
        axes.text(_PLAN_BEGINS, 0.02, f" {word}", fontsize=7, color="#808080", transform=where)
    axes.ticklabel_format(axis="y", style="plain", useOffset=False)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8)
    axes.grid(axis="y", color=_GRID, linewidth=0.6)
    axes.set_axisbelow(True)


def drawable(text: str) -> str:
    """The text with characters that the figures' font lacks shown as `?`."""
    from matplotlib.ft2font import FT2Font

    known = FT2Font(str(FONT_FILE)).get_charmap()
    return "".join(char if ord(char) in known else "?" for char in text)


def _png(figure: Any, head: str, traced: Traced, lang: str) -> bytes:
    """The figure with its title and what a reader needs to make it again."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    footer = t(
        "run.figure_footer",
        lang,
        version=version("shengsi"),
        date=datetime.now(UTC).date().isoformat(),
        **{name: traced.about(lang)[name] for name in ("seed", "draw", "basis")},
    )
    inch = 1.0 / figure.get_figheight()
    figure.text(0.04, 1.0 - 0.15 * inch, head, fontsize=12, va="top")
    figure.text(0.04, 0.12 * inch, footer, fontsize=7.5, color="#555555")
    figure.subplots_adjust(
        left=0.045,
        right=0.985,
        top=1.0 - 0.8 * inch,
        bottom=0.65 * inch,
        hspace=0.4,
        wspace=0.22,
    )
    data = BytesIO()
    FigureCanvasAgg(figure).print_png(data, metadata={"Software": None})
    return data.getvalue()
