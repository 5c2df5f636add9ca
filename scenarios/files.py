"""Files that are either whole or not there: digests, atomic writes, the lock of a run."""

from __future__ import annotations

import csv
import errno
import fcntl
import hashlib
import io
import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from scenarios.system_errors import NOT_A_FOLDER, system_reason

TEMPORARY = ".tmp-"
# Excel reads a CSV as UTF-8 only when it starts with this mark.
BOM = "\ufeff"


class RunError(Exception):
    """A run that cannot be made, read or continued: one line in each language.

    `code` is the exit code: 1 the run failed, 2 usage, 3 invalid data.
    """

    def __init__(self, zh: str, en: str, code: int = 1) -> None:
        self.zh, self.en, self.code = zh, en, code
        super().__init__(zh)

    def text(self, lang: str = "zh") -> str:
        """The line in `zh` or `en`."""
        return self.en if lang == "en" else self.zh


def disk_error(path: Path, error: OSError, run: str = "") -> RunError:
    """One line for a write that failed, with the way to go on."""
    reason = system_reason(error)
    blocker = next((above for above in path.parents if above.is_file()), None)
    if error.errno == errno.ENOTDIR and path.is_file():
        reason = NOT_A_FOLDER
    elif blocker is not None:
        reason = (f"{blocker} 是文件,不是文件夹", f"{blocker} is a file, not a folder")
    zh = f"{path}: 无法写入({reason[0]})"
    en = f"{path}: cannot be written ({reason[1]})"
    if run:
        return RunError(
            f"{zh}; 已完成的部分保留,腾出空间后执行 shengsi runs resume {run}",
            f"{en}; what is done is kept: make room, then shengsi runs resume {run}",
        )
    return RunError(f"{zh}; 请用 -o 换一个可写的文件夹", f"{en}; choose a writable folder with -o")


def check_writable(folder: Path) -> None:
    """Raise the RunError that writing into `folder` would, as far as can be seen without writing.

    The folder, or the nearest one above it that exists, must be one that files can be put in.
    """
    whole = folder.absolute()
    above = next(path for path in (whole, *whole.parents) if path.exists())
    code = 0
    if not above.is_dir():
        code = errno.ENOTDIR
    elif not os.access(above, os.W_OK | os.X_OK):
        code = errno.EROFS if os.statvfs(above).f_flag & os.ST_RDONLY else errno.EACCES
    if code:
        raise disk_error(folder, OSError(code, os.strerror(code)))


def read_error(path: Path, error: OSError) -> RunError:
    """One line for something that cannot be read."""
    zh, en = system_reason(error)
    return RunError(f"{path}: 无法读取({zh})", f"{path}: cannot be read ({en})")


def digest_bytes(data: bytes) -> str:
    """SHA-256 of `data`, in hex."""
    return hashlib.sha256(data).hexdigest()


def digest_file(path: Path) -> str:
    """SHA-256 of a file's content, in hex, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def canonical_json(value: Any) -> str:
    """JSON with sorted keys and no blanks: equal values give equal text."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def write_atomic(path: Path, data: bytes) -> None:
    """Write `data` so that a crash at any moment leaves the old file or the new one.

    Raises OSError when the disk is full or the folder cannot be written.
    """
    temporary = path.with_name(f"{TEMPORARY}{path.name}")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def save(path: Path, data: bytes) -> None:
    """Write a file, and the folders above it where they are missing, as `write_atomic` does.

    Raises RunError, one line, when it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, data)
    except OSError as error:
        raise disk_error(path, error) from error


def differing(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Those of `files`, by name, that are in `folder` already with another content."""
    paths = {folder / name: data for name, data in files.items()}
    return [path for path, data in paths.items() if path.exists() and path.read_bytes() != data]


def save_together(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write several files into `folder`, by name: all of them or none; return their paths.

    They are written aside first and take their names only when the last one is whole, so that
    a full disk leaves what was there.  Raises RunError when they cannot be written.
    """
    there = folder.is_dir()
    place = folder if there else folder.parent
    staging = place / f"{TEMPORARY}{folder.name}-{os.getpid()}"
    try:
        try:
            staging.mkdir(parents=True, exist_ok=True)
            for name, data in files.items():
                write_atomic(staging / name, data)
            if there:
                for name in files:
                    os.replace(staging / name, folder / name)
            else:
                os.rename(staging, folder)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        raise disk_error(folder, error) from error
    sync_folder(folder)
    return [folder / name for name in files]


def sync_folder(folder: Path) -> None:
    """Make renames in `folder` durable, where the file system can."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:
        # Some network file systems refuse to sync a folder; the rename itself still holds.
        return
    finally:
        os.close(handle)


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A CSV with byte-order mark; None is an empty cell, a float its shortest exact text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(["" if cell is None else cell for cell in row])
    return (BOM + text.getvalue()).encode("utf-8")


def remove_temporaries(folder: Path) -> None:
    """Delete what an interrupted write left behind below `folder`."""
    for path in folder.rglob(f"{TEMPORARY}*"):
        path.unlink()


def take_lock(path: Path) -> IO[bytes] | None:
    """An exclusive lock that the system frees when the process ends, however it ends.

    None when another process holds it.
    """
    file = path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    except OSError:
        # A file system without locks: better unguarded than unusable.
        return file
    return file
