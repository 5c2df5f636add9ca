"""A resolved scenario: every lever and assumption as a path, and where each was written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from calibration.lever_values import START_YEAR
from model.assumptions import BY_CODE as ASSUMPTIONS
from model.policy import Policy, build_policy, path_values
from model.spec import CountySpec
from model.units import LAST_YEAR, LATEST_YEAR, quarter_name

YEARS = range(START_YEAR, LATEST_YEAR + 1)
YearPath = dict[int, float]


@dataclass(frozen=True)
class Uncertainty:
    """How parameters are drawn: `posterior`, `prior` (sds times `prior_width`) or `mean`.

    `mean` puts every draw at the prior means, so that only chance is left.
    """

    parameters: str = "posterior"
    prior_width: float = 1.0


@dataclass(frozen=True)
class Scenario:
    """What government does and what the world does, ready to be run.

    `levers` names every lever of the county, `assumptions` those that are not neutral; paths
    are {year: value} in the registry's unit.  `extends` names its ancestors, nearest first,
    and `base` the county's values that the last of them starts from.  `origin` maps a dotted key to (file, line).
    `digest` covers the values, not the names: equal digests are the same policy.
    """

    id: str
    name_zh: str
    name_en: str
    description: str
    description_en: str
    base: str
    extends: tuple[str, ...]
    levers: Mapping[str, YearPath]
    assumptions: Mapping[str, YearPath]
    uncertainty: Uncertainty
    origin: Mapping[str, tuple[str, int]]
    digest: str

    def name(self, lang: str = "zh") -> str:
        """Name in `lang`."""
        return self.name_zh if lang == "zh" else self.name_en

    def about(self, lang: str = "zh") -> str:
        """Description in `lang`; the Chinese one when there is no English."""
        return self.description if lang == "zh" else self.description_en or self.description


def digest_of(
    levers: Mapping[str, YearPath], assumptions: Mapping[str, YearPath], uncertainty: Uncertainty
) -> str:
    """sha256 of a scenario's values."""
    content = [
        {code: sorted(path.items()) for code, path in sorted(levers.items())},
        {code: sorted(path.items()) for code, path in sorted(assumptions.items())},
        [uncertainty.parameters, uncertainty.prior_width],
    ]
    return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()


def yearly(path: Mapping[int, float], interpolation: str, years: range = YEARS) -> list[float]:
    """Values of a path in each year."""
    return [float(value) for value in path_values(path, interpolation, years)]


def lever_years(
    scenario: Scenario, spec: CountySpec, code: str, years: range = YEARS
) -> list[float]:
    """Values of one lever in each year."""
    return yearly(scenario.levers[code], spec.levers[code].interpolation, years)


def assumption_years(scenario: Scenario, code: str, years: range = YEARS) -> list[float]:
    """Values of one assumption in each year; the default when it is not named."""
    path = scenario.assumptions.get(code, {START_YEAR: ASSUMPTIONS[code].default})
    return yearly(path, "step", years)


def differing_levers(
    one: Scenario, other: Scenario, spec: CountySpec, years: range = YEARS
) -> list[str]:
    """Codes of the levers whose values differ in some year, in registry order."""
    return [
        code
        for code in spec.levers
        if lever_years(one, spec, code, years) != lever_years(other, spec, code, years)
    ]


def differing_assumptions(one: Scenario, other: Scenario, years: range = YEARS) -> list[str]:
    """Codes of the assumptions that differ: if any, the two are not a policy comparison."""
    return [
        code
        for code in ASSUMPTIONS
        if assumption_years(one, code, years) != assumption_years(other, code, years)
    ]


def scenario_policy(scenario: Scenario, spec: CountySpec, last_year: int = LAST_YEAR) -> Policy:
    """The arrays that the engine reads, 2017..`last_year`."""
    return build_policy(spec, scenario.levers, scenario.assumptions, last_year)


def policy_begins(scenario: Scenario, spec: CountySpec, last_year: int = LAST_YEAR) -> str:
    """First quarter in which any lever differs from its value without the plan: `2023Q2`.

    Empty when none does until the end of `last_year`.
    """
    with_levers = build_policy(spec, scenario.levers, last_year=last_year)
    first = with_levers.same_until(build_policy(spec, last_year=last_year))
    return quarter_name(first) if first < with_levers.quarters else ""


def scenario_document(scenario: Scenario) -> dict[str, object]:
    """Everything about a scenario in JSON types, as kept beside a run."""
    return {
        "id": scenario.id,
        "name_zh": scenario.name_zh,
        "name_en": scenario.name_en,
        "description": scenario.description,
        "description_en": scenario.description_en,
        "base": scenario.base,
        "extends": list(scenario.extends),
        "levers": {code: _keyed(path) for code, path in scenario.levers.items()},
        "assumptions": {code: _keyed(path) for code, path in scenario.assumptions.items()},
        "uncertainty": {
            "parameters": scenario.uncertainty.parameters,
            "prior_width": scenario.uncertainty.prior_width,
        },
        "origin": {key: f"{file}:{line}" for key, (file, line) in scenario.origin.items()},
        "digest": scenario.digest,
    }


def _keyed(path: Mapping[int, float]) -> dict[str, float]:
    """A path with its years as text."""
    return {str(year): value for year, value in path.items()}


def scenario_yaml(scenario: Scenario) -> str:
    """A scenario file that stands alone: every value written out, same digest when read."""
    lines = ["schema_version: 1"]
    for key in ("name_zh", "name_en", "description", "description_en"):
        text = getattr(scenario, key)
        if text:
            lines.append(f"{key}: {json.dumps(text, ensure_ascii=False)}")
    for section, paths in (("levers", scenario.levers), ("assumptions", scenario.assumptions)):
        lines += [f"{section}:"] if paths else []
        for code, path in paths.items():
            points = ", ".join(f"{year}: {value!r}" for year, value in path.items())
            lines.append(f"  {code}: {{{points}}}")
    lines += ["uncertainty:", f"  parameters: {scenario.uncertainty.parameters}"]
    if scenario.uncertainty.prior_width != 1.0:
        lines.append(f"  prior_width: {scenario.uncertainty.prior_width!r}")
    return "\n".join(lines) + "\n"
