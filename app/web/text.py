"""Format words, numbers and prose for pages. Pure."""

import re

from markupsafe import Markup, escape

from app.models.claim import StatedNumber
from app.registry import by_name

COLLECTION_WORDS = {
    "claims": ("Sentence of the article", "Sentences of the article"),
    "domains": ("Symptom", "Symptoms"),
    "evidence-profiles": ("Comparison", "Comparisons"),
    "bias-assessments": ("Risk of bias", "Risk of bias"),
    "limits": ("Dose figure", "Dose figures"),
    "selection": ("Record considered", "Records considered"),
    "outcomes": ("Result", "Results"),
}
"""Collections that pages call by another name: one record of it, and several."""


def collection_word(name: str, several: bool = False) -> str:
    """Return what pages call a record of a collection, or several: `Result`, `Results`."""
    one, more = COLLECTION_WORDS.get(name) or (by_name(name).one, name.replace("-", " "))
    return capitalised(more if several else one)


def plain_word(word: str | None) -> str:
    """Return a word of a vocabulary with spaces for underscores; an empty string for None."""
    return "" if word is None else str(word).replace("_", " ")


def format_number(value: float | None) -> str:
    """Return a number without a needless `.0` and with a real minus sign; an empty string for None."""
    return "" if value is None else f"{value:g}".replace("-", "−")


def stated_number(number: StatedNumber) -> str:
    """Return a number that the article states, with its unit: `200–400 mg/day`, `at least 6 weeks`."""
    low, high = format_number(number.minimum), format_number(number.maximum)
    if not low or not high:
        return f"{'up to' if high else 'at least'} {high or low} {number.unit}"
    return f"{low if low == high else f'{low}–{high}'} {number.unit}"


def capitalised(text: str) -> str:
    """Return a text with a capital first letter."""
    return text[:1].upper() + text[1:]


def record_words(reference: str) -> str:
    """Return a place in the dataset in words: `trials/macian-2022/sleep` as `Macian 2022: sleep`."""
    _, _, place = reference.partition("/")
    record, _, part = place.replace("-", " ").partition("/")
    record = f"sentence {record.upper()}" if re.fullmatch(r"s\d+", record) else record
    return f"{capitalised(record)}: {part}" if part else capitalised(record)


def prose_html(text: str | None) -> Markup:
    """Return paragraphs, lists and `code` of a description as HTML."""
    parts = []
    for block in re.split(r"\n\s*\n", str(escape((text or "").strip()))):
        block = re.sub(r"`([^`]+)`", r"<code>\1</code>", block)
        lines = [line.strip() for line in block.splitlines()]
        if all(line.startswith("- ") for line in lines):
            parts.append("<ul>" + "".join(f"<li>{line[2:]}</li>" for line in lines) + "</ul>")
        elif block:
            parts.append(f"<p>{' '.join(lines)}</p>")
    return Markup("".join(parts))  # noqa: S704 - escaped above, before any tag was made
