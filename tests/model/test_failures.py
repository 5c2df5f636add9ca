"""A draw that goes wrong is reported where it went wrong, and harms no other."""

from __future__ import annotations

import numpy as np
import pytest

from model.draws import Draws
from model.ensemble import NOT_FINITE, TABLE_FULL, run_ensemble
from model.indicators import CODES
from model.policy import Policy, build_policy
from model.spec import CountySpec
from tests.model.worlds import collect

DRAWS, BAD = 7, 3


@pytest.fixture(scope="module")
def policies(spec: CountySpec) -> list[Policy]:
    """No plan, and a plan that attracts all it can."""
    busy = {"attraction_effort": 4.0, "entry_cost": 0.3}
    return [build_policy(spec), build_policy(spec, {**spec.plan, **busy})]


def spoiled(spec: CountySpec, **values: float) -> Draws:
    """Seven draws, one of them with parameters that no prior would give."""
    draws = Draws.from_prior(spec, DRAWS, 8)
    parameters = draws.parameters.copy()
    for code, value in values.items():
        parameters[code][BAD] = value
    return Draws(draws.ids, draws.seeds, parameters, "fixed")


def run(
    spec: CountySpec, draws: Draws, policies: list[Policy], jobs: int = 1, chunk: int = 32
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Values, failed quarters and reasons."""
    return collect(run_ensemble(spec, draws, policies, jobs=jobs, chunk=chunk))


def check_others(spec: CountySpec, policies: list[Policy], values: np.ndarray) -> None:
    """The draws beside the spoiled one are as they are without it."""
    sound, _, _ = run(spec, Draws.from_prior(spec, DRAWS, 8), policies)
    others = [i for i in range(DRAWS) if i != BAD]
    assert np.isfinite(values[others]).all()
    assert values[others].tobytes() == sound[others].tobytes()


@pytest.mark.parametrize(
    "values",
    [
        {"initial_scale": 1e308},
        {"land_tax": 1e308},
        {"chi": np.nan},
        {"rest_gdp_2017": np.inf},
        {"rest_growth": 900.0},
    ],
    ids=lambda values: next(iter(values)),
)
@pytest.mark.parametrize(("jobs", "chunk"), [(1, 32), (2, 2)])
def test_a_draw_that_overflows(
    spec: CountySpec, policies: list[Policy], values: dict[str, float], jobs: int, chunk: int
) -> None:
    """It fails with its quarter and reason; its later years are NaN; the others go on."""
    found, failed, reason = run(spec, spoiled(spec, **values), policies, jobs, chunk)
    assert (failed[BAD] >= 0).all() and (reason[BAD] == NOT_FINITE).all()
    for c in range(len(policies)):
        year = failed[BAD, c] // 4
        assert np.isnan(found[BAD, c, year:]).all()
        assert np.isfinite(found[BAD, c, :year]).all()
    others = np.delete(failed, BAD, axis=0)
    assert (others == -1).all()
    check_others(spec, policies, found)


def test_a_failure_after_years_that_went_well(spec: CountySpec, policies: list[Policy]) -> None:
    """The rest of the economy grows beyond all bounds: what industry was until then is kept."""
    found, failed, _ = run(spec, spoiled(spec, rest_growth=900.0), policies)
    assert (failed[BAD] % 4 == 3).all() and (failed[BAD] > 8).all()
    sound, _, _ = run(spec, Draws.from_prior(spec, DRAWS, 8), policies)
    industry = CODES.index("revenue_industry")
    year = int(failed[BAD].min()) // 4
    assert (found[BAD, :, :year, industry] == sound[BAD, :, :year, industry]).all()


@pytest.mark.parametrize("noise", [1e3, 1e308])
def test_wild_demand_is_bounded(spec: CountySpec, policies: list[Policy], noise: float) -> None:
    """A quarter's change of demand is kept within e^.9, so absurd noise alone overflows nothing."""
    found, failed, _ = run(spec, spoiled(spec, demand_noise=noise), policies)
    assert (failed == -1).all() and np.isfinite(found).all()
    check_others(spec, policies, found)


def test_a_scenario_that_fills_the_tables(spec: CountySpec, policies: list[Policy]) -> None:
    """Too many projects in one scenario: it fails in its own year, the other one does not."""
    found, failed, reason = run(spec, spoiled(spec, attraction_rate=150.0), policies)
    assert failed[BAD, 0] == -1 and np.isfinite(found[BAD, 0]).all()
    assert failed[BAD, 1] >= 25 and reason[BAD, 1] == TABLE_FULL
    year = failed[BAD, 1] // 4
    assert np.isfinite(found[BAD, 1, :year]).all() and np.isnan(found[BAD, 1, year:]).all()
    check_others(spec, policies, found)


def test_a_history_that_fills_the_tables(spec: CountySpec, policies: list[Policy]) -> None:
    """Too many start-ups before 2023: every scenario of the draw has failed in the same quarter."""
    wanted = {"birth_rate": 40.0, "initial_pool": 1e7}
    found, failed, reason = run(spec, spoiled(spec, **wanted), policies)
    assert (reason[BAD] == TABLE_FULL).all() and failed[BAD, 0] == failed[BAD, 1]
    assert 0 <= failed[BAD, 0] < 25
    assert np.isnan(found[BAD, :, failed[BAD, 0] // 4 :]).all()
    check_others(spec, policies, found)


def test_priors_do_not_fail(spec: CountySpec, policies: list[Policy]) -> None:
    """Five hundred draws of the prior run to the end under every lever at once."""
    most = build_policy(spec, {code: lever.maximum for code, lever in spec.levers.items()})
    least = build_policy(spec, {code: lever.minimum for code, lever in spec.levers.items()})
    draws = Draws.from_prior(spec, 500, 77)
    found, failed, _ = run(spec, draws, [*policies, most, least], jobs=2)
    assert (failed == -1).all() and np.isfinite(found).all()
