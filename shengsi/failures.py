"""What went wrong, as lines for stderr and an exit code; with `--json` as a document too.

Exit codes: 0 ok, 1 a run or check failed, 2 usage, 3 invalid scenario or data, 130
interrupted.  There is no traceback without `-v`.
"""

from __future__ import annotations

import re
import sys
from typing import Any

from calibration.plain_text import closest
from shengsi.console import document_printed, emit_json
from shengsi.text import language, t

OK, FAILED, USAGE, INVALID, INTERRUPTED = 0, 1, 2, 3, 130

# What Typer says about a value, in either of its wordings -> (key, name of the group).
_REASONS: tuple[tuple[str, str, str], ...] = (
    (r"in the range (?P<x>\S+?)\.?$", "err.in_range", "span"),
    (r"valid integer", "err.integer", ""),
    (r"valid (?:number|float)", "err.number", ""),
    (r"greater than or equal to (?P<x>\S+?)\.?$", "err.at_least", "low"),
    (r"less than or equal to (?P<x>\S+?)\.?$", "err.at_most", "high"),
    (r"is not one of (?P<x>.+?)\.?$", "err.one_of", "choices"),
    (r"'(?P<x>[^']+)' is not readable", "err.not_readable", "file"),
)


class Stop(Exception):
    """A command cannot go on, or must not: what to say, in the run's language, and the code."""

    def __init__(self, code: int, *lines: str) -> None:
        self.code, self.lines = code, list(lines)
        super().__init__("; ".join(lines))


def tell(code: int, lines: list[str], document: bool) -> int:
    """Say on stderr what went wrong; return the exit code.

    With `document` (`--json`) stdout gets it too, unless the command has printed its own
    document: `{"ok": false, "exit_code": 2, "problems": [...]}`.
    """
    print("\n".join(lines), file=sys.stderr)
    if document and not document_printed():
        emit_json({"ok": False, "exit_code": code, "problems": lines})
    return code


def is_usage_error(error: BaseException) -> bool:
    """Whether an exception is Typer's way of saying that the command line is wrong."""
    return hasattr(error, "format_message") and getattr(error, "exit_code", None) == USAGE


def describe(error: Exception) -> tuple[int, list[str]]:
    """Exit code and lines of an exception."""
    from calibration.errors import DataError
    from scenarios.files import RunError

    if isinstance(error, Stop):
        return error.code, error.lines
    if isinstance(error, RunError):
        return error.code, [t("err.error", message=error.text(language()))]
    if isinstance(error, DataError):
        worded = getattr(error, "lines", None)
        lines = worded(language()) if worded is not None else error.problems
        return (USAGE if getattr(error, "usage", False) else INVALID), list(lines)
    if is_usage_error(error):
        return USAGE, usage_lines(error)
    if isinstance(error, OSError):
        return FAILED, [t("err.error", message=_system_message(error))]
    if isinstance(error, MemoryError):
        return FAILED, [t("err.error", message=t("err.memory"))]
    message = " ".join(str(error).split())
    return FAILED, [t("err.unexpected", kind=type(error).__name__, message=message)]


def _system_message(error: OSError) -> str:
    """What the system refused, with the file when it is known."""
    from scenarios.system_errors import system_reason

    reason = system_reason(error)[language() == "en"]
    if error.filename is None:
        return t("err.system", reason=reason)
    return t("err.file", file=error.filename, reason=reason)


def usage_lines(error: Any) -> list[str]:
    """One line about a command line that cannot be read, with what was probably meant."""
    context: Any = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        return [str(context.get_help())]
    message = _usage_message(error, context)
    if context is not None:
        message += t("err.see_help", command=context.command_path)
    return [t("err.error", message=message)]


def _usage_message(error: Any, context: Any) -> str:
    """What is wrong with the command line."""
    said = str(error.message)
    name = getattr(error, "option_name", None)
    if name and type(error).__name__ == "NoSuchOption":
        return t("err.no_option", name=name) + _near(name, _option_names(context))
    if name and "does not take a value" in said:
        return t("err.takes_no_value", name=name)
    if name and "requires" in said:
        return t("err.needs_value", name=name)
    if type(error).__name__ == "MissingParameter":
        return t("err.missing", name=_parameter_name(error))
    if hasattr(error, "param_hint"):
        return t("err.bad_value", name=_parameter_name(error), reason=_reason(said))
    found = re.match(r"No such command '(.*?)'", said)
    if found and context is not None:
        names = context.command.list_commands(context)
        return t("err.no_command", name=found.group(1)) + _near(found.group(1), names)
    if said.startswith("Missing command") and context is not None:
        names = ", ".join(context.command.list_commands(context))
        return t("err.missing_command", names=names)
    found = re.match(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", said)
    return t("err.extra", names=found.group(1)) if found else said


def _near(word: str, known: list[str]) -> str:
    """`. Did you mean --draws?`, or nothing."""
    found = closest(word, known)
    return t("err.hint", hint=found) if found else ""


def _option_names(context: Any) -> list[str]:
    """Every option that the command of a context takes."""
    if context is None:
        return []
    return [name for param in context.command.get_params(context) for name in param.opts]


def _parameter_name(error: Any) -> str:
    """`--draws`, or the argument's name in capitals."""
    if error.param_hint:
        hint = error.param_hint
        return hint if isinstance(hint, str) else " / ".join(hint)
    if error.param is None:
        return ""
    if error.param.param_type_name == "argument":
        return str(error.param.metavar or str(error.param.name).upper())
    return str(max(error.param.opts, key=len))


def _reason(said: str) -> str:
    """Why a value is wrong, in the run's language where Typer's wording is known."""
    said = said.removeprefix("Value error, ")
    for pattern, key, group in _REASONS:
        found = re.search(pattern, said)
        if found:
            return t(key, **({group: found.group("x")} if group else {}))
    return said
