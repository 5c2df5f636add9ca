"""The enterprises at the start of 2017: drawn from the prior of what nobody knows, or given.

A roster row carries what is known of an enterprise and NaN for what is not; unknowns are drawn
per draw, so that two draws with the same roster differ only in what is not recorded.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from model import randomness as rng
from model.behaviour.common import clamp
from model.behaviour.drivers import ONCE
from model.kernel import kernel
from model.randomness import normal, poisson_from, quarter_key, uniform, whole_quarters
from model.records import (
    BUILDING,
    GRADE_B,
    IDLE,
    KNOWN_PROJECT,
    MANUAL,
    MECHANISED,
    OPERATING,
)

# What a roster file may say of an enterprise; NaN where it does not.
ROSTER = np.dtype(
    [("id", "i8"), ("sector", "i8"), ("idle", "i8"), ("park", "f8")]
    + [
        (name, "f8")
        for name in (
            "revenue",
            "capital",
            "staff",
            "site_mu",
            "plot_ratio",
            "cash",
            "debt",
            "automation",
            "rnd_intensity",
            "energy_intensity",
            "age_years",
            "patents",
            "robots",
        )
    ]
)
KNOWN = np.dtype(
    [
        ("sector", "i8"),
        ("commission", "i8"),
        ("capex_low", "f8"),
        ("capex_high", "f8"),
        ("revenue_low", "f8"),
        ("revenue_high", "f8"),
        ("staff", "f8"),
        ("m", "f8"),
        ("va_rate", "f8"),
        ("ei", "f8"),
        ("delay_sd", "f8"),
        ("booked", "f8"),
    ]
)
SECTOR_IDENTITIES = 1 << 24
# A sector expected to have more enterprises than this has as many as expected: the numbers of scaling
# benchmarks do not depend on luck.
MOST_BY_LUCK = 200.0
# Range of the standard normal behind an enterprise's size: no accidental giants.  A bound.
MOST_SIZE_LUCK = 3.0
# Enterprises are up to this old (quarters), each age as likely.  Assumption.
OLDEST = 60.0
# Real growth (log a year) that everybody expects in 2017.  Assumption.
EXPECTED_AT_START = 0.03
# R&D over revenue at the start, at most.  A bound.
MOST_RND_AT_START = 0.15
# Cash at the start over the buffer that an enterprise keeps.  Assumption.
CASH_OVER_BUFFER = 1.5
# Mean number of patents that an enterprise begins with, at most.  A bound.
MOST_PATENTS_AT_START = 20.0


@kernel
def start_county(w: Any, key: Any) -> Any:
    """State of the county, its parks and its government before the first quarter."""
    county, gov, p = w.county[0], w.gov[0], w.p[0]
    county.rest_gdp = p.rest_gdp_2017
    county.rest_investment = p.rest_investment_2017
    county.general_budget = p.general_budget_2017
    county.land_revenue = p.land_revenue_2017
    county.population = p.population_2017
    county.investment_price = 1.0
    county.wage_index = 1.0
    county.harvest = 1.0
    county.interest = p.reference_interest
    county.pool = p.initial_pool
    county.fill = 1.0
    for s in range(len(w.markets)):
        w.markets[s].price = 1.0
        w.markets[s].crowding = 1.0
    gov.fund = 0.0


@kernel
def synthesise(w: Any, key: Any) -> Any:
    """Fill the slots with a synthetic roster: Poisson numbers, log-normal revenues by sector.

    Expected numbers beyond MOST_BY_LUCK are taken as they are.
    """
    once = quarter_key(key, ONCE)
    county = w.county[0]
    for s in range(len(w.sectors)):
        sector = w.sectors[s]
        number = int(sector.count)
        if sector.count <= MOST_BY_LUCK:
            who = rng.SECTOR_BASE + s
            number = poisson_from(uniform(once, who, rng.ROSTER_COUNT), sector.count)
        for j in range(number):
            if county.n >= len(w.firms):
                county.overflow = 1
                return
            uid = rng.ROSTER_BASE + s * SECTOR_IDENTITIES + j
            z = clamp(normal(once, uid, rng.ROSTER_SIZE), -MOST_SIZE_LUCK, MOST_SIZE_LUCK)
            size = w.p[0].initial_scale * sector.revenue_median
            settle(w, county.n, uid, s, size * math.exp(sector.revenue_sigma * z), once)
            county.n += 1


@kernel
def settle(w: Any, i: Any, uid: Any, s: Any, revenue: Any, once: Any) -> Any:
    """An enterprise with `revenue` (万元 a year) as its sector's averages and luck have it."""
    firm, sector, p = w.firms[i], w.sectors[s], w.p[0]
    firm.uid = uid
    firm.sector = s
    firm.park = -1
    firm.status = OPERATING
    firm.grade = GRADE_B
    firm.tariff = 1.0
    firm.age = int(OLDEST * uniform(once, uid, rng.ROSTER_AGE))
    firm.a = p.productivity_spread * normal(once, uid, rng.ROSTER_PRODUCTIVITY)
    mechanised = uniform(once, uid, rng.ROSTER_AUTOMATION) < sector.mechanised
    firm.z = MECHANISED if mechanised else MANUAL
    firm.tfp = math.exp(firm.a)
    firm.d = revenue
    firm.k = sector.kappa * revenue / (p.use_target * firm.tfp)
    firm.f = sector.plot_ratio
    slack = p.initial_slack * abs(normal(once, uid, rng.ROSTER_LAND))
    firm.m = firm.k / (sector.capital_per_mu * firm.f) * math.exp(slack)
    firm.e = EXPECTED_AT_START
    firm.nu = sector.va_rate
    firm.ei = sector.energy_intensity * math.exp(
        sector.energy_spread * normal(once, uid, rng.ROSTER_ENERGY)
    )
    spread = p.rnd_spread * normal(once, uid, rng.ROSTER_RND) - 0.5 * p.rnd_spread * p.rnd_spread
    firm.rho = min(MOST_RND_AT_START, sector.rnd_intensity * math.exp(spread))
    firm.cash = CASH_OVER_BUFFER * p.cash_buffer * revenue
    firm.debt = p.initial_debt * firm.k * 2.0 * uniform(once, uid, rng.ROSTER_DEBT)
    saved = 1.0 - sector.labour_saving * firm.z
    firm.l = sector.staff_rate * firm.k / sector.kappa * saved * p.use_target
    share = revenue / max(1.0, sector.revenue_median * max(1.0, sector.count))
    patents = min(MOST_PATENTS_AT_START, p.initial_patents * share / len(w.sectors))
    firm.patents = poisson_from(uniform(once, uid, rng.PATENT), patents)
    finish(w, firm, once, True)


