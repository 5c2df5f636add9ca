"""Names and numbers of a backtest as a reader sees them."""

from __future__ import annotations

import math

from calibration.backtest.job import Backtest
from calibration.backtest.observing import is_growth, off_scale
from calibration.backtest.summary import Cell
from calibration.observations import Observation
from model.indicators import BY_CODE
from shengsi.display import shown
from shengsi.text import t


def series_name(result: Backtest, code: str, lang: str) -> str:
    """Name of an indicator, of an outside series or of a number of the record."""
    if code in BY_CODE:
        found = BY_CODE[code]
        return found.name_en if lang == "en" else found.name_zh
    for one in result.series:
        if one.code == code:
            return one.name_en if lang == "en" else one.name_zh
    if result.county is not None and code in result.county.targets:
        return number_name(result.county.targets[code], lang)
    return code


def number_name(row: Observation, lang: str) -> str:
    """An observation: indicator, how it is read, years."""
    names = [BY_CODE[part] for part in row.indicator.split("/")]
    name = "/".join(n.name_en if lang == "en" else n.name_zh for n in names)
    first = row.year - row.span + 1
    period = f"{first}-{row.year}" if row.span > 1 else str(row.year)
    if row.operator in ("level", "q1_level"):
        return f"{name} {period}"
    # The indicator of a first quarter says so itself.
    operator = "growth" if row.operator == "q1_growth" else row.operator
    return f"{name} {t(f'calibrate.op.{operator}', lang)} {period}"


def method_name(code: str, lang: str) -> str:
    """Short name of a method."""
    return t(f"backtest.method.{code}", lang)


def place(result: Backtest, cell: Cell, lang: str) -> str:
    """A cell in a sentence: series, horizon, benchmark, skill."""
    words = {
        "series": series_name(result, cell.series, lang),
        "horizon": cell.horizon,
        "best": method_name(cell.skill.best, lang),
        "skill": f"{100 * cell.skill.value:.0f}",
    }
    return t("backtest.place" if cell.horizon else "backtest.place_all", lang, **words)


def value_text(row: Observation, value: float, spread: float, lang: str) -> str:
    """A number of the record from the scale it is scored on, without its unit.

    `spread` is a width on that scale over which it varies, which limits the decimals.
    """
    exact = off_scale(row, value)
    if is_growth(row):
        return f"{100 * exact:.1f}%"
    return shown(row.unit, 0, lang).number(exact, spread * abs(exact) if row.in_logs else spread)


def unit_label(row: Observation, lang: str) -> str:
    """Unit that `value_text` leaves out; empty for growth, which carries its own."""
    return "" if is_growth(row) else shown(row.unit, 0, lang).label


def percent(share: float) -> str:
    """A share as whole per cent, a dash for NaN."""
    return "-" if math.isnan(share) else f"{100 * share:.0f}"


def points(value: float | None) -> str:
    """A score times 100 with one decimal, two where it is small."""
    if value is None or math.isnan(value):
        return "-"
    return f"{100 * value:.2f}" if value < 0.01 else f"{100 * value:.1f}"


def percent_span(value: float, low: float, high: float) -> str:
    """A share with its interval, such as `80 [77,83]`, in per cent."""
    if math.isnan(value):
        return "-"
    if math.isnan(low):
        return percent(value)
    return f"{percent(value)} [{percent(low)},{percent(high)}]"
