"""The record: published observations of the county, graded, and how a run is held to them.

Each row keeps the number and unit as published; the loader alone converts units, by one
table, so that 亿元, % and 万人 can never be mixed up further on.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from calibration.tables import Row, Table, read_table
from model.indicators import BY_CODE

# One standard deviation by grade: relative for amounts (in logs), in fractions for growth rates.
# `published` is an official bulletin or yearbook; `secondary` press, mirrors, compilations;
# `derived` computed from published numbers; `proxy` stands in for another period or scope.
GRADE_ERRORS: Mapping[str, float] = {
    "published": 0.02,
    "secondary": 0.05,
    "derived": 0.10,
    "proxy": 0.25,
}
GRADES = (*GRADE_ERRORS, "rejected")
USES = ("fit", "driver", "context", "no")
AMOUNTS = ("level", "q1_level", "lower_bound", "upper_bound", "ratio", "count")
GROWTHS = ("growth", "mean_growth", "q1_growth")
OPERATORS = (*AMOUNTS, *GROWTHS)
# Indicators that may fall below zero, so that they cannot be compared in logs.
SIGNED = frozenset({"profit_above_scale"})

# Published unit -> (model unit, factor, offset); model value = published * factor + offset.
UNITS: Mapping[str, tuple[str, float, float]] = {
    "亿元": ("万元", 1e4, 0.0),
    "万元": ("万元", 1.0, 0.0),
    "元": ("万元", 1e-4, 0.0),
    "亿美元": ("万美元", 1e4, 0.0),
    "万美元": ("万美元", 1.0, 0.0),
    "万人": ("人", 1e4, 0.0),
    "人": ("人", 1.0, 0.0),
    "户": ("户", 1.0, 0.0),
    "家": ("家", 1.0, 0.0),
    "个": ("个", 1.0, 0.0),
    "台": ("台", 1.0, 0.0),
    "亿吨": ("吨", 1e8, 0.0),
    "万吨": ("吨", 1e4, 0.0),
    "万亩": ("亩", 1e4, 0.0),
    "亩": ("亩", 1.0, 0.0),
    "亿千瓦时": ("万千瓦时", 1e4, 0.0),
    "MW": ("MW", 1.0, 0.0),
    "%": ("比例", 0.01, 0.0),
    "% of GDP": ("比例", 0.01, 0.0),
    "比例": ("比例", 1.0, 0.0),
    "prev year=100": ("比例", 0.01, -1.0),
    "USD/t": ("USD/t", 1.0, 0.0),
    "USD/dmtu (t)": ("USD/t", 1.0, 0.0),
    "USD/mmbtu": ("USD/mmbtu", 1.0, 0.0),
    "USD/kg": ("USD/kg", 1.0, 0.0),
}
COLUMNS = (
    "variable",
    "year",
    "quarter",
    "value",
    "unit",
    "basis",
    "grade",
    "use",
    "indicator",
    "operator",
    "error",
    "source_title",
    "source_url",
    "note",
)


@dataclass(frozen=True)
class Observation:
    """One observation in model units.

    `quarter` is the quarter the cumulative figure ends in, None for a full year.  `error` is
    one standard deviation: relative for amounts, in fractions for growth.  `span` is the
    number of years a mean growth covers.  `indicator` is empty unless `use` is "fit".
    """

    variable: str
    year: int
    quarter: int | None
    value: float
    unit: str
    published_value: float
    published_unit: str
    basis: str
    grade: str
    use: str
    indicator: str
    operator: str
    error: float
    span: int
    source_title: str
    source_url: str
    note: str

    @property
    def sd(self) -> float:
        """One standard deviation in the unit of `value`; of a count at least `error` of one."""
        if self.operator in GROWTHS:
            return self.error
        least = 1.0 if self.operator == "count" else 0.0
        return self.error * max(abs(self.value), least)

    @property
    def in_logs(self) -> bool:
        """Whether it is compared in logs: positive amounts, save counts and signed indicators."""
        if self.operator in GROWTHS or self.operator == "count" or self.value <= 0.0:
            return False
        return SIGNED.isdisjoint(self.indicator.split("/"))

    @property
    def log_sd(self) -> float:
        """One standard deviation of the log of a lognormal whose relative one is `error`."""
        return math.sqrt(math.log1p(self.error**2))


def load_history(path: Path, indicators: Collection[str] = tuple(BY_CODE)) -> list[Observation]:
    """Every row of a history file (UTF-8 or GBK), units converted.

    `indicators` are the codes a fit row may name.
    Raises DataError with every fault of the file, one line each.
    """
    table = read_table(path, COLUMNS, optional=("span",))
    found = [_observation(table, row, indicators) for row in table.rows]
    _check_unique(table)
    table.done()
    return [observation for observation in found if observation is not None]


def _observation(table: Table, row: Row, indicators: Collection[str]) -> Observation | None:
    """One row checked and converted; None when it has a fault (which is then reported)."""
    cells, before = row.cells, len(table.problems)
    year = table.whole(row, "year", 1900, 2100)
    quarter = table.whole(row, "quarter", 1, 4, blank=True)
    published = table.number(row, "value")
    unit = table.choice(row, "unit", UNITS)
    grade = table.choice(row, "grade", GRADES)
    table.choice(row, "use", USES)
    operator = table.choice(row, "operator", OPERATORS)
    error = table.number(row, "error", 0.0, 2.0, blank=True)
    span = table.whole(row, "span", 1, 50, blank=True) if "span" in table.columns else None
    _check_meaning(table, row, indicators)
    if len(table.problems) > before or year is None or published is None:
        return None
    model_unit, factor, offset = UNITS[unit]
    return Observation(
        variable=cells["variable"],
        year=year,
        quarter=quarter,
        value=published * factor + offset,
        unit=model_unit,
        published_value=published,
        published_unit=unit,
        basis=cells["basis"],
        grade=grade,
        use=cells["use"],
        indicator=cells["indicator"],
        operator=operator,
        error=GRADE_ERRORS.get(grade, np.inf) if error is None else error,
        span=span or 1,
        source_title=cells["source_title"],
        source_url=cells["source_url"],
        note=cells["note"],
    )


def _check_meaning(table: Table, row: Row, indicators: Collection[str]) -> None:
    """Report faults of one row that lie in the combination of its cells."""
    cells = row.cells
    for column in ("variable", "source_title"):
        if not cells[column]:
            table.report(row, column, f"{column} 为空", "不为空", "每个数都要有名称和出处")
    if cells["grade"] == "rejected" and (cells["use"] != "no" or not cells["note"]):
        table.report(
            row,
            "grade",
            "剔除的数仍在使用或没有理由",
            "use = no 且 note 有理由",
            "改 use 并补上理由",
        )
    if cells["operator"] == "mean_growth" and cells.get("span", "") in ("", "1"):
        table.report(row, "operator", "多年平均增速没有年数", "span 为 2 以上", "在 span 列写年数")
    unit = UNITS.get(cells["unit"], ("", 1.0, 0.0))[0]
    if cells["operator"] in GROWTHS and unit not in ("", "比例"):
        table.report(
            row, "unit", f"增速的单位是 {cells['unit']}", "%、比例、prev year=100", "改单位"
        )
    if cells["use"] == "fit":
        _check_fit(table, row, indicators, unit)


def _check_fit(table: Table, row: Row, indicators: Collection[str], unit: str) -> None:
    """Report a fit row whose indicator is unknown or measured in another unit."""
    parts = row.cells["indicator"].split("/")
    wrong = [part for part in parts if part not in indicators]
    if wrong or (len(parts) > 1 and row.cells["operator"] != "ratio"):
        table.choice(row, "indicator", list(indicators))
        return
    expected = "比例" if len(parts) > 1 else getattr(BY_CODE.get(parts[0]), "unit", unit)
    if row.cells["operator"] in AMOUNTS and unit and unit != expected:
        allowed = "、".join(name for name, (model, _, _) in UNITS.items() if model == expected)
        table.report(
            row, "unit", f"单位 {row.cells['unit']} 与指标 {parts[0]} 不符", allowed, "改单位或指标"
        )


def _check_unique(table: Table) -> None:
    """Report a number given twice among the rows that are used."""
    seen: dict[tuple[str, ...], int] = {}
    for row in table.rows:
        key = tuple(row.cells[name] for name in ("variable", "year", "quarter"))
        if row.cells["use"] not in ("fit", "driver"):
            continue
        if key in seen:
            table.report(
                row,
                "variable",
                f"{key[0]} {key[1]} 与第 {seen[key]} 行重复",
                "同一变量同一时期只用一个数",
                "把其中一行的 use 改为 no",
            )
        seen.setdefault(key, row.line)


def observe(obs: Observation, series: Mapping[str, np.ndarray], years: Sequence[int]) -> np.ndarray:
    """The model's counterpart of an observation, shape [draws].

    `series` holds arrays [draws, years] by indicator code; `years` names their second axis.
    A `ratio` indicator may be written numerator/denominator.  Quarterly operators read an
    indicator that itself holds the first quarter of each year.  NaN or infinite where the run
    failed or the base of a ratio or of growth is zero.
    Raises ValueError when a year or an indicator that the operator needs is missing.
    """
    parts = obs.indicator.split("/")
    missing = [part for part in parts if part not in series]
    if missing:
        raise ValueError(f"{obs.variable} {obs.year}: no series {', '.join(missing)}")
    now = _column(parts, series, _position(obs, obs.year, years))
    if obs.operator in AMOUNTS:
        return now
    then = _column(parts, series, _position(obs, obs.year - obs.span, years))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((now / then) ** (1.0 / obs.span) - 1.0)


def _column(parts: Sequence[str], series: Mapping[str, np.ndarray], at: int) -> np.ndarray:
    """The indicator, or the ratio of two, in one year [draws]."""
    top = series[parts[0]][:, at]
    if len(parts) == 1:
        return top
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(top / series[parts[1]][:, at])


def _position(obs: Observation, year: int, years: Sequence[int]) -> int:
    """Index of `year`; raises ValueError when the run does not hold it."""
    try:
        return list(years).index(year)
    except ValueError:
        raise ValueError(
            f"{obs.variable} {obs.year}: operator {obs.operator} needs {year}, "
            f"the run has {min(years)}..{max(years)}"
        ) from None


def standardised_gap(obs: Observation, modelled: np.ndarray) -> np.ndarray:
    """How many standard deviations `modelled` (any shape) lies above what was observed.

    In logs where `obs.in_logs`; a bound counts only its wrong side.
    """
    if obs.in_logs:
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.log(np.maximum(modelled, 0.0))
        gap = (logs - math.log(obs.value)) / obs.log_sd
    else:
        gap = (modelled - obs.value) / obs.sd
    if obs.operator == "upper_bound":
        return np.maximum(gap, 0.0)
    if obs.operator == "lower_bound":
        return np.minimum(gap, 0.0)
    return gap
