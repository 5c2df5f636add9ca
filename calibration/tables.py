"""Reading a small CSV table so that every fault can be named by line and column.

Planners save tables from Excel: GBK bytes, full-width digits, thousands separators and
numbers written as text all arrive here and are read as meant; what cannot be read is
collected, never guessed.
"""

from __future__ import annotations

import csv
import difflib
import io
import math
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from calibration.errors import DataError, problem

# gb18030 contains GBK, the code page of a Chinese Excel.
ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True)
class Row:
    """One record: cells by column name and the line of the file it starts on."""

    line: int
    cells: dict[str, str]


@dataclass
class Table:
    """A read table; `problems` grows while its cells are checked.

    `columns` is the header in file order.
    """

    path: Path
    columns: list[str]
    rows: list[Row]
    problems: list[str] = field(default_factory=list)

    def report(self, row: Row, column: str, what: str, allowed: str, fix: str) -> None:
        """Note one fault of one cell."""
        position = self.columns.index(column) + 1 if column in self.columns else 1
        self.problems.append(problem(self.path, row.line, position, what, allowed, fix))

    def choice(self, row: Row, column: str, allowed: Collection[str], blank: bool = False) -> str:
        """The cell if it is one of `allowed` (or empty when `blank`), else a fault and ""."""
        text = row.cells[column]
        if text in allowed or (blank and not text):
            return text
        near = difflib.get_close_matches(text.lower(), allowed, n=1)
        fix = f"是否想写 {near[0]}?" if near else "从允许的取值中选一个"
        self.report(row, column, f'{column} = "{text}" 不认识', "、".join(allowed), fix)
        return ""

    def number(
        self,
        row: Row,
        column: str,
        low: float = -math.inf,
        high: float = math.inf,
        blank: bool = False,
    ) -> float | None:
        """The cell as a finite number in [low, high]; None when empty or faulty."""
        text = row.cells[column]
        if not text and blank:
            return None
        value = _parse(text)
        if value is None:
            self.report(
                row,
                column,
                f'{column} = "{text}" 不是数',
                "一个数,不带单位",
                "单位写在单位列,百分号去掉" if text else "补上数值",
            )
            return None
        if not low <= value <= high:
            self.report(
                row,
                column,
                f"{column} = {text} 超出范围",
                f"[{low:g}, {high:g}]",
                "核对数值与单位",
            )
            return None
        return value

    def whole(self, row: Row, column: str, low: int, high: int, blank: bool = False) -> int | None:
        """The cell as a whole number in [low, high]; None when empty or faulty."""
        value = self.number(row, column, low, high, blank)
        if value is not None and value != int(value):
            self.report(row, column, f"{column} = {value} 不是整数", "整数", "去掉小数")
            return None
        return None if value is None else int(value)

    def done(self) -> None:
        """Raise DataError when anything was reported."""
        if self.problems:
            raise DataError(self.problems)


def _parse(text: str) -> float | None:
    """A finite number from text with thousands separators, or None."""
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _decode(path: Path) -> str:
    """Text of a file in UTF-8 (with or without mark) or GBK.

    Raises DataError when it is neither.
    """
    data = path.read_bytes()
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DataError([problem(path, 1, 1, "文件编码无法识别", "UTF-8 或 GBK", "另存为 UTF-8 CSV")])


def read_table(path: Path, required: Sequence[str], optional: Sequence[str] = ()) -> Table:
    """The table at `path`, cells stripped and full-width characters of numbers made plain.

    Raises DataError when the file is missing, unreadable, or its header has missing, unknown
    or repeated columns, or a record has more or fewer cells than the header.
    """
    if not path.is_file():
        raise DataError([problem(path, 1, 1, "找不到文件", "CSV 文件", "核对文件名与文件夹")])
    reader = csv.reader(io.StringIO(_decode(path), newline=""))
    header = [_plain(cell) for cell in next(reader, [])]
    table = Table(path, header, [])
    _check_header(table, required, optional)
    line = reader.line_num
    for cells in reader:
        start, line = line + 1, reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        row = Row(start, dict(zip(header, map(_plain, cells), strict=False)))
        if len(cells) != len(header):
            table.report(
                row,
                "",
                f"本行有 {len(cells)} 格",
                f"{len(header)} 格",
                "检查多余或缺少的逗号,含逗号的文字用引号括起",
            )
            continue
        table.rows.append(Row(start, {name: "" for name in optional} | row.cells))
    return table


def _check_header(table: Table, required: Sequence[str], optional: Sequence[str]) -> None:
    """Raise DataError for missing, unknown or repeated columns."""
    top = Row(1, {})
    known = [*required, *optional]
    for name in required:
        if name not in table.columns:
            table.report(top, "", f"缺少列 {name}", "、".join(known), f"补上列 {name}")
    for name in table.columns:
        if name not in known:
            table.report(top, name, f'多出列 "{name}"', "、".join(known), "删去或改名")
        elif table.columns.count(name) > 1:
            table.report(top, name, f'列 "{name}" 重复', "每列一次", "删去重复的列")
    table.done()


def _plain(text: str) -> str:
    """Stripped text; a cell that is a number in full-width characters becomes a plain one."""
    text = text.strip()
    plain = unicodedata.normalize("NFKC", text)
    return plain if _parse(plain) is not None else text
