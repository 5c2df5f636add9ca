"""The columns of accounts, projects and parks: one registry for reader, template and notes.

The roster, whose cells need more care, has a registry of its own (`roster_columns`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from calibration.faults import Words
from calibration.plain_text import plain


class TableColumn(NamedTuple):
    """One column: English header `code`, Chinese header `name_zh` (with `unit` in brackets).

    `words` are names of the codes that a cell chooses from; `aliases` further headers that are
    understood.
    """

    code: str
    name_zh: str
    meaning: Words
    required: bool = True
    unit: str = ""
    words: Mapping[str, str] = {}
    aliases: tuple[str, ...] = ()

    def header(self, lang: str = "zh") -> str:
        """The header that templates write."""
        if lang == "en":
            return self.code
        return f"{self.name_zh}({self.unit})" if self.unit else self.name_zh


class Form(NamedTuple):
    """A kind of table: its columns, and the sheets of a workbook that may hold it (zh, en)."""

    columns: tuple[TableColumn, ...]
    sheets: tuple[str, str]

    @property
    def codes(self) -> list[str]:
        """Codes of the columns in order."""
        return [column.code for column in self.columns]

    @property
    def required(self) -> list[str]:
        """Codes of the columns that must be there."""
        return [column.code for column in self.columns if column.required]

    @property
    def optional(self) -> list[str]:
        """Codes of the columns that may be left out."""
        return [column.code for column in self.columns if not column.required]

    def in_english(self) -> dict[str, str]:
        """Every header that is understood, as written, and the column's English header."""
        return {
            word: column.header("en")
            for column in self.columns
            for word in (column.header(), column.code, column.name_zh, *column.aliases)
        }

    def headings(self) -> dict[str, str]:
        """Code by header, headers without case, blanks and width."""
        return {
            plain(word): column.code
            for column in self.columns
            for word in (column.header(), column.code, column.name_zh, *column.aliases)
        }

    def header(self, code: str, lang: str = "zh") -> str:
        """The header that a template gives a column."""
        return next((c.header(lang) for c in self.columns if c.code == code), code)

    def column(self, code: str) -> TableColumn:
        """A column by its code; StopIteration when there is none."""
        return next(column for column in self.columns if column.code == code)


GRADE_WORDS: Mapping[str, str] = {
    "公布": "published",
    "转载": "secondary",
    "推算": "derived",
    "替代": "proxy",
    "假设": "assumption",
    "剔除": "rejected",
}
USE_WORDS: Mapping[str, str] = {"对照": "fit", "驱动": "driver", "了解": "context", "不用": "no"}
OPERATOR_WORDS: Mapping[str, str] = {
    "水平": "level",
    "增速": "growth",
    "年均增速": "mean_growth",
    "一季度水平": "q1_level",
    "一季度增速": "q1_growth",
    "下限": "lower_bound",
    "上限": "upper_bound",
    "比例": "ratio",
    "个数": "count",
}
YES_WORDS: Mapping[str, str] = {"是": "1", "否": "0", "yes": "1", "no": "0"}


def _column(
    code: str,
    name_zh: str,
    zh: str,
    en: str,
    required: bool = True,
    unit: str = "",
    words: Mapping[str, str] | None = None,
    aliases: tuple[str, ...] = (),
) -> TableColumn:
    return TableColumn(code, name_zh, Words(zh, en), required, unit, words or {}, aliases)


_SOURCE = (
    _column("source_title", "出处", "文件名、报表名", "source", aliases=("来源", "资料来源")),
    _column("source_url", "网址", "可空", "its address, may be blank", False),
    _column("note", "备注", "说明;剔除的数写理由", "note; the reason if rejected", False),
)
_ACCOUNT_GRADES = {name: code for name, code in GRADE_WORDS.items() if code != "assumption"}
_OTHER_GRADES = {name: code for name, code in GRADE_WORDS.items() if code != "rejected"}

