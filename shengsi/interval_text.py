"""Differences with their intervals as text: no more digits than the interval carries."""

from __future__ import annotations

import math

from scenarios.resampling import Interval
from shengsi.display import Shown, shown

# A difference is shown in steps of at least a tenth of the width of its interval; `Shown` takes
# a width that it divides by 25.
_COARSER = 2.5
# A change of every draw, but for what adding up weights leaves.
_ALL = 1.0 - 1e-9


def points(lang: str) -> Shown:
    """How a difference of probabilities is shown: in percentage points."""
    return shown("比例", 0, lang, change=True)


def signed(value: float, unit: Shown, spread: float | None = None) -> str:
    """A number with its sign; zero has none."""
    text = unit.number(value, spread)
    return f"+{text}" if value > 0 and text.strip("0.,") else text


def interval_text(found: Interval, unit: Shown) -> str:
    """`+12.3 [9.8,14.7]`, without the unit; `0` where every resample says just that."""
    if not math.isfinite(found.value):
        return "-"
    if not (math.isfinite(found.low) and math.isfinite(found.high)):
        return f"{signed(found.value, unit)} [-]"
    spread = found.high - found.low
    if spread == 0:
        return signed(found.value, unit)
    value, low, high = (
        signed(number, unit, _COARSER * spread) for number in (found.value, found.low, found.high)
    )
    return f"{value} [{low},{high}]"


def error_text(found: Interval, unit: Shown) -> str:
    """`+12.3 ±2.4`: the same digits, with the larger half of the interval."""
    if not (math.isfinite(found.value) and math.isfinite(found.error)):
        return interval_text(found, unit)
    spread = _COARSER * (found.high - found.low) or None
    return f"{signed(found.value, unit, spread)} ±{unit.number(found.error, spread)}"


def change_text(found: Interval, lang: str) -> str:
    """A change of a probability in points: `+12.3 ±2.4`, `>+97` where every draw changes.

    A change of all draws is a bound, the near end of its interval, and never a hundred; an error
    that would reach beyond a hundred points is given as the interval that it stands for.
    """
    if abs(found.value) >= _ALL:
        return bound_text(found)
    if abs(found.value) + found.error > 1.0:
        return interval_text(found, points(lang))
    return error_text(found, points(lang))


def change_interval(found: Interval, lang: str) -> str:
    """The same with its interval: `+12.3 [9.8,14.7]`; a bound has none."""
    return bound_text(found) if abs(found.value) >= _ALL else interval_text(found, points(lang))


def bound_text(found: Interval) -> str:
    """The near end of the interval of a change of all draws, in whole points: `>+97`, `<-97`."""
    near = 100 * (found.low if found.value > 0 else -found.high)
    if not math.isfinite(near):
        return "-"
    whole = math.floor(near)
    return f">{whole:+d}" if found.value > 0 else f"<{-whole:+d}"


def level_text(found: Interval, unit: Shown, spread: float | None = None) -> str:
    """`24.9 ±0.8`: a level that varies over `spread` with its error, without the unit."""
    number = unit.number(found.value, spread)
    if not math.isfinite(found.error):
        return number
    # A median of whole numbers seldom moves from one resample to another, and is no surer for it.
    small = unit.whole and found.error * unit.factor < 1.0
    return f"{number} ±{'<1' if small else unit.number(found.error, spread)}"


def plain_interval(found: Interval) -> dict[str, float | None]:
    """An interval in JSON types."""
    return {
        "value": number(found.value),
        "low95": number(found.low),
        "high95": number(found.high),
        "standard_error": number(found.sd),
    }


def number(value: float) -> float | None:
    """A number, None where there is none."""
    return float(value) if math.isfinite(value) else None
