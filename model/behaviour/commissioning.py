"""Event 3, commissioning: capital under way becomes productive, new plants start to sell."""

from __future__ import annotations

from typing import Any

from model import randomness as rng
from model.behaviour.common import COMMISSIONED, RAMP_QUARTERS, capacity
from model.kernel import kernel
from model.randomness import uniform
from model.records import (
    BUILDING,
    DIGITAL_WORKSHOP,
    KNOWN_PROJECT,
    MANUFACTURING,
    MECHANISED,
    OPERATING,
)
from model.units import BIG_MONEY


@kernel
def build_on(
    firm: Any, sector: Any, price: Any, county: Any, p: Any, assumption: Any, key: Any
) -> Any:
    """One quarter of construction: its share of cost is put in place; the last one commissions.

    A known project waits out the delay (quarters) that a scenario assumes.  Capital is real,
    cost in 万元.
    """
    if firm.pending_quarters <= 0:
        return
    if firm.origin == KNOWN_PROJECT and firm.delayed < assumption.project_delay:
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
    if firm.status == BUILDING:
        firm.status = OPERATING
        if firm.origin == KNOWN_PROJECT:
            start_known_plant(firm, sector, price, p)
        else:
            start_new_plant(firm, sector, price, p, key)


# A new plant joins the above-scale list on commissioning when its demand reaches the threshold:
# newly built plants are admitted monthly, unlike incumbents (NBS rule).
@kernel
def start_known_plant(firm: Any, sector: Any, price: Any, p: Any) -> Any:
    """A known project opens as declared: its planned staff (persons) and demand for all it makes."""
    firm.z = DIGITAL_WORKSHOP
    firm.l = firm.staff_plan
    firm.d = capacity(firm, sector, price)
    firm.above = 1 if firm.d >= p.above_scale_threshold else 0


@kernel
def start_new_plant(firm: Any, sector: Any, price: Any, p: Any, key: Any) -> Any:
    """An attracted plant opens at automation level 1 or 2, its demand (万元 a year) still to grow.

    d = new_plant_sales · capacity, of which it reaches 20 % at first and all after RAMP_QUARTERS.
    """
    firm.age = 0
    firm.ramp_left = RAMP_QUARTERS
    digital = uniform(key, firm.uid, rng.ROSTER_AUTOMATION) < p.new_plant_digital
    firm.z = DIGITAL_WORKSHOP if digital else MECHANISED
    firm.d = p.new_plant_sales * capacity(firm, sector, price)
    if firm.d >= p.above_scale_threshold:
        firm.above = 1
