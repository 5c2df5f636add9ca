"""`shengsi discover`: under which conditions a target is missed, or met."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shengsi.options import DryRun, ForceNew, Json, Lang, NoProgress, Quiet, Verbose, path_of
from shengsi.text import language, t

if TYPE_CHECKING:
    from scenarios.discovery import Discovery
    from scenarios.run import Run

app = typer.Typer()


class InputsChoice(StrEnum):
    """Which conditions to look among."""

    all = "all"
    parameters = "parameters"
    outside = "outside"


@app.command()
def discover(
    target: Annotated[str, typer.Option("--target", metavar="IDS", help="@discover.opt_target")],
    run: Annotated[str, typer.Argument(metavar="RUN", help="@discover.arg_run")] = "latest",
    scenario: Annotated[
        str | None, typer.Option("--scenario", "-s", metavar="NAME", help="@discover.opt_scenario")
    ] = None,
    fails: Annotated[bool, typer.Option("--fails/--meets", help="@discover.opt_fails")] = True,
    density: Annotated[
        float | None, typer.Option("--density", metavar="SHARE", help="@discover.opt_density")
    ] = None,
    inputs: Annotated[
        InputsChoice, typer.Option("--inputs", metavar="WHICH", help="@discover.opt_inputs")
    ] = InputsChoice.all,
    boxes: Annotated[
        int, typer.Option("--boxes", min=1, max=5, metavar="N", help="@discover.opt_boxes")
    ] = 3,
    limits: Annotated[
        int, typer.Option("--limits", min=1, max=6, metavar="N", help="@discover.opt_limits")
    ] = 4,
    resamples: Annotated[
        int,
        typer.Option(
            "--resamples", min=20, max=10_000, metavar="N", help="@discover.opt_resamples"
        ),
    ] = 100,
    seed: Annotated[
        int, typer.Option("--seed", min=0, max=2**63 - 1, metavar="N", help="@discover.opt_seed")
    ] = 0,
    out: Annotated[
        Path,
        typer.Option("--out", "-o", parser=path_of, metavar="FOLDER", help="@discover.opt_out"),
    ] = Path("outputs"),
    no_figures: Annotated[
        bool, typer.Option("--no-figures", help="@discover.opt_no_figures")
    ] = False,
    force: ForceNew = False,
    dry_run: DryRun = False,
    json_out: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Say under which conditions draws of a finished run miss a target, or meet it."""
    from scenarios.discovery import discover as search
    from scenarios.manifest import now
    from scenarios.runs import open_run
    from shengsi.discover_files import write_discovery
    from shengsi.progress import ForecastProgress

    if density is not None and not 0.0 < density < 1.0:
        raise typer.BadParameter(
            t("discover.bad_density", text=f"{density:g}"), param_hint="--density"
        )
    opened, started = open_run(run, out), now()
    if dry_run:
        _say_plan(opened, target, scenario, fails, boxes, limits, resamples, out, json_out)
        return
    with ForecastProgress(t("discover.label"), quiet or no_progress) as progress:
        found = search(
            opened, target, scenario, fails=fails, density=density, inputs=str(inputs), boxes=boxes,
            limits=limits, replicates=resamples, seed=seed, progress=progress,
        )  # fmt: skip
    figure = "" if no_figures else language()
    folder = write_discovery(found, out, ["shengsi", *sys.argv[1:]], started, figure)
    _print(found, folder, json_out)


def _print(found: Discovery, folder: Path, json_out: bool) -> None:
    """The result on stdout."""
    from shengsi.console import emit, emit_json
    from shengsi.discover_files import discovery_document
    from shengsi.discover_text import discovery_text

    if json_out:
        emit_json(discovery_document(found, folder))
        return
    emit(discovery_text(found, language()))
    emit("")
    emit(t("discover.where", folder=folder))


def _say_plan(
    run: Run,
    target: str,
    scenario: str | None,
    fails: bool,
    boxes: int,
    limits: int,
    resamples: int,
    out: Path,
    json_out: bool,
) -> None:
    """Say what would be looked for, or refuse as the search would."""
    from scenarios.assessment import focus_scenario
    from scenarios.discovery import judged
    from scenarios.files import check_writable
    from scenarios.probability import percent_text
    from shengsi.console import emit, emit_json
    from shengsi.target_documents import estimate_document

    check_writable(out)
    name = scenario or focus_scenario(run)
    said = judged(run, target, name)
    rate = said.rate(run, fails)
    ids = ",".join(goal.id for goal in said.targets)
    words = {"run": run.manifest.run, "scenario": name, "target": ids, "out": str(out)}
    sizes = {"boxes": boxes, "limits": limits, "resamples": resamples}
    case = "fails" if fails else "meets"
    if json_out:
        document = {"dry_run": True, **words, **sizes, "case": case}
        emit_json({**document, "rate": estimate_document(rate)})
        return
    counts = {"rate": percent_text(rate, count=False), "hits": rate.hits, "n": rate.n}
    emit(t("discover.dry", **words, **sizes, rate=t(f"discover.rate_{case}", **counts)))
