"""`--posterior FOLDER|FILE` and `--prior`: the same in every command that takes them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from shengsi.console import note
from shengsi.text import t

if TYPE_CHECKING:
    from calibration.posterior import Posterior
    from model.spec import CountySpec
    from scenarios.roster_input import RosterInput


def given_posterior(
    path: Path | None,
    prior: bool,
    spec: CountySpec,
    roster: RosterInput,
    jobs: int,
    quiet: bool = False,
) -> Posterior | None:
    """The posterior of a command; None when draws are to come from the priors.

    Raises typer.BadParameter (exit 2) when both are asked for, PosteriorError and RunError (exit 3)
    for a posterior that does not fit.
    """
    from calibration.county import SHIPPED
    from scenarios.posterior_input import shipped_posterior, take_posterior

    if prior and path is not None:
        raise typer.BadParameter(t("err.prior_or_posterior"), param_hint="--prior")
    if prior:
        return None
    rows = None if roster.roster is None else roster.roster.rows
    if path is None and rows is not None and shipped_posterior(SHIPPED) is not None:
        note(t("err.roster_prior"), quiet)
    return take_posterior(path, SHIPPED, spec, rows, jobs)
