"""The run folder: whole or not there, the same bytes however it was made, checked by digest."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from calibration.county import load_shipped
from model.indicators import CODES
from scenarios.assessment import assess, focus_scenario
from scenarios.basis import basis
from scenarios.files import RunError, digest_file
from scenarios.forecast import forecast, resume
from scenarios.loader import load_scenario
from scenarios.manifest import read_manifest
from scenarios.overrides import apply_overrides
from scenarios.run import LATEST, PARTIAL, Run
from scenarios.runs import find_run, list_runs, open_run, verify_run
from scenarios.sampling import common_uncertainty
from tests.scenarios.fake_engine import LEVELS, PART, fake_engine

DRAWS = 50
COMPARED = ("targets.csv", "joint.csv", "conflicts.csv", "failures.csv", "draws.parquet")


def make(out: Path, **changes: Any) -> Run:
    """A run of two scenarios on made-up numbers."""
    spec = load_shipped()
    scenarios = [load_scenario(name, spec) for name in ("no_plan", "plan")]
    settings = {"draws": DRAWS, "seed": 7, "engine": fake_engine, "part_draws": PART} | changes
    return forecast(spec, scenarios, out=out, **settings)


def contents(run: Run) -> dict[str, str]:
    """Digests of every file that must not depend on how the run was made."""
    names = [*COMPARED, *(f"results.parquet/{p.name}" for p in results(run))]
    return {name: digest_file(run.folder / name) for name in names}


def results(run: Run) -> list[Path]:
    return sorted((run.folder / "results.parquet").iterdir())


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return make(tmp_path_factory.mktemp("runs"))


# What is in it.


def test_results_have_exactly_five_columns_and_every_number(run: Run) -> None:
    table = pd.read_parquet(run.folder / "results.parquet")
    assert list(table.columns) == ["scenario", "draw", "year", "indicator", "value"]
    assert len(table) == DRAWS * 2 * 11 * len(CODES)
    block = next(fake_engine(None, run.draws, [_Policy()] * 2, chunk=DRAWS))
    one = table.query("scenario == 'plan' and draw == 3 and year == 2027").set_index("indicator")
    assert np.array_equal(one.loc[list(CODES), "value"].to_numpy(), block.values[3, 1, -1])


class _Policy:
    quarters = 44


def test_text_columns_are_dictionaries(run: Run) -> None:
    schema = pq.read_schema(results(run)[0])
    assert pa.types.is_dictionary(schema.field("scenario").type)
    assert pa.types.is_dictionary(schema.field("indicator").type)
    assert schema.field("value").type == pa.float64()


def test_what_is_read_back_is_what_was_computed(run: Run) -> None:
    block = next(fake_engine(None, run.draws, [_Policy()] * 2, chunk=DRAWS))
    block.values[block.failed >= 0] = np.nan
    for index, scenario in enumerate(run.scenarios):
        found = run.values(scenario, ["gdp", "tax_per_mu"])
        for code, values in found.items():
            expected = block.values[:, index, :, CODES.index(code)]
            assert np.array_equal(values, expected, equal_nan=True)


def test_failed_draws_are_listed_with_quarter_reason_and_parameters(run: Run) -> None:
    table = pd.read_csv(run.folder / "failures.csv")
    assert table["draw"].tolist() == [5, 22, 39]
    assert set(table["scenario"]) == {"plan"} and set(table["quarter"]) == {"2024Q3"}
    assert set(table["reason"]) == {"not finite"}
    parameters = json.loads(table["parameters"][0])
    assert parameters == {
        name: run.draws.parameters[name][5] for name in run.draws.parameters.dtype.names
    }
    assert run.manifest.failed == 3


def test_failed_draws_are_left_out_of_the_targets(run: Run) -> None:
    result = assess(run, "plan").result("T1")
    assert result.failed == 3 and result.probability is not None
    assert result.probability.n == DRAWS - 3
    assert assess(run, "no_plan").result("T1").failed == 0


def test_the_manifest_says_how_to_make_it_again(run: Run) -> None:
    manifest = json.loads((run.folder / "manifest.json").read_bytes())
    assert manifest["status"] == "complete"
    assert manifest["work"]["seed"] == 7 and manifest["work"]["draws"] == DRAWS
    assert {"python", "program", "numpy", "numba", "pyarrow"} <= set(manifest["versions"])
    inputs = manifest["work"]["inputs"]
    assert "inputs/county/targets.csv" in inputs and "scenarios/plan.yaml" in inputs
    for name, digest in inputs.items():
        assert digest_file(run.folder / name) == digest


def test_prior_is_said_in_every_table(run: Run) -> None:
    for name in ("targets.csv", "joint.csv", "conflicts.csv"):
        raw = (run.folder / name).read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        table = pd.read_csv(run.folder / name)
        assert set(table["parameters_zh"]) == {"参数取自先验,未经校准"}
        assert set(table["parameters_en"]) == {"parameters from priors, not calibrated"}


def test_targets_table_has_every_target_of_every_scenario(run: Run) -> None:
    table = pd.read_csv(run.folder / "targets.csv")
    assert len(table) == 2 * 28
    assert table["status"].value_counts().to_dict() == {"tested": 50, "outside": 6}
    assert table.loc[table["status"] == "outside", "reason"].notna().all()


def test_what_no_draw_meets_is_noted_beside_the_target(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the first quarter of the scenario's own policy, from the run."""
    monkeypatch.setitem(LEVELS, "industrial_land_grant_share", 0.01)
    run = make(tmp_path)
    assert [item.begins for item in run.work.scenarios] == ["", "2023Q2"]
    table = pd.read_csv(run.folder / "targets.csv").set_index(["scenario", "target"])
    n = DRAWS - 3
    text = table.loc[("plan", "T23"), "note_zh"]
    assert text.startswith(f"2023年0/{n}次达到,最接近0.0")
    assert text.count("政策从2023Q2才开始") == 1 and text.count(f"0/{n}次") == 5
    assert "policy begins" not in table.loc[("no_plan", "T23"), "note_en"]
    for (_, _), row in table[table["status"] == "tested"].iterrows():
        years = dict(part.split(":") for part in str(row["by_year"]).split(";") if ":" in part)
        never = "0" in years.values() if years else row["hits"] == 0
        assert never == (row["note_zh"] == row["note_zh"]), row


