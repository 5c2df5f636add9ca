"""Each behaviour against numbers worked out by hand from the equation in its docstring."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from model.agenda.enterprises import ration_harvest
from model.agenda.land_market import choose_park, grant_land
from model.agenda.year import judge_year
from model.behaviour import (
    accounts,
    attraction,
    commissioning,
    common,
    drivers,
    entry_exit,
    hiring,
    innovation,
    investment,
    land,
    sales,
    upgrade,
    year_end,
)
from model.randomness import poisson_from, uniform_plain
from model.records import BUILDING, CLOSED, OPERATING, WAITING_LAND
from tests.model.plain_parts import (
    KEY,
    county,
    driver,
    firm,
    government,
    levers,
    market,
    outside,
    parameters,
    park,
    project,
    sector,
    twin,
    with_luck,
)

exactly = pytest.approx


# --- 1 the world outside


def test_driver_process() -> None:
    """mu + phi (x - mu) - kappa (L - lbar) + sigma eps, with the estimates as they are."""
    model = SimpleNamespace(
        mu_sd=0.0, phi=0.5, phi_sd=0.0, kappa=0.1, lbar=0.2, sigma=0.0, log_sigma_sd=0.0
    )
    value = twin(drivers.driver_year)(KEY, 0, 5, model, 0.04, 0.10, 0.30)
    assert value == exactly(0.04 + 0.5 * 0.06 - 0.1 * 0.1)


def test_the_appropriation_lapses_at_the_turn_of_the_year() -> None:
    """What is left in the first quarter is gone; the fund stays; both get their quarter."""
    state, gov = county(general_budget=80_000.0, land_revenue=40_000.0), government()
    gov.budget, gov.fund = 70.0, 30.0
    lever = levers(fund_share=0.005, support_budget_share=0.01)
    move = twin(drivers.move_county)
    move(state, gov, driver(), parameters(), lever, outside(), 0)
    assert (gov.lapsed, gov.budget, gov.fund) == exactly((70.0, 200.0, 80.0))
    move(state, gov, driver(), parameters(), lever, outside(), 1)
    assert (gov.lapsed, gov.budget, gov.fund) == exactly((0.0, 400.0, 130.0))


def test_an_epidemic_quarter() -> None:
    """Factories lose what activity loses; the rest of the economy a quarter of that."""
    state = county(rest_gdp=1_000.0, rest_investment=400.0)
    shock, p = driver(activity=0.6), parameters(rest_exposure=0.25)
    twin(drivers.move_county)(state, government(), shock, p, levers(), outside(), 1)
    assert state.rest_gdp_year == exactly(1_000.0 / 4.0 * 0.9)
    assert state.rest_investment_year == exactly(400.0 / 4.0 * 0.9)
    one = firm(revenue=80.0, full=100.0)
    twin(sales.sell)(one, 1.2, 0.6, 1.0)
    assert one.revenue == exactly(80.0 * 1.2 * 0.6 / 4.0)
    assert one.u == exactly(0.8 * 0.6)


# --- 2 attraction


def test_arrivals_are_poisson_at_the_stated_mean() -> None:
    """rate/4 · effort^eta · readiness · chain^eta / entry cost · exp(beta (growth - 6 %))."""
    p = parameters(
        attraction_rate=8.0,
        effort_elasticity=0.5,
        readiness_floor=0.2,
        readiness_half=100.0,
        attraction_growth=2.0,
    )
    lever = levers(attraction_effort=4.0, entry_cost=0.8)
    mean = 2.0 * 2.0 * (0.2 + 0.8 * 0.75) * 1.5 / 0.8 * math.exp(2.0 * 0.02)
    for luck in (0.01, 0.3, 0.5, 0.9, 0.999):
        came = with_luck(attraction.arrivals, luck)(KEY, p, lever, 300.0, 2.25, 0.08)
        assert came == stats.poisson.ppf(luck, mean)


def draft(luck: float, threshold: float, speed: float = 0.0, **p: float) -> SimpleNamespace:
    """A project of median size and intensity .8 under the given luck at the review."""
    found, one = project(), sector(project_median=5_000.0, energy_intensity=0.8)
    given = {"review_green": 1.0, "review_standard": 3.0, "energy_reference": 0.6, **p}
    fixed = {"review_pass": 0.8, "project_finance": 1.0, "new_plot_ratio": 1.25, **given}
    lever = levers(energy_threshold=threshold, plot_ratio_cap=2.0, approval_speed=speed)
    state = county(investment_price=1.2)
    with_luck(attraction.draft_project, luck)(
        found, 1, 0, one, state, parameters(**fixed), lever, outside(), KEY, 30
    )
    found.county = state
    return found


def test_a_project_is_drafted_and_reviewed() -> None:
    """Median size at current prices, land at the usual plot ratio, the green channel or not."""
    green = draft(0.5, 0.8)
    assert green.capex == exactly(6_000.0) and green.ei == exactly(0.8)
    assert green.m == exactly(5_000.0 / (100.0 * 1.25))
    assert green.review_left == 1 and green.state == 1
    # Passing chance .8 · .6/.8 = .6, at luck .5 it passes and waits for the longer review.
    assert draft(0.5, 0.5).review_left == 3
    refused = draft(0.61, 0.5)
    assert refused.state == 4 and refused.county.refused_energy_year == 1.0
    assert draft(0.61, 0.8).state == 1
    poor = draft(0.5, 0.8, project_finance=0.4)
    assert poor.state == 4 and poor.county.refused_finance_year == 1.0
    assert draft(0.5, 0.5, speed=0.5).review_left == 1
    assert draft(0.49, 0.5, speed=0.5).review_left == 2


def test_patience_ends() -> None:
    """A project waits as many quarters as it has patience, then it is refused for land."""
    waiting, state = project(state=WAITING_LAND), county()
    for _ in range(4):
        twin(attraction.wait_for_land)(waiting, state, parameters(project_patience=4.0))
        assert waiting.state == WAITING_LAND
    twin(attraction.wait_for_land)(waiting, state, parameters(project_patience=4.0))
    assert waiting.state == 4 and state.refused_land_year == 1.0


# --- 3 commissioning


def test_construction_is_put_in_place_evenly_and_then_produces() -> None:
    """A quarter of the cost each quarter; capital on the last; demand from a fifth of full."""
    plant = firm(
        status=BUILDING, pending_k=500.0, pending_cost=600.0, pending_quarters=4, pending_total=4
    )
    p = parameters(new_plant_sales=0.75, new_plant_digital=0.25, above_scale_threshold=300.0)
    build = with_luck(commissioning.build_on, 0.2)
    state = county()
    for left in (3, 2, 1):
        build(plant, sector(kappa=2.0), 1.0, state, p, outside(), KEY)
        assert plant.pending_quarters == left and plant.k == 0.0
    assert plant.invest_year == exactly(450.0) and plant.status == BUILDING
    build(plant, sector(kappa=2.0), 1.2, state, p, outside(), KEY)
    assert plant.invest_year == exactly(600.0)
    assert (plant.k, plant.k_new, plant.pending_k, plant.status) == (500.0, 500.0, 0.0, OPERATING)
    assert plant.d == exactly(0.75 * 1.2 * 500.0 / 2.0)
    # Its full demand, not the fifth it starts with, is short of the threshold of 300.
    assert plant.above == 0 and plant.z == 2
    assert twin(common.effective_demand)(plant) == exactly(0.2 * plant.d)


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
    late = outside(project_delay=2.0)
    for _ in range(2):
        twin(commissioning.build_on)(plant, sector(), 1.0, county(), parameters(), late, KEY)
        assert plant.status == BUILDING and plant.invest_year == 0.0
    twin(commissioning.build_on)(plant, sector(), 1.0, county(), parameters(), late, KEY)
    assert plant.status == OPERATING and plant.l == 60.0 and plant.d == exactly(450.0)


# --- 4 sales


def test_demand_moves_by_its_equation() -> None:
    """(trend + beta growth + shift + chi (c - c*) + policy)/4 + price, without a shock."""
    one = firm(d=100.0, k=1_000.0, a=0.1, g=0.05, ramp_left=3)
    maker = sector(group=1, growth_beta=0.5, export_share=0.2, first_set=1)
    p = parameters(equipment_trend=0.02, chi=0.4, use_max=1.0, first_set_gain=0.03)
    state = county(growth=0.06, frontier=0.25)
    lever = levers(export_demand=0.1, first_set_support=0.5)
    with_luck(sales.grow_demand, 0.5)(
        one, maker, 1.0, 0.01, state, p, lever, outside(demand_shift=-0.02), KEY
    )
    drift = 0.02 + 0.5 * 0.06 - 0.02 + 0.4 * (0.15 - 0.25) + 0.1 * 0.2 + 0.03 * 0.5
    assert one.step == exactly(drift / 4.0)
    assert one.d == exactly(100.0 * math.exp(drift / 4.0 + 0.01))
    assert one.ramp_left == 2


def test_standing_still_loses_share_and_unserved_demand_leaves() -> None:
    """Half a log unit behind costs chi/2 a year; twice the capacity loses log 2."""
    p = parameters(chi=0.4, use_max=1.0, unserved_loss=0.8)
    behind = firm(d=50.0, k=100.0)
    move = with_luck(sales.grow_demand, 0.5)
    move(behind, sector(), 1.0, 0.0, county(frontier=0.5), p, levers(), outside(), KEY)
    assert behind.step == exactly(-0.4 * 0.5 / 4.0)
    crowded = firm(d=200.0, k=100.0)
    move(crowded, sector(), 1.0, 0.0, county(), p, levers(), outside(), KEY)
    assert crowded.step == exactly(-0.8 * math.log(2.0) / 4.0)


def test_shocks_are_laplace_with_the_stated_annual_scale() -> None:
    """At u = 1 - 1/(2e) the Laplace quantile is one: half the annual scale in a quarter."""
    one = firm(d=50.0, k=100.0)
    p = parameters(demand_noise=0.2, use_max=1.0)
    luck = 1.0 - 0.5 / math.e
    with_luck(sales.grow_demand, luck)(
        one, sector(), 1.0, 0.0, county(), p, levers(), outside(), KEY
    )
    assert one.step == exactly(0.1)


@pytest.mark.parametrize(
    ("demand", "staff", "expected"), [(60.0, 10.0, 60.0), (500.0, 10.0, 95.0), (500.0, 5.0, 55.0)]
)
def test_revenue_is_the_least_of_three(demand: float, staff: float, expected: float) -> None:
    """Demand, capacity at the highest use, and what the staff can run with overtime."""
    one = firm(d=demand, k=100.0, full=100.0, l=staff)
    p = parameters(use_max=0.95, overtime=1.1)
    twin(sales.want_sales)(one, sector(staff_rate=0.1), p)
    assert one.revenue == exactly(expected)


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


# --- 5 accounts


def booked(one: SimpleNamespace, p: SimpleNamespace, **lever: float) -> SimpleNamespace:
    """The enterprise after its books are kept, with wages of 4 a year a head."""
    gov = government(budget=1_000.0)
    twin(accounts.keep_accounts)(one, sector(wage=4.0), county(), gov, p, levers(**lever))
    one.gov = gov
    return one


def test_losses_are_carried_forward() -> None:
    """A loss of 10, a profit of 5 that it swallows, a profit of 20 of which 15 is taxed."""
    one, p = firm(l=10.0, nu=0.5, cash=100.0), parameters(tax_rate=0.25, tax_rate_high=0.15)
    one.revenue = 0.0
    booked(one, p)
    assert (one.loss_carried, one.cit, one.cash) == exactly((10.0, 0.0, 90.0))
    one.revenue = 30.0
    booked(one, p)
    assert (one.loss_carried, one.cit) == exactly((5.0, 0.0))
    one.revenue = 60.0
    booked(one, p)
    assert (one.loss_carried, one.cit) == exactly((0.0, 3.75))
    one.high = 1
    booked(one, p)
    assert one.cit == exactly(0.15 * 20.0)


def test_research_is_deducted_twice() -> None:
    """Profit 14 after 6 of R&D, 6 more deducted: 8 is taxed; half of the R&D comes back."""
    one = firm(l=10.0, nu=0.5, rho=0.1, revenue=60.0)
    p = parameters(tax_rate=0.25, super_deduction=1.0)
    booked(one, p, rnd_support=0.5)
    assert (one.rnd, one.cit, one.subsidies) == exactly((6.0, 2.0, 3.0))
    assert one.cash == exactly(30.0 - 10.0 - 6.0 - 2.0 + 3.0)
    assert one.gov.budget == exactly(997.0) and one.gov.paid_year == exactly(3.0)


def test_a_quarter_by_hand() -> None:
    """Every line of the books of a graded-D enterprise with debt."""
    one = firm(revenue=400.0, nu=0.25, l=20.0, debt=200.0, ei=0.5, grade=3, m=10.0, k=300.0)
    p = parameters(
        tax_rate=0.25,
        land_tax=0.4,
        land_tax_d=1.5,
        credit_spread=0.01,
        electricity_surcharge=0.04,
        payout=0.5,
        cash_buffer=0.01,
    )
    state, gov = county(interest=0.05, wage_index=1.1), government(fund=100.0)
    maker = sector(wage=4.0, vat_rate=0.06, depreciation=0.1)
    twin(accounts.keep_accounts)(one, maker, state, gov, p, levers(interest_subsidy=0.02))
    lines = (one.va, one.wages, one.vat, one.land_tax, one.interest, one.surcharge, one.energy)
    assert lines == exactly((100.0, 22.0, 6.0, 1.5, 3.0, 2.0, 50.0))
    profit = 100.0 - 22.0 - 6.0 - 1.5 - 3.0 - 2.0 - 7.5
    assert one.cit == exactly(0.25 * profit)
    cash = 100.0 - 34.5 - one.cit + 1.0
    assert one.subsidies == exactly(1.0)
    assert one.dividends == exactly(min(cash - 4.0, 0.5 * (profit - one.cit)))
    assert one.cash == exactly(cash - one.dividends)
    assert one.tax_year == exactly(6.0 + one.cit + 1.5)


def test_debts_are_settled() -> None:
    """Missing cash is borrowed; cash above the buffer repays; insolvent quarters are counted."""
    p = parameters(cash_buffer=0.1, repayment=0.5, credit_limit=0.5, insolvency_margin=1.5)
    short = firm(cash=-30.0, debt=100.0, k=200.0)
    twin(accounts.settle_debt)(short, county(), p, levers(), outside())
    assert (short.cash, short.debt, short.borrowed, short.insolvent) == exactly((0, 130, 30, 0))
    flush = firm(cash=60.0, debt=100.0, k=200.0, revenue=100.0, revenue_1=100.0)
    twin(accounts.settle_debt)(flush, county(), p, levers(), outside())
    assert (flush.cash, flush.debt, flush.repaid) == exactly((40.0, 80.0, 20.0))
    ruined = firm(debt=151.0, k=200.0, insolvent=2)
    twin(accounts.settle_debt)(ruined, county(), p, levers(), outside())
    assert ruined.insolvent == 3


def test_credit_and_funds() -> None:
    """Half of capital, a fifth more with guarantees, 15 % more for A and less for D."""
    p = parameters(credit_limit=0.5, grade_credit=0.15, cash_buffer=0.1)
    lever, state = levers(guarantee=0.2), county(investment_price=1.1)
    limits = [
        twin(common.credit_limit)(firm(k=100.0, grade=g), state, p, lever, outside())
        for g in (0, 1, 2, 3)
    ]
    assert limits == exactly([75.9, 66.0, 66.0, 56.1])
    one = firm(k=100.0, cash=50.0, debt=60.0, revenue=100.0)
    assert twin(common.available)(one, state, p, lever, outside()) == exactly(40.0 + 6.0)
    tight = outside(credit_multiplier=0.5)
    assert twin(common.available)(one, state, p, lever, tight) == exactly(40.0)


def test_public_money_is_paid_in_order_or_not_at_all() -> None:
    """Subsidies from the appropriation first, works from the fund first; refusals counted."""
    gov, one = government(budget=30.0, fund=50.0), firm()
    assert twin(common.support)(gov, one, 40.0) == 40.0
    assert (gov.budget, gov.fund, one.cash, one.subsidies) == exactly((0.0, 40.0, 40.0, 40.0))
    assert twin(common.support)(gov, one, 41.0) == 0.0
    assert (gov.fund, gov.refused_year, one.cash) == exactly((40.0, 1.0, 40.0))
    gov.budget = 25.0
    assert twin(common.buy_service)(gov, 50.0) is True
    assert (gov.fund, gov.budget) == exactly((0.0, 15.0))
    assert twin(common.buy_service)(gov, 16.0) is False
    assert gov.refused_year == 2.0 and gov.paid_year == exactly(90.0)


# --- 6 and 7 hiring, expectations


def test_hiring_toward_what_output_needs() -> None:
    """Half of the gap is asked for; a quarter of a surplus is shed; never below the least kept."""
    p = parameters(hire_speed=0.5, fire_speed=0.25, idle_staff=0.3)
    maker = sector(staff_rate=0.1, labour_saving=0.2)
    growing = firm(k=1_000.0, full=1_000.0, d=800.0, l=20.0, z=1)
    twin(hiring.ask_for_staff)(growing, maker, p)
    assert growing.want_staff == exactly(0.5 * (80.0 * 0.8 - 20.0))
    idle = firm(k=1_000.0, full=1_000.0, d=1.0, l=70.0)
    twin(hiring.ask_for_staff)(idle, maker, p)
    assert idle.want_staff == 0.0 and idle.l == exactly(70.0 - 0.25 * 40.0)


def test_the_pool_and_its_friction() -> None:
    """A tenth more than 2017's staff, more with housing and beds; half free for as many wanted."""
    p = parameters(
        population_2017=70_000.0, labour_headroom=1.1, housing_gain=0.1, bed_workers=0.8, matching=1
    )
    state = county(population=63_000.0, labour_2017=1_000.0, beds=50.0)
    pool = twin(hiring.labour_pool)(state, p, levers(talent_housing=1.5))
    assert pool == exactly(990.0 * 1.05 + 40.0)
    assert twin(hiring.fill_rate)(60.0, 60.0, p) == exactly(0.5)
    assert twin(hiring.fill_rate)(0.0, 60.0, p) == 0.0
    assert twin(hiring.fill_rate)(60.0, 0.0, p) == 0.0


