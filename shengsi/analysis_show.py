"""What an analysis is, as text and as one JSON document: what `shengsi runs show` says of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scenarios.analyses import Listed, Made
from shengsi.display import bytes_text
from shengsi.tables import cut, table
from shengsi.text import t, texts

_WIDEST = 100


def kind_name(kind: str, lang: str) -> str:
    """`归因`, or the kind itself where it has no word."""
    key = f"runs.kind.{kind}"
    return t(key, lang) if key in texts("runs") else kind


def list_text(found: Sequence[Listed], lang: str) -> str:
    """A table of analyses: name, kind, whether finished, when begun."""
    columns = ("analysis", "kind", "status", "started")
    rows = [
        [
            item.name,
            kind_name(item.kind, lang),
            t(f"runs.status.{'complete' if item.finished else 'unfinished'}", lang),
            item.started or "-",
        ]
        for item in found
    ]
    return table([t(f"runs.col.{name}", lang) for name in columns], rows, "llll")


def list_document(found: Sequence[Listed]) -> list[dict[str, Any]]:
    """The same in JSON types."""
    return [
        {
            "name": item.name, "folder": str(item.folder), "kind": item.kind,
            "started": item.started, "finished": item.finished,
        }
        for item in found
    ]  # fmt: skip


def show_text(made: Made, versions: tuple[str, ...], lang: str) -> str:
    """Kind, command, options, what it was made from, versions and files."""
    content = made.content
    started, ended = (time or "-" for time in made.times)
    shown = {name: content.get("versions", {}).get(name, "-") for name in versions}
    lines = [
        t("runs.show.analysis", lang, run=made.name, kind=kind_name(made.kind, lang)),
        t("runs.show.folder", lang, folder=made.folder),
        t("runs.show.times", lang, started=started, ended=ended),
        t("runs.show.command", lang, command=" ".join(content.get("command", ())) or "-"),
    ]
    if "run" in content and content["run"] != made.name:
        lines.append(t("runs.show.made_from", lang, run=content["run"]))
    basis = content.get("parameters")
    if isinstance(basis, list) and len(basis) == 2:
        lines.append(t("runs.show.parameters", lang, basis=basis[lang == "en"]))
    words = ", ".join(f"{name} {text}" for name, text in shown.items())
    lines.append(t("runs.show.versions", lang, versions=words))
    git = content.get("git")
    if git is not None:
        edited = t("runs.show.edited", lang) if git["edited"] else ""
        lines.append(t("runs.show.git", lang, commit=git["commit"], edited=edited))
    if made.options:
        lines.append(t("runs.show.options", lang))
        lines += [
            cut(f"  {name}  {_plain(value)}", _WIDEST) for name, value in made.options.items()
        ]
    lines.append(t("runs.show.files", lang))
    lines += [f"  {name}  {bytes_text(entry['bytes'])}" for name, entry in made.files.items()]
    return "\n".join(lines)


def _plain(value: Any) -> str:
    """An option as it is read: lists with commas, nothing as a dash."""
    if isinstance(value, list):
        return ", ".join(map(_plain, value)) or "-"
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_plain(one)}" for name, one in value.items()) or "-"
    return "-" if value is None or value == "" else str(value)


def show_document(made: Made) -> dict[str, Any]:
    """The same as JSON types, with the folder."""
    started, ended = made.times
    return {
        "run": made.name,
        "folder": str(made.folder),
        "kind": made.kind,
        "started": started or None,
        "ended": ended or None,
        "command": list(made.content.get("command", ())),
        "made_from": made.content.get("run") if made.content.get("run") != made.name else None,
        "options": dict(made.options),
        "versions": made.content.get("versions"),
        "inputs": made.content.get("inputs"),
        "files": {name: dict(entry) for name, entry in made.files.items()},
    }
