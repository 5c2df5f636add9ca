"""Drivers: the outside series a run follows, fitted to the record and written as data.

A county folder holds `driver_specs.csv` (what each driver is, and what is assumed of it) and
`driver_sources.csv` (which observed series speak for it).  From these and the history,
`python -m calibration.drivers` writes `drivers.csv` (parameters with their errors) and
`driver_observed.csv` (annual values where they are known; other years are simulated).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from calibration.driver_evidence import (
    Source,
    collect_blend,
    collect_changes,
    load_sources,
    observed_rows,
)
from calibration.driver_fits import (
    ENOUGH_YEARS,
    Change,
    Fit,
    fit_series,
    fit_spells,
    form_scores,
)
from calibration.driver_trends import better_trend, trend_note
from calibration.history import GRADE_ERRORS, Observation, load_history
from calibration.tables import Row, Table, read_table
from model.units import FIRST_YEAR

COUNTIES = Path(__file__).parent / "counties"
PARAMETERS = (
    *("mu", "mu_sd", "phi", "phi_sd", "kappa", "kappa_sd", "lbar", "sigma"),
    "log_sigma_sd",
)
SPEC_COLUMNS = (
    *("code", "name_zh", "name_en", "unit", "kind", "grade", "reverting"),
    *PARAMETERS,
    "note",
)
DRIVER_COLUMNS = (
    *("code", "name_zh", "name_en", "unit", "kind"),
    *PARAMETERS,
    *("last_year", "n_obs", "grade", "source", "note"),
)
OBSERVED_COLUMNS = (
    *("code", "year", "value", "grade", "source_title", "source_url", "error"),
    *("spell", "mean_error"),
)
# What a parameter may be; the upper ends keep every driver stable.
LIMITS = {
    "mu": (-0.5, 0.5),
    "lbar": (-3.0, 3.0),
    "phi": (0.0, 0.99),
    "kappa": (0.0, 0.99),
}


@dataclass(frozen=True)
class DriverSpec:
    """What a driver is; `assumed` holds the parameters that are stated, not estimated."""

    code: str
    name_zh: str
    name_en: str
    unit: str
    kind: str
    grade: str
    reverting: bool
    assumed: dict[str, float]
    note: str


@dataclass(frozen=True)
class FittedDriver:
    """A driver with the series that speak for it, their changes, and the fit to them.

    `companion` holds the changes of the longer series that lends its swing, if there is one.
    """

    spec: DriverSpec
    sources: tuple[Source, ...]
    changes: tuple[Change, ...]
    companion: tuple[Change, ...]
    fit: Fit


def load_specs(path: Path) -> list[DriverSpec]:
    """The drivers of a county; raises DataError with every fault."""
    table = read_table(path, SPEC_COLUMNS)
    specs = [_spec(table, row) for row in table.rows]
    table.done()
    return specs


def _spec(table: Table, row: Row) -> DriverSpec:
    """One driver; its faults are reported to the table."""
    kind = table.choice(row, "kind", ("growth", "level"))
    grade = table.choice(row, "grade", (*GRADE_ERRORS, "assumption"))
    reverting = table.choice(row, "reverting", ("yes", "no")) == "yes"
    assumed: dict[str, float] = {}
    for name in PARAMETERS:
        value = table.number(row, name, *LIMITS.get(name, (0.0, 2.0)), blank=True)
        if value is not None:
            assumed[name] = value
    if grade == "assumption" and len(assumed) < len(PARAMETERS):
        missing = "、".join(name for name in PARAMETERS if name not in assumed)
        table.report(row, "grade", f"假设的驱动缺少 {missing}", "全部参数", "补齐假设的参数")
    if kind == "level" and grade != "assumption":
        table.report(row, "kind", "水平型驱动只能是假设", "growth", "改 kind 或 grade")
    cells = row.cells
    return DriverSpec(
        code=cells["code"],
        name_zh=cells["name_zh"],
        name_en=cells["name_en"],
        unit=cells["unit"],
        kind=kind,
        grade=grade,
        reverting=reverting,
        assumed=assumed,
        note=cells["note"],
    )


def _load(history: Sequence[Observation], folder: Path) -> tuple[list[DriverSpec], list[Source]]:
    """Drivers of the county in `folder` and the series that speak for them."""
    specs = load_specs(folder / "driver_specs.csv")
    estimated = [spec.code for spec in specs if spec.grade != "assumption"]
    variables = {observation.variable for observation in history}
    return specs, load_sources(folder / "driver_sources.csv", estimated, variables)


def fit_each(history: Sequence[Observation], folder: Path) -> list[FittedDriver]:
    """Every driver of the county in `folder` with its evidence and fit, in file order.

    Raises DataError when the county's driver files are at fault.
    """
    specs, sources = _load(history, folder)
    found = []
    for spec in specs:
        mine = tuple(source for source in sources if source.code == spec.code)
        changes = _evidence(mine, history)
        companion = collect_changes([s for s in mine if s.role == "spread"], history)
        fit = _fit(spec, changes, companion)
        found.append(FittedDriver(spec, mine, tuple(changes), tuple(companion), fit))
    return found


def fit_drivers(history: Sequence[Observation], folder: Path) -> pd.DataFrame:
    """Parameters of every driver of the county in `folder`: one row each, DRIVER_COLUMNS."""
    rows = [_row(item.spec, item.fit, item.changes) for item in fit_each(history, folder)]
    return pd.DataFrame(rows, columns=list(DRIVER_COLUMNS))


def observed_drivers(history: Sequence[Observation], folder: Path) -> pd.DataFrame:
    """Observed annual changes from the year before the model starts: OBSERVED_COLUMNS.

    `error` is one standard deviation of the true change around `value`.  Years of one `spell` are
    known by their total, of whose mean `mean_error` is the error.
    """
    rows = [
        {"code": item.spec.code, **row}
        for item in fit_each(history, folder)
        for row in observed_rows(item.changes, item.fit.sigma, FIRST_YEAR - 1)
    ]
    return pd.DataFrame(rows, columns=list(OBSERVED_COLUMNS))


def _evidence(mine: Sequence[Source], history: Sequence[Observation]) -> list[Change]:
    """The changes that speak for a driver, in order of their last year."""
    blend = [source for source in mine if source.role == "blend"]
    direct = [source for source in mine if source.role == "direct"]
    return collect_blend(blend, history) if blend else collect_changes(direct, history)


def _fit(spec: DriverSpec, changes: Sequence[Change], companion: Sequence[Change]) -> Fit:
    """Estimate a driver by the method its evidence can bear.

    Raises ValueError when a driver that is not an assumption has no usable evidence.
    """
    stated = spec.assumed
    if spec.grade == "assumption":
        return _stated(stated)
    if not changes:
        raise ValueError(f"{spec.code}: no usable change in the record")
    if companion:
        lent = fit_consecutive(companion, reverting=False)
        own = fit_spells(changes, lent.phi, lent.phi_sd, lent.sigma, lent.log_sigma_sd)
        return replace(own, reason=own.reason + _trend(companion, lent, reverting=False))
    if is_consecutive(changes) and len(changes) >= ENOUGH_YEARS:
        fit = fit_consecutive(changes, spec.reverting)
        return replace(fit, reason=fit.reason + _trend(changes, fit, spec.reverting))
    return fit_spells(
        changes,
        stated.get("phi", 0.0),
        stated.get("phi_sd", 0.0),
        stated.get("sigma"),
        stated.get("log_sigma_sd"),
    )


def fit_consecutive(changes: Sequence[Change], reverting: bool) -> Fit:
    """The best form that the engine runs for a series of single years without a gap."""
    values = np.array([change.value for change in changes])
    return fit_series(values, changes[0].first, FIRST_YEAR, reverting)


def _trend(changes: Sequence[Change], fit: Fit, reverting: bool) -> str:
    """What `reason` adds when a local trend is better than `fit`: it is not run, nor hushed up."""
    values = np.array([change.value for change in changes])
    score = form_scores(values, changes[0].first, FIRST_YEAR, reverting)[fit.form]
    trend = better_trend(values, score)
    return "" if trend is None else f"; {trend_note(trend, score, lang=0)}"


def _stated(values: Mapping[str, float]) -> Fit:
    """The parameters of a driver that is an assumption throughout."""
    return Fit(
        mu=values["mu"],
        mu_sd=values["mu_sd"],
        phi=values["phi"],
        phi_sd=values["phi_sd"],
        kappa=values["kappa"],
        kappa_sd=values["kappa_sd"],
        lbar=values["lbar"],
        sigma=values["sigma"],
        log_sigma_sd=values["log_sigma_sd"],
        n_obs=0,
        reason="",
        form="assumed",
    )


def is_consecutive(changes: Sequence[Change]) -> bool:
    """Whether the changes are single years without a gap."""
    years = [change.first for change in changes]
    single = all(change.first == change.last for change in changes)
    return single and years == list(range(years[0], years[0] + len(years)))


def _row(spec: DriverSpec, fit: Fit, changes: Sequence[Change]) -> dict[str, object]:
    """One row of drivers.csv."""
    titles = dict.fromkeys(t for c in changes for t in c.source_title.split("; "))
    return {
        **{name: getattr(spec, name) for name in ("code", "name_zh", "name_en", "unit", "kind")},
        **{name: getattr(fit, name) for name in PARAMETERS},
        "last_year": max((change.last for change in changes), default=""),
        "n_obs": fit.n_obs,
        "grade": spec.grade,
        "source": "; ".join(titles) or "假设",
        "note": f"{spec.note}; {fit.reason}" if changes else spec.note,
    }


def write_drivers(folder: Path) -> None:
    """Refit the drivers of the county in `folder` and write both files."""
    history = load_history(folder / "history.csv")
    for name, frame in (
        ("drivers.csv", fit_drivers(history, folder)),
        ("driver_observed.csv", observed_drivers(history, folder)),
    ):
        frame.to_csv(
            folder / name, index=False, encoding="utf-8", lineterminator="\n", float_format="%.10g"
        )


def main(arguments: Sequence[str]) -> None:
    """Refit the counties named (folders), by default every county that is shipped."""
    folders = [Path(name) for name in arguments]
    for folder in folders or sorted(p.parent for p in COUNTIES.glob("*/driver_specs.csv")):
        write_drivers(folder)
        print(f"{folder.name}: drivers.csv, driver_observed.csv")


if __name__ == "__main__":
    main(sys.argv[1:])
