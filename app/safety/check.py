"""The check itself: a question in, an answer out.

What must stay true: an answer is written once, as JSON; who needs objects reads them from that. What is the
same in many answers was written when the rules were read.
"""

from collections import Counter
from collections.abc import Iterable

from pydantic_core import to_json

from ..models import Condition, DatasetStamp, Form, Limit, MedicineClass, Rule
from ..models.rule import MedicineRoute
from . import dose, written
from .concepts import ConditionConcept
from .dose import Amount
from .index import RuleIndex
from .lines import Facts, Taken
from .names import Names
from .places import CONDITIONS, FORM, MEDICINES, Place
from .rules import Rules, Said, Verdict
from .schedule import Interval, propose
from .shapes import (
    CheckAnswer,
    CheckedDose,
    CheckRequest,
    ConditionInput,
    Disposition,
    GivenAs,
    InputStatus,
    MedicineInput,
    Schedule,
    Supplement,
    Undecided,
)
from .written import AlertWriter, Recognised, intervals

NOTICE = (
    "For health professionals and careful readers who can look at the sources named. It does not "
    "prescribe and is not for emergencies. That nothing is recorded here does not mean that nothing "
    "can happen: ask a pharmacist or doctor."
)

MAGNESIUM_SALTS = "magnesium-salt"
"""The class of medicines that are magnesium themselves."""

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
        firing: list[Said] = []
        undecided: list[Verdict] = []
        for said in self.rules.verdicts(facts):
            if said[0].fires:
                firing.append(said)
            else:
                undecided.append(said[0])
        complete = not undecided and all(match.wholly_checked for _, _, match in inputs)
        amounts_to = disposition(firing, complete)
        self.answered[amounts_to] += 1
        return b"".join(
            [
                b'{"disposition":"%b","complete":%b' % (amounts_to.encode(), to_json(complete)),
                b',"dose":',
                to_json(checked_dose(request.supplement, facts)),
                b',"inputs":',
                written.inputs(inputs),
                b',"alerts":',
                *self.writer.alerts(firing, request.supplement.times),
                b',"undecided":',
                to_json(undecided_rules(undecided)),
                b',"schedule":',
                to_json(self.schedule(request, firing)),
                b',"checked":',
                written.checked(request, inputs),
                b',"not_checked":',
                written.not_checked(request, inputs),
                self.ending,
            ]
        )

    def recognise(self, request: CheckRequest) -> list[Recognised]:
        """Every name and code that was given, with what it stands for: the form first, medicines last."""
        names, form = self.names, request.supplement.form
        found: list[Recognised] = [] if form is None else [(FORM, form, names.form(form))]
        for number, condition in enumerate(request.conditions or ()):
            found.append((CONDITIONS[number], called(condition), names.condition(condition)))
        for number, medicine in enumerate(request.medicines or ()):
            found.append((MEDICINES[number], called(medicine), names.medicine(medicine)))
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
        taken: dict[str, list[Taken]] = {}
        salts: dict[str, MedicineInput] = {}
        for medicine, (place, _, match) in zip(medicines, inputs[first:], strict=True):
            if match.status is MATCHED:
                times = None if medicine.times is None else tuple(medicine.times)
                for concept in match.medicines:
                    each = Taken(concept, place, medicine.route, times)
                    taken.setdefault(concept.reference, []).append(each)
                    if concept.slug == MAGNESIUM_SALTS and medicine.route in SWALLOWED:
                        salts[place.name] = medicine
        amount, how = self.supplement_amount(request.supplement, form)
        for name, medicine in salts.items():
            mg = medicine.elemental_mg
            amount += dose.unknown(f"{name}.elemental_mg") if mg is None else dose.elemental(mg)
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

    def schedule(self, request: CheckRequest, firing: list[Said]) -> Schedule:
        """The times of the day that keep every interval which interactions ask for."""
        hopeless: set[str] = set()
        kept: list[Interval] = []
        for verdict, taken in firing:
            if verdict.of.asks_for_hours:
                kept += intervals(verdict, taken)
            elif verdict.of.hopeless:
                hopeless.add(verdict.subject)
        given = request.supplement.times
        return propose(kept, tuple(given) if given else None, self.usual, sorted(hopeless))


def checked_dose(supplement: Supplement, facts: Facts) -> CheckedDose:
    """The amount that was checked."""
    amount, how = facts.amount, facts.how
    if len(amount.needs) > (supplement.elemental_mg is None):
        how += "; together with the magnesium in the medicines given"
    return CheckedDose(
        elemental_mg_per_day=amount.exact,
        elemental_mg_per_day_min=dose.shown(amount.least),
        elemental_mg_per_day_max=None if amount.most is None else dose.shown(amount.most),
        given_as=GivenAs.compound if supplement.elemental_mg is None else GivenAs.elemental,
        how=how,
    )


def called(given: ConditionInput | MedicineInput) -> str:
    """What something was called, by name or by code."""
    return given.text or (given.code.value if given.code else "")


def usual_spacing(rules: list[Rule]) -> tuple[float, float]:
    """The spacing from any other medicine, for directions that a rule leaves open."""
    for rule in rules:
        if rule.when.any_other_medicine and rule.separation is not None:
            before = rule.separation.medicine_before_magnesium_hours
            after = rule.separation.medicine_after_magnesium_hours
            return before or 0, after or 0
    return 0, 0


def undecided_rules(found: Iterable[Verdict]) -> list[Undecided]:
    """The rules that could not be decided, once each, with all they need."""
    needs: dict[str, dict[str, None]] = {}
    for each in found:
        needs.setdefault(each.of.rule.slug, {}).update(dict.fromkeys(each.needs))
    return [Undecided(rule=rule, needs=list(wanted)) for rule, wanted in sorted(needs.items())]


def disposition(firing: Iterable[Said], complete: bool) -> Disposition:
    """What the answer amounts to: an alert above `info` always wins, then anything left open."""
    if any(verdict.of.above_info for verdict, _ in firing):
        return Disposition.issues_found
    return Disposition.none_recorded if complete else Disposition.incomplete
