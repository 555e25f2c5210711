"""Decide what history, negation, family and doubt beside the name of a condition say of it.

What must stay true: none of them is dropped where a rule may name the condition, unless it lasts or stays.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from app.medicines.conditions.index import ConditionIndex
from app.medicines.conditions.surroundings import without_surroundings
from app.medicines.conditions.times import TIME_AGO, dates_of_events
from app.medicines.conditions.words import ConditionWords, without_phrases
from app.medicines.names import plain
from app.medicines.parsing.headings import Heading

BETWEEN_CLAUSES = re.compile(r"[,;]")
"""Between conditions to which different dates may belong."""

OF_SEVERAL_CONDITIONS = frozenset({"problems", "conditions", "diagnoses", "illnesses", "issues"})
"""Words for several conditions, which make a heading of a line: `Resolved problems`."""

FAMILY = frozenset(
    {"family", "fh", "fhx", "familienanamnese", "familieanamnese", "familial", "familiaux", "familiales"}
    | {"familiares", "familiar", "familiare", "familie"}
)
RELATIVES = frozenset({"mother", "father", "wife", "husband", "partner"})
DENIED = frozenset(
    {"no", "not", "never", "denies", "denied", "negative", "absent", "without", "kein", "keine", "sans"}
    | {
        "excluded",
        "excludes",
        "ruled out",
        "rule out",
        "r o",
        "ausgeschlossen",
        "verneint",
        "exclu",
        "exclus",
    }
    | {"niega", "descartado", "nega", "escluso", "ontkent", "uitgesloten", "excluido"}
)
DOUBTS_OF_A_LIST = FAMILY | RELATIVES | DENIED
"""Words of doubt that may head a list; `Assessment:` and `Concerns:` head what is there."""

REPRODUCTIVE = "reproductive/"
"""The conditions that a child belongs to: `breastfeeding my baby`."""


class History:
    """The words of history and doubt, and the conditions that they leave certain."""

    def __init__(self, words: ConditionWords, index: ConditionIndex, no_source: Collection[str]) -> None:
        self._words = words
        self._index = index
        self._no_source = no_source
        """Conditions that may matter, though no source says so."""
        self._lasting = index.meanings(words.lasting)
        self._chronic = index.meanings(words.chronic)
        self._passing = index.meanings(words.passing)

    def heading(self, text: str) -> Heading:
        """Return what a text that names nothing is as a heading of a list of conditions.

        What stands below `Past medical history:` may be there now as well, so that it casts no doubt.
        """
        words = self._words.of(without_surroundings(plain(text)))
        doubts = self._doubts_alone(words)
        if doubts is None:
            return Heading.none
        if not doubts:
            return Heading.of_list
        if doubts <= self._words.history - self._words.over:
            return Heading.of_use
        others = {" ".join(each) for each in doubts - self._words.history}
        heads = (
            text.rstrip().endswith(":")
            or not FAMILY.isdisjoint(others)
            or not OF_SEVERAL_CONDITIONS.isdisjoint(words)
        )
        return Heading.of_doubt if heads and others <= DOUBTS_OF_A_LIST else Heading.none

    def _doubts_alone(self, words: list[str]) -> set[tuple[str, ...]] | None:
        """Return the phrases of history and doubt; None when a word is unknown or names a condition."""
        found = set()
        at = 0
        while at < len(words):
            doubt, other = self._words.doubt_at(words, at), self._words.length_beside_names(words, at)
            length = max(doubt, other)
            if not length or self._index.name_at(words, at)[0] >= length:
                return None
            if doubt >= other:
                found.add(tuple(words[at : at + doubt]))
            at += length
        return found

    def words_around_names(self, text: str) -> list[str]:
        """Return the words of a text without its surroundings, and without history where it lasts."""
        return self._without_lasting_history(self._words.of(without_surroundings(plain(text))))

    def without_time_ago(self, text: str) -> str:
        """Return a text without `5 years ago` where all that may matter lasts: `pacemaker 5 years ago`."""
        rest = TIME_AGO.sub(" ", folded := plain(text))
        if rest == folded:
            return text
        named = self._index.inside(self.words_around_names(rest)).targets
        return rest if named and self.may_matter(named) <= self._lasting else text

    def may_matter(self, targets: Iterable[str]) -> set[str]:
        """Return the conditions that rules may name, or that may matter without a source."""
        return {each for each in targets if "/" in each or each in self._no_source}

    def _without_lasting_history(self, words: list[str]) -> list[str]:
        """Return words without those of history, where all that may matter lasts: `s/p kidney transplant`.

        What no rule names is held against the same rules, past or present: `history of stroke`.
        """
        if self._words.history_starts.isdisjoint(words):
            return words
        lengths = [self._words.history_at(words, at) for at in range(len(words))]
        first = next((at for at, length in enumerate(lengths) if length), len(words))
        after = without_phrases(words, lengths, first)
        told = {tuple(words[at : at + length]) for at, length in enumerate(lengths) if length}
        rest = [*words[:first], *after]
        if told & self._words.over:
            named, lasting = self._index.inside(rest).targets, frozenset[str]()
        else:
            named = self._index.inside(after).targets or self._index.inside(words[:first]).targets
            lasting = self._lasting if told & self._words.past else self._lasting | self._chronic
        lasts = bool(named) and self.may_matter(named) <= lasting
        return rest if lasts or (told <= self._words.past and self._stays(words[:first], after)) else words

    def _stays(self, before: list[str], after: list[str]) -> bool:
        """Return whether a condition stays whatever was done: `myasthenia gravis s/p thymectomy`.

        What passes may be over by it, and what names another condition may be that one's history.
        """
        stays, done = self._index.inside(before).targets, self._index.inside(after).targets
        named = bool(after) and any("/" in each for each in stays)
        return named and self._passing.isdisjoint(stays) and not any("/" in each for each in done)

    def holds_doubt(self, words: list[str]) -> bool:
        """Return whether words of history or doubt are left among words."""
        return len(self.without_doubt(words)) < len(words)

    def without_doubt(self, words: list[str]) -> list[str]:
        """Return words without those of negation, history, family and doubt.

        The longest phrase decides: `without complications` and `high risk pregnancy` hold no doubt.
        """
        found, at = [], 0
        while at < len(words):
            known = max(self._words.remark_at(words, at), self._index.name_at(words, at)[0])
            doubt = self._words.doubt_at(words, at)
            doubt = doubt or int(words[at] in self._words.children and not self._is_own_child(words, at))
            if doubt <= known:
                found += words[at : at + (known or 1)]
            at += max(known, doubt, 1)
        return found

    def _is_own_child(self, words: list[str], at: int) -> bool:
        """Return whether pregnancy or breastfeeding is named before a child, and no other after."""
        before, after = set(self._index.inside(words[:at]).targets), self._index.inside(words[at:]).targets
        return any(each.startswith(REPRODUCTIVE) for each in before) and before.issuperset(after)

    def dates_of_what_passes(self, folded: str, targets: Sequence[str]) -> Iterator[str]:
        """Yield the dates beside what passes: it may be over. `SBO in 2009`."""
        if self._passing.isdisjoint(targets):
            return
        beside = list(targets[:1])
        for before, date in dates_of_events(folded):
            for part in BETWEEN_CLAUSES.split(before):
                beside = self._index.inside(self._words.of(without_surroundings(part))).targets or beside
            if not self._passing.isdisjoint(beside):
                yield date
