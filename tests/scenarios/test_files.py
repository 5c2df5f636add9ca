"""Writing files: all or none, and what the system refuses in the reader's language."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

import pytest

from scenarios import files
from scenarios.files import RunError, disk_error, save, save_together
from scenarios.system_errors import REASONS, system_reason

CHINESE = re.compile("[\u4e00-\u9fff]")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


def full_after(monkeypatch: pytest.MonkeyPatch, writes: int) -> None:
    """A disk that is full after so many files."""
    fsync, left = os.fsync, [writes]

    def sync(handle: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(handle)

    monkeypatch.setattr(files.os, "fsync", sync)


@pytest.mark.parametrize("there", [False, True])
def test_files_written_together_are_all_there(tmp_path: Path, there: bool) -> None:
    folder = tmp_path / "deep" / "out"
    if there:
        folder.mkdir(parents=True)
        (folder / "other.csv").write_bytes(b"kept")
    paths = save_together(folder, {"a.csv": b"1", "b.png": b"2"})
    assert [path.read_bytes() for path in paths] == [b"1", b"2"]
    assert names(folder) == ["a.csv", "b.png", *(["other.csv"] if there else [])]
    assert names(tmp_path / "deep") == ["a.csv", "b.png", *(["other.csv"] if there else []), "out"]


@pytest.mark.parametrize("there", [False, True])
@pytest.mark.parametrize("writes", [0, 1, 2])
def test_a_full_disk_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool, writes: int
) -> None:
    folder = tmp_path / "out"
    if there:
        save_together(folder, {"a.csv": b"old", "c.csv": b"old"})
    before = names(tmp_path)
    full_after(monkeypatch, writes)
    with pytest.raises(RunError) as caught:
        save_together(folder, {"a.csv": b"new", "b.csv": b"new", "c.csv": b"new"})
    assert caught.value.code == 1
    assert caught.value.text("zh") == f"{folder}: 无法写入(磁盘已满); 请用 -o 换一个可写的文件夹"
    assert "the disk is full" in caught.value.text("en")
    assert names(tmp_path) == before
    assert not there or (folder / "a.csv").read_bytes() == b"old"


def test_a_single_file_on_a_full_disk_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.yaml"
    save(path, b"old")
    full_after(monkeypatch, 0)
    with pytest.raises(RunError, match="磁盘已满"):
        save(path, b"new")
    assert path.read_bytes() == b"old" and names(tmp_path) == ["mine.yaml"]


@pytest.mark.parametrize("below", ["taken", "taken/x", "taken/x/y"])
def test_a_file_in_the_way_is_named(tmp_path: Path, below: str) -> None:
    (tmp_path / "taken").write_bytes(b"x")
    with pytest.raises(RunError) as caught:
        save_together(tmp_path / below, {"a.csv": b"1"})
    assert "是文件,不是文件夹" in caught.value.text("zh")
    assert "is a file, not a folder" in caught.value.text("en")
    with pytest.raises(RunError, match="taken 是文件,不是文件夹"):
        save(tmp_path / below / "a.yaml", b"1")
    assert names(tmp_path) == ["taken"]


@pytest.mark.parametrize("number", sorted(REASONS))
def test_what_the_system_says_is_chinese_in_chinese(number: int) -> None:
    error = OSError(number, os.strerror(number), "x.csv")
    zh, en = system_reason(error)
    assert CHINESE.search(zh) and not re.search("[A-Za-z]", zh)
    assert en and en.isascii()
    zh.encode("gbk")
    assert os.strerror(number) not in disk_error(Path("x.csv"), error).text("zh")


def test_an_unlisted_refusal_keeps_its_number() -> None:
    zh, en = system_reason(OSError(errno.EDOM, "Numerical argument\nout of domain"))
    assert zh == f"系统错误 {errno.EDOM}:Numerical argument out of domain"
    assert en == f"system error {errno.EDOM}: Numerical argument out of domain"
    assert system_reason(OSError("no number")) == ("no number", "no number")
