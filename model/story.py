"""What one enterprise decided each quarter, and why: read from its record after each step.

The record clears its flows and `act` when a quarter begins, so a trace copies the records
after every quarter.  The lots that decisions were drawn with are addressed, not consumed:
they are read again here, which tells a decision not taken from one that was out of reach.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from model import randomness as rng
from model.behaviour import common
from model.names import enterprise_code
from model.randomness import quarter_key_plain, uniform_plain
from model.records import CLOSED, EMPTY, LANDED, OPERATING
from model.units import quarter_name
from model.views import GRADES, STATUS

if TYPE_CHECKING:
    import pandas as pd

    from model.county import County

# Bits of `act` by the word that rows and sentences use.
ACTS: dict[str, int] = {
    "commissioned": common.COMMISSIONED,
    "invested": common.INVESTED,
    "short_of_funds": common.SHORT_OF_FUNDS,
    "short_of_land": common.SHORT_OF_LAND,
    "raised_plot_ratio": common.RAISED_PLOT_RATIO,
    "got_parcel": common.GOT_PARCEL,
    "upgraded": common.UPGRADED,
    "subsidised": common.SUBSIDISED,
    "subsidy_refused": common.SUBSIDY_REFUSED,
    "released_land": common.RELEASED_LAND,
    "intensified": common.INTENSIFIED,
    "won_award": common.WON_AWARD,
    "exited": common.EXITED,
}
PROJECT_STATES = ("", "in_review", "waiting_land", "landed", "refused")

# Columns of a row that are fields of the record, with the field (units in `model.records`).
_NUMBERS: dict[str, str] = {
    "revenue": "revenue",
    "value_added": "va",
    "demand": "d",
    "utilisation": "u",
    "staff": "l",
    "capital": "k",
    "capital_under_way": "pending_k",
    "quarters_to_go": "pending_quarters",
    "automation": "z",
    "robots": "robots",
    "site_mu": "m",
    "plot_ratio": "f",
    "cash": "cash",
    "debt": "debt",
    "gap": "gap",
    "invest_hazard": "hazard",
    "funds": "funds",
    "parcel_wanted": "need_land",
    "upgrade_hazard": "upgrade_hazard",
    "subsidies": "subsidies",
}
ROW_COLUMNS: tuple[str, ...] = (
    "quarter",
    "code",
    "sector",
    "park",
    "status",
    "above_scale",
    "grade",
    *_NUMBERS,
    "productivity",
    "invest_lot",
    "investment",
    "amount",
    "payback",
    "upgrade_lot",
    "upgrade",
    "acts",
)


@dataclass(frozen=True)
class Moment:
    """One enterprise at the end of quarter `t`: its record, and the lots it was dealt.

    `investment` is one of known, absent, building, enough, waited, invested, short_of_funds,
    site_too_dear, no_parcel, given_up; `upgrade` one of none, waited, upgraded, refused.
    """

    t: int
    record: np.void
    invest_lot: float
    upgrade_lot: float

    def did(self, act: str) -> bool:
        """Whether it did something this quarter (a key of ACTS)."""
        return bool(self.record["act"] & ACTS[act])

    @property
    def acts(self) -> list[str]:
        """Everything it did this quarter."""
        return [name for name in ACTS if self.did(name)]

    @property
    def investment(self) -> str:
        """What became of the decision to invest."""
        if self.record["origin"] == 3:
            return "known"
        if self.record["status"] not in (OPERATING, CLOSED):
            return "absent"
        if self.did("invested"):
            return "invested"
        if self.record["hazard"] <= 0.0:
            return "building" if self.record["pending_quarters"] > 0 else "enough"
        if self.invest_lot >= self.record["hazard"]:
            return "waited"
        if not self.did("short_of_land"):
            return "short_of_funds"
        if self.record["status"] == CLOSED:
            return "given_up"
        return "no_parcel" if self.record["need_land"] > 0.0 else "site_too_dear"

    @property
    def upgrade(self) -> str:
        """What became of the decision on a technical upgrade."""
        if self.did("upgraded"):
            return "upgraded"
        if self.record["upgrade_hazard"] <= 0.0:
            return "none"
        return "waited" if self.upgrade_lot >= self.record["upgrade_hazard"] else "refused"


class Trace:
    """Every quarter of one run of a county, kept so that any enterprise can be looked up."""

    def __init__(self, county: County) -> None:
        """Trace `county`, which must be at its start (ValueError)."""
        if county.elapsed:
            raise ValueError("a trace begins before the first step")
        self.county = county
        self._firms: list[np.ndarray] = []
        self._projects: list[np.ndarray] = []

    @classmethod
    def of(cls, county: County) -> Trace:
        """Run `county` to its end and keep all quarters; RuntimeError when the draw fails."""
        trace = cls(county)
        while county.running:
            trace.step()
        return trace

    def step(self) -> None:
        """Run one quarter and keep it."""
        self.county.step()
        world, state = self.county.world, self.county.world.county[0]
        self._firms.append(world.firms[: int(state["n"])].copy())
        self._projects.append(world.projects[: int(state["n_projects"])].copy())

    @property
    def quarters(self) -> int:
        """Quarters kept so far."""
        return len(self._firms)

    def codes(self) -> dict[str, int]:
        """Identity of every enterprise and project there has been, by code."""
        if not self._firms:
            return {}
        found = [*self._firms[-1]["uid"], *self._projects[-1]["uid"]]
        return {self._code(int(uid)): int(uid) for uid in found}

    def _code(self, uid: int) -> str:
        return enterprise_code(uid, self.county.spec, self.county.roster_ids)

    def moments(self, uid: int) -> Iterator[Moment]:
        """The enterprise `uid` quarter by quarter, to the one in which it closes."""
        for t, firms in enumerate(self._firms):
            slots = np.flatnonzero(firms["uid"] == uid)
            if len(slots) == 0 or firms["status"][slots[0]] == EMPTY:
                continue
            yield self._moment(t, firms[slots[0]])
            if firms["status"][slots[0]] == CLOSED:
                return

    def project(self, uid: int) -> Iterator[tuple[int, np.void]]:
        """The project `uid` quarter by quarter (quarter, record), until landed or refused."""
        for t, projects in enumerate(self._projects):
            for record in projects[projects["uid"] == uid]:
                yield t, record
                if record["state"] >= LANDED:
                    return

    def _moment(self, t: int, record: np.void) -> Moment:
        key, uid = quarter_key_plain(self.county.key(t), t), int(record["uid"])
        return Moment(
            t, record, uniform_plain(key, uid, rng.INVEST), uniform_plain(key, uid, rng.UPGRADE)
        )

    def row(self, moment: Moment) -> dict[str, Any]:
        """One quarter of one enterprise by column name; None where something does not apply.

        `amount` is what it invested (万元), 0 when it closed in the same quarter.
        """
        record, spec = moment.record, self.county.spec
        chance, upgrade = float(record["hazard"]), float(record["upgrade_hazard"])
        row: dict[str, Any] = {
            "quarter": quarter_name(moment.t),
            "code": self._code(int(record["uid"])),
            "sector": spec.sector_items[record["sector"]].code,
            "park": None if record["park"] < 0 else spec.park_items[record["park"]].code,
            "status": STATUS[record["status"]],
            "above_scale": int(record["above"]),
            "grade": GRADES[record["grade"]],
        }
        row |= {column: record[field].item() for column, field in _NUMBERS.items()}
        row["productivity"] = float(np.exp(record["a"]))
        row["invest_lot"] = moment.invest_lot if chance > 0.0 else None
        row["investment"] = moment.investment
        row["amount"] = float(record["pending_cost"]) if moment.did("invested") else 0.0
        row["payback"] = float(record["payback"]) if upgrade > 0.0 else None
        row["upgrade_lot"] = moment.upgrade_lot if upgrade > 0.0 else None
        row["upgrade"] = moment.upgrade
        row["acts"] = "|".join(moment.acts)
        return row

    def rows(self, code: str) -> list[dict[str, Any]]:
        """Rows of one enterprise; KeyError for an unknown code, none if it never settled."""
        return [self.row(moment) for moment in self.moments(self.codes()[code])]

    def frame(self) -> pd.DataFrame:
        """All enterprises by quarter, columns ROW_COLUMNS; the closed ones to their last."""
        import pandas as pd

        rows = []
        for t, firms in enumerate(self._firms):
            for record in firms:
                gone = record["status"] == CLOSED and not record["act"] & common.EXITED
                if record["status"] != EMPTY and not gone:
                    rows.append(self.row(self._moment(t, record)))
        return pd.DataFrame(rows, columns=list(ROW_COLUMNS))
