"""Enterprise-level traces: what every enterprise did in every year of every draw.

The compiled quarter is stepped from Python and the records are read before and after it, so
that the patterns of `calibration.patterns` are measured on the model that forecasts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from model.behaviour.common import INVESTED, SHORT_OF_FUNDS
from model.draws import Draws
from model.policy import Policy
from model.quarter import quarter
from model.randomness import LATER_QUARTER, luck_of
from model.records import CLOSED, OPERATING
from model.spec import CountySpec
from model.start import begin, origin_of
from model.units import FIRST_YEAR
from model.world import World, allocate, enterprise_slots

KNOWN_PROJECT = 3

# One enterprise in one year that it began in operation.
PLANT_YEAR = np.dtype(
    [
        ("draw", "i8"),  # position among the draws given
        ("uid", "i8"),
        ("sector", "i4"),
        ("origin", "i4"),  # 0 roster, 1 attracted project, 2 start-up, 3 known project
        ("year", "i4"),
        ("age", "i4"),  # quarters in operation when the year began
        ("whole", "?"),  # still in operation when it ended
        ("above", "?"),  # on the above-scale list when it began
        ("z", "i4"),  # automation level when it ended
        ("short_of_funds", "?"),  # postponed an investment for lack of funds
        ("capital", "f8"),  # real, when the year began, capital put in place under way included
        ("investment", "f8"),  # real, put in place in the year
        ("revenue", "f8"),  # 万元, current prices
        ("use", "f8"),  # utilisation, mean of the quarters
    ]
)
# One enterprise's time under observation: ages in quarters at its first and last quarter.
SPELL = np.dtype(
    [
        ("draw", "i8"),
        ("uid", "i8"),
        ("origin", "i4"),
        ("entry", "i4"),
        ("leave", "i4"),
        ("closed", "?"),
    ]
)


@dataclass(frozen=True)
class Traces:
    """`years` PLANT_YEAR[n] and `spells` SPELL[m], both in order of draws; `draws` how many.

    `failed` counts draws left out because their slot tables ran full.
    """

    years: np.ndarray
    spells: np.ndarray
    draws: int
    failed: int = 0

    def part(self, start: int, stop: int) -> Traces:
        """The draws start..stop-1."""
        ends = np.array([start, stop])
        first, last = np.searchsorted(self.years["draw"], ends)
        begin_, end_ = np.searchsorted(self.spells["draw"], ends)
        return Traces(self.years[first:last], self.spells[begin_:end_], stop - start)


@dataclass(frozen=True)
class Reform:
    """An investment credit (share of cost) in force from the first quarter of `year` on."""

    year: int
    credit: float


def trace(spec: CountySpec, draws: Draws, policy: Policy, reform: Reform | None = None) -> Traces:
    """Run every draw under `policy` and keep what its enterprises did.

    Two calls with the same draws use the same random numbers, so that a reform is compared
    pair by pair.
    """
    origin = origin_of(spec, policy.quarters)
    slots = enterprise_slots(spec, policy.quarters)
    years, spells, failed = [], [], 0
    for place in range(len(draws)):
        world = allocate(spec, policy, slots)
        world.p[0] = draws.parameters[place]
        # Compiled code hands a 64-bit key to Python as a plain integer; typed again, it wraps.
        luck = tuple(map(np.uint64, luck_of(draws.seeds[place], draws.ids[place])))
        begin(world, origin, *luck)
        found = _trace_draw(world, luck, place, reform)
        if found is None:
            failed += 1
            continue
        years.append(found[0])
        spells.append(found[1])
    return Traces(
        np.concatenate([np.zeros(0, PLANT_YEAR), *years]),
        np.concatenate([np.zeros(0, SPELL), *spells]),
        len(draws),
        failed,
    )


def _trace_draw(
    world: World, luck: tuple[np.uint64, ...], place: int, reform: Reform | None
) -> tuple[np.ndarray, np.ndarray] | None:
    """PLANT_YEAR and SPELL of one draw that has begun; None when a slot table ran full."""
    ages = world.firms["age"].copy()
    years = []
    for year in range(len(world.levers) // 4):
        if reform is not None and FIRST_YEAR + year >= reform.year:
            world.p["investment_credit"] = reform.credit
        years.append(_trace_year(world, luck, place, year))
        if world.county["overflow"][0]:
            return None
    n = int(world.county["n"][0])
    seen = np.isin(world.firms["status"][:n], (OPERATING, CLOSED))
    firms = world.firms[:n][seen]
    spells = np.zeros(len(firms), SPELL)
    spells["draw"] = place
    spells["uid"], spells["origin"] = firms["uid"], firms["origin"]
    # Slots filled later were blank when the run began: those enterprises entered at age zero.
    spells["entry"], spells["leave"] = ages[:n][seen], firms["age"]
    spells["closed"] = firms["status"] == CLOSED
    return np.concatenate(years), spells


def _trace_year(world: World, luck: tuple[np.uint64, ...], place: int, year: int) -> np.ndarray:
    """PLANT_YEAR of the enterprises that were in operation when the year began."""
    n = int(world.county["n"][0])
    start = world.firms[:n].copy()
    who = np.flatnonzero(start["status"] == OPERATING)
    begun = start[who]
    rows = np.zeros(len(who), PLANT_YEAR)
    rows["draw"], rows["year"] = place, FIRST_YEAR + year
    for name in ("uid", "sector", "origin", "age", "above"):
        rows[name] = begun[name]
    rows["capital"] = begun["k"] + begun["pending_k"] * _share_built(begun)
    for t in range(4 * year, 4 * year + 4):
        before = world.firms[who]
        quarter(world, luck[t >= LATER_QUARTER], t)
        after = world.firms[who]
        rows["investment"] += put_in_place(before, after, world.county["investment_price"][0])
        rows["use"] += after["u"] / 4.0
        rows["short_of_funds"] |= (after["act"] & SHORT_OF_FUNDS) > 0
    rows["whole"] = after["status"] == OPERATING
    rows["z"] = after["z"]
    rows["revenue"] = after["revenue_last_year"]
    return rows


def _share_built(firms: np.ndarray) -> np.ndarray:
    """Share of the capital under way that is already put in place, in [0, 1]."""
    total = np.maximum(firms["pending_total"], 1)
    built = 1.0 - firms["pending_quarters"] / total
    return np.where(firms["pending_quarters"] > 0, np.clip(built, 0.0, 1.0), 0.0)


def put_in_place(before: np.ndarray, after: np.ndarray, price: Any) -> np.ndarray:
    """Real investment put in place in a quarter, by enterprise (万元 of 2017).

    A project counts in equal parts over its gestation, as `invest_year` of the record does;
    maintenance, upgrades and floors count when paid.  What is paid for a project decided in the
    quarter is therefore taken out again.
    """
    left, total = before["pending_quarters"], np.maximum(before["pending_total"], 1)
    under_way = np.where((left > 0) & (left <= total), before["pending_k"] / total, 0.0)
    decided = np.where((after["act"] & INVESTED) > 0, after["pending_cost"], 0.0)
    return np.asarray(under_way + (after["capex"] - decided) / price)
