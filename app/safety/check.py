"""The check itself: a question in, an answer out.

What must stay true: an answer is written once, as JSON; who needs objects reads them from that. What is the
same in many answers was written when the rules were read.
"""

from collections import Counter
from collections.abc import Iterable
from operator import itemgetter
from typing import NamedTuple

from pydantic_core import to_json

from ..models import Condition, DatasetStamp, Form, Limit, MedicineClass, Rule
from ..models.rule import MedicineRoute, RuleKind, Severity
from . import dose
from .dose import Amount
from .lines import Facts, Taken, figure_of
from .names import ConditionConcept, Match, MedicineConcept, Names
from .rules import RuleIndex, Verdict, verdicts
from .schedule import Interval, conflicts, propose
from .shapes import (
    Alert,
    CheckAnswer,
    CheckedDose,
    CheckRequest,
    ConditionInput,
    Disposition,
    GivenAs,
    InputStatus,
    MedicineInput,
    Undecided,
)

NOTICE = (
    "For health professionals and careful readers who can look at the sources named. It does not "
    "prescribe and is not for emergencies. That nothing is recorded here does not mean that nothing "
    "can happen: ask a pharmacist or doctor."
)

NOT_CHECKED = (
    "interactions between the medicines themselves",
    "allergies and intolerances",
    "food, herbs and other supplements",
    "magnesium in food and drinking water",
    "blood tests, other than the kidney function given",
    "strengths and doses of the medicines",
)

MAGNESIUM_SALTS = "magnesium-salt"
"""The class of medicines that are magnesium themselves."""


class Recognised(NamedTuple):
    """One input with what it was taken for."""

    place: str
    given: str
    match: Match
    status: InputStatus

    @property
    def wholly_checked(self) -> bool:
        """Whether rules looked at it, and at every ingredient of it."""
        return self.status is InputStatus.matched and not self.match.not_checked

    @property
    def written(self) -> bytes:
        """As an answer shows it: a `CheckedInput`."""
        return b'{"place":"%b","given":%b,"status":"%b",%b}' % (
            self.place.encode(),
            to_json(self.given),
            self.status.encode(),
            self.match.written,
        )


