"""The front of cost against probability by NSGA-II, asked and told generation by generation.

Deb, Pratap, Agarwal & Meyarivan, "A fast and elitist multiobjective genetic algorithm: NSGA-II",
IEEE Trans. Evol. Comput. 6, 2002, as pymoo has it.  The first generation is a design of its own:
nothing, the plan, everything, each action alone, each lever alone.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scenarios.portfolio.evaluations import Evaluations
from scenarios.portfolio.ladders import Point, Space

POPULATION = 60
# Share of the levers that a random point of the first generation moves.
_MOVED = 0.3


def first_points(space: Space, plan: Point, seed: int, most: int) -> list[Point]:
    """The design that a search begins with, at most `most` points, filled up at random."""
    points = list(dict.fromkeys(_designed(space, plan)))[:most]
    random = np.random.default_rng([2002, seed])
    tops = np.array(space.tops)
    for _ in range(10 * most):
        if len(points) >= min(most, POPULATION):
            break
        rungs = np.where(random.random(len(tops)) < _MOVED, random.integers(0, tops + 1), 0)
        points = list(dict.fromkeys([*points, tuple(map(int, rungs))]))
    return points


def _designed(space: Space, plan: Point) -> Iterator[Point]:
    """Nothing, the plan, everything; every action at the plan's values and in full; every lever."""
    yield from (space.nothing, plan, space.tops)
    groups = [ladder.group for ladder in space.ladders]
    for full in (space.tops, plan):
        for group in dict.fromkeys(groups):
            yield tuple(
                rung if mine == group else 0 for rung, mine in zip(full, groups, strict=True)
            )
    for at, top in enumerate(space.tops):
        yield tuple(top if index == at else 0 for index in range(len(groups)))


def evolve(space: Space, plan: Point, evaluate: Evaluations, most: int, seed: int) -> None:
    """Ask for about `most` points, generation by generation; the answers stay in `evaluate`."""
    from pymoo.algorithms.moo.nsga2 import NSGA2
    from pymoo.core.problem import Problem
    from pymoo.operators.crossover.sbx import SBX
    from pymoo.operators.mutation.pm import PM
    from pymoo.operators.repair.rounding import RoundingRepair
    from pymoo.problems.static import StaticProblem

    start = first_points(space, plan, seed, most)
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
    while algorithm.has_next() and len(evaluate.asked) < most:
        asked = algorithm.ask()
        if asked is None or len(asked) == 0:
            break
        points = [tuple(map(int, np.rint(row))) for row in asked.get("X")]
        scores = evaluate(points)
        objectives = np.array([[score.cost, -score.probability] for score in scores])
        algorithm.evaluator.eval(StaticProblem(problem, F=objectives), asked)
        algorithm.tell(infills=asked)
