"""Event 10 of the reference model: the land market."""

from __future__ import annotations

from typing import Any

from benchmarks.objects import Firm
from benchmarks.plainly import behaviour as do
from benchmarks.reference_start import Beginning
from model.records import LANDED, WAITING_LAND


class LandMarket(Beginning):
    """Sites, parcels and remediation; what is asked for is gathered, queued and served."""

    queue: list[tuple[float, Any, Any]]

    def plan_site(self, firm: Firm, sector: Any) -> None:
        """10. An enterprise whose site is full builds upward, or asks for a parcel."""
        if firm.intent_k <= 0.0:
            return
        county, p, lever, now = self.county, self.p, self.lever, self.now
        do.plan_site(firm, sector, county, p, lever, self.outside, now)
        if firm.need_land > 0.0:
            self.queue.append((do.queue_key(now, firm.uid, firm.grade), firm, None))

    def use_land(self) -> None:
        """10. Parks are serviced, parcels granted to those who asked and to projects."""
        county, gov, p, lever, now = self.county, self.gov, self.p, self.lever, self.now
        queue = self.queue
        county.quota = lever.industrial_land_share * p.total_land_grants - county.granted_year
        county.other_granted_year += do.other_grants(county, p, lever, self.t % 4)
        for park, target in zip(self.parks, self.park_land[self.t], strict=True):
            do.service_land(park, county, gov, target, p)
        do.build_beds(county, gov, lever.dormitory_beds, p)
        for project in self.projects:
            if project.state == WAITING_LAND:
                queue.append((do.queue_key(now, project.uid, 1), None, project))
        for _, firm, project in sorted(queue, key=lambda entry: entry[0]):
            if project is None:
                self.serve_enterprise(firm)
            else:
                self.serve_project(project)

    def choose_park(self, s: int, area: float) -> int:
        """Park that admits the sector and has most vacant land, at least `area`; -1 if none."""
        best, room = -1, 0.0
        for k, park in enumerate(self.parks):
            if self.allows[k, s] and park.vacant >= area and park.vacant > room:
                best, room = k, park.vacant
        return best

    def serve_enterprise(self, firm: Any) -> None:
        """Give an enterprise its parcel if park and quota allow it; else it builds upward."""
        county, p, lever, outside, now = self.county, self.p, self.lever, self.outside, self.now
        sector = self.sectors[firm.sector]
        k = firm.park if firm.park >= 0 else self.choose_park(firm.sector, firm.need_land)
        if k < 0 or self.parks[k].vacant < firm.need_land or county.quota <= 0.0:
            if not do.build_up(firm, sector, county, p, lever, outside, now):
                county.postponed_land_year += 1.0
            return
        do.take_parcel(firm, k, self.parks[k], county, firm.need_land, p)
        do.invest_intent(firm, sector, county, p, lever, outside, now)

    def serve_project(self, project: Any) -> None:
        """Let a project settle if a park and the year's quota allow it."""
        county = self.county
        k = self.choose_park(project.sector, project.m)
        if k < 0 or county.quota <= 0.0:
            do.wait_for_land(project, county, self.p)
            return
        project.park = k
        project.state = LANDED
        firm = Firm(self)
        self.firms.append(firm)
        sector, park = self.sectors[project.sector], self.parks[k]
        do.establish(firm, project, k, park, sector, county, self.p, self.lever, self.now)
