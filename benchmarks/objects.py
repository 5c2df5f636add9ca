"""Plain Python objects with the fields of the model's records: ints and floats in slots.

No numpy scalar may reach the reference model: arithmetic on one is several times slower than
on a float, and the comparison would not be fair.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import mesa
import numpy as np

from model.assumptions import ASSUMPTION
from model.driver_paths import DRIVER_MODEL, KNOWN_YEAR
from model.indicators import INDICATOR
from model.levers import LEVER
from model.parameters import PARAMETER
from model.records import COUNTY, DRIVER, ENTERPRISE, GOVERNMENT, MARKET, PARK, PROJECT, SECTOR
from model.roster import KNOWN


def _blank(dtype: np.dtype) -> tuple[tuple[str, int | float], ...]:
    """Fields of a record with their zeros: an int for an integer field, else a float."""
    return tuple((name, 0 if dtype[name].kind == "i" else 0.0) for name in dtype.names or ())


class Record:
    """An object with the fields of one record, all zero."""

    __slots__ = ()
    FIELDS: tuple[tuple[str, int | float], ...] = ()

    def __init__(self) -> None:
        for name, zero in self.FIELDS:
            setattr(self, name, zero)


def record_class(name: str, dtype: np.dtype) -> type[Any]:
    """A slotted class with the fields of `dtype`."""
    space = {"__slots__": tuple(dtype.names or ()), "FIELDS": _blank(dtype)}
    return type(name, (Record,), space)


Assumption = record_class("Assumption", ASSUMPTION)
CountyState = record_class("CountyState", COUNTY)
Driver = record_class("Driver", DRIVER)
DriverModel = record_class("DriverModel", DRIVER_MODEL)
Government = record_class("Government", GOVERNMENT)
Indicators = record_class("Indicators", INDICATOR)
Known = record_class("Known", KNOWN)
KnownYear = record_class("KnownYear", KNOWN_YEAR)
Lever = record_class("Lever", LEVER)
Market = record_class("Market", MARKET)
Parameters = record_class("Parameters", PARAMETER)
Park = record_class("Park", PARK)
Project = record_class("Project", PROJECT)
Sector = record_class("Sector", SECTOR)


class Firm(mesa.Agent):
    """An enterprise as an ordinary Mesa agent, its state in slots of its own.

    The field `step` (growth of demand in the quarter) hides Mesa's method of that name, which
    nothing calls: the model's agenda asks its agents event by event.
    """

    __slots__ = tuple(ENTERPRISE.names or ())
    FIELDS = _blank(ENTERPRISE)

    def __init__(self, model: mesa.Model) -> None:
        super().__init__(model)
        for name, zero in self.FIELDS:
            setattr(self, name, zero)


def objects(kind: type[Any], rows: np.ndarray) -> list[Any]:
    """A record array as objects of `kind`; the fields are matched by name."""
    made = []
    for row in rows:
        item = kind()
        for name in rows.dtype.names or ():
            setattr(item, name, row[name].item())
        made.append(item)
    return made


def values(records: Sequence[Any]) -> np.ndarray:
    """Objects back to an array f8[objects, fields]."""
    return np.array([[float(getattr(one, name)) for name, _ in one.FIELDS] for one in records])
