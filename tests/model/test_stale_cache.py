"""Compiled code is kept, but never beyond its sources, and never where nothing can be written."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from model import kernel as kernels

ROOT = Path(__file__).resolve().parents[2]
# A county of four quarters and two draws: long enough to differ, short enough to run at once.
SCRIPT = """
import hashlib
from calibration.county import load_shipped
from model.draws import Draws
from model.ensemble import run_ensemble
from model.policy import build_policy
from model import kernel

spec = load_shipped()
policy = build_policy(spec, last_year=2017)
block = next(run_ensemble(spec, Draws.from_prior(spec, 2, 1), [policy]))
print(hashlib.sha256(block.values.tobytes()).hexdigest())
print(kernel.CACHE)
"""
NOWHERE = """
import sys, tempfile
tempfile.gettempdir = lambda: sys.argv[1]
tempfile.tempdir = sys.argv[1]
"""


def test_a_compile_is_announced_for_every_copy_and_edit_that_has_to_be_compiled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """numba keeps code by path and time of the sources, and so must the mark of having compiled."""
    source = tmp_path / "model" / "quarter.py"
    source.parent.mkdir()
    source.write_text("# one\n", encoding="utf-8")
    monkeypatch.setattr(kernels, "CACHE", tmp_path)
    monkeypatch.setattr(kernels, "_PACKAGE", source.parent)
    assert kernels.announce_compile() and "compiling" in capsys.readouterr().err
    kernels.mark_compiled()
    assert not kernels.is_cold() and not kernels.announce_compile()
    os.utime(source, ns=(1, 1))
    assert kernels.is_cold()
    kernels.mark_compiled()
    monkeypatch.setattr(kernels, "_PACKAGE", shutil.copytree(source.parent, tmp_path / "copy"))
    assert kernels.is_cold()


def copy_packages(target: Path) -> Path:
    """The model and the county's data as a separate installation."""
    for name in ("model", "calibration"):
        unwanted = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, target / name, ignore=unwanted)
    return target


