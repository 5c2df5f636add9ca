"""Events 3 to 9, 11 and 12: what enterprises do, in as few visits as their sharing allows."""

from __future__ import annotations

import math
from typing import Any

from model import randomness as rng
from model.behaviour.accounts import keep_accounts, settle_debt
from model.behaviour.commissioning import build_on
from model.behaviour.entry_exit import close, found, leaves, start_ups
from model.behaviour.hiring import ask_for_staff, expect, fill_rate, hire, labour_pool
from model.behaviour.innovation import do_research, improve_quality, key_projects, learn, patent
from model.behaviour.investment import consider_investment, maintain, user_cost
from model.behaviour.land import plan_site, queue_key, remediate
from model.behaviour.sales import grow_demand, open_books, season_of, sell, want_sales
from model.behaviour.upgrade import absorb_upgrade, consider_upgrade, imitation
from model.kernel import kernel
from model.prefetch import AHEAD, prefetch
from model.records import BUILDING, OPERATING


@kernel
def commission_and_offer(w: Any, key: Any, t: Any) -> Any:
    """3 and 4. Construction goes on; demand moves; what could be sold before the harvest."""
    county, p, lever, outside = w.county[0], w.p[0], w.levers[t], w.assumptions[t]
    for s in range(len(w.sectors)):
        w.markets[s].wanted = 0.0
    for i in range(county.n):
        firm = w.firms[i]
        prefetch(w.firms, i + AHEAD)
        open_books(firm)
        if firm.status != OPERATING and firm.status != BUILDING:
            continue
        sector, market = w.sectors[firm.sector], w.markets[firm.sector]
        if firm.status == OPERATING:
            firm.age += 1
        build_on(firm, sector, market.price, county, p, outside, key)
        if firm.status == OPERATING:
            grow_demand(
                firm, sector, market.price, market.price_change, county, p, lever, outside, key
            )
            want_sales(firm, sector, market.price, p)
            market.wanted += firm.revenue / market.price
    ration_harvest(w)


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
def sell_and_account(w: Any, t: Any) -> Any:
    """4, 5 and 6. Sales, accounts, and the staff that enterprises ask for."""
    county, gov, p, lever, outside = w.county[0], w.gov[0], w.p[0], w.levers[t], w.assumptions[t]
    activity = w.drivers[t].activity
    county.staff = 0.0
    county.wanted_staff = 0.0
    for i in range(county.n):
        firm = w.firms[i]
        prefetch(w.firms, i + AHEAD)
        if firm.status != OPERATING:
            continue
        sector, market = w.sectors[firm.sector], w.markets[firm.sector]
        sell(firm, sector, market.price, season_of(sector, t % 4), activity, market.crowding)
        if t % 4 == 0 and firm.above == 1:
            county.q1_output += firm.revenue
        keep_accounts(firm, sector, county, gov, p, lever)
        settle_debt(firm, county, p, lever, outside)
        ask_for_staff(firm, sector, market.price, p)
        if firm.origin != 3:
            county.staff += firm.l
        county.wanted_staff += firm.want_staff


@kernel
def hire_and_invest(w: Any, key: Any, t: Any) -> Any:
    """6, 7 and 8. Hiring from the pool, expectations, wear, maintenance and investment."""
    county, p, lever, outside = w.county[0], w.p[0], w.levers[t], w.assumptions[t]
    free = max(0.0, labour_pool(county, p, lever) - county.staff)
    county.fill = fill_rate(free, county.wanted_staff, p)
    for s in range(len(w.sectors)):
        market = w.markets[s]
        market.cost = user_cost(county, w.sectors[s], market.price, p, lever)
        market.capital = 0.0
        market.peers = 0.0
    for i in range(county.n):
        firm = w.firms[i]
        prefetch(w.firms, i + AHEAD)
        if firm.status != OPERATING:
            continue
        sector, market = w.sectors[firm.sector], w.markets[firm.sector]
        hire(firm, w.gov[0], county.fill, p, lever)
        expect(firm, p)
        maintain(firm, sector, market.price, county, p)
        consider_investment(firm, sector, market.price, market.cost, county, p, lever, outside, key)
        market.capital += firm.k
        market.peers += firm.k * firm.z
    for s in range(len(w.sectors)):
        market = w.markets[s]
        if market.capital > 0.0:
            market.peers = market.peers / (3.0 * market.capital)
        market.odds = imitation(market.peers, p, lever)


