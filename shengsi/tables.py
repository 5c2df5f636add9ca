"""Plain-text tables for a terminal: aligned for Chinese, drawn with ASCII only."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

WIDTH = 110
# Columns of the widest tables, and those that a shortened name keeps.
WIDEST, _LEAST = 120, 16
# Blanks before the rows of a group.
INDENT = 2
Rows = Sequence[Sequence[object]]
# Stands for what was cut off.
_DOTS = "..."


def text_width(text: str) -> int:
    """Columns that a text takes on a terminal: two for a Chinese character."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def pad(text: str, width: int, right: bool = False) -> str:
    """The text filled with blanks to `width` columns."""
    blanks = " " * max(0, width - text_width(text))
    return blanks + text if right else text + blanks


def cut(text: str, width: int) -> str:
    """The text, ended by `...` where it is wider than `width` columns."""
    if text_width(text) <= width:
        return text
    kept = text
    while kept and text_width(kept) > width - len(_DOTS):
        kept = kept[:-1]
    return kept.rstrip() + _DOTS


def cut_name(name: str, width: int) -> str:
    """The name within `width` columns; of `park: lever` both halves are shortened.

    What a park's lever is called must still say which park and which lever; parks and sectors
    begin alike more often than levers do, and get two thirds.
    """
    found = re.match(r"(.+?)(: |:)(.+)", name)
    if text_width(name) <= width or found is None:
        return cut(name, width)
    owner, colon, rest = found.groups()
    room = width - text_width(colon)
    owner = cut(owner, max(2 * room // 3, room - text_width(rest)))
    return owner + colon + cut(rest, room - text_width(owner))


def two_lines(name: str, width: int) -> str:
    """A name on two lines of at most `width` columns; of `park: lever` each has a line."""
    if text_width(name) <= width:
        return name
    lines = wrap(name, width)
    for colon in (": ", ":"):
        owner, found, rest = name.partition(colon)
        if found and len(lines) > 1:
            lines = [owner + colon.rstrip(), rest]
            break
    return "\n".join(cut(line, width) for line in (lines[0], " ".join(lines[1:])) if line)


def wrap(text: str, width: int = WIDTH, indent: str = "") -> list[str]:
    """Lines of at most `width` columns, broken after punctuation or a blank."""
    lines, line = [], ""
    for piece in re.findall(r".+?(?:[,;:,;:、] ?|[ ]|$)", text):
        if line.strip() and text_width(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line, piece = indent, piece.lstrip()
        line += piece
    return [*lines, line.rstrip()]


def fitted(
    headers: Sequence[str], rows: Rows, width: int = WIDEST, indent: int = 0
) -> list[list[object]]:
    """The rows, the names in their first cell shortened so that a table of them keeps to `width`.

    The other columns stay whole, and a name keeps `_LEAST` columns whatever they take; `indent` is
    what is put before it.
    """
    cells = _cells(headers, rows)
    others = sum(2 + width_of for width_of in _widths(headers, cells)[1:])
    room = max(_LEAST, width - others - indent)
    return [[cut_name(name, room), *rest] for name, *rest in cells]


def table(headers: Sequence[str], rows: Rows, align: str = "") -> str:
    """A table as text, no trailing blanks or newline.

    `align` has a letter a column, `l` or `r`; columns beyond it are left-aligned.  A cell's
    line breaks become blanks.  Raises ValueError when a row has another number of cells.
    """
    cells = _cells(headers, rows)
    widths = _widths(headers, cells)
    return "\n".join([*_head(headers, widths, align), *_lines(cells, widths, align)])


def grouped_tables(
    headers: Sequence[str], groups: Iterable[tuple[str, Rows]], align: str, lines: int
) -> list[str]:
    """Tables of titled groups of rows, columns aligned alike, about `lines` lines each.

    A group is never divided; its rows are indented below its title, which may be wider than
    the first column.  Raises ValueError when a row has another number of cells.
    """
    made = [(title, _cells(headers, rows)) for title, rows in groups]
    for _, rows in made:
        for row in rows:
            row[0] = f"{' ' * INDENT}{row[0]}"
    widths = _widths(headers, [row for _, rows in made for row in rows])
    pages: list[list[str]] = []
    for title, rows in made:
        block = [title, *_lines(rows, widths, align)]
        if not pages or len(pages[-1]) + len(block) > lines:
            pages.append(_head(headers, widths, align))
        pages[-1] += block
    return ["\n".join(page) for page in pages]


def _cells(headers: Sequence[str], rows: Rows) -> list[list[str]]:
    """Cells as text on one line."""
    cells = [[" ".join(str(cell).split()) for cell in row] for row in rows]
    for row in cells:
        if len(row) != len(headers):
            raise ValueError(f"a row has {len(row)} cells, the header {len(headers)}")
    return cells


def _widths(headers: Sequence[str], cells: Sequence[Sequence[str]]) -> list[int]:
    """Width of every column."""
    lines = [list(headers), *cells]
    return [max(text_width(line[i]) for line in lines) for i in range(len(headers))]


def _head(headers: Sequence[str], widths: Sequence[int], align: str) -> list[str]:
    """The header and the rule below it."""
    return [*_lines([headers], widths, align), "  ".join("-" * width for width in widths)]


def _lines(cells: Iterable[Sequence[str]], widths: Sequence[int], align: str) -> list[str]:
    """Rows as lines."""
    right = [align[i : i + 1] == "r" for i in range(len(widths))]
    return [
        "  ".join(pad(*part) for part in zip(line, widths, right, strict=True)).rstrip()
        for line in cells
    ]
