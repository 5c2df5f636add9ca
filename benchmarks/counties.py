"""Counties of any size for the benchmarks: the shipped one with its numbers scaled."""

from __future__ import annotations

from dataclasses import replace

from calibration.county import load_shipped
from model.spec import CountySpec

YEARS, QUARTERS = 11, 44


def county_of(enterprises: int) -> CountySpec:
    """The shipped county with `enterprises` expected at the start, land for start-ups in step."""
    spec = load_shipped()
    sectors = spec.sectors.copy()
    factor = enterprises / sectors["count"].sum()
    sectors["count"] *= factor
    pool = replace(spec.priors["initial_pool"], first=3.0 * enterprises)
    return replace(spec, sectors=sectors, priors={**spec.priors, "initial_pool": pool})
