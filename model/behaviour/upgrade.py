"""Event 9, technical upgrade: payback, peers and support move an enterprise up one level."""

from __future__ import annotations

import math
from typing import Any

from model import randomness as rng
from model.behaviour.common import (
    SHORT_OF_FUNDS,
    UPGRADED,
    affordable,
    available,
    revenue_4q,
    spend,
    support,
)
from model.kernel import kernel
from model.randomness import uniform, whole_quarters
from model.records import DIGITAL_WORKSHOP, KNOWN_PROJECT, MECHANISED, SMART_FACTORY

# Quarters over which an upgrade's productivity gain arrives: as growth it is gone by the third year
# (Li, Jin & Cheng 2024, on robots).
GAIN_QUARTERS = 8.0
# A gain (log) that is left is over below this: what rounding leaves of equal parts.
ABSORBED = 1e-12
# Payback (years) is this at least, so that a grant of nearly all the cost has finite odds.  A bound.
SHORTEST_PAYBACK = 0.05
# Value added over revenue that upgrades bring about, at most.  A bound.
MOST_VA_RATE = 0.9


@kernel
def absorb_upgrade(firm: Any, p: Any) -> Any:
    """A finished upgrade's productivity gain arrives in equal parts over GAIN_QUARTERS."""
    if firm.gain_left > ABSORBED:
        part = min(firm.gain_left, p.upgrade_gain / GAIN_QUARTERS)
        firm.a += part
        firm.gain_left -= part


@kernel
def energy_support(firm: Any, p: Any, lever: Any) -> Any:
    """Energy-saving subsidy rate: for those above the reference intensity only."""
    if firm.ei > p.energy_reference:
        return lever.energy_saving_subsidy
    return 0.0


@kernel
def subsidy_rate(firm: Any, p: Any, lever: Any) -> Any:
    """Share of an upgrade's cost that policy pays, below the legal cap."""
    rate = lever.upgrade_subsidy
    if firm.z >= MECHANISED:
        rate = rate + lever.digital_subsidy
    return min(rate + energy_support(firm, p, lever), p.subsidy_cap)


@kernel
def equipment_cost(firm: Any, sector: Any, p: Any) -> Any:
    """Cost of the next level, 万元 real: upgrade_cost · k · level_cost^z, z at most 2.

    A digital workshop asks for more than mechanisation, a smart factory for more again.
    """
    cost = sector.upgrade_cost * firm.k
    if firm.z >= MECHANISED:
        cost = cost * p.level_cost
    if firm.z >= DIGITAL_WORKSHOP:
        cost = cost * p.level_cost
    return cost


@kernel
def annual_benefit(firm: Any, sector: Any, county: Any, p: Any) -> Any:
    """What one more level is worth, 万元 a year: wages saved, productivity, energy.

    saving · wage · index · l + gain · nu · sales + energy_saving · ei · nu · sales · energy price.
    """
    sales = revenue_4q(firm)
    wages = sector.labour_saving * sector.wage * county.wage_index * firm.l
    productivity = p.upgrade_gain * firm.nu * sales
    energy = p.energy_saving * firm.ei * firm.nu * sales * p.energy_price
    return wages + productivity + energy


@kernel
def imitation(peers: Any, p: Any, lever: Any) -> Any:
    """Odds of upgrading at the reference payback, from peers and the industry brain.

    S-shaped adoption follows from the peer term (Bass 1969: imitation), not from a curve that
    is put in.  The same for all enterprises of a sector.
    """
    base = p.upgrade_rate / (1.0 - p.upgrade_rate)
    return base * math.exp(p.peer_effect * peers + p.brain_effect * lever.industry_brain)


@kernel
def upgrade_hazard(payback: Any, odds: Any, p: Any) -> Any:
    """Quarterly probability h = o / (1 + o), o = odds · (payback / reference)^-elasticity.

    Logistic in log payback (years), with `odds` at the reference payback.
    """
    own = odds * (payback / p.payback_reference) ** (-p.payback_elasticity)
    return own / (1.0 + own)


@kernel
def has_no_next_level(firm: Any) -> Any:
    """Whether an upgrade is out of the question: top level, the last one not yet absorbed, a plant
    still ramping up, a known project.
    """
    return (
        firm.z >= SMART_FACTORY
        or firm.gain_left > ABSORBED
        or firm.ramp_left > 0
        or firm.origin == KNOWN_PROJECT
    )


