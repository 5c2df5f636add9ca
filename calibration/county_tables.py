"""Parks and known projects of a county, as planners fill them in: CSV or .xlsx, in either language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from calibration.plain_text import plain
from calibration.table_columns import FORMS, GRADE_WORDS, YES_WORDS
from calibration.tables import Row, Table, read_table
from model.records import PARK
from model.spec import Item, KnownProject
from model.units import FIRST_YEAR, LATEST_YEAR, quarter_index

GRADES = ("published", "secondary", "derived", "proxy", "assumption")
_QUARTER = re.compile(r"(\d{4})年?-?(?:q|第)?([1-4一二三四])(?:季度?)?")
_CODE = re.compile(r"[a-z][a-z0-9_]*")
_SPLIT = re.compile(r"[|、,;/]")


def read_parks(
    path: Path, sectors: Sequence[Item]
) -> tuple[tuple[Item, ...], np.ndarray, np.ndarray]:
    """Items, PARK[n] and which sectors each admits, bool[n, sectors].

    Raises DataError with every fault of the file.
    """
    table = _form_table(path, "parks")
    items, records = [], np.zeros(len(table.rows), PARK)
    allows = np.zeros((len(table.rows), len(sectors)), bool)
    for record, allow, row in zip(records, allows, table.rows, strict=True):
        items.append(_item(table, row, "code"))
        small = table.choice(row, "small_park", ("0", "1"), words=YES_WORDS)
        record["small_park"] = int(small or 0)
        record["serviced"] = _amount(table, row, "serviced_mu_2017")
        record["vacant"] = record["serviced"]
        record["opening"] = _amount(table, row, "opening_mu")
        table.choice(row, "grade", GRADES, words=GRADE_WORDS)
        allow[:] = _admitted(table, row, sectors)
    _check_codes(table, "code")
    table.done()
    return tuple(items), records, allows


def read_projects(path: Path, sectors: Sequence[Item]) -> tuple[KnownProject, ...]:
    """Dated known projects, none for a table without rows.

    Raises DataError with every fault of the file.
    """
    table = _form_table(path, "projects")
    projects = [_project(table, row, sectors) for row in table.rows]
    _check_codes(table, "id")
    table.done()
    return tuple(projects)


def read_quarter(table: Table, row: Row, column: str) -> int:
    """Quarter index of a cell such as 2021Q4 or 2021年四季度; a fault and 0 for anything else."""
    text = row.cells[column]
    found = _QUARTER.fullmatch(plain(text))
    if found is not None and FIRST_YEAR <= int(found[1]) <= LATEST_YEAR:
        return quarter_index(int(found[1]), "一二三四".find(found[2]) + 1 or int(found[2]))
    table.report(
        row,
        column,
        (f'{table.label(column)} = "{text}" 不是季度', f'{table.label(column)} = "{text}": no quarter'),
        (f"{FIRST_YEAR}Q1 至 {LATEST_YEAR}Q4", f"{FIRST_YEAR}Q1 to {LATEST_YEAR}Q4"),
        ("改成年份加 Q1-Q4,如 2021Q4", "write the year and Q1 to Q4, such as 2021Q4"),
    )  # fmt: skip
    return 0


def _form_table(path: Path, kind: str) -> Table:
    form = FORMS[kind]
    return read_table(path, form.required, form.optional, form)


def _item(table: Table, row: Row, code: str) -> Item:
    """Code and names; the English name may be left blank."""
    cells = row.cells
    for column in (code, "name_zh"):
        if not cells[column]:
            label = table.label(column)
            table.report(
                row, column, (f"{label} 为空", f"{label} is blank"), ("不为空", "not blank"),
                ("补上代码和名称", "give it a code and a name"),
            )  # fmt: skip
    return Item(cells[code], cells["name_zh"], cells["name_en"] or cells["name_zh"])


def _amount(
    table: Table, row: Row, column: str, high: float = 1e9, percent: float | None = None
) -> float:
    """A number that is not negative; 0 when faulty, which is then reported by `table.done`."""
    value = table.number(row, column, 0.0, high, percent=percent)
    return 0.0 if value is None else value


def _admitted(table: Table, row: Row, sectors: Sequence[Item]) -> list[bool]:
    """Which sectors a park's cell names."""
    names = _names(sectors)
    words = [word for word in map(plain, _SPLIT.split(row.cells["sectors"])) if word]
    for word in words or [""]:
        if word not in names:
            said = f'"{word}"' if word else ""
            table.report(
                row, "sectors",
                (f"行业 {said} 不认识" if word else "没有准入行业",
                 f"unknown sector {said}" if word else "no sector is admitted"),
                ("、".join(item.name_zh for item in sectors), ", ".join(item.code for item in sectors)),
                ("改正名称或代码,用 | 分隔", "put names or codes, parted by |"),
            )  # fmt: skip
    found = {names[word] for word in words if word in names}
    return [index in found for index in range(len(sectors))]


