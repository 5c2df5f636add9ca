"""Event 12, entry and exit: start-ups come, insolvent and unlucky enterprises go."""

from __future__ import annotations

import math
from typing import Any

from model import randomness as rng
from model.behaviour.common import EXITED, revenue_4q
from model.behaviour.land import give_back
from model.kernel import kernel
from model.randomness import normal, poisson_from, uniform, whole_quarters
from model.records import BUILDING, CLOSED, OPERATING


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
    size = math.exp(sector.revenue_sigma * 0.5 * normal(key, uid, rng.STARTUP_SIZE))
    sales = p.start_up_size * sector.revenue_median * size
    k = sector.kappa * sales / p.use_target
    area = k / (sector.capital_per_mu * sector.plot_ratio)
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
    firm.f = sector.plot_ratio
    settle_in(firm, uid, sector_index, sector, p)
    firm.status = OPERATING
    firm.origin = 2
    firm.k = k
    firm.k_new = k
    firm.a = county.frontier
    firm.tfp = math.exp(firm.a)
    firm.d = sales * price
    firm.l = sector.staff_rate * sales
    firm.capex = k * county.investment_price
    firm.invest_year = firm.capex
    firm.cash = p.cash_buffer * firm.d
    firm.equity = firm.capex + firm.cash
    county.entries_year += 1.0
    return True


@kernel
def settle_in(firm: Any, uid: Any, sector_index: Any, sector: Any, p: Any) -> Any:
    """What every newcomer starts with: sector averages, grade B, no history."""
    firm.uid = uid
    firm.sector = sector_index
    firm.grade = 1
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
    """A project that got land becomes an enterprise under construction.

    Equity = project_equity · capex + land price · m, debt = the rest of capex (万元); its plot ratio
    is the cap or the usual one of new plants, whichever is lower; gestation · (1 - approval_speed)
    quarters of construction, one at least.
    """
    settle_in(firm, project.uid, project.sector, sector, p)
    firm.status = BUILDING
    firm.origin = 1
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
    firm.land_paid = p.land_price * project.m
    firm.equity = p.project_equity * project.capex + firm.land_paid
    firm.borrowed = project.capex - p.project_equity * project.capex
    firm.debt = firm.borrowed
    firm.capex = project.capex
    firm.pending_cost = project.capex
    firm.pending_k = project.capex / county.investment_price
    expected = max(1.0, sector.gestation * (1.0 - lever.approval_speed))
    firm.pending_total = whole_quarters(expected, uniform(key, firm.uid, rng.GESTATION))
    firm.pending_quarters = firm.pending_total
    if sector.klass == 1 and project.capex >= p.major_project_size:
        county.landed_year += 1.0


@kernel
def leaves(firm: Any, sector: Any, price: Any, p: Any, key: Any) -> Any:
    """Whether an enterprise closes: four insolvent quarters, or the background hazard.

    The hazard falls with size (larger ones survive: Cao, Chen & Wang 2011) and is at most
    three times the background, which settles most cases before the power is taken.
    """
    if firm.origin == 3:
        return False
    if firm.insolvent >= 4:
        return True
    u = uniform(key, firm.uid, rng.EXIT)
    if u >= 0.75 * p.exit_hazard:
        return False
    size = (revenue_4q(firm) + 1.0) / (sector.revenue_median * price)
    return u < p.exit_hazard / 4.0 * min(3.0, size ** (-p.exit_size))


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
