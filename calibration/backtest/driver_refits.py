"""Drivers estimated from the record up to an origin.

The rules are those of `calibration.drivers`, with a last resort for what a short record cannot
say: eight or more consecutive changes choose a form, five or more give mean and spread, fewer
give a mean around a declared spread.  No number of the shipped fits is used, since those have
seen later years.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

import numpy as np

from calibration.driver_evidence import (
    Source,
    collect_blend,
    collect_changes,
    known_years,
    load_sources,
)
from calibration.driver_fits import (
    ENOUGH_SPELLS,
    ENOUGH_YEARS,
    Change,
    Fit,
    fit_spells,
)
from calibration.drivers import DriverSpec, fit_consecutive, is_consecutive, load_specs
from calibration.observations import Observation
from model.spec import CountySpec, DriverModel
from model.units import FIRST_YEAR

# Annual log change of a series that nothing is known of yet, with half of it in its error.
DECLARED_SPREAD, DECLARED_ERROR = 0.05, 0.5


@dataclass(frozen=True)
class _Lent:
    """Persistence and spread lent to a driver with few changes of its own."""

    phi: float
    phi_sd: float
    sigma: float
    log_sigma_sd: float


def refit_drivers(
    spec: CountySpec,
    record: Sequence[Observation],
    history: Sequence[Observation],
    folder: Path,
) -> tuple[DriverModel, ...]:
    """Every driver of `spec` from the rows of `record` alone, in the order of `spec`.

    `history` is the whole record: of it only the names of variables are used.  Raises DataError
    when the driver files of the county are at fault.
    """
    specs = {item.code: item for item in load_specs(folder / "driver_specs.csv")}
    estimated = [code for code, item in specs.items() if item.grade != "assumption"]
    names = {row.variable for row in history}
    sources = load_sources(folder / "driver_sources.csv", estimated, names)
    return tuple(
        _refit(shipped, specs[shipped.code], sources, record)
        if shipped.code in estimated
        else shipped
        for shipped in spec.drivers
    )


def _refit(
    shipped: DriverModel,
    spec: DriverSpec,
    sources: Sequence[Source],
    record: Sequence[Observation],
) -> DriverModel:
    """One driver; `shipped` gives its code and kind, nothing else."""
    mine = [source for source in sources if source.code == spec.code]
    blend = [source for source in mine if source.role == "blend"]
    direct = [source for source in mine if source.role == "direct"]
    changes = collect_blend(blend, record) if blend else collect_changes(direct, record)
    longer = collect_changes([s for s in mine if s.role == "spread"], record)
    found = fit_changes(changes, longer, spec.reverting, spec.assumed)
    return DriverModel(
        shipped.code, shipped.level, found.mu, found.mu_sd, found.phi, found.phi_sd, found.kappa,
        found.kappa_sd, found.lbar, found.sigma, found.log_sigma_sd,
        observed=known_years(changes, found.sigma, FIRST_YEAR - 1),
    )  # fmt: skip


def fit_changes(
    changes: Sequence[Change],
    longer: Sequence[Change],
    reverting: bool,
    assumed: dict[str, float],
) -> Fit:
    """Parameters from changes, however few; `longer` are those of a companion series.

    Without any change the mean is the companion's, or zero, with the declared spread as error.
    """
    lent = _lent(longer, assumed)
    if not longer and len(changes) >= ENOUGH_YEARS and is_consecutive(changes):
        return fit_consecutive(changes, reverting)
    if not changes:
        return _without_changes(longer, lent)
    if not longer and len(changes) >= ENOUGH_SPELLS and "sigma" not in assumed:
        return fit_spells(changes, lent.phi, lent.phi_sd)
    return fit_spells(changes, lent.phi, lent.phi_sd, lent.sigma, lent.log_sigma_sd)


def _lent(longer: Sequence[Change], assumed: dict[str, float]) -> _Lent:
    """From the companion if it is long enough, else as assumed, else as declared."""
    values = np.array([change.value for change in longer])
    if len(longer) >= ENOUGH_YEARS and is_consecutive(longer):
        fit = fit_consecutive(longer, reverting=False)
        return _Lent(fit.phi, fit.phi_sd, fit.sigma, fit.log_sigma_sd)
    phi, phi_sd = assumed.get("phi", 0.0), assumed.get("phi_sd", 0.0)
    if len(longer) >= ENOUGH_SPELLS:
        spread = float(np.std(values, ddof=1))
        return _Lent(phi, phi_sd, spread, 1.0 / sqrt(2.0 * (len(values) - 1)))
    sigma = assumed.get("sigma", DECLARED_SPREAD)
    return _Lent(phi, phi_sd, sigma, assumed.get("log_sigma_sd", DECLARED_ERROR))


def _without_changes(longer: Sequence[Change], lent: _Lent) -> Fit:
    """A driver of which the record says nothing yet."""
    mean = float(np.mean([change.value for change in longer])) if longer else 0.0
    error = lent.sigma if longer else DECLARED_SPREAD
    return Fit(
        mu=mean, mu_sd=error, phi=lent.phi, phi_sd=lent.phi_sd, kappa=0.0, lbar=0.0,
        sigma=lent.sigma, log_sigma_sd=lent.log_sigma_sd, n_obs=0, reason="",
    )  # fmt: skip
