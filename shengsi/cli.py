"""The command line: finds the command, speaks the reader's language, ends in one line.

Nothing heavy is imported here; a command's module is imported when the command is called.
"""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from shengsi.commands import HIDDEN, command_names
from shengsi.console import forget_document
from shengsi.failures import INTERRUPTED, OK, USAGE, Stop, describe, tell
from shengsi.help import localise
from shengsi.options import Lang, Verbose
from shengsi.text import LANGUAGES, has_text, set_language, t


class ReaderGone(Exception):
    """Whoever reads our output has closed it: not an error."""


class Root(TyperGroup):
    """The root command: subcommands by module, errors as lines and exit codes."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Names of the visible commands, without importing any."""
        return [name for name in command_names() if name not in HIDDEN]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command object of a name, its module imported now; None when there is none."""
        if cmd_name not in command_names():
            return None
        module = importlib.import_module(f"shengsi.commands.{cmd_name}")
        command = typer.main.get_command(module.app)
        command.name = cmd_name
        shared = [param for param in self.params if param.name in ("lang", "verbose")]
        return localise(command, cmd_name, shared)

    def summary(self, name: str) -> str:
        """One line about a command, from the catalogue."""
        return t(f"cmd.{name}") if has_text(f"cmd.{name}") else ""

    def invoke(self, ctx: Any) -> Any:
        """Run the subcommand."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise ReaderGone from error

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the command line and exit with its code (return it when not standalone)."""
        words = list(sys.argv[1:] if args is None else args)
        _safe_streams()
        code = self._run(words, extra)
        if standalone_mode:
            sys.exit(code)
        return code

    def _run(self, words: list[str], extra: dict[str, Any]) -> int:
        """Exit code of a command line; everything that may be raised ends here."""
        try:
            code = self._said(words, extra)
            sys.stdout.flush()
        except (ReaderGone, BrokenPipeError):
            # What is still buffered has no reader: the interpreter must not try again.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return OK
        return code

    def _said(self, words: list[str], extra: dict[str, Any]) -> int:
        """Exit code of a command line; what went wrong has been said, whoever still listens."""
        forget_document()
        document = "--json" in words
        try:
            _choose_language(words)
            localise(self, "")
            result = super().main(words, "shengsi", standalone_mode=False, **extra)
        except (ReaderGone, BrokenPipeError):
            raise
        except KeyboardInterrupt:
            result = INTERRUPTED
        except Exception as error:
            if "-v" in words or "--verbose" in words:
                traceback.print_exc()
            return tell(*describe(error), document)
        if result == INTERRUPTED:
            return tell(INTERRUPTED, [t("err.interrupted")], document)
        return result if isinstance(result, int) else OK


def _safe_streams() -> None:
    """Let a terminal that lacks a character show `?` for it rather than stop the program."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _choose_language(words: Sequence[str]) -> None:
    """Set the language from `--lang` or SHENGSI_LANG; raises Stop when the latter is not one.

    The arguments are read before they are parsed, since help and usage errors must follow it
    wherever the option stands.  A wrong `--lang` is left to the parser.
    """
    chosen = os.environ.get("SHENGSI_LANG") or LANGUAGES[0]
    set_language(LANGUAGES[0])
    for before, word in zip(["", *words], words, strict=False):
        if before == "--lang" and word in LANGUAGES:
            chosen = word
        elif word.startswith("--lang=") and word[7:] in LANGUAGES:
            chosen = word[7:]
    if chosen not in LANGUAGES:
        raise Stop(USAGE, t("err.error", message=t("err.env_lang", value=chosen)))
    set_language(chosen)


app = typer.Typer(
    cls=Root,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _show_version(wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        from importlib.metadata import version

        print(f"shengsi {version('shengsi')}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="@opt.version")
    ] = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Agent-based model of Shengsi County's manufacturing plan 2023-2027."""


def main() -> None:
    """Entry point of the `shengsi` command."""
    app()


if __name__ == "__main__":
    main()
