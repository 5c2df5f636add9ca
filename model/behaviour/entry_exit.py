"""Event 12, entry and exit: start-ups come, insolvent and unlucky enterprises go."""

from __future__ import annotations

import math
from typing import Any

from model import randomness as rng
from model.behaviour.common import EXITED, building_time, revenue_4q
from model.behaviour.land import give_back
from model.kernel import kernel
from model.randomness import normal, poisson_from, uniform
from model.records import (
    ATTRACTED,
    BUILDING,
    CLOSED,
    GRADE_B,
    KNOWN_PROJECT,
    MANUFACTURING,
    OPERATING,
    START_UP,
)

# Start-ups differ less in size than incumbents: their log spread over the sector's.  Assumption.
START_UP_SPREAD = 0.5
# Quarters in a row with debt beyond credit after which an enterprise closes.  Assumption: a year,
# in which creditors still wait.
INSOLVENT_QUARTERS = 4
# The smallest close at no more than this many times the background hazard.  Assumption.
MOST_EXIT_HAZARD = 3.0
# Added to sales (万元) where their ratio to the median is taken: no sales are a small size, not none.
LEAST_SALES = 1.0


@kernel
def start_ups(sector_index: Any, sector: Any, p: Any, lever: Any, key: Any) -> Any:
    """Start-ups of a sector in the quarter: Poisson, mean birth_rate/4 · count / entry cost."""
    mean = p.birth_rate / 4.0 * sector.count / lever.entry_cost
    return poisson_from(uniform(key, rng.SECTOR_BASE + sector_index, rng.STARTUPS), mean)


@kernel
def room_for_small(parks: Any, allows: Any, sector_index: Any, area: Any) -> Any:
    """Small-firm park (小微园) that admits the sector with most room, at least `area`; or -1."""
    best, room = -1, 0.0
    for k in range(len(parks)):
        fits = parks[k].small_park == 1 and allows[k, sector_index] and parks[k].vacant >= area
        if fits and parks[k].vacant > room:
            best, room = k, parks[k].vacant
    return best


@kernel
def found(
    firm: Any,
    uid: Any,
    sector_index: Any,
    sector: Any,
    price: Any,
    parks: Any,
    allows: Any,
    county: Any,
    p: Any,
    key: Any,
) -> Any:
    """Found a small enterprise on released land, else in a small-firm park; owners pay capital.

    Returns False when no land is left for it.  The slot must be empty (all zero).
    """
    size = math.exp(sector.revenue_sigma * START_UP_SPREAD * normal(key, uid, rng.STARTUP_SIZE))
    sales = p.start_up_size * sector.revenue_median * size
    k = sector.kappa * sales / p.use_target
    area = k / (sector.capital_per_mu * sector.plot_ratio)
    if not find_site(firm, sector_index, area, parks, allows, county):
        return False
    firm.f = sector.plot_ratio
    settle_in(firm, uid, sector_index, sector, p)
    firm.status = OPERATING
    firm.origin = START_UP
    firm.d = sales * price
    firm.l = sector.staff_rate * sales
    endow(firm, k, county, p)
    county.entries_year += 1.0
    return True


@kernel
def find_site(firm: Any, sector_index: Any, area: Any, parks: Any, allows: Any, county: Any) -> Any:
    """Put a start-up on `area` 亩 of the pool, else of a small-firm park; False when there is none."""
    firm.park = -1
    if area > county.pool:
        firm.park = room_for_small(parks, allows, sector_index, area)
        if firm.park < 0:
            return False
        parks[firm.park].vacant -= area
        firm.m_park = area
    else:
        county.pool -= area
    firm.m = area
    return True


@kernel
def endow(firm: Any, k: Any, county: Any, p: Any) -> Any:
    """Owners pay a start-up's real capital `k` and its cash (万元); it works at the frontier."""
    firm.k = k
    firm.k_new = k
    firm.a = county.frontier
    firm.tfp = math.exp(firm.a)
    firm.capex = k * county.investment_price
    firm.invest_year = firm.capex
    firm.cash = p.cash_buffer * firm.d
    firm.equity = firm.capex + firm.cash


