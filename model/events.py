"""The thirteen events of a quarter: who is asked, in which order, what is shared.

Each event is a loop over enterprises (or projects, or parks) in slot order that calls the
behaviours; what enterprises share (labour pool, harvest, peers, land, public money) is gathered
or rationed here.  Nothing in this file decides for an enterprise.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from model import randomness as rng
from model.behaviour.accounts import keep_accounts, settle_debt
from model.behaviour.attraction import arrivals, draft_project, review, wait_for_land
from model.behaviour.commissioning import build_on
from model.behaviour.drivers import move_county, move_prices
from model.behaviour.entry_exit import close, establish, found, leaves, start_ups
from model.behaviour.hiring import ask_for_staff, expect, fill_rate, hire, labour_pool
from model.behaviour.innovation import do_research, improve_quality, key_projects, learn, patent
from model.behaviour.investment import consider_investment, maintain, user_cost
from model.behaviour.land import (
    build_beds,
    invest_intent,
    plan_site,
    queue_key,
    remediate,
    service_land,
    take_parcel,
)
from model.behaviour.sales import grow_demand, open_books, sell, want_sales
from model.behaviour.upgrade import absorb_upgrade, consider_upgrade, imitation
from model.behaviour.year_end import award_quality, grade_land, qualify, turn_year
from model.kernel import kernel
from model.randomness import uniform
from model.records import BUILDING, IN_REVIEW, LANDED, OPERATING, WAITING_LAND


@kernel
def move_drivers(w: Any, t: Any) -> Any:
    """1. The world outside moves; the books of the last quarter are closed."""
    county, gov = w.county[0], w.gov[0]
    move_county(county, gov, w.drivers[t], w.p[0], w.levers[t], w.assumptions[t], t % 4)
    for s in range(len(w.sectors)):
        move_prices(w.markets[s], price_change(w, s, t))
    for i in range(county.n):
        open_books(w.firms[i])
    county.serviced_in = 0.0


@kernel
def price_change(w: Any, s: Any, t: Any) -> Any:
    """Log change of a sector's price in the quarter, the scenario's shift included."""
    series = w.sectors[s].price_series
    shift = w.assumptions[t]
    if series == 0:
        extra = shift.price_shift_food
    elif series == 1:
        extra = shift.price_shift_ore
    elif series == 2:
        extra = shift.price_shift_lng
    elif series == 3:
        extra = shift.price_shift_power
    elif series == 4:
        extra = shift.price_shift_equipment
    else:
        extra = shift.price_shift_minerals
    return w.prices[t, series] + extra / 4.0


@kernel
def attract_projects(w: Any, key: Any, t: Any) -> Any:
    """2. Projects under review move on; new ones come."""
    county, p, lever = w.county[0], w.p[0], w.levers[t]
    for j in range(county.n_projects):
        if w.projects[j].state == IN_REVIEW:
            review(w.projects[j])
    vacant = 0.0
    for k in range(len(w.parks)):
        vacant += w.parks[k].vacant
    pull, weighted = 0.0, 0.0
    for s in range(len(w.sectors)):
        pull += w.sectors[s].pull
        weighted += w.sectors[s].pull * w.chain_weight[t, s]
    if weighted <= 0.0:
        return
    number = arrivals(key, p, lever, vacant, weighted / pull, county.growth)
    for j in range(number):
        if county.n_projects >= len(w.projects):
            county.overflow = 1
            return
        uid = rng.PROJECT_BASE + 64 * t + j
        s = choose_sector(w, key, uid, t, weighted)
        project = w.projects[county.n_projects]
        draft_project(project, uid, s, w.sectors[s], county, p, lever, w.assumptions[t], key, t)
        county.n_projects += 1
        county.arrived_year += 1.0


@kernel
def choose_sector(w: Any, key: Any, uid: Any, t: Any, total: Any) -> Any:
    """Sector of a project: by pull times chain weight (链长制)."""
    left = uniform(key, uid, rng.ARRIVAL_SECTOR) * total
    last = 0
    for s in range(len(w.sectors)):
        weight = w.sectors[s].pull * w.chain_weight[t, s]
        if weight > 0.0:
            last = s
            if left < weight:
                return s
        left -= weight
    return last


@kernel
def commission(w: Any, key: Any, t: Any) -> Any:
    """3. Construction goes on; what is finished starts to produce."""
    for i in range(w.county[0].n):
        firm = w.firms[i]
        if firm.status == OPERATING:
            firm.age += 1
        if firm.status == OPERATING or firm.status == BUILDING:
            s = firm.sector
            build_on(firm, w.sectors[s], w.markets[s].price, w.p[0], w.assumptions[t], key)


@kernel
def sell_output(w: Any, key: Any, t: Any) -> Any:
    """4. Demand moves; output is sold within capacity, staff and the harvest."""
    county, p = w.county[0], w.p[0]
    for s in range(len(w.sectors)):
        w.markets[s].wanted = 0.0
    for i in range(county.n):
        firm = w.firms[i]
        if firm.status != OPERATING:
            continue
        s = firm.sector
        sector, market = w.sectors[s], w.markets[s]
        grow_demand(
            firm,
            sector,
            market.price,
            price_change(w, s, t),
            county,
            p,
            w.levers[t],
            w.assumptions[t],
            key,
        )
        want_sales(firm, sector, market.price, p)
        market.wanted += firm.revenue / market.price
    ration_harvest(w)
    activity = w.drivers[t].activity
    for i in range(county.n):
        firm = w.firms[i]
        if firm.status == OPERATING:
            s = firm.sector
            market = w.markets[s]
            season = season_of(w.sectors[s], t % 4)
            sell(firm, w.sectors[s], market.price, season, activity, market.crowding)
            if t % 4 == 0 and firm.above == 1:
                county.q1_output += firm.revenue


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
def ration_harvest(w: Any) -> Any:
    """Share the harvest among the sectors that process it, in proportion to what they want."""
    county = w.county[0]
    wanted = 0.0
    for s in range(len(w.sectors)):
        w.markets[s].crowding = 1.0
        if w.sectors[s].harvest_limited == 1:
            wanted += w.markets[s].wanted
    allowed = county.harvest_capacity * county.harvest
    if wanted > allowed:
        for s in range(len(w.sectors)):
            if w.sectors[s].harvest_limited == 1:
                w.markets[s].crowding = allowed / wanted


@kernel
def keep_books(w: Any, t: Any) -> Any:
    """5. Accounts: value added, wages, taxes, subsidies, cash and debt."""
    county, gov, p = w.county[0], w.gov[0], w.p[0]
    for i in range(county.n):
        firm = w.firms[i]
        if firm.status == OPERATING:
            keep_accounts(firm, w.sectors[firm.sector], county, gov, p, w.levers[t])
            settle_debt(firm, county, p, w.levers[t], w.assumptions[t])


@kernel
def employ(w: Any, t: Any) -> Any:
    """6. Enterprises ask for staff; the island's pool fills the same share of every request."""
    county, p, lever = w.county[0], w.p[0], w.levers[t]
    county.staff = 0.0
    county.wanted_staff = 0.0
    for i in range(county.n):
        firm = w.firms[i]
        if firm.status == OPERATING:
            ask_for_staff(firm, w.sectors[firm.sector], w.markets[firm.sector].price, p)
            if firm.origin != 3:
                county.staff += firm.l
            county.wanted_staff += firm.want_staff
    free = max(0.0, labour_pool(county, p, lever) - county.staff)
    county.fill = fill_rate(free, county.wanted_staff, p)
    for i in range(county.n):
        firm = w.firms[i]
        if firm.status == OPERATING:
            hire(firm, w.gov[0], county.fill, p, lever)


