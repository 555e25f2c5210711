"""Check the dataset beyond the shape of its files: chemistry, the article's text, what is published."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.db.database import open_database
from app.db.errors import UnusableError
from app.models import Claim, EvidenceProfile, Form
from app.publishing.rows import stamp_of
from app.publishing.summaries import NO_STAMP, evidence_of
from app.seeds.article import sentences
from app.seeds.chemistry import atoms, elemental_percent, molar_mass
from app.seeds.library import Library

HALF_A_UNIT = 0.005 + 1e-9
"""The figures are given to two decimals."""


@dataclass(frozen=True)
class Finding:
    """The result of one check."""

    passed: bool
    text: str


def verify(library: Library, url: str, article: Path | None) -> Iterator[Finding]:
    """Return the findings of every check. Reading has already checked the seed files themselves."""
    count = sum(len(records) for records in library.records.values())
    yield Finding(True, f"{count} seed files: shape, references, sources and reasons for nulls")
    yield from (Finding(False, draft.described()) for draft in library.drafts)
    yield check_salt_formulas(library)
    yield from check_published(library, url)
    yield check_claim_numbers(library)
    yield check_ratings(library)
    if article is not None:
        yield check_article(library, article)


def check_salt_formulas(library: Library) -> Finding:
    """Compare molar masses and magnesium fractions with the formulae."""
    wrong: list[str] = []
    checked = 0
    forms: dict[str, Form] = library.records["forms"]
    for slug, form in forms.items():
        for hydrate in form.hydrates:
            checked += 1
            mass, percent = molar_mass(hydrate.formula), elemental_percent(hydrate.formula)
            if atoms(hydrate.formula).get("Mg") != hydrate.magnesium_atoms:
                wrong.append(f"{slug}: {hydrate.name}: magnesium atoms")
            if abs(mass - hydrate.molar_mass_g_mol) > HALF_A_UNIT:
                wrong.append(f"{slug}: {hydrate.name}: molar mass is {mass:.2f}")
            if abs(percent - hydrate.elemental_percent) > HALF_A_UNIT:
                wrong.append(f"{slug}: {hydrate.name}: fraction is {percent:.2f} %")
    return Finding(not wrong, "\n  ".join(wrong) or f"{checked} salts agree with their formulae")


def check_published(library: Library, url: str) -> Iterator[Finding]:
    """Compare the database with the seed files."""
    digest = stamp_of(library).digest
    try:
        database = open_database(url)
    except UnusableError as error:
        yield Finding(False, str(error))
        return
    database.close()
    same = database.stamp.digest == digest
    yield Finding(same, f"published dataset {database.stamp.version}: digest {database.stamp.digest}")
    if not same:
        yield Finding(False, f"the seed files have digest {digest}: run `fibromag publish`")


def check_ratings(library: Library) -> Finding:
    """Compare every certainty that is computed with the one worked out by hand."""
    profiles: dict[str, EvidenceProfile] = library.records["evidence-profiles"]
    wrong, rated = [], 0
    for question in evidence_of(library, NO_STAMP).questions:
        written = profiles[question.profile].question(question.domain).worked_out
        if written is not None:
            rated += 1
            computed = (question.start, question.lowered, question.raised, question.certainty)
            if computed != (written.start, written.lowered, written.raised, written.rating):
                wrong.append(f"{question.id} computes to {question.certainty}, {question.lowered} lowered")
    if wrong:
        return Finding(False, "\n  ".join(["ratings that differ from those worked out by hand:", *wrong]))
    return Finding(True, f"{rated} ratings equal those worked out by hand")


def check_claim_numbers(library: Library) -> Finding:
    """Check that the claims are numbered without a gap; `check_article` compares them with the sentences."""
    wanted = [f"s{number:02}" for number in range(1, len(library.records["claims"]) + 1)]
    found = sorted(library.records["claims"])
    return Finding(found == wanted, f"{len(found)} claims, numbered s01 to {found[-1] if found else '–'}")


def check_article(library: Library, article: Path) -> Finding:
    """Compare every sentence of the article with the place and hash that its claim holds."""
    raw = article.read_bytes()
    if hashlib.sha256(raw).hexdigest() != library.dataset.article_sha256:
        return Finding(False, f"{article} is not the article that was audited: its SHA-256 differs")
    claims: dict[str, Claim] = library.records["claims"]
    wrong = []
    number = 0
    for number, sentence in enumerate(sentences(raw.decode("utf-8")), start=1):
        claim = claims.get(f"s{number:02}")
        place = (sentence.section, sentence.paragraph, sentence.sentence, sentence.sha256)
        if claim is None or (claim.section, claim.paragraph, claim.sentence, claim.sha256) != place:
            wrong.append(f"s{number:02}")
    if number != len(claims):
        return Finding(False, f"the article has {number} sentences and the dataset {len(claims)} claims")
    return Finding(
        not wrong, f"differ: {', '.join(wrong)}" if wrong else f"{number} of {number} sentence hashes equal"
    )
