"""Labels of the vocabularies: one wording, tone and symbol per word. Pure.

Sentences, tables, figures and pages take their labels from here, so that the same word looks the same
everywhere. What must stay true: a direction has one tone; colour never says more than symbol and wording.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.evidence.schemas import MagnesiumGiven
from app.models import Vocabulary
from app.models.bias_assessment import BiasJudgement
from app.models.certainty import Certainty
from app.models.claim import Hedge, Verdict
from app.models.mechanism import Stance
from app.models.outcome import Comparison, Count, Direction, Role, Significance
from app.models.provenance import Basis, Verification
from app.models.screened_record import ScreenedKind


class Tone(StrEnum):
    """Side that a word takes on whether magnesium helps; also the CSS class of its colour."""

    toward = "toward"
    level = "level"
    away = "away"
    unclear = "unclear"
    none = ""


@dataclass(frozen=True)
class Label:
    """Presentation of one word of a vocabulary."""

    wording: str
    """Text inside a sentence or a table."""
    tone: Tone = Tone.none
    symbol: str = ""
    """Sign beside the wording; empty for words without one."""
    letter: str = ""
    """Letter inside a mark of a figure; directions only."""


DIRECTIONS: Mapping[Direction, Label] = {
    Direction.favours_magnesium: Label("favours magnesium", Tone.toward, "▲", "M"),
    Direction.improved_within_group: Label("better than before", Tone.toward, "△", "B"),
    Direction.favourable_comparison_not_stated: Label("called better", Tone.toward, "◁", "F"),
    Direction.no_clear_difference: Label("no clear difference", Tone.level, "●", "N"),
    Direction.unchanged_within_group: Label("not clearly changed", Tone.level, "○", "U"),
    Direction.favours_comparator: Label("favours the comparator", Tone.away, "▼", "C"),
    Direction.worsened_within_group: Label("worse than before", Tone.away, "▽", "W"),
    Direction.unfavourable_comparison_not_stated: Label("called worse", Tone.away, "▷", "A"),
    Direction.mixed: Label("mixed", Tone.unclear, "◇", "X"),
    Direction.no_direction: Label("counted, not compared", Tone.unclear, "□", "#"),
    Direction.not_reported: Label("direction not read", Tone.unclear, "?", "?"),
}
"""Labels of directions, in the order of a legend: by tone, controlled before uncontrolled."""

AGAINST = "against a comparator"
"""Wording of every comparison without magnesium; `with something else` means a combination."""

LABELS: Mapping[type[Vocabulary], Mapping[Any, Label]] = {
    Direction: DIRECTIONS,
    Comparison: {
        Comparison.between_arms: Label(AGAINST),
        Comparison.crossover_periods: Label(f"{AGAINST}, in periods in random order"),
        Comparison.sequential_periods: Label(f"{AGAINST}, in periods in one order"),
        Comparison.withdrawal: Label("on it against after stopping it"),
        Comparison.within_arm: Label("before against after, uncontrolled"),
        Comparison.not_stated: Label("what was compared is not stated"),
    },
    MagnesiumGiven: {
        MagnesiumGiven.alone: Label("Magnesium alone"),
        MagnesiumGiven.combined: Label("Magnesium with something else"),
        MagnesiumGiven.not_stated: Label("Magnesium, alone or not"),
        MagnesiumGiven.without: Label("Comparison arms, without magnesium"),
    },
    Significance: {
        Significance.significant: Label("called significant"),
        Significance.not_significant: Label("called not significant"),
        Significance.not_reported: Label("significance not said"),
    },
    Certainty: {
        Certainty.high: Label("high", symbol="■■■■"),
        Certainty.moderate: Label("moderate", symbol="■■■□"),
        Certainty.low: Label("low", symbol="■■□□"),
        Certainty.very_low: Label("very low", symbol="■□□□"),
        Certainty.not_rated: Label("not rated", symbol="□□□□"),
    },
    BiasJudgement: {
        BiasJudgement.low: Label("low", symbol="●", letter="+"),
        BiasJudgement.some_concerns: Label("some concerns", symbol="◆", letter="~"),
        BiasJudgement.moderate: Label("moderate", symbol="◆", letter="~"),
        BiasJudgement.high: Label("high", symbol="▼", letter="H"),
        BiasJudgement.serious: Label("serious", symbol="▼", letter="S"),
        BiasJudgement.critical: Label("critical", symbol="▼", letter="C"),
        BiasJudgement.met: Label("met", symbol="●", letter="+"),
        BiasJudgement.partly_met: Label("partly met", symbol="◆", letter="~"),
        BiasJudgement.not_met: Label("not met", symbol="▼", letter="N"),
        BiasJudgement.high_confidence: Label("high confidence", symbol="●", letter="+"),
        BiasJudgement.low_confidence: Label("low confidence", symbol="▼", letter="L"),
        BiasJudgement.critically_low_confidence: Label("critically low confidence", symbol="▼", letter="C"),
        BiasJudgement.not_assessable: Label("cannot tell", symbol="□", letter="?"),
        BiasJudgement.not_applicable: Label("does not apply", symbol="–"),
    },
    ScreenedKind: {
        ScreenedKind.trial: Label("studies of what magnesium does in fibromyalgia"),
        ScreenedKind.status_study: Label("studies of magnesium in blood, hair or tissue"),
        ScreenedKind.review: Label("reviews and overviews"),
        ScreenedKind.guideline: Label("guidelines"),
        ScreenedKind.account: Label("accounts of a study"),
    },
    Basis: {
        Basis.article: Label("as the article reports it"),
        Basis.primary: Label("as the study reports it"),
    },
    Verification: {
        Verification.primary: Label("read in the source itself"),
        Verification.secondary: Label("read in a summary by others"),
        Verification.derived: Label("made by us from other values"),
        Verification.unverified: Label("not read in a source we trust"),
    },
    Role: {
        Role.primary: Label("primary endpoint"),
        Role.secondary: Label("secondary endpoint"),
        Role.subgroup: Label("subgroup analysis"),
        Role.not_reported: Label("type of endpoint not said"),
    },
    Verdict: {
        Verdict.supported: Label("supported", Tone.toward),
        Verdict.overstated: Label("overstated", Tone.away),
        Verdict.unsupported: Label("unsupported", Tone.away),
        Verdict.contradicted: Label("contradicted", Tone.away),
    },
    Stance: {
        Stance.supports: Label("supports", Tone.toward),
        Stance.disputes: Label("disputes", Tone.away),
        Stance.neutral: Label("neutral"),
    },
    Hedge: {
        Hedge.asserts: Label("states it as a fact"),
        Hedge.suggests: Label("says that evidence suggests it"),
        Hedge.may: Label("says that it may be so"),
        Hedge.theoretical: Label("calls it a theory"),
    },
}
"""Labels by vocabulary. A word that is not listed is shown as its name, without tone and symbol."""

UNCONTROLLED = {
    Comparison.within_arm: "Nothing was compared, so this cannot show an effect of magnesium.",
    Comparison.sequential_periods: (
        "As the order of the periods was the same for all, this cannot show an effect of magnesium."
    ),
    Comparison.not_stated: "As it is not stated what was compared, this cannot show an effect of magnesium.",
}
"""Comparisons that cannot show an effect, each with the reason."""

EFFECT_VERBS = {
    Direction.favours_magnesium: ("improves", "improve"),
    Direction.no_clear_difference: ("makes little or no difference to", "make little or no difference to"),
    Direction.favours_comparator: ("worsens", "worsen"),
}
"""Verb of a conclusion by the direction of all deciding results: indicative, and after `may`."""


def label(word: Vocabulary) -> Label:
    """Return the label of a word of any vocabulary."""
    return LABELS.get(type(word), {}).get(word) or Label(word.value.replace("_", " "))


def labels_of(vocabulary: type[Vocabulary]) -> dict[str, str]:
    """Return the wording of each word of a vocabulary."""
    return {word.value: label(word).wording for word in vocabulary}


def no_effect_shown(given: MagnesiumGiven, comparison: Comparison) -> str:
    """Return why a group of results cannot show an effect of magnesium; an empty text when it can."""
    if given is MagnesiumGiven.without:
        return "Shown beside what happened with magnesium; it says nothing of magnesium itself."
    return UNCONTROLLED.get(comparison, "")


def group_title(given: MagnesiumGiven, comparison: Comparison) -> str:
    """Return the title of a group of results, such as `Magnesium alone, against a comparator`."""
    return f"{label(given).wording}, {label(comparison).wording}"


def count_in_words(count: Count) -> str:
    """Return counted people or events in words: `16 of 40 people`, `35 events`, or as printed."""
    if count.people is not None:
        observed = f" of {count.of}" if count.of is not None else ""
        return f"{count.people}{observed} people"
    return quantity(count.events, "event") if count.events is not None else count.reported


def quantity(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun: `1 result`, `2 results`."""
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"


def uncapitalised(text: str) -> str:
    """Return a text with a small first letter, for the middle of a sentence."""
    return text[:1].lower() + text[1:]
