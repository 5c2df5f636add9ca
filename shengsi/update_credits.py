"""Which number moved what, as `shengsi update` prints it: shares of the change, or each by itself."""

from __future__ import annotations

import math

from calibration.observations import GROWTHS, Observation
from scenarios.update_effects import Effects, Move, Share
from shengsi.display import letters
from shengsi.prior_check import item_name, period
from shengsi.tables import table
from shengsi.target_tables import COLUMNS_SHOWN, wrap
from shengsi.text import t

# Half of a 95 % interval in standard deviations, in percent points; an error below so many
# points shows in steps of so many.
_POINTS = 1.96 * 100
_STEPS = ((1.0, 0.1), (10.0, 1.0), (math.inf, 5.0))


def points_text(value: float, sd: float) -> str:
    """A change of a probability and its error, such as `+12 ±5`, in percent points."""
    half = _POINTS * sd
    step = next(width for below, width in _STEPS if half < below)
    digits = 1 if step < 1 else 0
    shown = round(100 * value / step) * step
    text = "0" if shown == 0 else f"{shown:+.{digits}f}"
    return f"{text} ±{math.ceil(half / step - 1e-9) * step:.{digits}f}"


def number_name(obs: Observation, lang: str) -> str:
    """A number by its indicator, year and quarter."""
    quarter = f"Q{obs.quarter}" if obs.quarter else ""
    name = item_name(obs, lang)
    growth = f" {t(f'calibrate.op.{obs.operator}', lang)}" if obs.operator in GROWTHS else ""
    return f"{name}{growth} {period(obs)}{quarter}"


def mark_and_name(found: Effects, at: int, lang: str) -> str:
    """A changed number by its letter and its name."""
    return f"{letters(len(found.numbers))[at]} {number_name(found.numbers[at].change.obs, lang)}"


def cause_of(move: Move, found: Effects, lang: str) -> str:
    """Which number moved a target, as far as that can be told."""
    if not move.clear:
        return t("update.within", lang)
    at = move.mover
    return t("update.cannot_tell", lang) if at is None else mark_and_name(found, at, lang)


def cause_sentence(move: Move, found: Effects, lang: str) -> str:
    """The end of the headline: by which number, its own effect where it has no share."""
    at = move.mover
    share = None if at is None else move.told[at]
    if at is None or share is None:
        return _no_cause(found, lang)
    points = points_text(share.value, share.error)
    key = "update.cause_alone" if found.kind == "alone" else "update.cause"
    return t(key, lang, name=mark_and_name(found, at, lang), points=points)


def _no_cause(found: Effects, lang: str) -> str:
    """That no number is named; those that could not be looked at by themselves may have done it."""
    if found.kind != "alone":
        return t("update.no_cause", lang)
    if not found.alone_untold:
        return t("update.no_cause_alone", lang)
    marks = letters(len(found.numbers))
    names = " ".join(marks[at] for at in sorted(found.alone_untold))
    return t("update.no_cause_untold", lang, names=names)


def credit_block(found: Effects, lang: str) -> str | None:
    """The table of shares or of what numbers do by themselves; None where nothing is to tell."""
    if found.kind is None or not found.moves or (found.kind == "share" and len(found.numbers) < 2):
        return None
    lines = [t("update.credit_title" if found.kind == "share" else "update.alone_title", lang)]
    if any(share is not None for move in found.moves for share in move.told):
        lines.append(_credits(found, lang))
    if found.kind == "alone":
        lines += [*wrap(_strongest(found, lang)), *_untold_alone(found, lang)]
    return "\n".join(lines)


def _strongest(found: Effects, lang: str) -> str:
    """The number that by itself moves each headline most, where one is clear."""
    parts = []
    for move in found.moves:
        at = move.strongest
        share = None if at is None else move.alone[at]
        if at is None or share is None:
            continue
        against = move.clear and share.value * move.change < 0
        words = {
            "target": f"{move.target.id} {move.target.name(lang)}",
            "name": mark_and_name(found, at, lang),
            "points": points_text(share.value, share.error),
        }
        parts.append(t("update.alone_against" if against else "update.alone_one", lang, **words))
    if not parts:
        return t("update.alone_none", lang)
    return t("update.alone_most", lang, each=t("update.alone_and", lang).join(parts))


def _untold_alone(found: Effects, lang: str) -> list[str]:
    """A line for every number that cannot be told by itself, with the reason."""
    lines = []
    for at, why in sorted((found.alone_untold or {}).items()):
        name = mark_and_name(found, at, lang)
        lines += wrap(t("update.alone_untold", lang, name=name, why=why.text(lang)))
    return lines


def _credits(found: Effects, lang: str) -> str:
    """Every target by every number, a block of columns after the other."""
    marks = letters(len(found.numbers))
    blocks = []
    for first in range(0, len(marks), COLUMNS_SHOWN):
        part = slice(first, first + COLUMNS_SHOWN)
        rows = [
            [f"{move.target.id} {move.target.name(lang)}", *map(_share_text, move.told[part])]
            for move in found.moves
            if move.told
        ]
        heads = [t("update.col.target", lang), *marks[part]]
        blocks.append(table(heads, rows, "l" + "r" * (len(heads) - 1)))
    return "\n\n".join(blocks)


def _share_text(share: Share | None) -> str:
    """A credit; in brackets when it cannot be told from nothing, a dash when not at all."""
    if share is None:
        return "-"
    text = points_text(share.value, share.error)
    return text if share.clear else f"({text})"


def credit_notes(found: Effects, lang: str) -> list[str]:
    """How to read the table, or why there is none."""
    numbers = len(found.numbers)
    if found.untold is None:
        return wrap(t("update.credit_note", lang, k=numbers)) if numbers > 1 else []
    why = found.untold.text(lang)
    if found.kind is None:
        return wrap(t("update.credit_untold", lang, why=why))
    why = found.untold.fault.text(lang)
    return wrap(t("update.alone_note", lang, why=why, k=numbers))
