"""What each action brings: exact sums, known answers, draws left out, runs used again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios import forecast as job
from scenarios.attribute import attribute, attribution_run
from scenarios.combinations import Design, design, scenario_of
from scenarios.dividing import Attributed, Divider
from scenarios.files import RunError
from scenarios.forecast import forecast
from scenarios.loader import load_library, load_scenario
from scenarios.overrides import apply_overrides
from scenarios.resampling import resamples
from scenarios.run import Run
from scenarios.scenario import scenario_policy
from scenarios.shapley import sampled_orders, shapley_matrix
from tests.scenarios.measures_engine import BRINGS, additive, engine, lucky

DRAWS = 60
REVENUE = "revenue_above_scale"


def run_of(spec: Any, plan: Design, out: Path, effect: Any = additive, **more: Any) -> Run:
    settings = {"engine": engine(effect, more.pop("failing", 0)), "out": out} | more
    return attribution_run(spec, plan, DRAWS, 3, **settings)


@pytest.fixture(scope="module")
def plan(spec: Any) -> Design:
    return design(spec)


@pytest.fixture(scope="module")
def run(spec: Any, plan: Design, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run_of(spec, plan, tmp_path_factory.mktemp("additive"))


@pytest.fixture(scope="module")
def mixed(spec: Any, plan: Design, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run_of(spec, plan, tmp_path_factory.mktemp("lucky"), lucky, failing=5)


def adds_up(found: Attributed) -> None:
    """Shares, and what is alone and in pairs, make the whole; so does every share of its parts."""
    scale = max(abs(found.whole.value), abs(found.all_on.value))
    assert abs(found.remainder) <= 1e-12 * scale
    assert found.whole.value == pytest.approx(found.all_on.value - found.without.value)
    alone = sum(item.alone.value for item in found.shares)
    assert alone + found.together.value == pytest.approx(found.whole.value, abs=1e-9 * scale)
    for item in found.shares:
        owed = sum(p.value.value for p in found.pairs if item.player in (p.first, p.second))
        assert item.share.value == pytest.approx(item.alone.value + owed / 2, abs=1e-9 * scale)
        assert item.together.value == pytest.approx(owed / 2, abs=1e-9 * scale)


# The sets.


def test_every_set_of_actions_is_a_scenario_and_the_ends_are_plan_and_no_plan(
    spec: Any, plan: Design
) -> None:
    assert len(plan.players) == 7 and len(plan.scenarios) == 128 and plan.unchanged == ()
    assert len({item.digest for item in plan.scenarios}) == 128
    known = {item.id: item.digest for item in load_library(spec)}
    for name, on in {
        "no_plan": [],
        "plan": list(BRINGS),
        **{f"only_{code}": [code] for code in BRINGS},
        **{f"without_{code}": [c for c in BRINGS if c != code] for code in BRINGS},
    }.items():
        assert scenario_of(plan, on).digest == known[name], name


def test_outside_conditions_are_those_of_the_whole_in_every_set(spec: Any) -> None:
    stress = design(spec, load_scenario("stress_credit", spec))
    assert len(stress.scenarios) == 128
    assert all(item.assumptions == stress.whole.assumptions for item in stress.scenarios)
    assert scenario_of(stress, BRINGS).digest == stress.whole.digest


def test_within_an_action_the_others_stay_on_or_are_off(spec: Any) -> None:
    library = {item.id: item.digest for item in load_library(spec)}
    rest_on, alone = design(spec, within="digital"), design(spec, within="digital", alone=True)
    assert [p.code for p in rest_on.players] == [
        "industry_brain",
        "digital_subsidy",
        "industrial_internet",
    ]
    assert [item.digest for item in (rest_on.scenarios[0], rest_on.scenarios[-1])] == [
        library["without_digital"],
        library["plan"],
    ]
    assert [item.digest for item in (alone.scenarios[0], alone.scenarios[-1])] == [
        library["no_plan"],
        library["only_digital"],
    ]
    firms = design(spec, within="firms")
    assert len(firms.players) == 8 and "chain_weight_mussel" in [
        one.code for one in firms.unchanged
    ]


def test_too_many_levers_to_combine_are_taken_in_sampled_orders(spec: Any) -> None:
    space = design(spec, within="space", seed=4)
    assert len(space.players) == 11 and space.orders is not None
    assert len(space.scenarios) == len(space.sets) < 2**11 / 3
    assert {0, 2**11 - 1} <= set(space.sets)


def test_all_combinations_of_many_levers_are_run_when_asked_for(
    spec: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    space = design(spec, within="space", orders=0)
    assert space.orders is None and space.sets == tuple(range(2**11))
    # More parks than that are sampled only.
    monkeypatch.setattr("scenarios.combinations.MOST_EXACT", 10)
    with pytest.raises(RunError) as told:
        design(spec, within="space", orders=0)
    assert told.value.code == 2 and "2048" in told.value.text("zh")


def test_nothing_to_attribute_is_an_error_in_one_line(spec: Any) -> None:
    base = load_scenario("no_plan", spec)
    for whole, within in ((base, ""), (load_scenario("only_policy", spec), "digital")):
        with pytest.raises(RunError) as told:
            design(spec, whole, base, within=within)
        assert told.value.code == 2 and "无可归因" in told.value.text("zh")


def test_sets_are_all_one_policy_until_the_plan_begins(spec: Any, plan: Design) -> None:
    first, *rest = (scenario_policy(item, spec) for item in plan.scenarios)
    assert min(first.same_until(other) for other in rest) == 25


# Known answers.


def test_in_an_additive_county_everybody_gets_what_he_brings(run: Run, plan: Design) -> None:
    found = attribute(run, plan, ["T1"], [(REVENUE, 2027)], replicates=50)
    revenue = found.quantity(REVENUE)
    adds_up(revenue)
    for item in revenue.shares:
        own = BRINGS[item.player.code]
        for part in (item.share, item.alone, item.last):
            assert part.value == pytest.approx(own, abs=1e-6)
            # Every draw agrees, so resampling changes nothing.
            assert part.low == pytest.approx(own, abs=1e-6)
            assert part.high == pytest.approx(own, abs=1e-6)
    for pair in revenue.pairs:
        assert pair.value.value == pytest.approx(0.0, abs=1e-6)
    assert revenue.whole.value == pytest.approx(100_000.0)
    assert len(revenue.pairs) == 21 and revenue.excluded == 0


def test_a_probability_is_divided_to_the_last_and_an_idle_action_gets_nothing(
    run: Run, plan: Design
) -> None:
    found = attribute(run, plan, ["T1"], [], replicates=200).quantity("T1")
    adds_up(found)
    assert found.chances is not None
    assert found.all_on.value == pytest.approx(found.chances[1].value)
    by_code = {item.player.code: item for item in found.shares}
    assert by_code["quality"].share.value == pytest.approx(0.0, abs=1e-12)
    assert by_code["growth"].share.value > by_code["firms"].share.value > 0
    assert by_code["innovation"].share.value < 0
    assert not by_code["quality"].share.clear and by_code["growth"].share.clear
    # None of the draws told anything: a bound remains on either side.
    assert by_code["quality"].share.low < 0 < by_code["quality"].share.high


def test_what_two_bring_together_is_found_in_their_pair(mixed: Run, plan: Design) -> None:
    found = attribute(mixed, plan, ["T1"], [(REVENUE, 2027)], replicates=50)
    for item in found.quantities:
        adds_up(item)
    pairs = {(p.first.code, p.second.code): p.value for p in found.quantity(REVENUE).pairs}
    largest = max(pairs, key=lambda pair: abs(pairs[pair].value))
    assert largest == ("space", "growth") and pairs[largest].clear


def test_a_draw_that_broke_off_in_any_set_is_left_out_of_all(mixed: Run, plan: Design) -> None:
    found = attribute(mixed, plan, ["T1"], [(REVENUE, 2027)], replicates=20)
    assert {(item.draws, item.excluded) for item in found.quantities} == {(DRAWS - 1, 1)}


def test_before_the_plan_acts_no_draw_is_moved(run: Run, plan: Design) -> None:
    found = attribute(run, plan, [], [(REVENUE, 2023)], replicates=20).quantity(REVENUE)
    assert found.moved == 0 and found.whole.value == 0.0
    assert all(item.share.value == 0.0 for item in found.shares)


# Weights and lineages.


def test_weights_count_as_so_many_draws(plan: Design) -> None:
    random = np.random.default_rng(8)
    passed = random.uniform(size=(30, 128)) < 0.5
    valid = random.uniform(size=30) < 0.9
    weights = random.integers(1, 4, 30).astype(float)
    times = weights.astype(int)
    goal = load_goal()
    weighted = Divider(plan, resamples(weights, None, 5), weights)
    copied = Divider(plan, resamples(np.ones(times.sum()), None, 5), np.ones(times.sum()))
    one = weighted.target(goal, passed, valid)
    other = copied.target(goal, np.repeat(passed, times, axis=0), np.repeat(valid, times))
    for a, b in zip(one.shares, other.shares, strict=True):
        assert a.share.value == pytest.approx(b.share.value)
    shares = weights[valid] / weights[valid].sum() @ passed[valid] @ shapley_matrix(7).T
    assert [item.share.value for item in one.shares] == pytest.approx(shares)


def test_lineages_widen_intervals(plan: Design) -> None:
    random = np.random.default_rng(9)
    passed = np.repeat(random.uniform(size=(20, 128)) < np.linspace(0.2, 0.8, 128), 15, axis=0)
    valid, weights = np.ones(300, bool), np.ones(300)
    lineage = np.repeat(np.arange(20), 15)
    apart = Divider(plan, resamples(weights, None, 200), weights)
    together = Divider(plan, resamples(weights, lineage, 200), weights, lineage)
    width = [d.target(load_goal(), passed, valid).whole for d in (apart, together)]
    assert width[1].high - width[1].low > 2.5 * (width[0].high - width[0].low)


def load_goal() -> Any:
    from calibration.county import SHIPPED
    from scenarios.targets import load_targets

    return next(goal for goal in load_targets(SHIPPED) if goal.id == "T1")


# Sampled orders.


def test_sampled_orders_add_up_too_and_say_their_own_error(spec: Any, tmp_path: Path) -> None:
    space = design(spec, within="space", orders=3)
    run = run_of(spec, space, tmp_path, lucky)
    found = attribute(run, space, ["T1"], [(REVENUE, 2027)], replicates=50)
    for item in found.quantities:
        assert abs(item.remainder) <= 1e-12 * abs(item.all_on.value)
        assert item.pairs == ()
        assert all(share.sampling is not None for share in item.shares)


def test_a_game_of_many_levers_is_estimated_within_its_interval() -> None:
    """Sampled orders against all orders of a game of chances with 11 players."""
    k, n = 11, 300
    random = np.random.default_rng(12)
    inside = (np.arange(2**k)[:, None] >> np.arange(k) & 1).astype(float)
    chance = 0.05 + 0.8 * inside[:, 0] * inside[:, 1:4].mean(axis=1) + 0.05 * inside[:, 5]
    passed = random.uniform(size=(n, 1)) < chance
    exact = passed.mean(axis=0) @ shapley_matrix(k).T
    orders = sampled_orders(k, 24, seed=2)
    sets = orders.sets()
    players = tuple(make_player(str(i)) for i in range(k))
    plan = Design(None, None, players, tuple(sets), (), orders=orders)  # type: ignore[arg-type]
    divider = Divider(plan, resamples(np.ones(n), None, 300), np.ones(n))
    found = divider.target(load_goal(), passed[:, sets], np.ones(n, bool))
    inside_interval = [
        item.share.low <= value <= item.share.high
        for item, value in zip(found.shares, exact, strict=True)
    ]
    assert sum(inside_interval) >= k - 1
    assert abs(found.remainder) < 1e-12
    assert found.shares[0].sampling is not None and found.shares[0].sampling > 0
    # A player who changes nothing in any order gets nothing, without error.
    assert found.shares[9].share.value == 0.0 and found.shares[9].sampling == 0.0


def make_player(code: str) -> Any:
    from scenarios.combinations import Player

    return Player(code, code, code, (code,))


# Runs.


def test_a_run_that_holds_all_sets_is_used_again_under_whatever_names(
    spec: Any, plan: Design, run: Run
) -> None:
    told: list[Run] = []

    def refuse(*_: Any, **__: Any) -> Any:
        raise AssertionError("nothing is to be run")

    out = run.folder.parent
    again = attribution_run(
        spec, plan, DRAWS, 3, out=out, engine=refuse, on_found=told.append
    )  # fmt: skip
    assert again.folder == run.folder and told == [again]
    half = design(spec, load_scenario("plan", spec), within="digital")
    part = attribution_run(
        spec, half, DRAWS, 3, out=out, engine=engine(additive), on_found=told.append
    )
    assert part.folder != run.folder and len(told) == 1
    other = attribution_run(spec, half, DRAWS, 4, out=out, engine=engine(additive))
    assert other.folder != part.folder
    more = attribution_run(
        spec, half, DRAWS, 3, out=out, engine=engine(additive), indicators=["firms_operating"]
    )
    assert more.folder != part.folder and "firms_operating" in more.work.indicators
    taken = attribution_run(spec, half, DRAWS, 3, out=out, engine=refuse)
    assert taken.folder in (part.folder, more.folder)


def test_a_run_that_was_damaged_since_is_not_used_again(spec: Any, tmp_path: Path) -> None:
    half = design(spec, within="digital")
    made = attribution_run(spec, half, DRAWS, 3, out=tmp_path, engine=engine(additive))
    part = next((made.folder / "results.parquet").iterdir())
    part.write_bytes(part.read_bytes()[:-1] + b"?")
    second = attribution_run(spec, half, DRAWS, 3, out=tmp_path, engine=engine(additive))
    assert second.folder != made.folder
    (second.folder / "draws.parquet").unlink()
    again = attribution_run(spec, half, DRAWS, 3, out=tmp_path, engine=engine(additive))
    assert again.folder not in (made.folder, second.folder)
    assert attribute(again, half, ["T1"], [], replicates=20).quantity("T1").draws == DRAWS


def test_another_version_of_the_model_is_not_used_again(
    spec: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = design(spec, within="digital")
    first = run_of(spec, plan, tmp_path)
    monkeypatch.setattr("scenarios.existing.model_digest", lambda: "another")
    monkeypatch.setattr(job, "model_digest", lambda: "another")
    assert run_of(spec, plan, tmp_path).folder != first.folder


def test_a_run_without_the_sets_is_refused_in_one_line(
    spec: Any, plan: Design, tmp_path: Path
) -> None:
    scenarios = [load_scenario(name, spec) for name in ("no_plan", "plan")]
    two = forecast(spec, scenarios, 8, 1, out=tmp_path, engine=engine(additive))
    with pytest.raises(RunError) as told:
        attribute(two, plan)
    assert told.value.code == 2 and "126" in told.value.text("en")


@pytest.mark.parametrize(
    ("targets", "indicators", "named"),
    [
        (["T99"], [], "T99"),
        (["O1"], [], "O1"),
        ([], [("gdpp", 2027)], "gdpp"),
        ([], [("gdp", 2019)], "2019"),
    ],
)
def test_what_cannot_be_divided_is_named(
    run: Run, plan: Design, targets: list[str], indicators: list[tuple[str, int]], named: str
) -> None:
    with pytest.raises(RunError) as told:
        attribute(run, plan, targets, indicators)
    assert told.value.code == 2 and named in told.value.text("zh")


def test_the_run_of_all_sets_is_small(run: Run) -> None:
    size = sum(p.stat().st_size for p in run.folder.rglob("*") if p.is_file())
    assert size < 128 * DRAWS * 6 * len(run.work.indicators) * 8


def test_a_changed_lever_is_part_of_the_whole(spec: Any) -> None:
    more = apply_overrides(load_scenario("plan", spec), ["rnd_support=0.2"], spec)
    assert scenario_of(design(spec, more), BRINGS).digest == more.digest
