"""What differs between the draws of a run: its parameters, and the world outside them.

`draws.parquet` has the parameters.  The paths of prices and other drivers are part of no run, but
they depend on a draw's seed, number and parameters alone: they are made again here by the
engine's own code, with what the scenario adds to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from calibration.county import load_county
from calibration.input_names import driver_names, project_names
from model.assumptions import PRICE_SERIES
from model.driver_paths import DRIVER_CODES, N_PRICES
from model.parameters import PARAMETERS
from model.units import FIRST_YEAR, POLICY_QUARTER
from scenarios.files import RunError
from scenarios.loader import load_scenario
from scenarios.run import SCENARIOS, Run
from scenarios.scenario import scenario_policy

if TYPE_CHECKING:
    from model.policy import Policy
    from model.spec import CountySpec
    from model.world import World

PARAMETER, OUTSIDE = "parameter", "outside"
# The first year of the plan: conditions are means from it on.
PLAN_YEAR = FIRST_YEAR + POLICY_QUARTER // 4
# Fields of a quarter's DRIVER record, in the order of DRIVER_CODES after the prices, and what
# makes each a yearly rate.
_FIELDS: tuple[tuple[str, float], ...] = (
    *(("growth", 1.0), ("rest_growth", 1.0), ("interest", 1.0), ("investment_price", 4.0)),
    *(("wage", 4.0), ("population", 4.0), ("harvest", 4.0), ("general_budget", 4.0)),
    ("land_revenue", 4.0),
)
# Driver -> the assumption that a scenario adds to it, a year.
_SHIFTS = {
    **{f"price_{code}": f"price_shift_{code}" for code in PRICE_SERIES},
    "growth": "growth_shift",
    "rest_growth": "rest_growth_shift",
    "interest": "interest_shift",
    "harvest": "harvest_shift",
}
_LEVEL = "interest"
_LEAST_INTEREST = 0.005  # the engine's own floor (model.behaviour.drivers)
# Columns whose ranks agree as closely are one and the same to any limit that is set on them.
_SAME = 0.98


@dataclass(frozen=True)
class Input:
    """One number of every draw: `kind` is parameter or outside, `unit` one of the registry.

    `also` names other inputs that go with it so closely that they cannot be told apart.
    """

    code: str
    name_zh: str
    name_en: str
    unit: str
    kind: str
    grade: str
    also: tuple[str, ...] = ()

    def name(self, lang: str) -> str:
        """Its name in `zh` or `en`."""
        return self.name_en if lang == "en" else self.name_zh


@dataclass(frozen=True)
class Inputs:
    """Inputs of a run's draws: `values` float64[draws, items]."""

    items: tuple[Input, ...]
    values: np.ndarray

    def __add__(self, other: Inputs) -> Inputs:
        return Inputs(self.items + other.items, np.hstack([self.values, other.values]))

    def column(self, code: str) -> np.ndarray:
        """Values float64[draws] of one input; StopIteration for a code that is not there."""
        return self.values[:, next(at for at, item in enumerate(self.items) if item.code == code)]


def parameter_inputs(run: Run) -> Inputs:
    """The parameters of a run's draws, with the grade of the prior of each.

    Raises RunError when another version of the model wrote them.
    """
    spec, table = load_county(run.county_folder), run.draws.parameters
    items = tuple(
        Input(p.code, p.name_zh, p.name_en, p.unit, PARAMETER, spec.priors[p.code].grade)
        for p in PARAMETERS
    )
    return Inputs(items, np.stack([table[item.code] for item in items], axis=1).astype(float))


def outside_conditions(run: Run, scenario: str, last_year: int | None = None) -> Inputs:
    """The world outside in every draw of a run, under one of its scenarios.

    A driver is its mean over the quarters from 2023Q1 to the end of `last_year` (default: the
    last of the run): the yearly change (a ratio: 0.03 is 3 % a year) of prices, wages and
    the like, the level of the lending rate; what the scenario assumes is added as the engine adds
    it.  A known project is the yearly revenue (万元) that the county's statistics book of it, 0
    where they do not, and the quarters that it is late by itself.  Raises RunError when another
    version of the model made the run, since its paths cannot be made again.
    """
    from model.kernel import sources_digest

    if run.work.model != sources_digest():
        raise RunError(
            f"{run.folder}: 运行由另一版本的模型产生,外部条件无法重算; "
            "改法: 重新运行 shengsi forecast,或只用参数(--inputs parameters)",
            f"{run.folder}: another version of the model made this run, so its outside conditions "
            "cannot be made again; fix: run shengsi forecast anew, or use parameters alone "
            "(--inputs parameters)",
            3,
        )
    spec = load_county(run.county_folder)
    end = run.work.last_year if last_year is None else last_year
    policy = scenario_policy(
        load_scenario(run.folder / SCENARIOS / f"{scenario}.yaml", spec), spec, run.work.last_year
    )
    window = slice(4 * (PLAN_YEAR - FIRST_YEAR), 4 * (end + 1 - FIRST_YEAR))
    means, projects = _replayed(run, spec, policy, window)
    return Inputs(_driver_items(run, end), means) + _project_inputs(run, spec, projects)


