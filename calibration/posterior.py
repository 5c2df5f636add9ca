"""The posterior as a file: weighted pairs of parameters and seed, and how they were found.

A pair replays its own conditioned history, so a forecast goes on from a county that has lived
through what is on record.  The file holds the pairs alone (parameters as quantiles of their
priors); everything else is run again from them.  Whether it still belongs to the model and the
data at hand is decided by replaying some of its pairs, not by comparing versions: a change that
leaves every history as it was leaves the posterior valid.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from calibration.arrow_columns import to_arrow, to_numpy
from calibration.conditioning import CountyRuns
from calibration.errors import DataError
from calibration.faults import Words
from calibration.lineages import independent_size, lineages, weight_of_sets
from calibration.observations import Observation, Origin
from calibration.posterior_faults import (
    ADDRESS,
    ANCESTRY,
    changed,
    column_fault,
    damaged,
    missing,
    not_numbers,
    other_parameters,
    pairs_digest,
    stale,
    too_many,
    value_fault,
)
from calibration.proposals import FUTURE, Address, van_der_corput, with_futures
from model.draws import Draws
from model.randomness import LATER_QUARTER
from model.spec import CountySpec
from model.units import quarters_until

FILE_NAME = "posterior.parquet"
FORMAT = 1
_KEY = b"manifest"
# Which pairs a forecast takes is decided by a number of its own.
_TAKE = 101
# Pairs replayed to see whether a posterior still fits, and how many of them must agree: in the
# last digits of its mathematics library one machine may differ from another, and once in a long
# while such a digit decides what an enterprise does.
REPLAYED, AGREEING = 32, 0.9
_AGREEMENT = 1e-6


class PosteriorError(DataError):
    """A posterior that cannot be read, or that does not belong to the model and data at hand."""

    def __init__(self, words: Words) -> None:
        self.words = words
        super().__init__(self.lines("zh"))

    def lines(self, lang: str = "zh") -> list[str]:
        """The one line in `lang`."""
        return [self.words.text(lang)]


@dataclass(frozen=True)
class Posterior:
    """Weighted pairs: `u` float64[n, d] in (0, 1) by parameter `codes`, `seeds` int64[n],
    `weights` float64[n] (sum 1), `log_likelihood` float64[n].

    `observations` are those it was conditioned on, in order; `manifest` tells how it was found
    (settings, stages, status, `sizes`, roster, versions).  `ancestry` int64[n] is the lineage of
    the pair that each came from, in a posterior led on from another one.
    """

    codes: tuple[str, ...]
    u: np.ndarray
    seeds: np.ndarray
    weights: np.ndarray
    log_likelihood: np.ndarray
    observations: tuple[Observation, ...]
    manifest: dict[str, Any] = field(default_factory=dict)
    ancestry: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.seeds)

    @cached_property
    def lines(self) -> np.ndarray:
        """Lineage int64[n] of every pair, numbered from 0 (see `calibration.lineages`)."""
        return lineages(self.u, self.seeds, self.ancestry)

    @cached_property
    def ess(self) -> float:
        """Effective number of lineages: what errors and floors go by."""
        return independent_size(self.lines, self.weights)

    @property
    def sizes(self) -> dict[str, Any]:
        """Pairs, different parameter sets, lineages, and the effective number of lineages."""
        count = int(self.lines.max()) + 1
        sets = len(weight_of_sets(self.u, self.weights))
        return {"pairs": len(self), "parameter_sets": sets, "lineages": count, "ess": self.ess}

    @property
    def conditioned(self) -> bool:
        """False when there was nothing to condition on: the posterior is then the prior."""
        return bool(self.observations)

    def taken(self, n: int, seed: int) -> np.ndarray:
        """Indices [n] of the pairs that a forecast of n draws takes, in proportion to weights.

        Draw k is the same pair however many are asked for, and any first part of them is spread
        evenly over the weights (van der Corput points, shifted by the seed).  Raises
        PosteriorError when more are asked for than there are and the record reaches into the
        future: a pair run twice then tells nothing new.
        """
        if n > len(self) and not past_only(self.observations):
            raise PosteriorError(too_many(n, len(self)))
        shift = float(Address(seed, _TAKE).uniforms(0, 1)[0, 0])
        points = van_der_corput(n)
        edges = np.cumsum(self.weights)
        place = np.searchsorted(edges, (points + shift) % 1.0 * edges[-1], side="right")
        return np.minimum(place, len(self) - 1)

    def draws(self, spec: CountySpec, n: int, seed: int, part: slice | None = None) -> Draws:
        """n of the pairs as draws of the engine, or only the `part` of them that is asked for.

        What comes after the record is independent of it given the pair: each draw gets a future
        of its own, as long as the record ends before that part of the luck begins.
        """
        kept = self.taken(n, seed)
        seeds = self.seeds[kept]
        if past_only(self.observations):
            seeds = with_futures(seeds, Address(seed).bits(FUTURE, n)[:, 0])
        part = part or slice(None)
        return Draws.from_uniforms(spec, self.codes, self.u[kept[part]], seeds[part])

    def values(self, spec: CountySpec) -> np.ndarray:
        """Parameters in their own units, float64[n, d] by `codes`."""
        draws = Draws.from_uniforms(spec, self.codes, self.u, self.seeds)
        return np.stack([draws.parameters[code] for code in self.codes], axis=1)

    def _columns(self) -> dict[str, np.ndarray]:
        """The columns [n] of the file by name."""
        columns = dict(zip(ADDRESS, (self.seeds, self.weights, self.log_likelihood), strict=True))
        if self.ancestry is not None:
            columns[ANCESTRY] = self.ancestry
        return columns | {code: self.u[:, at] for at, code in enumerate(self.codes)}

    def to_bytes(self) -> bytes:
        """The file: one row a pair, the manifest in its metadata; the same bytes for the same pairs."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        columns = self._columns()
        manifest = {
            **self.manifest,
            **self.sizes,
            "format": FORMAT,
            # What a reader holds the file to: its columns, and every value in them.
            "columns": list(columns),
            "digest": pairs_digest(columns),
            "observations": [asdict(item) for item in self.observations],
        }
        text = json.dumps(manifest, ensure_ascii=False, sort_keys=True)
        table = pa.table(list(map(to_arrow, columns.values())), names=list(columns))
        sink = pa.BufferOutputStream()
        pq.write_table(
            table.replace_schema_metadata({_KEY: text.encode()}),
            sink,
            compression="zstd",
            use_dictionary=False,
            write_statistics=False,
        )
        return bytes(sink.getvalue().to_pybytes())


