"""Which options were written on the command line, so that idle ones can be refused."""

from __future__ import annotations

import typer


def given_options(context: typer.Context) -> dict[str, str]:
    """The options written on the command line: by parameter, as they are spelt there."""
    names = {item.name: max(item.opts, key=len) for item in context.command.params if item.name}
    found = {}
    for name, option in names.items():
        source = context.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            found[name] = option
    return found
