"""A sensitivity analysis as data: one JSON document, and tables for the folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from scenarios.files import csv_bytes
from scenarios.probability import Estimate
from scenarios.resampling import Interval
from scenarios.sensitivity import REST, Indices, Output, Sensitivity, Untold
from shengsi.interval_text import number, plain_interval
from shengsi.sensitivity_words import share_clear

# As in the other tables: the standard error by its name.
_INTERVAL = ("value", "low95", "high95", "standard_error", "clear")


def interval_document(found: Interval) -> dict[str, Any]:
    """A number with its interval; `clear` tells whether its sign can be told."""
    return {**plain_interval(found), "clear": found.clear}


def share_document(found: Interval) -> dict[str, Any]:
    """A share of variance with its interval; `clear` tells whether it can be told from nothing."""
    return {**interval_document(found), "clear": share_clear(found)}


def _chance(found: Estimate | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "value": found.value, "low95": found.low, "high95": found.high, "hits": found.hits,
        "draws": found.n, "effective_draws": found.ess,
    }  # fmt: skip


def indices_document(found: Indices | Untold) -> dict[str, Any]:
    """Indices of one output, or why there are none."""
    counts = {"used": found.used, "points": found.points}
    if isinstance(found, Untold):
        return {"untold": found.reason, **counts}
    return {
        "untold": None,
        **counts,
        "variance": found.variance,
        "first": {code: share_document(item) for code, item in found.first.items()},
        "total": {code: share_document(item) for code, item in found.total.items()},
        "second": [
            {"first": one, "second": other, **share_document(item)}
            for (one, other), item in found.second.items()
        ],
        "interactions": share_document(found.rest),
    }


def _output_document(found: Sensitivity, output: Output) -> dict[str, Any]:
    level, effects = found.levels[output.code], found.screening.get(output.code)
    shares = found.shares.get(output.code)
    return {
        "code": output.code,
        "kind": "indicator" if output.target is None else "target",
        "name": {"zh": output.name("zh"), "en": output.name("en")},
        "year": output.year,
        "unit": output.unit,
        "probability": _chance(level.chance),
        "median": None if output.target else plain_interval(level.median),
        "low80": None if output.target else number(level.low80),
        "high80": None if output.target else number(level.high80),
        "split": indices_document(found.split[output.code]),
        "single": indices_document(found.single[output.code]) if found.single else None,
        "screening": None
        if effects is None
        else {
            code: {
                "effect": interval_document(item.mean),
                "size": interval_document(item.size),
                "sd": item.sd,
            }
            for code, item in effects.items()
        },
        "parameters": None
        if shares is None
        else {code: share_document(item) for code, item in shares.items()},
    }


def sensitivity_document(found: Sensitivity) -> dict[str, Any]:
    """What `--json` prints: numbers in the registry's units, shares as parts of 1."""
    return {
        "scenario": found.scenario.id,
        "last_year": found.last_year,
        "seed": found.seed,
        "sizes": asdict(found.sizes),
        "runs": dict(found.runs),
        "failed": found.failed,
        "parameters": {
            "origin": found.origin,
            "pairs": found.pairs or None,
            "zh": found.basis[0],
            "en": found.basis[1],
            "few": None if found.few is None else dict(zip(("zh", "en"), found.few, strict=True)),
            "caution": {"zh": found.caution[0], "en": found.caution[1]},
            "data": {code: asdict(item) for code, item in found.data.items()},
        },
        "inputs": [_input_document(found, item.code) for item in found.inputs],
        "taken": list(found.taken),
        "rest": list(found.rest),
        "outputs": [_output_document(found, output) for output in found.outputs],
    }


def _input_document(found: Sensitivity, code: str) -> dict[str, Any]:
    item = found.input(code)
    return {
        "code": code,
        "part": item.part,
        "name": {"zh": item.name_zh, "en": item.name_en},
        "grade": item.grade or None,
        "levers": list(item.levers),
        "screening_score": found.score.get(code),
        "taken": code in found.taken,
    }


# Tables of the folder.


