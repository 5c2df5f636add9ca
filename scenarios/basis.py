"""Where the parameters and the enterprises of a run come from, worded from here alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from calibration.let_in import told

if TYPE_CHECKING:
    from scenarios.run import Run

# Where the parameters of a run come from, said on everything made from it; a posterior's by what
# it was conditioned on.
BASIS: dict[str, tuple[str, str]] = {
    "prior": ("参数取自先验,未经校准", "parameters from priors, not calibrated"),
    "fixed": (
        "参数固定在先验中心,未经校准",
        "parameters fixed at the centre of the priors, not calibrated",
    ),
    "posterior": ("参数取自校准后验", "parameters from the calibrated posterior"),
    "no_numbers": (
        "参数取自先验(后验没有用到任何数),未经校准",
        "parameters from priors (the posterior holds no number), not calibrated",
    ),
    "own": (
        "参数取自校准后验(公布数{published}个,本县账目{own}个)",
        "parameters from the calibrated posterior (published numbers {published}, own accounts "
        "{own})",
    ),
    "own_alone": (
        "参数取自校准后验(本县账目{own}个,不含公布数)",
        "parameters from the calibrated posterior (own accounts {own}, nothing published)",
    ),
}
# What that means for a reader, said once at the end of everything printed; "" says nothing.
CAUTION: dict[str, tuple[str, str]] = {
    "prior": (
        "参数取自先验,没有用数据校准;概率只说明模型与先验,不是对嵊泗的校准预测",
        "parameters come from their priors and were not conditioned on data, so the probabilities "
        "are those of model and prior, not a calibrated forecast of the county",
    ),
    "fixed": (
        "参数固定在先验中心,概率只含冲击与运气,不含参数的不确定,不是对嵊泗的校准预测",
        "parameters are fixed at the centre of the priors: the probabilities hold shocks and luck "
        "alone, not what is unknown about parameters; not a calibrated forecast of the county",
    ),
    "posterior": (
        "参数以嵊泗已公布的数为条件;公布的数很少,多数参数仍由先验决定,见校准报告",
        "parameters are conditioned on what is published of the county; that is little, and most "
        "of them are still decided by their priors: see the report of the calibration",
    ),
    "no_numbers": (
        "后验没有用到任何数,就是先验;概率只说明模型与先验,不是对嵊泗的校准预测",
        "the posterior was conditioned on no number and is the prior, so the probabilities are "
        "those of model and prior, not a calibrated forecast of the county",
    ),
    "own": (
        "参数以嵊泗已公布的数({published}个)和本县账目的数({own}个)为条件;哪些参数由数据、"
        "哪些仍由先验决定,见校准报告",
        "parameters are conditioned on what is published of the county (numbers: {published}) and "
        "on its own accounts (numbers: {own}); the report of the calibration tells which of them "
        "are decided by data and which still by their priors",
    ),
    "own_alone": (
        "参数以本县账目的数({own}个)为条件,没有用已公布的数;哪些参数由数据、哪些仍由先验决定,"
        "见校准报告",
        "parameters are conditioned on the county's own accounts (numbers: {own}) and on nothing "
        "published; the report of the calibration tells which of them are decided by data and "
        "which still by their priors",
    ),
}
# Said after what a posterior was conditioned on, when its record was let in only in part.
IN_PART = (
    ";数据只放进{share}%,相当于误差放宽到{wider}倍",
    "; data let in to {share} %, as if errors were {wider} times as wide",
)
CAUTION_IN_PART = (
    ";数据太密太准,全放进去剩不下足够的独立历史,所以只放进{share}%,相当于每个数的误差放宽到{wider}倍:"
    "区间比数据本可说明的宽",
    "; the numbers are so many and so sharp that the whole of them leaves too few independent "
    "histories, so they were let in to {share} %, as if every error were {wider} times as "
    "wide: intervals are wider than the data could make them",
)
# Said after the basis of a run's parameters, by the manifest's `roster`.
ENTERPRISES: dict[str, tuple[str, str]] = {
    "": ("", ""),
    "own": (";企业取自名录", "; enterprises from a roster"),
    "example": (";示例数据:企业名录是虚构的", "; example data: the roster is invented"),
}


def basis_of(
    origin: str,
    roster: str = "",
    prior_width: float = 1.0,
    numbers: Mapping[str, float] | None = None,
) -> tuple[str, str]:
    """In Chinese and in English: where parameters and enterprises come from.

    `origin` is that of the draws, `roster` the kind of roster, `numbers` what a posterior was
    conditioned on (`posterior_input.numbers_of`).  Every table, figure and file says this, from
    here alone.
    """
    zh, en = _said(BASIS, IN_PART, origin, numbers)
    if prior_width != 1.0:
        zh, en = f"{zh};先验宽度为原来的{prior_width:g}倍", f"{en}; prior width x{prior_width:g}"
    return zh + ENTERPRISES[roster][0], en + ENTERPRISES[roster][1]


def run_basis(run: Run) -> tuple[str, str]:
    """Where the parameters and the enterprises of a run come from, in both languages."""
    work = run.work
    return basis_of(work.origin, work.roster, work.prior_width, _numbers_in(run))


def basis(run: Run, lang: str) -> str:
    """Where the parameters and the enterprises of a run come from, in `lang`."""
    return run_basis(run)[lang == "en"]


def caution(run: Run, lang: str) -> str:
    """What a reader must know of the probabilities of a run, by where its parameters come from."""
    return caution_of(run.work.origin, _numbers_in(run))[lang == "en"]


def caution_of(origin: str, numbers: Mapping[str, float] | None = None) -> tuple[str, str]:
    """The same in both languages, for draws of `origin` from a posterior of `numbers`."""
    return _said(CAUTION, CAUTION_IN_PART, origin, numbers)


def _said(
    texts: Mapping[str, tuple[str, str]],
    in_part: tuple[str, str],
    origin: str,
    numbers: Mapping[str, float] | None,
) -> tuple[str, str]:
    """The sentence of `texts` that is true of draws, and how far their record was let in."""
    zh, en = (text.format(**numbers or {}) for text in texts[_conditioned_on(origin, numbers)])
    # Runs of earlier versions let everything in.
    power = numbers.get("let_in", 1.0) if origin == "posterior" and numbers else 1.0
    if power < 1.0:
        words = told(power)
        zh, en = zh + in_part[0].format(**words), en + in_part[1].format(**words)
    return zh, en


def _conditioned_on(origin: str, numbers: Mapping[str, float] | None) -> str:
    """Which sentence is true of draws of that origin.

    Runs of earlier versions do not count their numbers: theirs are said to be the published ones.
    """
    if origin != "posterior" or numbers is None:
        return origin
    if numbers["own"]:
        return "own" if numbers["published"] else "own_alone"
    return "posterior" if numbers["published"] else "no_numbers"


def _numbers_in(run: Run) -> Mapping[str, float] | None:
    """What the posterior of a run was conditioned on; None for other draws and earlier runs."""
    kept = run.manifest.posterior
    return None if kept is None else kept.get("numbers")
