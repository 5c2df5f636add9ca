"""Scenarios against a base: known differences, the same policy twice, who is best, what is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios.best import best_of
from scenarios.compare import Comparison, compare
from scenarios.files import RunError
from scenarios.forecast import forecast
from scenarios.loader import load_scenario
from scenarios.paired import DECIDED, IDENTICAL, UNMOVED
from scenarios.run import Run
from scenarios.versus import BETTER, HIGHER, LOWER, SAME, UNCLEAR
from tests.scenarios.measures_engine import BRINGS, additive, engine, lucky

DRAWS = 80
REVENUE = "revenue_above_scale"
NAMES = ("no_plan", "plan", "only_quality", "only_innovation", "stress_credit", "only_policy")


def make(spec: Any, out: Path, effect: Any = additive, failing: int = 0) -> Run:
    """A run of NAMES and of the plan under another name."""
    scenarios = [load_scenario(name, spec) for name in NAMES]
    scenarios.append(replace(scenarios[1], id="again", name_zh="又一次", name_en="again"))
    return forecast(spec, scenarios, DRAWS, 5, out=out, engine=engine(effect, failing))


@pytest.fixture(scope="module")
def run(spec: Any, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return make(spec, tmp_path_factory.mktemp("compare"))


@pytest.fixture(scope="module")
def found(run: Run) -> Comparison:
    return compare(run, replicates=200)


def versus(found: Comparison, name: str) -> Any:
    return next(item for item in found.versus if item.scenario == name)


def test_an_effect_that_is_the_same_in_every_draw_is_found_exactly(found: Comparison) -> None:
    assert found.base == "no_plan" and found.years == (2023, 2024, 2025, 2026, 2027)
    gap = versus(found, "plan").indicator(REVENUE, 2027)
    whole = sum(BRINGS.values())
    for part in (gap.median, gap.mean):
        assert (part.value, part.low, part.high) == pytest.approx((whole, whole, whole))
    assert (gap.higher, gap.lower, gap.draws, gap.excluded) == (DRAWS, 0, DRAWS, 0)
    assert gap.verdict == HIGHER and gap.settle.why == DECIDED
    assert versus(found, "only_innovation").indicator(REVENUE, 2025).verdict == LOWER


def test_differences_are_taken_within_draws(spec: Any, tmp_path: Path) -> None:
    """Levels differ by tens of thousands from draw to draw, effects do not."""
    run = make(spec, tmp_path, lucky)
    gap = versus(compare(run, "no_plan", ["plan"], replicates=200), "plan").indicator(REVENUE, 2027)
    one, other = (
        run.values(name, [REVENUE], [2027])[REVENUE][:, 0] for name in ("no_plan", "plan")
    )
    assert gap.mean.value == pytest.approx(float(np.mean(other - one)))
    assert gap.median.value == pytest.approx(float(np.median(other - one)))
    apart = np.std(other - one, ddof=1) / np.sqrt(DRAWS)
    assert gap.mean.high - gap.mean.low == pytest.approx(2 * 1.96 * apart, rel=0.15)


def test_a_target_reached_more_often_is_better_on_the_same_draws(
    run: Run, found: Comparison
) -> None:
    change = versus(found, "only_policy").target("T1")
    values = [
        run.values(name, [REVENUE], [2027])[REVENUE][:, 0] > 250_000
        for name in ("no_plan", "only_policy")
    ]
    before, after = values
    assert change.before.value == pytest.approx(before.mean())
    assert change.after.value == pytest.approx(after.mean())
    assert change.gained == int((after & ~before).sum()) and change.lost == 0
    assert change.change.value == pytest.approx(after.mean() - before.mean())
    assert change.change.low < change.change.value < change.change.high <= 1.0
    assert change.verdict == BETTER


def test_the_same_policy_under_another_name_is_exactly_zero_and_said_so(run: Run) -> None:
    again = versus(compare(run, "plan", replicates=50), "again")
    assert again.same and again.levers == () and again.assumptions == ()
    for item in again.judged:
        assert item.verdict == SAME and item.settle.why == IDENTICAL
    for gap in again.indicators:
        for part in (gap.median, gap.mean):
            assert (part.value, part.low, part.high) == (0.0, 0.0, 0.0)
    for change in again.targets:
        assert (change.change.value, change.change.low, change.change.high) == (0.0, 0.0, 0.0)


def test_another_policy_that_moves_no_draw_is_indistinguishable_within_a_bound(
    found: Comparison,
) -> None:
    quality = versus(found, "only_quality")
    assert not quality.same and len(quality.levers) == 3
    change = quality.target("T1")
    assert change.verdict == UNCLEAR and change.settle.why == UNMOVED
    assert change.change.low < 0 < change.change.high
    assert quality.indicator(REVENUE, 2027).settle.why == UNMOVED


def test_what_differs_is_named_and_another_world_is_told_from_policy(found: Comparison) -> None:
    assert len(versus(found, "plan").levers) == 44 and versus(found, "plan").assumptions == ()
    stress = versus(found, "stress_credit")
    assert stress.assumptions == ("interest_shift", "credit_multiplier")
    assert found.verdicts == sum(len(item.judged) for item in found.versus)


def test_a_draw_that_broke_off_on_either_side_is_left_out(spec: Any, tmp_path: Path) -> None:
    run = make(spec, tmp_path, failing=3)
    assert run.manifest.failed == 3
    found = compare(run, "plan", replicates=50)
    for name, left_out in (("no_plan", 1), ("only_innovation", 1), ("only_quality", 0)):
        for item in versus(found, name).judged:
            assert (item.draws, item.excluded) == (DRAWS - left_out, left_out), name
    assert {item.draws for item in found.best} == {DRAWS - 1}


def test_the_best_is_counted_in_the_same_draw_and_ties_are_shared(found: Comparison) -> None:
    (best,) = [item for item in found.best if (item.kind, item.id) == ("indicator", REVENUE)]
    assert set(best.shares) == set(found.scenarios)
    assert sum(share.value for share in best.shares.values()) == pytest.approx(1.0)
    # The plan, the plan again, and the plan in a world that changes nothing here.
    for name in ("plan", "again", "stress_credit"):
        assert best.shares[name].value == pytest.approx(1 / 3)
        assert not best.shares[name].certain
    assert best.tied == 1.0 and best.shares["no_plan"].certain


def test_shares_of_the_best_follow_weights() -> None:
    scores = {"a": np.array([1.0, 2.0, 3.0, np.nan]), "b": np.array([0.0, 2.0, 5.0, 9.0])}
    best = best_of("target", "T", 2027, scores, np.array([1.0, 2.0, 5.0, 7.0]))
    assert best.draws == 3 and best.tied == pytest.approx(2 / 8)
    assert best.shares["a"].value == pytest.approx((1 + 1) / 8)
    assert best.shares["b"].value == pytest.approx((1 + 5) / 8)


def test_without_any_common_draw_nothing_is_known(found: Comparison) -> None:
    nothing = {"a": np.array([np.nan, 1.0]), "b": np.array([1.0, np.nan])}
    best = best_of("target", "T", 2027, nothing, np.ones(2))
    assert best.draws == 0 and best.shares["a"].n == 0


def test_any_scenario_can_be_the_base_and_any_indicator_be_compared(run: Run) -> None:
    found = compare(
        run, "plan", ["no_plan"], indicators=["firms_operating"], years=[2019, 2027], replicates=20
    )
    (only,) = found.versus
    assert [(gap.indicator, gap.year) for gap in only.indicators] == [
        ("firms_operating", 2019),
        ("firms_operating", 2027),
    ]
    assert only.target("T1").change.value < 0


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ({"base": "plann"}, "plann"),
        ({"scenarios": ["plann"]}, "plann"),
        ({"base": "plan", "scenarios": ["plan"]}, "plan"),
        ({"indicators": ["gdpp"]}, "gdpp"),
        ({"years": [2016]}, "2016"),
    ],
)
def test_what_the_run_does_not_have_is_named(run: Run, words: dict[str, Any], named: str) -> None:
    with pytest.raises(RunError) as told:
        compare(run, **words)
    assert told.value.code == 2
    for lang in ("zh", "en"):
        assert named in told.value.text(lang) and "\n" not in told.value.text(lang)


def test_a_posterior_of_few_histories_widens_every_interval(run: Run) -> None:
    wide = compare(run, "no_plan", ["only_policy"], replicates=200).versus[0].target("T1").change
    lineage = np.arange(DRAWS) // 10
    # Draws of a lineage answer alike here: the same eight levels, ten times each.
    order = np.argsort(run.values("no_plan", [REVENUE], [2027])[REVENUE][:, 0])
    clusters = np.empty(DRAWS, np.int64)
    clusters[order] = lineage
    related = Run(run.folder)
    related.clusters = clusters
    few = compare(related, "no_plan", ["only_policy"], replicates=200).versus[0].target("T1").change
    assert few.high - few.low > 1.5 * (wide.high - wide.low)
