"""Finished folders that are no runs: analyses, calibrations, updates, backtests, read by kind.

Their manifests state a `kind` and, like a run's, the SHA-256 of every file.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios.files import RunError, digest_file, read_error
from scenarios.manifest import COMPLETE, FILE_NAME, going_on
from scenarios.run import PARTIAL


@dataclass(frozen=True)
class Made:
    """A finished analysis: `files` has the digest and size of each by its path in the folder."""

    folder: Path
    kind: str
    name: str
    files: Mapping[str, Mapping[str, Any]]
    content: Mapping[str, Any]

    @property
    def times(self) -> tuple[str, str]:
        """When it was begun and ended (UTC); "" where that is not said."""
        sessions = self.content.get("sessions") or [self.content]
        return str(sessions[0].get("started", "")), str(sessions[-1].get("ended", ""))

    @property
    def options(self) -> Mapping[str, Any]:
        """What was asked: options of an analysis, settings of a calibration."""
        found = self.content.get("options", self.content.get("settings", {}))
        return found if isinstance(found, Mapping) else {}


def is_analysis(folder: Path) -> bool:
    """Whether a folder states its kind, as runs do not; False where its manifest is unreadable."""
    try:
        content = json.loads((folder / FILE_NAME).read_bytes())
    except (OSError, ValueError):
        # Read as a run, it is refused with the reason.
        return False
    return isinstance(content, dict) and "kind" in content


@dataclass(frozen=True)
class Listed:
    """One analysis of a list: `finished` is False of one that goes on or was stopped."""

    name: str
    folder: Path
    kind: str
    started: str
    finished: bool


def list_analyses(out: Path) -> list[Listed]:
    """Analyses below `out`, oldest first; none when there is no such folder.

    Raises RunError when the folder cannot be read.
    """
    try:
        folders = sorted(path for path in out.iterdir() if path.is_dir()) if out.is_dir() else []
    except OSError as error:
        raise read_error(out, error) from error
    found = []
    for folder in folders:
        if not is_analysis(folder):
            continue
        content = json.loads((folder / FILE_NAME).read_bytes())
        sessions = content.get("sessions") or [content]
        started = sessions[0].get("started", "") if isinstance(sessions[0], dict) else ""
        done = content.get("status") == COMPLETE and not folder.name.endswith(PARTIAL)
        name = folder.name.removesuffix(PARTIAL)
        found.append(Listed(name, folder, str(content["kind"]), str(started), done))
    return found


def open_analysis(folder: Path) -> Made:
    """The finished analysis of a folder for which `is_analysis` holds.

    Raises RunError (exit 1) when it is unfinished, (exit 3) when its manifest cannot be read or lists
    no files, as those of calibrations by earlier versions.
    """
    path = folder / FILE_NAME
    try:
        content = json.loads(path.read_bytes())
        kind, status = str(content["kind"]), content["status"]
        files = content.get("files")
        if files is not None:
            files = {
                str(name): {"sha256": str(entry["sha256"]), "bytes": int(entry["bytes"])}
                for name, entry in files.items()
            }
    except OSError as error:
        raise read_error(path, error) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RunError(
            f"{path}: 清单已损坏或版本不符; 请从备份恢复,或用同样的命令重新做",
            f"{path}: the manifest is damaged or of another version; restore it or run the command "
            "again",
            3,
        ) from error
    if status != COMPLETE or folder.name.endswith(PARTIAL):
        zh, en = going_on(folder, kind)
        raise RunError(
            f"{folder}: 尚未做完({kind}),没有可核对的清单; 改法: {zh}",
            f"{folder}: unfinished ({kind}), nothing to check yet; fix: {en}",
        )
    if files is None:
        raise RunError(
            f"{path}: 清单没有列出文件,是较早版本写的; 用同样的命令重新做",
            f"{path}: the manifest lists no files; an earlier version wrote it: run the command again",
            3,
        )
    name = str(content.get("name") or content.get("run") or folder.name)
    return Made(folder, kind, name, files, content)


def file_entries(folder: Path, aside: Collection[str] = ()) -> dict[str, dict[str, Any]]:
    """Digest and size of every file of a folder by its path, for its manifest; without `aside`."""
    return {
        name: {"sha256": digest_file(path), "bytes": path.stat().st_size}
        for path in sorted(folder.rglob("*"))
        if path.is_file() and (name := path.relative_to(folder).as_posix()) not in aside
    }
