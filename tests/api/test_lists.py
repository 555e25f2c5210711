"""Lists: several values, order, fields, counts, labels, names and sources; the same in every format."""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.models.certainty import Certainty
from app.models.field_types import vocabularies_in
from app.registry import LISTS, by_name
from tests.conftest import walk

Get = Callable[[str], Any]

SEARCHED = [collection for collection in LISTS if "q" in collection.filters.model_fields]


@pytest.fixture(scope="module")
def outcomes(get: Get) -> list[Any]:
    return list(walk(get, "/v1/outcomes?limit=200"))


# Filters ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("domain=sleep,pain", lambda each: each["domain"] in ("sleep", "pain")),
        ("domain=sleep,sleep", lambda each: each["domain"] == "sleep"),
        (
            "direction=mixed,no_clear_difference&domain=sleep,pain,fatigue",
            lambda each: (
                each["direction"] in ("mixed", "no_clear_difference")
                and each["domain"] in ("sleep", "pain", "fatigue")
            ),
        ),
        ("min_year=2005&max_year=2013", lambda each: each["year"] and 2005 <= each["year"] <= 2013),
        ("trial=macian-2022,bagis-2013", lambda each: each["trial"] in ("macian-2022", "bagis-2013")),
    ],
)
def test_several_values_find_the_records_that_have_one(
    get: Get, outcomes: list[Any], query: str, fits: Callable[[Any], bool]
) -> None:
    wanted = [each for each in outcomes if fits(each)]
    found = list(walk(get, f"/v1/outcomes?{query}&limit=7"))
    assert found == wanted != []
    assert get(f"/v1/outcomes?{query}")["total"] == len(wanted)


def test_several_references_find_each_record_once(get: Get) -> None:
    """References that have no column are looked up in the links, where a record may have several."""
    alone = [
        {each["slug"] for each in walk(get, f"/v1/trials?domain={name}")}
        for name in ("sleep", "pain", "stress")
    ]
    found = [each["slug"] for each in walk(get, "/v1/trials?domain=sleep,pain,stress&limit=3")]
    assert found == sorted(set.union(*alone))
    both = [each["slug"] for each in walk(get, "/v1/trials?domain=sleep,pain&form=magnesium-citrate")]
    citrate = {each["slug"] for each in walk(get, "/v1/trials?form=magnesium-citrate")}
    assert set(both) == (alone[0] | alone[1]) & citrate


@pytest.mark.parametrize("collection", SEARCHED, ids=lambda each: each.name)
def test_words_find_records_that_hold_all_of_them(get: Get, collection: Any) -> None:
    for words in ("magnesium sleep", "magnesium"):
        found = list(walk(get, f"/v1/{collection.address}?q={words}&limit=200"))
        hits = walk(get, f"/v1/search?q={words}&limit=200")
        whole = {hit["slug"] for hit in hits if hit["collection"] == collection.name and not hit["missing"]}
        assert whole <= {each[collection.key] for each in found}
    assert get(f"/v1/{collection.address}?q=zzzzzz")["items"] == []


def test_words_and_filters_go_together(get: Get) -> None:
    found = list(walk(get, "/v1/outcomes?q=tenderness&comparison=between_arms&sort=-year&limit=3"))
    assert found
    assert {each["comparison"] for each in found} == {"between_arms"}
    assert len(found) == get("/v1/outcomes?q=tenderness&comparison=between_arms")["total"]


# Order --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("collection", LISTS, ids=lambda each: each.name)
def test_every_order_has_every_record_once_on_pages_of_any_size(get: Get, collection: Any) -> None:
    keys = sorted(each[collection.key] for each in walk(get, f"/v1/{collection.address}?limit=200"))
    for name in collection.sortable:
        for sort in (name, f"-{name}"):
            pages = list(walk(get, f"/v1/{collection.address}?sort={sort}&limit=29"))
            assert sorted(each[collection.key] for each in pages) == keys
            assert (
                pages == get(f"/v1/{collection.address}?sort={sort}&limit=200")["items"] or len(pages) > 200
            )


def test_records_without_a_value_come_last_and_keys_decide_the_rest(get: Get, outcomes: list[Any]) -> None:
    with_year = sorted(
        (each for each in outcomes if each["year"]), key=lambda each: (-each["year"], each["id"])
    )
    without = [each for each in outcomes if each["year"] is None]
    assert list(walk(get, "/v1/outcomes?sort=-year&limit=31")) == [*with_year, *without]


def test_words_stand_in_the_order_of_their_vocabulary(get: Get) -> None:
    levels = [each["certainty"] for each in walk(get, "/v1/questions?sort=certainty&limit=20")]
    assert levels == sorted(levels, key=list(Certainty).index)
    assert len(set(levels)) > 1
    falling = [each["certainty"] for each in walk(get, "/v1/questions?sort=-certainty&limit=20")]
    assert falling == levels[::-1]


# What is shown ------------------------------------------------------------------------------------


def test_fields_leave_out_the_others_in_every_format(
    client: TestClient, get: Get, outcomes: list[Any]
) -> None:
    wanted = [{name: each[name] for name in ("id", "label", "domain", "year")} for each in outcomes]
    query = "fields=year,label,domain"
    assert list(walk(get, f"/v1/outcomes?{query}&limit=100")) == wanted
    lines = client.get(f"/v1/outcomes.jsonl?{query}").text.splitlines()
    assert [json.loads(line) for line in lines] == wanted
    rows = list(csv.DictReader(io.StringIO(client.get(f"/v1/outcomes.csv?{query}").text)))
    assert set(rows[0]) == {"id", "label", "domain", "year"}
    assert [row["id"] for row in rows] == [each["id"] for each in outcomes]


