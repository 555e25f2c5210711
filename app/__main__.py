"""`python -m app`: the same commands as `fibromag`."""

from app.cli import cli

cli(prog_name="fibromag")
