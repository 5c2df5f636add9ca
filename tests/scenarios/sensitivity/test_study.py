"""A whole sensitivity analysis: on a made-up county of known variance, and on the real one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from calibration.posterior import Posterior
from model.ensemble import run_ensemble
from model.randomness import HISTORY_BITS
from scenarios.analysis_folder import Analysis
from scenarios.files import RunError
from scenarios.loader import load_scenario
from scenarios.sensitivity import (
    PAIRS,
    PARTS,
    REST,
    Indices,
    Sensitivity,
    Sizes,
    Untold,
    sensitivity,
)
from scenarios.sensitivity.job import SensitivityStopped, finished_blocks, kept_blocks
from scenarios.sensitivity.kept import Kept
from scenarios.sensitivity.shares import single_shares
from scenarios.sensitivity.space import Space
from scenarios.sensitivity.study import planned_runs
from tests.calibration.toy_county import number
from tests.scenarios.sensitivity.worlds import WEIGHTS, MadeUp
from tests.scenarios.test_lineages import posterior

SMALL = Sizes(blocks=6, points=64, trajectories=3, keep=4)
TINY = Sizes(blocks=3, points=4, trajectories=1, keep=2)
REVENUE, GOAL = "revenue_above_scale", "T1"
# What acts in the made-up county, and the action it belongs to.
LEVER = "upgrade_subsidy"


@pytest.fixture(scope="module")
def plan(spec):
    return load_scenario("plan", spec)


@pytest.fixture(scope="module")
def space(spec, plan) -> Space:
    return Space(spec, plan)


def analysed(spec, scenario, engine, sizes: Sizes = SMALL, **words) -> Sensitivity:
    words = {"targets": [GOAL], "indicators": [REVENUE, "gdp", "va_per_mu"], **words}
    return sensitivity(spec, scenario, sizes, engine=engine, **words)


@pytest.fixture(scope="module")
def found(spec, plan, space) -> Sensitivity:
    return analysed(spec, plan, MadeUp(space, LEVER))


def test_the_split_of_a_known_county_is_known(found):
    split = found.split[REVENUE]
    assert isinstance(split, Indices) and split.inputs == PARTS
    whole = sum(WEIGHTS.values())
    for part, weight in WEIGHTS.items():
        share = split.first[part]
        assert share.low - 0.01 <= weight / whole <= share.high + 0.01, part
        assert abs(split.total[part].value - weight / whole) < 0.05
    assert abs(split.rest.value) < 0.05


def test_single_inputs_are_shares_of_what_is_left_at_given_luck(found, spec):
    single = found.single[REVENUE]
    assert isinstance(single, Indices)
    action = f"action_{spec.lever_groups[LEVER]}"
    whole = WEIGHTS["policy"] + WEIGHTS["parameters"]
    for code, part in ((action, "policy"), ("chi", "parameters")):
        assert code in found.taken
        assert abs(single.total[code].value - WEIGHTS[part] / whole) < 0.08
    for code in set(single.inputs) - {action, "chi"}:
        assert single.total[code].value == single.total[code].high == 0.0
    assert REST in single.inputs


def test_screening_finds_the_two_that_act_and_their_direction(found, spec):
    action = f"action_{spec.lever_groups[LEVER]}"
    assert {code for code, score in found.score.items() if score > 0} == {action, "chi"}
    effects = found.screening[REVENUE]
    assert effects["chi"].sign == effects[action].sign == 1
    assert effects["lumpiness"].size.value == 0.0 and effects["lumpiness"].sign == 0


def test_the_target_is_split_as_well_and_what_never_varies_or_has_no_value_is_named(found):
    split, level = found.split[GOAL], found.levels[GOAL]
    assert isinstance(split, Indices)
    assert 0.4 < level.chance.value < 0.6
    assert (
        split.first["drivers"].clear and split.total["drivers"].value > split.first["drivers"].value
    )
    assert found.split["gdp"] == Untold("no_value", 0, split.points)
    assert found.split["va_per_mu"].reason == "constant"
    assert found.screening["gdp"] is None


def test_runs_are_told_before_they_are_made_and_are_so_many(spec, plan, space):
    told = []
    found = analysed(
        spec, plan, MadeUp(space, LEVER), TINY, progress=lambda *numbers: told.append(numbers)
    )
    assert dict(found.runs) == planned_runs(space, TINY)
    # 30 ordered inputs; two alone and a rest; four parts with twice the points.
    assert dict(found.runs) == {"screening": 3 * 31, "single": 3 * 4 * 8, "split": 3 * 8 * 10}
    assert told[0] == (0, sum(found.runs.values()), 0)
    assert told[-1][:2] == (sum(found.runs.values()),) * 2


def test_seed_0_is_a_seed_and_the_same_seed_gives_the_same_bits(spec, plan, space):
    firsts = [
        analysed(spec, plan, MadeUp(space, LEVER), TINY, seed=seed).split[REVENUE]
        for seed in (0, 0, 1)
    ]
    assert firsts[0] == firsts[1] != firsts[2]


# What varies.


def test_policy_is_actions_or_single_levers_between_no_plan_and_the_scenario(spec, plan, space):
    actions = [item for item in space.inputs if item.part == "policy"]
    assert len(actions) == 7
    levers = [i for i in Space(spec, plan, by="lever").inputs if i.part == "policy"]
    assert sorted(code for item in actions for code in item.levers) == sorted(
        item.code for item in levers
    )
    without, full = space.ends
    assert space.policy_at(np.zeros(7)).same_until(without) == without.quarters
    for array in ("levers", "park_land", "chain_weight"):
        one, other = getattr(space.policy_at(np.ones(7)), array), getattr(full, array)
        rows = [a.view(np.float64).reshape(len(a), -1) for a in (one, other)]
        assert np.allclose(*rows, rtol=1e-12)


def test_one_action_alone_is_one_input_and_no_plan_is_none(spec):
    only = Space(spec, load_scenario("only_space", spec))
    assert [i.code for i in only.inputs if i.part == "policy"] == ["action_space"]
    none = Space(spec, load_scenario("no_plan", spec))
    assert not [i for i in none.inputs if i.part == "policy"]
    assert planned_runs(none, TINY)["split"] == 3 * 8 * 8


def test_without_any_input_luck_alone_is_split(spec, space):
    from scenarios.scenario import Uncertainty

    still = replace(load_scenario("no_plan", spec), uncertainty=Uncertainty("mean"))
    found = analysed(spec, still, MadeUp(space, LEVER))
    assert not found.inputs and not found.single and not found.screening
    split = found.split[REVENUE]
    assert isinstance(split, Indices) and split.inputs == ("drivers", "enterprises")
    assert abs(split.first["drivers"].value - 4 / 6) < 0.1
    assert found.origin == "fixed"


def test_all_parameters_with_a_prior_are_inputs_with_their_grade(spec, space):
    codes = [item.code for item in space.inputs if item.part == "parameters"]
    assert codes == [code for code, prior in spec.priors.items() if prior.kind != "fixed"]
    assert {item.grade for item in space.inputs if item.code in codes} <= {
        "published", "derived", "proxy", "assumption",
    }  # fmt: skip


# The posterior.


@pytest.fixture(scope="module")
def pairs(spec) -> Posterior:
    return posterior(spec, 60)


def test_a_pair_keeps_its_past_whatever_luck_follows(spec, plan, pairs):
    space = Space(spec, plan, pairs)
    points = np.full((4, 10), 0.5)
    points[:, -2:] = [[0.1, 0.1], [0.9, 0.1], [0.1, 0.9], [0.9, 0.9]]
    values = space.evaluate(points, 2, 0)
    assert (values[:, :6] == values[:1, :6]).all()
    assert all((values[0, 6] != values[k, 6]).any() for k in (1, 2, 3))
    place = space.pairs_at(points[:1])
    own = pairs.draws(spec, len(pairs), 0)
    seeds = pairs.seeds[place]
    draw = replace(own[:1], seeds=seeds, parameters=own.parameters[:1])
    u = pairs.u[place]
    draw = type(own).from_uniforms(spec, pairs.codes, u, seeds)
    (block,) = run_ensemble(spec, draw, [space.ends[0]])
    assert block.values[0, 0, :6].tobytes() == values[0, :6].tobytes()


def test_later_luck_is_the_same_for_every_pair(spec, plan, pairs):
    space = Space(spec, plan, pairs)
    points = np.full((3, 10), 0.3)
    points[:, 7] = (0.1, 0.5, 0.9)
    luck = space._draws(points[:, :8], space._luck(points[:, 8:], 2, 0)).luck
    assert len(set(luck[:, 0].tolist())) == 3
    assert len(set(luck[:, 1].tolist())) == len(set(luck[:, 3].tolist())) == 1
    assert luck[0, 1] != luck[0, 3]


def test_pairs_are_taken_in_proportion_to_their_weights(spec, plan, pairs):
    weights = np.arange(1.0, len(pairs) + 1)
    heavy = replace(pairs, weights=weights / weights.sum())
    space = Space(spec, plan, heavy)
    points = np.full((50_000, 8), (np.arange(50_000) / 50_000)[:, None])
    counts = np.bincount(space.pairs_at(points), minlength=len(pairs)) / 50_000
    assert np.allclose(counts, heavy.weights, atol=1e-4)


def test_a_posterior_is_one_input_its_parameters_are_read_from_the_draws(spec, plan, pairs):
    space = Space(spec, plan, pairs)
    found = analysed(spec, plan, MadeUp(space, LEVER), SMALL, posterior=pairs)
    assert [item.code for item in found.inputs][-1] == PAIRS and len(found.inputs) == 8
    assert found.origin == "posterior" and PAIRS in found.taken and PAIRS not in found.score
    shares = found.shares[REVENUE]
    assert set(shares) == set(pairs.codes)
    known = WEIGHTS["parameters"] / sum(WEIGHTS.values())
    assert abs(shares["chi"].value - known) < max(0.1, shares["chi"].error)
    assert sum(item.low > 0 for item in shares.values()) <= 4
    assert found.shares["gdp"] is None
    assert set(found.data) == set(pairs.codes)
    assert "后验" in found.basis[0] and found.pairs == len(pairs)


def test_a_record_of_later_years_cannot_be_split_and_says_what_helps(spec, plan, pairs):
    later = replace(pairs, observations=(number("gdp", 2023, 1e6, 0.1),))
    with pytest.raises(RunError) as refused:
        analysed(spec, plan, None, TINY, posterior=later)
    assert refused.value.code == 3
    assert "--prior" in refused.value.zh and "--prior" in refused.value.en


def test_shares_from_given_draws_are_those_of_a_known_sum_and_nothing_for_the_idle():
    rng = np.random.default_rng(6)
    lines = np.repeat(np.arange(400), 10)
    u = rng.uniform(size=(400, 3))[lines]
    noise = rng.normal(size=4000)
    y = 12**0.5 * (u[:, 0] - 0.5) * 2 + 12**0.5 * (u[:, 1] - 0.5) + noise
    shares = single_shares(np.stack([y, np.full(4000, np.nan)], axis=1), u, lines)
    line = shares[0]
    assert line is not None and shares[1] is None
    assert all(
        abs(item.value - truth) < 0.06
        for item, truth in zip(line, (4 / 6, 1 / 6, 0.0), strict=True)
    )
    assert line[2].low <= 0.0 <= line[2].high and line[0].clear


# Outputs.


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"targets": ["T99"]}, "T99: 没有这一项"),
        ({"targets": ["O1"]}, "O1: 这个目标在模型之外"),
        ({"indicators": ["profit"]}, "profit: 没有这一项"),
        ({"targets": ["T1"], "last_year": 2025}, "T1: 这个目标在模型之外,或所需年份"),
    ],
)
def test_an_output_that_there_is_not_is_one_line_with_what_is_allowed(spec, plan, words, said):
    with pytest.raises(RunError) as refused:
        analysed(spec, plan, None, TINY, **words)
    assert said in refused.value.zh and "可取" in refused.value.zh and refused.value.code == 2
    assert "allowed" in refused.value.en


# Blocks that are kept.


def test_kept_blocks_are_not_run_again_and_give_the_same_bits(spec, plan, space, tmp_path: Path):
    first, second = MadeUp(space, LEVER), MadeUp(space, LEVER)
    kept = Kept(tmp_path)
    one = analysed(spec, plan, first, TINY, kept=kept)
    assert first.calls == 9 == len(list(tmp_path.glob("*.npz")))
    other = analysed(spec, plan, second, TINY, kept=kept)
    assert second.calls == 0
    assert other.split == one.split and other.single == one.single and other.failed == one.failed
    (tmp_path / "split-001.npz").write_bytes(b"half a file")
    (tmp_path / "single-000.npz").unlink()
    third = MadeUp(space, LEVER)
    assert analysed(spec, plan, third, TINY, kept=kept).split == one.split
    assert third.calls == 2


def test_a_broken_analysis_goes_on_where_it_stopped(spec, plan, space, tmp_path: Path):
    question = Analysis("sensitivity", {"seed": 1}, {"county": "abc"})
    whole = analysed(spec, plan, MadeUp(space, LEVER), TINY)
    with pytest.raises(SensitivityStopped) as stopped, kept_blocks(tmp_path, question) as kept:
        analysed(spec, plan, MadeUp(space, LEVER, stop=5), TINY, kept=kept)
    folder = stopped.value.folder
    assert stopped.value.blocks == finished_blocks(folder) == 5
    rest = MadeUp(space, LEVER)
    with kept_blocks(tmp_path, question) as kept:
        found = analysed(spec, plan, rest, TINY, kept=kept)
    assert rest.calls == 4 and not folder.exists()
    assert found.split == whole.split and found.single == whole.single


def test_another_question_finds_no_blocks_and_two_at_once_are_refused(tmp_path: Path):
    one = Analysis("sensitivity", {"seed": 1}, {})
    other = Analysis("sensitivity", {"seed": 2}, {})
    with kept_blocks(tmp_path, one) as kept:
        assert kept.folder is not None
        with kept_blocks(tmp_path, other) as second:
            assert second.folder != kept.folder
        with pytest.raises(RunError) as refused, kept_blocks(tmp_path, one):
            pass
        assert "另一个进程" in refused.value.zh
    assert list(tmp_path.iterdir()) == []


# The real county.


def test_on_the_county_jobs_change_no_bit_and_what_cannot_matter_has_no_effect(spec, plan):
    words = {"indicators": ["gdp", "patents_per_10k"], "targets": ["T1"]}
    one, two = (sensitivity(spec, plan, TINY, jobs=jobs, **words) for jobs in (1, 2))
    assert one.split == two.split and one.single == two.single and one.score == two.score
    effects = one.screening["gdp"]
    # Trade in technology is counted and feeds back on nothing.
    assert effects["trade_per_rnd"].size.value == 0.0 < effects["rest_growth"].mean.value
    split = one.split["gdp"]
    assert isinstance(split, Indices)
    assert all(np.isfinite(item.value) for item in split.first.values())
    assert one.failed == 0


def test_prior_width_reaches_the_parameters(spec, plan):
    from scenarios.scenario import Uncertainty

    wide = replace(plan, uncertainty=Uncertainty("prior", 2.0))
    points = np.full((2, 30), 0.9)
    draws = [
        Space(spec, item)._draws(points, tuple(np.full(2, 3, np.uint64) for _ in range(2)))
        for item in (plan, wide)
    ]
    centre = spec.prior_means()["chi"][0]
    gaps = [item.parameters["chi"][0] - centre for item in draws]
    assert gaps[1] > 1.5 * gaps[0] > 0
    assert (draws[0].luck < 1 << 63).all() and HISTORY_BITS < 63