def _names(items: Sequence[Item]) -> Mapping[str, int]:
    """Index by code and by either name, plain."""
    return {
        plain(word): index
        for index, item in enumerate(items)
        for word in (item.code, item.name_zh, item.name_en)
    }


def _project(table: Table, row: Row, sectors: Sequence[Item]) -> KnownProject:
    """One project, faults reported to the table."""
    item = _item(table, row, "id")
    codes = [sector.code for sector in sectors]
    words = {name: s.code for s in sectors for name in (s.name_zh, s.name_en)}
    sector = table.choice(row, "sector", codes, words=words)
    table.choice(row, "grade", GRADES, words=GRADE_WORDS)
    return KnownProject(
        item.code,
        item.name_zh,
        codes.index(sector) if sector else 0,
        read_quarter(table, row, "commission_quarter"),
        _span(table, row, "capex"),
        _span(table, row, "revenue"),
        _amount(table, row, "staff"),
        _amount(table, row, "site_mu"),
        _amount(table, row, "va_rate", 1.0, percent=1.0),
        _amount(table, row, "energy_intensity"),
        _amount(table, row, "delay_quarters_sd", 40.0),
        _amount(table, row, "booked_probability", 1.0, percent=1.0),
    )


def _span(table: Table, row: Row, name: str) -> tuple[float, float]:
    """Low and high end in 万元, in this order."""
    ends = (f"{name}_low_wan_yuan", f"{name}_high_wan_yuan")
    low, high = (_amount(table, row, column) for column in ends)
    if low > high and row.cells[ends[1]]:
        labels = [table.label(column) for column in ends]
        table.report(
            row, ends[1],
            (f"{labels[1]} {high:g} 小于 {labels[0]} {low:g}",
             f"{labels[1]} {high:g} is below {labels[0]} {low:g}"),
            (f"不小于 {low:g}", f"{low:g} or more"),
            ("上下限是否填反", "are the two the wrong way round?"),
        )  # fmt: skip
    return low, high


def _check_codes(table: Table, column: str) -> None:
    """Every code once, and fit to be part of the code of a lever."""
    seen: dict[str, int] = {}
    for row in table.rows:
        code, label = row.cells[column], table.label(column)
        if not code:
            continue
        if not _CODE.fullmatch(code):
            table.report(
                row, column, (f'{label} = "{code}"', f'{label} = "{code}"'),
                ("小写英文字母开头,字母、数字、下划线", "lower-case letters, digits and _"),
                ("改成英文代码", "write a code in letters"),
            )  # fmt: skip
        elif code in seen:
            table.report(
                row, column, (f"{label} {code} 与第 {seen[code]} 行重复", f"{code} repeats row {seen[code]}"),
                ("每个代码一次", "every code once"), ("改代码或删去一行", "change it or delete a row"),
            )  # fmt: skip
        seen.setdefault(code, row.line)
