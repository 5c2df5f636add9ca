"""The record: published observations of the county, graded, read from a file.

Each row keeps the number and unit as published; the reader alone converts units, by one
table, so that 亿元, % and 万人 can never be mixed up further on.  What an observation is, and
what a run says to it, is in `calibration.observations`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np

from calibration.account_checks import check_observations
from calibration.account_findings import Finding
from calibration.account_rows import check_row
from calibration.observations import (
    AMOUNTS,
    GRADE_ERRORS,
    GRADES,
    GROWTHS,
    OPERATORS,
    UNITS,
    USES,
    Observation,
    Origin,
    observe,
    standardised_gap,
)
from calibration.plain_text import did_you_mean, nearest, plain, short
from calibration.table_columns import ACCOUNTS, GRADE_WORDS, OPERATOR_WORDS, USE_WORDS
from calibration.tables import Row, Table, read_table
from model.indicators import BY_CODE, HEADLINES

__all__ = [
    "AMOUNTS", "COLUMNS", "GRADES", "GRADE_ERRORS", "GROWTHS", "OPERATORS", "UNITS", "USES",
    "Observation", "Origin", "load_history", "observe", "read_rows", "standardised_gap",
]  # fmt: skip

COLUMNS = tuple(code for code in ACCOUNTS.codes if code != "span")
# One standard deviation can be this small and this large; smaller ones are slips.
ERROR_SPAN = (1e-6, 2.0)
# What 100 % is in a unit whose cells may be written as percentages.
_PERCENT = {"%": 100.0, "% of GDP": 100.0, "比例": 1.0}


@dataclass(frozen=True)
class Read:
    """A table and the observations of its rows, in file order; rows with a fault have none."""

    table: Table
    pairs: list[tuple[Row, Observation]]


def load_history(path: Path, indicators: Collection[str] = tuple(BY_CODE)) -> list[Observation]:
    """Every row of a county's record (CSV in UTF-8 or GBK, or .xlsx), units converted.

    `indicators` are the codes a fit row may name.
    Raises DataError with every fault of the file, one line each: of cells, of rows that
    contradict each other, of units that are off by ten thousand.
    """
    read = read_rows(path, indicators)
    report_findings(read, check_observations([obs for _, obs in read.pairs], date.today()))
    read.table.done()
    return [obs for _, obs in read.pairs]


def read_rows(
    path: Path, indicators: Collection[str] = tuple(BY_CODE), *, unfilled: bool = False
) -> Read:
    """The rows of accounts, each checked by itself; `unfilled` leaves out rows without a value.

    Raises FileError when there is no table; faults of cells are in `Read.table`.
    """
    table = read_table(path, ACCOUNTS.required, ACCOUNTS.optional, ACCOUNTS)
    rows = [row for row in table.rows if row.cells["value"] or not unfilled]
    found = [(row, _observation(table, row, indicators)) for row in rows]
    return Read(table, [(row, obs) for row, obs in found if obs is not None])


def report_findings(read: Read, findings: Sequence[Finding]) -> None:
    """Report findings about observations as faults of their rows."""
    rows = {id(obs): row for row, obs in read.pairs}
    for finding in findings:
        row = rows[id(finding.obs)]
        read.table.report(row, finding.column, finding.what, finding.allowed, finding.fix)


@lru_cache
def _indicator_words(indicators: tuple[str, ...]) -> Mapping[str, str]:
    """Codes and names of the indicators, plain: word -> code."""
    known = [BY_CODE[code] for code in indicators if code in BY_CODE]
    words = {plain(name): i.code for i in known for name in (i.name_zh, i.name_en)}
    return words | {plain(code): code for code in indicators}


def _observation(table: Table, row: Row, indicators: Collection[str]) -> Observation | None:
    """One row checked and converted; None when it has a fault (which is then reported)."""
    before = len(table.faults)
    unit = table.choice(row, "unit", UNITS)
    published = table.number(row, "value", percent=_PERCENT.get(unit))
    year = table.whole(row, "year", 1900, 2100, after="年")
    quarter = table.whole(row, "quarter", 1, 4, blank=True, after="季度")
    grade = table.choice(row, "grade", GRADES, words=GRADE_WORDS)
    use = table.choice(row, "use", USES, words=USE_WORDS)
    operator = table.choice(row, "operator", OPERATORS, words=OPERATOR_WORDS)
    error = table.number(row, "error", *ERROR_SPAN, blank=True, percent=1.0)
    span = table.whole(row, "span", 1, 50, blank=True)
    indicator = _indicator(table, row, indicators, fit=use == "fit")
    if len(table.faults) > before or year is None or published is None:
        check_row(table, row, None, stated_error=error is not None)
        return None
    model_unit, factor, offset = UNITS[unit]
    cells = row.cells
    found = Observation(
        variable=cells["variable"] or indicator,
        year=year,
        # The cumulative figure of the fourth quarter is the year's.
        quarter=None if quarter == 4 else quarter,
        value=published * factor + offset,
        unit=model_unit,
        published_value=published,
        published_unit=unit,
        grade=grade,
        use=use,
        indicator=indicator,
        operator=operator,
        error=GRADE_ERRORS.get(grade, np.inf) if error is None else error,
        span=span or 1,
        basis=cells["basis"],
        source_title=cells["source_title"],
        source_url=cells["source_url"],
        note=cells["note"],
        origin=Origin(table.path.name, table.place(row, "value")),
    )
    check_row(table, row, found, stated_error=error is not None)
    return found if len(table.faults) == before else None


def _indicator(table: Table, row: Row, indicators: Collection[str], fit: bool) -> str:
    """Code of a row's indicator, or of numerator/denominator; only a fit row must have one."""
    text = row.cells["indicator"]
    if not (fit or text):
        return ""
    words = _indicator_words(tuple(indicators))
    parts = [words.get(plain(part), "") for part in text.split("/")]
    if all(parts):
        return "/".join(parts)
    named = {item.name_zh: code for code in indicators if (item := BY_CODE.get(code)) is not None}
    near = nearest(text, [*indicators, *named])
    label, headlines = table.label("indicator"), [BY_CODE[code] for code in HEADLINES]
    rest = len(indicators) - len(headlines)
    table.report(
        row,
        "indicator",
        (f'{label} = "{short(text)}" 不认识' if text else f"用于对照的数没有{label}",
         f'{label} = "{short(text)}" is not known' if text else "a number to be fitted has none"),
        ("、".join(item.name_zh for item in headlines) + f"等 {len(indicators)} 个",
         ", ".join(HEADLINES) + f" and {rest} more"),
        did_you_mean(near, named)
        if near
        else ("写模型指标的名称或代码(见模板的选项表),或把用途改为 了解(context)",
              "put a model indicator (listed in the template), or make its use context"),
    )  # fmt: skip
    return ""
