"""The scenario file: which keys it may have and what each may hold.

`read_draft` checks one file by itself and collects every fault; what it starts from
(`base`, `extends`) is resolved by `scenarios.loader`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from calibration.lever_values import GROUPS
from calibration.plain_text import closest
from model.assumptions import ASSUMPTIONS
from model.assumptions import BY_CODE as ASSUMPTION_BY_CODE
from model.levers import BY_CODE as PATTERNS
from model.spec import CountySpec
from scenarios.paths import Given, read_path
from scenarios.problems import Place, Problem, Report
from scenarios.scalars import (
    Limit,
    Spot,
    check_range,
    read_choice,
    read_number,
    read_whole,
)
from scenarios.scalars import written as written_text
from scenarios.wording import KINDS
from scenarios.yaml_nodes import entries, kind_of, place_of, read_node

SCHEMA_VERSION = 1
BASES = ("no_plan", "plan", "ambitious")
PARAMETERS = ("posterior", "prior", "mean")
REQUIRED = ("schema_version", "name_zh")
TEXT_KEYS = ("name_zh", "name_en", "description", "description_en", "extends")
UNCERTAINTY_KEYS = ("parameters", "prior_width")
WIDEST = 3.0
LONGEST_DELAY = 7


@dataclass
class Draft:
    """One scenario file, checked by itself.  `places` maps a dotted key to its value's place."""

    id: str
    file: str
    texts: dict[str, str] = field(default_factory=dict)
    base: str = ""
    switch_on: tuple[str, ...] = ()
    switch_off: tuple[str, ...] = ()
    scale: float | None = None
    delay_years: int | None = None
    levers: dict[str, Given] = field(default_factory=dict)
    assumptions: dict[str, Given] = field(default_factory=dict)
    parameters: str | None = None
    prior_width: float | None = None
    places: dict[str, Place] = field(default_factory=dict)

    @property
    def parent(self) -> str:
        """Id of the scenario it extends, or ""."""
        return self.texts.get("extends", "")


@dataclass(frozen=True)
class Limits:
    """What the levers and assumptions of one county may be."""

    levers: Mapping[str, Limit]
    assumptions: Mapping[str, Limit]
    items: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, spec: CountySpec) -> Limits:
        """Limits of a county; the largest planned value guides the hints."""
        return cls(
            {
                code: Limit.of_lever(lever, max(spec.plan.get(code, {0: 0.0}).values()))
                for code, lever in spec.levers.items()
            },
            {item.code: Limit.of_assumption(item) for item in ASSUMPTIONS},
            {
                "park": tuple(item.code for item in spec.park_items),
                "sector": tuple(item.code for item in spec.sector_items),
            },
        )


def read_draft(path: Path, file: str, name: str, limits: Limits) -> tuple[Draft, list[Problem]]:
    """The draft in a file (shown as `file`, id `name`) and its problems in file order."""
    report = Report(file)
    draft = Draft(name, file)
    node = read_node(path, report)
    if node is not None:
        _Reader(draft, report, limits).read(node)
    return draft, report.finish()


