"""How the county works: state, behaviours, one quarter, the engine.

`from model import County` gives the Mesa model; mesa is imported then and not before.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from model.county import County, Enterprise

__all__ = ["County", "Enterprise"]


def __getattr__(name: str) -> Any:
    """The Mesa classes, on first use."""
    if name in __all__:
        return getattr(import_module("model.county"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