def run_script(folder: Path, script: str, *arguments: str, **settings: str) -> list[str]:
    """Lines that a fresh interpreter prints in `folder`, in an environment of its own."""
    wanted = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")
    environment = {name: os.environ[name] for name in wanted if name in os.environ}
    environment |= {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1", **settings}
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=900,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def edit(path: Path, function: str, old: str, new: str) -> None:
    """Change the first number of a function, keeping the file's time stamp and length."""
    before = path.stat()
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    tree = ast.parse("".join(lines))
    body = next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == function)
    numbers = [
        n for n in ast.walk(body) if isinstance(n, ast.Constant) and isinstance(n.value, float)
    ]
    place = min(numbers, key=lambda n: (n.lineno, n.col_offset))
    line = lines[place.lineno - 1]
    assert line[place.col_offset : place.end_col_offset] == old and len(old) == len(new)
    lines[place.lineno - 1] = line[: place.col_offset] + new + line[place.end_col_offset :]
    path.write_text("".join(lines), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_the_digest_sees_every_change(tmp_path: Path) -> None:
    """Contents, names and new files, in any folder; nothing but Python sources."""
    folder = copy_packages(tmp_path) / "model"
    original = kernels.sources_digest(folder)
    assert original == kernels.sources_digest(ROOT / "model")
    assert len(original) == 12 and int(original, 16) >= 0
    (folder / "notes.txt").write_text("not a source", encoding="utf-8")
    assert kernels.sources_digest(folder) == original
    sales = folder / "behaviour" / "sales.py"
    edit(sales, "sell", "4.0", "5.0")
    changed = kernels.sources_digest(folder)
    assert changed != original
    edit(sales, "sell", "5.0", "4.0")
    assert kernels.sources_digest(folder) == original
    sales.rename(folder / "behaviour" / "selling.py")
    assert kernels.sources_digest(folder) not in (original, changed)
    (folder / "behaviour" / "selling.py").rename(sales)
    (folder / "agenda" / "more.py").write_text("", encoding="utf-8")
    assert kernels.sources_digest(folder) != original


def test_the_cache_is_named_by_its_sources() -> None:
    """The folder in use carries the digest of the sources that are on disk."""
    assert kernels.CACHE is None or kernels.CACHE.name == f"kernels-{kernels.sources_digest()}"


def test_the_first_folder_that_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder asked for, the user's cache, the home, the temporary folder, or none."""
    blocked = tmp_path / "file"
    blocked.write_text("a file is no folder", encoding="utf-8")
    name = f"kernels-{kernels.sources_digest()}"
    # In order of preference; all can be written until taken away one by one.
    places = {
        "SHENGSI_CACHE": tmp_path / "own",
        "XDG_CACHE_HOME": tmp_path / "xdg",
        "HOME": tmp_path / "home",
    }
    for variable, place in places.items():
        monkeypatch.setenv(variable, str(place))
    monkeypatch.setenv("USERPROFILE", str(places["HOME"]))
    monkeypatch.setattr(kernels.tempfile, "gettempdir", lambda: str(tmp_path / "temporary"))
    assert kernels.cache_folder() == tmp_path / "own" / name
    monkeypatch.setenv("SHENGSI_CACHE", str(blocked / "own"))
    assert kernels.cache_folder() == tmp_path / "xdg" / "shengsi" / name
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert kernels.cache_folder() == tmp_path / "home" / ".cache" / "shengsi" / name
    monkeypatch.setenv("HOME", "/nonexistent")
    monkeypatch.setenv("USERPROFILE", "/nonexistent")
    found = kernels.cache_folder()
    assert found is not None and found.parent.parent == tmp_path / "temporary"
    monkeypatch.setattr(kernels.tempfile, "gettempdir", lambda: str(blocked))
    monkeypatch.setattr(kernels.tempfile, "tempdir", str(tmp_path))
    assert kernels.cache_folder() is None


def test_an_edit_moves_the_cache(tmp_path: Path) -> None:
    """A fresh interpreter keeps the code of an edited behaviour in another folder."""
    folder = copy_packages(tmp_path / "install")
    settings = {"SHENGSI_CACHE": str(tmp_path / "cache"), "HOME": str(tmp_path)}
    ask = "from model import kernel; print(kernel.CACHE)"
    before = run_script(folder, ask, **settings)
    assert before == run_script(folder, ask, **settings)
    sales = folder / "model" / "behaviour" / "sales.py"
    edit(sales, "sell", "4.0", "5.0")
    assert run_script(folder, ask, **settings) != before


def test_an_edited_behaviour_is_compiled_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Same file time, same length, one constant: the result changes, and is kept elsewhere."""
    exec(SCRIPT, {})  # what the sources as they are come to, in the engine that is compiled already
    original, *_ = capsys.readouterr().out.split()
    folder = copy_packages(tmp_path / "install")
    settings = {"SHENGSI_CACHE": str(tmp_path / "cache"), "HOME": str(tmp_path)}
    edit(folder / "model" / "behaviour" / "sales.py", "sell", "4.0", "5.0")
    changed, cache = run_script(folder, SCRIPT, **settings)
    assert changed != original
    assert Path(cache).name == f"kernels-{kernels.sources_digest(folder / 'model')}"
    assert Path(cache).is_dir() and Path(cache).name != f"kernels-{kernels.sources_digest()}"


@pytest.mark.slow
def test_an_edit_taken_back_finds_the_code_of_before(tmp_path: Path) -> None:
    """The result changes, and changes back without a third compile."""
    folder = copy_packages(tmp_path / "install")
    settings = {"SHENGSI_CACHE": str(tmp_path / "cache"), "HOME": str(tmp_path)}
    original = run_script(folder, SCRIPT, **settings)
    sales = folder / "model" / "behaviour" / "sales.py"
    edit(sales, "sell", "4.0", "5.0")
    changed = run_script(folder, SCRIPT, **settings)
    assert changed[0] != original[0] and changed[1] != original[1]
    edit(sales, "sell", "5.0", "4.0")
    assert run_script(folder, SCRIPT, **settings) == original
    assert len(list((tmp_path / "cache").iterdir())) == 2


@pytest.mark.slow
def test_nowhere_to_write(tmp_path: Path) -> None:
    """Without a home, a cache or a temporary folder the model compiles in memory and runs."""
    folder = copy_packages(tmp_path / "install")
    blocked = tmp_path / "file"
    blocked.write_text("a file is no folder", encoding="utf-8")
    elsewhere = {"SHENGSI_CACHE": str(blocked / "cache"), "HOME": "/nonexistent"}
    known = run_script(folder, SCRIPT, SHENGSI_CACHE=str(tmp_path / "cache"), HOME=str(tmp_path))
    found = run_script(folder, NOWHERE + SCRIPT, str(blocked), **elsewhere)
    assert found == [known[0], "None"]
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    found = run_script(folder, SCRIPT, TMPDIR=str(temporary), **elsewhere)
    assert found[0] == known[0] and Path(found[1]).is_relative_to(temporary)
    assert not list(folder.rglob("__pycache__"))
