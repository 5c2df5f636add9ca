"""Who is first in line for public money: a lot decides, not the place in the register."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from model.agenda.enterprises import next_in_line
from model.behaviour.common import SUBSIDISED, SUBSIDY_REFUSED
from model.policy import build_policy
from model.spec import CountySpec
from model.units import POLICY_QUARTER
from tests.model.plain_parts import twin
from tests.model.worlds import Run, roster_row, start_run

WAYS = (1, -1)
EQUALS = 60


def line(first: int, way: int, n: int) -> list[int]:
    """The places of a register of n in the order in which they claim."""
    found, place = [], first
    for _ in range(n):
        found.append(place)
        place = twin(next_in_line)(place, way, n)
    return found


@pytest.mark.parametrize("n", [1, 2, 3, 7, 60])
def test_everybody_is_in_line_once(n: int) -> None:
    """Wherever it begins and whichever way it goes; every place in line is equally likely."""
    lines = np.array([line(first, way, n) for first in range(n) for way in WAYS])
    assert (np.sort(lines, axis=1) == np.arange(n)).all()
    for column in lines.T:
        assert (np.bincount(column, minlength=n) == 2).all()


def test_of_two_either_is_as_often_first() -> None:
    """Over all beginnings and both ways, for neighbours as for those far apart."""
    n = 9
    ranks = np.array([np.argsort(line(first, way, n)) for first in range(n) for way in WAYS])
    for one, other in combinations(range(n), 2):
        assert (ranks[:, one] < ranks[:, other]).sum() == n


def county_of_equals(spec: CountySpec, draw: int) -> Run:
    """Sixty mussel processors that are all alike, and little money for large promises."""
    scarce = {"upgrade_subsidy": 0.5, "support_budget_share": 0.006, "fund_share": 0.0}
    policy = build_policy(spec, {**spec.plan, **scarce, "talent_award": 0.0})
    roster = np.concatenate([roster_row(i, 0, 3_000.0) for i in range(EQUALS)])
    return start_run(spec, policy, spec.prior_means(), 5, draw, roster)


def test_the_register_decides_nothing(spec: CountySpec) -> None:
    """The first third of the register is paid as often as the last, though few are paid."""
    paid, refused = np.zeros(EQUALS), np.zeros(EQUALS)
    for draw in range(150):
        for world, t in county_of_equals(spec, draw).quarters():
            if t >= POLICY_QUARTER:
                act = world.firms["act"][:EQUALS]
                paid += (act & SUBSIDISED) > 0
                refused += (act & SUBSIDY_REFUSED) > 0
    share = [
        paid[part].sum() / (paid[part] + refused[part]).sum()
        for part in (slice(0, EQUALS // 3), slice(2 * EQUALS // 3, EQUALS))
    ]
    assert paid.sum() > 500 and refused.sum() > 5 * paid.sum()
    # In the order of the register the ratio would be about one and a half.
    assert 0.8 < share[0] / share[1] < 1.25


def test_the_lot_is_drawn_anew_every_quarter(spec: CountySpec) -> None:
    """The line begins at many places and goes both ways."""
    firsts, ways = set(), []
    for world, _ in county_of_equals(spec, 0).quarters():
        firsts.add(int(world.county["first"][0]))
        ways.append(int(world.county["way"][0]))
    assert len(firsts) > 20
    assert set(ways) == {1, -1} and 10 < ways.count(1) < 34
