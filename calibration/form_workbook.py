"""Templates of accounts, projects and parks as workbooks: a sheet to fill in, notes, an example."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from calibration.form_rows import EXAMPLE_MARK, Rows, choices, example_rows, form_rows
from calibration.table_columns import FORMS, Form, TableColumn
from model.spec import CountySpec

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

# Rows that carry choices; more may be filled in below.
_ROWS = 500
_TITLES = {
    "zh": {"notes": "说明", "choices": "选项", "example": "示例数据"},
    "en": {"notes": "notes", "choices": "choices", "example": "example data"},
}
_TOP = {
    "accounts": {
        "zh": ("账目填写说明", "一行一个数,照公布的原数原单位填;没有数值的行不读,可以留着。"),
        "en": ("How to fill in the accounts",
               "One number a row, as published and in its unit; rows without a value are not read."),
    },
    "projects": {
        "zh": ("已知项目填写说明", "一行一个有投产日期的项目;上下限之间由每次抽样决定。"),
        "en": ("How to fill in the known projects",
               "One dated project a row; each draw takes a value between low and high."),
    },
    "parks": {
        "zh": ("园区填写说明", "一行一个园区;表中是内置的数,改成本县的。"),
        "en": ("How to fill in the parks", "One park a row; shipped values, to be put right."),
    },
}  # fmt: skip
_COMMON = {
    "zh": (
        "表头不改名;列可以调换次序,选填的列可以删去;不合并单元格,不写合计行。",
        "百分数写在单位为 % 的行里,或用 Excel 的百分数格式。",
        "填好后检查:shengsi data check 文件名",
    ),
    "en": (
        "Keep the headers; columns may change places and optional ones may go; no merged cells, "
        "no line of totals.",
        "Percentages go into rows whose unit is %, or into percent cells.",
        "Then check it: shengsi data check FILE",
    ),
}
_EXAMPLE = {
    "zh": "示例数据:虚构,只示范填法",
    "en": "example data: invented, to show the form",
}
_HEADS = {
    "zh": ("表头", "英文表头", "必填", "含义", "可选"),
    "en": ("header", "Chinese header", "required", "meaning", "choices"),
}
_SLIP = {"zh": ("不在选项中", "见选项表。确定要填吗?"), "en": ("not a choice", "Keep it?")}


def form_workbook(kind: str, spec: CountySpec, lang: str = "zh") -> bytes:
    """The template of a kind in FORMS as the bytes of an .xlsx file; `lang` is zh or en."""
    from openpyxl import Workbook

    book, form, titles = Workbook(), FORMS[kind], _TITLES[lang]
    sheet = book.worksheets[0]
    sheet.title = form.sheets[lang == "en"]
    _header(sheet, 1, form, lang)
    _fill(sheet, 2, form, form_rows(kind, spec, lang))
    offered = choices(kind, spec, lang)
    _notes(book, kind, form, offered, lang)
    examples = example_rows(kind, spec, lang)
    if examples:
        _example(book, form, examples, lang)
    _validate(sheet, form, _offer(book.create_sheet(titles["choices"]), form, offered, lang), lang)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _header(sheet: Worksheet, row: int, form: Form, lang: str) -> None:
    """A header row: bold on grey, required columns darker, wide enough to read."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    for at, column in enumerate(form.columns, 1):
        word = column.header(lang)
        cell = sheet.cell(row, at, word)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="FFD9B3" if column.required else "E8E8E8")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        width = sum(2 if ord(char) > 255 else 1 for char in word)
        sheet.column_dimensions[get_column_letter(at)].width = max(10, min(30, width + 3))
    sheet.freeze_panes = f"B{row + 1}"


def _fill(sheet: Worksheet, top: int, form: Form, rows: Rows) -> None:
    """Write rows below a header."""
    for line, row in enumerate(rows, top):
        for at, column in enumerate(form.columns, 1):
            if column.code in row:
                sheet.cell(line, at, row[column.code])


def _offer(
    sheet: Worksheet, form: Form, offered: Mapping[str, Sequence[str]], lang: str
) -> dict[str, str]:
    """Write the lists that cells choose from; returns a range for each column."""
    from openpyxl.utils import get_column_letter

    ranges = {}
    for at, (code, words) in enumerate(offered.items(), 1):
        sheet.cell(1, at, form.header(code, lang))
        for line, word in enumerate(words, 2):
            sheet.cell(line, at, word)
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = 24
        ranges[code] = f"'{sheet.title}'!${letter}$2:${letter}${len(words) + 1}"
    return ranges


def _validate(sheet: Worksheet, form: Form, ranges: Mapping[str, str], lang: str) -> None:
    """Give cells their choices; another value is asked about, not refused."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for at, column in enumerate(form.columns, 1):
        if column.code not in ranges:
            continue
        rule = DataValidation("list", formula1=ranges[column.code], allow_blank=True)
        rule.errorStyle = "warning"
        rule.errorTitle, rule.error = _SLIP[lang]
        rule.promptTitle = column.header(lang)[:32]
        rule.prompt = column.meaning.text(lang)[:255]
        rule.showErrorMessage = rule.showInputMessage = True
        letter = get_column_letter(at)
        rule.add(f"{letter}2:{letter}{_ROWS}")
        sheet.add_data_validation(rule)


def _notes(
    book: Workbook, kind: str, form: Form, offered: Mapping[str, Sequence[str]], lang: str
) -> None:
    """The sheet that explains every column."""
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(_TITLES[lang]["notes"])
    lines = (*_TOP[kind][lang], *_COMMON[lang])
    for row, line in enumerate(lines, 1):
        sheet.cell(row, 1, line)
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    top = len(lines) + 2
    for at, word in enumerate(_HEADS[lang], 1):
        sheet.cell(top, at, word).font = Font(bold=True)
    for row, column in enumerate(form.columns, top + 1):
        for at, text in enumerate(_explained(column, offered, lang), 1):
            sheet.cell(row, at, text).alignment = Alignment(vertical="top", wrap_text=at >= 4)
    for letter, width in zip("ABCDE", (26, 24, 8, 50, 60), strict=True):
        sheet.column_dimensions[letter].width = width


def _explained(
    column: TableColumn, offered: Mapping[str, Sequence[str]], lang: str
) -> tuple[str, ...]:
    """One column in words."""
    names = (column.header("zh"), column.code)
    required = ("是" if lang == "zh" else "yes") if column.required else ""
    words = offered.get(column.code, ())
    joint = "、" if lang == "zh" else ", "
    return (*(names if lang == "zh" else names[::-1]), required, column.meaning.text(lang),
            joint.join(words))  # fmt: skip


def _example(book: Workbook, form: Form, rows: Rows, lang: str) -> None:
    """A filled-in sheet, marked as invented; it is never read."""
    from openpyxl.styles import Font

    sheet = book.create_sheet(_TITLES[lang]["example"])
    sheet.cell(1, 1, _EXAMPLE[lang]).font = Font(bold=True, color="C00000")
    _header(sheet, 2, form, lang)
    _fill(sheet, 3, form, [row | {"note": EXAMPLE_MARK[lang]} for row in rows])
