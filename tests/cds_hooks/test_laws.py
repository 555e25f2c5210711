"""Laws of the cards, tried on generated records: order × kidney × medicine × age, told in several shapes."""

from copy import deepcopy
from functools import partial
from typing import Any

import pytest
from hypothesis import strategies as st

from app.cds_hooks.adapter import check_record
from app.cds_hooks.cards import write_cards
from app.cds_hooks.failures import FailedError
from app.cds_hooks.reading.record_reader import read_request
from app.models.rule import Severity
from app.safety.request import CheckRequest
from tests import laws
from tests.cds_hooks.calls import (
    TODAY,
    Json,
    assert_matches_schema,
    birth_date,
    bundle,
    condition,
    egfr,
    highest_indicator,
    hook_request,
    order,
)
from tests.cds_hooks.generated import calls, sent_in
from tests.safety.asking import RULES, checker

pytestmark = pytest.mark.timeout(3_600)

law = partial(laws.law, quick=20, full=1_500)

ICD = "http://hl7.org/fhir/sid/icd-10-cm"
SNOMED = "http://snomed.info/sct"

FORMS = {
    "Magnesium Oxide 400 MG Oral Capsule": "magnesium-oxide",
    "magnesium citrate 100 MG Oral Tablet": "magnesium-citrate",
    "Magnesium glycinate 100 MG Oral Tablet": "magnesium-glycinate",
    "mag citrate": "magnesium-citrate",
}
MEDICINES = {
    "Ciprofloxacin 500 MG Oral Tablet [Cipro]": "ciprofloxacin",
    "Levothyroxine Sodium 0.112 MG Oral Tablet [Levoxyl]": "levothyroxine",
    "Digoxin 0.125 MG Oral Tablet": "digoxin",
    "dolutegravir 50 MG Oral Tablet [Tivicay]": "dolutegravir",
    "Doxycycline 40 MG Delayed Release Oral Capsule [Oracea]": "doxycycline",
    "Furosemide 40 MG Oral Tablet": "furosemide",
    "raltegravir 100 MG Chewable Tablet": "raltegravir",
    "Spironolactone 100 MG Oral Tablet": "spironolactone",
}
KIDNEYS: list[Any] = [None, 5, 14, 15, 29, 30, 31, 44, 59, 60, 61, 89, 90, 120]
CONDITIONS = {
    "N18.4": condition(None, (ICD, "N18.4")),
    "709044004": condition("CKD", (SNOMED, "709044004")),
    "91637004": condition("Myasthenia gravis", (SNOMED, "91637004")),
    "M79.7": condition("Fibromyalgia", (ICD, "M79.7")),
}
AGES = [None, 0, 2, 7, 12, 17, 18, 40, 64, 65, 90]

records = st.fixed_dictionaries(
    {
        "magnesium": st.sampled_from(sorted(FORMS)),
        "medicines": st.lists(st.sampled_from(sorted(MEDICINES)), unique=True, max_size=3),
        "conditions": st.lists(st.sampled_from(sorted(CONDITIONS)), unique=True, max_size=2),
        "age": st.sampled_from(AGES),
        "ordered": st.booleans(),
    }
)


def call_of(record: Json, kidney: Any) -> Json:
    """A record as a call: the magnesium ordered beside what is taken, or the other way round."""
    magnesium, medicines = (
        order(record["magnesium"], "mg"),
        [order(each, f"m{n}") for n, each in enumerate(record["medicines"])],
    )
    drafts, taken = (
        ([magnesium], medicines) if record["ordered"] or not medicines else (medicines, [magnesium])
    )
    return hook_request(
        *drafts,
        patient=None
        if record["age"] is None
        else {"resourceType": "Patient", "birthDate": birth_date(record["age"])},
        medicationRequests=bundle(*({**each, "status": "active"} for each in taken)),
        conditions=bundle(*(CONDITIONS[each] for each in record["conditions"])),
        egfr=None if kidney is None else bundle(egfr(kidney)),
    )


def answer_of(call: Json) -> list[Json]:
    findings = check_record(checker(), read_request(call, TODAY), about_orders=True)
    said = write_cards(findings, "https://example.org", checker().stamp)
    value = said.model_dump(mode="json", exclude_none=True)
    assert_matches_schema("response", value)
    found: list[Json] = value["cards"]
    return found


def test_worse_kidneys_never_lower_the_indicator(request: pytest.FixtureRequest) -> None:
    def check(record: Json) -> None:
        ranks = [highest_indicator(answer_of(call_of(record, each))) for each in KIDNEYS if each is not None]
        assert ranks == sorted(ranks, reverse=True)
        assert ranks[0] == 3
        assert highest_indicator(answer_of(call_of(record, None))) >= 1

    law(request, check, records)


