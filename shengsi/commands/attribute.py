"""`shengsi attribute`: what each action of a plan, or each lever of one, brings."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shengsi.commands.scenario import GroupChoice
from shengsi.given import given_options
from shengsi.options import (
    Draws,
    DryRun,
    ForceNew,
    FromPrior,
    Jobs,
    Json,
    Lang,
    NoProgress,
    PosteriorFile,
    Quiet,
    Roster,
    Seed,
    Sets,
    Verbose,
    Years,
    last_year,
    path_of,
)
from shengsi.text import language, t

if TYPE_CHECKING:
    from scenarios.attribute import Attribution
    from scenarios.combinations import Design
    from shengsi.analysis_job import Source

app = typer.Typer()

TARGETS = ("T1",)
REVENUE = "revenue_above_scale"
# Bytes on disk of one number of the results, measured, and of the rest of a run.
_BYTES_PER_VALUE, _FIXED_BYTES = 2.5, 4_000_000


@app.command()
def attribute(
    context: typer.Context,
    target: Annotated[
        list[str] | None, typer.Option("--target", metavar="IDS", help="@attribute.opt_target")
    ] = None,
    indicator: Annotated[
        list[str] | None,
        typer.Option("--indicator", metavar="CODE[:YEAR]", help="@attribute.opt_indicator"),
    ] = None,
    scenario: Annotated[
        str, typer.Option("--scenario", "-s", metavar="NAME|FILE", help="@attribute.opt_scenario")
    ] = "plan",
    base: Annotated[
        str, typer.Option("--base", metavar="NAME|FILE", help="@attribute.opt_base")
    ] = "no_plan",
    within: Annotated[
        GroupChoice | None, typer.Option("--within", metavar="ACTION", help="@attribute.opt_within")
    ] = None,
    alone: Annotated[bool, typer.Option("--alone", help="@attribute.opt_alone")] = False,
    orders: Annotated[
        int, typer.Option("--orders", min=0, max=1000, metavar="N", help="@attribute.opt_orders")
    ] = 24,
    draws: Draws = 1000,
    seed: Seed = 2023,
    jobs: Jobs = 0,
    out: Annotated[
        Path,
        typer.Option("--out", "-o", parser=path_of, metavar="FOLDER", help="@attribute.opt_out"),
    ] = Path("outputs"),
    sets: Sets = None,
    years: Years = None,
    roster: Roster = None,
    posterior: PosteriorFile = None,
    prior: FromPrior = False,
    no_figures: Annotated[
        bool, typer.Option("--no-figures", help="@attribute.opt_no_figures")
    ] = False,
    force: ForceNew = False,
    dry_run: DryRun = False,
    json_out: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Divide the effect of a plan among its actions, or among the levers of one."""
    from shengsi.analysis_job import take_source

    if alone and within is None:
        raise typer.BadParameter(t("attribute.alone_within"), param_hint="--alone")
    if orders == 1:
        raise typer.BadParameter(t("attribute.one_order"), param_hint="--orders")
    last = last_year(years)
    goals = _targets(target, last)
    medians = _indicators(indicator, last)
    workers = jobs or os.cpu_count() or 1
    source = take_source(draws, seed, last, workers, out, roster, posterior, prior, quiet)
    plan = _design(source, scenario, base, sets, str(within or ""), alone, orders)
    if plan.orders is None and orders and "orders" in given_options(context):
        reason = t("attribute.idle_orders", n=len(plan.players))
        raise typer.BadParameter(reason, param_hint="--orders")
    if dry_run:
        _say_plan(source, plan, goals, medians, json_out)
        return
    _work(source, plan, goals, medians, not no_figures, quiet or no_progress, quiet, json_out)


def _targets(wanted: list[str] | None, last: int) -> list[str]:
    """Ids of `--target`; exit code 2 for one that is unknown or due after the last year."""
    from calibration.county import SHIPPED
    from scenarios.targets import load_targets

    known = {goal.id: goal for goal in load_targets(SHIPPED) if goal.testable}
    texts = ",".join(wanted or TARGETS).replace(",", ",").split(",")
    ids = list(dict.fromkeys(text.strip() for text in texts if text.strip()))
    for name in ids:
        if name not in known:
            reason = t("attribute.unknown_target", id=name, known=", ".join(known))
            raise typer.BadParameter(reason, param_hint="--target")
        if known[name].years[-1] > last:
            words = {"id": name, "years": known[name].years_text, "last": last}
            raise typer.BadParameter(t("attribute.late_target", **words), param_hint="--target")
    return ids


