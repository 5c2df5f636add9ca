"""The toys on docs/proof.md: exact, ours and pyABC side by side, and how far they lie apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from calibration.proof.toy_answers import Answer, pyabc_answer, pyabc_record
from calibration.proof.toys import STATISTICS, toys
from calibration.proof.verdicts import ALPHA, family

# Statistics that are shown; all are compared.
_SHOWN = ("mean", "sd", "q05", "q95")


def table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A titled Markdown table."""
    lines = [f"**{title}**", "", "| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def p_text(value: float) -> str:
    """A p value in as many digits as say something."""
    return f"{value:.2f}" if value >= 0.01 else "<0.01" if value >= 1e-4 else f"{value:.0e}"


def toy_tables(answers: dict[str, Answer], lang: int) -> str:
    """Exact, ours and pyABC, each with its standard error."""
    rows = []
    for toy in toys():
        ours, theirs = answers[toy.name], pyabc_answer(toy)
        for row, parameter in enumerate(toy.parameters):
            for name in _SHOWN:
                at = STATISTICS.index(name)
                found = [
                    f"{item.mean[row, at]:.3f} ± {item.error[row, at]:.3f}"
                    for item in (ours, theirs)
                ]
                exact = f"{toy.exact[row, at]:.3f}"
                rows.append((f"{toy.name}: {parameter}", name, exact, *found))
    kept = pyabc_record()
    title = (
        f"玩具模型:精确后验、本项目的抽样、pyABC {kept['version']}(±为标准误)",
        f"Toys: exact posterior, this sampler, pyABC {kept['version']} (± is a standard error)",
    )[lang]
    heads = (
        ("模型:参数", "统计量", "精确", "本项目", "pyABC"),
        ("toy: parameter", "statistic", "exact", "this sampler", "pyABC"),
    )[lang]
    return f"{table(title, heads, rows)}\n\n{_apart(answers, lang)}"


def toy_p_values(answers: dict[str, Answer]) -> list[np.ndarray]:
    """P values [statistics] of ours against exact, pyABC against exact, ours against pyABC."""
    pairs = [(toy, answers[toy.name], pyabc_answer(toy)) for toy in toys()]
    found = (
        [ours.exact_p(toy.exact) for toy, ours, _ in pairs],
        [theirs.exact_p(toy.exact) for toy, _, theirs in pairs],
        [ours.same_p(theirs) for _, ours, theirs in pairs],
    )
    return [np.concatenate([item.ravel() for item in part]) for part in found]


def _apart(answers: dict[str, Answer], lang: int) -> str:
    """How far apart they lie in standard errors, and what that means among so many."""
    names = (
        ("本项目对精确后验", "pyABC 对精确后验", "本项目对 pyABC"),
        ("this sampler and exact", "pyABC and exact", "this sampler and pyABC"),
    )[lang]
    pairs = [(toy, answers[toy.name], pyabc_answer(toy)) for toy in toys()]
    far = (
        [ours.gap(toy.exact) for toy, ours, _ in pairs],
        [theirs.gap(toy.exact) for toy, _, theirs in pairs],
        [ours.apart(theirs) for _, ours, theirs in pairs],
    )
    rows = []
    for name, gaps, p in zip(names, far, toy_p_values(answers), strict=True):
        gap = np.concatenate([item.ravel() for item in gaps])
        corrected = float(family(p).min())
        rows.append(
            (
                name,
                str(len(p)),
                f"{np.abs(gap).max():.2f}",
                f"{p.min():.3f}",
                p_text(corrected) + (" *" if corrected < ALPHA else ""),
            )
        )
    title = ("相差几个标准误", "How many standard errors apart")[lang]
    heads = (
        ("比较", "统计量个数", "相差最大", "其 p 值(t 分布)", "校正后最小 p"),
        ("compared", "statistics", "furthest apart", "its p (Student's t)", "smallest corrected p"),
    )[lang]
    return table(title, heads, rows)
