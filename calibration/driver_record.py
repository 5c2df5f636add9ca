"""The record of every driver's fit: what was tried, what was taken, how it stands up.

`python -m calibration.driver_record` refits the shipped county, simulates the drivers as the
engine draws them and rewrites what stands between the markers of `docs/drivers.md`; with
`--check` it only compares.  Figures are made by `python -m shengsi.driver_figures`.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from calibration.county import SHIPPED, load_county
from calibration.driver_checks import (
    Compared,
    Residuals,
    beside,
    compare,
    parts,
    residuals,
)
from calibration.driver_evidence import observed_rows, usable_rows
from calibration.driver_fans import DRAWS, SEED, Fans, shared_shocks, simulate_drivers
from calibration.driver_fits import ENOUGH_YEARS
from calibration.drivers import FittedDriver, fit_each, is_consecutive
from calibration.errors import DataError
from calibration.history import Observation, load_history
from model.units import FIRST_YEAR

PAGE = Path("docs") / "drivers.md"
DIFFERS, NO_DATA = 1, 3


@dataclass(frozen=True)
class DriverRecord:
    """Drivers with one and the same fit, and everything said about it.

    `compared` holds the forms tried on the consecutive series that the fit rests on: its own, or
    the companion that lends its swing; None when there is none.  `parts` are the series of a
    blend, `beside` older records for information, `known` the rows of driver_observed.csv with
    the errors of all members.
    """

    members: tuple[FittedDriver, ...]
    compared: Compared | None
    parts: tuple[Compared, ...]
    beside: tuple[Compared, ...]
    residuals: Residuals
    known: tuple[tuple[int, float, tuple[float, ...], str], ...]
    sources: tuple[tuple[str, str, str], ...]

    @property
    def first(self) -> FittedDriver:
        """The member in whose name the record is kept."""
        return self.members[0]


@dataclass(frozen=True)
class Season:
    """Quarterly factors of a sector as declared, with what moves its sales."""

    code: str
    name_zh: str
    name_en: str
    price: str
    growth_beta: float
    factors: tuple[float, float, float, float]
    grade: str
    source: str


@dataclass(frozen=True)
class DriverRecords:
    """All records of a county, its assumed drivers, simulated drivers and seasons."""

    fitted: tuple[DriverRecord, ...]
    assumed: tuple[FittedDriver, ...]
    fans: Fans
    shared: dict[str, tuple[str, ...]]
    seasons: tuple[Season, ...]


def gather(folder: Path = SHIPPED, draws: int = DRAWS, seed: int = SEED) -> DriverRecords:
    """Refit and simulate the drivers of the county in `folder`.

    Raises DataError when its files are at fault.
    """
    history = load_history(folder / "history.csv")
    spec = load_county(folder)
    drivers = fit_each(history, folder)
    fitted = [item for item in drivers if item.fit.form != "assumed"]
    groups: dict[object, list[FittedDriver]] = {}
    for item in fitted:
        values = tuple((change.first, change.last, change.value) for change in item.changes)
        groups.setdefault((item.fit, values), []).append(item)
    return DriverRecords(
        fitted=tuple(_record(members, history) for members in groups.values()),
        assumed=tuple(item for item in drivers if item.fit.form == "assumed"),
        fans=simulate_drivers(spec, draws, seed),
        shared=shared_shocks(spec),
        seasons=_seasons(folder),
    )


def _record(members: Sequence[FittedDriver], history: Sequence[Observation]) -> DriverRecord:
    """The record of drivers that share a fit."""
    one = members[0]
    return DriverRecord(
        members=tuple(members),
        compared=_compared(one),
        parts=tuple(parts(one.sources, history, one.spec.reverting)),
        beside=tuple(beside(one.sources, history)),
        residuals=residuals(one.changes, one.fit),
        known=_known(members),
        sources=_sources(members, history),
    )


def _compared(item: FittedDriver) -> Compared | None:
    """The forms on the series that the fit of a driver rests on."""
    if item.companion:
        (variable,) = {s.variable for s in item.sources if s.role == "spread"}
        return compare(variable, item.companion, reverting=False)
    if is_consecutive(item.changes) and len(item.changes) >= ENOUGH_YEARS:
        return compare(item.spec.code, item.changes, item.spec.reverting)
    return None


def _known(
    members: Sequence[FittedDriver],
) -> tuple[tuple[int, float, tuple[float, ...], str], ...]:
    """Year, value, the members' different errors, and grade of what the engine takes as known."""
    tables = [list(observed_rows(item.changes, item.fit.sigma, FIRST_YEAR - 1)) for item in members]
    return tuple(
        (
            int(str(rows[0]["year"])),
            float(str(rows[0]["value"])),
            tuple(dict.fromkeys(float(str(row["error"])) for row in rows)),
            str(rows[0]["grade"]),
        )
        for rows in zip(*tables, strict=True)
    )


def _sources(
    members: Sequence[FittedDriver], history: Sequence[Observation]
) -> tuple[tuple[str, str, str], ...]:
    """Variable, title and address of every observation that a fit rests on, once each."""
    found: dict[tuple[str, str, str], None] = {}
    for item in members:
        for source in item.sources:
            for variable in filter(None, (source.variable, source.minus)):
                for row in usable_rows(variable, source, history):
                    found[(variable, row.source_title, row.source_url)] = None
    return tuple(found)


def _seasons(folder: Path) -> tuple[Season, ...]:
    """Quarterly factors of every sector."""
    with (folder / "sectors.csv").open(encoding="utf-8-sig", newline="") as file:
        return tuple(
            Season(
                row["code"],
                row["name_zh"],
                row["name_en"],
                row["price_series"],
                float(row["growth_beta"]),
                (
                    float(row["season_1"]),
                    float(row["season_2"]),
                    float(row["season_3"]),
                    float(row["season_4"]),
                ),
                row["grade"],
                row["source"],
            )
            for row in csv.DictReader(file)
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Rewrite or compare the page; 0 done or the same, 1 differs, 3 the county is at fault."""
    from calibration.driver_page import fill_page

    parser = argparse.ArgumentParser(
        prog="python -m calibration.driver_record",
        description="拟合记录: 重写 docs/drivers.md 标记之间的部分 / rewrite the record of the fits",
    )
    parser.add_argument("-o", "--out", type=Path, default=PAGE, help="页面 / page")
    parser.add_argument("--county", type=Path, default=SHIPPED, help="县数据文件夹 / county folder")
    parser.add_argument("-n", "--draws", type=int, default=DRAWS, help="抽样次数 / draws")
    parser.add_argument("--seed", type=int, default=SEED, help="种子 / seed")
    parser.add_argument("--check", action="store_true", help="只比较 / compare only")
    options = parser.parse_args(arguments)
    if options.draws < 2:
        parser.error(f"-n {options.draws}: 至少 2 / at least 2")
    if not options.out.parent.is_dir():
        parser.error(f"{options.out.parent}: 没有这个文件夹 / no such folder")
    old = options.out.read_text(encoding="utf-8") if options.out.exists() else ""
    try:
        text = fill_page(old, gather(options.county, options.draws, options.seed))
    except DataError as error:
        print(error, file=sys.stderr)
        return NO_DATA
    if options.check:
        same = text == old
        print(f"{options.out}: {'相同 / the same' if same else '不同 / differs'}")
        return 0 if same else DIFFERS
    options.out.write_text(text, encoding="utf-8", newline="\n")
    print(options.out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
