"""The registry of assumptions about the outside world that a scenario may change.

Unlike a lever nobody in the county can set them; two scenarios that differ here are not
a policy comparison, and `compare` says so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Price series that sectors are exposed to, in the order that sector records index them.
PRICE_SERIES: tuple[str, ...] = ("food", "ore", "lng", "power", "equipment", "minerals")


@dataclass(frozen=True)
class Assumption:
    """One outside condition: `default` means the drivers as fitted."""

    code: str
    name_zh: str
    name_en: str
    unit: str
    minimum: float
    maximum: float
    default: float


ASSUMPTIONS: tuple[Assumption, ...] = (
    *(
        Assumption(
            f"price_shift_{code}",
            f"{zh}价格年变化附加",
            f"extra price change: {code}",
            "log/年",
            -0.6,
            0.6,
            0.0,
        )
        for code, zh in zip(
            PRICE_SERIES, ("水产品", "铁矿石", "LNG", "上网电", "装备", "矿物制品"), strict=True
        )
    ),
    Assumption(
        "growth_shift", "全省工业增速附加", "extra provincial growth", "比例/年", -0.15, 0.15, 0.0
    ),
    Assumption(
        "rest_growth_shift",
        "县其他经济名义增速附加",
        "extra growth, rest of economy",
        "比例/年",
        -0.15,
        0.15,
        0.0,
    ),
    Assumption("demand_shift", "市场需求增速附加", "extra demand growth", "log/年", -0.3, 0.3, 0.0),
    Assumption("interest_shift", "贷款利率附加", "extra lending rate", "比例/年", -0.03, 0.05, 0.0),
    Assumption("credit_multiplier", "信贷额度倍数", "credit limit multiplier", "倍", 0.0, 2.0, 1.0),
    Assumption(
        "harvest_shift", "养殖捕捞产量附加", "extra harvest growth", "log/年", -0.6, 0.6, 0.0
    ),
    Assumption("project_delay", "已知项目推迟", "delay of known projects", "季", 0.0, 20.0, 0.0),
)

BY_CODE: dict[str, Assumption] = {item.code: item for item in ASSUMPTIONS}
CODES: tuple[str, ...] = tuple(item.code for item in ASSUMPTIONS)
# One row per quarter.
ASSUMPTION = np.dtype([(code, "f8") for code in CODES])
