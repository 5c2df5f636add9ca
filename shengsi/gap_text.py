"""Shortfalls and required growth as tables, with what the record has to hold against them."""

from __future__ import annotations

import math
from dataclasses import replace

from calibration.form_rows import word
from calibration.growth_seen import Seen
from calibration.table_columns import GRADE_WORDS
from model.indicators import BY_CODE
from scenarios.assessment import few_histories
from scenarios.basis import basis, caution, run_basis
from scenarios.probability import percent_text
from scenarios.resampling import Interval
from scenarios.target_gaps import Gap, Gaps
from scenarios.target_pace import CHANGE, MEDIAN, RATE, YEARLY, Growth, OnRecord
from shengsi.display import Shown, basis_note, shown
from shengsi.interval_text import level_text
from shengsi.tables import cut_name, table, wrap
from shengsi.target_tables import result_unit
from shengsi.text import t

_HANG = "  "
# Shares are shown times a hundred.
SHARE_FACTOR = 100.0
# Columns that names take beside growth.
_NAME = 28
# Draws that miss have a row of their own unless they are nearly all, or nearly none.
_FEW = 0.05


def gaps_text(found: Gaps, lang: str) -> str:
    """The whole text: shortfalls, growth, growth on record, notes."""
    work = found.run.work
    title = t(
        "targets.title", lang, name=scenario_name(found, lang), id=found.scenario,
        draws=work.draws, seed=work.seed, basis=basis(found.run, lang),
    )  # fmt: skip
    blocks = [
        "\n".join(wrap(title)),
        _shortfalls(found, lang),
        _growth(found, lang),
        "\n".join(_record(found, lang)),
        "\n".join(_notes(found, lang)),
        "\n".join(wrap(caution(found.run, lang))),
        "\n".join(wrap(few_histories(found.run, lang))),
    ]
    return "\n\n".join(block for block in blocks if block)


def scenario_name(found: Gaps, lang: str) -> str:
    """Name of the scenario."""
    works = {item.id: item for item in found.run.work.scenarios}
    return works[found.scenario].name(lang)


def gap_unit(gap: Gap, lang: str) -> Shown:
    """How the distance to a target is shown: points for a share."""
    target = gap.target
    return shown(target.unit, BY_CODE[target.indicator].digits, lang, change=True)


def gap_text(gap: Gap, item: Interval, lang: str) -> str:
    """A quantile of the gap with its error, with the decimals that the error carries."""
    spread = gap.shortfall[-1].value - gap.shortfall[0].value or gap.shortfall[-1].value or None
    return level_text(item, gap_unit(gap, lang), spread)


def _shortfalls(found: Gaps, lang: str) -> str:
    """A row for each target that some draw misses."""
    missed = [gap for gap in found.gaps if gap.shortfall]
    if not missed:
        return t("gap.none", lang) if found.gaps else ""
    names = ("target", "missed", "small", "median", "large", "share")
    headers = [t(f"gap.col.{name}", lang) for name in names]
    rows = [_shortfall_cells(gap, lang) for gap in missed]
    text = table(headers, rows, "lrrrrr")
    how = wrap(t("gap.how", lang, replicates=found.replicates))
    title = t("gap.shortfall", lang, name=scenario_name(found, lang))
    return "\n".join([title, text, basis_note(run_basis(found.run), lang), *how])


def _shortfall_cells(gap: Gap, lang: str) -> list[str]:
    small, median, large = gap.shortfall[0], gap.shortfall[MEDIAN], gap.shortfall[-1]
    unit = gap_unit(gap, lang)
    share = f"{100 * median.value / gap.goal:.0f}%" if gap.goal > 0 else "-"
    return [
        f"{gap.target.id} {gap.target.name(lang)}",
        percent_text(gap.missed, count=False),
        *(gap_text(gap, item, lang) for item in (small, median)),
        f"{gap_text(gap, large, lang)} {unit.suffix}".rstrip(),
        share,
    ]


def _growth(found: Gaps, lang: str) -> str:
    """A row for each target that asks for something a year; the others by name."""
    paced = [gap for gap in found.gaps if gap.pace is not None and gap.missed.hits]
    lines = []
    if paced:
        names = ("target", "kind", "needed", "ahead", "before", "verdict")
        headers = [t(f"gap.col.{name}", lang) for name in names]
        lines = [t("gap.growth", lang)]
        rows = [row for gap in paced for row in _growth_rows(gap, lang)]
        lines.append(table(headers, rows, "llrrrl"))
        lines.append(basis_note(run_basis(found.run), lang))
        pace = paced[0].pace
        assert pace is not None
        lines += wrap(t("gap.how_growth", lang, base=pace.base_year, first=pace.first_year))
    for reason in dict.fromkeys(gap.no_pace for gap in found.gaps if gap.no_pace):
        ids = ", ".join(gap.target.id for gap in found.gaps if gap.no_pace == reason)
        lines += wrap(t("gap.no_growth", lang, ids=ids, reason=t(f"gap.no_pace.{reason}", lang)))
    return "\n".join(lines)


