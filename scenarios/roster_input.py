"""The enterprise roster of a run: read, copied into the run's folder, read back on resuming."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from calibration.faults import Notice
from calibration.roster_file import Roster, read_roster
from model.spec import CountySpec
from scenarios.run import ROSTER, Run

# What a manifest says of a run's enterprises; "" is a synthetic population.
OWN, EXAMPLE = "own", "example"


@dataclass(frozen=True)
class RosterInput:
    """A roster, where it was, and the file to be copied into the run.

    `kind` is OWN, EXAMPLE, or "" when there is no roster.
    """

    path: Path | None = None
    roster: Roster | None = None
    kind: str = ""
    files: tuple[tuple[str, bytes], ...] = ()

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Things to know about the roster that stop nothing."""
        return () if self.roster is None else self.roster.notices

    def engine(self, engine: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
        """The engine with this roster in place of a synthetic population."""
        return engine if self.roster is None else partial(engine, roster=self.roster.rows)


def take_roster(path: Path | None, spec: CountySpec) -> RosterInput:
    """The roster at `path`, and its bytes under the name they have within a run.

    Raises calibration.faults.FileError with every fault of the file.
    """
    if path is None:
        return RosterInput()
    roster = read_roster(path, spec)
    return RosterInput(
        path,
        roster,
        EXAMPLE if roster.examples else OWN,
        ((f"{ROSTER}{path.suffix.lower()}", path.read_bytes()),),
    )


def kept_roster(run: Run, spec: CountySpec) -> RosterInput:
    """The roster that a run was begun with, from its own folder."""
    return take_roster(run.roster_file, spec)
