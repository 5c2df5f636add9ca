"""The options that mean the same in every command; their help is in the catalogue.

A command takes what it needs: `def show(name: str, json_out: Json = False, lang: Lang = None)`.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from shengsi.text import t


class LanguageChoice(StrEnum):
    """Languages of the front door."""

    zh = "zh"
    en = "en"


# A seed is a signed 64-bit number; more draws than this are a slip of the finger.
LARGEST_SEED = 2**63 - 1
MOST_DRAWS = 10_000_000


def path_of(text: str) -> Path:
    """The path that an option names; an empty one is refused with exit code 2.

    An empty text is what a shell makes of a variable that is not set; as a path it would silently
    be the folder one stands in.
    """
    if not str(text).strip():
        raise typer.BadParameter(t("err.blank_path"))
    return Path(text)


Scenarios = Annotated[
    list[str] | None,
    typer.Option("--scenario", "-s", metavar="NAME|FILE", help="@opt.scenario"),
]
Draws = Annotated[
    int, typer.Option("--draws", "-n", min=1, max=MOST_DRAWS, metavar="N", help="@opt.draws")
]
Seed = Annotated[
    int, typer.Option("--seed", min=0, max=LARGEST_SEED, metavar="N", help="@opt.seed")
]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=0, metavar="N", help="@opt.jobs")]
Out = Annotated[
    Path | None, typer.Option("--out", "-o", parser=path_of, metavar="FOLDER", help="@opt.out")
]
Sets = Annotated[list[str] | None, typer.Option("--set", metavar="LEVER=VALUE", help="@opt.set")]
Roster = Annotated[
    Path | None, typer.Option("--roster", parser=path_of, metavar="FILE", help="@opt.roster")
]
PosteriorFile = Annotated[
    Path | None,
    typer.Option("--posterior", parser=path_of, metavar="FOLDER|FILE", help="@opt.posterior"),
]
FromPrior = Annotated[bool, typer.Option("--prior", help="@opt.prior")]
Accounts = Annotated[
    Path | None, typer.Option("--accounts", parser=path_of, metavar="FILE", help="@opt.accounts")
]
Cautious = Annotated[bool, typer.Option("--cautious", help="@calibrate.opt_cautious")]
Years = Annotated[str | None, typer.Option("--years", metavar="YEARS", help="@opt.years")]
# Read from the arguments before any command is built, so that help and errors follow it too.
Lang = Annotated[LanguageChoice | None, typer.Option("--lang", help="@opt.lang")]
Json = Annotated[bool, typer.Option("--json", help="@opt.json")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="@opt.quiet")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="@opt.verbose")]
NoProgress = Annotated[bool, typer.Option("--no-progress", help="@opt.no_progress")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="@opt.dry_run")]
Force = Annotated[bool, typer.Option("--force", help="@opt.force")]
# For commands that write a new folder every time: taken, as everywhere, and without effect.
ForceNew = Annotated[bool, typer.Option("--force", help="@opt.force_new")]


def year_span(years: str | None, first: int, last: int) -> range:
    """The years of `--years`: `2023-2027`, or `2030` for `first`..2030; None is first..last.

    Raises typer.BadParameter (exit code 2) for anything else.
    """
    from model.units import FIRST_YEAR, LATEST_YEAR

    if years is None:
        return range(first, last + 1)
    parts = years.strip().split("-")
    if len(parts) in (1, 2) and all(part.isascii() and part.isdigit() for part in parts):
        start, stop = (first, int(parts[0])) if len(parts) == 1 else map(int, parts)
        if FIRST_YEAR <= start <= stop <= LATEST_YEAR:
            return range(start, stop + 1)
    reason = t("err.years", low=FIRST_YEAR, high=LATEST_YEAR, text=years)
    raise typer.BadParameter(reason, param_hint="--years")


def last_year(years: str | None) -> int:
    """Last year of a run, from `--years`; exit code 2 when it ends before the plan begins."""
    from model.units import FIRST_YEAR, LAST_YEAR, LATEST_YEAR, POLICY_QUARTER

    last = year_span(years, FIRST_YEAR, LAST_YEAR).stop - 1
    plan = FIRST_YEAR + POLICY_QUARTER // 4
    if last < plan:
        reason = t("err.last_year", low=plan, high=LATEST_YEAR, year=last)
        raise typer.BadParameter(reason, param_hint="--years")
    return last


def one_scenario(scenarios: list[str] | None, command: str) -> str:
    """The scenario of a command that takes one, the plan when none is named; else exit code 2."""
    names = scenarios or ["plan"]
    if len(names) > 1:
        reason = t("err.one_scenario", command=command, names=", ".join(names))
        raise typer.BadParameter(reason, param_hint="-s")
    return names[0]
