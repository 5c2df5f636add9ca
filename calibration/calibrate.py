"""From the record to the posterior: check what the prior can reach, temper, keep the pairs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from calibration.account_findings import name_of
from calibration.conditioning import CountyRuns, indicator_codes
from calibration.errors import DataError
from calibration.faults import Words
from calibration.importance import WeightError
from calibration.let_in import in_part
from calibration.likelihood import log_likelihood
from calibration.lineages import FEWEST, HISTORIES
from calibration.observations import Observation, observe
from calibration.particles import Settings, State, Status, Tempered
from calibration.plain_text import shown
from calibration.posterior import Posterior, past_only
from calibration.proposals import DESIGN_SEED, Address, prior_design, to_uniform
from calibration.tempering import temper
from model.unit_names import unit_name
from model.units import FIRST_YEAR

# 2^17 prior runs: the design is balanced at whole powers of two.
START, PARTICLES, BUDGET = 131_072, 2_000, 600_000
# Share of moves that exchange the later part of a seed, where the record reaches into it.
FUTURE_MOVES = 0.25
SEED = 2023
# Runs of the check that comes first, from the same design.
CHECKED = 4_096
# Nearest run to an observation, in standard deviations, from which on it counts as unreachable.
_REACH = 5.0


class ReachError(DataError):
    """Observations that no prior run comes near; one line each."""

    def __init__(self, items: Sequence[Words]) -> None:
        self.items = list(items)
        super().__init__(self.lines("zh"))

    def lines(self, lang: str = "zh") -> list[str]:
        """One line an observation in `lang`."""
        return [item.text(lang) for item in self.items]


class StoppedError(WeightError):
    """The sampler ended early (`status`), and no weights make up for what it left undone."""

    def __init__(self, found: Tempered, cause: WeightError) -> None:
        self.status: Status = found.status
        super().__init__(_stopped(found, cause), cause.ess, cause.pareto_k)


@dataclass(frozen=True)
class Reach:
    """How near the prior runs come to one observation.

    `nearest` is the distance of the nearest run in standard deviations, `low`, `middle`, `high`
    the 5, 50 and 95 % points of the runs, `near` the share within two standard deviations.
    """

    observation: Observation
    nearest: float
    near: float
    low: float
    middle: float
    high: float


def default_settings(
    seed: int = SEED,
    start: int = START,
    particles: int = PARTICLES,
    budget: int = BUDGET,
) -> Settings:
    """Settings of a calibration; the floor of the effective size is a quarter of the particles."""
    return Settings(
        seed=seed,
        start=max(start, particles),
        particles=particles,
        budget=budget,
        ess_floor=max(50.0, particles / 4),
    )


def with_future_moves(settings: Settings, record: Sequence[Observation]) -> Settings:
    """Settings whose moves exchange the later part of a seed where the record reaches into it."""
    reached = not past_only(record)
    return replace(settings, future=FUTURE_MOVES if reached else 0.0)


def prior_reach(runs: CountyRuns, seed: int, n: int = CHECKED) -> list[Reach]:
    """Place every observation among n prior runs of the calibration's own design.

    Raises ValueError when every run broke off.
    """
    if not runs.observations:
        return []
    u = to_uniform(prior_design(n, len(runs.codes), seed))
    seeds = Address(seed).seeds(DESIGN_SEED, n)
    wanted = indicator_codes(runs.observations)
    series = runs.series(runs.draws(u, seeds), runs.policy, wanted)
    years = range(FIRST_YEAR, runs.last_year + 1)
    return [_reach(item, observe(item, series, years)) for item in runs.observations]


def _reach(item: Observation, modelled: np.ndarray) -> Reach:
    whole = modelled[np.isfinite(modelled)]
    if len(whole) == 0:
        raise ValueError("every prior run broke off")
    best = float(log_likelihood(item, np.array([item.value]))[0])
    distance = np.sqrt(2.0 * np.maximum(best - log_likelihood(item, whole), 0.0))
    low, middle, high = (float(q) for q in np.quantile(whole, (0.05, 0.5, 0.95)))
    return Reach(item, float(distance.min()), float(np.mean(distance <= 2.0)), low, middle, high)


def require_reach(found: Sequence[Reach]) -> None:
    """Raise ReachError, naming them, when observations lie beyond every prior run."""
    beyond = [_beyond(item) for item in found if item.nearest > _REACH]
    if beyond:
        raise ReachError(beyond)


def calibrate(
    runs: CountyRuns,
    settings: Settings,
    *,
    resume: State | None = None,
    on_start: Callable[[State], None] | None = None,
    on_stage: Callable[[State], None] | None = None,
    notes: dict[str, Any] | None = None,
) -> Posterior:
    """The posterior of a county given its record; with no observation it is the prior.

    `notes` are added to the manifest.  Raises ReachError, WeightError and ValueError as
    `require_reach` and `temper`, WeightError also when fewer than `FEWEST` independent histories
    are left.  With cautious settings (`calibration.let_in`) the record may come to be let in only
    in part, as the posterior's observations then say.
    """
    if runs.observations and resume is None:
        require_reach(prior_reach(runs, settings.seed, min(CHECKED, settings.start)))
    if not runs.observations:
        settings = replace(settings, start=settings.particles)
    settings = with_future_moves(settings, runs.observations)
    found = temper(
        runs.log_likelihood,
        len(runs.codes),
        settings,
        resume=resume,
        on_start=on_start,
        on_stage=on_stage,
    )
    posterior = posterior_of(runs, settings, found, notes or {})
    require_histories(posterior)
    return posterior


def require_histories(posterior: Posterior) -> None:
    """Raise WeightError when fewer than `FEWEST` independent histories carry a posterior."""
    left = posterior.ess
    if left < FEWEST:
        raise WeightError(_collapsed(left), left, float("nan"))


def posterior_of(
    runs: CountyRuns, settings: Settings, found: Tempered, notes: dict[str, Any]
) -> Posterior:
    """What the sampler gave back, as a posterior with its manifest.

    A sampler that stopped early is brought to the whole likelihood by weights in one step; raises
    StoppedError when that step is too long to be trusted.  A cautious one is left where it stopped.
    """
    weights, loglik, observations = found.weights, found.loglik, runs.observations
    if found.temperature < 1.0 and settings.histories_floor:
        if found.temperature == 0.0:
            raise WeightError(_none_let_in(settings.histories_floor), 0.0, float("nan"))
        observations = in_part(observations, found.temperature)
        loglik = found.temperature * loglik
    elif found.temperature < 1.0:
        try:
            weights = found.at_full_temperature(settings.ess_floor).values
        except WeightError as error:
            raise StoppedError(found, error) from error
    manifest = {
        "status": found.status,
        "settings": {**asdict(settings), "chunk": 0},
        "stages": [asdict(stage) for stage in found.stages],
        "calls": found.calls,
        "temperature_reached": found.temperature,
        **notes,
    }
    posterior = Posterior(
        runs.codes,
        found.u,
        found.seeds,
        weights,
        loglik,
        observations,
        manifest,
    )
    return replace(posterior, manifest={**manifest, **posterior.sizes})


def _collapsed(left: float) -> Words:
    """What is left of a posterior that too few histories carry, and what helps."""
    return Words(
        f"后验只剩 {left:.1f} 段独立历史,低于下限 {FEWEST:.0f} 段,由它得到的概率与区间不可信; "
        f"允许: 不少于 {FEWEST:.0f} 段; 改法: 加 --cautious,把数据放进到还剩 {HISTORIES:.0f} 段为止,"
        "或增加先验运行(shengsi calibrate --start)和保留的对数(-n)",
        f"the posterior is carried by {left:.1f} independent histories, under the floor of "
        f"{FEWEST:.0f}: its probabilities and intervals cannot be trusted; allowed: {FEWEST:.0f} "
        f"or more; fix: add --cautious, which lets the numbers in only as far as {HISTORIES:.0f} "
        "are left, or more prior runs (shengsi calibrate --start) and more pairs (-n)",
    )


def _none_let_in(floor: float) -> Words:
    """Why even a cautious calibration has nothing to give."""
    return Words(
        f"只放进一点数据,独立历史就已少于 {floor:.0f} 段; 允许: 不少于 {floor:.0f} 段; "
        "改法: 增加先验运行(--start)和保留的对数(-n)",
        f"the least part of the numbers leaves fewer than {floor:.0f} independent histories; "
        f"allowed: {floor:.0f} or more; fix: more prior runs (--start) and more pairs (-n)",
    )


def _stopped(found: Tempered, cause: WeightError) -> Words:
    """What ended a sampler, where, and why the rest cannot be made up by weights."""
    kinds = {
        "budget": (
            f"运行上限用完(共 {found.calls} 次)",
            f"the budget ran out ({found.calls} runs)",
            "加大运行上限(shengsi calibrate --budget)",
            "a larger budget (shengsi calibrate --budget)",
        ),
        "acceptance": (
            "接受率过低,移动几乎都被拒绝",
            "acceptance fell too low, hardly any move was accepted",
            "核对彼此矛盾或误差过小的观测,或增加先验运行(--start)",
            "look for observations that contradict each other or have too small an error, or "
            "more prior runs (--start)",
        ),
    }
    zh, en, fix_zh, fix_en = kinds[found.status]
    stage = len(found.stages)
    # The cause in one clause: what it advises is for other occasions.
    why = Words(cause.words.zh.split("; ")[0], cause.words.en.split("; ")[0])
    return Words(
        f"停在第 {stage} 步、温度 {found.temperature:.3f}: {zh},余下的升温无法由权重补足"
        f"({why.zh}); 改法: {fix_zh}",
        f"stopped at stage {stage}, temperature {found.temperature:.3f}: {en}, and weights cannot "
        f"make up for the rest ({why.en}); fix: {fix_en}",
    )


def _beyond(item: Reach) -> Words:
    """One line on an observation that no run comes near, with a hint where a unit looks wrong."""
    seen = item.observation
    name = name_of(seen)
    # In the unit of the number as published: one message, one unit.
    scale = seen.published_value / seen.value if seen.value else 1.0
    low, high = sorted((scale * item.low, scale * item.high))
    unit = unit_name(seen.published_unit, "en")
    where = str(seen.origin) if seen.origin is not None else seen.source_title
    ratio = abs(seen.value / item.middle) if item.middle else 0.0
    zh, en = (
        "核对数值、单位、年份与口径, 放宽误差, 或把 use 改为 context",
        ("check value, unit, year and scope, widen its error, or set its use to context"),
    )
    if ratio > 300.0 or 0.0 < ratio < 1.0 / 300.0:
        zh = f"与模型相差约 {shown(ratio, 1)} 倍, 先核对单位(亿元还是万元?); 否则" + zh
        en = (
            f"it is some {shown(ratio, 1)} times the model: check the unit first (亿元, 100m yuan, "
            f"or 万元, 10k yuan?); else {en}"
        )
    return Words(
        f"{where}: {name.zh} = {seen.published}, "
        f"先验没有一次运行能达到(最近也差 {item.nearest:.0f} 个标准差, "
        f"先验5%到95%为 {shown(low, 4)}..{shown(high, 4)} {seen.published_unit}); "
        f"允许: 先验能达到的数; 改法: {zh}",
        f"{where}: {name.en} = {seen.published_en}: no "
        f"prior run reaches it (the nearest is {item.nearest:.0f} standard deviations off, prior "
        f"5 to 95 %: {shown(low, 4)}..{shown(high, 4)} {unit}); allowed: what the prior can "
        f"reach; fix: {en}",
    )
