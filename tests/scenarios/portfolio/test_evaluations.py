"""Every evaluation is made once and kept, whatever becomes of the process."""

from __future__ import annotations

import pytest

from scenarios.portfolio.evaluations import BATCH, Evaluations, Score, read_log
from scenarios.portfolio.genetic import evolve
from scenarios.portfolio.ladders import Ladder, Space
from scenarios.portfolio.polish import cheapest, polish

TOPS = (5, 5, 5)


def score(points):
    return [
        Score(min(1.0, sum(point) / 15), float(point[0] + 2 * point[1] + 3 * point[2]))
        for point in points
    ]


def toy_space():
    rungs = tuple({2023: float(rung)} for rung in range(6))
    ladders = tuple(Ladder(f"lever_{at}", "space", rungs, 2, None) for at in range(3))
    return Space({}, ladders)


def test_a_point_is_played_once_however_often_it_is_asked_for():
    played = []

    def play(points):
        played.extend(points)
        return score(points)

    asked = Evaluations(play)
    asked([(0, 0, 0), (1, 0, 0), (0, 0, 0)])
    asked([(1, 0, 0), (2, 0, 0)])
    assert played == [(0, 0, 0), (1, 0, 0), (2, 0, 0)]
    assert list(asked.asked) == played


def test_what_is_in_the_log_is_not_played_again_and_comes_back_to_the_last_digit(tmp_path):
    log = tmp_path / "log"
    first = Evaluations(lambda points: [Score(0.1 + 0.2, 1 / 3) for _ in points], log)
    first([(0, 0, 1)])

    def refuse(points):
        raise AssertionError("played again")

    assert Evaluations(refuse, log)([(0, 0, 1)]) == [Score(0.1 + 0.2, 1 / 3)]


def test_a_line_half_written_is_dropped_and_the_log_goes_on(tmp_path):
    log = tmp_path / "log"
    Evaluations(score, log)([(0, 0, 1), (1, 0, 0)])
    log.write_bytes(log.read_bytes()[:-9])
    assert list(read_log(log)) == [(0, 0, 1)]
    Evaluations(score, log)([(2, 0, 0)])
    assert list(read_log(log)) == [(0, 0, 1), (2, 0, 0)]


def test_a_large_question_is_kept_batch_by_batch(tmp_path):
    points = [(at, 0, 0) for at in range(BATCH + 5)]
    log = tmp_path / "log"

    def stop_in_the_second(part):
        if part[0] != (0, 0, 0):
            raise KeyboardInterrupt
        return score(part)

    with pytest.raises(KeyboardInterrupt):
        Evaluations(stop_in_the_second, log)(points)
    assert len(read_log(log)) == BATCH


def test_the_genetic_search_asks_the_same_of_the_same_seed():
    asked = []
    for _ in range(2):
        answers = Evaluations(score)
        evolve(toy_space(), (2, 2, 2), answers, 60, seed=4)
        asked.append(list(answers.asked))
    other = Evaluations(score)
    evolve(toy_space(), (2, 2, 2), other, 60, seed=5)
    assert asked[0] == asked[1] != list(other.asked)
    assert asked[0][:3] == [(0, 0, 0), (2, 2, 2), (5, 5, 5)]


def test_polishing_ends_where_no_step_or_exchange_is_cheaper():
    asked = Evaluations(score)
    best = polish((0, 2, 5), TOPS, cheapest(7 / 15, None), asked, 500)
    assert best == (5, 2, 0)


def test_polishing_below_the_goal_spends_the_budget_where_it_gains_most():
    asked = Evaluations(score)
    best = polish((0, 0, 1), TOPS, cheapest(0.9, 7.0), asked, 500)
    assert best == (5, 1, 0)


def test_what_neither_costs_nor_gains_is_left_alone():
    asked = Evaluations(lambda points: [Score(0.5, 0.0) for _ in points])
    assert polish((3, 2, 5), TOPS, cheapest(0.4, None), asked, 500) == (0, 0, 0)
