"""A table that somebody keeps in Excel, read from .xlsx or CSV into one form.

Every cell keeps where it stands, so that a fault can be named `file:line:column` or
`file:sheet!cell`.  The content decides what a file is, not its name.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calibration.faults import Fault, FileError, Words

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

# gb18030 contains GBK, the code page of a Chinese Excel.
ENCODINGS = ("utf-8-sig", "gb18030")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_WORKBOOKS = (".xlsx", ".xlsm")
# Bytes that no text in UTF-8 or GBK has.
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
# Titles may stand above the header, but no further down than this.
_TITLE_ROWS = 10
# A sheet formatted to its last row would take minutes to read and holds nothing.
_MOST_ROWS = 200_000

IsHeader = Callable[[Sequence[str]], bool]


@dataclass(frozen=True)
class Cell:
    """One cell: its text; `number` when a workbook holds it as a number (a percent as its
    fraction, with `percent` set); `broken` when it holds what no table can use."""

    text: str = ""
    number: float | None = None
    percent: bool = False
    broken: Words | None = None


@dataclass(frozen=True)
class Record:
    """One row below the header; `line` is its line or row in the file."""

    line: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    """A table: `header` in file order, rows without the blank ones; `name` is "" for CSV.

    `width` is the number of cells that the header has in the file, blank ones at its end included.
    """

    path: Path
    name: str
    header_line: int
    header: tuple[str, ...]
    rows: tuple[Record, ...]
    faults: tuple[Fault, ...] = ()
    width: int = 0

    def where(self, line: int, column: int) -> str:
        """`file:line:column`, or `file:sheet!A1` in a workbook; both count from 1."""
        return _where(self.path, self.name, line, column)


def _where(path: Path, name: str, line: int, column: int) -> str:
    if not name:
        return f"{path}:{line}:{column}"
    from openpyxl.utils import get_column_letter

    return f"{path}:{name}!{get_column_letter(column)}{line}"


def read_sheet(path: Path, is_header: IsHeader, sheets: Sequence[str] = ()) -> Sheet:
    """The table of a file: of a workbook the first sheet named in `sheets`, else its first.

    The header is the first of the top rows that `is_header` accepts, else the first row that
    is not blank; titles above it are left aside.  Raises FileError for a file that is missing,
    unreadable or empty; faults of single cells are in `Sheet.faults`.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise _whole(path, ("找不到文件", "file not found"), _CHECK_NAME) from error
    except IsADirectoryError as error:
        raise _whole(path, ("这是文件夹", "this is a folder"), _CHECK_NAME) from error
    if data.startswith(_ZIP):
        return _read_workbook(path, data, is_header, sheets)
    if data.startswith(_OLE):
        raise _whole(
            path,
            ("旧式 .xls 或加密的工作簿,无法读取", "an old .xls or an encrypted workbook"),
            ("另存为不加密的 .xlsx", "save it as .xlsx without a password"),
        )
    _check_text(path, data)
    return _read_csv(path, data, is_header)


def _check_text(path: Path, data: bytes) -> None:
    """Raise FileError for what cannot be a table as text: a damaged workbook, a web page."""
    if data.lstrip().startswith(b"<"):
        raise _whole(
            path,
            ("这是网页或 XML 文件,不是表格", "a web page or XML file, not a table"),
            ("用 Excel 打开并另存为 .xlsx", "open it in Excel and save it as .xlsx"),
        )
    if data.startswith(_UTF16) or not _CONTROL.search(data):
        return
    if path.suffix.lower() in _WORKBOOKS:
        raise _damaged(path)
    raise _whole(
        path,
        ("不是文字文件,读不出表格", "not a text file; no table can be read from it"),
        ("在 Excel 中另存为 CSV UTF-8", "save it as CSV UTF-8"),
    )


def _damaged(path: Path) -> FileError:
    """The fault of a workbook that cannot be opened."""
    return _whole(
        path,
        ("工作簿已损坏,不是完好的 .xlsx", "a damaged workbook, not a sound .xlsx"),
        (
            "用 Excel 打开修复后另存为 .xlsx,或从备份恢复",
            "repair it in Excel and save it as .xlsx, or restore a copy",
        ),
    )


_CHECK_NAME = ("核对文件名与文件夹", "check the name and the folder")
_FILES = Words("CSV(UTF-8 或 GBK)或 .xlsx", "CSV (UTF-8 or GBK) or .xlsx")


def _whole(path: Path, what: tuple[str, str], fix: tuple[str, str]) -> FileError:
    """A fault of the file as a whole."""
    return FileError([Fault(str(path), Words(*what), _FILES, Words(*fix))])


def _assemble(
    path: Path,
    name: str,
    lines: Iterable[Record],
    is_header: IsHeader,
    faults: Sequence[Fault] = (),
) -> Sheet:
    """Find the header among the records; raises FileError when there is none."""
    records = [row for row in lines if any(cell.text or cell.broken for cell in row.cells)]
    if not records:
        raise _whole(
            path,
            (
                "文件是空的" if not name else f"工作表 {name} 是空的",
                f"{name or 'the file'} is empty",
            ),
            ("用 shengsi data template 生成模板再填", "fill in one from shengsi data template"),
        )
    top = records[:_TITLE_ROWS]
    at = next((i for i, row in enumerate(top) if is_header([c.text for c in row.cells])), 0)
    header = [cell.text for cell in records[at].cells]
    width = len(header)
    rows = tuple(records[at + 1 :])
    used = {i for row in rows for i, cell in enumerate(row.cells) if cell.text}
    while header and not header[-1] and len(header) - 1 not in used:
        header.pop()
    return Sheet(path, name, records[at].line, tuple(header), rows, tuple(faults), width)


