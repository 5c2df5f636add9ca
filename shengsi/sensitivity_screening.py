"""The screening of a sensitivity analysis as text: effects of inputs, which were taken and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scenarios.sensitivity import REST, Effect, Indices, Output, Sensitivity
from shengsi import interval_text
from shengsi.display import Shown
from shengsi.sensitivity_words import effect_unit, input_name, output_name, share_text
from shengsi.tables import cut_name, grouped_tables, wrap
from shengsi.text import t

# Inputs of an output shown by their effect, beside the largest that was left to the group.
SHOWN = 4
_NAME = 50
# An effect is shown in steps of a tenth of the width of its interval.
_COARSER = 2.5
# A rest that explains more than this should be looked into.
LARGE_REST = 0.2


def effect_tables(found: Sensitivity, lang: str, lines: int) -> list[str]:
    """Tables of about `lines` lines: the largest effects on every output, in its unit."""
    columns = ("input", "taken", "sign", "size", "sigma")
    heads = [t(f"sensitivity.col.{name}", lang) for name in columns]
    groups, without = [], []
    for output in found.outputs:
        effects = found.screening[output.code]
        if effects is None:
            without += wrap(t("sensitivity.no_effects", lang, output=output_name(output, lang)))
            continue
        unit = effect_unit(output, lang)
        title = f"{output_name(output, lang)}  ({measured_in(output, lang)})"
        groups.append((title, _rows(found, effects, unit, lang)))
    pages = grouped_tables(heads, groups, "lllrr", lines) if groups else [""]
    pages[0] = "\n".join(filter(None, [t("sensitivity.head.screening", lang), pages[0]]))
    pages[-1] = "\n".join([pages[-1], *without, *wrap(t("sensitivity.how_effects", lang))])
    return pages


def measured_in(output: Output, lang: str) -> str:
    """The unit of effects on an output; of a target, on the distance to its edge."""
    unit = effect_unit(output, lang).label
    return unit if output.target is None else t("sensitivity.distance", lang, unit=unit)


def by_size(effects: Mapping[str, Effect]) -> list[str]:
    """Inputs with an effect at all, largest first; those that tie in the order of inputs."""
    acting = [code for code in effects if effects[code].size.value > 0.0]
    return sorted(acting, key=lambda code: -effects[code].size.value)


def _rows(
    found: Sensitivity, effects: Mapping[str, Effect], unit: Shown, lang: str
) -> list[list[str]]:
    """The largest effects on one output, the largest of the group, and how many are not shown."""
    ranked = by_size(effects)
    left = [code for code in ranked[SHOWN:] if code in found.rest][:1]
    shown = [*ranked[:SHOWN], *left]
    rows = [_row(found, code, effects[code], unit, lang) for code in shown]
    if hidden := len(ranked) - len(shown):
        rows.append([t("sensitivity.more_effects", lang, n=hidden), *[""] * 4])
    if idle := len(effects) - len(ranked):
        rows.append([t("sensitivity.idle", lang, n=idle), *[""] * 4])
    return rows


def _row(found: Sensitivity, code: str, effect: Effect, unit: Shown, lang: str) -> list[str]:
    size = effect.size
    spread = _COARSER * (size.high - size.low) or None
    mark = "" if size.low > 0.0 else "?"
    return [
        cut_name(input_name(found, code, lang), _NAME),
        t(f"sensitivity.taken_{'yes' if code in found.taken else 'no'}", lang),
        t(f"sensitivity.sign.{effect.sign}", lang),
        interval_text.level_text(size, unit, spread) + mark,
        unit.number(effect.sd, spread),
    ]


def screening_text(found: Sensitivity, lang: str) -> str:
    """Which inputs were taken, which left, by how much, and what these could amount to."""
    ranked = [code for code in found.score if code in found.taken]
    lines = wrap(
        t("sensitivity.taken", lang, n=len(found.score), taken=_scored(found, ranked, lang))
    )
    told = {
        output: item.total[REST]
        for output in found.outputs
        if isinstance(item := found.single[output.code], Indices) and REST in item.total
    }
    left = [code for code in found.score if code in found.rest]
    if left:
        lines += wrap(t("sensitivity.left", lang, rest=_scored(found, left, lang)))
    if told:
        most: Output = max(told, key=lambda output: told[output].value)
        words = {"most": f"{share_text(told[most])} %", "output": output_name(most, lang)}
        lines += wrap(t("sensitivity.left_most", lang, **words))
        if told[most].value > LARGE_REST:
            lines += wrap(t("sensitivity.large_rest", lang))
    elif not left:
        lines.append(t("sensitivity.nothing_left", lang))
    return "\n".join(lines)


def _scored(found: Sensitivity, codes: Sequence[str], lang: str) -> str:
    """Names with their scores, parted by a sign that no name holds."""
    return t("sensitivity.between", lang).join(
        t("sensitivity.scored", lang, name=input_name(found, code, lang), score=found.score[code])
        for code in codes
    )
