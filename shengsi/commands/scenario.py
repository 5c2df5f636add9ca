"""`shengsi scenario`: list, show, diff, validate, new, levers."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shengsi.console import emit, emit_json, note
from shengsi.failures import FAILED, INVALID, Stop
from shengsi.options import (
    DryRun,
    Force,
    Json,
    Lang,
    NoProgress,
    Out,
    Quiet,
    Sets,
    Verbose,
)
from shengsi.scenario_tables import (
    difference_table,
    head_lines,
    lever_rows,
    levers_table,
    library_table,
    values_table,
)
from shengsi.text import language, t

if TYPE_CHECKING:
    from model.spec import CountySpec
    from scenarios.scenario import Scenario

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


class GroupChoice(StrEnum):
    """The six actions and the policy measures."""

    space = "space"
    growth = "growth"
    firms = "firms"
    quality = "quality"
    digital = "digital"
    innovation = "innovation"
    policy = "policy"


Name = Annotated[str, typer.Argument(metavar="NAME|FILE", help="@scenario.arg.name")]


def _county() -> CountySpec:
    """The county whose levers the scenarios set."""
    from model.spec import shipped_county

    return shipped_county()


@app.command("list")
def list_scenarios(
    json_out: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """List the shipped scenarios."""
    from scenarios.loader import load_library

    found = load_library(_county())
    if json_out:
        emit_json([_brief(item) for item in found])
        return
    emit(library_table(found))


def _brief(item: Scenario) -> dict[str, Any]:
    """What `list --json` says about a scenario."""
    return {
        "id": item.id,
        "name_zh": item.name_zh,
        "name_en": item.name_en,
        "description": item.description,
        "description_en": item.description_en,
        "extends": list(item.extends),
        "digest": item.digest,
    }


@app.command()
def show(
    name: Name,
    resolved: Annotated[bool, typer.Option("--resolved", help="@scenario.opt.resolved")] = False,
    sets: Sets = None,
    json_out: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Show one scenario."""
    from model.assumptions import BY_CODE
    from scenarios.loader import load_scenario
    from scenarios.overrides import apply_overrides
    from scenarios.scenario import differing_levers, scenario_document

    spec = _county()
    item = apply_overrides(load_scenario(name, spec), sets or [], spec)
    if json_out:
        emit_json(scenario_document(item))
        return
    nothing = load_scenario("no_plan", spec)
    codes = list(spec.levers) if resolved else differing_levers(nothing, item, spec)
    emit("\n".join(head_lines(item)))
    title = "scenario.all_levers" if resolved else "scenario.differs_from_no_plan"
    emit("\n" + t(title, n=len(codes)))
    if codes:
        emit(values_table(item, "levers", codes, spec.levers, resolved))
    if item.assumptions:
        emit("\n" + t("scenario.assumptions", n=len(item.assumptions)))
        emit(values_table(item, "assumptions", list(item.assumptions), BY_CODE, resolved))
    else:
        emit("\n" + t("scenario.no_assumptions"))
    if not resolved:
        emit("\n" + t("scenario.more", command=f"shengsi scenario show {name} --resolved"))