@kernel
def form_expectations(w: Any) -> Any:
    """7. Expectations move toward what was realised."""
    for i in range(w.county[0].n):
        if w.firms[i].status == OPERATING:
            expect(w.firms[i], w.p[0])


@kernel
def invest(w: Any, key: Any, t: Any) -> Any:
    """8. Wear and maintenance, then the decision to invest."""
    county, p, lever = w.county[0], w.p[0], w.levers[t]
    for s in range(len(w.sectors)):
        w.markets[s].cost = user_cost(county, w.sectors[s], w.markets[s].price, p, lever)
    for i in range(county.n):
        firm = w.firms[i]
        if firm.status != OPERATING:
            continue
        sector, market = w.sectors[firm.sector], w.markets[firm.sector]
        maintain(firm, sector, market.price, county, p)
        consider_investment(
            firm, sector, market.price, market.cost, county, p, lever, w.assumptions[t], key
        )


@kernel
def upgrade(w: Any, key: Any, t: Any) -> Any:
    """9. Technical upgrades, with the peers as they stood when the quarter began."""
    county, p = w.county[0], w.p[0]
    for s in range(len(w.sectors)):
        w.markets[s].capital = 0.0
        w.markets[s].peers = 0.0
    for i in range(county.n):
        firm = w.firms[i]
        if firm.status == OPERATING:
            w.markets[firm.sector].capital += firm.k
            w.markets[firm.sector].peers += firm.k * firm.z
    for s in range(len(w.sectors)):
        market = w.markets[s]
        if market.capital > 0.0:
            market.peers = market.peers / (3.0 * market.capital)
        market.odds = imitation(market.peers, p, w.levers[t])
    for i in range(county.n):
        firm = w.firms[i]
        if firm.status == OPERATING:
            absorb_upgrade(firm, p)
            consider_upgrade(
                firm,
                w.sectors[firm.sector],
                w.markets[firm.sector].odds,
                county,
                w.gov[0],
                p,
                w.levers[t],
                w.assumptions[t],
                key,
            )


