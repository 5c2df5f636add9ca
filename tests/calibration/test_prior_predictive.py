"""The prior predictive check: where the record lies within what the priors say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from calibration import prior_predictive
from calibration.county import SHIPPED, load_shipped
from calibration.errors import DataError
from calibration.history import Observation, load_history
from calibration.prior_predictive import (
    LAST_YEAR,
    MISSED,
    REACHED,
    TAIL,
    Placed,
    PriorCheck,
    check_prior,
    load_context,
    simulate,
)
from model.ensemble import Block
from model.indicators import BY_CODE, CODES
from model.spec import CountySpec

CONTEXT = SHIPPED / "prior_context.csv"
HEADER = "name_zh,name_en,indicator,year,value,unit,grade,scope_zh,scope_en,source_title,source_url"


@pytest.fixture(scope="module")
def spec() -> CountySpec:
    return load_shipped()


@pytest.fixture(scope="module")
def record() -> list[Observation]:
    return load_history(SHIPPED / "history.csv")


@pytest.fixture(scope="module")
def check(spec: CountySpec, record: list[Observation]) -> PriorCheck:
    return check_prior(spec, record, load_context(CONTEXT), draws=60, seed=1, jobs=2)


def gdp(record: list[Observation], **changes: object) -> Observation:
    """The county's GDP of 2021, changed."""
    found = next(o for o in record if o.indicator == "gdp" and o.operator == "level")
    return replace(found, **changes)  # type: ignore[arg-type]


def test_every_observation_up_to_2022_is_placed(check: PriorCheck, record: list[Observation]):
    expected = [o for o in record if o.use == "fit" and o.year <= LAST_YEAR]
    assert [placed.item for placed in check.fit] == expected
    assert check.left_out == [] and check.failed == 0
    for placed in (*check.fit, *check.context):
        assert len(placed.modelled) == 60
        assert list(placed.quantiles) == sorted(placed.quantiles)
        assert 0.0 <= placed.position <= 1.0 and 0.0 <= placed.near <= 1.0


def test_the_priors_reach_what_was_published(check: PriorCheck):
    """If this fails a behaviour or a prior has moved away from the county: change that."""
    assert [placed.item.year for placed in check.fit if placed.verdict == MISSED] == []


def test_no_more_draws_fit_everything_than_fit_any_one(check: PriorCheck):
    assert check.together <= min(placed.near for placed in check.fit)


def test_the_same_seed_gives_the_same_draws_whatever_the_jobs(
    spec: CountySpec, check: PriorCheck, record: list[Observation]
):
    again = check_prior(spec, record, [], draws=60, seed=1, jobs=1)
    for one, other in zip(check.fit, again.fit, strict=True):
        assert (one.modelled == other.modelled).all()
    different = check_prior(spec, record, [], draws=60, seed=2, jobs=2)
    assert (different.fit[0].modelled != check.fit[0].modelled).any()


def test_more_draws_keep_the_first_ones(spec: CountySpec):
    few, _ = simulate(spec, 5, 1)
    many, _ = simulate(spec, 8, 1)
    assert (few == many[:5]).all()


@pytest.mark.parametrize(
    "value, near, verdict",
    [(50.0, 0.0, REACHED), (200.0, 0.2, REACHED), (200.0, 0.02, TAIL), (200.0, 0.0, MISSED)],
)
def test_verdicts(record: list[Observation], value: float, near: float, verdict: str):
    item = gdp(record, value=value)
    assert Placed(item, np.arange(100.0), near).verdict == verdict


def test_position_counts_half_of_the_ties(record: list[Observation]):
    placed = Placed(gdp(record, value=1.0), np.array([0.0, 1.0, 1.0, 2.0]), 0.0)
    assert placed.position == 0.5


def test_a_bound_that_holds_is_near(spec: CountySpec, record: list[Observation]):
    wide = gdp(record, operator="upper_bound", value=1e9, error=0.01)
    tight = gdp(record, operator="upper_bound", value=1.0, error=0.01)
    found = check_prior(spec, [wide, tight], [], 20, 1).fit
    assert [placed.near for placed in found] == [1.0, 0.0]
    assert [placed.verdict for placed in found] == [REACHED, MISSED]


