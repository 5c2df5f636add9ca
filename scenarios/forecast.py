"""The main job: the same draws under every scenario, into a run folder that can be continued.

All scenarios go through the engine in one call, so that draw k meets the same parameters, the
same prices and the same luck under each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calibration.county import SHIPPED, county_files, load_county
from model.indicators import CODES
from model.policy import Policy
from model.spec import CountySpec
from model.units import FIRST_YEAR, LAST_YEAR
from scenarios.assessment import write_tables
from scenarios.draws_file import Part
from scenarios.files import RunError, check_writable, disk_error
from scenarios.kept import Kept, keeps_all, kept_blocks, kept_part
from scenarios.loader import library_ids, load_scenario
from scenarios.manifest import (
    COMPLETE,
    FAILED,
    INTERRUPTED,
    ScenarioWork,
    Work,
    read_manifest,
    usual_part_draws,
    versions,
)
from scenarios.posterior_input import RECORD, record_of, sizes_of
from scenarios.roster_input import RosterInput, kept_roster, take_roster
from scenarios.run import COUNTY, PARTIAL, SCENARIOS, Run
from scenarios.sampling import common_uncertainty, draws_for, origin_of
from scenarios.scenario import (
    Scenario,
    policy_begins,
    scenario_policy,
    scenario_yaml,
)
from scenarios.store import RunWriter

if TYPE_CHECKING:
    from calibration.posterior import Posterior

DRAWS = 1000
SEED = 2023
OUT = Path("outputs")
# Draws made at a time.
BATCH = 4096
# Packages whose version can change a bit of the results.
_DECISIVE = ("program", "python", "numpy", "numba", "pyarrow")

# Told after every chunk: draws done, draws in all, runs that broke off so far.
Progress = Callable[[int, int, int], None]
# The ensemble of model.ensemble, or a stand-in of the same form.
Engine = Callable[..., Iterator[Any]]


class Interrupted(KeyboardInterrupt):
    """The run was stopped; `run` is the name to resume it by, `done` of `total` are kept."""

    def __init__(self, run: str, done: int, total: int) -> None:
        self.run, self.done, self.total = run, done, total
        super().__init__(run)


def default_scenarios() -> list[str]:
    """No plan, the plan, and every stress test of the library."""
    return [
        name for name in library_ids() if name in ("no_plan", "plan") or name.startswith("stress_")
    ]


def forecast(
    spec: CountySpec,
    scenarios: Sequence[Scenario],
    draws: int = DRAWS,
    seed: int = SEED,
    last_year: int = LAST_YEAR,
    *,
    jobs: int = 1,
    out: Path = OUT,
    name: str = "forecast",
    county: Path = SHIPPED,
    roster: Path | None = None,
    posterior: Posterior | None = None,
    command: Sequence[str] = (),
    progress: Progress | None = None,
    figures: str = "",
    products: Callable[[Run], None] | None = None,
    engine: Engine | None = None,
    part_draws: int = 0,
    keep: Sequence[str] | None = None,
) -> Run:
    """Run `scenarios` on `draws` common draws and return the finished run.

    `county` is the folder `spec` was read from: it is copied into the run, and so is the file
    `roster` of its enterprises (None: a synthetic population); `posterior` is where draws come
    from (None: the priors).  `products` adds
    figures (in the language `figures`) and the like before the run is sealed; `part_draws`
    draws make one part of the results (0: as fits their number).  With `keep` only those
    indicators are written, what the county's targets name, and the years from the first that a
    target needs (None: everything).  Raises RunError for what
    cannot be run or written, DataError for a faulty roster, and Interrupted on Ctrl-C; what is
    done is kept.
    """
    uncertainty = common_uncertainty(scenarios)
    sample = partial(draws_for, spec, uncertainty, draws, seed, posterior)
    used = posterior if origin_of(uncertainty, posterior) == "posterior" else None
    lineage = None if used is None else used.lines[used.taken(draws, seed)]
    policies = [scenario_policy(scenario, spec, last_year) for scenario in scenarios]
    enterprises = take_roster(roster, spec)
    kept = Kept(CODES, FIRST_YEAR) if keep is None else kept_part(county, keep, last_year)
    work = Work(
        name=name,
        county=spec.code,
        scenarios=tuple(_scenario_work(item, spec, last_year) for item in scenarios),
        indicators=kept.indicators,
        first_year=kept.first_year,
        last_year=last_year,
        draws=draws,
        seed=seed,
        origin=origin_of(uncertainty, posterior),
        prior_width=uncertainty.prior_width,
        model=model_digest(),
        inputs={},
        part_draws=part_draws or _usual_part(len(scenarios), kept, last_year, draws),
        figures=figures,
        roster=enterprises.kind,
    )
    inputs = run_inputs(county, scenarios, used) | dict(enterprises.files)
    if progress is not None:
        progress(0, draws, 0)  # parameters are drawn and written with the folder
    writer = RunWriter.create(
        out,
        work,
        sample,
        inputs,
        command,
        jobs,
        lineage=lineage,
        posterior=None if used is None else sizes_of(used),
    )
    return _work(writer, spec, policies, sample, jobs, progress, products, engine, enterprises)


def _scenario_work(item: Scenario, spec: CountySpec, last_year: int) -> ScenarioWork:
    """A scenario as the manifest keeps it."""
    assumed = tuple(sorted(item.assumptions))
    begins = policy_begins(item, spec, last_year)
    return ScenarioWork(item.id, item.name_zh, item.name_en, item.digest, assumed, begins)


def _usual_part(scenarios: int, kept: Kept, last_year: int, draws: int) -> int:
    """Draws in one part of the results, by what of them is kept."""
    years = last_year + 1 - kept.first_year
    return usual_part_draws(scenarios, years, len(kept.indicators), draws)


def check(
    spec: CountySpec,
    scenarios: Sequence[Scenario],
    draws: int,
    seed: int,
    last_year: int,
    out: Path,
    posterior: Posterior | None = None,
) -> None:
    """Raise what `forecast` would before its first draw, and write nothing.

    RunError for scenarios that cannot share draws and for a folder that cannot be written,
    PosteriorError for more draws than the posterior can give.
    """
    uncertainty = common_uncertainty(scenarios)
    draws_for(spec, uncertainty, draws, seed, posterior, 0, 1)
    for scenario in scenarios:
        scenario_policy(scenario, spec, last_year)
    check_writable(out)


def resume(
    folder: Path,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
    products: Callable[[Run], None] | None = None,
    engine: Engine | None = None,
    force: bool = False,
) -> Run:
    """Finish an unfinished run to the bytes it would have had without the break.

    Everything is read back from the run itself.  A run that is already whole is returned as it
    is.  Raises RunError when the model or a package that decides bytes has changed since
    (unless `force`), and as `forecast`.
    """
    if not folder.name.endswith(PARTIAL):
        return Run(folder)
    manifest = read_manifest(folder)
    changed = changed_versions(manifest.versions)
    if changed and manifest.status != COMPLETE and not force:
        names = ", ".join(changed)
        raise RunError(
            f"{manifest.run}: 中断后程序已变({names}),续算会混用两个版本; 请重新运行,或加 --force",
            f"{manifest.run}: the program changed since ({names}); run anew, or resume with --force",
        )
    writer = RunWriter.reopen(folder, jobs)
    if changed:
        writer.note("changed_since", changed)
    try:
        run = Run(folder)
        spec = load_county(run.county_folder)
        scenarios = [
            load_scenario(folder / SCENARIOS / f"{name}.yaml", spec) for name in run.scenarios
        ]
        policies = [scenario_policy(item, spec, run.work.last_year) for item in scenarios]
        sample = run.draws_between
        sample(0, 1)  # refused here when another version wrote them
        enterprises = kept_roster(run, spec)
    except BaseException:
        writer.close()
        raise
    return _work(writer, spec, policies, sample, jobs, progress, products, engine, enterprises)


def run_inputs(
    county: Path, scenarios: Sequence[Scenario], posterior: Posterior | None = None
) -> dict[str, bytes]:
    """Every file that a run is made from, by its path within the run."""
    files = {f"{COUNTY}/{path.name}": path.read_bytes() for path in county_files(county)}
    for scenario in scenarios:
        files[f"{SCENARIOS}/{scenario.id}.yaml"] = scenario_yaml(scenario).encode()
    if posterior is not None:
        files[RECORD] = record_of(posterior)
    return files


def model_digest() -> str:
    from model.kernel import sources_digest

    return sources_digest()


def changed_versions(known: Mapping[str, str]) -> list[str]:
    """What decides the bytes of a run and is not as it was when the run began."""
    now = versions()
    return [name for name in _DECISIVE if known.get(name) != now[name]]


def _work(
    writer: RunWriter,
    spec: CountySpec,
    policies: Sequence[Policy],
    sample: Part,
    jobs: int,
    progress: Progress | None,
    products: Callable[[Run], None] | None,
    engine: Engine | None,
    enterprises: RosterInput,
) -> Run:
    """Run what is missing, write what is made from it, give the run its name."""
    tell = progress or (lambda *_: None)
    total = writer.manifest.work.draws
    try:
        missing = writer.missing()
        done, failed = total - sum(stop - start for start, stop in missing), 0
        writer.log(f"start: {done} of {total} draws done, jobs {jobs}")
        if done:
            tell(done, total, failed)
        simulate = enterprises.engine(engine or _engine())
        for start, stop in _batches(missing, writer.manifest.work.part_draws):
            blocks = simulate(spec, sample(start, stop), policies, jobs=jobs)
            for count, broken in writer.write(kept_blocks(blocks, writer.manifest.work), start):
                done, failed = done + count, failed + broken
                tell(done, total, failed)
        return writer.finish(lambda run: _make_products(run, products))
    except KeyboardInterrupt as stopped:
        writer.stop(INTERRUPTED)
        raise Interrupted(writer.name, writer.kept, total) from stopped
    except OSError as error:
        writer.stop(FAILED)
        raise disk_error(writer.folder, error, str(writer.final)) from error
    except BaseException:
        writer.stop(FAILED)
        raise
    finally:
        writer.close()


def _batches(ranges: Sequence[tuple[int, int]], part: int) -> Iterator[tuple[int, int]]:
    """Ranges cut into whole parts of about BATCH draws: their parameters are in memory at once."""
    step = max(1, BATCH // part) * part
    for first, last in ranges:
        for start in range(first, last, step):
            yield start, min(start + step, last)


def _engine() -> Engine:
    from model.ensemble import run_ensemble

    return run_ensemble


def _make_products(run: Run, products: Callable[[Run], None] | None) -> None:
    # A run that keeps less is one of many sets of measures: pairs of targets are looked at when asked.
    write_tables(run, keeps_all(run.work))
    if products is not None:
        products(run)
