"""The report on a calibration: for a terminal, as one JSON document, and as a folder of files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from calibration.accounts import HISTORY
from calibration.conditioning import CountyRuns, Progress
from calibration.county import SHIPPED
from calibration.diagnostics import PRIOR_RUNS, Diagnosis, diagnose
from calibration.forecast_comparison import Goal
from calibration.history import load_history
from calibration.posterior import Posterior
from calibration.posterior_predictive import held_back
from model.units import LAST_YEAR
from scenarios.files import RunError, write_atomic
from scenarios.forecast import SEED
from scenarios.targets import load_targets
from shengsi.calibration_evidence import information, observations, sampler
from shengsi.calibration_figures import figures
from shengsi.calibration_sections import findings, forecasts, parameters, trade_off_section
from shengsi.calibration_tables import document, table_csv, tables
from shengsi.calibration_words import county_name, frame_text, listed, say
from shengsi.sections import Section, markdown_text, terminal_text

REPORT = "report.md"
_OPS = (">", ">=")


def plan_goal(county: Path = SHIPPED) -> Goal:
    """The first headline target of a county that asks for a level in a year.

    Raises DataError for a faulty file, RunError when there is no such target.
    """
    for target in load_targets(county):
        if target.headline and target.kind == "point" and target.op in _OPS:
            return Goal(
                target.id,
                target.name_zh,
                target.name_en,
                target.indicator,
                target.years[-1],
                target.value,
                strict=target.op == ">",
            )
    raise RunError(
        f"{county}/targets.csv: 没有可作诊断的目标; 允许: 至少一条 headline=1 的 point 目标; "
        "改法: 标出一条主要目标",
        f"{county}/targets.csv: no target to diagnose by; allowed: at least one point target with "
        "headline=1; fix: mark one",
        3,
    )


def diagnosis(
    posterior: Posterior,
    runs: CountyRuns,
    seed: int = SEED,
    *,
    prior_runs: int = PRIOR_RUNS,
    progress: Progress | None = None,
) -> Diagnosis:
    """What the shipped record has to say of a posterior and the plan's first target.

    `runs` gives county, roster and jobs.  Held back are the usable numbers of the shipped record
    that it was not conditioned on, and that no number of the user's replaced.  `prior_runs` are a
    power of two.  Raises PosteriorError when the posterior belongs to another model or county.
    """
    unseen, left_out = held_back(posterior, load_history(SHIPPED / HISTORY), LAST_YEAR)
    return diagnose(
        runs.spec,
        posterior,
        unseen,
        plan_goal(),
        seed=seed,
        jobs=runs.jobs,
        prior_runs=prior_runs,
        roster=runs.roster,
        left_out=left_out,
        progress=progress,
    )


def report_text(found: Diagnosis, lang: str) -> str:
    """The whole report for a terminal."""
    title = say("title", lang, county=county_name(found, lang))
    title = say("headline", lang, title=title, frame=frame_text(found, lang))
    return terminal_text(title, [*_sections(found, lang), _limits(found, lang)])


def report_document(found: Diagnosis) -> dict[str, Any]:
    """The whole diagnosis as one JSON document, in model units."""
    return document(found)


def write_report(found: Diagnosis, folder: Path, lang: str, date: str) -> list[Path]:
    """Write report, tables and figures into `folder`, which is made; return the files.

    The same bytes for the same diagnosis, language and date.  Raises OSError when the folder
    cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    data = {f"{name}.csv": table_csv(rows) for name, rows in tables(found).items() if rows}
    pictures = {f"{name}.png": picture for name, picture in figures(found, lang, date).items()}
    frame = f"{frame_text(found, lang)}\n\n{say('dated', lang, date=date)}"
    files = say("files", lang, tables=listed(data, lang), figures=listed(pictures, lang))
    shown = Section(
        say("head.figures", lang),
        [files, *(f"![{name}]({name})" for name in pictures)],
    )
    text = markdown_text(
        say("title", lang, county=county_name(found, lang)),
        frame,
        [*_sections(found, lang), _limits(found, lang), shown],
    )
    written = []
    for name, content in {REPORT: text.encode("utf-8"), **data, **pictures}.items():
        write_atomic(folder / name, content)
        written.append(folder / name)
    return written


def _sections(found: Diagnosis, lang: str) -> list[Section]:
    """Conclusions first, then what they rest on."""
    makers = (findings, forecasts, parameters, trade_off_section, observations, information,
              sampler)  # fmt: skip
    return [make(found, lang) for make in makers]


def _limits(found: Diagnosis, lang: str) -> Section:
    """What must not be read into the numbers."""
    return Section(say("head.limits", lang), [say("limits", lang)])
