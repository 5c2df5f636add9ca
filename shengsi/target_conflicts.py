"""Which targets pull against each other, and how high they are set against each other, as text."""

from __future__ import annotations

from scenarios.probability import percent_text
from scenarios.targets import Height, Pair
from shengsi.display import goal_text
from shengsi.judged import Judged
from shengsi.tables import wrap
from shengsi.target_tables import result_unit
from shengsi.text import t

PAIRS_SHOWN = 5
# Pairs shown where none is beyond sampling error: enough to see how little there is.
FAINT_SHOWN = 3


def conflicts(judged: Judged) -> str:
    """The pairs that pull apart most, what targets of size ask of each other, those never met."""
    lang, found = judged.lang, judged.focus
    negative = [pair for pair in found.pairs if pair.phi is not None and pair.phi < 0]
    clear = [pair for pair in negative if pair.clear]
    worst = clear[:PAIRS_SHOWN] or negative[:FAINT_SHOWN]
    lines = [t("targets.conflicts", lang, name=judged.name(found.scenario), n=PAIRS_SHOWN)]
    if not clear:
        lines += wrap(t("targets.faint" if worst else "targets.no_conflicts", lang, n=len(worst)))
    lines.append(_pairs(judged, worst) if worst else judged.note())
    lines += _heights(judged)
    never = [
        result.target.id
        for result in found.results
        if result.target.counted and result.probability and result.probability.hits == 0
    ]
    if never:
        lines += wrap(t("targets.never", lang, ids=", ".join(never)))
    return "\n".join(lines)


def _pairs(judged: Judged, pairs: list[Pair]) -> str:
    """A table of pairs."""
    columns = [t("targets.col.pair", judged.lang), "P(A)", "P(B)"]
    columns += [t(f"targets.col.{key}", judged.lang) for key in ("both", "product", "phi")]
    return judged.table(columns, [_pair_row(pair) for pair in pairs], "lrrrrr")


def _pair_row(pair: Pair) -> list[str]:
    return [
        f"{pair.first} - {pair.second}",
        percent_text(pair.p_first),
        percent_text(pair.p_second),
        percent_text(pair.both),
        f"{100 * pair.product:.0f} %",
        "-" if pair.phi is None else f"{pair.phi:.2f}",
    ]


def _heights(judged: Judged) -> list[str]:
    """What each target of size asks of the other, with a title; nothing without such a pair."""
    found = judged.focus
    if not found.heights:
        return []
    lines = wrap(t("targets.heights", judged.lang, name=judged.name(found.scenario)))
    for height in found.heights:
        lines += wrap(_height(judged, height), indent="    ")
    return lines


def _height(judged: Judged, height: Height) -> str:
    """`T3 met exactly (2025) makes T1's indicator 4.5 (80 % interval ..); T1 asks for ..`."""
    lang = judged.lang
    other = judged.focus.result(height.other)
    unit, spread = result_unit(other, lang), height.high80 - height.low80
    words = {
        "given": height.given,
        "other": height.other,
        "year": height.year,
        "median": unit.text(height.median, spread),
        "low": unit.number(height.low80, spread),
        "high": unit.number(height.high80, spread),
        "goal": goal_text(other.target, lang),
        "due": other.target.years_text,
    }
    ids = {"given": height.given, "other": height.other}
    if height.chance is None:
        return t("targets.height", lang, **words) + t("targets.height_never", lang, **ids)
    chance, among = percent_text(height.chance), unit.text(height.among, spread)
    met = t("targets.height_met", lang, **ids, chance=chance, among=among)
    return t("targets.height", lang, **words) + met