def test_the_award_for_young_talent_pays_for_research() -> None:
    """10 hired, 2 % of them talent at 10 万元: R&D intensity rises by 2 over revenue."""
    one, gov = firm(want_staff=20.0, revenue=4_000.0, rho=0.01), government(budget=5.0)
    p = parameters(talent_share=0.02, above_scale_threshold=2_000.0)
    twin(hiring.hire)(one, gov, 0.5, p, levers(talent_award=10.0))
    assert one.l == exactly(10.0) and one.rho == exactly(0.01 + 2.0 / 4_000.0)
    assert gov.budget == exactly(3.0)


def test_expectations_are_adaptive() -> None:
    """e + lambda (4 step - e), kept within bounds."""
    one = firm(e=0.04, step=0.03)
    twin(hiring.expect)(one, parameters(learning=0.1))
    assert one.e == exactly(0.04 + 0.1 * 0.08)


# --- 8 investment


def reference_cost(**values: float) -> SimpleNamespace:
    """Parameters of a user cost with its reference at an interest of 4.5 %."""
    fixed = {"reference_interest": 0.045, "credit_spread": 0.01, "expected_inflation": 0.02}
    tax = {"tax_rate": 0.25, "depreciation_value": 0.7, "user_cost_elasticity": 1.84}
    return parameters(**{**fixed, **tax, **values})


