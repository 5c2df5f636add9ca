"""Blank tables for a county's own data, each as its reader takes it."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from pathlib import Path

from calibration.form_rows import form_rows
from calibration.plain_text import shown
from calibration.roster_columns import COLUMNS as ROSTER_COLUMNS
from calibration.table_columns import FORMS
from model.spec import CountySpec

KINDS = ("roster", "accounts", "projects", "parks")
SUFFIXES = (".xlsx", ".csv")
# Excel takes a CSV for UTF-8 only when it starts with this mark.
_BOM = "\ufeff"


def template_bytes(kind: str, suffix: str, spec: CountySpec, lang: str = "zh") -> bytes:
    """A template as the bytes of a file.

    Raises ValueError for a kind that is not one of KINDS or a suffix that is not in SUFFIXES.
    """
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r} is not one of {KINDS}")
    if suffix not in SUFFIXES:
        raise ValueError(f"{kind} comes as {', '.join(SUFFIXES)}, not {suffix!r}")
    if suffix == ".xlsx":
        from calibration.form_workbook import form_workbook
        from calibration.roster_workbook import roster_workbook

        return roster_workbook(spec, lang) if kind == "roster" else form_workbook(kind, spec, lang)
    if kind == "roster":
        return _csv([[column.header(lang) for column in ROSTER_COLUMNS]])
    columns = FORMS[kind].columns
    rows = form_rows(kind, spec, lang)
    cells = [[_text(row.get(column.code, "")) for column in columns] for row in rows]
    return _csv([[column.header(lang) for column in columns], *cells])


def write_template(
    kind: str, path: Path, spec: CountySpec, lang: str = "zh", *, force: bool = False
) -> None:
    """Write a template; the suffix of `path` chooses CSV or .xlsx.

    Raises FileExistsError rather than overwrite (unless `force`), and ValueError as
    `template_bytes`.
    """
    data = template_bytes(kind, path.suffix.lower(), spec, lang)
    if path.exists() and not force:
        raise FileExistsError(path)
    # Aside first: a full disk leaves what was there, and no empty file where there was none.
    aside = path.with_name(f".{path.name}.part")
    try:
        aside.write_bytes(data)
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)


def _text(value: str | float) -> str:
    """A cell as CSV writes it."""
    return value if isinstance(value, str) else shown(value)


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return (_BOM + text.getvalue()).encode("utf-8")
