"""The front of cost against probability by NSGA-II, asked and told generation by generation.

Deb, Pratap, Agarwal & Meyarivan, "A fast and elitist multiobjective genetic algorithm: NSGA-II",
IEEE Trans. Evol. Comput. 6, 2002, as pymoo has it.  The first generation is a design of its own:
nothing, the plan, everything, each lever and each action alone, and the levers that gain most for
their cost together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from scenarios.portfolio.evaluations import Evaluations, Score
from scenarios.portfolio.ladders import Point, Space

POPULATION = 60
# Share of the levers that a random point of the first generation moves.
_MOVED = 0.3
# Generations in a row that ask nothing new: few levers leave few points.
_STALE = 3


def first_points(
    space: Space, plan: Point, evaluate: Evaluations, most: int, seed: int
) -> list[Point]:
    """The points that a search begins with: designed, then rows of levers, then random ones."""
    points = list(dict.fromkeys(_designed(space, plan)))[:most]
    scores = dict(zip(points, evaluate(points), strict=True))
    rows = list(_rows(space, plan, scores))
    points = list(dict.fromkeys([*points, *rows]))[:most]
    random = np.random.default_rng([2002, seed])
    tops = np.array(space.tops)
    for _ in range(10 * POPULATION):
        if len(points) >= min(most, POPULATION):
            break
        rungs = np.where(random.random(len(tops)) < _MOVED, random.integers(0, tops + 1), 0)
        points = list(dict.fromkeys([*points, tuple(map(int, rungs))]))
    return points


def _designed(space: Space, plan: Point) -> Iterator[Point]:
    """Nothing, the plan, everything; every lever alone; every action at the plan and in full."""
    yield from (space.nothing, plan, space.tops)
    groups = [ladder.group for ladder in space.ladders]
    for at in range(len(groups)):
        yield _alone(space, at)
    for full in (space.tops, plan):
        for group in dict.fromkeys(groups):
            yield tuple(
                rung if mine == group else 0 for rung, mine in zip(full, groups, strict=True)
            )


def _alone(space: Space, at: int) -> Point:
    """One lever as far as it goes."""
    return tuple(top if index == at else 0 for index, top in enumerate(space.tops))


def _rows(space: Space, plan: Point, scores: Mapping[Point, Score]) -> Iterator[Point]:
    """The levers that gain most for their cost when alone, more and more of them together.

    At the plan's values and as far as they go.
    """
    base = scores[space.nothing]
    gains = []
    for at in range(len(space.ladders)):
        found = scores.get(_alone(space, at))
        if found is not None and found.probability > base.probability:
            price = max(0.0, found.cost - base.cost) / (found.probability - base.probability)
            gains.append((price, at))
    order = [at for _, at in sorted(gains)]
    for full in (space.tops, plan):
        for length in range(2, len(order) + 1):
            kept = set(order[:length])
            yield tuple(rung if at in kept else 0 for at, rung in enumerate(full))


def evolve(space: Space, plan: Point, evaluate: Evaluations, most: int, seed: int) -> None:
    """Ask for about `most` points, generation by generation; the answers stay in `evaluate`."""
    from pymoo.algorithms.moo.nsga2 import NSGA2
    from pymoo.core.problem import Problem
    from pymoo.operators.crossover.sbx import SBX
    from pymoo.operators.mutation.pm import PM
    from pymoo.operators.repair.rounding import RoundingRepair
    from pymoo.problems.static import StaticProblem

    start = first_points(space, plan, evaluate, most, seed)
    problem = Problem(
        n_var=len(space.ladders), n_obj=2, xl=np.zeros(len(space.ladders)),
        xu=np.array(space.tops), vtype=int,
    )  # fmt: skip
    algorithm = NSGA2(
        pop_size=max(4, min(POPULATION, most // 4)),
        sampling=np.array(start),
        crossover=SBX(prob=0.9, eta=10, vtype=float, repair=RoundingRepair()),
        mutation=PM(eta=10, vtype=float, repair=RoundingRepair()),
        eliminate_duplicates=True,
    )
    algorithm.setup(problem, termination=("n_gen", most), seed=seed % 2**32, verbose=False)
    stale = 0
    while algorithm.has_next() and len(evaluate.asked) < most and stale < _STALE:
        before = len(evaluate.asked)
        asked = algorithm.ask()
        if asked is None or len(asked) == 0:
            break
        points = [tuple(map(int, np.rint(row))) for row in asked.get("X")]
        scores = evaluate(points)
        objectives = np.array([[score.cost, -score.probability] for score in scores])
        algorithm.evaluator.eval(StaticProblem(problem, F=objectives), asked)
        algorithm.tell(infills=asked)
        stale = stale + 1 if len(evaluate.asked) == before else 0
