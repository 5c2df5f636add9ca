"""The front door: command line, reports, workbench."""
