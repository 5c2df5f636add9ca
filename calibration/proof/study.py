"""The study of known truths: from the prior to truths, their records, their posteriors, the scores.

table of prior runs, truths -> records -> posteriors (weights, tempering, summaries) -> scores
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from calibration.conditioning import CountyRuns, varying
from calibration.importance import WeightError
from calibration.likelihood import with_values
from calibration.observations import Observation
from calibration.particles import Settings
from calibration.proof.histories import (
    Histories,
    Truths,
    draw_truths,
    prior_table,
    rank_uniforms,
)
from calibration.proof.posteriors import Conditioned, by_tempering, by_weights
from calibration.proof.scores import Scored, Scores, gather, of_draws, score
from calibration.proof.summaries import fit_summaries, quantities
from model.indicators import HEADLINES
from model.spec import CountySpec

# The table begins with the start of `calibrate` and is twice as long: a longer one is cheaper than
# tempering the truths whose weights a shorter one leaves to too few runs.
TRUTHS, TABLE, SEED = 200, 262_144, 2023
# Particles of a tempering that starts from the table, and runs that it may add.
PARTICLES, ADDED = 800, 150_000
# Records too dense to be met take more stages.
DENSE_PARTICLES, DENSE_ADDED = 400, 300_000
# Rows of the table that summaries are fitted on.
FITTED = 65_536
# Told what is being done: how many of how many.
Say = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Study:
    """A county, its record with places for the values, prior runs and truths.

    `observations` are all that a truth publishes; `seed` decides every random number.
    """

    spec: CountySpec
    observations: tuple[Observation, ...]
    table: Histories
    truths: Truths
    seed: int
    jobs: int = 1

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the quantities: parameters, then headlines."""
        return (*varying(self.spec), *HEADLINES)

    @cached_property
    def prior(self) -> np.ndarray:
        """Variance of the quantities before the record, float64[q]: 1 for parameters."""
        whole = self.table.rows(np.isfinite(self.table.headlines).all(axis=1))
        spread = whole.headlines.var(axis=0)
        return np.concatenate([np.ones(self.table.u.shape[1]), spread])

    @cached_property
    def true(self) -> np.ndarray:
        """The quantities of the truths, float64[truths, q]."""
        return quantities(self.truths.runs)

    @cached_property
    def uniforms(self) -> np.ndarray:
        """What breaks ties of ranks, float64[truths, q]."""
        return rank_uniforms(self.seed, len(self.truths), len(self.names))

    def record(self, truth: int, rows: Sequence[int]) -> list[Observation]:
        """What one truth publishes, of the observations in `rows`."""
        chosen = [self.observations[row] for row in rows]
        return with_values(chosen, self.truths.published[truth, list(rows)])

    def tempered(
        self,
        truth: int,
        rows: Sequence[int],
        particles: int,
        added: int,
        histories_floor: float = 0.0,
    ) -> Conditioned:
        """A truth's posterior by tempering from the table; raises as `by_tempering`.

        With a floor of histories the record is let in only in part (`calibration.let_in`).
        """
        settings = Settings(
            seed=self.seed + 1 + truth,
            start=len(self.table),
            particles=min(particles, len(self.table)),
            budget=len(self.table) + added,
            # No floor: it would leave out just those truths that are hardest to meet.
            ess_floor=1.0,
            histories_floor=histories_floor,
        )
        runs = CountyRuns(self.spec, tuple(self.record(truth, rows)), self.jobs)
        return by_tempering(runs, self.table, settings)

    def scored(self, truth: int, found: Conditioned) -> Scored:
        """A truth in its posterior."""
        return score(of_draws(found), self.true[truth], self.uniforms[truth])

    def gathered(self, scored: list[Scored]) -> Scores:
        """Scores of many truths."""
        return gather(self.names, len(self.names) - len(HEADLINES), self.prior, scored)


def set_up(
    spec: CountySpec,
    observations: Sequence[Observation],
    truths: int,
    table: int,
    seed: int,
    jobs: int = 1,
    say: Say | None = None,
) -> Study:
    """Run the table (n = `table`) and the truths."""
    done = 0

    def progress(more: int) -> None:
        nonlocal done
        done += more
        if say is not None:
            say("table", done, table)

    prior = prior_table(spec, observations, table, seed, jobs, progress)
    drawn = draw_truths(spec, observations, truths, seed, jobs)
    return Study(spec, tuple(observations), prior, drawn, seed, jobs)


