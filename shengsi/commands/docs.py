"""`shengsi docs`: rewrite the reference pages and marked tables from the registries."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shengsi.console import emit, note
from shengsi.failures import FAILED
from shengsi.options import Lang, Out, Verbose
from shengsi.text import t

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def docs(
    out: Out = None,
    check: Annotated[bool, typer.Option("--check", help="@docs.opt.check")] = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Write docs/reference/*.md and the tables in docs/*.md, or only compare them.

    With `--out` only the pages are written, into that folder.
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
        for path in stale:
            note(t("docs.differs", file=path))
        if stale:
            raise typer.Exit(FAILED)
        emit(t("docs.same"))
        return
    folder.mkdir(parents=True, exist_ok=True)
    written = {folder / name: text for name, text in build_pages(spec).items()}
    written |= marked_documents(Path("docs"), spec) if out is None else {}
    for path, text in written.items():
        path.write_text(text, encoding="utf-8", newline="\n")
        emit(t("docs.written", file=path))
