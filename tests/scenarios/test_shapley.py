"""Shares of a whole against what is known: by brute force, on additive games, on any game."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from scenarios.shapley import (
    memberships,
    pair_matrix,
    pairs_of,
    sampled_orders,
    shapley_matrix,
)


@some.composite
def games(draw, most: int = 6) -> np.ndarray:
    """Values of all sets of up to `most` players."""
    k = draw(some.integers(1, most))
    numbers = some.floats(-1e6, 1e6, allow_nan=False, width=32)
    return np.array(draw(some.lists(numbers, min_size=2**k, max_size=2**k)))


def by_orders(values: np.ndarray) -> np.ndarray:
    """The Shapley value by its definition: every order of the players, one after the other."""
    k = int(np.log2(len(values)))
    total = np.zeros(k)
    orders = list(permutations(range(k)))
    for order in orders:
        there = 0
        for player in order:
            total[player] += values[there | 1 << player] - values[there]
            there |= 1 << player
    return total / len(orders)


def players_of(values: np.ndarray) -> int:
    return int(np.log2(len(values)))


@settings(deadline=None, max_examples=60)
@given(games())
def test_shares_are_those_of_all_orders_and_add_up_to_the_whole(values: np.ndarray) -> None:
    k = players_of(values)
    shares = shapley_matrix(k) @ values
    scale = np.abs(values).max() + 1e-300
    assert shares == pytest.approx(by_orders(values), abs=1e-12 * scale)
    assert shares.sum() == pytest.approx(values[-1] - values[0], abs=1e-12 * scale)


@settings(deadline=None, max_examples=60)
@given(games())
def test_alone_and_pairs_add_up_to_the_whole_and_to_the_shares(values: np.ndarray) -> None:
    k = players_of(values)
    alone = values[1 << np.arange(k)] - values[0]
    pairs = pair_matrix(k) @ values
    scale = np.abs(values).max() + 1e-300
    assert alone.sum() + pairs.sum() == pytest.approx(values[-1] - values[0], abs=1e-11 * scale)
    halves = np.zeros(k)
    for (i, j), value in zip(pairs_of(k), pairs, strict=True):
        halves[i] += value / 2
        halves[j] += value / 2
    assert alone + halves == pytest.approx(shapley_matrix(k) @ values, abs=1e-11 * scale)


@pytest.mark.parametrize("k", [1, 2, 5, 7, 10])
def test_in_an_additive_game_everybody_gets_his_own_and_pairs_get_nothing(k: int) -> None:
    own = np.random.default_rng(k).normal(size=k)
    values = 3.0 + own @ memberships(k)
    assert shapley_matrix(k) @ values == pytest.approx(own, abs=1e-12)
    assert pair_matrix(k) @ values == pytest.approx(np.zeros(k * (k - 1) // 2), abs=1e-12)
    orders = sampled_orders(k, 3, seed=1)
    sets = orders.sets()
    assert orders.contributions(values[sets], sets) == pytest.approx(np.tile(own, (3, 1)), abs=1e-9)


def test_two_who_only_work_together_share_alike_and_a_bystander_gets_nothing() -> None:
    inside = memberships(3)
    values = 10.0 * (inside[0] & inside[2])
    assert shapley_matrix(3) @ values == pytest.approx([5.0, 0.0, 5.0])
    assert pairs_of(3) == [(0, 1), (0, 2), (1, 2)]
    assert pair_matrix(3) @ values == pytest.approx([0.0, 10.0, 0.0])


def test_what_three_do_only_together_is_shared_by_their_pairs() -> None:
    values = 6.0 * memberships(3).all(axis=0)
    assert pair_matrix(3) @ values == pytest.approx([2.0, 2.0, 2.0])


@settings(deadline=None, max_examples=40)
@given(games(), some.integers(1, 4), some.integers(0, 9))
def test_sampled_orders_add_up_to_the_whole_in_every_order(values, pairs: int, seed: int) -> None:
    orders = sampled_orders(players_of(values), pairs, seed)
    sets = orders.sets()
    found = orders.contributions(values[sets], sets)
    whole = np.full(pairs, values[-1] - values[0])
    assert found.sum(axis=-1) == pytest.approx(whole, abs=1e-12 * (np.abs(values).max() + 1e-300))


def test_sampled_orders_come_near_the_shares_of_all_orders() -> None:
    k = 8
    random = np.random.default_rng(5)
    inside = memberships(k).astype(float)
    values = random.normal(size=k) @ inside + 0.3 * (
        inside.T @ random.normal(size=(k, k)) * inside.T
    ).sum(1)
    values = values + 0.5 * inside.prod(axis=0)
    exact = shapley_matrix(k) @ values
    orders = sampled_orders(k, 200, seed=2)
    sets = orders.sets()
    found = orders.contributions(values[sets], sets)
    error = found.std(axis=0, ddof=1) / np.sqrt(len(found))
    assert (np.abs(found.mean(axis=0) - exact) < 4 * error + 1e-12).all()


def test_a_game_of_pairs_is_solved_by_any_order_with_its_reverse() -> None:
    random = np.random.default_rng(3)
    inside = memberships(6).astype(float)
    values = (inside.T @ random.normal(size=(6, 6)) * inside.T).sum(axis=1)
    orders = sampled_orders(6, 2, seed=4)
    sets = orders.sets()
    exact = shapley_matrix(6) @ values
    assert orders.contributions(values[sets], sets) == pytest.approx(np.tile(exact, (2, 1)))


def test_many_games_at_once_and_the_seed_decides_the_orders() -> None:
    orders = sampled_orders(11, 24, seed=7)
    sets = orders.sets()
    assert {0, 2**11 - 1} <= set(sets) and len(sets) < 520
    values = np.random.default_rng(1).normal(size=(4, 5, len(sets)))
    found = orders.contributions(values, sets)
    assert found.shape == (4, 5, 24, 11)
    assert found[2, 3] == pytest.approx(orders.contributions(values[2, 3], sets))
    assert np.array_equal(orders.orders, sampled_orders(11, 24, seed=7).orders)
    assert not np.array_equal(orders.orders, sampled_orders(11, 24, seed=8).orders)
