"""The county as a Mesa model: one step is one quarter of the compiled engine.

`County(seed=1)` is the shipped county at its prior means without the plan.  Its agents are
live views of the engine's records, so a run here and the same draw of an ensemble agree to
the last bit.  Only what Mesa 3.3 to 3.5 have in common is used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from model import kernel as kernels
from model.choices import GivenRoster, parameter_record, policy_of, roster_of
from model.indicators import CODES
from model.policy import Path, Policy
from model.quarter import quarter
from model.randomness import LATER_QUARTER, luck_apart_plain
from model.records import CLOSED
from model.spec import CountySpec, shipped_county
from model.start import begin_apart, origin_of
from model.units import FIRST_YEAR, LAST_YEAR, quarter_name
from model.views import COLUMNS, Enterprise, Park, Sector
from model.world import World, allocate, enterprise_slots

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["County", "Enterprise", "Park", "Sector"]


def _announce_compile() -> None:
    """Say that compiling is under way, unless an ensemble or a county was compiled before."""
    marker = None if kernels.CACHE is None else kernels.CACHE / "county"
    if marker is not None and not marker.exists():
        kernels.announce_compile()
        marker.touch()


def _seeds(seed: object, draw: object, luck: Sequence[int] | None) -> tuple[int, ...]:
    """The four seeds of luck; ValueError unless all are whole numbers from 0 on."""
    seeds = (seed,) * 4 if luck is None else tuple(luck)
    numbers = [x for x in (seed, draw, *seeds) if isinstance(x, (int, np.integer)) and x >= 0]
    if len(seeds) != 4 or len(numbers) != 6:
        raise ValueError(
            f"seed={seed!r}, draw={draw!r}, luck={luck!r}: whole numbers from 0 on, luck four seeds; "
            "a county is the same again for the same seed, so there is none by chance"
        )
    return tuple(int(x) for x in numbers[2:])


class County(mesa.Model):
    """A county that steps a quarter at a time, from 2017Q1 to the end of `last_year`.

    The model is at the end of quarter `quarter` (1..4) of `year`; before the first step that
    is 2016Q4.  `world` holds the arrays of `model.world.World`, which the agents read.
    """

    def __init__(
        self,
        seed: int = 1,
        *,
        draw: int = 0,
        spec: CountySpec | None = None,
        parameters: str | Mapping[str, float] | np.ndarray | np.void | None = None,
        policy: str | Policy | Mapping[str, Path] | None = None,
        assumptions: Mapping[str, Path] | None = None,
        roster: np.ndarray | GivenRoster | None = None,
        last_year: int = LAST_YEAR,
        luck: Sequence[int] | None = None,
    ) -> None:
        """Put the county at the start of 2017.

        `seed` and `draw` (both from 0) address all random numbers: the same pair under two
        policies has the same luck; `luck` gives four seeds in place of one, of enterprises before
        and from 2023 and of the drivers before and from 2023.  `parameters`: None (prior means),
        {code: value} to replace some, "prior" (those of this draw) or a PARAMETER record.
        `policy`: None, "plan", {lever: value or {year: value}} or a Policy; `assumptions`
        likewise.  `roster` is ROSTER[n], or has such `rows` and their `ids`.  Raises KeyError and
        ValueError for what is unknown or out of bounds.
        """
        seeds = _seeds(seed, draw, luck)
        super().__init__(rng=seed)
        self.spec = shipped_county() if spec is None else spec
        self.draw = draw
        self.policy = policy_of(self.spec, policy, assumptions, last_year)
        rows, self.roster_ids = roster_of(roster)
        listed = None if rows is None else len(rows)
        slots = enterprise_slots(self.spec, self.policy.quarters, listed)
        self.world: World = allocate(self.spec, self.policy, slots)
        self.world.p[:] = parameter_record(self.spec, parameters, seed, draw)
        past, later, *outside = luck_apart_plain(seeds, draw)
        self._key, self._later = np.uint64(past), np.uint64(later)
        self._outside = np.uint64(outside[0]), np.uint64(outside[1])
        self._begin(rows)

    def _begin(self, roster: np.ndarray | None) -> None:
        """Fill the world with the start of 2017, and meet its sectors, parks and enterprises."""
        _announce_compile()
        self._next, self._seen = 0, 0
        self._by_slot: dict[int, Enterprise] = {}
        items, places = self.spec.sector_items, self.spec.park_items
        self.sectors = {x.code: Sector(x, self.world.markets, i) for i, x in enumerate(items)}
        self.parks = {x.code: Park(x, self.world.parks, i) for i, x in enumerate(places)}
        origin = origin_of(self.spec, self.policy.quarters, roster)
        begin_apart(self.world, origin, self._key, *self._outside)
        firms = self.world.firms
        past = ("revenue_3", "revenue_2", "revenue_1", "revenue")
        self._value_added = np.array([firms["nu"] * firms[name] for name in past])
        self._renew_agents()

    @property
    def year(self) -> int:
        """Calendar year of the latest quarter."""
        return FIRST_YEAR + (self._next - 1) // 4

    @property
    def quarter(self) -> int:
        """Quarter of the year, 1..4, of the latest quarter."""
        return (self._next - 1) % 4 + 1

    @property
    def elapsed(self) -> int:
        """Quarters run so far."""
        return self._next

    def key(self, t: int) -> int:
        """Key of the draw's random numbers in quarter `t` (0 is 2017Q1)."""
        return int(self._key if t < LATER_QUARTER else self._later)

    def step(self) -> None:
        """Run one quarter.

        `running` turns False with the last one; another step raises ValueError.  Raises
        RuntimeError when the draw fails: a full slot table, an indicator that is not finite.
        """
        t = self._next
        quarter(self.world, np.uint64(self.key(t)), t)
        self._next = t + 1
        self._value_added[t % 4] = self.world.firms["va"]
        self._renew_agents()
        if self._next == self.policy.quarters:
            self._end(f"the run ended with {self.year}Q4; County(last_year=...) goes on to 2030")
        self._check(t)

    def _end(self, reason: str) -> None:
        """Stop: `step` raises ValueError(reason) from now on.

        Mesa puts its own wrapper in the place of `step` when a model is made.  That wrapper
        must not be reached again: in Mesa 3.5 it passes over steps that follow an exception.
        """

        def over() -> None:
            raise ValueError(reason)

        self.running = False
        self.step = over  # type: ignore[method-assign]

    def _check(self, t: int) -> None:
        """Raise RuntimeError, and stop, when the draw has failed in quarter `t`."""
        reason = ""
        if self.world.county["overflow"][0]:
            reason = "a slot table is full"
        elif t % 4 == 3:
            row = self.world.out[t // 4]
            reason = ", ".join(code for code in CODES if not np.isfinite(row[code]))
            reason = reason and f"not finite: {reason}"
        if reason:
            reason = f"the draw failed in {quarter_name(t)}: {reason}"
            self._end(reason)
            raise RuntimeError(reason)

    def _renew_agents(self) -> None:
        """Agents for new slots; those of closed enterprises leave."""
        used = int(self.world.county["n"][0])
        for slot in np.flatnonzero(self.world.firms["status"][:used] == CLOSED).tolist():
            agent = self._by_slot.pop(slot, None)
            if agent is not None:
                agent.remove()
        for new in range(self._seen, used):
            self._by_slot[new] = Enterprise(self, new)
        self._seen = used

    def value_added_4q(self, slot: int) -> float:
        """Value added of the latest four quarters (万元) of the enterprise in `slot`."""
        return float(self._value_added[:, slot].sum())

    def enterprise(self, code: str) -> Enterprise:
        """The agent with that code; KeyError, with near ones, when there is none now."""
        by_code = {agent.code: agent for agent in self._by_slot.values()}
        if code not in by_code:
            near = ", ".join(get_close_matches(code, by_code, 3))
            raise KeyError(f"no enterprise {code} now" + (f"; near: {near}" if near else ""))
        return by_code[code]

    def indicators(self, year: int | None = None) -> dict[str, float]:
        """Indicators of a year by code (units in `model.indicators`).

        The latest complete year when none is named; all NaN before there is one.  Raises
        ValueError for a year that is not complete.
        """
        complete = self._next // 4
        if year is None and complete == 0:
            return dict.fromkeys(CODES, float("nan"))
        index = complete - 1 if year is None else year - FIRST_YEAR
        if not 0 <= index < complete:
            raise ValueError(f"{year} is not complete; the model is at {self.year}Q{self.quarter}")
        row = self.world.out[index]
        return {code: float(row[code]) for code in CODES}

    def frame(self) -> pd.DataFrame:
        """A snapshot of every enterprise there is: index code, columns `model.views.COLUMNS`."""
        import pandas as pd

        agents = list(self._by_slot.values())
        rows: list[list[Any]] = [[getattr(agent, name) for name in COLUMNS] for agent in agents]
        index = pd.Index([agent.code for agent in agents], name="code")
        return pd.DataFrame(rows, index=index, columns=list(COLUMNS))

    def yearly(self) -> pd.DataFrame:
        """Indicators of the complete years: index year, columns indicator codes."""
        import pandas as pd

        complete = self._next // 4
        values = self.world.out[:complete].view(np.float64).reshape(complete, len(CODES))
        years = pd.RangeIndex(FIRST_YEAR, FIRST_YEAR + complete, name="year")
        return pd.DataFrame(values.copy(), index=years, columns=list(CODES))
