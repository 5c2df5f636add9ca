"""`draws.parquet`: number, seed, weight, lineage and parameters of every draw of a run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from calibration.lineages import lineages
from scenarios.files import RunError
from scenarios.parquet_files import open_parquet

if TYPE_CHECKING:
    from model.draws import Draws

FILE_NAME = "draws.parquet"
_ORIGIN = b"parameters"
# What is not a parameter; runs of earlier versions have no lineage.
_ADDRESS = ("draw", "replication", "seed", "weight", "lineage")


def draws_bytes(
    draws: Draws, weights: np.ndarray | None = None, lineage: np.ndarray | None = None
) -> bytes:
    """Draws as parquet: columns draw, replication, seed, weight, lineage, then every parameter by
    code.

    `draw` is the number in the run, seed and replication address its random numbers;
    `weights` float[n] are those of a posterior (default: all one).  Draws of one `lineage`
    int64[n] share history or parameters (default: each draw is its own).
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    weight = np.ones(len(draws.ids)) if weights is None else np.asarray(weights, float)
    numbers = np.arange(len(draws), dtype=np.int64)
    lines = numbers if lineage is None else np.asarray(lineage, np.int64)
    address = (numbers, draws.ids, draws.seeds, weight, lines)
    columns = dict(zip(_ADDRESS, address, strict=True))
    names = draws.parameters.dtype.names or ()
    columns |= {name: np.ascontiguousarray(draws.parameters[name]) for name in names}
    table = pa.table({name: pa.array(column) for name, column in columns.items()})
    sink = pa.BufferOutputStream()
    pq.write_table(
        table.replace_schema_metadata({_ORIGIN: draws.origin.encode()}),
        sink,
        compression="zstd",
        write_statistics=False,
    )
    return bytes(sink.getvalue().to_pybytes())


def lineage_of(columns: Mapping[str, np.ndarray]) -> np.ndarray:
    """Lineage int64[n] of each draw from a posterior: as written, else by the draws alone."""
    if "lineage" in columns:
        return columns["lineage"]
    table = np.stack([column for name, column in columns.items() if name not in _ADDRESS], axis=1)
    return lineages(table, columns["seed"])


def read_columns(path: Path) -> dict[str, np.ndarray]:
    """Every column of a run's draws by name, whatever version of the model wrote it."""
    with open_parquet(path) as file:
        table = file.read()
    return {name: table[name].to_numpy() for name in table.column_names}


def read_draws(path: Path) -> Draws:
    """The draws of a run, exactly as written, to go on with.

    Raises RunError (exit 3) when the file does not carry this version's parameters.
    """
    from model.draws import Draws
    from model.parameters import PARAMETER

    columns = read_columns(path)
    names = PARAMETER.names or ()
    if tuple(name for name in columns if name not in _ADDRESS) != names:
        raise RunError(
            f"{path}: 参数表与当前版本的模型不符; 请用产生它的版本,或重新运行",
            f"{path}: the parameters are not those of this version; use the version that wrote it",
            3,
        )
    parameters = np.zeros(len(columns["draw"]), PARAMETER)
    for name in names:
        parameters[name] = columns[name]
    with open_parquet(path) as file:
        origin = (file.schema_arrow.metadata or {})[_ORIGIN].decode()
    return Draws(columns["replication"], columns["seed"], parameters, origin)
