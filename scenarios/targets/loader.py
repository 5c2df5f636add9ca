"""Reading `targets.csv`: every fault by file, line and column, all at once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast

from calibration.tables import Row, Table, read_table
from model.indicators import BY_CODE
from model.units import FIRST_YEAR, LATEST_YEAR
from scenarios.targets.target import KINDS, OPS, Kind, Op, Target

COLUMNS = (
    "id",
    "clause",
    "wording",
    "name_zh",
    "name_en",
    "kind",
    "indicator",
    "scope_zh",
    "scope_en",
    "unit",
    "op",
    "value",
    "tolerance",
    "years",
    "baseline_year",
    "headline",
    "counted",
    "note_zh",
    "note_en",
    "reason_zh",
    "reason_en",
)
FILE_NAME = "targets.csv"
_YEARS = re.compile(r"(\d{4})(?:\s*[-–—]\s*(\d{4}))?")
_ALWAYS = ("id", "clause", "wording", "name_zh", "name_en")


def load_targets(path: Path) -> list[Target]:
    """Every target of a county's file (or of the `targets.csv` in a folder), in file order.

    Raises DataError with every fault of the file, one line each.
    """
    table = read_table(path / FILE_NAME if path.is_dir() else path, COLUMNS)
    found = [_target(table, row) for row in table.rows]
    _check_unique(table)
    table.done()
    return [target for target in found if target is not None]


def _target(table: Table, row: Row) -> Target | None:
    """One row checked; None when it has a fault (which is then reported)."""
    cells, before = row.cells, len(table.problems)
    for column in _ALWAYS:
        _filled(table, row, column)
    kind = cast(Kind, table.choice(row, "kind", KINDS))
    years: tuple[int, ...] = ()
    baseline = 0
    if kind == "outside":
        for column in ("reason_zh", "reason_en"):
            _filled(table, row, column)
    elif kind:
        _check_indicator(table, row, kind)
        _check_goal(table, row, kind)
        years = _years(table, row)
        baseline = table.whole(row, "baseline_year", FIRST_YEAR, LATEST_YEAR) or 0
        _check_years(table, row, kind, years, baseline)
    flags = [table.choice(row, column, ("0", "1")) == "1" for column in ("headline", "counted")]
    if len(table.problems) > before:
        return None
    return Target(
        **{name: cells[name] for name in (*_ALWAYS, "indicator", "unit")},
        **{name: cells[name] for name in COLUMNS if name.startswith(("scope", "note", "reason"))},
        kind=kind,
        op=cast(Op, cells["op"]),
        value=float(cells["value"].replace(",", "") or "nan"),
        tolerance=float(cells["tolerance"] or 0),
        years=years,
        baseline_year=baseline,
        headline=flags[0],
        counted=flags[1],
    )


def _filled(table: Table, row: Row, column: str) -> None:
    if not row.cells[column]:
        table.report(row, column, f"{column} 为空", "不为空", f"补上 {column}")


def _years(table: Table, row: Row) -> tuple[int, ...]:
    """The window of `2027` or `2023-2027`; empty when faulty."""
    match = _YEARS.fullmatch(row.cells["years"])
    first = int(match[1]) if match else 0
    last = int(match[2] or match[1]) if match else 0
    if not FIRST_YEAR <= first <= last <= LATEST_YEAR:
        table.report(
            row,
            "years",
            f'years = "{row.cells["years"]}" 不是年份或年份区间',
            f"{FIRST_YEAR} 至 {LATEST_YEAR} 的一年,或 2023-2027",
            "先写起始年,再写终止年",
        )
        return ()
    return tuple(range(first, last + 1))


def _check_indicator(table: Table, row: Row, kind: str) -> None:
    """Report an unknown indicator, another unit, or a cumulative target on a flow."""
    indicator = BY_CODE.get(table.choice(row, "indicator", tuple(BY_CODE)))
    if indicator is None:
        return
    if kind == "cumulative" and indicator.kind != "stock":
        table.report(
            row,
            "kind",
            f"累计目标用了非存量指标 {indicator.code}",
            "年末存量指标",
            "改用存量指标,或把 kind 改为 point",
        )
    if row.cells["unit"] != indicator.unit:
        table.report(
            row,
            "unit",
            f'单位 "{row.cells["unit"]}" 与指标 {indicator.code} 不符',
            indicator.unit,
            "把单位与目标值换算为指标的单位",
        )


def _check_goal(table: Table, row: Row, kind: Kind) -> None:
    """Report a comparison that the kind does not allow, and missing or stray numbers."""
    table.choice(row, "op", OPS[kind])
    if kind != "direction":
        table.number(row, "value")
    elif row.cells["value"]:
        table.report(row, "value", "方向性目标不设目标值", "留空", "删去目标值")
    if kind == "approx":
        table.number(row, "tolerance", low=1e-12)
    elif row.cells["tolerance"]:
        table.report(row, "tolerance", "只有 approx 有允许偏差", "留空", "删去允许偏差")


def _check_years(table: Table, row: Row, kind: str, years: tuple[int, ...], baseline: int) -> None:
    """Report a window on a target of one year, and a baseline that is not before it."""
    if len(years) > 1 and kind not in ("every_year", "direction"):
        table.report(row, "years", f"{kind} 只看一年", "一个年份", "改为一个年份,或改 kind")
    # A window that rises every year compares its first year with the baseline.
    late = bool(years) and (baseline >= years[0] or (len(years) > 1 and baseline != years[0] - 1))
    if baseline and late:
        table.report(
            row,
            "baseline_year",
            f"基期 {baseline} 与年份 {row.cells['years']} 不衔接",
            "早于目标年;窗口目标为首年的上一年",
            "核对基期",
        )


def _check_unique(table: Table) -> None:
    """Report an id given twice."""
    seen: dict[str, int] = {}
    for row in table.rows:
        name = row.cells["id"]
        if name in seen:
            table.report(
                row,
                "id",
                f"目标 {name} 与第 {seen[name]} 行重复",
                "每个编号一行",
                "改编号或删去一行",
            )
        seen.setdefault(name, row.line)