def test_user_cost_is_one_at_the_reference() -> None:
    """And moves as interest, relative prices and credits say."""
    cost, plant, p = twin(investment.user_cost), sector(depreciation=0.1), reference_cost()
    assert cost(county(interest=0.045), plant, 1.0, p, levers()) == exactly(1.0)
    cheap = cost(county(interest=0.045), plant, 1.0, p, levers(interest_subsidy=0.01))
    assert cheap == exactly((0.125 / 0.135) ** -1.84)
    dear = county(interest=0.045, investment_price=1.2)
    assert cost(dear, plant, 1.5, p, levers()) == exactly(0.8**-1.84)
    credit = reference_cost(investment_credit=0.1)
    assert cost(county(interest=0.045), plant, 1.0, credit, levers()) == exactly(
        (0.725 / 0.825) ** -1.84
    )
    ruinous = county(interest=0.045, investment_price=9.0)
    assert cost(ruinous, plant, 1.0, p, levers()) == exactly(2.0**-1.84)


def test_desired_capital() -> None:
    """kappa d e^{2e} / (p tfp u) times the effect of user cost."""
    one = firm(d=120.0, e=0.05, tfp=1.25)
    wanted = twin(investment.desired_capital)(
        one, sector(kappa=0.8), 1.2, 0.9, parameters(use_target=0.8)
    )
    assert wanted == exactly(0.8 * 100.0 * math.exp(0.1) / (1.25 * 0.8) * 0.9)


