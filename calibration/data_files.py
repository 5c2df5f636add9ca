"""Checking a file of the county's data: which kind it is, and what is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calibration.accounts import HISTORY, lay_over, load_accounts
from calibration.county import SHIPPED
from calibration.county_tables import read_parks, read_projects
from calibration.faults import Fault, FileError, Words
from calibration.history import load_history
from calibration.observations import Observation
from calibration.plain_text import plain
from calibration.roster_columns import COLUMNS
from calibration.roster_file import SHEETS as ROSTER_SHEETS
from calibration.roster_file import read_roster
from calibration.roster_summary import summarise
from calibration.roster_table import looks_like_roster
from calibration.roster_words import find_column
from calibration.sheet import read_sheet
from calibration.table_columns import FORMS
from calibration.templates import KINDS
from model.spec import CountySpec

_FORM_SHEETS = [name for form in FORMS.values() for name in form.sheets]
# A header that names this share of the columns a kind needs is that kind's.
_ENOUGH = 0.5


@dataclass(frozen=True)
class Checked:
    """A file without faults: its kind, what it holds as plain values, things to know."""

    kind: str
    summary: dict[str, Any]
    notices: tuple[Words, ...] = ()


def guess_kind(path: Path) -> str:
    """Kind of a file by its header: roster, accounts, projects or parks.

    Raises FileError when it can be none or cannot be read.
    """
    sheet = read_sheet(path, _looks_known, [*ROSTER_SHEETS, *_FORM_SHEETS])
    best = max(KINDS, key=lambda kind: _share(kind, sheet.header))
    if _share(best, sheet.header) >= _ENOUGH:
        return best
    raise FileError(
        [
            Fault(
                sheet.where(sheet.header_line, 1),
                Words("看不出是哪种表", "cannot tell which kind of table this is"),
                Words("、".join(KINDS), ", ".join(KINDS)),
                Words(
                    "用 --kind 指明,或从模板填起", "say so with --kind, or start from a template"
                ),
            )
        ]
    )


def _share(kind: str, words: Sequence[str]) -> float:
    """Share of the columns a kind needs that a header names; a roster needs few of many."""
    if kind == "roster":
        found = {column.code for word in words if (column := find_column(word)) is not None}
        return len(found) / len(COLUMNS) + (_ENOUGH if looks_like_roster(words) else 0.0)
    headings, required = FORMS[kind].headings(), set(FORMS[kind].required)
    codes = {headings.get(plain(word).strip("*"), "") for word in words}
    return len(codes & required) / len(required)


def _looks_known(words: Sequence[str]) -> bool:
    return any(_share(kind, words) >= _ENOUGH for kind in KINDS)


def check_file(path: Path, spec: CountySpec, kind: str | None = None) -> Checked:
    """Read a file as its reader will.

    Raises DataError with every fault; ValueError for a kind that is not one of KINDS.
    """
    kind = kind or guess_kind(path)
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r} is not one of {KINDS}")
    if kind == "roster":
        roster = read_roster(path, spec)
        told = tuple(Words(n.text("zh"), n.text("en")) for n in roster.notices)
        return Checked(kind, summarise(roster, spec).document(), told)
    if kind == "accounts":
        accounts = load_accounts(path)
        told = tuple(Words(n.text("zh"), n.text("en")) for n in accounts.notices)
        few = lay_over(load_history(SHIPPED / HISTORY), accounts.observations).few()
        told += () if few is None else (few,)
        summary = account_summary(accounts.observations) | {"unfilled": accounts.unfilled}
        return Checked(kind, summary, told)
    return Checked(kind, _projects(path, spec) if kind == "projects" else _parks(path, spec))


def account_summary(found: Sequence[Observation]) -> dict[str, Any]:
    """Rows by grade and use, the years they cover, and the sources they come from."""
    years = [item.year for item in found]
    sources: dict[str, list[Observation]] = {}
    for item in found:
        sources.setdefault(item.source_title, []).append(item)
    return {
        "rows": len(found),
        "first_year": min(years, default=None),
        "last_year": max(years, default=None),
        "grades": dict(Counter(item.grade for item in found)),
        "uses": dict(Counter(item.use for item in found)),
        "sources": [
            {
                "title": title,
                "url": next((item.source_url for item in items if item.source_url), ""),
                "rows": len(items),
                "used": sum(item.use in ("fit", "driver") for item in items),
                "first_year": min(item.year for item in items),
                "last_year": max(item.year for item in items),
                "grades": dict(Counter(item.grade for item in items)),
            }
            for title, items in sorted(sources.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        ],
    }


def _projects(path: Path, spec: CountySpec) -> dict[str, Any]:
    found = read_projects(path, spec.sector_items)
    return {
        "projects": len(found),
        "capex_low": sum(item.capex[0] for item in found),
        "capex_high": sum(item.capex[1] for item in found),
        "revenue_low": sum(item.revenue[0] for item in found),
        "revenue_high": sum(item.revenue[1] for item in found),
    }


def _parks(path: Path, spec: CountySpec) -> dict[str, Any]:
    items, parks, _ = read_parks(path, spec.sector_items)
    return {
        "parks": len(items),
        "small_parks": int(parks["small_park"].sum()),
        "serviced_mu_2017": float(parks["serviced"].sum()),
    }
