"""Event 9 by hand: what an upgrade costs and brings, who undertakes it, who pays."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest

from model.behaviour import upgrade
from tests.model.plain_parts import county, firm, government, levers, parameters, play, sector

exactly = pytest.approx


def test_the_hazard_of_an_upgrade_at_the_reference_payback() -> None:
    """The base rate without peers; odds fall with payback to the power of its elasticity."""
    p = parameters(
        upgrade_rate=0.02,
        payback_reference=3.0,
        payback_elasticity=1.5,
        peer_effect=1.2,
        brain_effect=0.4,
    )
    alone = play(upgrade.imitation, peers=0.0, p=p)
    assert play(upgrade.upgrade_hazard, payback=3.0, odds=alone, p=p) == exactly(0.02)
    twice = play(upgrade.upgrade_hazard, payback=6.0, odds=alone, p=p)
    assert twice / (1.0 - twice) == exactly(0.02 / 0.98 * 2.0**-1.5)
    among = play(upgrade.imitation, peers=0.5, p=p, lever=levers(industry_brain=0.5))
    assert among == exactly(0.02 / 0.98 * math.exp(0.6 + 0.2))


def test_what_a_level_is_worth() -> None:
    """Wages of staff saved, productivity and energy, all of the last four quarters' sales."""
    one = firm(l=100.0, nu=0.2, ei=0.5, revenue=100.0, revenue_1=100.0, revenue_3=200.0)
    benefit = play(
        upgrade.annual_benefit,
        firm=one,
        sector=sector(labour_saving=0.1, wage=3.0),
        county=county(wage_index=1.5),
        p=parameters(upgrade_gain=0.1, energy_saving=0.06, energy_price=0.25),
    )
    assert benefit == exactly(45.0 + 0.1 * 80.0 + 0.06 * 0.5 * 80.0 * 0.25)


def test_what_policy_pays() -> None:
    """Digital support from level one on, energy saving for the heavy; never above the cap."""
    p, lever = parameters(energy_reference=0.5, subsidy_cap=0.4), {
        "upgrade_subsidy": 0.1,
        "digital_subsidy": 0.2,
        "energy_saving_subsidy": 0.05,
    }  # fmt: skip
    expected = {(0, 0.4): 0.1, (1, 0.4): 0.3, (0, 0.6): 0.15, (1, 0.6): 0.35}
    for (z, ei), rate in expected.items():
        found = play(upgrade.subsidy_rate, firm=firm(z=z, ei=ei), p=p, lever=levers(**lever))
        assert found == exactly(rate)
    lever["upgrade_subsidy"] = 0.5
    assert play(upgrade.subsidy_rate, firm=firm(z=1), p=p, lever=levers(**lever)) == 0.4
    light = play(upgrade.energy_support, firm=firm(ei=0.5), p=p, lever=levers(**lever))
    assert light == 0.0


def test_higher_levels_are_dearer() -> None:
    """8 % of capital, twice that for a digital workshop, twice again for a smart factory."""
    costs = [
        play(
            upgrade.equipment_cost,
            firm=firm(k=1_000.0, z=z),
            sector=sector(upgrade_cost=0.08),
            p=parameters(level_cost=2.0),
        )
        for z in (0, 1, 2)
    ]
    assert costs == exactly([80.0, 160.0, 320.0])


def modernise(
    budget: float, luck: float, cash: float = 1e5, robot_labour: float = 0.0, **lever: float
) -> SimpleNamespace:
    """An enterprise with equipment of 80 and three robots of 10 that saves 33 a year."""
    one, gov, state = firm(k=800.0, l=100.0, cash=cash, ei=0.8, nu=0.2), government(), county()
    gov.budget, state.investment_price, state.wage_index = budget, 1.25, 1.1
    p = parameters(
        upgrade_rate=0.1,
        payback_reference=1.0,
        payback_elasticity=1.0,
        robot_price=10.0,
        robot_response=5.0,
        subsidy_cap=0.6,
        level_cost=2.0,
        energy_reference=0.5,
        energy_saving=0.1,
        energy_response=2.0,
        upgrade_gain=0.08,
        upgrade_va_gain=0.01,
        key_upgrade_size=110.0,
        robot_labour=robot_labour,
    )
    maker = sector(upgrade_cost=0.08, robots_per_100=3.0, labour_saving=0.1, wage=3.0)
    given = {"county": state, "gov": gov, "sector": maker, "p": p, "lever": levers(**lever)}
    play(upgrade.consider_upgrade, luck=luck, firm=one, odds=1.0, **given)
    return SimpleNamespace(**vars(one), gov=gov, county=state)


