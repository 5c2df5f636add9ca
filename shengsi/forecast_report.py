"""What a forecast prints: the main scenario in detail, all side by side, conflicts."""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.assessment import Assessment, focus_scenario
from scenarios.run import Run
from shengsi.target_tables import conflict_lines, detailed, matrix, wrap
from shengsi.text import t


def forecast_text(run: Run, found: Sequence[Assessment], lang: str) -> str:
    """The whole text about the targets of a run under the scenarios of `found`."""
    focus = focus_scenario(run)
    main = next((item for item in found if item.scenario == focus), found[0])
    blocks = [detailed(run, main, lang)]
    if len(found) > 1:
        blocks.append(matrix(run, found, lang))
    blocks.append(conflict_lines(run, main, lang))
    if run.work.origin == "prior":
        blocks.append("\n".join(wrap(t("forecast.prior_only", lang))))
    return "\n\n".join(blocks)
