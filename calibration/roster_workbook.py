"""The roster template as a workbook: a sheet to fill in, its explanation, choices, an example."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from calibration.plain_text import shown
from calibration.roster_columns import (
    BY_CODE,
    COLUMNS,
    NUMBERS,
    RosterColumn,
    allowed_range,
)
from calibration.roster_file import EXAMPLE_MARKS, SHEETS
from calibration.roster_words import column_rows
from model.spec import CountySpec

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

# Rows that carry choices and number formats; more may be filled in below.
_ROWS = 2000
_EXAMPLES = 6
_TITLES = {
    "zh": {"roster": SHEETS[0], "notes": "说明", "choices": "选项", "example": "示例数据"},
    "en": {"roster": SHEETS[1], "notes": "notes", "choices": "choices", "example": "example data"},
}
_NOTES = {
    "zh": (
        "企业名录填写说明",
        "模型从2017年初开始,名录是当时的企业:数值取2016年末或2016年全年。",
        "空白表示未知:每次抽样由先验抽取,不当作0。已知多少填多少。",
        "表头不改名;列可以调换次序,选填的列可以删去;不合并单元格,不写合计行。",
        "金额单位万元,用地单位亩,比例写0.015或1.5%。",
        "编号决定企业的随机数:增删企业、调换行序不影响其他企业的随机数。",
        "填好后检查:shengsi data check 文件名",
    ),
    "en": (
        "How to fill in the roster",
        "The model starts at the beginning of 2017: put the enterprises of that time, with "
        "values of the end of 2016 or of the whole year.",
        "Blank is unknown, never zero: it is drawn from the prior in every draw.",
        "Keep the headers; columns may change places and optional ones may go; no merged cells, "
        "no line of totals.",
        "Money in 万元 (10 000 yuan), land in 亩, ratios as 0.015 or 1.5%.",
        "The id addresses an enterprise's random numbers: adding, removing or moving rows "
        "changes nobody else's.",
        "Then check it: shengsi data check FILE",
    ),
}
_EXAMPLE = {
    "zh": "示例数据:虚构,只示范填法,不代表任何企业",
    "en": "example data: invented, to show the form; no real enterprise",
}
_SLIP = {
    "zh": ("与本列要求不符", "允许:{allowed}。单位:{unit}。确定要填吗?"),
    "en": ("not what this column takes", "allowed: {allowed}; unit: {unit}. Keep it?"),
}
STATUS_CHOICES = {"zh": ("在营", "停业"), "en": ("operating", "idle")}


def roster_workbook(spec: CountySpec, lang: str = "zh") -> bytes:
    """The template as the bytes of an .xlsx file; `lang` is zh or en."""
    from openpyxl import Workbook

    book = Workbook()
    titles = _TITLES[lang]
    sheet = book.worksheets[0]
    sheet.title = titles["roster"]
    _header(sheet, 1, [column.header(lang) for column in COLUMNS])
    ranges = _choices(book, spec, lang)
    _validate(sheet, ranges, lang)
    _notes(book, lang)
    _example(book, spec, lang)
    book.move_sheet(titles["choices"], offset=2)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def example_rows(spec: CountySpec, lang: str = "zh") -> list[list[str | float | None]]:
    """Invented enterprises, one a row in the order of COLUMNS, None where left blank."""
    rows: list[list[str | float | None]] = []
    sectors = list(zip(spec.sector_items, spec.sectors, strict=True))
    for index in range(_EXAMPLES):
        item, sector = sectors[index % len(sectors)]
        idle = index == _EXAMPLES - 1
        parks = [
            i for i, allowed in enumerate(spec.park_allows[:, index % len(sectors)]) if allowed
        ]
        revenue = round(float(sector["revenue_median"]) * (1.0 + 0.5 * index), -1)
        known: dict[str, str | float] = {
            "id": f"EX-{index + 1:02d}",
            "name": f"示例企业{index + 1}" if lang == "zh" else f"example {index + 1}",
            "sector": item.name_zh if lang == "zh" else item.code,
            "status": STATUS_CHOICES[lang][idle],
            "site_mu": 5.0 + index,
            "note": EXAMPLE_MARKS[lang == "en"],
        }
        if not idle:
            known["revenue_wan_yuan"] = revenue
            known["staff"] = round(float(sector["staff_rate"]) * revenue)
            if parks and index % 2 == 0:
                park = spec.park_items[parks[0]]
                known["park"] = park.name_zh if lang == "zh" else park.code
            if index == 0:
                known |= {"automation": 1, "rnd_intensity": 0.012, "age_years": 8}
        rows.append([known.get(column.code) for column in COLUMNS])
    return rows


def _header(sheet: Worksheet, row: int, words: Sequence[str]) -> None:
    """Write a header row: bold on grey, required columns darker, wide enough to read."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    for at, (word, column) in enumerate(zip(words, COLUMNS, strict=True), 1):
        cell = sheet.cell(row, at, word)
        colour = "FFD9B3" if column.required else "E8E8E8"
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor=colour)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        width = sum(2 if ord(char) > 255 else 1 for char in word)
        sheet.column_dimensions[get_column_letter(at)].width = max(10, min(26, width + 3))
    sheet.freeze_panes = f"C{row + 1}"


