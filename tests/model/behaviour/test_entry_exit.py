"""Event 12 by hand: who closes and how, who is founded, what a project becomes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from model.behaviour import entry_exit
from model.records import BUILDING, CLOSED, OPERATING
from tests.model.plain_parts import county, firm, levers, parameters, park, play, project, sector

exactly = pytest.approx


def test_close_settles_creditors_and_frees_the_site() -> None:
    """Creditors first: 30 of 100 are paid, the rest written off; the land goes where it was."""
    pending = {"pending_k": 5.0, "pending_cost": 5.0, "pending_quarters": 2}
    site = {"m": 12.0, "m_park": 9.0, "park": 0}
    one = firm(cash=30.0, debt=100.0, k=500.0, l=40.0, d=9.0, robots=3.0, **site, **pending)
    parks, state = [park(vacant=1.0)], county(pool=2.0)
    play(entry_exit.close, firm=one, parks=parks, county=state)
    assert (one.repaid, one.written_off, one.left_over) == exactly((30.0, 70.0, 0.0))
    emptied = ("cash", "debt", "k", "l", "d", "robots", "m", "m_park", *pending)
    assert {name: getattr(one, name) for name in emptied} == dict.fromkeys(emptied, 0.0)
    assert one.k_worn == exactly(500.0)
    assert parks[0].vacant == exactly(10.0) and state.pool == exactly(5.0)
    assert one.status == CLOSED and state.exits_year == 1.0


def test_what_creditors_leave_goes_to_the_owners() -> None:
    """130 of cash, 100 of debt: 30 are left over."""
    rich = firm(cash=130.0, debt=100.0)
    play(entry_exit.close, firm=rich)
    assert (rich.repaid, rich.written_off, rich.left_over) == exactly((100.0, 0.0, 30.0))


@pytest.mark.parametrize(
    ("revenue", "hazard"), [(99.0, 0.02), (399.0, 0.01), (24.0, 0.04), (0.0, 0.06)]
)
def test_the_hazard_of_closing_falls_with_size(revenue: float, hazard: float) -> None:
    """With the root of size over the median, at most three times the background of 2 %."""
    p = parameters(exit_hazard=0.08, exit_size=0.5)
    for luck, leaves in ((hazard - 1e-4, True), (hazard + 1e-4, False)):
        one = firm(revenue=1.2 * (revenue + 1.0) - 1.0)
        assert play(entry_exit.leaves, luck=luck, firm=one, price=1.2, p=p) is leaves


def test_four_insolvent_quarters_close_an_enterprise() -> None:
    """However large; three do not; a known project stays."""
    for insolvent, leaves in ((3, False), (4, True)):
        one = firm(revenue=1e9, insolvent=insolvent)
        assert play(entry_exit.leaves, luck=0.99, firm=one) is leaves
    known = firm(origin=3, insolvent=9)
    p = parameters(exit_hazard=1.0)
    assert play(entry_exit.leaves, luck=0.0, firm=known, p=p) is False


@pytest.mark.parametrize("luck", [0.05, 0.5, 0.95, 0.999])
def test_start_ups_are_poisson(luck: float) -> None:
    """A rate of 8 % a year of 50 enterprises, over an entry cost of .8."""
    given = {"sector": sector(count=50.0), "p": parameters(birth_rate=0.08)}
    came = play(entry_exit.start_ups, luck=luck, lever=levers(entry_cost=0.8), **given)
    assert came == stats.poisson.ppf(luck, 0.02 * 50.0 / 0.8)


def test_a_start_up_on_released_land() -> None:
    """Owners pay for its capital and cash; without land it is not founded."""
    state, new = county(pool=2.0, frontier=0.1, investment_price=1.1), firm(status=0)
    maker = sector(kappa=0.8, revenue_sigma=1.0, plot_ratio=1.25, staff_rate=0.01, va_rate=0.3)
    p = parameters(start_up_size=0.5, use_target=0.8, cash_buffer=0.1)
    given = {"sector": maker, "county": state, "p": p, "price": 1.2, "luck": 0.5}
    assert play(entry_exit.found, firm=new, **given) is True
    assert (new.k, new.k_new, new.m, new.l, new.d) == exactly((50.0, 50.0, 0.4, 0.5, 60.0))
    assert (new.equity, new.capex, new.cash) == exactly((61.0, 55.0, 6.0))
    assert (new.status, new.origin, new.park, new.nu) == (OPERATING, 2, -1, 0.3)
    assert new.a == 0.1 and new.tfp == exactly(math.exp(0.1))
    assert state.pool == exactly(1.6) and state.entries_year == 1.0
    state.pool = 0.39
    assert play(entry_exit.found, firm=firm(status=0), **given) is False
    assert state.entries_year == 1.0 and state.pool == 0.39


def test_a_start_up_in_a_small_firm_park() -> None:
    """Without released land, where its sector is admitted and most is free; not in another park."""
    maker, p = sector(plot_ratio=1.0), parameters(start_up_size=2.0, use_target=0.5)
    kinds = ((0, 90.0), (1, 5.0), (1, 8.0), (1, 50.0))
    parks = [park(small_park=small, vacant=vacant) for small, vacant in kinds]
    given = {"sector": maker, "p": p, "parks": parks, "county": county(pool=3.0), "luck": 0.5}
    one = firm(status=0)
    allows = np.array([[True], [True], [True], [False]])
    assert play(entry_exit.found, firm=one, allows=allows, **given) is True
    assert (one.m, one.m_park, one.park) == exactly((4.0, 4.0, 2))
    assert [item.vacant for item in parks] == exactly([90.0, 5.0, 4.0, 50.0])
    assert given["county"].pool == 3.0
    for item in parks[1:3]:
        item.vacant = 3.9
    assert play(entry_exit.found, firm=firm(status=0), allows=allows, **given) is False


def test_start_ups_differ_in_size() -> None:
    """Half of the sector's spread: one standard deviation up is exp(1/2) of the usual."""
    state, new = county(pool=100.0), firm(status=0)
    p = parameters(start_up_size=0.5, use_target=1.0)
    given = {"county": state, "p": p, "sector": sector(revenue_sigma=1.0, plot_ratio=1.0)}
    play(entry_exit.found, luck=float(stats.norm.cdf(1.0)), firm=new, **given)
    assert new.d == exactly(50.0 * math.exp(0.5), rel=1e-7)


