"""Help pages in the reader's language, aligned for Chinese, without colour or boxes.

Typer builds its command objects itself, also from modules that know nothing of this one, so
the page is put on each object rather than inherited by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from functools import partial
from typing import Any

from shengsi.tables import pad, text_width
from shengsi.text import has_text, t

_WIDEST_NAME = 34
# Offered by Typer for every application; of no use below the root.
_COMPLETION = ("install_completion", "show_completion")


def localise(command: Any, path: str, shared: Sequence[Any] = ()) -> Any:
    """Give a command object and its subcommands help in the run's language; return it.

    `path` is its catalogue key without `cmd.`, such as scenario.list.  The `shared` options
    are accepted wherever a command does not take them itself.
    """
    key = f"cmd.{path}"
    if has_text(key):
        command.help = command.short_help = t(key)
    command.params = [p for p in command.params if p.name not in _COMPLETION]
    taken = {name for param in command.params for name in param.opts}
    for param in shared:
        if taken.isdisjoint(param.opts):
            silent = copy(param)
            silent.expose_value = False
            command.params.append(silent)
    for param in command.params:
        said = getattr(param, "help", None) or ""
        if said.startswith("@"):
            param.help = t(said[1:])
    vars(command)["format_help"] = partial(_write_help, command)
    for name, child in getattr(command, "commands", {}).items():
        localise(child, f"{path}.{name}" if path else name, shared)
    return command


def _write_help(command: Any, context: Any, formatter: Any) -> None:
    """Write the help page of one command to click's formatter."""
    formatter.write("\n".join(_page(command, context)) + "\n")


def _page(command: Any, context: Any) -> list[str]:
    """Lines of a help page."""
    lines = [f"{t('help.usage')}: {context.command_path} {_usage(command, context)}", ""]
    lines += [f"  {line}" for line in (command.help or "").splitlines()]
    params = [p for p in command.get_params(context) if not getattr(p, "hidden", False)]
    arguments = [p for p in params if p.param_type_name == "argument"]
    options = [p for p in params if p.param_type_name == "option"]
    lines += _section("help.arguments", [(_argument_name(p), _about(p)) for p in arguments])
    lines += _section("help.options", [(_option_name(p, context), _about(p)) for p in options])
    names = command.list_commands(context) if hasattr(command, "list_commands") else []
    lines += _section("help.commands", _commands(command, context, names))
    return lines


def _usage(command: Any, context: Any) -> str:
    """The usage line after the command's name."""
    pieces = [t("help.options_metavar")]
    for param in command.get_params(context):
        if param.param_type_name == "argument":
            name = _argument_name(param)
            pieces.append(name if param.required else f"[{name}]")
    if hasattr(command, "list_commands"):
        pieces.append(t("help.command_metavar"))
    return " ".join(pieces)


def _argument_name(param: Any) -> str:
    """NAME, or NAME... when several may be given."""
    name = param.metavar or str(param.name).upper()
    return f"{name}..." if param.nargs == -1 else str(name)


def _option_name(param: Any, context: Any) -> str:
    """`-n, --draws N`: short names first."""
    names = sorted(param.opts, key=lambda name: (name.startswith("--"), name))
    text = ", ".join(names)
    if getattr(param, "is_flag", False) or param.name == "help":
        return text
    record = param.get_help_record(context)
    metavar = param.metavar or (record[0].rpartition(" ")[2] if record else "")
    return text if metavar in names or not metavar else f"{text} {metavar}"


def _about(param: Any) -> str:
    """What a parameter means, with its default."""
    said = t("opt.help") if param.name == "help" else (getattr(param, "help", None) or "")
    default = getattr(param, "default", None)
    shown = isinstance(default, (int, float, str)) and not isinstance(default, bool)
    if shown and str(default) and getattr(param, "show_default", True):
        value = getattr(default, "value", default)
        return f"{said} [{t('help.default', value=value)}]"
    if param.required and param.param_type_name == "option":
        return f"{said} [{t('help.required')}]"
    return said


def _commands(command: Any, context: Any, names: list[str]) -> list[tuple[str, str]]:
    """Name and one line of each command; a lazy group answers from the catalogue."""
    rows = []
    for name in names:
        summary = getattr(command, "summary", None)
        if summary is not None:
            rows.append((name, summary(name)))
            continue
        child = command.get_command(context, name)
        if not child.hidden:
            rows.append((name, (child.help or "").split("\n")[0]))
    return rows


def _section(title: str, rows: list[tuple[str, str]]) -> list[str]:
    """A titled list of two columns; nothing when it is empty."""
    if not rows:
        return []
    width = min(_WIDEST_NAME, max(text_width(name) for name, _ in rows))
    return ["", f"{t(title)}:", *(f"  {pad(name, width)}  {said}".rstrip() for name, said in rows)]