@kernel
def finish(w: Any, firm: Any, once: Any, draw_park: Any) -> Any:
    """Histories that follow from the rest; a place in a park for some if it is unknown."""
    firm.rho_base = firm.rho
    quarter = firm.d / 4.0
    firm.revenue = quarter
    firm.revenue_1 = quarter
    firm.revenue_2 = quarter
    firm.revenue_3 = quarter
    firm.revenue_last_year = firm.d
    firm.above = 1 if firm.d >= w.p[0].above_scale_threshold else 0
    if draw_park and uniform(once, firm.uid, rng.ROSTER_PARK) < w.p[0].park_share:
        for k in range(len(w.parks)):
            if w.allows[k, firm.sector] and w.parks[k].vacant >= firm.m and firm.park < 0:
                firm.park = k
    if firm.park >= 0:
        firm.m_park = min(firm.m, w.parks[firm.park].vacant)
        w.parks[firm.park].vacant -= firm.m_park


@kernel
def place_roster(w: Any, roster: Any, key: Any) -> Any:
    """Fill the slots from a given roster (ROSTER[n]); NaN is drawn as for a synthetic one."""
    once = quarter_key(key, ONCE)
    county = w.county[0]
    for r in range(len(roster)):
        row = roster[r]
        if county.n >= len(w.firms):
            county.overflow = 1
            return
        uid = rng.ROSTER_BASE + row.id
        firm = w.firms[county.n]
        if row.idle == 1:
            firm.uid = uid
            firm.sector = row.sector
            firm.park = -1
            firm.status = IDLE
            firm.m = 0.0 if math.isnan(row.site_mu) else row.site_mu
        else:
            settle(w, county.n, uid, row.sector, row.revenue, once)
            override(w, firm, row, once)
        county.n += 1


