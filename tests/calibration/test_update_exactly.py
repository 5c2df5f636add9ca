"""An update against exact posteriors: in one step, in two, afresh; added, revised, withdrawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtri

from calibration import update as module
from calibration.calibrate import calibrate
from calibration.county import load_shipped
from calibration.evidence import weigh
from calibration.lineages import lineages
from calibration.observations import Observation
from calibration.particles import Settings
from calibration.posterior import Posterior
from calibration.update import update
from tests.calibration.toy_county import ToyRuns, exact, number

SETTINGS = Settings(seed=1, start=4096, particles=1000, budget=300_000, ess_floor=100.0)
OLD = (number("gdp", 2017, 1.25e6, 0.05), number("revenue_above_scale", 2019, 2.0e5, 0.15))
NEW = (number("gdp", 2023, 1.45e6, 0.02), number("revenue_above_scale", 2023, 1.7e5, 0.05))


@pytest.fixture(scope="module")
def runs() -> ToyRuns:
    return ToyRuns(load_shipped(), OLD)


def old(runs: ToyRuns, seed: int, record: tuple[Observation, ...] = OLD) -> Posterior:
    return calibrate(replace(runs, observations=record), replace(SETTINGS, seed=seed))


def off(found: Posterior, record: tuple[Observation, ...]) -> tuple[np.ndarray, np.ndarray]:
    """How far means and standard deviations of both parameters are off, in standard deviations."""
    mean, covariance = exact(record)
    sd = np.sqrt(np.diag(covariance))[:2]
    z = ndtri(found.u)
    middle = found.weights @ z
    spread = np.sqrt(found.weights @ (z - middle) ** 2)
    return (middle - mean[:2]) / sd, spread / sd - 1.0


def check(found: list[tuple[Posterior, tuple[Observation, ...]]]) -> None:
    """Several posteriors of 1000 pairs (errors about .05 and .035 sd) against exact ones."""
    shifts, spreads = zip(*(off(*item) for item in found), strict=True)
    assert np.abs(shifts).max() < 0.3 and np.abs(spreads).max() < 0.2
    assert np.abs(np.mean(shifts, axis=0)).max() < 0.10
    assert np.abs(np.mean(spreads, axis=0)).max() < 0.07


def test_a_new_year_in_one_step_is_exact(runs: ToyRuns) -> None:
    found = []
    for seed in range(5):
        done = update(old(runs, seed), runs, weigh(OLD, NEW), 10 + seed)
        assert done.method == "moves" and done.posterior.observations == (*OLD, *NEW)
        found.append((done.posterior, (*OLD, *NEW)))
    check(found)


def test_a_new_year_in_two_steps_is_the_same(runs: ToyRuns) -> None:
    found = []
    for seed in range(5):
        half = update(old(runs, seed), runs, weigh(OLD, NEW[:1]), 20 + seed).posterior
        both = update(half, runs, weigh(half.observations, NEW[1:]), 30 + seed).posterior
        assert both.observations == (*OLD, *NEW)
        found.append((both, (*OLD, *NEW)))
    check(found)


def test_a_rerun_from_the_prior_is_the_same(runs: ToyRuns, monkeypatch) -> None:
    def never(*words: object) -> None:
        raise module.WeightError(module.few_histories(1, 2), 1.0, 1.0)

    monkeypatch.setattr(module, "_require_histories", never)
    done = [update(old(runs, seed), runs, weigh(OLD, NEW), 40 + seed) for seed in range(3)]
    assert {item.method for item in done} == {"rerun"}
    check([(item.posterior, (*OLD, *NEW)) for item in done])


def test_a_mild_year_is_weighed_exactly(runs: ToyRuns) -> None:
    mild = (number("gdp", 2023, 1.4e6, 0.12),)
    done = [update(old(runs, seed), runs, weigh(OLD, mild), 50 + seed) for seed in range(4)]
    assert {item.method for item in done} == {"weights"}
    check([(item.posterior, (*OLD, *mild)) for item in done])


def test_a_revised_number_replaces_its_likelihood(runs: ToyRuns) -> None:
    revised = replace(OLD[1], value=2.4e5, published_value=2.4e5, error=0.05)
    found = []
    for seed in range(4):
        done = update(old(runs, seed), runs, weigh(OLD, (revised,)), 60 + seed)
        assert done.posterior.observations == (OLD[0], revised)
        found.append((done.posterior, (OLD[0], revised)))
    check(found)


def test_a_withdrawn_number_is_forgotten(runs: ToyRuns) -> None:
    gone = replace(OLD[1], use="no")
    found = []
    for seed in range(4):
        done = update(old(runs, seed), runs, weigh(OLD, (gone,)), 70 + seed)
        found.append((done.posterior, OLD[:1]))
    check(found)


def test_the_error_by_lineages_is_the_error_made(runs: ToyRuns, monkeypatch) -> None:
    """Means of many updates scatter as much as the lineages of each say."""
    monkeypatch.setattr(module, "HISTORIES", 2.0)
    settings = replace(SETTINGS, particles=200, start=1024, ess_floor=50.0)
    truth, means, stated = exact((*OLD, *NEW))[0][:2], [], []
    for seed in range(24):
        before = calibrate(runs, replace(settings, seed=seed))
        done = update(before, runs, weigh(OLD, NEW), 100 + seed)
        assert done.method == "moves" and done.ancestors is not None
        z = ndtri(done.posterior.u)
        mean = done.posterior.weights @ z
        pull = done.posterior.weights[:, None] * (z - mean)
        lines = lineages(before.u, before.seeds)[done.ancestors]
        by_line = np.stack([np.bincount(lines, column) for column in pull.T])
        means.append(mean - truth)
        stated.append(np.sum(by_line**2, axis=1))
    ratio = np.sqrt(np.mean(np.square(means), axis=0) / np.mean(stated, axis=0))
    assert (ratio > 0.5).all() and (ratio < 1.5).all()
