"""`--accounts FILE`: the same in every command that takes it, and what a report says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shengsi.console import note
from shengsi.text import language, t

if TYPE_CHECKING:
    from calibration.accounts import Merged

PROVENANCE_COLUMNS = (
    "indicator", "name_zh", "name_en", "year", "quarter", "operator", "value", "unit", "published",
    "published_en", "grade", "error", "own", "file", "place", "source_title", "source_url",
    "replaced", "replaced_en", "replaced_grade", "replaced_source",
)  # fmt: skip


def given_accounts(path: Path | None, folder: Path, quiet: bool) -> Merged:
    """The record of the county in `folder` with a command's accounts over it, if it has any.

    What is to know about them is said on stderr.  Raises calibration.faults.FileError (exit 3)
    with every fault of the file.
    """
    from calibration.accounts import HISTORY, lay_over, load_accounts
    from calibration.history import load_history

    shipped = load_history(folder / HISTORY)
    if path is None:
        return lay_over(shipped, [])
    own = load_accounts(path, folder)
    merged = lay_over(shipped, own.observations)
    for notice in own.notices:
        note(notice.text(language()), quiet)
    note(t("accounts.laid", file=path, **merged.counts()), quiet)
    for words in merged.notices():
        note(words.text(language()), quiet)
    return merged


def provenance_text(merged: Merged, lang: str | None = None) -> str:
    """A table of the numbers in use: what each is, whose, where it stands, what it replaced."""
    return provenance_table(merged.provenance(), lang or language())


def kept_provenance(data: bytes, lang: str) -> str:
    """The same from the file beside results (see `provenance_csv`)."""
    import csv
    import io

    rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    return provenance_table(
        [{**row, "error": float(row["error"]), "own": row["own"] == "True"} for row in rows], lang
    )


def provenance_table(rows: Sequence[Mapping[str, Any]], lang: str) -> str:
    """Rows of the provenance as a table."""
    from shengsi.tables import table

    if not rows:
        return t("accounts.none", lang)
    names = (
        "what",
        "operator",
        "published",
        "grade",
        "error",
        "whose",
        "place",
        "source",
        "replaced",
    )
    cells = [
        [
            row[f"name_{lang}"],
            t(f"calibrate.op.{row['operator']}", lang),
            row["published" if lang == "zh" else "published_en"],
            t(f"calibrate.grade.{row['grade']}", lang),
            f"{100 * row['error']:.3g}%",
            t("accounts.own" if row["own"] else "accounts.ours", lang),
            f"{row['file']}:{row['place']}",
            row["source_title"],
            _replaced(
                row["replaced" if lang == "zh" else "replaced_en"], row["replaced_grade"], lang
            ),
        ]
        for row in rows
    ]
    return table([t(f"accounts.col.{name}", lang) for name in names], cells, "llrlrllll")


def _replaced(value: str, grade: str, lang: str) -> str:
    """The shipped number that an own one took the place of, "" for none."""
    if not value:
        return ""
    return t("accounts.replaced", lang, value=value, grade=t(f"calibrate.grade.{grade}", lang))


def provenance_csv(merged: Merged) -> bytes:
    """The same with every field, for a file beside the results."""
    from scenarios.files import csv_bytes

    rows = merged.provenance()
    return csv_bytes(
        PROVENANCE_COLUMNS, [[row[name] for name in PROVENANCE_COLUMNS] for row in rows]
    )
