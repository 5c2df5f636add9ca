"""The work of `shengsi calibrate`: gather what it needs, run it with progress, tell what came out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from shengsi.console import emit, emit_json, note
from shengsi.failures import INTERRUPTED, Stop
from shengsi.text import language, t

if TYPE_CHECKING:
    from calibration.conditioning import CountyRuns
    from calibration.diagnostics import Diagnosis
    from calibration.particles import State
    from calibration.posterior import Posterior
    from scenarios.posterior_job import Job

# Every number the posterior is held to, whose it is and where it stands.
OBSERVATIONS = "observations.csv"
# Folder of the diagnostics within that of a calibration.
REPORT = "report"
SEED = 2023


def new_job(
    seed: int,
    pairs: int | None,
    start: int,
    budget: int,
    accounts: Path | None,
    roster: Path | None,
    command: Sequence[str],
    quiet: bool,
    careful: bool = False,
) -> Job:
    """What is to be conditioned on what; says on stderr which observations cannot be used.

    A `careful` one may let them in only in part (`calibration.let_in`).

    Raises DataError for a faulty file of the user's.
    """
    from calibration.calibrate import PARTICLES, default_settings
    from calibration.conditioning import usable
    from calibration.county import SHIPPED, load_shipped
    from calibration.let_in import cautious
    from model.units import LAST_YEAR
    from scenarios.posterior_job import Job, inputs_of
    from shengsi.accounts_option import given_accounts, provenance_csv
    from shengsi.roster_option import given_roster

    given_roster(roster, load_shipped(), quiet)
    record = given_accounts(accounts, SHIPPED, quiet)
    observations, left_out = usable(record.fit, LAST_YEAR)
    for reason in left_out:
        note(t("calibrate.left_out", reason=reason), quiet)
    settings = default_settings(seed, start, pairs or PARTICLES, budget)
    return Job(
        cautious(settings) if careful else settings,
        tuple(observations),
        {**inputs_of(SHIPPED, roster, accounts), OBSERVATIONS: provenance_csv(record)},
        command,
        {"roster": roster is not None, "accounts": accounts is not None},
    )


def carry_on(
    folder: Path,
    jobs: int,
    silent: bool,
    json_out: bool,
    report: bool,
    fresh: bool = False,
    budget: int | None = None,
) -> None:
    """Do what is left of a calibration and print its result; exit code 130 when interrupted."""
    from scenarios.posterior_job import CalibrationStopped, discard, planned_start, work
    from shengsi.progress import ForecastProgress

    def tell(state: State) -> None:
        stage = state.stages[-1]
        words = {
            "n": len(state.stages),
            "temperature": f"{stage.temperature:.3f}",
            "ess": f"{stage.ess:.0f}",
            "sets": stage.parameter_sets,
            "lines": f"{stage.lineages:.0f}",
            "acceptance": f"{stage.acceptance:.2f}",
            "calls": stage.calls,
        }
        note(t("calibrate.stage", **words), silent)

    try:
        with ForecastProgress(t("calibrate.runs"), silent) as bar:
            counter = Counter(bar, planned_start(folder))
            finish = _reporter(silent) if report else None
            final, posterior = work(folder, jobs, counter, tell, finish, budget)
    except CalibrationStopped as stopped:
        said = t("calibrate.stopped", folder=stopped.folder)
        raise Stop(INTERRUPTED, said, t("err.interrupted")) from stopped
    except ValueError:
        if fresh:
            discard(folder)
        raise
    _print(final, posterior, json_out)


class Counter:
    """Turns runs that come back into progress of the first `total` of them."""

    def __init__(self, bar: Any, total: int) -> None:
        self.bar, self.total, self.done = bar, total, 0

    def __call__(self, more: int) -> None:
        self.done += more
        if self.done <= self.total:
            self.bar(self.done, self.total, 0)


def _reporter(silent: bool) -> Callable[[Path, Posterior, CountyRuns], None]:
    """What is to be done with a posterior before its folder is sealed."""

    def finish(folder: Path, posterior: Posterior, runs: CountyRuns) -> None:
        diagnosis_of(posterior, runs, SEED, folder / REPORT, silent)

    return finish


def diagnosis_of(
    posterior: Posterior, runs: CountyRuns, seed: int, folder: Path, silent: bool
) -> Diagnosis:
    """Diagnose a posterior with progress and write the report into `folder`."""
    from calibration.diagnostics import runs_needed
    from shengsi.calibration_report import diagnosis, write_report
    from shengsi.progress import ForecastProgress

    with ForecastProgress(t("calibrate.diagnosing"), silent) as bar:
        count = Counter(bar, runs_needed(posterior))
        found = diagnosis(posterior, runs, seed, progress=count)
    write_report(found, folder, language(), f"{datetime.now(UTC):%Y-%m-%d}")
    return found


def report_existing(
    path: Path | None,
    roster: Path | None,
    seed: int,
    jobs: int,
    out: Path | None,
    dry_run: bool,
    force: bool,
    json_out: bool,
    silent: bool,
) -> None:
    """Diagnose a posterior that is there; exit code 2 when the folder holds a report already."""
    from calibration.county import load_shipped
    from calibration.posterior import runs_of
    from shengsi.calibration_report import REPORT as REPORT_FILE
    from shengsi.calibration_report import report_document, report_text
    from shengsi.posterior_option import given_posterior
    from shengsi.roster_option import given_roster

    folder = out or Path("outputs") / "calibration" / datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    if (folder / REPORT_FILE).exists() and not force:
        raise typer.BadParameter(t("err.exists", file=folder / REPORT_FILE), param_hint="--out")
    spec = load_shipped()
    given = given_roster(roster, spec, silent)
    posterior = given_posterior(path, False, spec, given, jobs)
    if posterior is None:
        raise typer.BadParameter(t("calibrate.no_posterior"), param_hint="--posterior")
    if dry_run:
        _say_report_plan(posterior, seed, folder, json_out)
        return
    rows = None if given.roster is None else given.roster.rows
    found = diagnosis_of(posterior, runs_of(posterior, spec, jobs, rows), seed, folder, silent)
    if json_out:
        emit_json({**report_document(found), "folder": str(folder)})
        return
    emit(report_text(found, language()))
    emit("")
    emit(t("calibrate.report_where", folder=folder))


def _say_report_plan(posterior: Posterior, seed: int, folder: Path, json_out: bool) -> None:
    """Say what would be diagnosed, or refuse a folder that cannot be written."""
    from calibration.diagnostics import PRIOR_RUNS
    from scenarios.files import check_writable

    check_writable(folder)
    words = {"pairs": len(posterior), "prior": PRIOR_RUNS, "seed": seed, "folder": str(folder)}
    if json_out:
        emit_json({"dry_run": True, **words})
        return
    emit(t("calibrate.report_dry", **words))


def _print(folder: Path, posterior: Posterior, json_out: bool) -> None:
    """The result on stdout."""
    from calibration.let_in import told
    from scenarios.posterior_input import sizes_of

    manifest, sizes = posterior.manifest, sizes_of(posterior)
    if json_out:
        emit_json(
            {
                "folder": str(folder),
                **sizes,
                **{key: manifest[key] for key in ("status", "calls", "stages")},
                "conditioned": posterior.conditioned,
                "observations": [
                    {"variable": item.variable, "year": item.year, "grade": item.grade,
                     "source": item.source_title, "origin": str(item.origin or "")}
                    for item in posterior.observations
                ],
            }
        )  # fmt: skip
        return
    words = {
        "n": len(posterior),
        "sets": sizes["parameter_sets"],
        "ess": f"{posterior.ess:.0f}",
        "calls": manifest["calls"],
        "stages": len(manifest["stages"]),
        "observations": len(posterior.observations),
        "folder": folder,
    }
    emit(t("calibrate.done" if posterior.conditioned else "calibrate.is_prior", **words))
    if (power := sizes["numbers"]["let_in"]) < 1.0:
        why = t(f"calibrate.why.{manifest['status']}")
        emit(t("calibrate.in_part", why=why, **told(power)))
    elif manifest["status"] not in ("complete", "no_information"):
        emit(t(f"calibrate.{manifest['status']}", **words))
    if sizes["few"] is not None:
        emit(sizes["few"][language()])
    if manifest["accounts"]:
        from shengsi.accounts_option import kept_provenance

        emit(f"\n{kept_provenance((folder / OBSERVATIONS).read_bytes(), language())}\n")
    emit(t("calibrate.posterior_where", folder=folder))


def say_plan(job: Job, out: Path, json_out: bool) -> None:
    """Say what would be run, or refuse as the job would."""
    from scenarios.files import check_writable

    check_writable(out)
    from calibration.posterior import names
    from shengsi.calibration_words import observation_label

    words = {
        "start": job.settings.start,
        "pairs": job.settings.particles,
        "budget": job.settings.budget,
        "seed": job.settings.seed,
        "n": len(job.observations),
        "out": str(out),
    }
    careful = job.settings.histories_floor > 0.0
    if json_out:
        told = {"cautious": careful, "observations": names(job.observations)}
        emit_json({"dry_run": True, **words, **told})
        return
    emit(t("calibrate.plan", **words))
    for item in job.observations:
        number = item.published_en if language() == "en" else item.published
        emit(f"  {observation_label(item, language())} = {number}")
    if careful:
        emit(t("calibrate.plan_cautious", floor=f"{job.settings.histories_floor:.0f}"))