def test_construction_takes_a_quarter_at_least() -> None:
    """However fast approval is."""
    for gestation, luck, quarters in ((2.0, 0.01, 1), (1.0, 0.01, 1), (5.0, 0.999, 2)):
        new, lever = firm(status=0), levers(approval_speed=0.6, plot_ratio_cap=1.0)
        given = {"project": project(capex=10.0, m=1.0), "lever": lever, "luck": luck}
        play(entry_exit.establish, firm=new, sector=sector(gestation=gestation), **given)
        assert new.pending_total == quarters


def test_a_project_that_got_land() -> None:
    """Owners pay a share and the land, lenders the rest; it builds until its gestation is over."""
    plan = project(uid=9, capex=6_600.0, ei=0.4, m=30.0)
    new, site = firm(status=0), park(vacant=50.0)
    state = county(investment_price=1.1, quota=40.0, frontier=0.2)
    size = {"new_plot_ratio": 1.2, "major_project_size": 3_000.0}
    p = parameters(project_equity=0.4, land_price=28.0, new_plant_lead=0.05, new_plant_rnd=1.5,
                   **size)  # fmt: skip
    lever = levers(plot_ratio_cap=1.0, approval_speed=0.25)
    maker = sector(gestation=4.0, rnd_intensity=0.02)
    given = {"project": plan, "park_index": 2, "park": site, "county": state, "p": p}
    play(entry_exit.establish, firm=new, sector=maker, lever=lever, **given)
    assert (new.equity, new.land_paid, new.capex) == exactly((3_480.0, 840.0, 6_600.0))
    assert new.debt == new.borrowed == exactly(3_960.0) and new.pending_k == exactly(6_000.0)
    assert (new.status, new.park, new.m, new.m_park, new.f) == (BUILDING, 2, 30.0, 30.0, 1.0)
    assert (new.pending_quarters, new.pending_total, new.uid) == (3, 3, 9)
    assert (new.a, new.rho, new.rho_base, new.ei) == exactly((0.25, 0.03, 0.03, 0.4))
    assert (site.vacant, state.quota, state.granted_year) == exactly((20.0, 10.0, 30.0))
    assert state.landed_year == 1.0


@pytest.mark.parametrize(("klass", "capex", "counted"), [(1, 2_999.0, 0), (2, 9_000.0, 0)])
def test_which_projects_are_major(klass: int, capex: float, counted: int) -> None:
    """Manufacturing of the declared size; not smaller ones, not utilities."""
    state, plan = county(), project(capex=capex, m=1.0)
    given = {"sector": sector(klass=klass), "p": parameters(major_project_size=3_000.0)}
    play(entry_exit.establish, firm=firm(status=0), project=plan, county=state, **given)
    assert state.landed_year == counted