def past_only(observations: Sequence[Observation]) -> bool:
    """Whether a record ends before the quarter from which the later part of a seed acts."""
    return all(quarters_until(item.year) <= LATER_QUARTER for item in observations)


def read_posterior(path: Path) -> Posterior:
    """The posterior at `path`; a folder means the file of the usual name in it.

    Raises PosteriorError when it is missing, damaged or of another format, and for columns or
    values that no posterior can hold.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = path / FILE_NAME if path.is_dir() else path
    try:
        # The one file: read_table would load pyarrow's data sets, and pandas with them.
        with pq.ParquetFile(file) as opened:
            table = opened.read()
        manifest = json.loads((table.schema.metadata or {})[_KEY])
        if manifest.pop("format") != FORMAT:
            raise ValueError("unknown format")
        observations = tuple(map(observation_of, manifest.pop("observations")))
    except FileNotFoundError as error:
        raise PosteriorError(missing(file)) from error
    except (OSError, pa.ArrowException, ValueError, KeyError, TypeError, AttributeError) as error:
        raise PosteriorError(damaged(file)) from error
    columns = _read_columns(file, table, manifest, bool(observations))
    codes = tuple(name for name in columns if name not in (*ADDRESS, ANCESTRY))
    found = Posterior(
        codes=codes,
        u=np.stack([columns[code] for code in codes], axis=1),
        seeds=columns["seed"],
        weights=columns["weight"],
        log_likelihood=columns["log_likelihood"],
        observations=observations,
        ancestry=columns.get(ANCESTRY),
    )
    # Counted from the pairs: a file of an earlier version tells other sizes, or none.
    return replace(found, manifest={**manifest, **found.sizes})


def _read_columns(
    file: Path, table: Any, manifest: dict[str, Any], observed: bool
) -> dict[str, np.ndarray]:
    """The checked columns [n] of a file; what is said of them is taken out of `manifest`.

    A file of an earlier version says neither which columns it has nor their digest.
    """
    given, digest = table.column_names, manifest.pop("digest", None)
    wanted = manifest.pop("columns", None) or [*ADDRESS, *(n for n in given if n not in ADDRESS)]
    if len(set(given)) < len(given) or not set(wanted) - {*ADDRESS, ANCESTRY}:
        raise PosteriorError(damaged(file))
    if (fault := column_fault(file, given, wanted)) is not None:
        raise PosteriorError(fault)
    columns = {}
    for name in given:
        try:
            columns[name] = to_numpy(table[name])
        except ValueError as error:
            raise PosteriorError(not_numbers(file, name)) from error
    if (fault := value_fault(file, columns, observed)) is not None:
        raise PosteriorError(fault)
    if digest is not None and pairs_digest(columns) != digest:
        raise PosteriorError(changed(file))
    return columns


def observation_of(item: Mapping[str, Any]) -> Observation:
    """An observation from its record in a manifest."""
    origin = item["origin"]
    return Observation(**{**item, "origin": None if origin is None else Origin(**origin)})


def check_replay(
    posterior: Posterior, runs: CountyRuns, replayed: int = REPLAYED, file: Path | None = None
) -> None:
    """Run some of the pairs again and see that they live through the same history.

    `runs` holds the county at hand and the posterior's own observations, `file` is what it was
    read from.  Raises PosteriorError when parameters are other ones, or when too few pairs agree.
    """
    if posterior.codes != runs.codes:
        raise PosteriorError(other_parameters(posterior.codes, runs.codes, file))
    if not posterior.conditioned:
        return
    step = max(1, len(posterior) // replayed)
    sample = slice(0, step * replayed, step)
    again = runs.log_likelihood(posterior.u[sample], posterior.seeds[sample])
    same = np.isclose(again, posterior.log_likelihood[sample], rtol=_AGREEMENT, atol=_AGREEMENT)
    if np.mean(same) < AGREEING:
        raise PosteriorError(stale(int(same.sum()), len(same)))


def runs_of(
    posterior: Posterior, spec: CountySpec, jobs: int = 1, roster: Any = None
) -> CountyRuns:
    """Runs of a county held to what a posterior was conditioned on."""
    return CountyRuns(spec, posterior.observations, jobs, roster)


def reweighted(posterior: Posterior, weights: np.ndarray, **manifest: Any) -> Posterior:
    """The same pairs with other weights, and what is to be noted of them."""
    return replace(posterior, weights=weights, manifest={**posterior.manifest, **manifest})


def names(observations: Sequence[Observation]) -> list[str]:
    """Short names of observations, as tables show them."""
    return [
        f"{item.variable} {item.year}" + (f"Q{item.quarter}" if item.quarter else "")
        for item in observations
    ]
