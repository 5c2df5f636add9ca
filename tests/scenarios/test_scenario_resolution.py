"""What a scenario starts from, and what it becomes: the plan's numbers are never copied."""

from __future__ import annotations

import json

import numpy as np
import pytest

from calibration.lever_values import GROUPS
from model.policy import build_policy
from model.units import POLICY_QUARTER, quarter_index
from scenarios.baselines import lever_row
from scenarios.loader import load_scenario
from scenarios.problems import ScenarioError
from scenarios.scenario import (
    Uncertainty,
    differing_assumptions,
    differing_levers,
    lever_years,
    scenario_document,
    scenario_policy,
    scenario_yaml,
)


@pytest.fixture(scope="module")
def plan(spec):
    return load_scenario("plan", spec)


@pytest.fixture(scope="module")
def no_plan(spec):
    return load_scenario("no_plan", spec)


def test_nothing_said_means_no_plan(load, no_plan):
    scenario = load()
    assert (scenario.base, scenario.extends) == ("no_plan", ())
    assert scenario.digest == no_plan.digest


@pytest.mark.parametrize("base", ["no_plan", "plan", "ambitious"])
def test_a_base_is_a_column_of_the_table(load, spec, base):
    scenario = load(f"base: {base}\n")
    for code in spec.levers:
        assert scenario.levers[code] == lever_row(spec, code).path(base)


def test_an_action_switched_off_has_its_values_without_the_plan(load, spec, plan, no_plan):
    scenario = load("extends: plan\nswitch_off: [space, policy]\n")
    for code, group in spec.lever_groups.items():
        source = no_plan if group in ("space", "policy") else plan
        assert scenario.levers[code] == source.levers[code]


def test_an_action_alone(load, spec, plan, no_plan):
    scenario = load("switch_on: [digital]\n")
    changed = differing_levers(no_plan, scenario, spec)
    assert {spec.lever_groups[code] for code in changed} == {"digital"}
    assert all(scenario.levers[code] == plan.levers[code] for code in changed)
    assert len(changed) == 3


def test_half_the_plan_is_half_way_in_every_year(load, spec, plan, no_plan):
    scenario = load("extends: plan\nscale: 0.5\n")
    for code in spec.levers:
        half, whole, nothing = (lever_years(s, spec, code) for s in (scenario, plan, no_plan))
        assert half == pytest.approx([(w + n) / 2 for w, n in zip(whole, nothing, strict=True)])


def test_scale_one_is_the_plan_and_scale_zero_is_none(load, plan, no_plan):
    assert load("extends: plan\nscale: 1\n").digest == plan.digest
    assert load("extends: plan\nscale: 0\n").digest == no_plan.digest


def test_a_delay_shifts_every_year(load, spec, plan, no_plan):
    scenario = load("extends: plan\ndelay_years: 2\n")
    for code in spec.levers:
        late, whole = lever_years(scenario, spec, code), lever_years(plan, spec, code)
        assert late[2:] == whole[:-2]
        assert late[:2] == lever_years(no_plan, spec, code)[:2]


def test_a_path_that_begins_later_leaves_the_years_before(load):
    scenario = load("extends: plan\nlevers:\n  attraction_effort: {2025: 3}\n")
    assert scenario.levers["attraction_effort"] == {2023: 1.8, 2025: 3.0}
    scenario = load("assumptions:\n  price_shift_ore: {2025: -0.5, 2026: 0}\n")
    assert scenario.assumptions["price_shift_ore"] == {2023: 0.0, 2025: -0.5, 2026: 0.0}


def test_own_values_come_after_scale_and_delay(load):
    body = "extends: plan\nscale: 0.5\ndelay_years: 1\nlevers:\n  upgrade_subsidy: 0.4\n"
    assert load(body).levers["upgrade_subsidy"] == {2023: 0.4}


def test_a_child_changes_only_what_it_names(load, write, spec):
    write("extends: plan\nlevers: {upgrade_subsidy: 0.3, robot_subsidy: 0.3}\n", name="parent")
    child = load("extends: parent\nlevers: {robot_subsidy: 0.2}\n")
    assert child.extends == ("parent", "plan")
    assert child.levers["upgrade_subsidy"] == {2023: 0.3}
    assert child.levers["robot_subsidy"] == {2023: 0.2}


