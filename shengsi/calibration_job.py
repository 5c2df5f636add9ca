"""The work of `shengsi calibrate`: gather what it needs, run it with progress, tell what came out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from shengsi.console import emit, emit_json, note
from shengsi.text import t

if TYPE_CHECKING:
    from calibration.particles import State
    from calibration.posterior import Posterior
    from scenarios.posterior_job import Job

# Every number the posterior is held to, whose it is and where it stands.
OBSERVATIONS = "observations.csv"


def new_job(
    seed: int,
    pairs: int | None,
    start: int,
    budget: int,
    accounts: Path | None,
    roster: Path | None,
    command: Sequence[str],
    quiet: bool,
) -> Job:
    """What is to be conditioned on what; says on stderr which observations cannot be used.

    Raises DataError for a faulty file of the user's.
    """
    from calibration.calibrate import PARTICLES, default_settings
    from calibration.conditioning import usable
    from calibration.county import SHIPPED, load_shipped
    from model.units import LAST_YEAR
    from scenarios.posterior_job import Job, inputs_of
    from shengsi.accounts_option import given_accounts, provenance_csv
    from shengsi.roster_option import given_roster

    given_roster(roster, load_shipped(), quiet)
    record = given_accounts(accounts, SHIPPED, quiet)
    observations, left_out = usable(record.fit, LAST_YEAR)
    for reason in left_out:
        note(t("calibrate.left_out", reason=reason), quiet)
    return Job(
        default_settings(seed, start, pairs or PARTICLES, budget),
        tuple(observations),
        {**inputs_of(SHIPPED, roster, accounts), OBSERVATIONS: provenance_csv(record)},
        command,
        {"roster": roster is not None, "accounts": accounts is not None},
    )


def carry_on(folder: Path, jobs: int, silent: bool, json_out: bool, fresh: bool = False) -> None:
    """Do what is left of a calibration and print its result; exit code 130 when interrupted."""
    from scenarios.posterior_job import CalibrationStopped, discard, work
    from shengsi.progress import ForecastProgress

    def tell(state: State) -> None:
        stage = state.stages[-1]
        words = {
            "n": len(state.stages),
            "temperature": f"{stage.temperature:.3f}",
            "ess": f"{stage.ess:.0f}",
            "acceptance": f"{stage.acceptance:.2f}",
            "calls": stage.calls,
        }
        note(t("calibrate.stage", **words), silent)

    try:
        with ForecastProgress(t("calibrate.runs"), silent) as bar:
            final, posterior = work(folder, jobs, _Counter(folder, bar), tell)
    except CalibrationStopped as stopped:
        note(t("calibrate.stopped", folder=stopped.folder))
        raise typer.Exit(130) from stopped
    except ValueError:
        if fresh:
            discard(folder)
        raise
    _print(final, posterior, json_out)


class _Counter:
    """Turns the runs that come back into progress of the prior runs, which are most of the work."""

    def __init__(self, folder: Path, bar: Any) -> None:
        from scenarios.posterior_job import planned_start

        self.total, self.done, self.bar = planned_start(folder), 0, bar

    def __call__(self, more: int) -> None:
        self.done += more
        if self.done <= self.total:
            self.bar(self.done, self.total, 0)


def _print(folder: Path, posterior: Posterior, json_out: bool) -> None:
    """The result on stdout."""
    manifest = posterior.manifest
    if json_out:
        emit_json(
            {
                "folder": str(folder),
                "pairs": len(posterior),
                **{key: manifest[key] for key in ("status", "ess", "calls", "stages")},
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
        "ess": f"{posterior.ess:.0f}",
        "calls": manifest["calls"],
        "stages": len(manifest["stages"]),
        "observations": len(posterior.observations),
        "folder": folder,
    }
    emit(t("calibrate.done" if posterior.conditioned else "calibrate.is_prior", **words))
    if manifest["status"] not in ("complete", "no_information"):
        emit(t(f"calibrate.{manifest['status']}", **words))
    emit(t("calibrate.posterior_where", folder=folder))


def say_plan(job: Job, out: Path, json_out: bool) -> None:
    """Say what would be run."""
    from calibration.posterior import names

    words = {
        "start": job.settings.start,
        "pairs": job.settings.particles,
        "budget": job.settings.budget,
        "seed": job.settings.seed,
        "n": len(job.observations),
        "out": str(out),
    }
    if json_out:
        emit_json({"dry_run": True, **words, "observations": names(job.observations)})
        return
    emit(t("calibrate.plan", **words))
    for name in names(job.observations):
        emit(f"  {name}")
