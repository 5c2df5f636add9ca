"""The later part of a seed: another future for the same past, exact while the record ends before it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from calibration.calibrate import FUTURE_MOVES, calibrate, with_future_moves
from calibration.county import SHIPPED, load_shipped
from calibration.particles import Settings
from calibration.posterior import Posterior, PosteriorError, past_only, read_posterior
from calibration.proposals import Address, propose, with_futures
from calibration.update import FUTURES, with_many_futures
from model.choices import policy_of
from model.ensemble import run_ensemble
from model.indicators import CODES
from model.randomness import HISTORY_BITS, LATER_QUARTER
from tests.calibration.toy_county import ToyRuns, number

PAST = (1 << HISTORY_BITS) - 1
SETTINGS = Settings(seed=1, start=4096, particles=1000, budget=300_000, ess_floor=100.0)


@pytest.fixture(scope="module")
def shipped() -> Posterior:
    return read_posterior(SHIPPED)


def test_a_draw_of_a_posterior_has_the_past_of_its_pair_and_a_future_of_its_own(
    shipped: Posterior,
) -> None:
    spec = load_shipped()
    draws, again = (shipped.draws(spec, 1000, seed) for seed in (1, 1))
    pairs = shipped.seeds[shipped.taken(1000, 1)]
    assert (draws.seeds & PAST == pairs & PAST).all() and (draws.seeds >= 0).all()
    assert (draws.seeds == again.seeds).all()
    assert (draws.seeds != pairs).mean() > 0.99
    assert (shipped.draws(spec, 10, 1).seeds == draws.seeds[:10]).all()


def test_years_on_record_are_those_of_the_pair_and_later_ones_are_not(shipped: Posterior) -> None:
    spec = load_shipped()
    known = LATER_QUARTER // 4
    policy = policy_of(spec, "plan", None, 2027)
    drawn = shipped.draws(spec, 8, 1)
    kept = replace(drawn, seeds=shipped.seeds[shipped.taken(8, 1)])
    one, other = (next(run_ensemble(spec, d, [policy])).values[:, 0] for d in (drawn, kept))
    assert (one[:, :known] == other[:, :known]).all()
    gdp = CODES.index("gdp")
    assert (one[:, known:, gdp] != other[:, known:, gdp]).all()


def test_more_draws_than_pairs_are_more_futures(shipped: Posterior) -> None:
    n = len(shipped) + 500
    draws = shipped.draws(load_shipped(), n, 1)
    assert len(draws) == n and len(np.unique(draws.seeds)) == n


def test_a_record_that_reaches_into_the_future_keeps_it(shipped: Posterior) -> None:
    reached = replace(shipped, observations=(number("gdp", 2023, 1e6, 0.1),))
    spec = load_shipped()
    assert (reached.draws(spec, 50, 1).seeds == shipped.seeds[reached.taken(50, 1)]).all()
    with pytest.raises(PosteriorError):
        reached.draws(spec, len(shipped) + 1, 1)


def test_the_record_of_2022_is_past_and_that_of_2023_is_not() -> None:
    old, new = number("gdp", 2022, 1e6, 0.1), number("gdp", 2023, 1e6, 0.1)
    assert past_only(()) and past_only((old,)) and not past_only((old, new))
    assert with_future_moves(SETTINGS, (old,)).future == 0.0
    assert with_future_moves(SETTINGS, (old, new)).future == FUTURE_MOVES


def test_a_move_of_the_future_keeps_parameters_and_past() -> None:
    n = 4000
    z, seeds = np.zeros((n, 2)), Address(3).seeds(0, n)
    new = propose(z, seeds, np.eye(2), 0.5, Address(4, 1, 1), future=0.25)
    ahead = (new.seeds != seeds) & (new.seeds & PAST == seeds & PAST)
    assert abs(ahead.mean() - 0.25) < 0.03
    assert not new.steps[ahead].any() and (new.z[ahead] == 0.0).all()
    plain = propose(z, seeds, np.eye(2), 0.5, Address(4, 1, 1))
    assert (plain.seeds[~ahead] == new.seeds[~ahead]).all()


def test_futures_are_even_and_the_past_untouched() -> None:
    bits = Address(5).bits(0, 20_000)[:, 0]
    seeds = with_futures(np.full(20_000, 12345, np.int64), bits)
    assert (seeds & PAST == 12345).all() and (seeds >= 0).all()
    share = (seeds >> HISTORY_BITS) / 2.0**15
    assert abs(share.mean() - 0.5) < 4 * (1 / 12 / 20_000) ** 0.5


def test_new_numbers_are_tried_on_several_futures_of_each_pair() -> None:
    old = calibrate(ToyRuns(load_shipped(), (number("gdp", 2017, 1.25e6, 0.05),)), SETTINGS)
    start = with_many_futures(old, 7)
    assert len(start.seeds) == FUTURES * len(old)
    assert (start.seeds[: len(old)] == old.seeds).all()
    assert (start.seeds & PAST == np.tile(old.seeds & PAST, FUTURES)).all()
    assert start.weights.sum() == pytest.approx(1.0)
