"""Live views of a county's records: an enterprise as a Mesa agent, a sector, a park.

Nothing is copied: a property reads the record that the compiled quarter writes, so a view is
always up to date.  Units are in the docstrings, which come from `model.records`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from model.names import enterprise_code
from model.records import ENTERPRISE_FIELDS
from model.spec import Item

if TYPE_CHECKING:
    from model.county import County

STATUS = ("empty", "building", "operating", "closed", "idle")
ORIGINS = ("roster", "project", "startup", "known_project")
GRADES = ("A", "B", "C", "D")
_FIELDS = {item.name: item for item in ENTERPRISE_FIELDS}


def _described(field: str) -> str:
    """Meaning and unit of a field of the enterprise record."""
    item = _FIELDS[field]
    return f"{item.meaning} ({item.unit})." if item.unit else f"{item.meaning}."


def _number(field: str) -> property:
    """A property that reads one float field."""
    return property(lambda self: float(self.record[field]), doc=_described(field))


def _count(field: str) -> property:
    """A property that reads one integer field."""
    return property(lambda self: int(self.record[field]), doc=_described(field))


def _flag(field: str) -> property:
    """A property that reads one 0/1 field."""
    return property(lambda self: bool(self.record[field]), doc=_described(field))


class Enterprise(mesa.Agent):
    """One enterprise as a Mesa agent: a live, read-only view of its record.

    `code` names it (`mussel-3`); `slot` is its place in `model.world.firms`.  Whatever the
    record holds beyond these properties is `agent.record["field"]`, see `model.records`.
    """

    def __init__(self, model: County, slot: int) -> None:
        super().__init__(model)
        self.slot = slot
        uid = int(model.world.firms["uid"][slot])
        self.code = enterprise_code(uid, model.spec, model.roster_ids)

    def __repr__(self) -> str:
        return f"Enterprise({self.code!r})"

    @property
    def record(self) -> np.void:
        """The record itself (ENTERPRISE), live: what is written to it is in the model."""
        return self.model.world.firms[self.slot]

    capital = _number("k")
    capital_under_way = _number("pending_k")
    automation = _count("z")
    robots = _number("robots")
    staff = _number("l")
    site_mu = _number("m")
    plot_ratio = _number("f")
    cash = _number("cash")
    debt = _number("debt")
    demand = _number("d")
    expected_growth = _number("e")
    utilisation = _number("u")
    rnd_intensity = _number("rho")
    energy_intensity = _number("ei")
    patents = _number("patents")
    age = _count("age")
    above_scale = _flag("above")

    @property
    def productivity(self) -> float:
        """Productivity as a factor, exp(a); 1 is the sector's mean at the start of 2017."""
        return math.exp(self.record["a"])

    @property
    def revenue(self) -> float:
        """Revenue of the latest four quarters (万元)."""
        record = self.record
        names = ("revenue", "revenue_1", "revenue_2", "revenue_3")
        return float(sum(float(record[name]) for name in names))

    @property
    def value_added(self) -> float:
        """Value added of the latest four quarters (万元)."""
        return self.model.value_added_4q(self.slot)

    @property
    def grade(self) -> str:
        """Land-efficiency grade (亩均), A to D."""
        return GRADES[self.record["grade"]]

    @property
    def sector(self) -> str:
        """Code of its sector."""
        return self.model.spec.sector_items[self.record["sector"]].code

    @property
    def park(self) -> str | None:
        """Code of its park; None outside any."""
        index = self.record["park"]
        return None if index < 0 else self.model.spec.park_items[index].code

    @property
    def status(self) -> str:
        """building, operating, idle or closed."""
        return STATUS[self.record["status"]]

    @property
    def origin(self) -> str:
        """roster, project (attracted), startup or known_project."""
        return ORIGINS[self.record["origin"]]


# Columns of `County.frame`, in reading order.
COLUMNS: tuple[str, ...] = (
    "sector",
    "park",
    "status",
    "origin",
    "age",
    "above_scale",
    "grade",
    "revenue",
    "value_added",
    "demand",
    "capital",
    "productivity",
    "automation",
    "robots",
    "staff",
    "site_mu",
    "plot_ratio",
    "cash",
    "debt",
    "utilisation",
    "rnd_intensity",
    "energy_intensity",
    "patents",
)


class _Place:
    """A named row of one of the county's arrays."""

    def __init__(self, item: Item, rows: np.ndarray, index: int) -> None:
        self.code, self.name_zh, self.name_en = item.code, item.name_zh, item.name_en
        self._rows, self._index = rows, index

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.code!r})"

    @property
    def record(self) -> Any:
        """The record itself, live."""
        return self._rows[self._index]


class Sector(_Place):
    """A sector's market, live."""

    @property
    def price(self) -> float:
        """Price index (2017 = 1)."""
        return float(self.record["price"])

    @property
    def peers(self) -> float:
        """Capital-weighted mean automation level over 3 (ratio)."""
        return float(self.record["peers"])


class Park(_Place):
    """A park's land, live."""

    @property
    def serviced(self) -> float:
        """Serviced industrial land (亩)."""
        return float(self.record["serviced"])

    @property
    def vacant(self) -> float:
        """Serviced land that is free (亩)."""
        return float(self.record["vacant"])