def test_an_observation_that_needs_an_earlier_year_is_named(
    spec: CountySpec, record: list[Observation]
):
    early = gdp(record, operator="growth", year=2017, variable="gdp_growth")
    found = check_prior(spec, [early, gdp(record, year=2030), gdp(record, use="context")], [], 5, 1)
    assert found.fit == []
    assert len(found.left_out) == 1 and "gdp_growth 2017" in found.left_out[0]


def broken_blocks(*_: object, **__: object):
    """Two chunks of three draws, the middle one of each failed."""
    values = np.ones((3, 1, 6, len(CODES)))
    failed = np.array([[-1], [7], [-1]])
    values[1] = np.nan
    for start in (0, 3):
        yield Block(start, start + 3, values, failed, np.zeros_like(failed))


def test_failed_draws_are_counted_and_left_out(
    monkeypatch: pytest.MonkeyPatch, spec: CountySpec, record: list[Observation]
):
    monkeypatch.setattr(prior_predictive, "run_ensemble", broken_blocks)
    said: list[tuple[int, int, int]] = []
    progress = lambda *words: said.append(words)  # noqa: E731
    found = check_prior(spec, [gdp(record)], [], 6, 1, progress=progress)
    assert found.failed == 2 and found.draws == 6
    assert len(found.fit[0].modelled) == 4 and np.isfinite(found.fit[0].modelled).all()
    assert said == [(3, 6, 1), (6, 6, 2)]


def test_it_is_an_error_when_every_draw_fails(monkeypatch: pytest.MonkeyPatch, spec: CountySpec):
    values = np.full((2, 1, 6, len(CODES)), np.nan)
    lost = Block(0, 2, values, np.zeros((2, 1), int), np.ones((2, 1), int))
    monkeypatch.setattr(prior_predictive, "run_ensemble", lambda *_, **__: iter([lost]))
    with pytest.raises(ValueError, match="all 2 draws failed"):
        simulate(spec, 2, 1)


def test_context_is_in_model_units_and_never_an_observation(check: PriorCheck):
    by_name = {placed.item.name[1]: placed.item for placed in check.context}
    assert by_name["fixed-asset investment"].value == pytest.approx(864_200.0)
    assert by_name["above-scale profit / revenue"].value == pytest.approx(0.024)
    for item in by_name.values():
        parts = item.indicator.split("/")
        assert set(parts) <= set(CODES)
        assert len(parts) > 1 or item.unit == BY_CODE[item.indicator].unit
        assert all(item.name) and all(item.scope) and item.source_title


def test_a_county_without_context_has_none(tmp_path: Path):
    assert load_context(tmp_path / "nothing.csv") == []


def test_a_ratio_of_nothing_counts_as_zero(spec: CountySpec, tmp_path: Path):
    path = tmp_path / "prior_context.csv"
    row = "甲,a,specialised_firms/fund_income,2017,1,%,proxy,乙,b,出处,"
    path.write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
    (placed,) = check_prior(spec, [], load_context(path), 5, 1).context
    assert (placed.modelled == 0.0).all()


@pytest.mark.parametrize(
    "row, column",
    [
        ("甲,a,gpd,2017,1,亿元,published,乙,b,出处,", ":2:3: "),
        ("甲,a,gdp,2016,1,亿元,published,乙,b,出处,", ":2:4: "),
        ("甲,a,gdp,2017,x,亿元,published,乙,b,出处,", ":2:5: "),
        ("甲,a,gdp,2017,1,億元,published,乙,b,出处,", ":2:6: "),
        ("甲,a,gdp,2017,1,亿元,rejected,乙,b,出处,", ":2:7: "),
    ],
)
def test_faults_of_the_context_file_are_named_by_cell(tmp_path: Path, row: str, column: str):
    path = tmp_path / "prior_context.csv"
    path.write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_context(path)
    assert len(caught.value.problems) == 1 and column in caught.value.problems[0]