def _choices(book: Workbook, spec: CountySpec, lang: str) -> dict[str, str]:
    """Write the lists that cells choose from; returns a range for each column."""
    sheet = book.create_sheet(_TITLES[lang]["choices"])
    items = {"sector": spec.sector_items, "park": spec.park_items}
    ranges = {}
    for at, (code, entries) in enumerate(items.items()):
        column = 2 * at + 1
        titles = (BY_CODE[code].header(lang), {"zh": "代码", "en": "name"}[lang])
        for offset, title in enumerate(titles):
            sheet.cell(1, column + offset, title)
        for row, item in enumerate(entries, 2):
            words = (item.name_zh, item.code) if lang == "zh" else (item.code, item.name_en)
            sheet.cell(row, column, words[0])
            sheet.cell(row, column + 1, words[1])
        letter = "AC"[at]
        ranges[code] = f"'{sheet.title}'!${letter}$2:${letter}${len(entries) + 1}"
    for letter, width in zip("ABCD", (24, 20, 28, 20), strict=True):
        sheet.column_dimensions[letter].width = width
    ranges["status"] = '"' + ",".join(STATUS_CHOICES[lang]) + '"'
    return ranges


def _validate(sheet: Worksheet, ranges: dict[str, str], lang: str) -> None:
    """Give the cells to fill in their choices, bounds and formats.

    A cell that does not fit is asked about, not refused: codes, percentages and numbers with
    separators are read as well.
    """
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for at, column in enumerate(COLUMNS, 1):
        letter = get_column_letter(at)
        rule: Any = None
        if column.code in ranges:
            rule = DataValidation("list", formula1=ranges[column.code])
        elif column in NUMBERS:
            rule = DataValidation(
                "whole" if column.kind == "whole" else "decimal",
                operator="between",
                formula1=shown(column.low),
                formula2=shown(column.high),
            )
        if rule is not None:
            _explain(rule, column, lang)
            rule.add(f"{letter}2:{letter}{_ROWS}")
            sheet.add_data_validation(rule)
        if column.code == "id":
            # As text a code keeps its leading noughts and all of its digits.
            for row in range(2, _ROWS + 1):
                sheet.cell(row, at).number_format = "@"


def _explain(rule: Any, column: RosterColumn, lang: str) -> None:
    """What Excel shows beside a chosen cell, and when a value does not fit."""
    rule.allow_blank = True
    rule.errorStyle = "warning"
    title, message = _SLIP[lang]
    allowed = allowed_range(column) or {"zh": "选项表中的取值", "en": "the listed choices"}[lang]
    unit = column.unit.text(lang) or "-"
    rule.errorTitle, rule.error = title, message.format(allowed=allowed, unit=unit)
    rule.promptTitle = column.header(lang)[:32]
    rule.prompt = column.meaning.text(lang)[:255]
    rule.showErrorMessage = rule.showInputMessage = True


def _notes(book: Workbook, lang: str) -> None:
    """The sheet that explains every column."""
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(_TITLES[lang]["notes"])
    for row, line in enumerate(_NOTES[lang], 1):
        sheet.cell(row, 1, line)
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    top = len(_NOTES[lang]) + 2
    titles, *rows = column_rows(lang)
    for at, word in enumerate(titles, 1):
        sheet.cell(top, at, word).font = Font(bold=True)
    for row, cells in enumerate(rows, top + 1):
        for at, text in enumerate(cells, 1):
            sheet.cell(row, at, text).alignment = Alignment(vertical="top", wrap_text=at == 6)
    for letter, width in zip("ABCDEF", (30, 22, 16, 8, 16, 70), strict=True):
        sheet.column_dimensions[letter].width = width


def _example(book: Workbook, spec: CountySpec, lang: str) -> None:
    """A filled-in sheet, marked as invented; it is never read."""
    from openpyxl.styles import Font

    sheet = book.create_sheet(_TITLES[lang]["example"])
    sheet.cell(1, 1, _EXAMPLE[lang]).font = Font(bold=True, color="C00000")
    _header(sheet, 2, [column.header(lang) for column in COLUMNS])
    for row, cells in enumerate(example_rows(spec, lang), 3):
        for at, value in enumerate(cells, 1):
            sheet.cell(row, at, value)
