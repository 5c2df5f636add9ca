"""Blocks that are done, kept in a folder so that a broken analysis goes on from them."""

from __future__ import annotations

import io
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scenarios.files import write_atomic


@dataclass(frozen=True)
class Kept:
    """Tables float64[rows, outputs] of finished blocks, below `folder` (None: kept nowhere).

    The folder belongs to one question: see `scenarios.sensitivity.job`.
    """

    folder: Path | None = None

    def _path(self, stage: str, block: int) -> Path | None:
        return None if self.folder is None else self.folder / f"{stage}-{block:03d}.npz"

    def read(self, stage: str, block: int) -> tuple[np.ndarray, int] | None:
        """The table of a block and how many of its runs broke off; None when it is to be run.

        A file that cannot be read is as good as none: the block is run again to the same bytes.
        """
        path = self._path(stage, block)
        if path is None or not path.is_file():
            return None
        with suppress(OSError, ValueError, KeyError, EOFError), np.load(path) as found:
            return found["table"], int(found["failed"])
        return None

    def write(self, stage: str, block: int, table: np.ndarray, failed: int) -> None:
        """Keep a block; raises OSError when the disk refuses."""
        path = self._path(stage, block)
        if path is None:
            return
        data = io.BytesIO()
        np.savez(data, table=table, failed=np.int64(failed))
        write_atomic(path, data.getvalue())
