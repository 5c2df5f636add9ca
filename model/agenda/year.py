"""Event 13: the year is judged, and a new one begins."""

from __future__ import annotations

from typing import Any

from model.behaviour.year_end import award_quality, grade_land, qualify, turn_year
from model.kernel import kernel
from model.prefetch import ahead_of_grading, look_ahead
from model.records import OPERATING
from model.report import count_enterprise, report_totals


@kernel
def end_year(w: Any, key: Any, t: Any) -> Any:
    """13. Each enterprise is judged, counted and sent into the new year in one visit.

    Grades, qualifications and awards come before the count, the January list after it; none
    of these looks at another enterprise, so the visits may follow one another.
    """
    county, p, lever, out = w.county[0], w.p[0], w.levers[t], w.out[t // 4]
    average = value_per_mu(w)
    for i in range(county.n):
        firm = w.firms[i]
        look_ahead(w.firms, i, county.n)
        if firm.status == OPERATING:
            grade_land(firm, average, p)
            qualify(firm, county, p, lever, key)
            award_quality(firm, p, lever, key)
        count_enterprise(firm, w.sectors[firm.sector], w.markets[firm.sector].price, out)
        turn_year(firm, p)
    report_totals(w, out)
    clear_year(w)


@kernel
def value_per_mu(w: Any) -> Any:
    """Value added of the year per 亩 of above-scale industry: what grades are measured against."""
    value, area = 0.0, 0.0
    for i in range(w.county[0].n):
        firm = w.firms[i]
        ahead_of_grading(w.firms, i, w.county[0].n)
        if firm.status == OPERATING and firm.above == 1:
            value += firm.va_year
            area += firm.m
    return value / max(1e-9, area)


@kernel
def clear_year(w: Any) -> Any:
    """A clean slate for the county's and the government's running year."""
    county = w.county[0]
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