@kernel
def settle_in(firm: Any, uid: Any, sector_index: Any, sector: Any, p: Any) -> Any:
    """What every newcomer starts with: sector averages, grade B, no history."""
    firm.uid = uid
    firm.sector = sector_index
    firm.grade = GRADE_B
    firm.tariff = 1.0
    firm.nu = sector.va_rate
    firm.ei = sector.energy_intensity
    firm.rho = sector.rnd_intensity
    firm.rho_base = sector.rnd_intensity


@kernel
def establish(
    firm: Any,
    project: Any,
    park_index: Any,
    park: Any,
    sector: Any,
    county: Any,
    p: Any,
    lever: Any,
    key: Any,
) -> Any:
    """A project that got land becomes an enterprise under construction, for `building_time` quarters.

    Its plot ratio is the cap or the usual one of new plants, whichever is lower; its productivity
    the frontier's and new_plant_lead (log), its R&D intensity new_plant_rnd times the sector's.
    """
    settle_in(firm, project.uid, project.sector, sector, p)
    firm.status = BUILDING
    firm.origin = ATTRACTED
    firm.park = park_index
    firm.ei = project.ei
    firm.a = county.frontier + p.new_plant_lead
    firm.tfp = math.exp(firm.a)
    firm.rho = p.new_plant_rnd * sector.rnd_intensity
    firm.rho_base = firm.rho
    firm.f = min(lever.plot_ratio_cap, p.new_plot_ratio)
    firm.m = project.m
    firm.m_park = project.m
    park.vacant -= project.m
    county.quota -= project.m
    county.granted_year += project.m
    raise_capital(firm, project, county, p)
    firm.pending_total = building_time(firm.uid, sector, lever, key)
    firm.pending_quarters = firm.pending_total
    if sector.klass == MANUFACTURING and project.capex >= p.major_project_size:
        county.landed_year += 1.0


@kernel
def raise_capital(firm: Any, project: Any, county: Any, p: Any) -> Any:
    """Pay for a project (万元): owners project_equity of capex and the land, lenders the rest.

    Equity = project_equity · capex + land price · m, debt = capex - project_equity · capex; the
    capital under way is capex at the price of investment goods.
    """
    firm.land_paid = p.land_price * project.m
    firm.equity = p.project_equity * project.capex + firm.land_paid
    firm.borrowed = project.capex - p.project_equity * project.capex
    firm.debt = firm.borrowed
    firm.capex = project.capex
    firm.pending_cost = project.capex
    firm.pending_k = project.capex / county.investment_price


@kernel
def leaves(firm: Any, sector: Any, price: Any, p: Any, key: Any) -> Any:
    """Whether an enterprise closes: INSOLVENT_QUARTERS, or the background hazard.

    exit_hazard/4 · min(MOST_EXIT_HAZARD, size^-exit_size) a quarter, size being sales over the
    sector's median: larger ones survive (Cao, Chen & Wang 2011).  The bound settles most cases
    before the power is taken.
    """
    if firm.origin == KNOWN_PROJECT:
        return False
    if firm.insolvent >= INSOLVENT_QUARTERS:
        return True
    u = uniform(key, firm.uid, rng.EXIT)
    if u >= MOST_EXIT_HAZARD / 4.0 * p.exit_hazard:
        return False
    size = (revenue_4q(firm) + LEAST_SALES) / (sector.revenue_median * price)
    return u < p.exit_hazard / 4.0 * min(MOST_EXIT_HAZARD, size ** (-p.exit_size))


@kernel
def close(firm: Any, parks: Any, county: Any) -> Any:
    """Wind an enterprise up: creditors first, land back, capital and debt written off."""
    paid = min(firm.cash, firm.debt)
    firm.repaid += paid
    firm.written_off += firm.debt - paid
    firm.left_over += firm.cash - paid
    firm.cash = 0.0
    firm.debt = 0.0
    firm.k_worn += firm.k
    firm.k = 0.0
    firm.pending_k = 0.0
    firm.pending_quarters = 0
    firm.pending_cost = 0.0
    firm.l = 0.0
    firm.d = 0.0
    firm.robots = 0.0
    give_back(firm, parks, county, firm.m)
    firm.m = 0.0
    firm.m_park = 0.0
    firm.status = CLOSED
    firm.act = firm.act | EXITED
    county.exits_year += 1.0
