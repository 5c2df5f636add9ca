"""A forecast with the county's own enterprises: copied into the run, and there when it resumes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.main import get_command

from calibration.county import load_shipped
from calibration.faults import FileError
from calibration.roster_file import read_roster
from model.spec import CountySpec
from scenarios import forecast as job
from scenarios.basis import basis
from scenarios.files import RunError, digest_file
from scenarios.loader import load_scenario
from scenarios.manifest import FILE_NAME
from scenarios.run import PARTIAL, Run
from scenarios.runs import verify_run
from shengsi.cli import app
from shengsi.text import set_language
from tests.scenarios.fake_engine import fake_engine

HEADER = "编号,名称,行业,状态,年营业收入(万元),备注"
ROWS = ["1,海味水产,mussel,,2600,", "2,东海食品,seafood,,900,", "3,旧船厂,marine_equipment,停业,,"]


class Watched:
    """The made-up engine; keeps the roster it was given, stops after `stop` blocks."""

    def __init__(self, stop: int = 10**6) -> None:
        self.stop, self.rosters = stop, []

    def __call__(self, *words: Any, roster: np.ndarray | None = None, **more: Any) -> Iterator[Any]:
        self.rosters.append(roster)
        for count, block in enumerate(fake_engine(*words, **more)):
            if count == self.stop:
                raise KeyboardInterrupt
            yield block


@pytest.fixture(scope="module")
def spec() -> CountySpec:
    """The shipped county."""
    return load_shipped()


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """A roster as a planner saves it."""
    path = tmp_path / "企业名录.csv"
    path.write_text("\n".join([HEADER, *ROWS]) + "\n", encoding="gbk")
    return path


def forecast(spec: CountySpec, folder: Path, engine: Any, roster: Path | None = None) -> Run:
    scenarios = [load_scenario(name, spec) for name in ("no_plan", "plan")]
    return job.forecast(
        spec, scenarios, 40, 3, out=folder / "outputs", roster=roster, engine=engine, part_draws=8
    )


def digests(run: Run) -> dict[str, str]:
    return {
        path.relative_to(run.folder).as_posix(): digest_file(path)
        for path in run.folder.rglob("*")
        if path.is_file() and path.name not in (FILE_NAME, "run.log")
    }


def test_the_roster_reaches_the_engine_and_the_run_folder(spec, tmp_path, roster) -> None:
    engine = Watched()
    run = forecast(spec, tmp_path, engine, roster)
    assert engine.rosters[0].tobytes() == read_roster(roster, spec).rows.tobytes()
    assert run.roster_file is not None and run.roster_file.read_bytes() == roster.read_bytes()
    assert run.work.inputs["inputs/roster.csv"] == digest_file(roster)
    assert verify_run(run.folder) == []
    assert basis(run, "zh").endswith(";企业取自名录")
    assert "enterprises from a roster" in basis(run, "en")


def test_without_a_roster_nothing_is_said_of_one(spec, tmp_path) -> None:
    engine = Watched()
    run = forecast(spec, tmp_path, engine)
    assert engine.rosters == [None] and run.roster_file is None
    assert "名录" not in basis(run, "zh")


def test_an_interrupted_run_goes_on_with_the_roster_it_began_with(spec, tmp_path, roster) -> None:
    whole = forecast(spec, tmp_path / "whole", Watched(), roster)
    with pytest.raises(job.Interrupted):
        forecast(spec, tmp_path, Watched(stop=3), roster)
    roster.write_text(f"{HEADER}\n9,另一家,ore,,5000,\n", encoding="utf-8")
    (folder,) = (tmp_path / "outputs").glob(f"*{PARTIAL}")
    engine = Watched()
    run = job.resume(folder, engine=engine)
    assert len(engine.rosters[0]) == len(ROWS)
    assert digests(run) == digests(whole)


def test_a_roster_changed_inside_the_run_is_noticed(spec, tmp_path, roster) -> None:
    with pytest.raises(job.Interrupted):
        forecast(spec, tmp_path, Watched(stop=3), roster)
    (folder,) = (tmp_path / "outputs").glob(f"*{PARTIAL}")
    (folder / "inputs" / "roster.csv").write_text("换过了", encoding="utf-8")
    with pytest.raises(RunError, match="被改动"):
        job.resume(folder, engine=Watched())


def test_a_faulty_roster_leaves_no_run_behind(spec, tmp_path, roster) -> None:
    roster.write_text(f"{HEADER}\n1,甲,贻贝,,500,\n", encoding="utf-8")
    with pytest.raises(FileError, match="是否想写 贻贝加工"):
        forecast(spec, tmp_path, Watched(), roster)
    assert not (tmp_path / "outputs").exists()


def test_results_of_an_example_roster_say_so_everywhere(spec, tmp_path, roster) -> None:
    rows = [f"{row}示例数据" for row in ROWS]
    roster.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    run = forecast(spec, tmp_path, Watched(), roster)
    for name in ("targets.csv", "joint.csv"):
        text = (run.folder / name).read_text(encoding="utf-8-sig")
        assert all("示例数据" in line for line in text.splitlines()[1:])


def test_another_roster_is_another_run(spec, tmp_path, roster) -> None:
    first = forecast(spec, tmp_path, Watched(), roster).work.digest
    roster.write_text("\n".join([HEADER, *ROWS[:2]]) + "\n", encoding="utf-8")
    second = forecast(spec, tmp_path, Watched(), roster).work.digest
    assert len({first, second, forecast(spec, tmp_path, Watched()).work.digest}) == 3


def test_the_command_takes_a_roster(tmp_path, roster, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(job, "_engine", Watched)

    def call(*words: str) -> tuple[int, str, str]:
        code = get_command(app).main(["forecast", *words], standalone_mode=False)
        said = capsys.readouterr()
        set_language("zh")
        return code, said.out, said.err

    common = ("--roster", str(roster), "-n", "20", "--no-figures", "-q")
    code, out, _ = call(*common, "--dry-run", "--json")
    assert code == 0
    document = json.loads(out)
    assert document["roster"] == {"file": str(roster), "enterprises": 3}
    quarters = document["quarters"] * document["draws"] * document["scenarios_count"]
    assert document["enterprise_quarters"] == 3 * quarters
    code, out, _ = call(*common, "-s", "plan")
    assert code == 0 and "企业取自名录" in out
    roster.write_text(f"{HEADER}\n1,甲,mussel,,x,\n", encoding="utf-8")
    code, out, err = call(*common, "--lang", "en")
    assert (code, out) == (3, "") and 'revenue_wan_yuan = "x" is not a number' in err
