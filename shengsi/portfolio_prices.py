"""The price list of the levers as a table: who pays, how much, on what grounds."""

from __future__ import annotations

from collections.abc import Mapping

from calibration.lever_costs import KINDS, PER, LeverCost
from calibration.lever_values import lever_pattern
from model.levers import BY_CODE, Lever
from model.unit_names import unit_name
from scenarios.portfolio.spending import ASSUMPTION
from shengsi.tables import cut_name, table, wrap
from shengsi.text import t

# Columns that the name of a lever takes.
_NAME = 20
_NAMES = ("code", "name", "unit", "payer", "price", "price_range", "grade")


def price_rows(costs: Mapping[str, LeverCost]) -> list[tuple[Lever, LeverCost]]:
    """A row for each row of the file, with its lever; repeated levers go by their pattern."""
    found: dict[str, tuple[Lever, LeverCost]] = {}
    for code, cost in costs.items():
        lever = BY_CODE.get(cost.code) or lever_pattern(code)
        if lever is not None:
            found.setdefault(cost.code, (lever, cost))
    return list(found.values())


def price_cells(lever: Lever, cost: LeverCost, lang: str) -> list[str]:
    """Code, name, unit, who pays, price and per what, range, grade."""
    at = int(lang == "en")
    return [
        cost.code,
        cut_name(lever.name_en if at else lever.name_zh, _NAME),
        unit_name(lever.unit, lang) or "-",
        KINDS[cost.kind][at],
        f"{cost.unit_cost:,g} {PER[cost.per][at]}" if cost.priced else "-",
        f"{cost.low:,g} ~ {cost.high:,g}" if cost.priced else "-",
        t(f"portfolio.grade.{cost.grade}", lang),
    ]


def prices_text(costs: Mapping[str, LeverCost], lang: str) -> str:
    """The whole list, with the grounds of every row below it."""
    rows = price_rows(costs)
    heads = [t(f"portfolio.col.{name}", lang) for name in _NAMES]
    priced = [cost for _, cost in rows if cost.priced]
    assumed = sum(cost.grade == ASSUMPTION for cost in priced)
    lines = [t("portfolio.costs_title", lang), ""]
    lines.append(table(heads, [price_cells(*row, lang) for row in rows], "llllrrl"))
    lines.append("")
    for _, cost in rows:
        lines += wrap(f"{cost.code}: {cost.grounds(lang)}", indent="  ")
    lines.append("")
    lines += [*wrap(t("portfolio.costs_note", lang, n=len(priced), assumed=assumed))]
    return "\n".join(lines)
