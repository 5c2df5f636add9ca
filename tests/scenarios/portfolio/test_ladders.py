"""The steps a search may take: from no plan over the plan's values, within bounds, never back."""

from __future__ import annotations

import pytest

from calibration.county import SHIPPED, load_shipped
from calibration.lever_costs import load_lever_costs
from scenarios.files import RunError
from scenarios.loader import load_scenario
from scenarios.portfolio.ladders import chosen_codes, space_of
from scenarios.portfolio.spending import cost_lines, declared_total, year_shares
from scenarios.scenario import YEARS, yearly

SPEC = load_shipped()
BASE = load_scenario("no_plan", SPEC).levers


def space(words=(), **kwargs):
    return space_of(SPEC, BASE, chosen_codes(SPEC, list(words)), **kwargs)


def test_every_ladder_goes_from_no_plan_over_the_plan_to_beyond_it():
    made = space()
    plan, ambitious = (load_scenario(name, SPEC).levers for name in ("plan", "ambitious"))
    assert made.levers(made.nothing) == dict(BASE)
    assert made.levers(tuple(ladder.plan for ladder in made.ladders)) == dict(plan)
    assert made.levers(made.tops) == dict(ambitious)


def test_rungs_never_turn_back_and_stay_within_the_registry():
    for ladder in space(limit="beyond").ladders:
        lever = SPEC.levers[ladder.code]
        rows = [yearly(path, lever.interpolation, YEARS) for path in ladder.rungs]
        for at in range(len(YEARS)):
            column = [row[at] for row in rows]
            assert column in (sorted(column), sorted(column, reverse=True)), ladder.code
            assert all(lever.minimum <= value <= lever.maximum for value in column), ladder.code


def test_stocks_do_not_fall_on_any_rung():
    for ladder in space(["park_land", "dormitory_beds"], limit="beyond").ladders:
        for path in ladder.rungs:
            assert list(path.values()) == sorted(path.values())


def test_a_bound_ends_a_ladder_and_says_what_lies_behind_it():
    (ladder,) = space(["upgrade_subsidy"], bounds={"upgrade_subsidy": 0.1}).ladders
    assert ladder.rungs[-1] == {2023: 0.1}
    assert ladder.plan is None
    assert ladder.further == {2023: 0.25}


def test_a_bound_on_a_lever_that_falls_is_a_floor():
    (ladder,) = space(["entry_cost"], bounds={"entry_cost": 0.9}).ladders
    assert ladder.rungs[0] == {2023: 1.0} and ladder.rungs[-1] == {2023: 0.9}


def test_a_bound_that_leaves_no_lever_is_refused():
    with pytest.raises(RunError) as caught:
        space(["upgrade_subsidy"], bounds={"upgrade_subsidy": 0.05})
    assert caught.value.code == 2


def test_levers_go_by_action_pattern_or_code():
    assert {SPEC.lever_groups[code] for code in chosen_codes(SPEC, ["digital"])} == {"digital"}
    assert len(chosen_codes(SPEC, ["park_land"])) == 8
    assert chosen_codes(SPEC, ["guarantee"]) == ["guarantee"]
    assert "guarantee" not in chosen_codes(SPEC, [], {"guarantee"})
    with pytest.raises(RunError):
        chosen_codes(SPEC, ["nonsense"])


def test_an_index_costs_its_price_for_every_year_of_policy():
    costs = load_lever_costs(SHIPPED, SPEC.levers)
    levers = {**BASE, "quality_brand": {2023: 0.7}}
    (line,) = cost_lines(SPEC, costs, levers, 2027)
    years = 0.75 + 4
    assert sum(year_shares(2027)) == years
    assert line.amount == pytest.approx(0.5 * 200 * years)
    assert (line.low, line.high) == pytest.approx((0.5 * 80 * years, 0.5 * 500 * years))


def test_a_stock_costs_what_was_added_by_the_last_year_once():
    costs = load_lever_costs(SHIPPED, SPEC.levers)
    levers = {**BASE, "dormitory_beds": {2023: 0.0, 2024: 100.0, 2027: 300.0}}
    assert declared_total(cost_lines(SPEC, costs, levers, 2027)) == pytest.approx(300 * 5)
    assert declared_total(cost_lines(SPEC, costs, levers, 2025)) == pytest.approx(100 * 5)


def test_a_lever_that_falls_costs_as_much_as_one_that_rises():
    costs = load_lever_costs(SHIPPED, SPEC.levers)
    cheap = cost_lines(SPEC, costs, {**BASE, "entry_cost": {2023: 0.8}}, 2027)
    assert declared_total(cheap) == pytest.approx(0.2 * 500 * 4.75)


def test_rules_sources_and_what_the_runs_pay_have_no_declared_cost():
    costs = load_lever_costs(SHIPPED, SPEC.levers)
    levers = {
        **BASE, "upgrade_subsidy": {2023: 0.3}, "fund_share": {2023: 0.01},
        "plot_ratio_cap": {2023: 2.5},
    }  # fmt: skip
    lines = cost_lines(SPEC, costs, levers, 2027)
    assert len(lines) == 3 and declared_total(lines) == 0.0
