"""What a forecast prints: all scenarios at a glance, every target in full, jointly, conflicts."""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.assessment import Assessment, few_histories
from scenarios.basis import basis, caution
from scenarios.run import Run
from shengsi.judged import Judged
from shengsi.tables import wrap
from shengsi.target_conflicts import conflicts
from shengsi.target_notes import notes
from shengsi.target_tables import by_target, by_year, joint_table, matrix
from shengsi.text import t


def forecast_text(run: Run, found: Sequence[Assessment], lang: str) -> str:
    """The whole text about the targets of a run under the scenarios of `found`."""
    judged = Judged(run, found, lang)
    blocks = [
        "\n".join(wrap(_title(judged))),
        matrix(judged) if len(found) > 1 else "",
        by_target(judged),
        joint_table(judged),
        by_year(judged),
        notes(judged),
        conflicts(judged),
        "\n".join(wrap(caution(run, lang))),
        "\n".join(wrap(few_histories(run, lang))),
    ]
    return "\n\n".join(block for block in blocks if block)


def _title(judged: Judged) -> str:
    """What was run: the scenario or their number, draws, seed, and where parameters come from."""
    work, lang = judged.run.work, judged.lang
    words = {"draws": work.draws, "seed": work.seed, "basis": basis(judged.run, lang)}
    if len(judged.found) > 1:
        return t("targets.title_many", lang, n=len(judged.found), **words)
    only = judged.found[0].scenario
    return t("targets.title", lang, name=judged.name(only), id=only, **words)
