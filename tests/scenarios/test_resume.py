"""A run that is killed, at any moment, goes on to the same bytes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scenarios.files import RunError, digest_file
from scenarios.forecast import resume
from scenarios.manifest import FILE_NAME, read_manifest
from scenarios.run import PARTIAL, Run
from scenarios.runs import list_runs, verify_run
from tests.scenarios.fake_engine import fake_engine

PROGRAM = Path(__file__).with_name("fake_engine.py")
DRAWS = 60
WORDS = [
    "-s",
    "no_plan",
    "-s",
    "plan",
    "-n",
    str(DRAWS),
    "--seed",
    "3",
    "--no-figures",
    "-j",
    "1",
    "--prior",
]
# Files that carry times, and so differ between two runs of the same command.
TIMED = (FILE_NAME, "run.log")


def start(folder: Path, *words: str, **environment: str) -> subprocess.Popen[str]:
    """`shengsi` on the made-up engine, in `folder`."""
    return subprocess.Popen(
        [sys.executable, str(PROGRAM), *words],
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def wait_for(process: subprocess.Popen[str], what: Path, pattern: str = "") -> None:
    """Wait until a file is there (or one that matches below it)."""
    deadline = time.monotonic() + 60
    while not (any(what.glob(pattern)) if pattern else what.exists()):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.005)


def digests(folder: Path) -> dict[str, str]:
    """Digest of every file of a run that carries no times."""
    return {
        path.relative_to(folder).as_posix(): digest_file(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in TIMED
    }


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Digests of the run that nobody interrupts."""
    folder = tmp_path_factory.mktemp("whole")
    process = start(folder, "forecast", *WORDS)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 0, said
    (item,) = list_runs(folder / "outputs")
    return digests(item.folder)


def unfinished(folder: Path) -> Path:
    (found,) = [p for p in (folder / "outputs").iterdir() if p.name.endswith(PARTIAL)]
    return found


def finish(partial: Path) -> Run:
    """Resume and check that the run is sound under its final name, and alone."""
    run = resume(partial, engine=fake_engine)
    assert run.folder.name == partial.name.removesuffix(PARTIAL)
    assert not partial.exists()
    assert verify_run(run.folder) == []
    return run


@pytest.mark.parametrize(
    "moment",
    [
        "half a part",
        "part without its check",
        "after a part",
        "tables written",
        "before the last rename",
    ],
)
def test_killed_at_a_moment_it_goes_on_to_the_same_bytes(
    tmp_path: Path, whole: dict[str, str], moment: str
) -> None:
    sign = tmp_path / "sign"
    process = start(tmp_path, "forecast", *WORDS, FAKE_STOP=moment, FAKE_SIGN=str(sign))
    wait_for(process, sign)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert not any(p.suffix != PARTIAL for p in (tmp_path / "outputs").iterdir())
    assert digests(finish(unfinished(tmp_path)).folder) == whole


def times_begun(folder: Path, name: str) -> int:
    """How often the run was begun or resumed, whether it is still under way or already whole."""
    try:
        return len(read_manifest(folder / (name + PARTIAL)).sessions)
    except RunError:
        return len(read_manifest(folder / name).sessions)


def test_killed_again_and_again_at_any_time(tmp_path: Path, whole: dict[str, str]) -> None:
    """How far each start comes depends on the machine; a start may even find nothing left."""
    process = start(tmp_path, "forecast", *WORDS, FAKE_DELAY="0.5")
    wait_for(process, tmp_path, "outputs/*.partial/manifest.json")
    name = unfinished(tmp_path).name.removesuffix(PARTIAL)
    for starts, pause in enumerate((0.0, 0.3, 0.1, 0.25), 2):
        time.sleep(pause)
        process.kill()
        process.communicate()
        if (tmp_path / "outputs" / name).exists():
            break
        process = start(tmp_path, "runs", "resume", name, "-j", "2", FAKE_DELAY="0.5")
        while process.poll() is None and times_begun(tmp_path / "outputs", name) < starts:
            time.sleep(0.005)
        assert process.poll() in (None, 0)
    process.communicate(timeout=120)
    again = start(tmp_path, "runs", "resume", name)
    _, said = again.communicate(timeout=120)
    assert again.returncode == 0, said
    assert digests(tmp_path / "outputs" / name) == whole