def test_latest_is_a_text_file_with_the_name(run: Run) -> None:
    latest = run.folder.parent / LATEST
    assert latest.read_text(encoding="utf-8").strip() == run.folder.name
    assert [path.name for path in run.folder.parent.iterdir()].count(run.folder.name) == 1


def test_nothing_of_the_scaffold_is_left(run: Run) -> None:
    left = [path.name for path in run.folder.rglob("*")]
    assert not {"lock", "checks"} & set(left)
    assert not any(name.startswith(".") for name in left)


# The same bytes.


def test_chunks_and_workers_leave_no_trace(run: Run, tmp_path: Path) -> None:
    def other_chunks(*words: Any, jobs: int = 1) -> Any:
        return fake_engine(*words, jobs=jobs, chunk=23)

    other = make(tmp_path, engine=other_chunks, jobs=3)
    assert contents(other) == contents(run)
    assert other.manifest.run.rpartition("_")[2] == run.manifest.run.rpartition("_")[2]


def test_another_seed_is_another_run(run: Run, tmp_path: Path) -> None:
    other = make(tmp_path, seed=0)
    assert other.work.seed == 0
    assert contents(other)["draws.parquet"] != contents(run)["draws.parquet"]
    assert other.manifest.run.rpartition("_")[2] != run.manifest.run.rpartition("_")[2]


def test_two_equal_runs_in_one_second_do_not_meet(tmp_path: Path) -> None:
    names = {make(tmp_path, draws=3).folder.name for _ in range(3)}
    assert len(names) == 3
    assert all(not verify_run(tmp_path / name) for name in names)


# Checked by digest.


def test_a_sound_run_verifies(run: Run) -> None:
    assert verify_run(run.folder) == []


def test_changed_missing_and_added_files_are_named(tmp_path: Path) -> None:
    run = make(tmp_path)
    part = results(run)[1]
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    part.write_bytes(data)
    (run.folder / "joint.csv").unlink()
    (run.folder / "notes.txt").write_text("x", encoding="utf-8")
    (run.folder / "reports").mkdir()
    (run.folder / "reports" / "report.html").write_text("x", encoding="utf-8")
    found = {(fault.file, fault.kind) for fault in verify_run(run.folder)}
    assert found == {
        ("joint.csv", "missing"),
        ("notes.txt", "added"),
        (f"results.parquet/{part.name}", "changed"),
    }


# Finding one.


def test_a_run_is_found_by_path_name_hash_and_latest(run: Run) -> None:
    out = run.folder.parent
    for name in (str(run.folder), run.folder.name, run.folder.name[-8:], "latest"):
        assert find_run(name, out) == run.folder


def test_without_the_note_the_latest_is_the_newest_finished_run(tmp_path: Path) -> None:
    """A folder of runs that were copied from elsewhere."""
    old, new = make(tmp_path, draws=3), make(tmp_path, draws=4)
    (tmp_path / LATEST).unlink()
    (tmp_path / "20990101T000000Z_forecast_00000000").mkdir()
    assert find_run("latest", tmp_path) == new.folder
    (new.folder / "manifest.json").write_text("{", encoding="utf-8")
    assert find_run("latest", tmp_path) == old.folder


