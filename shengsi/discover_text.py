"""What scenario discovery found, as sentences and a table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from calibration.form_rows import word
from calibration.table_columns import GRADE_WORDS
from scenarios.assessment import few_histories
from scenarios.basis import basis, caution, run_basis
from scenarios.box_search import FEW, FEWEST, FOUND, UNCONFIRMED, Found, Limit, Shares
from scenarios.discovery import Discovery
from scenarios.draw_inputs import OUTSIDE, PARAMETER, Input
from scenarios.probability import percent_text
from shengsi.display import basis_note, shown
from shengsi.tables import cut_name, table, wrap
from shengsi.text import t

# A limit is marked that fewer resamples set, or that chance sets more often.
HALF, CHANCE = 0.5, 0.05
# Columns that a condition takes in the table; sentences have it whole.
_NAME = 44
_HANG = "   "


def discovery_text(found: Discovery, lang: str) -> str:
    """The whole text: head, sentences of the boxes or why there is none, table of limits, notes."""
    blocks = [
        "\n".join(_head(found, lang)),
        "\n".join(_sentences(found, lang)),
        _limits_table(found, lang),
        "\n".join(_also(found, lang)),
        "\n".join(wrap(caution(found.run, lang))),
        "\n".join(wrap(few_histories(found.run, lang))),
    ]
    return "\n\n".join(block for block in blocks if block)


def scenario_name(found: Discovery, lang: str) -> str:
    """Name of the scenario."""
    works = {item.id: item for item in found.run.work.scenarios}
    return works[found.scenario].name(lang)


def ids(found: Discovery) -> str:
    """Ids of the targets."""
    return ", ".join(target.id for target in found.targets)


def target_name(found: Discovery, lang: str) -> str:
    """The name of the target, or that all of several are meant."""
    if len(found.targets) == 1:
        return found.targets[0].name(lang)
    return t("discover.all_of", lang, n=len(found.targets))


def case(found: Discovery) -> str:
    """`fails` or `meets`: the part of a key that says what a case is."""
    return "fails" if found.fails else "meets"


def rate_text(found: Discovery, lang: str) -> str:
    """How many draws are cases."""
    rate = found.rate
    words = {"rate": percent_text(rate, count=False), "hits": rate.hits, "n": rate.n}
    return t(f"discover.rate_{case(found)}", lang, **words)


def _head(found: Discovery, lang: str) -> list[str]:
    work = found.run.work
    title = t(
        "discover.title", lang, id=ids(found), target=target_name(found, lang),
        name=scenario_name(found, lang), scenario=found.scenario, draws=work.draws, seed=work.seed,
        basis=basis(found.run, lang),
    )  # fmt: skip
    kinds = [item.kind for item in found.inputs]
    halves = t(
        "discover.halves", lang, first=found.halves[0], second=found.halves[1],
        inputs=len(kinds), parameters=kinds.count(PARAMETER), outside=kinds.count(OUTSIDE),
    )  # fmt: skip
    lines = [*wrap(title), *wrap(rate_text(found, lang))]
    if found.reason != FEW:
        lines += wrap(halves)
    if found.left_out:
        lines.append(t("discover.left_out", lang, n=found.left_out))
    return lines


def _sentences(found: Discovery, lang: str) -> list[str]:
    """A sentence for each box, or why there is none."""
    if found.reason != FOUND:
        return wrap(_no_box(found, lang))
    lines: list[str] = []
    for number, box in enumerate(found.boxes, 1):
        lines += wrap(box_sentence(found, box, number, lang), indent=_HANG)
        if found.density is not None and box.found.density < found.density:
            wanted = f"{100 * found.density:.0f}"
            lines += wrap(f"{_HANG}{t('discover.sparse', lang, n=number, wanted=wanted)}")
        if box.shares.density is not None and box.found.density > box.shares.density.high:
            seen = _whole_percent(box.found.density)
            lines += wrap(f"{_HANG}{t('discover.optimism', lang, n=number, found=seen)}")
    if len(found.boxes) > 1 and found.together is not None:
        key = f"discover.together_{case(found)}"
        lines += wrap(t(key, lang, **_share_words(found.together)))
    if found.rejected is not None:
        limits = limits_text(found, found.rejected, lang)
        lines += wrap(t("discover.stopped", lang, limits=limits))
    return lines


def _no_box(found: Discovery, lang: str) -> str:
    if found.reason == FEW:
        words = {"least": FEWEST, "hits": found.rate.hits, "n": found.rate.n}
        return t("discover.few", lang, **words)
    if found.reason == UNCONFIRMED and found.rejected is not None:
        box = found.rejected
        return t(
            "discover.unconfirmed", lang, limits=limits_text(found, box, lang),
            found=_whole_percent(box.found.density), density=percent_text(box.shares.density),
            outside=percent_text(box.outside),
        )  # fmt: skip
    return t("discover.nothing", lang)


def box_sentence(found: Discovery, box: Found, number: int, lang: str) -> str:
    """`fails in 83 % ±4 of draws when ...; 9 % ±2 of all draws, ...`, every share with its error."""
    assert box.lift is not None
    return t(
        f"discover.box_{case(found)}", lang, n=number, limits=limits_text(found, box, lang),
        among=t("discover.among", lang) if number > 1 else "", **_share_words(box.shares),
        outside=percent_text(box.outside),
        **{name: f"{100 * getattr(box.lift, end):.0f}"
           for name, end in (("lift", "value"), ("low", "low"), ("high", "high"))},
    )  # fmt: skip


def _share_words(shares: Shares) -> dict[str, str]:
    return {name: percent_text(getattr(shares, name)) for name in ("density", "mass", "coverage")}


def _whole_percent(share: float) -> str:
    """A share of the half that was looked in, without the ends that finite draws cannot give."""
    percent = round(100 * share)
    return "<1" if percent < 1 else ">99" if percent > 99 else str(percent)


def limits_text(found: Discovery, box: Found, lang: str) -> str:
    """`iron ore price (mean change 2023-2027) < -2.1 % and credit limit < 0.50`."""
    parts = [
        f"{limit.input.name(lang)} {'<' if limit.below else '>'} "
        f"{value_text(found, limit.input, limit.value, lang)}"
        for limit in box.limits
    ]
    return t("discover.and", lang).join(parts)


def value_text(found: Discovery, item: Input, value: float, lang: str, label: bool = True) -> str:
    """A value of an input, with the decimals that its spread over the draws is worth."""
    at = next(place for place, one in enumerate(found.inputs) if one.code == item.code)
    low, high = np.quantile(found.values[found.valid, at], (0.1, 0.9))
    unit = shown(item.unit, 0, lang)
    width = (high - low) * abs(unit.factor)
    if 0.0 < width < 1e-2:
        # Four decimals say too little of it.
        number = f"{value * unit.factor:.3g}"
        return f"{number} {unit.suffix}".strip() if label else number
    spread = float(high - low) or None
    return unit.text(value, spread) if label else unit.number(value, spread)


def _limits_table(found: Discovery, lang: str) -> str:
    """Every limit of every box that held, with the tests of it."""
    if not found.boxes:
        return ""
    names = ("box", "input", "limit", "range", "recurs", "quasi_p", "kind", "grade")
    headers = [t(f"discover.col.{name}", lang) for name in names]
    rows = [
        [str(number), *_limit_cells(found, limit, lang)]
        for number, box in enumerate(found.boxes, 1)
        for limit in box.limits
    ]
    text = table(headers, rows, "lllrrrll")
    note = basis_note(run_basis(found.run), lang)
    return "\n".join([text, note, *wrap(t("discover.how", lang, resamples=found.resamples))])


def _limit_cells(found: Discovery, limit: Limit, lang: str) -> Sequence[str]:
    item = limit.input
    ends = [value_text(found, item, end, lang, label=False) for end in (limit.low, limit.high)]
    return [
        cut_name(item.name(lang), _NAME),
        f"{'<' if limit.below else '>'} {value_text(found, item, limit.value, lang)}",
        "~".join(ends),
        f"{recurs_text(limit.recurs, found.resamples)}{'*' if limit.recurs < HALF else ''}",
        f"{chance_text(limit.quasi_p)}{'*' if limit.quasi_p > CHANCE else ''}",
        t(f"discover.kind.{item.kind}", lang),
        word(GRADE_WORDS, item.grade, lang),
    ]


def recurs_text(share: float, resamples: int) -> str:
    """The share of resamples as a count, which says how many there were."""
    return f"{round(share * resamples)}/{resamples}"


def chance_text(chance: float) -> str:
    """A quasi-p."""
    return "<0.001" if chance < 0.001 else f"{chance:.3f}"


def _also(found: Discovery, lang: str) -> list[str]:
    """Limits on inputs that stand for others too."""
    names = {item.code: item for item in found.inputs}
    lines = []
    for code in dict.fromkeys(limit.input.code for box in found.boxes for limit in box.limits):
        item = names[code]
        if item.also:
            words = {"name": item.name(lang), "others": ", ".join(item.also)}
            lines += wrap(t("discover.also", lang, **words))
    return lines
