"""`shengsi update`: the posterior led to a new year's accounts, and what that changes."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from shengsi.options import (
    MOST_DRAWS,
    Cautious,
    DryRun,
    ForceNew,
    Jobs,
    Json,
    Lang,
    NoProgress,
    Quiet,
    Roster,
    Seed,
    Verbose,
    path_of,
)
from shengsi.text import t

app = typer.Typer()


@app.command()
def update(
    accounts: Annotated[
        Path,
        typer.Option("--accounts", parser=path_of, metavar="FILE", help="@update.opt_accounts"),
    ],
    posterior: Annotated[
        Path | None,
        typer.Option(
            "--posterior", parser=path_of, metavar="FOLDER|FILE", help="@update.opt_posterior"
        ),
    ] = None,
    roster: Roster = None,
    cautious: Cautious = False,
    credit: Annotated[
        int,
        typer.Option("--credit", min=0, max=MOST_DRAWS, metavar="N", help="@update.opt_credit"),
    ] = 1000,
    seed: Seed = 2023,
    jobs: Jobs = 0,
    out: Annotated[
        Path, typer.Option("--out", "-o", parser=path_of, metavar="FOLDER", help="@update.opt_out")
    ] = Path("outputs"),
    force: ForceNew = False,
    dry_run: DryRun = False,
    json_out: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Condition the posterior on a new year of accounts and say what moved."""
    from shengsi.failures import INTERRUPTED, Stop
    from shengsi.update_job import new_job, run_job, say_plan

    workers = jobs or os.cpu_count() or 1
    job = new_job(accounts, posterior, roster, seed, workers, credit, quiet, cautious)
    if dry_run:
        say_plan(job, out, json_out)
        return
    try:
        run_job(job, out, ["shengsi", *sys.argv[1:]], quiet or no_progress, json_out)
    except KeyboardInterrupt as stopped:
        raise Stop(INTERRUPTED, t("update.stopped"), t("err.interrupted")) from stopped
