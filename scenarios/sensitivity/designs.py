"""Where the model is run: Saltelli's cross-sampled blocks and Morris trajectories, both from SALib.

SALib ignores a seed of 0 in places and warns where it ought to refuse, so that it is always given
a generator of ours, and numbers of points that it has no quarrel with.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

# Grid of the trajectories, and the share of every input's range that it spans: its ends would be
# infinite for a normal prior.
LEVELS = 4
LOW, HIGH = 0.05, 0.95
_EDGE = 2.0**-53


def generator(*address: int) -> np.random.Generator:
    """The generator of one design; whatever the seed, 0 included, each address has its own."""
    return np.random.default_rng([7919, *address])


def distinct(columns: Sequence[str]) -> list[str]:
    """Labels in the order in which they first appear, as SALib numbers groups."""
    return list(dict.fromkeys(columns))


def rows_of(inputs: int) -> int:
    """Runs that one base point of a Saltelli block with `inputs` inputs takes."""
    return 2 * inputs + 2


def saltelli(columns: Sequence[str], points: int, rng: np.random.Generator) -> np.ndarray:
    """A Saltelli block float64[points * rows_of(inputs), columns] in (0, 1).

    Columns with the same label are one input and change together.  `points` is a power of two.
    Source: Saltelli et al., Comput. Phys. Commun. 181, 2010, on scrambled Sobol points.
    Raises ValueError for another number of points.
    """
    from SALib.sample import sobol

    if points < 2 or points & (points - 1):
        raise ValueError(f"{points} base points: a power of two from 2 on is needed")
    problem = _problem(columns, (0.0, 1.0))
    found = sobol.sample(problem, points, calc_second_order=True, seed=rng)
    return np.clip(found, _EDGE, 1.0 - _EDGE)


def trajectories(inputs: int, count: int, rng: np.random.Generator) -> np.ndarray:
    """`count` Morris trajectories float64[count, inputs + 1, inputs] between LOW and HIGH.

    From one row to the next a single input moves.  Source: Morris, Technometrics 33, 1991.
    """
    from SALib.sample import morris

    names = [f"x{i}" for i in range(inputs)]
    found = morris.sample(_problem(names, (LOW, HIGH)), count, num_levels=LEVELS, seed=rng)
    return np.asarray(found).reshape(count, inputs + 1, inputs)


def _problem(columns: Sequence[str], bounds: tuple[float, float]) -> dict[str, object]:
    """A problem as SALib takes it; groups only where columns share a label."""
    problem: dict[str, object] = {
        "num_vars": len(columns),
        "names": [f"x{i}" for i in range(len(columns))],
        "bounds": [list(bounds)] * len(columns),
    }
    if len(distinct(columns)) < len(columns):
        problem["groups"] = list(columns)
    return problem
