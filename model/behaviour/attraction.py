"""Event 2, attraction (招商): projects come, are reviewed for energy, finance and land."""

from __future__ import annotations

import math
from typing import Any

from model import randomness as rng
from model.behaviour.common import clamp
from model.kernel import kernel
from model.randomness import normal, poisson_from, uniform, whole_quarters
from model.records import IN_REVIEW, REFUSED, WAITING_LAND

# Growth of provincial industry (a year) at which the outlook neither draws nor deters projects.
# Assumption; attraction_rate is the rate of projects at this growth.
NEUTRAL_GROWTH = 0.06
# Mean number of projects of all sectors a quarter, at most: low enough for the identities that a
# quarter sets aside.  A bound, not an estimate.
MOST_ARRIVALS = 50.0


@kernel
def appeal(p: Any, lever: Any, growth: Any) -> Any:
    """Projects of all sectors a quarter that would look at a county with land for all of them.

    rate/4 · effort^eta · (1/entry cost) · exp(beta (growth - NEUTRAL_GROWTH)).
    """
    effort = lever.attraction_effort**p.effort_elasticity
    outlook = math.exp(p.attraction_growth * (growth - NEUTRAL_GROWTH))
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
    return poisson_from(u, share * min(mean, MOST_ARRIVALS))


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
    """Fill in a project that has come: what it is, how long its review lasts, how that ends.

    Energy (tce/万元) at or below the threshold takes the green channel: review_green · (1 -
    approval_speed) quarters.  Above it review_standard takes its place and the project may fail
    the review.  Refused for energy or finance it keeps its place in the count.
    """
    project.uid = uid
    project.sector = sector_index
    project.arrived = quarter
    project.park = -1
    project.waited = 0
    plan_plant(project, sector, county, p, lever, key)
    green = project.ei <= lever.energy_threshold
    base = p.review_green if green else p.review_standard
    expected = base * (1.0 - lever.approval_speed)
    project.review_left = whole_quarters(expected, uniform(key, uid, rng.REVIEW_TIME))
    project.state = IN_REVIEW if project.review_left > 0 else WAITING_LAND
    if not green and fails_energy_review(project, p, key):
        project.state = REFUSED
        county.refused_energy_year += 1.0
    elif finds_no_finance(project, county, p, lever, assumption, key):
        project.state = REFUSED
        county.refused_finance_year += 1.0


@kernel
def plan_plant(project: Any, sector: Any, county: Any, p: Any, lever: Any, key: Any) -> Any:
    """Draw a project's investment (万元), energy intensity (tce/万元) and land (亩).

    capex = median · exp(sigma z) · price of investment goods, ei = median · exp(spread z'), land =
    capex / price / (capital per 亩 · min(cap, usual ratio)).
    """
    z = normal(key, project.uid, rng.ARRIVAL_SIZE)
    project.capex = (
        sector.project_median * math.exp(sector.project_sigma * z) * county.investment_price
    )
    spread = sector.energy_spread * normal(key, project.uid, rng.ARRIVAL_ENERGY)
    project.ei = sector.energy_intensity * math.exp(spread)
    floors = min(lever.plot_ratio_cap, p.new_plot_ratio)
    project.m = project.capex / county.investment_price / (sector.capital_per_mu * floors)


@kernel
def fails_energy_review(project: Any, p: Any, key: Any) -> Any:
    """Whether a project is refused for energy: it passes with review_pass · min(1, reference/ei)."""
    passing = p.review_pass * clamp(p.energy_reference / project.ei, 0.0, 1.0)
    return uniform(key, project.uid, rng.REVIEW_PASS) > passing


@kernel
def finds_no_finance(
    project: Any, county: Any, p: Any, lever: Any, assumption: Any, key: Any
) -> Any:
    """Whether lenders refuse a project.

    The chance of finance is project_finance · (1 + guarantee) · credit - slope · (r - r*), r and
    r* being the lending rate (a year) and its reference.
    """
    bankable = p.project_finance * (1.0 + lever.guarantee) * assumption.credit_multiplier
    bankable = bankable - p.finance_interest * (county.interest - p.reference_interest)
    return uniform(key, project.uid, rng.ARRIVAL_FINANCE) > bankable


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
