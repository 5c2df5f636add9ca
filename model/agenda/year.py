"""Event 13: the year is judged, and a new one begins."""

from __future__ import annotations

from typing import Any

from model.behaviour.year_end import award_quality, grade_land, qualify, turn_year
from model.kernel import kernel
from model.prefetch import look_ahead
from model.records import OPERATING


@kernel
def judge_year(w: Any, key: Any, t: Any) -> Any:
    """13. At the year's end: land-efficiency grades, qualifications, awards."""
    county, p, lever = w.county[0], w.p[0], w.levers[t]
    value, area = 0.0, 0.0
    for i in range(county.n):
        firm = w.firms[i]
        look_ahead(w.firms, i, w.county[0].n)
        if firm.status == OPERATING and firm.above == 1:
            value += firm.va_year
            area += firm.m
    average = value / max(1e-9, area)
    for i in range(county.n):
        firm = w.firms[i]
        look_ahead(w.firms, i, w.county[0].n)
        if firm.status == OPERATING:
            grade_land(firm, average, p)
            qualify(firm, county, p, lever, key)
            award_quality(firm, p, lever, key)


@kernel
def turn_of_year(w: Any) -> Any:
    """The January list and a clean yearly slate, after the year has been reported."""
    county = w.county[0]
    for i in range(county.n):
        look_ahead(w.firms, i, w.county[0].n)
        turn_year(w.firms[i], w.p[0])
    county.trade_year = 0.0
    county.rest_gdp_year = 0.0
    county.rest_investment_year = 0.0
    county.arrived_year = 0.0
    county.landed_year = 0.0
    county.large_done_year = 0.0
    county.refused_land_year = 0.0
    county.refused_energy_year = 0.0
    county.refused_finance_year = 0.0
    county.postponed_finance_year = 0.0
    county.postponed_land_year = 0.0
    county.upgrades_year = 0.0
    county.key_upgrades_year = 0.0
    county.robots_year = 0.0
    county.tech_added_year = 0.0
    county.entries_year = 0.0
    county.exits_year = 0.0
    county.released_year = 0.0
    county.granted_year = 0.0
    county.other_granted_year = 0.0
    county.q1_output = 0.0
    county.general_budget_year = 0.0
    w.gov[0].fund_in_year = 0.0
    w.gov[0].refused_year = 0.0
    w.gov[0].paid_year = 0.0
