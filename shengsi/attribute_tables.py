"""An attribution as text: each quantity divided, pairs, what is left, and how to read it."""

from __future__ import annotations

from calibration.lever_values import GROUPS
from model.assumptions import BY_CODE as ASSUMPTIONS
from model.indicators import BY_CODE
from scenarios.assessment import few_histories
from scenarios.attribute import Attribution
from scenarios.basis import basis, caution, run_basis
from scenarios.combinations import Design
from scenarios.dividing import TARGET, Attributed, Share
from scenarios.probability import percent_text
from scenarios.resampling import Interval
from shengsi.display import Shown, basis_note, shown
from shengsi.interval_text import change_interval, interval_text, points
from shengsi.tables import cut_name, table, wrap
from shengsi.text import t

# Columns of the names of actions, and of levers, which there are more numbers of.
_NAME, _LEVER_NAME = 34, 26
PAIRS_SHOWN = 6


def attribute_text(found: Attribution, lang: str) -> str:
    """The whole attribution."""
    note = basis_note(run_basis(found.run), lang)
    blocks = [
        "\n".join(wrap(_title(found, lang))),
        *(_quantity(found, item, note, lang) for item in found.quantities),
        "\n".join(_notes(found, lang)),
        "\n".join(wrap(caution(found.run, lang))),
        "\n".join(wrap(few_histories(found.run, lang))),
    ]
    return "\n\n".join(block for block in blocks if block)


def _title(found: Attribution, lang: str) -> str:
    """What was divided among whom, on how many draws."""
    work, plan = found.run.work, found.design
    return t(
        "attribute.title", lang, whole=plan.whole.name(lang), base=plan.base.name(lang),
        players=players_text(plan, lang), sets=len(plan.sets), draws=work.draws, seed=work.seed,
        basis=basis(found.run, lang),
    )  # fmt: skip


def players_text(plan: Design, lang: str) -> str:
    """`7项行动`, or the levers of one of them."""
    if not plan.within:
        return t("attribute.players", lang, n=len(plan.players))
    action = GROUPS[plan.within][lang == "en"]
    key = "attribute.players_off" if plan.alone else "attribute.players_on"
    return t(key, lang, action=action, n=len(plan.players))


def quantity_name(item: Attributed, lang: str) -> str:
    """The quantity that is divided."""
    if item.target is not None:
        words = {"id": item.id, "name": item.target.name(lang), "years": item.target.years_text}
        return t("attribute.target", lang, **words)
    indicator = BY_CODE[item.id]
    name = indicator.name_en if lang == "en" else indicator.name_zh
    return t("attribute.indicator", lang, name=name, year=item.year)


def change_unit(item: Attributed, lang: str) -> Shown:
    """How parts of a quantity are shown."""
    if item.kind == TARGET:
        return points(lang)
    return shown(item.unit, BY_CODE[item.id].digits, lang, change=True)


def change_words(item: Attributed, part: Interval, lang: str) -> str:
    """What a measure brings, with its interval; a change of all draws is a bound."""
    if item.kind == TARGET:
        return change_interval(part, lang)
    return interval_text(part, change_unit(item, lang))


def level_unit(item: Attributed, lang: str) -> Shown:
    """How the quantity itself is shown."""
    if item.kind == TARGET:
        return shown("比例", 0, lang)
    return shown(item.unit, BY_CODE[item.id].digits, lang)


def by_share(item: Attributed) -> list[Share]:
    """Who brings most first."""
    return sorted(item.shares, key=lambda share: -share.share.value)


def _quantity(found: Attribution, item: Attributed, note: str, lang: str) -> str:
    """One quantity: levels, shares, pairs."""
    unit = change_unit(item, lang)
    lines = [quantity_name(item, lang)]
    ends = levels_text(item, lang)
    words = {"without": ends[0], "all_on": ends[1], "unit": unit.label}
    lines += wrap(
        t("attribute.levels", lang, whole=change_words(item, item.whole, lang), **words),
        indent="  ",
    )
    lines += [_table(found, item, unit, lang), note]
    lines += wrap(_moved(item, lang))
    if item.moved:
        text = {
            "alone": interval_text(item.singly, unit),
            "together": interval_text(item.together, unit),
            "remainder": f"{unit.factor * item.remainder:.0e}" if item.remainder else "0",
        }
        lines += wrap(t("attribute.joint", lang, unit=unit.label, **text))
        lines += _pairs(found, item, unit, lang)
    return "\n".join(lines)


