"""The record that a request holds: medicines, conditions, kidney function, age and pregnancy.

What must stay true: every reading of a resource has one outcome. A list that was not sent is distinguished
from an empty one.
"""

from dataclasses import dataclass, field
from itertools import accumulate
from typing import assert_never

from app.cds_hooks.reading.age import AgeRange
from app.cds_hooks.reading.dosage import Dosage
from app.cds_hooks.reading.fhir import CodedName
from app.cds_hooks.reading.kidneys import KidneyFunction, KidneyReading
from app.cds_hooks.reading.measured import CALLED_HIGH, MAGNESIUM, MeasuredReading
from app.cds_hooks.reading.medications import EntryKind, MedicineEntry, names_in_medication
from app.cds_hooks.reading.nutrition import NUTRITION_ORDER
from app.cds_hooks.reading.outcomes import (
    NotRelevant,
    NotRelevantReason,
    Open,
    OpenReason,
    ResourceOutcome,
    Used,
)
from app.cds_hooks.reading.pregnancy import StateReading
from app.cds_hooks.reading.read_resources import (
    ReadAllergy,
    ReadCondition,
    ReadItems,
    ReadMedication,
    ReadMedicine,
    ReadMention,
    ReadMentions,
    ReadPatient,
    ReadResource,
    ReadService,
    Settled,
)
from app.cds_hooks.reading.sent_lists import MEDICATION_KEYS

MAX_CHARACTERS_OF_MENTIONS = 10_000
"""Characters of the names of conditions in other resources that are read; a card counts others."""

NO_MATTER_BY_TYPE = {
    "Observation": NotRelevantReason.other_observation,
    NUTRITION_ORDER: NotRelevantReason.food,
}
"""Type of a resource → why it is not relevant where the names in it do not matter."""


