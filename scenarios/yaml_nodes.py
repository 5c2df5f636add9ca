"""A YAML file as a tree of nodes that know their line and column.

The tree is composed, not constructed: every key keeps its place, repeated keys stay visible,
and a scalar keeps the text that was written, so that `30%`, `0x1f` or `2023-01-01` can be
named as what they are.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from scenarios.problems import Place, Report
from scenarios.system_errors import system_reason
from scenarios.wording import KINDS, SYNTAX

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_PREFIX = "tag:yaml.org,2002:"


def read_node(path: Path, report: Report) -> MappingNode | None:
    """The top mapping of a file, or None when it cannot be had; faults are noted."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        report.add(Place(report.file), "no_file")
        return None
    except OSError as error:
        report.add(Place(report.file), "unreadable", reason=system_reason(error))
        return None
    text = _decode(data, report)
    if text is None or not _printable(text, report):
        return None
    node = compose(text, report)
    if node is None:
        return None
    if not isinstance(node, MappingNode):
        report.add(
            place_of(node, report),
            "not_mapping",
            key=("情景文件", "a scenario file"),
            kind=KINDS[kind_of(node)],
        )
        return None
    return node


def compose(text: str, report: Report) -> Node | None:
    """The top node of a text; None, with the fault noted, when it is empty or malformed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ReusedAnchorWarning)
            node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        _report_syntax(text, error, report)
        return None
    except YAMLError as error:
        report.add(Place(report.file, 1, 1), "syntax", reason=str(error).splitlines()[0])
        return None
    except RecursionError:
        report.add(Place(report.file, 1, 1), "syntax", reason=("嵌套太深", "nested too deep"))
        return None
    if node is None:
        report.add(Place(report.file, 1, 1), "empty")
    return node


def kind_of(node: Node) -> str:
    """Kind of a node: a key of `wording.KINDS`."""
    name = str(node.tag).removeprefix(_PREFIX)
    if isinstance(node, MappingNode) and name == "map":
        return "map"
    if isinstance(node, SequenceNode) and name == "seq":
        return "seq"
    return name if isinstance(node, ScalarNode) and name in KINDS else "other"


def place_of(node: Node, report: Report, key: Node | None = None) -> Place:
    """Where a node starts; an empty value stands at its key."""
    mark = node.start_mark
    if key is not None and kind_of(node) == "null" and not node.value:
        mark = key.start_mark
    return Place(report.file, mark.line + 1, mark.column + 1)


def entries(node: MappingNode, prefix: str, report: Report) -> Iterator[tuple[str, Node, Node]]:
    """(key text, key node, value node) of a mapping; repeated and odd keys are noted."""
    first: dict[str, int] = {}
    for key, value in node.value:
        if not isinstance(key, ScalarNode) or kind_of(key) in ("null", "other"):
            kind = KINDS[kind_of(key)]
            report.add(place_of(key, report), "key_kind", key=prefix or "?", kind=kind)
            continue
        text = str(key.value)
        if text in first:
            dotted = f"{prefix}.{text}" if prefix else text
            report.add(place_of(key, report), "duplicate_key", key=dotted, line=first[text])
            continue
        first[text] = key.start_mark.line + 1
        yield text, key, value


def _decode(data: bytes, report: Report) -> str | None:
    """UTF-8 text, with or without a byte-order mark; anything else is noted."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        guess = ("(看起来是 UTF-16)", " (it looks like UTF-16)")
        report.add(Place(report.file, 1, 1), "not_utf8", guess=guess)
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line_start = before.rfind(b"\n") + 1
        column = len(before[line_start:].decode("utf-8", "replace")) + 1
        guess = ("", "")
        if _is_gbk(data):
            guess = ("(看起来是 GBK)", " (it looks like GBK)")
        place = Place(report.file, before.count(b"\n") + 1, column)
        report.add(place, "not_utf8", guess=guess)
        return None


def _is_gbk(data: bytes) -> bool:
    """Whether bytes can be read as GBK."""
    try:
        data.decode("gbk")
    except UnicodeDecodeError:
        return False
    return True


def _printable(text: str, report: Report) -> bool:
    """Whether a text is free of control characters; each line's first one is noted."""
    clean = True
    for number, line in enumerate(text.split("\n"), 1):
        found = _CONTROL.search(line.removesuffix("\r"))
        if found:
            clean = False
            place = Place(report.file, number, found.start() + 1)
            report.add(place, "control", code=f"U+{ord(found.group()):04X}")
    return clean


def _report_syntax(text: str, error: MarkedYAMLError, report: Report) -> None:
    """Note a syntax fault, in words a planner can act on."""
    tabs = [
        number
        for number, line in enumerate(text.split("\n"), 1)
        if re.match(r" *\t", line) and line.strip() and not line.lstrip().startswith("#")
    ]
    for number in tabs:
        report.add(Place(report.file, number, 1), "tab")
    if tabs:
        return
    mark = error.problem_mark or error.context_mark
    place = Place(report.file, mark.line + 1, mark.column + 1) if mark else Place(report.file)
    said = (error.problem or "").splitlines()[0] if error.problem else ""
    if "another document" in said:
        report.add(place, "documents")
        return
    chinese = next((zh for start, zh in SYNTAX if said.startswith(start)), said)
    report.add(place, "syntax", reason=(chinese, said))