def test_an_unknown_run_is_a_usage_error(run: Run, tmp_path: Path) -> None:
    for name, out in (("nothing", run.folder.parent), ("latest", tmp_path), ("", tmp_path)):
        with pytest.raises(RunError) as caught:
            find_run(name, out)
        assert caught.value.code == 2
    make(tmp_path, draws=3)
    make(tmp_path, draws=4)
    with pytest.raises(RunError, match="写全名称"):
        find_run("2", tmp_path)


def test_a_damaged_manifest_is_one_clear_line(tmp_path: Path) -> None:
    run = make(tmp_path, draws=3)
    (run.folder / "manifest.json").write_text('{"format": 1, "run":', encoding="utf-8")
    with pytest.raises(RunError) as caught:
        open_run(run.folder.name, tmp_path)
    assert caught.value.code == 3 and "\n" not in caught.value.text("zh")
    (item,) = list_runs(tmp_path)
    assert item.status == "unreadable" and item.problem[0]


def test_runs_of_an_older_model_can_still_be_read(tmp_path: Path) -> None:
    run = make(tmp_path, draws=5)
    path = run.folder / "draws.parquet"
    table = pq.read_table(path)
    pq.write_table(table.rename_columns([*table.column_names[:-1], "gone"]), path)
    again = Run(run.folder)
    assert len(again.weights) == 5 and assess(again, "plan").result("T1").tested
    with pytest.raises(RunError, match="不符"):
        _ = again.draws


# When the disk does not play along.


def test_a_folder_that_cannot_be_written_is_said_before_anything_runs(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x", encoding="utf-8")
    with pytest.raises(RunError, match="无法写入") as caught:
        make(blocked)
    assert caught.value.code == 1


def test_a_full_disk_leaves_a_run_that_can_be_resumed(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace

    def full(source: Any, target: Any) -> None:
        if str(target).endswith("part-00002.parquet"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        with pytest.raises(RunError, match="resume") as caught:
            make(tmp_path)
    assert caught.value.code == 1 and "\n" not in str(caught.value)
    (folder,) = [path for path in tmp_path.iterdir() if path.is_dir()]
    assert folder.name.endswith(PARTIAL) and not (tmp_path / LATEST).exists()
    (item,) = list_runs(tmp_path)
    assert (item.status, item.done) == ("failed", 2 * PART)
    with pytest.raises(RunError, match="resume"):
        open_run(item.name, tmp_path)
    assert contents(resume(folder, engine=fake_engine)) == contents(run)


def test_a_disk_that_is_full_from_the_start_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(RunError, match="无法写入"):
        make(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_finished_run_is_never_overwritten(tmp_path: Path) -> None:
    def squat(run: Run) -> None:
        final = run.folder.with_name(run.manifest.run)
        final.mkdir()
        (final / "mine").write_text("x", encoding="utf-8")

    with pytest.raises(RunError, match="已存在"):
        make(tmp_path, products=squat)
    (folder,) = [path for path in tmp_path.iterdir() if path.name.endswith(PARTIAL)]
    squatter = folder.with_name(folder.name.removesuffix(PARTIAL))
    assert [path.name for path in squatter.iterdir()] == ["mine"]
    (squatter / "mine").unlink()
    squatter.rmdir()
    assert verify_run(resume(folder, engine=fake_engine).folder) == []


# What can be run together.


def test_scenarios_that_draw_differently_are_refused() -> None:
    spec = load_shipped()
    plan = load_scenario("plan", spec)
    fixed = apply_overrides(plan, ["upgrade_subsidy=0.2"], spec)
    assert common_uncertainty([plan, fixed]) == plan.uncertainty
    with pytest.raises(RunError) as caught:
        common_uncertainty([])
    assert caught.value.code == 2


def test_focus_is_the_plan(run: Run) -> None:
    assert focus_scenario(run) == "plan"
    assert basis(run, "en") == "parameters from priors, not calibrated"
    assert read_manifest(run.folder).work == run.work


def test_folders_of_calibrations_and_updates_are_no_runs(tmp_path):
    for name in ("20260101T000000Z_calibrate_0a1b2c3d.partial", "20260101T000001Z_update_0a1b2c3d"):
        folder = tmp_path / name
        folder.mkdir()
        kind = name.split("_")[1]
        (folder / "manifest.json").write_text(json.dumps({"kind": kind}), encoding="utf-8")
    assert list_runs(tmp_path) == []
    broken = tmp_path / "20260101T000002Z_forecast_0a1b2c3d"
    broken.mkdir()
    (broken / "manifest.json").write_text("{", encoding="utf-8")
    assert [item.status for item in list_runs(tmp_path)] == ["unreadable"]
