"""Answer a request: recognise names, evaluate rules, put the answer together.

What must stay true: what was not recognised, not stated or not decided is named in the answer.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from copy import copy
from typing import NamedTuple, Self, TypeVar

from app.medicines.concepts import CHECKED, MedicineConcept
from app.medicines.conditions.known_conditions import ConditionVocabulary
from app.medicines.known_medicines import MedicineVocabulary
from app.medicines.terminology import Terminology
from app.models import Condition, DatasetStamp, Form, Limit, MedicineClass, Rule
from app.models.rule import Hours
from app.safety import dose
from app.safety.actions import ActionWriter
from app.safety.alerts import AlertWriter, Fired, remarks
from app.safety.answers import (
    ActionRow,
    BriefAnswer,
    CheckAnswer,
    CheckedDose,
    Disposition,
    GivenAs,
    Headline,
    Schedule,
    Undecided,
)
from app.safety.compiled_rules import interval_of
from app.safety.dose import Amount
from app.safety.engine import Evaluation, Rules
from app.safety.headline import disposition, headline
from app.safety.inputs import RecognisedInput, checked_input, one_source_only, open_input
from app.safety.missing_values import missing_values, undecided
from app.safety.request import CheckRequest, PersonSex, Supplement
from app.safety.request_reader import RequestReader, contradictions
from app.safety.schedule import schedule

PURPOSE = (
    "For professionals and careful readers; no prescription, not for emergencies. No record here is no proof "
    "that nothing can happen."
)
"""What an answer is, and what it is not, for whoever reads it."""

NOTICE = f"{PURPOSE} Ask a pharmacist or doctor, also before changing the times of medicines."

NOT_CHECKED = (
    "interactions between the medicines",
    "allergies and intolerances",
    "food, herbs and other supplements",
    "magnesium in food and water",
    "blood tests other than kidney function",
    "doses of the medicines",
)
"""What no check looks at."""

PERSON_FACTS = ("age", "sex", "egfr", "creatinine_clearance", "pregnant", "breastfeeding")
"""Fields of a person that rules look at."""


class CheckResult(NamedTuple):
    """What the rules say of a request, before it is put into an answer."""

    request: CheckRequest
    inputs: list[RecognisedInput]
    unchecked: list[RecognisedInput]
    """Inputs that were not checked, or not in full."""
    dose: CheckedDose
    evaluations: list[Evaluation]
    fired: list[Fired]
    """Every rule that fires, for each subject."""
    undecided: list[Undecided]
    contradictions: list[str]
    newer: str | None
    """What a check of a past release leaves out, in words; None for the current one."""

    @property
    def complete(self) -> bool:
        """Return whether every input was checked, every rule decided, and nothing contradicts itself.

        A check of a past release is never complete.
        """
        return not (self.undecided or self.unchecked or self.contradictions or self.newer)


AnyAnswer = TypeVar("AnyAnswer", CheckAnswer, BriefAnswer)


class Checker:
    """The safety check of one dataset."""

    def __init__(
        self,
        stamp: DatasetStamp,
        classes: Iterable[MedicineClass],
        conditions: Iterable[Condition],
        forms: Iterable[Form],
        limits: Iterable[Limit],
        rules: Iterable[Rule],
        vocabulary: MedicineVocabulary,
        condition_vocabulary: ConditionVocabulary,
    ) -> None:
        classes, conditions, forms, rules = list(classes), list(conditions), list(forms), list(rules)
        self.stamp = stamp
        self.newer: str | None = None
        """What a past release leaves out, in words: its answers are never complete."""
        self.answered: Counter[Disposition] = Counter()
        """Number of answers by disposition; nothing else of a request is kept."""
        self.limits = {limit.slug: limit for limit in limits}
        medicines = medicines_of(classes)
        self.rules = Rules(rules, medicines, self.limits)
        names = Terminology(
            classes, conditions, forms, vocabulary, condition_vocabulary, has_rule=self.rules.has_rule
        )
        self.reader = RequestReader(names, forms)
        labels = {member.name: member.label for group in conditions for member in group.members}
        self.usual = usual_spacing(rules)
        self.alerts = AlertWriter(rules, self.limits, labels, self.usual)
        self.actions = ActionWriter(self.alerts)
        self.coverage = (
            f"Not exhaustive: {len(rules)} rules on {len(medicines)} medicines, {len(labels)} conditions, "
            f"{len(self.limits)} dose figures; mostly from parts of labels, monographs and studies."
        )

    def for_one_call(self) -> Self:
        """Return a copy for several requests about one record, which reads the same text once.

        What was read goes with the copy; the answers are counted together.
        """
        own = copy(self)
        own.reader = self.reader.for_one_call()
        return own

    @property
    def names(self) -> Terminology:
        """Return the names by which inputs are recognised."""
        return self.reader.names

    def check(self, request: CheckRequest) -> CheckAnswer:
        """Answer a request: one alert for each rule, with all its subjects, and one for all dose figures."""
        return self.counted(self.full_answer(self.result_of(request), grouped=True))

    def check_for_page(self, request: CheckRequest) -> tuple[CheckAnswer, list[ActionRow]]:
        """Answer a request for people: in full, and the actions with all that is advised."""
        result = self.result_of(request)
        answer = self.counted(self.full_answer(result, grouped=True))
        return answer, self.actions.actions(result.fired, whole=True)

    def check_briefly(self, request: CheckRequest) -> BriefAnswer:
        """Answer a request without the background."""
        return self.counted(self.brief_answer(self.result_of(request)))

    def check_ungrouped(self, request: CheckRequest) -> CheckAnswer:
        """Answer a request with an alert for each rule and subject."""
        return self.counted(self.full_answer(self.result_of(request), grouped=False))

    def counted(self, answer: AnyAnswer) -> AnyAnswer:
        """Count the disposition of an answer."""
        self.answered[answer.disposition] += 1
        return answer

    def result_of(self, request: CheckRequest) -> CheckResult:
        """Evaluate all rules on a request."""
        inputs = list(self.reader.recognise(request))
        amount, how = self.reader.amount(request, inputs)
        facts = self.reader.facts(request, inputs, amount)
        evaluations = self.rules.evaluate(facts)
        return CheckResult(
            request=request,
            inputs=inputs,
            unchecked=[each for each in inputs if not each.match.checked],
            dose=checked_dose(request, amount, how),
            evaluations=evaluations,
            fired=self.alerts.fired(evaluations, request.magnesium_times),
            undecided=undecided(evaluations),
            contradictions=list(contradictions(request.person, facts.conditions or {})),
            newer=self.newer,
        )

    def full_answer(self, result: CheckResult, grouped: bool) -> CheckAnswer:
        """Return everything that is recorded about a request, and what could not be checked.

        Grouped, a rule has one alert with all its subjects. Alerts say in full what actions say in few words.
        """
        actions = self.actions.actions(result.fired, whole=False)
        return CheckAnswer(
            headline=self.headline(result, actions),
            actions=actions,
            disposition=disposition(result.evaluations, result.complete),
            complete=result.complete,
            contradictions=result.contradictions,
            dose=result.dose,
            inputs=[checked_input(each) for each in result.inputs],
            alerts=self.alerts.alerts(result.fired, grouped),
            undecided=result.undecided,
            schedule=self.schedule(result),
            checked=checked(result.request, result.inputs),
            not_checked=not_checked(result),
            coverage=self.coverage,
            dataset=self.stamp,
            notice=NOTICE,
        )

    def brief_answer(self, result: CheckResult) -> BriefAnswer:
        """Return what to do and what was left open."""
        actions = self.actions.actions(result.fired, whole=True)
        grouped = self.alerts.alerts(result.fired, grouped=True)
        return BriefAnswer(
            headline=self.headline(result, actions),
            actions=actions,
            disposition=disposition(result.evaluations, result.complete),
            complete=result.complete,
            dose=result.dose,
            alerts=remarks(grouped),
            undecided=result.undecided,
            schedule=self.schedule(result),
            dataset=self.stamp,
            notice=NOTICE,
        )

    def headline(self, result: CheckResult, actions: Sequence[ActionRow]) -> Headline:
        """Return the answer in one line."""
        left_open = [
            *newer_records(result),
            *map(open_input, result.unchecked),
            *missing_values(result.undecided, result.inputs),
            *(f"contradictory: {each}" for each in result.contradictions),
        ]
        one_source = one_source_only(result.inputs)
        return headline(actions, result.fired, left_open, result.complete, one_source)

    def schedule(self, result: CheckResult) -> Schedule:
        """Return times that keep every interval of the answer."""
        unclear = intervals_unknown(result.evaluations, result.unchecked)
        return schedule(result.request, result.evaluations, unclear, self.usual)


def medicines_of(classes: Iterable[MedicineClass]) -> list[MedicineConcept]:
    """Return every medicine of some classes."""
    return [MedicineConcept(each.slug, medicine.name) for each in classes for medicine in each.medicines]


def usual_spacing(rules: Iterable[Rule]) -> Hours:
    """Return the spacing from any other medicine, for directions that a rule leaves open."""
    for rule in rules:
        if rule.when.any_other_medicine and (hours := interval_of(rule)):
            before, after = hours
            return before or 0, after or 0
    return 0, 0


def intervals_unknown(evaluations: Iterable[Evaluation], unchecked: Iterable[RecognisedInput]) -> list[str]:
    """Return the medicines whose interval is not known: undecided rules, and inputs not checked."""
    subjects = {
        each.subject
        for each in evaluations
        if not each.fires and (each.compiled.not_solved_by_hours or each.compiled.scheduled)
    }
    return [*sorted(subjects), *[each.place for each in unchecked if each.place.startswith("medicines")]]


def checked_dose(request: CheckRequest, amount: Amount, how: str) -> CheckedDose:
    """Return the amount that was checked."""
    return CheckedDose(
        elemental_mg_per_day=amount.exact,
        elemental_mg_per_day_min=dose.rounded(amount.least),
        elemental_mg_per_day_max=None if amount.most is None else dose.rounded(amount.most),
        given_as=given_amount(request.magnesium[0][1]),
        how=how,
    )


def given_amount(supplement: Supplement) -> GivenAs:
    """Return what the amount of a supplement is of."""
    amount = supplement.per_unit or supplement
    if amount.compound_mg is not None:
        return GivenAs.compound
    return GivenAs.elemental if amount.ways else GivenAs.not_given


def checked(request: CheckRequest, inputs: Iterable[RecognisedInput]) -> list[str]:
    """Return what was checked, in words; which inputs, they say themselves."""
    looked_at = [
        *["each input that a rule names"] * any(each.match.ruled for each in inputs),
        *[
            name.replace("_", " ")
            for name in PERSON_FACTS
            if getattr(request.person, name) not in (None, PersonSex.unknown)
        ],
    ]
    figures = f"the amount against dose figures of {', '.join(request.jurisdictions)}"
    return [figures, *([f"{', '.join(looked_at)} against their rules"] if looked_at else [])]


def newer_records(result: CheckResult) -> list[str]:
    """Return what a past release leaves out, in words; nothing for the current one."""
    return [] if result.newer is None else [result.newer]


def not_checked(result: CheckResult) -> list[str]:
    """Return what was not checked, in words: in this request, then in any request."""
    request = result.request
    unknown: list[str] = []
    parts: list[str] = []
    for place, _, match in result.unchecked:
        if match.status not in CHECKED:
            unknown.append(f"{place}: {match.status.words}")
        parts += [f"{place}: {name}" for name in match.not_checked]
        parts += [f"{place}: not understood: {text}" for text in match.not_understood]
    not_stated = [
        f"{name}: not stated" for name in ("conditions", "medicines") if getattr(request, name) is None
    ]
    return [*newer_records(result), *not_stated, *unknown, *parts, *NOT_CHECKED]
