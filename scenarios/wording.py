"""The sentences of scenario problems: key -> (Chinese, English).

They must print on a GBK terminal.  `{key}` is the dotted key, such as levers.upgrade_subsidy.
"""

from __future__ import annotations

WORDING: dict[str, tuple[str, str]] = {
    # The file as text.
    "no_file": ("找不到文件", "file not found"),
    "unreadable": ("无法读取:{reason}", "cannot be read: {reason}"),
    "bad_id": (
        "文件名 {name} 不能作情景代码,只可用文字、数字、_ 和 -",
        "file name {name} cannot be a scenario id; use letters, digits, _ and -",
    ),
    "bad_suffix": ("情景文件的扩展名应为 .yaml", "a scenario file ends in .yaml"),
    "not_utf8": (
        "不是 UTF-8 编码{guess};请用 UTF-8 另存",
        "not UTF-8{guess}; save the file as UTF-8",
    ),
    "tab": ("缩进用了制表符 Tab,请改用空格", "indented with a tab; use spaces"),
    "control": ("有不可见的控制字符 {code}", "contains the control character {code}"),
    "syntax": ("YAML 写法有误:{reason}", "YAML syntax: {reason}"),
    "empty": (
        "文件是空的;至少要有 schema_version 和 name_zh",
        "the file is empty; it needs at least schema_version and name_zh",
    ),
    "not_mapping": (
        "{key} 应为 键: 值 的形式,这里是{kind}",
        "{key} must be key: value, not {kind}",
    ),
    "documents": ("一个文件只能有一个情景(多了 ---)", "one scenario a file (a second --- found)"),
    # Keys.
    "missing_key": ("缺少 {key}", "{key} is missing"),
    "unknown_key": ("不认识的键 {key};可用:{allowed}", "unknown key {key}; allowed: {allowed}"),
    "duplicate_key": (
        "{key} 重复,第一次在第 {line} 行",
        "{key} is repeated; first given in line {line}",
    ),
    "key_kind": ("{key} 不能作键({kind})", "{key} cannot be a key ({kind})"),
    "unknown_lever": ("没有政策杠杆 {code}", "there is no lever {code}"),
    "needs_item": (
        "{code} 要写明{which}:{codes}",
        "{code} needs its {which}: {codes}",
    ),
    "unknown_assumption": (
        "没有外部假设 {code};可用:{allowed}",
        "there is no assumption {code}; allowed: {allowed}",
    ),
    "lever_here": (
        "{code} 是政策杠杆,要写在 levers 下面",
        "{code} is a lever and belongs under levers",
    ),
    "assumption_here": (
        "{code} 是外部假设,要写在 assumptions 下面",
        "{code} is an assumption and belongs under assumptions",
    ),
    # Values.
    "version": (
        "schema_version = {value},本程序只认 {wanted}",
        "schema_version = {value}; this program reads {wanted}",
    ),
    "not_text": ("{key} 应为文字,这里是{kind}", "{key} must be text, not {kind}"),
    "blank_text": ("{key} 是空的", "{key} is empty"),
    "not_list": (
        "{key} 应为列表,例如 [{example}],这里是{kind}",
        "{key} must be a list such as [{example}], not {kind}",
    ),
    "not_number": ("{key} = {text} 不是数({kind})", "{key} = {text} is not a number ({kind})"),
    "percent": (
        "{key} = {text}:百分号不能直接写",
        "{key} = {text}: a percent sign cannot be written here",
    ),
    "number_as_text": (
        "{key} = {text}:数写成了文字",
        "{key} = {text}: a number written as text",
    ),
    "not_finite": ("{key} = {text} 不是有限的数", "{key} = {text} is not finite"),
    "number_form": (
        "{key} = {text}:请写普通的十进制数",
        "{key} = {text}: write a plain decimal number",
    ),
    "range": (
        "{key} = {text} 超出 [{low}, {high}](单位:{unit})",
        "{key} = {text} is outside [{low}, {high}] (unit: {unit})",
    ),
    "whole": ("{key} = {text} 不是整数", "{key} = {text} is not a whole number"),
    "falls": (
        "{key} 是累计量,{year} 年的 {text} 少于之前的 {before}",
        "{key} is cumulative; {text} in {year} is below {before} before it",
    ),
    "unit": (
        "{key} 的单位 {unit} 不能换算;可用:{allowed}",
        "{key}: unit {unit} cannot be converted; allowed: {allowed}",
    ),
    "unit_value": (
        "{key} = {text} {unit} 无法换算",
        "{key} = {text} {unit} cannot be converted",
    ),
    "value_form": (
        "{key} 应为数、{{value: 数, unit: 单位}} 或 {{年份: 数}}",
        "{key} must be a number, {{value: number, unit: unit}} or {{year: number}}",
    ),
    "year_form": (
        "{key}:年份应为整数,这里是 {text}",
        "{key}: a year is a whole number, not {text}",
    ),
    "year_range": (
        "{key}:年份 {year} 不在 {low}-{high}",
        "{key}: year {year} is not in {low}-{high}",
    ),
    "no_points": ("{key} 的路径是空的", "{key} has an empty path"),
    "choice": ("{key} = {text} 不认识;可取:{allowed}", "{key} = {text}; allowed: {allowed}"),
    "twice": ("{key} 中 {code} 出现两次", "{key} names {code} twice"),
    "on_and_off": (
        "{code} 同时在 switch_on 和 switch_off 中",
        "{code} is both in switch_on and in switch_off",
    ),
    # From which scenario it starts.
    "two_starts": (
        "base 和 extends 只能写一个(第 {line} 行已有 {other})",
        "give base or extends, not both ({other} is in line {line})",
    ),
    "no_parent": ("extends 的情景 {parent} 不存在", "extends: there is no scenario {parent}"),
    "self_parent": ("extends 不能指向自己({parent})", "a scenario cannot extend itself ({parent})"),
    "cycle": ("extends 绕成了圈:{chain}", "extends goes in a circle: {chain}"),
    "no_scenario": (
        "没有这个情景;内置的见 shengsi scenario list",
        "no such scenario; see shengsi scenario list",
    ),
    "same_id": (
        "情景代码 {name} 出现两次({first})",
        "scenario id {name} is given twice ({first})",
    ),
    "width_needs_prior": (
        "uncertainty.prior_width 只在 parameters: prior 时有用",
        "uncertainty.prior_width needs parameters: prior",
    ),
    "no_base_values": (
        "县 {county} 的 levers.csv 中没有 {base} 一列的值",
        "levers.csv of county {county} has no column {base}",
    ),
    # --set
    "set_form": (
        "应写成 杠杆=值,例如 upgrade_subsidy=0.2",
        "must be lever=value, such as upgrade_subsidy=0.2",
    ),
    "set_twice": ("{code} 设了两次", "{code} is set twice"),
}