def _growth_rows(gap: Gap, lang: str) -> list[list[str]]:
    """All draws of a target; then those that miss it, where that is another matter."""
    pace = gap.pace
    assert pace is not None
    every = [
        cut_name(f"{gap.target.id} {gap.target.name(lang)}", _NAME),
        t(f"gap.kind.{pace.kind}", lang),
        needed_text(gap, pace.needed, lang),
        *(growth_text(gap, item, lang) for item in (pace.ahead, pace.before)),
        t(f"gap.verdict.{verdict_of(gap)}", lang),
    ]
    if pace.missing is None or not _FEW < gap.missed.value < 1.0 - _FEW:
        return [every]
    needed, ahead = pace.missing
    share = percent_text(gap.missed, count=False)
    short = [
        t("gap.those_that_miss", lang, share=share), "", needed_text(gap, needed, lang),
        growth_text(gap, ahead, lang), "", "",
    ]  # fmt: skip
    return [every, short]


def needed_text(gap: Gap, needed: Growth, lang: str) -> str:
    """What is needed a year: of a change more than nothing, of a yearly number the number."""
    assert gap.pace is not None
    if gap.pace.kind == CHANGE:
        return ">0"
    if gap.pace.kind == YEARLY:
        unit = _yearly_unit(gap, lang)
        return replace(unit, suffix=_percent(unit)).exact(gap.target.value)
    return growth_text(gap, needed, lang)


def growth_text(gap: Gap, item: Growth, lang: str) -> str:
    """`6.1% (2.5~13.4)` of a rate, `0.4 (0.2~0.8)` of a number a year; `-` where none is known."""
    assert gap.pace is not None
    unit = _yearly_unit(gap, lang)
    factor, suffix = unit.factor, _percent(unit)
    if gap.pace.kind == RATE:
        factor, suffix = 100.0, "%"
    values = (item.median.value, item.low80, item.high80)
    if not all(map(math.isfinite, values)):
        return "-"
    digits = 2 if gap.pace.kind == CHANGE else 1
    middle, low, high = (_number(factor * value, digits) for value in values)
    return f"{middle}{suffix} ({low}~{high})"


def _number(value: float, digits: int) -> str:
    """With so many decimals, without the sign of a zero."""
    text = f"{value:.{digits}f}"
    return text.removeprefix("-") if float(text) == 0 else text


def _yearly_unit(gap: Gap, lang: str) -> Shown:
    """How a number or a change of a year is shown."""
    target = gap.target
    changes = gap.pace is not None and gap.pace.kind == CHANGE
    return shown(target.unit, BY_CODE[target.indicator].digits, lang, change=changes)


def _percent(unit: Shown) -> str:
    """The unit of shares, and of their change; the others are named by the target."""
    if unit.factor != SHARE_FACTOR:
        return ""
    return f" {unit.suffix}" if unit.suffix.isalpha() and unit.suffix.isascii() else unit.suffix


def verdict_of(gap: Gap) -> str:
    """Whether growth must be more than the draws have, or need not: by the chance of a miss.

    Even where the interval of that chance holds a half.
    """
    if gap.missed.low > 0.5:
        return "more"
    return "less" if gap.missed.high < 0.5 else "even"


def _record(found: Gaps, lang: str) -> list[str]:
    """What the record says of growth, and where it says nothing."""
    lines = []
    for gap in found.gaps:
        if gap.record is not None:
            lines += wrap(_on_record(gap, gap.record, lang))
    silent = [gap for gap in found.gaps if gap.record is None]
    if silent:
        ids, base = ", ".join(gap.target.id for gap in silent), silent[0].target.baseline_year
        lines += wrap(t("gap.no_record", lang, ids=ids, base=base))
    seen = [seen_line(gap, item, lang) for gap in found.gaps for item in gap.all_seen]
    if seen:
        lines.append(t("gap.seen_title", lang))
    for line in seen:
        lines += wrap(line, indent=_HANG * 2)
    unseen = [gap.target.id for gap in found.gaps if not gap.all_seen]
    if unseen:
        lines += wrap(t("gap.unseen", lang, ids=", ".join(unseen)))
    return lines


def _on_record(gap: Gap, item: OnRecord, lang: str) -> str:
    """The last year on record, and what is needed from there."""
    unit = result_unit(gap.result, lang)
    level = shown(gap.target.unit, 0, lang)
    needed = percent(item.needed) if item.kind == RATE else f"{unit.factor * item.needed:.3g}"
    words = {
        "id": gap.target.id, "year": item.year, "value": level.exact(item.value),
        "grade": word(GRADE_WORDS, item.grade, lang), "needed": needed,
    }  # fmt: skip
    key = "gap.record_change" if item.kind == CHANGE else "gap.record"
    return t(key, lang, **words)


def seen_line(gap: Gap, item: Seen, lang: str) -> str:
    """One growth rate on record."""
    first = "" if item.first_year is None else f"{item.first_year}-"
    return t(
        "gap.seen", lang, id=gap.target.id, name=item.name(lang), years=f"{first}{item.last_year}",
        rate=percent(item.rate), low=percent(item.low), high=percent(item.high),
        scope=item.scope(lang), grade=word(GRADE_WORDS, item.grade, lang),
    )  # fmt: skip


def percent(share: float) -> str:
    """A yearly rate in percent."""
    return f"{100 * share:.1f}%".replace("-0.0%", "0.0%")


def _notes(found: Gaps, lang: str) -> list[str]:
    lines = []
    for gap in found.gaps:
        if gap.above is not None and gap.above.hits:
            words = {"id": gap.target.id, "share": percent_text(gap.above)}
            lines += wrap(t("gap.above", lang, **words))
    met = [gap.target.id for gap in found.gaps if not gap.missed.hits]
    if met:
        lines += wrap(t("gap.never", lang, ids=", ".join(met)))
    if found.untested:
        lines += wrap(t("gap.untested", lang, ids=", ".join(found.untested)))
    return lines