@dataclass
class PatientRecord:
    """The content of a request."""

    readings: tuple[ReadResource, ...] = ()
    """One for each resource of the request, in its order."""
    patient_id: str = ""
    """Id of the patient of the call; empty when it is not stated."""
    patient: ReadPatient | None = None
    """The patient of the call; None when none or several were sent."""
    kidneys: KidneyFunction = field(default_factory=KidneyFunction)
    used_values: frozenset[int] = frozenset()
    """`id()` of the kidney values that are used."""
    kidney_caveats: tuple[str, ...] = ()
    """Reasons to doubt the kidney function, in words."""
    age: AgeRange | None = None
    sex: str = ""
    """`male`, `female`, another word of FHIR, or empty."""
    states: dict[str, StateReading] = field(default_factory=dict)
    """`pregnant`, `breastfeeding` → the newest observation of it."""
    measured: dict[str, MeasuredReading] = field(default_factory=dict)
    """`magnesium`, `kidneys` → the newest value that is no eGFR."""
    referenced: frozenset[int] = frozenset()
    """`id()` of the Medication resources that a medicine refers to."""
    orders_sent: bool = True
    """Whether the context holds orders, or an empty Bundle in their place."""
    sent: frozenset[str] = frozenset()
    """Prefetch keys that were sent, also those that are null or empty."""
    without_information: frozenset[str] = frozenset()
    """Prefetch keys of lists that say that nothing is known about them; they count as not sent."""
    sent_in_part: frozenset[str] = frozenset()
    """Prefetch keys whose Bundle has more entries than were sent."""

    @property
    def medicines(self) -> list[ReadMedicine]:
        """Return all orders and medicines."""
        return [each for each in self.readings if isinstance(each, ReadMedicine)]

    @property
    def selected(self) -> list[MedicineEntry]:
        """Return the draft orders that the hook is about."""
        return [each.entry for each in self.medicines if each.selected]

    @property
    def drafted(self) -> list[MedicineEntry]:
        """Return the other draft orders."""
        return [
            each.entry
            for each in self.medicines
            if each.entry.entry_kind is EntryKind.draft and not each.selected
        ]

    @property
    def taken(self) -> list[MedicineEntry]:
        """Return the medicines that are taken."""
        return [each.entry for each in self.medicines if each.entry.entry_kind is not EntryKind.draft]

    @property
    def services(self) -> list[ReadService]:
        """Return the draft orders of services."""
        return [each for each in self.readings if isinstance(each, ReadService)]

    @property
    def items(self) -> list[MedicineEntry]:
        """Return what was supplied, requested from a store, eaten or drunk, as medicines."""
        return [one for each in self.readings if isinstance(each, ReadItems) for one in each.entries]

    @property
    def said(self) -> list[MedicineEntry]:
        """Return what answers and observations name and may be a medicine, as far as there is room.

        A name takes room once, however often it stands.
        """
        by_name: dict[CodedName, list[ReadMention]] = {}
        for each in self.mentions:
            if each.may_be_medicine:
                by_name.setdefault(each.name, []).append(each)
        lengths = accumulate(sum(map(len, name.texts)) for name in by_name)
        return [
            MedicineEntry(each.found, EntryKind.statement, name, None, Dosage(), None, each.doubt)
            for (name, mentions), length in zip(by_name.items(), lengths, strict=True)
            if length <= MAX_CHARACTERS_OF_MENTIONS
            for each in mentions
        ]

    @property
    def conditions(self) -> list[ReadCondition]:
        """Return the conditions that are present, among them a magnesium in the blood that is called high."""
        told = [each for each in self.readings if isinstance(each, ReadCondition)]
        magnesium = self.measured.get(MAGNESIUM)
        if magnesium is None or not magnesium.high:
            return told
        return [*told, ReadCondition(magnesium.found, CodedName((CALLED_HIGH,)), magnesium.text)]

    @property
    def mentions(self) -> list[ReadMention]:
        """Return what may name a condition and is none: in resources, drafts, and reasons of medicines."""
        naming = (each for each in self.readings if isinstance(each, ReadMentions | ReadCondition))
        told = [one for each in naming for one in each.mentions]
        for service in self.services:
            told += [ReadMention(service.found, service.entry.name, "ordered"), *service.reasons]
        told += (
            ReadMention(each.found, name, "no order", True, True)
            for each in self.readings
            if isinstance(each, ReadMedication)
            and each.found.place.startswith("context")
            and id(each.found.resource) not in self.referenced
            for name in names_in_medication(each.found.resource)
        )
        told += (reason for each in self.medicines for reason in (*each.reasons, *each.notes))
        return sorted(told, key=lambda each: each.in_words)  # free text leaves room for names

    @property
    def allergies(self) -> list[ReadAllergy]:
        """Return the allergies and intolerances."""
        return [each for each in self.readings if isinstance(each, ReadAllergy)]

    @property
    def not_judged(self) -> list[MeasuredReading]:
        """Return the newest values that matter and no rule reads; of the kidneys, newer than an eGFR."""
        return [each for each in self.measured.values() if not self._is_judged(each)]

    def _is_judged(self, measured: MeasuredReading) -> bool:
        """Return whether a rule or a newer value speaks for a measured value, or nothing has to."""
        if measured.what == MAGNESIUM:
            return measured.high or measured.normal
        known = [value.first_day for value in self.kidneys.values]
        return bool(known) and (measured.normal or measured.first_day <= max(known))

    @property
    def all_medicines_sent(self) -> bool:
        """Return whether requests and statements of medicines were both sent in full."""
        return self.sent - self.sent_in_part >= set(MEDICATION_KEYS)

    @property
    def no_medicines_sent(self) -> bool:
        """Return whether neither requests nor statements were sent, not even as empty."""
        return not self.taken and self.sent.isdisjoint(MEDICATION_KEYS)

    def outcome_of(self, reading: ReadResource) -> ResourceOutcome:
        """Return the outcome of a resource before its names are looked up."""
        match reading:
            case Settled(_, outcome):
                return outcome
            case ReadMedicine(entry):
                return Open(entry.problem) if entry.problem else Used()
            case ReadCondition():
                return Used()
            case ReadMentions(found):
                return NotRelevant(NO_MATTER_BY_TYPE.get(found.kind, NotRelevantReason.other_type))
            case ReadService() | ReadItems() | ReadAllergy():
                return NotRelevant(NotRelevantReason.other_type)
            case ReadPatient():
                return Used() if self.patient is reading else Open(OpenReason.conflicting)
            case KidneyReading() | StateReading() | MeasuredReading():
                return self._outcome_of_observation(reading)
            case ReadMedication(found):
                if id(found.resource) in self.referenced:
                    return Used()
                return NotRelevant(NotRelevantReason.not_referenced)
            case _:
                assert_never(reading)

    def _outcome_of_observation(
        self, reading: KidneyReading | StateReading | MeasuredReading
    ) -> ResourceOutcome:
        match reading:
            case KidneyReading():
                return self._outcome_of_kidney_value(reading)
            case StateReading():
                return self._outcome_of_state(reading)
            case _:
                return self._outcome_of_measured(reading)

    def _outcome_of_state(self, reading: StateReading) -> ResourceOutcome:
        if self.states.get(reading.state) is not reading:
            return NotRelevant(NotRelevantReason.superseded)
        return Open(OpenReason.value_not_used) if reading.value is None else Used()

    def _outcome_of_measured(self, reading: MeasuredReading) -> ResourceOutcome:
        if self.measured.get(reading.what) is not reading:
            return NotRelevant(NotRelevantReason.superseded)
        if reading in self.not_judged:
            return Open(OpenReason.not_judged)
        used = reading.high and reading.what == MAGNESIUM
        return Used() if used else NotRelevant(NotRelevantReason.other_observation)

    def _outcome_of_kidney_value(self, reading: KidneyReading) -> ResourceOutcome:
        if reading.doubts:
            return Open(OpenReason.value_not_used)
        used = any(id(value) in self.used_values for value in reading.values)
        return Used() if used else NotRelevant(NotRelevantReason.superseded)
