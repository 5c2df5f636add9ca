"""Events 1 and 2 by hand: drivers and public money, projects that come."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from model.agenda.outside import attract_projects
from model.behaviour import attraction, drivers
from model.policy import build_policy
from model.randomness import quarter_key
from model.records import IN_REVIEW, REFUSED, WAITING_LAND
from model.spec import CountySpec
from tests.model.plain_parts import (
    county,
    driver,
    government,
    levers,
    market,
    outside,
    parameters,
    play,
    project,
    sector,
)
from tests.model.worlds import start_run

exactly = pytest.approx
# The uniforms at which a normal deviate is one and one half.
ONE_SIGMA, HALF_SIGMA = float(stats.norm.cdf(1.0)), float(stats.norm.cdf(0.5))


def test_driver_process() -> None:
    """mu + phi (x - mu) - kappa (L - lbar) + sigma eps, with the estimates as they are."""
    fit = {"phi": 0.5, "kappa": 0.1, "lbar": 0.2, "sigma": 0.0}
    model = SimpleNamespace(
        identity=0, mu_sd=0.0, phi_sd=0.0, kappa_sd=0.0, log_sigma_sd=0.0, **fit
    )
    given = {"year": 5, "mu": 0.04, "before": 0.10, "level": 0.30}
    value = play(drivers.driver_year, model=model, **given)
    assert value == exactly(0.04 + 0.5 * 0.06 - 0.1 * 0.1)


def test_driver_coefficients_are_uncertain() -> None:
    """Every coefficient half a standard error up, and a shock of half a standard deviation."""
    model = SimpleNamespace(
        identity=0, mu_sd=0.01, phi=0.3, phi_sd=0.2, kappa=0.1, kappa_sd=0.4, lbar=0.2, sigma=0.02,
        log_sigma_sd=0.5,
    )  # fmt: skip
    given = {"year": 5, "mu": 0.04, "before": 0.10, "level": 0.30}
    value = play(drivers.driver_year, luck=HALF_SIGMA, model=model, **given)
    assert value == exactly(0.045 + 0.4 * 0.055 - 0.3 * 0.1 + 0.01 * math.exp(0.25), rel=1e-7)
    model.phi_sd, model.kappa_sd, model.log_sigma_sd = 5.0, 5.0, 5.0
    bounded = play(drivers.driver_year, luck=ONE_SIGMA, model=model, **given)
    assert bounded == exactly(0.05 + 0.95 * 0.05 - 0.95 * 0.1 + 0.02 * math.e, rel=1e-7)


def test_what_the_world_outside_moves() -> None:
    """Every index by its own driver and the scenario's shift, a quarter of a yearly one."""
    state = county(
        rest_gdp=1_000.0,
        rest_investment=400.0,
        general_budget=800.0,
        land_revenue=500.0,
        population=70_000.0,
        frontier=0.1,
    )
    change = {"investment_price": 0.01, "wage": 0.02, "population": -0.003, "harvest": 0.04}
    money = {"general_budget": 0.05, "land_revenue": -0.06}
    world = driver(growth=0.07, interest=0.05, rest_growth=0.08, **change, **money)
    shift = outside(
        growth_shift=-0.02, interest_shift=0.01, harvest_shift=0.2, rest_growth_shift=0.04
    )
    given = {"p": parameters(frontier_drift=0.02), "assumption": shift, "quarter_of_year": 1}
    play(drivers.move_county, county=state, driver=world, **given)
    assert (state.growth, state.interest) == exactly((0.05, 0.06))
    assert state.investment_price == exactly(math.exp(0.01))
    assert state.wage_index == exactly(math.exp(0.02))
    assert state.population == exactly(70_000.0 * math.exp(-0.003))
    assert state.harvest == exactly(math.exp(0.04 + 0.05))
    assert state.general_budget == exactly(800.0 * math.exp(0.05))
    assert state.land_revenue == exactly(500.0 * math.exp(-0.06))
    assert state.rest_gdp == exactly(1_000.0 * math.exp(0.03))
    assert state.rest_investment == exactly(400.0 * math.exp(0.03))
    assert state.rest_gdp_year == exactly(state.rest_gdp / 4.0)
    assert state.frontier == exactly(0.105)
    cheap = driver(interest=0.01)
    play(drivers.move_county, county=state, driver=cheap, assumption=outside(interest_shift=-0.03),
         quarter_of_year=1)  # fmt: skip
    assert state.interest == exactly(0.005)


