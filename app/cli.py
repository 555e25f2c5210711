"""The command line.

Data goes to stdout, progress and messages to stderr. Exit codes: 0 done; 1 something is wrong with the
seed files, the dataset or a check; 2 the command was not understood. `check` has more: see its help.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import Progress

from app import __version__
from app.db.opening import UnusableError, open_database
from app.errors import faults_of
from app.formats.archive import export as export_files
from app.main import create_app
from app.middleware.strict_json import NotPlainError, plain_json
from app.models import COLLECTIONS, OUTCOMES
from app.publishing.publish import Progress as Report
from app.publishing.publish import publish as publish_library
from app.publishing.verify import verify as verify_library
from app.safety.schemas import CheckAnswer, CheckRequest, Disposition
from app.safety.watch import WatchedChecker
from app.seeds.library import Library
from app.seeds.reader import SeedError, read_seeds
from app.settings import Settings, WrongSettingError, read_settings

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


def configured() -> Settings:
    """What the environment says."""
    try:
        return read_settings()
    except WrongSettingError as error:
        fail(str(error))


def read_library(settings: Settings) -> Library:
    """The seed files, or every problem with them on stderr."""
    try:
        return read_seeds(settings.seeds)
    except SeedError as error:
        fail(str(error))


@cli.command()
def publish() -> None:
    """Build the dataset from the seed files; the old one stays until the new one is whole."""
    settings = configured()
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


@cli.command()
def export(
    out: Annotated[
        Path | None, typer.Option(help="The folder to write; by default the one that is served.")
    ] = None,
) -> None:
    """Write everything that is published as files: tables, workbooks, citations, the database, a codebook.

    The same dataset gives the same bytes. An older export is replaced, any other folder is left alone.
    """
    settings = configured()
    folder = out or settings.export
    try:
        done = export_files(settings.database_url, folder)
    except UnusableError as error:
        fail(str(error))
    except OSError as error:
        fail(f"The files could not be written ({error.strerror}).")
    messages.print(
        f"exported: dataset {done.stamp.version}, {done.files} files, {done.size / 1e6:.1f} MB, in {folder}"
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
    workers: Annotated[int, typer.Option(help="Processes that serve.", min=1, max=64)] = 1,
) -> None:
    """Serve the published dataset. Reads only: it never publishes, migrates or writes."""
    from app import server

    try:
        app = server.service()
    except (UnusableError, WrongSettingError) as error:
        fail(str(error))
    for wrong in app.state.resources.checker.wrong:
        messages.print(f"not ready: {wrong}")
    shown = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104
    stamp = app.state.resources.database.stamp
    messages.print(f"dataset {stamp.version}, digest {stamp.digest[:12]}")
    for address, what in ADDRESSES.items():
        messages.print(f"  http://{shown}:{port}{address}  {what}")
    server.serve(app, host, port, workers)


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
    settings = configured()
    library = read_library(settings)
    findings = list(verify_library(library, settings.database_url, article))
    for finding in findings:
        typer.echo(f"{'passed' if finding.passed else 'FAILED'}: {finding.text}")
    if not all(finding.passed for finding in findings):
        raise typer.Exit(1)


EXIT_CODES = {Disposition.none_recorded: 0, Disposition.issues_found: 3, Disposition.incomplete: 4}
"""What `check` exits with; 1 when there is no dataset, 2 when the question was not understood."""


@cli.command()
def check(
    dose_mg: Annotated[float | None, typer.Option(help="Elemental magnesium, mg a day.")] = None,
    compound_mg: Annotated[float | None, typer.Option(help="Or: the salt, mg a day.")] = None,
    form: Annotated[str | None, typer.Option(help="The salt, such as citrate.")] = None,
    medicine: Annotated[list[str] | None, typer.Option(help="A medicine; may be repeated.")] = None,
    condition: Annotated[list[str] | None, typer.Option(help="A condition; may be repeated.")] = None,
    no_medicines: Annotated[bool, typer.Option(help="No medicines are taken.")] = False,
    no_conditions: Annotated[bool, typer.Option(help="There are no conditions.")] = False,
    age: Annotated[float | None, typer.Option(help="Years.")] = None,
    egfr: Annotated[float | None, typer.Option(help="mL/min/1.73 m².")] = None,
    pregnant: Annotated[bool | None, typer.Option(help="Pregnant, or not.")] = None,
    breastfeeding: Annotated[bool | None, typer.Option(help="Breastfeeding, or not.")] = None,
    question: Annotated[
        str | None, typer.Option("--input", help="`-`: the whole question as JSON on stdin.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The whole answer as JSON.")] = False,
) -> None:
    """Ask the safety check. What is left out is not known, and the answer says what that leaves open.

    Shells keep a history of what is typed: `--input -` keeps health facts out of it. Exit codes: 0 none
    recorded, 3 issues found, 4 incomplete; 1 no dataset, 2 the question was not understood.
    """
    if question is not None:
        raw = typer.get_binary_stream("stdin").read() if question == "-" else question.encode()
    else:
        given = {
            "supplement": present(form=form, elemental_mg=dose_mg, compound_mg=compound_mg),
            "person": present(age=age, egfr=egfr, pregnant=pregnant, breastfeeding=breastfeeding),
            "medicines": listed(medicine, no_medicines),
            "conditions": listed(condition, no_conditions),
        }
        raw = json.dumps(given).encode()
    try:
        plain_json(raw)
        request = CheckRequest.model_validate_json(raw)
    except NotPlainError as error:
        refuse(str(error))
    except ValidationError as error:
        refuse(
            "\n".join(f"{fault.place}: {fault.problem}" for fault in faults_of(error, CheckRequest).errors)
        )
    try:
        answer = WatchedChecker(open_database(configured().database_url)).trusted().check(request)
    except UnusableError as error:
        fail(str(error))
    typer.echo(answer.model_dump_json(indent=2) if as_json else in_words(answer))
    raise typer.Exit(EXIT_CODES[answer.disposition])


def refuse(message: str) -> NoReturn:
    """Say what of the question was not understood, and stop."""
    typer.echo(message, err=True)
    raise typer.Exit(2)


def present(**given: object) -> dict[str, object]:
    """What was given, without what was not."""
    return {name: value for name, value in given.items() if value is not None}


def listed(names: list[str] | None, none: bool) -> list[dict[str, str]] | None:
    """Names as the check takes them; null when nothing was said."""
    if names:
        return [{"text": name} for name in names]
    return [] if none else None


def in_words(answer: CheckAnswer) -> str:
    """An answer for a terminal."""
    lines = [f"{answer.disposition}: {answer.disposition.meaning}"]
    for alert in answer.alerts:
        lines += [
            f"\n{alert.severity}: {alert.subject} ({alert.rule})",
            f"  {alert.effect}",
            f"  {alert.action}",
        ]
        lines += [f"  because {', '.join(alert.because)}"] if alert.because else []
    if answer.undecided:
        lines.append("\nundecided:")
        lines += [f"  {each.rule}: needs {', '.join(each.needs)}" for each in answer.undecided]
    if unknown := [each for each in answer.inputs if each.status != "matched"]:
        lines.append("\nnot checked, or not in particular:")
        lines += [
            f"  {each.given}: {each.status.meaning}"
            + (f" Looks like: {', '.join(each.suggestions)}." if each.suggestions else "")
            for each in unknown
        ]
    lines += ["\nnever checked:", *(f"  {each}" for each in answer.not_checked), "", answer.notice]
    return "\n".join(lines)


@cli.command()
def openapi() -> None:
    """Print the OpenAPI document."""
    try:
        database = open_database(configured().database_url)
    except UnusableError as error:
        fail(str(error))
    typer.echo(json.dumps(create_app(database).openapi(), indent=2, ensure_ascii=False))


@cli.command()
def version(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Print the versions of the program and of the published dataset."""
    try:
        stamp = open_database(configured().database_url).stamp
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
