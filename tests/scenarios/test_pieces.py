"""Targets are judged a few indicators at a time where all of them at once would be large."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.county import load_shipped
from scenarios.assessment import assess_all
from scenarios.forecast import forecast
from scenarios.loader import load_scenarios
from scenarios.run import Run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    spec = load_shipped()
    chosen = load_scenarios(["no_plan", "plan"], spec)
    return forecast(spec, chosen, draws=24, seed=3, out=tmp_path_factory.mktemp("runs"))


def test_a_piece_holds_as_many_indicators_as_fit_and_one_at_least(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes, years = ["gdp", "industrial_va", "revenue_above_scale"], [2026, 2027]
    one = 8 * 24 * len(years)
    for limit, sizes in ((1, [1, 1, 1]), (2 * one, [2, 1]), (3 * one, [3])):
        monkeypatch.setattr("scenarios.run.AT_ONCE", limit)
        seen = [(name, list(values)) for name, values in run.pieces(run.scenarios, codes, years)]
        assert [len(found) for _, found in seen] == sizes * 2
        for name in run.scenarios:
            assert [code for at, found in seen if at == name for code in found] == codes
        for name, values in run.pieces(run.scenarios, codes, years):
            for code, column in values.items():
                assert np.array_equal(column, run.values(name, [code], years)[code])


def test_the_judgement_is_the_same_however_small_the_pieces(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = assess_all(run)
    monkeypatch.setattr("scenarios.run.AT_ONCE", 1)
    again = assess_all(run)
    assert len(again) == 2 and any(item.heights for item in whole)
    for one, other in zip(whole, again, strict=True):
        assert (one.scenario, one.joint, one.pairs, one.heights) == (
            other.scenario, other.joint, other.pairs, other.heights,
        )  # fmt: skip
        for a, b in zip(one.results, other.results, strict=True):
            assert a.target.id == b.target.id and a.probability == b.probability
            assert np.array_equal(a.passed, b.passed) and np.array_equal(a.valid, b.valid)
            assert a.median == b.median and a.shortfall == b.shortfall


def test_targets_outside_the_model_alone_are_listed_too(run: Run) -> None:
    from scenarios.assessment import run_targets

    outside = [target for target in run_targets(run) if not target.testable]
    assert outside
    for found in assess_all(run, outside):
        assert [item.target for item in found.results] == outside and not found.joint
