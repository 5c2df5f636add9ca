"""Applying the drafts of a scenario, root first, to the county's own values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from calibration.lever_values import START_YEAR, is_cumulative
from model.assumptions import BY_CODE as ASSUMPTIONS
from model.spec import CountySpec
from model.units import LATEST_YEAR
from scenarios.baselines import base_levers, base_origin
from scenarios.paths import Given
from scenarios.problems import Place, Problem, ScenarioError
from scenarios.scalars import plain
from scenarios.scenario import YEARS, Scenario, Uncertainty, YearPath, digest_of, yearly
from scenarios.schema import Draft


@dataclass
class State:
    """A scenario in the making; `problems` are those that only show once it is put together."""

    spec: CountySpec
    levers: dict[str, YearPath]
    origin: dict[str, tuple[str, int]]
    assumptions: dict[str, YearPath] = field(default_factory=dict)
    uncertainty: Uncertainty = field(default_factory=Uncertainty)
    problems: list[Problem] = field(default_factory=list)


def resolve(drafts: Sequence[Draft], spec: CountySpec) -> Scenario:
    """The scenario of the last draft, each draft applied to the one before.

    Raises ScenarioError for faults that only show once values are put together.
    """
    state = _start(drafts[0], spec)
    for draft in drafts:
        _apply(state, draft)
    if state.problems:
        raise ScenarioError(state.problems)
    last = drafts[-1]
    return Scenario(
        id=last.id,
        name_zh=last.texts["name_zh"],
        name_en=last.texts.get("name_en", last.id),
        description=last.texts.get("description", ""),
        description_en=last.texts.get("description_en", ""),
        base=drafts[0].base or "no_plan",
        extends=tuple(draft.id for draft in reversed(drafts[:-1])),
        levers=state.levers,
        assumptions=state.assumptions,
        uncertainty=state.uncertainty,
        origin=state.origin,
        digest=digest_of(state.levers, state.assumptions, state.uncertainty),
    )


def _start(root: Draft, spec: CountySpec) -> State:
    """The county's own values that the root draft starts from."""
    base = root.base or "no_plan"
    levers = base_levers(spec, base)
    if levers is None:
        values = {"county": spec.code, "base": base}
        raise ScenarioError([Problem(root.places["base"], "no_base_values", values)])
    return State(spec, levers, {f"levers.{code}": base_origin(spec, code) for code in levers})


def _apply(state: State, draft: Draft) -> None:
    """Apply one draft: whole actions, then scale and delay, then single values."""
    for groups, base in ((draft.switch_off, "no_plan"), (draft.switch_on, "plan")):
        values = base_levers(state.spec, base) if groups else {}
        for code, path in (values or {}).items():
            if state.spec.lever_groups[code] in groups:
                state.levers[code] = path
                state.origin[f"levers.{code}"] = base_origin(state.spec, code)
    if draft.scale is not None:
        _scale(state, draft.scale, draft.places["scale"])
    if draft.delay_years:
        _delay(state, draft.delay_years, draft.places["delay_years"])
    for code, given in draft.levers.items():
        set_lever(state, code, given)
    for code, given in draft.assumptions.items():
        set_assumption(state, code, given)
    _set_uncertainty(state, draft)


def _no_plan_years(state: State, code: str) -> list[float]:
    """Values without the plan, 2023..2030."""
    return yearly(state.spec.no_plan[code], state.spec.levers[code].interpolation)


def _scale(state: State, scale: float, place: Place) -> None:
    """Move every lever to `scale` of the way from its value without the plan."""
    for code, path in state.levers.items():
        kind = state.spec.levers[code].interpolation
        without = _no_plan_years(state, code)
        now = yearly(path, kind)
        # Rounded to what a person would write: 0.1, not 0.1 and a last bit.
        wanted = [round(w + scale * (v - w), 12) for w, v in zip(without, now, strict=True)]
        _replace(state, code, now, wanted, place)


def _delay(state: State, delay: int, place: Place) -> None:
    """Let every lever act `delay` years later; until then its value without the plan holds."""
    for code, path in state.levers.items():
        without = _no_plan_years(state, code)
        now = yearly(path, state.spec.levers[code].interpolation)
        _replace(state, code, now, without[:delay] + now[: len(now) - delay], place)


def _replace(state: State, code: str, now: list[float], wanted: list[float], place: Place) -> None:
    """Put yearly values in place of a lever's path if they change it."""
    if wanted != now:
        state.levers[code] = _points(wanted, state.spec.levers[code].interpolation)
        state.origin[f"levers.{code}"] = (place.file, place.line)


def _points(values: Sequence[float], interpolation: str) -> YearPath:
    """A path of yearly values; for steps, only the years in which it changes."""
    points: YearPath = {}
    for year, value in zip(YEARS, values, strict=True):
        if interpolation != "step" or not points or value != points[max(points)]:
            points[year] = value
    return points


def _merged(given: Given, before: YearPath, interpolation: str) -> YearPath:
    """The path as given, and `before` in the years that precede it."""
    points = dict(given.points)
    kind = given.interpolation or interpolation
    if kind != interpolation:
        first, last = min(points), LATEST_YEAR if kind == "step" else max(points)
        span = range(first, last + 1)
        points = dict(zip(span, yearly(points, kind, span), strict=True))
    first = min(points)
    if first > START_YEAR:
        early = yearly(before, interpolation, range(START_YEAR, first))
        points = dict(zip(range(START_YEAR, first), early, strict=True)) | points
    if interpolation == "step":
        return _points(yearly(points, "step"), "step")
    return points


def set_lever(state: State, code: str, given: Given) -> None:
    """Set one lever; a stock may not fall below what is there."""
    lever = state.spec.levers[code]
    path = _merged(given, state.levers[code], lever.interpolation)
    state.levers[code] = path
    state.origin[f"levers.{code}"] = (given.place.file, given.place.line)
    if is_cumulative(code):
        values = [_no_plan_years(state, code)[0], *yearly(path, lever.interpolation)]
        for year, before, value in zip(YEARS, values, values[1:], strict=False):
            if value < before:
                words = {
                    "key": f"levers.{code}",
                    "year": year,
                    "text": plain(value),
                    "before": plain(before),
                }
                state.problems.append(Problem(given.place, "falls", words))
                break


def set_assumption(state: State, code: str, given: Given) -> None:
    """Set one assumption."""
    before = state.assumptions.get(code, {START_YEAR: ASSUMPTIONS[code].default})
    state.assumptions[code] = _merged(given, before, "step")
    state.origin[f"assumptions.{code}"] = (given.place.file, given.place.line)


def _set_uncertainty(state: State, draft: Draft) -> None:
    """Carry `uncertainty` on; a prior width says nothing when the prior is not drawn from."""
    now = state.uncertainty
    wanted = Uncertainty(
        now.parameters if draft.parameters is None else draft.parameters,
        now.prior_width if draft.prior_width is None else draft.prior_width,
    )
    for key in ("parameters", "prior_width"):
        if getattr(draft, key) is not None:
            place = draft.places[f"uncertainty.{key}"]
            state.origin[f"uncertainty.{key}"] = (place.file, place.line)
    if draft.prior_width is not None and wanted.parameters != "prior":
        place = draft.places["uncertainty.prior_width"]
        state.problems.append(Problem(place, "width_needs_prior"))
    if wanted.parameters != "prior":
        wanted = Uncertainty(wanted.parameters)
    state.uncertainty = wanted
