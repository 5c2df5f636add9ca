"""Scenario discovery on a run: what a test has put in is found, what is not there is not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.spec import CountySpec
from scenarios.box_search import FEW, FOUND, NOTHING, UNCONFIRMED
from scenarios.discovery import Discovery, discover
from scenarios.files import RunError
from scenarios.forecast import forecast
from scenarios.loader import load_scenario
from scenarios.run import Run
from tests.scenarios.known_engine import by_coin, by_credit, engine

DRAWS = 700


def made(spec: CountySpec, out: Path, engine: object, draws: int = DRAWS) -> Run:
    scenario = load_scenario("plan", spec)
    return forecast(spec, [scenario], draws, 3, out=out, engine=engine)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def credit(tmp_path_factory: pytest.TempPathFactory, spec: CountySpec) -> Run:
    """A run in which T1 is missed where credit is short."""
    return made(spec, tmp_path_factory.mktemp("credit"), engine(by_credit))


@pytest.fixture(scope="module")
def chance(tmp_path_factory: pytest.TempPathFactory, spec: CountySpec) -> Run:
    """A run in which nothing that differs between draws has to do with the targets."""
    return made(spec, tmp_path_factory.mktemp("chance"), engine(by_coin))


@pytest.fixture(scope="module")
def found(credit: Run) -> Discovery:
    """What is found in it."""
    return discover(credit, "T1", replicates=20)


def test_the_condition_that_was_put_in_is_found_among_all_others(found: Discovery) -> None:
    assert found.reason == FOUND and len(found.inputs) > 30
    box = found.boxes[0]
    assert [limit.input.code for limit in box.limits] == ["credit_limit"]
    limit = box.limits[0]
    assert limit.below and limit.value == pytest.approx(0.45, abs=0.02)
    assert limit.recurs == 1.0 and limit.quasi_p < 1e-9
    assert box.shares.density is not None and box.outside is not None
    assert box.shares.density.low <= 0.9 <= box.shares.density.high + 0.03
    assert box.outside.value == pytest.approx(0.1, abs=0.05)
    codes = [item.code for item in found.inputs]
    short = float((found.values[:, codes.index("credit_limit")] < 0.45).mean())
    assert box.shares.mass is not None and box.shares.mass.value == pytest.approx(short, abs=0.06)


def test_of_several_targets_a_draw_fails_that_misses_any(credit: Run) -> None:
    one, other, both = (
        discover(credit, ids, replicates=20, boxes=1) for ids in ("T1", "T5", ("T1", "T5"))
    )
    assert np.array_equal(both.cases, one.cases | other.cases)
    met = discover(credit, "T1,T5", replicates=20, boxes=1, fails=False)
    assert np.array_equal(met.cases, ~both.cases)


def test_the_draws_that_meet_lie_on_the_other_side(credit: Run, found: Discovery) -> None:
    met = discover(credit, "T1", fails=False, replicates=20, boxes=1)
    limit = met.boxes[0].limits[0]
    assert limit.input.code == "credit_limit" and not limit.below
    assert met.rate.value == pytest.approx(1 - found.rate.value)


def test_without_the_parameters_nothing_tells_failures_from_the_rest(credit: Run) -> None:
    found = discover(credit, "T1", inputs="outside", replicates=20)
    assert found.reason in (NOTHING, UNCONFIRMED) and not found.boxes and found.together is None
    assert {item.kind for item in found.inputs} == {"outside"}


def test_where_answers_are_chance_nothing_is_claimed(chance: Run) -> None:
    for seed in range(3):
        found = discover(chance, "T1", replicates=20, boxes=1, seed=seed)
        assert found.reason in (NOTHING, UNCONFIRMED) and found.boxes == ()


def test_the_same_question_has_the_same_answer(credit: Run, found: Discovery) -> None:
    other = discover(credit, "T1", replicates=20)
    assert [box.limits for box in found.boxes] == [box.limits for box in other.boxes]
    assert [box.shares for box in found.boxes] == [box.shares for box in other.boxes]


def test_too_few_failures_are_not_divided(tmp_path: Path, spec: CountySpec) -> None:
    never = made(spec, tmp_path, engine(lambda parameters, draw: 300_000.0), 60)
    found = discover(never, "T1", replicates=20)
    assert found.reason == FEW and not found.boxes and found.rate.hits == 0


def test_draws_that_broke_off_are_left_out(tmp_path: Path, spec: CountySpec) -> None:
    """Under the second scenario every seventeenth draw breaks off."""
    scenarios = [load_scenario(name, spec) for name in ("no_plan", "plan")]
    run = forecast(spec, scenarios, 340, 3, out=tmp_path, engine=engine(by_credit))
    found = discover(run, "T1", "plan", replicates=20, boxes=1)
    assert found.left_out == 20 and sum(found.halves) == 320 == found.rate.n


def test_a_target_or_scenario_that_is_not_there_is_refused(credit: Run) -> None:
    for target, scenario, said in (
        ("T99", "plan", "T99"),
        ("O1", "plan", "targets list"),
        ("T1", "no_plan", "no_plan"),
    ):
        with pytest.raises(RunError) as caught:
            discover(credit, target, scenario)
        assert caught.value.code == 2
        assert said in caught.value.text("zh") and said in caught.value.text("en")


def test_progress_goes_from_nothing_to_all(credit: Run) -> None:
    told: list[tuple[int, int]] = []
    discover(
        credit, "T1", replicates=20, progress=lambda done, total, _: told.append((done, total))
    )
    assert told[0] == (0, 60) and told[-1] == (60, 60)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_draws_of_one_lineage_are_weaker_evidence(
    credit: Run, found: Discovery, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lineages that share their credit limit, and so their answers: intervals are wider."""
    rank = np.argsort(np.argsort(credit.draws.parameters["credit_limit"]))
    monkeypatch.setitem(credit.__dict__, "clusters", rank // 14)
    grouped = discover(credit, "T1", replicates=20, boxes=1)
    assert grouped.rate.ess < 0.5 * found.rate.ess
    one, other = found.boxes[0].shares.mass, grouped.boxes[0].shares.mass
    assert one is not None and other is not None and other.error > 1.5 * one.error