@pytest.mark.parametrize("collection", LISTS, ids=lambda each: each.name)
def test_every_word_of_a_list_has_its_label(client: TestClient, get: Get, collection: Any) -> None:
    page = get(f"/v1/{collection.address}?labels=true&limit=50")
    labels = page["included"]["labels"]
    served = {each["name"]: each for each in get("/v1/vocabularies")["items"]}
    assert labels.keys() == vocabularies_in(collection.model).keys()
    for path, vocabulary in vocabularies_in(collection.model).items():
        words = served[vocabulary.address()]["words"]
        assert labels[path] == {word["value"]: word["label"] for word in words}
        assert all(labels[path].values())
    for item in page["items"]:
        for name in labels.keys() & item.keys() - {"absent"}:
            if isinstance(item[name], str):
                assert item[name] in labels[name]
    assert get(f"/v1/{collection.address}?limit=1")["included"] is None


def test_a_table_has_labels_beside_its_words(client: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/v1/outcomes.csv?labels=true").text)))
    heads = list(rows[0])
    assert heads[heads.index("direction") + 1] == "direction_label"
    labels = {row["direction"]: row["direction_label"] for row in rows}
    assert labels["favours_magnesium"] == "favours magnesium"
    plain = list(csv.DictReader(io.StringIO(client.get("/v1/outcomes.csv").text)))
    assert [{name: row[name] for name in plain[0]} for row in rows] == plain
    sheet = client.get("/v1/outcomes.xlsx?labels=true&fields=direction")
    assert sheet.status_code == 200


# Counts, names, sources ---------------------------------------------------------------------------


@pytest.mark.parametrize("collection", [each for each in LISTS if each.facets], ids=lambda each: each.name)
def test_a_count_by_value_is_the_total_of_the_filter(get: Get, collection: Any) -> None:
    address = f"/v1/{collection.address}"
    facets = get(f"{address}?facets={','.join(collection.facets)}&limit=1")["included"]["facets"]
    assert list(facets) == list(collection.facets)
    for name, values in facets.items():
        assert len({each["value"] for each in values}) == len(values) > 0
        for each in [*values[:3], *values[-3:]]:
            assert each["label"]
            if each["value"] is not None:
                assert get(f"{address}?{name}={each['value']}&limit=1")["total"] == each["records"]


def test_counts_are_of_what_matches(get: Get, outcomes: list[Any]) -> None:
    page = get(
        "/v1/outcomes?comparison=between_arms&min_year=2000&facets=domain,direction,single_agent&limit=1"
    )
    matching = [
        each for each in outcomes if each["comparison"] == "between_arms" and (each["year"] or 0) >= 2000
    ]
    for name in ("domain", "direction"):
        found = {each["value"]: each["records"] for each in page["included"]["facets"][name]}
        assert found == Counter(each[name] for each in matching)
    found = {each["value"]: each["records"] for each in page["included"]["facets"]["single_agent"]}
    words = {True: "true", False: "false", None: None}
    assert found == Counter(words[each["single_agent"]] for each in matching)
    labels = {each["value"]: each["label"] for each in page["included"]["facets"]["domain"]}
    assert labels["sleep"] == get("/v1/domains/sleep")["name"]
    assert page["total"] == len(matching)


def test_names_and_sources_of_all_references_come_with_the_page(get: Get) -> None:
    page = get("/v1/outcomes?limit=200&include=names,sources")
    names, sources = page["included"]["names"], page["included"]["sources"]
    for item in page["items"]:
        assert names["domains"][item["domain"]] == get(f"/v1/domains/{item['domain']}")["name"]
        assert names["trials"][item["trial"]] == item["trial_name"]
        for slug in item["sources"]:
            assert sources[slug]["slug"] == slug
    assert sources["macian-2022"] == get("/v1/sources/macian-2022")
    only = get("/v1/outcomes?limit=1&include=names")["included"]
    assert (only["sources"], only["names"]["trials"].keys()) == (None, {page["items"][0]["trial"]})
    assert get("/v1/outcomes?limit=1")["included"] is None


@pytest.mark.parametrize("collection", LISTS, ids=lambda each: each.name)
def test_names_are_there_for_every_list(get: Get, collection: Any) -> None:
    included = get(f"/v1/{collection.address}?limit=200&include=names")["included"]
    for target, names in included["names"].items():
        assert all(names.values())
        known = {each[by_name(target).key] for each in walk(get, f"/v1/{by_name(target).address}?limit=200")}
        assert names.keys() <= known


def test_the_next_page_is_named_in_full(client: TestClient, get: Get) -> None:
    page = get("/v1/sources?limit=5")
    assert page["next"] == f"http://testserver/v1/sources?limit=5&cursor={page['cursor']}"
    elsewhere = client.get("/v1/sources?limit=5", headers={"host": "evidence.example.org"}).json()
    assert elsewhere["next"].startswith("http://evidence.example.org/v1/sources?")
    assert get("/v1/sources?limit=5") == page
