"""`shengsi backtest`: forecasts from what was known then, scored by what came."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shengsi.options import (
    MOST_DRAWS,
    Accounts,
    DryRun,
    ForceNew,
    Jobs,
    Json,
    Lang,
    NoProgress,
    Quiet,
    Seed,
    Verbose,
    path_of,
)
from shengsi.text import language, t

if TYPE_CHECKING:
    from calibration.accounts import Merged
    from calibration.backtest.job import Backtest, Options
    from calibration.observations import Observation

app = typer.Typer()


class Part(StrEnum):
    """What can be tested."""

    synthetic = "synthetic"
    county = "county"
    drivers = "drivers"


@app.command()
def backtest(
    part: Annotated[
        list[Part] | None, typer.Option("--part", metavar="PART", help="@backtest.opt_part")
    ] = None,
    origins: Annotated[
        str, typer.Option("--origins", metavar="YEARS", help="@backtest.opt_origins")
    ] = "2019-2022",
    horizons: Annotated[
        int, typer.Option("--horizons", min=1, max=5, metavar="N", help="@backtest.opt_horizons")
    ] = 5,
    truths: Annotated[
        int, typer.Option("--truths", min=2, max=100_000, metavar="N", help="@backtest.opt_truths")
    ] = 200,
    draws: Annotated[
        int,
        typer.Option(
            "--draws", "-n", min=1, max=MOST_DRAWS, metavar="N", help="@backtest.opt_draws"
        ),
    ] = 10_000,
    seed: Seed = 2023,
    accounts: Accounts = None,
    jobs: Jobs = 0,
    out: Annotated[
        Path,
        typer.Option("--out", "-o", parser=path_of, metavar="FOLDER", help="@backtest.opt_out"),
    ] = Path("outputs") / "backtest",
    no_figures: Annotated[
        bool, typer.Option("--no-figures", help="@backtest.opt_no_figures")
    ] = False,
    force: ForceNew = False,
    dry_run: DryRun = False,
    json_out: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Test the model's forecasts against what came later, beside simple benchmarks."""
    from calibration.county import SHIPPED
    from shengsi.accounts_option import given_accounts

    options = _options(part, origins, horizons, truths, draws, seed)
    record = given_accounts(accounts, SHIPPED, quiet)
    if dry_run:
        _say_plan(options, record.observations, out, json_out)
        return
    result, folder = _run(
        options, record, jobs or os.cpu_count() or 1, out,
        figures=not no_figures, silent=quiet or no_progress,
    )  # fmt: skip
    _print(result, folder, json_out)


def _options(
    part: list[Part] | None, origins: str, horizons: int, truths: int, draws: int, seed: int
) -> Options:
    """The options checked; exit code 2 for origins or numbers that cannot work."""
    from calibration.backtest.job import FEWEST_DRAWS, PARTS, SYNTHETIC, Options

    parts = tuple(item for item in PARTS if part is None or item in {str(p) for p in part})
    years = _origins(origins, horizons)
    if SYNTHETIC in parts and draws < FEWEST_DRAWS:
        reason = t("backtest.few_draws", low=FEWEST_DRAWS, n=draws)
        raise typer.BadParameter(reason, param_hint="--draws")
    return Options(parts, years, horizons, truths, draws, seed)


def _origins(text: str, horizons: int) -> tuple[int, ...]:
    """`2021`, or `2019-2022`; exit code 2 for anything else."""
    from calibration.backtest.synthetic import FIRST_ORIGIN
    from model.units import LATEST_YEAR

    last = LATEST_YEAR - horizons
    ends = text.strip().split("-")
    if len(ends) in (1, 2) and all(end.isascii() and end.isdigit() for end in ends):
        start, stop = int(ends[0]), int(ends[-1])
        if FIRST_ORIGIN <= start <= stop <= last:
            return tuple(range(start, stop + 1))
    reason = t("backtest.bad_origins", low=FIRST_ORIGIN, high=last, text=text)
    raise typer.BadParameter(reason, param_hint="--origins")


def _run(
    options: Options, record: Merged, jobs: int, out: Path, figures: bool, silent: bool
) -> tuple[Backtest, Path]:
    """Run with progress and write the folder."""
    from calibration.backtest.job import run_backtest
    from calibration.county import SHIPPED, load_shipped
    from scenarios.manifest import now
    from shengsi.accounts_option import provenance_csv
    from shengsi.backtest_files import write_backtest
    from shengsi.progress import ForecastProgress

    started = now()
    result = run_backtest(
        load_shipped(), SHIPPED, record.observations, options, jobs,
        lambda name: ForecastProgress(t(f"backtest.label.{name}"), silent),
    )  # fmt: skip
    folder = write_backtest(
        result, load_shipped(), provenance_csv(record), out, ["shengsi", *sys.argv[1:]], started,
        language() if figures else "",
    )  # fmt: skip
    return result, folder


def _print(result: Backtest, folder: Path, json_out: bool) -> None:
    """The result on stdout."""
    from shengsi.backtest_tables import backtest_text
    from shengsi.console import emit, emit_json

    if json_out:
        emit_json(_document(result, folder))
        return
    emit(backtest_text(result, language()))
    emit("")
    emit(t("backtest.where", folder=folder))


def _document(result: Backtest, folder: Path) -> dict[str, Any]:
    """The backtest as one JSON document."""
    from dataclasses import asdict

    from shengsi.backtest_files import counts, summary_document
    from shengsi.backtest_tables import county_rows

    return {
        "options": asdict(result.options),
        "counts": counts(result),
        "cells": summary_document(result),
        "county": [] if result.county is None else county_rows(result),
        "folder": str(folder),
    }


def _say_plan(options: Options, history: list[Observation], out: Path, json_out: bool) -> None:
    """Say what would be run, or refuse as the job would."""
    from dataclasses import asdict

    from calibration.backtest.job import DRIVERS, SYNTHETIC, planned_runs
    from scenarios.files import check_writable
    from shengsi.backtest_tables import origins_text
    from shengsi.console import emit, emit_json

    check_writable(out)
    runs = planned_runs(options, history)
    if json_out:
        emit_json({"dry_run": True, **asdict(options), "runs": runs, "out": str(out)})
        return
    names = ", ".join(t(f"backtest.label.{part}") for part in options.parts)
    words = {**asdict(options), "parts": names, "origins": origins_text(options.origins)}
    told = [t("backtest.dry", **words)]
    # The county's own origins follow from its record.
    if SYNTHETIC in options.parts:
        told.append(t("backtest.dry_origins", **words))
    if SYNTHETIC in options.parts or DRIVERS in options.parts:
        told.append(t("backtest.dry_horizons", **words))
    told.append(t("backtest.dry_rest", seed=options.seed, runs=f"{sum(runs.values()):,}", out=out))
    emit("".join(told))
