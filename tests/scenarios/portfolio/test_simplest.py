"""Levers are put back where nothing is lost by it that the draws can show."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np

from scenarios.portfolio.answer import Checked, Question
from scenarios.portfolio.simplest import simplest
from scenarios.probability import Estimate, wilson
from scenarios.resampling import Interval

DRAWS, ERROR = 400, 0.01
ZERO = Interval(0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Bench:
    """Judges points by what each lever gains and costs; every change has a standard error of .01."""

    at_least: float
    gains: tuple[float, ...]
    costs: tuple[float, ...]
    start: float = 0.5

    @property
    def setting(self):
        return SimpleNamespace(question=Question(("T1",), self.at_least))

    def of(self, point):
        moved = [at for at, rung in enumerate(point) if rung]
        share = self.start + sum(self.gains[at] for at in moved)
        cost = sum(self.costs[at] for at in moved)
        found = Estimate(share, *wilson(share, DRAWS), round(DRAWS * share), DRAWS, DRAWS)
        paid = Interval(cost, cost, cost, 0.0)
        shares = np.full(DRAWS, share)
        return Checked("", point, {}, None, found, (), paid, (), ZERO, 0, shares, np.array([cost]))

    def points(self, found):
        return [self.of(point) for point, _ in found]

    def change(self, one, other):
        value = other.probability.value - one.probability.value
        return Interval(value, value - 2 * ERROR, value + 2 * ERROR, ERROR)

    def extra_cost(self, one, other):
        value = other.cost - one.cost
        return Interval(value, value, value, 0.0)

    def answer(self):
        levers = len(self.gains)
        return simplest(self, self.of((1,) * levers), self.of((0,) * levers)).point


def test_out_of_reach_what_cannot_be_told_apart_is_put_back_and_the_rest_stays():
    assert Bench(0.9, (0.1, 0.0, 0.015), (1.0, 1.0, 1.0)).answer() == (1, 0, 0)


def test_small_losses_do_not_add_up():
    """Each of six alone is within error, three together are not."""
    point = Bench(0.9, (0.008,) * 6, (1.0,) * 6).answer()
    assert sum(point) == 4


def test_where_the_goal_is_reached_a_lever_is_put_back_within_one_standard_error_only():
    assert Bench(0.55, (0.1, 0.012, 0.005), (1.0, 1.0, 1.0)).answer() == (1, 1, 0)


def test_the_goal_stays_reached():
    assert Bench(0.6, (0.1, 0.005, -0.004), (1.0, 1.0, 1.0)).answer() == (1, 0, 0)
    assert Bench(0.604, (0.1, 0.005, 0.0), (1.0, 1.0, 1.0)).answer() == (1, 1, 0)


def test_a_lever_that_saves_money_stays():
    assert Bench(0.9, (0.1, 0.0), (2.0, -1.0)).answer() == (1, 1)


def test_nothing_is_moved_where_all_together_gain_nothing():
    assert Bench(0.9, (0.05, -0.05, 0.0), (1.0, 1.0, 1.0)).answer() == (0, 0, 0)
