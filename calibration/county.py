"""A county from its folder of tables to the arrays that the model reads."""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path

import numpy as np

from calibration.county_tables import GRADES, read_parks, read_projects, read_quarter
from calibration.errors import DataError
from calibration.lever_values import load_lever_values
from calibration.tables import Row, Table, read_table
from model.assumptions import PRICE_SERIES
from model.driver_paths import COEFFICIENTS
from model.parameters import BY_CODE as PARAMETERS
from model.records import MANUFACTURING, MINING, SECTOR, UTILITIES
from model.spec import ActivityEvent, CountySpec, DriverModel, Item, KnownYear, Prior

# The county at hand: the one that comes with the package, or the folder that SHENGSI_COUNTY names,
# such as an edited copy of it.
SHIPPED = Path(
    os.environ.get("SHENGSI_COUNTY") or Path(__file__).resolve().parent / "counties" / "shengsi"
).resolve()
KLASS = {"mining": MINING, "manufacturing": MANUFACTURING, "utilities": UTILITIES}
GROUPS = {"food": 0, "energy": 1, "other": 2}
PRIOR_KINDS = ("fixed", "normal", "lognormal", "uniform", "triangular")
_NAMES = ("code", "name_zh", "name_en")
_CODED = {
    "klass": KLASS,
    "group": GROUPS,
    "price_series": dict((code, index) for index, code in enumerate(PRICE_SERIES)),
}


@lru_cache(maxsize=1)
def load_shipped() -> CountySpec:
    """The county that comes with the package, or that of the folder named by SHENGSI_COUNTY."""
    return load_county(SHIPPED)


def load_county(folder: Path) -> CountySpec:
    """Read a county's folder.

    Raises DataError with one line per fault of the first table that has any.
    """
    sector_items, sectors = _sectors(folder / "sectors.csv")
    park_items, parks, allows = read_parks(folder / "parks.csv", sector_items)
    levers = load_lever_values(
        folder / "levers.csv",
        {"park": [p.code for p in park_items], "sector": [s.code for s in sector_items]},
    )
    identity = _identity(folder / "county.csv")
    return CountySpec(
        code=identity.code,
        name_zh=identity.name_zh,
        name_en=identity.name_en,
        sector_items=sector_items,
        park_items=park_items,
        sectors=sectors,
        parks=parks,
        park_allows=allows,
        priors=_priors(folder / "parameters.csv"),
        drivers=_drivers(folder),
        events=_events(folder / "driver_events.csv"),
        known_projects=read_projects(folder / "known_projects.csv", sector_items),
        no_plan={code: row.no_plan for code, row in levers.items()},
        plan={code: row.plan for code, row in levers.items()},
        lever_groups={code: row.group for code, row in levers.items()},
        digest=folder_digest(folder),
    )


def folder_digest(folder: Path) -> str:
    """sha256 over the names and contents of a county's tables, in name order."""
    digest = hashlib.sha256()
    for path in county_files(folder):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def county_files(folder: Path) -> list[Path]:
    """The tables that a county is read from, in name order; a posterior beside them is none."""
    return sorted(folder.glob("*.csv"))


def _number(table: Table, row: Row, column: str) -> float:
    """A number; 0 when faulty, which is then reported by `table.done`."""
    value = table.number(row, column)
    return 0.0 if value is None else value


def _identity(path: Path) -> Item:
    """Code and names of the county."""
    table = read_table(path, _NAMES)
    if len(table.rows) != 1:
        raise DataError([f"{path}:2:1: 有 {len(table.rows)} 行; 允许: 1 行; 改法: 只留一个县"])
    return Item(*(table.rows[0].cells[name] for name in _NAMES))


