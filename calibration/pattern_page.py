"""The page of the patterns: model beside literature, Chinese first, then English."""

from __future__ import annotations

import math
from collections.abc import Sequence

from calibration.pattern_list import LAST_YEAR, REFORM_YEAR, SIZE_YEAR
from calibration.pattern_statistics import FIRST_YEAR as FIRST_MATURE
from calibration.pattern_types import EDGE, HIT, MISSED, SHOWN, Evidence, Measured
from calibration.patterns import GROUPS, VAT_CUT
from model.units import FIRST_YEAR

LANGUAGES = ("zh", "en")
VERDICTS = {
    HIT: ("达到", "hit"),
    EDGE: ("边缘", "at the edge"),
    MISSED: ("未达到", "missed"),
    SHOWN: ("仅列出", "shown only"),
}
_HEADS = (
    ("规律", "模型(90%区间)", "单次抽样10%-90%", "文献", "判定", "出处", "说明"),
    ("pattern", "model (90 % interval)", "single draws 10-90 %", "literature", "verdict",
     "source", "note"),
)  # fmt: skip
_TITLE = ("# 企业层面的规律:模型与文献对照", "# Patterns of enterprises: model and literature")
_INTRO = (
    """本页由 `python -m calibration.patterns` 生成,不手改。{draws} 个先验抽样(种子 {seed}),
{first}-{last} 年,无方案情景,共 {rows} 个厂年。模型值是全部抽样合并的数,方括号内是按抽样分 {groups} 组
算出的90%区间,只含抽样误差;“单次抽样”一列是只看一次抽样(约八十家企业)时五分之四的抽样所在的范围。

判定:区间全部落在认可范围内为“达到”,跨过边界为“边缘”,全部在外为“未达到”;没有认可范围的行仅列出。
认可范围是文献值加说明栏所写的容差。模型的先验只有 `maintenance` 和 `slack`(以及 `lumpiness` 的中心)
由前三行定出;`exit_hazard` 与最后一行同源;`user_cost_elasticity` 与补贴反应同源;其余各行没有拿来调过参数。""",
    """Written by `python -m calibration.patterns`, not by hand.  {draws} prior draws (seed {seed}),
{first}-{last}, no plan, {rows} plant-years in all.  The model's value pools all draws; in brackets
its 90 % interval from {groups} groups of draws, which holds sampling error only.  "Single draws" is
the range of four fifths of the draws when each (about eighty enterprises) is looked at alone.

Verdict: hit when the whole interval lies in the accepted range, at the edge when it crosses an end,
missed when it lies outside; rows without a range are shown only.  The accepted range is the
literature's value with the tolerance in the note.  Of the priors only `maintenance` and `slack` (and
the centre of `lumpiness`) were set by the first three rows; `exit_hazard` has the source of the last
row and `user_cost_elasticity` that of the subsidy response; no other row was tuned to.""",
)
_COUNT = (
    "判定的 {judged} 行中:达到 {hit},边缘 {edge},未达到 {missed}。",
    "Of {judged} rows judged: {hit} hit, {edge} at the edge, {missed} missed.",
)
_NAMED = (("未达到:{names}。", "Missed: {names}."), ("边缘:{names}。", "At the edge: {names}."))
_DEFINITIONS = (
    """## 定义

- 厂年:年初已投产满两年、全年在营、不是已知项目的企业,{start} 年起。
- 投资率:当年落地的实际投资(项目按建设期均摊,维护、技改、加层在付款时计)除以年初实际资本
  (含在建已落地部分)。Cooper & Haltiwanger 的不投资指投资率绝对值低于1%,此定义凭记忆,未核。
- 增长率:营业收入对数差,减去同一抽样、同年、同行业的均值,再除以该抽样的标准差;不足10家的格子不用。
- 规模:{size} 年营业收入,每次抽样最大的十分之一。
- 扩散:期末仍在营的初始企业中达到该自动化水平的比例;直线与上限自由的logistic曲线按AICc相比。
- 补贴反应:{reform} 年起设备降价 {cut}(17%增值税可抵扣,1-1/1.17),资本全部视作设备,
  经参数 `investment_credit` 使资本使用成本下降同样幅度;同一抽样、同一随机数,有无改革各跑一遍。
- 寿命:Kaplan-Meier,初始企业按当时年龄进入观察(左截断),期末仍在营的删失。""",
    """## Definitions

- Plant-year: an enterprise two years or more in operation when the year began, in operation all
  year, no known project, from {start} on.
- Investment rate: real investment put in place in the year (projects in equal parts over their
  gestation; maintenance, upgrades and floors when paid) over real capital at its start (what is put
  in place of capital under way included).  That inaction means an absolute rate below 1 % is from
  memory and unverified.
- Growth: log difference of revenue less its mean over draw, year and sector, over the standard
  deviation of its draw; cells of fewer than ten are left out.
- Size: revenue of {size}, the largest tenth of each draw.
- Adoption: share at the automation level among the initial enterprises still there at the end; a
  straight line against a logistic curve with its own ceiling, by AICc.
- Subsidy response: equipment costs {cut} less from {reform} on (17 % VAT deductible, 1-1/1.17), all
  capital taken as equipment; `investment_credit` lowers user cost by as much; same draws and random
  numbers with and without the reform.
- Life: Kaplan-Meier; initial enterprises enter at their age (left truncation), those still there at
  the end are censored.""",
)