def native(record: Json, kidney: Any) -> set[tuple[str, str]]:
    """What the check says itself above `info`, asked with the amount left so small that no figure speaks."""
    question = {
        "supplement": {"form": FORMS[record["magnesium"]], "elemental_mg": 0.001},
        "person": {"egfr": kidney} | ({} if record["age"] is None else {"age": record["age"]}),
        "medicines": [{"text": MEDICINES[each]} for each in record["medicines"]],
        "conditions": [{"code": code_of(each)} for each in record["conditions"]],
    }
    answer = checker().check(CheckRequest.model_validate(question))
    return {(each.rule, each.subject) for each in answer.alerts if each.severity is not Severity.info}


def code_of(value: str) -> Json:
    return {"system": "snomed" if value.isdigit() else "icd10cm", "value": value}


def test_each_alert_above_info_has_its_card_and_no_other_has_one(request: pytest.FixtureRequest) -> None:
    def check(record: Json, kidney: Any) -> None:
        said = answer_of(call_of(record, kidney))
        on_cards = [rule for card in said for rule in card["extension"]["fibromag"].get("rules", [])]
        rules = [each for each in on_cards if RULES[each].severity is not Severity.info]
        expected = native(record, kidney)
        assert set(rules) == {rule for rule, _ in expected}
        assert sum("rules" in card["extension"]["fibromag"] for card in said) <= len(expected)

    law(request, check, records, st.sampled_from(KIDNEYS))


def test_missing_data_never_hide_an_alert_silently(request: pytest.FixtureRequest) -> None:
    """Leaving something out may take an alert away, but then a card says that it was not stated."""

    def check(record: Json, kidney: Any, left_out: set[str]) -> None:
        call = call_of(record, kidney)
        for key in left_out:
            del call["prefetch"][key]
        said = answer_of(call)
        assert said
        assert said[-1]["indicator"] == "info" or not left_out
        words = {
            "conditions": "conditions were not sent",
            "egfr": "kidney function was not sent",
            "patient": "the age is not known",
        }
        for key in left_out:
            assert words[key] in said[-1]["detail"]

    law(
        request,
        check,
        records,
        st.sampled_from(KIDNEYS),
        st.sets(st.sampled_from(["conditions", "egfr", "patient"])),
    )


def test_the_same_record_gets_the_same_cards(request: pytest.FixtureRequest) -> None:
    def check(record: Json, kidney: Any) -> None:
        call = call_of(record, kidney)
        one, two = answer_of(call), answer_of(call)
        assert one == two
        assert len({card["uuid"] for card in one}) == len(one)

    law(request, check, records, st.sampled_from(KIDNEYS))


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 400)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


def test_every_resource_ends_in_one_outcome_and_none_is_silent(request: pytest.FixtureRequest) -> None:
    """FHIR of every release, whole and damaged: what was sent is what was accounted for.

    A medicine that cannot be read, and what names another patient, is on a card.
    """

    refused: set[int] = set()

    def check(call: Json) -> None:
        try:
            record = read_request(call, TODAY)
            findings = check_record(checker(), record, about_orders=call["hook"] != "patient-view")
        except FailedError as error:
            refused.add(error.status)
            return
        answer = write_cards(findings, "https://example.org", checker().stamp)
        assert_matches_schema("response", answer.model_dump(mode="json", exclude_none=True))
        told = answer.extension.fibromag.resources
        assert told.used + told.not_relevant + told.open == sent_in(call)
        reasons = {each.value for each in told.open_reasons or ()}
        if reasons & {"unreadable", "another_patient"}:
            assert answer.cards
        asked = record.selected or call["hook"] == "patient-view"
        if asked and any(each.problem for each in (*record.selected, *record.drafted, *record.taken)):
            assert answer.cards

    law(request, check, calls)
    assert refused <= {412}


def test_damaged_fhir_always_gets_an_answer(request: pytest.FixtureRequest) -> None:
    """Anything in the place of any part of a record: there is an answer, and it fits the schema."""

    def check(record: Json, damage: Any, data: st.DataObject) -> None:
        call = deepcopy(call_of(record, 25))
        holders = []

        def collect(value: Any) -> None:
            for key, each in list(value.items()) if isinstance(value, dict) else list(enumerate(value)):
                holders.append((value, key))
                if isinstance(each, dict | list):
                    collect(each)

        collect(call["context"])
        collect(call["prefetch"])
        holder, key = data.draw(st.sampled_from(holders))
        holder[key] = damage
        answer_of(call)

    law(request, check, records, anything, st.data())
