"""Names and numbers of a sensitivity analysis as readers see them."""

from __future__ import annotations

import math
from dataclasses import replace

from model.indicators import BY_CODE
from scenarios.probability import percent_text
from scenarios.resampling import Interval
from scenarios.sensitivity import PARAMETER, PARTS, POLICY, REST, Output, Sensitivity
from shengsi import interval_text
from shengsi.display import Shown, shown
from shengsi.tables import cut
from shengsi.text import t


def share_text(found: Interval) -> str:
    """A share in percent: `39 ±5`, `2 ±3?` where it cannot be told from nothing, `0` where it is,
    `<0.1` where it can be told but is too small for a decimal."""
    if found.value == found.low == found.high == 0.0:
        return "0"
    value, error = 100 * found.value, 100 * found.error
    digits = 1 if error < 1.0 else 0
    text, half = _rounded(value, digits), _rounded(error, digits, up=True)
    clear = share_clear(found)
    if clear and float(half) >= abs(float(text)) and not digits:
        # Rounding must not swallow what can just be told.
        text, half = _rounded(value, 1), _rounded(error, 1)
    if clear and float(text) == 0.0:
        return "<0.1"
    return f"{text} ±{half}{'' if clear else '?'}"


def share_clear(found: Interval) -> bool:
    """Whether a share of variance can be told from nothing.

    Below zero there is no share: such an estimate is an error, however short its interval.
    """
    return found.low > 0.0


def _rounded(value: float, digits: int, up: bool = False) -> str:
    """A number with so many decimals, without the sign of a zero."""
    scale = 10.0**digits
    number = math.ceil(value * scale - 1e-9) / scale if up else value
    text = f"{number:.{digits}f}"
    return text.removeprefix("-") if float(text) == 0 else text


def output_name(output: Output, lang: str) -> str:
    """`T1 above-scale revenue over ...`, or an indicator with its year."""
    if output.target is not None:
        return f"{output.code} {output.name(lang)}"
    return f"{output.name(lang)} {output.year}"


def short_name(output: Output, lang: str, width: int) -> str:
    """The name of an output within `width` columns; an indicator keeps its year."""
    if output.target is not None:
        return cut(output_name(output, lang), width)
    year = f" {output.year}"
    return cut(output.name(lang), width - len(year)) + year


def level_text(found: Sensitivity, output: Output, lang: str) -> str:
    """P(target), or the median of an indicator, over the spread of all inputs, with its error."""
    level = found.levels[output.code]
    if output.target is not None:
        return percent_text(level.chance, count=False)
    item = BY_CODE[output.code]
    unit = shown(item.unit, item.digits, lang)
    text = interval_text.level_text(level.median, unit, level.high80 - level.low80 or None)
    return f"{text} {unit.suffix}".rstrip()


def effect_unit(output: Output, lang: str) -> Shown:
    """How an effect on an output is shown: of a target, on the distance to its edge.

    A mean effect on a count is no whole number.
    """
    code = output.code if output.target is None else output.target.indicator
    return replace(shown(output.unit, BY_CODE[code].digits, lang, change=True), whole=False)


def input_name(found: Sensitivity, code: str, lang: str) -> str:
    """Name of an input, of a part, or of the group that screening left."""
    if code in PARTS:
        return part_label(found, code, lang)
    if code == REST:
        return t("sensitivity.group_rest", lang, n=len(found.rest))
    return found.input(code).name(lang)


def part_name(found: Sensitivity, code: str, lang: str) -> str:
    """The part of variance that an input belongs to."""
    return "-" if code == REST else part_label(found, found.input(code).part, lang)


def part_label(found: Sensitivity, part: str, lang: str, kind: str = "part") -> str:
    """Name of a part; the parameters of a posterior come with the past they went through.

    `kind` is `part`, or `column` for the short name that heads a column.
    """
    past = "_past" if part == PARAMETER and found.origin == "posterior" else ""
    return t(f"sensitivity.{kind}.{part}{past}", lang)


def varies_text(found: Sensitivity, lang: str) -> str:
    """What varies in the analysis, and how."""
    policies = sum(item.part == POLICY for item in found.inputs)
    key = found.by if policies else "none"
    words = {"n": policies, "name": found.scenario.name(lang)}
    count = found.pairs if found.origin == "posterior" else len(found.inputs) - policies
    return t(
        "sensitivity.varies",
        lang,
        policy=t(f"sensitivity.policy.{key}", lang, **words),
        parameters=t(f"sensitivity.parameters.{found.origin}", lang, n=count),
        later=t("sensitivity.later", lang) if found.origin == "posterior" else "",
    )
