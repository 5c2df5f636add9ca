"""The registry of indicators: each defined once, with its scope (口径) and unit.

Scopes never mix: 工业 is mining, manufacturing and utilities; 制造业 manufacturing only;
规上 above-scale only.  Values are annual; stocks are at the end of the year.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np


class Indicator(NamedTuple):
    """One indicator: `kind` says how the year is read; `digits` how many are shown."""

    code: str
    name_zh: str
    name_en: str
    unit: str
    scope: str
    kind: Literal["flow", "stock", "ratio"]
    digits: int = 0
    headline: bool = False


_I = Indicator
INDICATORS: tuple[Indicator, ...] = (
    _I(
        "revenue_above_scale",
        "规上工业营业收入",
        "above-scale revenue",
        "万元",
        "规上工业,现价",
        "flow",
        0,
        True,
    ),
    _I(
        "revenue_above_scale_q1",
        "规上工业一季度营业收入",
        "above-scale revenue, Q1",
        "万元",
        "规上工业,一季度累计,现价",
        "flow",
    ),
    _I(
        "revenue_above_scale_manufacturing",
        "规上制造业营业收入",
        "above-scale manufacturing revenue",
        "万元",
        "规上制造业,现价",
        "flow",
    ),
    _I(
        "revenue_industry",
        "全部工业营业收入",
        "industrial revenue",
        "万元",
        "全部工业,现价",
        "flow",
    ),
    _I("gdp", "地区生产总值", "GDP", "万元", "全县,现价", "flow", 0, True),
    _I("industrial_va", "工业增加值", "industrial value added", "万元", "全部工业,现价", "flow"),
    _I(
        "manufacturing_va",
        "制造业增加值",
        "manufacturing value added",
        "万元",
        "全部制造业,现价",
        "flow",
    ),
    _I(
        "industrial_va_share",
        "工业增加值占GDP比重",
        "industrial value added / GDP",
        "比例",
        "全部工业/全县",
        "ratio",
        3,
        True,
    ),
    _I(
        "manufacturing_va_share",
        "制造业增加值占GDP比重",
        "manufacturing value added / GDP",
        "比例",
        "全部制造业/全县",
        "ratio",
        4,
        True,
    ),
    _I("va_above_scale", "规上工业增加值", "above-scale value added", "万元", "规上工业", "flow"),
    _I(
        "va_above_scale_manufacturing",
        "规上制造业增加值",
        "above-scale manufacturing value added",
        "万元",
        "规上制造业",
        "flow",
    ),
    _I("profit_above_scale", "规上工业利润", "above-scale profit", "万元", "规上工业", "flow"),
    _I(
        "labour_productivity",
        "规上制造业全员劳动生产率",
        "labour productivity",
        "万元/人",
        "规上制造业增加值/平均用工",
        "ratio",
        1,
        True,
    ),
    _I("tax_per_mu", "规上工业亩均税收", "tax per mu", "万元/亩", "规上工业", "ratio", 2, True),
    _I(
        "va_per_mu",
        "规上工业亩均增加值",
        "value added per mu",
        "万元/亩",
        "规上工业",
        "ratio",
        1,
        True,
    ),
    _I(
        "rnd_intensity",
        "规上制造业研发费用占营收比重",
        "R&D intensity",
        "比例",
        "规上制造业",
        "ratio",
        4,
        True,
    ),
    _I("rnd_industry", "全部工业研发费用", "R&D spending", "万元", "全部工业", "flow"),
    _I("patents_high_value", "高价值发明专利", "high-value patents", "件", "全部工业", "stock"),
    _I(
        "patents_per_10k",
        "每万人高价值发明专利",
        "high-value patents per 10 000 people",
        "件/万人",
        "全部工业/常住人口",
        "ratio",
        2,
        True,
    ),
    _I(
        "small_parks_in_service",
        "累计建成小微企业园",
        "small-firm parks in service",
        "个",
        "全县",
        "stock",
    ),
    _I("projects_arrived", "新洽谈项目", "projects that came", "个", "全部工业", "flow"),
    _I(
        "projects_landed",
        "新落地重大制造业项目",
        "major manufacturing projects landed",
        "个",
        "制造业,投资额达到申报口径",
        "flow",
    ),
    _I(
        "projects_refused_land",
        "因用地未落地项目",
        "projects refused: land",
        "个",
        "全部工业",
        "flow",
    ),
    _I(
        "projects_refused_energy",
        "因能耗未落地项目",
        "projects refused: energy",
        "个",
        "全部工业",
        "flow",
    ),
    _I(
        "projects_refused_finance",
        "因资金未落地项目",
        "projects refused: finance",
        "个",
        "全部工业",
        "flow",
    ),
    _I(
        "projects_100m",
        "在建亿元以上制造业项目",
        "projects of 100 million yuan under way",
        "个",
        "制造业,当年在建或建成,投资1亿元以上",
        "flow",
    ),
    _I("upgrades", "技术改造次数", "automation upgrades", "次", "全部工业", "flow"),
    _I(
        "key_upgrades",
        "重点技术改造项目",
        "key upgrade projects",
        "个",
        "全部工业,投资额达到申报口径",
        "flow",
    ),
    _I("robots_added", "新增工业机器人", "robots added", "台", "全部工业", "flow"),
    _I(
        "digital_workshops",
        "累计数字化车间",
        "digital workshops",
        "个",
        "规上工业,自动化水平2级及以上,不含已知项目",
        "stock",
    ),
    _I(
        "digital_coverage",
        "规上工业数字化改造覆盖率",
        "digital coverage",
        "比例",
        "规上工业,自动化水平1级及以上",
        "ratio",
        3,
    ),
    _I(
        "manufacturing_investment",
        "制造业投资",
        "manufacturing investment",
        "万元",
        "制造业",
        "flow",
    ),
    _I("industrial_investment", "工业投资", "industrial investment", "万元", "全部工业", "flow"),
    _I("fixed_asset_investment", "固定资产投资", "fixed-asset investment", "万元", "全县", "flow"),
    _I(
        "manufacturing_investment_share",
        "制造业投资占固定资产投资比例",
        "manufacturing investment share",
        "比例",
        "制造业/全县",
        "ratio",
        4,
        True,
    ),
    _I("specialised_firms", "专精特新企业", "specialised firms", "家", "累计", "stock"),
    _I(
        "tech_firms_added", "新增科小与高新企业", "technology firms added", "家", "全部工业", "flow"
    ),
    _I(
        "firms_over_100m",
        "营收超亿元企业",
        "firms above 100 million yuan",
        "家",
        "全部工业",
        "stock",
    ),
    _I("quality_award_firms", "质量奖企业", "quality-award firms", "家", "累计", "stock"),
    _I(
        "key_tech_projects",
        "硬核科技攻关项目(累计)",
        "key technology projects",
        "项",
        "累计",
        "stock",
    ),
    _I(
        "key_tech_solved",
        "解决关键核心技术(累计)",
        "key technologies solved",
        "项",
        "累计",
        "stock",
    ),
    _I("technology_trade", "技术交易额", "technology trade", "万元", "全县工业", "flow"),
    _I(
        "industrial_land_grant_share",
        "工业用地出让占比",
        "industrial share of land grants",
        "比例",
        "当年国有建设用地出让",
        "ratio",
        3,
    ),
    _I("industrial_land_grants", "工业用地出让", "industrial land granted", "亩", "当年", "flow"),
    _I("land_serviced", "园区累计可供用地", "serviced park land", "亩", "全部园区", "stock"),
    _I("land_vacant", "园区空置用地", "vacant park land", "亩", "全部园区", "stock"),
    _I("land_released", "盘活低效用地", "land released", "亩", "当年", "flow"),
    _I("firms_above_scale", "规上工业企业数", "above-scale firms", "家", "规上工业", "stock"),
    _I("firms_operating", "在营工业企业数", "operating firms", "家", "全部工业", "stock"),
    _I("entries", "新设企业", "start-ups", "家", "全部工业", "flow"),
    _I("exits", "退出企业", "exits", "家", "全部工业", "flow"),
    _I("staff_industry", "工业从业人员", "industrial staff", "人", "全部工业,年末", "stock"),
    _I(
        "capital_industry",
        "工业资本存量",
        "industrial capital",
        "万元",
        "全部工业,2017年价",
        "stock",
    ),
    _I("debt_industry", "工业企业负债", "industrial debt", "万元", "全部工业", "stock"),
    _I("energy_industry", "工业能耗", "industrial energy", "tce", "全部工业,等价值", "flow"),
    _I(
        "energy_intensity",
        "单位工业增加值能耗",
        "energy per value added",
        "tce/万元",
        "全部工业",
        "ratio",
        3,
    ),
    _I(
        "utilisation",
        "规上产能利用率",
        "capacity utilisation",
        "比例",
        "规上工业,产能加权,四季度",
        "ratio",
        3,
    ),
    _I(
        "postponed_finance",
        "因资金推迟投资",
        "investments postponed: finance",
        "次",
        "全部工业",
        "flow",
    ),
    _I("postponed_land", "因用地推迟投资", "investments postponed: land", "次", "全部工业", "flow"),
    _I("subsidies_paid", "财政补助支出", "government support paid", "万元", "预算与专项", "flow"),
    _I(
        "subsidies_refused",
        "补助申请未获支付",
        "support applications refused",
        "次",
        "预算与专项",
        "flow",
    ),
    _I("fund_income", "腾笼换鸟专项收入", "fund income", "万元", "专项", "flow"),
    _I("fund_balance", "腾笼换鸟专项结余", "fund balance", "万元", "专项", "stock"),
    _I("resident_population", "常住人口", "resident population", "人", "全县", "stock"),
    _I(
        "general_budget_revenue",
        "一般公共预算收入",
        "general budget revenue",
        "万元",
        "全县",
        "flow",
    ),
)

BY_CODE: dict[str, Indicator] = {item.code: item for item in INDICATORS}
CODES: tuple[str, ...] = tuple(item.code for item in INDICATORS)
HEADLINES: tuple[str, ...] = tuple(item.code for item in INDICATORS if item.headline)
# One row per year; the order of the fields is the order of the registry.
INDICATOR = np.dtype([(code, "f8") for code in CODES])
