"""Which new number moved a probability: against exact answers of a Gaussian, and what adds up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtri

from calibration.county import SHIPPED
from calibration.credit import Knowing, Known, alone, credits, difference, known, orders, walk
from calibration.evidence import Change, Evidence
from calibration.faults import Words
from calibration.history import load_history
from calibration.importance import require_size
from calibration.lineages import independent_size, lineages
from calibration.particles import Settings
from calibration.posterior import Posterior
from model.randomness import HISTORY_BITS

# One unknown, N(0, 1) before; numbers are seen with their own errors; hits are unknown > .5.
GOAL = 0.5
SETTINGS = Settings(seed=1, start=2_000, particles=2_000, budget=200_000)


def chance(seen: list[float], errors: list[float]) -> float:
    precision = 1.0 + sum(e**-2 for e in errors)
    mean = sum(x * e**-2 for x, e in zip(seen, errors, strict=True)) / precision
    return float(stats.norm.sf(GOAL, mean, precision**-0.5))


def evidence(numbers: int) -> Evidence:
    """So many numbers added to an empty record; what they are is of no matter here."""
    one = next(obs for obs in load_history(SHIPPED / "history.csv") if obs.use == "fit")
    every = tuple(replace(one, year=2017 + at) for at in range(numbers))
    places = tuple((-1, at) for at in range(numbers))
    return Evidence(every, tuple(range(numbers)), tuple(Change(None, o) for o in every), places)


def prior(n: int, seed: int) -> Posterior:
    u = np.random.default_rng(seed).uniform(size=(n, 1))
    seeds = np.arange(n) + 1_000 * seed
    return Posterior(("chi",), u, seeds, np.full(n, 1 / n), np.zeros(n), ())


def told(
    seen: list[float], errors: list[float], n: int, seed: int
) -> tuple[np.ndarray, np.ndarray, list[Knowing]]:
    """Credits, their errors and the pairs on the way."""

    def columns(u: np.ndarray, seeds: np.ndarray) -> np.ndarray:
        return stats.norm.logpdf(np.array(seen), ndtri(u[:, :1]), np.array(errors))

    old, change = prior(n, seed), evidence(len(seen))
    weights = np.exp(columns(old.u, old.seeds).sum(axis=1))
    own = np.arange(n)
    last = Knowing(change.every, old.u, old.seeds, weights / weights.sum(), own)
    first = Knowing(frozenset(), old.u, old.seeds, old.weights, own)
    steps = list(walk(old, columns, change, replace(SETTINGS, seed=seed), n))
    given = {step.inside: of(step, n) for step in (first, *steps, last)}
    return *credits(len(seen), given), steps


def of(step: Knowing, count: int) -> Known:
    hits = ndtri(step.u) > GOAL
    return known(hits, np.ones_like(hits), step.weights, step.ancestors, count)


def test_two_numbers_get_the_credit_of_both_orders() -> None:
    seen, errors = [1.0, -0.4], [0.5, 0.8]
    first, second, both, none = (
        chance(seen[:1], errors[:1]), chance(seen[1:], errors[1:]), chance(seen, errors),
        chance([], []),
    )  # fmt: skip
    exact = np.array([(first - none + both - second) / 2, (second - none + both - first) / 2])
    shares, spreads, _ = told(seen, errors, 2_000, 1)
    assert np.abs(shares[:, 0] - exact).max() < 4 * spreads.max() < 0.12
    # What the second number takes away, the first has more than given.
    assert shares[0, 0] > 0 > shares[1, 0]


def test_credits_add_up_to_the_whole_change() -> None:
    seen, errors = [1.0, -0.4, 0.3, 0.9], [0.5, 0.8, 0.6, 0.3]
    shares, _, steps = told(seen, errors, 1_000, 2)
    u = prior(1_000, 2).u
    weights = np.exp(stats.norm.logpdf(np.array(seen), ndtri(u), np.array(errors)).sum(axis=1))
    hits = ndtri(u[:, 0]) > GOAL
    assert shares.sum() == pytest.approx(weights[hits].sum() / weights.sum() - hits.mean())
    assert [sorted(step.inside) for step in steps] == [
        [0], [0, 1], [0, 1, 2], [3], [2, 3], [1, 2, 3],
    ]  # fmt: skip


def test_the_stated_error_is_the_error_made() -> None:
    seen, errors = [1.0, 0.6, 0.8], [0.3, 0.4, 0.3]
    found = [told(seen, errors, 300, seed) for seed in range(40)]
    shares = np.array([item[0][:, 0] for item in found])
    stated = np.mean([item[1][:, 0] for item in found], axis=0)
    assert 0.7 < float(np.mean(shares.std(axis=0) / stated)) < 1.4


def test_sharp_numbers_are_reached_by_moves_and_the_rest_by_weights() -> None:
    _, _, steps = told([1.6, 1.5], [0.05, 2.0], 500, 3)
    sharp, blunt = (next(s for s in steps if s.inside == {at}) for at in (0, 1))
    assert np.isin(blunt.u, prior(500, 3).u).all()
    assert not np.isin(sharp.u, prior(500, 3).u).all()
    assert float(sharp.weights @ ndtri(sharp.u[:, 0])) == pytest.approx(1.6, abs=0.02)
    assert len(np.unique(sharp.ancestors)) < len(sharp.seeds)


def test_a_single_number_needs_no_way() -> None:
    assert orders(1) == [(0,), (0,)]
    shares, _, steps = told([1.0], [0.5], 2_000, 4)
    assert steps == []
    assert shares[0, 0] == pytest.approx(chance([1.0], [0.5]) - chance([], []), abs=0.05)


# Each number by itself.


def by_itself(
    seen: list[float], errors: list[float], n: int, seed: int
) -> list[tuple[float, float] | Words]:
    """What each number does alone and its error, or why that cannot be told."""

    def columns(u: np.ndarray, seeds: np.ndarray) -> np.ndarray:
        found = stats.norm.logpdf(np.array(seen), ndtri(u[:, :1]), np.array(errors))
        # A number of 9 or more cannot be, whatever the unknown.
        return np.where(np.array(seen) < 9.0, found, -np.inf)

    first, *steps = alone(
        prior(n, seed), columns, evidence(len(seen)), replace(SETTINGS, seed=seed), n
    )
    assert isinstance(first, Knowing) and not first.inside
    told: list[tuple[float, float] | Words] = []
    for at, step in enumerate(steps):
        if isinstance(step, Words):
            told.append(step)
            continue
        assert step.inside == {at}
        value, error = difference(of(first, n), of(step, n))
        told.append((float(value[0]), float(error[0])))
    return told


def test_each_number_by_itself_does_what_the_exact_posterior_says() -> None:
    seen, errors = [1.0, -0.4, 1.6], [0.5, 0.8, 0.05]
    found = by_itself(seen, errors, 2_000, 1)
    for told, number, error in zip(found, seen, errors, strict=True):
        truth = chance([number], [error]) - chance([], [])
        assert not isinstance(told, Words) and abs(told[0] - truth) < 3.5 * told[1] < 0.12


def test_the_stated_error_of_a_number_by_itself_is_the_error_made() -> None:
    """By weights (the first) as by moves (the others)."""
    seen, errors = [0.3, 0.8, 0.5], [1.5, 0.25, 0.1]
    found = [by_itself(seen, errors, 300, seed) for seed in range(60)]
    told = np.array(found, dtype=float)
    made, stated = told[:, :, 0].std(axis=0), told[:, :, 1].mean(axis=0)
    assert ((made / stated > 0.7) & (made / stated < 1.4)).all()
    for at, (number, error) in enumerate(zip(seen, errors, strict=True)):
        truth = chance([number], [error]) - chance([], [])
        assert abs(told[:, at, 0].mean() - truth) < 4 * made[at] / np.sqrt(len(told))


def test_a_number_that_no_old_pair_allows_is_said_so_and_the_others_are_told() -> None:
    impossible, possible = by_itself([9.5, 1.0], [0.5, 0.5], 500, 2)
    assert isinstance(impossible, Words) and "没有一对" in impossible.zh
    assert "500 old pairs" in impossible.en and not isinstance(possible, Words)
    assert possible[0] == pytest.approx(chance([1.0], [0.5]) - chance([], []), abs=0.15)


def test_a_number_that_a_handful_of_histories_reach_is_said_so() -> None:
    """However many pairs the moves make of them: their errors would be those of a few draws."""
    far, near = by_itself([4.0, 1.0], [0.02, 0.5], 80, 3)
    assert isinstance(far, Words) and "独立的历史只剩" in far.zh and "floor of 10" in far.en
    assert not isinstance(near, Words)


def test_a_reason_is_given_without_remedies_that_are_not_to_be_had(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def too_few(*_: object) -> None:
        require_size(3.1, 50.0)

    monkeypatch.setattr("calibration.credit.lead", too_few)
    sharp, near = by_itself([2.0, 1.0], [0.01, 2.0], 100, 3)
    assert isinstance(sharp, Words) and not isinstance(near, Words)
    assert sharp.zh == "有效样本数 3.1 低于下限 50"
    assert sharp.en == "effective sample size 3.1 is under the floor of 50"


def test_draws_without_a_value_are_left_out() -> None:
    hits = np.array([[True], [False], [True], [False]])
    valid = np.array([[True], [True], [False], [False]])
    found = known(hits, valid, np.full(4, 0.25), np.arange(4), 4)
    assert found.probability.tolist() == [0.5]
    assert found.influence[:, 0].tolist() == [0.25, -0.25, 0.0, 0.0]
    nobody = known(hits, np.zeros_like(valid), np.full(4, 0.25), np.arange(4), 4)
    assert np.isnan(nobody.probability).all()


def test_pairs_that_share_luck_or_parameters_are_one_lineage() -> None:
    u = np.array([[0.1], [0.2], [0.2], [0.3], [0.4]])
    seeds = np.array([1, 1, 2, 3, 3])
    found = lineages(u, seeds)
    assert found.tolist() == [0, 0, 0, 1, 1]
    assert independent_size(found, np.full(5, 0.2)) == pytest.approx(1 / (0.36 + 0.16))
    assert independent_size(lineages(u, np.arange(5)), np.full(5, 0.2)) == pytest.approx(
        1 / (0.16 + 3 * 0.04)
    )


def test_seeds_that_differ_only_in_what_comes_after_history_share_their_luck() -> None:
    u = np.array([[0.1], [0.2], [0.3]])
    later = np.int64(1) << HISTORY_BITS
    assert lineages(u, np.array([7, 7 + later, 8])).tolist() == [0, 0, 1]
    assert lineages(u, np.array([7, 7 + later // 2, 8])).tolist() == [0, 1, 2]
