"""Event 10, the land market: supply, a queue by grade and lot, grants within the quota."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.behaviour.attraction import wait_for_land
from model.behaviour.entry_exit import establish
from model.behaviour.land import (
    build_beds,
    build_up,
    invest_intent,
    other_grants,
    queue_key,
    service_land,
    take_parcel,
)
from model.kernel import kernel
from model.prefetch import look_up
from model.records import LANDED, WAITING_LAND

# Places in the queue between a record's being fetched and its turn.
AHEAD = 4


@kernel
def grant_land(w: Any, key: Any, t: Any, waiting: Any) -> Any:
    """10. Parks and beds are built, the year's quota set, and the queue served.

    `waiting` enterprises stand in the queue already; projects whose review is over join them.
    """
    county, gov, p, lever = w.county[0], w.gov[0], w.p[0], w.levers[t]
    county.quota = lever.industrial_land_share * p.total_land_grants - county.granted_year
    county.other_granted_year += other_grants(county, p, lever, t % 4)
    for k in range(len(w.parks)):
        service_land(w.parks[k], county, gov, w.park_land[t, k], p)
    build_beds(county, gov, lever.dormitory_beds, p)
    for j in range(county.n_projects):
        if w.projects[j].state == WAITING_LAND:
            # A project has no record yet and queues as grade B.
            w.queue_key[waiting] = queue_key(key, w.projects[j].uid, 1)
            w.queue_who[waiting] = -1 - j
            waiting += 1
    order = np.argsort(w.queue_key[:waiting])
    for place in range(waiting):
        # The queue jumps about the table; the record of a later place is fetched meanwhile.
        later = w.queue_who[order[min(place + AHEAD, waiting - 1)]]
        look_up(w.firms, max(later, 0), county.n)
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
    Without a parcel it builds upward if it can.
    """
    firm, sector = w.firms[i], w.sectors[w.firms[i].sector]
    county, p, lever, outside = w.county[0], w.p[0], w.levers[t], w.assumptions[t]
    k = firm.park
    if k < 0:
        k = choose_park(w, firm.sector, firm.need_land)
    if k < 0 or w.parks[k].vacant < firm.need_land or county.quota <= 0.0:
        if not build_up(firm, sector, county, p, lever, outside, key):
            county.postponed_land_year += 1.0
        return
    take_parcel(firm, k, w.parks[k], county, firm.need_land, p)
    invest_intent(firm, sector, county, p, lever, outside, key)


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
