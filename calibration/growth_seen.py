"""Growth on record that a target's required growth may be held against: `growth_seen.csv`.

Each row names a series of `history.csv`, where its numbers stand: two years of a level, or one
growth rate; with `over`, a second series that divides it, and it is the ratio that grows.  The
county itself has hardly any, so that neighbours and the city stand in, and each row says of what
it speaks.
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
# The series that divides the first, where a ratio is meant.
_OPTIONAL = ("over",)
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
    table = read_table(path, _COLUMNS, _OPTIONAL)
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
    """One row; faults are noted in the table."""
    last_year = table.number(row, "last_year")
    if last_year is None:
        return None
    found = _rate(table, row, "variable", history)
    if found is not None and row.cells["over"]:
        below = _rate(table, row, "over", history)
        found = None if below is None else _quotient(table, row, found, below)
    if found is None:
        return None
    cells = row.cells
    return Seen(
        cells["target"], cells["name_zh"], cells["name_en"], found.first_year, int(last_year),
        *found.rate, found.grade, cells["scope_zh"], cells["scope_en"],
    )  # fmt: skip


@dataclass(frozen=True)
class _Rate:
    """Yearly growth of one series: value, low, high."""

    rate: tuple[float, float, float]
    first_year: int | None
    grade: str


def _quotient(table: Table, row: Row, above: _Rate, below: _Rate) -> _Rate | None:
    """Growth of one series over another, their errors being independent."""
    if above.first_year != below.first_year:
        table.report(
            row, "over",
            (f"与 variable 的起始年不同: {below.first_year}、{above.first_year}",
             f"starts in {below.first_year}, variable in {above.first_year}"),
            ("同样的年份", "the same years"), ("换一个数列", "take another series"),
        )  # fmt: skip
        return None
    middle = math.log1p(above.rate[0]) - math.log1p(below.rate[0])
    half = math.hypot(*(math.log1p(x.rate[2]) - math.log1p(x.rate[0]) for x in (above, below)))
    rate = (math.expm1(middle), math.expm1(middle - half), math.expm1(middle + half))
    return _Rate(rate, above.first_year, max(above.grade, below.grade, key=GRADES.index))


def _rate(table: Table, row: Row, column: str, history: Sequence[Observation]) -> _Rate | None:
    """Growth of the series that a cell of the row names, between the row's years."""
    last_year = table.number(row, "last_year")
    first_year = table.number(row, "first_year", blank=True)
    assert last_year is not None
    last = _find(table, row, (column, "last_year"), int(last_year), history)
    if last is None:
        return None
    if first_year is None:
        return _published(table, row, last)
    first = _find(table, row, (column, "first_year"), int(first_year), history)
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
    return _Rate(growth_between(first, last), int(first_year), weaker(first, last))


def _published(table: Table, row: Row, last: Observation) -> _Rate | None:
    """A growth rate as it was published."""
    if last.operator not in GROWTHS:
        table.report(
            row, "first_year", ("为空,而该数列是水平", "is blank, and the series holds levels"),
            ("两个年份,或一个增速", "two years, or a growth rate"),
            ("补上起始年份", "give the first year"),
        )  # fmt: skip
        return None
    half = _SDS * last.error
    first_year = last.year - last.span if last.operator == "mean_growth" else None
    rate = (last.value, last.value - half, last.value + half)
    return _Rate(rate, None if first_year is None else int(first_year), last.grade)


def _find(
    table: Table, row: Row, columns: tuple[str, str], year: int, history: Sequence[Observation]
) -> Observation | None:
    """The usable observation of a series of the row in a year; its absence is a fault.

    `columns` are those of the series' name and of the year.
    """
    name = row.cells[columns[0]]
    usable = [obs for obs in history if obs.variable == name and obs.use != "no"]
    found = [obs for obs in usable if obs.year == year]
    if len({obs.value for obs in found}) > 1:
        values = ", ".join(f"{obs.value:g}" for obs in found)
        table.report(
            row, columns[1],
            (f"history.csv 中 {name} 的 {year} 年有几个不同的数: {values}",
             f"history.csv has several numbers of {name} in {year}: {values}"),
            ("只有一个可用的数", "one usable number"), ("换一年", "take another year"),
        )  # fmt: skip
        return None
    if found:
        return found[0]
    years = ", ".join(str(obs.year) for obs in usable) or "-"
    table.report(
        row, columns[1],
        (f"history.csv 中 {name} 没有 {year} 年可用的数", f"history.csv has no usable {name} of {year}"),
        (years, years),
        ("核对数列名称和年份", "check the name of the series and the year"),
    )  # fmt: skip
    return None
