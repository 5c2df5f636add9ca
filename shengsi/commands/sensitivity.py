"""`shengsi sensitivity`: which inputs decide the targets, and how variance is split."""

from __future__ import annotations

import os
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shengsi.options import (
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
    Sets,
    Verbose,
    Years,
    last_year,
    one_scenario,
    path_of,
)
from shengsi.text import language, t

if TYPE_CHECKING:
    from scenarios.sensitivity import Sensitivity
    from shengsi.sensitivity_job import Question

app = typer.Typer()


class By(StrEnum):
    """What one input of policy is."""

    action = "action"
    lever = "lever"


@app.command()
def sensitivity(
    scenario: Annotated[
        list[str] | None,
        typer.Option("--scenario", "-s", metavar="NAME|FILE", help="@sensitivity.opt_scenario"),
    ] = None,
    target: Annotated[
        list[str] | None,
        typer.Option("--target", metavar="ID", help="@sensitivity.opt_target"),
    ] = None,
    indicator: Annotated[
        list[str] | None,
        typer.Option("--indicator", metavar="CODE", help="@sensitivity.opt_indicator"),
    ] = None,
    draws: Annotated[
        int,
        typer.Option(
            "--draws", "-n", min=2, max=65_536, metavar="N", help="@sensitivity.opt_draws"
        ),
    ] = 128,
    blocks: Annotated[
        int,
        typer.Option("--blocks", min=3, max=1000, metavar="N", help="@sensitivity.opt_blocks"),
    ] = 10,
    trajectories: Annotated[
        int,
        typer.Option(
            "--trajectories", min=1, max=1000, metavar="N", help="@sensitivity.opt_trajectories"
        ),
    ] = 8,
    keep: Annotated[
        int, typer.Option("--keep", min=1, max=1000, metavar="N", help="@sensitivity.opt_keep")
    ] = 10,
    by: Annotated[By, typer.Option("--by", metavar="KIND", help="@sensitivity.opt_by")] = By.action,
    seed: Seed = 2023,
    jobs: Jobs = 0,
    out: Annotated[
        Path,
        typer.Option("--out", "-o", parser=path_of, metavar="FOLDER", help="@sensitivity.opt_out"),
    ] = Path("outputs") / "sensitivity",
    sets: Sets = None,
    years: Years = None,
    roster: Roster = None,
    posterior: PosteriorFile = None,
    prior: FromPrior = False,
    no_figures: Annotated[
        bool, typer.Option("--no-figures", help="@sensitivity.opt_no_figures")
    ] = False,
    force: ForceNew = False,
    dry_run: DryRun = False,
    json_out: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Screen the inputs, split the variance of targets and indicators among them."""
    from scenarios.sensitivity import Sizes
    from shengsi.sensitivity_job import analyse, read_question

    if draws & (draws - 1):
        raise typer.BadParameter(t("sensitivity.power", n=draws), param_hint="--draws")
    chosen, last = one_scenario(scenario, "sensitivity"), last_year(years)
    asked = read_question(
        chosen, sets, last, Sizes(blocks, draws, trajectories, keep), seed,
        str(by), target, indicator, roster, posterior, prior, jobs or os.cpu_count() or 1, out,
        quiet,
    )  # fmt: skip
    if dry_run:
        _say_plan(asked, json_out)
        return
    found, folder = analyse(asked, not no_figures, quiet, no_progress)
    _print(found, folder, json_out)


def _print(found: Sensitivity, folder: Path, json_out: bool) -> None:
    """The result on stdout."""
    from shengsi.console import emit, emit_json
    from shengsi.sensitivity_documents import sensitivity_document
    from shengsi.sensitivity_tables import sensitivity_text

    if json_out:
        emit_json({**sensitivity_document(found), "folder": str(folder)})
        return
    emit(sensitivity_text(found, language()))
    emit("")
    emit(t("sensitivity.where", folder=folder))


def _say_plan(asked: Question, json_out: bool) -> None:
    """Say what would be run."""
    from scenarios.basis import basis_of
    from scenarios.files import check_writable
    from scenarios.posterior_input import numbers_of
    from scenarios.sensitivity.study import planned_runs
    from shengsi.console import emit, emit_json

    check_writable(asked.out)
    space, sizes = asked.space, asked.sizes
    runs = planned_runs(space, sizes)
    numbers = None if space.posterior is None else numbers_of(space.posterior)
    width = space.scenario.uncertainty.prior_width
    basis = basis_of(space.origin, asked.roster.kind, width, numbers)
    if json_out:
        emit_json(
            {
                "dry_run": True, "scenario": space.scenario.id, **asdict(sizes), "runs": runs,
                "outputs": [item.code for item in asked.outputs],
                "inputs": [item.code for item in space.inputs], "seed": space.seed,
                "jobs": asked.jobs, "out": str(asked.out),
                "parameters": {"origin": space.origin, "zh": basis[0], "en": basis[1]},
            }
        )  # fmt: skip
        return
    lang = language()
    words: dict[str, Any] = {**asdict(sizes), "twice": 2 * sizes.points}
    words |= {"outputs": len(asked.outputs), "inputs": len(space.inputs)}
    emit(t("sensitivity.dry", name=space.scenario.name(lang), **words))
    for stage, count in runs.items():
        emit(t(f"sensitivity.dry_stage.{stage}", runs=f"{count:,}", **words))
    rest = {"seed": space.seed, "jobs": asked.jobs, "out": asked.out, "basis": basis[lang == "en"]}
    emit(t("sensitivity.dry_rest", runs=f"{sum(runs.values()):,}", **rest))
