"""Plain-text tables for a terminal: aligned for Chinese, drawn with ASCII only."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


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


def table(headers: Sequence[str], rows: Sequence[Sequence[object]], align: str = "") -> str:
    """A table as text, no trailing blanks or newline.

    `align` has a letter a column, `l` or `r`; columns beyond it are left-aligned.  A cell's
    line breaks become blanks.  Raises ValueError when a row has another number of cells.
    """
    cells = [[" ".join(str(cell).split()) for cell in row] for row in rows]
    for row in cells:
        if len(row) != len(headers):
            raise ValueError(f"a row has {len(row)} cells, the header {len(headers)}")
    lines = [list(headers), *cells]
    widths = [max(text_width(line[i]) for line in lines) for i in range(len(headers))]
    right = [align[i : i + 1] == "r" for i in range(len(headers))]
    shown = [
        "  ".join(pad(*part) for part in zip(line, widths, right, strict=True)).rstrip()
        for line in lines
    ]
    rule = "  ".join("-" * width for width in widths)
    return "\n".join([shown[0], rule, *shown[1:]])
