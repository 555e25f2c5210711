"""What every command shares: the program, its messages, its settings and its seed files."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from app.seeds.library import Library
    from app.settings import Settings

HELP = """Publish, serve, check and export the dataset.

Data goes to stdout, progress and messages to stderr. Exit codes: 0 success; 1 the seed files, the dataset or
a check is wrong; 2 the command was not understood. `check` has more: see its help.
"""

cli = typer.Typer(
    name="fibromag",
    help=HELP,
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def fail(message: str, code: int = 1) -> NoReturn:
    """Print a message to stderr and exit."""
    typer.echo(message, err=True)
    raise typer.Exit(code)


def tell(message: str) -> None:
    """Print progress to stderr."""
    typer.echo(message, err=True)


@contextmanager
def failing_in_one_sentence() -> Iterator[None]:
    """Exit with what is wrong with the dataset, a setting or an entry of the registry, if something is."""
    from app.db.errors import UnusableError
    from app.models.collection import RegistryError
    from app.settings import WrongSettingError

    try:
        yield
    except (RegistryError, UnusableError, WrongSettingError) as error:
        fail(str(error))


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """Turn garbage collection off: it takes a tenth of the time of a command that loads, answers and ends."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def configured() -> "Settings":
    """Return the settings of the environment, or exit with what is wrong with them."""
    from app.settings import read_settings

    with failing_in_one_sentence():
        return read_settings()


def read_library(settings: "Settings") -> "Library":
    """Return the seed files, or exit with every problem in them or in the registry."""
    from app.models.collection import RegistryError
    from app.seeds.problems import SeedError
    from app.seeds.reader import read_seeds

    try:
        return read_seeds(settings.seeds)
    except (RegistryError, SeedError) as error:
        fail(str(error))
