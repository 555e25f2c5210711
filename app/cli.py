"""The command line.

Data goes to stdout, progress and messages to stderr. Exit codes: 0 done; 1 something is wrong with the
seed files, the dataset or a check; 2 the command was not understood.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import Progress

from . import __version__, seeds
from .database import UnusableError, open_database
from .main import create_app
from .models import COLLECTIONS, OUTCOMES
from .publish import Progress as Report
from .publish import publish as publish_library
from .settings import Settings
from .verify import verify as verify_library

cli = typer.Typer(
    name="fibromag",
    help=__doc__,
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

messages = Console(stderr=True, highlight=False)


def fail(message: str) -> NoReturn:
    """Say what is wrong, and stop."""
    typer.echo(message, err=True)
    raise typer.Exit(1)


def read_library(settings: Settings) -> seeds.Library:
    """The seed files, or every problem with them on stderr."""
    try:
        return seeds.read(settings.seeds)
    except seeds.SeedError as error:
        fail(str(error))


@cli.command()
def publish() -> None:
    """Build the dataset from the seed files; the old one stays until the new one is whole."""
    settings = Settings()
    library = read_library(settings)
    try:
        with progress_bar() as report:
            done = publish_library(library, settings.database_url, report)
    except UnusableError as error:
        fail(str(error))
    except OSError as error:
        fail(f"The dataset could not be written ({error.strerror}); the old one is untouched.")
    what = "published" if done.changed else "published already"
    messages.print(
        f"{what}: dataset {done.stamp.version}, {done.records} records, digest {done.stamp.digest}"
    )


@contextmanager
def progress_bar() -> Iterator[Report]:
    """A bar on a terminal, nothing elsewhere."""
    with Progress(console=messages, transient=True, disable=not messages.is_terminal) as bar:
        task = bar.add_task("publishing")
        yield lambda step, done, total: bar.update(task, description=step, completed=done, total=total)


@cli.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)] = 8000,
) -> None:
    """Serve the published dataset. Reads only: it never publishes, migrates or writes."""
    import uvicorn

    settings = Settings()
    try:
        database = open_database(settings.database_url)
    except UnusableError as error:
        fail(str(error))
    shown = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104
    messages.print(f"dataset {database.stamp.version}, digest {database.stamp.digest[:12]}")
    for address, what in ADDRESSES.items():
        messages.print(f"  http://{shown}:{port}{address}  {what}")
    uvicorn.run(
        create_app(database),
        host=host,
        port=port,
        log_level=settings.log_level,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        timeout_graceful_shutdown=10,
    )


ADDRESSES = {"/v1": "where to begin", "/openapi.json": "the API described", "/readyz": "is it ready?"}
"""What `serve` tells you to open."""


@cli.command()
def verify(
    article: Annotated[
        Path | None,
        typer.Option(
            help="The article's text, to check the hash of every sentence.", exists=True, dir_okay=False
        ),
    ] = None,
) -> None:
    """Check seed files, references, sources, salts, the published digest and the article's sentences."""
    settings = Settings()
    library = read_library(settings)
    findings = list(verify_library(library, settings.database_url, article))
    for finding in findings:
        typer.echo(f"{'passed' if finding.passed else 'FAILED'}: {finding.text}")
    if not all(finding.passed for finding in findings):
        raise typer.Exit(1)


@cli.command()
def openapi() -> None:
    """Print the OpenAPI document."""
    try:
        database = open_database(Settings().database_url)
    except UnusableError as error:
        fail(str(error))
    typer.echo(json.dumps(create_app(database).openapi(), indent=2, ensure_ascii=False))


@cli.command()
def version(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Print the versions of the program and of the published dataset."""
    try:
        stamp = open_database(Settings().database_url).stamp
    except UnusableError:
        stamp = None
    about = {
        "program": __version__,
        "dataset": stamp.version if stamp else None,
        "digest": stamp.digest if stamp else None,
        "collections": [collection.name for collection in (*COLLECTIONS, OUTCOMES)],
    }
    if as_json:
        typer.echo(json.dumps(about))
    else:
        typer.echo(f"fibromag {__version__}, dataset {about['dataset'] or 'not published'}")
