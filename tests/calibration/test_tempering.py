"""Sequential tempering: against exact posteriors, and what it says when it cannot know."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtri

from calibration.importance import UnreachableError, WeightError, trusted_weights
from calibration.particles import Settings, State, Tempered
from calibration.proposals import Address
from calibration.tempering import temper

SETTINGS = Settings(seed=0, start=4096, particles=1000, budget=200_000)
# Three parameters, standard normal before the data, seen through four sums with error .5.
SUMS = np.array([[1.0, 0.5, 0.0], [0.0, 1.0, -0.7], [0.3, 0.0, 1.0], [1.0, 1.0, 1.0]])
SEEN, ERROR = np.array([1.0, -2.0, 0.5, 1.5]), 0.5


def gaussian(u: np.ndarray, seeds: np.ndarray) -> np.ndarray:
    theta = ndtri(u)
    # Written out: a matrix product may round differently for another number of rows.
    gaps = [
        (seen - (row * theta).sum(axis=1)) / ERROR for row, seen in zip(SUMS, SEEN, strict=True)
    ]
    return -0.5 * np.sum(np.square(gaps), axis=0)


def counts(u: np.ndarray, seeds: np.ndarray) -> np.ndarray:
    """Counts 0, 1, 0 of a Poisson whose rate is Gamma(2, 1) before: Gamma(3, 4) after."""
    rate = stats.gamma.ppf(u[:, 0], 2)
    return stats.poisson.logpmf(np.array([[0], [1], [0]]), rate).sum(axis=0)


def chance(seeds: np.ndarray) -> np.ndarray:
    """Exponential noise that a seed stands for."""
    return -np.log((seeds.astype(float) + 0.5) / 2.0**63)


def noisy(u: np.ndarray, seeds: np.ndarray) -> np.ndarray:
    """2.5 observed with error .3 of a parameter plus exponential chance."""
    return stats.norm.logpdf(2.5, ndtri(u[:, 0]) + chance(seeds), 0.3)


def runs(loglik, dimensions: int, several: int = 8) -> list[Tempered]:
    return [temper(loglik, dimensions, replace(SETTINGS, seed=seed)) for seed in range(several)]


def distance(values: np.ndarray, weights: np.ndarray) -> float:
    """Largest gap of a weighted sample's distribution to the uniform."""
    order = np.argsort(values)
    return float(np.abs(np.cumsum(weights[order]) - values[order]).max())


def test_a_conjugate_gaussian_is_met_in_mean_and_variance():
    exact = np.linalg.inv(np.eye(3) + SUMS.T @ SUMS / ERROR**2)
    centre, sd = exact @ SUMS.T @ SEEN / ERROR**2, np.sqrt(np.diag(exact))
    shifts, spreads = [], []
    for run in runs(gaussian, 3):
        mean = run.weights @ ndtri(run.u)
        shifts.append((mean - centre) / sd)
        spreads.append(np.sqrt(run.weights @ (ndtri(run.u) - mean) ** 2) / sd - 1.0)
        assert run.status == "complete" and run.temperature == 1.0 and run.ess > 900
    # One run of 1000 particles has a Monte Carlo error of .035 sd in the mean and .025 in the sd.
    assert np.abs(shifts).max() < 0.14 and np.abs(spreads).max() < 0.12
    assert np.abs(np.mean(shifts, axis=0)).max() < 0.05
    assert np.abs(np.mean(spreads, axis=0)).max() < 0.04


def test_a_skewed_posterior_is_met_in_its_whole_distribution():
    for run in runs(counts, 1):
        rate = stats.gamma.ppf(run.u[:, 0], 2)
        assert distance(stats.gamma.cdf(rate, 3, scale=0.25), run.weights) < 0.065


def test_chance_inside_the_simulator_is_integrated_out():
    grid, noise = np.linspace(-6, 6, 1501), np.linspace(0, 20, 4001)
    likelihood = stats.norm.pdf(2.5, grid[:, None] + noise, 0.3) * np.exp(-noise)
    density = np.trapezoid(likelihood, noise, axis=1) * stats.norm.pdf(grid)
    below = np.cumsum(density) / density.sum()
    late = np.trapezoid(density * grid, grid) / np.trapezoid(density, grid)
    means = []
    for run in runs(noisy, 1):
        theta = ndtri(run.u[:, 0])
        assert distance(np.interp(theta, grid, below), run.weights) < 0.075
        means.append(run.weights @ theta)
        # Every pair replays what it was kept for.
        assert np.array_equal(noisy(run.u, run.seeds), run.loglik)
    assert np.mean(means) == pytest.approx(late, abs=0.04)


def test_without_data_the_posterior_is_the_prior_and_says_so():
    run = temper(lambda u, seeds: np.zeros(len(u)), 2, SETTINGS)
    assert run.status == "no_information" and run.calls == SETTINGS.start
    assert np.array_equal(run.weights, np.full(SETTINGS.start, 1 / SETTINGS.start))
    assert distance(run.u[:, 1], run.weights) < 0.002


