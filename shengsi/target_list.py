"""The targets of the plan as a list."""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.targets import Target
from shengsi.display import goal_text
from shengsi.tables import table
from shengsi.target_notes import outside, second_readings
from shengsi.text import t


def listing(targets: Sequence[Target], lang: str) -> str:
    """Every target with its clause, kind, years, goal and the plan's wording."""
    columns = ("id", "clause", "kind", "years", "goal", "wording")
    rows = [
        [
            target.id + ("*" if target.headline else ""),
            target.clause,
            t(f"targets.kind.{target.kind}", lang),
            target.years_text or "-",
            goal_text(target, lang),
            target.wording,
        ]
        for target in targets
    ]
    counts = {
        "n": len(targets),
        "tested": sum(target.testable for target in targets),
        "counted": sum(target.counted for target in targets),
        "headline": sum(target.headline for target in targets),
        "outside": sum(not target.testable for target in targets),
    }
    lines = [table([t(f"targets.col.{name}", lang) for name in columns], rows)]
    lines += ["", t("targets.count", lang, **counts), *second_readings(targets, lang)]
    return "\n".join([*lines, *outside(targets, lang)])
