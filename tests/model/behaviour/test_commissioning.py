"""Event 3 by hand: construction goes on, and what is finished starts to produce."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from model.behaviour import commissioning, common
from model.records import BUILDING, OPERATING
from tests.model.plain_parts import county, firm, outside, parameters, play, sector

exactly = pytest.approx


def new_plant() -> SimpleNamespace:
    """A plant of 500 that costs 600, four quarters from production."""
    capital = {"pending_k": 500.0, "pending_cost": 600.0}
    return firm(status=BUILDING, pending_quarters=4, pending_total=4, age=9, **capital)


def test_construction_is_put_in_place_evenly_and_then_produces() -> None:
    """A quarter of the cost each quarter; capital on the last; demand from a fifth of full."""
    plant, state, maker = new_plant(), county(), sector(kappa=2.0)
    p = parameters(new_plant_sales=0.75, new_plant_digital=0.25, above_scale_threshold=225.0)
    given = {"sector": maker, "county": state, "p": p}
    for left in (3, 2, 1):
        play(commissioning.build_on, luck=0.2, firm=plant, **given)
        assert plant.pending_quarters == left and plant.k == 0.0
    assert plant.invest_year == exactly(450.0) and plant.status == BUILDING
    play(commissioning.build_on, luck=0.2, firm=plant, price=1.2, **given)
    assert plant.invest_year == exactly(600.0)
    assert (plant.k, plant.k_new, plant.pending_k, plant.pending_cost) == (500.0, 500.0, 0.0, 0.0)
    assert (plant.status, plant.age, plant.z) == (OPERATING, 0, 2)
    assert plant.d == exactly(0.75 * 1.2 * 500.0 / 2.0)
    # Listed by its full demand, not by the fifth it starts with.
    assert plant.above == 1
    assert play(common.effective_demand, firm=plant) == exactly(0.2 * plant.d)
    assert state.large_done_year == 0.0


def test_a_small_plant_and_an_unlucky_one() -> None:
    """Short of the threshold it is not listed; without luck it starts at level one."""
    plant = new_plant()
    plant.pending_quarters = 1
    p = parameters(new_plant_sales=0.75, new_plant_digital=0.25, above_scale_threshold=226.0)
    play(commissioning.build_on, luck=0.3, firm=plant, sector=sector(kappa=2.0), price=1.2, p=p)
    assert (plant.above, plant.z) == (0, 1)


def test_large_projects_that_are_finished_are_counted() -> None:
    """Manufacturing of a hundred million yuan counts; utilities, and a yuan less, do not."""
    for cost, klass, counted in ((10_000.0, 1, 1.0), (9_999.0, 1, 0.0), (10_000.0, 2, 0.0)):
        plant, state = new_plant(), county()
        plant.pending_quarters, plant.pending_cost = 1, cost
        play(commissioning.build_on, firm=plant, sector=sector(klass=klass), county=state)
        assert state.large_done_year == counted


def test_a_known_project_waits_out_the_delay_assumed() -> None:
    """Two quarters of delay, then the last quarter of construction, then its own staff."""
    plant = firm(
        status=BUILDING,
        origin=3,
        pending_k=900.0,
        pending_cost=900.0,
        pending_quarters=1,
        pending_total=6,
        staff_plan=60.0,
        tariff=0.5,
    )
    given = {"assumption": outside(project_delay=2.0), "p": parameters(above_scale_threshold=450)}
    for _ in range(2):
        play(commissioning.build_on, firm=plant, **given)
        assert plant.status == BUILDING and plant.invest_year == 0.0
    play(commissioning.build_on, firm=plant, **given)
    assert (plant.status, plant.l, plant.d, plant.above, plant.z) == (OPERATING, 60, 450, 1, 2)
