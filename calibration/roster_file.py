"""The county's own list of enterprises: from a filled-in table to what the model starts from.

Random numbers are addressed by a hash of the id text alone: adding, removing or moving rows
moves nobody else's luck.  The rows enter the model in the order of those hashes, not the file's.
"""

from __future__ import annotations

import hashlib
import math
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from calibration.cell_values import CellFault, allowed_numbers, read_choice, read_number
from calibration.faults import Fault, Notice, Words
from calibration.plain_text import did_you_mean, nearest
from calibration.roster_checks import Entry, check_entries
from calibration.roster_columns import BY_CODE, NUMBERS
from calibration.roster_table import RosterTable, looks_like_roster
from calibration.roster_words import STATUS
from calibration.sheet import Record, read_sheet
from model.spec import CountySpec, Item

# Sheets of a workbook that hold the roster, in either language; else its first sheet.
SHEETS = ("企业名录", "roster")
# ROSTER_BASE + 2**39 stays below PROJECT_BASE, where other identities begin.
ID_BITS = 39
# What the note of an invented enterprise says.
EXAMPLE_MARKS = ("示例数据", "example data")
_TOTALS = ("合计", "总计", "小计", "total", "sum")
# Excel keeps fifteen digits of a number; a longer code stored as one has lost its end.
_EXACT = 1e15
# Fields in which an operating enterprise of size nought would divide by it.
_POSITIVE = ("capital", "site_mu")


@dataclass(frozen=True)
class Roster:
    """A roster as the model takes it and as its owner knows it, in the order of its addresses.

    rows ROSTER[n] (NaN where unknown), ids, names and lines (row of the file) [n], given
    bool[n, len(NUMBERS)]: which number cells the file states.  `notices` stop nothing;
    `examples` rows are marked as example data.
    """

    rows: np.ndarray
    ids: tuple[str, ...]
    names: tuple[str, ...]
    lines: tuple[int, ...]
    given: np.ndarray
    notices: tuple[Notice, ...]
    examples: int = 0

    def __len__(self) -> int:
        return len(self.rows)


def stable_id(text: str) -> int:
    """The number in [0, 2**39) that stands for an id text, the same in every file and version.

    It depends on the text alone, so that adding, removing or moving rows changes nobody
    else's luck; full-width and plain forms of a text are one.
    """
    digest = hashlib.sha256(_id_text(text).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - ID_BITS)


