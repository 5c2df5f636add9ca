"""A portfolio as files and as one JSON document: the same numbers as its report, in model units."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from calibration.lever_costs import LeverCost
from scenarios.files import csv_bytes
from scenarios.portfolio.answer import MET, MISSED, Checked, Portfolio
from scenarios.probability import Estimate
from scenarios.resampling import Interval
from shengsi.interval_text import number, plain_interval
from shengsi.portfolio_words import chance, money_text, target_words
from shengsi.text import t

SCENARIO = "portfolio.yaml"
_COST = (
    "cost",
    "cost_low",
    "cost_high",
    "paid",
    "paid_low95",
    "paid_high95",
    "declared",
    "assumed",
)
FRONT_COLUMNS = (
    *("set", "chosen", "search_probability", "search_cost", "probability", "low95", "high95"),
    *("draws", "effective_draws", "seed"),
    *_COST,
    *("levers", "parameters_zh", "parameters_en"),
)
CONDITION_COLUMNS = (
    *("set", "condition", "name_zh", "name_en", "probability", "low95", "high95"),
    *("draws", "effective_draws", "seed", "worst", "over_worst", "over_worst_low95"),
    *("over_worst_high95", "parameters_zh", "parameters_en"),
)
LEVER_COLUMNS = (
    *("lever", "name_zh", "name_en", "unit", "no_plan", "plan", "portfolio", "kind", "per"),
    *("cost", "cost_low", "cost_high", "grade", "source", "source_en"),
)
COST_COLUMNS = (
    *("lever", "kind", "unit_cost", "low", "high", "per", "grade", "source", "note"),
    *("source_en", "note_en"),
)  # fmt: skip


def portfolio_files(found: Portfolio) -> dict[str, bytes]:
    """front.csv, levers.csv, evaluations.csv, the scenario; of several conditions conditions.csv."""
    several = {"conditions.csv": conditions_csv(found)} if found.confirmed.under else {}
    return several | {
        "front.csv": front_csv(found),
        "levers.csv": csv_bytes(LEVER_COLUMNS, _lever_rows(found)),
        "evaluations.csv": _evaluations_csv(found),
        SCENARIO: scenario_text(found).encode(),
    }


def front_csv(found: Portfolio) -> bytes:
    """The front, no plan, the plan and the portfolio: what the figure shows."""
    _, two, three = found.question.seeds
    rows = [_front_cells(found, "front", item, two) for item in found.front]
    for name, item in _named(found).items():
        rows.append(_front_cells(found, name, item, three))
    return csv_bytes(FRONT_COLUMNS, rows)


def conditions_csv(found: Portfolio) -> bytes:
    """No plan, the plan and the portfolio under each outside condition, on the confirming draws."""
    rows = [
        [
            *(name, each.condition.id, each.condition.name_zh, each.condition.name_en),
            *(each.probability.value, each.probability.low, each.probability.high),
            *(each.probability.n, each.probability.ess, found.question.seeds[2]),
            int(each is item.worst),
            *(number(end) for end in _ends(each.over_worst)),
            *found.basis,
        ]
        for name, item in _named(found).items()
        for each in item.under
    ]
    return csv_bytes(CONDITION_COLUMNS, rows)


def _ends(change: Interval) -> tuple[float, float, float]:
    return change.value, change.low, change.high


def _named(found: Portfolio) -> dict[str, Checked]:
    return {"no_plan": found.no_plan, "plan": found.plan, "portfolio": found.confirmed}


def _front_cells(found: Portfolio, name: str, item: Checked, seed: int) -> list[Any]:
    share, search = item.probability, item.search
    chosen = int(name == "portfolio" or item.point == found.chosen.point is not None)
    return [
        *(name, chosen, search and search.probability, search and search.cost),
        *(share.value, share.low, share.high, share.n, share.ess, seed),
        *(number(value) for value in _cost(item).values()),
        *(" ".join(line.code for line in item.lines), *found.basis),
    ]


def _cost(item: Checked) -> dict[str, float]:
    """Everything about the cost of a set of lever values, 万元."""
    paid = (item.paid.value, item.paid.low, item.paid.high)
    numbers = (item.cost, *item.cost_range, *paid, item.declared, item.assumed)
    return dict(zip(_COST, numbers, strict=True))


def _path(values: Mapping[int, float]) -> str:
    """A path as levers.csv of the county writes it."""
    if len(values) == 1:
        return f"{next(iter(values.values())):.10g}"
    return ";".join(f"{year}:{value:.10g}" for year, value in values.items())


def _lever_rows(found: Portfolio) -> list[list[Any]]:
    """Every lever of the county; those that do not move cost nothing."""
    lines = {line.code: line for line in found.confirmed.lines}
    rows: list[list[Any]] = []
    for code, lever in found.spec.levers.items():
        line, cost = lines.get(code), found.costs[code]
        values = (found.spec.no_plan, found.spec.plan, found.confirmed.levers)
        rows.append([
            *(code, lever.name_zh, lever.name_en, lever.unit),
            *(_path(item[code]) for item in values),
            *(cost.kind, cost.per or None),
            *((line.amount, line.low, line.high) if line else (0.0, 0.0, 0.0)),
            *(cost.grade, cost.source, cost.source_en),
        ])  # fmt: skip
    return rows


def _evaluations_csv(found: Portfolio) -> bytes:
    """Every point of the search: its rungs, probability and cost on the search's draws."""
    codes = [ladder.code for ladder in found.space.ladders]
    rows = [
        [place, score.probability, score.cost, *point]
        for place, (point, score) in enumerate(found.asked.items(), 1)
    ]
    return csv_bytes(["number", "probability", "cost", *codes], rows)


