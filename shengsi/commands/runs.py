"""`shengsi runs`: the runs that are there, whether they are sound, and going on with one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shengsi.options import Jobs, Json, Lang, NoProgress, Quiet, Verbose, path_of
from shengsi.text import language, t

if TYPE_CHECKING:
    from scenarios.run import Run
    from scenarios.runs import Listed

app = typer.Typer(no_args_is_help=True)

RunName = Annotated[str, typer.Argument(metavar="RUN", help="@runs.arg")]
RunsFolder = Annotated[
    Path, typer.Option("--out", "-o", parser=path_of, metavar="FOLDER", help="@runs.opt_out")
]
OUT = Path("outputs")
SHOWN_VERSIONS = ("shengsi", "python", "numpy", "numba", "pyarrow")


@app.command("list")
def list_all(
    out: RunsFolder = OUT,
    analyses: Annotated[bool, typer.Option("--analyses", help="@runs.opt_analyses")] = False,
    json_out: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """List the runs of a folder, finished and unfinished, or the analyses in it."""
    from scenarios.analyses import list_analyses
    from scenarios.runs import list_runs
    from shengsi.analysis_show import list_document, list_text
    from shengsi.console import emit, emit_json, note
    from shengsi.tables import table
    from shengsi.target_documents import listed_document

    found, made = list_runs(out), list_analyses(out)
    if json_out:
        runs = {"runs": [listed_document(item) for item in found]}
        emit_json({**runs, "analyses": list_document(made)} if analyses else runs)
        return
    if analyses:
        emit(list_text(made, language()) if made else t("runs.no_analyses", out=out))
        return
    if made:
        note(t("runs.analyses_hint", n=len(made)), quiet)
    if not found:
        emit(t("runs.none", out=out))
        return
    columns = ("name", "status", "started", "scenarios", "draws", "failed", "size")
    rows = [_list_row(item) for item in found]
    emit(table([t(f"runs.col.{name}") for name in columns], rows, "lllrrrr"))
    for item in found:
        if item.problem[0]:
            note(item.problem[language() == "en"])
    if any(item.status in ("interrupted", "failed") for item in found):
        note(t("runs.resume_hint"), quiet)


def _list_row(item: Listed) -> list[str]:
    from shengsi.display import bytes_text

    done = str(item.draws) if item.done == item.draws else f"{item.done}/{item.draws}"
    return [
        item.name,
        t(f"runs.status.{item.status}"),
        item.started or "-",
        str(item.scenarios or "-"),
        done if item.draws else "-",
        "-" if item.failed is None else str(item.failed),
        bytes_text(item.size) if item.size else "-",
    ]


@app.command("show")
def show(
    run: RunName = "latest",
    out: RunsFolder = OUT,
    json_out: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Show what a run or an analysis is: command, seed, versions, scenarios, files."""
    from scenarios.analyses import is_analysis, open_analysis
    from scenarios.run import Run
    from scenarios.runs import find_run
    from shengsi.analysis_show import show_document, show_text
    from shengsi.console import emit, emit_json
    from shengsi.target_documents import manifest_document, run_document

    folder = find_run(run, out, analyses=True)
    if is_analysis(folder):
        made = open_analysis(folder)
        if json_out:
            emit_json(show_document(made))
        else:
            emit(show_text(made, SHOWN_VERSIONS, language()))
        return
    opened = Run(folder)
    if json_out:
        emit_json({**run_document(opened), **manifest_document(opened.manifest)})
    else:
        emit("\n".join(_show_lines(opened)))


def _show_lines(run: Run) -> list[str]:
    from scenarios.basis import basis
    from scenarios.runs import state_of
    from shengsi.display import bytes_text

    manifest, work = run.manifest, run.work
    versions = ", ".join(f"{name} {manifest.versions[name]}" for name in SHOWN_VERSIONS)
    state = t(f"runs.status.{state_of(run.folder, manifest)}")
    ended = manifest.finished or "-"
    failed = "-" if manifest.failed is None else manifest.failed
    span = {"first": work.first_year, "last": work.last_year}
    lines = [
        t("runs.show.run", run=manifest.run, status=state),
        t("runs.show.folder", folder=run.folder),
        t("runs.show.times", started=manifest.started, ended=ended),
        t("runs.show.command", command=" ".join(manifest.command) or "-"),
        t("runs.show.draws", draws=work.draws, seed=work.seed, failed=failed, **span),
        t("runs.show.parameters", basis=basis(run, language())),
        t("runs.show.versions", versions=versions),
    ]
    if manifest.git is not None:
        edited = t("runs.show.edited") if manifest.git["edited"] else ""
        lines.append(t("runs.show.git", commit=manifest.git["commit"], edited=edited))
    lines.append(t("runs.show.scenarios"))
    for item in work.scenarios:
        lines.append(t("runs.show.scenario", id=item.id, name=item.name(language())))
    if manifest.files:
        lines.append(t("runs.show.files"))
        for top, size in _sizes(manifest.files).items():
            lines.append(f"  {top}  {bytes_text(size)}")
        lines.append(t("runs.show.targets", run=run.folder))
    return lines


def _sizes(files: dict[str, dict[str, int]]) -> dict[str, int]:
    """Bytes by file or top folder."""
    sizes: dict[str, int] = {}
    for name, entry in files.items():
        top, slash, _ = name.partition("/")
        sizes[top + slash] = sizes.get(top + slash, 0) + entry["bytes"]
    return sizes


@app.command("verify")
def verify(
    run: RunName = "latest",
    out: RunsFolder = OUT,
    json_out: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Compare every file of a run or an analysis with the digests in its manifest."""
    from scenarios.analyses import is_analysis, open_analysis
    from scenarios.runs import faults_of, find_run, open_run, verify_run
    from shengsi.console import emit, emit_json

    folder = find_run(run, out, analyses=True)
    if is_analysis(folder):
        made = open_analysis(folder)
        name, kind, count = made.name, made.kind, len(made.files)
        faults = faults_of(folder, made.files)
    else:
        opened = open_run(run, out)
        name, kind, count = opened.manifest.run, "run", len(opened.manifest.files)
        faults = verify_run(opened.folder)
    if json_out:
        found = [{"file": fault.file, "kind": fault.kind} for fault in faults]
        emit_json({"run": name, "kind": kind, "sound": not faults, "faults": found})
    else:
        for fault in faults:
            emit(t(f"runs.{fault.kind}", file=fault.file))
        if faults:
            emit(t("runs.unsound", run=name, n=len(faults)))
        else:
            emit(t("runs.sound", run=name, n=count))
    if faults:
        raise typer.Exit(1)


@app.command("resume")
def resume(
    run: RunName,
    jobs: Jobs = 0,
    out: RunsFolder = OUT,
    force: Annotated[bool, typer.Option("--force", help="@runs.opt_force")] = False,
    json_out: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Finish an interrupted run to the same bytes."""
    from scenarios import forecast as job
    from scenarios.run import PARTIAL
    from scenarios.runs import find_unfinished
    from shengsi.commands.forecast import draw_figures, interruptible, print_run
    from shengsi.console import note
    from shengsi.progress import ForecastProgress

    folder = find_unfinished(run, out)
    label = folder.name.removesuffix(PARTIAL)
    with interruptible(out), ForecastProgress(label, quiet or no_progress) as progress:
        finished = job.resume(
            folder,
            jobs=jobs or os.cpu_count() or 1,
            progress=progress,
            products=draw_figures,
            force=force,
        )
    print_run(finished, json_out)
    if finished.folder == folder:
        # Said last: a run that cannot be read is not complete.
        note(t("runs.already", run=folder.name), quiet)
