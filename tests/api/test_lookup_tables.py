"""Lists and records of the vocabulary, and names that contain what was typed."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.medicines.test_evaluation import rows

Get = Callable[[str], Any]


def pages(get: Get, address: str) -> list[Any]:
    items: list[Any] = []
    while True:
        page = get(address)
        items += page["items"]
        if page["next"] is None:
            assert len(items) == page["total"]
            return items
        address = page["next"]


def test_every_substance_is_listed_once_in_the_order_of_its_slug(get: Get) -> None:
    slugs = [each["slug"] for each in pages(get, "/v1/substances?limit=200")]
    assert len(slugs) > 4500
    assert slugs == sorted(set(slugs))


@pytest.mark.parametrize(
    "q", ["thyroxin", "Levothyroxine", "LÉVOTHYROXINE", "synthroid", "levothyroxin natrium"]
)
def test_a_substance_is_found_by_any_name(get: Get, q: str) -> None:
    found = pages(get, f"/v1/substances?q={q}")
    assert "levothyroxine-sodium" in {each["slug"] for each in found}


def test_a_list_by_name_has_pages(get: Get) -> None:
    whole = pages(get, "/v1/substances?q=magnesium&limit=200")
    assert whole == pages(get, "/v1/substances?q=magnesium&limit=7")
    assert {"magnesium-oxide", "magnesium-citrate"} <= {each["slug"] for each in whole}


def test_a_substance_has_its_names_and_codes(get: Get) -> None:
    found = get("/v1/substances/levothyroxine-sodium")
    assert found["usan_or_ban"] == ["RxNorm:levothyroxine"]
    assert found["rxcui"] == ["10582"]
    assert found["atc"] == ["H03AA01"]
    assert "Synthroid" in found["brands"]
    assert not {"names_es", "names_it", "names_pt"} & found.keys()


def test_an_everyday_condition_has_its_names_and_codes(get: Get) -> None:
    assert get("/v1/everyday-conditions/hypertension")["icd10cm"] == ["I10"]
    assert [each["slug"] for each in pages(get, "/v1/everyday-conditions?q=high blood p")] == ["hypertension"]


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/v1/substances/levothyroxin-sodium", 404, "did you mean 'levothyroxine-sodium'?"),
        ("/v1/everyday-conditions/asthna", 404, "did you mean 'asthma'?"),
        ("/v1/substances?name=x", 422, "allowed"),
        ("/v1/substances?limit=0", 422, "limit"),
        ("/v1/substances?cursor=abc", 422, "is not from this list"),
    ],
)
def test_what_is_not_there_or_not_understood_is_refused(
    client: TestClient, address: str, status: int, words: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert words in answer.text


def test_a_cursor_of_another_question_is_refused(client: TestClient, get: Get) -> None:
    following = get("/v1/substances?q=sodium&limit=1")["next"]
    assert client.get(following.replace("q=sodium", "q=oxide")).status_code == 422


def test_names_are_ranked_the_same_first_then_beginnings(get: Get) -> None:
    names = [each["name"] for each in get("/v1/medicines?q=Ibuprofen")["names"]]
    assert names[0] == "ibuprofen"
    begins = [name.casefold().startswith("ibuprofen") for name in names]
    assert begins == sorted(begins, reverse=True)
    assert 1 < len(names) <= 20


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lev", "levothyroxine"),
        ("pre", "pregabalin"),
        ("dul", "duloxetine"),
        ("gab", "gabapentin"),
        ("cip", "ciprofloxacin"),
        ("war", "warfarin"),
        ("met", "metformin"),
        ("sim", "simvastatin"),
        ("clo", "clonidine"),
        ("hydrox", "hydroxyzine"),
        ("para", "paracetamol"),
    ],
)
def test_a_few_letters_name_the_medicines_that_many_products_hold(get: Get, typed: str, meant: str) -> None:
    """As many brands and rare substances are shorter."""
    names = get(f"/v1/medicines?q={typed}")["names"]
    assert meant in [each["name"] for each in names[:7]]
    assert names[0]["kind"] in ("inn", "national_name")
    assert [each["kind"] for each in names[:5]].count("combination") == 0


def test_four_letters_offer_nearly_every_everyday_medicine(get: Get) -> None:
    names = [row["name"].casefold() for row in rows("everyday.csv")]
    plain = [name for name in names if name.replace(" ", "").isalpha()]
    offered = {typed: get(f"/v1/medicines?q={typed}")["names"] for typed in {name[:4] for name in plain}}
    found = [name for name in plain if name in {each["name"].casefold() for each in offered[name[:4]]}]
    assert len(plain) > 250
    assert len(found) / len(plain) >= 0.95


def test_a_name_has_every_meaning(get: Get) -> None:
    (doryx,) = (each for each in get("/v1/medicines?q=doryx")["names"] if each["name"] == "Doryx")
    assert doryx["kind"] == "brand"
    assert doryx["meanings"] == [["alendronic-acid"], ["doxycycline"]]


def test_a_text_that_no_name_contains_has_no_names(get: Get) -> None:
    assert get("/v1/medicines?q=xyzzy")["names"] == []
