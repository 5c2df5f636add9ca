"""`shengsi forecast`: all scenarios on common draws, the target table, the run folder."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shengsi.options import (
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
    Scenarios,
    Seed,
    Sets,
    Verbose,
    Years,
    last_year,
    path_of,
    year_span,
)
from shengsi.text import language, t

if TYPE_CHECKING:
    from calibration.posterior import Posterior
    from model.spec import CountySpec
    from scenarios.roster_input import RosterInput
    from scenarios.run import Run
    from scenarios.scenario import Scenario

app = typer.Typer()

_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")
# Bytes on disk for one number of the results, measured (zstd, byte streams split).
_BYTES_PER_VALUE = 2.5
_FIXED_BYTES = 3_000_000


@app.command()
def forecast(
    scenario: Scenarios = None,
    draws: Draws = 1000,
    seed: Seed = 2023,
    jobs: Jobs = 0,
    out: Annotated[
        Path,
        typer.Option("--out", "-o", parser=path_of, metavar="FOLDER", help="@forecast.opt_out"),
    ] = Path("outputs"),
    sets: Sets = None,
    years: Years = None,
    roster: Roster = None,
    posterior: PosteriorFile = None,
    prior: FromPrior = False,
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="@forecast.opt_name")
    ] = "forecast",
    no_figures: Annotated[
        bool, typer.Option("--no-figures", help="@forecast.opt_no_figures")
    ] = False,
    force: ForceNew = False,
    dry_run: DryRun = False,
    json_out: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Run every scenario on the same draws and say how likely each target is."""
    from calibration.county import load_shipped
    from scenarios.forecast import check, default_scenarios
    from scenarios.loader import load_scenarios
    from scenarios.overrides import apply_overrides
    from shengsi.console import note
    from shengsi.posterior_option import given_posterior
    from shengsi.roster_option import given_roster

    if not _NAME.fullmatch(name):
        raise typer.BadParameter(t("forecast.bad_name", name=name), param_hint="--name")
    last_year = _last_year(years, quiet)
    spec = load_shipped()
    chosen = [
        apply_overrides(item, sets or (), spec)
        for item in load_scenarios(scenario or default_scenarios(), spec)
    ]
    workers = jobs or os.cpu_count() or 1
    given = given_roster(roster, spec, quiet)
    source = given_posterior(posterior, prior, spec, given, workers, quiet)
    if dry_run:
        check(spec, chosen, draws, seed, last_year, out, source)
        _say_plan(spec, chosen, draws, seed, workers, last_year, out, json_out, given, source)
        return
    run = _run(
        spec, chosen, draws, seed, last_year, workers, out, name,
        figures=not no_figures, silent=quiet or no_progress, roster=roster, posterior=source,
    )  # fmt: skip
    print_run(run, json_out)
    if not json_out:
        note(t("forecast.more", run=run.folder), quiet)


def _last_year(years: str | None, quiet: bool) -> int:
    """Last year of the run; exit code 2 when it ends before the plan begins."""
    from model.units import FIRST_YEAR, LAST_YEAR
    from shengsi.console import note

    last = last_year(years)
    if year_span(years, FIRST_YEAR, LAST_YEAR).start != FIRST_YEAR:
        note(t("forecast.years_from", year=FIRST_YEAR), quiet)
    return last


def _run(
    spec: CountySpec,
    chosen: Sequence[Scenario],
    draws: int,
    seed: int,
    last_year: int,
    jobs: int,
    out: Path,
    name: str,
    figures: bool,
    silent: bool,
    roster: Path | None = None,
    posterior: Posterior | None = None,
) -> Run:
    """Run the ensemble with progress; on Ctrl-C say how to go on and exit with 130."""
    from scenarios import forecast as job
    from shengsi.progress import ForecastProgress

    with (
        interruptible(out),
        ForecastProgress(t("forecast.label", n=len(chosen)), silent) as progress,
    ):
        return job.forecast(
            spec,
            chosen,
            draws,
            seed,
            last_year,
            jobs=jobs,
            out=out,
            name=name,
            roster=roster,
            posterior=posterior,
            command=["shengsi", *sys.argv[1:]],
            progress=progress,
            figures=language() if figures else "",
            products=draw_figures,
        )