def _sectors(path: Path) -> tuple[tuple[Item, ...], np.ndarray]:
    """Items and SECTOR[n]; the four seasons must average one."""
    names = [name for name in SECTOR.names or () if name not in _CODED]
    table = read_table(path, [*_NAMES, "gb_code", *_CODED, *names, "grade", "source"])
    items, records = [], np.zeros(len(table.rows), SECTOR)
    for record, row in zip(records, table.rows, strict=True):
        items.append(Item(*(row.cells[name] for name in _NAMES)))
        for column, codes in _CODED.items():
            record[column] = codes.get(table.choice(row, column, tuple(codes)), 0)
        for name in names:
            record[name] = _number(table, row, name)
        seasons = sum(float(record[f"season_{q}"]) for q in (1, 2, 3, 4))
        if abs(seasons - 4.0) > 1e-6:
            table.report(row, "season_1", f"四季系数之和为 {seasons:g}", "4", "调整季节系数")
    table.done()
    return tuple(items), records


def _priors(path: Path) -> dict[str, Prior]:
    """Prior of every registered parameter; missing, unknown or out of bounds is a fault."""
    table = read_table(path, ["code", "kind", "first", "second", "mode", "free", "grade", "source"])
    priors: dict[str, Prior] = {}
    for row in table.rows:
        code = table.choice(row, "code", tuple(PARAMETERS))
        kind = table.choice(row, "kind", PRIOR_KINDS)
        table.choice(row, "grade", GRADES)
        first = table.number(row, "first")
        second = table.number(row, "second", blank=True) or 0.0
        mode = table.number(row, "mode", blank=True) or 0.0
        if not code or not kind or first is None:
            continue
        known = PARAMETERS[code]
        if not known.minimum <= first <= known.maximum:
            bounds = f"[{known.minimum:g}, {known.maximum:g}]({known.unit})"
            table.report(row, "first", f"{code} = {first:g} 超出范围", bounds, "核对数值与单位")
        priors[code] = Prior(
            kind,
            first,
            second,
            mode,
            known.minimum,
            known.maximum,
            row.cells["free"] == "1",
            row.cells["grade"],
            row.cells["source"],
        )
    table.done()
    missing = [code for code in PARAMETERS if code not in priors]
    if missing:
        raise DataError(
            [f"{path}:1:1: 缺少参数 {', '.join(missing)}; 允许: 每个参数一行; 改法: 补上"]
        )
    return priors


def _drivers(folder: Path) -> tuple[DriverModel, ...]:
    """Fitted drivers with their observed years."""
    observed = _known_years(folder / "driver_observed.csv")
    columns = ["code", "name_zh", "name_en", "unit", "kind", *COEFFICIENTS, "last_year", "n_obs"]
    columns += ["grade", "source", "note"]
    table = read_table(folder / "drivers.csv", columns)
    models = []
    for row in table.rows:
        kind = table.choice(row, "kind", ("growth", "level"))
        code = row.cells["code"]
        numbers = {name: _number(table, row, name) for name in COEFFICIENTS}
        models.append(
            DriverModel(code, kind == "level", **numbers, observed=observed.get(code, {}))
        )
    table.done()
    return tuple(models)


def _known_years(path: Path) -> dict[str, dict[int, KnownYear]]:
    """Values on record by driver and year."""
    names = ["code", "year", "value", "grade", "source_title", "source_url"]
    table = read_table(path, [*names, "error", "spell", "mean_error"])
    known: dict[str, dict[int, KnownYear]] = {}
    for row in table.rows:
        spell = table.number(row, "spell", blank=True)
        known.setdefault(row.cells["code"], {})[int(_number(table, row, "year"))] = KnownYear(
            _number(table, row, "value"),
            table.number(row, "error", blank=True) or 0.0,
            None if spell is None else int(spell),
            table.number(row, "mean_error", blank=True) or 0.0,
        )
    table.done()
    return known


def _events(path: Path) -> tuple[ActivityEvent, ...]:
    """Dated shocks to activity."""
    table = read_table(path, ["quarter", "code", "mean", "sd", "grade", "source", "note"])
    events = tuple(
        ActivityEvent(
            read_quarter(table, row, "quarter"),
            _number(table, row, "mean"),
            _number(table, row, "sd"),
        )
        for row in table.rows
    )
    table.done()
    return events
