"""Figures of the drivers: one page a driver, and one sheet of all.

`python -m shengsi.driver_figures` refits the drivers, draws them as the engine does and writes
a PNG of each into `outputs/drivers/`, with `all.png` showing them side by side.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from calibration.county import SHIPPED
from calibration.driver_fans import DRAWS, SEED
from calibration.driver_record import DriverRecord, DriverRecords, gather
from calibration.driver_words import FORMS
from calibration.drivers import FittedDriver
from calibration.errors import DataError
from scenarios.files import write_atomic
from shengsi.driver_panels import (
    FAINT,
    FITTED,
    draw_changes,
    draw_level,
    draw_residuals,
    write_facts,
)
from shengsi.fonts import use_font
from shengsi.text import LANGUAGES, t

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FOLDER = Path("outputs") / "drivers"
SHEET = "all.png"
NO_DATA = 3
_DPI, _SHEET_DPI = 130, 110
_SHEET_COLUMNS, _SHEET_COLOURS = 3, 64


def driver_png(
    item: FittedDriver, record: DriverRecord | None, records: DriverRecords, lang: str
) -> bytes:
    """One driver: yearly values, level, residuals, and coefficients with tests, as PNG.

    `item` is a member of `record`; an assumed driver has none, and no residuals.
    """
    figure, canvas = _blank((10.0, 7.2), _DPI)
    panels = figure.subplots(2, 2, width_ratios=(1.25, 1.0), height_ratios=(1.35, 1.0))
    figure.subplots_adjust(left=0.07, right=0.97, top=0.82, bottom=0.1, hspace=0.3, wspace=0.2)
    draw_changes(panels[0, 0], item, records.fans, lang)
    if item.spec.kind == "growth":
        draw_level(panels[0, 1], item, records.fans, lang)
    else:
        panels[0, 1].set_axis_off()
    _legend(figure, panels[0], (0.06, 0.9), "upper left")
    draw_residuals(panels[1, 0], record, lang)
    write_facts(panels[1, 1], item, record, lang)
    _write_frame(figure, item, records, lang)
    return _png(canvas)


def sheet_png(records: DriverRecords, lang: str) -> bytes:
    """The yearly changes of all drivers on one sheet, as PNG."""
    items = [*(m for r in records.fitted for m in r.members), *records.assumed]
    rows = -(-len(items) // _SHEET_COLUMNS)
    height = 1.75 * rows + 0.9
    figure, canvas = _blank((10.5, height), _SHEET_DPI)
    panels = figure.subplots(rows, _SHEET_COLUMNS, squeeze=False).ravel()
    figure.subplots_adjust(
        left=0.045, right=0.99, top=1 - 0.9 / height, bottom=0.45 / height, hspace=0.55, wspace=0.14
    )
    for axes, item in zip(panels, items, strict=False):
        draw_changes(axes, item, records.fans, lang)
        axes.set_ylabel("")
        axes.tick_params(labelsize=7)
        name = item.spec.name_en if lang == "en" else item.spec.name_zh
        if item.spec.kind == "level":
            name = f"{name} ({t('drivers.rate', lang)})"
        axes.set_title(f"{name}  {FORMS[item.fit.form][lang == 'en']}", fontsize=8.5, loc="left")
    for axes in panels[len(items) :]:
        axes.set_axis_off()
    _legend(figure, panels, (0.99, 1 - 0.1 / height), "upper right")
    figure.text(0.045, 1 - 0.35 / height, t("drivers.sheet", lang), fontsize=12)
    figure.text(0.045, 0.08 / height, _footer(records, lang), fontsize=7, color=FAINT)
    return _png(canvas, colours=_SHEET_COLOURS)


def _legend(figure: Figure, panels: Iterable[Axes], corner: tuple[float, float], loc: Any) -> None:
    """One legend of all panels, each entry once."""
    entries: dict[str, Any] = {}
    for axes in panels:
        handles, labels = axes.get_legend_handles_labels()
        entries |= {
            label: handle
            for label, handle in zip(labels, handles, strict=True)
            if label not in entries
        }
    figure.legend(
        list(entries.values()), list(entries), loc=loc, bbox_to_anchor=corner, ncols=6, fontsize=8,
        frameon=False, columnspacing=1.2,
    )  # fmt: skip


def _write_frame(figure: Figure, item: FittedDriver, records: DriverRecords, lang: str) -> None:
    """Title, what the reader sees, and how to make it again."""
    name = item.spec.name_en if lang == "en" else item.spec.name_zh
    figure.text(0.07, 0.95, f"{name}  {item.spec.code}", fontsize=13)
    form = FORMS[item.fit.form][lang == "en"]
    text = t("drivers.subtitle_assumed", lang)
    if item.fit.form != "assumed":
        last = max(c.last for c in item.changes)
        text = t("drivers.subtitle", lang, form=form, grade=item.spec.grade, years=last + 1)
    figure.text(0.07, 0.915, text, fontsize=9, color=FITTED)
    figure.text(0.07, 0.02, _footer(records, lang), fontsize=7.5, color=FAINT)


def _footer(records: DriverRecords, lang: str) -> str:
    """Version, seed, draws and date."""
    return t(
        "drivers.footer", lang, version=version("shengsi"), seed=records.fans.seed,
        draws=records.fans.draws, date=date.today().isoformat(),
    )  # fmt: skip


def _blank(size: tuple[float, float], dpi: int) -> tuple[Figure, Any]:
    """An empty figure in the shipped font."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    use_font()
    figure = Figure(figsize=size, dpi=dpi)
    return figure, FigureCanvasAgg(figure)


