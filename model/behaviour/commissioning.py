"""Event 3, commissioning: capital under way becomes productive, new plants start to sell."""

from __future__ import annotations

from typing import Any

from model import randomness as rng
from model.behaviour.common import COMMISSIONED, capacity
from model.kernel import kernel
from model.randomness import uniform
from model.records import BUILDING, MANUFACTURING, OPERATING
from model.units import BIG_MONEY


@kernel
def build_on(
    firm: Any, sector: Any, price: Any, county: Any, p: Any, assumption: Any, key: Any
) -> Any:
    """One quarter of construction: its share of cost is put in place; the last one commissions.

    A known project waits out the delay that a scenario assumes.  A new plant starts at
    automation level 1 or 2 and with 20 % of its demand, growing over eight quarters.  It joins
    the above-scale list on commissioning when its capacity reaches the threshold: newly built
    plants are admitted monthly, unlike incumbents (NBS rule).
    """
    if firm.pending_quarters <= 0:
        return
    if firm.origin == 3 and firm.delayed < assumption.project_delay:
        firm.delayed += 1
        return
    if firm.pending_quarters <= firm.pending_total:
        firm.invest_year += firm.pending_cost / firm.pending_total
    firm.pending_quarters -= 1
    if firm.pending_quarters > 0:
        return
    firm.k += firm.pending_k
    firm.k_new += firm.pending_k
    if sector.klass == MANUFACTURING and firm.pending_cost >= BIG_MONEY:
        county.large_done_year += 1.0
    firm.pending_k = 0.0
    firm.pending_cost = 0.0
    firm.act = firm.act | COMMISSIONED
    if firm.status == BUILDING and firm.origin == 3:
        firm.status = OPERATING
        firm.z = 2
        firm.l = firm.staff_plan
        firm.d = capacity(firm, sector, price)
        firm.above = 1 if firm.d >= p.above_scale_threshold else 0
    elif firm.status == BUILDING:
        firm.status = OPERATING
        firm.age = 0
        firm.ramp_left = 8
        firm.z = 2 if uniform(key, firm.uid, rng.ROSTER_AUTOMATION) < p.new_plant_digital else 1
        firm.d = p.new_plant_sales * capacity(firm, sector, price)
        if firm.d >= p.above_scale_threshold:
            firm.above = 1