@kernel
def use_land(w: Any, key: Any, t: Any) -> Any:
    """10. Parks are serviced; sites are planned; parcels go by grade, then by lot; remediation."""
    county, gov, p, lever = w.county[0], w.gov[0], w.p[0], w.levers[t]
    if t % 4 == 0:
        county.quota = lever.industrial_land_share * p.total_land_grants
    county.other_granted_year += (1.0 - lever.industrial_land_share) * p.total_land_grants / 4.0
    for k in range(len(w.parks)):
        service_land(w.parks[k], county, gov, w.park_land[t, k], p)
    build_beds(county, gov, lever.dormitory_beds, p)
    serve_queue(w, key, t, queue_up(w, key, t))
    for i in range(county.n):
        firm = w.firms[i]
        if firm.status == OPERATING and remediate(
            firm, w.sectors[firm.sector], w.parks, county, gov, p, lever, key
        ):
            close(firm, w.parks, county)


@kernel
def queue_up(w: Any, key: Any, t: Any) -> Any:
    """Gather who asks for a parcel: enterprises (index) and projects (-1 - index)."""
    county, p, lever = w.county[0], w.p[0], w.levers[t]
    waiting = 0
    for i in range(county.n):
        firm = w.firms[i]
        if firm.status != OPERATING or firm.intent_k <= 0.0:
            continue
        plan_site(firm, w.sectors[firm.sector], county, p, lever, w.assumptions[t], key)
        if firm.need_land > 0.0:
            w.queue_key[waiting] = queue_key(key, firm.uid, firm.grade)
            w.queue_who[waiting] = i
            waiting += 1
    for j in range(county.n_projects):
        if w.projects[j].state == WAITING_LAND:
            # A project has no record yet and queues as grade B.
            w.queue_key[waiting] = queue_key(key, w.projects[j].uid, 1)
            w.queue_who[waiting] = -1 - j
            waiting += 1
    return waiting


@kernel
def serve_queue(w: Any, key: Any, t: Any, waiting: Any) -> Any:
    """Serve the land queue in order of its keys; what is not served waits or is postponed."""
    order = np.argsort(w.queue_key[:waiting])
    for place in range(waiting):
        who = w.queue_who[order[place]]
        if who >= 0:
            serve_enterprise(w, key, t, who)
        else:
            serve_project(w, key, t, -1 - who)


@kernel
def choose_park(w: Any, s: Any, area: Any) -> Any:
    """Park that admits the sector and has most vacant land, at least `area`; -1 if none."""
    best, room = -1, 0.0
    for k in range(len(w.parks)):
        if w.allows[k, s] and w.parks[k].vacant >= area and w.parks[k].vacant > room:
            best, room = k, w.parks[k].vacant
    return best


@kernel
def serve_enterprise(w: Any, key: Any, t: Any, i: Any) -> Any:
    """Give an enterprise its parcel if its park has room and the year's quota is not used up.

    The quota is a floor on the industrial share, so the parcel that crosses it is granted.
    """
    firm, county, p, lever = w.firms[i], w.county[0], w.p[0], w.levers[t]
    k = firm.park
    if k < 0:
        k = choose_park(w, firm.sector, firm.need_land)
    if k < 0 or w.parks[k].vacant < firm.need_land or county.quota <= 0.0:
        county.postponed_land_year += 1.0
        return
    sector = w.sectors[firm.sector]
    take_parcel(firm, k, w.parks[k], county, firm.need_land, p)
    invest_intent(firm, sector, county, p, lever, w.assumptions[t], key)


