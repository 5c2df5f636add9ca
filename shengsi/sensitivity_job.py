"""The work behind `shengsi sensitivity`: the question, its kept blocks, its folder."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shengsi.text import language, t

if TYPE_CHECKING:
    from scenarios.analysis_folder import Analysis
    from scenarios.roster_input import RosterInput
    from scenarios.sensitivity import Output, Sensitivity, Sizes
    from scenarios.sensitivity.space import Space


@dataclass(frozen=True)
class Question:
    """A checked command line."""

    space: Space
    outputs: tuple[Output, ...]
    sizes: Sizes
    roster: RosterInput
    jobs: int
    out: Path


def read_question(
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
) -> Question:
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
    return Question(space, outputs, sizes, given, jobs, out)


def _analysis(asked: Question) -> Analysis:
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


def analyse(
    asked: Question, figures: bool, quiet: bool, no_progress: bool
) -> tuple[Sensitivity, Path]:
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
    asked: Question, analysis: Analysis, figures: bool, quiet: bool, no_progress: bool
) -> tuple[Sensitivity, Path]:
    """Run what is missing and write the folder."""
    from scenarios.analysis_folder import write_analysis
    from scenarios.sensitivity import sensitivity
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
        found = sensitivity(
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
    """What the folder holds, the runs of every stage included."""
    from scenarios.sensitivity.evaluations import FOLDER
    from shengsi.sensitivity_documents import tables
    from shengsi.sensitivity_figures import figures as drawn
    from shengsi.sensitivity_tables import sensitivity_text

    lang = language()
    files = {**tables(found), "report.txt": f"{sensitivity_text(found, lang)}\n".encode()}
    files |= {f"{FOLDER}/{name}.npz": item.to_bytes() for name, item in found.evaluations.items()}
    if figures:
        date = analysis.started[:10]
        files |= {f"figures/{name}": data for name, data in drawn(found, lang, date).items()}
    return files