def test_prices_move_by_their_change() -> None:
    """A log change of a tenth, down and up."""
    state = market(price=1.2, price_change=-0.1)
    play(drivers.move_prices, market=state)
    assert state.price == exactly(1.2 * math.exp(-0.1))


def test_the_appropriation_lapses_at_the_turn_of_the_year() -> None:
    """What is left in the first quarter is gone; the fund stays; both get their quarter."""
    state = county(general_budget=80_000.0, land_revenue=40_000.0)
    gov = government(budget=70.0, fund=30.0, fund_paid=1.0, budget_paid=1.0, fund_services=1.0)
    lever = levers(fund_share=0.005, support_budget_share=0.01)
    play(drivers.move_county, county=state, gov=gov, lever=lever, driver=driver(),
         quarter_of_year=0)  # fmt: skip
    assert (gov.lapsed, gov.budget, gov.fund) == exactly((70.0, 200.0, 80.0))
    assert (gov.fund_in, gov.budget_in) == exactly((50.0, 200.0))
    assert (gov.fund_paid, gov.budget_paid, gov.fund_services, gov.budget_services) == (0, 0, 0, 0)
    play(drivers.move_county, county=state, gov=gov, lever=lever, driver=driver(),
         quarter_of_year=1)  # fmt: skip
    assert (gov.lapsed, gov.budget, gov.fund) == exactly((0.0, 400.0, 130.0))
    assert (gov.fund_in_year, state.general_budget_year) == exactly((100.0, 40_000.0))
    split, gov = parameters(running_share=0.25), government()
    play(drivers.move_county, county=state, gov=gov, lever=lever, driver=driver(), p=split,
         quarter_of_year=1)  # fmt: skip
    assert (gov.budget_in, gov.running_in) == exactly((150.0, 50.0))


def test_the_share_of_claims_that_is_paid() -> None:
    """By the claims of the last quarter: all of 40, half of 100 when 50 are there; none of none."""
    for before, appropriated, quarter, money, rate in (
        (0.0, 50.0, 1, 50.0, 1.0),
        (40.0, 50.0, 1, 50.0, 1.0),
        (100.0, 50.0, 1, 50.0, 0.5),
        (100.0, 40.0, 1, 40.0, 0.4),
        (100.0, 0.0, 1, 0.0, 0.0),
    ):
        state, gov = county(running_rate=9.0), government(claims=before, running_paid=3.0)
        play(drivers.set_running_rate, county=state, gov=gov, appropriated=appropriated,
             quarter_of_year=quarter)  # fmt: skip
        assert (gov.running, state.running_rate) == exactly((money, rate))
        assert (gov.running_in, gov.running_paid, gov.claims) == (appropriated, 0.0, 0.0)


def test_running_money_lapses_at_the_turn_of_the_year() -> None:
    """What is left is gone in the first quarter, and kept in the others."""
    for quarter, kept, lapsed in ((0, 50.0, 7.0), (2, 57.0, 0.0)):
        state, gov = county(), government(running=7.0)
        play(drivers.set_running_rate, county=state, gov=gov, appropriated=50.0,
             quarter_of_year=quarter)  # fmt: skip
        assert (gov.running, gov.running_lapsed) == exactly((kept, lapsed))


def test_an_epidemic_quarter_outside_industry() -> None:
    """The rest of the economy loses a quarter of what factories lose."""
    state = county(rest_gdp=1_000.0, rest_investment=400.0)
    given = {"driver": driver(activity=0.6), "p": parameters(rest_exposure=0.25)}
    play(drivers.move_county, county=state, quarter_of_year=1, **given)
    assert state.rest_gdp_year == exactly(1_000.0 / 4.0 * 0.9)
    assert state.rest_investment_year == exactly(400.0 / 4.0 * 0.9)


def test_what_a_county_can_expect() -> None:
    """rate/4 · effort^eta / entry cost · exp(beta (growth - 6 %))."""
    p = parameters(attraction_rate=8.0, effort_elasticity=0.5, attraction_growth=2.0)
    lever = levers(attraction_effort=4.0, entry_cost=0.8)
    found = play(attraction.appeal, p=p, lever=lever, growth=0.08)
    assert found == exactly(2.0 * 2.0 / 0.8 * math.exp(2.0 * 0.02))


