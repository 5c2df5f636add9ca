"""What a reader of docs/proof.md must not overlook: small p values, and how posteriors were found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from calibration.importance import PARETO_LIMIT
from calibration.proof.ranks import LEVELS
from calibration.proof.study import Known
from calibration.proof.toy_page import p_text, table
from calibration.proof.verdicts import ALPHA, coverage, family

# Chinese and English.
Pair = tuple[str, str]

_POSTERIOR: Pair = (
    "抽样器求出的后验与应有的不同",
    "the posterior that the sampler finds is not the one it should find",
)
_THEIRS: Pair = (
    "pyABC 求出的后验与精确的不同(不涉及本项目)",
    "the posterior of pyABC is not the exact one (which says nothing of this project)",
)
_INTERVALS: Pair = (
    "区间太窄、太宽或偏向一边",
    "intervals are too narrow, too wide or off to one side",
)
_RANKS: Pair = (
    "那些后验的中心或宽度有偏,同一栏的收缩和区间宽度也就不能全信",
    "those posteriors are off in their middle or their width, and neither contraction nor widths in "
    "the same column can be relied on",
)


class Check(NamedTuple):
    """A family of tests on the page: its name, its smallest p value (corrected for the members of
    the family), and what a true failure of it would mean."""

    name: Pair
    p: float
    meaning: Pair


def toy_checks(p_values: Sequence[float]) -> list[Check]:
    """The comparisons of the toys, in the order of their table."""
    names: tuple[Pair, ...] = (
        ("玩具模型,本项目对精确后验", "toys, this sampler and exact"),
        ("玩具模型,pyABC 对精确后验", "toys, pyABC and exact"),
        ("玩具模型,本项目对 pyABC", "toys, this sampler and pyABC"),
    )
    meanings = (_POSTERIOR, _THEIRS, _POSTERIOR)
    return [Check(*item) for item in zip(names, p_values, meanings, strict=True)]


def known_checks(known: Known) -> list[Check]:
    """The families of known truths given the shipped record."""
    scores = known.scores
    record = ("现有记录(逐次似然)", "shipped record (likelihood)")
    parts: tuple[tuple[Pair, np.ndarray, Pair], ...] = (
        (("区间覆盖", "coverage"), scores.coverage_p(), _INTERVALS),
        (("主要指标的秩", "ranks of the headlines"), scores.uniform_p(), _RANKS),
        (("参数的秩", "ranks of the parameters"), scores.parameters_p(), _RANKS),
    )
    return [
        Check((f"{record[0]},{what[0]}", f"{record[1]}, {what[1]}"), float(p.min()), meaning)
        for what, p, meaning in parts
    ]


def pattern_check(name: Pair, p: float) -> Check:
    """Ranks of the headlines with posteriors by summaries of one pattern."""
    told = (f"{name[0]}(摘要),主要指标的秩", f"{name[1]} (by summaries), ranks of the headlines")
    return Check(told, p, _RANKS)


def flagged(p: float) -> str:
    """A p value, with a star where it is under ALPHA."""
    return f"{p_text(p)} *" if p < ALPHA else p_text(p)


def small_p_note(checks: Sequence[Check], lang: int) -> str:
    """Which families of the page have a p value under ALPHA, what that would mean, and whether it
    is more than chance among so many families."""
    n, low = len(checks), [item for item in checks if item.p < ALPHA]
    chance = f"{100 * (1.0 - (1.0 - ALPHA) ** n):.0f}"
    opening = (
        f"本页共 {n} 组检验,各组之内作了 Holm 校正,组与组之间没有:即使后验全对,{n} 组互不相干时,"
        f"至少一组的最小 p 低于 {ALPHA:g} 的机会也有 {chance}%。",
        f"The page has {n} families of tests, each Holm-corrected within itself but not for there being "
        f"{n} of them: with nothing wrong and unrelated families at least one falls under {ALPHA:g} "
        f"with probability {chance} %. ",
    )[lang]
    if not low:
        return opening + (f"没有一组低于 {ALPHA:g}。", "None does here.")[lang]
    joint = (";", "; ")[lang]
    told = joint.join(
        (
            f"{item.name[0]}(p = {p_text(item.p)});若不是碰巧,{item.meaning[0]}",
            f"{item.name[1]} (p = {p_text(item.p)}): unless by chance, {item.meaning[1]}",
        )[lang]
        for item in low
    )
    certain = family(np.array([item.p for item in checks])).min() < ALPHA
    verdict = (
        (
            f"{n} 组一起再作 Holm 校正,仍低于 {ALPHA:g}:应当作有错来查,查清之前不用这些数。",
            f"{n} 组一起再作 Holm 校正,没有一组低于 {ALPHA:g}:不足以说有错,也不能说无错;换种子、加真值重做可以分清。",
        ),
        (
            f"Corrected for {n} families as well (Holm) it is still under {ALPHA:g}: to be taken for a "
            "fault, and the numbers left alone until it is found.",
            f"Corrected for {n} families as well (Holm) none is under {ALPHA:g}: too little to speak of a "
            "fault, and no proof that there is none; another seed and more truths would tell.",
        ),
    )[lang][0 if certain else 1]
    return opening + (f"低于的(表中带 *):{told}。", f"Under it (starred): {told}. ")[lang] + verdict


def ways(known: Known) -> tuple[tuple[Pair, np.ndarray], ...]:
    """Truths by how their posterior was found: names and bool[truths]."""
    light = ~known.tempered & ~known.heavy
    return (
        ((f"加权,Pareto k 不超过 {PARETO_LIMIT:g}", f"weights, Pareto k up to {PARETO_LIMIT:g}"), light),
        ((f"加权,Pareto k 超过 {PARETO_LIMIT:g}", f"weights, Pareto k above {PARETO_LIMIT:g}"), known.heavy),
        (("退火", "tempering"), known.tempered),
    )  # fmt: skip


def by_way(known: Known, lang: int) -> str:
    """Coverage of the headlines apart for the truths of each way, and the range that a single
    indicator's coverage would have by chance."""
    scores, rows = known.scores, []
    for name, chosen in (*ways(known), (("全部", "all"), np.ones(scores.truths, bool))):
        inside = scores.inside[chosen][:, scores.parameters :, 0]
        cells = ["-"] * len(LEVELS)
        if chosen.any():
            ranges = [coverage(inside[:, 0, at], level) for at, level in enumerate(LEVELS)]
            cells = [
                f"{100 * share:.1f}% ({100 * item.low:.0f}-{100 * item.high:.0f})"
                for share, item in zip(inside.mean(axis=(0, 1)), ranges, strict=True)
            ]
        rows.append((name[lang], str(int(chosen.sum())), *cells))
    title = (
        "按后验的求法分开:主要指标区间的平均覆盖(括号内为单个指标的95%二项范围)",
        "Apart by how posteriors were found: mean coverage of the headlines (in brackets the 95 % "
        "binomial range of a single one)",
    )[lang]
    heads = (
        ("求法", "真值", "50%", "80%", "95%"),
        ("found by", "truths", "50 %", "80 %", "95 %"),
    )[lang]
    return table(title, heads, rows)
