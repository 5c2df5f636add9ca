"""What notebooks and other programs may call: the public interface, by subject.

Names listed here keep their place and their meaning from one minor version to the next; everything
else may move.  `docs/reference/python.md` is written from this list, and tests see that every name
is there, says what it does, and that notebooks use no other.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Subject:
    """One subject: its name in both languages, and names by module."""

    zh: str
    en: str
    names: dict[str, tuple[str, ...]]


SUBJECTS = (
    Subject(
        "县与数据",
        "the county and its data",
        {
            "calibration.county": ("SHIPPED", "load_shipped", "load_county"),
            "calibration.accounts": ("load_accounts",),
            "calibration.data_files": ("check_file",),
            "calibration.templates": ("write_template",),
            "calibration.roster_file": ("read_roster",),
            "calibration.roster_summary": ("summarise",),
            "calibration.roster_workbook": ("example_rows",),
            "calibration.roster_columns": ("COLUMNS",),
            "calibration.errors": ("DataError",),
            "scenarios.roster_input": ("take_roster",),
        },
    ),
    Subject(
        "模型与引擎",
        "the model and the engine",
        {
            "model": ("County",),
            "model.draws": ("Draws",),
            "model.policy": ("build_policy",),
            "model.ensemble": ("run_ensemble",),
            "model.indicators": ("CODES", "BY_CODE"),
            "model.units": ("LAST_YEAR",),
        },
    ),
    Subject(
        "校准与更新",
        "calibration and updates",
        {
            "calibration.posterior": ("read_posterior", "runs_of"),
            "calibration.evidence": ("weigh",),
            "calibration.update": ("update",),
            "scenarios.posterior_input": ("take_posterior", "record_in"),
            "scenarios.update_effects": ("effects", "headlines"),
        },
    ),
    Subject(
        "情景与预测",
        "scenarios and forecasts",
        {
            "scenarios.loader": ("load_scenario", "load_scenarios"),
            "scenarios.overrides": ("apply_overrides",),
            "scenarios.forecast": ("forecast",),
            "scenarios.runs": ("open_run", "list_runs", "verify_run"),
            "scenarios.run": ("Run",),
            "scenarios.targets": ("load_targets", "evaluate"),
            "scenarios.assessment": ("assess", "run_targets"),
            "scenarios.fan": ("LEVELS", "fans"),
            "scenarios.basis": ("basis",),
        },
    ),
    Subject(
        "分析",
        "analyses",
        {
            "scenarios.compare": ("compare",),
            "scenarios.combinations": ("design", "scenario_of"),
            "scenarios.attribute": ("attribute", "attribution_run"),
            "scenarios.discovery": ("discover",),
            "scenarios.sensitivity": (
                "sensitivity",
                "Sizes",
                "Indices",
                "Untold",
                "read_evaluations",
            ),
            "scenarios.target_gaps": ("target_gaps",),
            "scenarios.portfolio.answer": ("Question",),
            "scenarios.portfolio.search": ("find_portfolio",),
            "scenarios.files": ("RunError",),
        },
    ),
    Subject(
        "文字与图",
        "text and figures",
        {
            "shengsi.text": ("set_language",),
            "shengsi.fonts": ("use_font",),
            "shengsi.figure_pages": ("Picture",),
            "shengsi.trace_tables": ("trace_draw", "story_text"),
            "shengsi.trace_files": ("county_png", "enterprise_png"),
            "shengsi.fan_charts": ("fan_png",),
            "shengsi.history_figure": ("history_png",),
            "shengsi.data_tables": ("checked_text",),
            "shengsi.calibration_report": ("diagnosis",),
            "shengsi.calibration_figures": ("figures",),
            "shengsi.update_tables": ("update_text",),
            "shengsi.compare_tables": ("compare_text",),
            "shengsi.compare_figures": ("changes_png", "differences_png"),
            "shengsi.attribute_tables": ("attribute_text",),
            "shengsi.attribute_figures": ("quantity_png",),
            "shengsi.gap_text": ("gaps_text",),
            "shengsi.gap_figure": ("gaps_png",),
            "shengsi.discover_text": ("discovery_text",),
            "shengsi.discover_figure": ("discovery_png",),
            "shengsi.sensitivity_tables": ("sensitivity_text",),
            "shengsi.sensitivity_figures": ("figures",),
            "shengsi.portfolio_report": ("portfolio_text",),
            "shengsi.portfolio_figure": ("front_png",),
        },
    ),
)


def public_names() -> Iterator[tuple[str, str]]:
    """Module and name of everything that is public."""
    for subject in SUBJECTS:
        for module, names in subject.names.items():
            for name in names:
                yield module, name


def public_object(module: str, name: str) -> Any:
    """What a public name stands for."""
    return getattr(import_module(module), name)


def summary(module: str, name: str) -> str:
    """The first sentence of its docstring; of a constant, what kind of value it is."""
    found = public_object(module, name)
    if not (inspect.isclass(found) or inspect.isroutine(found)):
        return f"constant ({'Path' if isinstance(found, Path) else type(found).__name__})"
    said = inspect.getdoc(found) or ""
    return " ".join(said.split("\n\n")[0].split())


def call(module: str, name: str) -> str:
    """How it is called: names of its parameters, those with a default by `=`."""
    found = public_object(module, name)
    if not (inspect.isclass(found) or inspect.isroutine(found)):
        return name
    shown, keyword = [], False
    for item in inspect.signature(found).parameters.values():
        if item.kind is item.VAR_POSITIONAL or item.name.startswith("_"):
            continue
        if item.kind is item.KEYWORD_ONLY and not keyword:
            shown.append("*")
            keyword = True
        mark = "**" if item.kind is item.VAR_KEYWORD else ""
        given = "" if item.default is item.empty else "="
        shown.append(f"{mark}{item.name}{given}")
    return f"{name}({', '.join(shown)})"