def _read_csv(path: Path, data: bytes, is_header: IsHeader) -> Sheet:
    """A table from CSV; separated by commas, or as Excel's text export by tabs."""
    text = _decode(path, data)
    first = next((line for line in text.splitlines() if line.strip(" ,\t;")), "")
    delimiter = max(",\t;", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    records, line = [], 0
    try:
        for cells in reader:
            records.append(Record(line + 1, tuple(Cell(cell.strip()) for cell in cells)))
            line = reader.line_num
    except csv.Error as error:
        raise _whole(
            path,
            (f"第 {line + 1} 行不是 CSV({error})", f"line {line + 1} is not CSV ({error})"),
            ("检查引号和不可见字符", "check quotes and invisible characters"),
        ) from error
    sheet = _assemble(path, "", records, is_header)
    return replace(sheet, faults=_ragged(sheet))


def _ragged(sheet: Sheet) -> tuple[Fault, ...]:
    """Faults of records that have more or fewer cells than the header."""
    faults = []
    for row in sheet.rows:
        used = len(row.cells)
        while used > len(sheet.header) and not row.cells[used - 1].text:
            used -= 1
        if used != len(sheet.header):
            faults.append(ragged(sheet, row.line, used, len(sheet.header)))
    return tuple(faults)


def ragged(sheet: Sheet, line: int, found: int, wanted: int) -> Fault:
    """The fault of a record of `found` cells where the header has `wanted`."""
    return Fault(
        sheet.where(line, 1),
        Words(f"本行有 {found} 格", f"this row has {found} cells"),
        Words(f"{wanted} 格", f"{wanted} cells"),
        Words(
            "检查多余或缺少的逗号,含逗号的文字用引号括起",
            "look for a missing or extra comma; quote text that has one",
        ),
        (line, 1),
    )


def _decode(path: Path, data: bytes) -> str:
    """Text of a file in UTF-8, GBK, or UTF-16 with its mark; FileError for another."""
    encodings = ("utf-16",) if data.startswith(_UTF16) else ENCODINGS
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    if path.suffix.lower() in _WORKBOOKS:
        raise _damaged(path)
    raise _whole(
        path,
        ("文件编码无法识别", "unknown text encoding"),
        ("在 Excel 中另存为 CSV UTF-8", "save it as CSV UTF-8"),
    )


def _read_workbook(path: Path, data: bytes, is_header: IsHeader, sheets: Sequence[str]) -> Sheet:
    """A table from .xlsx, formulas by their last result."""
    values, written = _open_workbook(path, data)
    names = [sheet.title for sheet in values.worksheets]
    if not names:
        raise _whole(
            path,
            ("工作簿里没有工作表", "the workbook has no worksheet"),
            ("填在模板的第一张表里", "fill in the first sheet of the template"),
        )
    name = next((wanted for wanted in sheets if wanted in names), names[0])
    sheet, source = values[name], written[name]
    if sheet.max_row > _MOST_ROWS:
        raise _whole(
            path,
            (f"工作表 {name} 有 {sheet.max_row} 行", f"{name} has {sheet.max_row} rows"),
            ("删去表尾带格式的空行", "delete the formatted blank rows at its end"),
        )
    records = [
        Record(line, tuple(_cell(cell, source.cell(line, at)) for at, cell in enumerate(row, 1)))
        for line, row in enumerate(sheet.iter_rows(), 1)
    ]
    found = _assemble(path, name, records, is_header)
    return replace(found, faults=_merged(found, sheet))


def _open_workbook(path: Path, data: bytes) -> tuple[Workbook, Workbook]:
    """A workbook with the results of its formulas, and with the formulas themselves."""
    from xml.etree.ElementTree import ParseError

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    unsound = (
        zipfile.BadZipFile, zlib.error, ParseError, InvalidFileException,
        AttributeError, EOFError, IndexError, KeyError, NotImplementedError, OSError,
        RuntimeError, TypeError, ValueError,
    )  # fmt: skip
    try:
        with warnings.catch_warnings():
            # Said of styles and validations that are of no use here.
            warnings.simplefilter("ignore", UserWarning)
            return load_workbook(io.BytesIO(data), data_only=True), load_workbook(io.BytesIO(data))
    except unsound as error:
        raise _damaged(path) from error


def _cell(cell: Any, source: Any) -> Cell:
    """A workbook's cell; `source` is the same cell with its formula."""
    value = cell.value
    if value is None:
        if source.data_type == "f":
            return Cell(
                broken=Words("公式没有计算结果", "a formula without a value"),
                text=str(source.value),
            )
        return Cell()
    if cell.data_type == "e":
        return Cell(str(value), broken=Words(f"错误值 {value}", f"the error {value}"))
    if isinstance(value, bool):
        return Cell(str(value).upper(), broken=Words("逻辑值", "a logical value"))
    if isinstance(value, int | float):
        text = str(int(value)) if float(value).is_integer() else repr(float(value))
        return Cell(text, float(value), "%" in str(cell.number_format))
    if cell.is_date:
        return Cell(str(value), broken=Words(f"日期 {value}", f"the date {value}"))
    return Cell(str(value).strip())


def _merged(found: Sheet, sheet: Worksheet) -> tuple[Fault, ...]:
    """A fault for every merged range that reaches into the table."""
    faults = []
    for area in sheet.merged_cells.ranges:
        if area.max_row < found.header_line or area.min_col > len(found.header):
            continue
        faults.append(
            Fault(
                f"{found.path}:{found.name}!{area.coord}",
                Words("合并单元格", "merged cells"),
                Words("一格一个值", "one value a cell"),
                Words("取消合并,每行都填上", "unmerge and fill in every row"),
                (area.min_row, area.min_col),
            )
        )
    return tuple(faults)
