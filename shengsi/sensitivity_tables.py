"""A sensitivity analysis as text for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version

from calibration.contraction import INFORMED
from calibration.jackknife import beyond
from model.units import FIRST_YEAR
from scenarios.resampling import Interval
from scenarios.sensitivity import PARTS, REST, Indices, Output, Sensitivity, Untold
from shengsi.display import basis_note
from shengsi.sensitivity_screening import effect_tables, screening_text
from shengsi.sensitivity_words import (
    input_name,
    level_text,
    output_name,
    part_label,
    part_name,
    share_clear,
    share_text,
    short_name,
    varies_text,
)
from shengsi.tables import cut, cut_name, grouped_tables, table, text_width, wrap
from shengsi.text import t

# Inputs of an output shown one by one; lines of pairs; lines of a table before it begins anew.
SHOWN, PAIRS_SHOWN, SCREEN = 6, 12, 46
# Columns: the widest table, a name at most and at least.
_WIDE, _NAME, _FEWEST = 118, 40, 20


def sensitivity_text(found: Sensitivity, lang: str) -> str:
    """The whole report: headline, split of variance, single inputs, pairs, screening, notes."""
    note = basis_note(found.basis, lang)
    blocks = [_title(found, lang)]
    blocks += [_split(found, kind, lang) + f"\n{note}" for kind in ("first", "total")]
    if found.single:
        blocks += [f"{page}\n{note}" for page in _single(found, lang)]
        blocks.append("\n".join(wrap(t("sensitivity.how_single", lang))))
    blocks.append(_pairs(found, lang))
    if found.screening:
        blocks += [f"{page}\n{note}" for page in effect_tables(found, lang, SCREEN)]
        blocks.append(screening_text(found, lang))
    if found.shares:
        blocks += [f"{page}\n{note}" for page in _shares(found, lang)]
    blocks.append("\n".join(_notes(found, lang)))
    return "\n\n".join(blocks)


def _title(found: Sensitivity, lang: str) -> str:
    """What was analysed, the headline, what varies."""
    words = {
        "name": found.scenario.name(lang), "first": FIRST_YEAR, "year": found.last_year,
        "seed": found.seed, "blocks": found.sizes.blocks,
        "runs": f"{sum(found.runs.values()):,}", "failed": found.failed,
        "version": version("shengsi"),
    }  # fmt: skip
    lines = wrap(t("sensitivity.title", lang, **words))
    told = next((o for o in found.outputs if isinstance(found.split[o.code], Indices)), None)
    if told is not None:
        lines += wrap(headline(found, told, lang))
    return "\n".join([*lines, *wrap(varies_text(found, lang))])


def headline(found: Sensitivity, output: Output, lang: str) -> str:
    """One sentence on what decides an output most."""
    split = found.split[output.code]
    assert isinstance(split, Indices)
    words = {
        "output": output_name(output, lang),
        "level": level_text(found, output, lang),
        "rest": f"{share_text(split.rest)} %",
    }
    clear = [code for code in split.inputs if share_clear(split.first[code])]
    if not clear:
        return t("sensitivity.headline_open", lang, **words)
    most = max(clear, key=lambda code: split.first[code].value)
    share = f"{share_text(split.first[most])} %"
    return t("sensitivity.headline", lang, part=input_name(found, most, lang), share=share, **words)


def _split(found: Sensitivity, kind: str, lang: str) -> str:
    """A row an output: the four parts, and for the first order their interactions."""
    names = [part_label(found, part, lang, "column") for part in PARTS]
    if kind == "first":
        names.append(t("sensitivity.col.interactions", lang))
    head = [t("sensitivity.col.level", lang), *names]
    rows = []
    for output in found.outputs:
        split, level = found.split[output.code], level_text(found, output, lang)
        if isinstance(split, Untold):
            rows.append([level, *["-"] * len(names)])
            continue
        shares: Mapping[str, Interval] = getattr(split, kind)
        cells = [share_text(shares[part]) if part in shares else "-" for part in PARTS]
        rows.append([level, *cells, *([share_text(split.rest)] if kind == "first" else [])])
    # What the numbers leave of a line is for the names.
    taken = sum(2 + max(map(text_width, column)) for column in zip(head, *rows, strict=True))
    room = max(_FEWEST, min(_NAME, _WIDE - taken))
    rows = [
        [short_name(output, lang, room), *row]
        for output, row in zip(found.outputs, rows, strict=True)
    ]
    head = [t("sensitivity.col.output", lang), *head]
    text = [t(f"sensitivity.head.{kind}", lang), table(head, rows, "l" + "r" * (len(head) - 1))]
    if kind == "first":
        text += _untold(found, found.split, lang)
    return "\n".join(text)


def _untold(found: Sensitivity, stage: Mapping[str, Indices | Untold], lang: str) -> list[str]:
    """Why outputs have no indices, a line each."""
    lines = []
    for output in found.outputs:
        item = stage[output.code]
        if isinstance(item, Untold):
            reason = t(f"sensitivity.reason.{item.reason}", lang)
            lines += wrap(f"{output_name(output, lang)}: {reason}")
    return lines


def _single(found: Sensitivity, lang: str) -> list[str]:
    """Inputs of every output, largest total first, those that cannot be told counted."""
    columns = ("input", "part", "first", "total", "sign", "grade")
    heads = [t(f"sensitivity.col.{name}", lang) for name in columns]
    groups = []
    for output in found.outputs:
        item = found.single[output.code]
        title = f"{output_name(output, lang)}  {level_text(found, output, lang)}"
        if isinstance(item, Indices):
            groups.append((title, _single_rows(found, output, item, lang)))
    pages = grouped_tables(heads, groups, "llrrll", SCREEN) if groups else []
    untold = _untold(found, found.single, lang)
    head = t("sensitivity.head.single", lang)
    if not pages:
        return ["\n".join([head, *untold])]
    pages[0] = f"{head}\n{pages[0]}"
    pages[-1] = "\n".join([pages[-1], *untold])
    return pages


def _single_rows(found: Sensitivity, output: Output, item: Indices, lang: str) -> list[list[str]]:
    """Rows of one output."""
    told = [code for code in item.inputs if share_clear(item.total[code]) and code != REST]
    told = sorted(told, key=lambda code: -item.total[code].value)[:SHOWN]
    rest = [REST] if REST in item.inputs else []
    hidden = len(item.inputs) - len(told) - len(rest)
    effects = found.screening.get(output.code) or {}
    rows = []
    for code in [*told, *rest]:
        sign = t(f"sensitivity.sign.{effects[code].sign}", lang) if code in effects else "-"
        grade = "" if code == REST else found.input(code).grade
        rows.append(
            [
                cut_name(input_name(found, code, lang), _NAME),
                part_name(found, code, lang),
                share_text(item.first[code]),
                share_text(item.total[code]),
                sign,
                t(f"sensitivity.grade.{grade}", lang),
            ]
        )
    if hidden:
        rows.append([t("sensitivity.others", lang, n=hidden), *[""] * 5])
    return rows


def _pairs(found: Sensitivity, lang: str) -> str:
    """Interactions of pairs that can be told though so many were looked at, largest first."""
    every = [
        (output, pair, share)
        for stage in (found.split, found.single)
        for output in found.outputs
        if isinstance(item := stage.get(output.code), Indices)
        for pair, share in item.second.items()
    ]
    limit = beyond(len(every), groups=found.sizes.blocks)
    clear = [item for item in every if item[2].value > limit * item[2].sd]
    clear.sort(key=lambda item: -item[2].value)
    lines = [_pair(found, *item, lang) for item in clear[:PAIRS_SHOWN]]
    lines = lines or [t("sensitivity.no_pairs", lang, n=len(every))]
    if len(clear) > PAIRS_SHOWN:
        lines.append(t("sensitivity.more_pairs", lang, n=len(clear) - PAIRS_SHOWN))
    return "\n".join([t("sensitivity.head.pairs", lang, n=len(every)), *lines])


def _pair(
    found: Sensitivity, output: Output, pair: Sequence[str], share: Interval, lang: str
) -> str:
    first, second = (input_name(found, code, lang) for code in pair)
    words = {"first": first, "second": second, "share": share_text(share)}
    return t("sensitivity.pair", lang, output=output_name(output, lang), **words)


def _shares(found: Sensitivity, lang: str) -> list[str]:
    """Single parameters within a posterior, with what the data did to them."""
    heads = [
        t(f"sensitivity.col.{name}", lang)
        for name in ("parameter", "share", "contraction", "decided")
    ]
    groups = []
    for output in found.outputs:
        shares = found.shares[output.code]
        if shares is None:
            continue
        told = sorted((c for c in shares if shares[c].low > 0), key=lambda c: -shares[c].value)
        rows = [_share_row(found, code, shares[code], lang) for code in told[:SHOWN]]
        if hidden := len(shares) - len(told[:SHOWN]):
            rows.append([t("sensitivity.others", lang, n=hidden), "", "", ""])
        groups.append((output_name(output, lang), rows))
    if not groups:
        return []
    pages = grouped_tables(heads, groups, "lrrl", SCREEN)
    pages[0] = f"{t('sensitivity.head.shares', lang)}\n{pages[0]}"
    pages[-1] += "\n" + "\n".join(wrap(t("sensitivity.how_shares", lang, limit=INFORMED)))
    return pages


def _share_row(found: Sensitivity, code: str, share: Interval, lang: str) -> list[str]:
    data = found.data[code]
    key = "prior_driven" if data.prior_driven else "data_driven"
    return [
        cut(found.parameter_name(code, lang), _NAME),
        share_text(share),
        f"{data.contraction:.2f} ±{2 * data.error:.2f}",
        t(f"sensitivity.{key}", lang),
    ]


def _notes(found: Sensitivity, lang: str) -> list[str]:
    """How to read it all, what was left out, what the parameters are worth."""
    lines = wrap(t("sensitivity.how", lang)) + wrap(t("sensitivity.how_luck", lang))
    dropped = [
        f"{output_name(output, lang)} {item.points - item.used}/{item.points}"
        for output in found.outputs
        if (item := found.split[output.code]).used < item.points
    ]
    if dropped:
        lines += wrap(t("sensitivity.dropped", lang, where="; ".join(dropped)))
    if found.origin == "prior":
        lines += wrap(t("sensitivity.prior_alone", lang))
    if found.few is not None:
        lines += wrap(found.few[lang == "en"])
    return [*lines, *wrap(found.caution[lang == "en"])]