def investing(luck: float, **values: float) -> SimpleNamespace:
    """An enterprise whose desired capital is e^theta times its own, under the given luck."""
    theta = 0.8
    own = {"k": 100.0, "d": 100.0 * math.exp(theta), "cash": 1e6, "m": 1e6, "f": 1.0, **values}
    one = firm(**own)
    p = parameters(lumpiness=theta, use_target=1.0, largest_step=1.0, site_tolerance=1.1)
    one.county = county()
    with_luck(investment.consider_investment, luck)(
        one, sector(gestation=4.0), 1.0, 1.0, one.county, p, levers(), outside(), KEY
    )
    return one


def test_the_hazard_at_a_gap_of_theta() -> None:
    """1 - 1/e; below it the enterprise acts, and its largest step is its own capital again."""
    acts, rests = investing(0.632), investing(0.633)
    assert acts.gap == exactly(0.8)
    assert acts.hazard == rests.hazard == exactly(1.0 - 1.0 / math.e)
    assert acts.pending_k == exactly(100.0) and rests.pending_k == 0.0
    assert acts.cash == exactly(1e6 - 100.0) and acts.pending_quarters == 4


def test_investment_is_bounded_by_funds_and_land() -> None:
    """Half affordable: so much is done; less: postponed; a full site: the land event decides."""
    half = investing(0.1, cash=60.0)
    assert half.pending_k == exactly(60.0) and half.cash == exactly(0.0)
    poor = investing(0.1, cash=49.0)
    assert poor.pending_k == 0.0 and poor.county.postponed_finance_year == 1.0
    full = investing(0.1, m=1.5)
    assert full.pending_k == 0.0 and full.intent_k == exactly(100.0)
    waiting = investing(0.1, pending_quarters=2)
    assert waiting.gap == 0.0 and waiting.pending_k == 0.0


def test_wear_and_maintenance() -> None:
    """Half of the wear is maintained; nothing while capacity is slack or cash short."""
    p = parameters(maintenance=0.5, slack=0.65)
    plant, state = sector(depreciation=0.1), county(investment_price=1.2)
    busy = firm(k=1_000.0, d=900.0, cash=50.0)
    twin(investment.maintain)(busy, plant, 1.0, state, p)
    assert busy.k == exactly(1_000.0 - 25.0 + 12.5)
    assert (busy.k_worn, busy.k_new) == exactly((25.0, 12.5))
    assert busy.cash == exactly(50.0 - 15.0) and busy.capex == exactly(15.0)
    for lazy in (firm(k=1_000.0, d=600.0, cash=50.0), firm(k=1_000.0, d=900.0, cash=14.0)):
        twin(investment.maintain)(lazy, plant, 1.0, state, p)
        assert lazy.k == exactly(975.0) and lazy.capex == 0.0


# --- 9 technical upgrade


def test_the_hazard_of_an_upgrade_at_the_reference_payback() -> None:
    """The base rate without peers; odds fall with payback to the power of its elasticity."""
    p = parameters(
        upgrade_rate=0.02,
        payback_reference=3.0,
        payback_elasticity=1.5,
        peer_effect=1.2,
        brain_effect=0.4,
    )
    alone = twin(upgrade.imitation)(0.0, p, levers())
    hazard = twin(upgrade.upgrade_hazard)
    assert hazard(3.0, alone, p) == exactly(0.02)
    twice = hazard(6.0, alone, p)
    assert twice / (1.0 - twice) == exactly(0.02 / 0.98 * 2.0**-1.5)
    among = twin(upgrade.imitation)(0.5, p, levers(industry_brain=0.5))
    assert among == exactly(0.02 / 0.98 * math.exp(0.6 + 0.2))


