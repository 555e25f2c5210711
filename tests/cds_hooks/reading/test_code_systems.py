"""Code systems are recognised by their addresses and OIDs."""

import pytest

from app.cds_hooks.reading.code_systems import condition_codes, medicine_codes, shown_code
from app.cds_hooks.reading.fhir import CodedName
from tests.cds_hooks.calls import RXNORM, WHO


@pytest.mark.parametrize(
    ("address", "system"),
    [
        (RXNORM, "rxnorm"),
        ("urn:oid:2.16.840.1.113883.6.88", "rxnorm"),
        (WHO, "atc"),
        ("http://fdasis.nlm.nih.gov", "unii"),
        ("http://hl7.org/fhir/sid/ndc", None),
        ("", None),
    ],
)
def test_a_code_of_a_medicine_belongs_to_its_system(address: str, system: str | None) -> None:
    found = list(medicine_codes(CodedName(codes=((address, "2551"),))))
    assert found == ([] if system is None else [(system, "2551")])


@pytest.mark.parametrize(
    ("address", "system"),
    [
        ("http://snomed.info/sct", "snomed"),
        ("http://hl7.org/fhir/sid/icd-10", "icd10cm"),
        ("urn:oid:2.16.840.1.113883.6.90", "icd10cm"),
        ("http://fhir.de/CodeSystem/bfarm/icd-10-gm", "icd10cm"),
        ("https://smt.esante.gouv.fr/terminologie-cim-10", "icd10cm"),
        ("http://hl7.org/fhir/sid/icd-9-cm", None),
    ],
)
def test_a_code_of_a_condition_belongs_to_its_system(address: str, system: str | None) -> None:
    found = [each.system for each in condition_codes(CodedName(codes=((address, "N18.4"),)))]
    assert found == ([] if system is None else [system])


@pytest.mark.parametrize(
    ("address", "code", "shown"),
    [
        (RXNORM, "2551", "RxNorm 2551"),
        ("http://hl7.org/fhir/sid/icd-10-cm", "N184", "ICD-10 N184"),
        ("https://pharmaca.fi/vnr", "123456", "code 123456"),
    ],
)
def test_a_code_is_shown_as_it_was_sent(address: str, code: str, shown: str) -> None:
    assert shown_code(address, code) == shown


@pytest.mark.parametrize(
    ("code", "read"), [("N184", "N18.4"), ("N18.4", "N18.4"), ("N18", "N18"), ("Z992", "Z99.2")]
)
def test_a_code_of_icd_10_is_read_with_its_dot(code: str, read: str) -> None:
    icd = "http://hl7.org/fhir/sid/icd-10-cm"
    assert [each.value for each in condition_codes(CodedName(codes=((icd, code),)))] == [read]


def test_a_code_with_other_characters_is_ignored() -> None:
    assert list(medicine_codes(CodedName(codes=((RXNORM, "2551; drop"), (RXNORM, "1" * 21))))) == []
