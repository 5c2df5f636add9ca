"""A comparison as files and as one JSON document: the numbers of the tables, all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from model.indicators import BY_CODE
from scenarios.basis import run_basis
from scenarios.compare import Comparison
from scenarios.files import csv_bytes
from scenarios.paired import Settle
from scenarios.resampling import Interval
from scenarios.versus import Difference, TargetChange
from shengsi.compare_settings import differing, setting_documents, setting_rows
from shengsi.compare_tables import compare_text
from shengsi.interval_text import number, plain_interval
from shengsi.target_documents import estimate_document, run_document

_CHANGE = (
    *("scenario", "base", "target", "years", "p_base", "p_scenario", "change", "low95", "high95"),
    *("standard_error", "gained", "lost", "draws", "excluded", "verdict", "settle", "draws_needed"),
    "histories_needed",
)
_DIFFERENCE = (
    *("scenario", "base", "indicator", "year", "unit", "median", "median_low95", "median_high95"),
    *("mean", "mean_low95", "mean_high95", "higher", "lower", "draws", "excluded"),
    *("verdict", "settle", "draws_needed", "histories_needed"),
)
_BEST = ("kind", "id", "year", "scenario", "share", "low95", "high95", "tied", "draws")
_SETTING = ("scenario", "kind", "code", "year", "base_value", "scenario_value", "unit")
_BASIS = ("parameters_zh", "parameters_en")


def compare_files(found: Comparison, lang: str, date: str, figures: bool) -> dict[str, bytes]:
    """Tables, report and figures by file name."""
    basis = run_basis(found.run)
    files = {
        "changes.csv": csv_bytes([*_CHANGE, *_BASIS], [[*r, *basis] for r in _changes(found)]),
        "differences.csv": csv_bytes(
            [*_DIFFERENCE, *_BASIS], [[*r, *basis] for r in _differences(found)]
        ),
        "best.csv": csv_bytes([*_BEST, *_BASIS], [[*r, *basis] for r in _best(found)]),
        "settings.csv": csv_bytes(_SETTING, setting_rows(found)),
        "report.txt": (compare_text(found, lang) + "\n").encode(),
    }
    if figures:
        files |= _figures(found, lang, date)
    return files


def _figures(found: Comparison, lang: str, date: str) -> dict[str, bytes]:
    """Every page of the figures; changes are drawn where a target was tested."""
    from shengsi.compare_figures import changes_png, differences_png, page_count

    drawn = {"differences": differences_png} if found.indicators else {}
    if found.versus[0].targets:
        drawn = {"changes": changes_png, **drawn}
    return {
        f"{name}.png" if page == 1 else f"{name}_{page}.png": draw(found, lang, date, page)
        for name, draw in drawn.items()
        for page in range(1, page_count(found) + 1)
    }


def compare_document(found: Comparison) -> dict[str, Any]:
    """Everything as JSON types."""
    settings = differing(found)
    return {
        **run_document(found.run),
        "base": found.base,
        "years_compared": list(found.years),
        "indicators": list(found.indicators),
        "verdicts": found.verdicts,
        "untested": list(found.untested),
        "comparisons": [
            {
                "scenario": item.scenario,
                "same": item.same,
                "levers": list(item.levers),
                "assumptions": list(item.assumptions),
                "policy_only": not item.assumptions,
                "settings": setting_documents(found, settings, item.scenario),
                "targets": [_change_document(change) for change in item.targets],
                "differences": [_difference_document(gap) for gap in item.indicators],
            }
            for item in found.versus
        ],
        "best": [
            {
                "kind": item.kind,
                "id": item.id,
                "year": item.year,
                "shares": {n: estimate_document(share) for n, share in item.shares.items()},
                "tied": item.tied,
                "draws": item.draws,
            }
            for item in found.best
        ],
    }


def _change_document(change: TargetChange) -> dict[str, Any]:
    return {
        "target": change.target.id,
        "before": estimate_document(change.before),
        "after": estimate_document(change.after),
        "change": plain_interval(change.change),
        "gained": change.gained,
        "lost": change.lost,
        "draws": change.draws,
        "excluded": change.excluded,
        "verdict": change.verdict,
        "settle": _settle_document(change.settle),
    }


def _difference_document(gap: Difference) -> dict[str, Any]:
    return {
        "indicator": gap.indicator,
        "year": gap.year,
        "unit": BY_CODE[gap.indicator].unit,
        "median": plain_interval(gap.median),
        "mean": plain_interval(gap.mean),
        "higher": gap.higher,
        "lower": gap.lower,
        "draws": gap.draws,
        "excluded": gap.excluded,
        "verdict": gap.verdict,
        "settle": _settle_document(gap.settle),
    }


def _settle_document(found: Settle) -> dict[str, Any]:
    return {"why": found.why, "draws": found.draws, "histories": found.histories}


def _settle_cells(found: Settle) -> list[Any]:
    return [found.why, found.draws, found.histories]


def _cells(found: Interval) -> list[float | None]:
    return [number(found.value), number(found.low), number(found.high)]


def _changes(found: Comparison) -> Iterator[list[Any]]:
    for item in found.versus:
        for change in item.targets:
            yield [
                *(item.scenario, found.base, change.target.id, change.target.years_text),
                *(change.before.value, change.after.value, *_cells(change.change)),
                *(number(change.change.sd), change.gained, change.lost, change.draws),
                *(change.excluded, change.verdict, *_settle_cells(change.settle)),
            ]


def _differences(found: Comparison) -> Iterator[list[Any]]:
    for item in found.versus:
        for gap in item.indicators:
            yield [
                *(item.scenario, found.base, gap.indicator, gap.year, BY_CODE[gap.indicator].unit),
                *(*_cells(gap.median), *_cells(gap.mean), gap.higher, gap.lower),
                *(gap.draws, gap.excluded, gap.verdict, *_settle_cells(gap.settle)),
            ]


def _best(found: Comparison) -> Iterator[list[Any]]:
    for item in found.best:
        for name, share in item.shares.items():
            yield [
                *(item.kind, item.id, item.year, name, share.value, share.low, share.high),
                *(item.tied, item.draws),
            ]
