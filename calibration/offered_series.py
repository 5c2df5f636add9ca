"""Series of past years that the county does not have and could ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from calibration.observations import GRADE_ERRORS, SIGNED, Observation
from model.indicators import BY_CODE, HEADLINES
from model.unit_names import COUNTS

# What a statistics office, a tax office or a bureau publishes or could look up for past years.
ASKED_FOR = (
    "revenue_above_scale", "revenue_above_scale_manufacturing", "va_above_scale",
    "profit_above_scale", "tax_above_scale", "staff_above_scale_manufacturing",
    "firms_above_scale", "firms_over_100m", "rnd_above_scale_manufacturing", "land_above_scale",
    "industrial_va", "manufacturing_va", "staff_industry", "firms_operating", "entries",
    "energy_industry", "manufacturing_investment", "industrial_investment",
    "fixed_asset_investment", "patents_high_value", "technology_trade", "utilisation",
    "general_budget_revenue", "resident_population",
)  # fmt: skip
YEARS = (2018, 2019, 2020, 2021, 2022)
GRADE = "published"


@dataclass(frozen=True)
class Series:
    """A series that could be had: an indicator in `years`, each with the error of `grade`.

    `modelled` [pairs, years] in logs where `in_logs`, with standard deviations `sd` [years].
    """

    indicator: str
    years: tuple[int, ...]
    in_logs: bool
    modelled: np.ndarray
    sd: np.ndarray


def candidates(
    series: Mapping[str, np.ndarray],
    years: Sequence[int],
    had: Sequence[Observation] = (),
    indicators: Sequence[str] | None = None,
) -> list[Series]:
    """Series that could be asked for, `series` [pairs, years] by indicator code.

    Years in which a level of the indicator was already had are left out, and so is what never
    varies among the pairs.
    """
    wanted = tuple(dict.fromkeys((*HEADLINES, *ASKED_FOR))) if indicators is None else indicators
    found = []
    for code in wanted:
        known = {o.year for o in had if o.indicator == code and o.operator in ("level", "count")}
        at = [list(years).index(year) for year in YEARS if year in years and year not in known]
        at = [index for index in at if np.ptp(series[code][:, index]) > 0.0]
        if at:
            asked = tuple(years[index] for index in at)
            found.append(_as_published(code, asked, series[code][:, at]))
    return found


def _as_published(code: str, years: tuple[int, ...], values: np.ndarray) -> Series:
    """Values [pairs, years] on the scale on which they would be compared, with their errors."""
    error, middle = GRADE_ERRORS[GRADE], np.median(values, axis=0)
    if BY_CODE[code].unit in COUNTS:
        # A count is rounded when it is published.
        sd = np.sqrt((error * np.maximum(middle, 1.0)) ** 2 + 1.0 / 12.0)
        return Series(code, years, False, values, sd)
    if code in SIGNED or (values <= 0.0).any():
        sd = error * np.maximum(np.abs(middle), values.std(axis=0))
        return Series(code, years, False, values, sd)
    sd = np.full(len(years), np.sqrt(np.log1p(error**2)))
    return Series(code, years, True, np.log(values), sd)
