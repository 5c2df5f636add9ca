"""Records and plain-Python behaviours for tests by hand: blank but for what a test sets."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np

from model.assumptions import ASSUMPTION, ASSUMPTIONS
from model.kernel import plain
from model.levers import LEVER
from model.parameters import PARAMETER
from model.randomness import PLAIN, uniform
from model.records import (
    COUNTY,
    DRIVER,
    ENTERPRISE,
    GOVERNMENT,
    MARKET,
    OPERATING,
    PARK,
    PROJECT,
    SECTOR,
)
from tests.model.worlds import record

KEY = 0x0123456789ABCDEF


@cache
def twin(kernel: Any) -> Callable[..., Any]:
    """The plain-Python twin of a compiled behaviour."""
    return plain(kernel, PLAIN)  # type: ignore[no-any-return]


def with_luck(kernel: Any, luck: float) -> Callable[..., Any]:
    """The plain twin in a world where every uniform is `luck`."""
    lots = {**PLAIN, uniform: lambda key, identity, stream: luck}
    return plain(kernel, lots)  # type: ignore[no-any-return]


def play(kernel: Any, luck: float | None = None, **given: Any) -> Any:
    """Call the plain twin of a behaviour with the arguments that it names.

    What a test does not give is blank: records without content, prices of one, the same key.
    Raises TypeError for an argument that the behaviour does not have.
    """
    names = tuple(inspect.signature(kernel.py_func).parameters)
    unknown = set(given) - set(names)
    if unknown:
        raise TypeError(f"{kernel.py_func.__name__} does not ask for {unknown}")
    function = twin(kernel) if luck is None else with_luck(kernel, luck)
    return function(**{name: given[name] if name in given else BLANK[name]() for name in names})


def firm(**values: float) -> SimpleNamespace:
    """An operating enterprise outside parks, graded B."""
    start = {"status": OPERATING, "park": -1, "grade": 1, "tfp": 1.0, "tariff": 1.0, "uid": 1 << 20}
    return record(np.zeros(1, ENTERPRISE), **{**start, **values})


def sector(**values: float) -> SimpleNamespace:
    """A sector with a capital coefficient, a median and four equal seasons."""
    seasons = {f"season_{q}": 1.0 for q in (1, 2, 3, 4)}
    start = {"klass": 1, "kappa": 1.0, "revenue_median": 100.0, "capital_per_mu": 100.0, **seasons}
    return record(np.zeros(1, SECTOR), **{**start, **values})


def parameters(**values: float) -> SimpleNamespace:
    """All parameters zero but those named."""
    return record(np.zeros(1, PARAMETER), **values)


def levers(**values: float) -> SimpleNamespace:
    """All levers zero but the entry cost and those named."""
    return record(np.zeros(1, LEVER), **{"entry_cost": 1.0, **values})


def outside(**values: float) -> SimpleNamespace:
    """All assumptions neutral but those named."""
    neutral = {item.code: item.default for item in ASSUMPTIONS}
    return record(np.zeros(1, ASSUMPTION), **{**neutral, **values})


def county(**values: float) -> SimpleNamespace:
    """The county at prices and wages of 2017."""
    start = {"investment_price": 1.0, "wage_index": 1.0, "harvest": 1.0}
    return record(np.zeros(1, COUNTY), **{**start, **values})


def government(**values: float) -> SimpleNamespace:
    """A government without money but what is named."""
    return record(np.zeros(1, GOVERNMENT), **values)


def park(**values: float) -> SimpleNamespace:
    """An empty park."""
    return record(np.zeros(1, PARK), **values)


def project(**values: float) -> SimpleNamespace:
    """A blank project."""
    return record(np.zeros(1, PROJECT), **values)


def market(**values: float) -> SimpleNamespace:
    """A market at 2017 prices."""
    return record(np.zeros(1, MARKET), **{"price": 1.0, "crowding": 1.0, **values})


def driver(**values: float) -> SimpleNamespace:
    """A quarter of the world outside in which nothing moves."""
    return record(np.zeros(1, DRIVER), **{"activity": 1.0, **values})


BLANK: dict[str, Callable[[], Any]] = {
    "firm": firm,
    "sector": sector,
    "p": parameters,
    "lever": levers,
    "assumption": outside,
    "county": county,
    "gov": government,
    "park": park,
    "parks": lambda: [park()],
    "allows": lambda: np.ones((1, 1), bool),
    "project": project,
    "market": market,
    "driver": driver,
    "price": lambda: 1.0,
    "price_change": lambda: 0.0,
    "cost": lambda: 1.0,
    "key": lambda: KEY,
    "now": lambda: KEY,
    "later": lambda: KEY,
    "quarter": lambda: 0,
    "sector_index": lambda: 0,
    "park_index": lambda: 0,
    "uid": lambda: 7,
    "density": lambda: 0.0,
}
