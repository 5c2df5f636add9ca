"""`shengsi run`: one scenario, one draw, traced enterprise by enterprise."""

from __future__ import annotations

import os
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shengsi.options import (
    MOST_DRAWS,
    DryRun,
    Force,
    FromPrior,
    Json,
    Lang,
    NoProgress,
    Out,
    PosteriorFile,
    Quiet,
    Roster,
    Seed,
    Sets,
    Verbose,
    Years,
    one_scenario,
)
from shengsi.text import language, t

if TYPE_CHECKING:
    from calibration.posterior import Posterior
    from scenarios.roster_input import RosterInput
    from scenarios.scenario import Scenario
    from shengsi.trace_tables import Traced

app = typer.Typer()

FOLDER = Path("outputs") / "trace"


@app.command()
def run(
    scenario: Annotated[
        list[str] | None,
        typer.Option("--scenario", "-s", metavar="NAME|FILE", help="@run.opt_scenario"),
    ] = None,
    seed: Seed = 2023,
    draw: Annotated[
        int, typer.Option("--draw", min=0, max=MOST_DRAWS, metavar="K", help="@run.opt_draw")
    ] = 0,
    enterprise: Annotated[
        str | None, typer.Option("--enterprise", "-e", metavar="ID", help="@run.opt_enterprise")
    ] = None,
    enterprises: Annotated[
        bool, typer.Option("--enterprises", help="@run.opt_enterprises")
    ] = False,
    roster: Roster = None,
    posterior: PosteriorFile = None,
    prior: FromPrior = False,
    years: Years = None,
    sets: Sets = None,
    out: Out = None,
    force: Force = False,
    dry_run: DryRun = False,
    json_out: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Trace one draw: the county by year, any enterprise by quarter."""
    from calibration.county import load_shipped
    from model.units import FIRST_YEAR, LAST_YEAR
    from scenarios.files import check_writable
    from scenarios.loader import load_scenario
    from scenarios.overrides import apply_overrides
    from scenarios.sampling import draws_for
    from scenarios.scenario import scenario_policy
    from shengsi.console import emit, emit_json, note
    from shengsi.options import year_span
    from shengsi.posterior_option import given_posterior
    from shengsi.roster_option import given_roster
    from shengsi.trace_tables import (
        FIRST_SHOWN,
        largest,
        run_document,
        run_text,
        story_text,
        trace_draw,
    )

    span = year_span(years, FIRST_YEAR, LAST_YEAR)
    spec = load_shipped()
    chosen = apply_overrides(load_scenario(one_scenario(scenario, "run"), spec), sets or (), spec)
    given = given_roster(roster, spec, quiet)
    source = given_posterior(posterior, prior, spec, given, os.cpu_count() or 1, quiet)
    folder = out or _folder(chosen, seed, draw, span.stop - 1, roster, source)
    if dry_run:
        draws_for(spec, chosen.uncertainty, draw + 1, seed, source, draw)
        scenario_policy(chosen, spec, span.stop - 1)
        check_writable(folder)
        words = {"seed": seed, "draw": draw, "first": FIRST_YEAR, "last": span.stop - 1}
        if json_out:
            emit_json({"scenario": chosen.id, "out": str(folder), "dry_run": True, **words})
        else:
            emit(t("run.would", name=chosen.name(language()), out=folder, **words))
        return
    traced = trace_draw(spec, chosen, seed, draw, span.stop - 1, roster=given, posterior=source)
    code = None if enterprise is None else _known_code(traced, enterprise)
    files = _write(traced, code, enterprises, folder, force, given)
    if json_out:
        emit_json(run_document(traced, span, code, files))
        return
    shown = span if years else range(max(FIRST_SHOWN, span.start), span.stop)
    emit(run_text(traced, shown, language()))
    emit("")
    if code is None:
        note(t("run.largest", codes=", ".join(largest(traced))), quiet)
    else:
        emit(story_text(traced, code, span, language()))
        emit("")
    emit(t("run.written", files=", ".join(files)))


def _folder(
    scenario: Scenario,
    seed: int,
    draw: int,
    last: int,
    roster: Path | None,
    posterior: Posterior | None,
) -> Path:
    """A folder named for the question, so that the same question finds the same answer."""
    name = f"{scenario.id}-{scenario.digest[:8]}-s{seed}-d{draw}-{last}"
    if posterior is not None:
        from scenarios.files import digest_bytes

        name += f"-p{digest_bytes(posterior.seeds.tobytes())[:8]}"
    if roster is not None:
        from scenarios.files import digest_file

        name += f"-{digest_file(roster)[:8]}"
    return FOLDER / name


def _known_code(traced: Traced, given: str) -> str:
    """The code that is meant; exit code 2, with near ones, when this draw has no such one."""
    codes = {code.casefold(): code for code in traced.trace.codes()}
    wanted = given.strip().casefold()
    if wanted in codes:
        return codes[wanted]
    near = [codes[name] for name in get_close_matches(wanted, codes, 5, 0.5)]
    said = t("run.near", codes=", ".join(near)) if near else ""
    reason = t("run.unknown_enterprise", code=given, draw=traced.draw, near=said)
    raise typer.BadParameter(reason, param_hint="--enterprise")


def _write(
    traced: Traced, code: str | None, every: bool, folder: Path, force: bool, given: RosterInput
) -> list[str]:
    """Write the files; exit code 1 when others of that name are there and --force is not."""
    from scenarios.files import differing
    from shengsi.failures import FAILED, Stop
    from shengsi.trace_files import tables, write_all

    files = tables(traced, code, every) | {Path(name).name: data for name, data in given.files}
    changed = differing(folder, files)
    if changed and not force:
        raise Stop(FAILED, t("err.error", message=t("err.exists", file=changed[0])))
    return [str(path) for path in write_all(folder, files, traced, code, language())]
