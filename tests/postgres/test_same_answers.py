"""PostgreSQL gives the same answers as SQLite, byte for byte, and the same files to take away."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from app.db.database import Database, open_database
from app.formats.archive import export_dataset
from app.main import create_app
from app.publishing.publish import publish
from app.registry import LISTS
from app.seeds.library import Library
from tests.clusters import Server
from tests.db.searches import SEARCHES

pytestmark = pytest.mark.postgres

Ask = Callable[[str], tuple[int, bytes]]

QUERIES = """
magnesium|sleep|Sleep quality|pain|stress|citrate|oxide|glycinate|placebo|fibromyalgia|FIQ|VAS|trial|trials
|ciprofloxacin|levothyroxine|bisphosphonate|antacid|kidney|renal|eGFR|diuretic|pregnancy|the|of|a|in and of
|magnesium sleep|magnesium pain placebo|magnésium|MAGNESIUM|tender points|point|NMDA receptor|5-HT|vitamin D
|vitamin d3|25|2022|2022 macian|300 mg|0.05|p|p value|10.3390|nothing-like-this|zzzz|µg|Ω|日本|it's|"quoted words"
|a & b|x:*|!magnesium|(pain)|-pain|pain OR sleep|NEAR(pain sleep)|1e5|calcium channel|iron|zinc deficiency
|serum magnesium|quality of life|randomised double blind|muscle relaxant|tizanidine|gabapentin|pregabalin
""".replace("\n", "").split("|")  # fmt: skip

FILTERS = (
    "/v1/outcomes?basis=article", "/v1/outcomes?basis=study&limit=3", "/v1/outcomes?min_year=2015",
    "/v1/outcomes?min_year=999999", "/v1/outcomes?domain=sleep&limit=2", "/v1/outcomes?domain=nothing",
    "/v1/outcomes?single_agent=true", "/v1/outcomes?single_agent=false&limit=4", "/v1/outcomes?min_year=99999999999",
    "/v1/trials?min_year=2010", "/v1/trials?form=magnesium-citrate", "/v1/claims?source=macian-2022",
    "/v1/trials/macian-202", "/v1/domains/slep", "/v1/domains/%00", "/v1/search?q=a%00b", "/v1/search?q=%FF",
    "/v1/outcomes?cursor=abc", "/v1/nothing",
)  # fmt: skip


@pytest.fixture(scope="module")
def homes(library: Library, postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The same dataset in an SQLite file and in PostgreSQL."""
    file = f"sqlite:///{tmp_path_factory.mktemp('same') / 'fibromag.db'}"
    urls = [file, postgres.create_database("same")]
    for url in urls:
        publish(library, url)
    return urls


@pytest.fixture(scope="module")
def databases(homes: list[str]) -> Iterator[list[Database]]:
    opened = [open_database(url) for url in homes]
    yield opened
    for database in opened:
        database.close()


@pytest.fixture(scope="module")
def asked(databases: list[Database]) -> list[Ask]:
    """Ways to ask the app on each of them."""

    def asking(database: Database) -> Ask:
        client = TestClient(create_app(database), raise_server_exceptions=False)

        def ask(address: str) -> tuple[int, bytes]:
            answer = client.get(address)
            return answer.status_code, answer.content

        return ask

    return [asking(database) for database in databases]


def test_the_digest_is_the_same(databases: list[Database]) -> None:
    sqlite, postgres = databases
    assert sqlite.stamp == postgres.stamp


def test_lists_and_records_are_the_same_to_the_last_byte(asked: list[Ask], library: Library) -> None:
    """Every page of every list, and every record."""
    sqlite, postgres = asked
    pages = records = 0
    for collection in LISTS:
        following: str | None = f"/v1/{collection.address}?limit=7"
        keys: list[str] = []
        while following:
            status, content = sqlite(following)
            assert status == 200, content
            assert postgres(following) == (status, content), following
            page = json.loads(content)
            keys += [item.get("slug") or item["id"] for item in page["items"]]
            following = page["next"]
            pages += 1
        assert len(keys) == page["total"] == len(set(keys))
        for key in keys:
            address = f"/v1/{collection.address}/{key}"
            assert sqlite(address) == postgres(address), address
            records += 1
    print(f"{pages} pages and {records} records are the same")
    assert records > sum(map(len, library.records.values()))


def test_searches_are_the_same(asked: list[Ask]) -> None:
    sqlite, postgres = asked
    assert len(set(QUERIES)) >= 50
    found = 0
    for query in (*QUERIES, *SEARCHES):
        address = f"/v1/search?{urlencode({'q': query, 'limit': 100})}"
        status, content = sqlite(address)
        assert postgres(address) == (status, content), query
        found += status == 200 and b'"items":[]' not in content
    assert found >= 100


def test_searches_find_what_they_should_on_postgresql(asked: list[Ask]) -> None:
    for query, wanted in SEARCHES.items():
        _, content = asked[1](f"/v1/search?{urlencode({'q': query, 'limit': 3})}")
        assert wanted in [f"{hit['collection']}/{hit['slug']}" for hit in json.loads(content)["items"]], query


@pytest.mark.parametrize("address", FILTERS)
def test_filters_and_refusals_are_the_same(asked: list[Ask], address: str) -> None:
    sqlite, postgres = asked
    status, content = sqlite(address)
    assert status < 500
    assert postgres(address) == (status, content)


def test_what_is_worked_out_and_shown_is_the_same(asked: list[Ask], library: Library) -> None:
    """Summaries, the evidence map, the dataset, files of lists, and every page for people."""
    sqlite, postgres = asked
    addresses = [
        "/v1", "/v1/dataset", "/v1/evidence-map", "/", "/domains", "/trials", "/claims", "/safety", "/search?q=sleep",
        *(f"/v1/domains/{slug}/summary" for slug in library.records["domains"]),
        *(f"/domains/{slug}" for slug in library.records["domains"]),
        *(f"/trials/{slug}" for slug in library.records["trials"]),
        *(f"/v1/{each.address}?format={format}" for each in LISTS for format in ("csv", "jsonl")),
    ]  # fmt: skip
    answered = 0
    for address in addresses:
        status, content = sqlite(address)
        assert postgres(address) == (status, content), address
        answered += status == 200
    print(f"{answered} of {len(addresses)} answered, all the same")
    assert answered > len(addresses) / 2


def test_the_export_is_the_same_to_the_last_byte(homes: list[str], tmp_path: Path) -> None:
    """Also its SQLite file, which can be served and holds the published dataset."""
    sums = []
    for number, url in enumerate(homes):
        export_dataset(url, tmp_path / str(number))
        sums.append((tmp_path / str(number) / "SHA256SUMS").read_text())
    assert sums[0] == sums[1]
    copy, published = (
        open_database(f"sqlite:///{tmp_path / '1' / 'fibromag.sqlite'}"),
        open_database(homes[0]),
    )
    assert copy.stamp == published.stamp
    copy.close()
    published.close()


def test_every_text_is_ordered_by_its_bytes(databases: list[Database], postgres: Server) -> None:
    """The server's own order is another one, so the columns have to say so."""
    assert postgres.execute("SELECT 'a' < 'B'") == [(True,)]
    with databases[1].connect() as connection:
        other = connection.exec_driver_sql(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = current_schema() AND data_type IN ('text', 'character varying') "
            "AND collation_name IS DISTINCT FROM 'C' AND table_name <> 'alembic_version'"
        )
        assert other.all() == []