def modernising(budget: float, luck: float, **lever: float) -> SimpleNamespace:
    """An enterprise with equipment of 80 and three robots of 10 that saves 33 a year."""
    one = firm(k=1_000.0, l=100.0, cash=1e5, ei=0.8, nu=0.2, uid=1 << 20)
    maker = sector(upgrade_cost=0.08, robots_per_100=3.0, labour_saving=0.1, wage=3.3)
    p = parameters(
        upgrade_rate=0.1,
        payback_reference=1.0,
        payback_elasticity=1.0,
        robot_price=10.0,
        robot_response=5.0,
        subsidy_cap=0.6,
        energy_reference=0.5,
        energy_saving=0.1,
        energy_response=2.0,
        upgrade_gain=0.08,
        upgrade_va_gain=0.01,
        key_upgrade_size=100.0,
    )
    one.gov, one.county = government(budget=budget), county()
    with_luck(upgrade.consider_upgrade, luck)(
        one, maker, 1.0, one.county, one.gov, p, levers(**lever), outside(), KEY
    )
    return one


def test_an_upgrade_by_hand() -> None:
    """Cost 110, benefit 33: a payback of 3.33 years, odds of .3; all its consequences."""
    one = modernising(0.0, 0.23)
    assert one.payback == exactly(110.0 / 33.0)
    assert one.upgrade_hazard == exactly(0.3 / 1.3)
    assert (one.z, one.robots, one.ei, one.nu) == exactly((1, 3, 0.72, 0.21))
    assert one.cash == exactly(1e5 - 110.0) and one.gain_left == exactly(0.08)
    counts = (one.county.upgrades_year, one.county.robots_year, one.county.key_upgrades_year)
    assert counts == (1.0, 3.0, 1.0)
    assert modernising(0.0, 0.24).z == 0


def test_subsidies_shorten_the_payback() -> None:
    """A quarter of the equipment and a fifth of the robots; twice the robots for that fifth."""
    one = modernising(1_000.0, 0.2, upgrade_subsidy=0.25, robot_subsidy=0.2)
    assert one.payback == exactly((110.0 - 20.0 - 6.0) / 33.0)
    assert one.robots == 6
    assert one.subsidies == exactly(20.0 + 12.0)
    assert one.cash == exactly(1e5 - 140.0 + 32.0)
    helped = modernising(1_000.0, 0.2, energy_saving_subsidy=0.5)
    assert helped.payback == exactly(70.0 / 33.0)
    assert helped.ei == exactly(0.8 * 0.9**2.0)


def test_an_upgrade_without_the_money_that_was_promised() -> None:
    """On its own terms it goes on or not; no robot and no saving comes from a refusal."""
    promised = {"upgrade_subsidy": 0.25, "robot_subsidy": 0.2, "energy_saving_subsidy": 0.25}
    goes_on = modernising(1.0, 0.23, **promised)
    assert (goes_on.z, goes_on.robots, goes_on.subsidies) == (1, 3, 0.0)
    assert goes_on.ei == exactly(0.72) and goes_on.gov.refused_year == 1.0
    gives_up = modernising(1.0, 0.25, **promised)
    assert gives_up.z == 0 and gives_up.gov.refused_year == 1.0
    assert modernising(1_000.0, 0.25, **promised).z == 1


def test_the_gain_of_an_upgrade_arrives_in_eight_quarters() -> None:
    """In equal parts, and no more than there is."""
    one, p = firm(gain_left=0.08), parameters(upgrade_gain=0.08)
    for quarter in range(1, 9):
        twin(upgrade.absorb_upgrade)(one, p)
        assert one.a == exactly(0.01 * quarter)
    twin(upgrade.absorb_upgrade)(one, p)
    assert one.a == exactly(0.08)


# --- 10 land


def planning(cap: float, floor: float, price: float, cash: float = 1e6) -> SimpleNamespace:
    """A full site of 10 亩 at a plot ratio of 1 (capital 1000) that would hold 500 more."""
    one = firm(k=1_000.0, m=10.0, f=1.0, intent_k=500.0, cash=cash)
    p = parameters(site_tolerance=1.0, floor_cost=floor, land_price=price)
    one.county = county()
    maker = sector(gestation=4.0)
    twin(land.plan_site)(one, maker, one.county, p, levers(plot_ratio_cap=cap), outside(), KEY)
    return one


def test_upward_or_outward() -> None:
    """Five floor 亩 or a parcel of five: whichever is cheaper, within the cap and the funds."""
    upward = planning(cap=1.5, floor=20.0, price=28.0)
    assert upward.f == exactly(1.5) and upward.need_land == 0.0
    assert upward.pending_k == exactly(500.0) and upward.cash == exactly(1e6 - 100.0 - 500.0)
    outward = planning(cap=1.5, floor=30.0, price=28.0)
    assert outward.f == 1.0 and outward.need_land == exactly(5.0) and outward.pending_k == 0.0
    capped = planning(cap=1.49, floor=20.0, price=28.0)
    assert capped.f == 1.0 and capped.need_land == exactly(5.0)
    poor = planning(cap=1.5, floor=20.0, price=28.0, cash=349.0)
    assert poor.need_land == 0.0 and poor.county.postponed_land_year == 1.0
    partly = planning(cap=1.5, floor=20.0, price=28.0, cash=351.0)
    assert partly.pending_k == exactly(251.0)


def market_for_land(
    firms: list[SimpleNamespace], vacant: float, **values: float
) -> SimpleNamespace:
    """A world with one park, its enterprises in the land queue and no other supply."""
    lever = levers(industrial_land_share=1.0, **values)
    waiting = len(firms)
    world = SimpleNamespace(
        firms=[*firms, firm(status=0)],
        projects=[],
        parks=[park(vacant=vacant, serviced=vacant)],
        sectors=[sector(gestation=4.0)],
        gov=[government()],
        county=[county(n=waiting)],
        p=[parameters(total_land_grants=100.0, site_tolerance=1.0, land_price=1.0)],
        levers=[lever],
        assumptions=[outside()],
        park_land=np.zeros((1, 1)),
        allows=np.ones((1, 1), bool),
        queue_key=np.zeros(8),
        queue_who=np.zeros(8, np.int64),
    )
    for i, one in enumerate(firms):
        world.queue_key[i] = twin(land.queue_key)(KEY, one.uid, one.grade)
        world.queue_who[i] = i
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
    world = market_for_land([better, worse] if better_first else [worse, better], vacant=8.0)
    twin(grant_land)(world, KEY, 0, 2)
    assert better.m == exactly(15.0) and better.park == 0 and better.pending_k == exactly(500.0)
    assert worse.m == exactly(10.0) and worse.pending_k == 0.0
    assert world.parks[0].vacant == exactly(3.0)
    assert world.county[0].postponed_land_year == 1.0
    assert world.county[0].granted_year == exactly(5.0)


