"""The county as an ordinary Mesa model: objects for agents, Python for everything.

It runs the behaviours of :mod:`model.behaviour` as they are written, uncompiled, event after
event in the order of the design, where the engine merges events into few passes over memory.
That both give the same indicators to the last bit shows that compiling and merging change
nothing; that it is written as a Mesa model would be makes it the baseline for speed.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from benchmarks.objects import Firm, Project, values
from benchmarks.plainly import behaviour as do
from benchmarks.reference_land import LandMarket
from model import randomness as rng
from model.agenda.outside import PROJECTS_PER_QUARTER
from model.assumptions import PRICE_SERIES
from model.randomness import LATER_QUARTER, quarter_key_plain, uniform_plain
from model.records import BUILDING, IN_REVIEW, OPERATING


class ReferenceCounty(LandMarket):
    """A county of plain objects; `step` is one quarter from 2017Q1 on."""

    def step(self) -> None:
        """The thirteen events of a quarter, one after the other."""
        t = self.t
        self.now = quarter_key_plain(self.key if t < LATER_QUARTER else self.later, t)
        self.lever, self.outside = self.levers[t], self.assumptions[t]
        self.move_drivers()
        self.attract_projects()
        self.commission()
        self.sell_output()
        self.keep_books()
        self.ask_for_staff()
        self.look_around()
        self.decide()
        self.use_land()
        self.found_start_ups()
        if t % 4 == 3:
            self.end_year()
        self.t = t + 1
        self.running = self.t < self.quarters

    def move_drivers(self) -> None:
        """1. The world outside moves; the books of the last quarter are closed."""
        t = self.t
        do.move_county(
            self.county, self.gov, self.drivers[t], self.p, self.lever, self.outside, t % 4
        )
        for sector, market in zip(self.sectors, self.markets, strict=True):
            shift = getattr(self.outside, f"price_shift_{PRICE_SERIES[sector.price_series]}")
            market.price_change = self.prices[t][sector.price_series] + shift / 4.0
            do.move_prices(market)
        self.county.serviced_in = 0.0
        for firm in self.firms:
            do.open_books(firm)

    def attract_projects(self) -> None:
        """2. Projects under review move on; new ones come, sector by sector."""
        county, p, lever, t = self.county, self.p, self.lever, self.t
        for project in self.projects:
            if project.state == IN_REVIEW:
                do.review(project)
        pull = 0.0
        for sector in self.sectors:
            pull += sector.pull
        if pull <= 0.0:
            return
        wanted = do.appeal(p, lever, county.growth)
        for s, (sector, chain) in enumerate(zip(self.sectors, self.chain_weight[t], strict=True)):
            vacant, share = self.land_for(s), sector.pull / pull
            for j in range(do.arrivals(self.now, s, share, wanted, chain, vacant, p)):
                uid = rng.PROJECT_BASE + (64 * t + s) * PROJECTS_PER_QUARTER + j
                project = Project()
                do.draft_project(
                    project, uid, s, sector, county, p, lever, self.outside, self.now, t
                )
                self.projects.append(project)
                county.arrived_year += 1.0

    def land_for(self, s: int) -> float:
        """Free land (亩) of the parks that admit a sector."""
        vacant = 0.0
        for k, park in enumerate(self.parks):
            if self.allows[k, s]:
                vacant += park.vacant
        return vacant

    def commission(self) -> None:
        """3. Construction goes on; what is finished starts to produce."""
        county, p, outside, now = self.county, self.p, self.outside, self.now
        for firm in self.firms:
            if firm.status == OPERATING:
                firm.age += 1
            elif firm.status != BUILDING:
                continue
            sector, market = self.sectors[firm.sector], self.markets[firm.sector]
            do.build_on(firm, sector, market.price, county, p, outside, now)

    def sell_output(self) -> None:
        """4. Demand moves; output is sold within capacity, staff and the harvest."""
        county, p, lever, outside, now = self.county, self.p, self.lever, self.outside, self.now
        for market in self.markets:
            market.wanted = 0.0
        operating = self.operating()
        for firm in operating:
            sector, market = self.sectors[firm.sector], self.markets[firm.sector]
            do.grow_demand(
                firm, sector, market.price, market.price_change, county, p, lever, outside, now
            )
            do.want_sales(firm, sector, p)
            market.wanted += firm.revenue / market.price
        self.ration_harvest()
        activity, quarter_of_year = self.drivers[self.t].activity, self.t % 4
        for firm in operating:
            sector, market = self.sectors[firm.sector], self.markets[firm.sector]
            season = do.season_of(sector, quarter_of_year)
            do.sell(firm, season, activity, market.crowding)
            if quarter_of_year == 0 and firm.above == 1:
                county.q1_output += firm.revenue

    def ration_harvest(self) -> None:
        """Share the harvest in proportion to what its processors want."""
        wanted = 0.0
        for sector, market in zip(self.sectors, self.markets, strict=True):
            market.crowding = 1.0
            if sector.harvest_limited == 1:
                wanted += market.wanted
        allowed = self.county.harvest_capacity * self.county.harvest
        if wanted > allowed:
            for sector, market in zip(self.sectors, self.markets, strict=True):
                if sector.harvest_limited == 1:
                    market.crowding = allowed / wanted

    def keep_books(self) -> None:
        """5. Accounts: value added, wages, taxes, subsidies, cash and debt."""
        county, gov, p, lever = self.county, self.gov, self.p, self.lever
        county.rnd = 0.0
        for firm in self.operating():
            do.keep_accounts(firm, self.sectors[firm.sector], county, gov, p, lever)
            do.settle_debt(firm, county, p, lever, self.outside)
            county.rnd += firm.rnd

    def ask_for_staff(self) -> None:
        """6. Enterprises ask for staff; the pool fills the same share of every request."""
        county, p, lever = self.county, self.p, self.lever
        county.staff = 0.0
        county.wanted_staff = 0.0
        for firm in self.operating():
            do.ask_for_staff(firm, self.sectors[firm.sector], p)
            if firm.origin != 3:
                county.staff += firm.l
            county.wanted_staff += firm.want_staff
        free = max(0.0, do.labour_pool(county, p, lever) - county.staff)
        county.fill = do.fill_rate(free, county.wanted_staff, p)

    def look_around(self) -> None:
        """What enterprises see before they decide: user cost, peers, density of the parks."""
        p, lever = self.p, self.lever
        for market in self.markets:
            market.capital = 0.0
            market.peers = 0.0
        for park in self.parks:
            park.density = 0.0
        for firm in self.operating():
            market = self.markets[firm.sector]
            market.capital += firm.k
            market.peers += firm.k * firm.z
            if firm.park >= 0:
                self.parks[firm.park].density += firm.k
        for sector, market in zip(self.sectors, self.markets, strict=True):
            market.cost = do.user_cost(self.county, sector, market.price, p, lever)
            if market.capital > 0.0:
                market.peers = market.peers / (3.0 * market.capital)
            market.odds = do.imitation(market.peers, p, lever)
        for park in self.parks:
            area = max(1.0, park.serviced)
            park.density = math.log(1.0 + park.density / area / p.density_reference)

    def decide(self) -> None:
        """6 to 12. What each enterprise does of its own, from hiring to its site or its exit.

        Public money is claimed in this order: award, upgrade, remediation, enterprise by
        enterprise; so is the land that remediation and exits free.
        """
        county, gov, p, lever = self.county, self.gov, self.p, self.lever
        outside, now = self.outside, self.now
        self.queue = []
        for firm in self.line_up():
            sector, market = self.sectors[firm.sector], self.markets[firm.sector]
            do.hire(firm, gov, county.fill, p, lever)
            do.expect(firm, p)
            do.maintain(firm, sector, market.price, county, p)
            do.consider_investment(
                firm, sector, market.price, market.cost, county, p, lever, outside, now
            )
            do.absorb_upgrade(firm, p)
            do.consider_upgrade(firm, sector, market.odds, county, gov, p, lever, outside, now)
            if do.remediate(firm, sector, self.parks, county, gov, p, lever, now):
                self.close(firm)
                continue
            self.innovate(firm, sector)
            if do.leaves(firm, sector, market.price, p, now):
                self.close(firm)
            else:
                self.plan_site(firm, sector)
        do.key_projects(county, county.rnd, p, lever, now)

    def line_up(self) -> list[Firm]:
        """Enterprises in the order in which they claim public money this quarter.

        From whoever drew the lowest lot, round the county forward or backward by lot.
        """
        line = self.operating()
        if uniform_plain(self.now, rng.COUNTY, rng.CLAIM) >= 0.5:
            line.reverse()
        lots = [uniform_plain(self.now, firm.uid, rng.CLAIM) for firm in line]
        first = lots.index(min(lots)) if lots else 0
        return line[first:] + line[:first]

    def innovate(self, firm: Firm, sector: Any) -> None:
        """11. R&D, learning, quality, patents."""
        county, p, lever, now = self.county, self.p, self.lever, self.now
        density = self.parks[firm.park].density if firm.park >= 0 else 0.0
        do.do_research(firm, p, lever)
        do.learn(firm, density, county, p, lever, now)
        do.improve_quality(firm, sector, p, lever)
        do.patent(firm, p, lever, now)

    def found_start_ups(self) -> None:
        """12. Start-ups are founded on free land and in small-firm parks."""
        county, p, lever, now = self.county, self.p, self.lever, self.now
        for s, sector in enumerate(self.sectors):
            for j in range(do.start_ups(s, sector, p, lever, now)):
                uid = rng.STARTUP_BASE + (64 * self.t + s) * rng.STARTUPS_PER_QUARTER + j
                firm, price = Firm(self), self.markets[s].price
                land = (self.parks, self.allows)
                if do.found(firm, uid, s, sector, price, *land, county, p, now):
                    self.firms.append(firm)
                else:
                    firm.remove()

    def end_year(self) -> None:
        """13. Grades, qualifications, awards; the year's indicators; a clean slate."""
        county, p, lever, now = self.county, self.p, self.lever, self.now
        value, area = 0.0, 0.0
        operating = self.operating()
        for firm in operating:
            if firm.above == 1:
                value += firm.va_year
                area += firm.m
        average = value / max(1e-9, area)
        for firm in operating:
            do.grade_land(firm, average, p)
            do.qualify(firm, county, p, lever, now)
            do.award_quality(firm, p, lever, now)
        county.n = len(self.firms)
        out = self.out[self.t // 4]
        for firm in self.firms:
            market = self.markets[firm.sector]
            do.count_enterprise(firm, self.sectors[firm.sector], market.price, out)
        do.report_totals(self.whole, out)
        for firm in self.firms:
            do.turn_year(firm, p)
        do.clear_year(self.whole)

    def indicators(self) -> np.ndarray:
        """Indicators of all years, f8[years, indicators] in registry order."""
        return values(self.out)
