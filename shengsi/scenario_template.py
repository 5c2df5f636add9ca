"""The file that `shengsi scenario new` writes: every lever listed, none set."""

from __future__ import annotations

import json

from model.spec import CountySpec
from model.unit_names import unit_name
from shengsi.scenario_tables import named, path_text
from shengsi.text import language, t


def scenario_template(scenario_id: str, extends: str, spec: CountySpec, file: str) -> str:
    """Text of a valid scenario file that changes nothing yet, in the run's language."""
    from calibration.lever_values import GROUPS
    from model.assumptions import ASSUMPTIONS

    lines = [
        f"# {t('scenario.template_head')}",
        f"# {t('scenario.template_path')}",
        f"# {t('scenario.template_check', file=file)}",
        "schema_version: 1",
        f"name_zh: {json.dumps(scenario_id, ensure_ascii=False)}",
        f"name_en: {json.dumps(scenario_id, ensure_ascii=False)}",
        f"description: {json.dumps(t('scenario.template_about'), ensure_ascii=False)}",
        f"extends: {extends}",
        "",
        "levers:",
    ]
    for group, names in GROUPS.items():
        lines += ["", f"  # {names[0 if language() == 'zh' else 1]}"]
        for code in (code for code in spec.levers if spec.lever_groups[code] == group):
            lines += _lever_lines(spec, code)
    lines += ["", "assumptions:"]
    for item in ASSUMPTIONS:
        low, high, default = (f"{v:g}" for v in (item.minimum, item.maximum, item.default))
        words = {"name": named(item), "unit": _unit(item.unit), "low": low, "high": high}
        lines.append(f"  # {t('scenario.template_assumption', **words, default=default)}")
        lines.append(f"  # {item.code}: {default}")
    return "\n".join(lines) + "\n"


def _unit(unit: str) -> str:
    """A unit in the run's language, in words where there is none."""
    return unit_name(unit, language()) or t("scenario.no_unit")


def _lever_lines(spec: CountySpec, code: str) -> list[str]:
    """A comment that says what a lever is, and the lever at its planned value, commented out."""
    lever = spec.levers[code]
    plan = spec.plan[code]
    about = t(
        "scenario.template_lever",
        name=named(lever),
        unit=_unit(lever.unit),
        low=f"{lever.minimum:g}",
        high=f"{lever.maximum:g}",
        no_plan=path_text(spec.no_plan[code]),
        plan=path_text(plan),
    )
    value = path_text(plan)
    return [f"  # {about}", f"  # {code}: " + (value if len(plan) == 1 else f"{{{value}}}")]