class Written(NamedTuple):
    """What a rule says whenever it fires: an `Alert` as JSON, cut where a question has its say."""

    order: int
    """Where it stands among the alerts: the strongest first."""
    before: bytes
    """Up to the subject."""
    between: bytes
    """Up to the conflicts."""
    after: bytes
    """From behind the reasons."""


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
        self.index = RuleIndex(rules, self.names.parts, self.limits)
        self.labels = {member.name: member.label for group in conditions for member in group.members}
        ordered = sorted(rules, key=lambda rule: (rule.severity.rank, rule.slug))
        self.written = {rule.slug: self.written_rule(order, rule) for order, rule in enumerate(ordered)}
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
        found = list(verdicts(self.index, facts, request.jurisdictions))
        firing = [each for each in found if each.fires]
        undecided = undecided_rules(found)
        complete = not undecided and all(each.wholly_checked for each in inputs)
        times = {f"medicines[{n}]": medicine.times for n, medicine in enumerate(request.medicines or ())}
        amounts_to = disposition(firing, complete)
        self.answered[amounts_to] += 1
        return b"".join(
            (
                b'{"disposition":"%b","complete":%b' % (amounts_to.encode(), to_json(complete)),
                b',"dose":' + to_json(self.checked_dose(request, facts)),
                b',"inputs":[' + b",".join([each.written for each in inputs]),
                b'],"alerts":[' + b",".join(self.alerts(firing, request, times)),
                b'],"undecided":' + to_json(undecided),
                b',"schedule":' + to_json(propose(*self.to_be_kept(firing, request, times))),
                b',"checked":' + to_json(checked(request, inputs)),
                b',"not_checked":' + to_json(not_checked(request, inputs)),
                self.ending,
            )
        )

    def recognise(self, request: CheckRequest) -> list[Recognised]:
        """Every name and code that was given, with what it stands for."""
        found = []
        if request.supplement.form is not None:
            match = self.names.form(request.supplement.form)
            found.append(Recognised("supplement.form", request.supplement.form, match, match.status))
        for number, condition in enumerate(request.conditions or ()):
            match = self.names.condition(condition)
            found.append(self.recognised(f"conditions[{number}]", condition, match))
        for number, medicine in enumerate(request.medicines or ()):
            match = self.names.medicine(medicine)
            found.append(self.recognised(f"medicines[{number}]", medicine, match))
        return found

    def recognised(self, place: str, given: ConditionInput | MedicineInput, match: Match) -> Recognised:
        """One input; outside coverage when no rule speaks of it in particular."""
        status = match.status
        if status is InputStatus.matched and not any(map(self.index.speaks_of, match.concepts)):
            status = InputStatus.outside_coverage
        text = given.text if given.text is not None else given.code.value if given.code else ""
        return Recognised(place, text, match, status)

    def facts(self, request: CheckRequest, inputs: list[Recognised]) -> Facts:
        """What is known, in the terms rules speak of."""
        routes = {f"medicines[{n}]": medicine.route for n, medicine in enumerate(request.medicines or ())}
        form: str | None = None
        taken: list[Taken] = []
        told: dict[ConditionConcept, str] = {}
        for each in inputs:
            for concept in each.match.concepts if each.match.status is InputStatus.matched else ():
                if isinstance(concept, MedicineConcept):
                    taken.append(Taken(concept, each.place, routes[each.place]))
                elif isinstance(concept, ConditionConcept):
                    told[concept] = each.place
                else:
                    form = form or concept.slug
        return Facts(
            person=request.person,
            amount=self.amount(request, form, taken),
            magnesium_route=request.supplement.route,
            form=form,
            antacid_type=self.forms[form].antacid_type if form else None,
            medicines=None if request.medicines is None else taken,
            conditions=None if request.conditions is None else told,
        )

    def amount(self, request: CheckRequest, form: str | None, taken: list[Taken]) -> Amount:
        """Elemental magnesium from the supplement and from every magnesium product that may be swallowed."""
        total = self.supplement_amount(request, form)[0]
        counted = (MedicineRoute.oral, MedicineRoute.other)
        swallowed = [each for each in taken if each.concept.slug == MAGNESIUM_SALTS and each.route in counted]
        for place in dict.fromkeys(each.place for each in swallowed):
            medicine = (request.medicines or [])[int(place[len("medicines[") : -1])]
            if medicine.elemental_mg is not None:
                total += dose.elemental(medicine.elemental_mg)
            else:
                total += dose.unknown(f"{place}.elemental_mg")
        return total

    def supplement_amount(self, request: CheckRequest, form: str | None) -> tuple[Amount, str]:
        """Elemental magnesium of the supplement, and how it is known."""
        supplement = request.supplement
        if supplement.elemental_mg is not None:
            return dose.elemental(supplement.elemental_mg), "as given"
        if supplement.compound_mg is None:
            return dose.unknown("supplement.elemental_mg"), "the amount is not known"
        known = self.forms[form] if form else None
        return dose.from_compound(supplement.compound_mg, known, "supplement")

    def checked_dose(self, request: CheckRequest, facts: Facts) -> CheckedDose:
        """The dose part of the answer."""
        _, how = self.supplement_amount(request, facts.form)
        total = facts.amount
        if len(total.needs) > (request.supplement.elemental_mg is None):
            how += "; together with the magnesium in the medicines given"
        return CheckedDose(
            elemental_mg_per_day=total.exact,
            elemental_mg_per_day_min=dose.shown(total.least),
            elemental_mg_per_day_max=None if total.most is None else dose.shown(total.most),
            given_as=GivenAs.compound if request.supplement.elemental_mg is None else GivenAs.elemental,
            how=how,
        )

    def alerts(
        self, firing: list[Verdict], request: CheckRequest, times: dict[str, list[str] | None]
    ) -> list[bytes]:
        """An `Alert` for every rule that fires, strongest first."""
        found = []
        for each in firing:
            written = self.written[each.rule.slug]
            subject = self.labels.get(each.subject, each.subject)
            clashes = [
                conflict
                for interval in intervals(each, times)
                for conflict in conflicts(interval, request.supplement.times or ())
            ]
            alert = b'%b%b%b"conflicts":%b,"because":%b%b' % (
                written.before,
                to_json(subject),
                written.between,
                to_json(clashes),
                to_json(each.because),
                written.after,
            )
            found.append((written.order, subject, alert))
        return [alert for _, _, alert in sorted(found, key=itemgetter(0, 1))]

    def written_rule(self, order: int, rule: Rule) -> Written:
        """What a rule says, cut where a question has its say."""
        alert = to_json(self.unspoken(rule))
        before, rest = alert.split(b'"subject":""')
        between, after = rest.split(b'"conflicts":[],"because":[]')
        return Written(order, before + b'"subject":', between, after)

    def unspoken(self, rule: Rule) -> Alert:
        """What a rule says whenever it fires."""
        limit = self.limits[rule.when.above_limit] if rule.when.above_limit else None
        return Alert(
            rule=rule.slug,
            kind=rule.kind,
            severity=rule.severity,
            subject="",
            effect=rule.effect,
            mechanism=rule.mechanism,
            action=rule.action,
            separation=rule.separation,
            jurisdiction=rule.jurisdiction,
            limit_mg=figure_of(limit) if limit else None,
            conflicts=[],
            because=[],
            evidence=rule.evidence,
            disagreement=rule.disagreement,
            sources=list(dict.fromkeys(source for entry in rule.provenance for source in entry.sources)),
            review=rule.review,
        )

    def to_be_kept(
        self, firing: list[Verdict], request: CheckRequest, times: dict[str, list[str] | None]
    ) -> tuple[list[Interval], tuple[str, ...] | None, tuple[float, float], list[str]]:
        """The intervals that a time of the day must keep, and the medicines for which none helps."""
        between = [each for each in firing if each.rule.kind is RuleKind.interaction]
        kept = [
            interval
            for each in between
            if each.rule.severity is not Severity.info
            for interval in intervals(each, times)
        ]
        hopeless = sorted(
            {
                each.subject
                for each in between
                if each.rule.severity is Severity.avoid and not each.rule.separation
            }
        )
        given = request.supplement.times
        return kept, tuple(given) if given else None, self.usual, hopeless


