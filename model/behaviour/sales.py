"""Event 4, sales: demand drifts with competitiveness, output is the least of three limits."""

from __future__ import annotations

import math
from typing import Any

from model import randomness as rng
from model.behaviour.common import (
    NOT_ZERO,
    capacity,
    clamp,
    effective_demand,
    staff_at_full_use,
)
from model.kernel import kernel
from model.randomness import laplace_from, uniform
from model.records import KNOWN_PROJECT, OPERATING

# Scale of a shock, sqrt(1/2): four quarters, half of them without, have the variance of one Laplace
# shock of scale one: 4 · 1/2 · 2 s^2 = 2.
SHOCK_SCALE = 0.7071067811865476
# Lead over the frontier, or lag, beyond which demand moves no faster (log).  A bound.
MOST_GAP = 1.0
# Real change of demand in a quarter (log), at most, either way.  A bound.
MOST_STEP = 0.9


@kernel
def trend(sector: Any, p: Any) -> Any:
    """Trend growth of the sector's market (log a year), by trend group."""
    if sector.group == 0:
        return p.food_trend
    if sector.group == 1:
        return p.equipment_trend
    return p.other_trend


@kernel
def rare_shock(u: Any) -> Any:
    """A Laplace shock in half of the quarters, none in the others; monotone in u.

    Orders are won and lost now and then.  A shock every quarter would add up to nearly normal
    yearly growth, and firm growth is tent-shaped (Bottazzi & Secchi 2006; Zou 2019 for China).
    """
    if u < 0.25:
        return SHOCK_SCALE * laplace_from(2.0 * u)
    if u > 0.75:
        return SHOCK_SCALE * laplace_from(2.0 * u - 1.0)
    return 0.0


@kernel
def grow_demand(
    firm: Any,
    sector: Any,
    price: Any,
    price_change: Any,
    county: Any,
    p: Any,
    lever: Any,
    assumption: Any,
    key: Any,
) -> Any:
    """Move an enterprise's demand d (万元 a year) by one quarter.

    dlog d = (mu_s + beta_s growth + chi (c - c*) + policy)/4 + price + noise, with
    competitiveness c = a + g against the frontier c*: standing still loses share.  Noise
    comes in half of the quarters (`rare_shock`).  Demand beyond capacity is partly lost to
    others.  A plant with a purchase guarantee (known projects) sells its capacity.
    """
    firm.step = 0.0
    full = capacity(firm, sector, price)
    firm.full = full
    if firm.origin == KNOWN_PROJECT:
        firm.d = full * p.guaranteed_load
        return
    gap = clamp(firm.a + firm.g - county.frontier, -MOST_GAP, MOST_GAP)
    policy = lever.export_demand * sector.export_share
    policy = policy + p.first_set_gain * lever.first_set_support * sector.first_set
    drift = trend(sector, p) + sector.growth_beta * county.growth + assumption.demand_shift
    drift = drift + p.chi * gap + policy
    noise = p.demand_noise * rare_shock(uniform(key, firm.uid, rng.DEMAND))
    if firm.d > p.use_max * full:
        drift = drift - p.unserved_loss * math.log(firm.d / max(NOT_ZERO, p.use_max * full))
    firm.step = clamp(drift / 4.0 + noise, -MOST_STEP, MOST_STEP)
    firm.d *= math.exp(firm.step + price_change)
    if firm.ramp_left > 0:
        firm.ramp_left -= 1


@kernel
def want_sales(firm: Any, sector: Any, p: Any) -> Any:
    """Revenue (万元 a year) that demand, capital and staff would allow; kept in `revenue`.

    Staff limit: capacity · overtime · staff / staff at full use.
    """
    full = firm.full
    if firm.origin == KNOWN_PROJECT:
        firm.revenue = min(firm.d, p.use_max * full)
        return
    by_staff = full * p.overtime * firm.l / max(NOT_ZERO, staff_at_full_use(firm, sector, p))
    firm.revenue = min(min(effective_demand(firm), p.use_max * full), by_staff)


@kernel
def sell(firm: Any, season: Any, activity: Any, crowding: Any) -> Any:
    """Turn what was wanted into the quarter's revenue (万元); utilisation without season."""
    annual = firm.revenue * crowding
    firm.revenue = annual * season * activity / 4.0
    firm.u = annual * activity / max(NOT_ZERO, firm.full)


@kernel
def season_of(sector: Any, quarter_of_year: Any) -> Any:
    """Seasonal factor of the sector; the four average one."""
    if quarter_of_year == 0:
        return sector.season_1
    if quarter_of_year == 1:
        return sector.season_2
    if quarter_of_year == 2:
        return sector.season_3
    return sector.season_4


@kernel
def open_books(firm: Any) -> Any:
    """Shift the trailing quarters and clear what events add to in the quarter.

    What the accounts set anew every quarter is left alone while an enterprise operates.
    """
    firm.tfp = math.exp(firm.a)
    firm.revenue_3 = firm.revenue_2
    firm.revenue_2 = firm.revenue_1
    firm.revenue_1 = firm.revenue
    firm.subsidies = 0.0
    firm.borrowed = 0.0
    firm.repaid = 0.0
    firm.capex = 0.0
    firm.land_paid = 0.0
    firm.k_new = 0.0
    firm.k_worn = 0.0
    firm.act = 0
    if firm.status != OPERATING or firm.age == 0:
        clear_accounts(firm)


@kernel
def clear_accounts(firm: Any) -> Any:
    """Clear the flows of an enterprise that keeps no accounts, or has only begun to."""
    firm.revenue = 0.0
    firm.va = 0.0
    firm.wages = 0.0
    firm.vat = 0.0
    firm.cit = 0.0
    firm.land_tax = 0.0
    firm.rnd = 0.0
    firm.interest = 0.0
    firm.surcharge = 0.0
    firm.dividends = 0.0
    firm.energy = 0.0
    firm.equity = 0.0
    firm.written_off = 0.0
    firm.left_over = 0.0
    firm.need_land = 0.0
    firm.intent_k = 0.0
    firm.gap = 0.0
    firm.hazard = 0.0
    firm.upgrade_hazard = 0.0
