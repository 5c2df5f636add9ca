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
from model.prefetch import AHEAD, ahead_of_accounting, ahead_of_deciding, ahead_of_offering
from model.randomness import uniform
from model.records import BUILDING, CLOSED, OPERATING


@kernel
def commission_and_offer(w: Any, key: Any, t: Any) -> Any:
    """3 and 4. Construction goes on; demand moves; what could be sold before the harvest.

    The list of the visited is brought up to date on the way.
    """
    county, p, lever, outside = w.county[0], w.p[0], w.levers[t], w.assumptions[t]
    list_newcomers(w)
    for s in range(len(w.sectors)):
        w.markets[s].wanted = 0.0
    kept = 0
    for j in range(county.n_live):
        i = w.live[j]
        firm = w.firms[i]
        ahead_of_offering(w.firms, i, county.n)
        open_books(firm)
        if firm.status == CLOSED:
            continue
        w.live[kept] = i
        kept += 1
        sector, market = w.sectors[firm.sector], w.markets[firm.sector]
        if firm.status == OPERATING:
            firm.age += 1
        build_on(firm, sector, market.price, county, p, outside, key)
        if firm.status == OPERATING:
            grow_demand(
                firm, sector, market.price, market.price_change, county, p, lever, outside, key
            )
            want_sales(firm, sector, p)
            market.wanted += firm.revenue / market.price
    county.n_live = kept
    ration_harvest(w)


@kernel
def list_newcomers(w: Any) -> Any:
    """Put who came in the last quarter on the list of enterprises to visit, in slot order.

    Idle enterprises are never on it; who closed leaves it when its books have been cleared.
    """
    county = w.county[0]
    for i in range(county.n_listed, county.n):
        if w.firms[i].status == OPERATING or w.firms[i].status == BUILDING:
            w.live[county.n_live] = i
            county.n_live += 1
    county.n_listed = county.n


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
def sell_and_account(w: Any, key: Any, t: Any) -> Any:
    """4, 5 and 6. Sales, accounts, the staff asked for; what peers and parks look like now."""
    county, gov, p, lever, outside = w.county[0], w.gov[0], w.p[0], w.levers[t], w.assumptions[t]
    activity, lowest = w.drivers[t].activity, 2.0
    clear_sums(w)
    for j in range(county.n_live):
        i = w.live[j]
        firm = w.firms[i]
        ahead_of_accounting(w.firms, i, county.n)
        if firm.status != OPERATING:
            continue
        sector, market = w.sectors[firm.sector], w.markets[firm.sector]
        sell(firm, season_of(sector, t % 4), activity, market.crowding)
        if t % 4 == 0 and firm.above == 1:
            county.q1_output += firm.revenue
        keep_accounts(firm, sector, county, gov, p, lever)
        settle_debt(firm, county, p, lever, outside)
        ask_for_staff(firm, sector, p)
        lot = uniform(key, firm.uid, rng.CLAIM)
        if lot < lowest:
            lowest, county.first = lot, j
        county.rnd += firm.rnd
        if firm.origin != 3:
            county.staff += firm.l
        county.wanted_staff += firm.want_staff
        market.capital += firm.k
        market.peers += firm.k * firm.z
        if firm.park >= 0:
            w.parks[firm.park].density += firm.k
    county.way = 1 if uniform(key, rng.COUNTY, rng.CLAIM) < 0.5 else -1
    read_sums(w, t)


@kernel
def next_in_line(place: Any, way: Any, n: Any) -> Any:
    """Who is next in the pass that pays public money: a place in the list of the visited.

    It begins with whoever drew the lowest lot of the quarter and goes round the list forward or
    backward, as a lot of the county says.  So every place in line is equally likely for
    everybody and of any two either is as likely to come first, while nothing is sorted and
    memory is read in order.
    """
    place += way
    if place < 0:
        return n - 1
    if place >= n:
        return 0
    return place


@kernel
def clear_sums(w: Any) -> Any:
    """Clear what is gathered over enterprises before they decide."""
    w.county[0].staff = 0.0
    w.county[0].wanted_staff = 0.0
    w.county[0].rnd = 0.0
    w.county[0].first = 0
    for s in range(len(w.sectors)):
        w.markets[s].capital = 0.0
        w.markets[s].peers = 0.0
    for k in range(len(w.parks)):
        w.parks[k].density = 0.0


