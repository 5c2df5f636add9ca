"""The story of one enterprise in sentences, Chinese or English, a line a quarter."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from model.names import enterprise_title
from model.records import BUILDING, CLOSED, IDLE, IN_REVIEW, REFUSED, WAITING_LAND
from model.story import Moment, Trace
from model.units import quarter_name
from model.views import GRADES

TEXTS: dict[str, tuple[str, str]] = {
    "title": ("{title} {code}", "{title} {code}"),
    "idle": ("停业。", "Idle."),
    "not_begun": ("尚未开工,{left} 季后投产。", "Not begun; to start up in {left} quarters."),
    "under_construction": (
        "在建,投资 {cost},还有 {left} 季投产。",
        "Under construction at {cost}, {left} quarters to go.",
    ),
    "commissioned": ("新增资本投产。", "New capital came on stream. "),
    "state": (
        "营收 {revenue},产能利用 {use},用工 {staff} 人,自动化 {z} 级,亩均 {grade} 级{scale}。",
        "Revenue {revenue}, utilisation {use}, staff {staff}, automation level {z}, "
        "land grade {grade}{scale}. ",
    ),
    "above": (",规上", ", above-scale"),
    "known": ("按核准方案运行,不再作投资决定。", "Runs as approved and takes no decisions. "),
    "building": (
        "在建投资 {cost},还有 {left} 季,暂不作新决定。",
        "An investment of {cost} is under way, {left} quarters to go: no new decision. ",
    ),
    "enough": ("资本不少于所需,不投资。", "Capital is no less than wanted: no investment. "),
    "gap": (
        "所需资本高出现有 {gap},本季出手概率 {hazard},抽签 {lot}:",
        "It wants {gap} more capital, the chance to act was {hazard}, the lot {lot}: ",
    ),
    "waited": ("未出手。", "it waited. "),
    "invested": (
        "投资 {cost},{left} 季后投产。",
        "it invested {cost}, on stream in {left} quarters. ",
    ),
    "short_of_funds": (
        "可用资金 {funds},连最小一步都不够,推迟。",
        "with funds of {funds}, too little for the smallest step, it put it off. ",
    ),
    "site_too_dear": (
        "场地不够,加层或购地后所剩资金不足,推迟。",
        "its site is full and more room would leave too little money, so it put it off. ",
    ),
    "given_up": (
        "场地不够,还没有申请用地就关停了。",
        "its site is full, and it closed before it could ask for more room. ",
    ),
    "no_parcel": (
        "场地不够,申请用地 {parcel} 亩未获安排,推迟。",
        "its site is full and no parcel of {parcel} mu was granted, so it put it off. ",
    ),
    "raised_plot_ratio": (
        "加层,容积率提到 {f}。",
        "It built upward, to a plot ratio of {f}. ",
    ),
    "got_parcel": ("取得用地,场地增至 {m} 亩。", "It was granted a parcel; its site is {m} mu. "),
    "payback": (
        "技改回收期 {payback} 年,概率 {hazard},抽签 {lot}:",
        "An upgrade would pay back in {payback} years, its chance was {hazard}, the lot {lot}: ",
    ),
    "upgrade_waited": ("未实施。", "not done. "),
    "upgraded": ("实施技改,升到 {z} 级。", "done, to level {z}. "),
    "upgrade_refused": (
        "想做而补助或资金不足,未实施。",
        "wanted, but the grant or the money fell short. ",
    ),
    "subsidised": ("得到补助 {amount}。", "It received {amount} of support. "),
    "subsidy_refused": (
        "有补助申请因财政资金用完未获支付。",
        "An application for support was refused, the money being gone. ",
    ),
    "released_land": (
        "低效用地整治中退出部分土地,场地剩 {m} 亩。",
        "Remediation took part of its land back; {m} mu are left. ",
    ),
    "intensified": ("低效用地整治后提升利用。", "Remediation helped it to use its site better. "),
    "won_award": ("获质量奖。", "It won a quality award. "),
    "exited": ("退出,场地腾出。", "It closed and left its site. "),
    "insolvent": (
        "已连续 {n} 季负债超过信用上限。",
        "Debt has been beyond its credit for {n} quarters. ",
    ),
    "came": (
        "来洽谈:计划投资 {cost},需地 {m} 亩,能耗 {ei} tce/万元。",
        "It came with a plan of {cost} on {m} mu at {ei} tce per 10k yuan. ",
    ),
    "in_review": ("在审查,还需 {left} 季。", "In review, {left} quarters to go."),
    "waiting_land": (
        "审查已过,等地 {m} 亩,已等 {waited} 季。",
        "Through the review, waiting for {m} mu of land, for {waited} quarters so far.",
    ),
    "refused_land": ("久等无地,不来了。", "No land after a long wait: it went elsewhere."),
    "refused_green": ("融资未成,没有落地。", "Not bankable: it did not come."),
    "refused_energy": (
        "能耗高于绿色通道门槛,节能审查或融资未过,没有落地。",
        "Above the green channel's energy threshold, it failed the review or the bank: it did "
        "not come.",
    ),
}


def say(key: str, lang: str, /, **values: object) -> str:
    """One sentence of the catalogue in `lang` (zh or en)."""
    return TEXTS[key][lang == "en"].format(**values)


def money(value: float, lang: str) -> str:
    """An amount in 万元 (zh) or million yuan (en), with decimals while it is small."""
    shown = value / 100 if lang == "en" else value
    digits = 0 if abs(shown) >= 100 else 1 if abs(shown) >= 10 else 2
    return f"{shown:,.{digits}f}m yuan" if lang == "en" else f"{shown:,.{digits}f} 万元"


def percent(value: float) -> str:
    """A share in percent, with a decimal when it is small."""
    return f"{100 * value:.1f}%" if abs(value) < 0.1 else f"{100 * value:.0f}%"


def title(trace: Trace, code: str, lang: str = "zh") -> str:
    """What to call an enterprise; KeyError for an unknown code."""
    uid = trace.codes()[code]
    sectors = [int(record["sector"]) for _, record in trace.project(uid)]
    sectors += [int(moment.record["sector"]) for moment in trace.moments(uid)]
    return say("title", lang, title=enterprise_title(uid, sectors[0], trace.county.spec, lang),
               code=code)  # fmt: skip


def story(trace: Trace, code: str, lang: str = "zh") -> list[str]:
    """The enterprise's quarters, a sentence or more each, in order; KeyError if unknown.

    A project tells of its review and its wait for land first.
    """
    uid = trace.codes()[code]
    lines = [f"{quarter_name(t)} {text}" for t, text in _project_lines(trace, uid, lang)]
    for moment in trace.moments(uid):
        lines.append(f"{quarter_name(moment.t)} {sentence(moment, lang)}")
    return lines


def _project_lines(trace: Trace, uid: int, lang: str) -> Iterator[tuple[int, str]]:
    """(quarter, text) of a project until it settles."""
    for t, record in trace.project(uid):
        values = {
            "cost": money(float(record["capex"]), lang),
            "m": f"{record['m']:.1f}",
            "ei": f"{record['ei']:.2f}",
            "left": int(record["review_left"]),
            "waited": int(record["waited"]),
        }
        text = say("came", lang, **values) if t == record["arrived"] else ""
        if record["state"] == IN_REVIEW:
            yield t, text + say("in_review", lang, **values)
        elif record["state"] == WAITING_LAND:
            yield t, text + say("waiting_land", lang, **values)
        elif record["state"] == REFUSED:
            green = record["ei"] <= trace.county.policy.levers["energy_threshold"][t]
            why = "land" if record["waited"] > 0 else "green" if green else "energy"
            yield t, text + say(f"refused_{why}", lang, **values)


def sentence(moment: Moment, lang: str = "zh") -> str:
    """One quarter of an enterprise: its state, its two decisions with their reasons, the rest."""
    record = moment.record
    if record["status"] == IDLE:
        return say("idle", lang)
    if record["status"] == BUILDING:
        return _construction(record, lang)
    parts = [say("commissioned", lang)] if moment.did("commissioned") else []
    parts.append(_state(record, lang))
    parts += [*_investment(moment, lang), *_upgrade(moment, lang), *_other(moment, lang)]
    return "".join(parts).rstrip()


def _construction(record: np.void, lang: str) -> str:
    """A plant that is not built yet."""
    left = int(record["pending_quarters"])
    key = "not_begun" if left > record["pending_total"] else "under_construction"
    return say(key, lang, left=left, cost=money(float(record["pending_cost"]), lang))


def _state(record: np.void, lang: str) -> str:
    """Revenue, use, staff, level and grade."""
    return say(
        "state",
        lang,
        revenue=money(float(record["revenue"]), lang),
        use=percent(float(record["u"])),
        staff=f"{record['l']:.0f}" if record["l"] >= 10 else f"{record['l']:.1f}",
        z=int(record["z"]),
        grade=GRADES[record["grade"]],
        scale=say("above", lang) if record["above"] else "",
    )


def _investment(moment: Moment, lang: str) -> Iterator[str]:
    """The decision to invest and what became of it; idle talk when it closed since."""
    record, outcome = moment.record, moment.investment
    if outcome == "absent" or record["status"] == CLOSED:
        return
    values = {
        "cost": money(float(record["pending_cost"]), lang),
        "left": int(record["pending_quarters"]),
        "funds": money(float(record["funds"]), lang),
        "parcel": f"{record['need_land']:.1f}",
        "f": f"{record['f']:.2f}",
        "m": f"{record['m']:.1f}",
    }
    if outcome not in ("known", "building", "enough"):
        gap = percent(math.expm1(float(record["gap"])))
        hazard = percent(float(record["hazard"]))
        yield say("gap", lang, gap=gap, hazard=hazard, lot=f"{moment.invest_lot:.2f}")
    yield say(outcome, lang, **values)
    for act in ("raised_plot_ratio", "got_parcel"):
        if moment.did(act):
            yield say(act, lang, **values)


def _upgrade(moment: Moment, lang: str) -> Iterator[str]:
    """The decision on a technical upgrade and what became of it."""
    record, outcome = moment.record, moment.upgrade
    if outcome == "none":
        return
    yield say(
        "payback",
        lang,
        payback=f"{record['payback']:.1f}",
        hazard=percent(float(record["upgrade_hazard"])),
        lot=f"{moment.upgrade_lot:.2f}",
    )
    key = outcome if outcome == "upgraded" else f"upgrade_{outcome}"
    yield say(key, lang, z=int(record["z"]))


def _other(moment: Moment, lang: str) -> Iterator[str]:
    """Money from government, remediation, awards, trouble and the end."""
    record = moment.record
    amount, m = money(float(record["subsidies"]), lang), f"{record['m']:.1f}"
    if record["subsidies"] >= 0.005:
        yield say("subsidised", lang, amount=amount)
    for act in ("subsidy_refused", "released_land", "intensified", "won_award"):
        if moment.did(act):
            yield say(act, lang, m=m)
    if record["insolvent"] > 0:
        yield say("insolvent", lang, n=int(record["insolvent"]))
    if moment.did("exited"):
        yield say("exited", lang)
