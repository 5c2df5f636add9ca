"""What analyses of runs share: the options that make a run, told progress, and their folder."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shengsi.text import t

if TYPE_CHECKING:
    from calibration.posterior import Posterior
    from model.spec import CountySpec
    from scenarios.run import Run


@dataclass(frozen=True)
class Source:
    """Where the draws of a run come from and where it is to lie: the options of a forecast."""

    spec: CountySpec
    draws: int
    seed: int
    last_year: int
    jobs: int
    out: Path
    roster: Path | None = None
    roster_kind: str = ""
    posterior: Posterior | None = None

    def settings(self) -> dict[str, Any]:
        """Keyword arguments of `scenarios.existing.take_run`."""
        return {
            "jobs": self.jobs,
            "out": self.out,
            "roster": self.roster,
            "posterior": self.posterior,
            "command": ["shengsi", *sys.argv[1:]],
        }


def take_source(
    draws: int,
    seed: int,
    last_year: int,
    jobs: int,
    out: Path,
    roster: Path | None,
    posterior: Path | None,
    prior: bool,
    quiet: bool,
) -> Source:
    """The options checked and read; raises as `given_roster` and `given_posterior` do."""
    from calibration.county import load_shipped
    from shengsi.posterior_option import given_posterior
    from shengsi.roster_option import given_roster

    spec = load_shipped()
    given = given_roster(roster, spec, quiet)
    source = given_posterior(posterior, prior, spec, given, jobs)
    return Source(spec, draws, seed, last_year, jobs, out, roster, given.kind, source)


def run_with_progress(
    make: Callable[..., Run], scenarios: int, out: Path, silent: bool, quiet: bool
) -> Run:
    """What `make(progress=, on_found=)` returns, with progress on stderr; Ctrl-C says how to go on."""
    from shengsi.commands.forecast import interruptible
    from shengsi.console import note
    from shengsi.progress import ForecastProgress

    def found(run: Run) -> None:
        note(t("compare.found", run=run.manifest.run), quiet)

    telling: AbstractContextManager[ForecastProgress] = ForecastProgress(
        t("forecast.label", n=scenarios), silent
    )
    with interruptible(out), telling as progress:
        return make(progress=progress, on_found=found)


def write_results(
    out: Path,
    kind: str,
    run: Run,
    options: Mapping[str, Any],
    files: Mapping[str, bytes],
    started: str,
) -> Path:
    """The folder of an analysis of `run`, below `out`."""
    from scenarios.analysis_folder import Analysis, write_analysis
    from scenarios.files import digest_file
    from scenarios.manifest import FILE_NAME
    from scenarios.parts import FOLDER

    inputs = {
        name: str(item["sha256"])
        for name, item in run.manifest.files.items()
        if name.startswith((FOLDER, "draws"))
    }
    inputs = inputs or {FILE_NAME: digest_file(run.folder / FILE_NAME)}
    analysis = Analysis(
        kind=kind,
        options=options,
        inputs=inputs,
        command=["shengsi", *sys.argv[1:]],
        started=started,
        notes={"run": run.manifest.run, "run_folder": str(run.folder)},
    )
    return write_analysis(out, analysis, files)
