"""The API as its callers see it: a table of questions, and the facts that matter in the answers."""

import operator
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.models import vocabularies
from app.registry import LISTS, by_name
from tests.conftest import walk

ADDRESSES = {collection.name: collection.address for collection in LISTS}
NAMES = list(ADDRESSES)
PROBLEM = "application/problem+json"


@pytest.mark.parametrize("name", NAMES)
def test_walking_a_list_yields_each_record_once(get: Callable[[str], Any], name: str) -> None:
    """And the last page is an answer, not an error."""
    key = by_name(name).key
    found = [record[key] for record in walk(get, f"/v1/{ADDRESSES[name]}?limit=7")]
    assert found == sorted(set(found))
    assert len(found) == get(f"/v1/{ADDRESSES[name]}?limit=1")["total"] == get("/v1/dataset")["counts"][name]


@pytest.mark.parametrize("name", NAMES)
def test_every_format_of_a_list_has_the_same_records(
    client: TestClient, get: Callable[[str], Any], name: str
) -> None:
    import csv
    import io
    import json

    key = by_name(name).key
    records = list(walk(get, f"/v1/{ADDRESSES[name]}?limit=200"))
    lines = client.get(f"/v1/{ADDRESSES[name]}.jsonl").text.splitlines()
    assert [json.loads(line) for line in lines] == records
    rows = list(csv.DictReader(io.StringIO(client.get(f"/v1/{ADDRESSES[name]}.csv").text)))
    assert [row[key] for row in rows] == [record[key] for record in records]
    assert not any(cell.startswith(("{", "[")) for row in rows for cell in row.values() if cell)
    assert (
        client.get(f"/v1/{ADDRESSES[name]}?format=csv").content
        == client.get(f"/v1/{ADDRESSES[name]}.csv").content
    )
    assert (
        client.get(f"/v1/{ADDRESSES[name]}?format=jsonl").content
        == client.get(f"/v1/{ADDRESSES[name]}.jsonl").content
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_record_is_the_same_alone_and_in_its_list(get: Callable[[str], Any], name: str) -> None:
    for record in get(f"/v1/{ADDRESSES[name]}?limit=200")["items"]:
        assert get(f"/v1/{ADDRESSES[name]}/{record[by_name(name).key]}") == record


def test_an_outcome_is_the_same_in_its_trial_and_in_the_flat_list(get: Callable[[str], Any]) -> None:
    flat = {outcome["id"]: outcome for outcome in walk(get, "/v1/outcomes?limit=200")}
    nested = {
        f"{trial['slug']}/{outcome['name']}": outcome
        for trial in walk(get, "/v1/trials?limit=200")
        for outcome in trial["outcomes"]
    }
    assert flat.keys() == nested.keys()
    for key, outcome in nested.items():
        assert {field: flat[key][field] for field in outcome} == outcome
        assert get(f"/v1/outcomes/{key}") == flat[key]


@pytest.mark.parametrize(
    ("name", "parameter"),
    [(collection.name, parameter) for collection in LISTS for parameter in collection.filters.model_fields],
)
def test_a_filter_narrows_to_what_it_says(
    get: Callable[[str], Any], records: Callable[[str], list[Any]], name: str, parameter: str
) -> None:
    """For every value that occurs: the records that have it, all of them and no others."""
    everything = records(name)
    if parameter in ("min_year", "max_year"):
        inside = operator.ge if parameter == "min_year" else operator.le
        wanted = [record for record in everything if record["year"] and inside(record["year"], 2015)]
        assert list(walk(get, f"/v1/{ADDRESSES[name]}?{parameter}=2015&limit=200")) == wanted != []
        return
    if parameter == "q":
        hits = walk(get, "/v1/search?q=magnesium&limit=200")
        found = list(walk(get, f"/v1/{ADDRESSES[name]}?q=magnesium&limit=200"))
        assert found == [record for record in everything if record in found] != []
        keys = {record[by_name(name).key] for record in found}
        assert {hit["slug"] for hit in hits if hit["collection"] == name and not hit["missing"]} <= keys
        return
    if by_name(name).filter_by_name[parameter].column == parameter:
        for value in {str(record[parameter]) for record in everything if record[parameter] is not None}:
            word = value.lower() if value in ("True", "False") else value
            wanted = [record for record in everything if str(record[parameter]) == value]
            assert list(walk(get, f"/v1/{ADDRESSES[name]}?{parameter}={word}&limit=200")) == wanted
        return
    target = "medicine-classes" if parameter == "medicine_class" else f"{parameter}s"
    key = by_name(name).key
    known = {record[key]: (record, set(mentioned(record))) for record in everything}
    for preparation in records("preparations") if parameter == "form" else ():
        for _, mentions in known.values():
            if preparation["slug"] in mentions:
                mentions.update(preparation["stands_for"])
    everywhere = {mention for _, mentions in known.values() for mention in mentions}
    slugs = [record["slug"] for record in records(target)]
    unmentioned = [slug for slug in slugs if slug not in everywhere]
    sizes = []
    for slug in [slug for slug in slugs if slug in everywhere] + unmentioned[::10]:
        named = list(walk(get, f"/v1/{ADDRESSES[name]}?{parameter}={slug}&limit=200"))
        for record in named:
            listed, mentions = known[record[key]]
            assert record == listed
            assert slug in mentions
        sizes.append(len(named))
    assert sum(sizes) > 0, "this filter finds nothing at all"


@pytest.fixture(scope="module")
def records(get: Callable[[str], Any]) -> Callable[[str], list[Any]]:
    """Every record of a list, fetched once."""
    return cache(lambda name: list(walk(get, f"/v1/{ADDRESSES[name]}?limit=200")))


def mentioned(value: Any) -> Iterator[str]:
    """Yield every text in a record, and the parts of those with slashes."""
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from mentioned(each)
    elif isinstance(value, str):
        yield value
        yield from value.split("/")


def test_filters_hold_of_the_same_result(get: Callable[[str], Any]) -> None:
    found = list(walk(get, "/v1/outcomes?domain=stress&direction=no_clear_difference&trial=macian-2022"))
    assert "stress-whole-sample" in [outcome["name"] for outcome in found]
    assert {(outcome["domain"], outcome["direction"]) for outcome in found} == {
        ("stress", "no_clear_difference")
    }


CURSOR = "WyJhYmMiLCJzbGVlcCJd"
"""Base64 of `["abc","sleep"]`: of no dataset."""

REFUSED = {
    "an unknown parameter": (
        "/v1/trials?desing=single_arm",
        422,
        "there is no such parameter; did you mean 'design'?",
    ),
    "a part of a parameter": ("/v1/trials?year=2022", 422, "did you mean 'min_year' or 'max_year'?"),
    "an unknown word": ("/v1/trials?design=rct", 422, "should be one of: randomised_parallel"),
    "an unknown slug in a filter": ("/v1/outcomes?domain=slep", 422, "did you mean 'sleep'?"),
    "a parameter twice": ("/v1/trials?limit=1&limit=2", 422, "once only"),
    "a parameter twice, spelt differently": ("/v1/trials?limit=1&%6Cimit=2", 422, "once only"),
    "a limit of nothing": ("/v1/trials?limit=0", 422, "greater than or equal to 1"),
    "a limit too large": ("/v1/trials?limit=201", 422, "less than or equal to 200"),
    "a negative limit": ("/v1/trials?limit=-1", 422, "should be a whole number, in plain digits"),
    "a limit past 64 bits": ("/v1/trials?limit=9223372036854775808", 422, "less than or equal to 200"),
    "a year past 64 bits": ("/v1/trials?min_year=9223372036854775808", 422, "less than or equal to 2100"),
    "a limit with an underscore": ("/v1/trials?limit=1_0", 422, "plain digits"),
    "a limit with blanks": ("/v1/trials?limit=%201", 422, "plain digits"),
    "a truth value of another kind": ("/v1/trials?randomised=yes", 422, '"should be `true` or `false`"'),
    "a truth value in capitals": ("/v1/trials?labels=True", 422, '"should be `true` or `false`"'),
    "a truth value as a number": ("/v1/trials?limit=true", 422, "should be a whole number, in plain digits"),
    "an empty value": ("/v1/outcomes?domain=", 422, '"is empty"'),
    "an empty number": ("/v1/trials?limit=", 422, '"is empty"'),
    "a slug of another form": ("/v1/outcomes?domain=Sleep", 422, "should be lower-case letters and digits"),
    "an empty search": ("/v1/search?q=", 422, '"is empty"'),
    "no search": ("/v1/search", 422, '"is required"'),
    "a version of another form": ("/data/1", 422, "has another form than the one documented"),
    "a search too long": (f"/v1/search?q={'a' * 201}", 422, "at most 200"),
    "a made-up cursor": ("/v1/trials?cursor=abcd", 422, "not from this list of this dataset"),
    "a cursor with odd letters": ("/v1/trials?cursor=a%2Bb", 422, "should be `cursor` of the page before"),
    "a page of a whole list": ("/v1/trials?format=csv&limit=3", 422, "is for JSON only"),
    "counts of a whole list": ("/v1/trials?format=csv&facets=design", 422, "is for JSON only"),
    "one wrong value of several": ("/v1/outcomes?domain=sleep,pian", 422, "did you mean 'pain'?"),
    "one wrong word of several": ("/v1/outcomes?direction=mixed,good", 422, "should be one of: favours_"),
    "an empty value among several": ("/v1/outcomes?domain=sleep,", 422, '"is empty"'),
    "a field to sort by": ("/v1/outcomes?sort=-yaer", 422, "did you mean 'year'?"),
    "a field to show": ("/v1/outcomes?fields=labl", 422, "did you mean 'label'?"),
    "a filter to count by": ("/v1/outcomes?facets=domian", 422, "did you mean 'domain'?"),
    "an order of references to cite": ("/v1/trials.bib?sort=year", 422, "is not for references to cite"),
    "labels on lines": ("/v1/trials.jsonl?labels=true", 422, "csv and xlsx"),
    "a cursor in another order": (f"/v1/trials?sort=year&cursor={CURSOR}", 422, "not from this list"),
    "a page of a file": ("/v1/trials.csv?limit=3", 422, "there is no such parameter"),
    "a parameter where none is taken": (
        "/v1/trials/macian-2022?fields=name",
        422,
        '"there is no such parameter; allowed: release"',
    ),
    "a parameter where there are none": (
        "/livez?verbose=1",
        422,
        "there is no such parameter; this address takes none",
    ),
    "the release, misspelt": ("/v1/trials?relase=2026.11.0", 422, "did you mean 'release'?"),
    "an unknown suffix": ("/v1/trials.xml", 422, "should be one of: csv, jsonl"),
    "an unknown record": (
        "/v1/trials/macian-2023",
        404,
        "There is no such trial; did you mean 'macian-2022'?",
    ),
    "an unknown outcome": ("/v1/outcomes/macian-2022/stres", 404, "There is no such outcome"),
    "an unknown substance": ("/v1/substances/zzz", 404, '"There is no such substance."'),
    "an unknown everyday condition": (
        "/v1/everyday-conditions/zzz",
        404,
        '"There is no such everyday condition."',
    ),
    "an unknown vocabulary": ("/v1/vocabularies/verdicts", 404, "did you mean 'verdict'?"),
    "an unknown address": ("/v1/nothing", 404, "`/v1` lists the addresses"),
    "a NUL": ("/v1/trials/%00", 400, "plain UTF-8"),
    "a NUL in a value": ("/v1/search?q=a%00b", 400, "plain UTF-8"),
    "a lone surrogate": ("/v1/search?q=%ED%A0%80", 400, "plain UTF-8"),
    "bytes that are no text": ("/v1/search?q=%FF", 400, "plain UTF-8"),
    "an invisible character": ("/v1/search?q=sle%E2%80%8Bep", 400, "plain UTF-8"),
}


PYDANTIC = re.compile(r"Input|String|pattern|dictionary|valid |Field required|after validation|\^")
"""Words of Pydantic that no caller needs."""


@pytest.mark.parametrize(("address", "status", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_meant_is_refused(client: TestClient, address: str, status: int, words: str) -> None:
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM
    problem = answer.json()
    assert problem["status"] == status
    assert words in answer.text
    assert not PYDANTIC.search(answer.text)
    assert set(problem) == {"type", "code", "title", "status", "detail", "errors"}


@pytest.mark.parametrize(
    "address",
    [
        "/v1/trials?bogus=SECRET123",
        "/v1/trials/SECRET123",
        "/v1/trials?design=SECRET123",
        "/SECRET123",
        "/v1/search?q=a&SECRET123=1",
        "/v1/safety/interactions?SECRET123=1",
        "/cds-services?SECRET123=1",
    ],
)
def test_nothing_that_was_sent_is_repeated(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code >= 400
    assert "SECRET123" not in answer.text + str(answer.headers)


def test_each_unknown_parameter_is_told_by_its_place(client: TestClient) -> None:
    faults = client.get("/v1/outcomes?domian=sleep&limit=1&foo=1").json()["errors"]
    assert [fault["problem"].rpartition("; ")[2] for fault in faults] == [
        "it is parameter 1 of 3",
        "it is parameter 3 of 3",
    ]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE"])
def test_other_methods_are_refused(client: TestClient, method: str) -> None:
    answer = client.request(method, "/v1/trials")
    assert (answer.status_code, answer.headers["content-type"]) == (405, PROBLEM)
    assert "GET" in answer.headers["allow"]


FTS_SYNTAX = [
    '"',
    '""',
    "AND",
    "OR NOT",
    "*",
    "sl*",
    "-sleep",
    "^sleep",
    "words:sleep",
    "it's",
    "(" * 50,
    "NEAR(a b)",
    "sleep AND",
    "'; DROP TABLE trials; --",
    "%",
    "é",
    "ⅷ",
    "a" * 200,
]


@pytest.mark.parametrize("q", FTS_SYNTAX)
def test_search_syntax_is_only_words(client: TestClient, q: str) -> None:
    answer = client.get("/v1/search", params={"q": q})
    assert answer.status_code == 200
    assert answer.json()["total"] <= 500


def test_search_finds_words_in_any_spelling_and_names_come_first(get: Callable[[str], Any]) -> None:
    found = get("/v1/search?q=sleep")
    assert found["items"][0]["slug"] == "sleep"
    assert found["items"][0]["matched"] == ["title"]
    slugs = [hit["url"] for hit in walk(get, "/v1/search?q=tender%20points&limit=5")]
    assert len(slugs) == len(set(slugs)) == get("/v1/search?q=TENDER%20Point")["total"] > 5
    assert get("/v1/search?q=zzzz")["total"] == 0
    assert get("/v1/search?q=martinez")["items"][0]["slug"].startswith("martinez-rodriguez")
    for hit in get("/v1/search?q=magnesium&limit=200")["items"]:
        get(hit["url"])


def test_an_answer_says_which_dataset_it_came_from(client: TestClient, get: Callable[[str], Any]) -> None:
    about = get("/v1/dataset")
    page = client.get("/v1/trials")
    assert page.headers["dataset-version"] == about["version"]
    assert page.json()["dataset"] == {"version": about["version"], "digest": about["digest"]}
    assert client.get("/v1/trials/macian-2022").headers["dataset-version"] == about["version"]


def test_who_has_an_answer_is_not_sent_it_again(client: TestClient) -> None:
    first = client.get("/v1/trials/macian-2022")
    etag = first.headers["etag"]
    assert etag.startswith('"')
    for known in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        again = client.get("/v1/trials/macian-2022", headers={"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
        assert again.headers["dataset-version"]
    other = client.get("/v1/trials/macian-2022", headers={"if-none-match": '"other"'})
    assert other.status_code == 200
    assert client.get("/v1/trials/bagis-2013").headers["etag"] != etag


@pytest.mark.parametrize(
    "address",
    ["/v1", "/v1/trials", "/v1/trials/macian-2022", "/v1/outcomes.csv", "/livez", "/readyz", "/v1/nothing"],
)
def test_head_is_get_without_the_body(client: TestClient, address: str) -> None:
    got, head = client.get(address), client.head(address)
    assert (head.status_code, head.content) == (got.status_code, b"")
    for header in ("content-type", "content-length", "etag"):
        assert head.headers.get(header) == got.headers.get(header)


def test_pages_of_other_origins_may_read(client: TestClient) -> None:
    answer = client.get("/v1/trials?limit=1", headers={"origin": "https://example.org"})
    assert answer.headers["access-control-allow-origin"] == "*"
    exposed = answer.headers["access-control-expose-headers"]
    assert all(header in exposed for header in ("ETag", "Link", "Dataset-Version", "X-Request-Id"))
    assert "access-control-allow-credentials" not in answer.headers


def test_the_next_page_is_in_the_link_header_too(client: TestClient) -> None:
    answer = client.get("/v1/sources?limit=5&kind=journal_article")
    assert answer.links["next"]["url"] == answer.json()["next"]
    assert "kind=journal_article" in answer.json()["next"]
    last = client.get("/v1/mechanisms?limit=200")
    assert (last.json()["next"], last.links) == (None, {})


def test_a_cursor_is_good_for_its_own_question_only(client: TestClient, get: Callable[[str], Any]) -> None:
    cursor = get("/v1/sources?limit=5")["cursor"]
    assert client.get(f"/v1/sources?limit=3&cursor={cursor}").status_code == 200
    for address in (f"/v1/trials?cursor={cursor}", f"/v1/sources?kind=label&cursor={cursor}"):
        assert client.get(address).status_code == 422


def test_every_word_has_a_meaning(get: Callable[[str], Any]) -> None:
    served = {each["name"]: each for each in get("/v1/vocabularies")["items"]}
    assert set(served) == {vocabulary.address() for vocabulary in vocabularies()}
    for name, vocabulary in served.items():
        assert get(f"/v1/vocabularies/{name}") == vocabulary
        assert vocabulary["about"]
        assert all(word["meaning"].endswith((".", ";")) for word in vocabulary["words"]), name


def test_every_link_of_the_entry_leads_somewhere(client: TestClient, get: Callable[[str], Any]) -> None:
    entry = get("/v1")
    assert entry["examples"].keys() == {"front_end", "researcher_python", "researcher_r", "service"}
    question = entry["examples"]["service"].split("'")[1]
    check = entry["links"].pop("safety/checks")
    assert entry["examples"]["service"].startswith(f"curl http://testserver{check} --json ")
    answer = client.post(check, content=question, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["disposition"]) == (200, "issues_found")
    for name, address in entry["links"].items():
        assert get(address), name


def test_the_article_can_be_read_alone(get: Callable[[str], Any]) -> None:
    said = list(walk(get, "/v1/outcomes?basis=article"))
    assert {"pain", "stress", "sleep", "fatigue", "tenderness", "quality-of-life", "overall-impact"} == {
        outcome["domain"] for outcome in said
    }
    assert all(outcome["sources"] == ["article"] for outcome in said)
