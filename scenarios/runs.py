"""Finding, listing and checking the runs of a folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.indicators import CODES
from scenarios import parts
from scenarios.analyses import is_analysis
from scenarios.files import RunError, digest_file, read_error, take_lock
from scenarios.manifest import COMPLETE, FILE_NAME, INTERRUPTED, RUNNING, Manifest, read_manifest
from scenarios.run import LATEST, LOCK, PARTIAL, Run, listed_files
from scenarios.system_errors import NOT_A_FOLDER

UNREADABLE = "unreadable"
# What may be added to a finished run: made from it, never part of it.
ADDED = ("reports",)


@dataclass(frozen=True)
class Listed:
    """One run of a list; `done` counts the draws that lie on disk whole, `size` bytes."""

    name: str
    folder: Path
    status: str
    started: str = ""
    scenarios: int = 0
    draws: int = 0
    done: int = 0
    failed: int | None = None
    size: int = 0
    problem: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Fault:
    """One file of a run that is not as the manifest says: missing, changed or added."""

    file: str
    kind: str


def find_unfinished(name: str, out: Path) -> Path:
    """As `find_run`, for going on: `latest` is the run begun last among those not finished.

    Where all are finished it is the last of them, which has nothing left to do.
    """
    _check_folder(out)
    begun = [folder for folder in _folders(out) if folder.name.endswith(PARTIAL)]
    return begun[-1] if name == LATEST and begun else find_run(name, out)


def find_run(name: str, out: Path, analyses: bool = False) -> Path:
    """Folder of a run given by path, by name, by the start of its name or hash, or `latest`.

    With `analyses`, names of analyses, calibrations and backtests are known as well.

    Raises RunError (exit 2) when there is none, or more than one; exit 3 when the name is that
    of a folder without a manifest.
    """
    given = Path(name)
    for folder in (given, given.parent / f"{given.name}{PARTIAL}"):
        if (folder / FILE_NAME).is_file() or (folder.is_dir() and folder.name.endswith(PARTIAL)):
            return folder
    _check_folder(out)
    if name == LATEST:
        name = _latest(out)
        if not name:
            raise RunError(
                f"{out}: 还没有完成的运行; 先执行 shengsi forecast,或用 -o 指定存放运行的文件夹",
                f"{out}: no finished run yet; first: shengsi forecast, or name the folder with -o",
                2,
            )
    known = _folders(out, analyses)
    exact = [folder for folder in known if _plain(folder) == name.removesuffix(PARTIAL)]
    found = exact or [
        folder
        for folder in known
        if name and (_plain(folder).startswith(name) or _plain(folder).endswith(f"_{name}"))
    ]
    if len(found) == 1:
        return found[0]
    raise _not_one(name, given, out, found)


def _not_one(name: str, given: Path, out: Path, found: Sequence[Path]) -> RunError:
    """A name that several runs have, or none."""
    if found:
        names = ", ".join(map(_plain, found[:5]))
        return RunError(
            f"{name}: 对应 {len(found)} 个运行({names}); 请写全名称",
            f"{name}: fits {len(found)} runs ({names}); give the whole name",
            2,
        )
    for folder in (given, out / name):
        if name and folder.is_dir():
            return _no_manifest(folder)
    shown = name or '""'
    return RunError(
        f"{shown}: 在 {out} 中没有这个运行; 可用 shengsi runs list 查看",
        f"{shown}: no such run in {out}; see shengsi runs list",
        2,
    )


def _no_manifest(folder: Path) -> RunError:
    """A folder that is there, and is no run or no longer one."""
    return RunError(
        f"{folder}: 文件夹里没有运行清单 {FILE_NAME}; 请从备份恢复清单,或改用另一个运行",
        f"{folder}: the folder has no manifest ({FILE_NAME}); restore it, or name another run",
        3,
    )


def _check_folder(out: Path) -> None:
    """Raise RunError (exit 2) when what should hold the runs is a file."""
    if out.is_file():
        raise RunError(f"{out}: {NOT_A_FOLDER[0]}", f"{out}: {NOT_A_FOLDER[1]}", 2)


def open_run(name: str, out: Path) -> Run:
    """A finished run by path, name or `latest`.

    Raises RunError when there is none (exit 2), when it is unfinished (exit 1), or when it is no
    run but an analysis (exit 3).
    """
    folder = find_run(name, out)
    if folder.name.endswith(PARTIAL) and not is_analysis(folder):
        final = folder.with_name(_plain(folder))
        raise RunError(
            f"{final}: 尚未完成; 先执行 shengsi runs resume {final}",
            f"{final}: unfinished; first: shengsi runs resume {final}",
        )
    return Run(folder)


def list_runs(out: Path) -> list[Listed]:
    """Every run below `out`, oldest first; one that cannot be read is listed as such.

    Raises RunError when the folder itself cannot be read (exit 2 when it is a file).
    """
    _check_folder(out)
    try:
        return [_listed(folder) for folder in _folders(out)]
    except OSError as error:
        raise read_error(out, error) from error


def verify_run(folder: Path) -> list[Fault]:
    """Files of a finished run that differ from its manifest, by SHA-256; none when sound.

    Raises RunError when the run is unfinished or its manifest cannot be read.
    """
    manifest = read_manifest(folder)
    if manifest.status != COMPLETE or folder.name.endswith(PARTIAL):
        final = folder.with_name(_plain(folder))
        raise RunError(
            f"{final}: 尚未完成,没有可核对的清单; 先执行 shengsi runs resume {final}",
            f"{final}: unfinished, nothing to check yet; first: shengsi runs resume {final}",
        )
    return faults_of(folder, manifest.files)


def faults_of(folder: Path, files: Mapping[str, Mapping[str, Any]]) -> list[Fault]:
    """Files of a folder that differ from those its manifest lists, by SHA-256; none when sound."""
    here = dict(listed_files(folder))
    faults = [Fault(name, "missing") for name in files if name not in here]
    for name, path in here.items():
        if name in files:
            if _digest(path) != files[name]["sha256"]:
                faults.append(Fault(name, "changed"))
        elif name.split("/")[0] not in ADDED:
            faults.append(Fault(name, "added"))
    return faults


def _digest(path: Path) -> str:
    """Digest of a file; a file that cannot be read differs from any."""
    try:
        return digest_file(path)
    except OSError as error:
        return f"unreadable: {error.strerror}"


def _latest(out: Path) -> str:
    """The run that the note names; without one the newest finished run, "" where there is none."""
    try:
        return (out / LATEST).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        # No run was ever finished here, it was copied here, or the note is damaged.
        whole = (item.name for item in reversed(_folders(out)) if _is_whole(item))
        return next(whole, "")


def _is_whole(folder: Path) -> bool:
    """Whether a folder is a finished run that keeps everything, as `latest` does."""
    try:
        manifest = read_manifest(folder)
    except RunError:
        return False
    return manifest.status == COMPLETE and manifest.work.indicators == CODES


def _folders(out: Path, analyses: bool = False) -> list[Path]:
    """Run folders below `out`, oldest first; none when `out` does not exist."""
    if not out.is_dir():
        return []
    return sorted(
        path
        for path in out.iterdir()
        if path.is_dir()
        and not path.name.startswith(".")
        and (path.name.endswith(PARTIAL) or (path / FILE_NAME).exists())
        and (analyses or not is_analysis(path))
    )


def _plain(folder: Path) -> str:
    return folder.name.removesuffix(PARTIAL)


def _listed(folder: Path) -> Listed:
    try:
        return _read(folder)
    except RunError as error:
        said = (error.text("zh"), error.text("en"))
    except OSError as error:
        found = read_error(folder, error)
        said = (found.text("zh"), found.text("en"))
    return Listed(_plain(folder), folder, UNREADABLE, problem=said)


def _read(folder: Path) -> Listed:
    """What there is to say about one run; a complete one has its final name."""
    manifest = read_manifest(folder)
    work, done = manifest.work, manifest.work.draws
    if manifest.status != COMPLETE:
        done = parts.kept_draws(folder, work)
    return Listed(
        name=manifest.run,
        folder=folder,
        status=state_of(folder, manifest),
        started=manifest.started,
        scenarios=len(work.scenarios),
        draws=work.draws,
        done=done,
        failed=manifest.failed,
        size=sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
    )


def state_of(folder: Path, manifest: Manifest) -> str:
    """Status of a run; one whose process was killed counts as interrupted."""
    if folder.name.endswith(PARTIAL) and manifest.status in (RUNNING, COMPLETE):
        return RUNNING if _busy(folder) else INTERRUPTED
    return manifest.status


def _busy(folder: Path) -> bool:
    """Whether a process holds the run's lock."""
    if not (folder / LOCK).exists():
        return False
    lock = take_lock(folder / LOCK)
    if lock is not None:
        lock.close()
    return lock is None
