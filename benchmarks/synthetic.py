"""A dataset that is made up, of any size: `.venv/bin/python -m benchmarks.synthetic --records 1000000`.

For measuring only. What must stay true: every record says that it is synthetic, in its slug and in its
name; the version does too; it is never written where a real dataset is or belongs. It is published by
the very code that publishes the real one: validated documents, typed columns, full text, summaries.

A record is a result; a trial has twenty of them, so a million records are 50,000 trials.
"""

import argparse
import random
import resource
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.db.opening import UnusableError, open_database, sqlite_path
from app.models import COLLECTIONS, Dataset, Domain, Form, Source, Trial
from app.publishing.publish import Published, publish
from app.seeds.reader import Library
from app.settings import Settings

VERSION = "0.0.0-synthetic"
PER_TRIAL = 20

COMMON, RARE = "questionnaire", "actigraphy"
"""A word in half of all results, and one in every five thousandth."""

DOMAINS = [
    "pain",
    "fatigue",
    "sleep",
    "stress",
    "tenderness",
    "stiffness",
    "anxiety",
    "depression",
    "function",
    "cognition",
    "mood",
    "quality-of-life",
    "global-impression",
    "dyscognition",
]
FORMS = ["citrate", "malate", "glycinate", "oxide", "chloride", "threonate", "taurate", "lactate"]
DIRECTIONS = {
    "between_arms": ("favours_magnesium", "no_clear_difference", "favours_comparator", "mixed"),
    "within_arm": ("improved_within_group", "unchanged_within_group", "worsened_within_group", "mixed"),
}
UNRATED = {"rating": "not_rated", "provisional": True, "question": "None", "downgrades": []}
OURS = [{"fields": ["*"], "verification": "derived", "sources": [], "derivation": "wording"}]