@kernel
def read_sums(w: Any, t: Any) -> Any:
    """From the sums to what enterprises see: vacancies filled, user cost, peers, density."""
    county, p, lever = w.county[0], w.p[0], w.levers[t]
    free = max(0.0, labour_pool(county, p, lever) - county.staff)
    county.fill = fill_rate(free, county.wanted_staff, p)
    for s in range(len(w.sectors)):
        market = w.markets[s]
        market.cost = user_cost(county, w.sectors[s], market.price, p, lever)
        if market.capital > 0.0:
            market.peers = market.peers / (3.0 * market.capital)
        market.odds = imitation(market.peers, p, lever)
    for k in range(len(w.parks)):
        park = w.parks[k]
        area = max(1.0, park.serviced)
        park.density = math.log(1.0 + park.density / area / p.density_reference)


@kernel
def decide(w: Any, key: Any, t: Any) -> Any:
    """6 to 12. What each enterprise does of its own, from hiring to its site or its exit.

    Enterprises come in the order in which they claim public money (`next_in_line`).  Land that
    remediation or an exit frees is there for the land market of the same quarter.  Returns how
    many enterprises ask for a parcel; they are put into the land queue.
    """
    county, gov, p, lever, outside = w.county[0], w.gov[0], w.p[0], w.levers[t], w.assumptions[t]
    place, way, waiting = county.first, county.way, 0
    for _ in range(county.n_live):
        i = w.live[place]
        firm = w.firms[i]
        ahead_of_deciding(w.firms, i + way * AHEAD, county.n)
        place = next_in_line(place, way, county.n_live)
        if firm.status != OPERATING:
            continue
        sector, market = w.sectors[firm.sector], w.markets[firm.sector]
        hire_invest_upgrade(firm, sector, market, county, gov, p, lever, outside, key)
        if remediate(firm, sector, w.parks, county, gov, p, lever, key):
            close(firm, w.parks, county)
            continue
        density = w.parks[firm.park].density if firm.park >= 0 else 0.0
        innovate(firm, sector, density, county, p, lever, key)
        if leaves(firm, sector, market.price, p, key):
            close(firm, w.parks, county)
        elif firm.intent_k > 0.0:
            plan_site(firm, sector, county, p, lever, outside, key)
            if firm.need_land > 0.0:
                w.queue_key[waiting] = queue_key(key, firm.uid, firm.grade)
                w.queue_who[waiting] = i
                waiting += 1
    key_projects(county, county.rnd, p, lever, key)
    return waiting


# Records, not the world, are handed on: a world is twenty arrays, each counted at every call.
@kernel
def hire_invest_upgrade(
    firm: Any,
    sector: Any,
    market: Any,
    county: Any,
    gov: Any,
    p: Any,
    lever: Any,
    outside: Any,
    key: Any,
) -> Any:
    """6 to 9. Hiring, expectations, wear and investment, technical upgrade."""
    hire(firm, gov, county.fill, p, lever)
    expect(firm, p)
    maintain(firm, sector, market.price, county, p)
    consider_investment(firm, sector, market.price, market.cost, county, p, lever, outside, key)
    absorb_upgrade(firm, p)
    consider_upgrade(firm, sector, market.odds, county, gov, p, lever, outside, key)


@kernel
def innovate(
    firm: Any, sector: Any, density: Any, county: Any, p: Any, lever: Any, key: Any
) -> Any:
    """11. R&D, learning, quality, patents."""
    do_research(firm, p, lever)
    learn(firm, density, county, p, lever, key)
    improve_quality(firm, sector, p, lever)
    patent(firm, p, lever, key)


@kernel
def found_start_ups(w: Any, key: Any, t: Any) -> Any:
    """12. Start-ups are founded on free land and in small-firm parks."""
    county, p, lever = w.county[0], w.p[0], w.levers[t]
    for s in range(len(w.sectors)):
        number = start_ups(s, w.sectors[s], p, lever, key)
        for j in range(number):
            if county.n >= len(w.firms):
                county.overflow = 1
                return
            uid = rng.STARTUP_BASE + (64 * t + s) * rng.STARTUPS_PER_QUARTER + j
            price = w.markets[s].price
            firm = w.firms[county.n]
            if found(firm, uid, s, w.sectors[s], price, w.parks, w.allows, county, p, key):
                county.n += 1
