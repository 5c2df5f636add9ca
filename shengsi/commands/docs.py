"""`shengsi docs`: rewrite the reference pages and marked tables from the registries."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scenarios.files import differing, save, save_together
from shengsi.console import emit, emit_json, note
from shengsi.failures import FAILED, Stop
from shengsi.options import Force, Json, Lang, NoProgress, Out, Quiet, Verbose
from shengsi.text import t

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def docs(
    out: Out = None,
    check: Annotated[bool, typer.Option("--check", help="@docs.opt.check")] = False,
    force: Force = False,
    json_out: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Write docs/reference/*.md and the tables in docs/*.md, or only compare them.

    With `--out` only the pages are written, into that folder; pages of that name that are not
    ours are not overwritten unless forced.
    """
    from model.spec import shipped_county
    from shengsi.reference import build_pages, differing_pages
    from shengsi.reference_tables import differing_documents, marked_documents

    if out is None and not Path("docs").is_dir():
        raise typer.BadParameter(t("docs.no_folder"), param_hint="--out")
    folder = out or Path("docs") / "reference"
    spec = shipped_county()
    if check:
        stale = [folder / name for name in differing_pages(folder, spec)]
        stale += differing_documents(Path("docs"), spec) if out is None else []
        _say_stale(stale, json_out)
        return
    pages = {name: text.encode() for name, text in build_pages(spec).items()}
    if out is not None and not force:
        _refuse_overwriting(out, pages)
    written = save_together(folder, pages)
    for path, text in (marked_documents(Path("docs"), spec) if out is None else {}).items():
        save(path, text.encode())
        written.append(path)
    if json_out:
        emit_json({"written": [str(path) for path in written]})
    else:
        emit("\n".join(t("docs.written", file=path) for path in written))


def _say_stale(stale: list[Path], json_out: bool) -> None:
    """Whether the documents agree with the registries; exit code 1 when they do not."""
    if json_out:
        emit_json({"same": not stale, "differs": [str(path) for path in stale]})
    for path in stale:
        note(t("docs.differs", file=path))
    if stale:
        raise typer.Exit(FAILED)
    if not json_out:
        emit(t("docs.same"))


def _refuse_overwriting(folder: Path, pages: dict[str, bytes]) -> None:
    """Exit code 1 when a page would replace a file of other content."""
    for path in differing(folder, pages):
        raise Stop(FAILED, t("err.error", message=t("err.exists", file=path)))