class SyntheticTrials(Mapping[str, Trial]):
    """Trials that are made when they are asked for, the same ones every time."""

    def __init__(self, records: int) -> None:
        self.trials = max(1, records // PER_TRIAL)

    def __len__(self) -> int:
        return self.trials

    def __iter__(self) -> Iterator[str]:
        return (f"synthetic-{number:06}" for number in range(self.trials))

    def __getitem__(self, slug: str) -> Trial:
        return trial(int(slug.removeprefix("synthetic-")))


def trial(number: int) -> Trial:
    """A trial that nobody did."""
    chance = random.Random(number)
    controlled = chance.random() < 0.7
    alone = chance.random() < 0.6
    form, weeks, year = chance.choice(FORMS), float(chance.choice((4, 8, 12, 24))), 1990 + number % 36
    arms = [arm("magnesium", "magnesium", f"synthetic-{form}", 25.0 * chance.randint(4, 16), weeks)]
    if controlled:
        arms.append(arm("placebo", "placebo", None, None, weeks))
    slug = f"synthetic-{number:06}"
    return Trial.model_validate(
        {
            "slug": slug,
            "name": f"Synthetic trial {number}",
            "title": f"Synthetic magnesium {form} in synthetic people, trial {number}",
            "year": year,
            "design": "randomised_parallel" if controlled else "single_arm",
            "identification": "identified",
            "candidates": [],
            "publications": [f"synthetic-source-{number % 50:02}"],
            "same_study_as": [],
            "question": "Made up to measure how the program behaves.",
            "population": {"description": "Nobody: synthetic.", "exclusions": [], "absent": {}},
            "intervention": f"Synthetic magnesium {form}",
            "measured": [],
            "arms": arms,
            "randomised": controlled,
            "blinded": controlled,
            "placebo_controlled": controlled,
            "single_agent": alone,
            "limitations": [],
            "risk_of_bias": [],
            "discrepancies": [],
            "open_questions": [],
            "outcomes": outcomes(chance, number, controlled, weeks),
            "provenance": OURS,
            "absent": {},
        }
    )


def arm(name: str, role: str, form: str | None, dose: float | None, weeks: float) -> dict[str, Any]:
    """An arm of such a trial."""
    return {
        "name": name,
        "label": f"Synthetic {name}",
        "role": role,
        "participants": 40,
        "form": form,
        "elemental_mg_per_day": dose,
        "dose_basis": "stated_elemental" if dose else "not_applicable",
        "duration_weeks": weeks,
    }


def outcomes(chance: random.Random, number: int, controlled: bool, weeks: float) -> list[dict[str, Any]]:
    """The results of such a trial."""
    comparison = "between_arms" if controlled else "within_arm"
    of_all = {
        "basis": "primary",
        "sources": [f"synthetic-source-{number % 50:02}"],
        "comparison": comparison,
        "arm": None if controlled else "magnesium",
        "blinded": controlled,
        "timepoint_weeks": weeks,
        "groups": [],
        "calculated": [],
        "flags": [],
        "absent": {},
    }
    drawn = zip(
        range(PER_TRIAL),
        chance.choices(DOMAINS, k=PER_TRIAL),
        chance.choices(range(1, 41), k=PER_TRIAL),
        chance.choices(("primary", "secondary"), (0.8, 0.2), k=PER_TRIAL),
        chance.choices(("whole_sample", "subgroup"), (0.9, 0.1), k=PER_TRIAL),
        chance.choices(DIRECTIONS[comparison], k=PER_TRIAL),
        chance.choices(("significant", "not_significant", "not_reported"), k=PER_TRIAL),
        strict=True,
    )
    return [
        {
            **of_all,
            "name": f"{domain}-{n:02}",
            "label": label(number * PER_TRIAL + n, domain, weeks),
            "domain": f"synthetic-{domain}",
            "instrument": f"Synthetic instrument {instrument}",
            "verification": verification,
            "role": "secondary" if n % 4 else "primary",
            "analysis_set": analysed,
            "direction": direction,
            "significance": significance,
        }
        for n, domain, instrument, verification, analysed, direction, significance in drawn
    ]


def label(serial: int, domain: str, weeks: float) -> str:
    """What such a result measured."""
    rare = f", {RARE}" if serial % 5_000 == 7 else ""
    return f"Synthetic {domain} by {COMMON if serial % 2 else 'scale'} at week {weeks:g}{rare}"


def library(records: int) -> Library:
    """A library of so many results, which needs no more memory than one trial."""
    kinds: dict[str, Any] = {collection.name: {} for collection in COLLECTIONS}
    domains = (
        Domain.model_validate(
            {
                "slug": f"synthetic-{name}",
                "name": f"Synthetic {name}",
                "definition": "Made up to measure how the program behaves.",
                "omeract_tier": "none",
                "certainty": UNRATED,
                "provenance": OURS,
            }
        )
        for name in DOMAINS
    )
    kinds["domains"] = {domain.slug: domain for domain in domains}
    forms = (
        Form.model_validate(
            {
                "slug": f"synthetic-{name}",
                "name": f"Synthetic {name}",
                "synonyms": [],
                "antacid_type": False,
                "hydrates": [],
                "absorption": [],
                "gastrointestinal": [],
                "studied_in_fibromyalgia": [],
                "provenance": OURS,
            }
        )
        for name in FORMS
    )
    kinds["forms"] = {form.slug: form for form in forms}
    sources = (
        Source.model_validate(
            {
                "slug": f"synthetic-source-{number:02}",
                "name": f"Synthetic source {number}",
                "kind": "journal_article",
                "read": "not_read",
                "provenance": OURS,
            }
        )
        for number in range(50)
    )
    kinds["sources"] = {source.slug: source for source in sources}
    kinds["trials"] = SyntheticTrials(records)
    about = Dataset.model_construct(
        title="Synthetic records: nothing in them is true",
        version=VERSION,
        released="1970-01-01",
        article_sha256="0" * 64,
        licence="CC0-1.0",
        publisher="nobody",
        cite="Not to be cited.",
        intended_use="Measuring how the program behaves.",
        not_for="Anything else.",
    )
    return Library(about, kinds)


def refuse_real(url: str) -> None:
    """Raise when a real dataset is or belongs at an address."""
    settings = Settings()
    ours, theirs = sqlite_path(url), sqlite_path(settings.database_url)
    if url == settings.database_url or (ours and theirs and ours.resolve() == theirs.resolve()):
        raise UnusableError("That is where the real dataset belongs: name another database.")
    if ours is not None and not ours.exists():
        return
    try:
        there = open_database(url)
    except UnusableError:
        if ours is not None:
            raise UnusableError(f"{ours} is there and no synthetic dataset: name another file.") from None
        return
    there.close()
    if there.stamp.version != VERSION:
        raise UnusableError("A real dataset is there: name another database.")


def make(url: str, records: int) -> Published:
    """Publish so many made-up results, with a progress bar."""
    from app.cli import progress_bar  # late: the processes that prepare records import this module, too

    refuse_real(url)
    with progress_bar() as report:
        return publish(library(records), url, report, fresh=True)


def main() -> None:
    """Make a synthetic dataset; say how long it took and how much memory."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.synthetic", description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000, help="how many results")
    parser.add_argument("--url", default=f"sqlite:///{Path('data/synthetic.db')}", help="where to")
    asked = parser.parse_args()
    started = time.monotonic()
    try:
        done = make(asked.url, asked.records)
    except UnusableError as error:
        sys.exit(str(error))
    seconds = time.monotonic() - started
    ours, theirs = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cpu = ours.ru_utime + ours.ru_stime + theirs.ru_utime + theirs.ru_stime
    helped = f", and {theirs.ru_maxrss / 1024:.0f} MB in each process that prepares records"
    print(
        f"{done.records:,} records in {seconds:.1f} s ({cpu:.1f} s of CPU), "
        f"at most {ours.ru_maxrss / 1024:.0f} MB{helped if theirs.ru_maxrss else ''}"
    )


if __name__ == "__main__":
    main()
