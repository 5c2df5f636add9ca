"""What a prior predictive check prints and writes: tables, JSON, CSV."""

from __future__ import annotations

from collections import Counter
from importlib.metadata import version
from typing import Any

from calibration.history import GROWTHS, Observation
from calibration.prior_predictive import (
    LAST_YEAR,
    LEVELS,
    MISSED,
    REACHED,
    TAIL,
    Context,
    Placed,
    PriorCheck,
)
from model.indicators import BY_CODE
from model.units import FIRST_YEAR
from scenarios.files import csv_bytes
from shengsi.display import Shown, shown
from shengsi.tables import table
from shengsi.text import t

COLUMNS = (
    "kind", "name", "year", "quarter", "indicator", "operator", "unit", "grade", "observed", "sd",
    "p05", "p25", "p50", "p75", "p95", "position", "within_2sd", "verdict", "draws", "failed",
    "seed", "source",
)  # fmt: skip


def check_text(check: PriorCheck, lang: str) -> str:
    """Both tables and what they say, for a terminal."""
    years = {"first": FIRST_YEAR, "last": LAST_YEAR}
    title = t(
        "calibrate.title", lang, version=version("shengsi"), draws=check.draws,
        failed=check.failed, seed=check.seed, **years,
    )  # fmt: skip
    blocks = [title + "\n\n" + _fit_table(check, lang), _summary(check, lang)]
    if check.context:
        blocks.append(t("calibrate.context_title", lang) + "\n\n" + _context_table(check, lang))
    return "\n\n".join(blocks)


def _summary(check: PriorCheck, lang: str) -> str:
    """Counts of verdicts, how many draws fit everything, how to read the table."""
    count = Counter(item.verdict for item in check.fit)
    lines = [
        t(
            "calibrate.count",
            lang,
            n=len(check.fit),
            reached=count[REACHED],
            tail=count[TAIL],
            missed=count[MISSED],
        ),
        t(
            "calibrate.together",
            lang,
            share=percent(check.together),
            whole=check.draws - check.failed,
        ),
    ]
    lines += [t("calibrate.left_out", lang, reason=reason) for reason in check.left_out]
    return "\n".join([*lines, t("calibrate.reading", lang)])


def _fit_table(check: PriorCheck, lang: str) -> str:
    """The observations that calibration is held to."""
    heads = [t(f"calibrate.col.{name}", lang) for name in ("what", "operator", "grade", "unit")]
    heads += [t(f"calibrate.col.{name}", lang) for name in ("observed", "error")]
    rows = []
    for placed in check.fit:
        item = placed.item
        assert isinstance(item, Observation)
        unit = unit_of(item, lang)
        rows.append(
            [
                f"{item_name(item, lang)} {period(item)}",
                t(f"calibrate.op.{item.operator}", lang),
                t(f"calibrate.grade.{item.grade}", lang),
                unit.label,
                unit.number(item.value, item.sd),
                unit.number(item.sd, item.sd),
                *_modelled(placed, unit, item.sd, lang),
            ]
        )
    return table([*heads, *_modelled_heads(lang)], rows, "llllrr" + "r" * 7 + "l")


def _context_table(check: PriorCheck, lang: str) -> str:
    """Numbers of other scopes, apart."""
    heads = [t(f"calibrate.col.{name}", lang) for name in ("what", "unit", "observed")]
    rows = []
    for placed in check.context:
        item = placed.item
        assert isinstance(item, Context)
        unit = unit_of(item, lang)
        spread = placed.quantiles[-1] - placed.quantiles[0]
        cells = _modelled(placed, unit, spread, lang)
        # Without an error of its own the number is only placed, not judged.
        rows.append(
            [
                f"{item_name(item, lang)} {item.year}",
                unit.label,
                unit.number(item.value, spread),
                *cells[:6],
                item.scope[lang == "en"],
            ]
        )
    heads = [*heads, *_modelled_heads(lang)[:6], t("calibrate.col.scope", lang)]
    return table(heads, rows, "ll" + "r" * 7 + "l")


def _modelled_heads(lang: str) -> list[str]:
    """Heads of the columns about the draws."""
    levels = [f"{100 * level:.0f}%" for level in LEVELS]
    names = ("position", "near", "verdict")
    return levels + [t(f"calibrate.col.{name}", lang) for name in names]


def _modelled(placed: Placed, unit: Shown, spread: float, lang: str) -> list[str]:
    """Quantiles, position, share within 2 sd, verdict."""
    quantiles = [unit.number(value, spread) for value in placed.quantiles]
    verdict = t(f"calibrate.{placed.verdict}", lang)
    return [*quantiles, percent(placed.position), percent(placed.near), verdict]


def percent(share: float) -> str:
    """A share as whole percent, with one decimal where that would say 0 or 100."""
    digits = 1 if 0.0 < share < 0.01 or 0.99 < share < 1.0 else 0
    return f"{100 * share:.{digits}f}%"


def unit_of(item: Observation | Context, lang: str) -> Shown:
    """How the values of an item are shown."""
    growth = isinstance(item, Observation) and item.operator in GROWTHS
    digits = 3 if item.unit == "比例" or growth else 1 if item.unit == "万元/人" else 0
    return shown(item.unit, digits, lang)


def item_name(item: Observation | Context, lang: str) -> str:
    """Name of an item: of its indicator for an observation."""
    if isinstance(item, Context):
        return item.name[lang == "en"]
    parts = [BY_CODE[part] for part in item.indicator.split("/")]
    return " / ".join(part.name_en if lang == "en" else part.name_zh for part in parts)


def period(item: Observation) -> str:
    """The year of an observation, or the years that a mean growth covers."""
    first = item.year - item.span + 1
    return f"{first}-{item.year}" if item.span > 1 else str(item.year)


def check_document(check: PriorCheck) -> dict[str, Any]:
    """The check as one JSON document, in model units."""
    return {
        "draws": check.draws,
        "failed": check.failed,
        "seed": check.seed,
        "years": [FIRST_YEAR, LAST_YEAR],
        "within_2sd_of_all": check.together,
        "left_out": check.left_out,
        "observations": [_row(check, "fit", placed) for placed in check.fit],
        "context": [_row(check, "context", placed) for placed in check.context],
    }


def check_csv(check: PriorCheck) -> bytes:
    """Both tables as one CSV in model units, with a byte-order mark for Excel."""
    kinds = [("fit", placed) for placed in check.fit]
    kinds += [("context", placed) for placed in check.context]
    rows = [_row(check, kind, placed) for kind, placed in kinds]
    return csv_bytes(COLUMNS, [[row.get(name) for name in COLUMNS] for row in rows])


def _row(check: PriorCheck, kind: str, placed: Placed) -> dict[str, Any]:
    """One item by the columns of the CSV; what an item does not have is None."""
    item = placed.item
    observed = item if isinstance(item, Observation) else None
    return {
        "kind": kind,
        "name": item.variable if isinstance(item, Observation) else item.name[1],
        "year": item.year,
        "quarter": observed.quarter if observed else None,
        "indicator": item.indicator,
        "operator": observed.operator if observed else None,
        "unit": item.unit,
        "grade": item.grade,
        "observed": item.value,
        "sd": observed.sd if observed else None,
        **{f"p{100 * level:02.0f}": q for level, q in zip(LEVELS, placed.quantiles, strict=True)},
        "position": placed.position,
        "within_2sd": placed.near if observed else None,
        "verdict": placed.verdict if observed else None,
        "draws": check.draws,
        "failed": check.failed,
        "seed": check.seed,
        "source": item.source_title,
    }