@kernel
def cost_grant_benefit(
    firm: Any, sector: Any, robots: Any, county: Any, p: Any, lever: Any
) -> tuple[Any, Any, Any]:
    """The next level with its `robots`: cost and grant (万元), benefit (万元 a year).

    cost = equipment + robots · price; grant = rate · equipment + robot_subsidy · robots · price;
    a robot is worth the wages of robot_labour persons.
    """
    benefit = annual_benefit(firm, sector, county, p)
    equipment = equipment_cost(firm, sector, p) * county.investment_price
    cost = equipment + robots * p.robot_price
    grant = subsidy_rate(firm, p, lever) * equipment + lever.robot_subsidy * robots * p.robot_price
    benefit = benefit + robots * p.robot_labour * sector.wage * county.wage_index
    return cost, grant, benefit


@kernel
def consider_upgrade(
    firm: Any,
    sector: Any,
    odds: Any,
    county: Any,
    gov: Any,
    p: Any,
    lever: Any,
    assumption: Any,
    key: Any,
) -> Any:
    """Decide on one more automation level.

    One uniform serves the decision with and without support, so more support never undoes an
    upgrade: when the money is gone the enterprise decides again on unsubsidised terms, which
    have neither the extra robots nor the extra saving.
    """
    firm.upgrade_hazard = 0.0
    if has_no_next_level(firm):
        return
    staff, luck = sector.robots_per_100 / 100.0 * firm.l, uniform(key, firm.uid, rng.ROBOTS)
    robots = whole_quarters(staff, luck)
    cost, grant, benefit = cost_grant_benefit(firm, sector, robots, county, p, lever)
    if benefit <= 0.0 or cost <= 0.0:
        return
    firm.payback = max(SHORTEST_PAYBACK, (cost - grant) / benefit)
    firm.upgrade_hazard = upgrade_hazard(firm.payback, odds, p)
    u = uniform(key, firm.uid, rng.UPGRADE)
    if u >= firm.upgrade_hazard:
        return
    extra = whole_quarters(staff * (1.0 + p.robot_response * lever.robot_subsidy), luck) - robots
    saving = energy_support(firm, p, lever)
    asked = grant + lever.robot_subsidy * (extra * p.robot_price)
    if asked > 0.0 and not affordable(gov, asked):
        support(gov, firm, asked)
        grant, saving, extra = 0.0, 0.0, 0
        if u >= upgrade_hazard(max(SHORTEST_PAYBACK, cost / benefit), odds, p):
            return
    finance_upgrade(firm, robots, extra, cost, grant, saving, county, gov, p, lever, assumption)


@kernel
def finance_upgrade(
    firm: Any,
    robots: Any,
    extra: Any,
    cost: Any,
    grant: Any,
    saving: Any,
    county: Any,
    gov: Any,
    p: Any,
    lever: Any,
    assumption: Any,
) -> Any:
    """Carry out an upgrade (万元) if funds and grant pay for it; else it is postponed.

    Robots that only the robot subsidy calls for, `extra`, are not part of the decision; they are
    bought on top if funds allow.
    """
    funds = available(firm, county, p, lever, assumption)
    dearer = extra * p.robot_price
    if funds >= cost + dearer - grant:
        robots += extra
        cost += dearer
        grant += lever.robot_subsidy * dearer
    if funds < cost - grant:
        county.postponed_finance_year += 1.0
        firm.act = firm.act | SHORT_OF_FUNDS
        return
    support(gov, firm, grant)
    carry_out_upgrade(firm, county, cost, robots, saving, p)


@kernel
def carry_out_upgrade(firm: Any, county: Any, cost: Any, robots: Any, saving: Any, p: Any) -> Any:
    """Pay for the upgrade (万元), raise the level, count robots, lower energy intensity.

    `saving` is the energy-saving subsidy rate received; intensity stays positive whatever it is.
    """
    spend(firm, cost, p)
    firm.capex += cost
    firm.invest_year += cost
    firm.z += 1
    firm.robots += robots
    firm.gain_left = p.upgrade_gain
    before = firm.ei
    firm.ei *= (1.0 - p.energy_saving) ** (1.0 + p.energy_response * saving)
    # Energy that is not bought stays in the enterprise as value added.
    spared = (before - firm.ei) * firm.nu * p.energy_price
    firm.nu = min(MOST_VA_RATE, firm.nu + p.upgrade_va_gain + spared)
    firm.act = firm.act | UPGRADED
    county.upgrades_year += 1.0
    county.robots_year += robots
    if cost >= p.key_upgrade_size:
        county.key_upgrades_year += 1.0
