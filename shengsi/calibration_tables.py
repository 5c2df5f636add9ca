"""A diagnosis as data: rows of its tables in model units, for CSV and JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from calibration.diagnostics import Diagnosis
from calibration.forecast_comparison import WAYS, Comparison
from calibration.information import Gain
from calibration.posterior_predictive import Placed, Predicted
from model.indicators import BY_CODE
from model.parameters import BY_CODE as PARAMETERS
from scenarios.files import csv_bytes
from scenarios.posterior_input import is_own
from shengsi.calibration_evidence import replaced
from shengsi.calibration_sections import verdict_text

Row = dict[str, Any]
# Digits kept: the last bits of a sum may differ from one mathematics library to another.
_DIGITS = 9
_LEVELS = ("p10", "p50", "p90")


def parameter_rows(found: Diagnosis) -> list[Row]:
    """Every parameter before and after, in its own unit."""
    wider = {item.code: item for item in found.widened}
    rows = []
    for item in found.parameters:
        known, prior = PARAMETERS[item.code], found.spec.priors[item.code]
        effect = wider.get(item.code)
        rows.append(
            {
                "code": item.code,
                "name_zh": known.name_zh,
                "name_en": known.name_en,
                "unit": known.unit,
                "free": int(item.free),
                "grade": prior.grade,
                **_levels("prior", item.before),
                **_levels("posterior", item.after),
                "contraction": item.contraction,
                "contraction_error": item.contraction_error,
                "shift": item.shift,
                "shift_error": item.shift_error,
                "prior_driven": int(item.prior_driven),
                "clear": int(item.clear),
                "verdict": verdict_text(item, "en"),
                "goal_if_wider": None if effect is None else effect.change,
                "goal_if_wider_error": None if effect is None else effect.error,
            }
        )
    return rows


def pair_rows(found: Diagnosis) -> list[Row]:
    """Pairs that trade off, largest correlation first."""
    return [asdict(pair) for pair in found.pairs]


def observation_rows(found: Diagnosis) -> list[Row]:
    """Every observation with its simulated numbers, source and origin."""
    return [_observation_row(item) for item in found.predicted]


def _observation_row(item: Predicted) -> Row:
    seen = item.observation
    return {
        "variable": seen.variable,
        "year": seen.year,
        "quarter": seen.quarter,
        "span": seen.span,
        "indicator": seen.indicator,
        "operator": seen.operator,
        "unit": seen.unit,
        "grade": seen.grade,
        "used": int(item.used),
        "observed": seen.value,
        "sd": seen.sd,
        **_placed("simulated", item.posterior),
        **_placed("unseen", item.left_out),
        "unseen_by": item.by,
        "ess": item.ess,
        "pareto_k": item.pareto_k,
        "flag": item.judged.flag,
        "silent": item.silent,
        "published": seen.published,
        "source_title": seen.source_title,
        "source_url": seen.source_url,
        "origin": "" if seen.origin is None else str(seen.origin),
        "own": int(is_own(seen)),
        "replaced": "" if (before := replaced(seen)) is None else before.published,
    }


def forecast_rows(found: Diagnosis) -> list[Row]:
    """Quantities by way, then the probability of the goal."""
    rows: list[Row] = []
    for item in found.comparison.quantities:
        for way in WAYS:
            told = item.by_way.get(way)
            if told is None:
                continue
            row = {
                "quantity": item.code,
                "unit": BY_CODE[item.code].unit,
                "year": found.goal.year,
                "way": way,
                **dict(zip(_LEVELS, told.interval, strict=True)),
            }
            errors = zip((f"{name}_error" for name in _LEVELS), told.error, strict=True)
            rows.append(row | dict(errors) | {"probability": None, "probability_error": None})
    return rows + [_chance_row(found.comparison, way) for way in found.comparison.chances]


def _chance_row(comparison: Comparison, way: str) -> Row:
    chance = comparison.chances[way]
    nothing = dict.fromkeys((*_LEVELS, *(f"{name}_error" for name in _LEVELS)))
    return {
        "quantity": f"P({comparison.goal.id})",
        "unit": "",
        "year": comparison.goal.year,
        "way": way,
        **nothing,
        "probability": chance.value,
        "probability_error": chance.error,
    }


def information_rows(found: Diagnosis) -> list[Row]:
    """What each further series would be worth, most first."""
    return [
        {
            "indicator": item.indicator,
            "years": " ".join(map(str, item.years)),
            **_gain("goal", item.goal),
            "moves": item.moves,
            **_gain("quantity", item.quantity),
            "direct_ess": item.direct_ess,
        }
        for item in found.information
    ]


def stage_rows(found: Diagnosis) -> list[Row]:
    """Stages of the sampler."""
    stages = enumerate(found.sampler.stages, start=1)
    return [{"stage": number, **asdict(stage)} for number, stage in stages]


def tables(found: Diagnosis) -> dict[str, list[Row]]:
    """All tables by name."""
    return {
        "parameters": parameter_rows(found),
        "trade_offs": pair_rows(found),
        "observations": observation_rows(found),
        "forecasts": forecast_rows(found),
        "information": information_rows(found),
        "stages": stage_rows(found),
    }


def table_csv(rows: Sequence[Row]) -> bytes:
    """One table as CSV with a byte-order mark; infinite numbers are empty cells."""
    columns = list(rows[0]) if rows else []
    return csv_bytes(columns, [[rounded(row[name]) for name in columns] for row in rows])


def rounded(value: Any) -> Any:
    """A number to nine digits, None when it is not finite; anything else as it is."""
    if not isinstance(value, float):
        return value
    return float(f"{value:.{_DIGITS}g}") if math.isfinite(value) else None


def document(found: Diagnosis) -> Row:
    """The diagnosis as one JSON document, in model units."""
    record = {k: v for k, v in asdict(found.sampler).items() if k != "stages"}
    comparison = found.comparison
    why = comparison.why_not
    return _plain(
        {
            "county": found.spec.code,
            "seed": found.seed,
            "size": len(found.posterior),
            "conditioned": found.posterior.conditioned,
            "goal": asdict(found.goal),
            "prior_runs": comparison.prior_runs,
            "failed": {"posterior": comparison.failed, "prior": comparison.prior_failed},
            "prior_driven": [item.code for item in found.prior_driven],
            "informed": [item.code for item in found.informed if item.clear],
            "informed_within_error": [item.code for item in found.informed if not item.clear],
            "unmoved": [item.code for item in found.unmoved],
            "methods_differ": comparison.differing,
            "goal_differs": comparison.goal_differs,
            "not_adjusted": None if why is None else {"zh": why.text("zh"), "en": why.text("en")},
            "surprises": [
                {"variable": item.observation.variable, "year": item.observation.year}
                for item in found.surprises
            ],
            "left_out": found.left_out,
            "sampler": {**record, "complete": found.sampler.complete,
                        "trusted": found.sampler.trusted},
            **tables(found),
        }
    )  # fmt: skip


def _plain(value: Any) -> Any:
    """The same with numbers rounded, and lists and objects all the way down."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return rounded(value)


def _levels(name: str, values: tuple[float, float, float]) -> Row:
    return {f"{name}_{level}": value for level, value in zip(_LEVELS, values, strict=True)}


def _placed(name: str, placed: Placed | None) -> Row:
    keys = [f"{name}_{level}" for level in _LEVELS]
    if placed is None:
        return dict.fromkeys((*keys, f"{name}_position", f"{name}_tail"))
    row: Row = dict(zip(keys, placed.interval, strict=True))
    return row | {f"{name}_position": placed.position, f"{name}_tail": placed.tail}


def _gain(name: str, gain: Gain) -> Row:
    return {
        f"{name}_gain": gain.value,
        f"{name}_error": gain.error,
        f"{name}_ess": gain.ess,
        f"{name}_trusted": gain.trusted,
    }
