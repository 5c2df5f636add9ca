"""Runs that exist already: an analysis takes one that holds what it needs, or makes one.

A run holds what is needed when it would come out with the same bytes: the same county, draws, seed,
posterior, roster, versions and last year, and among its scenarios all that are asked for, whatever
they are called there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from calibration.county import SHIPPED
from model.indicators import CODES
from model.spec import CountySpec
from model.units import FIRST_YEAR, LAST_YEAR
from scenarios.draws_file import FILE_NAME as DRAWS_FILE
from scenarios.files import RunError, digest_bytes, digest_file
from scenarios.forecast import (
    DRAWS,
    OUT,
    SEED,
    Engine,
    Progress,
    changed_versions,
    forecast,
    model_digest,
    run_inputs,
)
from scenarios.kept import Kept, kept_part
from scenarios.manifest import COMPLETE, FILE_NAME, Manifest, read_manifest
from scenarios.roster_input import take_roster
from scenarios.run import PARTIAL, SCENARIOS, Run
from scenarios.sampling import common_uncertainty, origin_of
from scenarios.scenario import Scenario

if TYPE_CHECKING:
    from calibration.posterior import Posterior


@dataclass(frozen=True)
class Wanted:
    """What decides the numbers of a run, but for its scenarios; and what must be kept of them."""

    county: str
    draws: int
    seed: int
    last_year: int
    origin: str
    prior_width: float
    roster: str
    model: str
    inputs: Mapping[str, str]
    indicators: tuple[str, ...]
    first_year: int


def take_run(
    spec: CountySpec,
    scenarios: Sequence[Scenario],
    draws: int = DRAWS,
    seed: int = SEED,
    last_year: int = LAST_YEAR,
    *,
    keep: Sequence[str] | None = None,
    jobs: int = 1,
    out: Path = OUT,
    name: str = "forecast",
    county: Path = SHIPPED,
    roster: Path | None = None,
    posterior: Posterior | None = None,
    command: Sequence[str] = (),
    progress: Progress | None = None,
    engine: Engine | None = None,
    on_found: Callable[[Run], None] | None = None,
) -> Run:
    """A run of `scenarios` below `out` that keeps at least the indicators `keep` (None: all).

    An existing one is told to `on_found`; else one is made (see `forecast.forecast` for the
    arguments and what is raised).
    """
    wanted = _wanted(spec, scenarios, draws, seed, last_year, keep, county, roster, posterior)
    found = existing_run(out, wanted, [item.digest for item in scenarios])
    if found is not None:
        if on_found is not None:
            on_found(found)
        return found
    return forecast(
        spec, scenarios, draws, seed, last_year, jobs=jobs, out=out, name=name, county=county,
        roster=roster, posterior=posterior, command=command, progress=progress, engine=engine,
        keep=keep,
    )  # fmt: skip


def _wanted(
    spec: CountySpec,
    scenarios: Sequence[Scenario],
    draws: int,
    seed: int,
    last_year: int,
    keep: Sequence[str] | None,
    county: Path,
    roster: Path | None,
    posterior: Posterior | None,
) -> Wanted:
    """What a run must be."""
    uncertainty = common_uncertainty(scenarios)
    origin = origin_of(uncertainty, posterior)
    enterprises = take_roster(roster, spec)
    files = run_inputs(county, (), posterior if origin == "posterior" else None)
    kept = Kept(CODES, FIRST_YEAR) if keep is None else kept_part(county, keep, last_year)
    return Wanted(
        county=spec.code,
        draws=draws,
        seed=seed,
        last_year=last_year,
        origin=origin,
        prior_width=uncertainty.prior_width,
        roster=enterprises.kind,
        model=model_digest(),
        inputs={n: digest_bytes(data) for n, data in (files | dict(enterprises.files)).items()},
        indicators=kept.indicators,
        first_year=kept.first_year,
    )


def existing_run(out: Path, wanted: Wanted, digests: Sequence[str]) -> Run | None:
    """The newest finished run below `out` that is what is wanted and holds scenarios of these
    digests; None when there is none.  One whose files were damaged since is passed over."""
    folders = sorted(out.iterdir(), reverse=True) if out.is_dir() else []
    for folder in folders:
        if folder.name.endswith(PARTIAL) or not (folder / FILE_NAME).is_file():
            continue
        try:
            manifest = read_manifest(folder)
        except RunError:
            # An analysis, or a run that cannot be read: nothing to be taken from it.
            continue
        if _fits(manifest, wanted, digests) and _sound(found := Run(folder)):
            return found
    return None


def _sound(run: Run) -> bool:
    """Whether the results of a run and its draws are what its manifest says."""
    try:
        run.check()
    except RunError:
        return False
    path = run.folder / DRAWS_FILE
    said = run.manifest.files.get(DRAWS_FILE)
    return said is None or (path.is_file() and digest_file(path) == said["sha256"])


def _fits(manifest: Manifest, wanted: Wanted, digests: Sequence[str]) -> bool:
    work = manifest.work
    asked = ("county", "draws", "seed", "last_year", "origin", "prior_width", "roster", "model")
    inputs = {
        name: digest
        for name, digest in work.inputs.items()
        if name != DRAWS_FILE and not name.startswith(f"{SCENARIOS}/")
    }
    return (
        manifest.status == COMPLETE
        and all(getattr(work, name) == getattr(wanted, name) for name in asked)
        and inputs == dict(wanted.inputs)
        and set(wanted.indicators) <= set(work.indicators)
        and work.first_year <= wanted.first_year
        and set(digests) <= {item.digest for item in work.scenarios}
        and not changed_versions(manifest.versions)
    )


def scenario_ids(run: Run, digests: Sequence[str]) -> list[str]:
    """Ids in a run of the scenarios with these digests.

    Raises RunError (exit 2) when the run does not hold one of them.
    """
    known = {item.digest: item.id for item in run.work.scenarios}
    missing = sum(digest not in known for digest in digests)
    if missing:
        raise RunError(
            f"{run.folder}: 缺少所需的 {missing} 个情景(共 {len(digests)} 个); 请不指定运行,重新生成",
            f"{run.folder}: {missing} of the {len(digests)} scenarios needed are not in this run; "
            "leave the run out and one is made",
            2,
        )
    return [known[digest] for digest in digests]
