"""What differs between draws: the recomputed outside world is the one the engine ran in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model import kernel
from model.draws import Draws
from model.policy import build_policy
from model.randomness import KNOWN_PROJECT_BASE
from model.spec import CountySpec
from model.unit_names import UNIT_NAMES
from scenarios.draw_inputs import (
    Input,
    Inputs,
    outside_conditions,
    parameter_inputs,
    varying,
)
from scenarios.files import RunError
from scenarios.forecast import forecast
from scenarios.loader import load_scenario
from scenarios.run import Run
from scenarios.scenario import scenario_policy
from tests.model.worlds import start_run
from tests.scenarios.fake_engine import fake_engine

DRAWS, SEED = 12, 4
PLAN = slice(24, 44)  # 2023Q1..2027Q4


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, spec: CountySpec) -> Run:
    """A run of the plan with and without an ore slump, its draws from the priors."""
    scenarios = [load_scenario(name, spec) for name in ("plan", "stress_ore_price")]
    out: Path = tmp_path_factory.mktemp("runs")
    return forecast(spec, scenarios, DRAWS, SEED, out=out, engine=fake_engine)


def test_prices_and_rates_are_those_the_engine_runs_with(run: Run, spec: CountySpec) -> None:
    """Played quarter by quarter: the price index moves by the mean, five years over."""
    found = outside_conditions(run, "plan")
    draws, policy = Draws.from_prior(spec, DRAWS, SEED), build_policy(spec, spec.plan)
    for k in (0, 7):
        played = start_run(spec, policy, draws.parameters[k], SEED, k)
        index, rates = [], []
        ore = [item.code for item in spec.sector_items].index("ore")
        for world, _ in played.quarters():
            index.append(float(world.markets["price"][ore]))
            rates.append(float(world.county["interest"][0]))
        growth = (index[43] / index[23]) ** 0.2 - 1.0
        assert found.column("mean_price_ore")[k] == pytest.approx(growth)
        assert found.column("mean_interest")[k] == pytest.approx(np.mean(rates[PLAN]))


def test_what_a_scenario_assumes_is_added(run: Run) -> None:
    """A fall of 42 % in 2025 is .109 of a log change a year over five, in every draw alike."""
    plain, slump = (outside_conditions(run, name) for name in ("plan", "stress_ore_price"))
    ratio = (1.0 + slump.column("mean_price_ore")) / (1.0 + plain.column("mean_price_ore"))
    assert ratio == pytest.approx(np.full(DRAWS, 0.58**0.2))
    assert np.array_equal(plain.column("mean_price_lng"), slump.column("mean_price_lng"))


def test_shifts_of_growth_interest_and_harvest_are_those_of_the_engine(
    tmp_path: Path, spec: CountySpec
) -> None:
    base = load_scenario("plan", spec)
    shifts = {
        "growth_shift": 0.02, "rest_growth_shift": -0.03, "interest_shift": -0.03,
        "harvest_shift": 0.1,
    }  # fmt: skip
    moved = replace(base, id="moved", assumptions={k: {2023: v} for k, v in shifts.items()})
    run = forecast(spec, [base, moved], 4, SEED, out=tmp_path, engine=fake_engine)
    plain, other = (outside_conditions(run, name) for name in ("plan", "moved"))
    share = 19 / 20  # assumptions hold from 2023Q2 on
    for code, shift in (("growth", 0.02), ("rest_growth", -0.03), ("harvest", 0.1)):
        ratio = (1 + other.column(f"mean_{code}")) / (1 + plain.column(f"mean_{code}"))
        assert np.log(ratio) == pytest.approx(np.full(4, share * shift)), code
    draws = Draws.from_prior(spec, 4, SEED)
    played = start_run(spec, scenario_policy(moved, spec), draws.parameters[1], SEED, 1)
    rates = [float(world.county["interest"][0]) for world, _ in played.quarters()]
    assert other.column("mean_interest")[1] == pytest.approx(np.mean(rates[PLAN]))


def test_known_projects_are_those_the_draw_begins_with(run: Run, spec: CountySpec) -> None:
    found = outside_conditions(run, "plan")
    draws, policy = Draws.from_prior(spec, DRAWS, SEED), build_policy(spec, spec.plan)
    for k in range(DRAWS):
        world = start_run(spec, policy, draws.parameters[k], SEED, k).world
        there = set(world.firms["uid"][: int(world.county["n"][0])].tolist())
        for place, project in enumerate(spec.known_projects):
            revenue = found.column(f"project_revenue_{project.code}")[k]
            assert (revenue > 0) == (KNOWN_PROJECT_BASE + place in there)
            if revenue > 0:
                assert project.revenue[0] <= revenue <= project.revenue[1] * (1 + 1e-12)
            delay = found.column(f"project_delay_{project.code}")[k]
            assert delay >= 0 and delay == round(delay)


def test_a_condition_ends_with_the_year_that_is_asked_for(run: Run) -> None:
    early, late = outside_conditions(run, "plan", 2025), outside_conditions(run, "plan")
    assert "(2023-2025" in early.items[0].name_zh and "2023-2027" in late.items[0].name("en")
    assert not np.allclose(early.column("mean_growth"), late.column("mean_growth"))


def test_every_input_has_names_a_unit_and_a_grade(run: Run) -> None:
    for item in (parameter_inputs(run) + outside_conditions(run, "plan")).items:
        assert item.name("zh") and item.name("en") and item.name("zh") != item.name("en")
        assert item.grade in ("published", "secondary", "derived", "proxy", "assumption")
        assert item.unit in UNIT_NAMES


def test_a_run_of_another_model_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "sources_digest", lambda: "another")
    with pytest.raises(RunError) as caught:
        outside_conditions(run, "plan")
    assert caught.value.code == 3 and "--inputs parameters" in caught.value.text("zh")


def test_only_what_differs_is_kept_and_twins_are_named() -> None:
    rng = np.random.default_rng(1)
    one, other = rng.uniform(size=(2, 200))
    columns = {
        "a": one,
        "fixed": np.ones(200),
        "a_twin": np.exp(3 * one),
        "b": other,
        "a_down": -one,
    }
    items = tuple(Input(code, code, code, "", "", "") for code in columns)
    kept = varying(Inputs(items, np.stack(list(columns.values()), axis=1)))
    assert [item.code for item in kept.items] == ["a", "b"]
    assert kept.items[0].also == ("a_twin", "a_down") and kept.items[1].also == ()
    assert np.array_equal(kept.column("b"), other)


def test_draws_that_are_all_the_same_have_no_inputs() -> None:
    items = (Input("a", "a", "a", "", "", ""),)
    assert varying(Inputs(items, np.ones((5, 1)))).items == ()
