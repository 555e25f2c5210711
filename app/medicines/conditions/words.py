"""The words that stand beside names of conditions: noise, history, doubt, children and remarks.

What must stay true: of the phrases that begin at one word, the longest decides.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from app.medicines.conditions.names import compared_words
from app.medicines.names import with_german_spellings
from app.models.lookup_tables import ConditionWord, ConditionWordKind

BETWEEN_CONDITIONS = frozenset(
    [
        *(("and",), ("with",), ("w",), ("plus",), ("on",), ("in",)),
        *(("due", "to"), ("secondary", "to"), ("superimposed", "on")),
        *(("caused", "by"), ("complicated", "by"), ("associated", "with")),
        *(("mit",), ("bei",), ("und",), ("unter",), ("met",), ("bij",), ("en",), ("avec",), ("et",)),
        *(("sous",), ("con",), ("y",), ("com",), ("e",), ("ed",)),
    ]
)
"""Words between two conditions in one text, where they are part of no name."""

LONGEST_LINK = 2
"""Words in the longest phrase between two conditions."""

LONGEST_DOUBT = 3
"""Words in the longest phrase of history or doubt."""

LONGEST_REMARK = 8
"""Words in the longest remark."""


@dataclass(frozen=True)
class ConditionWords:
    """Words and phrases by what they say of the condition beside them."""

    noise: frozenset[str]
    history: frozenset[tuple[str, ...]]
    """Phrases of history, of what was done before and of what is over."""
    past: frozenset[tuple[str, ...]]
    """Of these, the phrases of what was done before: what stays is in doubt beside them."""
    over: frozenset[tuple[str, ...]]
    """Of these, the phrases of what is over: whatever rules may name is in doubt beside them."""
    history_starts: frozenset[str]
    """First words of the phrases of history."""
    doubt: frozenset[tuple[str, ...]]
    """Phrases that leave a condition open; those of history are among them."""
    children: frozenset[str]
    remarks: frozenset[tuple[str, ...]]
    lasting: tuple[str, ...]
    """Names of what was done and is still there after `status post`."""
    chronic: tuple[str, ...]
    """Names of what is still there after `history of`."""
    passing: tuple[str, ...]
    """Names of what may be over when a date stands beside it."""

    def of(self, text: str) -> list[str]:
        """Return the words of a text as names are compared, without noise."""
        return compared_words(text, self.noise)

    def history_at(self, words: list[str], at: int) -> int:
        """Return how many words the longest phrase of history has that begins here; 0 when none does."""
        return longest_at(self.history, words, at, LONGEST_DOUBT)

    def doubt_at(self, words: list[str], at: int) -> int:
        """Return how many words the longest phrase of history or doubt has that begins here."""
        return longest_at(self.doubt, words, at, LONGEST_DOUBT)

    def remark_at(self, words: list[str], at: int) -> int:
        """Return how many words the longest remark has that begins here."""
        return longest_at(self.remarks, words, at, LONGEST_REMARK)

    def length_beside_names(self, words: list[str], at: int) -> int:
        """Return how many words are understood here that name no condition.

        Words of history are: where they matter, the text is in doubt before this is asked.
        """
        return max(
            self.remark_at(words, at),
            words[at] in self.history_starts and self.history_at(words, at),
            words[at] in self.children,
            longest_at(BETWEEN_CONDITIONS, words, at, LONGEST_LINK),
        )


def words_by_kind(rows: Iterable[ConditionWord]) -> ConditionWords:
    """Return the words of the vocabulary by what they say."""
    written: dict[ConditionWordKind, list[str]] = {kind: [] for kind in ConditionWordKind}
    for row in rows:
        written[row.kind] += with_german_spellings([row.word])
    noise = frozenset(each for word in written[ConditionWordKind.noise] for each in compared_words(word, ()))
    phrases = {kind: frozenset(phrases_of(words, noise)) for kind, words in written.items()}
    over = with_possessives(phrases[ConditionWordKind.over])
    history = phrases[ConditionWordKind.history] | phrases[ConditionWordKind.past] | over
    return ConditionWords(
        noise=noise,
        history=history,
        past=phrases[ConditionWordKind.past],
        over=over,
        history_starts=frozenset(phrase[0] for phrase in history),
        doubt=with_possessives(phrases[ConditionWordKind.doubt]) | history,
        children=frozenset(word for (word,) in with_possessives(phrases[ConditionWordKind.child])),
        remarks=phrases[ConditionWordKind.remark],
        lasting=tuple(written[ConditionWordKind.lasting]),
        chronic=tuple(written[ConditionWordKind.chronic]),
        passing=tuple(written[ConditionWordKind.passing]),
    )


def phrases_of(written: Iterable[str], noise: Collection[str]) -> Iterable[tuple[str, ...]]:
    """Return phrases as they are compared, without noise."""
    return (tuple(compared_words(each, noise)) for each in written)


def with_possessives(phrases: Collection[tuple[str, ...]]) -> frozenset[tuple[str, ...]]:
    """Return phrases, and those of one word once more as possessives: `partner's`, `baby's`."""
    return frozenset([*phrases, *((f"{word}s",) for word, *more in phrases if not more)])


def longest_at(phrases: Collection[tuple[str, ...]], words: list[str], at: int, most: int) -> int:
    """Return how many words the longest phrase has that begins here; 0 when none does."""
    for length in range(min(most, len(words) - at), 0, -1):
        if tuple(words[at : at + length]) in phrases:
            return length
    return 0


def without_phrases(words: list[str], lengths: list[int], start: int) -> list[str]:
    """Return the words from a place on without the phrases that begin at each word, of these lengths."""
    found, at = [], start
    while at < len(words):
        if not lengths[at]:
            found.append(words[at])
        at += lengths[at] or 1
    return found
