"""`shengsi data`: templates for a county's own data, checks, and where the shipped data come from."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shengsi.console import emit, emit_json, note
from shengsi.failures import FAILED, INVALID, Stop
from shengsi.options import Force, Json, Lang, NoProgress, Quiet, Verbose, path_of
from shengsi.text import language, t

if TYPE_CHECKING:
    from model.spec import CountySpec

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


class KindChoice(StrEnum):
    """The tables a county may fill in."""

    roster = "roster"
    accounts = "accounts"
    projects = "projects"
    parks = "parks"


def _county() -> CountySpec:
    """The county whose sectors and parks the tables name."""
    from model.spec import shipped_county

    return shipped_county()


@app.command()
def template(
    kind: Annotated[KindChoice, typer.Option("--kind", help="@data.opt.kind")] = KindChoice.roster,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", parser=path_of, metavar="FILE", help="@data.opt.file"),
    ] = None,
    force: Force = False,
    json_out: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Write a blank table to fill in."""
    from calibration.templates import SUFFIXES, write_template
    from shengsi.data_tables import columns_text

    path = out or Path(f"{kind}_template{SUFFIXES[0]}")
    if path.suffix.lower() not in SUFFIXES:
        reason = t("data.suffix", kind=kind, allowed=", ".join(SUFFIXES), file=path)
        raise typer.BadParameter(reason, param_hint="--out")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        write_template(kind, path, _county(), language(), force=force)
    except FileExistsError as error:
        raise Stop(FAILED, t("err.error", message=t("err.exists", file=path))) from error
    if json_out:
        emit_json({"file": str(path), "kind": str(kind)})
        return
    emit(t("data.written", file=path, kind=t(f"data.kind.{kind}")))
    note(f"\n{columns_text(kind)}\n\n{t('data.next', file=path)}", quiet)


@app.command()
def check(
    file: Annotated[Path, typer.Argument(parser=path_of, metavar="FILE", help="@data.arg.file")],
    kind: Annotated[KindChoice | None, typer.Option("--kind", help="@data.opt.guess")] = None,
    json_out: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Check a filled-in table: what it holds, or every fault of it."""
    from calibration.data_files import check_file
    from calibration.errors import DataError
    from shengsi.data_tables import checked_text

    try:
        checked = check_file(file, _county(), kind)
    except DataError as error:
        _say_faults(file, kind, error, json_out, quiet)
        raise typer.Exit(INVALID) from error
    notices = [notice.text(language()) for notice in checked.notices]
    if json_out:
        emit_json(_document(file, checked.kind, [], notices) | {"summary": checked.summary})
        return
    emit(t("data.valid", file=file, kind=t(f"data.kind.{checked.kind}")))
    emit(checked_text(checked))
    for notice in notices:
        note(notice, quiet)


def _say_faults(
    file: Path, kind: KindChoice | None, error: Any, json_out: bool, quiet: bool
) -> None:
    """Every fault on stderr, and with `--json` in the document as well."""
    worded = getattr(error, "lines", None)
    lines = worded(language()) if worded is not None else error.problems
    note("\n".join(lines))
    if json_out:
        emit_json(_document(file, kind, lines, []))
    elif len(lines) > 1:
        note(t("data.invalid", file=file, n=len(lines)), quiet)


def _document(
    file: Path, kind: str | None, problems: list[str], notices: list[str]
) -> dict[str, Any]:
    """What `data check --json` always says."""
    from hashlib import sha256

    return {
        "valid": not problems,
        "file": str(file),
        "kind": None if kind is None else str(kind),
        "sha256": sha256(file.read_bytes()).hexdigest() if file.is_file() else None,
        "problems": problems,
        "notices": notices,
    }


@app.command()
def sources(
    json_out: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Where the shipped history comes from, with the grade of every source."""
    from calibration.county import SHIPPED
    from calibration.data_files import account_summary
    from calibration.history import load_history
    from shengsi.data_tables import sources_text

    found = account_summary(load_history(SHIPPED / "history.csv"))
    if json_out:
        emit_json(found)
        return
    emit(sources_text(found, _county()))
