"""Nothing appears and nothing vanishes: money, capital, land, staff and energy, every quarter.

The identities are checked from the records alone, for every enterprise and for the county, under
parameters, levers and rosters from all over their bounds.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings

from model.behaviour.common import EXITED
from model.behaviour.hiring import labour_pool
from model.records import (
    BUILDING,
    CLOSED,
    EMPTY,
    IDLE,
    IN_REVIEW,
    LANDED,
    MANUFACTURING,
    OPERATING,
    REFUSED,
    WAITING_LAND,
)
from model.world import World
from tests.model.worlds import Odd, Run, odd_cases, record

RELATIVE = 1e-9
INFLOWS = ("va", "subsidies", "borrowed", "equity")
OUTFLOWS = (
    "wages",
    "vat",
    "cit",
    "land_tax",
    "rnd",
    "interest",
    "surcharge",
    "dividends",
    "repaid",
    "capex",
    "land_paid",
    "left_over",
)
NEVER_NEGATIVE = (
    *INFLOWS,
    *OUTFLOWS,
    *("revenue", "cash", "debt", "k", "k_new", "k_worn", "pending_k", "pending_cost"),
    *("written_off", "l", "m", "m_park", "d", "robots", "patents", "rnd_stock", "energy", "u"),
    *("want_staff", "gain_left", "loss_carried", "rho", "nu", "ei"),
)
SHARES = (
    "industrial_va_share",
    "manufacturing_va_share",
    "manufacturing_investment_share",
    "digital_coverage",
    "industrial_land_grant_share",
)
_quiet = settings(
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def assert_equal(left: np.ndarray, right: np.ndarray, scale: np.ndarray, what: str) -> None:
    """left = right to 1e-9 of `scale`, the size of what was added up."""
    error = np.abs(np.asarray(left - right)) / np.maximum(np.abs(scale), 1e-3)
    worst = float(error.max(initial=0.0))
    assert worst <= RELATIVE, f"{what}: relative error {worst:.2e}"


def check_enterprises(before: np.ndarray, now: np.ndarray) -> None:
    """Cash, debt and capital change by what the quarter's flows say, enterprise by enterprise."""
    for name in NEVER_NEGATIVE:
        assert np.isfinite(now[name]).all(), name
        assert (now[name] >= -RELATIVE * (1.0 + np.abs(before[name]))).all(), name
    flows = sum(now[name] for name in INFLOWS) - sum(now[name] for name in OUTFLOWS)
    size = sum(np.abs(now[name]) for name in (*INFLOWS, *OUTFLOWS)) + np.abs(before["cash"])
    assert_equal(now["cash"] - before["cash"], flows, size, "cash")
    owed = now["borrowed"] - now["repaid"] - now["written_off"]
    size = before["debt"] + now["borrowed"] + now["repaid"] + now["written_off"]
    assert_equal(now["debt"] - before["debt"], owed, size, "debt")
    built = now["k_new"] - now["k_worn"]
    assert_equal(now["k"] - before["k"], built, before["k"] + now["k_new"], "capital")
    assert (now["m_park"] <= now["m"] + 1e-9).all()
    assert (now["m_park"][now["park"] < 0] <= 1e-9).all()
    assert np.isin(now["status"], (BUILDING, OPERATING, CLOSED, IDLE)).all()
    assert ((now["z"] >= 0) & (now["z"] <= 3)).all()
    gone = now[now["status"] == CLOSED]
    for name in ("cash", "debt", "k", "l", "m", "pending_k", "d"):
        assert (gone[name] == 0.0).all(), name


def check_government(before: World, now: World) -> None:
    """The fund and the appropriation change by what came in and went out; all of it arrives."""
    old, gov = before.gov[0], now.gov[0]
    fund = gov["fund_in"] - gov["fund_paid"]
    scale = old["fund"] + gov["fund_in"]
    assert_equal(gov["fund"] - old["fund"], fund, scale, "fund")
    budget = gov["budget_in"] - gov["lapsed"] - gov["budget_paid"]
    scale = old["budget"] + gov["budget_in"]
    assert_equal(gov["budget"] - old["budget"], budget, scale, "appropriation")
    running = gov["running_in"] - gov["running_lapsed"] - gov["running_paid"]
    scale = old["running"] + gov["running_in"]
    assert_equal(gov["running"] - old["running"], running, scale, "running support")
    assert gov["running"] >= -RELATIVE * scale
    assert gov["fund"] >= -RELATIVE * (old["fund"] + gov["fund_in"])
    assert gov["budget"] >= -RELATIVE * (old["budget"] + gov["budget_in"])
    services = gov["fund_services"] + gov["budget_services"]
    paid = gov["fund_paid"] + gov["budget_paid"] + gov["running_paid"]
    received = now.firms["subsidies"].sum()
    assert_equal(received, paid - services, np.asarray(paid), "subsidies received")


