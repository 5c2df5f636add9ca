"""From one posterior to the next: against exact posteriors, and what it says when it cannot."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtri

from calibration.importance import UnreachableError, WeightError, pareto_shape
from calibration.particles import Settings, State, Tempered
from calibration.retempering import Start, retemper
from calibration.tempering import temper

# Three parameters, standard normal before any data; sums of them seen with an error each.
OLD_SUMS = np.array([[1.0, 0.5, 0.0], [0.0, 1.0, -0.7]])
OLD_SEEN = np.array([1.0, -0.5])
NEW_SUMS = np.array([[0.3, 0.0, 1.0], [1.0, 1.0, 1.0]])
NEW_SEEN = np.array([1.2, 2.0])
SETTINGS = Settings(seed=0, start=4096, particles=1000, budget=200_000)


def of(u: np.ndarray, sums: np.ndarray, seen: np.ndarray, error: float) -> np.ndarray:
    theta = ndtri(u)
    # Written out: a matrix product may round differently for another number of rows.
    gaps = [
        (value - (row * theta).sum(axis=1)) / error for row, value in zip(sums, seen, strict=True)
    ]
    return -0.5 * np.sum(np.square(gaps), axis=0)


def old_record(u: np.ndarray, seeds: np.ndarray) -> np.ndarray:
    return of(u, OLD_SUMS, OLD_SEEN, 0.5)


def added(error: float):
    """The old record, and the old one with two sums more."""

    def both(u: np.ndarray, seeds: np.ndarray) -> np.ndarray:
        old = old_record(u, seeds)
        return np.stack([old, old + of(u, NEW_SUMS, NEW_SEEN, error)], axis=1)

    return both


def revised(u: np.ndarray, seeds: np.ndarray) -> np.ndarray:
    """The first sum was 1.0 and is now 1.4, less certain than it was."""
    second = of(u, OLD_SUMS[1:], OLD_SEEN[1:], 0.5)
    return np.stack([old_record(u, seeds), second + of(u, OLD_SUMS[:1], [1.4], 0.6)], axis=1)


def exact(*parts: tuple[np.ndarray, np.ndarray, float]) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviations of the Gaussian posterior given (sums, seen, error) parts."""
    precision, pull = np.eye(3), np.zeros(3)
    for sums, seen, error in parts:
        precision = precision + sums.T @ sums / error**2
        pull = pull + sums.T @ np.asarray(seen) / error**2
    covariance = np.linalg.inv(precision)
    return covariance @ pull, np.sqrt(np.diag(covariance))


def start(seed: int) -> Start:
    found = temper(old_record, 3, replace(SETTINGS, seed=seed))
    return Start(found.u, found.seeds, found.weights)


