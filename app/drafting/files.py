"""Recognise a file and write its drafts beside the seed files."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from app.drafting.clinical_trials import study_drafts
from app.drafting.draft import Draft, DraftError
from app.drafting.references import read_medline, read_ris, source_draft
from app.models import Source
from app.seeds.library import Library

IDENTIFIERS = ("doi", "pmid", "pmcid", "registration")


def drafts_in(text: str) -> list[Draft]:
    """Return the drafts of a file; raise `DraftError` when its format is not known."""
    start = text.lstrip("\ufeff \r\n\t")
    if start.startswith("{"):
        return study_drafts(read_json(start))
    if start.startswith("PMID-"):
        return [source_draft(each) for each in read_medline(start)]
    if start.startswith("TY  -"):
        return [source_draft(each) for each in read_ris(start)]
    raise DraftError("The file is neither PubMed (NBIB), nor RIS, nor a study record of ClinicalTrials.gov.")


def read_json(text: str) -> Any:
    """Return the content of a JSON file; raise `DraftError` when it is none."""
    try:
        return json.loads(text)
    except ValueError:
        raise DraftError("The file begins like JSON and is none.") from None


def refuse_known(drafts: Iterable[Draft], library: Library) -> None:
    """Raise `DraftError` when a draft is of a source that is there already."""
    for draft in drafts:
        for problem in problems_with(draft, library):
            raise DraftError(problem)


def problems_with(draft: Draft, library: Library) -> Iterator[str]:
    """Yield why a draft is not to be written: its slug or its identifier is taken."""
    if draft.slug in library.records[draft.collection]:
        yield f"seeds/{draft.collection}/{draft.slug}.yaml is there already."
    sources: dict[str, Source] = library.records["sources"] if draft.collection == "sources" else {}
    for slug, source in sources.items():
        for name in IDENTIFIERS:
            if draft.values.get(name) and draft.values[name] == getattr(source, name):
                yield f"seeds/sources/{slug}.yaml has the {name} {draft.values[name]} already."


def write_drafts(drafts: Iterable[Draft], folder: Path) -> list[Path]:
    """Write drafts into a folder of seed files; raise `DraftError` rather than replace a file."""
    written = []
    for draft in drafts:
        path = folder / draft.collection / f"{draft.slug}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(draft.as_yaml())
        except FileExistsError:
            raise DraftError(f"{path} is there already.") from None
        written.append(path)
    return written
