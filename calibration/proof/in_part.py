"""Cautious calibration of dense records: how far they are let in, and whether intervals cover.

The sampler stops while enough independent histories are left, as `shengsi calibrate --cautious`
does.  What it leaves is wider than the posterior of the whole record; where the model is right its
intervals should cover at least as often as they say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from calibration.importance import WeightError
from calibration.let_in import widening
from calibration.lineages import HISTORIES
from calibration.proof.ranks import LEVELS
from calibration.proof.record import Pattern
from calibration.proof.scores import Scores
from calibration.proof.study import Say, Study
from calibration.proof.toy_page import table

# Particles of a cautious sampler that starts from the table, and runs that it may add: as in the
# study, fewer than the command takes, so that less is let in than by the command.
PARTICLES, ADDED = 800, 150_000


@dataclass(frozen=True)
class InPart:
    """Truths whose dense record was let in in part: `powers` and `histories` float64[n], the
    `scores` of those n, and how many were `refused`."""

    pattern: Pattern
    powers: np.ndarray
    histories: np.ndarray
    scores: Scores
    refused: int


def in_part(
    study: Study,
    pattern: Pattern,
    truths: int,
    particles: int = PARTICLES,
    say: Say | None = None,
) -> InPart | None:
    """Condition the first truths on a dense record, cautiously; None when all were refused."""
    scored, kept, refused = [], [], 0
    floor = min(HISTORIES, particles / 4)
    for truth in range(truths):
        try:
            found = study.tempered(truth, pattern.rows, particles, ADDED, floor)
        except WeightError:
            refused += 1
        else:
            scored.append(study.scored(truth, found))
            kept.append((found.temperature, found.size))
        if say is not None:
            say(f"in part {len(pattern.rows)}", truth + 1, truths)
    if not kept:
        return None
    powers, histories = np.array(kept).T
    return InPart(pattern, powers, histories, study.gathered(scored), refused)


def in_part_table(found: Sequence[InPart], shipped: Scores, lang: int) -> str:
    """One row a pattern: how far let in, what is left, coverage of the headlines, widths.

    `shipped` holds the scores of at least the same truths given the record at hand.
    """
    rows = []
    for item in found:
        headlines = slice(item.scores.parameters, None)
        inside = item.scores.inside[:, headlines, 0]
        by_truth = inside.mean(axis=1)
        error = by_truth.std(axis=0, ddof=1) / np.sqrt(len(by_truth))
        shares = [
            f"{100 * share:.0f}% ± {100 * one:.0f}"
            for share, one in zip(by_truth.mean(axis=0), error, strict=True)
        ]
        spans = item.scores.span[:, headlines] / shipped.span[: len(by_truth), headlines]
        power = float(np.median(item.powers))
        least, most = 100 * float(item.powers.min()), 100 * float(item.powers.max())
        name = f"{item.pattern.name[lang]} ({len(item.pattern.rows)})"
        rows.append(
            (
                name,
                f"{len(by_truth)}, {item.refused}",
                f"{100 * power:.2g}% ({least:.2g}-{most:.2g})",
                f"{widening(power):.1f}",
                f"{np.median(item.histories):.0f}",
                *shares,
                f"{np.median(spans):.2f}",
            )
        )
    heads = (
        (
            "记录(观测条数)", "真值,拒绝作答", "放进(中位,最小到最大)", "误差相当于放宽到几倍",
            "独立历史(中位)", *(f"{level:.0%}" for level in LEVELS), "80%区间对数宽度,对现有记录",
        ),
        (
            "record (observations)", "truths, refused", "let in (median, range)",
            "as if errors were times as wide", "independent histories (median)",
            *(f"{100 * level:.0f} %" for level in LEVELS),
            "log width of 80 % over that of the shipped record",
        ),
    )[lang]  # fmt: skip
    title = (
        "密集记录,谨慎地放进(shengsi calibrate --cautious):主要指标区间的平均覆盖,±为真值之间的标准误",
        "Dense records let in cautiously (shengsi calibrate --cautious): mean coverage of the "
        "headlines, ± is a standard error over truths",
    )[lang]
    return table(title, heads, rows)
