"""Events 6 to 8 by hand: hiring, expectations, user cost, wear and investment."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest

from model.behaviour import hiring, investment
from tests.model.plain_parts import (
    county,
    firm,
    government,
    levers,
    parameters,
    play,
    sector,
)

exactly = pytest.approx


def test_hiring_toward_what_output_needs() -> None:
    """Half of the gap is asked for; a quarter of a surplus is shed; never below the least kept."""
    p = parameters(hire_speed=0.5, fire_speed=0.25, idle_staff=0.3)
    maker = sector(kappa=2.0, staff_rate=0.1, labour_saving=0.2)
    growing = firm(k=2_000.0, full=1_000.0, d=800.0, l=20.0, z=1, want_staff=9.0)
    play(hiring.ask_for_staff, firm=growing, sector=maker, p=p)
    assert growing.want_staff == exactly(0.5 * (80.0 * 0.8 - 20.0))
    idle = firm(k=2_000.0, full=1_000.0, d=1.0, l=70.0, want_staff=9.0)
    play(hiring.ask_for_staff, firm=idle, sector=maker, p=p)
    assert idle.want_staff == 0.0 and idle.l == exactly(70.0 - 0.25 * 40.0)
    overrun = firm(k=2_000.0, full=1_000.0, d=5_000.0, l=20.0)
    play(hiring.ask_for_staff, firm=overrun, sector=maker, p=p)
    assert overrun.want_staff == exactly(0.5 * 80.0)
    known = firm(origin=3, k=2_000.0, full=1_000.0, d=5_000.0, l=20.0)
    play(hiring.ask_for_staff, firm=known, sector=maker, p=p)
    assert known.want_staff == 0.0 and known.l == 20.0


def test_the_pool_and_its_friction() -> None:
    """A tenth more than 2017's staff, more with housing and beds; half free for as many wanted."""
    p = parameters(
        population_2017=70_000.0, labour_headroom=1.1, housing_gain=0.1, bed_workers=0.8, matching=1
    )
    state = county(population=63_000.0, labour_2017=1_000.0, beds=50.0)
    pool = play(hiring.labour_pool, county=state, p=p, lever=levers(talent_housing=1.5))
    assert pool == exactly(990.0 * 1.05 + 40.0)
    for free, wanted, fill in ((60.0, 60.0, 0.5), (0.0, 60.0, 0.0), (60.0, 0.0, 0.0)):
        assert play(hiring.fill_rate, free=free, wanted=wanted, p=p) == exactly(fill)


def test_the_award_for_young_talent_pays_for_research() -> None:
    """10 hired, 2 % of them talent at 10 万元: R&D intensity rises by 2 over revenue."""
    p = parameters(talent_share=0.02, above_scale_threshold=2_000.0)
    for revenue, over in ((4_000.0, 4_000.0), (1_000.0, 2_000.0)):
        one, gov = firm(want_staff=20.0, revenue=revenue, rho=0.01), government(budget=5.0)
        play(hiring.hire, firm=one, gov=gov, fill=0.5, p=p, lever=levers(talent_award=10.0))
        assert one.l == exactly(10.0) and one.rho == exactly(0.01 + 2.0 / over)
        assert gov.budget == exactly(3.0)
    unpaid = firm(want_staff=20.0, revenue=4_000.0, rho=0.01)
    play(hiring.hire, firm=unpaid, fill=0.5, p=p, lever=levers(talent_award=10.0))
    assert unpaid.l == exactly(10.0) and unpaid.rho == 0.01


def test_expectations_are_adaptive() -> None:
    """e + lambda (4 step - e), kept within -20 and 25 % a year."""
    for before, step, after in ((0.04, 0.03, 0.048), (0.25, 0.9, 0.25), (-0.2, -0.9, -0.2)):
        one = firm(e=before, step=step)
        play(hiring.expect, firm=one, p=parameters(learning=0.1))
        assert one.e == exactly(after)


