"""The check itself: a question in, an answer out.

What must stay true: an answer is written once, as JSON; who needs objects reads them from that. What is the
same in many answers was written when the rules were read.
"""

from collections import Counter
from collections.abc import Iterable

from pydantic_core import to_json

from app.medicines.concepts import ConditionConcept
from app.medicines.terminology import Names
from app.models import Condition, DatasetStamp, Form, Limit, MedicineClass, Rule
from app.models.rule import MedicineRoute
from app.safety import dose, written
from app.safety.dose import Amount
from app.safety.engine import Rules, Said, Verdict
from app.safety.places import CONDITIONS, FORM, MEDICINES, Place
from app.safety.predicates import Facts, Taken
from app.safety.rule_index import RuleIndex
from app.safety.schedule import Interval, propose
from app.safety.schemas import (
    CheckAnswer,
    CheckRequest,
    ConditionInput,
    Disposition,
    InputStatus,
    MedicineInput,
    Supplement,
)
from app.safety.written import WORDS, AlertWriter, Recognised

NOTICE = (
    "For health professionals and careful readers who can look at the sources named. It does not "
    "prescribe and is not for emergencies. That nothing is recorded here does not mean that nothing "
    "can happen: ask a pharmacist or doctor."
)

MATCHED = InputStatus.matched

SWALLOWED = (MedicineRoute.oral, MedicineRoute.other)
"""Ways of taking a magnesium product that may add to the amount."""


