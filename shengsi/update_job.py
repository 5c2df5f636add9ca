"""The work of `shengsi update`: gather what it needs, run it with progress, write, tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shengsi.console import emit, emit_json, note
from shengsi.display import letters
from shengsi.text import language, t

if TYPE_CHECKING:
    from calibration.accounts import Accounts, Merged
    from calibration.evidence import Evidence
    from calibration.particles import State
    from calibration.posterior import Posterior
    from calibration.update import Told, Updated
    from model.spec import CountySpec
    from scenarios.roster_input import RosterInput
    from scenarios.update_effects import Effects

OBSERVATIONS = "observations.csv"


@dataclass(frozen=True)
class UpdateJob:
    """What is to be updated by what: `merged` are the accounts laid over the `old` record."""

    spec: CountySpec
    old: Posterior
    accounts: Accounts
    merged: Merged
    evidence: Evidence
    roster: RosterInput
    seed: int
    jobs: int
    credit: int
    cautious: bool = False

    @property
    def example(self) -> bool:
        """Whether any of the new numbers is marked as example data."""
        from calibration.roster_file import EXAMPLE_MARKS

        return any(
            mark in text
            for obs in self.accounts.observations
            for text in (obs.source_title, obs.note)
            for mark in EXAMPLE_MARKS
        )


def new_job(
    accounts: Path,
    posterior: Path | None,
    roster: Path | None,
    seed: int,
    jobs: int,
    credit: int,
    quiet: bool,
    cautious: bool = False,
) -> UpdateJob:
    """Read accounts and posterior; what is to know about them is said on stderr.

    A `cautious` one may let the record in only in part (`calibration.let_in`).

    Raises DataError for a faulty file, for accounts that bring nothing new and for a posterior
    of another model, RunError when there is no posterior to update.
    """
    from calibration.accounts import lay_over, load_accounts
    from calibration.county import SHIPPED, load_shipped
    from calibration.evidence import weigh
    from shengsi.posterior_option import given_posterior
    from shengsi.roster_option import given_roster

    spec = load_shipped()
    own = load_accounts(accounts, SHIPPED)
    given = given_roster(roster, spec, quiet)
    old = given_posterior(posterior, False, spec, given, jobs)
    if old is None:
        raise _nothing_to_update()
    evidence = weigh(old.observations, own.observations)
    merged = lay_over(old.observations, own.observations)
    for notice in own.notices:
        note(notice.text(language()), quiet)
    for words in merged.notices():
        note(words.text(language()), quiet)
    return UpdateJob(spec, old, own, merged, evidence, given, seed, jobs, credit, cautious)


def _nothing_to_update() -> Exception:
    from scenarios.files import RunError

    return RunError(
        "没有可更新的后验(县数据没有自带,或它不适用于本名录); 请先运行 shengsi calibrate,再以 --posterior 指定",
        "no posterior to update (the county has none of its own, or not for this roster); run "
        "shengsi calibrate first and name it by --posterior",
        3,
    )


def say_plan(job: UpdateJob, out: Path, json_out: bool) -> None:
    """Say what would be done, or refuse as the job would."""
    from scenarios.files import check_writable

    check_writable(out)
    from shengsi.update_credits import number_name

    kinds = [change.kind for change in job.evidence.changes]
    words: dict[str, Any] = {
        "n": len(kinds),
        "pairs": len(job.old),
        "seed": job.seed,
        "out": str(out),
        **{kind: kinds.count(kind) for kind in ("added", "revised", "withdrawn")},
    }
    if json_out:
        named = [
            {"change": change.kind, "zh": number_name(change.obs, "zh"),
             "en": number_name(change.obs, "en")}
            for change in job.evidence.changes
        ]  # fmt: skip
        emit_json({"dry_run": True, **words, "numbers": named})
        return
    emit(t("update.dry", **words))
    for change in job.evidence.changes:
        kind = t(f"update.kind.{change.kind}")
        shown = change.obs.published_en if language() == "en" else change.obs.published
        emit(f"  {kind} {number_name(change.obs, language())} {shown}")


def run_job(
    job: UpdateJob, out: Path, command: Sequence[str], silent: bool, json_out: bool
) -> None:
    """Update, compare, write the folder, print the report.

    Raises ReachError for a number that cannot be reached, RunError for weights that cannot be
    trusted even after a rerun, or for a folder that cannot be written.
    """
    from scenarios.manifest import now
    from shengsi.update_documents import update_document
    from shengsi.update_tables import update_text

    started = now()
    updated = _updated(job, silent)
    found = _effects(job, updated, silent)
    text = update_text(updated, found, job.seed, job.example, language())
    folder = _write(job, updated, found, text, out, command, started)
    if json_out:
        document = update_document(updated, found, job.example)
        emit_json({"folder": str(folder), "seed": job.seed, **document})
        return
    emit(text)
    emit("")
    emit(t("update.where", folder=folder))


def _updated(job: UpdateJob, silent: bool) -> Updated:
    """The new posterior; weights that cannot be trusted end in one line."""
    from calibration.conditioning import CountyRuns
    from calibration.importance import WeightError
    from calibration.update import update
    from scenarios.files import RunError, digest_bytes

    rows = None if job.roster.roster is None else job.roster.roster.rows
    runs = CountyRuns(job.spec, (), job.jobs, rows)
    notes = {
        "accounts_sha256": digest_bytes(job.accounts.path.read_bytes()),
        "old_sha256": digest_bytes(job.old.to_bytes()),
        "example": job.example,
    }
    note(t("update.replaying", n=len(job.old)), silent)
    try:
        return update(
            job.old,
            runs,
            job.evidence,
            job.seed,
            careful=job.cautious,
            told=_teller(silent),
            notes=notes,
        )
    except WeightError as error:
        zh, en = (t("update.refused", lang, why=error.words.text(lang)) for lang in ("zh", "en"))
        raise RunError(zh, en) from error


def _teller(silent: bool) -> Told:
    """Says each finished stage on stderr, and when a rerun begins."""
    from calibration.update import Told

    fresh = False

    def stage(state: State) -> None:
        last = state.stages[-1]
        words = {
            "n": len(state.stages),
            "percent": f"{100 * last.temperature:.0f}",
            "temperature": f"{last.temperature:.3f}",
            "ess": f"{last.ess:.0f}",
            "lines": f"{last.lineages:.0f}",
            "acceptance": f"{last.acceptance:.2f}",
            "calls": last.calls,
        }
        note(t("update.fresh_stage" if fresh else "update.stage", **words), silent)

    def rerun(why: Any) -> None:
        nonlocal fresh
        fresh = True
        note(t("update.rerun", why=why.text(language())), silent)

    return Told(stage, rerun)


def _effects(job: UpdateJob, updated: Updated, silent: bool) -> Effects:
    """Both posteriors under the plan, with progress, and which number moved what."""
    from calibration.conditioning import CountyRuns
    from calibration.county import SHIPPED
    from scenarios.targets import load_targets
    from scenarios.update_effects import effects, headlines
    from shengsi.progress import ForecastProgress

    targets = headlines(load_targets(SHIPPED))
    rows = None if job.roster.roster is None else job.roster.roster.rows
    marks = letters(len(job.evidence.changes))

    def step(inside: frozenset[int], state: State | None) -> None:
        if state is not None:
            note(_credit_line(state, [marks[at] for at in sorted(inside)]), silent)

    with ForecastProgress(t("update.playing"), silent) as bar:
        count = _counter(bar, len(job.old) + len(updated.posterior))
        runs = CountyRuns(job.spec, (), job.jobs, rows, count)
        return effects(job.old, updated, runs, targets, job.credit, step)


def _credit_line(state: State, known: Sequence[str]) -> str:
    """One line about a stage on the way to telling numbers apart."""
    last = state.stages[-1]
    return t(
        "update.credit_stage",
        letters=" ".join(known),
        ess=f"{last.ess:.0f}",
        acceptance=f"{last.acceptance:.2f}",
    )


def _counter(bar: Any, total: int) -> Callable[[int], None]:
    """Adds up the runs that come back."""
    done = 0

    def add(more: int) -> None:
        nonlocal done
        done += more
        bar(done, total, 0)

    return add


def _write(
    job: UpdateJob,
    updated: Updated,
    found: Effects,
    text: str,
    out: Path,
    command: Sequence[str],
    started: str,
) -> Path:
    """The folder of the update."""
    from calibration.county import SHIPPED, folder_digest
    from calibration.posterior import FILE_NAME
    from scenarios.analysis_folder import Analysis, write_analysis
    from scenarios.files import digest_bytes
    from shengsi.accounts_option import provenance_csv
    from shengsi.update_documents import update_files

    path = job.accounts.path
    inputs = {
        f"accounts{path.suffix.lower()}": path.read_bytes(),
        **dict(job.roster.files),
    }
    files = {
        FILE_NAME: updated.posterior.to_bytes(),
        **update_files(found, job.example),
        OBSERVATIONS: provenance_csv(job.merged),
        "report.txt": f"{text}\n".encode(),
        **inputs,
    }
    digests = {name: digest_bytes(data) for name, data in inputs.items()}
    digests |= {"posterior": digest_bytes(job.old.to_bytes()), "county": folder_digest(SHIPPED)}
    analysis = Analysis("update", {"seed": job.seed}, digests, command, started, job.jobs)
    return write_analysis(out, analysis, files)
