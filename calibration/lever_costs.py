"""What a lever costs the public purse: `lever_costs.csv` of a county's folder.

One row a lever, or one for all parks or sectors of a repeated lever.  What the model pays by
itself (subsidies, works) is taken from its runs and has no price here; what it does not pay has a
price a unit, counted from the value without the plan, and a range.  Every price has a grade and a
source; a price nobody has published is a declared assumption.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from calibration.lever_values import GRADES, lever_pattern
from calibration.tables import Row, Table, read_table
from model.levers import BY_CODE, Lever

FILE_NAME = "lever_costs.csv"
COLUMNS = (
    *("code", "kind", "unit_cost", "low", "high", "per", "grade", "source", "note"),
    *("source_en", "note_en"),
)
# Who pays for a lever: code -> (Chinese, English).
RUNS, MIXED, OUTSIDE, SOURCE, RULE = "runs", "mixed", "outside", "source", "rule"
KINDS: dict[str, tuple[str, str]] = {
    RUNS: ("运行内", "in runs"),
    MIXED: ("运行内外", "partly in runs"),
    OUTSIDE: ("运行外", "outside runs"),
    SOURCE: ("资金来源", "source of money"),
    RULE: ("规定", "a rule"),
}
PRICED = (MIXED, OUTSIDE)
YEAR, ONCE = "year", "once"
PER: dict[str, tuple[str, str]] = {YEAR: ("每年", "a year"), ONCE: ("一次", "once")}
_DEAREST = 1e7


@dataclass(frozen=True)
class LeverCost:
    """One row: `unit_cost` within `low`..`high`, 万元 for one unit of the lever.

    Counted on the change from the value without the plan, `per` year or once.  Zero for a lever
    without a price here, whose `kind` says why.
    """

    code: str
    kind: str
    unit_cost: float
    low: float
    high: float
    per: str
    grade: str
    source: str
    note: str
    source_en: str
    note_en: str
    line: int

    def grounds(self, lang: str) -> str:
        """What it is and where it comes from, in `zh` or `en`."""
        if lang == "en":
            return f"{self.note_en} ({self.source_en})"
        return f"{self.note} ({self.source})"

    @property
    def priced(self) -> bool:
        """Whether something is paid that the model's runs do not pay."""
        return self.kind in PRICED

    @property
    def in_runs(self) -> bool:
        """Whether the model pays for it, all or in part."""
        return self.kind in (RUNS, MIXED)


def load_lever_costs(path: Path, codes: Collection[str]) -> dict[str, LeverCost]:
    """The cost of every lever of a county, by its code (those of parks and sectors written out).

    `path` is the file or the county's folder, `codes` the county's levers.  A row of one park or
    sector goes before the row of its pattern.  Raises DataError with every fault.
    """
    table = read_table(path / FILE_NAME if path.is_dir() else path, COLUMNS)
    rows: dict[str, LeverCost] = {}
    for row in table.rows:
        found = _read_row(table, row, codes)
        if found is None:
            continue
        if found.code in rows:
            table.report(
                row, "code",
                (f'code = "{found.code}" 重复', f'code = "{found.code}" is repeated'),
                ("每个杠杆一行", "one row a lever"), ("删去一行", "delete a row"),
            )  # fmt: skip
        rows.setdefault(found.code, found)
    _check_complete(table, rows, codes)
    table.done()
    return {code: _row_of(rows, code) for code in codes}


def _pattern(code: str) -> Lever:
    """The registry's lever that a county's lever belongs to."""
    found = lever_pattern(code)
    if found is None:
        raise KeyError(code)
    return found


def _row_of(rows: Mapping[str, LeverCost], code: str) -> LeverCost:
    """The row that a lever goes by: its own, else that of its pattern."""
    return rows[code] if code in rows else rows[_pattern(code).code]


def _read_row(table: Table, row: Row, codes: Collection[str]) -> LeverCost | None:
    """One row, None when its lever is unknown; other faults are noted in the table."""
    code = row.cells["code"]
    if code not in BY_CODE and code not in codes:
        table.choice(row, "code", [*BY_CODE, *(item for item in codes if item not in BY_CODE)])
        return None
    for column in ("source", "note", "source_en", "note_en"):
        if not row.cells[column]:
            table.report(
                row, column, (f"{column} 为空", f"{column} is blank"), ("文字", "text"),
                ("写明来源或理由", "say where it comes from and what it is"),
            )  # fmt: skip
    kind = table.choice(row, "kind", KINDS)
    grade = table.choice(row, "grade", GRADES)
    price, low, high, per = _price(table, row, kind) if kind else (0.0, 0.0, 0.0, "")
    cells = row.cells
    return LeverCost(
        code, kind, price, low, high, per, grade, cells["source"], cells["note"],
        cells["source_en"], cells["note_en"], row.line,
    )  # fmt: skip


def _price(table: Table, row: Row, kind: str) -> tuple[float, float, float, str]:
    """Price, range and `per` of a row that has a price; of another one they must be blank."""
    columns = ("unit_cost", "low", "high")
    if kind not in PRICED:
        for column in (*columns, "per"):
            if row.cells[column]:
                table.report(
                    row, column,
                    (f"kind = {kind} 的杠杆不该有 {column}", f"a lever of kind {kind} has no {column}"),
                    ("留空", "blank"),
                    ("清空这一格,或把 kind 改成 mixed 或 outside",
                     "clear the cell, or make the kind mixed or outside"),
                )  # fmt: skip
        return 0.0, 0.0, 0.0, ""
    price, low, high = (table.number(row, column, 0.0, _DEAREST) for column in columns)
    per = table.choice(row, "per", PER)
    if price is None or low is None or high is None:
        return 0.0, 0.0, 0.0, per
    for column, value, wrong in (("low", low, low > price), ("high", high, high < price)):
        if wrong:
            side = ("不大于", "at most") if column == "low" else ("不小于", "at least")
            table.report(
                row, column,
                (f"{column} = {value:g} 不在 unit_cost = {price:g} 的这一侧",
                 f"{column} = {value:g} is on the wrong side of unit_cost = {price:g}"),
                (f"{side[0]} {price:g}", f"{side[1]} {price:g}"),
                ("上下限是否填反", "are the two the wrong way round?"),
            )  # fmt: skip
    return price, low, high, per


def _check_complete(table: Table, rows: Mapping[str, LeverCost], codes: Collection[str]) -> None:
    """Note every lever that has no row, and every pattern that the county has no lever of."""
    end = Row(table.rows[-1].line if table.rows else 1, {})
    missing = [code for code in codes if code not in rows and _pattern(code).code not in rows]
    # All parks without a row are one fault.
    for code in dict.fromkeys(_pattern(code).code for code in missing):
        table.report(
            end, "code", (f"缺少杠杆 {code} 的费用", f"the cost of {code} is missing"),
            ("每个杠杆一行", "a row for every lever"),
            ("补上一行;没有公布的数就写明是设定(assumption)并给出范围",
             "add it; without a published number declare an assumption with its range"),
        )  # fmt: skip
