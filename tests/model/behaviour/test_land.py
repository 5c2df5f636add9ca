"""Event 10 by hand: upward or outward, the queue for parcels, supply, remediation."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from model.agenda.land_market import choose_park, grant_land
from model.behaviour import land
from model.records import LANDED, WAITING_LAND
from tests.model.plain_parts import (
    KEY,
    county,
    firm,
    government,
    levers,
    outside,
    parameters,
    park,
    play,
    project,
    sector,
    twin,
)

exactly = pytest.approx


def plan(cap: float, floor: float, price: float, cash: float = 1e6) -> SimpleNamespace:
    """A full site of 10 亩 at a plot ratio of 2 (capital 2000) that would hold 500 more."""
    one, state = firm(k=2_000.0, m=10.0, f=2.0, intent_k=500.0, cash=cash), county()
    state.investment_price = 1.2
    fixed = {"site_tolerance": 1.0, "smallest_step": 0.05}
    p = parameters(floor_cost=floor, land_price=price, **fixed)
    given = {"sector": sector(gestation=4.0), "p": p, "lever": levers(plot_ratio_cap=cap)}
    play(land.plan_site, firm=one, county=state, **given)
    return SimpleNamespace(**vars(one), county=state)


def test_upward_or_outward() -> None:
    """Five floor 亩 or a parcel of 2.5: whichever is cheaper, within the cap."""
    upward = plan(cap=2.5, floor=13.0, price=28.0)
    assert upward.f == exactly(2.5) and upward.need_land == 0.0
    assert upward.pending_k == exactly(500.0) and upward.cash == exactly(1e6 - 65.0 - 600.0)
    assert (upward.capex, upward.invest_year) == exactly((665.0, 65.0))
    outward = plan(cap=2.5, floor=15.0, price=28.0)
    assert outward.f == 2.0 and outward.need_land == exactly(2.5) and outward.pending_k == 0.0
    capped = plan(cap=2.49, floor=13.0, price=28.0)
    assert capped.f == 2.0 and capped.need_land == exactly(2.5)


def test_what_a_site_tolerates_needs_no_land() -> None:
    """With a quarter more on the site than it is made for, 2600 needs 2080: four floor 亩 of ten."""
    one, p = firm(k=2_000.0, m=10.0, f=2.0, intent_k=600.0, cash=1e6), parameters(
        site_tolerance=1.25, floor_cost=15.0, land_price=28.0
    )  # fmt: skip
    given = {"sector": sector(gestation=4.0), "lever": levers(plot_ratio_cap=9.0)}
    play(land.plan_site, firm=one, p=p, **given)
    assert one.need_land == exactly(0.4)
    p.floor_cost = 13.0
    play(land.plan_site, firm=one, p=p, **given)
    assert one.f == exactly(2.08)


def test_land_must_leave_funds_for_the_smallest_step() -> None:
    """65 for floors and 120 for a twentieth of capital; what is left over that is invested."""
    poor = plan(cap=2.5, floor=13.0, price=28.0, cash=184.0)
    assert poor.need_land == 0.0 and poor.county.postponed_land_year == 1.0
    partly = plan(cap=2.5, floor=13.0, price=28.0, cash=185.0)
    assert partly.pending_k == exactly(100.0) and partly.intent_k == 0.0
    outward = plan(cap=2.0, floor=13.0, price=28.0, cash=189.0)
    assert outward.need_land == 0.0 and outward.county.postponed_land_year == 1.0
    assert plan(cap=2.0, floor=13.0, price=28.0, cash=190.0).need_land == exactly(2.5)


def land_market(
    firms: list[SimpleNamespace],
    vacant: float,
    projects: list[SimpleNamespace] | None = None,
    **values: float,
) -> SimpleNamespace:
    """A world with one park, its enterprises in the land queue and no other supply."""
    lever = levers(industrial_land_share=1.0, **{"plot_ratio_cap": 1.0, **values})
    fixed = {"total_land_grants": 100.0, "site_tolerance": 1.0, "land_price": 1.0}
    p = parameters(new_plot_ratio=1.0, project_patience=4.0, floor_cost=50.0, **fixed)
    waiting = len(firms)
    world = SimpleNamespace(
        firms=[*firms, firm(status=0)],
        projects=projects or [],
        parks=[park(vacant=vacant, serviced=vacant)],
        sectors=[sector(gestation=4.0)],
        gov=[government()],
        county=[county(n=waiting, n_projects=len(projects or []))],
        p=[p],
        levers=[lever],
        assumptions=[outside()],
        park_land=np.zeros((1, 1)),
        allows=np.ones((1, 1), bool),
        queue_key=np.zeros(8),
        queue_who=np.zeros(8, np.int64),
    )
    for i, one in enumerate(firms):
        world.queue_key[i] = play(land.queue_key, who=one.uid, grade=one.grade)
        world.queue_who[i] = i
    twin(grant_land)(world, KEY, 0, waiting)
    return world


def asking(uid: int, grade: int, **values: float) -> SimpleNamespace:
    """An enterprise that asks for a parcel of 5 亩."""
    own = {"k": 1_000.0, "m": 10.0, "f": 1.0, "cash": 1e6, "intent_k": 500.0, "need_land": 5.0}
    return firm(uid=uid, grade=grade, **{**own, **values})


@pytest.mark.parametrize("uid", range(40, 52))
@pytest.mark.parametrize("better_first", [True, False])
def test_the_better_grade_gets_the_parcel(uid: int, better_first: bool) -> None:
    """A before B whatever the lot and whoever is listed first; what is left is too little."""
    better, worse = asking(uid, 0), asking(uid + 100, 1)
    world = land_market([better, worse] if better_first else [worse, better], vacant=8.0)
    assert better.m == better.m_park + 10.0 == exactly(15.0) and better.park == 0
    assert better.pending_k == exactly(500.0) and better.land_paid == exactly(5.0)
    assert better.cash == exactly(1e6 - 5.0 - 500.0)
    assert worse.m == exactly(10.0) and worse.pending_k == 0.0
    assert world.parks[0].vacant == exactly(3.0)
    assert world.county[0].postponed_land_year == 1.0
    assert (world.county[0].granted_year, world.county[0].quota) == exactly((5.0, 95.0))


@pytest.mark.parametrize(("grade", "first"), [(0, "enterprise"), (2, "project")])
def test_a_project_queues_as_grade_b(grade: int, first: str) -> None:
    """After an enterprise of grade A, before one of grade C."""
    one, plan_ = asking(7, grade), project(uid=9, state=WAITING_LAND, capex=600.0, m=6.0)
    world = land_market([one], 8.0, [plan_])
    assert (one.m > 10.0) == (first == "enterprise")
    assert (plan_.state == LANDED) == (first == "project")
    assert world.county[0].n == (2 if first == "project" else 1)
    assert plan_.waited == (1 if first == "enterprise" else 0)


def test_within_a_grade_the_lot_decides() -> None:
    """Over many pairs either of two equals is first about half of the time."""
    first = 0
    for pair in range(400):
        one, other = asking(2 * pair, 1), asking(2 * pair + 1, 1)
        land_market([one, other], vacant=8.0)
        assert (one.m > 10.0) != (other.m > 10.0)
        first += one.m > 10.0
    assert 160 < first < 240


def test_who_gets_no_parcel_builds_upward_if_it_may() -> None:
    """工业上楼 as the last resort: dearer than land, but there is no land."""
    may, may_not, poor = asking(7, 1), asking(8, 1), asking(9, 1, cash=200.0)
    assert land_market([may], 0.0, plot_ratio_cap=1.5).county[0].postponed_land_year == 0.0
    assert may.f == exactly(1.5) and may.pending_k == exactly(500.0)
    assert may.cash == exactly(1e6 - 250.0 - 500.0)
    for one, cap in ((may_not, 1.4), (poor, 1.5)):
        assert land_market([one], 0.0, plot_ratio_cap=cap).county[0].postponed_land_year == 1.0
        assert one.f == 1.0 and one.pending_k == 0.0


@pytest.mark.parametrize(("granted", "more"), [(96.0, 5.0), (100.0, 0.0)])
def test_the_quota_is_what_the_year_has_left(granted: float, more: float) -> None:
    """Four 亩 of a hundred are left: the parcel that crosses the floor is granted; none: not."""
    one = asking(7, 1)
    world = land_market([], vacant=50.0)
    world.county[0].granted_year = granted
    world.firms.insert(0, one)
    world.county[0].n = 1
    world.queue_key[0], world.queue_who[0] = 1.5, 0
    twin(grant_land)(world, KEY, 0, 1)
    assert world.county[0].granted_year == exactly(granted + more)
    assert world.county[0].postponed_land_year == (0.0 if more else 1.0)


def test_the_roomiest_park_that_admits_the_sector() -> None:
    """Not the first, not one of another sector, none that is too small."""
    world = SimpleNamespace(
        parks=[park(vacant=v) for v in (5.0, 40.0, 90.0, 20.0)],
        allows=np.array([[True], [True], [False], [True]]),
    )
    assert twin(choose_park)(world, 0, 4.0) == 1
    assert twin(choose_park)(world, 0, 40.0) == 1
    assert twin(choose_park)(world, 0, 41.0) == -1


def test_parks_are_serviced_from_the_pool_first() -> None:
    """Three tenths of the gap a quarter; six tenths of that when the money is gone."""
    p = parameters(servicing_pace=0.3, fitout_cost=2.0, unfunded_pace=0.6)
    site, state, gov = park(serviced=40.0, vacant=10.0), county(pool=10.0), government(fund=60.0)
    given = {"park": site, "county": state, "gov": gov, "p": p}
    play(land.service_land, target=140.0, **given)
    assert (site.serviced, site.vacant, state.pool) == exactly((70.0, 40.0, 0.0))
    assert (state.serviced_in, gov.fund) == exactly((20.0, 0.0))
    play(land.service_land, target=140.0, **given)
    assert site.serviced == exactly(70.0 + 0.6 * 21.0) and gov.refused_year == 1.0
    play(land.service_land, target=10.0, **given)
    assert site.serviced == exactly(82.6) and gov.refused_year == 1.0


def test_beds_are_built() -> None:
    """The same way: three tenths of the gap, slower without money, none beyond the plan."""
    p = parameters(servicing_pace=0.3, bed_cost=1.0, unfunded_pace=0.5)
    state, gov = county(beds=100.0), government(fund=30.0)
    given = {"county": state, "gov": gov, "p": p}
    play(land.build_beds, target=200.0, **given)
    assert (state.beds, gov.fund, gov.fund_services) == exactly((130.0, 0.0, 30.0))
    play(land.build_beds, target=230.0, **given)
    assert (state.beds, gov.refused_year) == exactly((145.0, 1.0))
    play(land.build_beds, target=90.0, **given)
    assert (state.beds, gov.refused_year) == exactly((145.0, 1.0))


def test_giving_back() -> None:
    """The part in a park first, to the park; the rest to the pool."""
    one, parks, state = firm(m=20.0, m_park=4.0, park=1), [park(), park(vacant=3.0)], county()
    play(land.give_back, firm=one, parks=parks, county=state, area=3.0)
    assert (one.m, one.m_park, parks[1].vacant, state.pool) == exactly((17.0, 1.0, 6.0, 0.0))
    play(land.give_back, firm=one, parks=parks, county=state, area=3.0)
    assert (one.m, one.m_park, parks[1].vacant, state.pool) == exactly((14.0, 0.0, 7.0, 2.0))
    assert state.released_year == exactly(6.0) and parks[0].vacant == 0.0


def remediate(luck: float, **values: float) -> SimpleNamespace:
    """Remediation of an enterprise that needs 10 of its 20 亩, 4 of them in a park."""
    own = {"k": 2_000.0, "m": 20.0, "m_park": 4.0, "park": 0, "f": 2.0, "grade": 1, **values}
    one, parks, state, gov = firm(**own), [park()], county(), government(fund=1e4)
    p = parameters(
        site_slack=1.4,
        remediation_cost=12.0,
        remediation_leave=0.15,
        remediation_intensify=0.3,
        intensify_gain=0.03,
    )
    # One luck for both draws: whether it is its turn (rate 4 a year: always) and the outcome.
    given = {"sector": sector(), "parks": parks, "p": p, "lever": levers(remediation_rate=4.0)}
    leaves = play(land.remediate, luck=luck, firm=one, county=state, gov=gov, **given)
    return SimpleNamespace(**vars(one), parks=parks, county=state, gov=gov, leaves=leaves)


def test_remediation_releases_or_intensifies() -> None:
    """6 亩 too many: given back, park land to the park; or used better."""
    releasing = remediate(0.5)
    assert not releasing.leaves and (releasing.m, releasing.m_park) == exactly((14.0, 0.0))
    assert (releasing.parks[0].vacant, releasing.county.pool) == exactly((4.0, 2.0))
    assert (releasing.subsidies, releasing.county.released_year) == exactly((72.0, 6.0))
    better = remediate(0.2)
    assert not better.leaves and better.m == 20.0 and better.a == exactly(0.03)


def test_remediation_closes_some_of_grade_d() -> None:
    """15 % of those; one whose site fits is helped for a tenth of it."""
    assert remediate(0.86, grade=3).leaves and not remediate(0.84, grade=3).leaves
    assert not remediate(0.99, grade=2).leaves
    fitting = remediate(0.5, grade=3, m=14.0)
    assert fitting.subsidies == exactly(12.0 * 1.4) and fitting.a == exactly(0.03)


def test_whom_remediation_passes_by() -> None:
    """A site that fits, one under construction, a known project, one without land or luck."""
    for state in ({"m": 14.0}, {"pending_quarters": 2}, {"origin": 3}, {"m": 0.0, "m_park": 0.0}):
        spared = remediate(0.5, **state)
        assert not spared.leaves and spared.subsidies == 0.0 and spared.a == 0.0
    p, lever = parameters(site_slack=1.4), levers(remediation_rate=0.4)
    lucky, gov = firm(k=1_000.0, m=20.0, f=1.0), government(fund=1e4)
    given = {"sector": sector(), "p": p, "lever": lever, "gov": gov}
    assert play(land.remediate, luck=0.1, firm=lucky, **given) is False
    assert lucky.m == 20.0


def grants_of_a_year(floors: tuple[float, ...], total: float = 200.0) -> list[float]:
    """Other state land granted quarter by quarter while the industrial floor is as given."""
    state, p, found = county(), parameters(total_land_grants=total), []
    for quarter, floor in enumerate(floors):
        lever = levers(industrial_land_share=floor)
        given = {"county": state, "p": p, "lever": lever, "quarter_of_year": quarter}
        found.append(play(land.other_grants, **given))
        state.other_granted_year += found[-1]
    return found


def test_other_land_is_granted_evenly_whatever_industry_takes() -> None:
    """Seven tenths of 200 亩 in four parts."""
    assert grants_of_a_year((0.3, 0.3, 0.3, 0.3)) == exactly([35.0] * 4)


def test_a_floor_raised_within_the_year_holds_for_the_whole_year() -> None:
    """After 45 亩 in the first quarter, three quarters share what 70 % of the year leaves."""
    found = grants_of_a_year((0.1, 0.3, 0.3, 0.3))
    assert found == exactly([45.0, *[95.0 / 3.0] * 3])
    assert sum(found) == exactly(140.0)
    assert grants_of_a_year((0.0, 0.9, 0.9, 0.9)) == exactly([50.0, 0.0, 0.0, 0.0])
