"""Commands of the dataset: publish it, release it, export it, draft and verify its seed files."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.shared import cli, configured, fail, failing_in_one_sentence, read_library, tell

if TYPE_CHECKING:
    from app.publishing.writing import Progress as Report


@cli.command("publish")
def publish_command() -> None:
    """Build the dataset from the seed files. The old one is served until the new one is complete."""
    from app.publishing.publish import check_examples, publish
    from app.publishing.releases import read_releases

    settings = configured()
    library = read_library(settings)
    try:
        with failing_in_one_sentence(), progress_bar() as report:
            check_examples(library)
            done = publish(library, settings.database_url, report, read_releases(settings.seeds))
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
    from app.formats.archive import export_dataset

    settings = configured()
    folder = out or settings.export
    try:
        with failing_in_one_sentence():
            done = export_dataset(settings.database_url, folder)
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
