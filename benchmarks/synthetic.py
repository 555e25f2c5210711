"""A synthetic dataset of any size: `.venv/bin/python -m benchmarks.synthetic --records 100000`.

For measuring only. What must stay true: every record says that it is synthetic, in its slug and in its
name, and so does the version; a synthetic dataset never replaces a real one. The code that publishes
the real dataset publishes this one. Its vocabulary of medicines is the real one.

A record is a result; a trial has twenty of them, so 100,000 records are 5,000 trials.
"""

import argparse
import json
import random
import resource
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.db.database import is_postgresql, open_database, sqlite_file
from app.db.errors import UnusableError
from app.models import Dataset, Domain, Form, Preparation, Source, Trial
from app.publishing.publish import Published, publish
from app.registry import COLLECTIONS
from app.seeds.library import Library, Rows
from app.seeds.reader import read_seeds
from app.settings import Settings

VERSION = "0.0.0-synthetic"
PER_TRIAL = 20

COMMON, RARE = "questionnaire", "actigraphy"
"""A word in half of all results, and a word in one of five thousand."""

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
PROVENANCE = [{"fields": ["*"], "verification": "derived", "sources": [], "derivation": "wording"}]


def trial(number: int) -> Trial:
    """Return a synthetic trial; the number is the seed."""
    chance = random.Random(number)
    controlled = chance.random() < 0.7
    alone = chance.random() < 0.6
    form, weeks, year = chance.choice(FORMS), float(chance.choice((4, 8, 12, 24))), 1990 + number % 36
    arms = [arm("magnesium", "magnesium", f"synthetic-{form}", 25.0 * chance.randint(4, 16), weeks)]
    arms[0]["preparation"] = "synthetic-alone" if alone else "synthetic-combination"
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
            "question": "Synthetic: made to measure the program.",
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
            "provenance": PROVENANCE,
            "absent": {},
        }
    )


def arm(name: str, role: str, form: str | None, dose: float | None, weeks: float) -> dict[str, Any]:
    """Return an arm of a synthetic trial."""
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
    """Return the results of a synthetic trial."""
    comparison = "between_arms" if controlled else "within_arm"
    shared: dict[str, Any] = {
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
            **shared,
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
    """Return the label of a synthetic result; it holds the rare or the common word."""
    rare = f", {RARE}" if serial % 5_000 == 7 else ""
    return f"Synthetic {domain} by {COMMON if serial % 2 else 'scale'} at week {weeks:g}{rare}"


def library(records: int) -> Library:
    """Return a library of so many results."""
    kinds: dict[str, Any] = {collection.name: {} for collection in COLLECTIONS}
    domains = (
        Domain.model_validate(
            {
                "slug": f"synthetic-{name}",
                "name": f"Synthetic {name}",
                "definition": "Synthetic: made to measure the program.",
                "omeract_tier": "none",
                "provenance": PROVENANCE,
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
                "provenance": PROVENANCE,
            }
        )
        for name in FORMS
    )
    kinds["forms"] = {form.slug: form for form in forms}
    preparations = (
        Preparation.model_validate(
            {
                "slug": f"synthetic-{name}",
                "name": f"Synthetic {name}",
                "definition": "Synthetic: made to measure the program.",
                "ingredients": ["magnesium"],
                "magnesium_alone": name == "alone",
                "provenance": PROVENANCE,
            }
        )
        for name in ("alone", "combination")
    )
    kinds["preparations"] = {preparation.slug: preparation for preparation in preparations}
    sources = (
        Source.model_validate(
            {
                "slug": f"synthetic-source-{number:02}",
                "name": f"Synthetic source {number}",
                "kind": "journal_article",
                "read": "not_read",
                "provenance": PROVENANCE,
            }
        )
        for number in range(50)
    )
    kinds["sources"] = {source.slug: source for source in sources}
    trials = [trial(number) for number in range(max(1, records // PER_TRIAL))]
    kinds["trials"] = {each.slug: each for each in trials}
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


def sqlite_path(url: str) -> Path | None:
    """Return the file of an SQLite address; None for PostgreSQL."""
    return None if is_postgresql(url) else sqlite_file(url)


def refuse_real(url: str) -> None:
    """Raise if the address is the configured one or holds anything but a synthetic dataset."""
    settings = Settings()
    ours, theirs = sqlite_path(url), sqlite_path(settings.database_url)
    if url == settings.database_url or (ours and theirs and ours.resolve() == theirs.resolve()):
        raise UnusableError("FIBROMAG_DATABASE_URL is for the real dataset: name another database.")
    if ours is not None and not ours.exists():
        return
    try:
        there = open_database(url)
    except UnusableError:
        if ours is not None:
            raise UnusableError(f"{ours} exists and is no synthetic dataset: name another file.") from None
        return
    there.close()
    if there.stamp.version != VERSION:
        raise UnusableError("The database holds a real dataset: name another one.")


def make(url: str, records: int, vocabulary: Rows) -> Published:
    """Publish a synthetic dataset with a real vocabulary, unless a real dataset would be replaced."""
    refuse_real(url)
    return publish(replace(library(records), vocabulary=vocabulary), url)


def main() -> None:
    """Publish a synthetic dataset; print seconds and memory as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.synthetic", description=__doc__)
    parser.add_argument("--records", type=int, default=100_000, help="number of results")
    parser.add_argument("--url", default="sqlite:///data/synthetic.db", help="address to publish to")
    options = parser.parse_args()
    vocabulary = read_seeds(Settings().seeds).vocabulary  # a server does not start without one
    began = time.monotonic()
    try:
        done = make(options.url, options.records, vocabulary)
    except UnusableError as error:
        sys.exit(str(error))
    used = resource.getrusage(resource.RUSAGE_SELF)
    figures = {
        "records": done.records,
        "seconds": round(time.monotonic() - began, 1),
        "cpu_seconds": round(used.ru_utime + used.ru_stime, 1),
        "megabytes": round(used.ru_maxrss / 1024),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
