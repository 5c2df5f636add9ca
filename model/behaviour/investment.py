"""Event 8, investment: user cost, a lumpy hazard, finance, and land when the site is full."""

from __future__ import annotations

import math
from typing import Any

from model import randomness as rng
from model.behaviour.common import (
    INVESTED,
    NOT_ZERO,
    SHORT_OF_FUNDS,
    SHORT_OF_LAND,
    available,
    building_time,
    capacity,
    clamp,
    effective_demand,
    spend,
)
from model.kernel import kernel
from model.randomness import uniform
from model.records import KNOWN_PROJECT

# Real interest (a year) that a user of capital reckons with, at least.  Assumption.
LEAST_REAL_INTEREST = 0.005
# Range of relative user cost: prices of proxies shall not multiply desired capital.  Assumption.
LEAST_USER_COST, MOST_USER_COST = 0.5, 2.0
# Years ahead for whose demand capital is wanted.  Assumption: building and ramp-up take about two.
HORIZON = 2.0


@kernel
def user_cost(county: Any, sector: Any, price: Any, p: Any, lever: Any) -> Any:
    """Effect of user cost on desired capital: (cost over its reference, bounded)^-eps.

    Hall & Jorgenson (1967): q/p (r - pi + delta)(1 - tau z - credit)/(1 - tau); the reference
    has the 2017 relative price, the reference rate and no credit.
    """
    rate = county.interest + p.credit_spread - lever.interest_subsidy * county.running_rate
    reference = p.reference_interest + p.credit_spread
    real = max(LEAST_REAL_INTEREST, rate - p.expected_inflation) + sector.depreciation
    real_reference = max(LEAST_REAL_INTEREST, reference - p.expected_inflation)
    real_reference = real_reference + sector.depreciation
    shield = p.tax_rate * p.depreciation_value
    tax = (1.0 - shield - p.investment_credit) / (1.0 - shield)
    relative = county.investment_price / price * real / real_reference * tax
    return clamp(relative, LEAST_USER_COST, MOST_USER_COST) ** (-p.user_cost_elasticity)


@kernel
def desired_capital(firm: Any, sector: Any, price: Any, cost: Any, p: Any) -> Any:
    """Real capital wanted for demand HORIZON years out: kappa d e^{2e - a}/(p u) · cost^{-eps}.

    `cost` is the user-cost term cost^{-eps}, the same for all enterprises of a sector.
    """
    demand = firm.d / price / firm.tariff
    return sector.kappa * demand * math.exp(HORIZON * firm.e) / (firm.tfp * p.use_target) * cost


@kernel
def maintain(firm: Any, sector: Any, price: Any, county: Any, p: Any) -> Any:
    """Wear, and maintenance of part of it; none while capacity is slack or cash is short.

    If every enterprise maintained every quarter no year without investment could happen, and
    plant data have 8 % of them (Cooper & Haltiwanger 2006).
    """
    worn = sector.depreciation / 4.0 * firm.k
    firm.k -= worn
    firm.k_worn += worn
    use = effective_demand(firm) / max(NOT_ZERO, capacity(firm, sector, price))
    # A known project is kept up in full; nothing else would ever renew it.
    kept = worn if firm.origin == KNOWN_PROJECT else p.maintenance * worn
    cost = kept * county.investment_price
    if firm.cash < cost or (use < p.slack and firm.origin != KNOWN_PROJECT):
        return
    firm.k += kept
    firm.k_new += kept
    firm.cash -= cost
    firm.capex += cost
    firm.invest_year += cost


@kernel
def cost_of_capital_goods(county: Any, p: Any) -> Any:
    """What a unit of real capital costs, 万元, after the investment credit."""
    return county.investment_price * (1.0 - p.investment_credit)


@kernel
def site_capital(firm: Any, sector: Any) -> Any:
    """Real capital that fits on the site at its plot ratio."""
    return sector.capital_per_mu * firm.f * firm.m


@kernel
def consider_investment(
    firm: Any,
    sector: Any,
    price: Any,
    cost: Any,
    county: Any,
    p: Any,
    lever: Any,
    assumption: Any,
    key: Any,
) -> Any:
    """Decide whether to close the gap to desired capital, at most largest_step of what there is.

    Probability in the quarter 1 - exp(-(gap/theta)^2), gap = log(desired / actual) (Caballero &
    Engel 1999).  One investment at a time; a known project follows its own plan.
    """
    firm.intent_k = 0.0
    firm.need_land = 0.0
    firm.gap = 0.0
    firm.hazard = 0.0
    firm.funds = available(firm, county, p, lever, assumption)
    if firm.origin == KNOWN_PROJECT or firm.pending_quarters > 0 or firm.k <= 0.0:
        return
    wanted = desired_capital(firm, sector, price, cost, p)
    if wanted <= firm.k:
        return
    firm.gap = math.log(wanted / firm.k)
    ratio = firm.gap / p.lumpiness
    firm.hazard = 1.0 - math.exp(-ratio * ratio)
    if uniform(key, firm.uid, rng.INVEST) >= firm.hazard:
        return
    amount = min(wanted - firm.k, p.largest_step * firm.k)
    fit_to_funds_and_site(firm, sector, county, amount, p, lever, key)


@kernel
def fit_to_funds_and_site(
    firm: Any, sector: Any, county: Any, amount: Any, p: Any, lever: Any, key: Any
) -> Any:
    """Invest as much of `amount` (real capital) as funds allow, if it fits on the site.

    If not even the smallest worthwhile step is affordable it is postponed.  (Postponing when less
    than half of what is wanted is affordable would make those who want more do less, and support
    stop investment.)  If the site is too small the decision waits for the land event of the quarter.
    """
    price_of_k = cost_of_capital_goods(county, p)
    if firm.funds < min(amount, p.smallest_step * firm.k) * price_of_k:
        county.postponed_finance_year += 1.0
        firm.act = firm.act | SHORT_OF_FUNDS
        return
    amount = min(amount, firm.funds / price_of_k)
    if firm.k + amount > site_capital(firm, sector) * p.site_tolerance:
        firm.intent_k = amount
        firm.act = firm.act | SHORT_OF_LAND
        return
    commit_investment(firm, sector, county, amount, p, lever, key)


@kernel
def commit_investment(
    firm: Any, sector: Any, county: Any, amount: Any, p: Any, lever: Any, key: Any
) -> Any:
    """Pay for `amount` of real capital and put it under way; approval speed shortens it."""
    cost = amount * cost_of_capital_goods(county, p)
    spend(firm, cost, p)
    firm.capex += cost
    firm.pending_k = amount
    firm.pending_cost = cost
    firm.pending_total = building_time(firm.uid, sector, lever, key)
    firm.pending_quarters = firm.pending_total
    firm.act = firm.act | INVESTED