# Kinds of YAML values, as a planner would call them.
KINDS: dict[str, tuple[str, str]] = {
    "str": ("文字", "text"),
    "int": ("整数", "a whole number"),
    "float": ("数", "a number"),
    "bool": ("是/否", "true or false"),
    "null": ("空值", "nothing"),
    "timestamp": ("日期", "a date"),
    "seq": ("列表", "a list"),
    "map": ("键值对", "key: value pairs"),
    "other": ("不支持的类型", "an unsupported type"),
}

# What ruamel.yaml says, in a planner's words; looked up by its first words.
SYNTAX: tuple[tuple[str, str], ...] = (
    ("mapping values are not allowed", "这里不该有冒号;文字里含冒号时加引号,或检查缩进"),
    ("could not find expected ':'", "少了冒号,或冒号后少了空格"),
    ("found character '\\t'", "缩进用了制表符 Tab,请改用空格"),
    ("found character '@'", "不能以 @ 开头,请加引号"),
    ("found character '`'", "不能以 ` 开头,请加引号"),
    ("found character '%'", "不能以 % 开头,请加引号"),
    ("found unexpected end of stream", "引号没有成对"),
    ("found unknown escape character", "双引号里的反斜杠写法不对,改用单引号"),
    ("expected <block end>", "缩进没有对齐"),
    ("expected ',' or '}'", "花括号 { } 里少了逗号或没有成对"),
    ("expected ',' or ']'", "方括号 [ ] 里少了逗号或没有成对"),
    ("expected the node content", "这里缺少内容"),
    ("found undefined alias", "引用了没有定义的 *别名"),
    ("found duplicate anchor", "锚点 & 的名字重复"),
    ("inconsistent indentation", "缩进没有对齐"),
)
