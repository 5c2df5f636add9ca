"""Reading a run folder: what was run, its draws, its results by scenario and indicator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from model.units import quarter_name
from scenarios import draws_file, parts
from scenarios.files import RunError, canonical_json, csv_bytes, digest_file
from scenarios.manifest import FILE_NAME as MANIFEST
from scenarios.manifest import Work, read_manifest

if TYPE_CHECKING:
    from model.draws import Draws

PARTIAL = ".partial"
LATEST = "latest"
LOG = "run.log"
LOCK = "lock"
COUNTY = "inputs/county"
ROSTER = "inputs/roster"
SCENARIOS = "scenarios"
FIGURES = "figures"
FAILURES = "failures.csv"
# Of the unfinished run only: never part of a finished one.
_SCAFFOLD = (LOCK, parts.CHECKS)
# Bytes of results that are read at once, whatever the number of scenarios.
AT_ONCE = 6_000_000


class Run:
    """A run folder, read only; `folder` may also be an unfinished one whose parts are whole."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = read_manifest(folder)
        self._checked = False

    @property
    def work(self) -> Work:
        """What was run."""
        return self.manifest.work

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Ids of the scenarios, in order."""
        return tuple(item.id for item in self.work.scenarios)

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the results."""
        return self.work.years

    @property
    def county_folder(self) -> Path:
        """The county's files as they were when the run began."""
        return self.folder / COUNTY

    @property
    def roster_file(self) -> Path | None:
        """The enterprise roster as it was when the run began; None for a synthetic one."""
        names = [name for name in self.work.inputs if name.startswith(ROSTER)]
        return self.folder / names[0] if names else None

    @cached_property
    def draws(self) -> Draws:
        """Numbers, seeds and parameters of the draws, for the version that wrote them."""
        return draws_file.read_draws(self.folder / draws_file.FILE_NAME)

    @cached_property
    def draw_columns(self) -> dict[str, np.ndarray]:
        """Columns of draws.parquet (draw, seed, weight, lineage, parameters), of any version."""
        return draws_file.read_columns(self.folder / draws_file.FILE_NAME)

    @cached_property
    def weights(self) -> np.ndarray:
        """Weights of the draws, float[draws]."""
        return self._columns("weight")["weight"]

    @cached_property
    def clusters(self) -> np.ndarray | None:
        """Lineage int[draws] of each draw from a posterior; None where all are independent."""
        if self.work.origin != "posterior":
            return None
        found = self._columns("lineage")
        return found["lineage"] if found else draws_file.lineage_of(self.draw_columns)

    def _columns(self, *names: str) -> dict[str, np.ndarray]:
        """Some columns of draws.parquet, without the rest."""
        return draws_file.read_columns(self.folder / draws_file.FILE_NAME, names)

    def draws_between(self, start: int, stop: int) -> Draws:
        """The draws at positions start..stop-1; only what holds them is read."""
        return draws_file.read_draws(self.folder / draws_file.FILE_NAME, start, stop)

    @cached_property
    def failures(self) -> list[parts.Failure]:
        """Every (draw, scenario) that broke off."""
        return parts.read_failures(self.folder, self.work)

    def failed(self, scenario: str) -> np.ndarray:
        """Which draws broke off under `scenario`, bool[draws]."""
        mask = np.zeros(self.work.draws, bool)
        mask[[item.position for item in self.failures if item.scenario == scenario]] = True
        return mask

    def values(
        self, scenario: str, indicators: Sequence[str], years: Sequence[int] | None = None
    ) -> dict[str, np.ndarray]:
        """Values float[draws, years] by indicator, of `years` (default: all); NaN where the run
        broke off.

        Memory is draws x the years x the indicators asked for.  Raises
        ValueError for a scenario, an indicator or a year that the run does not have.
        """
        return self.values_of([scenario], indicators, years)[scenario]

    def values_of(
        self,
        scenarios: Sequence[str],
        indicators: Sequence[str],
        years: Sequence[int] | None = None,
    ) -> dict[str, dict[str, np.ndarray]]:
        """`values` of several scenarios, by scenario and indicator; the files are read once."""
        self.check()
        which = [self.scenarios.index(name) for name in scenarios]
        columns = [self.work.indicators.index(code) for code in indicators]
        rows = [self.years.index(year) for year in (self.years if years is None else years)]
        found = np.empty((len(which), len(columns), self.work.draws, len(rows)))
        for start, values in parts.read_values(self.folder, self.work):
            for at, one in enumerate(which):
                found[at, :, start : start + len(values)] = np.moveaxis(
                    values[:, one][:, rows][:, :, columns], 2, 0
                )
        return {
            name: dict(zip(indicators, arrays, strict=True))
            for name, arrays in zip(scenarios, found, strict=True)
        }

    def each(
        self, scenarios: Sequence[str], indicators: Sequence[str], years: Sequence[int]
    ) -> Iterator[tuple[str, dict[str, np.ndarray]]]:
        """`values` of one scenario after the other, with its name.

        Small ones are read several at once, since each reading goes through all of the results.
        """
        size = 8 * self.work.draws * max(len(indicators) * len(years), 1)
        at_once = max(1, AT_ONCE // size)
        for start in range(0, len(scenarios), at_once):
            found = self.values_of(scenarios[start : start + at_once], indicators, years)
            while found:
                # Given away, so that what the caller is done with can be freed.
                name = next(iter(found))
                yield name, found.pop(name)

    def pieces(
        self, scenarios: Sequence[str], indicators: Sequence[str], years: Sequence[int]
    ) -> Iterator[tuple[str, dict[str, np.ndarray]]]:
        """As `each`, but with few indicators at a time where all of them would be large.

        A scenario comes in as many pieces as keep them to AT_ONCE bytes, one indicator at least.
        """
        one = 8 * self.work.draws * max(len(years), 1)
        together = max(1, AT_ONCE // one)
        if together >= len(indicators):
            yield from self.each(scenarios, indicators, years)
            return
        for name in scenarios:
            for start in range(0, len(indicators), together):
                yield from self.each([name], indicators[start : start + together], years)

    def check(self) -> None:
        """See that the results of a finished run are those its manifest names.

        Raises RunError (exit 3) for a part that was damaged or exchanged since: numbers read from
        it would look like any others.
        """
        if self._checked:
            return
        known = self.manifest.files
        for index in range(len(parts.part_ranges(self.work))):
            name = f"{parts.FOLDER}/{parts.part_name(index)}"
            path = self.folder / name
            if name in known and path.is_file() and digest_file(path) != known[name]["sha256"]:
                raise RunError(
                    f"{path}: 内容与清单不符(已损坏或被改过); 允许: 运行时写下的内容; "
                    "改法: 用 shengsi runs verify 核对,从备份恢复或重新运行",
                    f"{path}: differs from what the manifest says (damaged or edited); allowed: "
                    "what the run wrote; fix: see shengsi runs verify, restore it or run anew",
                    3,
                )
        self._checked = True

    def failures_csv(self) -> bytes:
        """failures.csv: draw, seed, scenario, quarter, reason, and the parameters as JSON."""
        rows = []
        part, begin = None, 0
        for item in sorted(self.failures, key=lambda failure: failure.position):
            if part is None or item.position >= begin + draws_file.ROWS:
                begin = item.position - item.position % draws_file.ROWS
                part = self.draws_between(begin, begin + draws_file.ROWS)
            record = part.parameters[item.position - begin]
            parameters = {name: float(record[name]) for name in record.dtype.names}
            rows.append(
                (
                    item.position,
                    int(part.seeds[item.position - begin]),
                    item.scenario,
                    quarter_name(item.quarter),
                    item.reason,
                    canonical_json(parameters),
                )
            )
        columns = ("draw", "seed", "scenario", "quarter", "reason", "parameters")
        return csv_bytes(columns, rows)


def listed_files(folder: Path) -> list[tuple[str, Path]]:
    """Every file of a run by its path within it, but for the manifest and the scaffold."""
    return [
        (name, path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and (name := path.relative_to(folder).as_posix()) != MANIFEST
        and name.split("/")[0] not in _SCAFFOLD
    ]
