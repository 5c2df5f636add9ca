"""Checking a file of the county's data: which kind it is, and what is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calibration import county
from calibration.faults import Fault, FileError, Words
from calibration.history import Observation, load_history
from calibration.roster_file import read_roster
from calibration.roster_summary import summarise
from calibration.roster_table import looks_like_roster
from calibration.sheet import Sheet, read_sheet
from calibration.templates import KINDS, OTHER_COLUMNS
from model.spec import CountySpec


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
    sheet = read_sheet(path, looks_like_roster)
    if looks_like_roster(sheet.header) and "commission_quarter" not in sheet.header:
        return "roster"
    words = set(sheet.header)
    share = {
        kind: sum(column.code in words for column in columns) / len(columns)
        for kind, columns in OTHER_COLUMNS.items()
    }
    best = max(share, key=share.__getitem__)
    if share[best] >= 0.5:
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
    _refuse_workbook(path)
    return Checked(kind, _READERS[kind](path, spec))


def _refuse_workbook(path: Path) -> None:
    """Raise FileError for a workbook: only the roster is read from one."""
    sheet: Sheet = read_sheet(path, lambda words: False)
    if sheet.name:
        raise FileError(
            [
                Fault(
                    str(path),
                    Words("这种表不读 .xlsx", "this kind is not read from .xlsx"),
                    Words("CSV(UTF-8 或 GBK)", "CSV (UTF-8 or GBK)"),
                    Words("在 Excel 中另存为 CSV UTF-8", "save it as CSV UTF-8"),
                )
            ]
        )


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


def _accounts(path: Path, spec: CountySpec) -> dict[str, Any]:
    return account_summary(load_history(path))


def _projects(path: Path, spec: CountySpec) -> dict[str, Any]:
    found = county._known(path, [item.code for item in spec.sector_items])
    return {
        "projects": len(found),
        "capex_low": sum(item.capex[0] for item in found),
        "capex_high": sum(item.capex[1] for item in found),
        "revenue_low": sum(item.revenue[0] for item in found),
        "revenue_high": sum(item.revenue[1] for item in found),
    }


def _parks(path: Path, spec: CountySpec) -> dict[str, Any]:
    items, parks, _ = county._parks(path, [item.code for item in spec.sector_items])
    return {
        "parks": len(items),
        "small_parks": int(parks["small_park"].sum()),
        "serviced_mu_2017": float(parks["serviced"].sum()),
    }


_READERS: dict[str, Callable[[Path, CountySpec], dict[str, Any]]] = {
    "accounts": _accounts,
    "projects": _projects,
    "parks": _parks,
}