def test_within_a_grade_the_lot_decides() -> None:
    """Over many quarters either of two equals is first about half of the time."""
    first = 0
    for quarter in range(400):
        one, other = asking(7, 1), asking(8, 1)
        world = market_for_land([one, other], vacant=8.0)
        world.queue_key[:2] = [twin(land.queue_key)(KEY + quarter, u, 1) for u in (7, 8)]
        twin(grant_land)(world, KEY, 0, 2)
        assert (one.m > 10.0) != (other.m > 10.0)
        first += one.m > 10.0
    assert 160 < first < 240


def test_who_gets_no_parcel_builds_upward_if_it_may() -> None:
    """工业上楼 as the last resort: dearer than land, but there is no land."""
    may, may_not = asking(7, 1), asking(8, 1)
    for one, cap in ((may, 1.5), (may_not, 1.4)):
        world = market_for_land([one], vacant=0.0, plot_ratio_cap=cap)
        world.p[0].floor_cost = 50.0
        twin(grant_land)(world, KEY, 0, 1)
    assert may.f == exactly(1.5) and may.pending_k == exactly(500.0)
    assert may.cash == exactly(1e6 - 250.0 - 500.0)
    assert may_not.f == 1.0 and may_not.pending_k == 0.0


def test_the_quota_follows_its_lever_within_the_year() -> None:
    """A share that changes in the second quarter counts from then on, less what was granted."""
    world = market_for_land([asking(7, 1)], vacant=50.0)
    world.county[0].granted_year = 96.0
    twin(grant_land)(world, KEY, 0, 1)
    # Four 亩 are left of a hundred: the parcel that crosses the floor is granted.
    assert world.county[0].granted_year == exactly(101.0)
    late = market_for_land([asking(8, 1)], vacant=50.0)
    late.county[0].granted_year = 100.0
    twin(grant_land)(late, KEY, 0, 1)
    assert late.county[0].postponed_land_year == 1.0


def test_the_roomiest_park_that_admits_the_sector() -> None:
    """Not the first, not one of another sector, none that is too small."""
    world = SimpleNamespace(
        parks=[park(vacant=v) for v in (5.0, 40.0, 90.0, 20.0)],
        allows=np.array([[True], [True], [False], [True]]),
    )
    assert twin(choose_park)(world, 0, 4.0) == 1
    assert twin(choose_park)(world, 0, 41.0) == -1


def test_parks_are_serviced_from_the_pool_first() -> None:
    """A third of the gap a quarter; six tenths of that when the money is gone."""
    p = parameters(servicing_pace=0.3, fitout_cost=2.0, unfunded_pace=0.6)
    site, state, gov = park(serviced=40.0, vacant=10.0), county(pool=10.0), government(fund=60.0)
    twin(land.service_land)(site, state, gov, 140.0, p)
    assert (site.serviced, site.vacant, state.pool, state.serviced_in, gov.fund) == exactly(
        (70.0, 40.0, 0.0, 20.0, 0.0)
    )
    twin(land.service_land)(site, state, gov, 140.0, p)
    assert site.serviced == exactly(70.0 + 0.6 * 21.0) and gov.refused_year == 1.0


def remediated(luck: float, grade: int, site: float = 20.0) -> tuple[bool, SimpleNamespace]:
    """Remediation of an enterprise that needs 10 亩, 4 of its site in a park."""
    one = firm(k=1_000.0, m=site, m_park=4.0, park=0, f=1.0, grade=grade)
    one.parks, one.county, one.gov = [park()], county(), government(fund=1e4)
    p = parameters(
        site_slack=1.4,
        remediation_cost=12.0,
        remediation_leave=0.15,
        remediation_intensify=0.3,
        intensify_gain=0.03,
    )
    # One luck for both draws: whether it is its turn (rate 4 a year: always) and the outcome.
    leaves = with_luck(land.remediate, luck)(
        one, sector(), one.parks, one.county, one.gov, p, levers(remediation_rate=4.0), KEY
    )
    return leaves, one


def test_remediation_releases_intensifies_or_closes() -> None:
    """6 亩 too many: given back, park land to the park; or used better; grade D may leave."""
    leaves, releasing = remediated(0.5, 1)
    assert not leaves and releasing.m == exactly(14.0) and releasing.m_park == exactly(0.0)
    assert releasing.parks[0].vacant == exactly(4.0) and releasing.county.pool == exactly(2.0)
    assert releasing.subsidies == exactly(72.0) and releasing.county.released_year == exactly(6.0)
    leaves, better = remediated(0.2, 1)
    assert not leaves and better.m == 20.0 and better.a == exactly(0.03)
    assert remediated(0.9, 3)[0] and not remediated(0.84, 3)[0]
    leaves, fitting = remediated(0.5, 1, site=14.0)
    assert not leaves and fitting.subsidies == 0.0


# --- 11 innovation


def test_research_moves_to_its_target() -> None:
    """Half of the gap a year; support raises the target by its response."""
    one = firm(rho=0.01, rho_base=0.02, rnd=5.0, rnd_stock=100.0)
    p = parameters(rnd_speed=0.5, rnd_response=1.5, qualify_pull=0.004, rnd_obsolescence=0.16)
    twin(innovation.do_research)(one, p, levers(rnd_support=0.2, qualification_support=0.5))
    assert one.rho == exactly(0.01 + 0.125 * (0.02 * 1.3 + 0.002 - 0.01))
    assert one.rnd_stock == exactly(96.0 + 5.0)


def test_knowledge_is_the_intensity_that_has_been_steady() -> None:
    """R&D of 3 % for as long as one likes stands for 3 %, from the first quarter on."""
    p = parameters(rnd_obsolescence=0.15)
    quarters = {name: 100.0 for name in ("revenue", "revenue_1", "revenue_2", "revenue_3")}
    one = firm(rho=0.03, rho_base=0.03, rnd=3.0, **quarters)
    for _ in range(60):
        twin(innovation.do_research)(one, p, levers())
        assert twin(innovation.knowledge)(one, p) == exactly(0.03)
    one.rnd = 0.0
    for _ in range(4):
        twin(innovation.do_research)(one, p, levers())
    assert twin(innovation.knowledge)(one, p) == exactly(0.03 * (1 - 0.15 / 4) ** 4)


