"""Event 4 by hand: demand, the three limits of output, the harvest, the quarter's books."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from model.agenda.enterprises import ration_harvest
from model.behaviour import common, sales
from model.records import CLOSED, ENTERPRISE
from tests.model.plain_parts import (
    county,
    firm,
    levers,
    market,
    outside,
    parameters,
    play,
    sector,
    twin,
)

exactly = pytest.approx


def test_demand_moves_by_its_equation() -> None:
    """(trend + beta growth + shift + chi (c - c*) + policy)/4 + price, without a shock."""
    one = firm(d=100.0, k=1_000.0, a=0.1, g=0.05, ramp_left=3)
    maker = sector(group=1, growth_beta=0.5, export_share=0.2, first_set=1)
    p = parameters(equipment_trend=0.02, chi=0.4, use_max=1.0, first_set_gain=0.03)
    given = {
        "county": county(growth=0.06, frontier=0.25),
        "lever": levers(export_demand=0.1, first_set_support=0.5),
        "assumption": outside(demand_shift=-0.02),
        "price_change": 0.01,
    }
    play(sales.grow_demand, luck=0.5, firm=one, sector=maker, p=p, **given)
    drift = 0.02 + 0.5 * 0.06 - 0.02 + 0.4 * (0.15 - 0.25) + 0.1 * 0.2 + 0.03 * 0.5
    assert one.step == exactly(drift / 4.0)
    assert one.d == exactly(100.0 * math.exp(drift / 4.0 + 0.01))
    assert one.ramp_left == 2


@pytest.mark.parametrize(("group", "trend"), [(0, 0.04), (1, 0.05), (2, -0.01)])
def test_each_group_has_its_trend(group: int, trend: float) -> None:
    """Marine food, equipment and energy, other."""
    p = parameters(food_trend=0.04, equipment_trend=0.05, other_trend=-0.01)
    assert play(sales.trend, sector=sector(group=group), p=p) == trend


@pytest.mark.parametrize(("lag", "felt"), [(0.5, 0.5), (1.0, 1.0), (7.0, 1.0), (-3.0, -1.0)])
def test_standing_still_loses_share(lag: float, felt: float) -> None:
    """Half a log unit behind costs chi/2 a year; no lead or lag counts for more than one."""
    behind = firm(d=50.0, k=100.0)
    p, state = parameters(chi=0.4, use_max=1.0), county(frontier=lag)
    play(sales.grow_demand, luck=0.5, firm=behind, county=state, p=p)
    assert behind.step == exactly(-0.4 * felt / 4.0)


def test_unserved_demand_leaves() -> None:
    """Demand of twice what can be made loses log 2 times the rate of loss."""
    crowded = firm(d=160.0, k=100.0)
    p = parameters(use_max=0.8, unserved_loss=0.8)
    play(sales.grow_demand, luck=0.5, firm=crowded, p=p)
    assert crowded.step == exactly(-0.8 * math.log(2.0) / 4.0)
    for demand in (80.0, 20.0):
        served = firm(d=demand, k=100.0)
        play(sales.grow_demand, luck=0.5, firm=served, p=p)
        assert served.step == 0.0 and served.d == demand


def test_shocks_come_now_and_then() -> None:
    """Half of the quarters bring a Laplace shock of scale 1/root 2: variance 2 in four of them."""
    u = (np.arange(200_000) + 0.5) / 200_000
    shocks = np.array([sales.rare_shock.py_func(v) for v in u])
    assert (np.diff(shocks) >= 0.0).all()
    assert (shocks == 0.0).mean() == exactly(0.5, abs=1e-4)
    assert shocks.mean() == exactly(0.0, abs=1e-9)
    assert 4.0 * shocks.var() == exactly(2.0, rel=1e-3)
    at = {0.05: math.log(0.2), 0.24: math.log(0.96), 0.3: 0.0, 0.7: 0.0, 0.95: -math.log(0.2)}
    for luck, size in at.items():
        assert play(sales.rare_shock, u=luck) == exactly(size / math.sqrt(2.0))
    one = firm(d=50.0, k=100.0)
    play(sales.grow_demand, luck=0.95, firm=one, p=parameters(demand_noise=0.2, use_max=1.0))
    assert one.step == exactly(0.2 * math.log(5.0) / math.sqrt(2.0))


def test_a_quarter_changes_demand_by_no_more_than_nine_tenths() -> None:
    """Whatever the noise."""
    p = parameters(demand_noise=1e308, use_max=1.0)
    for luck, step in ((0.01, -0.9), (0.99, 0.9)):
        wild = firm(d=50.0, k=100.0, step=0.3)
        play(sales.grow_demand, luck=luck, firm=wild, p=p)
        assert wild.step == step


def test_a_purchase_guarantee() -> None:
    """A known project sells its capacity at the load that was agreed."""
    known = firm(origin=3, d=1.0, k=200.0, tariff=0.5, step=0.3)
    play(sales.grow_demand, firm=known, p=parameters(guaranteed_load=0.97), price=1.1)
    assert known.d == exactly(0.97 * 1.1 * 100.0) and known.step == 0.0
    known.full = 110.0
    play(sales.want_sales, firm=known, p=parameters(use_max=0.9))
    assert known.revenue == exactly(99.0)


@pytest.mark.parametrize(
    ("demand", "staff", "expected"), [(60.0, 10.0, 60.0), (500.0, 10.0, 95.0), (500.0, 5.0, 55.0)]
)
def test_revenue_is_the_least_of_three(demand: float, staff: float, expected: float) -> None:
    """Demand, capacity at the highest use, and what the staff can run with overtime."""
    one = firm(d=demand, k=200.0, full=100.0, l=staff)
    p = parameters(use_max=0.95, overtime=1.1)
    play(sales.want_sales, firm=one, sector=sector(kappa=2.0, staff_rate=0.1), p=p)
    assert one.revenue == exactly(expected)


def test_capacity_and_staff_at_full_use() -> None:
    """p · tariff · k · tfp / kappa; each level of automation saves a share of the staff."""
    one, maker = firm(k=100.0, tfp=1.5, tariff=0.5, z=2), sector(kappa=2.0, staff_rate=0.1,
                                                                labour_saving=0.15)  # fmt: skip
    assert play(common.capacity, firm=one, sector=maker, price=1.2) == exactly(45.0)
    assert play(common.staff_at_full_use, firm=one, sector=maker) == exactly(5.0 * 0.7)


def test_robots_do_without_staff() -> None:
    """Two persons a robot; three tenths of a manual plant's staff remain whatever they do."""
    maker, p = (
        sector(kappa=2.0, staff_rate=0.1, labour_saving=0.1),
        parameters(robot_labour=2.0, least_staff=0.3),
    )
    for robots, staff in ((0.0, 90.0), (10.0, 70.0), (40.0, 30.0)):
        one = firm(k=2_000.0, z=1, robots=robots)
        assert play(common.staff_at_full_use, firm=one, sector=maker, p=p) == exactly(staff)


