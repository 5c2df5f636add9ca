"""Running a search for a portfolio from the command line: progress, resuming, the folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from shengsi.console import emit, emit_json
from shengsi.text import language, t

if TYPE_CHECKING:
    from calibration.posterior import Posterior
    from scenarios.portfolio.answer import Portfolio
    from scenarios.portfolio.job import Job, Search
    from scenarios.roster_input import RosterInput

FIGURE = "figures/front"


def run_search(
    job: Job,
    out: Path,
    jobs: int,
    command: Sequence[str],
    silent: bool,
    json_out: bool,
    figures: bool,
) -> None:
    """Search, write the folder below `out`, print the answer."""
    from scenarios.portfolio.job import analysis_of, begin, inputs_of

    posterior, enterprises = _sources(job, jobs, silent)
    _prepare(job, posterior, enterprises, jobs)  # refused before a folder is made
    inputs = inputs_of(posterior, enterprises)
    digest = analysis_of(job.question, inputs, (), "", jobs).digest
    search = begin(out, job, digest)
    _work(search, posterior, enterprises, jobs, command, silent, json_out, figures)


def resume_search(
    folder: Path,
    jobs: int,
    command: Sequence[str],
    silent: bool,
    json_out: bool,
    figures: bool,
) -> None:
    """Go on with a search that was stopped, to the answer that it would have had."""
    from scenarios.portfolio.job import analysis_of, check_same, inputs_of, reopen

    search, kept = reopen(folder)
    posterior, enterprises = _sources(search.job, jobs, silent)
    inputs = inputs_of(posterior, enterprises)
    digest = analysis_of(search.job.question, inputs, (), "", jobs).digest
    check_same(search, kept, digest)
    _work(search, posterior, enterprises, jobs, command, silent, json_out, figures)


def _sources(job: Job, jobs: int, silent: bool) -> tuple[Posterior | None, RosterInput]:
    """The posterior and the enterprises that a job names."""
    from calibration.county import load_shipped
    from shengsi.posterior_option import given_posterior
    from shengsi.roster_option import given_roster

    spec = load_shipped()
    enterprises = given_roster(Path(job.roster) if job.roster else None, spec, silent)
    path = Path(job.posterior) if job.posterior else None
    return given_posterior(path, job.prior, spec, enterprises, jobs), enterprises


def _prepare(
    job: Job, posterior: Posterior | None, enterprises: RosterInput, jobs: int
) -> tuple[int, int]:
    """Everything checked, nothing run: numbers of levers that may move and of conditions."""
    from calibration.county import SHIPPED, load_shipped
    from scenarios.portfolio.setting import prepare

    made = prepare(load_shipped(), job.question, posterior, SHIPPED, enterprises, jobs, None)
    return len(made.space.ladders), len(made.trial.conditions)


def _work(
    search: Search,
    posterior: Posterior | None,
    enterprises: RosterInput,
    jobs: int,
    command: Sequence[str],
    silent: bool,
    json_out: bool,
    figures: bool,
) -> None:
    """Search on, with progress; on Ctrl-C say how to go on and exit with 130."""
    from calibration.county import load_shipped
    from scenarios.portfolio.job import SearchStopped, analysis_of, inputs_of
    from scenarios.portfolio.search import find_portfolio
    from shengsi.failures import INTERRUPTED, Stop
    from shengsi.progress import ForecastProgress

    question = search.job.question
    try:
        with ForecastProgress(t("portfolio.label"), silent) as bar:

            def find(log: Path) -> Portfolio:
                return find_portfolio(
                    load_shipped(), question, posterior, enterprises=enterprises, jobs=jobs,
                    log=log, progress=lambda done, total: bar(done, total, 0),
                )  # fmt: skip

            found = search.answer(find)
    except SearchStopped as stopped:
        said = t("portfolio.stopped", folder=stopped.folder)
        raise Stop(INTERRUPTED, said, t("err.interrupted")) from stopped
    inputs = inputs_of(posterior, enterprises)
    analysis = analysis_of(question, inputs, command, search.started, jobs)
    folder = search.finish(analysis, _files(found, search.started[:10], figures))
    _print(found, folder, json_out)


def _files(found: Portfolio, date: str, figures: bool) -> dict[str, bytes]:
    """Every file of the folder."""
    from shengsi.portfolio_documents import costs_csv, front_csv, portfolio_files
    from shengsi.portfolio_report import portfolio_text

    lang = language()
    files = {
        **portfolio_files(found),
        "costs.csv": costs_csv(found.costs),
        "report.txt": f"{portfolio_text(found, lang)}\n".encode(),
    }
    if figures:
        from shengsi.portfolio_figure import front_png

        files |= {
            f"{FIGURE}.png": front_png(found, lang, date),
            f"{FIGURE}.csv": front_csv(found),
        }
    return files


def _print(found: Portfolio, folder: Path, json_out: bool) -> None:
    """The answer on stdout."""
    from shengsi.portfolio_documents import SCENARIO, portfolio_document
    from shengsi.portfolio_report import portfolio_text

    if json_out:
        emit_json(portfolio_document(found, str(folder)))
        return
    emit(portfolio_text(found, language()))
    emit("")
    emit(t("portfolio.where", folder=folder))
    emit(t("portfolio.use", file=folder / SCENARIO))


def say_plan(job: Job, out: Path, jobs: int, json_out: bool) -> None:
    """Say what would be searched, or refuse as the search would."""
    from scenarios.files import check_writable
    from scenarios.portfolio.search import JUDGED_ANEW
    from shengsi.portfolio_words import budget_text, target_words

    posterior, enterprises = _sources(job, jobs, True)
    levers, conditions = _prepare(job, posterior, enterprises, jobs)
    check_writable(out)
    asked, lang = job.question, language()
    runs = conditions * (asked.evaluations * asked.search_draws + JUDGED_ANEW * asked.draws)
    if json_out:
        emit_json(
            {
                "dry_run": True, "targets": list(asked.targets), "at_least": asked.at_least,
                "budget": asked.budget, "robust": asked.robust or None, "levers": levers,
                "conditions": conditions, "evaluations": asked.evaluations,
                "search_draws": asked.search_draws, "draws": asked.draws, "runs": runs,
                "seed": asked.seed, "jobs": jobs, "out": str(out),
            }
        )  # fmt: skip
        return
    emit(
        t(
            "portfolio.dry", **target_words(asked.targets, lang), goal=f"{100 * asked.at_least:g} %",
            budget=budget_text(asked.budget, lang), levers=levers, conditions=conditions,
        )
    )  # fmt: skip
    emit(
        t(
            "portfolio.dry_rest", evaluations=f"{asked.evaluations:,}", draws=asked.draws,
            search_draws=asked.search_draws, runs=f"{runs:,}", seed=asked.seed, out=out,
        )
    )  # fmt: skip


def print_costs(json_out: bool) -> None:
    """The price of every lever, with grade and source."""
    from calibration.county import SHIPPED, load_shipped
    from calibration.lever_costs import load_lever_costs
    from shengsi.portfolio_documents import costs_document
    from shengsi.portfolio_prices import prices_text

    costs = load_lever_costs(SHIPPED, load_shipped().levers)
    if json_out:
        emit_json(costs_document(costs))
        return
    emit(prices_text(costs, language()))