def test_learning() -> None:
    """Catch-up with what is ahead only, the return of knowledge, agglomeration, no luck."""
    p = parameters(
        catch_up=0.1,
        internet_effect=0.3,
        transfer_effect=0.2,
        agglomeration=0.05,
        rnd_return=0.5,
        rnd_obsolescence=0.1,
    )
    lever = levers(industrial_internet=1.0, tech_transfer=0.5)
    behind = firm(a=0.0, rnd_stock=40.0, revenue=100.0)
    learn = with_luck(innovation.learn, 0.5)
    learn(behind, 2.0, county(frontier=0.2), p, lever, KEY)
    assert behind.a == exactly((0.1 * 1.4 * 0.3 + 0.5 * 0.04) / 4.0)
    ahead = firm(a=0.5)
    learn(ahead, 0.0, county(frontier=0.2), p, lever, KEY)
    assert ahead.a == 0.5


def test_quality_and_deep_processing() -> None:
    """Support raises quality, time wears it; margins move toward those of deep processing."""
    one = firm(g=0.1, nu=0.2)
    p = parameters(
        quality_gain=0.04, standards_gain=0.02, quality_decay=0.2, deep_va_rate=0.3, deep_speed=0.4
    )
    lever = levers(quality_brand=0.5, standards_support=1.0, product_upgrading=0.5)
    twin(innovation.improve_quality)(one, sector(deep_processing=1), p, lever)
    assert one.g == exactly(0.1 + (0.02 + 0.02 - 0.02) / 4.0)
    assert one.nu == exactly(0.2 + 0.1 * 0.5 * 0.1)
    plain_maker = firm(nu=0.2)
    twin(innovation.improve_quality)(plain_maker, sector(), p, lever)
    assert plain_maker.nu == 0.2


def test_patents_come_from_research() -> None:
    """Poisson in R&D with IP support; the short cut for 'none' changes nothing."""
    p = parameters(patent_rate=0.01, ip_effect=0.5)
    for rnd in (0.0, 3.0, 50.0, 400.0):
        for luck in (0.1, 0.5, 0.9, 0.97, 0.999):
            one = firm(rnd=rnd)
            with_luck(innovation.patent, luck)(one, p, levers(ip_support=1.0), KEY)
            assert one.patents == poisson_from.py_func(luck, 0.015 * rnd)


def test_key_projects_start_and_are_solved() -> None:
    """More with support and R&D; no more are solved than are open."""
    state = county(key_open=2.0)
    p = parameters(
        key_rate=8.0,
        key_base=0.5,
        key_rnd_reference=400.0,
        key_solve_rate=4.0,
        trade_per_rnd=2.0,
        trade_effect=1.0,
    )
    with_luck(innovation.key_projects, 0.999)(
        state, 100.0, p, levers(key_tech_support=0.5, tech_transfer=0.5), KEY
    )
    assert state.key_projects == stats.poisson.ppf(0.999, 2.0)
    assert state.key_solved == 2.0 and state.key_open == state.key_projects
    assert state.trade_year == exactly(2.0 * 100.0 * 1.5)


# --- 12 entry and exit


def test_close_settles_creditors_and_frees_the_site() -> None:
    """Creditors first: 30 of 100 are paid, the rest written off; the land goes where it was."""
    one = firm(
        cash=30.0, debt=100.0, k=500.0, m=12.0, m_park=9.0, park=0, l=40.0, pending_k=5.0, d=9.0
    )
    parks, state = [park(vacant=1.0)], county(pool=2.0)
    twin(entry_exit.close)(one, parks, state)
    assert (one.repaid, one.written_off, one.left_over) == exactly((30.0, 70.0, 0.0))
    assert (one.cash, one.debt, one.k, one.k_worn, one.l, one.m) == exactly((0, 0, 0, 500, 0, 0))
    assert parks[0].vacant == exactly(10.0) and state.pool == exactly(5.0)
    assert one.status == CLOSED and state.exits_year == 1.0
    rich = firm(cash=130.0, debt=100.0)
    twin(entry_exit.close)(rich, parks, state)
    assert (rich.repaid, rich.written_off, rich.left_over) == exactly((100.0, 0.0, 30.0))


def test_who_leaves() -> None:
    """The hazard falls with size to a power, is at most three times the background, or is 1."""
    p = parameters(exit_hazard=0.08, exit_size=0.5)
    same = firm(revenue=99.0)

    def leaves(one: SimpleNamespace, luck: float) -> bool:
        return bool(with_luck(entry_exit.leaves, luck)(one, sector(), 1.0, p, KEY))

    assert leaves(same, 0.0199) and not leaves(same, 0.0201)
    large = firm(revenue=399.0)
    assert leaves(large, 0.0099) and not leaves(large, 0.0101)
    tiny = firm(revenue=0.0)
    assert leaves(tiny, 0.0599) and not leaves(tiny, 0.0601)
    assert leaves(firm(revenue=1e9, insolvent=4), 0.99) and not leaves(firm(origin=3), 0.0)


def test_a_start_up_on_released_land() -> None:
    """Owners pay for its capital and cash; without land it is not founded."""
    state, new = county(pool=2.0, frontier=0.1, investment_price=1.1), firm(status=0)
    maker = sector(kappa=0.8, revenue_sigma=1.0, plot_ratio=1.0, staff_rate=0.01)
    p = parameters(start_up_size=0.5, use_target=0.8, cash_buffer=0.1)
    found = with_luck(entry_exit.found, 0.5)
    assert found(new, 7, 0, maker, 1.2, state, p, KEY) is True
    assert (new.k, new.m, new.l, new.d) == exactly((50.0, 0.5, 0.5, 60.0))
    assert new.equity == exactly(55.0 + 6.0) and new.cash == exactly(6.0)
    assert state.pool == exactly(1.5) and new.a == 0.1
    state.pool = 0.49
    assert found(firm(status=0), 8, 0, maker, 1.2, state, p, KEY) is False
    assert state.entries_year == 1.0


