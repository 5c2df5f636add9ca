"""`shengsi compare`: scenarios against a base, difference by difference within each draw."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

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
    Scenarios,
    Seed,
    Sets,
    Verbose,
    Years,
    path_of,
    year_span,
)
from shengsi.text import language, t

if TYPE_CHECKING:
    from scenarios.compare import Comparison
    from scenarios.run import Run
    from scenarios.scenario import Scenario
    from shengsi.analysis_job import Source

app = typer.Typer()

# Compared with no plan when nothing is named: the plan as it is, late, by half, and beyond.
USUAL = ("plan", "plan_delayed", "plan_half", "ambitious")
# What makes a run, and so is idle where one is given.
_MAKING = ("draws", "seed", "sets", "roster", "posterior", "prior")


@app.command()
def compare(
    context: typer.Context,
    run: Annotated[
        str | None, typer.Argument(metavar="RUN", help="@compare.arg_run", show_default=False)
    ] = None,
    scenario: Scenarios = None,
    base: Annotated[
        str | None, typer.Option("--base", metavar="NAME|FILE", help="@compare.opt_base")
    ] = None,
    indicator: Annotated[
        list[str] | None,
        typer.Option("--indicator", metavar="CODE", help="@compare.opt_indicator"),
    ] = None,
    draws: Draws = 1000,
    seed: Seed = 2023,
    jobs: Jobs = 0,
    out: Annotated[
        Path, typer.Option("--out", "-o", parser=path_of, metavar="FOLDER", help="@compare.opt_out")
    ] = Path("outputs"),
    sets: Sets = None,
    years: Years = None,
    roster: Roster = None,
    posterior: PosteriorFile = None,
    prior: FromPrior = False,
    no_figures: Annotated[
        bool, typer.Option("--no-figures", help="@compare.opt_no_figures")
    ] = False,
    force: ForceNew = False,
    dry_run: DryRun = False,
    json_out: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Compare scenarios with a base on the same draws."""
    codes = _indicators(indicator)
    span = _span(years)
    if run is not None:
        _require_heeded(given_options(context), run)
        _existing(run, scenario, base, codes, None if years is None else span, out,
                  not no_figures, dry_run, json_out)  # fmt: skip
        return
    from shengsi.analysis_job import take_source

    workers = jobs or os.cpu_count() or 1
    source = take_source(
        draws, seed, span[-1], workers, out, roster, posterior, prior, quiet
    )  # fmt: skip
    chosen = _scenarios(scenario, base, sets, source)
    if dry_run:
        _say_plan(source, chosen, json_out)
        return
    made = _made(source, chosen, quiet or no_progress, quiet)
    ids = _ids_in(made, chosen)
    _analyse(made, ids[0], ids[1:], codes, span, out, not no_figures, json_out)


def _indicators(wanted: list[str] | None) -> list[str] | None:
    """Codes of `--indicator`; exit code 2 for an unknown one."""
    from model.indicators import CODES

    for code in wanted or ():
        if code not in CODES:
            reason = t("compare.unknown_indicator", code=code, known=", ".join(CODES))
            raise typer.BadParameter(reason, param_hint="--indicator")
    return wanted


def _span(years: str | None) -> range:
    """The years compared; exit code 2 when none is under the plan."""
    from model.units import LAST_YEAR
    from scenarios.compare import PLAN_YEAR

    span = year_span(years, PLAN_YEAR, LAST_YEAR)
    if span[-1] < PLAN_YEAR:
        words = {"first": span[0], "last": span[-1], "plan": PLAN_YEAR}
        raise typer.BadParameter(t("compare.no_years", **words), param_hint="--years")
    return range(max(span[0], PLAN_YEAR), span.stop)


def _require_heeded(given: dict[str, str], run: str) -> None:
    """Exit code 2 for an option that makes a run, where one is given."""
    for name in _MAKING:
        if name in given:
            raise typer.BadParameter(t("compare.idle", run=run), param_hint=given[name])


def _existing(
    name: str,
    scenario: list[str] | None,
    base: str | None,
    codes: list[str] | None,
    span: range | None,
    out: Path,
    figures: bool,
    dry_run: bool,
    json_out: bool,
) -> None:
    """Compare scenarios of a run that is there."""
    from scenarios.compare import chosen_scenarios
    from scenarios.runs import open_run
    from shengsi.console import emit_json

    opened = open_run(name, out)
    first, *others = chosen_scenarios(opened, base, scenario)
    if dry_run:
        run = opened.manifest.run
        if json_out:
            emit_json({"dry_run": True, "run": run, "base": first, "scenarios": others})
        else:
            names = {item.id: item.name(language()) for item in opened.work.scenarios}
            _emit_dry(
                [(name, names[name]) for name in (first, *others)], t("compare.dry_run", run=run)
            )
        return
    _analyse(opened, first, others, codes, span, out, figures, json_out)