def intervals(found: Verdict, times: dict[str, list[str] | None]) -> list[Interval]:
    """The intervals one alert asks for, one for each time the medicine is given."""
    separation = found.rule.separation
    if separation is None:
        return []
    return [
        Interval(
            found.subject,
            separation.medicine_before_magnesium_hours,
            separation.medicine_after_magnesium_hours,
            None if times[each.place] is None else tuple(times[each.place] or ()),
        )
        for each in found.taken
    ]


def usual_spacing(rules: list[Rule]) -> tuple[float, float]:
    """The spacing from any other medicine, for directions that a rule leaves open."""
    for rule in rules:
        if rule.when.any_other_medicine and rule.separation is not None:
            before = rule.separation.medicine_before_magnesium_hours
            after = rule.separation.medicine_after_magnesium_hours
            return before or 0, after or 0
    return 0, 0


def undecided_rules(found: list[Verdict]) -> list[Undecided]:
    """The rules that could not be decided, once each, with all they need."""
    needs: dict[str, dict[str, None]] = {}
    for each in found:
        if not each.fires:
            needs.setdefault(each.rule.slug, {}).update(dict.fromkeys(each.needs))
    return [Undecided(rule=rule, needs=list(wanted)) for rule, wanted in sorted(needs.items())]


def disposition(firing: list[Verdict], complete: bool) -> Disposition:
    """What the answer amounts to: an alert above `info` always wins, then anything left open."""
    if any(each.rule.severity is not Severity.info for each in firing):
        return Disposition.issues_found
    return Disposition.none_recorded if complete else Disposition.incomplete


def checked(request: CheckRequest, inputs: list[Recognised]) -> list[str]:
    """What was looked at."""
    matched = [each.place for each in inputs if each.status is InputStatus.matched]
    person = [name for name, value in request.person if value is not None]
    return [
        f"the amount against the dose figures of {', '.join(request.jurisdictions)}",
        *(f"{place} against the rules that speak of it" for place in matched),
        *(f"{name.replace('_', ' ')}, as given" for name in person),
    ]


def not_checked(request: CheckRequest, inputs: list[Recognised]) -> list[str]:
    """What was not looked at: always the same list, and what this question left open."""
    left_open = [
        f"{name}: not told" for name in ("conditions", "medicines") if getattr(request, name) is None
    ]
    unknown = [
        f"{each.place}: {each.status.replace('_', ' ')}"
        for each in inputs
        if each.status is not InputStatus.matched
    ]
    parts = [f"{each.place}: {name}" for each in inputs for name in each.match.not_checked]
    return [*left_open, *unknown, *parts, *NOT_CHECKED]
