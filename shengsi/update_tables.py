"""What `shengsi update` prints: the new numbers, how targets moved, which number moved them."""

from __future__ import annotations

import math
from importlib.metadata import version

from calibration.let_in import share_let_in, widening
from calibration.observations import GROWTHS, Observation
from calibration.update import Updated
from scenarios.posterior_input import sizes_of
from scenarios.probability import percent_text
from scenarios.update_effects import Effects, Expected, Move, Share
from shengsi.display import letters
from shengsi.prior_check import item_name, percent, period, unit_of
from shengsi.tables import table
from shengsi.target_tables import COLUMNS_SHOWN, result_unit, wrap
from shengsi.text import t

# Half of a 95 % interval in standard deviations, in percent points; an error below so many
# points shows in steps of so many.
_POINTS = 1.96 * 100
_STEPS = ((1.0, 0.1), (10.0, 1.0), (math.inf, 5.0))


def update_text(updated: Updated, found: Effects, seed: int, example: bool, lang: str) -> str:
    """The whole report for a terminal."""
    blocks = ["\n".join([*_head(updated, found, seed, example, lang)])]
    blocks.append(t("update.moves_title", lang) + "\n" + _moves(found, lang))
    blocks.append(t("update.numbers_title", lang) + "\n" + _numbers(found, lang))
    if len(found.numbers) > 1 and found.moves and found.untold is None:
        blocks.append(t("update.credit_title", lang) + "\n" + _credits(found, lang))
    blocks.append("\n".join(_notes(found, lang)))
    few = sizes_of(updated.posterior)["few"]
    if few is not None:
        blocks.append("\n".join(wrap(few[lang])))
    return "\n\n".join(blocks)


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


def _head(updated: Updated, found: Effects, seed: int, example: bool, lang: str) -> list[str]:
    """What was done, what moved most, by which method."""
    note = updated.posterior.manifest["update"]
    words = {kind: note[kind] for kind in ("added", "revised", "withdrawn")}
    title = t(
        "update.title",
        lang,
        **words,
        seed=seed,
        old=note["old_pairs"],
        new=len(updated.posterior),
        lines_before=f"{found.histories_before:.0f}",
        lines_after=f"{found.histories_after:.0f}",
        version=version("shengsi"),
    )
    lines = [*wrap(title)]
    if example:
        lines.append(t("update.example", lang))
    lines += ["", *wrap(_most(found, lang)), *wrap(_method(updated, lang))]
    power = share_let_in(updated.posterior.observations)
    if power < 1.0:
        words = {"share": f"{100 * power:.2g}", "wider": f"{widening(power):.1f}"}
        lines += wrap(t("update.in_part", lang, **words))
    return lines


def _most(found: Effects, lang: str) -> str:
    """The headline: the target that moved most beyond its error."""
    clear = [move for move in found.moves if move.clear]
    if not clear:
        return t("update.nothing_moved", lang)
    move = max(clear, key=lambda item: abs(item.change))
    at = move.mover
    cause = t("update.no_cause", lang)
    if at is not None:
        name = number_name(found.numbers[at].change.obs, lang)
        letter = letters(len(found.numbers))[at]
        cause = t("update.cause", lang, letter=letter, name=name)
    return t(
        "update.most",
        lang,
        id=move.target.id,
        name=move.target.name(lang),
        before=percent_text(move.old.probability),
        after=percent_text(move.new.probability),
        change=points_text(move.change, move.error),
        cause=cause,
    )


def _method(updated: Updated, lang: str) -> str:
    """How the new posterior was found."""
    manifest, step = updated.posterior.manifest, updated.one_step
    return t(
        f"update.method_{updated.method}",
        lang,
        old=manifest["update"]["old_pairs"],
        one_ess=f"{step.ess:.0f}",
        k=k_text(step.pareto_k),
        stages=manifest["update"].get("stages", 0),
        calls=f"{manifest['calls']:,}",
        why=updated.why.text(lang) if updated.why is not None else "",
    )


def k_text(k: float) -> str:
    """A tail's shape; of weights too few for a fit, or all in one, it is beyond any limit."""
    return f"{k:.2f}" if math.isfinite(k) else ">1"