def test_an_upgrade_by_hand() -> None:
    """Cost 110, benefit 33: a payback of 3.33 years, odds of .3; all its consequences."""
    one = modernise(0.0, 0.23)
    assert one.payback == exactly(110.0 / 33.0)
    assert one.upgrade_hazard == exactly(0.3 / 1.3)
    assert (one.z, one.robots, one.ei, one.nu) == exactly((1, 3, 0.72, 0.21))
    assert (one.cash, one.capex, one.invest_year) == exactly((1e5 - 110.0, 110.0, 110.0))
    assert one.gain_left == exactly(0.08)
    counts = (one.county.upgrades_year, one.county.robots_year, one.county.key_upgrades_year)
    assert counts == (1.0, 3.0, 1.0)
    assert modernise(0.0, 0.24).z == 0


def test_who_does_not_consider_an_upgrade() -> None:
    """At the highest level, with a gain still to come, in its ramp, or a known project."""
    for state in ({"z": 3}, {"gain_left": 0.01}, {"ramp_left": 1}, {"origin": 3}):
        one = firm(k=800.0, l=100.0, cash=1e5, upgrade_hazard=0.5, **state)
        play(upgrade.consider_upgrade, luck=0.0, firm=one, odds=1.0,
             sector=sector(upgrade_cost=0.08, labour_saving=0.1, wage=3.0))  # fmt: skip
        assert one.upgrade_hazard == 0.0 and one.capex == 0.0


def test_value_added_stays_below_nine_tenths() -> None:
    """The gain of a level in the value-added rate ends there."""
    one = firm(nu=0.895)
    given = {"cost": 1.0, "robots": 0, "saving": 0.0}
    play(upgrade.carry_out_upgrade, firm=one, p=parameters(upgrade_va_gain=0.01), **given)
    assert one.nu == 0.9


def test_subsidies_shorten_the_payback() -> None:
    """A quarter of the equipment and a fifth of the robots; twice the robots for that fifth."""
    one = modernise(1_000.0, 0.2, upgrade_subsidy=0.25, robot_subsidy=0.2)
    assert one.payback == exactly((110.0 - 20.0 - 6.0) / 33.0)
    assert (one.robots, one.subsidies) == exactly((6, 20.0 + 12.0))
    assert one.cash == exactly(1e5 - 140.0 + 32.0)
    helped = modernise(1_000.0, 0.2, energy_saving_subsidy=0.5)
    assert helped.payback == exactly(70.0 / 33.0)
    assert helped.ei == exactly(0.8 * 0.9**2.0)


def test_energy_that_is_not_bought_is_value_added() -> None:
    """A tenth of .5 tce at 2 万元 on a value-added rate of .2: two hundredths more."""
    one, p = firm(nu=0.2, ei=0.5), parameters(energy_saving=0.1, energy_price=2.0)
    play(upgrade.carry_out_upgrade, firm=one, p=p, cost=1.0, robots=0, saving=0.0)
    assert (one.ei, one.nu) == exactly((0.45, 0.2 + 0.05 * 0.2 * 2.0))


def test_robots_save_wages() -> None:
    """Three robots that do without a person each at 3.3: a benefit of 42.9 for a cost of 110."""
    assert modernise(0.0, 0.2, robot_labour=1.0).payback == exactly(110.0 / 42.9)


def test_robots_on_top_only_if_funds_allow() -> None:
    """The extra three cost 30 less the subsidy of 6: without that money three are enough."""
    support = {"upgrade_subsidy": 0.25, "robot_subsidy": 0.2}
    # Six robots are decided on with 140 - 26 at hand, three with 110 - 26.
    assert modernise(1_000.0, 0.2, cash=114.0, **support).robots == 6
    just = modernise(1_000.0, 0.2, cash=113.0, **support)
    assert (just.robots, just.z, just.subsidies) == exactly((3, 1, 26.0))
    poor = modernise(1_000.0, 0.2, cash=83.0, **support)
    assert poor.z == 0 and poor.county.postponed_finance_year == 1.0


def test_an_upgrade_without_the_money_that_was_promised() -> None:
    """On its own terms it goes on or not; no robot and no saving comes from a refusal."""
    promised = {"upgrade_subsidy": 0.25, "robot_subsidy": 0.2, "energy_saving_subsidy": 0.25}
    goes_on = modernise(1.0, 0.23, **promised)
    assert (goes_on.z, goes_on.robots, goes_on.subsidies) == (1, 3, 0.0)
    assert goes_on.ei == exactly(0.72) and goes_on.gov.refused_year == 1.0
    gives_up = modernise(1.0, 0.25, **promised)
    assert gives_up.z == 0 and gives_up.gov.refused_year == 1.0
    assert modernise(1_000.0, 0.25, **promised).z == 1


def test_the_gain_of_an_upgrade_arrives_in_eight_quarters() -> None:
    """In equal parts, and no more than there is."""
    one, p = firm(gain_left=0.08), parameters(upgrade_gain=0.08)
    for quarter in range(1, 9):
        play(upgrade.absorb_upgrade, firm=one, p=p)
        assert one.a == exactly(0.01 * quarter)
    play(upgrade.absorb_upgrade, firm=one, p=p)
    assert one.a == exactly(0.08)
