"""Columns of parquet files to and from numpy, in the memory they lie in.

pyarrow's own conversions load pandas first, which is longer than all else that a forecast needs
before it draws; these go by its buffers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


def to_arrow(values: np.ndarray) -> Any:
    """A pyarrow array of `values` int64, int32 or float64 [n], none missing; no copy is made."""
    import pyarrow as pa

    kinds = {"i8": pa.int64(), "i4": pa.int32(), "f8": pa.float64()}
    flat = np.ascontiguousarray(values)
    kind = kinds[flat.dtype.str[1:]]
    return pa.Array.from_buffers(kind, len(flat), [None, pa.py_buffer(flat)])


def labels_to_arrow(index: np.ndarray, names: Sequence[str]) -> Any:
    """A pyarrow dictionary array: label `names[index]` for each of int [n]."""
    import pyarrow as pa

    texts = [name.encode() for name in names]
    ends = np.cumsum([0, *map(len, texts)]).astype(np.int32)
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(b"".join(texts))]
    labels = pa.Array.from_buffers(pa.string(), len(texts), buffers)
    return pa.DictionaryArray.from_arrays(to_arrow(index.astype(np.int32)), labels)


def to_numpy(column: Any) -> np.ndarray:
    """A column of numbers of a pyarrow table as an array [n], read only; none may be missing.

    Raises ValueError for a column that is not of numbers, or has gaps.
    """
    from pyarrow import types

    if column.null_count or not (types.is_integer(column.type) or types.is_floating(column.type)):
        raise ValueError(f"not a column of numbers without gaps: {column.type}")
    parts = [np.from_dlpack(part) for part in column.chunks]
    if len(parts) == 1:
        return parts[0]
    empty = np.zeros(0, column.type.to_pandas_dtype())
    return np.concatenate(parts) if parts else empty
