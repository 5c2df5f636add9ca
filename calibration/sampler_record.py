"""How a posterior was found, and what its weighted pairs are worth."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from calibration.importance import PARETO_LIMIT, effective_size, pareto_shape
from calibration.lineages import HISTORIES, weight_of_sets
from calibration.particles import Stage
from calibration.posterior import Posterior

# Weights need not add up to 1 more exactly than this.
_ROUND_OFF = 1e-9


@dataclass(frozen=True)
class SamplerRecord:
    """The sampler's own account, and checks of the weights it left.

    `status` is that of the manifest; `sets_ess` is the effective number of parameter sets, which
    the sampler's `ess_floor` is for, `ess` that of lineages; `ancestor_ess` counts also pairs
    with common ancestors as one (see `ancestor_size`).  `pareto_k` is the tail of the weights,
    `worst_k` the heaviest tail of any stage (None without stages); `largest` the largest weight
    of a parameter set; `replayed` the share of all pairs whose likelihood came out again.
    """

    status: str
    calls: int
    temperature: float
    seed: int | None
    pairs: int
    parameter_sets: int
    lineages: int
    sets_ess: float
    ess: float
    ancestor_ess: float
    ess_floor: float | None
    pareto_k: float
    worst_k: float | None
    largest: float
    replayed: float
    weights_fine: bool
    stages: tuple[Stage, ...]

    @property
    def complete(self) -> bool:
        """Whether the sampler got where it should: to the whole likelihood, to none where there is
        none, or, cautious, to where enough histories were left."""
        return self.status in ("complete", "no_information", "histories")

    @property
    def trusted(self) -> bool:
        """Complete, weights that add up, no tail too heavy, both effective sizes at their floors."""
        tails = [self.pareto_k, *([] if self.worst_k is None else [self.worst_k])]
        enough = self.ess_floor is None or self.sets_ess >= self.ess_floor
        fine = self.complete and self.weights_fine and not self.few_histories
        return fine and enough and max(tails) <= PARETO_LIMIT

    @property
    def few_histories(self) -> bool:
        """Whether the effective number of lineages is under its floor."""
        return self.ess < HISTORIES


def stages_of(posterior: Posterior) -> tuple[Stage, ...]:
    """The stages that the manifest tells of; none when it tells of none."""
    names = {field.name for field in fields(Stage)}
    rows: list[dict[str, Any]] = posterior.manifest.get("stages", [])
    return tuple(Stage(**{name: row[name] for name in names & row.keys()}) for row in rows)


def ancestor_size(posterior: Posterior) -> float:
    """Effective size when copies made in resampling count as one even after they moved apart.

    Each stage adds the error of its weights to those before, as though its moves forgot nothing
    of where they began: 1 / (1/sets + sum over stages of 1/ess of the stage), where pairs with
    the same parameters count as one set.  A few sweeps in many dimensions forget little, so the
    truth lies nearer to this than to the number of pairs.  Lineages that can still be told by
    their seeds are copies of these same stages, so they bound it and are not added.
    """
    sets = effective_size(weight_of_sets(posterior.u, posterior.weights))
    found = 1.0 / (1.0 / sets + sum(1.0 / stage.ess for stage in stages_of(posterior)))
    return float(min(found, posterior.ess))


def error_factor(posterior: Posterior) -> float:
    """What an error that takes lineages for independent is to be multiplied by, 1 or more."""
    return float(np.sqrt(posterior.ess / ancestor_size(posterior)))


def sampler_record(posterior: Posterior, replayed: float) -> SamplerRecord:
    """The record of a posterior; `replayed` as counted by the caller."""
    manifest, weights, stages = posterior.manifest, posterior.weights, stages_of(posterior)
    by_set = weight_of_sets(posterior.u, weights)
    settings = manifest.get("settings", {})
    with np.errstate(divide="ignore"):
        logs = np.log(weights)
    fine = bool((weights >= 0.0).all()) and abs(float(weights.sum()) - 1.0) <= _ROUND_OFF
    return SamplerRecord(
        status=str(manifest.get("status", "")),
        calls=int(manifest.get("calls", 0)),
        temperature=float(manifest.get("temperature_reached", 1.0)),
        seed=settings.get("seed"),
        pairs=len(posterior),
        parameter_sets=len(by_set),
        lineages=int(posterior.lines.max()) + 1,
        sets_ess=effective_size(by_set),
        ess=posterior.ess,
        ancestor_ess=ancestor_size(posterior),
        ess_floor=settings.get("ess_floor"),
        # Whole multiples of one weight, as resampling leaves them, have no tail to be fitted.
        pareto_k=_tail(weights, logs),
        worst_k=max((stage.pareto_k for stage in stages), default=None),
        largest=float(by_set.max()),
        replayed=replayed,
        weights_fine=fine,
        stages=stages,
    )


def _tail(weights: np.ndarray, logs: np.ndarray) -> float:
    """Shape of the tail of the weights, 0 where they are copies of one smallest weight."""
    copies = weights / weights.min() if weights.min() > 0.0 else weights
    if np.allclose(copies, np.rint(copies), rtol=0.0, atol=1e-6) and weights.min() > 0.0:
        return 0.0
    return pareto_shape(logs)
