"""`shengsi portfolio`: the cheapest lever values with which targets are met likely enough."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shengsi.options import (
    MOST_DRAWS,
    Draws,
    DryRun,
    ForceNew,
    FromPrior,
    Jobs,
    Json,
    Lang,
    NoProgress,
    PosteriorFile,
    Quiet,
    Roster,
    Seed,
    Verbose,
    Years,
    last_year,
    path_of,
)
from shengsi.text import t

if TYPE_CHECKING:
    from scenarios.portfolio.answer import Question

app = typer.Typer()

# What may be given beside --resume: none of it changes the answer.
_WITH_RESUME = (
    *("resume", "jobs", "json_out", "quiet", "no_progress", "lang", "verbose", "force"),
    "no_figures",
)


class Robust(StrEnum):
    """How several outside conditions are made one."""

    worst = "worst"
    mean = "mean"


class Limit(StrEnum):
    """How far a lever may go."""

    plan = "plan"
    ambitious = "ambitious"
    beyond = "beyond"


@app.command()
def portfolio(
    ctx: typer.Context,
    targets: Annotated[
        list[str] | None, typer.Option("--targets", metavar="IDS", help="@portfolio.opt_targets")
    ] = None,
    at_least: Annotated[
        float,
        typer.Option("--at-least", min=0.01, max=0.99, metavar="P", help="@portfolio.opt_at_least"),
    ] = 0.6,
    budget: Annotated[
        float | None,
        typer.Option("--budget", min=0.0, metavar="AMOUNT", help="@portfolio.opt_budget"),
    ] = None,
    robust: Annotated[
        Robust | None, typer.Option("--robust", metavar="HOW", help="@portfolio.opt_robust")
    ] = None,
    levers: Annotated[
        list[str] | None, typer.Option("--levers", metavar="NAMES", help="@portfolio.opt_levers")
    ] = None,
    limit: Annotated[
        Limit, typer.Option("--limit", metavar="HOW", help="@portfolio.opt_limit")
    ] = Limit.ambitious,
    bounds: Annotated[
        list[str] | None,
        typer.Option("--bound", metavar="LEVER=VALUE", help="@portfolio.opt_bound"),
    ] = None,
    sets: Annotated[
        list[str] | None, typer.Option("--set", metavar="LEVER=VALUE", help="@portfolio.opt_set")
    ] = None,
    evaluations: Annotated[
        int,
        typer.Option(
            "--evaluations", min=20, max=1_000_000, metavar="N", help="@portfolio.opt_evaluations"
        ),
    ] = 3000,
    search_draws: Annotated[
        int,
        typer.Option(
            "--search-draws",
            min=10,
            max=MOST_DRAWS,
            metavar="N",
            help="@portfolio.opt_search_draws",
        ),
    ] = 200,
    draws: Draws = 1000,
    seed: Seed = 2023,
    years: Years = None,
    roster: Roster = None,
    posterior: PosteriorFile = None,
    prior: FromPrior = False,
    jobs: Jobs = 0,
    out: Annotated[
        Path,
        typer.Option("--out", "-o", parser=path_of, metavar="FOLDER", help="@portfolio.opt_out"),
    ] = Path("outputs") / "portfolio",
    no_figures: Annotated[
        bool, typer.Option("--no-figures", help="@portfolio.opt_no_figures")
    ] = False,
    resume: Annotated[
        Path | None,
        typer.Option("--resume", parser=path_of, metavar="FOLDER", help="@portfolio.opt_resume"),
    ] = None,
    costs: Annotated[bool, typer.Option("--costs", help="@portfolio.opt_costs")] = False,
    force: ForceNew = False,
    dry_run: DryRun = False,
    json_out: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Find the cheapest lever values that meet the targets likely enough."""
    from scenarios.portfolio.answer import Question
    from scenarios.portfolio.job import Job
    from shengsi.portfolio_job import print_costs, resume_search, run_search, say_plan

    if costs:
        print_costs(json_out)
        return
    workers, silent = jobs or os.cpu_count() or 1, quiet or no_progress
    command = ["shengsi", *sys.argv[1:]]
    if resume is not None:
        _check_resume(ctx)
        resume_search(resume, workers, command, silent, json_out, not no_figures)
        return
    question = Question(
        targets=_words(targets), at_least=at_least, budget=budget, robust=str(robust or ""),
        levers=_words(levers), limit=str(limit), bounds=_bounds(bounds), sets=tuple(sets or ()),
        evaluations=evaluations, search_draws=search_draws, draws=draws, seed=seed,
        last_year=last_year(years),
    )  # fmt: skip
    _check_targets(question)
    job = Job(question, _named(posterior), prior, _named(roster))
    if dry_run:
        say_plan(job, out, workers, json_out)
        return
    run_search(job, out, workers, command, silent, json_out, not no_figures)


def _words(given: list[str] | None) -> tuple[str, ...]:
    """Words of options that may be repeated and may each hold several, parted by commas."""
    parts = (part.strip() for text in given or () for part in text.replace("，", ",").split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def _named(path: Path | None) -> str:
    """A file that a resumed search must find again from any folder."""
    return "" if path is None else str(path.resolve())


def _check_targets(question: Question) -> None:
    if not question.targets:
        raise typer.BadParameter(t("portfolio.no_targets"), param_hint="--targets")


def _check_resume(ctx: typer.Context) -> None:
    """Exit code 2 when an option beside --resume would change the question."""
    names = {param.name: max(param.opts, key=len) for param in ctx.command.params}
    given = [
        names[name]
        for name in ctx.params
        if name not in _WITH_RESUME
        and (source := ctx.get_parameter_source(name)) is not None
        and source.name == "COMMANDLINE"
    ]
    if given:
        reason = t("portfolio.resume_alone", names=", ".join(given))
        raise typer.BadParameter(reason, param_hint="--resume")


def _bounds(given: list[str] | None) -> dict[str, float]:
    """Bounds by lever; exit code 2 for anything but LEVER=NUMBER within the registry's range."""
    from calibration.county import load_shipped

    known = load_shipped().levers
    found: dict[str, float] = {}
    for text in given or ():
        code, _, number = (part.strip() for part in text.partition("="))
        if code not in known:
            raise typer.BadParameter(t("portfolio.bad_bound_code", text=text), param_hint="--bound")
        lever = known[code]
        try:
            value = float(number)
        except ValueError:
            value = float("nan")
        if not lever.minimum <= value <= lever.maximum:
            reason = t("portfolio.bad_bound", text=text, low=lever.minimum, high=lever.maximum)
            raise typer.BadParameter(reason, param_hint="--bound")
        found[code] = value
    return found
