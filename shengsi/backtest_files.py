"""The folder of a backtest: manifest, tables, every scored forecast, figures."""

from __future__ import annotations

import io
import itertools
import json
import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from calibration.backtest.cases import COLUMNS
from calibration.backtest.county_record import COUNTY
from calibration.backtest.driver_series import DRIVERS
from calibration.backtest.job import Backtest, Options
from calibration.backtest.summary import summary_rows
from calibration.backtest.synthetic import OWN
from model.spec import CountySpec
from scenarios.files import (
    canonical_json,
    csv_bytes,
    digest_bytes,
    digest_file,
    disk_error,
    write_atomic,
)
from scenarios.manifest import git_state, now, versions
from scenarios.run import PARTIAL

MANIFEST, SUMMARY, CASES = "manifest.json", "summary.csv", "cases.parquet"
OBSERVATIONS = "observations.csv"
FIGURES = "figures"


def write_backtest(
    result: Backtest,
    spec: CountySpec,
    observations: bytes,
    out: Path,
    command: Sequence[str],
    started: str,
    lang: str,
) -> Path:
    """Write the folder `<UTC>_backtest_<hash8>` below `out` and return it.

    `observations` is the table of the record's numbers in use.  The folder appears under its
    name when it is whole; figures are drawn in `lang`, none when that is
    empty.  All files but the manifest and the date on figures are the same bytes for the same
    options and county.  Raises RunError when the disk refuses.
    """
    stamp = datetime.fromisoformat(started).strftime("%Y%m%dT%H%M%SZ")
    name = f"{stamp}_backtest_{options_digest(result.options, spec, observations)}"
    try:
        out.mkdir(parents=True, exist_ok=True)
        final, folder = _claim(out, name)
        try:
            write_atomic(folder / OBSERVATIONS, observations)
            _write_tables(result, folder)
            if lang:
                _write_figures(result, folder, lang, started[:10])
            _write_manifest(result, spec, folder, final.name, command, started)
            os.rename(folder, final)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    except OSError as error:
        raise disk_error(out, error) from error
    return final


def options_digest(options: Options, spec: CountySpec, observations: bytes) -> str:
    """Eight hex digits shared by backtests with the same results."""
    found = versions()
    decisive = {"options": asdict(options), "county": spec.digest, "program": found["program"]}
    decisive["observations"] = digest_bytes(observations)
    return digest_bytes(canonical_json(decisive).encode())[:8]


def _claim(out: Path, name: str) -> tuple[Path, Path]:
    """A free final folder, and the folder made to be written into."""
    for count in itertools.count(1):
        final = out / (name if count == 1 else f"{name}-{count}")
        folder = final.with_name(f"{final.name}{PARTIAL}")
        if final.exists():
            continue
        with suppress(FileExistsError):
            folder.mkdir()
            return final, folder
    raise AssertionError("unreachable")


def _write_tables(result: Backtest, folder: Path) -> None:
    """Cells of all parts as CSV, all scored forecasts as Parquet, the small parts as CSV too."""
    rows = summary_document(result)
    columns = list(rows[0]) if rows else []
    data = csv_bytes(columns, [[row[name] for name in columns] for row in rows])
    write_atomic(folder / SUMMARY, data)
    write_atomic(folder / CASES, parquet_bytes(result.cases))
    for part, given in ((COUNTY, result.county), (DRIVERS, result.drivers)):
        if given is not None:
            write_atomic(folder / f"{part}.csv", frame_csv(result.cases, part))


def summary_document(result: Backtest) -> list[dict[str, object]]:
    """Every cell: series by horizon, series, and parts as a whole."""
    found = [cell for cells in result.cells.values() for cell in cells]
    found += [cell for cells in result.pooled.values() for cell in cells]
    return summary_rows([*found, *result.whole.values()])


def frame_csv(cases: pd.DataFrame, part: str) -> bytes:
    """Scored forecasts of a part; logs as in the table, growth in fractions."""
    mine = cases[cases["part"] == part]
    return csv_bytes(COLUMNS, mine.itertuples(index=False, name=None))


def parquet_bytes(cases: pd.DataFrame) -> bytes:
    """All scored forecasts; numbers in single precision, which halves a large file."""
    numbers = {name: "float32" for name in cases if cases[name].dtype == "float64"}
    table = pa.Table.from_pandas(cases.astype(numbers), preserve_index=False)
    buffer = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(None), buffer, compression="zstd")
    return buffer.getvalue()


def _write_figures(result: Backtest, folder: Path, lang: str, date: str) -> None:
    """Figures of the parts that were done, with the data of the first."""
    from shengsi.backtest_figures import ranks_png, synthetic_png
    from shengsi.backtest_origin_figures import county_png, drivers_png

    (folder / FIGURES).mkdir()
    drawn = {"ranks": ranks_png}
    if result.synthetic is not None:
        drawn["synthetic"] = synthetic_png
        write_atomic(folder / FIGURES / "synthetic.csv", _by_origin_csv(result.cases))
    if result.county is not None and len(result.county.cases):
        drawn["county"] = county_png
    if result.drivers is not None and len(result.drivers):
        drawn["drivers"] = drivers_png
    for name, draw in drawn.items():
        write_atomic(folder / FIGURES / f"{name}.png", draw(result, lang, date))


def _by_origin_csv(cases: pd.DataFrame) -> bytes:
    """Mean CRPS of the synthetic counties by series, origin, horizon and method."""
    keys = ["series", "origin", "horizon", "method"]
    means = cases[cases["part"] == OWN].groupby(keys, sort=False)["crps"].mean().reset_index()
    return csv_bytes([*keys, "crps"], means.itertuples(index=False, name=None))


def _write_manifest(
    result: Backtest,
    spec: CountySpec,
    folder: Path,
    name: str,
    command: Sequence[str],
    started: str,
) -> None:
    """Command, options, versions, counts, digests of every file."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    content = {
        "format": 1,
        "kind": "backtest",
        "run": name,
        "status": "complete",
        "command": list(command),
        "options": asdict(result.options),
        "county": {"code": spec.code, "sha256": spec.digest},
        "versions": versions(),
        "git": git_state(Path(__file__).resolve().parents[1]),
        "started": started,
        "ended": now(),
        "counts": counts(result),
        "files": {
            path.relative_to(folder).as_posix(): {
                "sha256": digest_file(path), "bytes": path.stat().st_size,
            }
            for path in files
        },
    }  # fmt: skip
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    write_atomic(folder / MANIFEST, (text + "\n").encode())


def counts(result: Backtest) -> dict[str, Any]:
    """Truths, runs, runs left out and effective numbers by part and origin."""
    found: dict[str, Any] = {"forecasts": len(result.cases)}
    if result.synthetic is not None:
        made = result.synthetic
        found["synthetic"] = {
            str(origin): {
                "truths": made.truths[origin],
                "draws": made.draws[origin],
                "left_out": made.left_out[origin],
                "plain_ess": made.plain_ess[origin],
            }
            for origin in made.truths
        }
    if result.county is not None:
        found["county"] = {
            str(origin): {"known": known, "ess": result.county.ess.get(origin)}
            for origin, known in result.county.known.items()
        }
    return found
