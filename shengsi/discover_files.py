"""The folder and the JSON document of a scenario discovery."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from calibration.weighted import weighted_quantile
from scenarios.analysis_folder import Analysis, write_analysis
from scenarios.basis import basis, run_basis
from scenarios.box_search import Found, Limit
from scenarios.discovery import Discovery
from scenarios.files import canonical_json, csv_bytes, digest_bytes
from scenarios.prim import Quality
from scenarios.run import Run
from shengsi.discover_text import box_sentence, case, discovery_text, limits_text
from shengsi.interval_text import number
from shengsi.target_documents import estimate_document, run_document, target_document

KIND = "discover"
_BOX_COLUMNS = (
    *("box", "confirmed", "input", "name_zh", "name_en", "kind", "grade", "unit", "side", "limit"),
    "draws_below",
    *("limit_low95", "limit_high95", "recurs", "quasi_p", "density", "density_low95"),
    *("density_high95", "coverage", "coverage_low95", "coverage_high95", "mass", "mass_low95"),
    *("mass_high95", "density_outside", "lift", "lift_low95", "lift_high95", "density_looked_in"),
    *("parameters_zh", "parameters_en"),
)
_STEP_COLUMNS = (
    *("box", "confirmed", "step", "chosen", "half", "coverage", "density", "mass"),
    "gain",
)
_INPUT_COLUMNS = (
    *("input", "name_zh", "name_en", "kind", "grade", "unit", "low80", "median", "high80"),
    *("median_of_cases", "median_of_others", "also"),
)


def write_discovery(
    found: Discovery, out: Path, command: Sequence[str], started: str, figure: str
) -> Path:
    """Write the folder below `out`; `figure` is the language of the figure ("": none)."""
    from scenarios.manifest import now
    from shengsi.discover_figure import discovery_png

    date = (started or now())[:10]
    files = {
        "boxes.csv": csv_bytes(_BOX_COLUMNS, _box_rows(found)),
        "inputs.csv": csv_bytes(_INPUT_COLUMNS, _input_rows(found)),
        "report.txt": (discovery_text(found, figure or "zh") + "\n").encode(),
        "figures/trajectory.csv": csv_bytes(_STEP_COLUMNS, _step_rows(found)),
    }
    if figure:
        files["figures/discover.png"] = discovery_png(found, figure, date)
    analysis = Analysis(
        KIND, options_of(found), {"run": run_digest(found.run)}, command, started,
        notes={"run": found.run.manifest.run, "parameters": list(run_basis(found.run))},
    )  # fmt: skip
    return write_analysis(out, analysis, files)


def options_of(found: Discovery) -> dict[str, Any]:
    """What decides the result, beside the run."""
    return {
        "scenario": found.scenario,
        "targets": [target.id for target in found.targets],
        "case": case(found),
        "density": found.density,
        "inputs": [item.code for item in found.inputs],
        "resamples": found.resamples,
        "boxes": found.most[0],
        "limits": found.most[1],
        "seed": found.seed,
    }


def run_digest(run: Run) -> str:
    """SHA-256 that runs with the same results share: of the digests of all that decides them."""
    kept = {
        name: item["sha256"]
        for name, item in run.manifest.files.items()
        if name.split("/")[0] in ("draws.parquet", "results.parquet", "inputs", "scenarios")
    }
    return digest_bytes(canonical_json(kept).encode())


def all_boxes(found: Discovery) -> list[Found]:
    """The boxes that held, and the one that ended the search."""
    return [*found.boxes, *([found.rejected] if found.rejected is not None else [])]


def discovery_document(found: Discovery, folder: Path | None) -> dict[str, Any]:
    """The result as one JSON document."""
    together = found.together
    return {
        **run_document(found.run),
        "targets": [target_document(target) for target in found.targets],
        "scenario": found.scenario,
        "case": case(found),
        "reason": found.reason,
        "rate": estimate_document(found.rate),
        "halves": {"looked_in": found.halves[0], "counted_in": found.halves[1], "seed": found.seed},
        "left_out": found.left_out,
        "density_asked_for": found.density,
        "resamples": found.resamples,
        "inputs": [
            {
                "code": item.code,
                "name": {"zh": item.name_zh, "en": item.name_en},
                "unit": item.unit,
                "kind": item.kind,
                "grade": item.grade,
                "also": list(item.also),
            }
            for item in found.inputs
        ],
        "boxes": [_box(found, box, n) for n, box in enumerate(all_boxes(found), 1)],
        "together": None
        if together is None
        else {
            name: estimate_document(getattr(together, name))
            for name in ("density", "coverage", "mass")
        },
        "output": None if folder is None else str(folder),
    }


def _box(found: Discovery, box: Found, number: int) -> dict[str, Any]:
    return {
        "box": number,
        "confirmed": box.confirmed,
        "sentence": {lang: box_sentence(found, box, number, lang) for lang in ("zh", "en")}
        if box.confirmed
        else None,
        "conditions": {lang: limits_text(found, box, lang) for lang in ("zh", "en")},
        "limits": [_limit(limit) for limit in box.limits],
        "density": estimate_document(box.shares.density),
        "coverage": estimate_document(box.shares.coverage),
        "mass": estimate_document(box.shares.mass),
        "density_outside": estimate_document(box.outside),
        "difference": None
        if box.lift is None
        else {"value": box.lift.value, "low95": box.lift.low, "high95": box.lift.high},
        "where_it_was_found": _quality(box.found),
        "trajectory": [
            {
                "looked_in": _quality(looked),
                "counted_in": _quality(counted),
                "chosen": at == box.chosen,
            }
            for at, (looked, counted) in enumerate(box.steps)
        ],
    }


def _limit(limit: Limit) -> dict[str, Any]:
    return {
        "input": limit.input.code,
        "side": "below" if limit.below else "above",
        "value": limit.value,
        "low95": number(limit.low),
        "high95": number(limit.high),
        "recurs": limit.recurs,
        "quasi_p": limit.quasi_p,
    }


def _quality(item: Quality) -> dict[str, float | None]:
    return {
        "coverage": number(item.coverage),
        "density": number(item.density),
        "mass": number(item.mass),
    }


def _box_rows(found: Discovery) -> Iterable[list[Any]]:
    for n, box in enumerate(all_boxes(found), 1):
        shares: list[Any] = []
        for name in ("density", "coverage", "mass"):
            share = getattr(box.shares, name)
            shares += [None] * 3 if share is None else [share.value, share.low, share.high]
        lift = [None] * 3 if box.lift is None else [box.lift.value, box.lift.low, box.lift.high]
        for limit in box.limits:
            item = limit.input
            yield [
                n, int(box.confirmed), item.code, item.name_zh, item.name_en, item.kind, item.grade,
                item.unit, "below" if limit.below else "above", limit.value,
                found.below(item, limit.value), number(limit.low),
                number(limit.high), limit.recurs, limit.quasi_p, *shares,
                None if box.outside is None else box.outside.value, *lift,
                number(box.found.density), basis(found.run, "zh"), basis(found.run, "en"),
            ]  # fmt: skip


def _step_rows(found: Discovery) -> Iterable[list[Any]]:
    for n, box in enumerate(all_boxes(found), 1):
        for step, halves in enumerate(box.steps):
            for half, item in zip(("looked_in", "counted_in"), halves, strict=True):
                yield [
                    n, int(box.confirmed), step, int(step == box.chosen), half,
                    number(item.coverage), number(item.density), number(item.mass),
                    number(item.gain),
                ]  # fmt: skip


def _input_rows(found: Discovery) -> Iterable[list[Any]]:
    """Each input with its spread, and how it lies where the answer is one or the other."""
    weights, others = found.run.weights, found.valid & ~found.cases
    for at, item in enumerate(found.inputs):
        values = found.values[:, at]
        spread = weighted_quantile(values[found.valid], [0.1, 0.5, 0.9], weights[found.valid])
        middle = [
            number(weighted_quantile(values[rows], [0.5], weights[rows])[0])
            for rows in (found.cases, others)
        ]
        yield [
            item.code, item.name_zh, item.name_en, item.kind, item.grade, item.unit,
            *map(float, spread), *middle, " ".join(item.also),
        ]  # fmt: skip