def test_a_project_that_got_land() -> None:
    """Owners pay a share and the land, lenders the rest; it builds until its gestation is over."""
    plan = project(uid=9, capex=6_600.0, ei=0.4, m=30.0)
    new, site, state = firm(status=0), park(vacant=50.0), county(investment_price=1.1, quota=40.0)
    p = parameters(
        project_equity=0.4, land_price=28.0, new_plot_ratio=1.2, major_project_size=3_000.0
    )
    lever = levers(plot_ratio_cap=1.0, approval_speed=0.25)
    twin(entry_exit.establish)(new, plan, 2, site, sector(gestation=4.0), state, p, lever, KEY)
    assert new.equity == exactly(2_640.0 + 840.0) and new.land_paid == exactly(840.0)
    assert new.debt == new.borrowed == exactly(3_960.0) and new.pending_k == exactly(6_000.0)
    assert (new.status, new.park, new.m, new.f, new.pending_quarters) == (BUILDING, 2, 30, 1, 3)
    assert site.vacant == exactly(20.0) and state.quota == exactly(10.0)
    assert state.landed_year == 1.0


# --- 13 the year's end


def test_grades_by_value_added_per_mu() -> None:
    """At 1.4 times the average A, at .6 B, at .2 C, below it D; without a site no grade."""
    p = parameters(grade_a=1.4, grade_b=0.6, grade_c=0.2)
    grades = []
    for score in (1.4, 1.39, 0.6, 0.59, 0.2, 0.19):
        one = firm(va_year=10.0 * score * 5.0, m=10.0)
        twin(year_end.grade_land)(one, 5.0, p)
        grades.append(one.grade)
    assert grades == [0, 1, 1, 2, 2, 3]
    floating = firm(va_year=1.0, grade=2)
    twin(year_end.grade_land)(floating, 5.0, p)
    assert floating.grade == 2


def test_the_average_is_of_above_scale_enterprises() -> None:
    """100 on 10 亩 and 20 on 10: an average of 6; a small enterprise is judged by it too."""
    firms = [
        firm(va_year=100.0, m=10.0, above=1),
        firm(va_year=20.0, m=10.0, above=1),
        firm(va_year=9.0, m=1.0, above=0),
    ]
    p = parameters(grade_a=1.4, grade_b=0.6, grade_c=0.2, award_size=1e9, tech_rnd=1.0)
    world = SimpleNamespace(county=[county(n=3)], firms=firms, p=[p], levers=[levers()])
    twin(judge_year)(world, KEY, 0)
    assert [one.grade for one in firms] == [0, 2, 0]


@pytest.mark.parametrize(
    ("sales_of_year", "needed"), [(4_999.0, 0.05), (5_001.0, 0.04), (20_001.0, 0.03)]
)
def test_high_technology_needs_research_by_size(sales_of_year: float, needed: float) -> None:
    """5 % up to 50, 4 % up to 200 million yuan, 3 % above; lost below four fifths of it."""
    p = parameters(high_rate=50.0, tech_rate=50.0, tech_rnd=0.02)
    judge = with_luck(year_end.qualify, 0.5)

    def judged(rho: float, high: int) -> SimpleNamespace:
        one = firm(revenue_year=sales_of_year, rho=rho, high=high)
        judge(one, county(frontier=1.0), p, levers(), KEY)
        return one

    assert judged(needed, 0).high == 1 and judged(needed - 1e-6, 0).high == 0
    assert judged(0.8 * needed, 1).high == 1 and judged(0.79 * needed, 1).high == 0


def test_certificates_come_with_support() -> None:
    """1 - exp(-rate (1 + effect · support)) a year; 专精特新 needs size, R&D and an edge."""
    p = parameters(tech_rate=0.2, qualify_effect=2.0, tech_rnd=0.02, special_rate=0.2)
    chance = 1.0 - math.exp(-0.2 * 2.0)
    for luck, certified in ((chance - 1e-6, 1), (chance + 1e-6, 0)):
        one, state = firm(rho=0.03, revenue_year=1_000.0, a=0.2), county(frontier=0.1)
        lever = levers(qualification_support=0.5)
        with_luck(year_end.qualify, luck)(one, state, p, lever, KEY)
        assert (one.tech, one.special, state.tech_added_year) == (certified, certified, certified)
    for values in ({"revenue_year": 999.0}, {"a": 0.05}, {"rho": 0.029}):
        one = firm(**{"rho": 0.03, "revenue_year": 1_000.0, "a": 0.2, **values})
        with_luck(year_end.qualify, 1e-6)(one, county(frontier=0.1), p, levers(), KEY)
        assert one.special == 0


def test_quality_awards() -> None:
    """Once, to those large enough, with a chance that support raises."""
    p = parameters(award_size=1_000.0, award_rate=0.1, award_effect=3.0, award_gain=0.03)
    chance = 1.0 - math.exp(-0.1 * 2.5)
    give = with_luck(year_end.award_quality, chance - 1e-6)
    one = firm(revenue_year=1_000.0)
    give(one, p, levers(quality_brand=0.5), KEY)
    give(one, p, levers(quality_brand=0.5), KEY)
    assert one.award == 1 and one.g == exactly(0.03)
    unlucky, small = firm(revenue_year=1_000.0), firm(revenue_year=999.0)
    give(unlucky, p, levers(quality_brand=0.4), KEY)
    give(small, p, levers(quality_brand=1.0), KEY)
    assert unlucky.award == small.award == 0


def test_the_january_list() -> None:
    """Above scale by last year's revenue; a plant in its first year keeps its place."""
    p = parameters(above_scale_threshold=2_000.0)
    grown = firm(revenue_year=2_000.0, va_year=400.0, age=30)
    shrunk = firm(revenue_year=1_999.0, above=1, age=30)
    new = firm(revenue_year=100.0, above=1, age=3)
    for one in (grown, shrunk, new):
        twin(year_end.turn_year)(one, p)
    assert (grown.above, shrunk.above, new.above) == (1, 0, 1)
    assert grown.revenue_last_year == 2_000.0 and grown.revenue_year == grown.va_year == 0.0


def test_luck_is_the_addressed_number() -> None:
    """The plain twins draw what the engine draws at the address of the decision."""
    one = firm(uid=(1 << 20) + 5, va_year=0.0)
    key = twin(land.queue_key)(KEY, one.uid, 2)
    assert key == 2 + uniform_plain(KEY, one.uid, 5)
