"""The folder and the JSON document of shortfalls and required growth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from scenarios.analysis_folder import Analysis, write_analysis
from scenarios.basis import basis, run_basis
from scenarios.files import csv_bytes
from scenarios.resampling import Interval
from scenarios.target_gaps import Gap, Gaps
from scenarios.target_pace import LEVELS, Growth
from shengsi.discover_files import run_digest
from shengsi.gap_text import gaps_text, verdict_of
from shengsi.interval_text import number, plain_interval
from shengsi.target_documents import estimate_document, run_document, target_document
from shengsi.text import t

KIND = "gap"
_GAP_COLUMNS = (
    *("scenario", "target", "unit", "goal", "missed", "missed_low95", "missed_high95"),
    *("quantity", "level", "value", "low95", "high95", "parameters_zh", "parameters_en"),
)
_GROWTH_COLUMNS = (
    *("scenario", "target", "kind", "from_year", "to_year", "what", "median", "low95", "high95"),
    *("low80", "high80", "reason_zh", "reason_en", "parameters_zh", "parameters_en"),
)
_SEEN_COLUMNS = (
    *("target", "name_zh", "name_en", "first_year", "last_year", "rate", "low95", "high95"),
    *("grade", "scope_zh", "scope_en"),
)


def write_gaps(found: Gaps, out: Path, command: Sequence[str], started: str, figure: str) -> Path:
    """Write the folder below `out`; `figure` is the language of the figure ("": none)."""
    from scenarios.manifest import now
    from shengsi.gap_figure import gaps_csv, gaps_png

    date = (started or now())[:10]
    files = {
        "shortfalls.csv": csv_bytes(_GAP_COLUMNS, _gap_rows(found)),
        "growth.csv": csv_bytes(_GROWTH_COLUMNS, _growth_rows(found)),
        "growth_on_record.csv": csv_bytes(_SEEN_COLUMNS, _seen_rows(found)),
        "report.txt": (gaps_text(found, figure or "zh") + "\n").encode(),
    }
    if figure and found.gaps:
        files["figures/gaps.png"] = gaps_png(found, figure, date)
        files["figures/gaps.csv"] = gaps_csv(found)
    options = {
        "scenario": found.scenario,
        "targets": [gap.target.id for gap in found.gaps],
        "replicates": found.replicates,
        "seed": found.seed,
    }
    analysis = Analysis(
        KIND, options, {"run": run_digest(found.run)}, command, started,
        notes={"run": found.run.manifest.run, "parameters": list(run_basis(found.run))},
    )  # fmt: skip
    return write_analysis(out, analysis, files)


def gaps_document(found: Gaps, folder: Path | None) -> dict[str, Any]:
    """All numbers as one JSON document."""
    return {
        **run_document(found.run),
        "scenario": found.scenario,
        "resamples": found.replicates,
        "gaps": [_gap(gap) for gap in found.gaps],
        "untested": list(found.untested),
        "output": None if folder is None else str(folder),
    }


def _gap(gap: Gap) -> dict[str, Any]:
    pace, record = gap.pace, gap.record
    return {
        "target": target_document(gap.target),
        "goal": gap.goal,
        "missed": estimate_document(gap.missed),
        "missed_above": estimate_document(gap.above),
        "shortfall": _levels(gap.shortfall),
        "deciding_value": _levels(gap.decisive),
        "growth": None
        if pace is None
        else {
            "kind": pace.kind,
            "first_year": pace.first_year,
            "base_year": pace.base_year,
            "due": pace.due,
            "verdict": verdict_of(gap),
            **{
                name: _growth(getattr(pace, name)) for name in ("base", "needed", "ahead", "before")
            },
            "of_draws_that_miss": None
            if pace.missing is None
            else dict(zip(("needed", "ahead"), map(_growth, pace.missing), strict=True)),
        },
        "no_growth": None if pace is not None else no_growth(gap),
        "on_record": None
        if record is None
        else {
            "year": record.year,
            "value": record.value,
            "grade": record.grade,
            "kind": record.kind,
            "growth_needed": record.needed,
            "growth_seen": None if record.seen is None else asdict(record.seen),
        },
        "growth_on_record": [asdict(item) for item in gap.seen],
    }


def no_growth(gap: Gap) -> dict[str, str]:
    """Why a target has no growth: a code and a sentence in both languages."""
    words = {lang: t(f"gap.no_pace.{gap.no_pace}", lang) for lang in ("zh", "en")}
    return {"code": gap.no_pace, "reason_zh": words["zh"], "reason_en": words["en"]}


def _levels(items: Sequence[Interval]) -> dict[str, Any]:
    return {f"{level:g}": plain_interval(item) for level, item in zip(LEVELS, items, strict=False)}


def _growth(item: Growth) -> dict[str, Any]:
    return {
        "median": plain_interval(item.median),
        "low80": number(item.low80),
        "high80": number(item.high80),
    }


def _gap_rows(found: Gaps) -> Iterable[list[Any]]:
    for gap in found.gaps:
        goal = gap.target
        share = gap.missed
        for quantity, items in (("shortfall", gap.shortfall), ("deciding_value", gap.decisive)):
            for level, item in zip(LEVELS, items, strict=False):
                yield [
                    found.scenario, goal.id, goal.unit, gap.goal, share.value, share.low,
                    share.high, quantity, level, item.value, number(item.low), number(item.high),
                    basis(found.run, "zh"), basis(found.run, "en"),
                ]  # fmt: skip


def _growth_rows(found: Gaps) -> Iterable[list[Any]]:
    for gap in found.gaps:
        pace = gap.pace
        bases = (basis(found.run, "zh"), basis(found.run, "en"))
        if pace is None:
            words = no_growth(gap)
            yield [
                found.scenario, gap.target.id, "none", None, None, gap.no_pace, *[None] * 5,
                words["reason_zh"], words["reason_en"], *bases,
            ]  # fmt: skip
            continue
        ahead = (pace.base_year, pace.due)
        spans: list[tuple[str, tuple[int, int], Growth]] = [
            ("base", (pace.base_year, pace.base_year), pace.base),
            ("needed", ahead, pace.needed),
            ("ahead", ahead, pace.ahead),
            ("before", (pace.first_year, pace.base_year), pace.before),
        ]
        names = ("missing_needed", "missing_ahead")
        spans += [
            (name, ahead, item) for name, item in zip(names, pace.missing or (), strict=False)
        ]
        for name, (first, last), item in spans:
            yield [
                found.scenario, gap.target.id, pace.kind, first, last, name, number(item.median.value),
                number(item.median.low), number(item.median.high), number(item.low80),
                number(item.high80), "", "", *bases,
            ]  # fmt: skip


def _seen_rows(found: Gaps) -> Iterable[list[Any]]:
    for gap in found.gaps:
        for item in gap.all_seen:
            yield [
                gap.target.id, item.name_zh, item.name_en, item.first_year, item.last_year,
                item.rate, item.low, item.high, item.grade, item.scope_zh, item.scope_en,
            ]  # fmt: skip
