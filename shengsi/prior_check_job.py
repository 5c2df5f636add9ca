"""The prior predictive check as a job: run it, write it, print it."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from shengsi.text import language, t

if TYPE_CHECKING:
    from calibration.history import Observation
    from calibration.prior_predictive import Context, PriorCheck

FOLDER = Path("outputs") / "prior_check"
DRAWS = 1000
_CSV, _PNG = "prior_check.csv", "prior_check.png"


def check_prior_job(
    draws: int,
    seed: int,
    jobs: int,
    out: Path | None,
    dry_run: bool,
    force: bool,
    json_out: bool,
    silent: bool,
) -> None:
    """Check the priors against the record; exit code 2 when the folder holds a check already."""
    folder = out or FOLDER / datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    if (folder / _CSV).exists() and not force:
        raise typer.BadParameter(t("err.exists", file=folder / _CSV), param_hint="--out")
    observations, context = _record()
    from scenarios.files import check_writable

    check_writable(folder)
    if dry_run:
        _say_plan(observations, context, draws, seed, folder, json_out)
        return
    check = _check(observations, context, draws, seed, jobs, silent)
    _write(check, folder)
    _print(check, folder, json_out)


def _record() -> tuple[list[Observation], list[Context]]:
    """The observations and context numbers of the shipped county."""
    from calibration.county import SHIPPED
    from calibration.history import load_history
    from calibration.prior_predictive import load_context

    return load_history(SHIPPED / "history.csv"), load_context(SHIPPED / "prior_context.csv")


def _check(
    observations: list[Observation],
    context: list[Context],
    draws: int,
    seed: int,
    jobs: int,
    silent: bool,
) -> PriorCheck:
    """Run the check with progress."""
    from calibration.county import load_shipped
    from calibration.prior_predictive import check_prior
    from shengsi.progress import ForecastProgress

    workers = jobs or os.cpu_count() or 1
    with ForecastProgress(t("calibrate.label"), silent) as progress:
        return check_prior(load_shipped(), observations, context, draws, seed, workers, progress)


def _write(check: PriorCheck, folder: Path) -> None:
    """Table and figure into the folder, both or neither; RunError when it cannot be written."""
    from scenarios.files import save_together
    from shengsi.prior_check import check_csv
    from shengsi.prior_figure import check_png

    files = {_CSV: check_csv(check)}
    if check.fit:
        files[_PNG] = check_png(check, language(), f"{datetime.now(UTC):%Y-%m-%d}")
    save_together(folder, files)


def _print(check: PriorCheck, folder: Path, json_out: bool) -> None:
    """The result on stdout."""
    from shengsi.console import emit, emit_json
    from shengsi.prior_check import check_document, check_text

    if json_out:
        emit_json({**check_document(check), "folder": str(folder)})
        return
    emit(check_text(check, language()))
    emit("")
    emit(t("calibrate.where", folder=folder))


def _say_plan(
    observations: list[Observation],
    context: list[Context],
    draws: int,
    seed: int,
    folder: Path,
    json_out: bool,
) -> None:
    """Say what would be run."""
    from calibration.prior_predictive import LAST_YEAR
    from model.units import FIRST_YEAR
    from shengsi.console import emit, emit_json

    words: dict[str, int | str] = {
        "draws": draws,
        "seed": seed,
        "first": FIRST_YEAR,
        "last": LAST_YEAR,
        "fit": sum(item.use == "fit" and item.year <= LAST_YEAR for item in observations),
        "context": len(context),
        "folder": str(folder),
    }
    if json_out:
        emit_json({"dry_run": True, **words})
    else:
        emit(t("calibrate.dry", **words))
