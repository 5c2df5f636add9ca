"""How targets moved and which number moved them: a toy county with exact answers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from calibration.calibrate import calibrate
from calibration.county import SHIPPED, load_shipped
from calibration.evidence import weigh
from calibration.faults import Words
from calibration.importance import WeightError
from calibration.particles import Settings
from calibration.posterior import Posterior
from calibration.update import Updated, update
from scenarios.targets import load_targets
from scenarios.update_effects import Effects, effects, headlines
from tests.calibration.toy_county import ToyRuns, chance, number

SETTINGS = Settings(seed=1, start=4096, particles=1000, budget=300_000, ess_floor=100.0)
OLD = (number("gdp", 2017, 1.25e6, 0.05), number("revenue_above_scale", 2019, 2.0e5, 0.15))
GDP, REVENUE = number("gdp", 2023, 1.45e6, 0.02), number("revenue_above_scale", 2023, 1.9e5, 0.05)
NEW = (GDP, REVENUE)


@pytest.fixture(scope="module")
def runs() -> ToyRuns:
    return ToyRuns(load_shipped(), OLD)


@pytest.fixture(scope="module")
def old(runs: ToyRuns) -> Posterior:
    return calibrate(runs, SETTINGS)


@pytest.fixture(scope="module")
def updated(runs: ToyRuns, old: Posterior) -> Updated:
    return update(old, runs, weigh(OLD, NEW), 7)


def compare(runs: ToyRuns, old: Posterior, updated: Updated, pairs: int = 1000) -> Effects:
    targets = headlines(load_targets(SHIPPED))
    return effects(old, updated, runs, targets, pairs)


@pytest.fixture(scope="module")
def found(runs: ToyRuns, old: Posterior, updated: Updated) -> Effects:
    return compare(runs, old, updated)


def test_every_headline_target_is_there(found: Effects) -> None:
    wanted = [target.id for target in load_targets(SHIPPED) if target.headline and target.testable]
    assert [move.target.id for move in found.moves] == wanted and "T1" in wanted


def test_the_change_is_what_the_exact_posteriors_say(found: Effects) -> None:
    move = next(move for move in found.moves if move.target.id == "T1")
    truth = chance((*OLD, *NEW)) - chance(OLD)
    assert move.clear and abs(truth) > 0.05
    assert abs(move.change - truth) < 3 * move.error < 0.15


def test_the_number_that_moved_it_is_named(found: Effects) -> None:
    move = next(move for move in found.moves if move.target.id == "T1")
    first, second = chance((*OLD, GDP)), chance((*OLD, REVENUE))
    none, both = chance(OLD), chance((*OLD, *NEW))
    credits = [(first - none + both - second) / 2, (second - none + both - first) / 2]
    for share, truth in zip(move.shares, credits, strict=True):
        assert abs(share.value - truth) < 3.5 * share.error < 0.15
    assert move.mover == int(np.argmax(np.abs(credits))) == 1
    assert sum(share.value for share in move.shares) == pytest.approx(move.change)


def test_what_did_not_move_is_not_said_to_have(found: Effects) -> None:
    # The toy has nothing to say on the other targets: each is met always or never.
    for move in found.moves:
        if move.target.id not in ("T1", "T3"):
            assert not move.clear and move.mover is None and move.change == 0.0


def test_new_numbers_stand_beside_what_was_expected(found: Effects) -> None:
    gdp, revenue = found.numbers
    assert gdp.before[0] < gdp.before[1] < gdp.before[2]
    assert abs(np.log(gdp.after[1] / GDP.value)) < abs(np.log(gdp.before[1] / GDP.value))
    assert gdp.after[2] - gdp.after[0] < gdp.before[2] - gdp.before[0]
    assert 0.5 < gdp.position < 1.0 and 0.0 < revenue.position < 0.5
    assert 1.0 < found.histories_after < found.histories_before <= 1000


def test_a_surprise_is_called_one(runs: ToyRuns, old: Posterior) -> None:
    far = number("revenue_above_scale", 2023, 4.0e5, 0.05)
    found = compare(runs, old, update(old, runs, weigh(OLD, (far,)), 7))
    assert found.numbers[0].position > 0.975 and found.numbers[0].surprise
    assert found.moves[0].shares[0].value == pytest.approx(found.moves[0].change)


def test_a_number_so_far_off_that_few_histories_reach_it_is_refused(
    runs: ToyRuns, old: Posterior
) -> None:
    far = number("revenue_above_scale", 2023, 7.0e5, 0.05)
    with pytest.raises(WeightError, match="独立历史"):
        update(old, runs, weigh(OLD, (far,)), 7)


def test_a_number_that_says_nothing_moves_nothing(runs: ToyRuns, old: Posterior) -> None:
    bound = number("gdp", 2023, 9e6, 0.05, operator="upper_bound")
    done = update(old, runs, weigh(OLD, (bound,)), 7)
    assert done.method == "weights"
    (first, *_) = compare(runs, old, done).moves
    assert first.change == pytest.approx(0.0, abs=1e-9) and not first.clear


def test_pairs_that_both_hold_are_compared_with_themselves(runs: ToyRuns, old: Posterior) -> None:
    """Re-weighting the same pairs moves a probability with less error than it is known with."""
    mild = number("revenue_above_scale", 2023, 2.0e5, 0.5)
    done = update(old, runs, weigh(OLD, (mild,)), 7)
    move = next(m for m in compare(runs, old, done).moves if m.target.id == "T1")
    assert done.method == "weights" and move.old.probability is not None
    assert move.error < 0.5 * move.old.probability.error / 1.96


def test_after_a_rerun_the_shares_cannot_be_told(
    runs: ToyRuns, old: Posterior, updated: Updated
) -> None:
    fresh = replace(updated, ancestors=None, method="rerun", why=Words("够不着", "out of reach"))
    found = compare(runs, old, fresh)
    assert found.untold == fresh.why and all(not move.shares for move in found.moves)
    assert all(move.mover is None for move in found.moves)


def test_shares_are_left_out_when_not_wanted(
    runs: ToyRuns, old: Posterior, updated: Updated
) -> None:
    found = compare(runs, old, updated, pairs=0)
    assert found.untold is not None and "--credit 0" in found.untold.en