def outside_parks(world: World) -> float:
    """Sites outside parks and the pool, 亩."""
    return float((world.firms["m"] - world.firms["m_park"]).sum() + world.county["pool"][0])


def check_land(before: World, now: World) -> None:
    """Park by park and in total, land is where somebody has it."""
    held = np.zeros(len(now.parks))
    inside = now.firms["park"] >= 0
    np.add.at(held, now.firms["park"][inside], now.firms["m_park"][inside])
    assert (now.parks["vacant"] >= -1e-9).all()
    assert now.county["pool"][0] >= -1e-9
    assert_equal(now.parks["vacant"] + held, now.parks["serviced"], now.parks["serviced"], "parks")
    total = outside_parks(now) + now.parks["serviced"].sum()
    was = outside_parks(before) + before.parks["serviced"].sum()
    assert_equal(total, was + now.county["serviced_in"][0], total, "land")


def check_production(before: np.ndarray, now: np.ndarray) -> None:
    """Value added, energy, R&D and taxes are what the quarter's rates make of revenue."""
    ran = (now["va"] > 0.0) & (before["status"] != EMPTY)
    was, one = before[ran], now[ran]
    assert_equal(one["va"], was["nu"] * one["revenue"], one["va"], "value added")
    assert_equal(one["energy"], was["ei"] * one["va"], one["energy"], "energy")
    assert_equal(one["rnd"], was["rho"] * one["revenue"], one["rnd"], "R&D")
    assert (one["rho"] <= 1.0).all() and (one["nu"] <= 0.9).all()


def check_staff(before: np.ndarray, world: World, t: int) -> None:
    """No more are hired than the pool has free; nobody hires and sheds at once."""
    county = record(world.county)
    pool = labour_pool.py_func(county, record(world.p), record(world.levers[t]))
    free = max(0.0, pool - county.staff)
    # Who closed this quarter had asked before; who closed earlier keeps an old wish on record.
    closing = (world.firms["act"] & EXITED) != 0
    asked = world.firms["want_staff"][(world.firms["status"] == OPERATING) | closing].sum()
    assert 0.0 <= county.fill <= 1.0
    assert county.fill * asked <= free * (1.0 + RELATIVE) + 1e-9
    assert_equal(county.wanted_staff, asked, asked, "hires")
    now = world.firms[: len(before)]
    stays = (before["status"] == OPERATING) & (now["status"] == OPERATING)
    was, one = before["l"][stays], now[stays]
    hired = np.where(one["want_staff"] > 0.0, was + county.fill * one["want_staff"], was)
    assert (one["l"] <= hired * (1.0 + RELATIVE)).all()
    hires = one["want_staff"] > 0.0
    assert_equal(one["l"][hires], hired[hires], hired[hires], "staff")


def check_year(world: World, year: int, quarters: list[np.ndarray]) -> None:
    """The year's indicators are the sums of its quarters, and they add up among themselves."""
    out = world.out[year]
    sums = {
        "revenue_industry": "revenue",
        "industrial_va": "va",
        "rnd_industry": "rnd",
        "energy_industry": "energy",
    }
    for indicator, field in sums.items():
        total = sum(firms[field].sum() for firms in quarters)
        assert_equal(out[indicator], total, total, indicator)
    last = quarters[-1]
    made = [f["va"][world.sectors["klass"][f["sector"]] == MANUFACTURING].sum() for f in quarters]
    assert_equal(out["manufacturing_va"], np.asarray(sum(made)), sum(made), "manufacturing_va")
    assert_equal(out["industrial_va_share"] * out["gdp"], out["industrial_va"], out["gdp"], "share")
    industry = out["industrial_investment"]
    assert out["fixed_asset_investment"] >= out["manufacturing_investment"] * (1 - RELATIVE)
    assert industry >= out["manufacturing_investment"] * (1 - RELATIVE)
    assert out["revenue_industry"] * (1 + RELATIVE) >= out["revenue_above_scale"] >= 0.0
    assert out["revenue_above_scale"] * (1 + RELATIVE) >= out["revenue_above_scale_manufacturing"]
    for name in SHARES:
        assert 0.0 <= out[name] <= 1.0 + RELATIVE, name
    assert out["firms_operating"] == (last["status"] == OPERATING).sum()
    assert out["firms_above_scale"] <= out["firms_operating"]
    assert all(np.isfinite(out[name]) for name in out.dtype.names)


