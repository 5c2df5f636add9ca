"""The sentences of the front door: one module a command, each with `TEXTS`."""
