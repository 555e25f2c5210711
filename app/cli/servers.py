"""Commands that serve the dataset, or print its contract or version."""

import gc
import json
from typing import Annotated

import typer

from app.cli.shared import cli, configured, fail, failing_in_one_sentence, tell, without_garbage_collection

PRINTED_ADDRESSES = {
    "/": "pages",
    "/docs": "documentation of the API",
    "/data": "files",
    "/v1": "entry point of the API",
}
"""Addresses that `serve` prints."""


@cli.command("serve")
def serve_command(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Number of server processes.", min=1, max=64)] = 1,
) -> None:
    """Serve the published dataset. It only reads: it never publishes, migrates or writes."""
    with without_garbage_collection(), failing_in_one_sentence():
        from app import server

        app = server.service()
        gc.freeze()  # later collections leave out what was loaded
    for wrong in app.state.resources.checker.wrong:
        tell(f"not ready: {wrong}")
    shown = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104
    stamp = app.state.resources.database.stamp
    tell(f"dataset {stamp.version}, digest {stamp.digest[:12]}")
    for address, what in PRINTED_ADDRESSES.items():
        tell(f"  http://{shown}:{port}{address}  {what}")
    server.serve(app, host, port, workers)


@cli.command("mcp")
def mcp_command() -> None:
    """Serve tools for assistants over standard input and output (Model Context Protocol)."""
    settings = configured()
    with failing_in_one_sentence():
        from app.db.database import open_database
        from app.main import create_app

        try:
            from app.mcp.server import create_server
        except ImportError:
            fail("`fibromag mcp` needs the extra `mcp`.")
        app = create_app(open_database(settings.database_url), settings.export, settings)
    create_server(app.state.resources).run()


@cli.command("openapi")
def openapi_command() -> None:
    """Print the OpenAPI document."""
    settings = configured()
    with failing_in_one_sentence():
        from app.db.database import open_database
        from app.main import create_app
        from app.openapi.document import document_text

        document = document_text(create_app(open_database(settings.database_url)).openapi())
    typer.echo(document, nl=False)


@cli.command("version")
def version_command(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Print the versions of the program and of the published dataset."""
    from app import __version__
    from app.db.database import open_database
    from app.db.errors import UnusableError
    from app.registry import LISTS

    try:
        stamp = open_database(configured().database_url).stamp
    except UnusableError:
        stamp = None
    about = {
        "program": __version__,
        "dataset": stamp.version if stamp else None,
        "digest": stamp.digest if stamp else None,
        "collections": [collection.name for collection in LISTS],
    }
    if as_json:
        typer.echo(json.dumps(about))
    else:
        typer.echo(f"fibromag {__version__}, dataset {about['dataset'] or 'not published'}")
