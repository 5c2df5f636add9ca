"""Everything that one run of the county holds, as arrays of records."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from model.assumptions import PRICE_SERIES
from model.indicators import INDICATOR
from model.parameters import PARAMETER
from model.policy import Policy
from model.prefetch import LINE
from model.records import COUNTY, DRIVER, ENTERPRISE, GOVERNMENT, MARKET, PARK, PROJECT
from model.spec import CountySpec


class World(NamedTuple):
    """Arrays of one run; T quarters, Y years, S sectors, P parks.

    firms ENTERPRISE[slots], projects PROJECT[slots], parks PARK[P], sectors SECTOR[S],
    markets MARKET[S], gov GOVERNMENT[1], county COUNTY[1], p PARAMETER[1],
    levers LEVER[T], park_land f8[T,P], chain_weight f8[T,S], assumptions ASSUMPTION[T],
    drivers DRIVER[T], prices f8[T,series] (log change a quarter), allows bool[P,S],
    queue_key f8[slots], queue_who i8[slots], live i8[slots] (slots in use, ascending),
    out INDICATOR[Y].
    """

    firms: np.ndarray
    projects: np.ndarray
    parks: np.ndarray
    sectors: np.ndarray
    markets: np.ndarray
    gov: np.ndarray
    county: np.ndarray
    p: np.ndarray
    levers: np.ndarray
    park_land: np.ndarray
    chain_weight: np.ndarray
    assumptions: np.ndarray
    drivers: np.ndarray
    prices: np.ndarray
    allows: np.ndarray
    queue_key: np.ndarray
    queue_who: np.ndarray
    live: np.ndarray
    out: np.ndarray


PROJECT_SLOTS = 1024


def engine_array(array: np.ndarray, dtype: Any = None) -> np.ndarray:
    """`array` in the one form that compiled code is made for: in C order, aligned, writeable.

    numba compiles anew, in silence, for every other layout or flag, such as that of a
    slice with a step or of a column that a file was read into.  Copies only where it must.
    """
    return np.require(array, dtype, ["C", "A", "W"])


def enterprise_slots(spec: CountySpec, quarters: int, roster_size: int | None = None) -> int:
    """Slots for the roster, entrants and projects, with room to spare.

    The synthetic number of a draw is Poisson, so twelve standard deviations are kept free;
    a draw that still runs out is reported as failed, never cut short.
    """
    expected = float(spec.sectors["count"].sum())
    base = roster_size if roster_size is not None else expected + 12.0 * expected**0.5
    return int(base + 0.04 * expected * quarters + 6 * quarters + 64)


def _on_cache_lines(count: int, record: np.dtype) -> np.ndarray:
    """Blank records [count] that begin on a cache line, as the order of their fields assumes."""
    memory = np.zeros(count * record.itemsize + LINE, np.uint8)
    start = -memory.ctypes.data % LINE
    return memory[start : start + count * record.itemsize].view(record)


def allocate(spec: CountySpec, policy: Policy, slots: int) -> World:
    """A blank world for one run under `policy`."""
    quarters = policy.quarters
    n_sectors, n_parks = len(spec.sectors), len(spec.parks)
    return World(
        firms=_on_cache_lines(slots, ENTERPRISE),
        projects=np.zeros(PROJECT_SLOTS, PROJECT),
        parks=np.zeros(n_parks, PARK),
        sectors=engine_array(spec.sectors),
        markets=np.zeros(n_sectors, MARKET),
        gov=np.zeros(1, GOVERNMENT),
        county=np.zeros(1, COUNTY),
        p=np.zeros(1, PARAMETER),
        levers=engine_array(policy.levers),
        park_land=engine_array(policy.park_land),
        chain_weight=engine_array(policy.chain_weight),
        assumptions=engine_array(policy.assumptions),
        drivers=np.zeros(quarters, DRIVER),
        prices=np.zeros((quarters, len(PRICE_SERIES))),
        allows=engine_array(spec.park_allows),
        queue_key=np.zeros(slots + PROJECT_SLOTS),
        queue_who=np.zeros(slots + PROJECT_SLOTS, np.int64),
        live=np.zeros(slots, np.int64),
        out=np.zeros(quarters // 4, INDICATOR),
    )
