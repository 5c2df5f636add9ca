"""Names and numbers of a diagnosis as readers see them."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version

from calibration.diagnostics import Diagnosis
from calibration.forecast_comparison import Chance, Goal
from calibration.observations import GROWTHS, Observation
from model.indicators import BY_CODE
from model.parameters import BY_CODE as PARAMETERS
from model.units import FIRST_YEAR
from scenarios.probability import Estimate, percent_text, wilson
from shengsi.display import Shown, shown
from shengsi.text import t


def say(key: str, lang: str, **values: object) -> str:
    """A sentence of the report."""
    return t(f"calibration_report.{key}", lang, **values)


def listed(names: Iterable[str], lang: str) -> str:
    """Names one after the other."""
    return say("and", lang).join(names)


def parameter_name(code: str, lang: str) -> str:
    """Name of a parameter."""
    item = PARAMETERS[code]
    return item.name_en if lang == "en" else item.name_zh


def parameter_unit(code: str, lang: str) -> Shown:
    """How values of a parameter are shown."""
    return shown(PARAMETERS[code].unit, 4, lang)


def indicator_name(code: str, lang: str) -> str:
    """Name of an indicator, or of a ratio of two."""
    parts = [BY_CODE[part] for part in code.split("/")]
    return " / ".join(item.name_en if lang == "en" else item.name_zh for item in parts)


def indicator_unit(code: str, lang: str) -> Shown:
    """How values of an indicator are shown."""
    return shown(BY_CODE[code].unit, BY_CODE[code].digits, lang)


def observation_unit(item: Observation, lang: str) -> Shown:
    """How values of an observation are shown: as those of its indicator, growth in percent."""
    if item.operator in GROWTHS:
        return shown("比例", 3, lang)
    one = BY_CODE.get(item.indicator)
    unit = item.unit if one is None else one.unit
    return shown(unit, 3 if unit == "比例" else 0, lang)


def observation_name(item: Observation, lang: str) -> str:
    """Indicator and period of an observation: `GDP 2021`, `... 2018-2021`, `... 2020Q1`."""
    first = item.year - item.span + 1
    period = f"{first}-{item.year}" if item.span > 1 else str(item.year)
    quarter = f"Q{item.quarter}" if item.quarter else ""
    return f"{indicator_name(item.indicator, lang)} {period}{quarter}"


def observation_label(item: Observation, lang: str) -> str:
    """Its name, with how it is held against a run where that is not its level."""
    name = observation_name(item, lang)
    if item.operator in ("level", "q1_level", "count", "ratio"):
        return name
    return f"{name} ({t(f'calibrate.op.{item.operator}', lang)})"


def graded(name: str, grade: str, lang: str) -> str:
    """A name with the grade of the number or prior behind it."""
    return f"{name} [{say(f'grade.{grade}', lang)}]"


def goal_name(goal: Goal, lang: str) -> str:
    """The goal with its number in the plan."""
    return f"{goal.id} {goal.name_en if lang == 'en' else goal.name_zh}"


def chance_text(chance: Chance | None) -> str:
    """A probability with its 95 % error."""
    if chance is None:
        return "-"
    low, high = wilson(chance.value, chance.ess)
    found = Estimate(chance.value, low, high, chance.hits, chance.n, chance.ess)
    return percent_text(found, count=False)


def interval_text(values: tuple[float, float, float], unit: Shown, spread: float) -> str:
    """Median and 80 % interval: `27.1 (20.7~35.3)`."""
    low, middle, high = (unit.number(value, spread) for value in values)
    return f"{middle} ({low}~{high})"


def with_error(value: float, error: float, digits: int = 2) -> str:
    """`0.52 ±0.04`; no minus before a zero."""
    number = f"{value:.{digits}f}"
    if float(number) == 0.0:
        number = number.removeprefix("-")
    return f"{number} ±{error:.{digits}f}"


def share_text(value: float) -> str:
    """A share in whole percent."""
    number = f"{100 * value:.0f}"
    return f"{'0' if number == '-0' else number}%"


def frame_text(found: Diagnosis, lang: str) -> str:
    """What a reader needs to make the report again."""
    used = len(found.posterior.observations)
    return say(
        "frame",
        lang,
        pairs=len(found.posterior),
        used=used,
        held=len(found.predicted) - used,
        **origin_words(found),
        own_seed=found.seed,
        prior=found.comparison.prior_runs,
        first=FIRST_YEAR,
        last=found.goal.year,
        version=version("shengsi"),
    )


def origin_words(found: Diagnosis) -> dict[str, object]:
    """Seed and prior runs that the posterior itself was found with; `-` where it does not tell."""
    kept = found.posterior.manifest.get("settings") or {}
    return {name: kept.get(name, "-") for name in ("seed", "start")}


def county_name(found: Diagnosis, lang: str) -> str:
    """Name of the county."""
    return found.spec.name_en if lang == "en" else found.spec.name_zh
