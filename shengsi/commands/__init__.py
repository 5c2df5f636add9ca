"""The commands: one module each, found by its file name and imported only when called.

A module `name.py` here is the command `shengsi name`.  It has `app`, a `typer.Typer` with one
command or several; its help comes from the catalogue (`cmd.name`, `cmd.name.sub`) and so do
the options whose help begins with `@`.  Heavy imports belong inside its functions.
"""

from __future__ import annotations

import pkgutil
from functools import cache

# Reading order of the help page; what is not named here comes after, by name.
ORDER = (
    "forecast", "run", "compare", "attribute", "portfolio", "discover", "sensitivity",
    "calibrate", "backtest", "update", "targets", "scenario", "data", "report", "runs",
    "workbench", "doctor",
)  # fmt: skip
HIDDEN = ("docs",)


@cache
def command_names() -> tuple[str, ...]:
    """Names of all commands in reading order, hidden ones last."""
    found = [m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_")]
    order = {name: index for index, name in enumerate(ORDER)}
    last = len(order)
    return tuple(sorted(found, key=lambda name: (name in HIDDEN, order.get(name, last), name)))
