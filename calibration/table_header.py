"""What is wrong with the header of a table: columns missing, unknown, repeated or nameless."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from calibration.faults import Fault, Words
from calibration.plain_text import did_you_mean, nearest
from calibration.sheet import Sheet
from calibration.table_columns import Form


def header_faults(
    sheet: Sheet,
    columns: Sequence[str],
    required: Sequence[str],
    known: Sequence[str],
    form: Form | None,
) -> list[Fault]:
    """Faults of a header; `columns` are the codes its words stand for, or the words themselves.

    `known` are the codes a table may have, `required` those it must; `form` gives their headers.
    """
    header = (lambda code, lang: code) if form is None else form.header
    allowed = Words(
        "、".join(header(code, "zh") for code in known),
        ", ".join(header(code, "en") for code in known),
    )
    line, found = sheet.header_line, []
    for name in required:
        if name not in columns:
            zh, en = header(name, "zh"), header(name, "en")
            what = Words(f"缺少列 {zh}", f"column {en} is missing")
            fix = Words(f"补上列 {zh}", f"add the column {en}")
            found.append(Fault(sheet.where(line, 1), what, allowed, fix, (line, 1)))
    words = dict(zip(known, known, strict=True)) if form is None else form.in_english()
    for at, (name, label) in enumerate(zip(columns, sheet.header, strict=True)):
        if (name in known and columns.index(name) == at) or _unused(sheet, at):
            continue
        what, fix = _stray(label, name in known, words)
        found.append(Fault(sheet.where(line, at + 1), what, allowed, fix, (line, at + 1)))
    return found


def _unused(sheet: Sheet, at: int) -> bool:
    """Whether a column has neither a header nor content."""
    cells = (row.cells[at].text for row in sheet.rows if at < len(row.cells))
    return not sheet.header[at] and not any(cells)


def _stray(label: str, repeated: bool, words: Mapping[str, str]) -> tuple[Words, Words]:
    """What is wrong with a header word, and what to do; `words` understood, each with its English."""
    if repeated:
        what = Words(f'列 "{label}" 重复', f'column "{label}" is repeated')
        return what, Words("删去重复的列", "delete one of them")
    if not label:
        what = Words("这一列有内容但没有表头", "a column with content but no header")
        return what, Words("补上表头,或删去这一列", "add its header, or delete the column")
    near = nearest(label, words)
    what = Words(f'多出列 "{label}"', f'unknown column "{label}"')
    if near:
        zh, en = did_you_mean(near, words)
        return what, Words(f"{zh} 不是就删去", f"{en} else delete it")
    return what, Words("删去或改名", "delete or rename it")