@pytest.mark.parametrize("luck", [0.01, 0.3, 0.5, 0.9, 0.999])
def test_arrivals_are_poisson_at_the_stated_mean(luck: float) -> None:
    """The sector's share of what is expected · chain^eta · readiness of its parks."""
    p = parameters(effort_elasticity=0.5, readiness_floor=0.2, readiness_half=100.0)
    mean = 0.25 * 20.0 * 1.5 * (0.2 + 0.8 * 0.75)
    given = {"share": 0.25, "wanted": 20.0, "chain": 2.25, "vacant": 300.0, "p": p}
    came = play(attraction.arrivals, luck=luck, **given)
    assert came == stats.poisson.ppf(luck, mean)


def arrived(spec: CountySpec, t: int = 28, **given: float) -> list[int]:
    """Projects of each sector that come in a quarter when the plan's levers are changed."""
    policy = build_policy(spec, {**spec.plan, **given})
    run = start_run(spec, policy, spec.prior_means(), seed=3)
    run.world.p["attraction_rate"] = 40.0
    for k, item in enumerate(spec.park_items):
        run.world.parks["vacant"][k] = run.world.park_land[t, k] if item.code == "tanhu" else 0.0
    attract_projects(run.world, quarter_key(run.key, t), t)
    new = run.world.projects["sector"][: int(run.world.county["n_projects"][0])]
    return np.bincount(new, minlength=len(spec.sectors)).tolist()


def test_what_is_done_for_one_sector_moves_no_other(spec: CountySpec) -> None:
    """Chain weight, and land in a park, bring projects of the sectors concerned only."""
    codes = [item.code for item in spec.sector_items]
    own, few = codes.index("hydrogen"), arrived(spec, chain_weight_hydrogen=0.0)
    many = arrived(spec, chain_weight_hydrogen=5.0)
    assert few[own] == 0 < many[own]
    assert few[:own] + few[own + 1 :] == many[:own] + many[own + 1 :]
    bare, ready = (arrived(spec, park_land_tanhu=land) for land in (0.0, 1500.0))
    admitted = spec.park_allows[[item.code for item in spec.park_items].index("tanhu")]
    for s, code in enumerate(codes):
        assert bare[s] <= ready[s] if admitted[s] else bare[s] == ready[s], code
    assert sum(bare) < sum(ready)


def draft(luck: float, threshold: float, speed: float = 0.0, **p: float) -> SimpleNamespace:
    """A project of median size and intensity .8 under the given luck at the review."""
    found, state = project(), county(investment_price=1.2, interest=0.04)
    maker = sector(project_median=5_000.0, energy_intensity=0.8)
    review = {"review_green": 1.0, "review_standard": 3.0, "energy_reference": 0.6}
    rest = {"review_pass": 0.8, "project_finance": 1.0, "new_plot_ratio": 1.25}
    lever = levers(energy_threshold=threshold, plot_ratio_cap=2.0, approval_speed=speed)
    given = {"sector": maker, "p": parameters(**{**review, **rest, **p}), "lever": lever}
    play(attraction.draft_project, luck=luck, project=found, county=state, quarter=30, **given)
    return SimpleNamespace(**vars(found), county=state)


def test_a_project_is_drafted() -> None:
    """Median size at current prices, land at the usual plot ratio, the green channel."""
    green = draft(0.5, 0.8)
    assert (green.capex, green.ei) == exactly((6_000.0, 0.8))
    assert green.m == exactly(5_000.0 / (100.0 * 1.25))
    assert (green.review_left, green.state, green.arrived) == (1, IN_REVIEW, 30)
    assert draft(0.5, 0.8, new_plot_ratio=3.0).m == exactly(5_000.0 / (100.0 * 2.0))


