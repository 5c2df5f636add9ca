"""What must not change a single bit: workers, chunks, company, horizon, an idle enterprise."""

from __future__ import annotations

import numpy as np
import pytest

from model.draws import Draws
from model.ensemble import run_ensemble
from model.indicators import CODES
from model.policy import Policy, build_policy
from model.spec import CountySpec
from tests.model.worlds import collect, random_policy, roster_row, start_run

DRAWS = 40


@pytest.fixture(scope="module")
def draws(spec: CountySpec) -> Draws:
    """Forty draws from the prior."""
    return Draws.from_prior(spec, DRAWS, 11)


@pytest.fixture(scope="module")
def policies(spec: CountySpec) -> list[Policy]:
    """No plan, the plan, and two random policies."""
    plan = [build_policy(spec), build_policy(spec, spec.plan)]
    return [*plan, random_policy(spec, 1), random_policy(spec, 2)]


@pytest.fixture(scope="module")
def values(spec: CountySpec, draws: Draws, policies: list[Policy]) -> np.ndarray:
    """Their results in one piece."""
    return collect(run_ensemble(spec, draws, policies, chunk=DRAWS))[0]


def same(left: np.ndarray, right: np.ndarray) -> bool:
    """The same bytes."""
    return left.shape == right.shape and left.tobytes() == right.tobytes()


@pytest.mark.parametrize("chunk", [1, 7, 32])
@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_jobs_and_chunks(
    spec: CountySpec,
    draws: Draws,
    policies: list[Policy],
    values: np.ndarray,
    jobs: int,
    chunk: int,
) -> None:
    """Any number of workers and any size of chunk give the same bytes, in draw order."""
    blocks = list(run_ensemble(spec, draws, policies, jobs=jobs, chunk=chunk))
    assert [block.start for block in blocks] == list(range(0, DRAWS, chunk))
    assert [block.stop for block in blocks[:-1]] == [block.start for block in blocks[1:]]
    assert blocks[-1].stop == DRAWS
    assert same(np.concatenate([block.values for block in blocks]), values)


def test_two_ensembles_at_once(
    spec: CountySpec, draws: Draws, policies: list[Policy], values: np.ndarray
) -> None:
    """Two ensembles consumed in turns do not disturb each other."""
    first = run_ensemble(spec, draws, policies, jobs=2, chunk=8)
    second = run_ensemble(spec, draws, policies[::-1], jobs=2, chunk=8)
    pairs = list(zip(first, second, strict=True))
    assert same(np.concatenate([a.values for a, _ in pairs]), values)
    reversed_order = np.concatenate([b.values for _, b in pairs])
    assert same(np.ascontiguousarray(reversed_order[:, ::-1]), values)


@pytest.mark.parametrize("order", [(3, 2, 1, 0), (1, 3, 0, 2)])
def test_order_of_scenarios(
    spec: CountySpec,
    draws: Draws,
    policies: list[Policy],
    values: np.ndarray,
    order: tuple[int, ...],
) -> None:
    """Scenarios in another order have the same results, each its own."""
    mixed = collect(run_ensemble(spec, draws, [policies[c] for c in order]))[0]
    assert same(mixed, np.ascontiguousarray(values[:, list(order)]))


def test_a_scenario_alone(
    spec: CountySpec, draws: Draws, policies: list[Policy], values: np.ndarray
) -> None:
    """A scenario does not know which others are run beside it, nor where they part."""
    for c, policy in enumerate(policies):
        alone = collect(run_ensemble(spec, draws, [policy]))[0]
        assert same(alone[:, 0], np.ascontiguousarray(values[:, c]))


