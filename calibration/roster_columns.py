"""The columns of an enterprise roster: one registry for reader, template and documentation."""

from __future__ import annotations

from typing import Literal, NamedTuple

from calibration.faults import Words
from model.unit_names import unit_name

Kind = Literal["id", "text", "sector", "status", "park", "number", "whole"]


class RosterColumn(NamedTuple):
    """One column: English header `code`, Chinese header `name_zh` (with `unit` in brackets).

    `field` is the field of `model.roster.ROSTER` it fills; numbers must lie in [low, high].
    `required` columns must be there; their cells may still be blank where `meaning` says so.
    `aliases` are further headers that are understood; `percent` accepts cells such as 1.5%.
    """

    code: str
    name_zh: str
    unit: Words
    kind: Kind
    required: bool
    meaning: Words
    field: str = ""
    low: float = 0.0
    high: float = 0.0
    aliases: tuple[str, ...] = ()
    percent: bool = False

    def header(self, lang: str = "zh") -> str:
        """The header that templates write."""
        if lang == "en":
            return self.code
        return f"{self.name_zh}({self.unit.zh})" if self.unit.zh else self.name_zh


def _column(
    code: str,
    name_zh: str,
    unit: tuple[str, str],
    kind: Kind,
    meaning: tuple[str, str],
    aliases: tuple[str, ...] = (),
    required: bool = False,
) -> RosterColumn:
    return RosterColumn(
        code, name_zh, Words(*unit), kind, required, Words(*meaning), aliases=aliases
    )


def _number(
    code: str,
    name_zh: str,
    unit: tuple[str, str],
    field: str,
    bounds: tuple[float, float],
    meaning: tuple[str, str],
    aliases: tuple[str, ...] = (),
    kind: Kind = "number",
    required: bool = False,
) -> RosterColumn:
    percent = unit[0] == "比例"
    return RosterColumn(
        code, name_zh, Words(*unit), kind, required, Words(*meaning), field, *bounds, aliases,
        percent,
    )  # fmt: skip


def _unit(code: str) -> tuple[str, str]:
    """A unit in Chinese and in English."""
    return unit_name(code, "zh"), unit_name(code, "en")


_WAN = _unit("万元")
# No enterprise of a county is larger than this: beyond it a number is in another unit.
_MOST_MONEY = 1e8

