"""Numbers as a planner reads them: 亿元 rather than 万元, percent rather than shares."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from model.unit_names import COUNTS, unit_name
from shengsi.text import t

if TYPE_CHECKING:
    from scenarios.targets import Target

# Unit of the registry -> in each language: factor, the unit shown, digits to add.
Scale = tuple[float, str, int]
SCALES: dict[str, tuple[Scale, Scale]] = {
    "万元": ((1e-4, "亿元", 2), (1e-2, "百万元", 0)),
    "比例": ((100.0, "%", -2), (100.0, "%", -2)),
    "万元/人": ((1.0, "万元/人", 0), (10.0, "千元/人", 0)),
    "万元/亩": ((1.0, "万元/亩", 0), (10.0, "千元/亩", 0)),
}
_POINTS = "百分点"
# In English a count, or a count by so many people, is named by its noun.
_PLAIN_IN_ENGLISH = (*COUNTS, "件/万人")
# A value that varies over some width is shown in steps of about this part of it.
_PARTS = 25


@dataclass(frozen=True)
class Shown:
    """How values of one unit are shown: times `factor`, with `digits` decimals.

    `label` heads a column or an axis; `suffix` follows a number in a sentence or a cell and is
    empty where the noun beside it says what is counted.
    """

    factor: float
    label: str
    digits: int
    whole: bool = False
    suffix: str = ""

    def number(self, value: float | None, spread: float | None = None) -> str:
        """The number alone; `spread` (in the registry's unit) limits its decimals."""
        if value is None or not math.isfinite(value):
            return "-"
        digits = self.digits if spread is None else self._digits(spread)
        text = f"{value * self.factor:,.{digits}f}"
        return text.removeprefix("-") if float(text.replace(",", "")) == 0 else text

    def text(self, value: float | None, spread: float | None = None) -> str:
        """The number with its label."""
        number = self.number(value, spread)
        return number if number == "-" else f"{number}{self._space()}{self.suffix}"

    def exact(self, value: float) -> str:
        """A given number (a target, a bound) as it was given, with its label."""
        number = f"{value * self.factor:,.6f}".rstrip("0").rstrip(".")
        return f"{number}{self._space()}{self.suffix}"

    def _space(self) -> str:
        return " " if self.suffix[:1].isascii() and self.suffix not in ("", "%") else ""

    def _digits(self, spread: float) -> int:
        """Decimals worth showing of a value that varies over `spread`."""
        width = abs(spread * self.factor)
        if self.whole or width == 0:
            return 0 if self.whole else self.digits
        return min(4, max(0, math.ceil(-math.log10(width / _PARTS))))


def shown(unit: str, digits: int = 0, lang: str = "zh", change: bool = False) -> Shown:
    """How values of a registry unit are shown; `change` makes percent into points."""
    plain = (1.0, unit, 0)
    factor, code, extra = SCALES.get(unit, (plain, plain))[lang == "en"]
    label = unit_name(_POINTS if change and code == "%" else code, lang)
    suffix = "" if lang == "en" and unit in _PLAIN_IN_ENGLISH else label
    return Shown(factor, label, max(0, digits + extra), unit in COUNTS, suffix)


def goal_text(target: Target, lang: str) -> str:
    """What a target asks for: `>25亿元`, `10%±0.5百分点`, `高于2022年`."""
    if not target.testable:
        return "-"
    if target.kind == "direction":
        key = "targets.rises_yearly" if len(target.years) > 1 else "targets.rises"
        return t(key, lang, year=target.baseline_year)
    unit = shown(target.unit, 0, lang)
    if target.op == "approx":
        half = shown(target.unit, 0, lang, change=True)
        return f"{unit.exact(target.value)}±{half.exact(target.tolerance)}"
    if lang == "en":
        # The noun is not beside a goal, so counts are named too.
        return f"{target.op} {replace(unit, suffix=unit.label).exact(target.value)}"
    sign = "≥" if target.op == ">=" else ">"
    return f"{sign}{unit.exact(target.value)}"


def basis_note(basis: tuple[str, str], lang: str) -> str:
    """Where the parameters come from, as the line below every table of results.

    `basis` is that of `scenarios.basis`, in Chinese and in English.
    """
    return t("word.note", lang, text=basis[lang == "en"])


def letters(count: int) -> list[str]:
    """A, B, ..., Z, AA, AB, ...: short names for columns."""
    alphabet = [chr(ord("A") + index) for index in range(26)]
    return [
        alphabet[index] if index < 26 else alphabet[index // 26 - 1] + alphabet[index % 26]
        for index in range(count)
    ]


def bytes_text(size: float) -> str:
    """A file size such as `13 MB`."""
    for unit in ("B", "KB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"
