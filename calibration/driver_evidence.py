"""From the record to annual log changes: which observations speak for which driver.

`driver_sources.csv` has one row per series.  Role `direct`: the series stands for the driver;
where two give the same year the earlier row wins.  Role `blend`: a weighted mean of series.
Role `spread`: a longer companion that lends only its swing.  `minus` subtracts a second
series from the levels of the first; `breaks` are first years of a new vintage (separated by
blanks), over which levels are never divided.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from calibration.driver_fits import Change
from calibration.history import GRADE_ERRORS, GROWTHS, Observation
from calibration.tables import Row, Table, read_table
from model.spec import KnownYear

SOURCE_COLUMNS = (
    *("code", "role", "variable", "minus", "weight", "first_year", "last_year"),
    *("breaks", "error", "grade", "note"),
)
# From best to worst: a figure made of several is as good as the worst of them.
ORDER = tuple(GRADE_ERRORS)


@dataclass(frozen=True)
class Source:
    """One series that speaks for a driver within first_year..last_year."""

    code: str
    role: str
    variable: str
    minus: str
    weight: float
    first_year: int
    last_year: int
    breaks: tuple[int, ...]
    error: float
    grade: str


def load_sources(path: Path, drivers: Collection[str], variables: Collection[str]) -> list[Source]:
    """The sources of all drivers of a county.

    `drivers` are the codes that can be estimated, `variables` the names in the record.
    Raises DataError with every fault.
    """
    table = read_table(path, SOURCE_COLUMNS)
    found = [_source(table, row, drivers, variables) for row in table.rows]
    table.done()
    return found


def _source(table: Table, row: Row, drivers: Collection[str], variables: Collection[str]) -> Source:
    """One source; its faults are reported to the table, with stand-ins that are not used."""
    table.choice(row, "code", drivers)
    for column in ("variable", "minus"):
        if row.cells[column] not in variables and (row.cells[column] or column == "variable"):
            what = f'{column} = "{row.cells[column]}" 不在历史数据中'
            table.report(row, column, what, "history.csv 的 variable", "核对变量名")
    cells = row.cells
    breaks = cells["breaks"].split()
    if not all(text.isdecimal() for text in breaks):
        table.report(row, "breaks", f'breaks = "{cells["breaks"]}"', "年份,空格分隔", "只写年份")
        breaks = []
    return Source(
        code=cells["code"],
        role=table.choice(row, "role", ("direct", "blend", "spread")),
        variable=cells["variable"],
        minus=cells["minus"],
        weight=table.number(row, "weight", 0.0, 1.0) or 0.0,
        first_year=table.whole(row, "first_year", 1900, 2100) or 0,
        last_year=table.whole(row, "last_year", 1900, 2100) or 0,
        breaks=tuple(int(text) for text in breaks),
        error=table.number(row, "error", 0.0, 1.0) or 0.0,
        grade=table.choice(row, "grade", ORDER),
    )


def collect_changes(sources: Sequence[Source], history: Sequence[Observation]) -> list[Change]:
    """Changes of all sources by last year; the earlier source wins a period given twice."""
    found: dict[tuple[int, int], Change] = {}
    for source in sources:
        for change in _changes(source, history):
            found.setdefault((change.first, change.last), change)
    return sorted(found.values(), key=lambda change: (change.last, change.first))


def collect_blend(sources: Sequence[Source], history: Sequence[Observation]) -> list[Change]:
    """Weighted annual changes in the years that every source has.

    Raises ValueError when the weights do not add up to one.
    """
    total = sum(source.weight for source in sources)
    if not math.isclose(total, 1.0):
        raise ValueError(f"{sources[0].code}: weights add up to {total:g}, not 1")
    parts = [{c.last: c for c in _changes(s, history) if c.first == c.last} for s in sources]
    return [
        Change(
            first=year,
            last=year,
            value=sum(s.weight * part[year].value for s, part in zip(sources, parts, strict=True)),
            error=max(source.error for source in sources),
            grade=_worst(*(part[year].grade for part in parts)),
            source_title="; ".join(dict.fromkeys(part[year].source_title for part in parts)),
            source_url="; ".join(dict.fromkeys(part[year].source_url for part in parts)).strip(
                "; "
            ),
        )
        for year in sorted(set.intersection(*(set(part) for part in parts)))
    ]


def known_years(changes: Sequence[Change], sigma: float, first_year: int) -> dict[int, KnownYear]:
    """The years of `observed_rows` as the engine takes them."""
    return {year: item for year, item, _, _ in _known(changes, sigma, first_year)}


def observed_rows(
    changes: Sequence[Change], sigma: float, first_year: int
) -> Iterator[dict[str, object]]:
    """Known annual changes from `first_year` on, as rows without the driver's code."""
    for year, item, change, grade in _known(changes, sigma, first_year):
        yield {
            "year": year,
            "value": item.value,
            "grade": grade,
            "source_title": change.source_title,
            "source_url": change.source_url,
            "error": item.error,
            "spell": "" if item.spell is None else item.spell,
            "mean_error": "" if item.spell is None else item.mean_error,
        }