def levels_text(item: Attributed, lang: str) -> list[str]:
    """The quantity with none and with all of the measures."""
    if item.chances is not None:
        return [percent_text(chance) for chance in item.chances]
    unit = level_unit(item, lang)
    return [
        f"{unit.text(level.value, level.high - level.low)} "
        f"[{unit.number(level.low, level.high - level.low)},"
        f"{unit.number(level.high, level.high - level.low)}]"
        for level in (item.without, item.all_on)
    ]


def _table(found: Attribution, item: Attributed, unit: Shown, lang: str) -> str:
    """Shares of all players and their sum."""
    sampled = found.design.orders is not None
    columns = ["lever" if found.design.within else "player", "share", "alone", "last", "together"]
    columns += ["sampling"] if sampled else []
    rows = [
        [
            cut_name(share.player.name(lang), _LEVER_NAME if found.design.within else _NAME),
            *(change_words(item, part, lang) for part in (share.share, share.alone, share.last)),
            interval_text(share.together, unit),
            *([_order_error(share, unit)] if sampled else []),
        ]
        for share in by_share(item)
    ]
    total = [t("attribute.sum", lang), change_words(item, item.whole, lang)]
    total += [interval_text(item.singly, unit), "", interval_text(item.together, unit)]
    rows.append([*total, *([""] if sampled else [])])
    heads = [t(f"attribute.col.{name}", lang) for name in columns]
    return table(heads, rows, "l" + "r" * (len(columns) - 1))


def _moved(item: Attributed, lang: str) -> str:
    """How many draws any of it makes differ."""
    left = t("attribute.excluded", lang, n=item.excluded) if item.excluded else ""
    if not item.moved:
        return t("attribute.unmoved", lang, draws=item.draws)
    return t("attribute.moved", lang, draws=item.draws, moved=item.moved, excluded=left)


def _pairs(found: Attribution, item: Attributed, unit: Shown, lang: str) -> list[str]:
    """The pairs that bring most beyond each alone."""
    if found.design.orders is not None:
        return wrap(t("attribute.pairs_sampled", lang, all=2 ** len(found.design.players)))
    clear = [pair for pair in item.pairs if pair.value.clear]
    if not item.pairs:
        return []
    if not clear:
        return wrap(t("attribute.pairs_none", lang, all=len(item.pairs)))
    largest = sorted(clear, key=lambda pair: -abs(pair.value.value))[:PAIRS_SHOWN]
    lines = [t("attribute.pairs", lang, n=len(clear), all=len(item.pairs))]
    for pair in largest:
        names = {"first": pair.first.name(lang), "second": pair.second.name(lang)}
        lines.append(t("attribute.pair", lang, value=interval_text(pair.value, unit), **names))
    rest = len(clear) - len(largest)
    return [*lines, t("attribute.pairs_more", lang, n=rest)] if rest else lines


def _order_error(share: Share, unit: Shown) -> str:
    """The standard error of sampling orders with two digits; `-` where all sets were run."""
    return unit.number(share.sampling, 10.0 * (share.sampling or 0.0) or None)


def _notes(found: Attribution, lang: str) -> list[str]:
    """How to read it, and what was the same in all combinations."""
    plan = found.design
    lines = wrap(t("attribute.note_share", lang)) + wrap(t("attribute.note_interval", lang))
    whole, comma = plan.whole.name(lang), ", " if lang == "en" else "、"
    if plan.orders is not None:
        k = len(plan.players)
        words = {"k": k, "all": 2**k, "orders": len(plan.orders.orders), "sets": len(plan.sets)}
        lines += wrap(t("attribute.note_sampled", lang, **words))
    if plan.whole.assumptions:
        items = [ASSUMPTIONS[code] for code in plan.whole.assumptions]
        names = comma.join(item.name_en if lang == "en" else item.name_zh for item in items)
        lines += wrap(t("attribute.note_world", lang, whole=whole, names=names))
    if plan.unchanged:
        names = comma.join(player.name(lang) for player in plan.unchanged)
        lines += wrap(t("attribute.note_unchanged", lang, whole=whole, names=names))
    return lines
