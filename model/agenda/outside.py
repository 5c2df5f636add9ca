"""Events 1 and 2: the world outside moves, projects come."""

from __future__ import annotations

from typing import Any

from model import randomness as rng
from model.behaviour.attraction import appeal, arrivals, draft_project, review
from model.behaviour.drivers import move_county, move_prices
from model.kernel import kernel
from model.records import IN_REVIEW

# Identities set aside for one sector's projects of one quarter; `arrivals` stays far below.
PROJECTS_PER_QUARTER = 1 << 10


@kernel
def move_drivers(w: Any, t: Any) -> Any:
    """1. The world outside moves."""
    county = w.county[0]
    move_county(county, w.gov[0], w.drivers[t], w.p[0], w.levers[t], w.assumptions[t], t % 4)
    for s in range(len(w.sectors)):
        w.markets[s].price_change = price_change(w, s, t)
        move_prices(w.markets[s])
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
    """2. Projects under review move on; new ones come, sector by sector."""
    county, p, lever = w.county[0], w.p[0], w.levers[t]
    for j in range(county.n_projects):
        if w.projects[j].state == IN_REVIEW:
            review(w.projects[j])
    pull = 0.0
    for s in range(len(w.sectors)):
        pull += w.sectors[s].pull
    if pull <= 0.0:
        return
    wanted = appeal(p, lever, county.growth)
    for s in range(len(w.sectors)):
        share = w.sectors[s].pull / pull
        vacant = land_for(w, s)
        for j in range(arrivals(key, s, share, wanted, w.chain_weight[t, s], vacant, p)):
            if county.n_projects >= len(w.projects):
                county.overflow = 1
                return
            uid = rng.PROJECT_BASE + (64 * t + s) * PROJECTS_PER_QUARTER + j
            project = w.projects[county.n_projects]
            draft_project(project, uid, s, w.sectors[s], county, p, lever, w.assumptions[t], key, t)
            county.n_projects += 1
            county.arrived_year += 1.0


@kernel
def land_for(w: Any, s: Any) -> Any:
    """Free land (亩) of the parks that admit a sector."""
    vacant = 0.0
    for k in range(len(w.parks)):
        if w.allows[k, s]:
            vacant += w.parks[k].vacant
    return vacant
