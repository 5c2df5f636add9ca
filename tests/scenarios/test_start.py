"""How a forecast starts: what it loads, compiles and holds before it draws, and in what parts."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.stats import qmc

from calibration.arrow_columns import labels_to_arrow, to_arrow, to_numpy
from calibration.lineages import history_luck, lineages
from calibration.proposals import van_der_corput
from model.draws import Draws
from model.ensemble import run_ensemble, simulate_chunk
from model.policy import build_policy
from model.spec import CountySpec
from scenarios import draws_file, sampling
from scenarios import forecast as job
from scenarios.draws_file import read_draws, write_draws
from scenarios.files import RunError, check_writable
from scenarios.scenario import Uncertainty
from tests.scenarios.conftest import Shengsi
from tests.scenarios.test_lineages import posterior

STARTED = """
import sys
from calibration.county import SHIPPED, load_shipped
from calibration.posterior import read_posterior
from scenarios.sampling import draws_for
from scenarios.draws_file import write_draws, read_draws
from scenarios.loader import load_scenario
from pathlib import Path
spec, path = load_shipped(), Path(sys.argv[1])
scenario = load_scenario("plan", spec)
posterior = read_posterior(SHIPPED)
draws = draws_for(spec, scenario.uncertainty, 8, 1, posterior)
write_draws(path, 8, lambda start, stop: draws[start:stop])
read_draws(path)
slow = {"pandas", "scipy.stats", "scipy.sparse", "scipy.special", "pyarrow.dataset", "mesa"}
print(sorted(slow & set(sys.modules)))
"""


def test_what_a_forecast_needs_before_it_draws_loads_no_slow_package(tmp_path: Path) -> None:
    command = [sys.executable, "-c", STARTED, str(tmp_path / "draws.parquet")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_draws_in_whatever_form_need_the_engine_compiled_once(
    spec: CountySpec, tmp_path: Path
) -> None:
    prior = Draws.from_prior(spec, 6, 1)
    pairs = posterior(spec, 4).draws(spec, 6, 1)
    write_draws(tmp_path / "draws.parquet", 6, lambda start, stop: pairs[start:stop])
    locked = Draws(*(array.copy() for array in (prior.ids, prior.seeds, prior.parameters)))
    for array in (locked.ids, locked.seeds, locked.parameters):
        array.setflags(write=False)
    narrow = replace(prior, ids=prior.ids.astype(np.int32))
    stepped = prior[::2]
    policy = build_policy(spec)
    across = replace(policy, park_land=np.asfortranarray(policy.park_land))
    across.levers.setflags(write=False)
    for draws in (prior, pairs, read_draws(tmp_path / "draws.parquet"), locked, narrow, stepped):
        for policies in ([policy], [policy, across]):
            assert len(list(run_ensemble(spec, draws, policies)))
    assert len(simulate_chunk.signatures) == 1


def test_chunks_that_fit_the_scenarios_change_no_bit(spec: CountySpec) -> None:
    draws, policies = Draws.from_prior(spec, 20, 3), [build_policy(spec)] * 4
    usual, whole = (list(run_ensemble(spec, draws, policies, chunk=n)) for n in (0, 20))
    assert [block.stop for block in usual] == [8, 16, 20]
    assert (np.concatenate([b.values for b in usual]) == whole[0].values).all()


@pytest.mark.parametrize("origin", ["prior", "fixed", "posterior"])
def test_a_draw_is_the_same_in_whatever_part_it_is_made(spec: CountySpec, origin: str) -> None:
    uncertainty = Uncertainty("mean" if origin == "fixed" else "posterior", 1.0)
    pairs = posterior(spec, 30) if origin == "posterior" else None
    whole = sampling.draws_for(spec, uncertainty, 50, 7, pairs)
    parts = [
        sampling.draws_for(spec, uncertainty, 50, 7, pairs, a, b) for a, b in ((0, 1), (1, 50))
    ]
    assert whole.origin == parts[0].origin == origin
    for name in ("ids", "seeds", "parameters"):
        joined = np.concatenate([getattr(part, name) for part in parts])
        assert (joined == getattr(whole, name)).all()


def test_draws_are_written_and_read_in_groups(
    spec: CountySpec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draws, asked = Draws.from_prior(spec, 50, 3), []

    def part(start: int, stop: int) -> Draws:
        asked.append((start, stop))
        return draws[start:stop]

    monkeypatch.setattr(draws_file, "ROWS", 16)
    write_draws(tmp_path / "draws.parquet", 50, part)
    assert asked == [(0, 16), (16, 32), (32, 48), (48, 50)]
    for start, stop in ((0, 50), (0, 1), (15, 17), (32, 48), (49, 50)):
        again = read_draws(tmp_path / "draws.parquet", start, stop)
        assert (again.ids == draws.ids[start:stop]).all()
        assert (again.parameters == draws.parameters[start:stop]).all()


def test_a_forecast_made_in_batches_is_the_same(
    shengsi: Shengsi, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("forecast", "-s", "no_plan", "-s", "plan", "-n", "50", "--no-figures", "-q")
    for folder, batch in (("one", 4096), ("many", 16)):
        monkeypatch.setattr(job, "BATCH", batch)
        assert shengsi(*words, "-o", folder)[0] in (0, None)
    (one,), (many,) = (list(Path(name).glob("2*")) for name in ("one", "many"))
    assert one.name[-8:] == many.name[-8:]
    for file in ("targets.csv", "joint.csv", "conflicts.csv", "failures.csv", "draws.parquet"):
        assert (one / file).read_bytes() == (many / file).read_bytes()
    assert len(list(one.glob("results.parquet/*"))) == 4
    for part in one.glob("results.parquet/*"):
        assert part.read_bytes() == (many / "results.parquet" / part.name).read_bytes()


def test_the_points_by_which_pairs_are_taken_are_those_of_halton() -> None:
    for n in (0, 1, 2, 3, 1000, 4097):
        expected = qmc.Halton(1, scramble=False).random(n)[:, 0] if n else np.zeros(0)
        assert (van_der_corput(n) == expected).all()


def test_lineages_are_the_connected_components_of_what_pairs_share() -> None:
    rng = np.random.default_rng(5)
    for n in (1, 2, 30, 200):
        u, seeds = rng.integers(0, n, (n, 1)).astype(float), rng.integers(0, n, n)
        ancestry = rng.integers(0, 2 * n, n)
        shared = [history_luck(seeds), u[:, 0], ancestry]
        same = np.logical_or.reduce([item[:, None] == item for item in shared])
        _, expected = connected_components(coo_matrix(same), directed=False)
        assert (lineages(u, seeds, ancestry) == expected).all()
    chain = np.arange(100)
    assert set(lineages((chain // 2).astype(float)[:, None], (chain + 1) // 2)) == {0}


def test_columns_go_to_arrow_and_back_as_they_are() -> None:
    for values in (np.array([1.5, np.nan]), np.arange(6)[::2], np.arange(3, dtype=np.int32)):
        column = to_arrow(values)
        assert column.equals(pa.array(np.ascontiguousarray(values))) or np.isnan(values).any()
        back = to_numpy(pa.chunked_array([column, column]))
        assert back.dtype == values.dtype
        np.testing.assert_array_equal(back, np.concatenate([values, values]))
    names = ["县", "a"]
    expected = pa.DictionaryArray.from_arrays(pa.array([1, 0], pa.int32()), pa.array(names))
    assert labels_to_arrow(np.array([1, 0]), names).equals(expected)
    for faulty in (pa.chunked_array([["text"]]), pa.chunked_array([[1, None]])):
        with pytest.raises(ValueError, match="not a column of numbers"):
            to_numpy(faulty)


def test_a_folder_below_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    check_writable(tmp_path / "new" / "deeper")
    assert not (tmp_path / "new").exists()
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(RunError) as refused:
            check_writable(folder)
        assert "无法写入" in refused.value.zh and "\n" not in refused.value.zh


def test_a_folder_closed_to_writing_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Who runs the tests as root may write anywhere.
    monkeypatch.setattr("scenarios.files.os.access", lambda *_: False)
    with pytest.raises(RunError, match="无法写入"):
        check_writable(tmp_path / "new")