def snapshot(world: World) -> World:
    """The state as it is now, copied."""
    copied = {name: getattr(world, name).copy() for name in ("firms", "parks", "gov", "county")}
    return world._replace(**copied)


def check_run(run: Run) -> None:
    """Every identity, every quarter of a run."""
    year: list[np.ndarray] = []
    rest, paid, income = 0.0, 0.0, 0.0
    before = snapshot(run.world)
    for world, t in run.quarters():
        used = run.firms.copy()
        check_enterprises(before.firms[: len(used)], used)
        assert (world.firms["status"][len(used) :] == EMPTY).all()
        check_government(before, world)
        check_land(before, world)
        check_production(before.firms[: len(used)], used)
        check_staff(before.firms[: len(used)], world, t)
        if run.full:
            return
        year.append(used)
        gov = world.gov[0]
        paid += gov["fund_paid"] + gov["budget_paid"] + gov["running_paid"]
        income += gov["fund_in"]
        if t % 4 == 2:
            rest = float(world.county["rest_gdp_year"][0])
        if t % 4 == 3:
            check_year(world, t // 4, year)
            out = world.out[t // 4]
            assert out["gdp"] - out["industrial_va"] > rest, "GDP holds the rest of the economy"
            assert_equal(out["subsidies_paid"], np.asarray(paid), paid, "subsidies paid")
            assert_equal(out["fund_income"], np.asarray(income), income, "fund income")
            year, paid, income = [], 0.0, 0.0
        before = snapshot(world)


@example(case=Odd("prior", 1, None, None, 1))
@example(case=Odd("bounds", 1, 1, 1, 0))
@settings(_quiet, max_examples=120)
@given(case=odd_cases)
def test_nothing_appears_or_vanishes(case: Odd) -> None:
    """All identities hold whatever the parameters, the levers and the enterprises are."""
    check_run(case.start())


@pytest.mark.slow
@settings(_quiet, max_examples=4_000)
@given(case=odd_cases)
def test_nothing_appears_or_vanishes_in_thousands_of_counties(case: Odd) -> None:
    """The same over thousands of cases."""
    check_run(case.start())


def test_gdp_adds_up() -> None:
    """GDP is the value added of industry and of the rest, each of the year."""
    run = Odd("prior", 5, None, None, 5).start()
    rest = np.zeros(len(run.world.out))
    exposure = run.world.p["rest_exposure"][0]
    for world, t in run.quarters():
        active = 1.0 - exposure * (1.0 - world.drivers["activity"][t])
        rest[t // 4] += world.county["rest_gdp"][0] * active / 4.0
    out = run.world.out
    assert_equal(out["gdp"], rest + out["industrial_va"], out["gdp"], "GDP")


def test_the_broken_account_is_noticed() -> None:
    """The checks themselves fail when a single yuan or 亩 is lost."""
    run = Odd("prior", 1, None, None, 1).start()
    run.step()
    before = snapshot(run.world)
    run.step()
    check_enterprises(before.firms[: len(run.firms)], run.firms)
    for field in ("cash", "debt", "k"):
        broken = run.firms.copy()
        broken[field][0] += 1e-4
        with pytest.raises(AssertionError, match="relative error"):
            check_enterprises(before.firms[: len(broken)], broken)
    run.world.parks["vacant"][0] -= 1e-4
    with pytest.raises(AssertionError, match="relative error"):
        check_land(before, run.world)


@settings(_quiet, max_examples=40)
@given(case=odd_cases)
def test_every_arrival_has_an_end(case: Odd) -> None:
    """Projects are under review, waiting, settled or refused; no enterprise comes from nowhere."""
    run = case.start()
    begun = len(run.firms)
    for _ in run.quarters():
        pass
    if run.full:
        return
    out, firms, county = run.world.out, run.firms, run.world.county[0]
    projects = run.world.projects[: int(county["n_projects"])]
    assert out["projects_arrived"].sum() == len(projects)
    assert len(np.unique(projects["uid"])) == len(projects)
    assert (np.isin(projects["state"], (IN_REVIEW, WAITING_LAND, LANDED, REFUSED))).all()
    refused = sum(out[f"projects_refused_{why}"].sum() for why in ("land", "energy", "finance"))
    assert refused == (projects["state"] == REFUSED).sum()
    landed = projects[projects["state"] == LANDED]
    assert sorted(landed["uid"]) == sorted(firms["uid"][firms["origin"] == 1])
    assert out["projects_landed"].sum() <= len(landed)
    assert out["entries"].sum() == (firms["origin"] == 2).sum()
    assert out["exits"].sum() == (firms["status"] == CLOSED).sum()
    assert len(firms) == begun + len(landed) + out["entries"].sum()
    assert len(np.unique(firms["uid"])) == len(firms)
