"""Units in which a scenario may give a value, and how each becomes the registry's unit."""

from __future__ import annotations

import math
import re

from model import unit_names

# Registry unit -> {unit a file may name: (factor, divisor)}; value = given * factor / divisor.
_SHARE: dict[str, tuple[float, float]] = {
    "比例": (1, 1),
    "ratio": (1, 1),
    "%": (1, 100),
    "百分点": (1, 100),
    "个百分点": (1, 100),
    "percent": (1, 100),
    "‰": (1, 1000),
    "基点": (1, 10_000),
    "bp": (1, 10_000),
}
_RATE = {
    **_SHARE,
    **{f"{name}/年": scale for name, scale in _SHARE.items()},
    **{f"{name}/year": scale for name, scale in _SHARE.items()},
}
CONVERSIONS: dict[str, dict[str, tuple[float, float]]] = {
    "比例": _SHARE,
    "比例/年": _RATE,
    "指数0-1": {"指数0-1": (1, 1), "指数": (1, 1), "%": (1, 100)},
    "倍": {"倍": (1, 1), "times": (1, 1), "%": (1, 100)},
    "亩": {
        "亩": (1, 1),
        "mu": (1, 1),
        "公顷": (15, 1),
        "ha": (15, 1),
        "平方米": (3, 2000),
        "m2": (3, 2000),
        "平方公里": (1500, 1),
        "km2": (1500, 1),
    },
    "万元/人": {
        "万元/人": (1, 1),
        "元/人": (1, 10_000),
        "亿元/人": (10_000, 1),
        "yuan/person": (1, 10_000),
    },
    "tce/万元": {
        "tce/万元": (1, 1),
        "吨标准煤/万元": (1, 1),
        "千克标准煤/万元": (1, 1000),
        "kgce/万元": (1, 1000),
        "kgce/10k yuan": (1, 1000),
    },
    "床": {"床": (1, 1), "张": (1, 1), "beds": (1, 1)},
    "季": {"季": (1, 1), "季度": (1, 1), "quarters": (1, 1), "年": (4, 1), "years": (4, 1),
           "月": (1, 3), "months": (1, 3)},
    "log/年": {"log/年": (1, 1), "log/year": (1, 1)},
    "": {},
}  # fmt: skip
# Named when a unit cannot be used; the others are spellings of these.
_SHOWN = {"比例": "比例, %, 百分点, ‰", "比例/年": "比例/年, %/年, 百分点/年, ‰/年"}
# A change of so many percent a year, in a unit of log change: log(1 + x / 100).
_LOG_PERCENT = ("%", "%/年", "%/year")
_CHINESE = re.compile("[\u4e00-\u9fff]")


def allowed_units(unit: str) -> tuple[str, ...]:
    """Units that a value in the registry's `unit` may be given in."""
    return tuple(_factors(unit)) + (_LOG_PERCENT if unit == "log/年" else ())


def _factors(unit: str) -> dict[str, tuple[float, float]]:
    """Units a file may name -> (factor, divisor); the registry's own in either language."""
    own = {unit: (1, 1), unit_names.unit_name(unit, "en"): (1, 1)} if unit else {}
    return {**CONVERSIONS.get(unit, {}), **own}


def unit_name(unit: str) -> tuple[str, str]:
    """A registry unit in Chinese and in English."""
    return (unit, unit_names.unit_name(unit, "en")) if unit else ("无", "none")


def shown_units(unit: str) -> tuple[str, str]:
    """The units to name when a value's unit cannot be converted, in Chinese and in English."""
    allowed = allowed_units(unit)
    if not allowed:
        return unit_name("")
    english = [name for name in allowed if not _CHINESE.search(name)]
    return _SHOWN.get(unit) or ", ".join(allowed), ", ".join(english)


def convert(value: float, given: str, unit: str) -> float | None:
    """`value` in the unit `given` as a value in the registry's `unit`.

    None when the value has no counterpart (a fall of 100 % or more in logs).  Raises KeyError
    for a unit that `allowed_units` does not name.
    """
    if unit == "log/年" and given in _LOG_PERCENT:
        return math.log1p(value / 100) if value > -100 else None
    factor, divisor = _factors(unit)[given]
    # Twelve decimals: -2.8 % is -0.028, not -0.027999999999999997.
    return round(value * factor / divisor, 12)
