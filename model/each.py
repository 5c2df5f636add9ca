"""Draws that have a policy each, as designs of experiments need them.

`model.ensemble` runs every draw under every scenario; here draw i meets one policy only.  The
compiled call is the same, so that a draw under a policy is the same to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np

from model.draws import Draws
from model.ensemble import CHUNK_RUNS, Block, in_order, simulate_chunk, stack_policies
from model.indicators import CODES, INDICATOR
from model.policy import Policy
from model.spec import CountySpec
from model.start import Origin, origin_of
from model.world import World, allocate, engine_array, enterprise_slots

# The policy of a number; made when it is needed, since a design may have thousands.
PolicyOf = Callable[[int], Policy]


def run_each(
    spec: CountySpec,
    draws: Draws,
    policy_of: PolicyOf,
    which: np.ndarray,
    *,
    roster: np.ndarray | None = None,
    jobs: int = 1,
    chunk: int = CHUNK_RUNS,
) -> Iterator[Block]:
    """Yield blocks f8[draws, 1, years, indicators] in draw order, draw i under policy `which[i]`.

    Policies cover the same quarters.  Equal neighbours in `which` i8[n] are run together, so order
    draws by policy where that is free.  Bytes are the same for any `jobs` and `chunk`.
    """
    quarters = policy_of(int(which[0])).quarters
    origin = origin_of(spec, quarters, roster)
    slots = enterprise_slots(spec, quarters, None if roster is None else len(roster))

    def work(first: int) -> Block:
        part = slice(first, first + chunk)
        return _chunk(spec, origin, slots, draws[part], policy_of, which[part], first)

    yield from in_order(work, range(0, len(draws), chunk), jobs)


def _chunk(
    spec: CountySpec,
    origin: Origin,
    slots: int,
    draws: Draws,
    policy_of: PolicyOf,
    which: np.ndarray,
    start: int,
) -> Block:
    """The draws of a chunk, one compiled call for each run of equal policies."""
    edges = [0, *(np.flatnonzero(np.diff(which)) + 1).tolist(), len(which)]
    first = policy_of(int(which[0]))
    worlds = allocate(spec, first, slots), allocate(spec, first, slots)
    records = np.zeros((len(draws), 1, first.quarters // 4), INDICATOR)
    found = Block(
        start,
        start + len(draws),
        records.view(np.float64).reshape(*records.shape, len(CODES)),
        np.full((len(draws), 1), -1, np.int64),
        np.zeros((len(draws), 1), np.int64),
    )
    for begin, end in pairwise(edges):
        part = slice(begin, end)
        _alike(worlds, origin, draws[part], policy_of(int(which[begin])), records, found, part)
    return found


def _alike(
    worlds: tuple[World, World],
    origin: Origin,
    draws: Draws,
    policy: Policy,
    records: np.ndarray,
    found: Block,
    part: slice,
) -> None:
    """Draws under one policy, into their `part` of the chunk."""
    simulate_chunk(
        *worlds,
        origin,
        stack_policies([policy]),
        engine_array(draws.four_seeds, np.int64),
        engine_array(draws.ids, np.int64),
        engine_array(draws.parameters),
        records[part],
        found.values[part],
        found.failed[part],
        found.reason[part],
    )
