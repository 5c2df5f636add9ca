"""The header of a roster file, and where each of its columns stands."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from calibration.cell_values import units_of
from calibration.faults import Fault, FileError, Findings, Notice, Words
from calibration.plain_text import did_you_mean, plain, split_header
from calibration.roster_columns import BY_CODE, COLUMNS, RosterColumn
from calibration.roster_words import HEADER_WORDS, find_column
from calibration.sheet import Cell, Record, Sheet

# Brackets of a header that say how to fill in a column rather than its unit.
_REMARKS = ("必填", "选填", "可空", "required", "optional")


def looks_like_roster(words: Sequence[str]) -> bool:
    """Whether a row of words is the header of a roster: at least three of its columns."""
    found = {column.code for word in words if (column := find_column(word)) is not None}
    return len(found) >= 3 and "sector" in found


class RosterTable:
    """A sheet with its columns known: cells and places by column code.

    Unknown and repeated columns are faults among the others of the file.  Raises FileError at once
    where columns are missing or in another unit: every row would only say the same again.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.findings = Findings(list(sheet.faults))
        self._position: dict[str, int] = {}
        self._other_units = False
        for index, word in enumerate(sheet.header):
            self._place(index, word)
        lacking = [c for c in COLUMNS if c.required and c.code not in self._position]
        for column in lacking:
            self._missing(column)
        if lacking or self._other_units:
            raise FileError(self.findings.faults)

    def has(self, code: str) -> bool:
        """Whether the file has the column."""
        return code in self._position

    def cell(self, row: Record, code: str) -> Cell:
        """A row's cell; a blank one for a column the file does not have."""
        at = self._position.get(code, len(row.cells))
        return row.cells[at] if at < len(row.cells) else Cell()

    def fault(self, line: int, code: str, what: Words, allowed: Words, fix: Words) -> None:
        """Note a fault of the cell in `line` under a column."""
        column = self._position.get(code, 0) + 1
        where = self.sheet.where(line, column)
        self.findings.faults.append(Fault(where, what, allowed, fix, (line, column)))

    def notice(self, line: int, code: str, what: Words) -> None:
        """Note something to know about the cell in `line` under a column."""
        column = self._position.get(code, 0) + 1
        where = self.sheet.where(line, column)
        self.findings.notices.append(Notice(where, what, (line, column)))

    @property
    def header_line(self) -> int:
        """Line of the header."""
        return self.sheet.header_line

    def _place(self, index: int, word: str) -> None:
        """Note which column a header word names, or that it names none."""
        column = find_column(word)
        if column is None:
            if word:
                self._unknown(index, word)
            elif any(len(r.cells) > index and r.cells[index].text for r in self.sheet.rows):
                self._header(
                    index,
                    ("这一列有内容但没有表头", "a column with content but no header"),
                    ("补上表头,或删去这一列", "add its header, or delete the column"),
                )
            return
        if column.code in self._position:
            first = self._position[column.code] + 1
            self._header(
                index,
                (f'列 "{word}" 与第 {first} 列重复', f'column "{word}" repeats column {first}'),
                ("删去其中一列", "delete one of them"),
            )
            return
        self._position[column.code] = index
        self._check_unit(index, column, word)

    def _unknown(self, index: int, word: str) -> None:
        near = difflib.get_close_matches(split_header(word)[0], HEADER_WORDS, n=1)
        fix = ("删去该列,或把内容移到 备注", "delete the column, or move it into note")
        if near:
            english = {word: column.code for word in near if (column := find_column(word))}
            zh, en = did_you_mean(near[0], english)
            fix = (f"{zh} 不是就删去该列", f"{en} else delete it")
        self._header(index, (f'不认识的列 "{word}"', f'unknown column "{word}"'), fix)

    def _check_unit(self, index: int, column: RosterColumn, word: str) -> None:
        """A header that names another unit than the column's is a fault."""
        unit = "" if plain(word) in (plain(column.name_zh), column.code) else split_header(word)[1]
        if unit in ("", plain(column.unit.zh), plain(column.unit.en), *_REMARKS):
            return
        if column.percent and unit == "%":
            fix = (
                "表头改为 " + column.header() + ",数值写 0.015 或 1.5%",
                f"call it {column.code} and write 0.015 or 1.5%",
            )
        elif unit in units_of(column):
            factor = f"{units_of(column)[unit]:g}"
            fix = (
                f"数值乘以 {factor},表头改为 {column.header()}",
                f"multiply by {factor} and call it {column.code}",
            )
        else:
            fix = (f"表头改为 {column.header()}", f"call it {column.code}")
        self._other_units = True
        self._header(
            index,
            (f"表头 {word} 的单位是 {unit}", f"header {word} names the unit {unit}"),
            fix,
            (column.unit.zh or "不带单位", column.unit.en or "no unit"),
        )

    def _missing(self, column: RosterColumn) -> None:
        where = self.sheet.where(self.header_line, 1)
        name = column.header()
        known = self._allowed()
        self.findings.faults.append(
            Fault(
                where,
                Words(f"缺少列 {name}", f"column {column.code} is missing"),
                Words(*known),
                Words(f"加上列 {name}", f"add the column {column.code}"),
                (self.header_line, 0),
            )
        )

    def _header(
        self,
        index: int,
        what: tuple[str, str],
        fix: tuple[str, str],
        allowed: tuple[str, str] | None = None,
    ) -> None:
        where = self.sheet.where(self.header_line, index + 1)
        order = (self.header_line, index + 1)
        fault = Fault(where, Words(*what), Words(*(allowed or self._allowed())), Words(*fix), order)
        self.findings.faults.append(fault)

    @staticmethod
    def _allowed() -> tuple[str, str]:
        """The columns there are, in words."""
        return "、".join(c.name_zh for c in COLUMNS), ", ".join(BY_CODE)
