"""The words people write for the columns and states of a roster, and how they are explained."""

from __future__ import annotations

from calibration.plain_text import plain, split_header
from calibration.roster_columns import COLUMNS, RosterColumn, allowed_range

# status words -> idle; the first two are what templates offer.
STATUS = {
    "在营": False,
    "停业": True,
    "operating": False,
    "idle": True,
    "营业": False,
    "开业": False,
    "正常": False,
    "正常经营": False,
    "停产": True,
    "歇业": True,
}


_KNOWN = {
    plain(word): column
    for column in COLUMNS
    for word in (column.code, column.name_zh, *column.aliases)
}
HEADER_WORDS = tuple(_KNOWN)


def find_column(header: str) -> RosterColumn | None:
    """The column a header names, its unit left aside; None for another word."""
    return _KNOWN.get(plain(header).strip("*")) or _KNOWN.get(split_header(header)[0])


def column_rows(lang: str = "zh") -> list[tuple[str, ...]]:
    """The registry as a table: titles, then a row a column."""
    rows: list[tuple[str, ...]] = [
        ("表头", "英文表头", "单位", "必填", "范围", "含义")
        if lang == "zh"
        else ("header", "Chinese header", "unit", "required", "range", "meaning")
    ]
    for column in COLUMNS:
        names = (column.header("zh"), column.code)
        required = ("是" if lang == "zh" else "yes") if column.required else ""
        rows.append(
            (
                *(names if lang == "zh" else names[::-1]),
                column.unit.text(lang),
                required,
                allowed_range(column),
                column.meaning.text(lang),
            )
        )
    return rows


def column_table(lang: str = "zh") -> str:
    """The registry as a Markdown table, as `docs/roster.md` shows it."""
    titles, *rows = (f"| {' | '.join(row)} |" for row in column_rows(lang))
    return "\n".join([titles, "|" + "---|" * 6, *rows])