def page(measured: Sequence[Measured], evidence: Evidence, seed: int) -> str:
    """The whole page as Markdown, ending in a newline."""
    return "\n\n".join(_half(measured, evidence, seed, lang) for lang in (0, 1)) + "\n"


def _half(measured: Sequence[Measured], evidence: Evidence, seed: int, lang: int) -> str:
    """The page in one language (0 Chinese, 1 English)."""
    facts = {
        "draws": evidence.base.draws - evidence.base.failed,
        "seed": seed,
        "first": FIRST_YEAR,
        "last": LAST_YEAR,
        "rows": len(evidence.base.years),
        "groups": GROUPS,
        "start": FIRST_MATURE,
        "size": SIZE_YEAR,
        "reform": REFORM_YEAR,
        "cut": f"{100 * VAT_CUT:.1f}%",
    }
    parts = [
        _TITLE[lang],
        _INTRO[lang].format(**facts),
        summary(measured, lang),
        _table(measured, lang),
        _DEFINITIONS[lang].format(**facts),
    ]
    return "\n\n".join(parts)


def summary(measured: Sequence[Measured], lang: int) -> str:
    """How many rows were met, and the names of those that were not."""
    count = {verdict: 0 for verdict in VERDICTS}
    for item in measured:
        count[item.verdict] += 1
    judged = len(measured) - count[SHOWN]
    lines = [_COUNT[lang].format(judged=judged, **count)]
    for verdict, words in zip((MISSED, EDGE), _NAMED, strict=True):
        names = [item.pattern.name[lang] for item in measured if item.verdict == verdict]
        if names:
            lines.append(words[lang].format(names=("、", "; ")[lang].join(names)))
    return "\n".join(lines)


def _table(measured: Sequence[Measured], lang: int) -> str:
    """The table of one language."""
    lines = ["| " + " | ".join(_HEADS[lang]) + " |", "|" + "---|" * len(_HEADS[lang])]
    for item in measured:
        pattern = item.pattern
        cells = (
            pattern.name[lang],
            f"{number(item, item.value)} [{number(item, item.low)}, {number(item, item.high)}]",
            single_draws(item),
            pattern.literature[lang],
            VERDICTS[item.verdict][lang],
            pattern.source,
            pattern.note[lang],
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def number(item: Measured, value: float) -> str:
    """A value as printed: percent or two to three digits; a dash for what is not defined."""
    if math.isnan(value):
        return "-"
    return f"{100 * value:.1f}%" if item.pattern.percent else f"{value:.3g}"


def single_draws(item: Measured) -> str:
    """Range of the single draws, a dash where one draw is too little."""
    if math.isnan(item.draw_low):
        return "-"
    return f"{number(item, item.draw_low)} - {number(item, item.draw_high)}"
