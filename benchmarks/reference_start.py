"""The reference model's state, and its start in 2017: roster, known projects, drivers."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import mesa
import numpy as np

from benchmarks.objects import (
    Assumption,
    CountyState,
    Driver,
    DriverModel,
    Firm,
    Government,
    Indicators,
    Known,
    KnownYear,
    Lever,
    Market,
    Parameters,
    Park,
    Sector,
    objects,
)
from benchmarks.plainly import behaviour as do
from model import randomness as rng
from model.assumptions import PRICE_SERIES
from model.behaviour.drivers import ONCE
from model.policy import Policy
from model.randomness import LATER_QUARTER, luck_of_plain, quarter_key_plain, uniform_plain
from model.records import EMPTY, OPERATING
from model.roster import MOST_BY_LUCK, MOST_SIZE_LUCK, SECTOR_IDENTITIES
from model.spec import CountySpec
from model.start import origin_of


class Beginning(mesa.Model):
    """A county of plain objects at the start of 2017, not yet able to go on."""

    def __init__(
        self, spec: CountySpec, policy: Policy, parameters: np.ndarray, seed: int, draw: int = 0
    ) -> None:
        """A synthetic roster under `policy`.

        `parameters` is a PARAMETER record or PARAMETER[1].
        """
        super().__init__(rng=seed)
        self.key, self.later = luck_of_plain(seed, draw)
        self.t, self.now = 0, self.key
        self.quarters = policy.quarters
        self.p = objects(Parameters, np.reshape(parameters, -1))[0]
        self.sectors = objects(Sector, spec.sectors)
        self.markets = [Market() for _ in self.sectors]
        self.county, self.gov = CountyState(), Government()
        self.firms: list[Any] = []
        self.projects: list[Any] = []
        self.levers = objects(Lever, policy.levers)
        self.assumptions = objects(Assumption, policy.assumptions)
        self.lever, self.outside = self.levers[0], self.assumptions[0]
        self.park_land = policy.park_land.tolist()
        self.chain_weight = policy.chain_weight.tolist()
        self.allows = {at: bool(allowed) for at, allowed in np.ndenumerate(spec.park_allows)}
        self.out = [Indicators() for _ in range(policy.quarters // 4)]
        origin = origin_of(spec, policy.quarters)
        self.parks = objects(Park, origin.parks)
        # The same state, in the shape that the behaviours which see the whole county expect.
        self.whole = SimpleNamespace(
            p=[self.p],
            county=[self.county],
            gov=[self.gov],
            **{
                name: getattr(self, name)
                for name in ("sectors", "markets", "firms", "parks", "levers", "allows", "out")
            },
        )
        self.populate(objects(Known, origin.known))
        self.look_outside(origin)

    def populate(self, known: list[Any]) -> None:
        """County, synthetic roster and known projects."""
        do.start_county(self.whole, self.key)
        once = quarter_key_plain(self.key, ONCE)
        for s, sector in enumerate(self.sectors):
            number = int(sector.count)
            if sector.count <= MOST_BY_LUCK:
                u = uniform_plain(once, rng.SECTOR_BASE + s, rng.ROSTER_COUNT)
                number = do.poisson_from(u, sector.count)
            for j in range(number):
                uid = rng.ROSTER_BASE + s * SECTOR_IDENTITIES + j
                z = do.clamp(do.normal(once, uid, rng.ROSTER_SIZE), -MOST_SIZE_LUCK, MOST_SIZE_LUCK)
                size = self.p.initial_scale * sector.revenue_median
                self.firms.append(Firm(self))
                do.settle(
                    self.whole,
                    len(self.firms) - 1,
                    uid,
                    s,
                    size * math.exp(sector.revenue_sigma * z),
                    once,
                )
        self.county.n = len(self.firms)
        self.firms.extend(Firm(self) for _ in known)
        do.place_known(self.whole, known, self.key)
        while self.firms[-1].status == EMPTY:
            self.firms.pop().remove()
        harvest = 0.0
        for firm in self.firms:
            self.county.labour_2017 += firm.l
            if self.sectors[firm.sector].harvest_limited == 1:
                harvest += firm.d
        self.county.harvest_capacity = self.p.harvest_headroom * harvest

    def look_outside(self, origin: Any) -> None:
        """Paths of the drivers over all quarters."""
        self.drivers = [Driver() for _ in range(self.quarters)]
        self.prices = [[0.0] * len(PRICE_SERIES) for _ in range(self.quarters)]
        models = objects(DriverModel, origin.models)
        on_record = [objects(KnownYear, row) for row in origin.known_years]
        path = [0.0] * len(on_record[0])
        for index, model in enumerate(models):
            known, key, later = on_record[index], self.key, self.later
            do.annual_path(index, model, known, self.p, key, later, path)
            for t in range(self.quarters):
                rate = do.annual_rate(path, t)
                if index < len(PRICE_SERIES):
                    self.prices[t][index] = rate / 4.0
                else:
                    place = index - len(PRICE_SERIES)
                    do.set_driver(self.drivers[t], place, rate, path[t // 4 + 1])
        for driver in self.drivers:
            driver.activity = 1.0
        for j, (quarter, mean, sd) in enumerate(origin.events.tolist()):
            if quarter < self.quarters:
                key = self.key if quarter < LATER_QUARTER else self.later
                once = quarter_key_plain(key, ONCE)
                z = do.normal(once, rng.DRIVER_BASE + 500 + j, rng.EVENT)
                self.drivers[quarter].activity = do.clamp(mean + sd * z, 0.05, 1.2)
        do.start_at_totals(self.county, self.drivers)

    def operating(self) -> list[Any]:
        """Enterprises in operation, in the order in which they came."""
        return [firm for firm in self.firms if firm.status == OPERATING]

    def close(self, firm: Any) -> None:
        """Wind an enterprise up; its last year is still in the accounts of `firms`."""
        do.close(firm, self.parks, self.county)
        firm.remove()
