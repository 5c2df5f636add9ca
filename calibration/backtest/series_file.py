"""Annual series that the drivers are tested on: `backtest_series.csv` of a county's folder.

Each row is a stretch of the record without a break of vintage.  `times` names a ratio that the
levels are multiplied with (a share of GDP), `group` series that a VAR may see together,
`reverting` commodities, whose level may be pulled back, and `lends` the indicator of the county
whose benchmarks take their spread from here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from calibration.observations import GROWTHS, Observation
from calibration.tables import Row, Table, read_table

COLUMNS = (
    *("code", "name_zh", "name_en", "variable", "times", "first_year", "last_year"),
    *("group", "reverting", "lends", "note"),
)


@dataclass(frozen=True)
class AnnualSeries:
    """One series: log levels f8[years] in consecutive `years`, 0 in the first for growth."""

    code: str
    name_zh: str
    name_en: str
    group: str
    reverting: bool
    lends: str
    years: range
    values: np.ndarray

    def until(self, year: int) -> np.ndarray:
        """Log levels up to and including `year`."""
        return self.values[: max(0, year - self.years.start + 1)]


def load_series(path: Path, history: Sequence[Observation]) -> list[AnnualSeries]:
    """Every series of a county, none when it has no such file.

    Raises DataError with every fault: an unknown variable, a year that is missing.
    """
    if not path.exists():
        return []
    table = read_table(path, COLUMNS)
    usable = [row for row in history if row.grade != "rejected" and row.quarter is None]
    found = [_series(table, row, usable) for row in table.rows]
    table.done()
    return [series for series in found if series is not None]


def _series(table: Table, row: Row, history: Sequence[Observation]) -> AnnualSeries | None:
    """One series; its faults are reported to the table."""
    cells = row.cells
    first = table.whole(row, "first_year", 1900, 2100)
    last = table.whole(row, "last_year", 1900, 2100)
    reverting = table.choice(row, "reverting", ("yes", "no")) == "yes"
    if first is None or last is None:
        return None
    growth = [o for o in history if o.variable == cells["variable"] and o.operator in GROWTHS]
    if growth:
        changes = _by_year(table, row, "variable", growth, range(first, last + 1))
        values = None if changes is None else _chained(changes)
        years = range(first - 1, last + 1)
    else:
        years = range(first, last + 1)
        values = _levels(table, row, history, years)
    if values is None:
        return None
    return AnnualSeries(
        cells["code"], cells["name_zh"], cells["name_en"], cells["group"], reverting,
        cells["lends"], years, values,
    )  # fmt: skip


def _levels(
    table: Table, row: Row, history: Sequence[Observation], years: range
) -> np.ndarray | None:
    """Logs of levels, times a ratio where one is named; None after a fault."""
    total = np.zeros(len(years))
    for column in ("variable", "times"):
        name = row.cells[column]
        if not name and column == "times":
            continue
        mine = [item for item in history if item.variable == name]
        values = _by_year(table, row, column, mine, years)
        if values is None:
            return None
        if min(values) <= 0.0:
            table.report(
                row,
                column,
                (f"{name} 有不大于零的数", f"{name} has a number that is not positive"),
                ("大于零", "above zero"),
                ("缩短年份或换一个数列", "shorten the years or take another series"),
            )
            return None
        total += np.log(values)
    return total


def _by_year(
    table: Table, row: Row, column: str, rows: Sequence[Observation], years: range
) -> list[float] | None:
    """Values of all years; used rows win over context, context over rows set aside."""
    order = {"fit": 0, "driver": 0, "context": 1, "no": 2}
    best: dict[int, Observation] = {}
    for item in sorted(rows, key=lambda item: order[item.use]):
        best.setdefault(item.year, item)
    missing = [str(year) for year in years if year not in best]
    if missing:
        name, years_text = row.cells[column] or column, ", ".join(missing)
        table.report(
            row,
            column,
            (f"{name} 缺少 {years_text} 年", f"{name} lacks {years_text}"),
            ("历史数据中每年都有", "a number of every year in the record"),
            ("核对变量名,或缩短年份", "check the name, or shorten the years"),
        )
        return None
    return [best[year].value for year in years]


def _chained(changes: Sequence[float]) -> np.ndarray:
    """Log levels from growth rates, 0 in the year before the first."""
    return np.concatenate([[0.0], np.cumsum([math.log1p(change) for change in changes])])
