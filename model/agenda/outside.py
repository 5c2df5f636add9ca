"""Events 1 and 2: the world outside moves, projects come."""

from __future__ import annotations

from typing import Any

from model import randomness as rng
from model.behaviour.attraction import arrivals, draft_project, review
from model.behaviour.drivers import move_county, move_prices
from model.kernel import kernel
from model.randomness import uniform
from model.records import IN_REVIEW

# Identities set aside for the projects of one quarter; `arrivals` stays far below.
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
        uid = rng.PROJECT_BASE + PROJECTS_PER_QUARTER * t + j
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