ACCOUNTS = Form(
    (
        _column(
            "variable", "数列", "数列名称,各年相同;空白则用指标", "name of the series; blank: its indicator",
            False, aliases=("变量", "指标名称"),
        ),
        _column("year", "年份", "如 2023", "such as 2023", aliases=("年度", "年")),
        _column(
            "quarter", "季度", "1至4:截至该季的累计数;全年留空", "1-4, cumulative; blank is a year", False
        ),
        _column("value", "数值", "公布的原数;空白行不读", "as published; a row without is not read"),
        _column(
            "unit", "单位", "公布的单位,如 亿元、%", "its unit, such as 亿元 (100m yuan) or %",
            aliases=("计量单位",),
        ),
        _column("basis", "口径", "如 规上工业,现价", "scope and prices", False),
        _column(
            "grade", "等级", "这个数是怎么来的,决定误差", "how it was come by; sets its error",
            words=_ACCOUNT_GRADES,
        ),
        _column(
            "use", "用途", "对照:模型要与之相符;了解、不用:不参与", "fit: the model is held to it",
            words=USE_WORDS,
        ),
        _column(
            "indicator", "指标", "模型指标的名称或代码(用途为对照时必填)",
            "indicator it is held against, if fit", False, aliases=("模型指标",),
        ),
        _column(
            "operator", "算子", "水平、增速、比例等", "how it is held against the model",
            words=OPERATOR_WORDS, aliases=("算法", "比较方式"),
        ),
        _column(
            "error", "误差", "一个标准差,写 0.05 或 5%:水平的5%,增速的5个百分点;空白由等级决定",
            "one standard deviation, as 0.05 or 5%: of a level, or points of growth; blank: by grade", False,
        ),
        _column("span", "年数", "多年平均增速的年数", "years of a mean growth", False),
        *_SOURCE,
    ),
    ("账目", "accounts"),
)  # fmt: skip

_MONEY = "万元"
PROJECTS = Form(
    (
        _column("id", "代码", "项目代码,小写英文", "code of the project", aliases=("项目代码",)),
        _column("name_zh", "中文名称", "项目名称", "Chinese name", aliases=("名称", "项目名称")),
        _column("name_en", "英文名称", "可空", "English name, may be blank", False),
        _column("sector", "行业", "本县行业的名称或代码", "code or name of a sector", aliases=("所属行业",)),
        _column("capacity", "规模", "可空", "capacity, may be blank", False),
        _column("unit", "规模单位", "可空", "its unit, may be blank", False),
        _column(
            "commission_quarter", "投产季度", "如 2025Q4", "quarter it starts, such as 2025Q4",
            aliases=("投产时间",),
        ),
        _column("capex_low_wan_yuan", "投资下限", "总投资的低值", "investment, low (10k yuan)", unit=_MONEY),
        _column("capex_high_wan_yuan", "投资上限", "总投资的高值", "investment, high (10k yuan)", unit=_MONEY),
        _column(
            "revenue_low_wan_yuan", "年营业收入下限", "达产后,不含税", "yearly revenue, low (10k yuan)",
            unit=_MONEY,
        ),
        _column(
            "revenue_high_wan_yuan", "年营业收入上限", "达产后,不含税", "yearly revenue, high (10k yuan)",
            unit=_MONEY,
        ),
        _column("staff", "从业人员", "达产后", "staff (persons)", unit="人"),
        _column("site_mu", "用地", "占园区用地;海上项目填0", "site (mu), 0 at sea", unit="亩"),
        _column("va_rate", "增加值率", "增加值/营业收入,0至1或百分数", "value added over revenue, 0-1"),
        _column(
            "energy_intensity", "单位增加值能耗", "等价值", "energy per value added (tce/10k yuan)",
            unit="吨标准煤/万元",
        ),
        _column(
            "delay_quarters_sd", "推迟标准差", "投产推迟的标准差", "standard deviation of the delay (quarters)",
            unit="季",
        ),
        _column(
            "booked_probability", "计入本县概率", "计入本县统计的概率,0至1或百分数",
            "chance that the county books it, 0-1",
        ),
        _column("grade", "等级", "这些数是怎么来的", "how they were come by", words=_OTHER_GRADES),
        *_SOURCE,
    ),
    ("已知项目", "projects"),
)  # fmt: skip

PARKS = Form(
    (
        _column("code", "代码", "小写英文", "lower-case letters", aliases=("园区代码",)),
        _column("name_zh", "中文名称", "园区名称", "Chinese name", aliases=("名称", "园区名称")),
        _column("name_en", "英文名称", "可空", "English name, may be blank", False),
        _column(
            "small_park", "小微企业园", "是或否", "1 if it is a small-firm park (小微企业园), else 0", words=YES_WORDS
        ),
        _column(
            "serviced_mu_2017", "2017年初已整备用地", "已通水电路的工业用地",
            "land serviced at the start of 2017 (mu)", unit="亩",
        ),
        _column(
            "opening_mu", "建成起点", "整备到多少亩算建成", "serviced land from which it counts as open (mu)",
            unit="亩",
        ),
        _column("sectors", "准入行业", "名称或代码,用 | 或顿号分隔", "sectors it admits, parted by |"),
        _column("grade", "等级", "这些数是怎么来的", "how they were come by", words=_OTHER_GRADES),
        _column("source", "出处", "文件名", "source", False, aliases=("来源",)),
    ),
    ("园区", "parks"),
)  # fmt: skip

FORMS: Mapping[str, Form] = {"accounts": ACCOUNTS, "projects": PROJECTS, "parks": PARKS}
