"""Sentences about a county's own accounts, and where every number in use comes from."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "accounts.laid": (
        "账目 {file}:用于对照 {own} 个数,替换内置 {replaced} 个,停用内置 {dropped} 个;其余 {shipped} 个来自内置历史",
        "accounts {file}: numbers of use fit {own}; shipped numbers replaced {replaced}, put out of "
        "use {dropped}, remaining {shipped}",
    ),
    "accounts.none": ("没有用于对照的数", "no number is of use fit"),
    "accounts.col.what": ("观测", "observation"),
    "accounts.col.operator": ("算子", "operator"),
    "accounts.col.published": ("数值", "value"),
    "accounts.col.grade": ("等级", "grade"),
    "accounts.col.error": ("误差", "error"),
    "accounts.col.whose": ("取自", "from"),
    "accounts.col.place": ("位置", "place"),
    "accounts.col.source": ("出处", "source"),
    "accounts.col.replaced": ("替换了", "in place of"),
    "accounts.own": ("本县账目", "own accounts"),
    "accounts.ours": ("内置历史", "shipped history"),
    "accounts.replaced": ("{value}({grade})", "{value} ({grade})"),
}
