"""`shengsi sensitivity`: which inputs decide the targets, and how variance is split."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
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
    year_span,
)
from shengsi.text import language, t

if TYPE_CHECKING:
    from scenarios.analysis_folder import Analysis
    from scenarios.roster_input import RosterInput
    from scenarios.sensitivity import Output, Sensitivity, Sizes
    from scenarios.sensitivity.space import Space

app = typer.Typer()


class By(StrEnum):
    """What one input of policy is."""

    action = "action"
    lever = "lever"


@dataclass(frozen=True)
class _Question:
    """A checked command line."""

    space: Space
    outputs: tuple[Output, ...]
    sizes: Sizes
    roster: RosterInput
    jobs: int
    out: Path


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
        Path, typer.Option("--out", "-o", metavar="FOLDER", help="@sensitivity.opt_out")
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

    if draws & (draws - 1):
        raise typer.BadParameter(t("sensitivity.power", n=draws), param_hint="--draws")
    asked = _question(
        _one(scenario), sets, _last_year(years), Sizes(blocks, draws, trajectories, keep), seed,
        str(by), target, indicator, roster, posterior, prior, jobs or os.cpu_count() or 1, out,
        quiet,
    )  # fmt: skip
    if dry_run:
        _say_plan(asked, json_out)
        return
    found, folder = _run(asked, not no_figures, quiet, no_progress)
    _print(found, folder, json_out)


def _one(scenarios: list[str] | None) -> str:
    """The scenario, the plan when none is named; exit code 2 for more than one."""
    names = scenarios or ["plan"]
    if len(names) > 1:
        reason = t("sensitivity.one_scenario", names=", ".join(names))
        raise typer.BadParameter(reason, param_hint="-s")
    return names[0]


def _last_year(years: str | None) -> int:
    """Last year of the runs; exit code 2 when policy has not begun by then."""
    from model.units import FIRST_YEAR, LAST_YEAR, LATEST_YEAR, POLICY_QUARTER

    last, plan = year_span(years, FIRST_YEAR, LAST_YEAR).stop - 1, FIRST_YEAR + POLICY_QUARTER // 4
    if last < plan:
        reason = t("sensitivity.too_early", low=plan, high=LATEST_YEAR, year=last)
        raise typer.BadParameter(reason, param_hint="--years")
    return last


def _question(
    scenario: str,
    sets: Sequence[str] | None,
    last_year: int,
    sizes: Sizes,
    seed: int,
    by: str,
    targets: Sequence[str] | None,
    indicators: Sequence[str] | None,
    roster: Path | None,
    posterior: Path | None,
    prior: bool,
    jobs: int,
    out: Path,
    quiet: bool,
) -> _Question:
    """Everything read and checked, before the first run."""
    from calibration.county import SHIPPED, load_shipped
    from scenarios.loader import load_scenario
    from scenarios.overrides import apply_overrides
    from scenarios.sensitivity.outputs import chosen_outputs
    from scenarios.sensitivity.space import Space
    from scenarios.targets import load_targets
    from shengsi.posterior_option import given_posterior
    from shengsi.roster_option import given_roster

    spec = load_shipped()
    chosen = apply_overrides(load_scenario(scenario, spec), sets or (), spec)
    outputs = chosen_outputs(load_targets(SHIPPED), last_year, targets, indicators)
    given = given_roster(roster, spec, quiet)
    source = given_posterior(posterior, prior, spec, given, jobs)
    rows = None if given.roster is None else given.roster.rows
    space = Space(spec, chosen, source, seed, last_year, by, rows)
    space.check()
    return _Question(space, outputs, sizes, given, jobs, out)


def _analysis(asked: _Question) -> Analysis:
    """The question as its folder records it; its digest names the kept blocks."""
    from importlib.metadata import version

    from calibration.county import SHIPPED
    from scenarios.analysis_folder import Analysis
    from scenarios.files import digest_bytes
    from scenarios.forecast import run_inputs
    from scenarios.manifest import now

    space = asked.space
    used = space.posterior if space.origin == "posterior" else None
    files = run_inputs(SHIPPED, [space.scenario], used) | dict(asked.roster.files)
    if used is not None:
        files["posterior.parquet"] = used.to_bytes()
    options: dict[str, Any] = {
        "scenario": space.scenario.id,
        "outputs": [[item.code, item.year] for item in asked.outputs],
        **asdict(asked.sizes),
        "by": space.by,
        "seed": space.seed,
        "last_year": space.last_year,
        "origin": space.origin,
        "salib": version("SALib"),
    }
    digests = {name: digest_bytes(data) for name, data in files.items()}
    command = ["shengsi", *sys.argv[1:]]
    return Analysis("sensitivity", options, digests, command, now(), asked.jobs)


def _run(asked: _Question, figures: bool, quiet: bool, no_progress: bool) -> tuple[Any, Path]:
    """The analysis with progress, and its folder; on Ctrl-C say how to go on (exit 130)."""
    from scenarios.sensitivity.job import SensitivityStopped, finished_blocks, kept_folder
    from shengsi.console import note
    from shengsi.failures import INTERRUPTED, Stop

    analysis = _analysis(asked)
    folder = kept_folder(asked.out, analysis)
    if count := finished_blocks(folder):
        note(t("sensitivity.goes_on", blocks=count, folder=folder), quiet)
    try:
        return _work(asked, analysis, figures, quiet, no_progress)
    except SensitivityStopped as error:
        words = {"blocks": error.blocks, "folder": error.folder}
        said = t("sensitivity.interrupted", command=" ".join(analysis.command), **words)
        raise Stop(INTERRUPTED, said, t("err.interrupted")) from error


def _work(
    asked: _Question, analysis: Analysis, figures: bool, quiet: bool, no_progress: bool
) -> tuple[Sensitivity, Path]:
    """Run what is missing and write the folder."""
    from scenarios.analysis_folder import write_analysis
    from scenarios.sensitivity import sensitivity as analyse
    from scenarios.sensitivity.job import kept_blocks
    from scenarios.sensitivity.study import planned_runs
    from shengsi.console import note
    from shengsi.progress import ForecastProgress

    space = asked.space
    runs = planned_runs(space, asked.sizes)
    told = {name: f"{count:,}" for name, count in runs.items()}
    note(t("sensitivity.begins", runs=f"{sum(runs.values()):,}", **told), quiet)
    label = t("sensitivity.label")
    with (
        kept_blocks(asked.out, analysis) as kept,
        ForecastProgress(label, quiet or no_progress) as progress,
    ):
        found = analyse(
            space.spec,
            space.scenario,
            asked.sizes,
            posterior=space.posterior,
            targets=[item.code for item in asked.outputs if item.target is not None],
            indicators=[item.code for item in asked.outputs if item.target is None],
            seed=space.seed,
            last_year=space.last_year,
            by=space.by,
            roster=asked.roster,
            jobs=asked.jobs,
            progress=progress,
            kept=kept,
        )
        files = _files(found, analysis, figures)
        return found, write_analysis(asked.out, analysis, files)


def _files(found: Sensitivity, analysis: Analysis, figures: bool) -> dict[str, bytes]:
    """What the folder holds."""
    from shengsi.sensitivity_documents import tables
    from shengsi.sensitivity_figures import figures as drawn
    from shengsi.sensitivity_tables import sensitivity_text

    lang = language()
    files = {**tables(found), "report.txt": f"{sensitivity_text(found, lang)}\n".encode()}
    if figures:
        date = analysis.started[:10]
        files |= {f"figures/{name}": data for name, data in drawn(found, lang, date).items()}
    return files


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


def _say_plan(asked: _Question, json_out: bool) -> None:
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
