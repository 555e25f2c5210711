"""Which rules fire on the facts of a question, and which cannot be decided.

What must stay true: no line turns false because more medicines, conditions or magnesium were told. What a
check costs depends on the rules that could speak, not on how many there are. What is remembered changes no
answer, and holds words of the dataset and steps between numbers: nothing that was sent.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from app.medicines.concepts import ConditionConcept, MedicineConcept
from app.models.rule import MedicineRoute
from app.safety.places import ANYWHERE, Place
from app.safety.predicates import Facts, Line, Taken, all_of, any_of, route_line
from app.safety.rule_index import Hours, Indexed, RuleIndex
from app.safety.schemas import AskedJurisdiction

K = TypeVar("K")
V = TypeVar("V")

FAILED = ("a rule that works: this one failed",)

MOST_MAGNESIUM = 16
"""Ways of taking magnesium for which it is remembered what rules say of medicines."""

MOST_CASES = 20_000
"""Cases of which it is remembered what the other rules say."""


@dataclass(eq=False, slots=True)
class Verdict:
    """What a rule says of a question: it fires about a subject, or it cannot be decided."""

    of: Indexed
    fires: bool
    subject: str = ""
    because: Sequence[str] = ()
    needs: Sequence[str] = ()


Decided = tuple[Verdict, Sequence[Taken]]
"""A verdict, and the medicine it speaks of, each time it is taken as the rule is about."""


@dataclass(eq=False, slots=True)
class Spoken:
    """What rules say of the same thing, and what follows from it for an answer."""

    verdicts: Sequence[Verdict]
    firing: list[Verdict] = field(init=False)
    undecided: list[Verdict] = field(init=False)
    above_info: bool = field(init=False)
    """Whether one that fires says more than `info`."""
    asks: list[tuple[str, Hours]] = field(init=False)
    """What has to be kept apart from magnesium, and how many hours."""
    hopeless: list[str] = field(init=False)
    """Medicines to avoid for which no hours apart are an answer."""
    written: list["WrittenAlert"] | None = None
    """For who writes the alerts to keep them."""

    def __post_init__(self) -> None:
        self.firing = [each for each in self.verdicts if each.fires]
        self.undecided = [each for each in self.verdicts if not each.fires]
        self.above_info = any(each.of.above_info for each in self.firing)
        self.asks = [(each.subject, each.of.asks) for each in self.firing if each.of.asks is not None]
        self.hopeless = [each.subject for each in self.firing if each.of.hopeless]


Said = tuple[Spoken, Place | None, Sequence[Taken]]
"""What rules say, the place of what they say it of, and if that is a medicine, each time it is taken."""

WrittenAlert = tuple[int, str, bytes, bytes, bytes, Hours | None]
"""Place of the rule in their order, subject, what comes before its reasons, they, what comes after, hours."""

Magnesium = tuple[tuple[AskedJurisdiction, ...], MedicineRoute, str | None]
"""What rules look at beside a medicine or condition: jurisdictions, and route and form of the magnesium."""

OfInputs = dict[tuple[str, MedicineRoute | None], Spoken]
"""A medicine and the way it is taken, or a condition → what rules say of it, wherever it stands."""

Others = tuple[Spoken, list[Indexed]]
"""Of the rules that look at neither medicines nor conditions: what some say, and those still to be asked."""


class Rules:
    """Rules, and what they said before."""

    def __init__(self, index: RuleIndex) -> None:
        self.index = index
        self.of_inputs: dict[Magnesium, OfInputs] = {}
        self.of_cases: dict[tuple[object, ...], Others] = {}

    def forget(self) -> None:
        """Let go of everything that is remembered."""
        self.of_inputs.clear()
        self.of_cases.clear()

    def told(self, facts: Facts) -> list[Said]:
        """What every rule that could speak says; a rule that breaks is undecided."""
        settled, others = self._others(facts)
        now = verdicts(others, facts)
        found: list[Said] = [(settled, None, ())]
        magnesium = (facts.jurisdictions, facts.magnesium_route, facts.form)
        remembered = self.of_inputs.get(magnesium)
        if remembered is None:
            remembered = remember(self.of_inputs, magnesium, {}, MOST_MAGNESIUM)
        if facts.medicines is None:
            now += not_told(self.index.about_medicines, facts, "medicines")
        else:
            found += self._of_medicines(facts, facts.medicines, remembered)
        if facts.conditions is None:
            now += not_told(self.index.about_conditions, facts, "conditions")
        elif facts.conditions:
            found += self._of_conditions(facts, facts.conditions, remembered)
        found.append((Spoken(now), None, ()))
        return found

    def _others(self, facts: Facts) -> Others:
        """What rules say of the magnesium itself, and those that what is known does not rule out."""
        case = self.index.case_of(facts)
        found = self.of_cases.get(case)
        if found is None:
            within = [each for each in self.index.others if each.within(facts.jurisdictions)]
            settled = Spoken(verdicts([each for each in within if each.about_magnesium], facts))
            others = [each for each in within if not each.about_magnesium and not ruled_out(each, facts)]
            found = settled, others
            if works(settled):
                remember(self.of_cases, case, found, MOST_CASES)
        return found

    def _of_medicines(self, facts: Facts, medicines: Sequence[Taken], remembered: OfInputs) -> Iterable[Said]:
        """What the rules about medicines say of each."""
        found: list[Said] = []
        seen: set[str] = set()
        for each in medicines:
            match, place, route, _ = each
            if not seen.isdisjoint(match.references):
                return of_repeated(self.index, facts, medicines)
            seen |= match.references
            spoken = remembered.get((match.reference, route))
            found.append((spoken or self._of_medicine(facts, each, remembered), place, (each,)))
        return found

    def _of_medicine(self, facts: Facts, taken: Taken, remembered: OfInputs) -> Spoken:
        """What they say of one; in one place they say the same as in another."""
        match, _, route, _ = taken
        anywhere = route is not MedicineRoute.other and self.index.personal.isdisjoint(match.references)
        some: list[Taken] = [(match, ANYWHERE, route, None) if anywhere else taken]
        said = (medicine_verdicts(self.index, facts, concept, some) for concept in match.medicines)
        found = Spoken([verdict for each in said for verdict, _ in each])
        return keep(remembered, (match.reference, route), found) if anywhere else found

    def _of_conditions(
        self, facts: Facts, conditions: Mapping[ConditionConcept, Place], remembered: OfInputs
    ) -> Iterable[Said]:
        """What the rules about conditions say of each; one that stands in two groups is told of once."""
        if len(conditions) > len({concept.condition for concept in conditions}):
            return [(Spoken(list(condition_verdicts(self.index, facts, conditions))), None, ())]
        return [
            (
                remembered.get((concept.reference, None))
                or self._of_condition(facts, concept, place, remembered),
                place,
                (),
            )
            for concept, place in conditions.items()
        ]

    def _of_condition(
        self, facts: Facts, concept: ConditionConcept, place: Place, remembered: OfInputs
    ) -> Spoken:
        """What they say of one; in one place they say the same as in another."""
        anywhere = concept.reference not in self.index.personal
        told = {concept: ANYWHERE if anywhere else place}
        found = Spoken(list(condition_verdicts(self.index, facts, told)))
        return keep(remembered, (concept.reference, None), found) if anywhere else found


def keep(remembered: OfInputs, key: tuple[str, MedicineRoute | None], found: Spoken) -> Spoken:
    """Remember what rules say of a medicine or condition, unless one of them failed."""
    if works(found):
        remembered[key] = found
    return found


def remember(memory: dict[K, V], key: K, value: V, most: int) -> V:
    """Keep a value; all are let go of when there are too many."""
    if len(memory) >= most:
        memory.clear()
    memory[key] = value
    return value


def works(spoken: Spoken) -> bool:
    """Whether no rule failed."""
    return all(verdict.needs is not FAILED for verdict in spoken.undecided)


def verdicts(rules: Iterable[Indexed], facts: Facts) -> list[Verdict]:
    """What rules say that look at neither medicines nor conditions."""
    found = [decided(each, facts, "magnesium") for each in rules]
    return [verdict for verdict in found if verdict is not None]


def of_repeated(index: RuleIndex, facts: Facts, medicines: Sequence[Taken]) -> Iterator[Said]:
    """What rules say of medicines that may be taken several times, in one product or another."""
    times: dict[MedicineConcept, list[Taken]] = {}
    for each in medicines:
        for concept in each[0].medicines:
            times.setdefault(concept, []).append(each)
    for concept, taken in times.items():
        for verdict, holding in medicine_verdicts(index, facts, concept, taken):
            yield Spoken([verdict]), taken[0][1], holding


def medicine_verdicts(
    index: RuleIndex, facts: Facts, concept: MedicineConcept, taken: Sequence[Taken]
) -> Iterator[Decided]:
    """What the rules about one medicine say."""
    subject, spaced = concept.medicine or concept.slug, False
    for each in index.by_medicine.get(concept.reference, ()):
        if each.within(facts.jurisdictions):
            for verdict, times in decided_of(each, facts, subject, taken):
                spaced = spaced or (verdict.fires and each.spaces)
                yield verdict, times
    for each in () if spaced else index.general.get(concept.reference, ()):
        if each.within(facts.jurisdictions):
            yield from decided_of(each, facts, subject, taken)


def condition_verdicts(
    index: RuleIndex, facts: Facts, conditions: Mapping[ConditionConcept, Place]
) -> Iterator[Verdict]:
    """What the rules about each condition say."""
    told: dict[tuple[str, str], tuple[Indexed, ConditionConcept]] = {}
    for concept in conditions:
        for each in index.by_condition.get(concept.reference, ()):
            told.setdefault((each.slug, concept.condition), (each, concept))
    for each, concept in told.values():
        if each.within(facts.jurisdictions):
            reasons = [f"{conditions[concept].name} is {concept.condition}"]
            if verdict := decided(each, facts, concept.condition, reasons):
                yield verdict


def not_told(rules: Iterable[Indexed], facts: Facts, need: str) -> Iterator[Verdict]:
    """The rules that what is known leaves open, when what they look at was not told."""
    for each in rules:
        if each.within(facts.jurisdictions) and not ruled_out(each, facts):
            yield Verdict(each, False, needs=(need,))


def ruled_out(indexed: Indexed, facts: Facts) -> bool:
    """Whether what is known settles that a rule does not fire."""
    try:
        return any(facts.line(question).holds is False for question in indexed.questions)
    except Exception:
        return False


def decided(indexed: Indexed, facts: Facts, subject: str, reasons: Iterable[str] = ()) -> Verdict | None:
    """What a rule says of a subject that is there; None, when it does not hold."""
    try:
        found = lines_of(indexed, facts)
        return None if found is None else concluded(indexed, subject, found, reasons)
    except Exception:
        return Verdict(indexed, False, subject, needs=FAILED)


def decided_of(indexed: Indexed, facts: Facts, subject: str, taken: Sequence[Taken]) -> Sequence[Decided]:
    """What a rule says of a medicine, with each time it is taken as the rule is about.

    Taken in several ways, it may fire of one and be undecided of another.
    """
    try:
        found = lines_of(indexed, facts)
        if found is None:
            return ()
        routes = [route_line(indexed.rule.when, each) for each in taken]
        taken = [each for each, line in zip(taken, routes, strict=True) if line.holds]
        because = [f"{place.name} is {subject}" for _, place, _, _ in taken]
        open_routes = [need for line in routes for need in line.needs]
        said = concluded(indexed, subject, [*found, any_of(routes)], because, open_routes)
        if said is None:
            return ()
        if said.fires and open_routes:
            return (said, taken), (Verdict(indexed, False, subject, needs=unique(open_routes)), ())
        return ((said, taken),)
    except Exception:
        return ((Verdict(indexed, False, subject, needs=FAILED), ()),)


def lines_of(indexed: Indexed, facts: Facts) -> list[Line] | None:
    """What each line of a rule comes to; None, as soon as one does not hold."""
    found: list[Line] = []
    for question in indexed.questions:
        line = facts.line(question)
        if line.holds is False:
            return None
        found.append(line)
    return found


def concluded(
    indexed: Indexed, subject: str, found: list[Line], reasons: Iterable[str], needs: Iterable[str] = ()
) -> Verdict | None:
    """What follows from the lines of a rule; None, when it does not hold."""
    truth = all_of(found)
    if truth:
        because = [*reasons, *[line.because for line in found if line.because]]
        return Verdict(indexed, True, subject, unique(because))
    if truth is None:
        open_lines = [need for line in found if line.holds is None for need in line.needs]
        return Verdict(indexed, False, subject, needs=unique([*open_lines, *needs]))
    return None


def unique(texts: list[str]) -> list[str]:
    """Texts in their order, each once."""
    return texts if len(texts) < 2 else list(dict.fromkeys(texts))
