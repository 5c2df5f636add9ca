"""Prior against posterior, on posteriors whose contraction and correlation are known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr

from calibration.contraction import parameter_changes, trade_offs, widenings
from calibration.county import load_shipped
from calibration.jackknife import beyond, grouped, jackknife
from calibration.lineages import lineages
from calibration.posterior import Posterior
from calibration.sampler_record import ancestor_size, error_factor, sampler_record
from model.spec import CountySpec

CODES = ("food_trend", "chi", "initial_scale", "patent_rate")
N = 3_000
STAGE = {"temperature": 1.0, "ess": 1000.0, "pareto_k": 0.1, "acceptance": 0.25, "moved": 0.95,
         "sweeps": 10, "calls": 9000}  # fmt: skip


@pytest.fixture(scope="module")
def spec() -> CountySpec:
    return load_shipped()


def made(seed: int = 1, n: int = N, tied: float = 0.0) -> Posterior:
    """Four parameters: the third narrowed to sd .5 and shifted by .4, the first two tied."""
    z = np.random.default_rng(seed).standard_normal((n, 4))
    z[:, 1] = tied * z[:, 0] + np.sqrt(1.0 - tied**2) * z[:, 1]
    z[:, 2] = 0.4 + 0.5 * z[:, 2]
    return Posterior(CODES, ndtr(z), np.arange(n), np.full(n, 1.0 / n), np.zeros(n), ())


def test_contraction_and_shift_are_found_within_their_errors(spec: CountySpec):
    found = {item.code: item for item in parameter_changes(spec, made())}
    third = found["initial_scale"]
    assert third.contraction == pytest.approx(0.75, abs=3.0 * third.contraction_error)
    assert third.shift == pytest.approx(0.4, abs=3.0 * third.shift_error)
    assert not third.prior_driven and third.clear and third.shifted
    for code in ("food_trend", "chi", "patent_rate"):
        assert found[code].prior_driven and not found[code].shifted
        assert abs(found[code].contraction) < 4.0 * found[code].contraction_error
    # Standard deviation of a variance of n normal numbers.
    assert found["chi"].contraction_error == pytest.approx(np.sqrt(2.0 / N), rel=0.5)


def test_medians_and_intervals_are_in_the_parameters_own_unit(spec: CountySpec):
    found = {item.code: item for item in parameter_changes(spec, made())}
    scale, prior = found["initial_scale"], spec.priors["initial_scale"]
    assert prior.kind == "lognormal" and scale.before[1] == pytest.approx(prior.first, rel=1e-4)
    low, middle, high = np.exp(
        np.log(prior.first) + prior.second * (0.4 + 0.5 * np.array([-1.2816, 0.0, 1.2816]))
    )
    assert scale.after == pytest.approx((low, middle, high), rel=0.03)
    assert scale.after[2] - scale.after[0] < scale.before[2] - scale.before[0]


def test_free_parameters_come_first(spec: CountySpec):
    order = [item.code for item in parameter_changes(spec, made())]
    assert order == ["food_trend", "chi", "initial_scale", "patent_rate"]
    backwards = replace(made(), codes=CODES[::-1])
    free = [item.free for item in parameter_changes(spec, backwards)]
    assert free == sorted(free, reverse=True)


def test_only_the_pair_that_the_data_tied_together_is_named():
    found = trade_offs(made(tied=-0.5))
    assert [(pair.first, pair.second) for pair in found] == [("food_trend", "chi")]
    assert found[0].low < -0.5 < found[0].high < -0.4
    assert trade_offs(made()) == []


def test_the_prior_itself_has_no_pairs_in_nearly_all_samples():
    assert sum(len(trade_offs(made(seed, 400))) for seed in range(40)) <= 4


def test_copies_of_parameters_do_not_make_errors_smaller(spec: CountySpec):
    once = made(n=600)
    twice = replace(
        once,
        u=np.repeat(once.u, 2, axis=0),
        seeds=np.arange(1200),
        weights=np.full(1200, 1.0 / 1200),
    )
    assert twice.ess == pytest.approx(600.0)
    one, two = (parameter_changes(spec, posterior)[2] for posterior in (once, twice))
    assert two.contraction == pytest.approx(one.contraction)
    assert two.contraction_error == pytest.approx(one.contraction_error)


def test_common_ancestors_make_errors_larger(spec: CountySpec):
    plain = made()
    staged = replace(plain, manifest={"stages": [STAGE, {**STAGE, "ess": 1500.0}]})
    expected = 1.0 / (1.0 / N + 1.0 / 1000.0 + 1.0 / 1500.0)
    assert ancestor_size(staged) == pytest.approx(expected)
    assert ancestor_size(plain) == pytest.approx(N)
    assert error_factor(staged) == pytest.approx(np.sqrt(N / expected))
    one, two = (parameter_changes(spec, posterior)[0] for posterior in (plain, staged))
    assert two.contraction_error == pytest.approx(one.contraction_error * error_factor(staged))


def test_a_wider_prior_of_what_decides_the_goal_moves_its_probability():
    posterior = made(7, 8_000)
    z0 = np.quantile(posterior.u[:, 0], 0.9)
    found = widenings(posterior, posterior.u[:, 0] > z0, ["chi", "food_trend"])
    assert [item.code for item in found] == ["food_trend", "chi"]
    # Exact: 1 - Phi(1.2816 / 1.25) against .1.
    assert found[0].change == pytest.approx(0.0526, abs=3.0 * found[0].error)
    assert abs(found[1].change) < 4.0 * found[1].error + 1e-12


def test_the_record_of_the_sampler_tells_what_is_wrong():
    fine = replace(made(), manifest={"status": "complete", "stages": [STAGE], "calls": 9000,
                                     "settings": {"seed": 5, "ess_floor": 500.0}})  # fmt: skip
    record = sampler_record(fine, 1.0)
    assert record.trusted and record.weights_fine and record.pareto_k == 0.0
    assert (record.seed, record.calls, record.parameter_sets, len(record.stages)) == (5, 9000, N, 1)
    heavy = np.random.default_rng(1).pareto(0.8, N) + 1e-6
    bad = sampler_record(replace(fine, weights=heavy / heavy.sum()), 1.0)
    assert bad.pareto_k > 0.7 and not bad.trusted
    assert not sampler_record(replace(fine, weights=fine.weights * 2.0), 1.0).weights_fine
    stopped = sampler_record(replace(fine, manifest={**fine.manifest, "status": "budget"}), 1.0)
    assert not stopped.complete and not stopped.trusted


def test_the_jackknife_gives_the_error_of_a_mean():
    rng = np.random.default_rng(3)
    values = rng.standard_normal((40, 500))
    group = grouped(np.arange(500))
    errors = [
        jackknife(lambda w, x=x: np.array([w @ x]), np.full(500, 0.002), group)[1][0]
        for x in values
    ]
    assert np.mean(errors) == pytest.approx(1.0 / np.sqrt(500.0), rel=0.1)
    assert np.bincount(group).tolist() == [25] * 20


def test_one_lineage_stays_in_one_group_and_more_looks_need_more_distance():
    u = np.array([[0.1, 0.2], [0.3, 0.4], [0.1, 0.2]])
    lines = lineages(u, np.arange(3))
    assert lines[0] == lines[2] != lines[1]
    assert grouped(lines)[0] == grouped(lines)[2]
    assert 2.0 < beyond() < beyond(11) < beyond(253) < 6.0
