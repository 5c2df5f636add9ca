"""One quarter of the county: the agenda, in the order of its thirteen events."""

from __future__ import annotations

from typing import Any

from model.agenda.enterprises import (
    commission_and_offer,
    decide,
    found_start_ups,
    sell_and_account,
)
from model.agenda.land_market import grant_land
from model.agenda.outside import attract_projects, move_drivers
from model.agenda.year import end_year
from model.kernel import kernel
from model.randomness import quarter_key


@kernel
def quarter(w: Any, draw_key: Any, t: Any) -> Any:
    """Run quarter `t` (0 is 2017Q1) of world `w` with the random numbers of `draw_key`."""
    key = quarter_key(draw_key, t)
    move_drivers(w, t)  # 1 drivers
    attract_projects(w, key, t)  # 2 projects arrive
    commission_and_offer(w, key, t)  # 3 commissioning, 4 demand and supply
    sell_and_account(w, key, t)  # 4 sales, 5 accounts, 6 staff wanted
    waiting = decide(w, key, t)  # 6 to 12, each enterprise in turn: hiring to sites and exit
    grant_land(w, key, t, waiting)  # 10 land market
    found_start_ups(w, key, t)  # 12 entry
    if t % 4 == 3:  # 13 the year's end
        end_year(w, key, t)
