"""What `shengsi update` prints: the new numbers, how targets moved, which number moved them."""

from __future__ import annotations

import math
from importlib.metadata import version

from calibration.let_in import share_let_in, told
from calibration.update import Updated
from scenarios.posterior_input import sizes_of
from scenarios.probability import percent_text
from scenarios.update_effects import Effects, Expected, Move
from shengsi.display import letters
from shengsi.prior_check import percent, unit_of
from shengsi.tables import table
from shengsi.target_tables import result_unit, wrap
from shengsi.text import t
from shengsi.update_credits import (
    cause_of,
    cause_sentence,
    credit_block,
    credit_notes,
    number_name,
    points_text,
)


def update_text(updated: Updated, found: Effects, seed: int, example: bool, lang: str) -> str:
    """The whole report for a terminal."""
    blocks = ["\n".join([*_head(updated, found, seed, example, lang)])]
    blocks.append(t("update.moves_title", lang) + "\n" + _moves(found, lang))
    blocks.append(t("update.numbers_title", lang) + "\n" + _numbers(found, lang))
    credit = credit_block(found, lang)
    if credit is not None:
        blocks.append(credit)
    blocks.append("\n".join(_notes(found, lang)))
    few = sizes_of(updated.posterior)["few"]
    if few is not None:
        blocks.append("\n".join(wrap(few[lang])))
    return "\n\n".join(blocks)


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
        lines += wrap(t("update.in_part", lang, **told(power)))
    return lines


def _most(found: Effects, lang: str) -> str:
    """The headline: the target that moved most beyond its error."""
    clear = [move for move in found.moves if move.clear]
    if not clear:
        return t("update.nothing_moved", lang)
    move = max(clear, key=lambda item: abs(item.change))
    return t(
        "update.most",
        lang,
        id=move.target.id,
        name=move.target.name(lang),
        before=percent_text(move.old.probability),
        after=percent_text(move.new.probability),
        change=points_text(move.change, move.error),
        cause=cause_sentence(move, found, lang),
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
    cause = "cause_alone" if found.kind == "alone" else "cause"
    names = ("target", "years", "median", "before", "now", "change", cause)
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
        cause_of(move, found, lang),
    ]


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


def _notes(found: Effects, lang: str) -> list[str]:
    """How to read the tables."""
    lines = wrap(t("update.lines_note", lang))
    lines += wrap(t("update.position_note", lang))
    lines += credit_notes(found, lang)
    return [*lines, *wrap(t("update.drivers_note", lang))]
