"""The ensemble: draws x scenarios x years x indicators, compiled, in threads without the GIL.

Draw by draw the shared history is run once; at the first quarter in which any two scenarios
differ the state is copied, and each scenario goes on from the copy with the same random
numbers.  A chunk of draws is one call; chunks are independent and come back in order, so that
neither the number of jobs nor the size of a chunk can change a bit.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from model import kernel as kernels
from model.draws import Draws
from model.indicators import CODES, INDICATOR
from model.kernel import kernel
from model.policy import Policy
from model.quarter import quarter
from model.randomness import LATER_QUARTER, luck_apart
from model.spec import CountySpec
from model.start import Origin, begin_apart, copy_state, origin_of, wipe
from model.world import World, allocate, engine_array, enterprise_slots

NOT_FINITE, TABLE_FULL = 1, 2
# Runs (draws x scenarios) of a chunk: about a tenth of a second of one thread.
CHUNK_RUNS = 32


class Policies(NamedTuple):
    """Scenarios side by side: levers [C,T], park_land [C,T,P], chain_weight [C,T,S],
    assumptions [C,T]; `branch` is the first quarter in which any two differ."""

    levers: np.ndarray
    park_land: np.ndarray
    chain_weight: np.ndarray
    assumptions: np.ndarray
    branch: int


@dataclass(frozen=True)
class Block:
    """Results of draws [start, stop): `values` f8[draws, scenarios, years, indicators] in
    registry order; `failed` i8[draws, scenarios] is -1 or the quarter of failure, `reason`
    0, NOT_FINITE or TABLE_FULL."""

    start: int
    stop: int
    values: np.ndarray
    failed: np.ndarray
    reason: np.ndarray


def stack_policies(policies: Sequence[Policy]) -> Policies:
    """Scenarios as one set of arrays; raises ValueError when their lengths differ."""
    if len({policy.quarters for policy in policies}) != 1:
        raise ValueError("all scenarios of an ensemble cover the same quarters")
    branch = min(policies[0].same_until(other) for other in policies)
    return Policies(
        np.stack([p.levers for p in policies]),
        np.stack([p.park_land for p in policies]),
        np.stack([p.chain_weight for p in policies]),
        np.stack([p.assumptions for p in policies]),
        branch,
    )


@kernel
def run_quarters(w: Any, key: Any, later: Any, first: Any, last: Any, values: Any) -> Any:
    """Run quarters [first, last) by `key`, by `later` from LATER_QUARTER; return that of failure, or -1.

    A failure is an indicator that is not finite, or a slot table that is full.
    """
    for t in range(first, last):
        quarter(w, key if t < LATER_QUARTER else later, t)
        if w.county[0].overflow == 1:
            return t
        if t % 4 == 3:
            for column in range(values.shape[1]):
                if not np.isfinite(values[t // 4, column]):
                    return t
    return -1


@kernel
def with_policy(w: Any, policies: Any, c: Any, out: Any, parameters: Any) -> Any:
    """World `w` under scenario `c`, writing to `out`."""
    return World(
        w.firms,
        w.projects,
        w.parks,
        w.sectors,
        w.markets,
        w.gov,
        w.county,
        parameters,
        policies.levers[c],
        policies.park_land[c],
        policies.chain_weight[c],
        policies.assumptions[c],
        w.drivers,
        w.prices,
        w.allows,
        w.queue_key,
        w.queue_who,
        w.live,
        out,
    )


@kernel
def simulate_chunk(
    base: Any,
    play: Any,
    origin: Any,
    policies: Any,
    seeds: Any,
    ids: Any,
    parameters: Any,
    records: Any,
    values: Any,
    failed: Any,
    reason: Any,
) -> Any:
    """Run a chunk of draws; `records` INDICATOR[n,C,Y] and `values` f8[n,C,Y,I] are one memory.

    `seeds` i8[n,4] are those of `Draws.four_seeds`.  `base` holds the history that the scenarios
    share, `play` plays all but the last of them out.
    """
    for i in range(len(ids)):
        luck = luck_apart(seeds[i], ids[i])
        own = parameters[i : i + 1]
        history = share_history(base, origin, policies, luck, own, records[i, 0], values[i])
        part_ways(
            base, play, policies, luck, own, history, records[i], values[i], failed[i], reason[i]
        )


@kernel
def share_history(
    base: Any, origin: Any, policies: Any, luck: Any, own: Any, records: Any, values: Any
) -> Any:
    """Run the quarters in which all scenarios are alike; return the quarter of failure, or -1.

    `luck` are the four keys of `luck_apart`, `own` PARAMETER[1], `records` INDICATOR[Y] those of the
    first scenario and `values` f8[C,Y,I] those of all: the others are given its shared years.
    """
    branch = policies.branch
    key, later, outside, outside_later = luck
    wipe(base)
    shared = with_policy(base, policies, 0, records, own)
    begin_apart(shared, origin, key, outside, outside_later)
    history = 0
    if base.county[0].overflow == 0:
        history = run_quarters(shared, key, later, 0, branch, values[0])
    for c in range(1, len(values)):
        values[c, : branch // 4] = values[0, : branch // 4]
    return history


@kernel
def part_ways(
    base: Any,
    play: Any,
    policies: Any,
    luck: Any,
    own: Any,
    history: Any,
    records: Any,
    values: Any,
    failed: Any,
    reason: Any,
) -> Any:
    """Run every scenario of a draw on from the shared state, unless `history` has failed already.

    `records` INDICATOR[C,Y] and `values` f8[C,Y,I]; `failed`, `reason` i8[C] as in a `Block`.
    """
    n_scenarios, quarters = policies.levers.shape
    for c in range(n_scenarios):
        failed[c] = history
        overflow = base.county[0].overflow
        if history < 0:
            # Nobody needs the shared state after the last scenario, which goes on in it.
            stage = base
            if c < n_scenarios - 1:
                copy_state(base, play)
                stage = play
            world = with_policy(stage, policies, c, records[c], own)
            failed[c] = run_quarters(world, luck[0], luck[1], policies.branch, quarters, values[c])
            overflow = stage.county[0].overflow
        if failed[c] >= 0:
            reason[c] = TABLE_FULL if overflow == 1 else NOT_FINITE
            values[c, failed[c] // 4 :] = np.nan


def _chunk(
    spec: CountySpec,
    origin: Origin,
    policies: Policies,
    slots: int,
    draws: Draws,
    start: int,
) -> Block:
    """One compiled call over `draws`."""
    n, (scenarios, quarters) = len(draws), policies.levers.shape
    records = np.zeros((n, scenarios, quarters // 4), INDICATOR)
    values = records.view(np.float64).reshape(n, scenarios, quarters // 4, len(CODES))
    failed = np.full((n, scenarios), -1, np.int64)
    reason = np.zeros((n, scenarios), np.int64)
    first = Policy(
        policies.levers[0],
        policies.park_land[0],
        policies.chain_weight[0],
        policies.assumptions[0],
    )
    # numpy maps large arrays lazily and in huge pages, which a compiled allocation does not.
    base = allocate(spec, first, slots)
    simulate_chunk(
        base,
        allocate(spec, first, slots),
        origin,
        policies,
        engine_array(draws.four_seeds, np.int64),
        engine_array(draws.ids, np.int64),
        engine_array(draws.parameters),
        records,
        values,
        failed,
        reason,
    )
    return Block(start, start + n, values, failed, reason)


def run_ensemble(
    spec: CountySpec,
    draws: Draws,
    policies: Sequence[Policy],
    *,
    roster: np.ndarray | None = None,
    jobs: int = 1,
    chunk: int = 0,
    start: int = 0,
) -> Iterator[Block]:
    """Yield the results chunk by chunk, in draw order, from draw number `start` on.

    At most `jobs + 1` chunks exist at a time, so memory does not grow with the number of
    draws.  Raises ValueError for scenarios of different length.  Bytes are the same for any
    `jobs` and `chunk`; 0 draws a chunk means a number that fits the scenarios.
    """
    stacked = stack_policies(policies)
    quarters = policies[0].quarters
    origin = origin_of(spec, quarters, roster)
    slots = enterprise_slots(spec, quarters, None if roster is None else len(roster))
    chunk = chunk or max(1, CHUNK_RUNS // len(policies))

    def work(first: int) -> Block:
        part = draws[first : first + chunk]
        return _chunk(spec, origin, stacked, slots, part, first)

    yield from in_order(work, range(start, len(draws), chunk), jobs)


def in_order(work: Callable[[int], Block], starts: Iterable[int], jobs: int) -> Iterator[Block]:
    """`work` of each start in `jobs` threads, its blocks in the order of `starts`.

    At most `jobs + 1` blocks exist at a time.  What is not asked for any more is not begun.
    """
    said = kernels.announce_compile()
    with ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:
        waiting: deque[Future[Block]] = deque()
        try:
            for first in starts:
                waiting.append(pool.submit(work, first))
                if said:
                    # The first chunk compiles alone; threads would only wait for it.
                    waiting[0].result()
                    kernels.mark_compiled()
                    said = False
                if len(waiting) > jobs:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
