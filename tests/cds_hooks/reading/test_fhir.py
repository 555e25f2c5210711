"""FHIR of any shape is read without an error; a value that is not where it should be counts as missing."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.cds_hooks.failures import FailedError
from app.cds_hooks.reading.bundles import PrefetchValue, resources_in
from app.cds_hooks.reading.fhir import (
    MAX_LIST_LENGTH,
    CodedName,
    FoundResource,
    ReferenceIndex,
    as_list,
    clean_text,
    code_word,
    coded_name,
    relative_reference,
    to_float,
    value_at,
)
from tests.cds_hooks.calls import CIPRO, MAGNESIUM, Json, bundle, cards_of, hook_request, order

ODD_VALUES: list[Any] = [None, True, 0, -1.5, "", "x", [], {}, [[]], [None, {"a": 1}], {"resourceType": 7}]


def prefetched(value: Any) -> PrefetchValue:
    return PrefetchValue(value, tuple(resources_in(value, "here")))


@pytest.mark.parametrize("value", ODD_VALUES, ids=repr)
def test_no_shape_raises(value: Any) -> None:
    assert all(each.kind == "" for each in resources_in(value, "here"))
    assert not prefetched(value).incomplete
    assert value_at(value, "b", "c") is None
    assert isinstance(code_word(value), str)
    assert isinstance(coded_name(value), CodedName)
    assert ReferenceIndex().find(value) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("  Magnesium\u200b\toxide \n", "Magnesium oxide"),
        ("x" * 600, "x" * 500),
        ("\u200b", None),
        ("", None),
        (None, None),
        (7, None),
    ],
)
def test_a_text_is_cleaned_of_invisible_characters(value: Any, expected: str | None) -> None:
    assert clean_text(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(3, 3.0), ("2.5", 2.5), ("-1", -1.0), (True, None), ("1e9", None), ("NaN", None), (None, None)],
)
def test_a_number_may_be_sent_as_text(value: Any, expected: float | None) -> None:
    assert to_float(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "Active",
        {"code": "active"},
        {"coding": [{"code": "active"}]},
        {"text": "ACTIVE"},
        [{"code": "active"}],
    ],
)
def test_a_code_is_read_from_a_string_a_coding_or_a_concept(value: Any) -> None:
    assert code_word(value) == "active"


def test_names_and_codes_of_one_thing_complete_each_other() -> None:
    one = coded_name(
        {"text": "Cipro", "coding": [{"system": "s", "code": " 1 ", "display": "ciprofloxacin"}]}
    )
    assert one == CodedName(("Cipro", "ciprofloxacin"), (("s", "1"),))
    assert one | CodedName(("Cipro", "another")) == CodedName(
        ("Cipro", "ciprofloxacin", "another"), (("s", "1"),)
    )
    assert not CodedName()


def translated(text: str, url: str = "http://hl7.org/fhir/StructureDefinition/translation") -> Json:
    parts = [{"url": "lang", "valueCode": "en"}, {"url": "content", "valueString": text}]
    return {"extension": [{"url": url, "extension": parts}]}


MAGNESIUM_IN_ENGLISH = translated("magnesium oxide")


@pytest.mark.parametrize(
    ("concept", "texts"),
    [
        (
            {"text": "酸化マグネシウム", "_text": MAGNESIUM_IN_ENGLISH},
            ("酸化マグネシウム", "magnesium oxide"),
        ),
        ({"_text": MAGNESIUM_IN_ENGLISH}, ("magnesium oxide",)),
        ({"coding": [{"code": "1", "_display": MAGNESIUM_IN_ENGLISH}]}, ("magnesium oxide",)),
        ({"coding": [{"_display": translated("Magnesium", "https://fhir.kbv.de/german")}]}, ("Magnesium",)),
        ({"text": "x", "_text": {"extension": [{"url": "rendering-style", "valueString": "red"}]}}, ("x",)),
        ({"text": "x", "_text": {"extension": [{"url": "absent", "valueCode": "masked"}]}}, ("x",)),
        ({"text": "x", "_text": [None, 3, {"extension": "y"}]}, ("x",)),
    ],
)
def test_a_text_is_read_in_every_language(concept: Json, texts: tuple[str, ...]) -> None:
    assert coded_name(concept).texts == texts


@pytest.mark.parametrize(
    ("key", "sent", "words"),
    [
        ("medicationRequests", order({"text": "シプロ", "_text": translated(CIPRO)}, "m", status="active"), "6 hours"),
        ("medicationRequests", order({}, "m", status="active") | {"medicationReference": {
            "reference": "Medication/x", "_display": translated(CIPRO)}}, "6 hours"),
        ("conditions", {"resourceType": "Condition", "code": {
            "text": "重症筋無力症", "_text": translated("Myasthenia gravis")}}, "Myasthenia gravis"),
        ("allergies", {"resourceType": "AllergyIntolerance", "code": {
            "text": "マグネシウム", "_text": translated("Magnesium")}}, "allergies and intolerances"),
    ],
)  # fmt: skip
def test_a_name_in_another_language_is_an_alert(client: TestClient, key: str, sent: Json, words: str) -> None:
    cards = cards_of(
        client, hook_request(order(MAGNESIUM), hook="order-sign", selections=None, **{key: bundle(sent)})
    )
    assert any(words in f"{card['summary']} {card['detail']}" for card in cards)


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("https://ehr.test/fhir/Medication/x/_history/2", "Medication/x"),
        ("Medication/x", "Medication/x"),
        ("urn:uuid:x", "urn:uuid:x"),
        ("x", "x"),
        ("", ""),
    ],
)
def test_a_reference_is_reduced_to_type_and_id(reference: str, expected: str) -> None:
    assert relative_reference(reference) == expected


def test_a_bundle_with_a_warning_or_a_higher_total_is_incomplete() -> None:
    warning = {"resourceType": "OperationOutcome", "issue": [{"severity": "warning"}]}
    note = {"resourceType": "OperationOutcome", "issue": [{"severity": "information"}]}
    patient = {"resourceType": "Patient", "id": "p"}
    assert prefetched(bundle(patient, warning)).incomplete
    assert prefetched(bundle(patient, total=2)).incomplete
    assert not prefetched(bundle(patient, note, total=2)).incomplete
    assert not prefetched(bundle(patient, total=1)).incomplete


NEXT_PAGE = [{"relation": "next", "url": "https://ehr.test/2"}]
PAGED = bundle({"resourceType": "Patient", "id": "p"}, link=NEXT_PAGE)
REFUSED = {"response": {"status": "403 Forbidden"}}


@pytest.mark.parametrize(
    ("entries", "incomplete", "failed"),
    [
        ([{"response": {"status": "200"}, "resource": PAGED}], True, False),
        ([{"resource": bundle(PAGED)}], True, False),
        ([{"resource": {"resourceType": "Patient"}}, REFUSED], True, False),
        ([{"response": {"status": "200"}, "resource": bundle()}, {"response": {"status": "500"}}], True, True),
        ([REFUSED], True, True),
        ([{"response": {"status": "204"}}], False, False),
        ([{"response": {"status": "200"}, "resource": bundle()}], False, False),
    ],
)  # fmt: skip
def test_a_bundle_of_answers_is_as_complete_as_each_of_them(
    entries: list[Any], incomplete: bool, failed: bool
) -> None:
    """Batches hold a Bundle, or the failure of a query, in each entry."""
    sent = prefetched({"resourceType": "Bundle", "type": "batch-response", "entry": entries})
    assert (sent.incomplete, sent.failed) == (incomplete, failed)


PRODUCT = {"resourceType": "Medication", "id": "1", "identifier": {"system": "urn:x", "value": "77"}}


@pytest.mark.parametrize(
    ("identifier", "sent", "found"),
    [
        ({"system": "urn:x", "value": "77"}, [PRODUCT], True),
        ({"system": "urn:x", "value": " 77"}, [PRODUCT], True),
        ([{"system": "urn:x", "value": "77"}], [PRODUCT, PRODUCT | {}], True),
        ({"system": "urn:x", "value": 77}, [PRODUCT], True),
        ({"system": "urn:y", "value": "77"}, [PRODUCT], False),
        ({"system": "urn:x"}, [PRODUCT, {"resourceType": "Medication", "identifier": [{}]}], False),
        ({"system": "urn:x", "value": "77"}, [PRODUCT, PRODUCT | {"id": "2"}], False),
        ({"system": "urn:x", "value": "77"}, [PRODUCT, PRODUCT | {"id": "2"}, PRODUCT], False),
        ("77", [PRODUCT], False),
    ],
)
def test_a_reference_by_identifier_finds_the_only_resource_that_has_it(
    identifier: Any, sent: list[Any], found: bool
) -> None:
    index = ReferenceIndex()
    for each in sent:
        index.add(FoundResource(each, "here"))
    assert (index.find({"identifier": identifier}) is not None) is found


def test_what_was_included_beside_the_matches_does_not_make_a_bundle_complete() -> None:
    included = {"resource": {"resourceType": "Medication", "id": "x"}, "search": {"mode": "include"}}
    sent = bundle({"resourceType": "Patient", "id": "p"}, total=2)
    sent["entry"].append(included)
    assert prefetched(sent).incomplete


@pytest.mark.parametrize("value", [True, 0, "x", {}, [7], {"resourceType": "Bundle", "entry": [3, None, {}]}])
def test_what_stands_in_the_place_of_a_resource_is_found_without_content(value: Any) -> None:
    found = list(resources_in(value, "here"))
    assert found
    assert {each.kind for each in found} == {""}
    assert prefetched(value).failed


@pytest.mark.parametrize("value", [None, {"resourceType": "Bundle"}, {"response": {"status": "200"}}])
def test_an_empty_answer_has_no_resource(value: Any) -> None:
    assert list(resources_in(value, "here")) == []
    assert not prefetched(value).failed


def test_a_code_may_be_sent_as_a_number_and_a_mask_is_no_code() -> None:
    absent = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
    assert coded_name({"coding": [{"system": "s", "code": 6582}]}).codes == (("s", "6582"),)
    assert not coded_name({"coding": [{"system": absent, "code": "masked"}]})
    assert not coded_name({"coding": [{"code": True}], "text": ""})


def test_a_list_that_is_too_long_is_refused() -> None:
    assert as_list([0] * MAX_LIST_LENGTH)
    with pytest.raises(FailedError) as refused:
        as_list([0] * (MAX_LIST_LENGTH + 1))
    assert refused.value.status == 413
