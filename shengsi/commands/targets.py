"""`shengsi targets`: what the plan asks for, and whether a run reaches it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shengsi.options import DryRun, ForceNew, Json, Lang, NoProgress, Quiet, Verbose, path_of
from shengsi.text import language, t

if TYPE_CHECKING:
    from scenarios.assessment import Assessment
    from scenarios.targets import Joint, Target

app = typer.Typer(no_args_is_help=True)

RunsFolder = Annotated[
    Path, typer.Option("--out", "-o", parser=path_of, metavar="FOLDER", help="@targets.out")
]


@app.command("list")
def list_targets(
    json_out: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """List every target of the plan with its clause, kind and wording."""
    from calibration.county import SHIPPED
    from scenarios.targets import load_targets
    from shengsi.console import emit, emit_json
    from shengsi.target_documents import target_document
    from shengsi.target_list import listing

    targets = load_targets(SHIPPED)
    if json_out:
        emit_json({"targets": [target_document(target) for target in targets]})
    else:
        emit(listing(targets, language()))


@app.command("check")
def check(
    run: Annotated[str, typer.Argument(metavar="RUN", help="@targets.arg_run")] = "latest",
    joint: Annotated[
        str | None, typer.Option("--joint", metavar="IDS", help="@targets.opt_joint")
    ] = None,
    scenario: Annotated[
        list[str] | None,
        typer.Option("--scenario", "-s", metavar="NAME", help="@targets.opt_scenario"),
    ] = None,
    out: RunsFolder = Path("outputs"),
    json_out: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Judge the targets of a finished run."""
    from scenarios.assessment import assess_all, run_targets
    from scenarios.runs import open_run
    from shengsi.console import emit, emit_json
    from shengsi.forecast_report import forecast_text
    from shengsi.judged import Judged
    from shengsi.target_documents import assessment_document, joint_document
    from shengsi.target_tables import chosen_table

    opened = open_run(run, out)
    chosen = _scenarios(scenario, opened.scenarios)
    ids = _target_ids(joint, [target.id for target in run_targets(opened)])
    found = assess_all(opened, scenarios=chosen)
    joints = [_joint(item, ids, opened.weights, opened.clusters) for item in found] if ids else []
    if json_out:
        document = assessment_document(opened, found)
        document["chosen"] = [
            {"scenario": item.scenario, **joint_document(one)}
            for item, one in zip(found, joints, strict=False)
        ]
        emit_json(document)
        return
    emit(forecast_text(opened, found, language()))
    if joints:
        emit(f"\n{chosen_table(Judged(opened, found, language()), joints)}")


@app.command("gap")
def gap(
    run: Annotated[str, typer.Argument(metavar="RUN", help="@targets.arg_run")] = "latest",
    scenario: Annotated[
        str | None, typer.Option("--scenario", "-s", metavar="NAME", help="@gap.opt_scenario")
    ] = None,
    target: Annotated[
        str | None, typer.Option("--target", metavar="IDS", help="@gap.opt_target")
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", "-o", parser=path_of, metavar="FOLDER", help="@gap.opt_out")
    ] = Path("outputs"),
    no_figures: Annotated[bool, typer.Option("--no-figures", help="@gap.opt_no_figures")] = False,
    force: ForceNew = False,
    dry_run: DryRun = False,
    json_out: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Say how far targets are missed, and the growth they need beside the growth seen."""
    from scenarios.assessment import focus_scenario, run_targets
    from scenarios.files import check_writable
    from scenarios.manifest import now
    from scenarios.runs import open_run
    from scenarios.target_gaps import target_gaps
    from shengsi.console import emit, emit_json
    from shengsi.failures import Stop
    from shengsi.gap_files import gaps_document, write_gaps
    from shengsi.gap_text import gaps_text

    opened, started = open_run(run, out), now()
    known = [goal.id for goal in run_targets(opened)]
    ids = _target_ids(target, known, "--target") or known
    chosen = _scenarios([scenario or focus_scenario(opened)], opened.scenarios)[0]
    goals = [goal for goal in run_targets(opened) if goal.id in ids]
    _refuse_outside(goals)
    if dry_run:
        check_writable(out)
        words = {"run": opened.manifest.run, "scenario": chosen, "out": str(out)}
        able = [goal.id for goal in goals if goal.testable]
        if json_out:
            emit_json({"dry_run": True, **words, "targets": able})
        else:
            emit(t("gap.dry", n=len(able), **words))
        return
    found = target_gaps(opened, chosen, ids)
    if not found.gaps:
        raise Stop(2, t("gap.untestable", ids=", ".join(found.untested)))
    figure = "" if no_figures else language()
    folder = write_gaps(found, out, ["shengsi", *sys.argv[1:]], started, figure)
    if json_out:
        emit_json(gaps_document(found, folder))
        return
    emit(gaps_text(found, language()))
    emit(f"\n{t('gap.where', folder=folder)}")


def _refuse_outside(goals: Sequence[Target]) -> None:
    """Exit code 2 with the reasons when all of the targets lie outside the model."""
    if any(goal.testable for goal in goals):
        return
    from shengsi.failures import Stop

    lang = language()
    reasons = "; ".join(
        t("gap.outside", lang, id=goal.id, name=goal.name(lang), reason=goal.reason(lang))
        for goal in goals
    )
    raise Stop(2, reasons)


def _scenarios(wanted: list[str] | None, known: tuple[str, ...]) -> list[str]:
    """The chosen scenarios of a run, all by default; exit code 2 for an unknown one."""
    for name in wanted or ():
        if name not in known:
            reason = t("targets.unknown_scenario", id=name, known=", ".join(known))
            raise typer.BadParameter(reason, param_hint="--scenario")
    return list(dict.fromkeys(wanted or known))


def _target_ids(text: str | None, known: list[str], option: str = "--joint") -> list[str]:
    """Ids of an option; exit code 2 for an unknown one."""
    ids = [name.strip() for name in (text or "").replace(",", ",").split(",") if name.strip()]
    for name in ids:
        if name not in known:
            reason = t("targets.unknown", id=name, known=", ".join(known))
            raise typer.BadParameter(reason, param_hint=option)
    if text is not None and not ids:
        reason = t("targets.none_named", known=", ".join(known))
        raise typer.BadParameter(reason, param_hint=option)
    return list(dict.fromkeys(ids))


def _joint(found: Assessment, ids: list[str], *extra: object) -> Joint:
    """Joint probability of chosen targets; exit code 2 when one was not tested."""
    from scenarios.targets import joint_probability

    results = [found.result(name) for name in ids]
    for result in results:
        if not result.tested:
            reason = t("targets.not_joint", id=result.target.id)
            raise typer.BadParameter(reason, param_hint="--joint")
    return joint_probability(results, *extra)  # type: ignore[arg-type]
