"""The folder of one analysis: tables, figures, a manifest; written whole or not at all.

<UTC>_<kind>_<hash8>/
    manifest.json     command, options, versions, times, SHA-256 of inputs and files
    *.csv, report.txt, figures/ ...

Only the manifest, the folder's name and the date on figures carry times; the hash is the same for
the same question.  Nothing is ever written over.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from scenarios.files import canonical_json, digest_bytes, disk_error, write_atomic
from scenarios.manifest import FILE_NAME as MANIFEST
from scenarios.manifest import git_state, now, versions

FORMAT = 1
_STAGING = ".new-"
# Versions that cannot change what an analysis finds.
_ASIDE = ("matplotlib", "pandas")


@dataclass(frozen=True)
class Analysis:
    """What an analysis was: `kind` names it, `options` and `inputs` (SHA-256 by name) decide it.

    `command` is what the user typed, `started` a UTC time of `manifest.now()`, `notes` what else
    its manifest should say.
    """

    kind: str
    options: Mapping[str, Any]
    inputs: Mapping[str, str]
    command: Sequence[str] = ()
    started: str = ""
    jobs: int = 1
    notes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Eight hex digits shared by analyses with the same result."""
        decisive = {name: text for name, text in versions().items() if name not in _ASIDE}
        said = [self.kind, dict(self.options), dict(self.inputs), decisive]
        return digest_bytes(canonical_json(said).encode())[:8]


def write_analysis(out: Path, analysis: Analysis, files: Mapping[str, bytes]) -> Path:
    """Write `files` (by path within the folder) as a new folder below `out`; its path.

    The folder appears under its name only when it is whole.  Raises RunError when it cannot be
    written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        name, staging = _claim(out, analysis)
        try:
            _lay_out(staging, files, _manifest(name, analysis, files))
            os.rename(staging, out / name)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
    except OSError as error:
        raise disk_error(out, error) from error
    return out / name


def _manifest(name: str, analysis: Analysis, files: Mapping[str, bytes]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "kind": analysis.kind,
        "name": name,
        "status": "complete",
        "command": list(analysis.command),
        "options": dict(analysis.options),
        **analysis.notes,
        "sessions": [{"started": analysis.started, "ended": now(), "jobs": analysis.jobs}],
        "inputs": dict(analysis.inputs),
        "files": {
            path: {"sha256": digest_bytes(data), "bytes": len(data)} for path, data in files.items()
        },
        "versions": versions(),
        "git": git_state(Path(__file__).resolve().parents[1]),
    }


def _claim(out: Path, analysis: Analysis) -> tuple[str, Path]:
    """A free name and the folder made to hold its place."""
    stamp = f"{datetime.fromisoformat(analysis.started or now()):%Y%m%dT%H%M%SZ}"
    base = f"{stamp}_{analysis.kind}_{analysis.digest}"
    for count in itertools.count(1):
        name = base if count == 1 else f"{base}-{count}"
        if (out / name).exists():
            continue
        with suppress(FileExistsError):
            (out / f"{_STAGING}{name}").mkdir()
            break
    return name, out / f"{_STAGING}{name}"


def _lay_out(folder: Path, files: Mapping[str, bytes], content: Mapping[str, Any]) -> None:
    """Write every file, the manifest last."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, data)
    text = json.dumps(content, ensure_ascii=False, indent=1)
    write_atomic(folder / MANIFEST, (text + "\n").encode())
