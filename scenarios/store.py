"""Writing a run: part by part under a temporary name, renamed when whole.

A run under its final name never changes; an unfinished one carries the suffix `.partial` and
can be continued.
"""

from __future__ import annotations

import itertools
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

import numpy as np

from scenarios import draws_file, parts
from scenarios.files import (
    RunError,
    digest_bytes,
    digest_file,
    disk_error,
    remove_temporaries,
    take_lock,
    write_atomic,
)
from scenarios.kept import keeps_all
from scenarios.manifest import (
    COMPLETE,
    RUNNING,
    Manifest,
    Work,
    git_state,
    now,
    read_manifest,
    versions,
)
from scenarios.run import FAILURES, LATEST, LOCK, LOG, PARTIAL, Run, listed_files

_STAGING = ".new-"
# Seconds after which a run that has no manifest yet is taken for given up.
_ABANDONED = 3600.0


class RunWriter:
    """Writes one run; holds the lock of its folder until `close`."""

    def __init__(self, folder: Path, manifest: Manifest, lock: IO[bytes]) -> None:
        self.folder, self.manifest, self._lock = folder, manifest, lock

    @classmethod
    def create(
        cls,
        out: Path,
        work: Work,
        draws: draws_file.Part,
        inputs: Mapping[str, bytes],
        command: Sequence[str] = (),
        jobs: int = 1,
        weights: np.ndarray | None = None,
        lineage: np.ndarray | None = None,
        posterior: dict[str, Any] | None = None,
    ) -> RunWriter:
        """Lay out a new run below `out`; `inputs` are the files to copy in, by path.

        `draws` gives the draws start..stop-1 of the run.

        `weights` and `lineage` are those of the draws, `posterior` the sizes of the posterior
        they were taken from.

        The folder appears under its `.partial` name only once its inputs, draws and manifest
        are whole.  Raises RunError when the folder cannot be written.
        """
        try:
            out.mkdir(parents=True, exist_ok=True)
            aside = out / f"{_STAGING}{uuid4().hex}"
            try:
                draws_file.write_draws(aside, work.draws, draws, weights, lineage)
                digests = {name: digest_bytes(data) for name, data in inputs.items()}
                digests[draws_file.FILE_NAME] = digest_file(aside)
                work = replace(work, inputs=digests)
                name, staging = _claim(out, work)
                folder = out / f"{name}{PARTIAL}"
                try:
                    os.replace(aside, staging / draws_file.FILE_NAME)
                    _lay_out(staging, _new_manifest(name, work, command, posterior), inputs)
                    os.rename(staging, folder)
                except BaseException:
                    shutil.rmtree(staging, ignore_errors=True)
                    raise
            finally:
                aside.unlink(missing_ok=True)
        except OSError as error:
            raise disk_error(out, error) from error
        return cls._open(folder, jobs)

    @classmethod
    def reopen(cls, folder: Path, jobs: int = 1) -> RunWriter:
        """Take up an unfinished run where it was left.

        Raises RunError when another process works on it, or when its copied inputs were
        changed.
        """
        writer = cls._open(folder, jobs)
        try:
            remove_temporaries(folder)
            for name, digest in writer.manifest.work.inputs.items():
                path = folder / name
                if not path.is_file() or digest_file(path) != digest:
                    raise RunError(
                        f"{path}: 运行开始后被改动或丢失,不能继续; 请重新运行",
                        f"{path}: changed or lost since the run began; start a new run",
                        3,
                    )
        except BaseException:
            writer.close()
            raise
        return writer

    @classmethod
    def _open(cls, folder: Path, jobs: int) -> RunWriter:
        manifest = read_manifest(folder)
        try:
            lock = take_lock(folder / LOCK)
            if lock is None:
                raise RunError(
                    f"{folder}: 另一个进程正在写这个运行; 等它结束后再试",
                    f"{folder}: another process is writing this run; wait for it to end",
                )
            writer = cls(folder, manifest, lock)
            if manifest.status != COMPLETE:
                manifest.sessions.append({"started": now(), "jobs": jobs})
                writer._set_status(RUNNING)
        except OSError as error:
            raise disk_error(folder, error) from error
        return writer

    @property
    def name(self) -> str:
        """Name of the run, as commands take it."""
        return self.manifest.run

    def missing(self) -> list[tuple[int, int]]:
        """Ranges of draws still to be run."""
        if self.manifest.status == COMPLETE:
            return []
        return parts.missing_ranges(self.folder, self.manifest.work)

    def write(self, blocks: Iterable[Any], start: int) -> Iterator[tuple[int, int]]:
        """Write the engine's blocks of the draws from position `start`; yields, a block at a
        time, the draws it held and the runs among them that broke off.

        Blocks are gathered into parts, so their size leaves no trace.  Raises OSError when the disk
        fails.
        """
        work = self.manifest.work
        ranges = {first: (i, stop) for i, (first, stop) in enumerate(parts.part_ranges(work))}
        held: list[Any] = []
        at = start
        for block in blocks:
            offset = 0
            while offset < len(block.values):
                index, stop = ranges[at]
                have = sum(len(values) for values, _, _ in held)
                take = min(stop - at - have, len(block.values) - offset)
                cut = slice(offset, offset + take)
                held.append((block.values[cut], block.failed[cut], block.reason[cut]))
                offset += take
                if have + take == stop - at:
                    joined = [np.concatenate(arrays) for arrays in zip(*held, strict=True)]
                    self._write_part(index, np.arange(at, stop), joined)
                    held, at = [], stop
            yield len(block.values), int((block.failed >= 0).sum())
        if held:
            raise RuntimeError("the engine ended in the middle of a part")

    @property
    def final(self) -> Path:
        """The folder that the run will have when it is whole."""
        return self.folder.with_name(self.name)

    @property
    def kept(self) -> int:
        """Draws that a resumed run need not run again."""
        return parts.kept_draws(self.folder, self.manifest.work)

    def _write_part(self, index: int, numbers: np.ndarray, arrays: list[np.ndarray]) -> None:
        parts.write_part(self.folder, self.manifest.work, index, numbers, *arrays)

    def finish(self, products: Callable[[Run], None] | None = None) -> Run:
        """Write what is made from the results, seal the manifest, rename the folder.

        `products` writes further files into the run's folder (atomically, or so that writing
        them again gives the same).  Raises OSError when the disk fails.
        """
        if self.manifest.status != COMPLETE:
            self._seal(products)
        return self._publish()

    def _seal(self, products: Callable[[Run], None] | None) -> None:
        """Write failures and products, then the digests of every file."""
        run = Run(self.folder)
        write_atomic(self.folder / FAILURES, run.failures_csv())
        if products is not None:
            products(run)
        remove_temporaries(self.folder)
        self.manifest.failed = len(run.failures)
        self.log(f"complete: {run.work.draws} draws, {len(run.failures)} failed runs")
        self.manifest.sessions[-1]["ended"] = now()
        self.manifest.files = {
            name: {"sha256": digest_file(path), "bytes": path.stat().st_size}
            for name, path in listed_files(self.folder)
        }
        self._set_status(COMPLETE)

    def _publish(self) -> Run:
        """Give the whole run its final name and note it as the latest.

        A run that keeps less was made for an analysis; the latest is one that was asked for.
        """
        final = self.final
        if final.exists():
            raise RunError(
                f"{final}: 已存在,不覆盖; 请移走后再执行 shengsi runs resume {final}",
                f"{final}: exists and is not overwritten; move it, then shengsi runs resume {final}",
            )
        shutil.rmtree(self.folder / parts.CHECKS, ignore_errors=True)
        (self.folder / LOCK).unlink(missing_ok=True)
        os.rename(self.folder, final)
        if keeps_all(self.manifest.work):
            write_atomic(final.parent / LATEST, f"{self.name}\n".encode())
        return Run(final)

    def stop(self, status: str) -> None:
        """Note that the work ended early (`interrupted` or `failed`)."""
        if self.manifest.status == COMPLETE:
            return
        # The disk may be what failed; the run can be resumed without this note.
        with suppress(OSError):
            self.log(status)
            self.manifest.sessions[-1]["ended"] = now()
            self._set_status(status)

    def note(self, key: str, value: Any) -> None:
        """Add something about this start to the manifest, written with its next change."""
        self.manifest.sessions[-1][key] = value

    def log(self, line: str) -> None:
        """Add a line to the run's log; a sealed run keeps the log it was sealed with."""
        if self.manifest.status == COMPLETE:
            return
        with (self.folder / LOG).open("a", encoding="utf-8") as file:
            file.write(f"{now()} {line}\n")

    def close(self) -> None:
        """Free the lock."""
        self._lock.close()

    def _set_status(self, status: str) -> None:
        self.manifest.status = status
        self.manifest.write(self.folder)