def test_ctrl_c_says_how_to_go_on_and_exits_with_130(tmp_path: Path, whole: dict[str, str]) -> None:
    process = start(tmp_path, "forecast", *WORDS, FAKE_DELAY="0.2")
    wait_for(process, tmp_path, "outputs/*.partial/checks/part-*")
    process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == "" and "Traceback" not in said
    (item,) = list_runs(tmp_path / "outputs")
    assert item.status == "interrupted" and 0 < item.done < DRAWS
    assert f"shengsi runs resume outputs/{item.name}" in said
    command = said.split("shengsi runs resume ")[1].split()[0]
    again = start(tmp_path, "runs", "resume", command)
    _, said = again.communicate(timeout=120)
    assert again.returncode == 0, said
    assert digests(tmp_path / command) == whole


def test_only_what_is_missing_or_damaged_is_run_again(
    tmp_path: Path, whole: dict[str, str]
) -> None:
    sign = tmp_path / "sign"
    process = start(tmp_path, "forecast", *WORDS, FAKE_STOP="tables written", FAKE_SIGN=str(sign))
    wait_for(process, sign)
    process.kill()
    process.communicate()
    partial = unfinished(tmp_path)
    part = partial / "results.parquet" / "part-00001.parquet"
    part.write_bytes(part.read_bytes()[:-100])
    asked: list[tuple[int, int]] = []

    def watched(spec: object, draws: object, *words: object, **more: object) -> object:
        asked.append((int(draws.ids[0]), len(draws.ids)))  # type: ignore[attr-defined]
        return fake_engine(spec, draws, *words, **more)  # type: ignore[arg-type]

    run = resume(partial, engine=watched)  # type: ignore[arg-type]
    assert asked == [(16, 16)]
    assert digests(run.folder) == whole


def test_two_processes_never_write_one_run(tmp_path: Path) -> None:
    sign = tmp_path / "sign"
    process = start(tmp_path, "forecast", *WORDS, FAKE_STOP="after a part", FAKE_SIGN=str(sign))
    wait_for(process, sign)
    try:
        (item,) = list_runs(tmp_path / "outputs")
        assert item.status == "running"
        with pytest.raises(RunError, match="另一个进程"):
            resume(unfinished(tmp_path), engine=fake_engine)
    finally:
        process.kill()
        process.communicate()
    (item,) = list_runs(tmp_path / "outputs")
    assert item.status == "interrupted"


def test_changed_inputs_are_refused(tmp_path: Path) -> None:
    sign = tmp_path / "sign"
    process = start(tmp_path, "forecast", *WORDS, FAKE_STOP="after a part", FAKE_SIGN=str(sign))
    wait_for(process, sign)
    process.kill()
    process.communicate()
    partial = unfinished(tmp_path)
    scenario = partial / "scenarios" / "plan.yaml"
    scenario.write_text(scenario.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with pytest.raises(RunError, match=r"plan\.yaml") as caught:
        resume(partial, engine=fake_engine)
    assert caught.value.code == 3


def test_another_version_of_the_program_is_refused_unless_forced(
    tmp_path: Path, whole: dict[str, str]
) -> None:
    sign = tmp_path / "sign"
    process = start(tmp_path, "forecast", *WORDS, FAKE_STOP="after a part", FAKE_SIGN=str(sign))
    wait_for(process, sign)
    process.kill()
    process.communicate()
    partial = unfinished(tmp_path)
    manifest = partial / FILE_NAME
    text = manifest.read_text(encoding="utf-8")
    version = Run(partial).manifest.versions["numpy"]
    manifest.write_text(text.replace(f'"numpy": "{version}"', '"numpy": "1.0"'), encoding="utf-8")
    with pytest.raises(RunError, match="numpy"):
        resume(partial, engine=fake_engine)
    run = resume(partial, engine=fake_engine, force=True)
    assert run.manifest.sessions[-1]["changed_since"] == ["numpy"]
    assert digests(run.folder) == whole


def test_a_finished_run_is_returned_as_it_is(tmp_path: Path) -> None:
    process = start(tmp_path, "forecast", *WORDS)
    process.communicate(timeout=120)
    (item,) = list_runs(tmp_path / "outputs")
    before = digest_file(item.folder / FILE_NAME)
    assert resume(item.folder, engine=fake_engine).folder == item.folder
    assert digest_file(item.folder / FILE_NAME) == before