def _scenarios(
    wanted: list[str] | None, base: str | None, sets: list[str] | None, source: Source
) -> list[Scenario]:
    """The base, then what is compared with it.  `--set` changes these and leaves the base.

    A scenario that is changed and compared with itself as it was gets an id of its own.
    """
    from scenarios.forecast import check
    from scenarios.loader import load_scenarios
    from scenarios.overrides import apply_overrides

    first = load_scenarios([base or "no_plan"], source.spec)[0]
    others = load_scenarios(wanted or USUAL, source.spec)
    if sets:
        others = [apply_overrides(item, sets, source.spec) for item in others]
        others = [replace(i, id=f"{i.id}_set") if i.id == first.id else i for i in others]
    others = [item for item in others if item.id != first.id]
    if not others:
        raise typer.BadParameter(t("compare.only_base", base=first.id), param_hint="--scenario")
    chosen = [first, *others]
    check(
        source.spec, chosen, source.draws, source.seed, source.last_year, source.out,
        source.posterior,
    )  # fmt: skip
    return chosen


def _made(source: Source, chosen: Sequence[Scenario], silent: bool, quiet: bool) -> Run:
    """A run of the scenarios, found or made."""
    from functools import partial

    from scenarios.existing import take_run
    from shengsi.analysis_job import run_with_progress

    make = partial(
        take_run, source.spec, chosen, source.draws, source.seed, source.last_year, name="compare_run",
        **source.settings(),
    )  # fmt: skip
    return run_with_progress(make, len(chosen), source.out, silent, quiet)


def _ids_in(run: Run, chosen: Sequence[Scenario]) -> list[str]:
    """Ids of the scenarios in a run: their own where it has them, else that of an equal one."""
    from scenarios.existing import scenario_ids

    own = {item.id: item.digest for item in run.work.scenarios}
    return [
        item.id if own.get(item.id) == item.digest else scenario_ids(run, [item.digest])[0]
        for item in chosen
    ]


def _say_plan(source: Source, chosen: Sequence[Scenario], json_out: bool) -> None:
    """Say what would be run."""
    from shengsi.console import emit_json

    names = [item.id for item in chosen]
    words: dict[str, object] = {
        "draws": source.draws, "seed": source.seed, "last": source.last_year, "out": str(source.out)
    }  # fmt: skip
    if json_out:
        emit_json({"dry_run": True, "base": names[0], "scenarios": names[1:], **words})
        return
    text = t("compare.dry_make", n=len(names), **words)
    _emit_dry([(item.id, item.name(language())) for item in chosen], text)


def _emit_dry(scenarios: Sequence[tuple[str, str]], source: str) -> None:
    """Say what would be compared; `scenarios` are ids and names, the base first."""
    from shengsi.console import emit

    base, *others = (t("compare.named", id=key, name=name) for key, name in scenarios)
    emit(t("compare.dry", base=base, names=", ".join(others), source=source))


def _analyse(
    run: Run,
    base: str,
    others: Sequence[str] | None,
    codes: list[str] | None,
    span: range | None,
    out: Path,
    figures: bool,
    json_out: bool,
) -> None:
    """Compare, write the folder, print."""
    from model.indicators import HEADLINES
    from scenarios.compare import compare as compared
    from scenarios.manifest import now
    from shengsi.analysis_job import write_results
    from shengsi.compare_files import compare_files

    started = now()
    found = compared(
        run, base, others, indicators=codes or HEADLINES, years=None if span is None else list(span)
    )
    options = {
        "base": found.base,
        "scenarios": list(found.scenarios[1:]),
        "indicators": list(found.indicators),
        "years": list(found.years),
    }
    files = compare_files(found, language(), started[:10], figures)
    folder = write_results(out, "compare", run, options, files, started)
    _print(found, folder, json_out)


def _print(found: Comparison, folder: Path, json_out: bool) -> None:
    """The result on stdout."""
    from shengsi.compare_files import compare_document
    from shengsi.compare_tables import compare_text
    from shengsi.console import emit, emit_json

    if json_out:
        emit_json({**compare_document(found), "results": str(folder)})
        return
    emit(compare_text(found, language()))
    emit("")
    emit(t("compare.where", run=found.run.folder, folder=folder))
