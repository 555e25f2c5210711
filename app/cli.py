"""The command line: publish, serve, check and export the dataset.

Data goes to stdout, progress and messages to stderr. Exit codes: 0 success; 1 the seed files, the dataset or
a check is wrong; 2 the command was not understood. `check` has more: see its help.
"""

# Each command imports what it needs when it runs: `--help` loads neither database nor web framework.
import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from app.publishing.writing import Progress as Report
    from app.safety.schemas import CheckAnswer
    from app.seeds.library import Library
    from app.settings import Settings

cli = typer.Typer(
    name="fibromag",
    help=__doc__,
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


def configured() -> "Settings":
    """Return the settings of the environment, or exit with what is wrong with them."""
    from app.settings import WrongSettingError, read_settings

    try:
        return read_settings()
    except WrongSettingError as error:
        fail(str(error))


def read_library(settings: "Settings") -> "Library":
    """Return the seed files, or exit with every problem in them."""
    from app.seeds.problems import SeedError
    from app.seeds.reader import read_seeds

    try:
        return read_seeds(settings.seeds)
    except SeedError as error:
        fail(str(error))


@cli.command("publish")
def publish_command() -> None:
    """Build the dataset from the seed files. The old one is served until the new one is complete."""
    from app.db.errors import UnusableError
    from app.publishing.publish import check_examples, publish
    from app.publishing.releases import read_releases

    settings = configured()
    library = read_library(settings)
    try:
        check_examples(library)
        with progress_bar() as report:
            done = publish(library, settings.database_url, report, read_releases(settings.seeds))
    except UnusableError as error:
        fail(str(error))
    except OSError as error:
        fail(f"The dataset could not be written ({error.strerror}); the old one is untouched.")
    what = "published" if done.changed else "already published"
    tell(f"{what}: dataset {done.stamp.version}, {done.records} records, digest {done.stamp.digest}")


@cli.command("release")
def release_command() -> None:
    """Write the dataset of the seed files as a release, to `releases/` among the seeds.

    A release never changes: a file of the same version with other content is left as it is.
    """
    from app.publishing.releases import SUFFIX, write_release
    from app.publishing.rows import content_of
    from app.seeds.library import RELEASES_FOLDER

    settings = configured()
    content = content_of(read_library(settings))
    path = settings.seeds / RELEASES_FOLDER / f"{content.stamp.version}{SUFFIX}"
    file = write_release(content)
    if path.exists() and path.read_bytes() != file:
        fail(f"{path} is another dataset: give this one a new version in dataset.yaml.")
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(file)
    tell(f"released: dataset {content.stamp.version}, digest {content.stamp.digest}, in {path}")


@cli.command("export")
def export_command(
    out: Annotated[
        Path | None, typer.Option(help="Folder to write; default: the one that is served.")
    ] = None,
) -> None:
    """Export the published dataset as files: tables, workbooks, citations, the database, a codebook.

    The same dataset gives the same bytes. An older export is replaced; any other folder is left unchanged.
    """
    from app.db.errors import UnusableError
    from app.formats.archive import export_dataset

    settings = configured()
    folder = out or settings.export
    try:
        done = export_dataset(settings.database_url, folder)
    except UnusableError as error:
        fail(str(error))
    except OSError as error:
        fail(f"The files could not be written ({error.strerror}).")
    tell(f"exported: dataset {done.stamp.version}, {done.files} files, {done.size / 1e6:.1f} MB, in {folder}")


@contextmanager
def progress_bar() -> "Iterator[Report]":
    """Show a progress bar on a terminal, nothing elsewhere."""
    from rich.console import Console
    from rich.progress import Progress

    messages = Console(stderr=True, highlight=False)
    with Progress(console=messages, transient=True, disable=not messages.is_terminal) as bar:
        task = bar.add_task("publishing")
        yield lambda step, done, total: bar.update(task, description=step, completed=done, total=total)


@cli.command("serve")
def serve_command(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Number of server processes.", min=1, max=64)] = 1,
) -> None:
    """Serve the published dataset. It only reads: it never publishes, migrates or writes."""
    gc.disable()  # loading makes almost no garbage, and looking for it takes a tenth of the start
    from app import server
    from app.db.errors import UnusableError
    from app.settings import WrongSettingError

    try:
        app = server.service()
    except (UnusableError, WrongSettingError) as error:
        fail(str(error))
    for wrong in app.state.resources.checker.wrong:
        tell(f"not ready: {wrong}")
    shown = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104
    stamp = app.state.resources.database.stamp
    tell(f"dataset {stamp.version}, digest {stamp.digest[:12]}")
    for address, what in PRINTED_ADDRESSES.items():
        tell(f"  http://{shown}:{port}{address}  {what}")
    gc.enable()
    server.serve(app, host, port, workers)


@cli.command("mcp")
def mcp_command() -> None:
    """Serve tools for assistants over standard input and output (Model Context Protocol)."""
    from app.db.database import open_database
    from app.db.errors import UnusableError
    from app.main import create_app

    try:
        from app.mcp.server import create_server
    except ImportError:
        fail("`fibromag mcp` needs the extra `mcp`.")
    settings = configured()
    try:
        app = create_app(open_database(settings.database_url), settings.export, settings)
    except UnusableError as error:
        fail(str(error))
    create_server(app.state.resources).run()


@cli.command("draft")
def draft_command(
    file: Annotated[
        Path,
        typer.Argument(
            help="PubMed (NBIB), RIS, or a study record of ClinicalTrials.gov (JSON).",
            exists=True,
            dir_okay=False,
        ),
    ],
    out: Annotated[Path | None, typer.Option(help="Folder of seed files to write to.")] = None,
) -> None:
    """Write draft seeds from a file of a library or registry, and say what a person must read.

    A draft holds what the file states; every other field is null with a reason. `verify` lists drafts, and
    `publish` refuses them.
    """
    from app.drafting.draft import DraftError
    from app.drafting.files import drafts_in, refuse_known, write_drafts

    settings = configured()
    try:
        drafts = drafts_in(file.read_text("utf-8"))
        refuse_known(drafts, read_library(settings))
        paths = write_drafts(drafts, out or settings.seeds)
    except UnicodeDecodeError:
        fail(f"{file} is not UTF-8.")
    except DraftError as error:
        fail(str(error))
    for path, draft in zip(paths, drafts, strict=True):
        typer.echo(path)
        tell("\n".join(f"  {each}" for each in draft.to_read))


PRINTED_ADDRESSES = {"/v1": "entry point", "/openapi.json": "OpenAPI document", "/readyz": "readiness"}
"""Addresses that `serve` prints."""


@cli.command("verify")
def verify_command(
    article: Annotated[
        Path | None,
        typer.Option(
            help="Text of the article, to check the hash of every sentence.", exists=True, dir_okay=False
        ),
    ] = None,
) -> None:
    """Check seed files, references, sources, salts, the published digest and the article's sentences."""
    from app.publishing.verify import verify

    settings = configured()
    library = read_library(settings)
    findings = list(verify(library, settings.database_url, article))
    for finding in findings:
        typer.echo(f"{'passed' if finding.passed else 'FAILED'}: {finding.text}")
    if not all(finding.passed for finding in findings):
        raise typer.Exit(1)


EXIT_CODES = {"none_recorded": 0, "issues_found": 3, "incomplete": 4}
"""Exit code of `check` by disposition; 1 when there is no dataset, 2 when the request was not understood."""


@cli.command("check")
def check_command(
    amount: Annotated[
        str | None,
        typer.Option(help="Magnesium a day: `200 mg`, `10 mmol`, `2 x 100 mg`, `100 mg twice a day`."),
    ] = None,
    salt_amount: Annotated[
        str | None, typer.Option("--salt", help="Or: the salt a day, such as `1000 mg` of the citrate.")
    ] = None,
    dose_mg: Annotated[float | None, typer.Option(help="Or: elemental magnesium, mg per day.")] = None,
    compound_mg: Annotated[float | None, typer.Option(help="Or: the compound (salt), mg per day.")] = None,
    form: Annotated[str | None, typer.Option(help="Form of magnesium, such as citrate.")] = None,
    times: Annotated[str | None, typer.Option(help="When it is taken: `8am, 9:30pm`.")] = None,
    medicine: Annotated[
        list[str] | None,
        typer.Option(
            help="Medicines, separated by commas, with times: `ciprofloxacin 9am, 9pm`. Repeatable."
        ),
    ] = None,
    condition: Annotated[
        list[str] | None, typer.Option(help="Conditions, separated by commas. Repeatable.")
    ] = None,
    no_medicines: Annotated[bool, typer.Option("--no-medicines", help="No medicines are taken.")] = False,
    no_conditions: Annotated[bool, typer.Option("--no-conditions", help="There are no conditions.")] = False,
    age: Annotated[float | None, typer.Option(help="Years.")] = None,
    sex: Annotated[str | None, typer.Option(help="female or male.")] = None,
    egfr: Annotated[float | None, typer.Option(help="mL/min/1.73 m².")] = None,
    pregnant: Annotated[bool | None, typer.Option(help="Pregnant, or not.")] = None,
    breastfeeding: Annotated[bool | None, typer.Option(help="Breastfeeding, or not.")] = None,
    question: Annotated[
        str | None, typer.Option("--input", help="`-`: read the request as JSON from stdin.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
) -> None:
    """Run the safety check. Options that are left out are unknown; the answer lists what depends on them.

    Shells store the commands that are typed; `--input -` keeps health data out of that history.

    Exit codes: 0 none recorded, 3 issues found, 4 incomplete, 1 no dataset, 2 request not understood.
    """
    from app.safety.typed import NotReadError

    if question is not None:
        raw = typer.get_binary_stream("stdin").read() if question == "-" else question.encode()
    else:
        if sum(each is not None for each in (amount, salt_amount, dose_mg, compound_mg)) > 1:
            fail("Give at most one of --amount, --salt, --dose-mg and --compound-mg.", 2)
        try:
            magnesium = written_magnesium(amount, salt_amount, times)
        except NotReadError as error:
            fail(f"--amount or --times: {error}; see --help", 2)
        given = {
            "supplement": present(form=form, elemental_mg=dose_mg, compound_mg=compound_mg) | magnesium,
            "person": present(age=age, sex=sex, egfr=egfr, pregnant=pregnant, breastfeeding=breastfeeding),
            "medicines": written_list(medicine, no_medicines, times=True),
            "conditions": written_list(condition, no_conditions, times=False),
        }
        raw = json.dumps(given).encode()
    answer = answer_to(raw)
    typer.echo(answer.model_dump_json(indent=2) if as_json else answer_table(answer))
    raise typer.Exit(EXIT_CODES[answer.disposition])


def answer_to(raw: bytes) -> "CheckAnswer":
    """Return the answer to a request, or exit with what is wrong with it or with the dataset."""
    from pydantic import ValidationError

    from app.db import queries
    from app.db.database import open_database
    from app.db.errors import UnusableError
    from app.db.vocabulary import table_rows, vocabulary_index
    from app.medicines.conditions import ConditionVocabulary
    from app.medicines.known import MedicineVocabulary
    from app.middleware.strict_json import NotPlainError, plain_json
    from app.models.vocabulary import ConditionWord, EverydayCondition
    from app.safety.schemas import LONGEST_QUESTION, CheckRequest
    from app.safety.self_test import NotTrustedError, TestedChecker

    if len(raw) > LONGEST_QUESTION:
        fail(f"A request may have {LONGEST_QUESTION} bytes.", 2)
    try:
        plain_json(raw)
        request = CheckRequest.model_validate_json(raw)
    except NotPlainError as error:
        fail(str(error), 2)
    except ValidationError as error:
        from app.errors import faults_of

        faults = faults_of(error, CheckRequest).errors
        fail("\n".join(f"{fault.place}: {fault.problem}" for fault in faults), 2)
    try:
        database = open_database(configured().database_url)
        with database.connect(inf) as connection:
            tested = TestedChecker.load(
                database.stamp,
                partial(queries.documents, connection),
                MedicineVocabulary(vocabulary_index(connection)),
                ConditionVocabulary(
                    table_rows(connection, EverydayCondition), table_rows(connection, ConditionWord)
                ),
            )
        return tested.trusted().check(request)
    except (UnusableError, NotTrustedError) as error:
        fail(str(error))


def present(**given: object) -> dict[str, object]:
    """Return the values that were given."""
    return {name: value for name, value in given.items() if value is not None}


def written_magnesium(amount: str | None, salt: str | None, times: str | None) -> dict[str, object]:
    """Return amount and times of the magnesium as fields of a request; raise `NotReadError`."""
    from app.safety.typed import NotReadError, read_amount, read_times

    given: dict[str, object] = {}
    if amount is not None:
        given |= read_amount(amount, compound=False)
    if salt is not None:
        given |= read_amount(salt, compound=True)
    if times is not None:
        clock_times = read_times(times)
        if clock_times is None:
            raise NotReadError("no clock times such as 8am or 21:30")
        given["times"] = clock_times
    return given


def written_list(texts: list[str] | None, none: bool, times: bool) -> list[dict[str, object]] | None:
    """Return names as the check takes them, with their times; None when nothing was said."""
    from app.safety.typed import entries, read_medicine_entry

    if texts:
        named = [entry for text in texts for entry in entries(text)]
        return [read_medicine_entry(each) if times else {"text": each} for each in named]
    return [] if none else None


LINE_WIDTH = 100
"""Characters in a line of the table."""


def answer_table(answer: "CheckAnswer") -> str:
    """Return an answer as text for a terminal: headline, what to do as a table, what was not checked."""
    from textwrap import wrap as wrapped

    from app.safety.check import NOT_CHECKED
    from app.safety.missing_values import with_given_names

    wrap = partial(wrapped, break_on_hyphens=False)
    first = max((len(action.severity) for action in answer.actions), default=0) + 2
    about = min(28, max((len(action.for_) for action in answer.actions), default=0))
    indent = first + about + 2
    lines = [*wrap(answer.headline.text, LINE_WIDTH), ""]
    for action in answer.actions:
        start = f"{action.severity:<{first}}{action.for_:<{about}}  "
        rows = wrap(action.do, LINE_WIDTH - indent)
        if len(start) > indent:
            lines.append(start.rstrip())
            start = " " * indent
        lines += [start + rows[0], *(" " * indent + row for row in rows[1:])]
    if answer.actions:
        lines.append("")
    times = f"Magnesium at {', '.join(answer.schedule.magnesium_times)}. " * bool(
        answer.schedule.magnesium_times
    )
    lines += wrap(times + with_given_names(answer.schedule.why, answer.inputs), LINE_WIDTH)
    if answer.headline.not_checked:
        lines += wrap(f"Not checked: {'; '.join(answer.headline.not_checked)}.", LINE_WIDTH)
    lines += wrap(f"Never checked: {'; '.join(NOT_CHECKED)}.", LINE_WIDTH)
    if remarks := [alert.rule for alert in answer.alerts if alert.action]:
        lines += wrap(f"Remarks: {', '.join(remarks)} (--json shows them).", LINE_WIDTH)
    return "\n".join([*lines, "", *wrap(answer.notice, LINE_WIDTH)])


@cli.command("openapi")
def openapi_command() -> None:
    """Print the OpenAPI document."""
    from app.db.database import open_database
    from app.db.errors import UnusableError
    from app.main import create_app
    from app.openapi.document import document_text

    try:
        database = open_database(configured().database_url)
    except UnusableError as error:
        fail(str(error))
    typer.echo(document_text(create_app(database).openapi()), nl=False)


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
