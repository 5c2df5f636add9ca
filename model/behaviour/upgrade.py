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


@kernel
def absorb_upgrade(firm: Any, p: Any) -> Any:
    """A finished upgrade's productivity gain arrives in equal parts over two years."""
    if firm.gain_left > 1e-12:
        part = min(firm.gain_left, p.upgrade_gain / 8.0)
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
    if firm.z >= 1:
        rate = rate + lever.digital_subsidy
    return min(rate + energy_support(firm, p, lever), p.subsidy_cap)


@kernel
def equipment_cost(firm: Any, sector: Any, p: Any) -> Any:
    """Cost of the next level, 万元 real: upgrade_cost · k · level_cost^z, z at most 2.

    A digital workshop asks for more than mechanisation, a smart factory for more again.
    """
    cost = sector.upgrade_cost * firm.k
    if firm.z >= 1:
        cost = cost * p.level_cost
    if firm.z >= 2:
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

    One uniform serves the decision with and without support, so more support never undoes
    an upgrade: when the money is gone the enterprise decides again on unsubsidised terms, and
    then neither the extra robots nor the extra saving comes about.  Robots that only the robot
    subsidy calls for are not part of the decision; they are bought on top if funds allow.
    """
    firm.upgrade_hazard = 0.0
    if firm.z >= 3 or firm.gain_left > 1e-12 or firm.ramp_left > 0 or firm.origin == 3:
        return
    benefit = annual_benefit(firm, sector, county, p)
    staff = sector.robots_per_100 / 100.0 * firm.l
    luck = uniform(key, firm.uid, rng.ROBOTS)
    robots = whole_quarters(staff, luck)
    equipment = equipment_cost(firm, sector, p) * county.investment_price
    cost = equipment + robots * p.robot_price
    grant = subsidy_rate(firm, p, lever) * equipment + lever.robot_subsidy * robots * p.robot_price
    benefit = benefit + robots * p.robot_labour * sector.wage * county.wage_index
    if benefit <= 0.0 or cost <= 0.0:
        return
    firm.payback = max(0.05, (cost - grant) / benefit)
    firm.upgrade_hazard = upgrade_hazard(firm.payback, odds, p)
    u = uniform(key, firm.uid, rng.UPGRADE)
    if u >= firm.upgrade_hazard:
        return
    extra = whole_quarters(staff * (1.0 + p.robot_response * lever.robot_subsidy), luck) - robots
    dearer = extra * p.robot_price
    asked = grant + lever.robot_subsidy * dearer
    saving = energy_support(firm, p, lever)
    if asked > 0.0 and not affordable(gov, asked):
        support(gov, firm, asked)
        grant, saving = 0.0, 0.0
        if u >= upgrade_hazard(max(0.05, cost / benefit), odds, p):
            return
    elif available(firm, county, p, lever, assumption) >= cost + dearer - grant:
        robots += extra
        cost += dearer
        grant = asked
    if available(firm, county, p, lever, assumption) < cost - grant:
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
    firm.nu = min(0.9, firm.nu + p.upgrade_va_gain + spared)
    firm.act = firm.act | UPGRADED
    county.upgrades_year += 1.0
    county.robots_year += robots
    if cost >= p.key_upgrade_size:
        county.key_upgrades_year += 1.0