def _indicators(wanted: list[str] | None, last: int) -> list[tuple[str, int]]:
    """Code and year of each `--indicator`; exit code 2 for anything else."""
    from model.indicators import CODES
    from scenarios.compare import PLAN_YEAR

    found = []
    for text in wanted or [REVENUE]:
        code, _, year = text.replace(":", ":").strip().partition(":")
        at = last if not year else int(year) if year.isascii() and year.isdigit() else 0
        if code not in CODES or not PLAN_YEAR <= at <= last:
            words = {"first": PLAN_YEAR, "last": last, "text": text, "known": ", ".join(CODES)}
            raise typer.BadParameter(
                t("attribute.bad_indicator", **words), param_hint="--indicator"
            )
        found.append((code, at))
    return list(dict.fromkeys(found))


def _design(
    source: Source,
    scenario: str,
    base: str,
    sets: list[str] | None,
    within: str,
    alone: bool,
    orders: int,
) -> Design:
    """The sets of measures to be run, refused here if a run would be."""
    from scenarios.combinations import design
    from scenarios.forecast import check
    from scenarios.loader import load_scenario
    from scenarios.overrides import apply_overrides

    spec = source.spec
    whole = apply_overrides(load_scenario(scenario, spec), sets or (), spec)
    plan = design(
        spec, whole, load_scenario(base, spec), within=within, alone=alone, orders=orders,
        seed=source.seed,
    )  # fmt: skip
    check(
        spec, plan.scenarios[:2], source.draws, source.seed, source.last_year, source.out,
        source.posterior,
    )  # fmt: skip
    return plan


def _say_plan(
    source: Source,
    plan: Design,
    goals: list[str],
    medians: list[tuple[str, int]],
    json_out: bool,
) -> None:
    """Say what would be run."""
    from calibration.county import SHIPPED
    from scenarios.kept import kept_part
    from shengsi.attribute_tables import players_text
    from shengsi.console import emit, emit_json
    from shengsi.display import bytes_text

    kept = kept_part(SHIPPED, [code for code, _ in medians], source.last_year)
    years = source.last_year + 1 - kept.first_year
    values = source.draws * len(plan.sets) * years * len(kept.indicators)
    size = round(_BYTES_PER_VALUE * values + _FIXED_BYTES)
    words: dict[str, object] = {
        "whole": plan.whole.id, "base": plan.base.id, "sets": len(plan.sets),
        "draws": source.draws, "seed": source.seed, "last": source.last_year,
        "out": str(source.out),
    }  # fmt: skip
    if json_out:
        codes = [player.code for player in plan.players]
        asked = {"targets": goals, "indicators": [f"{code}:{year}" for code, year in medians]}
        emit_json({"dry_run": True, **words, "players": codes, **asked, "bytes": size})
        return
    players = players_text(plan, language())
    emit(t("attribute.dry", players=players, disk=bytes_text(size), **words))


def _work(
    source: Source,
    plan: Design,
    goals: list[str],
    medians: list[tuple[str, int]],
    figures: bool,
    silent: bool,
    quiet: bool,
    json_out: bool,
) -> None:
    """Run or find the run, divide, write the folder, print."""
    from scenarios.attribute import attribute as divided
    from scenarios.attribute import attribution_run
    from scenarios.manifest import now
    from shengsi.analysis_job import run_with_progress, write_results
    from shengsi.attribute_files import attribute_files

    started = now()
    make = partial(
        attribution_run, source.spec, plan, source.draws, source.seed, source.last_year,
        indicators=[code for code, _ in medians], **source.settings(),
    )  # fmt: skip
    run = run_with_progress(make, len(plan.scenarios), source.out, silent, quiet)
    found = divided(run, plan, goals, medians)
    options = {
        "whole": plan.whole.digest,
        "base": plan.base.digest,
        "within": plan.within,
        "alone": plan.alone,
        "orders": 0 if plan.orders is None else len(plan.orders.orders),
        "targets": goals,
        "indicators": [list(item) for item in medians],
    }
    files = attribute_files(found, language(), started[:10], figures)
    folder = write_results(source.out, "attribute", run, options, files, started)
    _print(found, folder, json_out)


def _print(found: Attribution, folder: Path, json_out: bool) -> None:
    """The result on stdout."""
    from shengsi.attribute_files import attribute_document
    from shengsi.attribute_tables import attribute_text
    from shengsi.console import emit, emit_json

    if json_out:
        emit_json({**attribute_document(found), "results": str(folder)})
        return
    emit(attribute_text(found, language()))
    emit("")
    emit(t("attribute.where", run=found.run.folder, folder=folder))