class Checker:
    """Everything a check needs, read once."""

    def __init__(
        self,
        stamp: DatasetStamp,
        classes: Iterable[MedicineClass],
        conditions: Iterable[Condition],
        forms: Iterable[Form],
        limits: Iterable[Limit],
        rules: Iterable[Rule],
    ) -> None:
        classes, conditions, forms, rules = list(classes), list(conditions), list(forms), list(rules)
        self.stamp = stamp
        self.answered: Counter[Disposition] = Counter()
        """How often it was answered so; nothing else is kept of any question."""
        self.names = Names(classes, conditions, forms)
        self.forms = {form.slug: form for form in forms}
        self.limits = {limit.slug: limit for limit in limits}
        index = RuleIndex(rules, self.names.parts, self.limits)
        self.rules = Rules(index)
        self.names.settle(index.speaks_of)
        self.labels = {member.name: member.label for group in conditions for member in group.members}
        self.writer = AlertWriter(rules, self.limits, self.labels)
        self.usual = usual_spacing(rules)
        medicines = sum(len(each.medicines) for each in classes)
        self.coverage = (
            f"{len(rules)} rules, {medicines} medicines and combinations in {len(classes)} classes, "
            f"{len(self.labels)} conditions and {len(self.limits)} dose figures, drawn from labels, "
            "interaction monographs and studies, of which mostly excerpts were read. It is not exhaustive."
        )
        self.ending = b',"coverage":%b,"dataset":%b,"notice":%b}' % (
            to_json(self.coverage),
            to_json(stamp),
            to_json(NOTICE),
        )

    def check(self, request: CheckRequest) -> CheckAnswer:
        """What is recorded about a question, and what could not be checked."""
        return CheckAnswer.model_validate_json(self.answer(request))

    def answer(self, request: CheckRequest) -> bytes:
        """The same as JSON: a `CheckAnswer`."""
        inputs = self.recognise(request)
        facts = self.facts(request, inputs)
        said = self.rules.told(facts)
        undecided = [verdict for spoken, _, _ in said for verdict in spoken.undecided]
        left_open = [each for each in inputs if not each[2].wholly_checked]
        complete = not undecided and not left_open
        amounts_to = disposition(said, complete)
        self.answered[amounts_to] += 1
        return b"".join(
            [
                b'{"disposition":"%b","complete":%b' % (amounts_to.encode(), WORDS[complete]),
                b',"dose":',
                written.dose(request.supplement, facts),
                b',"inputs":',
                written.inputs(inputs),
                b',"alerts":',
                *self.writer.alerts(said, request.supplement.times),
                b',"undecided":',
                written.undecided(undecided),
                b',"schedule":',
                self.schedule(request, said, hours_unclear(undecided, left_open)),
                b',"checked":',
                written.checked(request, inputs),
                b',"not_checked":',
                written.not_checked(request, left_open),
                self.ending,
            ]
        )

    def recognise(self, request: CheckRequest) -> list[Recognised]:
        """Every name and code that was given, with what it stands for: the form first, medicines last."""
        names, form = self.names, request.supplement.form
        found: list[Recognised] = [] if form is None else [(FORM, form, names.form(form))]
        for number, condition in enumerate(request.conditions or ()):
            found.append(
                (CONDITIONS[number], condition.text or code_of(condition), names.condition(condition))
            )
        for number, medicine in enumerate(request.medicines or ()):
            found.append((MEDICINES[number], medicine.text or code_of(medicine), names.medicine(medicine)))
        return found

    def facts(self, request: CheckRequest, inputs: list[Recognised]) -> Facts:
        """What is known, in the terms rules speak of."""
        medicines = request.medicines or ()
        first = len(inputs) - len(medicines)
        form: str | None = None
        told: dict[ConditionConcept, Place] = {}
        for place, _, match in inputs[:first]:
            if match.status is MATCHED:
                for concept in match.concepts:
                    if isinstance(concept, ConditionConcept):
                        told[concept] = place
                    else:
                        form = concept.slug
        taken: list[Taken] = []
        salts: dict[str, MedicineInput] = {}
        for medicine, (place, _, match) in zip(medicines, inputs[first:], strict=True):
            if match.status is MATCHED:
                taken.append((match, place, medicine.route, medicine.times))
                if match.magnesium and medicine.route in SWALLOWED:
                    salts[place.name] = medicine
        amount, how = self.supplement_amount(request.supplement, form)
        for name, medicine in salts.items():
            mg = medicine.elemental_mg
            amount += dose.unknown(f"{name}.elemental_mg") if mg is None else dose.elemental(mg)
        if salts:
            how += "; together with the magnesium in the medicines given"
        return Facts(
            jurisdictions=request.jurisdictions,
            person=request.person,
            amount=amount,
            how=how,
            magnesium_route=request.supplement.route,
            form=form,
            antacid_type=self.forms[form].antacid_type if form else None,
            medicines=None if request.medicines is None else taken,
            conditions=None if request.conditions is None else told,
        )

    def supplement_amount(self, supplement: Supplement, form: str | None) -> tuple[Amount, str]:
        """Elemental magnesium of the supplement, and how it is known."""
        if supplement.elemental_mg is not None:
            return dose.elemental(supplement.elemental_mg), "as given"
        if supplement.compound_mg is None:
            return dose.unknown("supplement.elemental_mg"), "the amount is not known"
        known = self.forms[form] if form else None
        return dose.from_compound(supplement.compound_mg, known, "supplement")

    def schedule(self, request: CheckRequest, said: list[Said], unclear: list[str]) -> bytes:
        """A `Schedule`: the times of the day that keep every interval which interactions ask for.

        As long as an interval may be missing, there is none.
        """
        hopeless = {subject for spoken, _, _ in said for subject in spoken.hopeless}
        if hopeless:
            return written.no_times(False, f"Keeping apart does not solve {', '.join(sorted(hopeless))}.")
        if request.medicines is None:
            return written.no_times(None, "Which medicines are taken was not told.")
        if unclear:
            return written.no_times(
                None, f"How far apart to keep magnesium and {', '.join(unclear)} is not known."
            )
        asking = [(spoken.asks, taken) for spoken, _, taken in said if spoken.asks]
        if not asking:
            return written.no_times(None, "No rule asks for hours apart.")
        untimed = {name for asks, taken in asking for name, _ in asks for *_, times in taken if not times}
        if untimed:
            return written.no_times(None, f"No clock times were given for {', '.join(sorted(untimed))}.")
        kept = [Interval(*hours, times) for asks, taken in asking for _, hours in asks for *_, times in taken]
        return to_json(propose(kept, request.supplement.times, self.usual))


def code_of(given: ConditionInput | MedicineInput) -> str:
    """The code under which something was given."""
    return given.code.value if given.code else ""


def usual_spacing(rules: list[Rule]) -> tuple[float, float]:
    """The spacing from any other medicine, for directions that a rule leaves open."""
    for rule in rules:
        if rule.when.any_other_medicine and rule.separation is not None:
            before = rule.separation.medicine_before_magnesium_hours
            after = rule.separation.medicine_after_magnesium_hours
            return before or 0, after or 0
    return 0, 0


def hours_unclear(undecided: Iterable[Verdict], left_open: Iterable[Recognised]) -> list[str]:
    """Medicines that may have to be kept apart from magnesium: a rule is undecided, or there is none."""
    subjects = {each.subject for each in undecided if each.of.hopeless or each.of.asks is not None}
    return [*sorted(subjects), *[place.name for place, _, _ in left_open if place in MEDICINES]]


def disposition(said: Iterable[Said], complete: bool) -> Disposition:
    """What the answer amounts to: an alert above `info` always wins, then anything left open."""
    if any(spoken.above_info for spoken, _, _ in said):
        return Disposition.issues_found
    return Disposition.none_recorded if complete else Disposition.incomplete