def reference_cost(**values: float) -> SimpleNamespace:
    """Parameters of a user cost with its reference at an interest of 4.5 %."""
    fixed = {"reference_interest": 0.045, "credit_spread": 0.01, "expected_inflation": 0.02}
    tax = {"tax_rate": 0.25, "depreciation_value": 0.7, "user_cost_elasticity": 1.84}
    return parameters(**{**fixed, **tax, **values})


@pytest.mark.parametrize(
    ("interest", "subsidy", "goods", "price", "credit", "cost"),
    [
        (0.045, 0.0, 1.0, 1.0, 0.0, 1.0),
        (0.045, 0.01, 1.0, 1.0, 0.0, 0.125 / 0.135),
        (0.055, 0.0, 1.0, 1.0, 0.0, 0.145 / 0.135),
        (0.045, 0.0, 1.2, 1.5, 0.0, 0.8),
        (0.045, 0.0, 1.0, 1.0, 0.1, 0.725 / 0.825),
        (0.010, 0.02, 1.0, 1.0, 0.0, 0.105 / 0.135),
        (0.045, 0.0, 9.0, 1.0, 0.0, 2.0),
        (0.045, 0.0, 1.0, 9.0, 0.0, 0.5),
    ],
)
def test_user_cost(
    interest: float, subsidy: float, goods: float, price: float, credit: float, cost: float
) -> None:
    """One at the reference; it moves as interest, subsidy, relative prices and credits say."""
    found = play(
        investment.user_cost,
        county=county(interest=interest, investment_price=goods, running_rate=1.0),
        sector=sector(depreciation=0.1),
        price=price,
        p=reference_cost(investment_credit=credit),
        lever=levers(interest_subsidy=subsidy),
    )
    assert found == exactly(cost**-1.84)


def test_desired_capital() -> None:
    """kappa d e^{2e} / (p tariff tfp u) times the effect of user cost."""
    one = firm(d=120.0, e=0.05, tfp=1.25, tariff=0.5)
    given = {"sector": sector(kappa=0.8), "price": 1.2, "cost": 0.9}
    wanted = play(investment.desired_capital, firm=one, p=parameters(use_target=0.8), **given)
    assert wanted == exactly(0.8 * 200.0 * math.exp(0.1) / (1.25 * 0.8) * 0.9)


def investing(luck: float, **values: float) -> SimpleNamespace:
    """An enterprise of 100 that desires e^theta times its capital, under the given luck."""
    theta = 0.8
    own = {"k": 100.0, "d": 100.0 * math.exp(theta), "cash": 1e6, "m": 1e6, "f": 1.0, **values}
    one, state = firm(**own), county(investment_price=1.25)
    fixed = {"largest_step": 1.0, "smallest_step": 0.3, "site_tolerance": 1.1, "use_target": 1.0}
    given = {"sector": sector(gestation=4.0), "p": parameters(lumpiness=theta, **fixed)}
    play(investment.consider_investment, luck=luck, firm=one, county=state, **given)
    return SimpleNamespace(**vars(one), county=state)


def test_the_hazard_at_a_gap_of_theta() -> None:
    """1 - 1/e; below it the enterprise acts, and its largest step is its own capital again."""
    acts, rests = investing(0.632), investing(0.633)
    assert acts.gap == exactly(0.8)
    assert acts.hazard == rests.hazard == exactly(1.0 - 1.0 / math.e)
    assert acts.pending_k == exactly(100.0) and rests.pending_k == 0.0
    assert (acts.pending_cost, acts.capex, acts.cash) == exactly((125.0, 125.0, 1e6 - 125.0))
    assert (acts.pending_quarters, acts.pending_total) == (4, 4)


