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


# Found afresh: numbers by themselves.


@pytest.fixture(scope="module")
def afresh(updated: Updated) -> Updated:
    """The same, had it come from the priors."""
    return replace(updated, ancestors=None, method="rerun", why=Words("够不着", "out of reach"))


@pytest.fixture(scope="module")
def single(runs: ToyRuns, old: Posterior, afresh: Updated) -> Effects:
    return compare(runs, old, afresh)


def test_after_a_rerun_there_are_no_shares_but_each_number_by_itself(
    single: Effects, afresh: Updated
) -> None:
    assert single.kind == "alone" and single.untold == afresh.why
    assert single.alone_untold == {}
    assert all(not move.shares and len(move.alone) == 2 for move in single.moves)


def test_each_number_by_itself_does_what_the_exact_posterior_says(single: Effects) -> None:
    move = next(move for move in single.moves if move.target.id == "T1")
    for share, number_known in zip(move.alone, NEW, strict=True):
        truth = chance((*OLD, number_known)) - chance(OLD)
        assert share is not None and abs(share.value - truth) < 3.5 * share.error < 0.15


def test_the_number_that_by_itself_moved_it_is_named(single: Effects) -> None:
    move = next(move for move in single.moves if move.target.id == "T1")
    assert move.clear and move.mover == move.strongest == 1
    share = move.alone[1]
    assert share is not None and share.clear and share.value * move.change > 0
    for other in single.moves:
        if other.target.id not in ("T1", "T3"):
            assert other.mover is None and other.strongest is None


def test_a_number_that_pulled_the_other_way_did_not_move_it(runs: ToyRuns, old: Posterior) -> None:
    """One sharp number high, one sharper and low: the chance falls, the first is not why."""
    high = number("revenue_above_scale", 2023, 2.5e5, 0.20)
    low = number("revenue_above_scale", 2022, 1.6e5, 0.05)
    done = update(old, runs, weigh(OLD, (high, low)), 7)
    fresh = replace(done, ancestors=None, method="rerun", why=Words("够不着", "out of reach"))
    move = next(m for m in compare(runs, old, fresh).moves if m.target.id == "T1")
    by_high, by_low = move.alone
    assert by_high is not None and by_high.clear and by_high.value > 0
    assert by_low is not None and by_low.clear and by_low.value < 0
    assert move.clear and move.change < 0 and move.mover == 1


def test_a_number_that_old_pairs_cannot_be_led_to_is_listed_and_the_rest_told(
    runs: ToyRuns, old: Posterior, afresh: Updated, single: Effects
) -> None:
    far = number("revenue_above_scale", 2021, 2.2e6, 0.01)
    found = compare(runs, old, replace(afresh, evidence=weigh(OLD, (GDP, far))))
    assert found.kind == "alone" and found.alone_untold is not None
    assert list(found.alone_untold) == [1]
    why = found.alone_untold[1]
    assert "新数据的" in why.zh and "of the new numbers" in why.en
    for move, same in zip(found.moves, single.moves, strict=True):
        assert move.alone[1] is None and move.alone[0] == same.alone[0]


def test_every_number_done_by_itself_is_told_of_on_the_way(
    runs: ToyRuns, old: Posterior, afresh: Updated
) -> None:
    told: list[tuple[set[int], bool]] = []
    targets = headlines(load_targets(SHIPPED))
    effects(old, afresh, runs, targets, 200, lambda at, state: told.append((set(at), not state)))
    assert [at for at, done in told if done] == [{0}, {1}]
    # Both are too sharp for weights: stages of moves are told of too.
    assert [at for at, _ in told] == sorted((at for at, _ in told), key=min)
    assert sum(not done for _, done in told) >= 2


def test_where_the_way_to_all_numbers_breaks_off_each_is_told_by_itself(
    runs: ToyRuns, old: Posterior, updated: Updated, monkeypatch: pytest.MonkeyPatch
) -> None:
    why = Words("走不到", "no way")

    def broken(*_: object) -> None:
        raise WeightError(why, 1.0, float("nan"))

    monkeypatch.setattr("scenarios.update_effects.walk", broken)
    found = compare(runs, old, updated)
    assert found.kind == "alone" and found.untold == why
    assert next(move for move in found.moves if move.target.id == "T1").mover == 1


def test_a_single_number_has_the_whole_change_after_a_rerun_too(
    runs: ToyRuns, old: Posterior
) -> None:
    done = update(old, runs, weigh(OLD, (REVENUE,)), 7)
    fresh = replace(done, ancestors=None, method="rerun", why=Words("够不着", "out of reach"))
    found = compare(runs, old, fresh)
    assert found.kind == "share" and found.moves[0].shares[0].value == pytest.approx(
        found.moves[0].change
    )


def test_shares_are_left_out_when_not_wanted(
    runs: ToyRuns, old: Posterior, updated: Updated
) -> None:
    found = compare(runs, old, updated, pairs=0)
    assert found.untold is not None and "--credit 0" in found.untold.en
    assert found.kind is None and all(not move.told for move in found.moves)


def test_after_a_rerun_nothing_is_told_of_numbers_when_not_wanted(
    runs: ToyRuns, old: Posterior, afresh: Updated
) -> None:
    found = compare(runs, old, afresh, pairs=0)
    assert found.kind is None and found.untold is not None and "--credit 0" in found.untold.en
    assert all(not move.told and move.mover is None for move in found.moves)
