"""The model's functions as plain Python, each rebuilt from its compiled one's own source."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from model import driver_paths, randomness, report, roster
from model.agenda import year
from model.behaviour import (
    accounts,
    attraction,
    commissioning,
    common,
    drivers,
    entry_exit,
    hiring,
    innovation,
    investment,
    land,
    sales,
    upgrade,
    year_end,
)
from model.kernel import plain

_FOUND = (
    accounts,
    attraction,
    commissioning,
    common,
    drivers,
    entry_exit,
    hiring,
    innovation,
    investment,
    land,
    sales,
    upgrade,
    year_end,
    driver_paths,
    randomness,
    report,
    roster,
    year,
)


def _behaviours() -> SimpleNamespace:
    """Every kernel that these modules define, under its own name."""
    done: dict[Any, Any] = {}
    found: dict[str, Any] = {}
    for module in _FOUND:
        for name, value in vars(module).items():
            if hasattr(value, "py_func") and value.py_func.__module__ == module.__name__:
                if name in found:
                    raise ValueError(f"two kernels are called {name}")
                found[name] = plain(value, randomness.PLAIN, done)
    return SimpleNamespace(**found)


behaviour = _behaviours()
