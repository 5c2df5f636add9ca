"""`shengsi calibrate`: the posterior of the county given its record, or the check before it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from shengsi.given import given_options
from shengsi.options import (
    Accounts,
    Cautious,
    DryRun,
    Force,
    Jobs,
    Json,
    Lang,
    NoProgress,
    PosteriorFile,
    Quiet,
    Roster,
    Seed,
    Verbose,
    path_of,
)
from shengsi.text import t

app = typer.Typer()

# Fewer pairs than this do not make a posterior.
_FEWEST = 50

_PAIRS = typer.Option(
    "--draws", "-n", min=1, max=1_000_000, metavar="N", help="@calibrate.opt_pairs"
)


# What each way of working takes no notice of, by the names of its parameters.
_IDLE = {
    "--prior-check": (
        "start",
        "budget",
        "accounts",
        "roster",
        "cautious",
        "report",
        "posterior",
        "resume",
    ),
    "--report": ("draws", "start", "budget", "accounts", "cautious", "resume"),
    "--resume": ("draws", "start", "seed", "accounts", "roster", "cautious", "posterior", "out"),
}


@app.command()
def calibrate(
    context: typer.Context,
    prior_check: Annotated[
        bool, typer.Option("--prior-check", help="@calibrate.opt_prior")
    ] = False,
    draws: Annotated[int | None, _PAIRS] = None,
    start: Annotated[
        int, typer.Option("--start", min=50, metavar="N", help="@calibrate.opt_start")
    ] = 131_072,
    budget: Annotated[
        int, typer.Option("--budget", min=50, metavar="N", help="@calibrate.opt_budget")
    ] = 600_000,
    seed: Seed = 2023,
    accounts: Accounts = None,
    roster: Roster = None,
    cautious: Cautious = False,
    report: Annotated[
        bool | None, typer.Option("--report/--no-report", help="@calibrate.opt_report")
    ] = None,
    posterior: PosteriorFile = None,
    resume: Annotated[
        Path | None,
        typer.Option("--resume", parser=path_of, metavar="FOLDER", help="@calibrate.opt_resume"),
    ] = None,
    jobs: Jobs = 0,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", parser=path_of, metavar="FOLDER", help="@calibrate.opt_out"),
    ] = None,
    dry_run: DryRun = False,
    force: Force = False,
    json_out: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Condition the model on the record: a posterior file, its diagnostics, or the prior check."""
    from shengsi.calibration_job import carry_on, new_job, report_existing, say_plan

    workers, silent = jobs or os.cpu_count() or 1, quiet or no_progress
    given = given_options(context)
    _require_heeded(given, prior_check, bool(report), resume is not None)
    if prior_check:
        from shengsi.prior_check_job import DRAWS, check_prior_job

        check_prior_job(draws or DRAWS, seed, jobs, out, dry_run, force, json_out, silent)
        return
    if report:
        report_existing(posterior, roster, seed, workers, out, dry_run, force, json_out, silent)
        return
    if draws is not None and draws < _FEWEST:
        reason = t("err.at_least", low=_FEWEST)
        raise typer.BadParameter(reason, param_hint="--draws")
    with_report = report is None
    if resume is not None and dry_run:
        raise typer.BadParameter(t("calibrate.resume_dry"), param_hint="--dry-run")
    if resume is not None:
        more = budget if "budget" in given else None
        carry_on(resume, workers, silent, json_out, with_report, budget=more)
        return
    start = _fitting_start(start, "start" in given, draws, budget)
    command = ["shengsi", *sys.argv[1:]]
    job = new_job(seed, draws, start, budget, accounts, roster, command, quiet, cautious)
    if dry_run:
        say_plan(job, out or Path("outputs"), json_out)
        return
    from scenarios.posterior_job import begin

    folder = begin(out or Path("outputs"), job)
    carry_on(folder, workers, silent, json_out, with_report, fresh=True)


def _require_heeded(given: dict[str, str], prior_check: bool, report: bool, resume: bool) -> None:
    """Raise BadParameter for an option that the chosen way of working would take no notice of."""
    ways = {"--prior-check": prior_check, "--report": report, "--resume": resume}
    way = next((name for name, chosen in ways.items() if chosen), None)
    if way is None:
        if "posterior" in given:
            reason = t("calibrate.only_report")
            raise typer.BadParameter(reason, param_hint=given["posterior"])
        return
    for name in _IDLE[way]:
        if name in given:
            raise typer.BadParameter(t("calibrate.idle", way=way), param_hint=given[name])


def _fitting_start(start: int, given: bool, draws: int | None, budget: int) -> int:
    """The prior runs to make; BadParameter when pairs and budget do not fit them."""
    from calibration.calibrate import PARTICLES

    pairs = draws or PARTICLES
    if given and start < pairs:
        raise typer.BadParameter(t("calibrate.start_under", pairs=pairs), param_hint="--start")
    start = max(start, pairs)
    if budget <= start:
        raise typer.BadParameter(t("calibrate.budget_under", start=start), param_hint="--budget")
    return start
