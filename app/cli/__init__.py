"""The command line: publish, serve, check and export the dataset.

`datasets`, `safety_check` and `servers` have the commands, `shared` what they share.

What must stay true: each command imports what it needs when it runs, so that `--help` loads neither database
nor web framework.
"""

# Each module adds its commands to the program.
from app.cli import datasets, safety_check, servers
from app.cli.shared import cli

__all__ = ["cli", "datasets", "safety_check", "servers"]