def off(found: Tempered, centre: np.ndarray, sd: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How far means and standard deviations are off, in standard deviations."""
    theta = ndtri(found.u)
    mean = found.weights @ theta
    return (mean - centre) / sd, np.sqrt(found.weights @ (theta - mean) ** 2) / sd - 1.0


@pytest.mark.parametrize("error", [0.5, 0.02])
def test_added_numbers_bring_the_pairs_to_the_exact_posterior(error: float) -> None:
    truth = exact((OLD_SUMS, OLD_SEEN, 0.5), (NEW_SUMS, NEW_SEEN, error))
    shifts, spreads = [], []
    for seed in range(6):
        found = retemper(added(error), start(seed), replace(SETTINGS, seed=100 + seed))
        assert found.status == "complete" and found.temperature == 1.0
        assert np.array_equal(added(error)(found.u, found.seeds)[:, 1], found.loglik)
        shift, spread = off(found, *truth)
        shifts.append(shift)
        spreads.append(spread)
    # A run of 1000 particles has a Monte Carlo error of .035 sd in the mean and .025 in the sd.
    assert np.abs(shifts).max() < 0.18 and np.abs(spreads).max() < 0.14
    assert np.abs(np.mean(shifts, axis=0)).max() < 0.06
    assert np.abs(np.mean(spreads, axis=0)).max() < 0.05


def test_a_revised_number_is_divided_out_and_the_new_one_put_in() -> None:
    truth = exact((OLD_SUMS[1:], OLD_SEEN[1:], 0.5), (OLD_SUMS[:1], [1.4], 0.6))
    found = [retemper(revised, start(s), replace(SETTINGS, seed=200 + s)) for s in range(6)]
    shifts, spreads = zip(*(off(run, *truth) for run in found), strict=True)
    assert np.abs(np.mean(shifts, axis=0)).max() < 0.06
    assert np.abs(np.mean(spreads, axis=0)).max() < 0.05


def test_weights_of_the_start_count() -> None:
    """Prior runs with the old posterior's weights are as good a start as the posterior."""
    rng = np.random.default_rng(5)
    u, seeds = rng.uniform(size=(20_000, 3)), np.arange(20_000)
    weights = np.exp(old_record(u, seeds))
    found = retemper(added(0.5), Start(u, seeds, weights / weights.sum()), SETTINGS)
    shift, spread = off(found, *exact((OLD_SUMS, OLD_SEEN, 0.5), (NEW_SUMS, NEW_SEEN, 0.5)))
    assert np.abs(shift).max() < 0.14 and np.abs(spread).max() < 0.12


def test_chunks_and_stages_seen_leave_no_trace() -> None:
    begin, stages = start(1), list[State]()
    whole = retemper(added(0.1), begin, SETTINGS, on_stage=stages.append)
    small = retemper(added(0.1), begin, replace(SETTINGS, chunk=37))
    for field in ("u", "seeds", "loglik", "weights"):
        assert getattr(small, field).tobytes() == getattr(whole, field).tobytes()
    assert tuple(stages[-1].stages) == whole.stages and len(stages) > 1


def test_a_number_that_says_nothing_takes_one_step() -> None:
    def nothing(u: np.ndarray, seeds: np.ndarray) -> np.ndarray:
        return np.stack([old_record(u, seeds)] * 2, axis=1)

    found = retemper(nothing, start(2), SETTINGS)
    assert found.status == "complete" and len(found.stages) == 1


def test_what_cannot_be_reached_or_trusted_is_said() -> None:
    def never(u: np.ndarray, seeds: np.ndarray) -> np.ndarray:
        return np.stack([old_record(u, seeds), np.full(len(u), -np.inf)], axis=1)

    with pytest.raises(UnreachableError):
        retemper(never, start(3), SETTINGS)
    few = Start(*(part[:30] for part in (start(3).u, start(3).seeds)), np.full(30, 1 / 30))
    with pytest.raises(WeightError):
        retemper(added(0.02), few, replace(SETTINGS, sweeps=1, ess_floor=900.0))


def test_a_short_budget_says_how_far_it_got() -> None:
    found = retemper(added(0.02), start(4), replace(SETTINGS, budget=3_000))
    assert found.status == "budget" and found.calls == 3_000 and found.temperature < 1.0


def test_moves_that_are_never_accepted_end_the_run() -> None:
    begin = start(5)
    known = {row.tobytes() for row in ndtri(begin.u)}

    def only_known(u: np.ndarray, seeds: np.ndarray) -> np.ndarray:
        found = added(0.02)(u, seeds)
        old = np.array([row.tobytes() in known for row in ndtri(u)])
        found[~old & (np.abs(ndtri(u)).max(axis=1) > 1e-9)] -= 1e6
        return found

    settings = replace(SETTINGS, sweeps=2, acceptance_floor=0.2)
    found = retemper(only_known, begin, settings)
    assert found.status == "acceptance" and found.temperature < 1.0


def test_a_faulty_simulator_is_named() -> None:
    with pytest.raises(ValueError, match="shape"):
        retemper(lambda u, seeds: old_record(u, seeds), start(6), SETTINGS)
    with pytest.raises(ValueError, match="nan for seed"):
        retemper(lambda u, seeds: np.full((len(u), 2), np.nan), start(6), SETTINGS)


def test_weights_that_differ_by_rounding_alone_have_no_tail() -> None:
    rng = np.random.default_rng(1)
    counts = np.log(rng.integers(1, 4, 1000) / 1000)
    assert pareto_shape(counts + rng.uniform(-4e-16, 4e-16, 1000)) == 0.0


def test_every_pair_knows_the_pair_it_came_from() -> None:
    begin = start(7)
    found = retemper(added(0.5), begin, replace(SETTINGS, sweeps=1))
    assert len(found.ancestors) == len(found.u)
    stayed = np.isclose(found.u, begin.u[found.ancestors], atol=1e-12).all(axis=1)
    assert 0.2 < stayed.mean() < 0.95
    whole = retemper(added(0.02), begin, SETTINGS)
    assert len(whole.stages) > 2 and len(np.unique(whole.ancestors)) < len(whole.ancestors) / 3
