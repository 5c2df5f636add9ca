"""The world outside may have luck of its own, apart from that of enterprises."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model import County
from model import randomness as rng
from model.draws import Draws
from model.each import run_each
from model.ensemble import run_ensemble
from model.policy import Policy, build_policy
from model.randomness import HISTORY_BITS
from model.spec import CountySpec
from tests.model.worlds import collect

N = 6


@pytest.fixture(scope="module")
def policies(spec: CountySpec) -> list[Policy]:
    return [build_policy(spec), build_policy(spec, spec.plan)]


@pytest.fixture(scope="module")
def draws(spec: CountySpec) -> Draws:
    return Draws.from_prior(spec, N, 41)


def values(spec: CountySpec, draws: Draws, policies: list[Policy], **kwargs) -> np.ndarray:
    return collect(run_ensemble(spec, draws, policies, **kwargs))[0]


def four(*seeds: np.ndarray) -> np.ndarray:
    """Seeds of enterprises before and from 2023, of the drivers before and from 2023."""
    return np.stack(seeds, axis=1).astype(np.int64)


def test_four_equal_seeds_change_no_bit(spec, draws, policies):
    both = replace(draws, seeds=draws.seeds | (np.int64(5) << HISTORY_BITS))
    for given in (draws, both):
        apart = replace(given, luck=four(*[given.seeds] * 4))
        assert values(spec, apart, policies).tobytes() == values(spec, given, policies).tobytes()


def test_four_equal_seeds_have_the_keys_of_one():
    for seed in (0, 7, (3 << HISTORY_BITS) + 11):
        usual = rng.luck_of_plain(seed, 4)
        assert rng.luck_apart_plain([seed] * 4, 4) == usual * 2
        assert tuple(map(int, rng.luck_apart(np.full(4, seed, np.int64), 4))) == usual * 2


def test_other_luck_outside_changes_the_world_and_leaves_the_first_enterprises(spec):
    one, other = County(5, draw=2), County(5, draw=2, luck=(5, 5, 9, 9))
    same = County(5, draw=2, luck=(5, 5, 5, 5))
    assert one.world.firms.tobytes() == other.world.firms.tobytes() == same.world.firms.tobytes()
    assert one.world.prices.tobytes() == same.world.prices.tobytes()
    assert one.world.prices.tobytes() != other.world.prices.tobytes()
    only = County(9, draw=2)
    assert only.world.prices.tobytes() == other.world.prices.tobytes()
    assert only.world.firms.tobytes() != other.world.firms.tobytes()


def test_a_mesa_county_is_the_same_draw_with_and_without_luck_of_its_own(spec, draws, policies):
    start = np.arange(N) + (3 << HISTORY_BITS)
    for given in (draws, replace(draws, luck=four(start, 3 * start, 5 * start, 7 * start))):
        found = values(spec, given, policies)
        for k in (0, 3):
            luck = None if given.luck is None else given.luck[k].tolist()
            county = County(41, draw=k, parameters="prior", policy="plan", luck=luck)
            county.run_model()
            assert county.yearly().to_numpy().tobytes() == found[k, 1].tobytes()


@pytest.mark.parametrize("column", [1, 3])
def test_a_later_seed_acts_on_later_years_only(spec, draws, policies, column):
    luck = four(*[draws.seeds] * 4)
    luck[:, column] += 1
    one, other = values(spec, draws, policies), values(spec, replace(draws, luck=luck), policies)
    assert one[:, :, :6].tobytes() == other[:, :, :6].tobytes()
    assert (one[:, :, 6] != other[:, :, 6]).any()


def test_later_luck_is_the_same_whatever_the_past_and_has_no_part_in_it(spec):
    ends = [County(1, luck=(seed, 8, seed, 9)).world.prices for seed in (3, 4)]
    # Price changes from 2022Q3 on are those of 2023 and later, and drivers of 2023 have a memory.
    usual = [County(1, luck=(seed, 8, seed, seed)).world.prices for seed in (3, 4)]
    apart = np.corrcoef(np.ravel([e[26:] for e in ends[:1]]), np.ravel([e[26:] for e in ends[1:]]))
    tied = np.corrcoef(np.ravel([e[26:] for e in usual[:1]]), np.ravel([e[26:] for e in usual[1:]]))
    assert apart[0, 1] > 0.8 > tied[0, 1]


def test_bits_do_not_depend_on_jobs_chunks_or_company(spec, draws, policies):
    apart = replace(draws, luck=four(*(draws.seeds + k * np.arange(N) for k in range(4))))
    whole = values(spec, apart, policies)
    assert values(spec, apart, policies, jobs=2, chunk=2).tobytes() == whole.tobytes()
    assert values(spec, apart[2:5], policies).tobytes() == whole[2:5].tobytes()
    picked = np.array([4, 0])
    assert values(spec, apart[picked], policies).tobytes() == whole[picked].tobytes()


@pytest.mark.parametrize(("jobs", "chunk"), [(1, 32), (2, 2)])
def test_a_draw_with_a_policy_of_its_own_is_the_draw_of_the_ensemble(
    spec, draws, policies, jobs, chunk
):
    which = np.array([0, 0, 1, 0, 1, 1])
    apart = replace(draws, luck=four(*(draws.seeds + k for k in range(4))))
    blocks = list(run_each(spec, apart, policies.__getitem__, which, jobs=jobs, chunk=chunk))
    found = np.concatenate([block.values[:, 0] for block in blocks])
    assert [block.start for block in blocks] == list(range(0, N, chunk))
    assert found.tobytes() == values(spec, apart, policies)[np.arange(N), which].tobytes()


def test_seeds_below_nought_and_other_than_four_are_refused(spec):
    for luck in ((1, 1, 1, -1), (1, 2, 3)):
        with pytest.raises(ValueError, match="four seeds"):
            County(1, luck=luck)
