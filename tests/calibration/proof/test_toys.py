"""The sampler against exact posteriors and against pyABC on the same toys."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from calibration.proof.toy_answers import Answer, pyabc_answer, pyabc_record, sampled
from calibration.proof.toys import STATISTICS, Toy, over_runs, statistics, toys
from calibration.proof.verdicts import rejected


@pytest.fixture(scope="module")
def answers() -> list[tuple[Toy, Answer, Answer]]:
    """Every toy with what the sampler and pyABC say of it."""
    return [(toy, sampled(toy), pyabc_answer(toy)) for toy in toys()]


@pytest.fixture(params=toys(), ids=lambda toy: toy.name)
def toy(request: pytest.FixtureRequest) -> Toy:
    return request.param


def test_the_sampler_meets_the_exact_posterior_and_pyabc_within_stated_errors(answers) -> None:
    """Five parameters by seven statistics, judged together by Student's t."""
    for p_values in (
        [ours.exact_p(toy.exact) for toy, ours, _ in answers],
        [theirs.exact_p(toy.exact) for toy, _, theirs in answers],
        [ours.same_p(theirs) for _, ours, theirs in answers],
    ):
        together = np.concatenate([item.ravel() for item in p_values])
        assert together.shape == (5 * len(STATISTICS),) and not rejected(together)


def test_stated_errors_are_small_beside_the_width_of_the_posterior(answers) -> None:
    for toy, ours, theirs in answers:
        assert ours.mean.shape == toy.exact.shape == (len(toy.parameters), len(STATISTICS))
        assert (ours.error < 0.06 * toy.exact[:, [1]]).all()
        assert (theirs.error < 0.12 * toy.exact[:, [1]]).all()


@pytest.mark.parametrize("width", [0.8, 1.2])
def test_a_posterior_a_fifth_too_wide_or_too_narrow_would_be_seen(answers, width: float) -> None:
    for toy, ours, theirs in answers:
        wrong = toy.exact.copy()
        wrong[:, 1] *= width
        wrong[:, 2:] = wrong[:, [0]] + width * (toy.exact[:, 2:] - wrong[:, [0]])
        assert rejected(ours.exact_p(wrong).ravel()) and rejected(theirs.exact_p(wrong).ravel())


def test_few_runs_are_judged_by_students_t() -> None:
    """Of runs that scatter around the truth a share alpha is rejected, not the more of a normal."""
    rng = np.random.default_rng(3)
    found = rng.standard_normal((8, 4000, 1))
    answer = Answer(*over_runs(list(found)), 8)
    other = Answer(*over_runs(list(rng.standard_normal((10, 4000, 1)))), 10)
    for p_values in (answer.exact_p(np.zeros((4000, 1))), answer.same_p(other)):
        assert np.mean(p_values < 0.05) == pytest.approx(0.05, abs=0.01)
    assert np.mean(np.abs(answer.gap(np.zeros((4000, 1)))) > 1.96) > 0.07


def test_exact_posteriors_are_what_long_prior_samples_give(toy: Toy) -> None:
    rng = np.random.default_rng(1)
    u = rng.uniform(size=(400_000, len(toy.parameters)))
    loglik = toy.loglik(u, rng.integers(0, 2**63, 400_000))
    weights = np.exp(loglik - loglik.max())
    found = statistics(toy.values(u), weights / weights.sum())
    assert found == pytest.approx(toy.exact, abs=0.03)


def test_statistics_are_those_of_the_distribution() -> None:
    values = stats.norm.ppf((np.arange(20_000) + 0.5) / 20_000)[:, None]
    found = statistics(values, np.full(20_000, 1 / 20_000))[0]
    assert found == pytest.approx(
        [0.0, 1.0, *stats.norm.ppf([0.05, 0.25, 0.5, 0.75, 0.95])], abs=1e-3
    )
    mean, error = over_runs([np.full((1, 7), value) for value in (1.0, 2.0, 3.0)])
    assert mean[0, 0] == 2.0 and error[0, 0] == pytest.approx(1.0 / np.sqrt(3.0))


def test_what_was_kept_of_pyabc_says_how_it_was_found() -> None:
    kept = pyabc_record()
    assert kept["version"] and kept["runs"] >= 8 and kept["population"] >= 500
    assert set(kept["toys"]) == {toy.name for toy in toys()}
