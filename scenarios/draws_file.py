"""`draws.parquet`: number, seed, weight, lineage and parameters of every draw of a run."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from calibration.arrow_columns import to_arrow, to_numpy
from calibration.lineages import lineages
from scenarios.files import RunError
from scenarios.parquet_files import open_parquet

if TYPE_CHECKING:
    from model.draws import Draws

# Draws start..stop-1 of a run.
Part = Callable[[int, int], "Draws"]

FILE_NAME = "draws.parquet"
# Draws of a row group, and at most so many are in memory at a time (some 2.5 kB each).
ROWS = 4096
_ORIGIN = b"parameters"
# What is not a parameter; runs of earlier versions have no lineage.
_ADDRESS = ("draw", "replication", "seed", "weight", "lineage")


def write_draws(
    path: Path,
    n: int,
    part: Part,
    weights: np.ndarray | None = None,
    lineage: np.ndarray | None = None,
) -> None:
    """Write n draws as parquet: columns draw, replication, seed, weight, lineage, then every
    parameter by code.

    `part` gives draws start..stop-1, asked for a row group at a time, so that memory does not grow
    with n by more than the numbers of the draws.  `draw` is the number in the run, seed and
    replication address its random numbers; `weights` float[n] are those of a posterior
    (default: all one).  Draws of one `lineage` int64[n] share history or parameters (default:
    each draw is its own).  Raises OSError when the disk fails.
    """
    import pyarrow.parquet as pq

    weight = np.ones(n) if weights is None else np.asarray(weights, float)
    lines = np.arange(n, dtype=np.int64) if lineage is None else np.asarray(lineage, np.int64)
    with ExitStack() as opened:
        writer = None
        for start in range(0, max(n, 1), ROWS):
            stop = min(start + ROWS, n)
            table = _table(part(start, stop), start, weight[start:stop], lines[start:stop])
            if writer is None:
                options = {"compression": "zstd", "write_statistics": False}
                writer = opened.enter_context(pq.ParquetWriter(path, table.schema, **options))
            writer.write_table(table, row_group_size=ROWS)
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _table(draws: Draws, first: int, weight: np.ndarray, lines: np.ndarray) -> Any:
    """Draws first, first + 1, ... as a pyarrow table."""
    import pyarrow as pa

    numbers = np.arange(first, first + len(draws), dtype=np.int64)
    address = (numbers, draws.ids, draws.seeds, weight, lines)
    columns = dict(zip(_ADDRESS, address, strict=True))
    columns |= {name: draws.parameters[name] for name in draws.parameters.dtype.names or ()}
    table = pa.table(list(map(to_arrow, columns.values())), names=list(columns))
    return table.replace_schema_metadata({_ORIGIN: draws.origin.encode()})


def lineage_of(columns: Mapping[str, np.ndarray]) -> np.ndarray:
    """Lineage int64[n] of each draw from a posterior: as written, else by the draws alone."""
    if "lineage" in columns:
        return columns["lineage"]
    table = np.stack([column for name, column in columns.items() if name not in _ADDRESS], axis=1)
    return lineages(table, columns["seed"])


def read_columns(path: Path, names: Sequence[str] | None = None) -> dict[str, np.ndarray]:
    """Columns of a run's draws by name (default: all), whatever version of the model wrote it.

    Names that the file does not have are left out.
    """
    with open_parquet(path) as file:
        table = file.read(None if names is None else list(names))
    return {name: to_numpy(table[name]) for name in table.column_names}


def read_draws(path: Path, start: int = 0, stop: int | None = None) -> Draws:
    """Draws start..stop-1 of a run, exactly as written, to go on with; default: all.

    Only the row groups that hold them are read.  Raises RunError (exit 3) when the file does not
    carry this version's parameters.
    """
    from model.draws import Draws
    from model.parameters import PARAMETER

    with open_parquet(path) as file:
        names = tuple(name for name in file.schema_arrow.names if name not in _ADDRESS)
        if names != PARAMETER.names:
            raise RunError(
                f"{path}: 参数表与当前版本的模型不符; 请用产生它的版本,或重新运行",
                f"{path}: the parameters are not those of this version; use the version that "
                "wrote it",
                3,
            )
        sizes = [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)]
        ends = np.cumsum(sizes)
        last = int(ends[-1]) if stop is None else stop
        needed = [i for i, end in enumerate(ends) if end > start and end - sizes[i] < last]
        table = file.read_row_groups(needed)
        origin = (file.schema_arrow.metadata or {})[_ORIGIN].decode()
    before = sum(sizes[: needed[0]]) if needed else 0
    table = table.slice(start - before, last - start)
    columns = {name: to_numpy(table[name]) for name in table.column_names}
    parameters = np.zeros(len(columns["draw"]), PARAMETER)
    for name in names:
        parameters[name] = columns[name]
    return Draws(columns["replication"], columns["seed"], parameters, origin)