def costs_csv(costs: Mapping[str, LeverCost]) -> bytes:
    """The price list, a row a lever."""
    return csv_bytes(COST_COLUMNS, [_cost_cells(code, cost) for code, cost in costs.items()])


def _cost_cells(code: str, cost: LeverCost) -> list[Any]:
    prices = (cost.unit_cost, cost.low, cost.high) if cost.priced else (None, None, None)
    words = (cost.source, cost.note, cost.source_en, cost.note_en)
    return [code, cost.kind, *prices, cost.per or None, cost.grade, *words]


def costs_document(costs: Mapping[str, LeverCost]) -> dict[str, Any]:
    """The price list as JSON."""
    rows = [
        dict(zip(COST_COLUMNS, _cost_cells(code, cost), strict=True))
        for code, cost in costs.items()
    ]
    return {"unit": "万元", "levers": rows}


def scenario_text(found: Portfolio) -> str:
    """The portfolio as a scenario file that starts from no plan: what it changes, nothing else."""
    item = found.confirmed
    words = {"probability": chance(item.probability)}
    lines = ["schema_version: 1"]
    for lang, name, about in (
        ("zh", "name_zh", "description"),
        ("en", "name_en", "description_en"),
    ):
        targets = target_words(found.question.targets, lang)
        cost = money_text(item.cost, lang)
        said = t("portfolio.scenario_about", lang, cost=cost, **targets, **words)
        title = t("portfolio.scenario_name", lang, **targets)
        lines += [f"{name}: {_quoted(title)}", f"{about}: {_quoted(said)}"]
    lines.append("base: no_plan")
    moved = {line.code: item.levers[line.code] for line in item.lines}
    for section, paths in (("levers", moved), ("assumptions", found.conditions[0].assumptions)):
        lines += [f"{section}:"] if paths else []
        for code, path in paths.items():
            points = ", ".join(f"{year}: {value!r}" for year, value in path.items())
            lines.append(f"  {code}: {{{points}}}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def portfolio_document(found: Portfolio, folder: str) -> dict[str, Any]:
    """The answer as one JSON document; money in 万元, probabilities in 0..1."""
    return {
        "question": asdict(found.question),
        "verdict": found.verdict,
        "reached": {MET: True, MISSED: False}.get(found.verdict),
        "chosen_reaches": found.chosen_reaches,
        "moved": found.moved,
        "searched": _estimate(found.searched),
        "optimism": _interval(found.optimism),
        "optimism_of_choice": _interval(found.optimism_of_choice),
        "portfolio": _checked(found.confirmed),
        "most": _estimate(found.most),
        "highest": None if found.highest is None else _checked(found.highest),
        "plan": _checked(found.plan),
        "no_plan": _checked(found.no_plan),
        "over_no_plan": _interval(found.over_no_plan),
        "over_plan": _interval(found.over_plan),
        "over_highest": _interval(found.over_highest),
        "chosen": _checked(found.chosen),
        "front": [_checked(item) for item in found.front],
        "sure": None if found.sure is None else _checked(found.sure),
        "dearer": None if found.dearer is None else _checked(found.dearer),
        "binding": [
            {"kind": item.kind, "lever": item.code or None, "path": item.path,
             "gain": _interval(item.gain), "binds": item.binds}
            for item in found.binding
        ],
        "conditions": [item.id for item in found.conditions],
        "evaluations": len(found.asked),
        "parameters": {"origin": found.origin, "zh": found.basis[0], "en": found.basis[1]},
        "few_histories": found.few,
        "unit": "万元",
        "scenario": f"{folder}/{SCENARIO}",
        "folder": folder,
    }  # fmt: skip


def _checked(item: Checked) -> dict[str, Any]:
    """One set of lever values in JSON types."""
    search = item.search
    return {
        "probability": _estimate(item.probability),
        "each": [_estimate(share) for share in item.each],
        "search": None if search is None else asdict(search),
        **{name: number(value) for name, value in _cost(item).items()},
        "assumed_share": item.assumed_share,
        "refused": _interval(item.refused),
        "conditions": [
            {"condition": each.condition.id, "probability": _estimate(each.probability),
             "over_worst": _interval(each.over_worst)}
            for each in item.under
        ],
        "worst": None if item.worst is None else item.worst.condition.id,
        "unjudged": item.unjudged,
        "levers": [
            {"lever": line.code, "path": dict(item.levers[line.code]), "kind": line.cost.kind,
             "cost": line.amount, "cost_low": line.low, "cost_high": line.high,
             "grade": line.cost.grade}
            for line in item.lines
        ],
    }  # fmt: skip


def _estimate(share: Estimate) -> dict[str, float]:
    return {"value": share.value, "low95": share.low, "high95": share.high,
            "hits": share.hits, "draws": share.n, "effective_draws": share.ess}  # fmt: skip


def _interval(gain: Interval | None) -> dict[str, float | None] | None:
    return None if gain is None else plain_interval(gain)
