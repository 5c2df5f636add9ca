"""Numbers as a planner reads them: 亿元 rather than 万元, percent rather than shares."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shengsi.text import t

if TYPE_CHECKING:
    from scenarios.targets import Target

# Unit of the registry -> by language: factor, label, digits to add.
_UNITS: dict[str, tuple[tuple[float, str, int], tuple[float, str, int]]] = {
    "万元": ((1e-4, "亿元", 2), (1e-2, "m yuan", 0)),
    "比例": ((100.0, "%", -2), (100.0, "%", -2)),
    "万元/人": ((1.0, "万元/人", 0), (10.0, "k yuan", 0)),
    "万元/亩": ((1.0, "万元/亩", 0), (10.0, "k yuan", 0)),
    "件/万人": ((1.0, "件/万人", 0), (1.0, "", 0)),
    "人": ((1.0, "人", 0), (1.0, "people", 0)),
    "亩": ((1.0, "亩", 0), (1.0, "mu", 0)),
}
# Things that are counted: no decimals.
_COUNTS = ("件", "个", "家", "台", "项", "次")
_POINTS = ("百分点", "pp")
# A value that varies over some width is shown in steps of about this part of it.
_PARTS = 25


@dataclass(frozen=True)
class Shown:
    """How values of one unit are shown: times `factor`, with `digits` decimals and `label`."""

    factor: float
    label: str
    digits: int
    whole: bool = False

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
        return number if number == "-" else f"{number}{self._space()}{self.label}"

    def exact(self, value: float) -> str:
        """A given number (a target, a bound) as it was given, with its label."""
        number = f"{value * self.factor:,.6f}".rstrip("0").rstrip(".")
        return f"{number}{self._space()}{self.label}"

    def _space(self) -> str:
        return " " if self.label[:1].isascii() and self.label not in ("", "%") else ""

    def _digits(self, spread: float) -> int:
        """Decimals worth showing of a value that varies over `spread`."""
        width = abs(spread * self.factor)
        if self.whole or width == 0:
            return 0 if self.whole else self.digits
        return min(4, max(0, math.ceil(-math.log10(width / _PARTS))))


def shown(unit: str, digits: int = 0, lang: str = "zh", change: bool = False) -> Shown:
    """How values of a registry unit are shown; `change` makes percent into points."""
    english = lang == "en"
    plain = (1.0, "" if english and unit in _COUNTS else unit, 0)
    factor, label, extra = _UNITS.get(unit, (plain, plain))[english]
    if change and label == "%":
        label = _POINTS[english]
    return Shown(factor, label, max(0, digits + extra), unit in _COUNTS)


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
    sign = "≥" if target.op == ">=" else ">"
    return f"{sign}{unit.exact(target.value)}"


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
