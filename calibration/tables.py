"""Reading a small table, CSV or .xlsx, so that every fault can be named by its cell.

Planners save tables from Excel: GBK bytes, full-width digits, thousands separators, percent
cells, numbers written as text and Chinese headers all arrive here and are read as meant; what
cannot be read is collected, never guessed.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from calibration.faults import Fault, FileError, Notice, Said, worded
from calibration.plain_text import (
    UNKNOWN_WORDS,
    did_you_mean,
    nearest,
    plain,
    short,
    split_number,
)
from calibration.sheet import Cell, Record, Sheet, ragged, read_sheet
from calibration.table_columns import Form
from calibration.table_header import header_faults


@dataclass(frozen=True)
class Row:
    """One record: cells by column, as text, and the line of the file it starts on.

    `raw` holds the cells as the file has them.
    """

    line: int
    cells: dict[str, str]
    raw: Mapping[str, Cell] = field(default_factory=dict)


@dataclass
class Table:
    """A read table; `faults` and `notices` grow while its cells are checked.

    `columns` are codes and `labels` the words of the header, both in file order.
    """

    path: Path
    sheet: Sheet
    columns: list[str]
    labels: list[str]
    rows: list[Row]
    faults: list[Fault] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        """The faults so far, worded in Chinese."""
        return [fault.text() for fault in self.faults]

    def where(self, row: Row, column: str) -> str:
        """`file:line:column` or `file:sheet!cell` of a cell."""
        return self.sheet.where(row.line, self._at(column))

    def place(self, row: Row, column: str) -> str:
        """The same without the file: `line:column` or `sheet!cell`."""
        return self.where(row, column).removeprefix(f"{self.path}:")

    def label(self, column: str) -> str:
        """What the file calls a column."""
        return self.labels[self.columns.index(column)] if column in self.columns else column

    def report(self, row: Row, column: str, what: Said, allowed: Said, fix: Said) -> None:
        """Note one fault of one cell."""
        order = (row.line, self._at(column))
        words = worded(what), worded(allowed), worded(fix)
        self.faults.append(Fault(self.where(row, column), *words, order))

    def tell(self, row: Row, column: str, what: Said) -> None:
        """Note something to know about a cell that does not stop the file from being used."""
        where, order = self.where(row, column), (row.line, self._at(column))
        self.notices.append(Notice(where, worded(what), order))

    def _at(self, column: str) -> int:
        return self.columns.index(column) + 1 if column in self.columns else 1

    def choice(
        self,
        row: Row,
        column: str,
        allowed: Collection[str],
        blank: bool = False,
        words: Mapping[str, str] | None = None,
    ) -> str:
        """The cell if it is one of `allowed` (or empty when `blank`), else a fault and "".

        `words` are other names of what is allowed: name -> code.
        """
        text = row.cells[column]
        if text in allowed or (blank and not text):
            return text
        named = {name: code for name, code in (words or {}).items() if code in allowed}
        known = {plain(code): code for code in allowed}
        known |= {plain(name): code for name, code in named.items()}
        if plain(text) in known:
            return known[plain(text)]
        near = nearest(text, [*allowed, *named])
        fix = ("从允许的取值中选一个", "choose one of those")
        if text and near:
            fix = did_you_mean(near, named)
        what = (f'{self.label(column)} = "{short(text)}" 不认识',
                f'{self.label(column)} = "{short(text)}" is not known')  # fmt: skip
        if not text:
            what = (f"{self.label(column)} 为空", f"{self.label(column)} is blank")
        codes = ", ".join(allowed)
        self.report(row, column, what, ("、".join(named or allowed), codes), fix)
        return ""

    def number(
        self,
        row: Row,
        column: str,
        low: float = -math.inf,
        high: float = math.inf,
        blank: bool = False,
        percent: float | None = None,
        after: str = "",
    ) -> float | None:
        """The cell as a finite number in [low, high]; None when empty or faulty.

        `percent` is what 100 % is in the column's unit, None where percentages have no meaning;
        `after` is a word that may follow the number.
        """
        text = row.cells[column]
        if not text and blank:
            return None
        value = self._number(row, column, percent, after)
        if value is not None and not low <= value <= high:
            fix = ("核对数值与单位", "check the number and its unit")
            if percent is not None and low <= value / 100.0 <= high:
                fix = (f"是否想写 {value:g}%?", f"did you mean {value:g}%?")
            self.report(
                row,
                column,
                (f"{self.label(column)} = {text} 超出范围",
                 f"{self.label(column)} = {text} is out of range"),
                f"[{low:g}, {high:g}]",
                fix,
            )  # fmt: skip
            return None
        return value

    def whole(
        self, row: Row, column: str, low: int, high: int, blank: bool = False, after: str = ""
    ) -> int | None:
        """The cell as a whole number in [low, high]; None when empty or faulty."""
        value = self.number(row, column, low, high, blank, after=after)
        if value is not None and value != int(value):
            label = self.label(column)
            self.report(
                row,
                column,
                (f"{label} = {value} 不是整数", f"{label} = {value} is not whole"),
                ("整数", "a whole number"),
                ("去掉小数", "drop the fraction"),
            )
            return None
        return None if value is None else int(value)

    def _number(self, row: Row, column: str, percent: float | None, after: str) -> float | None:
        """The finite number of a cell, faults reported."""
        cell = row.raw.get(column, Cell(row.cells[column]))
        found = split_number(cell.text)
        if cell.broken is None and cell.number is not None and not cell.percent:
            return cell.number
        if cell.broken is None and cell.number is not None and percent is not None:
            return round(cell.number * percent, 12)
        if found is not None and math.isfinite(found[0]) and cell.number is None:
            value, rest = found
            if rest in ("", after):
                return value
            if rest == "%" and percent is not None:
                return round(value / 100.0 * percent, 12)
        self._no_number(row, column, cell)
        return None

    def _no_number(self, row: Row, column: str, cell: Cell) -> None:
        """Report a cell that is no plain number."""
        label = self.label(column)
        what = (f'{label} = "{short(cell.text)}" 不是数',
                f'{label} = "{short(cell.text)}" is not a number')  # fmt: skip
        fix = ("单位写在单位列,百分号去掉", "the unit has a column of its own, no percent sign")
        if cell.broken is not None:
            what = (f"{label}:{cell.broken.zh}", f"{label}: {cell.broken.en}")
            fix = ("改成数值", "put a plain number")
        elif cell.percent:
            what = (f"{label} 是百分数格式", f"{label} is a percent cell")
            fix = ("把单元格格式改为数值", "format the cell as a plain number")
        elif not cell.text:
            what, fix = (
                (f"{label} 为空,不是数", f"{label} is blank"),
                ("补上数值", "put the number"),
            )
        elif plain(cell.text) in UNKNOWN_WORDS:
            fix = ("未知就留空或删去这一行", "leave it blank or delete the row if unknown")
        self.report(row, column, what, ("一个数,不带单位", "a number without its unit"), fix)

    def done(self) -> None:
        """Raise FileError, a DataError, when anything was reported."""
        if self.faults:
            raise FileError(self.faults)


def read_table(
    path: Path, required: Sequence[str], optional: Sequence[str] = (), form: Form | None = None
) -> Table:
    """The table of a CSV or .xlsx file, cells stripped and numbers in full-width digits made plain.

    `form` gives the columns' other headers and the names of the sheet it may be on.  Raises
    FileError, a DataError, when the file is missing, unreadable, or its header has missing,
    unknown or repeated columns; ragged records and merged cells are in `Table.faults`.
    """
    known = [*required, *optional]
    names = {plain(code): code for code in known}
    if form is not None:
        names = {word: code for word, code in form.headings().items() if code in known}
    wanted = set(required)

    def is_header(words: Sequence[str]) -> bool:
        found = {names.get(plain(word).strip("*")) for word in words}
        return 2 * len(found & wanted) >= len(wanted)

    sheet = read_sheet(path, is_header, form.sheets if form is not None else ())
    labels = list(sheet.header)
    columns = [names.get(plain(word).strip("*"), word) for word in labels]
    # Of a CSV every record is counted below, and more strictly: a stray comma before a blank last
    # cell shifts all the others.
    table = Table(path, sheet, columns, labels, [], list(sheet.faults) if sheet.name else [])
    wrong = header_faults(sheet, columns, required, known, form)
    if wrong:
        raise FileError([*table.faults, *wrong])
    for record in sheet.rows:
        if not sheet.name and len(record.cells) != sheet.width:
            table.faults.append(ragged(sheet, record.line, len(record.cells), sheet.width))
        else:
            table.rows.append(_row(record, columns, optional))
    return table


def _row(record: Record, columns: Sequence[str], optional: Sequence[str]) -> Row:
    """A record with its cells by column."""
    raw = dict(zip(columns, record.cells, strict=False))
    cells = {name: "" for name in (*optional, *columns)}
    cells |= {name: _plain(cell.text) for name, cell in raw.items()}
    return Row(record.line, cells, raw)


def _plain(text: str) -> str:
    """A cell that is a number in full-width characters or with separators made a plain one."""
    found = split_number(text)
    if found is None or found[1] or text.isascii():
        return text
    return plain(text)