@dataclass(frozen=True)
class Both:
    """One truth's posterior by weights and by tempering: `shift` float64[h] of the headlines'
    means in standard errors of their difference, `ratio` float64[h] of standard deviations."""

    truth: int
    weights_size: float
    tempered_size: float
    shift: np.ndarray
    ratio: np.ndarray


@dataclass(frozen=True)
class Known:
    """Known truths given one pattern: scores, `sizes` float64[truths] of the posteriors used,
    `tempered` bool[truths] whether these came by tempering, `heavy` bool[truths] whether they are
    weights with a heavy tail, some of which are in `both` ways; `refused` truths where the sampler
    would not answer for its weights."""

    scores: Scores
    sizes: np.ndarray
    tempered: np.ndarray
    heavy: np.ndarray
    both: list[Both]
    refused: int


def known_truths(
    study: Study,
    rows: Sequence[int],
    compared: int = 0,
    particles: int = PARTICLES,
    temper_poor: bool = True,
    say: Say | None = None,
) -> Known:
    """Condition every truth on its record and score the forecasts.

    Weights on the table are used where they are enough; elsewhere the sampler goes on from the
    table, if `temper_poor`, and the posterior worth more is taken.  `compared` truths whose weights
    are enough but have a heavy tail are tempered as well.
    """
    scored, used = [], []
    both: list[Both] = []
    refused = 0
    for truth in range(len(study.truths)):
        found = by_weights(study.table, study.record(truth, rows))
        compare = found.enough and found.heavy and len(both) < compared
        if compare or (temper_poor and not found.enough):
            try:
                other = study.tempered(truth, rows, particles, ADDED)
            except WeightError:
                refused += 1
            else:
                if compare:
                    both.append(_both(truth, found, other))
                elif other.size > found.size:
                    found = other
        scored.append(study.scored(truth, found))
        used.append((found.size, found.tempered, found.heavy and not found.tempered))
        if say is not None:
            say("truths", truth + 1, len(study.truths))
    sizes, tempered, heavy = np.array(used, float).T
    return Known(
        study.gathered(scored), sizes, tempered.astype(bool), heavy.astype(bool), both, refused
    )


def _both(truth: int, found: Conditioned, other: Conditioned) -> Both:
    """How far two posteriors of one truth lie apart."""
    means = [item.weights @ item.headlines for item in (found, other)]
    sd = np.sqrt(found.weights @ (found.headlines - means[0]) ** 2)
    error = sd * np.sqrt(1.0 / found.size + 1.0 / other.size)
    spread = np.sqrt(other.weights @ (other.headlines - means[1]) ** 2)
    return Both(truth, found.size, other.size, (means[1] - means[0]) / error, spread / sd)


def by_summaries(study: Study, rows: Sequence[int], say: Say | None = None) -> Scores:
    """Scores of the truths with posteriors by summaries of the observations in `rows`."""
    chosen = [study.observations[row] for row in rows]
    table = study.table.rows(slice(0, FITTED))
    fitted = fit_summaries(table, chosen, study.seed)
    summaries = fitted.of(study.truths.published[:, list(rows)])
    scored = []
    for truth, summary in enumerate(summaries):

        def marginal(
            at: int, summary: np.ndarray = summary
        ) -> tuple[np.ndarray, np.ndarray, float]:
            near = fitted.near(summary, at)
            return near.values, near.weights, near.size

        scored.append(score(marginal, study.true[truth], study.uniforms[truth]))
        if say is not None:
            say(f"summaries of {len(rows)}", truth + 1, len(summaries))
    return study.gathered(scored)


@dataclass(frozen=True)
class Dense:
    """The sampler on one truth's dense record: effective sizes by distinct parameters and by
    lineages; `scored` is None where it refused."""

    truth: int
    by_parameters: float
    by_lineages: float
    scored: Scored | None


def dense_tempering(
    study: Study, rows: Sequence[int], truths: int, say: Say | None = None
) -> list[Dense]:
    """What the sampler makes of dense records, for the first truths."""
    found = []
    for truth in range(truths):
        try:
            posterior = study.tempered(truth, rows, DENSE_PARTICLES, DENSE_ADDED)
        except WeightError as error:
            found.append(Dense(truth, error.ess, error.ess, None))
        else:
            scored = study.scored(truth, posterior)
            found.append(Dense(truth, posterior.by_parameters, posterior.size, scored))
        if say is not None:
            say("dense", truth + 1, truths)
    return found
