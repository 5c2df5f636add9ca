"""Where the draws of a forecast come from: the posterior, the priors, or one set of parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from model.spec import CountySpec
from scenarios.files import RunError
from scenarios.scenario import Scenario, Uncertainty

if TYPE_CHECKING:
    from calibration.posterior import Posterior
    from model.draws import Draws


def common_uncertainty(scenarios: Sequence[Scenario]) -> Uncertainty:
    """The one way in which all scenarios draw their parameters.

    Raises RunError when there is no scenario, or when two differ: they could not share draws.
    """
    if not scenarios:
        raise RunError("没有情景; 用 -s 指定", "no scenario; give one with -s", 2)
    first = scenarios[0]
    for other in scenarios[1:]:
        if other.uncertainty != first.uncertainty:
            raise RunError(
                f"情景 {first.id} 与 {other.id} 的 uncertainty 不同,不能共用抽样; 请分开运行",
                f"{first.id} and {other.id} differ in uncertainty and cannot share draws; "
                "run them apart",
                3,
            )
    return first.uncertainty


def origin_of(uncertainty: Uncertainty, posterior: Posterior | None = None) -> str:
    """Where the parameters will come from: fixed, prior or posterior.

    Without a posterior, `posterior` falls back to the priors; every table and figure says so.  A
    posterior has no other width than its own, so a `prior_width` of the scenario's asks for
    the priors.
    """
    if uncertainty.parameters == "mean":
        return "fixed"
    wanted = uncertainty.parameters == "posterior" and uncertainty.prior_width == 1.0
    return "posterior" if wanted and posterior is not None else "prior"


def draws_for(
    spec: CountySpec,
    uncertainty: Uncertainty,
    n: int,
    seed: int,
    posterior: Posterior | None = None,
    start: int = 0,
    stop: int | None = None,
) -> Draws:
    """Draws start..stop-1 (default: all) of a forecast of n, of the origin `origin_of` says.

    A draw is the same in whatever part it is made.  Raises PosteriorError when the posterior holds
    fewer pairs than draws are asked for.
    """
    from model.draws import Draws

    origin = origin_of(uncertainty, posterior)
    last = n if stop is None else stop
    if origin == "fixed":
        return Draws.fixed(spec.prior_means(), last - start, seed, start)
    if origin == "posterior" and posterior is not None:
        return posterior.draws(spec, n, seed, slice(start, last))
    return Draws.from_prior(spec, last - start, seed, start, uncertainty.prior_width)