def _id_text(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def read_roster(path: Path, spec: CountySpec) -> Roster:
    """The enterprises of a CSV or .xlsx file (sheet 企业名录, else the first), in file order.

    Raises FileError with every fault of the file, each with its cell, what is allowed and how
    to put it right.
    """
    table = RosterTable(read_sheet(path, looks_like_roster, SHEETS))
    rows = table.sheet.rows
    if not rows:
        table.findings.faults.append(_no_rows(table))
    entries = [_entry(row, table, spec) for row in rows]
    kept = [entry for entry in entries if entry is not None]
    _check_ids(kept, table)
    examples = _tell_examples(table)
    check_entries(kept, spec, table)
    table.findings.done()
    return _roster(kept, table, examples)


def _no_rows(table: RosterTable) -> Fault:
    line = table.header_line + 1
    return Fault(
        table.sheet.where(line, 1),
        Words("没有企业", "there is no enterprise"),
        Words("每行一家企业", "one enterprise a row"),
        Words("从这一行起填写", "fill in from this row on"),
        (line, 1),
    )


def _entry(row: Record, table: RosterTable, spec: CountySpec) -> Entry | None:
    """One row read; None for a line of totals, which is a fault."""
    label, name = table.cell(row, "id").text, table.cell(row, "name").text
    if {label.lower(), name.lower()} & set(_TOTALS):
        table.fault(
            row.line,
            "id",
            Words("看来是合计行", "this looks like a line of totals"),
            Words("每行一家企业", "one enterprise a row"),
            Words("删去这一行", "delete the row"),
        )
        return None
    entry = Entry(
        row.line,
        _id_text(label),
        name or label,
        _idle(row, table),
        _item(row, "sector", spec.sector_items, table, required=True),
        _item(row, "park", spec.park_items, table, required=False),
    )
    _check_id(row, table)
    for column in NUMBERS:
        cell = table.cell(row, column.code)
        try:
            entry.numbers[column.field] = read_number(cell, column)
        except CellFault as fault:
            table.fault(row.line, column.code, fault.what, allowed_numbers(column), fault.fix)
            continue
        _check_size(entry, column.code, column.field, table)
    return entry


def _tell_examples(table: RosterTable) -> int:
    """Count and tell of rows marked as example data: what comes of them is no finding."""
    marked = [row for row in table.sheet.rows if table.cell(row, "note").text in EXAMPLE_MARKS]
    if marked:
        what = Words(
            f"有 {len(marked)} 行是示例数据,由此得到的结果也只是示例",
            f"{len(marked)} rows are example data, and so is all that comes of them",
        )
        table.notice(marked[0].line, "note", what)
    return len(marked)


def _check_size(entry: Entry, code: str, field: str, table: RosterTable) -> None:
    """An operating enterprise has revenue, and no capital or site of nought."""
    value = entry.numbers[field]
    if entry.idle or (field != "revenue" and not (field in _POSITIVE and value == 0)):
        return
    if field == "revenue" and value > 0:
        return
    what = (f"{BY_CODE[code].name_zh} 为 0", f"{code} is 0")
    fix = ("补上数值;未知留空", "put its value; leave it blank if unknown")
    if field == "revenue":
        blank = math.isnan(value)
        what = (
            "在营企业没有年营业收入" if blank else "在营企业年营业收入为 0",
            "no revenue for an operating enterprise" if blank else "revenue is 0 but operating",
        )
        fix = ("补上营业收入,或把状态写成 停业", "put its revenue, or make its status idle")
    table.fault(entry.line, code, Words(*what), Words("大于 0 的数", "more than 0"), Words(*fix))


def _idle(row: Record, table: RosterTable) -> bool:
    """Whether a row's status says idle; blank is operating."""
    text = table.cell(row, "status").text
    idle = read_choice(text, STATUS) if text else False
    if idle is None:
        near = nearest(text, STATUS)
        fix = ("已关停的删去该行,暂停的写 停业", "delete the closed, call the paused idle")
        if near:
            fix = did_you_mean(near, {near: "idle" if STATUS[near] else "operating"})
        table.fault(
            row.line,
            "status",
            Words(f'状态 "{text}" 不认识', f'unknown status "{text}"'),
            Words("在营、停业(空白为在营)", "operating, idle (blank is operating)"),
            Words(*fix),
        )
    return bool(idle)


# A park cell that says the enterprise is known to stand in none; blank is unknown.
OUTSIDE_WORDS = ("园区外", "none", "outside")
OUTSIDE = -1


def _item(
    row: Record, code: str, items: tuple[Item, ...], table: RosterTable, required: bool
) -> int | None:
    """Index of the sector or park that a cell names; None when blank or faulty."""
    text = table.cell(row, code).text
    if not text and not required:
        return None
    names = {
        word: index
        for index, item in enumerate(items)
        for word in (item.code, item.name_zh, item.name_en)
    }
    if code == "park":
        names |= dict.fromkeys(OUTSIDE_WORDS, OUTSIDE)
    found = read_choice(text, names)
    if found is not None:
        return found
    near = nearest(text, names)
    word = {"sector": "行业", "park": "园区"}[code]
    english = {item.name_zh: item.code for item in items} | {OUTSIDE_WORDS[0]: OUTSIDE_WORDS[1]}
    blank = ("留空表示未知", "leave it blank if unknown")
    choose = ("从允许的取值中选一个", "choose one of those")
    fix = did_you_mean(near, english) if near else choose if required else blank
    what = (f'{word} "{text}" 不认识', f'unknown {code} "{text}"')
    table.fault(
        row.line,
        code,
        Words(*(what if text else (f"没有填{word}", f"no {code}"))),
        Words("、".join(i.name_zh for i in items), ", ".join(i.code for i in items)),
        Words(*fix),
    )
    return None


def _check_id(row: Record, table: RosterTable) -> None:
    """An id must be there and must be whole."""
    cell = table.cell(row, "id")
    what, fix = ("", ""), ("把该列设为文本格式再填", "format the column as text and type it again")
    if cell.broken is not None:
        what = (f"编号:{cell.broken.zh}", f"id: {cell.broken.en}")
    elif not cell.text:
        what, fix = ("没有编号", "no id"), ("给每家企业一个编号", "give every enterprise an id")
    elif (cell.number is not None and abs(cell.number) >= _EXACT) or _scientific(cell.text):
        what = (
            f"编号 {cell.text} 超过15位,末尾已被 Excel 改动",
            f"id {cell.text} is longer than 15 digits; Excel has changed its end",
        )
    if what[0]:
        allowed = Words("任意文字,不重复", "any text, each once")
        table.fault(row.line, "id", Words(*what), allowed, Words(*fix))


def _scientific(text: str) -> bool:
    """Whether a text is a long number as Excel exports it: 9.13309E+17."""
    head, found, tail = text.upper().partition("E+")
    return bool(found) and tail.isdigit() and head.replace(".", "", 1).isdigit()


def _check_ids(entries: list[Entry], table: RosterTable) -> None:
    """Every id once, and no two ids with the same number."""
    seen: dict[int, Entry] = {}
    for entry in entries:
        if not entry.id:
            continue
        first = seen.setdefault(stable_id(entry.id), entry)
        if first is entry:
            continue
        same = first.id == entry.id
        table.fault(
            entry.line,
            "id",
            Words(
                f"编号 {entry.id} 与第 {first.line} 行" + ("重复" if same else f"的 {first.id} 冲突"),
                f"id {entry.id} " + ("repeats" if same else f"collides with {first.id} of")
                + f" row {first.line}",
            ),
            Words("每个编号一次", "every id once"),
            Words(
                "同一家企业删去一行,不同企业换一个编号" if same else "换一个编号",
                "delete one row, or give the other enterprise its own id" if same else "change it",
            ),
        )  # fmt: skip


def _roster(entries: list[Entry], table: RosterTable, examples: int) -> Roster:
    """The arrays of a roster without faults."""
    # The model's compiler is loaded only when a file turned out to be sound.
    from model.roster import ROSTER

    entries = sorted(entries, key=lambda entry: stable_id(entry.id))
    rows = np.zeros(len(entries), ROSTER)
    given = np.zeros((len(entries), len(NUMBERS)), bool)
    for row, known, entry in zip(rows, given, entries, strict=True):
        assert entry.sector is not None
        row["id"], row["sector"] = stable_id(entry.id), entry.sector
        row["idle"] = int(entry.idle)
        row["park"] = np.nan if entry.park is None else entry.park
        for column in NUMBERS:
            row[column.field] = entry.value(column.field)
        known[:] = [not math.isnan(entry.value(column.field)) for column in NUMBERS]
    return Roster(
        rows,
        tuple(entry.id for entry in entries),
        tuple(entry.name for entry in entries),
        tuple(entry.line for entry in entries),
        given,
        tuple(sorted(table.findings.notices, key=lambda notice: notice.order)),
        examples,
    )
