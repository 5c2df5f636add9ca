"""The ensemble: draws x scenarios x years x indicators, compiled, in threads without the GIL.

Draw by draw the shared history is run once; at the first quarter in which any two scenarios
differ the state is copied, and each scenario goes on from the copy with the same random
numbers.  A chunk of draws is one call; chunks are independent and come back in order, so that
neither the number of jobs nor the size of a chunk can change a bit.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from model import kernel as kernels
from model.behaviour.drivers import start_at_totals
from model.draws import Draws
from model.driver_paths import (
    driver_paths,
    driver_tables,
    event_table,
)
from model.indicators import CODES, INDICATOR
from model.kernel import kernel
from model.policy import Policy
from model.quarter import quarter
from model.randomness import LATER_QUARTER, luck_apart
from model.records import COUNTY, ENTERPRISE, GOVERNMENT, PROJECT
from model.roster import KNOWN, ROSTER, place_known, place_roster, start_county, synthesise
from model.spec import CountySpec
from model.world import World, allocate, engine_array, enterprise_slots

NOT_FINITE, TABLE_FULL = 1, 2
# Runs (draws x scenarios) of a chunk: about a tenth of a second of one thread.
CHUNK_RUNS = 32


class Origin(NamedTuple):
    """What every draw of a county starts from.

    parks PARK[P], known KNOWN[n], roster ROSTER[n] (empty: synthetic), models
    DRIVER_MODEL[n], known_years KNOWN_YEAR[n, years + 2], events EVENT[n].
    """

    parks: np.ndarray
    known: np.ndarray
    roster: np.ndarray
    models: np.ndarray
    known_years: np.ndarray
    events: np.ndarray


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


def origin_of(spec: CountySpec, quarters: int, roster: np.ndarray | None = None) -> Origin:
    """The arrays a county's draws start from."""
    known = np.zeros(len(spec.known_projects), KNOWN)
    for row, project in zip(known, spec.known_projects, strict=True):
        row["sector"], row["commission"] = project.sector, project.commission_quarter
        row["capex_low"], row["capex_high"] = project.capex
        row["revenue_low"], row["revenue_high"] = project.revenue
        row["staff"], row["m"] = project.staff, project.site_mu
        row["va_rate"], row["ei"] = project.va_rate, project.energy_intensity
        row["delay_sd"], row["booked"] = project.delay_sd, project.booked_probability
    models, years = driver_tables(spec, quarters // 4)
    rows = np.zeros(0, ROSTER) if roster is None else roster
    arrays = (spec.parks, known, rows, models, years, event_table(spec))
    return Origin(*map(engine_array, arrays))


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
def begin(w: Any, origin: Any, key: Any, later: Any) -> Any:
    """Put a world at the start of 2017: county, enterprises, known projects, drivers.

    `key` is the draw's luck, `later` that from LATER_QUARTER on, which drivers know ahead.
    """
    begin_apart(w, origin, key, key, later)


@kernel
def begin_apart(w: Any, origin: Any, key: Any, outside: Any, outside_later: Any) -> Any:
    """As `begin`, drivers having luck of their own: `outside`, then `outside_later`."""
    w.county[0] = np.zeros(1, COUNTY)[0]
    w.gov[0] = np.zeros(1, GOVERNMENT)[0]
    for k in range(len(w.parks)):
        w.parks[k] = origin.parks[k]
    start_county(w, key)
    if len(origin.roster) > 0:
        place_roster(w, origin.roster, key)
    else:
        synthesise(w, key)
    place_known(w, origin.known, key)
    harvest = 0.0
    for i in range(w.county[0].n):
        firm = w.firms[i]
        w.county[0].labour_2017 += firm.l
        if w.sectors[firm.sector].harvest_limited == 1:
            harvest += firm.d
    w.county[0].harvest_capacity = w.p[0].harvest_headroom * harvest
    driver_paths(
        origin.models,
        origin.known_years,
        origin.events,
        w.p[0],
        outside,
        outside_later,
        w.drivers,
        w.prices,
    )
    start_at_totals(w.county[0], w.drivers)


@kernel
def copy_state(source: Any, target: Any) -> Any:
    """Copy all that changes from one world to another; slots beyond the source's are blanked."""
    blank_firm = np.zeros(1, ENTERPRISE)
    blank_project = np.zeros(1, PROJECT)
    used = max(source.county[0].n, target.county[0].n)
    for i in range(used):
        if i < source.county[0].n:
            target.firms[i] = source.firms[i]
        else:
            target.firms[i] = blank_firm[0]
    for j in range(source.county[0].n_live):
        target.live[j] = source.live[j]
    used = max(source.county[0].n_projects, target.county[0].n_projects)
    for j in range(used):
        if j < source.county[0].n_projects:
            target.projects[j] = source.projects[j]
        else:
            target.projects[j] = blank_project[0]
    for k in range(len(source.parks)):
        target.parks[k] = source.parks[k]
    for s in range(len(source.markets)):
        target.markets[s] = source.markets[s]
    for t in range(len(source.drivers)):
        target.drivers[t] = source.drivers[t]
        for series in range(source.prices.shape[1]):
            target.prices[t, series] = source.prices[t, series]
    target.gov[0] = source.gov[0]
    target.county[0] = source.county[0]


@kernel
def wipe(w: Any) -> Any:
    """Blank the slots that the last draw used."""
    blank_firm = np.zeros(1, ENTERPRISE)
    blank_project = np.zeros(1, PROJECT)
    for i in range(w.county[0].n):
        w.firms[i] = blank_firm[0]
    for j in range(w.county[0].n_projects):
        w.projects[j] = blank_project[0]


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
    n_scenarios, quarters = policies.levers.shape
    branch = policies.branch
    for i in range(len(ids)):
        key, later, outside, outside_later = luck_apart(seeds[i], ids[i])
        own = parameters[i : i + 1]
        wipe(base)
        shared = with_policy(base, policies, 0, records[i, 0], own)
        begin_apart(shared, origin, key, outside, outside_later)
        history = 0
        if base.county[0].overflow == 0:
            history = run_quarters(shared, key, later, 0, branch, values[i, 0])
        for c in range(1, n_scenarios):
            values[i, c, : branch // 4] = values[i, 0, : branch // 4]
        for c in range(n_scenarios):
            failed[i, c] = history
            overflow = base.county[0].overflow
            if history < 0:
                # Nobody needs the shared state after the last scenario, which goes on in it.
                stage = base
                if c < n_scenarios - 1:
                    copy_state(base, play)
                    stage = play
                world = with_policy(stage, policies, c, records[i, c], own)
                failed[i, c] = run_quarters(world, key, later, branch, quarters, values[i, c])
                overflow = stage.county[0].overflow
            if failed[i, c] >= 0:
                reason[i, c] = TABLE_FULL if overflow == 1 else NOT_FINITE
                values[i, c, failed[i, c] // 4 :] = np.nan


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
    said = kernels.announce_compile()
    with ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:
        waiting: deque[Future[Block]] = deque()
        starts = iter(range(start, len(draws), chunk))
        try:
            for first in starts:
                waiting.append(
                    pool.submit(
                        _chunk, spec, origin, stacked, slots, draws[first : first + chunk], first
                    )
                )
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
