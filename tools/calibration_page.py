"""Write what the shipped posterior says into docs/calibration.md.

    python -m tools.calibration_page

The results stand between `<!-- diagnosis:LANG -->` and `<!-- end -->`; they come from the same
diagnosis as `shengsi calibrate --report` makes.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

from calibration.county import SHIPPED, load_shipped
from calibration.diagnostics import Diagnosis, diagnose
from calibration.history import load_history
from calibration.posterior import read_posterior
from calibration.posterior_predictive import held_back
from shengsi.calibration_evidence import information
from shengsi.calibration_report import plan_goal
from shengsi.calibration_sections import findings, forecasts
from shengsi.calibration_words import frame_text
from shengsi.sections import markdown_table

PAGE = Path(__file__).resolve().parent.parent / "docs" / "calibration.md"
SEED = 2023
# Series of the long table that are shown.
_SERIES = 12
_MARKED = re.compile(r"(<!-- diagnosis:([a-z]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def shipped_diagnosis(jobs: int) -> Diagnosis:
    """The diagnosis of the posterior that comes with the package."""
    posterior, goal = read_posterior(SHIPPED), plan_goal()
    held, left_out = held_back(posterior, load_history(SHIPPED / "history.csv"), goal.year)
    return diagnose(load_shipped(), posterior, held, goal, seed=SEED, jobs=jobs, left_out=left_out)


def results(found: Diagnosis, lang: str) -> str:
    """The results in Markdown: sentences, forecasts by way, the most useful series."""
    series = information(found, lang)
    short = replace(series, rows=series.rows[:_SERIES])
    sentences = "\n".join(f"- {line}" for line in findings(found, lang).paragraphs)
    tables = [markdown_table(forecasts(found, lang)), markdown_table(short)]
    return "\n\n".join([frame_text(found, lang), sentences, *tables])


def filled(text: str, found: Diagnosis) -> str:
    """The page with its results made anew."""
    return _MARKED.sub(lambda m: f"{m[1]}\n{results(found, m[2])}\n\n{m[3]}", text)


def main() -> None:
    """Diagnose the shipped posterior and rewrite the page."""
    text = filled(PAGE.read_text(encoding="utf-8"), shipped_diagnosis(os.cpu_count() or 1))
    PAGE.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
