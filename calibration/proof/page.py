"""The figures of docs/proof.md, between its markers: Chinese and English tables of a study."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration.proof.in_part import InPart, in_part_table
from calibration.proof.page_notes import (
    Check,
    by_way,
    flagged,
    known_checks,
    pattern_check,
    small_p_note,
    toy_checks,
)
from calibration.proof.ranks import LEVELS, WIDTHS
from calibration.proof.record import Pattern
from calibration.proof.scores import Scores
from calibration.proof.study import Dense, Known
from calibration.proof.toy_answers import Answer
from calibration.proof.toy_page import p_text, table, toy_p_values, toy_tables
from calibration.proof.verdicts import ALPHA, family, histogram
from model.indicators import BY_CODE
from model.parameters import BY_CODE as PARAMETERS

LANGUAGES = ("zh", "en")
# Parameters are listed where some record contracts them by this much.
_LISTED = 0.03


@dataclass(frozen=True)
class Figures:
    """All that the page shows: `by_pattern` holds the scores by summaries of each pattern."""

    truths: int
    table: int
    seed: int
    known: Known
    patterns: tuple[Pattern, ...]
    by_pattern: tuple[Scores, ...]
    dense: list[Dense]
    in_part: tuple[InPart, ...]
    toys: dict[str, Answer]


def _markers(code: str) -> tuple[str, str]:
    return f"<!-- figures {code} -->", f"<!-- end {code} -->"


def markers_lacking(text: str) -> str:
    """Markers that a page does not have exactly once; empty for a page that can be filled."""
    wanted = [marker for code in LANGUAGES for marker in _markers(code)]
    return ", ".join(marker for marker in wanted if text.count(marker) != 1)


def filled(text: str, figures: Figures) -> str:
    """The page with the figures between its markers; raises ValueError when a marker is missing."""
    if lacking := markers_lacking(text):
        raise ValueError(f"the page lacks {lacking}")
    for lang, code in enumerate(LANGUAGES):
        begin, end = _markers(code)
        head, rest = text.split(begin)
        text = f"{head}{begin}\n{tables(figures, lang)}\n{end}{rest.split(end)[1]}"
    return text


def tables(figures: Figures, lang: int) -> str:
    """Every table in one language (0 Chinese, 1 English)."""
    parts = [
        toy_tables(figures.toys, lang),
        _facts(figures, lang),
        _coverage(figures.known.scores, lang),
        by_way(figures.known, lang),
        _ranks(figures.known.scores, lang),
        _histograms(figures.known.scores, lang),
        _both(figures.known, lang),
        _contraction(figures, lang),
        _rise(figures, lang),
        _widths(figures, lang),
    ]
    parts.append(small_p_note(_checks(figures), lang))
    if figures.dense:
        parts.append(_dense(figures, lang))
    if figures.in_part:
        parts.append(in_part_table(figures.in_part, figures.known.scores, lang))
    return "\n\n".join(parts)


def _checks(figures: Figures) -> list[Check]:
    """Every family of tests on the page whose p value is to be large."""
    found = toy_checks([float(family(p).min()) for p in toy_p_values(figures.toys)])
    found += known_checks(figures.known)
    return found + [
        pattern_check(pattern.name, float(scores.uniform_p().min()))
        for pattern, scores in zip(figures.patterns, figures.by_pattern, strict=True)
    ]


def _name(code: str, lang: int) -> str:
    item = BY_CODE.get(code) or PARAMETERS[code]
    return (item.name_zh, item.name_en)[lang]


def _facts(figures: Figures, lang: int) -> str:
    known = figures.known
    sizes = np.quantile(known.sizes, (0.0, 0.1, 0.5))
    moved, heavy = int(known.tempered.sum()), int(known.heavy.sum())
    poor = ", ".join(f"{size:.0f}" for size in sizes)
    return (
        f"{figures.truths} 个真值,{figures.table} 次先验运行,种子 {figures.seed}。"
        f"{moved} 个真值的后验由退火求得,其余由先验运行加权,其中 {heavy} 个 Pareto k 超过 0.7;"
        f"退火拒绝作答 {known.refused} 个(仍用加权);有效样本数(按谱系;最小、十分位、中位):{poor}。",
        f"{figures.truths} truths, {figures.table} prior runs, seed {figures.seed}.  The posteriors "
        f"of {moved} truths come by tempering, the others by weights on the prior runs, {heavy} of "
        f"them with Pareto k above .7; tempering refused {known.refused} (weights kept); effective "
        f"size by lineages (least, tenth, median): {poor}.",
    )[lang]


def _coverage(scores: Scores, lang: int) -> str:
    """Coverage of every headline; a star where it lies beyond its own binomial range."""
    rows = []
    for at, code in enumerate(scores.headlines):
        found = scores.coverage(at)
        cells = [
            f"{100 * item.share:.1f}%{'' if item.low <= item.share <= item.high else ' *'}"
            for item in found
        ]
        rows.append((_name(code, lang), *cells))
    inside = scores.inside[:, scores.parameters :, 0].mean(axis=(0, 1))
    rows.append((("平均", "mean")[lang], *(f"{100 * share:.1f}%" for share in inside)))
    ranges = scores.coverage(0)
    cells = [f"{100 * item.low:.1f}%-{100 * item.high:.1f}%" for item in ranges]
    rows.append((("名义覆盖的95%二项范围", "95 % binomial range of nominal")[lang], *cells))
    worst = flagged(float(scores.coverage_p().min()))
    count = len(scores.headlines) * len(LEVELS)
    title = (
        f"2027年主要指标区间的覆盖率(*为超出单格二项范围;{count} 格合并校正后最小 p = {worst})",
        f"Coverage of the intervals of the 2027 headlines (* beyond the range of one cell; smallest "
        f"p of {count} cells, corrected for being many, {worst})",
    )[lang]
    heads = (("指标", "50%", "80%", "95%"), ("indicator", "50 %", "80 %", "95 %"))[lang]
    return table(title, heads, rows)


def _ranks(scores: Scores, lang: int) -> str:
    """Uniformity of the ranks, as they are and with the forecast half and twice as wide."""
    p_values = [scores.uniform_p(width) for width in range(len(WIDTHS))]
    rows = [
        (_name(code, lang), *(p_text(float(column[at])) for column in p_values))
        for at, code in enumerate(scores.headlines)
    ]
    verdict = (("均匀", "不均匀"), ("uniform", "not uniform"))[lang]
    smallest = [float(column.min()) for column in p_values]
    told = [f"{verdict[p < ALPHA]} ({p_text(p)})" for p in smallest]
    rows.append((("合并判定", "verdict")[lang], *told))
    parameters = flagged(float(scores.parameters_p().min()))
    title = (
        f"秩是否均匀:卡方检验 p 值(Holm 校正);{scores.parameters} 个参数中最小 p = {parameters}",
        f"Uniformity of ranks: chi-square p values (Holm-corrected); smallest of "
        f"{scores.parameters} parameters {parameters}",
    )[lang]
    heads = (
        ("指标", "后验", "宽度减半", "宽度加倍"),
        ("indicator", "posterior", "half as wide", "twice as wide"),
    )[lang]
    return table(title, heads, rows)


def _histograms(scores: Scores, lang: int) -> str:
    """Rank histograms as counts."""
    rows = []
    for at, code in enumerate(scores.headlines):
        counts = histogram(scores.rank[:, scores.parameters + at, 0], 10)
        rows.append((_name(code, lang), *(str(count) for count in counts)))
    title = (
        f"秩的直方图(十格,每格应有 {scores.truths / 10:.0f})",
        f"Rank histograms (ten bins, {scores.truths / 10:.0f} expected in each)",
    )[lang]
    heads = (("指标", "indicator")[lang], *(f"{at / 10:.1f}-" for at in range(10)))
    return table(title, heads, rows)


def _both(known: Known, lang: int) -> str:
    """How far weights and tempering lie apart on the same truths."""
    if not known.both:
        return ("没有真值两法都算。", "No truth was done both ways.")[lang]
    shift = np.stack([item.shift for item in known.both])
    ratio = np.stack([item.ratio for item in known.both])
    sizes = np.median([[item.weights_size, item.tempered_size] for item in known.both], axis=0)
    n, rms = len(known.both), float(np.sqrt(np.mean(shift**2)))
    return (
        f"加权与退火在 {n} 个权重尾部过重的真值上并算(有效样本数中位 {sizes[0]:.0f} 与 {sizes[1]:.0f}):"
        f"主要指标后验均值之差以其标准误计,均方根 {rms:.2f},最大 {np.abs(shift).max():.1f};"
        f"后验标准差之比(退火/加权)中位 {np.median(ratio):.2f}。",
        f"Weights and tempering on the same {n} truths with heavy-tailed weights (median effective "
        f"size {sizes[0]:.0f} and {sizes[1]:.0f}): posterior means of the headlines differ by "
        f"{rms:.2f} standard errors of the difference (root mean square; largest "
        f"{np.abs(shift).max():.1f}); the ratio of posterior standard deviations, tempering over "
        f"weights, is {np.median(ratio):.2f} (median).",
    )[lang]


def _columns(figures: Figures, lang: int) -> list[tuple[str, Scores]]:
    """The shipped record by draws, then every pattern by summaries."""
    names = [
        f"{pattern.name[lang]}({len(pattern.rows)})"
        if lang == 0
        else f"{pattern.name[lang]} ({len(pattern.rows)})"
        for pattern in figures.patterns
    ]
    first = ("现有记录,逐次似然", "shipped record, likelihood")[lang]
    return [(first, figures.known.scores), *zip(names, figures.by_pattern, strict=True)]


def _contraction(figures: Figures, lang: int) -> str:
    """Contraction of the parameters by pattern."""
    columns = _columns(figures, lang)
    found = np.stack([item.contraction for _, item in columns], axis=1)
    count = figures.known.scores.parameters
    rows = [
        (f"{_name(code, lang)} `{code}`", *(f"{value:.2f}" for value in found[at]))
        for at, code in enumerate(figures.known.scores.names[:count])
        if found[at].max() >= _LISTED
    ]
    whole = found[:count].mean(axis=0)
    rows.append(
        ((f"{count} 个参数平均", f"mean of {count} parameters")[lang], *(f"{v:.3f}" for v in whole))
    )
    title = (
        "参数收缩(1-后验方差/先验方差,概率单位坐标,真值平均);括号内为观测条数",
        "Contraction of parameters (1 - posterior over prior variance, probit coordinates, mean over "
        "truths); in brackets the number of observations",
    )[lang]
    return table(title, (("参数", "parameter")[lang], *(name for name, _ in columns)), rows)


def _rise(figures: Figures, lang: int) -> str:
    """How much more parameters contract with denser records, like compared with like."""
    first, told = figures.by_pattern[0], []
    base = float(first.told.mean())
    for pattern, scores in zip(figures.patterns[1:], figures.by_pattern[1:], strict=True):
        more, error = scores.rise(first)
        times = len(pattern.rows) / len(figures.patterns[0].rows)
        zh = f"{pattern.name[0]}(观测 {times:.1f} 倍)"
        en = f"with {pattern.name[1]} ({times:.1f} times the observations)"
        share = f"{base + more:.3f} ({more:+.3f} ± {error:.3f}, {more / base:+.0%})"
        told.append((f"{zh}升到 {share}", f"{en} {share}")[lang])
    return (
        f"同用摘要相比,{first.parameters} 个参数的平均收缩:现有记录 {base:.3f},{';'.join(told)}。"
        "±为各真值配对之差的标准误。",
        f"Like compared with like (by summaries), the mean contraction of {first.parameters} parameters "
        f"is {base:.3f} with the shipped record, {', '.join(told)}; ± is the standard error of paired "
        "differences over truths.",
    )[lang]


def _widths(figures: Figures, lang: int) -> str:
    """Width of the headlines' 80 % intervals by pattern, and whether they cover."""
    columns = _columns(figures, lang)
    count = figures.known.scores.parameters
    rows = []
    for at, code in enumerate(figures.known.scores.headlines):
        spans = [float(np.median(np.exp(item.span[:, count + at]))) for _, item in columns]
        rows.append((_name(code, lang), *(f"{span:.2f}" for span in spans)))
    inside = [item.inside[:, count:, 0].mean(axis=(0, 1)) for _, item in columns]
    for at, level in enumerate(LEVELS):
        label = (f"{level:.0%}区间平均覆盖", f"mean coverage of {level:.0%}")[lang]
        rows.append((label, *(f"{100 * item[at]:.1f}%" for item in inside)))
    smallest = [flagged(float(item.uniform_p().min())) for _, item in columns]
    rows.append((("秩均匀,最小 p", "uniform ranks, smallest p")[lang], *smallest))
    title = (
        "2027年主要指标80%区间的宽度(上端/下端,真值中位)",
        "Width of the 80 % intervals of the 2027 headlines (upper over lower end, median of truths)",
    )[lang]
    return table(title, (("指标", "indicator")[lang], *(name for name, _ in columns)), rows)


def _dense(figures: Figures, lang: int) -> str:
    """What the sampler makes of dense records."""
    rows = []
    for item in figures.dense:
        told = ("拒绝", "refused")[lang]
        if item.scored is not None:
            inside = item.scored.inside[figures.known.scores.parameters :, 0, 1]
            told = f"{int(inside.sum())}/{len(inside)}"
        rows.append(
            (str(item.truth + 1), f"{item.by_parameters:.0f}", f"{item.by_lineages:.1f}", told)
        )
    title = (
        f"{figures.patterns[-1].name[0]}:直接退火的结果",
        f"{figures.patterns[-1].name[1]}: what tempering makes of them",
    )[lang]
    heads = (
        ("真值", "有效样本数,按不同参数计", "按谱系计", "80%区间含真值的指标"),
        ("truth", "effective size by parameters", "by lineages", "headlines whose 80 % holds it"),
    )[lang]
    return table(title, heads, rows)
