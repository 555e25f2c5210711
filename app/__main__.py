"""`python -m app`: the same commands as `fibromag`."""

from .cli import cli

cli(prog_name="fibromag")
