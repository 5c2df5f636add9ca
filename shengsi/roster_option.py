"""`--roster FILE`: the same in every command that takes it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from shengsi.console import note
from shengsi.text import language

if TYPE_CHECKING:
    from model.spec import CountySpec
    from scenarios.roster_input import RosterInput


def given_roster(path: Path | None, spec: CountySpec, quiet: bool) -> RosterInput:
    """The roster of a command, what is to know about it said on stderr.

    Raises calibration.faults.FileError (exit 3) with every fault of the file.
    """
    from scenarios.roster_input import take_roster

    given = take_roster(path, spec)
    for notice in given.notices:
        note(notice.text(language()), quiet)
    return given