def test_an_observation_that_no_draw_reaches_is_refused_in_one_line():
    with pytest.raises(UnreachableError) as caught:
        temper(lambda u, seeds: np.full(len(u), -np.inf), 2, SETTINGS)
    for lang in ("zh", "en"):
        (line,) = caught.value.lines(lang)
        assert "4096" in line and "\n" not in line and line.encode("gbk")


def test_the_same_bytes_for_any_chunk_and_for_a_run_taken_up_again():
    states: list[State] = []
    whole = temper(noisy, 1, SETTINGS, on_stage=states.append)
    small = temper(noisy, 1, replace(SETTINGS, chunk=37))
    again = temper(noisy, 1, SETTINGS, resume=states[0])
    for other in (small, again):
        for field in ("u", "seeds", "loglik", "weights"):
            assert getattr(other, field).tobytes() == getattr(whole, field).tobytes()
        assert other.stages == whole.stages
    assert temper(noisy, 1, replace(SETTINGS, seed=1)).u.tobytes() != whole.u.tobytes()
    with pytest.raises(ValueError, match="other settings"):
        temper(noisy, 1, replace(SETTINGS, seed=1), resume=states[0])


@pytest.mark.parametrize("chunk", [64, 4096])
def test_the_budget_ends_a_run_inside_a_stage_and_the_result_says_where(chunk: int):
    asked = 0

    def counted(u: np.ndarray, seeds: np.ndarray) -> np.ndarray:
        nonlocal asked
        asked += len(u)
        return gaussian(u, seeds)

    run = temper(counted, 3, replace(SETTINGS, budget=6_543, chunk=chunk))
    assert run.status == "budget" and asked == run.calls == 6_543
    assert 0.0 < run.temperature < 1.0 and run.temperature == run.stages[-1].temperature
    assert run.weights.sum() == pytest.approx(1.0) and run.ess < SETTINGS.particles
    weights = run.at_full_temperature(ess_floor=30)
    assert weights.ess < run.ess
    with pytest.raises(WeightError, match="低于下限"):
        run.at_full_temperature(ess_floor=900)


def test_a_budget_smaller_than_the_start_leaves_prior_runs():
    run = temper(gaussian, 3, replace(SETTINGS, budget=500))
    assert (run.status, run.temperature, run.calls, len(run.u)) == ("budget", 0.0, 500, 500)


def test_moves_that_are_never_accepted_end_the_run():
    start = {u.tobytes() for u in temper(gaussian, 3, replace(SETTINGS, budget=4096)).u}

    def only_the_start(u: np.ndarray, seeds: np.ndarray) -> np.ndarray:
        known = np.array([row.tobytes() in start for row in u])
        return np.where(known, gaussian(u, seeds), -np.inf)

    run = temper(only_the_start, 3, SETTINGS)
    assert run.status == "acceptance" and run.temperature < 1.0
    # A new seed was accepted freely, and counts for nothing.
    assert run.stages[-1].moved == 0.0 and run.ess < SETTINGS.particles


def test_a_posterior_that_too_few_parameters_carry_is_refused():
    def stuck(u: np.ndarray, seeds: np.ndarray) -> np.ndarray:
        return np.where(np.abs(u - 0.5).max(axis=1) < 0.08, 0.0, -np.inf)

    with pytest.raises(WeightError) as caught:
        temper(stuck, 2, replace(SETTINGS, sweeps=1, refresh=1.0, ess_floor=900))
    assert caught.value.ess < 900 and len(caught.value.lines("en")) == 1


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_simulator_that_gives_no_likelihood_is_named(value: float):
    with pytest.raises(ValueError, match="seed"):
        temper(lambda u, seeds: np.where(u[:, 0] < 0.1, value, 0.0), 1, SETTINGS)


def test_settings_that_cannot_work_are_named():
    with pytest.raises(ValueError, match="start = 10"):
        replace(SETTINGS, start=10)


def test_random_numbers_depend_on_their_address_alone():
    address = Address(0, 2, 3)
    assert np.array_equal(address.uniforms(2, 5, 3), address.uniforms(2, 900, 3)[:5])
    assert stats.kstest(address.uniforms(2, 4000, 2).ravel(), "uniform").pvalue > 0.01
    for other in (Address(1, 2, 3), Address(0, 1, 3), Address(0, 2, 2)):
        assert (
            abs(np.corrcoef(other.uniforms(2, 4000)[:, 0], address.uniforms(2, 4000)[:, 0])[0, 1])
            < 0.05
        )


@pytest.mark.parametrize("shape", [0.3, 1.0])
def test_the_tail_of_weights_is_measured_and_a_heavy_one_refused(shape: float):
    logs = np.log(stats.genpareto.rvs(shape, size=20_000, random_state=np.random.default_rng(4)))
    if shape > 0.7:
        with pytest.raises(WeightError, match="Pareto") as caught:
            trusted_weights(logs, 10)
        assert caught.value.pareto_k == pytest.approx(shape, abs=0.15)
    else:
        assert trusted_weights(logs, 10).pareto_k == pytest.approx(shape, abs=0.15)
