"""Numbers of a portfolio as words: money, probabilities, goals."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from scenarios.portfolio.answer import Checked, Portfolio
from scenarios.probability import Estimate, percent_text
from scenarios.resampling import Interval
from shengsi.interval_text import bound_text
from shengsi.text import t

# 万元 to the unit that is shown, its name, decimals.
_UNITS = {"zh": (1.0, "万元", 0), "en": (0.01, "million yuan", 1)}


def money_unit(lang: str) -> str:
    """The unit that money is shown in."""
    return _UNITS[lang][1]


def money_factor(lang: str) -> float:
    """万元 to the unit that is shown."""
    return _UNITS[lang][0]


def money(value: float, lang: str) -> str:
    """An amount of 万元 without its unit; `-` when not known."""
    factor, _, digits = _UNITS[lang]
    if not math.isfinite(value):
        return "-"
    text = f"{value * factor:,.{digits}f}"
    return text.removeprefix("-") if float(text.replace(",", "")) == 0 else text


def money_text(value: float, lang: str) -> str:
    """An amount with its unit, as a sentence has it: without separators, at which lines break."""
    number = money(value, lang).replace(",", "")
    return f"{number}{'' if lang == 'zh' else ' '}{money_unit(lang)}"


def span(low: float, high: float, lang: str) -> str:
    """A range of amounts without its unit."""
    return f"{money(low, lang)} ~ {money(high, lang)}"


def path_ends(path: Mapping[int, float], last_year: int) -> str:
    """A path by its ends: `0.15`, or `70->110` for one that moves by the last year."""
    seen = [value for year, value in sorted(path.items()) if year <= last_year]
    if seen[0] == seen[-1]:
        return f"{seen[0]:.10g}"
    return f"{seen[0]:.10g}->{seen[-1]:.10g}"


def percent(share: float | None) -> str:
    """A share such as `62 %`; `-` when there is none."""
    return "-" if share is None else f"{100 * share:.0f} %"


def goal(found: Portfolio) -> str:
    """The probability asked for."""
    return f"{100 * found.question.at_least:g} %"


def chance(found: Estimate) -> str:
    """A probability with its error, never 0 % or 100 %."""
    return percent_text(found, count=False)


def counted(found: Interval) -> str:
    """A mean of counts with its interval."""
    if not math.isfinite(found.value):
        return "-"
    return f"{found.value:,.0f} [{found.low:,.0f}, {found.high:,.0f}]"


def points(gain: Interval) -> str:
    """A change of probability in points, with its interval; that of all draws is a bound."""
    if abs(gain.value) >= 1.0:
        return bound_text(gain)
    return f"{100 * gain.value:+.1f} [{100 * gain.low:+.1f}, {100 * gain.high:+.1f}]"


def target_words(targets: Sequence[str], lang: str) -> dict[str, str]:
    """The targets as sentences name them: `targets` alone, `met` as what has a probability."""
    if lang == "en":
        names = " and ".join(targets)
        return {"targets": names, "met": names}
    names = " 且 ".join(targets)
    return {"targets": names, "met": f"{names} {'同时' if len(targets) > 1 else ''}达到"}


def budget_text(budget: float | None, lang: str) -> str:
    """The budget in words."""
    if budget is None:
        return t("portfolio.no_budget", lang)
    return t("portfolio.budget", lang, money=money_text(budget, lang))


def assumed_share(item: Checked) -> float | None:
    """Share of the cost that is assumed, at most all of it."""
    share = item.assumed_share
    return None if share is None else min(1.0, share)
