"""Improving one point lever by lever on the search's own draws, until no step helps.

The genetic search covers the front; here the point that answers the question is taken as far as
single steps, several at once, and exchanges between two levers lead.  A step is judged by a rank,
a tuple of which the smallest is best.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

from scenarios.portfolio.evaluations import Evaluations, Score
from scenarios.portfolio.ladders import Point

Rank = Callable[[Score], tuple[float, ...]]
# Lengths of the rows of steps that are tried together, and how many exchanges a round tries.
_TOGETHER = (2, 3, 5, 8, 13, 21, 34)
_EXCHANGES = 30


def cheapest(at_least: float, budget: float | None) -> Rank:
    """Reaching `at_least` within the budget as cheaply as can be; else as likely as can be."""
    most = float("inf") if budget is None else budget

    def rank(score: Score) -> tuple[float, ...]:
        if score.cost > most:
            return (2.0, score.cost, 0.0)
        if score.probability >= at_least:
            return (0.0, score.cost, -score.probability)
        return (1.0, -score.probability, score.cost)

    return rank


def polish(start: Point, tops: Point, rank: Rank, evaluate: Evaluations, most: int) -> Point:
    """The best point reached from `start` while `evaluate` has been asked for fewer than `most`.

    Of points of one rank the one that moves levers least: what changes nothing is left alone.
    """
    best, score = start, evaluate([start])[0]

    def order(point: Point, known: Score) -> tuple[tuple[float, ...], int, Point]:
        return rank(known), sum(point), point

    while len(evaluate.asked) < most:
        steps = _steps(best, tops)[: most - len(evaluate.asked)]
        found = dict(zip(steps, evaluate(steps), strict=True))
        if len(evaluate.asked) < most:
            more = _joined(best, score, found, rank)[: most - len(evaluate.asked)]
            found |= dict(zip(more, evaluate(more), strict=True))
        winner = min(found, key=lambda point: order(point, found[point]))
        if order(winner, found[winner])[:2] >= order(best, score)[:2]:
            break
        best, score = winner, found[winner]
    return best


def _steps(point: Point, tops: Point) -> list[Point]:
    """Single steps: a lever that is moved goes to nothing, to half, one down, one up; one that is
    not goes one up, or all the way."""
    found: list[Point] = []
    for at, (rung, top) in enumerate(zip(point, tops, strict=True)):
        to = (0, rung // 2, rung - 1, rung + 1) if rung else (1, top)
        found += [_with(point, at, new) for new in to if 0 <= new <= top and new != rung]
    return list(dict.fromkeys(found))


def _with(point: Point, at: int, rung: int) -> Point:
    return (*point[:at], rung, *point[at + 1 :])


def _lever(point: Point, other: Point) -> int:
    """The lever in which two points differ first."""
    return next(at for at, pair in enumerate(zip(point, other, strict=True)) if pair[0] != pair[1])


def _joined(point: Point, score: Score, steps: dict[Point, Score], rank: Rank) -> list[Point]:
    """Points made of several steps: rows of cheap savings, rows of cheap gains, exchanges."""
    changes = {
        step: (found.probability - score.probability, found.cost - score.cost)
        for step, found in steps.items()
    }
    savings = [step for step, (_, cost) in changes.items() if cost < 0]
    gains = [step for step, (gain, _) in changes.items() if gain > 0]
    savings.sort(key=lambda step: (max(0.0, -changes[step][0]) / -changes[step][1], step))
    gains.sort(key=lambda step: (max(0.0, changes[step][1]) / changes[step][0], step))
    rows = [*_rows(point, savings), *_rows(point, gains)]
    pairs = [
        (one, two)
        for one, two in product(gains, savings)
        if one != two and _lever(point, one) != _lever(point, two)
    ]

    def predicted(pair: tuple[Point, Point]) -> tuple[float, ...]:
        gain, cost = (sum(parts) for parts in zip(*(changes[step] for step in pair), strict=True))
        return rank(Score(score.probability + gain, score.cost + cost))

    pairs.sort(key=lambda pair: (predicted(pair), pair))
    exchanges = [_merged(point, pair) for pair in pairs[:_EXCHANGES]]
    return [made for made in dict.fromkeys([*rows, *exchanges]) if made not in steps]


def _rows(point: Point, steps: Sequence[Point]) -> list[Point]:
    """The first steps taken together, one a lever, in rows of growing length."""
    firsts: dict[int, Point] = {}
    for step in steps:
        firsts.setdefault(_lever(point, step), step)
    chosen = list(firsts.values())
    return [_merged(point, chosen[:length]) for length in _TOGETHER if length <= len(chosen)]


def _merged(point: Point, steps: Sequence[Point]) -> Point:
    """A point with the changes of several steps, each in a lever of its own."""
    made = list(point)
    for step in steps:
        at = _lever(point, step)
        made[at] = step[at]
    return tuple(made)
