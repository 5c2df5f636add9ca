"""The registry of units: every unit that is shown, in Chinese and in English.

The registries (indicators, parameters, levers, assumptions) and the county's files name a unit
in Chinese; that name is its code.  Whatever is printed in English finds its name here.
"""

from __future__ import annotations

# Code (the Chinese name) -> English name.  Both must print on a GBK terminal.
UNIT_NAMES: dict[str, str] = {
    "": "",
    # Money: the model's own unit first, then those that readers see.
    "万元": "10k yuan",
    "亿元": "100m yuan",
    "百万元": "m yuan",
    "千元": "k yuan",
    "元": "yuan",
    "亿美元": "100m US dollars",
    "万美元": "10k US dollars",
    "USD/t": "USD/t",
    "USD/dmtu (t)": "USD/t",
    "USD/mmbtu": "USD/mmbtu",
    "USD/kg": "USD/kg",
    "万元/人": "10k yuan/person",
    "元/人": "yuan/person",
    "千元/人": "k yuan/person",
    "万元/亩": "10k yuan/mu",
    "千元/亩": "k yuan/mu",
    "万元/亩/年": "10k yuan/mu/year",
    "万元/年": "10k yuan/year",
    "万元/tce": "10k yuan/tce",
    "万元/台": "10k yuan/robot",
    "万元/床": "10k yuan/bed",
    "万元/万元": "yuan/yuan",
    # Shares and changes.
    "比例": "ratio",
    "比例/年": "ratio/year",
    "%": "%",
    "% of GDP": "% of GDP",
    "prev year=100": "(previous year = 100)",
    "百分点": "pp",
    "概率": "probability",
    "倍": "times",
    "指数0-1": "index 0-1",
    "log": "log",
    "log/年": "log/year",
    "log/√年": "log/root year",
    "logit": "logit",
    # Land, energy, people.
    "亩": "mu",
    "万亩": "10k mu",
    "亿吨": "100m t",
    "万吨": "10k t",
    "吨": "t",
    "MW": "MW",
    "亿千瓦时": "100m kWh",
    "万千瓦时": "10k kWh",
    "万吨标准煤": "10k tce",
    "吨标准煤": "tce",
    "tce": "tce",
    "tce/万元": "tce/10k yuan",
    "吨标准煤/万元": "tce/10k yuan",
    "人": "people",
    "万人": "10k people",
    "户": "households",
    "人/台": "people/robot",
    "人/床": "people/bed",
    "床": "beds",
    # Things that are counted.
    "件": "items",
    "个": "items",
    "家": "firms",
    "台": "robots",
    "项": "items",
    "次": "times",
    "件/万元": "items/10k yuan",
    "件/万人": "per 10k people",
    "个/年": "items/year",
    "项/年": "items/year",
    # Time.
    "季": "quarters",
    "年": "years",
    "每季": "per quarter",
    "每年": "per year",
}
# Counted one by one: such a value has no decimals, and in English its noun says what it is.
COUNTS = ("件", "个", "家", "台", "项", "次")


def unit_name(unit: str, lang: str = "zh") -> str:
    """A unit in `zh` or `en`; raises KeyError for one that is not registered."""
    english = UNIT_NAMES[unit]
    return english if lang == "en" else unit
