"""A service below a path of its host: every address in it leads somewhere."""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.db.database import Database
from app.main import create_app
from app.middleware.sub_path import PrefixAddresses
from app.registry import LISTS
from app.settings import Settings
from tests.cds_hooks.calls import CIPRO, MAGNESIUM, active_orders, hook_request, order

PREFIX = "/health/fibromag"


@pytest.fixture(scope="module")
def below(database: Database, exported: Path) -> Iterator[TestClient]:
    settings = Settings.model_construct(hosts="*", root_path=PREFIX)
    with TestClient(create_app(database, exported, settings)) as client:
        yield client


@pytest.mark.parametrize(
    "page", ["/", "/trials", "/trials/macian-2022", "/domains/sleep", "/docs", "/reference"]
)
def test_every_address_on_a_page_is_below_the_path(below: TestClient, page: str) -> None:
    text = below.get(f"{PREFIX}{page}").text
    addresses = set(re.findall(r"""(?:href|src|action)=["'](/[^"'#?]*)""", text))
    assert addresses
    assert all(address.startswith(f"{PREFIX}/") for address in addresses)
    for address in sorted(addresses)[:25]:
        assert below.get(address).status_code in (200, 405, 422), address


def test_addresses_in_json_are_below_the_path(below: TestClient) -> None:
    entry = below.get(f"{PREFIX}/v1").json()
    assert all(address.startswith(f"{PREFIX}/") for address in entry["links"].values())
    assert f"http://testserver{PREFIX}/v1/" in entry["examples"]["service"]
    page = below.get(f"{PREFIX}/v1/outcomes?limit=2").json()
    assert page["next"].startswith(f"http://testserver{PREFIX}/v1/outcomes?")
    assert below.get(page["next"]).status_code == 200
    for hit in below.get(f"{PREFIX}/v1/search?q=sleep&limit=3").json()["items"]:
        assert below.get(hit["url"]).status_code == 200
        assert hit["url"].startswith(PREFIX)
    for file in below.get(f"{PREFIX}/data").json()["items"][:3]:
        assert below.get(file["url"]).status_code == 200
    wrong = below.get(f"{PREFIX}/v1/nothing").json()
    assert wrong["type"].startswith(f"{PREFIX}/problems#")


@pytest.mark.parametrize(
    ("name", "value", "sent"),
    [
        ("location", "/trials", f"{PREFIX}/trials"),
        ("location", "https://example.org/trials", "https://example.org/trials"),
        ("location", "trials", "trials"),
        ("content-disposition", "/trials", "/trials"),
    ],
)
def test_the_path_is_put_before_the_target_of_a_redirect_alone(
    database: Database, name: str, value: str, sent: str
) -> None:
    prefixing = PrefixAddresses(create_app(database), PREFIX)
    assert prefixing.prefixed(name.encode(), value.encode()) == (name.encode(), sent.encode())


def test_links_of_cards_are_below_the_path(below: TestClient) -> None:
    call = hook_request(order(MAGNESIUM), medicationRequests=active_orders(CIPRO))
    answer = below.post(f"{PREFIX}/cds-services/magnesium-safety-order-sign", json=call).json()
    links = [link["url"] for card in answer["cards"] for link in card["links"]]
    assert links
    assert all(link.startswith(f"http://testserver{PREFIX}/rules") for link in links)
    assert below.get(links[0]).status_code == 200


ANSWERS = [
    *(f"/v1/{collection.address}?limit=200" for collection in LISTS),
    *("/v1", "/v1/summaries", "/v1/evidence-map", "/v1/article", "/v1/releases", "/v1/search?q=magnesium"),
    *("/v1/figures/evidence-map", "/v1/figures/selection", "/v1/figures/risk-of-bias/rob-2", "/data"),
]


def strings(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield (place, string) of every string in JSON."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from strings(inner, f"{place}.{name}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from strings(inner, f"{place}[{number}]")
    elif isinstance(value, str):
        yield place, value


@pytest.mark.parametrize("address", ANSWERS)
def test_what_differs_below_the_path_is_an_address(
    below: TestClient, client: TestClient, address: str
) -> None:
    plain = dict(strings(client.get(address).json()))
    changed = {
        place: (plain[place], value)
        for place, value in strings(below.get(f"{PREFIX}{address}").json())
        if plain[place] != value
    }
    for place, (before, after) in changed.items():
        assert after == before.replace("http://testserver/", f"http://testserver{PREFIX}/") or (
            after == f"{PREFIX}{before}" and below.get(after).status_code in (200, 405, 422)
        ), place


def test_a_file_has_its_digest_below_the_path(below: TestClient) -> None:
    for file in below.get(f"{PREFIX}/data").json()["items"]:
        if file["name"].endswith((".json", ".html", ".md")):
            answer = below.get(file["url"])
            assert (answer.status_code, sha256(answer.content).hexdigest()) == (200, file["sha256"]), file


def test_a_redirect_stays_below_the_path(below: TestClient) -> None:
    led = below.get(f"{PREFIX}/v1/trials/", follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (308, f"{PREFIX}/v1/trials")


def test_a_proxy_may_take_the_path_off(below: TestClient) -> None:
    """Then requests come without it, and answers still have it."""
    bare = below.get("/v1/search?q=sleep&limit=1").json()
    assert bare["items"][0]["url"].startswith(PREFIX)
    assert below.get(f"{PREFIX}ed/v1").status_code == 404


def test_without_the_setting_nothing_is_changed(client: TestClient) -> None:
    assert client.get("/v1").json()["links"]["trials"] == "/v1/trials"