@kernel
def upgrade_and_plan_sites(w: Any, key: Any, t: Any) -> Any:
    """9 and 10. Upgrades, with the peers of the quarter's start; sites that are full.

    Returns how many enterprises ask for a parcel; they are put into the land queue.
    """
    county, p, lever, outside = w.county[0], w.p[0], w.levers[t], w.assumptions[t]
    waiting = 0
    for i in range(county.n):
        firm = w.firms[i]
        prefetch(w.firms, i + AHEAD)
        if firm.status != OPERATING:
            continue
        sector, market = w.sectors[firm.sector], w.markets[firm.sector]
        absorb_upgrade(firm, p)
        consider_upgrade(firm, sector, market.odds, county, w.gov[0], p, lever, outside, key)
        if firm.intent_k > 0.0:
            plan_site(firm, sector, county, p, lever, outside, key)
            if firm.need_land > 0.0:
                w.queue_key[waiting] = queue_key(key, firm.uid, firm.grade)
                w.queue_who[waiting] = i
                waiting += 1
    return waiting


@kernel
def remediate_land(w: Any, key: Any, t: Any) -> Any:
    """10. Remediation of low-efficiency land; then the capital density of each park."""
    county, p, lever = w.county[0], w.p[0], w.levers[t]
    for k in range(len(w.parks)):
        w.parks[k].density = 0.0
    for i in range(county.n):
        firm = w.firms[i]
        prefetch(w.firms, i + AHEAD)
        if firm.status != OPERATING:
            continue
        sector = w.sectors[firm.sector]
        if remediate(firm, sector, w.parks, county, w.gov[0], p, lever, key):
            close(firm, w.parks, county)
        elif firm.park >= 0:
            w.parks[firm.park].density += firm.k
    for k in range(len(w.parks)):
        park = w.parks[k]
        area = max(1.0, park.serviced)
        park.density = math.log(1.0 + park.density / area / p.density_reference)


@kernel
def innovate_and_exit(w: Any, key: Any, t: Any) -> Any:
    """11 and 12. R&D, learning, quality, patents; key projects; enterprises that close."""
    county, p, lever = w.county[0], w.p[0], w.levers[t]
    rnd = 0.0
    for i in range(county.n):
        firm = w.firms[i]
        prefetch(w.firms, i + AHEAD)
        if firm.status != OPERATING:
            continue
        sector = w.sectors[firm.sector]
        density = 0.0
        if firm.park >= 0:
            density = w.parks[firm.park].density
        do_research(firm, p, lever)
        learn(firm, density, county, p, lever, key)
        improve_quality(firm, sector, p, lever)
        patent(firm, p, lever, key)
        rnd += firm.rnd
        if leaves(firm, sector, w.markets[firm.sector].price, p, key):
            close(firm, w.parks, county)
    key_projects(county, rnd, p, lever, key)


@kernel
def found_start_ups(w: Any, key: Any, t: Any) -> Any:
    """12. Start-ups are founded on free land."""
    county, p, lever = w.county[0], w.p[0], w.levers[t]
    for s in range(len(w.sectors)):
        number = start_ups(s, w.sectors[s], p, lever, key)
        for j in range(number):
            if county.n >= len(w.firms):
                county.overflow = 1
                return
            uid = rng.STARTUP_BASE + (64 * t + s) * rng.STARTUPS_PER_QUARTER + j
            price = w.markets[s].price
            if found(w.firms[county.n], uid, s, w.sectors[s], price, county, p, key):
                county.n += 1
