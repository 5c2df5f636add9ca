"""What the county's plan makes of every lever: `levers.csv` of a county's folder.

One row a lever (park and sector patterns written out): the action it belongs to, the clause
of the plan, its value without the plan, under the plan and beyond the plan, and where each
value comes from.  Values live here only; scenario files name them, they never copy them.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from calibration.errors import DataError
from calibration.tables import Row, Table, read_table
from model.levers import LEVERS, Lever
from model.units import LATEST_YEAR

# The six actions of the plan and its policy measures: code -> (Chinese, English).
GROUPS: dict[str, tuple[str, str]] = {
    "space": ("空间腾换", "space renewal"),
    "growth": ("招大做强", "attracting and growing"),
    "firms": ("企业优强", "stronger enterprises"),
    "quality": ("品质提升", "quality"),
    "digital": ("数字赋能", "digitalisation"),
    "innovation": ("创新强工", "innovation"),
    "policy": ("政策措施", "policy measures"),
}
GRADES = ("published", "derived", "proxy", "assumption")
COLUMNS = ("code", "group", "clause", "no_plan", "plan", "ambitious", "grade", "source", "note")
# The plan begins in 2023; a path says what holds from its first year on.
START_YEAR = 2023
# Stocks: what has been serviced or built does not go away.
CUMULATIVE = ("park_land", "dormitory_beds")

LeverPath = dict[int, float]


@dataclass(frozen=True)
class LeverRow:
    """One row: three paths {year: value} in the registry's unit, and their provenance."""

    code: str
    group: str
    clause: str
    no_plan: LeverPath
    plan: LeverPath
    ambitious: LeverPath
    grade: str
    source: str
    note: str
    line: int

    def path(self, base: str) -> LeverPath:
        """The path of `no_plan`, `plan` or `ambitious`; KeyError for another name."""
        return {"no_plan": self.no_plan, "plan": self.plan, "ambitious": self.ambitious}[base]


def lever_pattern(code: str) -> Lever | None:
    """The registry's lever that `code` belongs to, None when there is none."""
    for lever in LEVERS:
        if code == lever.code and not lever.per:
            return lever
        if lever.per and code.startswith(f"{lever.code}_") and code != f"{lever.code}_":
            return lever
    return None


def is_cumulative(code: str) -> bool:
    """Whether a lever is a stock, whose path may not fall."""
    lever = lever_pattern(code)
    return lever is not None and lever.code in CUMULATIVE


def load_lever_values(
    path: Path, items: Mapping[str, Collection[str]] | None = None
) -> dict[str, LeverRow]:
    """Rows of `path` by lever code, in file order.

    `items` gives the county's codes by kind, {"park": ..., "sector": ...}; with it, a pattern
    lever must have one row for each of them and no other.  Raises DataError with every fault.
    """
    table = read_table(path, COLUMNS)
    rows: dict[str, LeverRow] = {}
    for row in table.rows:
        found = _read_row(table, row)
        if found is None:
            continue
        if found.code in rows:
            table.report(row, "code", f'code = "{found.code}" 重复', "每个杠杆一行", "删去一行")
        rows[found.code] = found
    _check_complete(table, rows, items)
    table.done()
    return rows


def _read_row(table: Table, row: Row) -> LeverRow | None:
    """One row, None when its code is unknown; other faults are noted in the table."""
    code = row.cells["code"]
    lever = lever_pattern(code)
    if lever is None:
        table.choice(row, "code", [item.code for item in LEVERS])
        return None
    for column in ("clause", "source", "note"):
        if not row.cells[column]:
            table.report(row, column, f"{column} 是空的", "文字", "写明条款、来源或理由")
    return LeverRow(
        code=code,
        group=table.choice(row, "group", GROUPS),
        clause=row.cells["clause"],
        no_plan=_read_path(table, row, "no_plan", lever),
        plan=_read_path(table, row, "plan", lever),
        ambitious=_read_path(table, row, "ambitious", lever),
        grade=table.choice(row, "grade", GRADES),
        source=row.cells["source"],
        note=row.cells["note"],
        line=row.line,
    )


def parse_points(text: str) -> LeverPath | None:
    """{year: value} of `0.1` or `2023:0.1;2025:0.2`; None when it is neither."""
    points: LeverPath = {}
    parts = [part.strip() for part in text.split(";")]
    try:
        if len(parts) == 1 and ":" not in text:
            points[START_YEAR] = float(text)
        else:
            for year, value in (part.split(":") for part in parts):
                if int(year) in points:
                    return None
                points[int(year)] = float(value)
    except ValueError:
        return None
    return points if all(map(math.isfinite, points.values())) else None


def _read_path(table: Table, row: Row, column: str, lever: Lever) -> LeverPath:
    """The path in one cell; faults are noted and an empty path returned."""
    text = row.cells[column]
    points = parse_points(text)
    if points is None:
        form = "0.1 或 2023:0.1;2025:0.2"
        table.report(row, column, f'{column} = "{text}" 不是数,也不是逐年的路径', form, "改写")
        return {}
    years = list(points)
    if years[0] != START_YEAR or years != sorted(years) or years[-1] > LATEST_YEAR:
        allowed = f"从 {START_YEAR} 起递增,不晚于 {LATEST_YEAR}"
        table.report(row, column, f"{column} 的年份是 {years}", allowed, "补上或改正年份")
    for value in points.values():
        if not lever.minimum <= value <= lever.maximum:
            allowed = f"[{lever.minimum:g}, {lever.maximum:g}](单位:{lever.unit or '无'})"
            table.report(row, column, f"{column} = {value:g} 超出范围", allowed, "核对数值与单位")
    values = list(points.values())
    if lever.code in CUMULATIVE and values != sorted(values):
        table.report(row, column, f"{column} 是累计量却减少了", "不减的数列", "改成累计值")
    return points


def _check_complete(
    table: Table, rows: Mapping[str, LeverRow], items: Mapping[str, Collection[str]] | None
) -> None:
    """Note every lever without a row and every row of a park or sector that does not exist."""
    end = Row(table.rows[-1].line if table.rows else 1, {})
    wanted = set()
    for lever in LEVERS:
        if not lever.per:
            wanted.add(lever.code)
        elif items is not None:
            wanted.update(f"{lever.code}_{item}" for item in items[lever.per])
        elif not any(lever_pattern(code) is lever for code in rows):
            wanted.add(f"{lever.code}_*")
    for code in sorted(wanted - set(rows)):
        table.report(end, "code", f"缺少杠杆 {code}", "登记表中的每个杠杆一行", "补上一行")
    if items is not None:
        for code in (code for code in rows if code not in wanted):
            place = Row(rows[code].line, {})
            table.report(place, "code", f'code = "{code}" 的园区或行业不存在', "本县的代码", "改正")


def county_lever_file(county: str) -> Path:
    """`levers.csv` of a county that is installed with the package.

    Raises DataError when there is no such county.
    """
    path = Path(__file__).resolve().parent / "counties" / county / "levers.csv"
    if not path.is_file():
        raise DataError([f"{path}:1:1: 找不到文件; 允许: levers.csv; 改法: 核对县的代码 {county}"])
    return path
