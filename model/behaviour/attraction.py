"""Event 2, attraction (招商): projects come, are reviewed for energy, finance and land."""

from __future__ import annotations

import math
from typing import Any

from model import randomness as rng
from model.behaviour.common import clamp
from model.kernel import kernel
from model.randomness import normal, poisson_from, uniform, whole_quarters
from model.records import IN_REVIEW, REFUSED, WAITING_LAND


@kernel
def appeal(p: Any, lever: Any, growth: Any) -> Any:
    """Projects of all sectors a quarter that would look at a county with land for all of them.

    rate/4 · effort^eta · (1/entry cost) · exp(beta (growth - 6 %)).
    """
    effort = lever.attraction_effort**p.effort_elasticity
    outlook = math.exp(p.attraction_growth * (growth - 0.06))
    return p.attraction_rate / 4.0 * effort / lever.entry_cost * outlook


@kernel
def arrivals(
    key: Any, sector_index: Any, share: Any, wanted: Any, chain: Any, vacant: Any, p: Any
) -> Any:
    """Number of projects of a sector that come in the quarter.

    Poisson with mean share · appeal · chain^eta · readiness, where `wanted` is the county's
    appeal, `share` the sector's part of all pull and readiness = floor + (1 - floor) · vacant /
    (vacant + half), `vacant` being the free land (亩) of the parks that admit the sector.  Each
    sector has a number of its own, by inversion: more effort, weight or land never loses a
    project that less would have brought, and what is done for one sector moves no other.
    """
    ready = p.readiness_floor + (1.0 - p.readiness_floor) * vacant / (vacant + p.readiness_half)
    mean = wanted * chain**p.effort_elasticity * ready
    u = uniform(key, rng.SECTOR_BASE + sector_index, rng.ARRIVALS)
    return poisson_from(u, share * min(mean, 50.0))


@kernel
def draft_project(
    project: Any,
    uid: Any,
    sector_index: Any,
    sector: Any,
    county: Any,
    p: Any,
    lever: Any,
    assumption: Any,
    key: Any,
    quarter: Any,
) -> Any:
    """Fill in a project that has come: size, energy intensity, and how long its review is.

    capex = median · exp(sigma z) · price of investment goods (万元), ei = median · exp(spread z)
    (tce/万元), land = capex / price / (capital per 亩 · min(cap, usual ratio)).  Energy at or below
    the threshold takes the green channel: review_green · (1 - approval_speed) quarters.  Above it
    review_standard takes its place and the chance to pass is review_pass · reference / ei.  The
    chance of finance is project_finance · (1 + guarantee) · credit - slope · (r - r*).  Refused
    for energy or finance it keeps its place in the count.
    """
    project.uid = uid
    project.sector = sector_index
    project.arrived = quarter
    project.park = -1
    project.waited = 0
    z = normal(key, uid, rng.ARRIVAL_SIZE)
    project.capex = (
        sector.project_median * math.exp(sector.project_sigma * z) * county.investment_price
    )
    spread = sector.energy_spread * normal(key, uid, rng.ARRIVAL_ENERGY)
    project.ei = sector.energy_intensity * math.exp(spread)
    floor = min(lever.plot_ratio_cap, p.new_plot_ratio)
    project.m = project.capex / county.investment_price / (sector.capital_per_mu * floor)
    green = project.ei <= lever.energy_threshold
    base = p.review_green if green else p.review_standard
    expected = base * (1.0 - lever.approval_speed)
    project.review_left = whole_quarters(expected, uniform(key, uid, rng.REVIEW_TIME))
    project.state = IN_REVIEW if project.review_left > 0 else WAITING_LAND
    if not green:
        passing = p.review_pass * clamp(p.energy_reference / project.ei, 0.0, 1.0)
        if uniform(key, uid, rng.REVIEW_PASS) > passing:
            project.state = REFUSED
            county.refused_energy_year += 1.0
            return
    bankable = p.project_finance * (1.0 + lever.guarantee) * assumption.credit_multiplier
    bankable = bankable - p.finance_interest * (county.interest - p.reference_interest)
    if uniform(key, uid, rng.ARRIVAL_FINANCE) > bankable:
        project.state = REFUSED
        county.refused_finance_year += 1.0


@kernel
def review(project: Any) -> Any:
    """One quarter of review passes; a project whose review is over asks for land."""
    if project.review_left > 0:
        project.review_left -= 1
    if project.review_left <= 0:
        project.state = WAITING_LAND


@kernel
def wait_for_land(project: Any, county: Any, p: Any) -> Any:
    """A project that got no land waits; its patience over, it is refused for land."""
    project.waited += 1
    if project.waited > p.project_patience:
        project.state = REFUSED
        county.refused_land_year += 1.0
