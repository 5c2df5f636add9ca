"""A report as sections of paragraphs and tables, for a terminal and as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from shengsi.tables import table
from shengsi.target_tables import wrap


@dataclass(frozen=True)
class Section:
    """A heading, a table (none without rows), and paragraphs below it; `align` as in `table`."""

    title: str
    paragraphs: Sequence[str] = ()
    headers: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = field(default_factory=list)
    align: str = ""


def terminal_text(title: str, sections: Sequence[Section]) -> str:
    """Plain text with aligned tables."""
    blocks = ["\n".join(wrap(title))]
    for section in sections:
        lines = [f"[{section.title}]"]
        if section.rows:
            lines.append(table(section.headers, section.rows, section.align))
        for paragraph in section.paragraphs:
            lines += wrap(paragraph)
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def markdown_text(title: str, frame: str, sections: Sequence[Section]) -> str:
    """A Markdown document."""
    blocks = [f"# {title}", frame]
    for section in sections:
        blocks.append(f"## {section.title}")
        if section.rows:
            blocks.append(markdown_table(section))
        blocks += section.paragraphs
    return "\n\n".join(blocks) + "\n"


def markdown_table(section: Section) -> str:
    """The table of a section in Markdown."""
    rules = ["---:" if letter == "r" else "---" for letter in section.align]
    rules += ["---"] * (len(section.headers) - len(rules))
    lines = [section.headers, rules, *section.rows]
    return "\n".join(
        "| " + " | ".join(str(cell).replace("|", "/") for cell in line) + " |" for line in lines
    )
