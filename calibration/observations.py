"""One observation of the county: its units, its error, and what a run has to say to it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from calibration.plain_text import shown
from model.unit_names import unit_name

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
BOUNDS = ("lower_bound", "upper_bound")
AMOUNTS = ("level", "q1_level", *BOUNDS, "ratio", "count")
GROWTHS = ("growth", "mean_growth", "q1_growth")
QUARTERLY = ("q1_level", "q1_growth")
OPERATORS = (*AMOUNTS, *GROWTHS)
# Indicators that may fall below zero, so that they cannot be compared in logs.
SIGNED = frozenset({"profit_above_scale"})

# Published unit -> (model unit, factor, offset); model value = published * factor + offset.
UNITS: Mapping[str, tuple[str, float, float]] = {
    "亿元": ("万元", 1e4, 0.0),
    "百万元": ("万元", 100.0, 0.0),
    "万元": ("万元", 1.0, 0.0),
    "千元": ("万元", 0.1, 0.0),
    "元": ("万元", 1e-4, 0.0),
    "亿美元": ("万美元", 1e4, 0.0),
    "万美元": ("万美元", 1.0, 0.0),
    "万人": ("人", 1e4, 0.0),
    "人": ("人", 1.0, 0.0),
    "户": ("户", 1.0, 0.0),
    "家": ("家", 1.0, 0.0),
    "个": ("个", 1.0, 0.0),
    "台": ("台", 1.0, 0.0),
    "件": ("件", 1.0, 0.0),
    "项": ("项", 1.0, 0.0),
    "次": ("次", 1.0, 0.0),
    "亿吨": ("吨", 1e8, 0.0),
    "万吨": ("吨", 1e4, 0.0),
    "万亩": ("亩", 1e4, 0.0),
    "亩": ("亩", 1.0, 0.0),
    "亿千瓦时": ("万千瓦时", 1e4, 0.0),
    "万吨标准煤": ("tce", 1e4, 0.0),
    "吨标准煤": ("tce", 1.0, 0.0),
    "MW": ("MW", 1.0, 0.0),
    "%": ("比例", 0.01, 0.0),
    "% of GDP": ("比例", 0.01, 0.0),
    "比例": ("比例", 1.0, 0.0),
    "prev year=100": ("比例", 0.01, -1.0),
    "万元/人": ("万元/人", 1.0, 0.0),
    "元/人": ("万元/人", 1e-4, 0.0),
    "万元/亩": ("万元/亩", 1.0, 0.0),
    "件/万人": ("件/万人", 1.0, 0.0),
    "吨标准煤/万元": ("tce/万元", 1.0, 0.0),
    "USD/t": ("USD/t", 1.0, 0.0),
    "USD/dmtu (t)": ("USD/t", 1.0, 0.0),
    "USD/mmbtu": ("USD/mmbtu", 1.0, 0.0),
    "USD/kg": ("USD/kg", 1.0, 0.0),
}


@dataclass(frozen=True)
class Origin:
    """Where a number was read: name of the file, and `line:column` or `sheet!cell` in it."""

    file: str
    place: str

    def __str__(self) -> str:
        return f"{self.file}:{self.place}"


@dataclass(frozen=True)
class Observation:
    """One observation in model units.

    `quarter` is the quarter the cumulative figure ends in, None for a full year.  `error` is
    one standard deviation: relative for amounts, in fractions for growth.  `span` is the
    number of years a mean growth covers.  `indicator` is empty unless `use` is "fit".
    `power`, in (0, 1], is what its likelihood is raised to: under 1 in a posterior that let its
    record in only in part (`calibration.let_in`).
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
    origin: Origin | None = field(default=None, compare=False)
    power: float = 1.0

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

    def interval(self, sds: float) -> tuple[float, float]:
        """The value less and plus `sds` standard deviations, in logs where it is compared so."""
        if self.in_logs:
            factor = math.exp(sds * self.log_sd)
            return self.value / factor, self.value * factor
        return self.value - sds * self.sd, self.value + sds * self.sd

    @property
    def published(self) -> str:
        """The number as published, with its unit."""
        return f"{shown(self.published_value)}{self.published_unit}"

    @property
    def published_en(self) -> str:
        """The number as published, with the English name of its unit."""
        unit = unit_name(self.published_unit, "en")
        return f"{shown(self.published_value)}{'' if unit == '%' else ' '}{unit}"


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