def _claim(out: Path, work: Work) -> tuple[str, Path]:
    """A free name `<UTC>_<name>_<hash8>` and the folder made to hold its place.

    Two equal runs that start in one second get different names.
    """
    _sweep(out)
    stamp = datetime.fromisoformat(now()).strftime("%Y%m%dT%H%M%SZ")
    base = f"{stamp}_{work.name}_{work.digest}"
    for count in itertools.count(1):
        name = base if count == 1 else f"{base}-{count}"
        if (out / name).exists() or (out / f"{name}{PARTIAL}").exists():
            continue
        with suppress(FileExistsError):
            (out / f"{_STAGING}{name}").mkdir()
            break
    return name, out / f"{_STAGING}{name}"


def _sweep(out: Path) -> None:
    """Remove what runs that were killed in their first second left behind.

    Laying a run out takes a moment; what is older than an hour belongs to no one.  What cannot be
    removed is left: it is in nobody's way.
    """
    for left in out.glob(f"{_STAGING}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime < _ABANDONED:
                continue
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink()


def _new_manifest(
    name: str, work: Work, command: Sequence[str], posterior: dict[str, Any] | None
) -> Manifest:
    return Manifest(
        run=name,
        status=RUNNING,
        work=work,
        command=list(command),
        versions=versions(),
        git=git_state(Path(__file__).resolve().parents[1]),
        posterior=posterior,
    )


def _lay_out(folder: Path, manifest: Manifest, files: Mapping[str, bytes]) -> None:
    """Write the inputs, the draws and the manifest of a run that begins."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, data)
    manifest.write(folder)
