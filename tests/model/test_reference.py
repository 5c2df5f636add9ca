"""The plain Mesa model of the same behaviours gives the engine's numbers to the last bit."""

from __future__ import annotations

import random

import numpy as np
import pytest

from benchmarks.objects import Firm, Record
from benchmarks.reference import ReferenceCounty
from model import randomness as rng
from model.draws import Draws
from model.ensemble import run_ensemble
from model.indicators import CODES
from model.policy import build_policy

SEED = 3


@pytest.fixture(scope="module")
def policies(spec):
    return [build_policy(spec), build_policy(spec, spec.plan)]


def differences(one: np.ndarray, other: np.ndarray) -> list[str]:
    """Where two tables of indicators differ, for a reader of a failed test."""
    places = np.argwhere(one != other)[:5]
    return [f"{2017 + y} {CODES[i]}: {one[y, i]!r} {other[y, i]!r}" for y, i in places]


def test_reference_and_engine_agree_in_every_indicator_and_year(spec, policies):
    draws = Draws.from_prior(spec, 3, SEED)
    (block,) = run_ensemble(spec, draws, policies)
    for k in range(3):
        for column, policy in enumerate(policies):
            county = ReferenceCounty(spec, policy, draws.parameters[k], SEED, k)
            county.run_model()
            found = county.indicators()
            assert not differences(found, block.values[k, column])
            assert found.tobytes() == block.values[k, column].tobytes()


def test_no_numpy_scalar_and_no_compiled_code_is_left_in_the_reference(spec, policies):
    county = ReferenceCounty(spec, policies[1], spec.prior_means(), SEED)
    for _ in range(30):
        county.step()
    held: list[Record | Firm] = [
        county.p, county.county, county.gov, county.lever, county.outside, *county.drivers,
        *county.firms, *county.projects, *county.parks, *county.sectors, *county.markets,
    ]  # fmt: skip
    kinds = {type(getattr(item, name)) for item in held for name, _ in item.FIELDS}
    assert kinds <= {int, float}


def test_its_agents_are_ordinary_mesa_agents(spec, policies):
    county = ReferenceCounty(spec, policies[0], spec.prior_means(), SEED)
    county.run_model()
    assert not county.running and county.steps == policies[0].quarters
    assert {firm.status for firm in county.agents} <= {1, 2}
    assert len(county.agents) < len(county.firms)


def test_hashes_in_plain_integers_are_the_compiled_ones():
    chance = random.Random(0)
    for _ in range(200):
        word, seed, draw = chance.getrandbits(64), chance.getrandbits(62), chance.getrandbits(40)
        quarter, who, stream = chance.randrange(5_000), chance.getrandbits(42), chance.randrange(64)
        key = rng.draw_key_plain(seed, draw)
        assert rng.splitmix64_plain(word) == int(rng.splitmix64(np.uint64(word)))
        assert key == int(rng.draw_key(seed, draw))
        assert rng.quarter_key_plain(key, quarter) == int(rng.quarter_key(np.uint64(key), quarter))
        assert rng.uniform_plain(key, who, stream) == rng.uniform(np.uint64(key), who, stream)