def test_the_season_and_an_epidemic() -> None:
    """A season of 1.2 and an activity of .6; use is counted without the season."""
    one = firm(revenue=80.0, full=100.0)
    play(sales.sell, firm=one, season=1.2, activity=0.6, crowding=0.5)
    assert one.revenue == exactly(80.0 * 0.5 * 1.2 * 0.6 / 4.0)
    assert one.u == exactly(0.8 * 0.5 * 0.6)
    seasons = sector(season_1=0.5, season_2=0.9, season_3=1.5, season_4=1.1)
    found = [play(sales.season_of, sector=seasons, quarter_of_year=q) for q in range(4)]
    assert found == [0.5, 0.9, 1.5, 1.1]


def test_the_harvest_is_rationed() -> None:
    """150 wanted of a harvest that feeds 100: each of the two gets two thirds; others all."""
    world = SimpleNamespace(
        county=[county(harvest_capacity=125.0, harvest=0.8)],
        sectors=[sector(harvest_limited=1), sector(harvest_limited=0), sector(harvest_limited=1)],
        markets=[market(wanted=60.0), market(wanted=900.0), market(wanted=90.0)],
    )
    twin(ration_harvest)(world)
    crowding = [m.crowding for m in world.markets]
    assert crowding == exactly([2.0 / 3.0, 1.0, 2.0 / 3.0])
    world.markets[2].wanted = 40.0
    twin(ration_harvest)(world)
    assert [m.crowding for m in world.markets] == [1.0, 1.0, 1.0]


FLOWS = (
    *("subsidies", "borrowed", "repaid", "capex", "land_paid", "k_new", "k_worn"),
    *("revenue", "va", "wages", "vat", "cit", "land_tax", "rnd", "interest", "surcharge"),
    *("dividends", "energy", "equity", "written_off", "left_over"),
    *("need_land", "intent_k", "gap", "hazard", "upgrade_hazard"),
)


def test_the_books_of_a_closed_enterprise_are_cleared() -> None:
    """No flow of its last quarter is left; its past revenue moves on."""
    one = firm(status=CLOSED, a=0.2, act=7, revenue_1=5.0, revenue_2=6.0, revenue_3=7.0,
               **dict.fromkeys(FLOWS, 3.0))  # fmt: skip
    assert set(FLOWS) < set(ENTERPRISE.names or ())
    play(sales.open_books, firm=one)
    assert {name: getattr(one, name) for name in FLOWS} == dict.fromkeys(FLOWS, 0.0)
    assert (one.revenue_1, one.revenue_2, one.revenue_3, one.act) == (3.0, 5.0, 6.0, 0)
    assert one.tfp == exactly(math.exp(0.2))


def test_what_events_add_to_starts_from_nothing() -> None:
    """For an operating enterprise too."""
    one = firm(age=9, act=1, **dict.fromkeys(FLOWS[:7], 3.0))
    play(sales.open_books, firm=one)
    assert {name: getattr(one, name) for name in FLOWS[:7]} == dict.fromkeys(FLOWS[:7], 0.0)
    assert one.act == 0