class _Reader:
    """Walks the top mapping of one file and fills its draft."""

    def __init__(self, draft: Draft, report: Report, limits: Limits) -> None:
        self.draft = draft
        self.report = report
        self.limits = limits
        self.keys: dict[str, Callable[[Spot], None]] = {
            "schema_version": self._version,
            **{key: self._text for key in TEXT_KEYS},
            "base": self._base,
            "switch_off": self._switch,
            "switch_on": self._switch,
            "scale": self._scale,
            "delay_years": self._delay,
            "levers": self._levers,
            "assumptions": self._assumptions,
            "uncertainty": self._uncertainty,
        }

    def read(self, node: MappingNode) -> None:
        """Read every key; then what only the whole file can show."""
        seen: dict[str, Node] = {}
        for text, key, value in entries(node, "", self.report):
            seen[text] = key
            spot = Spot(value, key, text, self.report)
            if text in self.keys:
                self.draft.places[text] = spot.place
                self.keys[text](spot)
            else:
                self._unknown_top(text, key)
        for text in REQUIRED:
            if text not in seen:
                hint = f"{text}: {SCHEMA_VERSION}" if text == "schema_version" else ""
                self.report.add(Place(self.report.file, 1, 1), "missing_key", hint, key=text)
        if "base" in seen and "extends" in seen:
            first, second = sorted(("base", "extends"), key=lambda text: seen[text].start_mark.line)
            place = place_of(seen[second], self.report)
            line = seen[first].start_mark.line + 1
            self.report.add(place, "two_starts", line=line, other=first)
        if self.draft.prior_width is not None and self.draft.parameters not in (None, "prior"):
            self.report.add(self.draft.places["uncertainty.prior_width"], "width_needs_prior")
        for code in set(self.draft.switch_on) & set(self.draft.switch_off):
            self.report.add(self.draft.places["switch_on"], "on_and_off", code=code)

    def _unknown_top(self, text: str, key: Node) -> None:
        """Note a key that has no place at the top."""
        place = place_of(key, self.report)
        if text in self.limits.levers or text in PATTERNS:
            self.report.add(place, "lever_here", code=text)
        elif text in ASSUMPTION_BY_CODE:
            self.report.add(place, "assumption_here", code=text)
        else:
            allowed = ", ".join(self.keys)
            hint = closest(text, self.keys)
            self.report.add(place, "unknown_key", hint, key=text, allowed=allowed)

    def _version(self, spot: Spot) -> None:
        if kind_of(spot.node) != "int" or str(spot.node.value) != str(SCHEMA_VERSION):
            text = written_text(spot.node) or "null"
            spot.fault("version", str(SCHEMA_VERSION), value=text, wanted=SCHEMA_VERSION)

    def _text(self, spot: Spot) -> None:
        if kind_of(spot.node) != "str":
            spot.fault("not_text", kind=KINDS[kind_of(spot.node)])
        elif not str(spot.node.value).strip():
            spot.fault("blank_text")
        else:
            self.draft.texts[spot.key] = str(spot.node.value).strip()

    def _base(self, spot: Spot) -> None:
        self.draft.base = read_choice(spot, BASES) or ""

    def _switch(self, spot: Spot) -> None:
        codes: list[str] = []
        if not isinstance(spot.node, SequenceNode):
            spot.fault("not_list", example="space", kind=KINDS[kind_of(spot.node)])
            return
        for node in spot.node.value:
            item = Spot(node, None, spot.key, self.report)
            code = self._group(item)
            if code in codes:
                item.fault("twice", code=code)
            elif code:
                codes.append(code)
        if spot.key == "switch_on":
            self.draft.switch_on = tuple(codes)
        else:
            self.draft.switch_off = tuple(codes)

    def _group(self, spot: Spot) -> str:
        """Code of an action; its Chinese name is answered with the code."""
        text = written_text(spot.node)
        if kind_of(spot.node) == "str" and text in GROUPS:
            return text
        by_name = {zh: code for code, (zh, _) in GROUPS.items()}
        hint = by_name.get(text) or closest(text, GROUPS)
        spot.fault("choice", hint, text=text or "null", allowed=", ".join(GROUPS))
        return ""

    def _scale(self, spot: Spot) -> None:
        value = read_number(spot, "比例")
        if value is not None and check_range(
            spot, value, Limit("scale", "比例", 0.0, 1.0, likely=0.5)
        ):
            self.draft.scale = value

    def _delay(self, spot: Spot) -> None:
        self.draft.delay_years = read_whole(spot, 0, LONGEST_DELAY)

    def _levers(self, spot: Spot) -> None:
        for code, inner in self._children(spot):
            if code in self.limits.levers:
                given = read_path(inner, self.limits.levers[code])
                if given is not None:
                    self.draft.levers[code] = given
                    self.draft.places[inner.key] = given.place
            else:
                unknown_lever(inner, code, self.limits)

    def _assumptions(self, spot: Spot) -> None:
        for code, inner in self._children(spot):
            if code in self.limits.assumptions:
                given = read_path(inner, self.limits.assumptions[code])
                if given is not None:
                    self.draft.assumptions[code] = given
                    self.draft.places[inner.key] = given.place
            else:
                unknown_assumption(inner, code, self.limits)

    def _uncertainty(self, spot: Spot) -> None:
        for code, inner in self._children(spot):
            self.draft.places[inner.key] = inner.place
            if code == "parameters":
                self.draft.parameters = read_choice(inner, PARAMETERS)
            elif code == "prior_width":
                value = read_number(inner, "倍")
                limit = Limit("prior_width", "倍", 0.0, WIDEST, likely=1.0)
                if value is not None and check_range(inner, value, limit):
                    self.draft.prior_width = value
            else:
                self.report.add(
                    place_of(inner.key_node or inner.node, self.report),
                    "unknown_key",
                    closest(code, UNCERTAINTY_KEYS),
                    key=inner.key,
                    allowed=", ".join(UNCERTAINTY_KEYS),
                )

    def _children(self, spot: Spot) -> list[tuple[str, Spot]]:
        """(key, value) of a section; a section left empty has none."""
        if kind_of(spot.node) == "null" and not spot.node.value:
            return []
        if not isinstance(spot.node, MappingNode):
            spot.fault("not_mapping", kind=KINDS[kind_of(spot.node)])
            return []
        return [
            (text, spot.child(text, key, value))
            for text, key, value in entries(spot.node, spot.key, self.report)
        ]


def unknown_lever(spot: Spot, code: str, limits: Limits) -> None:
    """Note a lever that does not exist, with what it was probably meant to be."""
    place = place_of(spot.key_node or spot.node, spot.report)
    pattern = PATTERNS.get(code)
    if pattern is not None and pattern.per:
        which = {"park": ("园区", "park"), "sector": ("行业", "sector")}[pattern.per]
        codes = ", ".join(f"{code}_{item}" for item in limits.items[pattern.per])
        spot.report.add(place, "needs_item", code=code, which=which, codes=codes)
    elif code in limits.assumptions:
        spot.report.add(place, "assumption_here", code=code)
    else:
        by_name = {lever.name_zh: lever.code for lever in PATTERNS.values() if not lever.per}
        hint = by_name.get(code) or closest(code, limits.levers)
        spot.report.add(place, "unknown_lever", hint, code=code)


def unknown_assumption(spot: Spot, code: str, limits: Limits) -> None:
    """Note an assumption that does not exist, with what it was probably meant to be."""
    place = place_of(spot.key_node or spot.node, spot.report)
    if code in limits.levers or code in PATTERNS:
        spot.report.add(place, "lever_here", code=code)
    else:
        by_name = {item.name_zh: item.code for item in ASSUMPTIONS}
        hint = by_name.get(code) or closest(code, limits.assumptions)
        allowed = ", ".join(limits.assumptions)
        spot.report.add(place, "unknown_assumption", hint, code=code, allowed=allowed)
