"""The registry of policy levers: what government can set, in what unit and range, acting where.

A lever is scalar, or repeats for every park or every sector of a county (``per``); its code
then ends in the park's or sector's code.  The plan's clause, its planned value and the
value without the plan belong to the county (``levers.csv`` of its folder).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

Sign = Literal["+", "-", "?"]


@dataclass(frozen=True)
class Lever:
    """One lever: bounds are inclusive, in `unit`; `effects` maps indicator code to sign.

    `echoes` are those of the effects that restate the lever: what government sets, pays or
    counts itself, before any enterprise has done anything else.  A lever that moved nothing but
    its echoes would be dead, so at least one effect is not an echo.
    """

    code: str
    name_zh: str
    name_en: str
    unit: str
    minimum: float
    maximum: float
    step: float
    behaviour: str
    effects: dict[str, Sign] = field(default_factory=dict)
    per: Literal["", "park", "sector"] = ""
    interpolation: Literal["linear", "step"] = "step"
    echoes: tuple[str, ...] = ()

    @property
    def outcomes(self) -> dict[str, Sign]:
        """The effects that are not echoes."""
        return {code: sign for code, sign in self.effects.items() if code not in self.echoes}

    def for_item(self, item: str, name_zh: str, name_en: str) -> Lever:
        """The lever of one park or sector, made from this pattern.

        Its name begins with the park or sector, which tells it from its siblings even where
        a table or a figure has to cut it short.
        """
        return replace(
            self,
            code=f"{self.code}_{item}",
            name_zh=f"{name_zh}:{self.name_zh}",
            name_en=f"{name_en}: {self.name_en}",
            per="",
        )


LEVERS: tuple[Lever, ...] = (
    # 空间腾换
    Lever(
        "remediation_rate",
        "低效用地整治率",
        "remediation of low-efficiency land",
        "比例/年",
        0.0,
        0.6,
        0.05,
        "land",
        {"land_released": "+", "va_per_mu": "+"},
        echoes=("land_released",),
    ),
    Lever(
        "plot_ratio_cap",
        "工业容积率上限",
        "cap on the plot ratio",
        "",
        0.6,
        3.5,
        0.1,
        "land",
        {"capital_industry": "+", "postponed_land": "-"},
    ),
    Lever(
        "park_land",
        "可供工业用地(累计)",
        "serviced land, cumulative",
        "亩",
        0.0,
        1500.0,
        10.0,
        "land",
        {
            "land_serviced": "+",
            "projects_arrived": "+",
            "industrial_land_grants": "+",
            "industrial_investment": "+",
        },
        echoes=(
            "land_serviced",
            "projects_arrived",
        ),
        per="park",
    ),
    Lever(
        "product_upgrading",
        "高附加值产品扶持",
        "support for high-value products",
        "指数0-1",
        0.0,
        1.0,
        0.1,
        "innovation",
        {"manufacturing_va": "+", "labour_productivity": "+"},
    ),
    # 招大做强
    Lever(
        "attraction_effort",
        "招商力度",
        "investment attraction effort",
        "倍",
        0.0,
        4.0,
        0.1,
        "attraction",
        {"projects_arrived": "+", "projects_landed": "+", "revenue_industry": "+"},
        echoes=("projects_arrived",),
    ),
    Lever(
        "upgrade_subsidy",
        "技术改造补助率",
        "subsidy on technical upgrades",
        "比例",
        0.0,
        0.5,
        0.01,
        "upgrade",
        {"upgrades": "+"},
    ),
    Lever(
        "robot_subsidy",
        "工业机器人补助率",
        "subsidy on industrial robots",
        "比例",
        0.0,
        0.5,
        0.01,
        "upgrade",
        {"robots_added": "+"},
    ),
    Lever(
        "energy_saving_subsidy",
        "节能降碳技改补助率",
        "subsidy on energy-saving upgrades",
        "比例",
        0.0,
        0.5,
        0.01,
        "upgrade",
        {"energy_intensity": "-", "upgrades": "+"},
    ),
    Lever(
        "approval_speed",
        "审批提速",
        "shortening of approval and construction time",
        "比例",
        0.0,
        0.6,
        0.05,
        "attraction",
        # Land and finance set how many land; speed sets how soon they, and all investment, produce.
        {"revenue_industry": "+", "capital_industry": "+"},
    ),
    Lever(
        "entry_cost",
        "市场准入成本",
        "cost of market entry",
        "倍",
        0.3,
        1.5,
        0.05,
        "entry_exit",
        {"entries": "-", "firms_operating": "-", "staff_industry": "-"},
        echoes=("entries",),
    ),
    # 企业优强
    Lever(
        "qualification_support",
        "优质企业梯度培育",
        "support for qualifications",
        "指数0-1",
        0.0,
        1.0,
        0.1,
        "year_end",
        {"tech_firms_added": "+", "rnd_intensity": "+", "patents_high_value": "+"},
        echoes=(
            "tech_firms_added",
            "rnd_intensity",
        ),
    ),
    Lever(
        "chain_weight",
        "链长制招商权重",
        "chain weight in attraction",
        "倍",
        0.0,
        5.0,
        0.1,
        "attraction",
        {"projects_arrived": "+", "industrial_investment": "+"},
        echoes=("projects_arrived",),
        per="sector",
    ),
    Lever(
        "export_demand",
        "国际化与跨境电商",
        "export and e-commerce demand",
        "比例/年",
        0.0,
        0.2,
        0.005,
        "sales",
        {"revenue_industry": "+", "manufacturing_va": "+"},
    ),
    # 品质提升
    Lever(
        "quality_brand",
        "质量与品牌提升",
        "quality and brand",
        "指数0-1",
        0.0,
        1.0,
        0.1,
        "innovation",
        {"quality_award_firms": "+", "revenue_industry": "+"},
        echoes=("quality_award_firms",),
    ),
    Lever(
        "standards_support",
        "标准创新",
        "standards",
        "指数0-1",
        0.0,
        1.0,
        0.1,
        "innovation",
        {"revenue_industry": "+"},
    ),
    Lever(
        "ip_support",
        "知识产权保护",
        "intellectual property",
        "指数0-1",
        0.0,
        1.0,
        0.1,
        "innovation",
        {"patents_high_value": "+", "rnd_industry": "+", "tech_firms_added": "+"},
        echoes=("patents_high_value",),
    ),
    # 数字赋能
    Lever(
        "digital_subsidy",
        "数字化改造补助率",
        "subsidy on digital workshops",
        "比例",
        0.0,
        0.5,
        0.01,
        "upgrade",
        {"digital_workshops": "+", "upgrades": "+"},
    ),
    Lever(
        "industry_brain",
        "产业大脑",
        "industry brain",
        "指数0-1",
        0.0,
        1.0,
        0.1,
        "upgrade",
        {"upgrades": "+", "labour_productivity": "+"},
    ),
    Lever(
        "industrial_internet",
        "工业互联网",
        "industrial internet",
        "指数0-1",
        0.0,
        1.0,
        0.1,
        "innovation",
        {"revenue_industry": "+"},
    ),
    # 创新强工
    Lever(
        "rnd_support",
        "研发费用补助率",
        "R&D support",
        "比例",
        0.0,
        0.4,
        0.01,
        "innovation",
        {"rnd_industry": "+", "patents_high_value": "+"},
    ),
    Lever(
        "key_tech_support",
        "硬核科技攻关支持",
        "key technology projects",
        "指数0-1",
        0.0,
        1.0,
        0.1,
        "innovation",
        {"key_tech_projects": "+", "key_tech_solved": "+", "revenue_industry": "+"},
        echoes=(
            "key_tech_projects",
            "key_tech_solved",
        ),
    ),
    Lever(
        "first_set_support",
        "首台(套)支持",
        "first-unit equipment support",
        "指数0-1",
        0.0,
        1.0,
        0.1,
        "sales",
        {"revenue_industry": "+"},
    ),
    Lever(
        "tech_transfer",
        "产学研与技术交易",
        "technology transfer",
        "指数0-1",
        0.0,
        1.0,
        0.1,
        "innovation",
        {"technology_trade": "+", "revenue_industry": "+"},
        echoes=("technology_trade",),
    ),
    # 政策措施
    Lever(
        "fund_share",
        "腾笼换鸟专项提取比例",
        "share of land revenue for the fund",
        "比例",
        0.0,
        0.05,
        0.001,
        "government",
        {"fund_income": "+", "subsidies_paid": "+", "upgrades": "+"},
        echoes=(
            "fund_income",
            "subsidies_paid",
        ),
    ),
    Lever(
        "support_budget_share",
        "工业扶持预算比例",
        "industrial support in the budget",
        "比例",
        0.0,
        0.05,
        0.001,
        "government",
        {"subsidies_paid": "+", "upgrades": "+", "rnd_industry": "+"},
        echoes=("subsidies_paid",),
    ),
    Lever(
        "guarantee",
        "融资担保",
        "guarantees: share added to the credit limit",
        "比例",
        0.0,
        1.0,
        0.05,
        "investment",
        {"projects_refused_finance": "-", "debt_industry": "+", "revenue_industry": "+"},
        echoes=("projects_refused_finance",),
    ),
    Lever(
        "interest_subsidy",
        "中长期贷款贴息",
        "interest subsidy on loans",
        "比例/年",
        0.0,
        0.03,
        0.001,
        "investment",
        {"subsidies_paid": "+", "industrial_va": "+"},
        echoes=("subsidies_paid",),
    ),
    Lever(
        "industrial_land_share",
        "工业用地出让占比下限",
        "industrial share of land grants",
        "比例",
        0.0,
        0.8,
        0.05,
        "land",
        {
            "industrial_land_grant_share": "+",
            "industrial_land_grants": "+",
            "projects_landed": "+",
            "revenue_industry": "+",
        },
        echoes=(
            "industrial_land_grant_share",
            "industrial_land_grants",
        ),
    ),
    Lever(
        "energy_threshold",
        "节能审查绿色通道门槛",
        "green-channel energy threshold",
        "tce/万元",
        0.0,
        2.0,
        0.02,
        "attraction",
        {"projects_refused_energy": "-", "projects_landed": "+", "revenue_industry": "+"},
        echoes=("projects_refused_energy",),
    ),
    Lever(
        "talent_housing",
        "购房安家补贴倍数",
        "talent housing multiplier",
        "倍",
        1.0,
        2.5,
        0.1,
        "hiring",
        {"staff_industry": "+", "revenue_industry": "+"},
    ),
    Lever(
        "talent_award",
        "青年人才奖励",
        "award for young talent",
        "万元/人",
        0.0,
        30.0,
        1.0,
        "hiring",
        {"rnd_industry": "+", "tech_firms_added": "+", "patents_high_value": "+"},
        echoes=("rnd_industry",),
    ),
    Lever(
        "dormitory_beds",
        "宿舍型保障房(累计床位)",
        "dormitory beds, cumulative",
        "床",
        0.0,
        3000.0,
        50.0,
        "hiring",
        {"staff_industry": "+", "revenue_industry": "+"},
    ),
)

BY_CODE: dict[str, Lever] = {lever.code: lever for lever in LEVERS}
SCALARS: tuple[str, ...] = tuple(lever.code for lever in LEVERS if not lever.per)
PER_PARK: tuple[str, ...] = tuple(lever.code for lever in LEVERS if lever.per == "park")
PER_SECTOR: tuple[str, ...] = tuple(lever.code for lever in LEVERS if lever.per == "sector")

# One row per quarter: the scalar levers.
LEVER = np.dtype([(code, "f8") for code in SCALARS])
