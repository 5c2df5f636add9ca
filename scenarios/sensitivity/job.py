"""A sensitivity analysis whose blocks are kept while it works, so that a broken one goes on.

The folder of the blocks is named by a digest of the whole question (options, inputs, versions of
the program): the same command finds it again, another question never does.  It goes when the
analysis is written, which has the runs of all blocks (`scenarios.sensitivity.evaluations`).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scenarios.analysis_folder import Analysis
from scenarios.files import RunError, disk_error, take_lock, write_atomic
from scenarios.manifest import FILE_NAME as MANIFEST
from scenarios.run import LOCK, PARTIAL
from scenarios.sensitivity.kept import Kept

KIND = "sensitivity"


class SensitivityStopped(KeyboardInterrupt):
    """The analysis was stopped; `folder` holds `blocks` finished ones."""

    def __init__(self, folder: Path, blocks: int) -> None:
        self.folder, self.blocks = folder, blocks
        super().__init__(str(folder))


def kept_folder(out: Path, analysis: Analysis) -> Path:
    """Where the blocks of a question are kept below `out`."""
    return out / f"{KIND}_{analysis.digest}{PARTIAL}"


def finished_blocks(folder: Path) -> int:
    """How many blocks a folder holds; 0 when there is none."""
    return sum(1 for _ in folder.glob("*.npz"))


@contextmanager
def kept_blocks(out: Path, analysis: Analysis) -> Iterator[Kept]:
    """The kept blocks of a question, which the body works with and then writes the analysis.

    They are removed when the body ends well and stay otherwise.  Raises SensitivityStopped on Ctrl-C
    and RunError when the folder cannot be written or another process works on the same question.
    """
    folder = kept_folder(out, analysis)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = take_lock(folder / LOCK)
    except OSError as error:
        raise disk_error(out, error) from error
    if lock is None:
        raise RunError(
            f"{folder}: 另一个进程正在做同样的分析; 等它结束后再试",
            f"{folder}: another process works on the same analysis; wait for it to end",
        )
    try:
        said = {"kind": KIND, "status": "running", "options": dict(analysis.options)}
        write_atomic(folder / MANIFEST, json.dumps(said, ensure_ascii=False, indent=1).encode())
        yield Kept(folder)
        shutil.rmtree(folder)
    except KeyboardInterrupt as stopped:
        raise SensitivityStopped(folder, finished_blocks(folder)) from stopped
    except OSError as error:
        raise disk_error(folder, error) from error
    finally:
        lock.close()
