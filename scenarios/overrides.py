"""`--set lever=value` on the command line, with the same checks as a file.

`upgrade_subsidy=0.2`, `park_land_mazhu=2024:120,2026:200`, `growth_shift=-0.02`;
`levers.` or `assumptions.` may stand before the code.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from model.spec import CountySpec
from scenarios.paths import Given, read_path
from scenarios.problems import Place, Problem, Report, ScenarioError
from scenarios.resolution import State, set_assumption, set_lever
from scenarios.scalars import Spot
from scenarios.scenario import Scenario, digest_of
from scenarios.schema import Limits, unknown_assumption, unknown_lever
from scenarios.yaml_nodes import compose

SECTIONS = ("levers", "assumptions")


def apply_overrides(scenario: Scenario, sets: Sequence[str], spec: CountySpec) -> Scenario:
    """The scenario with `sets` applied: the same id, its names saying what was changed.

    Raises ScenarioError with every fault; its `usage` is true when one is not `code=value`.
    """
    if not sets:
        return scenario
    state = State(
        spec,
        dict(scenario.levers),
        dict(scenario.origin),
        dict(scenario.assumptions),
        scenario.uncertainty,
    )
    problems, usage = _apply_all(state, sets, Limits.of(spec))
    problems += state.problems
    if problems:
        raise ScenarioError(problems, usage)
    change = ", ".join(sets)
    return replace(
        scenario,
        name_zh=f"{scenario.name_zh}(改动 {change})",
        name_en=f"{scenario.name_en} (with {change})",
        levers=state.levers,
        assumptions=state.assumptions,
        origin=state.origin,
        digest=digest_of(state.levers, state.assumptions, state.uncertainty),
    )


def _apply_all(state: State, sets: Sequence[str], limits: Limits) -> tuple[list[Problem], bool]:
    """Apply every override to `state`; their problems, and whether one is not `code=value`."""
    problems: list[Problem] = []
    usage = False
    done: set[str] = set()
    for text in sets:
        place = Place(f"--set {' '.join(text.split())}")
        section, code, value = _split(text, limits)
        if not code or not value:
            usage = True
            problems.append(Problem(place, "set_form"))
            continue
        if code in done:
            problems.append(Problem(place, "set_twice", {"code": code}))
        done.add(code)
        given, faults = _read(place, section, code, value, limits)
        usage = usage or any(item.wording == "syntax" for item in faults)
        problems += faults
        if given is not None:
            (set_lever if section == "levers" else set_assumption)(state, code, given)
    return problems, usage


def _split(text: str, limits: Limits) -> tuple[str, str, str]:
    """(section, code, value) of `code=value`; code and value are "" when it is not that."""
    code, equals, value = (part.strip() for part in text.partition("="))
    if not equals:
        return "levers", "", ""
    section, dot, rest = code.partition(".")
    if dot and section in SECTIONS:
        return section, rest, value
    return "assumptions" if code in limits.assumptions else "levers", code, value


def _read(
    place: Place, section: str, code: str, value: str, limits: Limits
) -> tuple[Given | None, list[Problem]]:
    """The value of one override and its problems, all standing at the option itself."""
    report = Report(place.file)
    if re.match(r"\s*\d{4}\s*:", value):
        value = "{" + re.sub(r"\s*:\s*", ": ", value.replace(";", ",")) + "}"
    node = compose(value, report)
    given = None
    if node is not None:
        spot = Spot(node, None, f"{section}.{code}", report)
        known = limits.levers if section == "levers" else limits.assumptions
        if code in known:
            given = read_path(spot, known[code])
        elif section == "levers":
            unknown_lever(spot, code, limits)
        else:
            unknown_assumption(spot, code, limits)
    problems = [replace(item, place=place) for item in report.finish()]
    return None if given is None else replace(given, place=place), problems
