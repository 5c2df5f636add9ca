"""The year's indicators, each computed once, here.

Enterprises are counted one by one, so that a single visit at the year's end can judge, count and
turn the year of each; totals and ratios follow when all have been counted.
"""

from __future__ import annotations

from typing import Any

from model.behaviour.common import capacity
from model.kernel import kernel
from model.records import BUILDING, CLOSED, MANUFACTURING, OPERATING
from model.units import BIG_MONEY


@kernel
def share(part: Any, whole: Any) -> Any:
    """part / whole, zero when there is no whole."""
    if whole <= 0.0:
        return 0.0
    return part / whole


@kernel
def count_enterprise(firm: Any, sector: Any, price: Any, out: Any) -> Any:
    """Add an enterprise's year to the flows and stocks of every scope that it belongs to."""
    out.revenue_industry += firm.revenue_year
    out.industrial_va += firm.va_year
    out.rnd_industry += firm.rnd_year
    out.energy_industry += firm.energy_year
    out.industrial_investment += firm.invest_year
    if sector.klass == MANUFACTURING:
        out.manufacturing_va += firm.va_year
        out.manufacturing_investment += firm.invest_year
        large = firm.pending_cost >= BIG_MONEY and firm.pending_quarters > 0
        if large and firm.status != CLOSED:
            out.projects_100m += 1.0
    if firm.revenue_year > BIG_MONEY:
        out.firms_over_100m += 1.0
    out.specialised_firms += firm.special
    out.quality_award_firms += firm.award
    if firm.status != CLOSED:
        out.patents_high_value += firm.patents
    if firm.status == OPERATING:
        out.firms_operating += 1.0
        out.staff_industry += firm.l
    if firm.status == OPERATING or firm.status == BUILDING:
        out.capital_industry += firm.k
        out.debt_industry += firm.debt
    if firm.above == 1:
        count_above_scale(firm, sector, price, out)


@kernel
def count_above_scale(firm: Any, sector: Any, price: Any, out: Any) -> Any:
    """Scope 规上, and within it 规上制造业; coverage and utilisation are sums until divided."""
    out.revenue_above_scale += firm.revenue_year
    out.va_above_scale += firm.va_year
    out.profit_above_scale += firm.profit_year
    if sector.klass == MANUFACTURING:
        out.revenue_above_scale_manufacturing += firm.revenue_year
        out.va_above_scale_manufacturing += firm.va_year
        out.staff_above_scale_manufacturing += firm.staff_year
        out.rnd_above_scale_manufacturing += firm.rnd_year
    if firm.status == OPERATING:
        out.firms_above_scale += 1.0
        out.land_above_scale += firm.m
        out.tax_above_scale += firm.tax_year
        # Tax and value added per 亩 are of those that still use their land.
        out.va_per_mu += firm.va_year
        out.digital_coverage += 1.0 if firm.z >= 1 else 0.0
        out.digital_workshops += 1.0 if firm.z >= 2 and firm.origin != 3 else 0.0
        full = capacity(firm, sector, price)
        out.capacity_above_scale += full
        out.utilisation += full * firm.u


@kernel
def report_totals(w: Any, out: Any) -> Any:
    """All that does not belong to one enterprise, when each has been counted.

    Shares and ratios are of this run's own numerator and denominator; a scope without any
    enterprise gives a ratio of zero.
    """
    out.energy_intensity = share(out.energy_industry, out.industrial_va)
    out.tax_per_mu = share(out.tax_above_scale, out.land_above_scale)
    out.va_per_mu = share(out.va_per_mu, out.land_above_scale)
    out.labour_productivity = share(
        out.va_above_scale_manufacturing, out.staff_above_scale_manufacturing
    )
    out.rnd_intensity = share(
        out.rnd_above_scale_manufacturing, out.revenue_above_scale_manufacturing
    )
    out.digital_coverage = share(out.digital_coverage, out.firms_above_scale)
    out.utilisation = share(out.utilisation, out.capacity_above_scale)
    out.revenue_above_scale_q1 = w.county[0].q1_output
    report_land_and_money(w, out)
    report_county(w, out)


@kernel
def report_land_and_money(w: Any, out: Any) -> Any:
    """Land, parks and public money."""
    county, gov = w.county[0], w.gov[0]
    for k in range(len(w.parks)):
        park = w.parks[k]
        out.land_serviced += park.serviced
        out.land_vacant += park.vacant
        if park.small_park == 1 and park.serviced >= park.opening:
            out.small_parks_in_service += 1.0
    out.industrial_land_grants = county.granted_year
    granted = county.granted_year + county.other_granted_year
    out.industrial_land_grant_share = share(county.granted_year, granted)
    out.land_released = county.released_year
    out.subsidies_paid = gov.paid_year
    out.subsidies_refused = gov.refused_year
    out.fund_income = gov.fund_in_year
    out.fund_balance = gov.fund


@kernel
def report_county(w: Any, out: Any) -> Any:
    """GDP, shares, and the counts that the county keeps through the year."""
    county = w.county[0]
    out.gdp = county.rest_gdp_year + out.industrial_va
    out.industrial_va_share = share(out.industrial_va, out.gdp)
    out.manufacturing_va_share = share(out.manufacturing_va, out.gdp)
    out.fixed_asset_investment = county.rest_investment_year + out.industrial_investment
    out.manufacturing_investment_share = share(
        out.manufacturing_investment, out.fixed_asset_investment
    )
    out.resident_population = county.population
    out.patents_per_10k = share(10_000.0 * out.patents_high_value, county.population)
    out.general_budget_revenue = county.general_budget_year
    out.projects_arrived = county.arrived_year
    out.projects_landed = county.landed_year
    out.projects_100m += county.large_done_year
    out.projects_refused_land = county.refused_land_year
    out.projects_refused_energy = county.refused_energy_year
    out.projects_refused_finance = county.refused_finance_year
    out.upgrades = county.upgrades_year
    out.key_upgrades = county.key_upgrades_year
    out.robots_added = county.robots_year
    out.tech_firms_added = county.tech_added_year
    out.key_tech_projects = county.key_projects
    out.key_tech_solved = county.key_solved
    out.technology_trade = county.trade_year
    out.postponed_finance = county.postponed_finance_year
    out.postponed_land = county.postponed_land_year
    out.entries = county.entries_year
    out.exits = county.exits_year