def _png(canvas: Any, colours: int | None = None) -> bytes:
    """What was drawn, with a palette of `colours` where the file should be small."""
    data = BytesIO()
    if colours is None:
        canvas.print_png(data, metadata={"Software": None})
        return data.getvalue()
    from PIL import Image

    canvas.draw()
    picture = Image.fromarray(np.asarray(canvas.buffer_rgba())[:, :, :3])
    picture.quantize(colours).save(data, "PNG", optimize=True)
    return data.getvalue()


def write_figures(records: DriverRecords, folder: Path, lang: str) -> list[Path]:
    """A page for every driver and the sheet of all, into `folder`; the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    pages: dict[str, bytes] = {}
    for record in records.fitted:
        for member in record.members:
            pages[member.spec.code] = driver_png(member, record, records, lang)
    for item in records.assumed:
        pages[item.spec.code] = driver_png(item, None, records, lang)
    files = {folder / f"{code}.png": data for code, data in pages.items()}
    files[folder / SHEET] = sheet_png(records, lang)
    for path, data in files.items():
        write_atomic(path, data)
    return list(files)


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw all figures; 0 done, 3 the county's files are at fault."""
    parser = argparse.ArgumentParser(
        prog="python -m shengsi.driver_figures",
        description="外部驱动的图 / figures of the outside drivers",
    )
    parser.add_argument("-o", "--out", type=Path, default=FOLDER, help="文件夹 / folder")
    parser.add_argument("--county", type=Path, default=SHIPPED, help="县数据文件夹 / county folder")
    parser.add_argument("--lang", choices=LANGUAGES, default="zh", help="语言 / language")
    parser.add_argument("-n", "--draws", type=int, default=DRAWS, help="抽样次数 / draws")
    parser.add_argument("--seed", type=int, default=SEED, help="种子 / seed")
    options = parser.parse_args(arguments)
    if options.draws < 2:
        parser.error(f"-n {options.draws}: 至少 2 / at least 2")
    try:
        records = gather(options.county, options.draws, options.seed)
    except DataError as error:
        print(error, file=sys.stderr)
        return NO_DATA
    for path in write_figures(records, options.out, options.lang):
        print(path)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
