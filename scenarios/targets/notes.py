"""What to say beside a target that no draw of a run meets in some year, and why if it is plain."""

from __future__ import annotations

from collections.abc import Callable

from scenarios.targets.evaluation import TargetResult

# (Chinese, English) each.
_YEAR = ("{year}年0/{n}次达到,最接近{nearest}", "{year}: 0/{n} draws, {nearest} at nearest")
_BEGINS = (",政策从{begins}才开始", ", policy begins {begins}")
_WINDOW = (";因此没有一次年年达到", "; so never in all years")
_BETWEEN = (";", "; ")


def never_met(result: TargetResult, begins: str, lang: str, show: Callable[[float], str]) -> str:
    """One sentence on the years that no draw meets; empty when there is none.

    `begins` is the first quarter of the scenario's policy (`2023Q2`; empty for none): said of
    the years that it does not cover from their first day.  `show` writes a value of the target.
    """
    if result.probability is None or not result.never:
        return ""
    english = lang == "en"
    items = []
    for year, value in result.never.items():
        words = {"year": year, "n": result.probability.n, "nearest": show(value)}
        cause = _BEGINS[english].format(begins=begins) if _too_late(begins, year) else ""
        items.append(_YEAR[english].format(**words) + cause)
    whole = _WINDOW[english] if len(result.target.years) > 1 else ""
    return _BETWEEN[english].join(items) + whole


def _too_late(begins: str, year: int) -> bool:
    """Whether a policy that begins in a quarter such as 2023Q2 misses part of a year."""
    return begins > f"{year}Q1"