def tables(found: Sensitivity) -> dict[str, bytes]:
    """CSV files by name."""
    made = {
        "outputs.csv": _outputs_csv(found),
        "inputs.csv": _inputs_csv(found),
        "split.csv": _indices_csv(found, found.split),
    }
    if found.single:
        made["indices.csv"] = _indices_csv(found, found.single)
    if found.screening:
        made["screening.csv"] = _screening_csv(found)
    if found.shares:
        made["parameters.csv"] = _parameters_csv(found)
    return made


def _cells(item: Interval) -> list[Any]:
    numbers = [number(value) for value in (item.value, item.low, item.high, item.sd)]
    return [*numbers, int(share_clear(item))]


def _outputs_csv(found: Sensitivity) -> bytes:
    columns = ["output", "kind", "name_zh", "name_en", "year", "unit", "probability", "low95"]
    columns += ["high95", "median", "median_low95", "median_high95", "low80", "high80"]
    columns += ["parameters_zh", "parameters_en"]
    rows = []
    for output in found.outputs:
        said = _output_document(found, output)
        chance = said["probability"] or dict.fromkeys(("value", "low95", "high95"))
        median = said["median"] or dict.fromkeys(("value", "low95", "high95"))
        rows.append(
            [
                output.code, said["kind"], output.name("zh"), output.name("en"), output.year,
                output.unit, chance["value"], chance["low95"], chance["high95"],
                median["value"], median["low95"], median["high95"], said["low80"],
                said["high80"], *found.basis,
            ]
        )  # fmt: skip
    return csv_bytes(columns, rows)


def _inputs_csv(found: Sensitivity) -> bytes:
    columns = ["input", "part", "name_zh", "name_en", "grade", "levers", "score", "taken"]
    rows = [
        [
            item.code, item.part, item.name_zh, item.name_en, item.grade or None,
            " ".join(item.levers), found.score.get(item.code), int(item.code in found.taken),
        ]
        for item in found.inputs
    ]  # fmt: skip
    return csv_bytes(columns, rows)


def _indices_csv(found: Sensitivity, stage: Mapping[str, Indices | Untold]) -> bytes:
    """A row an index: first, total, second (two inputs) and interactions (none)."""
    columns = ["output", "index", "input", "second_input", *_INTERVAL, "used", "points", "untold"]
    columns += ["parameters_zh", "parameters_en"]
    rows: list[list[Any]] = []
    for output in found.outputs:
        item = stage[output.code]
        counts = [item.used, item.points]
        if isinstance(item, Untold):
            blank = [None] * 8
            rows.append([output.code, *blank, *counts, item.reason, *found.basis])
            continue
        tail = [*counts, None, *found.basis]
        for kind in ("first", "total"):
            shares = getattr(item, kind)
            rows += [[output.code, kind, c, None, *_cells(shares[c]), *tail] for c in item.inputs]
        rows += [[output.code, "second", *p, *_cells(x), *tail] for p, x in item.second.items()]
        rows.append([output.code, "interactions", None, None, *_cells(item.rest), *tail])
    return csv_bytes(columns, rows)


def _screening_csv(found: Sensitivity) -> bytes:
    """Elementary effects: mu and mu* with intervals, and sigma, in the output's unit."""
    columns = ["output", "input", "mu", "mu_low95", "mu_high95", "mu_star", "mu_star_low95"]
    columns += ["mu_star_high95", "sigma", "parameters_zh", "parameters_en"]
    rows = []
    for output in found.outputs:
        for code, item in (found.screening[output.code] or {}).items():
            mean, size = item.mean, item.size
            numbers = [mean.value, mean.low, mean.high, size.value, size.low, size.high, item.sd]
            rows.append([output.code, code, *numbers, *found.basis])
    return csv_bytes(columns, rows)


def _parameters_csv(found: Sensitivity) -> bytes:
    """Shares of single parameters within a posterior, with what the data did to them."""
    columns = ["output", "parameter", *_INTERVAL, "contraction", "contraction_error"]
    columns += ["prior_driven", "parameters_zh", "parameters_en"]
    rows = []
    for output in found.outputs:
        for code, item in (found.shares[output.code] or {}).items():
            data = found.data[code]
            said = [data.contraction, data.error, int(data.prior_driven)]
            rows.append([output.code, code, *_cells(item), *said, *found.basis])
    return csv_bytes(columns, rows)


__all__ = [
    "REST",
    "indices_document",
    "interval_document",
    "sensitivity_document",
    "share_document",
    "tables",
]