def test_every_value_knows_where_it_was_written(load, spec):
    scenario = load(
        "extends: plan\nscale: 0.5\nlevers:\n  upgrade_subsidy: 0.3\n"
        "assumptions:\n  growth_shift: -0.01\n"
    )
    origin = scenario.origin
    assert origin["levers.upgrade_subsidy"][0].endswith("trial.yaml")
    assert origin["levers.upgrade_subsidy"][1] == 6
    assert origin["assumptions.growth_shift"][1] == 8
    assert origin["levers.attraction_effort"][1] == 4, "the line of scale"
    file, line = origin["levers.chain_weight_ore"]
    assert file == "calibration/counties/shengsi/levers.csv"
    assert line == lever_row(spec, "chain_weight_ore").line
    assert set(origin) == {f"levers.{code}" for code in spec.levers} | {"assumptions.growth_shift"}


def test_uncertainty_is_carried_and_inherited(load, write):
    assert load().uncertainty == Uncertainty("posterior", 1.0)
    write("uncertainty: {parameters: prior, prior_width: 2}\n", name="wide")
    assert load("extends: wide\n").uncertainty == Uncertainty("prior", 2.0)
    assert load("extends: wide\nuncertainty: {prior_width: 0.5}\n").uncertainty == Uncertainty(
        "prior", 0.5
    )
    assert load("extends: wide\nuncertainty: {parameters: mean}\n").uncertainty == Uncertainty(
        "mean", 1.0
    )


def test_the_digest_covers_values_and_not_names(load, plan):
    same = load("extends: plan\nname_en: other words\ndescription: 换一种说法\n")
    assert same.digest == plan.digest
    assert load("extends: plan\nlevers: {upgrade_subsidy: 0.16}\n").digest != plan.digest
    assert load("extends: plan\nuncertainty: {parameters: mean}\n").digest != plan.digest


def test_a_resolved_file_stands_alone_and_says_the_same(load, write, spec):
    body = (
        "extends: plan_half\nlevers:\n  park_land_tanhu: {2025: 33}\n"
        "assumptions: {demand_shift: {value: -3, unit: '%'}}\n"
        "uncertainty: {parameters: prior, prior_width: 1.5}\n"
        "description: '含有 \"引号\" 与冒号: 的说明'\n"
    )
    scenario = load(body)
    again = load_scenario(write(text=scenario_yaml(scenario), name="again"), spec)
    assert again.digest == scenario.digest
    assert again.description == scenario.description
    assert dict(again.levers) == dict(scenario.levers)


def test_the_document_is_plain_json(load):
    document = scenario_document(load("extends: plan\n"))
    assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_the_policy_differs_only_from_the_second_quarter_of_2023(spec, plan, no_plan):
    acting, nothing = scenario_policy(plan, spec), scenario_policy(no_plan, spec)
    assert acting.same_until(nothing) == POLICY_QUARTER
    last = scenario_policy(plan, spec, 2030)
    assert last.quarters == quarter_index(2030, 4) + 1
    assert np.array_equal(last.levers[: acting.quarters], acting.levers)


def test_no_plan_is_what_the_model_assumes_when_nothing_is_said(spec, no_plan):
    nothing = build_policy(spec)
    assert scenario_policy(no_plan, spec).same_until(nothing) == nothing.quarters


def test_assumptions_reach_the_policy(load, spec):
    scenario = load("assumptions:\n  price_shift_ore: {2025: -0.5, 2026: 0}\n")
    column = scenario_policy(scenario, spec).assumptions["price_shift_ore"]
    years = [quarter_index(2025, q) for q in (1, 2, 3, 4)]
    assert (column[years] == -0.5).all()
    assert np.count_nonzero(column) == 4


def test_two_scenarios_are_compared_by_values(load, plan, spec):
    other = load("extends: plan\nlevers: {upgrade_subsidy: {2023: 0.15, 2026: 0.15}}\n")
    assert differing_levers(plan, other, spec) == []
    other = load("extends: plan\nassumptions: {growth_shift: 0, demand_shift: 0.1}\n")
    assert differing_assumptions(plan, other) == ["demand_shift"]


def test_groups_of_the_county_are_the_six_actions_and_the_measures(spec):
    assert set(spec.lever_groups.values()) == set(GROUPS)


def test_a_child_may_not_take_land_away(load, write, spec):
    write("extends: plan\nlevers: {park_land_mazhu: 500}\n", name="much")
    with pytest.raises(ScenarioError, match="2025 年的 400 少于之前的 500"):
        load_scenario(write("extends: much\nlevers: {park_land_mazhu: {2025: 400}}\n"), spec)
