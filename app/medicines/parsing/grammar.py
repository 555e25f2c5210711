"""Find every part that can begin at a token: a name, a number with its unit, a word or a sign.

A name is a whole name of the vocabulary, alone or with a salt that may be dropped. The class is in three
modules: `amounts` has numbers, `compounds` names with their salts, and this one all else.
`app.medicines.parsing.cheapest` chooses among all ways to split a text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.medicines.parsing.amounts import EVERY
from app.medicines.parsing.compounds import MOST_WORDS_IN_A_NAME, PUNCTUATION, Compounds
from app.medicines.parsing.part_predicates import ARROW
from app.medicines.parsing.parts import PART_COST, SHORT_NAME, Part, PartKind
from app.medicines.parsing.weekdays import DAYS_AFTER_Q, SOME_DAYS, WEEKS_BY_DAY, end_of_days
from app.medicines.parsing.words import ListedWord, WordKind
from app.medicines.vocabulary import NamedSubstances

MOST_DOSES = 99
"""Highest number without a unit that `up to` may limit."""

NOT_UNDERSTOOD_COST = 1_000_000
WHOLE_ONLY_COST = 15
"""Added for a name that may be an ordinary word, beside anything else."""

JOINED_COST = 3 * PART_COST
"""Cost of a name of one word that is written with a hyphen: more than that of two names."""


ELIDED = frozenset({"l", "d", "j", "un", "all", "dell", "nell", "sull", "dall"})
"""French and Italian words that lose their vowel: `l'anxiété`. `n'` is none of them: it is a negation."""

LETTERS = frozenset({"b", "c", "h", "t"})
"""Words of one letter, which before a slash are a part of something else: `B/30`, `c/8h`, `h/o`, `T/Th`."""

ARTICLES = ELIDED | {"a"}
"""Words that may be an article."""

VERBS = frozenset(
    {"take", "takes", "taking", "split", "use", "using", "have", "swallow", "and", "with", "of"}
)
"""Words before an article and a name: `I split a lorazepam`."""

SHORT_FOR_ACID, ACIDS = "ac", ("acido", "acide")
"""How `acid` is shortened before the rest of its name, and what it stands for."""

LEGAL_FORMS = frozenset(
    {"ltd", "limited", "plc", "inc", "llc", "corp", "gmbh", "ag", "bv", "sas", "spa", "srl"}
)
"""Words at the end of the name of a company."""

COMPARING = frozenset("<>≤≥")
"""Signs between what is measured and a number."""

BOXES = {"[": "]", "(": ")"}
"""Signs of a box that is not ticked: `[ ] metformin`."""

BEFORE_A_DIAGNOSIS = frozenset({"dx", "icd", "diagnosis", "diagnose"})
DOCTORS = frozenset({"dr", "prof", "dra", "docteur", "dott", "drs"})
"""Titles before the name of a doctor; `as advised by doctor` ends without one."""

BEFORE_A_PRESCRIBER = frozenset(
    {"by", "per", "from", "prescriber", "provider", "physician", "par", "por", "dal", "van", "le"}
)
"""Words before the doctor who prescribed."""

BEGINNINGS = BEFORE_A_DIAGNOSIS | DOCTORS | EVERY | WEEKS_BY_DAY.keys() | {SHORT_FOR_ACID}
"""Words with which few parts begin."""

ON_SOME_DAYS = (ListedWord(WordKind.frequency, SOME_DAYS),)

CURRENCIES = frozenset("$€£")
"""Signs beside the number of a price."""

CHANGES_OF_A_DOSE = frozenset("↑↓")
"""Signs before another dose: `↑ from 2.5 mg`."""

A_WEEK = "sem"
"""French and Spanish for a week after a slash, `1 inj/sem`; elsewhere it is Portuguese for `without`."""

DIAGNOSIS = re.compile(r"[a-z]\d\d(\.\d{1,4})?")
"""A code of the International Classification of Diseases."""

PLURALS = [[ending, ")"] for ending in ("s", "es", "e", "n", "en")]
"""Endings of plurals, as they stand in brackets."""


@dataclass(slots=True)
class Grammar(Compounds):
    """Every part that can begin at a token."""

    def parts_at(self, at: int) -> Iterator[Part]:
        """Yield each part that begins at a token and is understood."""
        token = self.tokens[at]
        if at in self.periods:
            words = (ListedWord(WordKind.negation, "in the past"),)
            text = " ".join(self.texts[at : self.periods[at]])
            yield Part(PartKind.word, at, self.periods[at], text, words=words, cost=-1)
        if token.is_sign:
            yield from self._signs(at)
            return
        if token.is_number:
            yield from self.numbers(at)
        yield from self._words(at)
        if salt := self._salt(at):
            yield from self._salt_before(at, *salt)
            if salt[1].detail == "acid or ester":
                yield from self._acid_apart(at, *salt)
                yield from self._salt_in_brackets(at, *salt)
        if token.text in BEGINNINGS or token.text[0] == "q":
            yield from self._beginnings(at)
        if at > 0 and token.text in self.words.units:
            yield from self.unit_apart(at)
        if not token.is_number:
            yield from self._joined(at)
            if self.words.may_hold_salt(token.text):
                yield from self._compound(at)

    def _beginnings(self, at: int) -> Iterator[Part]:
        """Yield what begins with a word that few parts begin with."""
        word = self.tokens[at].text
        if word in BEFORE_A_DIAGNOSIS:
            yield from self._diagnosis(at)
        if word in DOCTORS:
            yield from self._prescriber(at)
        if word == SHORT_FOR_ACID:
            yield from self._acid(at)
        if word in EVERY:
            yield from self.every(at)
        if word in WEEKS_BY_DAY and (end := end_of_days(self.texts, at)):
            yield Part(PartKind.word, at, end, " ".join(self.texts[at:end]), words=ON_SOME_DAYS)
        if DAYS_AFTER_Q.fullmatch(word):
            yield Part(PartKind.word, at, at + 1, word, words=ON_SOME_DAYS)

    def _words(self, at: int) -> Iterator[Part]:
        """Yield each run of words from a token that is a name or is listed."""
        words = self.words
        if self.tokens[at].text in ARTICLES and (length := self._article(at)):
            noise = (ListedWord(WordKind.noise, "way of writing"),)
            text = self.tokens[at].text
            yield Part(PartKind.word, at, at + length, text, words=noise, cost=PART_COST + 1)
        is_number = self.tokens[at].is_number
        for end, phrase, crossed in self._phrases(at):
            alone = is_number and end == at + 1  # no name is a number alone
            if not alone and (found := self._find(phrase)):
                yield from self._named(at, end, phrase, crossed, found)
            if (salt := words.salts.get(phrase)) and salt.detail == "metal" and self.is_no_unit(at, phrase):
                yield from self._salt_of_metal(at, end, salt.meaning)
            apart = phrase in LETTERS and self.texts[end : end + 1] == ["/"]
            if (known := words.alone.get(phrase)) and self._together(at, end, phrase) and not apart:
                cost = PART_COST + (phrase not in words.doubts) + crossed
                yield Part(PartKind.word, at, end, phrase, words=tuple(known), cost=cost)
            if phrase in self.words.limits and self._is_most(end):
                limit = (self.words.limits[phrase],)
                yield Part(PartKind.word, at, end, phrase, words=limit, cost=PART_COST - 1)

    def _is_most(self, at: int) -> bool:
        """Return whether a number begins at a token that can be the most of an amount, of doses or of times.

        `bis 3 Tabletten` and `hasta 4 al día` are such, and `bis 2019` or `hasta 20 de mayo` tell of an end.
        """
        if (end := self.ends_of_numbers.get(at)) is None:
            return False
        if unit := self.unit(end):
            return unit[1].detail != "time"
        number = self.tokens[at].text
        if end == len(self.tokens) or not number.isdigit() or int(number) > MOST_DOSES:
            return False
        if self.tokens[end].text == "/":
            return self.unit(end + 1) is not None
        followed = (word for _, phrase, _ in self._phrases(end) for word in self.words.alone.get(phrase, ()))
        return any(word.kind in (WordKind.dose_form, WordKind.frequency) for word in followed)

    def _article(self, at: int) -> int:
        """Return how many tokens an article has, such as `a` or `l'`; 0 when it is none."""
        if self.tokens[at].text in ELIDED and self.tokens[at + 1 : at + 2]:
            return 2 if self.tokens[at + 1].text == "'" and self.without_blanks(at, at + 2) else 0
        if self.tokens[at].text != "a" or self._is_a(at):
            return int(self.tokens[at].text == "a")
        return int(at > 0 and self.texts[at + 2 : at + 3] == ["h"] and self.tokens[at + 1].is_number)

    def _is_a(self, at: int) -> bool:
        """Return whether `a` stands between listed words, none of doubt: `when I get a migraine`.

        At the beginning of a text or after a verb it may stand before a name.
        """
        if at + 1 >= len(self.tokens):
            return False
        before, after = self.tokens[at - 1], self.tokens[at + 1].text
        if at == 0 and len(after) > SHORT_NAME and self._find(after):
            return True
        begins = at == 0 or before.is_sign or before.is_number or before.text in self.words.alone
        named = len(after) > SHORT_NAME and before.text in VERBS and self._find(after) is not None
        return begins and (named or (after in self.words.alone and not self._is_doubt(after)))

    def not_understood(self, at: int) -> Part:
        """Return a token as a part that is not understood."""
        text = self.tokens[at].text
        return Part(PartKind.not_understood, at, at + 1, text, cost=NOT_UNDERSTOOD_COST)

    # Numbers

    def _signs(self, at: int) -> Iterator[Part]:
        """Yield what a sign is: a unit of time after a slash, a company, punctuation, or not understood."""
        sign = self.tokens[at].text
        if sign == "/" and (unit := self.unit(at + 1)) and unit[1].detail == "time":
            words = (ListedWord(WordKind.frequency, f"per {unit[1].meaning}"),)
            yield Part(PartKind.word, at, unit[0], f"/{self.texts[at + 1]}", words=words)
        if sign == "/" and self.texts[at + 1 : at + 2] == [A_WEEK] and self.without_blanks(at, at + 2):
            words = (ListedWord(WordKind.frequency, "per week"),)
            yield Part(PartKind.word, at, at + 2, "per week", words=words)
        if sign in BOXES and self.texts[at + 1 : at + 2] == [BOXES[sign]] and self._is_at_an_end(at, at + 2):
            words = (ListedWord(WordKind.negation, "doubtful"),)
            yield Part(PartKind.word, at, at + 2, f"{sign} {BOXES[sign]}", words=words, cost=-1)
        if sign == "(":
            yield from filter(None, (self._company(at), self._plural(at), self._minus(at)))
        if sign == "→" or (sign in "-=" and self.texts[at + 1 : at + 2] == [">"]):
            yield from self._arrow(at)
        if sign in PUNCTUATION or self._compares(at):
            yield Part(PartKind.sign, at, at + 1, sign, cost=0)
        elif sign in CURRENCIES and self._beside_a_number(at):
            yield Part(PartKind.word, at, at + 1, sign, words=(ListedWord(WordKind.noise, "price"),))
        elif sign in CHANGES_OF_A_DOSE and self._before_a_dose(at + 1):
            yield Part(PartKind.word, at, at + 1, sign, words=(ListedWord(WordKind.noise, "way of writing"),))
        elif sign == "?":
            yield Part(PartKind.word, at, at + 1, sign, words=(ListedWord(WordKind.negation, "doubtful"),))

    def _is_at_an_end(self, at: int, end: int) -> bool:
        """Return whether only signs and numbers stand before a token, or after another."""
        beyond = self.tokens[:at], self.tokens[end:]
        return any(all(token.is_sign or token.is_number for token in tokens) for tokens in beyond)

    def _arrow(self, at: int) -> Iterator[Part]:
        """Yield an arrow, which depends on what is beside it: `20 mg -> 40 mg`."""
        length = 1 + (self.texts[at] != "→")
        if self.without_blanks(at, at + length):
            words = (ListedWord(WordKind.noise, "way of writing"),)
            yield Part(PartKind.word, at, at + length, ARROW, words=words)

    def _beside_a_number(self, at: int) -> bool:
        """Return whether a number stands directly before or after a token."""
        return any(
            token.is_number for token in (*self.tokens[max(0, at - 1) : at], *self.tokens[at + 1 : at + 2])
        )

    def _before_a_dose(self, at: int) -> bool:
        """Return whether a number begins at a token, or after `from`, `to` or `by`."""
        at += self.texts[at : at + 1] in (["from"], ["to"], ["by"])
        return at < len(self.tokens) and self.tokens[at].is_number

    def _compares(self, at: int) -> bool:
        """Return whether a sign compares with a number: `= 1 tablet`, `if SBP > 160`."""
        if not 0 < at < len(self.tokens) - 1 or not self.tokens[at + 1].is_number:
            return False
        sign = self.tokens[at].text
        measured = self.texts[at - 1], " ".join(self.texts[max(0, at - 2) : at])
        return sign == "=" or (sign in COMPARING and any(each in self.words.alone for each in measured))

    def _plural(self, at: int) -> Part | None:
        """Return the ending of a plural in brackets, directly after a word: `area(s)`, `Tablette(n)`."""
        if at == 0 or self.tokens[at - 1].is_sign:
            return None
        inside = [token.text for token in self.tokens[at + 1 : at + 3]]
        if inside not in PLURALS or not self.without_blanks(at - 1, at + 3):
            return None
        words = (ListedWord(WordKind.noise, "way of writing"),)
        return Part(PartKind.word, at, at + 3, f"({inside[0]})", words=words)

    def _minus(self, at: int) -> Part | None:
        """Return a minus sign in brackets as a doubt: `metformin (-)`."""
        words = (ListedWord(WordKind.negation, "not taken"),)
        is_minus = self.texts[at : at + 3] == ["(", "-", ")"]
        return Part(PartKind.word, at, at + 3, "(-)", words=words, cost=-1) if is_minus else None

    def _company(self, at: int) -> Part | None:
        """Return a bracket that holds a company by its legal form, such as `(Kyowa Kirin Ltd)`."""
        texts = [token.text for token in self.tokens[at + 1 : at + 2 + MOST_WORDS_IN_A_NAME]]
        if ")" not in texts or (end := texts.index(")")) < 2 or texts[end - 1] not in LEGAL_FORMS:
            return None
        inside = texts[:end]
        if any(self._find(word) or self._is_doubt(word) for word in inside) or "(" in inside:
            return None
        words = (ListedWord(WordKind.noise, "manufacturer"),)
        return Part(PartKind.word, at, at + end + 2, " ".join(inside), words=words)

    def _prescriber(self, at: int) -> Iterator[Part]:
        """Yield a doctor by name, after a word for who prescribed: `per Dr. Smith`, `Prescriber: Dr Jones`.

        `by Dr. warfarin` and a word that is listed are none.
        """
        before = at - 1 - (at > 1 and self.texts[at - 1] == ":")
        name = at + 1 + (self.texts[at + 1 : at + 2] == ["."])
        if before < 0 or self.texts[before] not in BEFORE_A_PRESCRIBER or name >= len(self.tokens):
            return
        word = self.texts[name]
        known = self._find(word) or word in self.words.alone or word in self.words.units
        if len(word) >= SHORT_NAME and word.isalpha() and not known:
            words = (ListedWord(WordKind.noise, "person"),)
            yield Part(PartKind.word, at, name + 1, f"dr {word}", words=words)

    def _is_doubt(self, word: str) -> bool:
        """Return whether a word tells of negation, history or doubt."""
        return word in self.words.doubts

    # Names

    def _together(self, at: int, end: int, phrase: str) -> bool:
        """Return whether a phrase is one word, or none of a single letter that blanks set apart."""
        return end - at == 1 or len(phrase) > SHORT_NAME or self.without_blanks(at, end)

    def _named(self, at: int, end: int, phrase: str, crossed: int, found: NamedSubstances) -> Iterator[Part]:
        """Yield a phrase as a name, alone and with the salts after it."""
        if not self._together(at, end, phrase) or not self.is_no_unit(at, phrase):
            return
        cost = PART_COST + crossed
        short = len(phrase) <= SHORT_NAME
        if found.whole_only and (short or at > 0 or end < len(self.tokens)):
            cost += WHOLE_ONLY_COST
        elif short:
            cost += 2
        yield Part(PartKind.known_name, at, end, phrase, found, cost=cost)
        if self._may_have_salt(end):
            yield from self._salts_after(at, end, phrase, found, cost)

    def _acid(self, at: int) -> Iterator[Part]:
        """Yield the name of an acid whose first word is shortened: `ac. folico`."""
        start = at + 1 + (self.texts[at + 1 : at + 2] == ["."])
        for word in self.texts[start : start + 1]:
            for acid in ACIDS:
                if found := self._find(f"{acid} {word}"):
                    yield Part(PartKind.known_name, at, start + 1, f"{acid} {word}", found)

    def _diagnosis(self, at: int) -> Iterator[Part]:
        """Yield the code of a diagnosis after the word for it: `dx: F41.1`, `ICD-10 E11.9`."""
        start = at + 1
        if self.texts[at + 1 : at + 3] == ["-", "10"]:
            start += 2
        elif self.texts[at + 1 : at + 2] == ["10"]:
            start += 1
        start += self.texts[start : start + 1] in ([":"], ["#"], ["("])
        code = "".join(self.texts[start : start + 2])
        if DIAGNOSIS.fullmatch(code) and self.without_blanks(start, start + 2):
            words = (ListedWord(WordKind.noise, "reason"),)
            yield Part(PartKind.word, at, start + 2, code, words=words)

    def _joined(self, at: int) -> Iterator[Part]:
        """Yield a name of one word that is written with a hyphen, as `DUO-NEB`, where its halves are none."""
        if at + 2 >= len(self.tokens) or self.tokens[at + 1].text != "-":
            return
        last = self.tokens[at + 2]
        if not last.is_number and not last.is_sign and self.without_blanks(at, at + 3):
            phrase = self.tokens[at].text + last.text
            if found := self._find(phrase):
                yield Part(PartKind.known_name, at, at + 3, phrase, found, cost=JOINED_COST)