def test_projects_differ_in_size_and_intensity() -> None:
    """One standard deviation up in both, of .6 and .3 in logarithms."""
    found = project()
    maker = sector(project_median=5_000.0, project_sigma=0.6, energy_intensity=0.8,
                   energy_spread=0.3)  # fmt: skip
    given = {"p": parameters(new_plot_ratio=1.0), "lever": levers(plot_ratio_cap=1.0)}
    play(attraction.draft_project, luck=ONE_SIGMA, project=found, sector=maker, **given)
    assert found.capex == exactly(5_000.0 * math.exp(0.6), rel=1e-7)
    assert found.ei == exactly(0.8 * math.exp(0.3), rel=1e-7)


def test_an_energy_heavy_project_waits_or_fails() -> None:
    """A passing chance of .8 · .6/.8 = .6, never more than .8; a review of three quarters."""
    assert draft(0.5, 0.5).review_left == 3
    refused = draft(0.61, 0.5)
    assert refused.state == REFUSED and refused.county.refused_energy_year == 1.0
    assert draft(0.61, 0.8).state == IN_REVIEW
    clean = {"energy_reference": 1.6}
    assert draft(0.79, 0.5, **clean).state == IN_REVIEW
    assert draft(0.81, 0.5, **clean).state == REFUSED


def test_faster_approval_shortens_the_review() -> None:
    """Half of three quarters is one or two by chance; half of one is none or one."""
    assert [draft(luck, 0.5, speed=0.5).review_left for luck in (0.49, 0.51)] == [2, 1]
    at_once, later = draft(0.51, 0.8, speed=0.5), draft(0.49, 0.8, speed=0.5)
    assert (at_once.review_left, at_once.state) == (0, WAITING_LAND)
    assert (later.review_left, later.state) == (1, IN_REVIEW)


def test_a_project_needs_a_bank() -> None:
    """Bankable by half or six tenths; a point of interest above the reference costs 5 %."""
    poor = draft(0.5, 0.8, project_finance=0.4)
    assert poor.state == REFUSED and poor.county.refused_finance_year == 1.0
    dear = {"project_finance": 0.52, "finance_interest": 5.0, "reference_interest": 0.03}
    assert draft(0.5, 0.8, **dear).state == REFUSED
    assert draft(0.5, 0.8, **{**dear, "reference_interest": 0.04}).state == IN_REVIEW


def test_guarantees_and_credit_make_projects_bankable() -> None:
    """Four tenths, a half more with guarantees, half of that in a credit squeeze."""
    for luck, guarantee, credit, state in (
        (0.39, 0.0, 1.0, IN_REVIEW),
        (0.41, 0.0, 1.0, REFUSED),
        (0.59, 0.5, 1.0, IN_REVIEW),
        (0.61, 0.5, 1.0, REFUSED),
        (0.29, 0.5, 0.5, IN_REVIEW),
        (0.31, 0.5, 0.5, REFUSED),
    ):
        found, p = project(), parameters(project_finance=0.4, review_green=1.0, new_plot_ratio=1.0)
        lever = levers(guarantee=guarantee, energy_threshold=9.0, plot_ratio_cap=1.0)
        given = {"p": p, "lever": lever, "assumption": outside(credit_multiplier=credit)}
        play(attraction.draft_project, luck=luck, project=found, **given)
        assert found.state == state, (luck, guarantee, credit)


def test_no_more_than_fifty_are_expected_in_a_quarter() -> None:
    """Whatever the levers: a mean of fifty at most, and of a sector its share of that."""
    given = {"wanted": 1_000.0, "chain": 5.0, "vacant": 300.0, "p": parameters(readiness_floor=1.0)}
    for share in (1.0, 0.3):
        came = play(attraction.arrivals, luck=0.9, share=share, **given)
        assert came == stats.poisson.ppf(0.9, 50.0 * share)


def test_review_and_patience() -> None:
    """A quarter at a time; then it waits for land as many quarters as it has patience."""
    waiting, state = project(state=IN_REVIEW, review_left=2), county()
    play(attraction.review, project=waiting)
    assert (waiting.state, waiting.review_left) == (IN_REVIEW, 1)
    play(attraction.review, project=waiting)
    assert waiting.state == WAITING_LAND
    for quarter in range(5):
        assert waiting.state == WAITING_LAND and state.refused_land_year == 0.0, quarter
        play(attraction.wait_for_land, project=waiting, county=state,
             p=parameters(project_patience=4.0))  # fmt: skip
    assert waiting.state == REFUSED and state.refused_land_year == 1.0