def varying(inputs: Inputs, draws: np.ndarray | None = None) -> Inputs:
    """Those inputs that differ between `draws` bool[n] (default: all), each only once.

    Of inputs whose ranks agree to two hundredths only the first is kept; it names the others.
    """
    from scipy.stats import rankdata

    values = inputs.values if draws is None else inputs.values[draws]
    moving = [at for at in range(len(inputs.items)) if np.ptp(values[:, at]) > 0.0]
    if not moving:
        return Inputs((), inputs.values[:, :0])
    ranks = np.stack([rankdata(values[:, at]) for at in moving], axis=1)
    alike = np.abs(np.corrcoef(ranks, rowvar=False).reshape(len(moving), -1)) >= _SAME
    kept: list[int] = []
    also: dict[int, list[str]] = {}
    for place, at in enumerate(moving):
        twin = next((k for k in kept if alike[place, moving.index(k)]), None)
        if twin is None:
            kept.append(at)
        else:
            also.setdefault(twin, []).append(inputs.items[at].code)
    items = tuple(replace(inputs.items[at], also=tuple(also.get(at, ()))) for at in kept)
    return Inputs(items, inputs.values[:, kept])


def _replayed(
    run: Run, spec: CountySpec, policy: Policy, window: slice
) -> tuple[np.ndarray, np.ndarray]:
    """Means of drivers [draws, drivers] over a window, and [draws, projects, 2]: revenue, delay.

    Each draw is put at the start of 2017 by the engine itself, which draws all of this then.
    """
    from model.randomness import luck_of
    from model.start import begin, origin_of, wipe
    from model.world import allocate, enterprise_slots

    draws, quarters = run.draws, policy.quarters
    world = allocate(spec, policy, enterprise_slots(spec, quarters))
    origin = origin_of(spec, quarters)
    means = np.empty((len(draws), len(DRIVER_CODES)))
    projects = np.empty((len(draws), len(spec.known_projects), 2))
    for k in range(len(draws)):
        wipe(world)
        world.p[0] = draws.parameters[k]
        # The compiled code hands 64-bit keys to Python as plain integers; typed again, they wrap.
        begin(world, origin, *map(np.uint64, luck_of(draws.seeds[k], draws.ids[k])))
        means[k] = _means(world, policy, window)
        projects[k] = _known(world, spec)
    return means, projects


def _known(world: World, spec: CountySpec) -> np.ndarray:
    """Yearly revenue that is booked (万元) and own delay (quarters) of known projects, [n, 2]."""
    from model.randomness import KNOWN_PROJECT_BASE

    found = np.zeros((len(spec.known_projects), 2))
    for firm in world.firms[: int(world.county["n"][0])]:
        place = int(firm["uid"]) - KNOWN_PROJECT_BASE
        if 0 <= place < len(found):
            project = spec.known_projects[place]
            full = firm["tariff"] * world.p["guaranteed_load"][0] * firm["pending_k"]
            found[place, 0] = full / world.sectors["kappa"][project.sector]
            found[place, 1] = firm["pending_quarters"] - project.commission_quarter - 1
    return found


def _means(world: World, policy: Policy, window: slice) -> np.ndarray:
    """Means [drivers] over a window of quarters, the scenario's shifts included.

    Log changes a year become changes; the lending rate keeps the engine's floor.
    """
    found = np.empty(len(DRIVER_CODES))
    for at, code in enumerate(DRIVER_CODES):
        if at < N_PRICES:
            rate = 4.0 * world.prices[window, at]
        else:
            field, times = _FIELDS[at - N_PRICES]
            rate = times * world.drivers[field][window]
        if code in _SHIFTS:
            rate = rate + policy.assumptions[_SHIFTS[code]][window]
        if code == _LEVEL:
            found[at] = np.maximum(rate, _LEAST_INTEREST).mean()
        else:
            found[at] = np.expm1(rate.mean())
    return found


def _driver_items(run: Run, end: int) -> tuple[Input, ...]:
    """Names of the drivers' means."""
    names = driver_names(run.county_folder)
    items = []
    for code in DRIVER_CODES:
        named, price = names[code], code.startswith("price_")
        what = ("年均变化", "mean change") if price else ("年均", "mean")
        zh = f"{named.name_zh}({PLAN_YEAR}-{end}{what[0]})"
        en = f"{named.name_en} ({what[1]} {PLAN_YEAR}-{end})"
        items.append(Input(f"mean_{code}", zh, en, "比例", OUTSIDE, named.grade))
    return tuple(items)


def _project_inputs(run: Run, spec: CountySpec, projects: np.ndarray) -> Inputs:
    """Booked revenue and own delay of every known project."""
    names: dict[str, Any] = project_names(run.county_folder)
    items: list[Input] = []
    for project in spec.known_projects:
        named = names[project.code]
        words: Sequence[tuple[str, str, str, str]] = (
            ("revenue", "计入本县的年营收", "yearly revenue booked in the county", "万元"),
            ("delay", "自身推迟", "own delay", "季"),
        )
        for code, zh, en, unit in words:
            items.append(
                Input(
                    f"project_{code}_{project.code}", f"{named.name_zh}{zh}",
                    f"{named.name_en}: {en}", unit, OUTSIDE, named.grade,
                )
            )  # fmt: skip
    return Inputs(tuple(items), projects.reshape(len(projects), -1))
