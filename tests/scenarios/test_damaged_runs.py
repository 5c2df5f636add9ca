"""What a user is told of a run that is damaged, or of a folder that is no run: one line."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from tests.scenarios.conftest import Shengsi


@pytest.fixture
def folder(shengsi: Shengsi, tmp_path: Path) -> Path:
    """A finished run of two dozen draws, under the name dmg."""
    code, _, _ = shengsi("forecast", "-s", "plan", "-n", "24", "--no-figures", "-q")
    assert code == 0
    (made,) = (path for path in (tmp_path / "outputs").iterdir() if path.is_dir())
    return Path(shutil.move(made, tmp_path / "dmg"))


def damage(path: Path) -> None:
    path.write_bytes(b"{")


def first_part(folder: Path) -> Path:
    """The first part of the results."""
    return sorted(path for path in (folder / "results.parquet").iterdir() if path.is_file())[0]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("broken", ["manifest", "part"])
def test_a_damaged_run_is_not_called_complete(
    shengsi: Shengsi, folder: Path, broken: str, lang: str
) -> None:
    damage(folder / "manifest.json" if broken == "manifest" else first_part(folder))
    code, out, err = shengsi("runs", "resume", "dmg", "--lang", lang)
    assert code != 0 and out == ""
    (line,) = err.splitlines()
    assert "dmg" in line
    assert ("损坏" if lang == "zh" else "damaged") in line


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_number_is_read_from_results_that_were_changed_since(
    shengsi: Shengsi, folder: Path, lang: str
) -> None:
    """One flipped byte can still be read as numbers, which would look like any others."""
    part = first_part(folder)
    data = bytearray(part.read_bytes())
    data[len(data) // 3] ^= 1
    part.write_bytes(data)
    code, out, err = shengsi("targets", "check", "dmg", "--lang", lang)
    assert code == 3 and out == ""
    (line,) = err.splitlines()
    assert part.name in line and ("改法" if lang == "zh" else "; fix: ") in line


def test_what_a_killed_start_left_is_swept_away_after_an_hour(
    shengsi: Shengsi, tmp_path: Path
) -> None:
    out = tmp_path / "outputs"
    for name, age in ((".new-old", 7200.0), (".new-fresh", 0.0)):
        (out / name).mkdir(parents=True)
        stamp = time.time() - age
        os.utime(out / name, (stamp, stamp))
    assert shengsi("forecast", "-s", "plan", "-n", "24", "--no-figures", "-q")[0] == 0
    assert not (out / ".new-old").exists() and (out / ".new-fresh").exists()


def test_a_whole_run_is_called_complete_once(shengsi: Shengsi, folder: Path) -> None:
    code, out, err = shengsi("runs", "resume", "dmg")
    assert code == 0 and "达标概率" in out
    assert err.splitlines() == ["dmg 已经完成,无需继续"]


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "文件夹里没有运行清单"), ("en", "the folder has no manifest")]
)
@pytest.mark.parametrize(
    "words", [("runs", "verify"), ("runs", "show"), ("runs", "resume"), ("targets", "check")]
)
def test_a_folder_without_a_manifest_is_said_to_have_none(
    shengsi: Shengsi, folder: Path, words: tuple[str, ...], lang: str, said: str
) -> None:
    (folder / "manifest.json").unlink()
    for name, out in (("dmg", "outputs"), (str(folder), "outputs"), ("dmg", str(folder.parent))):
        code, printed, err = shengsi(*words, name, "-o", out, "--lang", lang)
        assert code == 3 and printed == ""
        (line,) = err.splitlines()
        assert said in line and "dmg" in line


def test_a_run_of_that_name_is_found_though_a_folder_here_has_it_too(
    shengsi: Shengsi, folder: Path
) -> None:
    shutil.copytree(folder, folder.parent / "outputs" / "dmg")
    (folder / "manifest.json").unlink()
    code, out, _ = shengsi("runs", "verify", "dmg")
    assert code == 0, out
