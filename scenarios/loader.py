"""From scenario files to resolved scenarios: what each starts from, and what it changes.

A scenario starts from `base` (a column of the county's levers.csv; `no_plan` when nothing is
said) or from another scenario (`extends`).  Then, in this order: `switch_off` and `switch_on`
put whole actions at their values without and with the plan; `scale` moves every lever that
part of the way from no plan; `delay_years` shifts it; `levers` and `assumptions` set single
paths.  A path that begins after 2023 leaves the years before as they were.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from calibration.lever_values import GROUPS
from calibration.plain_text import closest
from model.spec import CountySpec
from scenarios.baselines import shown_path
from scenarios.problems import Place, Problem, ScenarioError
from scenarios.resolution import resolve
from scenarios.scenario import Scenario
from scenarios.schema import Draft, Limits, read_draft

LIBRARY = Path(__file__).resolve().parent / "library"
SUFFIXES = (".yaml", ".yml")
ALL = "all"
_ID = re.compile(r"[\w-]+")


def _rank(scenario_id: str) -> tuple[int, int, str]:
    """Reading order of the library: plain ones, one action off, one alone, the rest, stress."""
    groups = list(GROUPS)
    if scenario_id in ("no_plan", "plan"):
        return (0, ("no_plan", "plan").index(scenario_id), "")
    for family, start in enumerate(("without_", "only_"), 1):
        rest = scenario_id.removeprefix(start)
        if scenario_id.startswith(start) and rest in groups:
            return (family, groups.index(rest), "")
    if scenario_id.startswith("stress_"):
        return (5, int(scenario_id == "stress_combined"), scenario_id)
    return (3 if scenario_id.startswith("plan_") else 4, 0, scenario_id)


def valid_id(text: str) -> bool:
    """Whether a text can be a scenario's id: letters of any script, digits, _ and -."""
    return _ID.fullmatch(text) is not None


def library_ids() -> list[str]:
    """Ids of the shipped scenarios in reading order."""
    return sorted((path.stem for path in LIBRARY.glob("*.yaml")), key=_rank)


def scenario_file(name_or_path: str | Path) -> Path:
    """The file of a shipped scenario's name or of a path.

    Raises ScenarioError, with a near name, when there is none.
    """
    text = str(name_or_path)
    path = Path(name_or_path)
    if path.suffix in SUFFIXES or "/" in text or "\\" in text:
        return path
    if (LIBRARY / f"{text}.yaml").is_file():
        return LIBRARY / f"{text}.yaml"
    if path.is_file():
        raise ScenarioError([Problem(Place(text), "bad_suffix")])
    hint = closest(text, library_ids())
    raise ScenarioError([Problem(Place(text or '""'), "no_scenario", hint=hint)])


def load_scenario(name_or_path: str | Path, spec: CountySpec) -> Scenario:
    """A shipped scenario by name or any scenario file by path, resolved for a county.

    Raises ScenarioError with every fault of the file and of those it extends.
    """
    limits = Limits.of(spec)
    drafts, problems = _chain(scenario_file(name_or_path), limits)
    if problems:
        files = list(dict.fromkeys(item.place.file for item in problems))
        raise ScenarioError(
            sorted(
                problems, key=lambda p: (files.index(p.place.file), p.place.line, p.place.column)
            )
        )
    return resolve(drafts, spec)


def load_scenarios(names: Iterable[str | Path], spec: CountySpec) -> list[Scenario]:
    """Several scenarios; the faults of all are reported together, and ids must differ.

    `all` stands for every shipped scenario in reading order.
    """
    found: list[Scenario] = []
    problems: list[Problem] = []
    files: dict[str, str] = {}
    for name in _spelt_out(names):
        try:
            scenario = load_scenario(name, spec)
        except ScenarioError as error:
            problems += error.items
            continue
        if scenario.id in files:
            values = {"name": scenario.id, "first": files[scenario.id]}
            problems.append(Problem(Place(str(name)), "same_id", values))
        files[scenario.id] = str(name)
        found.append(scenario)
    if problems:
        raise ScenarioError(problems)
    return found


def _spelt_out(names: Iterable[str | Path]) -> Iterator[str | Path]:
    """The names, with the library in place of `all`."""
    for name in names:
        yield from library_ids() if name == ALL else [name]


def load_library(spec: CountySpec) -> list[Scenario]:
    """Every shipped scenario, in reading order."""
    return load_scenarios(library_ids(), spec)


def _chain(path: Path, limits: Limits) -> tuple[list[Draft], list[Problem]]:
    """Drafts from the root to `path`, and the problems of all of them."""
    drafts: list[Draft] = []
    problems: list[Problem] = []
    seen: list[Path] = []
    while True:
        file = shown_path(path)
        if not valid_id(path.stem):
            problems.append(Problem(Place(file), "bad_id", {"name": path.stem}))
        draft, faults = read_draft(path, file, path.stem, limits)
        problems += faults
        drafts.insert(0, draft)
        seen.append(path.resolve())
        if not draft.parent:
            return drafts, problems
        parent = _find_parent(path, draft, problems)
        if parent is None:
            return drafts, problems
        if parent.resolve() in seen:
            names = [*(d.id for d in reversed(drafts)), parent.stem]
            values = {"chain": " > ".join(names)}
            problems.append(Problem(draft.places["extends"], "cycle", values))
            return drafts, problems
        path = parent


def _find_parent(path: Path, draft: Draft, problems: list[Problem]) -> Path | None:
    """File of the scenario that a draft extends: beside it first, then in the library."""
    name = draft.parent
    place = draft.places["extends"]
    candidates = [
        folder / f"{name}{suffix}" for folder in (path.parent, LIBRARY) for suffix in SUFFIXES
    ]
    existing = [item for item in candidates if valid_id(name) and item.is_file()]
    others = [item for item in existing if item.resolve() != path.resolve()]
    if others:
        return others[0]
    if name == draft.id:
        problems.append(Problem(place, "self_parent", {"parent": name}))
    else:
        near = {*library_ids(), *(item.stem for item in path.parent.glob("*.yaml"))}
        hint = closest(name, sorted(near))
        problems.append(Problem(place, "no_parent", {"parent": name}, hint))
    return None