@pytest.mark.parametrize(("times", "hazard"), [(0.5, 0.2212), (2.0, 0.9817), (3.0, 0.9999)])
def test_the_hazard_grows_with_the_square_of_the_gap(times: float, hazard: float) -> None:
    """1 - exp(-(gap/theta)^2) at half, twice and three times theta."""
    one = investing(0.99999, d=100.0 * math.exp(0.8 * times))
    assert one.hazard == exactly(hazard, abs=1e-4) and one.pending_k == 0.0


def test_who_has_enough_does_not_invest() -> None:
    """Desired capital at or below its own: no gap, no hazard, whatever the luck."""
    content = investing(0.0, d=100.0)
    assert (content.gap, content.hazard, content.pending_k) == (0.0, 0.0, 0.0)
    small = investing(0.0, d=150.0)
    assert small.pending_k == exactly(50.0)


def test_investment_is_bounded_by_funds_and_land() -> None:
    """What is affordable is done, if it is three tenths of capital; a full site has to wait."""
    part = investing(0.1, cash=75.0)
    assert part.pending_k == exactly(60.0) and part.cash == exactly(0.0)
    least = investing(0.1, cash=37.6)
    assert least.pending_k == exactly(37.6 / 1.25)
    poor = investing(0.1, cash=37.4)
    assert poor.pending_k == 0.0 and poor.county.postponed_finance_year == 1.0
    modest = investing(0.1, d=110.0, cash=12.6)
    assert modest.gap > 0.0 and modest.county.postponed_finance_year == 0.0
    # Twice its capital fits on a site of 182 if a tenth more is tolerated, not on one of 181.
    assert investing(0.1, m=1.82).pending_k == exactly(100.0)
    assert investing(0.1, m=1.81).pending_k == 0.0
    full = investing(0.1, m=1.5)
    assert full.pending_k == 0.0 and full.intent_k == exactly(100.0)
    waiting = investing(0.1, pending_quarters=2)
    assert waiting.gap == 0.0 and waiting.pending_k == 0.0
    known = investing(0.1, origin=3)
    assert known.gap == 0.0 and known.pending_k == 0.0


@pytest.mark.parametrize(("speed", "quarters"), [(0.0, 4), (0.25, 3), (0.6, 2)])
def test_construction_of_an_investment(speed: float, quarters: int) -> None:
    """A gestation of four quarters, shortened by approval (rounded by chance: 1.6 is two)."""
    one, state = firm(cash=1e4), county(investment_price=1.1)
    given = {"sector": sector(gestation=4.0), "lever": levers(approval_speed=speed)}
    play(investment.commit_investment, luck=0.5, firm=one, county=state, amount=100.0, **given)
    assert (one.pending_quarters, one.pending_total) == (quarters, quarters)
    assert (one.pending_cost, one.capex, one.cash) == exactly((110.0, 110.0, 1e4 - 110.0))


def test_wear_and_maintenance() -> None:
    """Half of the wear is maintained; nothing while capacity is slack or cash short."""
    given = {
        "sector": sector(kappa=2.0, depreciation=0.1),
        "county": county(investment_price=1.2),
        "p": parameters(maintenance=0.5, slack=0.65),
    }
    busy = firm(k=1_000.0, d=450.0, cash=50.0)
    play(investment.maintain, firm=busy, **given)
    assert busy.k == exactly(1_000.0 - 25.0 + 12.5)
    assert (busy.k_worn, busy.k_new) == exactly((25.0, 12.5))
    assert (busy.cash, busy.capex, busy.invest_year) == exactly((35.0, 15.0, 15.0))
    known = firm(k=1_000.0, d=0.0, cash=50.0, origin=3)
    play(investment.maintain, firm=known, **given)
    assert known.k == exactly(1_000.0) and known.cash == exactly(20.0)
    for lazy in (firm(k=1_000.0, d=300.0, cash=50.0), firm(k=1_000.0, d=450.0, cash=14.0)):
        play(investment.maintain, firm=lazy, **given)
        assert lazy.k == exactly(975.0) and lazy.capex == 0.0