def test_branching_at_any_quarter(spec: CountySpec, draws: Draws) -> None:
    """Scenarios that part late, at the turn of a year or within it, are as when run alone."""
    few = draws[:6]
    plan = build_policy(spec, spec.plan)
    for quarter in (25, 27, 28, 30, 43):
        levers = plan.levers.copy()
        levers["upgrade_subsidy"][quarter:] = 0.5
        levers["export_demand"][quarter:] = 0.2
        late = Policy(levers, plan.park_land, plan.chain_weight, plan.assumptions)
        assert plan.same_until(late) == quarter
        together = collect(run_ensemble(spec, few, [plan, late]))[0]
        alone = collect(run_ensemble(spec, few, [late]))[0]
        assert same(np.ascontiguousarray(together[:, 1]), np.ascontiguousarray(alone[:, 0]))
        assert (together[:, 0, : quarter // 4] == together[:, 1, : quarter // 4]).all()
        assert (together[:, 0, -1] != together[:, 1, -1]).any()


def test_history_is_shared_by_all_scenarios(values: np.ndarray) -> None:
    """Before 2023 no scenario differs from another, whatever its levers say."""
    for c in range(1, values.shape[1]):
        assert (values[:, 0, :6] == values[:, c, :6]).all()
        assert (values[:, 0, 6:] != values[:, c, 6:]).any(axis=(1, 2)).all()


def test_one_policy_under_two_names(spec: CountySpec, draws: Draws, policies: list[Policy]) -> None:
    """The same policy written twice has a paired difference of exactly zero in every number."""
    levers = {code: dict(path) for code, path in spec.plan.items()}
    again = build_policy(spec, levers)
    both = collect(run_ensemble(spec, draws, [policies[1], policies[0], again]))[0]
    assert (both[:, 0] - both[:, 2] == 0.0).all()


def test_a_null_policy_is_no_policy(spec: CountySpec, draws: Draws, values: np.ndarray) -> None:
    """Every lever at its no-plan value, said aloud, is what nobody said."""
    null = build_policy(spec, {code: dict(path) for code, path in spec.no_plan.items()})
    said = collect(run_ensemble(spec, draws, [null]))[0]
    assert same(said[:, 0], np.ascontiguousarray(values[:, 0]))


def test_draw_k_is_draw_k(
    spec: CountySpec, draws: Draws, policies: list[Policy], values: np.ndarray
) -> None:
    """Whatever the number of draws asked for, and wherever the first of them is."""
    many = Draws.from_prior(spec, 3 * DRAWS, 11)
    assert same(many.parameters[:DRAWS], draws.parameters)
    later = Draws.from_prior(spec, 9, 11, first=13)
    assert same(later.parameters, draws[13:22].parameters)
    part = collect(run_ensemble(spec, later, policies))[0]
    assert same(part, np.ascontiguousarray(values[13:22]))


@pytest.mark.parametrize("start", [1, 13, 32, DRAWS - 1])
def test_going_on_after_a_stop(
    spec: CountySpec, draws: Draws, policies: list[Policy], values: np.ndarray, start: int
) -> None:
    """A run taken up again at draw `start` gives the rest of the bytes, rightly numbered."""
    blocks = list(run_ensemble(spec, draws, policies, jobs=2, chunk=7, start=start))
    assert blocks[0].start == start and blocks[-1].stop == DRAWS
    assert same(np.concatenate([b.values for b in blocks]), np.ascontiguousarray(values[start:]))


def test_stopping_early_and_going_on(
    spec: CountySpec, draws: Draws, policies: list[Policy], values: np.ndarray
) -> None:
    """Blocks taken before a stop and after it are the whole."""
    first = run_ensemble(spec, draws, policies, jobs=2, chunk=8)
    kept = [next(first), next(first)]
    first.close()
    rest = run_ensemble(spec, draws, policies, jobs=1, chunk=11, start=kept[-1].stop)
    assert same(np.concatenate([b.values for b in [*kept, *rest]]), values)


def test_a_longer_horizon(spec: CountySpec, draws: Draws) -> None:
    """Looking on to 2030 leaves the years to 2027 as they were."""
    for levers in ({}, spec.plan, {"dormitory_beds": {2024: 100.0, 2029: 900.0}}):
        short = collect(run_ensemble(spec, draws, [build_policy(spec, levers)]))[0]
        long = collect(run_ensemble(spec, draws, [build_policy(spec, levers, last_year=2030)]))[0]
        assert long.shape[2] == short.shape[2] + 3
        assert same(np.ascontiguousarray(long[:, :, : short.shape[2]]), short)


def test_a_shorter_history_only(spec: CountySpec, draws: Draws, values: np.ndarray) -> None:
    """A run that ends in 2021 is the beginning of one that does not."""
    short = collect(run_ensemble(spec, draws, [build_policy(spec, last_year=2021)]))[0]
    assert same(short[:, 0], np.ascontiguousarray(values[:, 0, :5]))


def test_seeds_differ(spec: CountySpec) -> None:
    """Seed 0 repeats itself and differs from seed 1; so do draws of one seed."""
    policy = build_policy(spec)
    results = []
    for seed in (0, 0, 1):
        found = Draws.fixed(spec.prior_means(), 8, seed)
        results.append(collect(run_ensemble(spec, found, [policy]))[0])
    assert same(results[0], results[1])
    column = CODES.index("revenue_industry")
    every = np.concatenate([results[0], results[2]])[:, 0, 0, column]
    assert len(np.unique(every)) == 16


def _roster(spec: CountySpec) -> np.ndarray:
    """Thirty enterprises with gaps in their identities, some in parks."""
    chance = np.random.default_rng(5)
    rows = []
    for ident in range(30):
        sector = int(chance.integers(len(spec.sector_items)))
        known = {"park": float(chance.integers(3))} if ident % 7 == 0 else {}
        rows.append(roster_row(3 * ident, sector, float(np.exp(chance.normal(7, 1))), **known))
    return np.concatenate(rows)


@pytest.mark.parametrize("place", [0, 11, 30])
def test_one_idle_enterprise_more(spec: CountySpec, place: int) -> None:
    """An idle enterprise, wherever it is listed, changes no other trajectory by one bit."""
    roster = _roster(spec)
    idle = roster_row(1_000, 0, 500.0, idle=1, site_mu=4.0)
    longer = np.concatenate([roster[:place], idle, roster[place:]])
    policy = build_policy(spec, spec.plan)
    parameters = Draws.from_prior(spec, 1, 3).parameters
    without = start_run(spec, policy, parameters, seed=3, roster=roster)
    beside = start_run(spec, policy, parameters, seed=3, roster=longer)
    for _ in range(policy.quarters):
        without.step()
        beside.step()
        others = beside.firms[beside.firms["status"] != 4]
        assert len(others) == len(beside.firms) - 1 == len(without.firms)
        assert same(others.copy(), without.firms.copy())
    assert same(beside.world.out, without.world.out)
    assert same(beside.world.county["quota"], without.world.county["quota"])


def test_an_idle_enterprise_in_the_ensemble(spec: CountySpec, policies: list[Policy]) -> None:
    """The same through the ensemble, in every draw, scenario and indicator."""
    roster = _roster(spec)
    longer = np.concatenate([roster[:4], roster_row(999, 2, 100.0, idle=1), roster[4:]])
    draws = Draws.from_prior(spec, 8, 4)
    without = collect(run_ensemble(spec, draws, policies, roster=roster))[0]
    beside = collect(run_ensemble(spec, draws, policies, roster=longer))[0]
    assert same(without, beside)


def test_stepping_is_the_ensemble(
    spec: CountySpec, draws: Draws, policies: list[Policy], values: np.ndarray
) -> None:
    """One quarter at a time from Python gives the ensemble's bytes."""
    for draw in range(3):
        for c, policy in enumerate(policies):
            run = start_run(spec, policy, draws.parameters[draw], 11, draw)
            for _ in run.quarters():
                pass
            flat = run.world.out.view(np.float64).reshape(policy.quarters // 4, -1)
            assert same(flat, np.ascontiguousarray(values[draw, c]))


def test_scenarios_of_unequal_length_are_refused(spec: CountySpec, draws: Draws) -> None:
    """Scenarios to 2027 and to 2030 do not belong in one ensemble."""
    unequal = [build_policy(spec), build_policy(spec, last_year=2030)]
    with pytest.raises(ValueError, match="same quarters"):
        next(run_ensemble(spec, draws, unequal))
