"""A run that keeps less holds the same numbers, and is read, resumed and verified like any other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from calibration.county import SHIPPED
from model.indicators import CODES, HEADLINES
from scenarios.assessment import assess_all, run_targets
from scenarios.files import digest_file
from scenarios.forecast import Interrupted, resume
from scenarios.kept import kept_part
from scenarios.run import LATEST, PARTIAL, Run
from scenarios.runs import verify_run
from tests.scenarios.fake_engine import fake_engine
from tests.scenarios.test_resume import digests as of_folder
from tests.scenarios.test_store import make

EXTRA = ["firms_operating"]


def digests(run: Run) -> dict[str, str]:
    return of_folder(run.folder)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return make(tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="module")
def less(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return make(tmp_path_factory.mktemp("less"), keep=EXTRA)


def test_what_is_kept_are_the_indicators_asked_for_those_of_targets_and_headlines(
    less: Run,
) -> None:
    named = {goal.indicator for goal in run_targets(less) if goal.testable}
    assert set(less.work.indicators) == {*EXTRA, *named, *HEADLINES} < set(CODES)
    assert list(less.work.indicators) == sorted(less.work.indicators, key=CODES.index)
    assert less.years == tuple(range(2022, 2028))


def test_values_draws_failures_and_targets_agree_with_the_run_that_keeps_everything(
    whole: Run, less: Run
) -> None:
    for scenario in whole.scenarios:
        codes = less.work.indicators
        one, other = (run.values(scenario, codes, less.years) for run in (whole, less))
        for code in codes:
            assert np.array_equal(one[code], other[code], equal_nan=True)
    same = ("draws.parquet", "failures.csv", "targets.csv", "joint.csv")
    for name in same:
        assert digest_file(whole.folder / name) == digest_file(less.folder / name)
    assert less.work.digest != whole.work.digest
    # Pairs of targets are written for whole runs; others have them when asked.
    assert not (less.folder / "conflicts.csv").exists()
    assert assess_all(less)[1].pairs == assess_all(whole)[1].pairs


def test_it_takes_a_fraction_of_the_disk(whole: Run, less: Run) -> None:
    size = [
        sum(p.stat().st_size for p in (run.folder / "results.parquet").iterdir())
        for run in (whole, less)
    ]
    assert size[1] < 0.35 * size[0]
    assert verify_run(less.folder) == []


def test_interrupted_it_goes_on_to_the_same_bytes(tmp_path: Path, less: Run) -> None:
    def stopped(spec: Any, draws: Any, policies: Any, **more: Any) -> Iterator[Any]:
        for block in fake_engine(spec, draws, policies, **more):
            if block.start > 20:
                raise KeyboardInterrupt
            yield block

    with pytest.raises(Interrupted) as told:
        make(tmp_path, keep=EXTRA, engine=stopped)
    assert 0 < told.value.done < told.value.total
    again = resume(tmp_path / (told.value.run + PARTIAL), engine=fake_engine)
    assert digests(again) == digests(less)
    assert verify_run(again.folder) == []


def test_the_latest_run_is_one_that_keeps_everything(less: Run, whole: Run) -> None:
    assert not (less.folder.parent / LATEST).exists()
    assert (whole.folder.parent / LATEST).read_text(encoding="utf-8").strip() == whole.manifest.run


def test_an_unknown_indicator_is_refused() -> None:
    with pytest.raises(ValueError, match="no such indicator: gdpp"):
        kept_part(SHIPPED, ["gdpp"], 2027)


def test_several_scenarios_are_read_at_once_and_judged_as_one_by_one(
    whole: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = assess_all(whole)
    monkeypatch.setattr("scenarios.run.AT_ONCE", 1)
    apart = assess_all(whole)
    for one, other in zip(together, apart, strict=True):
        assert [r.probability for r in one.results] == [r.probability for r in other.results]
        assert (one.joint, one.pairs, one.heights) == (other.joint, other.pairs, other.heights)