@app.command()
def diff(
    one: Name,
    other: Name,
    json_out: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Show what differs between two scenarios."""
    from model.assumptions import BY_CODE
    from scenarios.loader import load_scenario
    from scenarios.scenario import differing_assumptions, differing_levers

    spec = _county()
    a, b = load_scenario(one, spec), load_scenario(other, spec)
    levers, assumptions = differing_levers(a, b, spec), differing_assumptions(a, b)
    if json_out:
        emit_json(_difference(a, b, levers, assumptions))
        return
    if not levers and not assumptions:
        emit(t("scenario.same"))
    if levers:
        emit(t("scenario.lever_differences", n=len(levers)))
        emit(difference_table(a, b, "levers", levers, spec.levers) + "\n")
    if assumptions:
        emit(t("scenario.assumption_differences", n=len(assumptions)))
        emit(difference_table(a, b, "assumptions", assumptions, BY_CODE) + "\n")
    if assumptions:
        note(t("scenario.not_policy_only", codes=", ".join(assumptions)), quiet)
    if a.uncertainty != b.uncertainty:
        note(t("scenario.draws_differ"), quiet)


def _difference(
    a: Scenario, b: Scenario, levers: list[str], assumptions: list[str]
) -> dict[str, Any]:
    """What `diff --json` says."""
    from scenarios.scenario import scenario_document

    sides: list[Any] = [scenario_document(item) for item in (a, b)]
    return {
        "scenarios": [a.id, b.id],
        "levers": {code: [side["levers"][code] for side in sides] for code in levers},
        "assumptions": {
            code: [side["assumptions"].get(code) for side in sides] for code in assumptions
        },
        "uncertainty": [side["uncertainty"] for side in sides],
        "policy_only": not assumptions and a.uncertainty == b.uncertainty,
    }


@app.command()
def validate(
    files: Annotated[list[str], typer.Argument(metavar="FILE|NAME", help="@scenario.arg.file")],
    json_out: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Check scenario files; every problem of every file is reported."""
    from scenarios.loader import load_scenario
    from scenarios.problems import ScenarioError
    from scenarios.scenario import differing_levers

    spec = _county()
    nothing = load_scenario("no_plan", spec)
    results: list[dict[str, Any]] = []
    for file in files:
        try:
            item = load_scenario(file, spec)
        except ScenarioError as error:
            lines = error.lines(language())
            results.append({"file": file, "valid": False, "problems": lines})
            note("\n".join(lines))
            continue
        results.append({"file": file, "valid": True, "id": item.id, "problems": []})
        if not json_out and not quiet:
            changed, assumed = len(differing_levers(nothing, item, spec)), len(item.assumptions)
            name = item.name(language())
            emit(t("scenario.valid", file=file, name=name, n=changed, m=assumed))
    bad = [result for result in results if not result["valid"]]
    if json_out:
        emit_json({"valid": not bad, "files": results})
    if bad:
        if len(files) > 1:
            count = sum(len(result["problems"]) for result in bad)
            note(t("scenario.invalid_count", bad=len(bad), n=count), quiet)
        raise typer.Exit(INVALID)


@app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="@scenario.arg.new")],
    extends: Annotated[
        str, typer.Option("--extends", metavar="NAME", help="@scenario.opt.extends")
    ] = "plan",
    out: Out = None,
    force: Force = False,
    dry_run: DryRun = False,
    json_out: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Write a new scenario file with every lever listed in it."""
    from scenarios.files import check_writable, save
    from scenarios.loader import load_scenario
    from shengsi.scenario_template import scenario_template

    spec = _county()
    given = Path(name)
    stem = given.stem if given.suffix in (".yaml", ".yml") else given.name
    path = (out or given.parent) / f"{stem}.yaml"
    _check_new(stem, extends)
    beside = path.parent / f"{extends}.yaml"
    load_scenario(beside if beside.is_file() and beside != path else extends, spec)
    if path.exists() and not force:
        raise Stop(FAILED, t("err.error", message=t("err.exists", file=path)))
    if dry_run:
        check_writable(path.parent)
    else:
        save(path, scenario_template(stem, extends, spec, str(path)).encode())
    if json_out:
        emit_json({"id": stem, "file": str(path), "extends": extends, "written": not dry_run})
    else:
        emit(t("scenario.would_write" if dry_run else "scenario.written", file=path))


def _check_new(name: str, extends: str) -> None:
    """Exit code 2 for a name that no new scenario can have: misformed, or that of a shipped one.

    A shipped id names the shipped file everywhere, so that a file of the user's under it would
    be taken for the other one.
    """
    from scenarios.loader import library_ids, valid_id

    for text, hint in ((name, "NAME"), (extends, "--extends")):
        if not valid_id(text):
            raise typer.BadParameter(t("scenario.bad_name", name=text), param_hint=hint)
    if name in library_ids():
        raise typer.BadParameter(t("scenario.shipped_name", name=name), param_hint="NAME")


@app.command()
def levers(
    group: Annotated[
        GroupChoice | None, typer.Option("--group", help="@scenario.opt.group")
    ] = None,
    json_out: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """List every lever: unit, range, values without, with and beyond the plan."""
    spec = _county()
    if json_out:
        emit_json(lever_rows(spec, group))
        return
    emit(levers_table(spec, group))
    emit("\n" + t("word.total", n=len(lever_rows(spec, group))))
