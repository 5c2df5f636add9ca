"""Records and plain-Python behaviours for tests by hand: blank but for what a test sets."""

from __future__ import annotations

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


def plain_twin(kernel: Any, replaced: dict[Any, Any]) -> Callable[..., Any]:
    """The plain original of a kernel and of all it calls, processor hints left out."""
    found: dict[Any, Any] = {}
    top = plain(kernel, replaced, found)
    for function in found.values():
        if "prefetch" in function.__globals__:
            function.__globals__["prefetch"] = lambda records, index: None
    return top  # type: ignore[no-any-return]


@cache
def twin(kernel: Any) -> Callable[..., Any]:
    """The plain-Python twin of a compiled behaviour."""
    return plain_twin(kernel, PLAIN)


def with_luck(kernel: Any, luck: float) -> Callable[..., Any]:
    """The plain twin in a world where every uniform is `luck`."""
    return plain_twin(kernel, {**PLAIN, uniform: lambda key, identity, stream: luck})


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