@kernel
def serve_project(w: Any, key: Any, t: Any, j: Any) -> Any:
    """Let a project settle if a park has room and the year's quota is not used up."""
    project, county = w.projects[j], w.county[0]
    k = choose_park(w, project.sector, project.m)
    if k < 0 or county.quota <= 0.0:
        wait_for_land(project, county, w.p[0])
        return
    if county.n >= len(w.firms):
        county.overflow = 1
        return
    project.park = k
    project.state = LANDED
    establish(
        w.firms[county.n],
        project,
        k,
        w.parks[k],
        w.sectors[project.sector],
        county,
        w.p[0],
        w.levers[t],
        key,
    )
    county.n += 1


@kernel
def innovate(w: Any, key: Any, t: Any) -> Any:
    """11. R&D, learning, quality, patents; key projects and technology trade."""
    county, p, lever = w.county[0], w.p[0], w.levers[t]
    measure_density(w)
    rnd = 0.0
    for i in range(county.n):
        firm = w.firms[i]
        if firm.status != OPERATING:
            continue
        density = 0.0
        if firm.park >= 0:
            density = w.parks[firm.park].density
        do_research(firm, p, lever)
        learn(firm, density, county, p, lever, key)
        improve_quality(firm, w.sectors[firm.sector], p, lever)
        patent(firm, p, lever, key)
        rnd += firm.rnd
    key_projects(county, rnd, p, lever, key)


@kernel
def measure_density(w: Any) -> Any:
    """Capital per serviced 亩 of each park, as the agglomeration term sees it."""
    for k in range(len(w.parks)):
        w.parks[k].density = 0.0
    for i in range(w.county[0].n):
        firm = w.firms[i]
        if firm.status == OPERATING and firm.park >= 0:
            w.parks[firm.park].density += firm.k
    for k in range(len(w.parks)):
        park = w.parks[k]
        area = max(1.0, park.serviced)
        park.density = math.log(1.0 + park.density / area / w.p[0].density_reference)


@kernel
def enter_and_exit(w: Any, key: Any, t: Any) -> Any:
    """12. Enterprises close, start-ups are founded on free land."""
    county, p, lever = w.county[0], w.p[0], w.levers[t]
    for i in range(county.n):
        firm = w.firms[i]
        if firm.status == OPERATING and leaves(
            firm, w.sectors[firm.sector], w.markets[firm.sector].price, p, key
        ):
            close(firm, w.parks, county)
    for s in range(len(w.sectors)):
        number = start_ups(s, w.sectors[s], p, lever, key)
        for j in range(number):
            if county.n >= len(w.firms):
                county.overflow = 1
                return
            uid = rng.STARTUP_BASE + (64 * t + s) * 1024 + j
            price = w.markets[s].price
            if found(w.firms[county.n], uid, s, w.sectors[s], price, county, p, key):
                county.n += 1


@kernel
def judge_year(w: Any, key: Any, t: Any) -> Any:
    """13. At the year's end: land-efficiency grades, qualifications, awards."""
    county, p, lever = w.county[0], w.p[0], w.levers[t]
    value, area = 0.0, 0.0
    for i in range(county.n):
        firm = w.firms[i]
        if firm.status == OPERATING and firm.above == 1:
            value += firm.va_year
            area += firm.m
    average = value / max(1e-9, area)
    for i in range(county.n):
        firm = w.firms[i]
        if firm.status == OPERATING:
            grade_land(firm, average, p)
            qualify(firm, county, p, lever, key)
            award_quality(firm, p, lever, key)


@kernel
def turn_of_year(w: Any) -> Any:
    """The January list and a clean yearly slate, after the year has been reported."""
    county = w.county[0]
    for i in range(county.n):
        turn_year(w.firms[i], w.p[0])
    county.trade_year = 0.0
    county.rest_gdp_year = 0.0
    county.rest_investment_year = 0.0
    county.arrived_year = 0.0
    county.landed_year = 0.0
    county.refused_land_year = 0.0
    county.refused_energy_year = 0.0
    county.refused_finance_year = 0.0
    county.postponed_finance_year = 0.0
    county.postponed_land_year = 0.0
    county.upgrades_year = 0.0
    county.key_upgrades_year = 0.0
    county.robots_year = 0.0
    county.tech_added_year = 0.0
    county.entries_year = 0.0
    county.exits_year = 0.0
    county.released_year = 0.0
    county.granted_year = 0.0
    county.other_granted_year = 0.0
    county.q1_output = 0.0
    w.gov[0].refused_year = 0.0
    w.gov[0].paid_year = 0.0