COLUMNS: tuple[RosterColumn, ...] = (
    _column(
        "id",
        "编号",
        ("", ""),
        "id",
        (
            "企业的唯一代码,任意文字;决定该企业的随机数,改编号等于换一个企业",
            "unique code, any text; it addresses the enterprise's random numbers, "
            "so a changed id is another enterprise",
        ),
        ("企业编号", "企业代码", "统一社会信用代码"),
        required=True,
    ),
    _column(
        "name",
        "名称",
        ("", ""),
        "text",
        ("企业名称,只用于显示", "name, shown only"),
        ("企业名称", "单位名称", "企业"),
    ),
    _column(
        "sector",
        "行业",
        ("", ""),
        "sector",
        ("本县行业的代码或名称", "code or name of one of the county's sectors"),
        ("所属行业", "行业代码", "行业名称"),
        required=True,
    ),
    _column(
        "status",
        "状态",
        ("", ""),
        "status",
        ("在营或停业;空白为在营", "operating or idle; blank is operating"),
        ("经营状态", "企业状态"),
    ),
    _column(
        "park",
        "园区",
        ("", ""),
        "park",
        (
            "所在园区的代码或名称;园区外填园区外;空白为未知",
            "code or name of the park it stands in, none if outside; blank is unknown",
        ),
        ("所在园区", "园区代码", "园区名称"),
    ),
    _number(
        "revenue_wan_yuan",
        "年营业收入",
        _WAN,
        "revenue",
        (0.0, _MOST_MONEY),
        (
            "模型起点(2017年初)的全年营业收入,现价;在营企业必填,停业可空",
            "revenue of a full year at the start of the model (beginning of 2017), current "
            "prices; needed unless idle",
        ),
        ("营业收入", "revenue"),
        required=True,
    ),
    _number(
        "capital_wan_yuan",
        "生产性资本",
        _WAN,
        "capital",
        (0.0, _MOST_MONEY),
        (
            "生产用固定资产的重置价值,2017年价",
            "replacement value of productive fixed assets, 2017 prices",
        ),
        ("capital", "资本", "固定资产"),
    ),
    _number(
        "staff",
        "从业人员",
        _unit("人"),
        "staff",
        (0.0, 100_000.0),
        ("年末从业人员", "staff at the end of the year"),
        ("从业人员数", "职工人数", "员工数"),
    ),
    _number(
        "site_mu",
        "用地",
        _unit("亩"),
        "site_mu",
        (0.0, 50_000.0),
        ("生产用地面积;1亩=666.67平方米", "site; 1 mu is 666.67 square metres"),
        ("用地面积", "site"),
    ),
    _number(
        "plot_ratio",
        "容积率",
        ("", ""),
        "plot_ratio",
        (0.05, 10.0),
        ("建筑面积/用地面积", "floor area over site area"),
    ),
    _number(
        "cash_wan_yuan",
        "现金",
        _WAN,
        "cash",
        (0.0, _MOST_MONEY),
        ("货币资金", "cash and deposits"),
        ("cash", "货币资金"),
    ),
    _number(
        "debt_wan_yuan",
        "负债",
        _WAN,
        "debt",
        (0.0, _MOST_MONEY),
        ("有息负债余额", "interest-bearing debt"),
        ("debt", "有息负债", "贷款余额"),
    ),
    _number(
        "automation",
        "自动化水平",
        ("0-3", "0-3"),
        "automation",
        (0.0, 3.0),
        (
            "0手工,1机械化,2数字化车间,3智能工厂",
            "0 manual, 1 mechanised, 2 digital workshop, 3 smart factory",
        ),
        ("自动化", "自动化等级"),
        kind="whole",
    ),
    _number(
        "rnd_intensity",
        "研发强度",
        _unit("比例"),
        "rnd_intensity",
        (0.0, 0.5),
        (
            "研发经费/营业收入;写0.015或1.5%",
            "R&D spending over revenue; write 0.015 or 1.5%",
        ),
        ("研发投入强度", "研发费用占比"),
    ),
    _number(
        "energy_intensity",
        "单位增加值能耗",
        _unit("吨标准煤/万元"),
        "energy_intensity",
        (0.0, 50.0),
        ("能源消费(等价值)/增加值", "energy used over value added"),
        ("能耗强度", "能耗"),
    ),
    _number(
        "age_years",
        "企业年龄",
        _unit("年"),
        "age_years",
        (0.0, 150.0),
        (
            "到2017年初已开业的年数,不是成立年份",
            "years in operation by the beginning of 2017, not the founding year",
        ),
        ("开业年数", "age"),
    ),
    _number(
        "patents",
        "高价值发明专利",
        _unit("件"),
        "patents",
        (0.0, 10_000.0),
        ("有效的高价值发明专利", "high-value invention patents in force"),
        ("发明专利", "专利"),
        kind="whole",
    ),
    _number(
        "robots",
        "工业机器人",
        _unit("台"),
        "robots",
        (0.0, 100_000.0),
        ("在用的工业机器人;空白按0", "industrial robots in use; blank counts as none"),
        ("机器人",),
        kind="whole",
    ),
    _column(
        "note",
        "备注",
        ("", ""),
        "text",
        ("任意文字,不进入模型", "any text, not used"),
        ("说明", "remark"),
    ),
)
BY_CODE = {column.code: column for column in COLUMNS}
NUMBERS = tuple(column for column in COLUMNS if column.field)


def allowed_range(column: RosterColumn) -> str:
    """[low, high] of a number column, else ""."""
    return f"[{column.low:.10g}, {column.high:.10g}]" if column.field else ""