def _moves(found: Effects, lang: str) -> str:
    """The targets before and after."""
    names = ("target", "years", "median", "before", "now", "change", "cause")
    rows = [_move_row(move, found, lang) for move in found.moves]
    return table([t(f"update.col.{name}", lang) for name in names], rows, "llrrrrl")


def _move_row(move: Move, found: Effects, lang: str) -> list[str]:
    unit = result_unit(move.old, lang)
    spread = (move.old.high80 or 0.0) - (move.old.low80 or 0.0)
    medians = [unit.text(result.median, spread or None) for result in (move.old, move.new)]
    return [
        f"{move.target.id} {move.target.name(lang)}",
        move.target.years_text,
        " -> ".join(medians),
        percent_text(move.old.probability, count=False),
        percent_text(move.new.probability, count=False),
        points_text(move.change, move.error),
        _cause(move, found, lang),
    ]


def _cause(move: Move, found: Effects, lang: str) -> str:
    """Which number moved a target, as far as that can be told."""
    if not move.clear:
        return t("update.within", lang)
    at = move.mover
    if at is None:
        return t("update.cannot_tell", lang)
    return f"{letters(len(found.numbers))[at]} {number_name(found.numbers[at].change.obs, lang)}"


def _numbers(found: Effects, lang: str) -> str:
    """The numbers that changed, beside what was expected of them."""
    names = (
        *("letter", "what", "operator", "kind", "grade", "unit", "value", "error"),
        *("replaced", "expected", "interval", "position", "after"),
    )
    rows = [
        _number_row(letter, item, lang)
        for letter, item in zip(letters(len(found.numbers)), found.numbers, strict=True)
    ]
    kept = [at for at in range(len(names)) if names[at] != "replaced" or any(r[at] for r in rows)]
    heads = [t(f"update.col.{names[at]}", lang) if at else "" for at in kept]
    align = "llllllrrrrrrr"
    cells = [[row[at] for at in kept] for row in rows]
    return table(heads, cells, "".join(align[at] for at in kept))


def _number_row(letter: str, item: Expected, lang: str) -> list[str]:
    obs, change = item.change.obs, item.change
    unit = unit_of(obs, lang)
    spread = item.before[2] - item.before[0] or obs.sd
    replaced = ""
    if change.kind == "revised" and change.old is not None:
        replaced = unit.number(change.old.value, change.old.sd)
    mark = f" {t('update.unexpected', lang)}" if item.surprise else ""
    return [
        letter,
        number_name(obs, lang),
        t(f"calibrate.op.{obs.operator}", lang),
        t(f"update.kind.{change.kind}", lang),
        t(f"calibrate.grade.{obs.grade}", lang),
        unit.label,
        unit.number(obs.value, obs.sd),
        unit.number(obs.sd, obs.sd),
        replaced,
        unit.number(item.before[1], spread),
        f"{unit.number(item.before[0], spread)}~{unit.number(item.before[2], spread)}",
        percent(item.position) + mark,
        unit.number(item.after[1], spread),
    ]


def _credits(found: Effects, lang: str) -> str:
    """Every target by every number, a block of columns after the other."""
    marks = letters(len(found.numbers))
    blocks = []
    for first in range(0, len(marks), COLUMNS_SHOWN):
        part = slice(first, first + COLUMNS_SHOWN)
        rows = [
            [f"{move.target.id} {move.target.name(lang)}", *map(_share_text, move.shares[part])]
            for move in found.moves
            if move.shares
        ]
        heads = [t("update.col.target", lang), *marks[part]]
        blocks.append(table(heads, rows, "l" + "r" * (len(heads) - 1)))
    return "\n\n".join(blocks)


def _share_text(share: Share) -> str:
    """A credit; in brackets when it cannot be told from nothing."""
    text = points_text(share.value, share.error)
    return text if share.clear else f"({text})"


def _notes(found: Effects, lang: str) -> list[str]:
    """How to read the tables."""
    lines = wrap(t("update.lines_note", lang))
    lines += wrap(t("update.position_note", lang))
    if found.untold is not None:
        lines += wrap(t("update.credit_untold", lang, why=found.untold.text(lang)))
    elif len(found.numbers) > 1:
        lines += wrap(t("update.credit_note", lang, k=len(found.numbers)))
    return [*lines, *wrap(t("update.drivers_note", lang))]
