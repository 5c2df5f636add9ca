"""An update as files and as one JSON document: the same numbers as its tables, in model units."""

from __future__ import annotations

from typing import Any

from calibration.update import Updated
from scenarios.files import csv_bytes
from scenarios.posterior_input import sizes_of
from scenarios.probability import Estimate
from scenarios.update_effects import Effects, Expected, Move
from shengsi.display import letters
from shengsi.interval_text import number
from shengsi.update_credits import number_name

_PROBABILITY = ("probability", "low95", "high95", "effective_draws", "median", "low80", "high80")
UPDATE_COLUMNS = (
    *("target", "name_zh", "name_en", "indicator", "years"),
    *(f"{when}_{name}" for when in ("before", "after") for name in _PROBABILITY),
    *("change", "change_sd", "clear", "moved_by", "moved_by_name_zh", "moved_by_name_en"),
    *("credit", "credit_sd", "credit_kind", "example"),
)
CREDIT_COLUMNS = (
    *("target", "number", "indicator", "year", "quarter", "operator", "change"),
    *("credit", "credit_sd", "clear", "kind", "untold_zh", "untold_en", "example"),
)
NUMBER_COLUMNS = (
    *("number", "name_zh", "name_en", "change", "indicator", "year", "quarter", "operator"),
    *("span", "unit", "value", "sd", "grade", "replaced", "before_p10", "before_p50"),
    *("before_p90", "position", "unexpected", "after_p10", "after_p50", "after_p90"),
    *("source_title", "file", "place", "example"),
)


def update_files(found: Effects, example: bool) -> dict[str, bytes]:
    """update.csv, credit.csv and numbers.csv, with byte-order marks for Excel."""
    marks = letters(len(found.numbers))
    tables = {
        "update.csv": (UPDATE_COLUMNS, [_move_cells(move, found) for move in found.moves]),
        "credit.csv": (CREDIT_COLUMNS, _credit_cells(found)),
        "numbers.csv": (
            NUMBER_COLUMNS,
            [_number_cells(*pair) for pair in zip(marks, found.numbers, strict=True)],
        ),
    }
    return {
        name: csv_bytes(columns, [[*row, int(example)] for row in rows])
        for name, (columns, rows) in tables.items()
    }


def _move_cells(move: Move, found: Effects) -> list[Any]:
    """One row of update.csv but for its last cell."""
    target, at = move.target, move.mover
    told: list[Any] = [None] * 6
    share = None if at is None else move.told[at]
    if at is not None and share is not None:
        obs = found.numbers[at].change.obs
        told = [letters(len(found.numbers))[at], number_name(obs, "zh"), number_name(obs, "en")]
        told += [share.value, share.error, found.kind]
    sides = []
    for result in (move.old, move.new):
        sides += [*_estimate(result.probability), result.median, result.low80, result.high80]
    return [
        *(target.id, target.name_zh, target.name_en, target.indicator, target.years_text),
        *sides,
        *(move.change, move.error, int(move.clear)),
        *told,
    ]


def _estimate(share: Estimate | None) -> list[float | None]:
    if share is None:
        return [None] * 4
    return [share.value, share.low, share.high, share.ess]


def _credit_cells(found: Effects) -> list[list[Any]]:
    """Rows of credit.csv but for their last cell: every target by every number."""
    marks, why = letters(len(found.numbers)), found.alone_untold or {}
    rows = []
    for move in found.moves:
        for at, share in enumerate(move.told):
            change, untold = found.numbers[at].change, why.get(at)
            told = [None] * 3 if share is None else [share.value, share.error, int(share.clear)]
            rows.append(
                [
                    *(move.target.id, marks[at], change.obs.indicator, change.obs.year),
                    *(change.obs.quarter, change.obs.operator, change.kind),
                    *(*told, found.kind),
                    *((None, None) if untold is None else (untold.zh, untold.en)),
                ]
            )
    return rows


def _number_cells(mark: str, item: Expected) -> list[Any]:
    """One row of numbers.csv but for its last cell."""
    obs, origin = item.change.obs, item.change.obs.origin
    old = item.change.old if item.change.kind == "revised" else None
    return [
        *(mark, number_name(obs, "zh"), number_name(obs, "en"), item.change.kind),
        *(obs.indicator, obs.year, obs.quarter, obs.operator, obs.span, obs.unit),
        *(obs.value, obs.sd, obs.grade, None if old is None else old.value),
        *item.before,
        *(item.position, int(item.surprise)),
        *item.after,
        obs.source_title,
        *(("", "") if origin is None else (origin.file, origin.place)),
    ]


def update_document(updated: Updated, found: Effects, example: bool) -> dict[str, Any]:
    """The update as one JSON document, with names in both languages."""
    posterior, step = updated.posterior, updated.one_step
    tables = {
        "targets": (UPDATE_COLUMNS, [_move_cells(move, found) for move in found.moves]),
        "credits": (CREDIT_COLUMNS, _credit_cells(found)),
        "numbers": (
            NUMBER_COLUMNS,
            [
                _number_cells(*pair)
                for pair in zip(letters(len(found.numbers)), found.numbers, strict=True)
            ],
        ),
    }
    why = updated.why
    return {
        "method": updated.method,
        "why": None if why is None else {"zh": why.zh, "en": why.en},
        "one_step": {"ess": step.ess, "pareto_k": number(step.pareto_k)},
        **sizes_of(posterior),
        "histories": {"before": found.histories_before, "after": found.histories_after},
        "calls": posterior.manifest["calls"],
        "stages": _own_stages(updated),
        "example": example,
        "credits_kind": found.kind,
        "credits_untold": None
        if found.untold is None
        else {"zh": found.untold.zh, "en": found.untold.en},
        **{
            name: [dict(zip(columns, row, strict=False)) for row in rows]
            for name, (columns, rows) in tables.items()
        },
    }


def _own_stages(updated: Updated) -> list[dict[str, Any]]:
    """Stages of the update alone: none of re-weighting, all of a rerun."""
    manifest = updated.posterior.manifest
    stages: list[dict[str, Any]] = manifest.get("stages", [])
    if updated.method == "rerun":
        return stages
    return stages[len(stages) - manifest["update"].get("stages", 0) :]
