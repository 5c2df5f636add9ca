"""What a county is made of, as arrays and records: built by `calibration.county` from files.

The model reads this and nothing else about a place; another county is another `CountySpec`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import entry_points

import numpy as np

from model.levers import LEVERS, Lever
from model.parameters import PARAMETER


@dataclass(frozen=True)
class Item:
    """A sector or a park: code and names."""

    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Prior:
    """Prior of one parameter: `kind` is fixed, normal, lognormal, uniform or triangular.

    `first` and `second` are mean and sd (normal), median and log-sd (lognormal), low and high
    (uniform; triangular with its mode at `mode`); bounds truncate by the quantile function.
    """

    kind: str
    first: float
    second: float = 0.0
    mode: float = 0.0
    low: float = -np.inf
    high: float = np.inf
    free: bool = False
    grade: str = "assumption"
    source: str = ""


@dataclass(frozen=True)
class KnownYear:
    """A driver's value in a year on record, and its error (one sd).

    Of several years only the total may be known: they bear the same `spell` (the first of
    them), `value` is their mean, `error` what one year may differ from it, and `mean_error`
    what the mean itself may be off by.
    """

    value: float
    error: float = 0.0
    spell: int | None = None
    mean_error: float = 0.0


@dataclass(frozen=True)
class DriverModel:
    """x_t = mu + phi (x_{t-1} - mu) - kappa (L_{t-1} - lbar) + sigma eps, once a year.

    x is an annual log change and L the log level (2017 = 0); for `level` drivers x itself is
    the level.  `observed` has the years on record; those without are simulated.
    """

    code: str
    level: bool
    mu: float
    mu_sd: float
    phi: float
    phi_sd: float
    kappa: float
    kappa_sd: float
    lbar: float
    sigma: float
    log_sigma_sd: float
    observed: Mapping[int, KnownYear] = field(default_factory=dict)


@dataclass(frozen=True)
class KnownProject:
    """A dated project of the record, with ranges where the source gives none."""

    code: str
    name_zh: str
    sector: int
    commission_quarter: int
    capex: tuple[float, float]
    revenue: tuple[float, float]
    staff: float
    site_mu: float
    va_rate: float
    energy_intensity: float
    delay_sd: float
    booked_probability: float


@dataclass(frozen=True)
class ActivityEvent:
    """A dated shock to activity: the factor is normal(mean, sd), kept within (0, 1.2)."""

    quarter: int
    mean: float
    sd: float


@dataclass(frozen=True)
class CountySpec:
    """One county: sectors, parks, priors, drivers, known projects and policy defaults.

    Arrays: `sectors` SECTOR[n_sectors]; `parks` PARK[n_parks] at the start of 2017;
    `park_allows` bool[n_parks, n_sectors].
    """

    code: str
    name_zh: str
    name_en: str
    sector_items: tuple[Item, ...]
    park_items: tuple[Item, ...]
    sectors: np.ndarray
    parks: np.ndarray
    park_allows: np.ndarray
    priors: Mapping[str, Prior]
    drivers: tuple[DriverModel, ...]
    events: tuple[ActivityEvent, ...]
    known_projects: tuple[KnownProject, ...]
    no_plan: Mapping[str, Mapping[int, float]]
    plan: Mapping[str, Mapping[int, float]]
    lever_groups: Mapping[str, str]
    digest: str = ""

    @cached_property
    def levers(self) -> dict[str, Lever]:
        """Every lever of this county by code, park and sector patterns written out."""
        found: dict[str, Lever] = {}
        for lever in LEVERS:
            items = {"park": self.park_items, "sector": self.sector_items}.get(lever.per, ())
            if not lever.per:
                found[lever.code] = lever
            for item in items:
                one = lever.for_item(item.code, item.name_zh, item.name_en)
                found[one.code] = one
        return found

    def prior_means(self) -> np.ndarray:
        """PARAMETER record[1] with every prior at its centre: median, or mode if triangular."""
        record = np.zeros(1, PARAMETER)
        for code in PARAMETER.names or ():
            prior = self.priors[code]
            centre = {"uniform": (prior.first + prior.second) / 2, "triangular": prior.mode}
            record[code] = centre.get(prior.kind, prior.first)
        return record


def shipped_county() -> CountySpec:
    """The county that is installed with the package, found by its entry point.

    Raises RuntimeError with the remedy when the package is not installed.
    """
    found = entry_points(group="shengsi.counties")
    for entry in found:
        spec = entry.load()()
        assert isinstance(spec, CountySpec)
        return spec
    raise RuntimeError("no county is installed; run: pip install . (or make forecast)")
