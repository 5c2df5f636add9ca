"""The folder of an update: the new posterior and its report, beside the old one, never over it.

<UTC>_update_<hash8>/
    posterior.parquet     the new posterior, as `--posterior` takes it
    update.csv            every headline target before and after
    credit.csv            what each new number adds to each of them
    numbers.csv           every new number beside what was expected of it
    report.txt            what was printed
    observations.csv      every number the posterior is held to, whose it is and where it stands
    accounts.*, inputs/   the accounts as they were, and the roster if there was one
    manifest.json         command, versions, times, SHA-256 of inputs and files

Only the manifest and the folder's name carry times; the hash is the same for the same inputs.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from scenarios.files import canonical_json, digest_bytes, disk_error, write_atomic
from scenarios.manifest import FILE_NAME as MANIFEST
from scenarios.manifest import git_state, now, versions

NAME = "update"
FORMAT = 1
_STAGING = ".new-"
# Versions that can change what an update finds.
_ASIDE = ("matplotlib", "pandas")


def update_hash(inputs: Mapping[str, str], seed: int) -> str:
    """Eight hex digits shared by updates with the same result.

    `inputs` are SHA-256 of the old posterior, of the accounts, and of the roster if any.
    """
    decisive = {name: text for name, text in versions().items() if name not in _ASIDE}
    return digest_bytes(canonical_json([dict(inputs), seed, decisive]).encode())[:8]


def write_update(
    out: Path,
    inputs: Mapping[str, str],
    seed: int,
    files: Mapping[str, bytes],
    command: Sequence[str],
    started: str,
    jobs: int,
) -> Path:
    """Write `files` (by path within the folder) as a new folder below `out`; its path.

    The folder appears under its name only when it is whole.  Raises RunError when it cannot be
    written.
    """
    content = {
        "format": FORMAT,
        "kind": NAME,
        "status": "complete",
        "command": list(command),
        "seed": seed,
        "sessions": [{"started": started, "ended": now(), "jobs": jobs}],
        "inputs": dict(inputs),
        "files": {
            name: {"sha256": digest_bytes(data), "bytes": len(data)} for name, data in files.items()
        },
        "versions": versions(),
        "git": git_state(Path(__file__).resolve().parents[1]),
    }
    try:
        out.mkdir(parents=True, exist_ok=True)
        name, staging = _claim(out, started, update_hash(inputs, seed))
        try:
            _lay_out(staging, files, content)
            os.rename(staging, out / name)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
    except OSError as error:
        raise disk_error(out, error) from error
    return out / name


def _claim(out: Path, started: str, digest: str) -> tuple[str, Path]:
    """A free name and the folder made to hold its place."""
    base = f"{datetime.fromisoformat(started):%Y%m%dT%H%M%SZ}_{NAME}_{digest}"
    for count in itertools.count(1):
        name = base if count == 1 else f"{base}-{count}"
        if (out / name).exists():
            continue
        with suppress(FileExistsError):
            (out / f"{_STAGING}{name}").mkdir()
            break
    return name, out / f"{_STAGING}{name}"


def _lay_out(folder: Path, files: Mapping[str, bytes], content: dict[str, Any]) -> None:
    """Write every file, the manifest last."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, data)
    text = json.dumps(content, ensure_ascii=False, indent=1)
    write_atomic(folder / MANIFEST, (text + "\n").encode())
