"""Scenarios and levers as tables: what `shengsi scenario` prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from model.unit_names import unit_name
from shengsi.tables import table
from shengsi.text import language, t

if TYPE_CHECKING:
    from model.spec import CountySpec
    from scenarios.scenario import Scenario


def path_text(path: Mapping[int, float]) -> str:
    """A path as a person writes it: `0.15`, or `2023: 60, 2024: 100`."""
    if not path:
        return "-"
    if len(path) == 1:
        return f"{next(iter(path.values())):.10g}"
    return ", ".join(f"{year}: {value:.10g}" for year, value in path.items())


def named(item: Any) -> str:
    """Name of a lever, assumption, park or sector in the run's language."""
    return str(item.name_zh if language() == "zh" else item.name_en)


def _unit(unit: str) -> str:
    """A unit in the run's language; `-` for none."""
    return unit_name(unit, language()) or "-"


def _heads(*names: str) -> list[str]:
    return [t(f"scenario.col.{name}") for name in names]


def start_of(item: Scenario) -> str:
    """What a scenario starts from."""
    return item.extends[0] if item.extends else t("scenario.base", base=item.base)


def library_table(found: Sequence[Scenario]) -> str:
    """Id, name and start of each scenario."""
    rows = [(item.id, item.name(language()), start_of(item)) for item in found]
    return table(_heads("id", "name", "from"), rows)


def head_lines(item: Scenario) -> list[str]:
    """Names, description, what it starts from, how parameters are drawn."""
    uncertainty = item.uncertainty
    chain = [*item.extends, t("scenario.base", base=item.base)]
    return [
        f"{item.id}  {item.name(language())}",
        item.about(language()),
        "",
        t("scenario.chain", chain=" > ".join(chain)),
        t(
            "scenario.uncertainty",
            parameters=t(f"scenario.parameters.{uncertainty.parameters}"),
            width=f"{uncertainty.prior_width:g}",
        ),
        t("scenario.digest", digest=item.digest[:12]),
    ]


def values_table(
    item: Scenario, section: str, codes: Sequence[str], registry: Mapping[str, Any], origin: bool
) -> str:
    """Values of levers or assumptions (`section`), with file and line when `origin`."""
    values = getattr(item, section)
    rows = []
    for code in codes:
        known = registry[code]
        row = [code, named(known), _unit(known.unit), path_text(values[code])]
        rows.append([*row, _place(item, f"{section}.{code}")] if origin else row)
    columns = [section.removesuffix("s"), "name", "unit", "value", *(["origin"] if origin else [])]
    return table(_heads(*columns), rows)


def _place(item: Scenario, key: str) -> str:
    """File and line of a value."""
    file, line = item.origin[key]
    return f"{file}:{line}" if line else file


def difference_table(
    a: Scenario, b: Scenario, section: str, codes: Sequence[str], registry: Mapping[str, Any]
) -> str:
    """Values of two scenarios side by side; what is not named stands at its default."""
    rows = []
    for code in codes:
        known = registry[code]
        default = {0: getattr(known, "default", 0.0)}
        values = [path_text(getattr(side, section).get(code, default)) for side in (a, b)]
        rows.append([code, named(known), _unit(known.unit), *values])
    heads = _heads(section.removesuffix("s"), "name", "unit")
    return table([*heads, a.id, b.id], rows)


def lever_rows(spec: CountySpec, group: str | None = None) -> list[dict[str, Any]]:
    """The registry of levers with the county's values, in the plan's order."""
    from scenarios.baselines import lever_row

    rows = []
    for code, lever in spec.levers.items():
        row = lever_row(spec, code)
        if group in (None, spec.lever_groups[code]):
            rows.append(
                {
                    "code": code,
                    "name_zh": lever.name_zh,
                    "name_en": lever.name_en,
                    "group": spec.lever_groups[code],
                    "clause": row.clause if row else "",
                    "unit": lever.unit,
                    "minimum": lever.minimum,
                    "maximum": lever.maximum,
                    "step": lever.step,
                    "no_plan": dict(spec.no_plan[code]),
                    "plan": dict(spec.plan[code]),
                    "ambitious": dict(row.ambitious) if row else {},
                    "grade": row.grade if row else "",
                    "behaviour": lever.behaviour,
                    "effects": dict(lever.effects),
                    "echoes": list(lever.echoes),
                }
            )
    return rows


def levers_table(spec: CountySpec, group: str | None = None) -> str:
    """The registry of levers as a table."""
    from calibration.lever_values import GROUPS

    names = dict(GROUPS)
    rows = []
    for row in lever_rows(spec, group):
        name = row["name_zh"] if language() == "zh" else row["name_en"]
        span = f"{row['minimum']:g}..{row['maximum']:g}"
        action = names[row["group"]][0 if language() == "zh" else 1]
        values = [path_text(row[base]) for base in ("no_plan", "plan", "ambitious")]
        grade = t(f"scenario.grade.{row['grade']}") if row["grade"] else "-"
        cells = [row["code"], name, action, row["clause"], _unit(row["unit"]), span]
        rows.append([*cells, *values, grade])
    columns = ("lever", "name", "group", "clause", "unit", "range")
    return table(_heads(*columns, "no_plan", "plan", "ambitious", "grade"), rows)
