"""Growth on record that a target's required growth may be held against: `growth_seen.csv`.

Each row names a series of `history.csv`, where its numbers stand: two years of a level, or one
growth rate.  The county itself has hardly any, so that neighbours and the city stand in, and each
row says of what it speaks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from calibration.observations import GRADES, GROWTHS, Observation
from calibration.tables import Row, Table, read_table

FILE_NAME = "growth_seen.csv"
_COLUMNS = (
    *("target", "name_zh", "name_en", "variable", "first_year", "last_year", "scope_zh"),
    "scope_en",
)
_SDS = 1.96


@dataclass(frozen=True)
class Seen:
    """Yearly growth on record, in fractions: `rate` with a 95 % interval from the errors of its
    grade; `first_year` is None for the growth of a single year.  `grade` is the weaker of
    its numbers'."""

    target: str
    name_zh: str
    name_en: str
    first_year: int | None
    last_year: int
    rate: float
    low: float
    high: float
    grade: str
    scope_zh: str
    scope_en: str

    def name(self, lang: str) -> str:
        """Its name in `zh` or `en`."""
        return self.name_en if lang == "en" else self.name_zh

    def scope(self, lang: str) -> str:
        """What it speaks of."""
        return self.scope_en if lang == "en" else self.scope_zh


def load_growth_seen(folder: Path, history: Sequence[Observation]) -> list[Seen]:
    """Growth on record by target, from a county's folder; none where it has no such file.

    Raises DataError with every fault of the file: a series or a year that `history` lacks.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        return []
    table = read_table(path, _COLUMNS)
    found = [_seen(table, row, history) for row in table.rows]
    table.done()
    return [item for item in found if item is not None]


def growth_between(first: Observation, last: Observation) -> tuple[float, float, float]:
    """Yearly growth between two levels with a 95 % interval, their errors being independent."""
    span = last.year - first.year
    middle = math.log(last.value / first.value)
    half = _SDS * math.hypot(first.log_sd, last.log_sd)
    return tuple(math.expm1(end / span) for end in (middle, middle - half, middle + half))  # type: ignore[return-value]


def weaker(*observations: Observation) -> str:
    """The weakest grade among observations."""
    return max((obs.grade for obs in observations), key=GRADES.index)


def _seen(table: Table, row: Row, history: Sequence[Observation]) -> Seen | None:
    last_year = table.number(row, "last_year")
    first_year = table.number(row, "first_year", blank=True)
    if last_year is None:
        return None
    last = _find(table, row, "last_year", int(last_year), history)
    if last is None:
        return None
    if first_year is None:
        if last.operator not in GROWTHS:
            table.report(
                row, "first_year", ("为空,而该数列是水平", "is blank, and the series holds levels"),
                ("两个年份,或一个增速", "two years, or a growth rate"),
                ("补上起始年份", "give the first year"),
            )  # fmt: skip
            return None
        half = _SDS * last.error
        rate, grade = (last.value, last.value - half, last.value + half), last.grade
        first_year = last.year - last.span if last.operator == "mean_growth" else None
    else:
        first = _find(table, row, "first_year", int(first_year), history)
        if first is None:
            return None
        if not first.year < last.year or min(first.value, last.value) <= 0:
            table.report(
                row, "first_year",
                ("不早于末年,或数值不为正", "is not before the last year, or a value is not positive"),
                ("更早的年份,正数", "an earlier year, positive values"),
                ("核对年份", "check the years"),
            )  # fmt: skip
            return None
        rate, grade = growth_between(first, last), weaker(first, last)
    cells = row.cells
    return Seen(
        cells["target"], cells["name_zh"], cells["name_en"],
        None if first_year is None else int(first_year), int(last_year), *rate, grade,
        cells["scope_zh"], cells["scope_en"],
    )  # fmt: skip


def _find(
    table: Table, row: Row, column: str, year: int, history: Sequence[Observation]
) -> Observation | None:
    """The usable observation of the row's series in a year; its absence is a fault."""
    name = row.cells["variable"]
    usable = [obs for obs in history if obs.variable == name and obs.use != "no"]
    for obs in usable:
        if obs.year == year:
            return obs
    years = ", ".join(str(obs.year) for obs in usable) or "-"
    table.report(
        row, column,
        (f"history.csv 中 {name} 没有 {year} 年可用的数", f"history.csv has no usable {name} of {year}"),
        (years, years),
        ("核对数列名称和年份", "check the name of the series and the year"),
    )  # fmt: skip
    return None