@kernel
def known_or(value: Any, drawn: Any) -> Any:
    """The recorded value, or what was drawn when it is NaN."""
    if math.isnan(value):
        return drawn
    return value


@kernel
def override(w: Any, firm: Any, row: Any, once: Any) -> Any:
    """Put what the roster records in place of what was drawn."""
    if firm.park >= 0:
        w.parks[firm.park].vacant += firm.m_park
        firm.m_park = 0.0
        firm.park = -1
    firm.k = known_or(row.capital, firm.k)
    firm.l = known_or(row.staff, firm.l)
    firm.m = known_or(row.site_mu, firm.m)
    firm.f = known_or(row.plot_ratio, firm.f)
    firm.cash = known_or(row.cash, firm.cash)
    firm.debt = known_or(row.debt, firm.debt)
    firm.z = int(known_or(row.automation, firm.z))
    firm.rho = known_or(row.rnd_intensity, firm.rho)
    firm.ei = known_or(row.energy_intensity, firm.ei)
    firm.age = int(4.0 * known_or(row.age_years, firm.age / 4.0))
    firm.patents = known_or(row.patents, firm.patents)
    firm.robots = known_or(row.robots, firm.robots)
    firm.park = int(known_or(row.park, -1.0))
    finish(w, firm, once, math.isnan(row.park))


@kernel
def place_known(w: Any, known: Any, key: Any) -> Any:
    """Known dated projects (KNOWN[n]): under construction from the start, paid by owners.

    Whether a project is booked in the county's statistics at all is drawn.
    """
    once = quarter_key(key, ONCE)
    county = w.county[0]
    for i in range(len(known)):
        if county.n >= len(w.firms):
            county.overflow = 1
            return
        row, uid = known[i], rng.KNOWN_PROJECT_BASE + i
        if uniform(once, uid, rng.KNOWN_BOOKED) >= row.booked:
            continue
        start_building(w.firms[county.n], uid, row, w.sectors[row.sector], w.p[0], once)
        county.n += 1


@kernel
def start_building(firm: Any, uid: Any, row: Any, sector: Any, p: Any, once: Any) -> Any:
    """A known project (a KNOWN row) as an enterprise under construction.

    Cost and revenue (万元, 万元 a year) are drawn within the published or declared range by one
    lot; `tariff` makes revenue at guaranteed load equal to the drawn one.
    """
    u = uniform(once, uid, rng.KNOWN_REVENUE)
    revenue = math.exp(
        math.log(row.revenue_low) + u * (math.log(row.revenue_high) - math.log(row.revenue_low))
    )
    firm.uid = uid
    firm.sector = row.sector
    firm.park = -1
    firm.status = BUILDING
    firm.origin = KNOWN_PROJECT
    firm.grade = GRADE_B
    firm.f = sector.plot_ratio
    firm.tfp = 1.0
    firm.m = row.m
    firm.nu = row.va_rate
    firm.ei = row.ei
    firm.rho = sector.rnd_intensity
    firm.rho_base = sector.rnd_intensity
    firm.staff_plan = row.staff
    firm.pending_cost = row.capex_low + u * (row.capex_high - row.capex_low)
    firm.pending_k = firm.pending_cost
    firm.tariff = revenue * sector.kappa / (p.guaranteed_load * firm.pending_k)
    set_opening(firm, row, sector, once)


@kernel
def set_opening(firm: Any, row: Any, sector: Any, once: Any) -> Any:
    """Quarters until a known project opens: to its date and a drawn delay, never an advance."""
    delay = row.delay_sd * abs(normal(once, firm.uid, rng.KNOWN_DELAY))
    late = whole_quarters(delay, 0.5)
    firm.pending_total = int(sector.gestation)
    firm.pending_quarters = row.commission + 1 + late
