"""Event 10, land: build upward, take a parcel, wait, or be made to give land back."""

from __future__ import annotations

from typing import Any

from model import randomness as rng
from model.behaviour.common import (
    GOT_PARCEL,
    INTENSIFIED,
    NOT_ZERO,
    RAISED_PLOT_RATIO,
    RELEASED_LAND,
    available,
    buy_service,
    spend,
    support,
)
from model.behaviour.investment import commit_investment, cost_of_capital_goods
from model.kernel import kernel
from model.randomness import uniform
from model.records import GRADE_D, KNOWN_PROJECT

# Part of a site that remediation deals with, at least, and pays compensation for.  Assumption.
LEAST_REMEDIATED = 0.1


@kernel
def service_land(park: Any, county: Any, gov: Any, target: Any, p: Any) -> Any:
    """Bring a park toward its planned serviced area (亩); released land is used first.

    Fit-out is co-funded; when there is no money left it goes on at a slower pace.
    """
    add = p.servicing_pace * max(0.0, target - park.serviced)
    if add <= 0.0:
        return
    if not buy_service(gov, p.fitout_cost * add):
        add = add * p.unfunded_pace
    from_pool = min(county.pool, add)
    county.pool -= from_pool
    county.serviced_in += add - from_pool
    park.serviced += add
    park.vacant += add


@kernel
def other_grants(county: Any, p: Any, lever: Any, quarter_of_year: Any) -> Any:
    """Other state land granted this quarter (亩): what the year's plan for it has left, evenly.

    The plan is what industry is not promised of the whole year's grants, whether industry takes
    its part or not.  A floor that is raised within a year holds for the whole year: the quarters
    that are left grant less.
    """
    planned = (1.0 - lever.industrial_land_share) * p.total_land_grants
    return max(0.0, planned - county.other_granted_year) / (4.0 - quarter_of_year)


@kernel
def build_beds(county: Any, gov: Any, target: Any, p: Any) -> Any:
    """Build dormitory beds toward the planned number; slower when the fund is empty."""
    add = p.servicing_pace * max(0.0, target - county.beds)
    if add <= 0.0:
        return
    if not buy_service(gov, p.bed_cost * add):
        add = add * p.unfunded_pace
    county.beds += add


@kernel
def smallest_cost(firm: Any, county: Any, p: Any) -> Any:
    """Cost of the smallest step worth taking, or of all it wants if that is less, 万元."""
    return min(firm.intent_k, p.smallest_step * firm.k) * cost_of_capital_goods(county, p)


@kernel
def plan_site(
    firm: Any, sector: Any, county: Any, p: Any, lever: Any, assumption: Any, key: Any
) -> Any:
    """An enterprise whose site is full: raise the plot ratio now, or ask for a parcel.

    The cheaper of floor cost · (f' - f) · site, if f' is within the cap, and land price ·
    parcel.  Either must leave funds for the smallest step, else it is postponed.
    """
    if firm.intent_k <= 0.0:
        return
    needed = (firm.k + firm.intent_k) / p.site_tolerance
    parcel = needed / (sector.capital_per_mu * firm.f) - firm.m
    by_floor = p.floor_cost * parcel * firm.f
    by_parcel = p.land_price * parcel
    if by_floor <= by_parcel and build_up(firm, sector, county, p, lever, assumption, key):
        return
    least = smallest_cost(firm, county, p)
    if available(firm, county, p, lever, assumption) < by_parcel + least:
        county.postponed_land_year += 1.0
        return
    firm.need_land = parcel


@kernel
def build_up(
    firm: Any, sector: Any, county: Any, p: Any, lever: Any, assumption: Any, key: Any
) -> Any:
    """Raise the plot ratio (工业上楼) and invest; False when cap or funds do not allow it.

    First choice where floors are cheaper than land, last resort where no parcel is to be had.
    """
    needed = (firm.k + firm.intent_k) / p.site_tolerance
    ratio = needed / (sector.capital_per_mu * max(NOT_ZERO, firm.m))
    cost = p.floor_cost * (ratio - firm.f) * firm.m
    least = smallest_cost(firm, county, p)
    if ratio > lever.plot_ratio_cap or cost < 0.0:
        return False
    if available(firm, county, p, lever, assumption) < cost + least:
        return False
    spend(firm, cost, p)
    firm.capex += cost
    firm.invest_year += cost
    firm.f = ratio
    firm.act = firm.act | RAISED_PLOT_RATIO
    invest_intent(firm, sector, county, p, lever, assumption, key)
    return True


@kernel
def invest_intent(
    firm: Any, sector: Any, county: Any, p: Any, lever: Any, assumption: Any, key: Any
) -> Any:
    """Commit the investment that waited for land, as far as the funds that are left go."""
    left = available(firm, county, p, lever, assumption) / cost_of_capital_goods(county, p)
    amount = min(firm.intent_k, left)
    firm.intent_k = 0.0
    if amount > 0.0:
        commit_investment(firm, sector, county, amount, p, lever, key)


@kernel
def queue_key(key: Any, who: Any, grade: Any) -> Any:
    """Place in the land queue: by grade, A first, and by lot within a grade."""
    return grade + uniform(key, who, rng.QUEUE)


@kernel
def take_parcel(firm: Any, park_index: Any, park: Any, county: Any, area: Any, p: Any) -> Any:
    """Grant a parcel (亩) in a park to an enterprise and pay for it; the quota is used up."""
    park.vacant -= area
    county.quota -= area
    county.granted_year += area
    firm.park = park_index
    firm.m += area
    firm.m_park += area
    cost = p.land_price * area
    spend(firm, cost, p)
    firm.land_paid += cost
    firm.act = firm.act | GOT_PARCEL


@kernel
def give_back(firm: Any, parks: Any, county: Any, area: Any) -> Any:
    """Return `area` 亩 of a site: the part inside a park to the park, the rest to the pool."""
    in_park = min(firm.m_park, area)
    if firm.park >= 0:
        parks[firm.park].vacant += in_park
    firm.m_park -= in_park
    firm.m -= area
    county.pool += area - in_park
    county.released_year += area


@kernel
def remediate(
    firm: Any, sector: Any, parks: Any, county: Any, gov: Any, p: Any, lever: Any, key: Any
) -> Any:
    """Remediation of low-efficiency land (低效用地整治); returns True when it has to leave.

    A candidate has more than site_slack · k / (capital per 亩 · f) of site or is graded D, and is
    called up with probability remediation_rate/4.  Against compensation (remediation_cost a 亩)
    from public money it releases what it does not need, is helped to use the site better, or,
    graded D, leaves.
    """
    if firm.origin == KNOWN_PROJECT or firm.m <= 0.0 or firm.pending_quarters > 0:
        return False
    needed = firm.k / (sector.capital_per_mu * firm.f)
    excess = firm.m - p.site_slack * needed
    if excess <= 0.0 and firm.grade != GRADE_D:
        return False
    if uniform(key, firm.uid, rng.REMEDIATION) >= lever.remediation_rate / 4.0:
        return False
    area = max(excess, LEAST_REMEDIATED * firm.m)
    outcome = uniform(key, firm.uid, rng.INTENSIFY)
    if support(gov, firm, p.remediation_cost * area) <= 0.0:
        return False
    if firm.grade == GRADE_D and outcome > 1.0 - p.remediation_leave:
        return True
    if excess > 0.0 and outcome > p.remediation_intensify:
        give_back(firm, parks, county, excess)
        firm.act = firm.act | RELEASED_LAND
        return False
    firm.a += p.intensify_gain
    firm.act = firm.act | INTENSIFIED
    return False