def _known(
    changes: Sequence[Change], sigma: float, first_year: int
) -> Iterator[tuple[int, KnownYear, Change, str]]:
    """Known years from `first_year` on with the change that tells them and their grade.

    A mean over several years is spread evenly over those not known singly: that is its
    expectation when changes are independent, `error` holds what remains open in each, and the
    spell that they share holds them to their total.
    """
    single = {change.last: change for change in changes if change.first == change.last}
    last_year = max((change.last for change in changes), default=first_year - 1)
    for year in range(first_year, last_year + 1):
        spells = [change for change in changes if year in change.years]
        if year in single:
            one = single[year]
            yield year, KnownYear(one.value, one.error), one, one.grade
        elif spells:
            spell = min(spells, key=lambda change: len(change.years))
            known = [single[y].value for y in spell.years if y in single]
            open_years = [y for y in spell.years if y not in single]
            value = (spell.value * len(spell.years) - sum(known)) / len(open_years)
            error = math.hypot(spell.error, sigma * math.sqrt(1.0 - 1.0 / len(open_years)))
            item = KnownYear(value, error, open_years[0], spell.error)
            yield year, item, spell, _worst(spell.grade, "derived")


def _changes(source: Source, history: Sequence[Observation]) -> Iterator[Change]:
    """Log changes of one series: growth rates as given, levels from year to year."""
    rows = usable_rows(source.variable, source, history)
    less = {row.year: row for row in usable_rows(source.minus, source, history)}
    levels: list[tuple[Observation, float]] = []
    for row in rows:
        if row.operator in GROWTHS:
            yield _change(source, row, row.year - row.span + 1, math.log1p(row.value))
        elif not source.minus:
            levels.append((row, row.value))
        elif row.year in less:
            levels.append((row, row.value - less[row.year].value))
    for (before, low), (after, high) in pairwise(levels):
        if low <= 0.0 or high <= 0.0:
            raise ValueError(
                f"{source.variable} {before.year}-{after.year}: a level is not positive"
            )
        if not any(before.year < year <= after.year for year in source.breaks):
            mean = math.log(high / low) / (after.year - before.year)
            yield _change(source, after, before.year + 1, mean)


def _change(source: Source, row: Observation, first: int, value: float) -> Change:
    """A change that ends in the year of `row`."""
    grade = _worst(source.grade, row.grade)
    return Change(first, row.year, value, source.error, grade, row.source_title, row.source_url)


def usable_rows(variable: str, source: Source, history: Sequence[Observation]) -> list[Observation]:
    """Observations of a variable that may be used, within the years of the source."""
    found = [
        row
        for row in history
        if row.variable == variable
        and row.use in ("fit", "driver")
        and source.first_year <= row.year <= source.last_year
    ]
    return sorted(found, key=lambda row: row.year)


def _worst(*grades: str) -> str:
    """The lowest of several grades."""
    return max(grades, key=ORDER.index)