def draw_figures(run: Run) -> None:
    """Draw the fan charts of a run, in the language it was started in, unless it wants none."""
    from shengsi.fan_charts import draw_fans

    if run.work.figures:
        draw_fans(run, run.work.figures)


@contextmanager
def interruptible(out: Path) -> Iterator[None]:
    """Turn an interrupted run into the command that continues it, and exit code 130."""
    from scenarios.forecast import Interrupted
    from shengsi.failures import INTERRUPTED, Stop

    try:
        yield
    except Interrupted as error:
        words = {"done": error.done, "total": error.total, "run": out / error.run}
        said = t("forecast.interrupted", **words)
        raise Stop(INTERRUPTED, said, t("err.interrupted")) from error
    except KeyboardInterrupt as error:
        # Before the first draw: nothing was written that could be gone on from.
        raise Stop(INTERRUPTED, t("forecast.nothing_yet"), t("err.interrupted")) from error


def print_run(run: Run, json_out: bool) -> None:
    """Print the target table of a finished run and where it lies."""
    from scenarios.assessment import assess_all
    from shengsi.console import emit, emit_json
    from shengsi.forecast_report import forecast_text
    from shengsi.target_documents import assessment_document

    found = assess_all(run)
    if json_out:
        emit_json(assessment_document(run, found))
        return
    emit(forecast_text(run, found, language()))
    emit("")
    emit(t("forecast.where", folder=run.folder))


def _say_plan(
    spec: CountySpec,
    chosen: Sequence[Scenario],
    draws: int,
    seed: int,
    jobs: int,
    last_year: int,
    out: Path,
    json_out: bool,
    given: RosterInput,
    posterior: Posterior | None,
) -> None:
    """Say what would be run."""
    from scenarios.basis import basis_of
    from scenarios.posterior_input import numbers_of
    from scenarios.sampling import common_uncertainty, origin_of
    from shengsi.console import emit, emit_json
    from shengsi.display import bytes_text

    uncertainty = common_uncertainty(chosen)
    origin = origin_of(uncertainty, posterior)
    numbers = None if posterior is None else numbers_of(posterior)
    said = basis_of(origin, given.kind, uncertainty.prior_width, numbers)
    basis = dict(zip(("zh", "en"), said, strict=True))
    ids = [item.id for item in chosen]
    known = given.roster
    number = float(spec.sectors["count"].sum()) if known is None else len(known)
    size = _size(number, draws, len(ids), last_year)
    rest: dict[str, object] = {"seed": seed, "jobs": jobs, "out": str(out)}
    if known is not None:
        rest["roster"] = {"file": str(given.path), "enterprises": len(known)}
    if json_out:
        parameters = {"origin": origin, **basis}
        emit_json({"dry_run": True, "scenarios": ids, **size, **rest, "parameters": parameters})
        return
    words: dict[str, object] = {**size, **rest, "n": len(ids), "names": ", ".join(ids)}
    words["work"] = f"{size['enterprise_quarters']:,}"
    words["disk"] = bytes_text(size["bytes"])
    words["basis"] = basis[language()]
    for key in ("dry", "dry_scenarios", "dry_size", "dry_disk", "dry_rest"):
        emit(t(f"forecast.{key}", **words))
    if known is not None:
        emit(t("forecast.dry_roster", file=given.path, n=len(known)))


def _size(enterprises: float, draws: int, scenarios: int, last_year: int) -> dict[str, int]:
    """How much work and how many bytes a forecast is.

    `enterprises` are those a draw starts with; entry and exit change the number somewhat.
    """
    from model.indicators import CODES
    from model.units import FIRST_YEAR, quarters_until

    quarters = quarters_until(last_year)
    values = draws * scenarios * (quarters // 4) * len(CODES)
    return {
        "draws": draws,
        "scenarios_count": scenarios,
        "first_year": FIRST_YEAR,
        "last_year": last_year,
        "quarters": quarters,
        "enterprise_quarters": round(draws * scenarios * quarters * enterprises),
        "bytes": round(_BYTES_PER_VALUE * values + _FIXED_BYTES),
    }
