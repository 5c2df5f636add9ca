"""Opening a parquet file of a run: one that is missing or damaged is named in one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from scenarios.files import RunError

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile


@contextmanager
def open_parquet(path: Path) -> Iterator[ParquetFile]:
    """A parquet file, open while its columns are read.

    Raises RunError (exit 3) when it is missing or not what was written.
    """
    from pyarrow.lib import ArrowException
    from pyarrow.parquet import ParquetFile

    try:
        with ParquetFile(path) as file:
            yield file
    except FileNotFoundError as error:
        raise RunError(
            f"{path}: 运行的数据文件缺失; 请从备份恢复,或重新运行",
            f"{path}: a data file of the run is missing; restore it from a copy or run again",
            3,
        ) from error
    except (ArrowException, OSError) as error:
        # pyarrow tells truncated or overwritten files in either way, in words of its own.
        raise RunError(
            f"{path}: 运行的数据文件损坏; 请从备份恢复,或重新运行",
            f"{path}: a data file of the run is damaged; restore it from a copy or run again",
            3,
        ) from error
