"""Files by which machines find the service: every address they name is answered."""

import json
import struct
from html import escape
from typing import Any
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from app.db.database import Database
from app.main import create_app
from app.settings import Settings
from app.web.discovery import SITEMAP
from tests.web.html import BROWSER, PAGES, Tags

HERE = "http://testserver"


def test_robots_may_read_everything_and_find_the_sitemap(client: TestClient) -> None:
    assert client.get("/robots.txt").text == f"User-agent: *\nAllow: /\nSitemap: {HERE}/sitemap.xml\n"


def test_every_page_of_the_sitemap_is_there(client: TestClient) -> None:
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    addresses = [each.text or "" for each in root.iter(f"{{{SITEMAP}}}loc")]
    assert len(addresses) == len(set(addresses)) > 200
    assert f"{HERE}/trials/macian-2022" in addresses
    wrong = [each for each in addresses if client.head(each, headers=BROWSER).status_code != 200]
    assert wrong == []


def test_the_catalogue_leads_to_the_contract_and_the_health_check(client: TestClient) -> None:
    answer = client.get("/.well-known/api-catalog")
    assert answer.headers["content-type"].startswith("application/linkset+json")
    api, _ = answer.json()["linkset"]
    assert api["anchor"] == f"{HERE}/v1"
    for relation in ("service-desc", "service-doc", "status"):
        assert client.get(api[relation][0]["href"], headers=BROWSER).status_code == 200


def test_language_models_are_given_addresses_that_are_there(client: TestClient) -> None:
    text = client.get("/llms.txt").text
    assert text.startswith("# fibromag: the clinical evidence on magnesium for fibromyalgia\n\n> ")
    addresses = [
        line.partition("](")[2].partition(")")[0] for line in text.splitlines() if line.startswith("- [")
    ]
    assert len(addresses) > 10
    assert all(client.get(each, headers=BROWSER).status_code == 200 for each in addresses)


def test_vulnerabilities_are_reported_where_the_operator_says(database: Database, client: TestClient) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404
    settings = Settings.model_construct(
        hosts="*", security_contact="mailto:security@example.org", public_url="https://example.org/"
    )
    text = TestClient(create_app(database, settings=settings)).get("/.well-known/security.txt").text
    assert text.startswith("Contact: mailto:security@example.org\nExpires: 20")
    assert text.endswith("Canonical: https://example.org/.well-known/security.txt\n")


def test_search_engines_are_told_what_the_dataset_is(client: TestClient) -> None:
    about = json_ld(client, "/")
    assert (about["@type"], about["url"], about["version"]) == (
        "Dataset",
        f"{HERE}/",
        client.get("/v1/dataset").json()["version"],
    )
    assert about["license"].startswith("https://creativecommons.org/")
    assert {each["contentUrl"] for each in about["distribution"]} >= {f"{HERE}/v1/outcomes.csv"}


def test_a_trial_is_a_medical_trial_with_its_reports(client: TestClient) -> None:
    about = json_ld(client, "/trials/macian-2022")
    assert (about["@type"], about["identifier"]) == ("MedicalTrial", "NCT03887000")
    assert any("doi.org" in report.get("sameAs", "") for report in about["subjectOf"])


def json_ld(client: TestClient, address: str) -> dict[str, Any]:
    """Return the JSON-LD of a page."""
    text = client.get(address, headers=BROWSER).text
    found: dict[str, Any] = json.loads(
        text.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    )
    return found


# Icons and the social card ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "kind", "first"),
    [
        ("/favicon.ico", "image/vnd.microsoft.icon", b"\0\0\1\0"),
        ("/apple-touch-icon.png", "image/png", b"\x89PNG"),
        ("/apple-touch-icon-precomposed.png", "image/png", b"\x89PNG"),
        ("/static/favicon.svg", "image/svg+xml", b"<svg"),
        ("/static/card.png", "image/png", b"\x89PNG"),
    ],
)
def test_icons_are_where_browsers_and_crawlers_ask_for_them(
    client: TestClient, address: str, kind: str, first: bytes
) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    assert answer.content.startswith(first)
    assert len(answer.content) < 100_000
    assert client.head(address).status_code == 200


def test_the_icon_file_holds_the_three_usual_sizes(client: TestClient) -> None:
    content = client.get("/favicon.ico").content
    entries = [struct.unpack_from("<BBBBHHII", content, 6 + 16 * at) for at in range(content[4])]
    assert [entry[0] for entry in entries] == [16, 32, 48]
    for width, height, *_, length, offset in entries:
        assert png_size(content[offset : offset + length]) == (width, height)


def png_size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG picture, px."""
    assert content.startswith(b"\x89PNG\r\n")
    width, height = struct.unpack_from(">II", content, 16)
    return width, height


def metadata(page: str) -> dict[str, str]:
    tags = Tags(page).found
    return {
        str(given.get("property") or given.get("name")): str(given["content"])
        for tag, given in tags
        if tag == "meta" and "content" in given
    }


@pytest.mark.parametrize("address", [each for each in PAGES if "?" not in each])
def test_every_page_has_a_card_for_those_who_share_it(client: TestClient, address: str) -> None:
    page = client.get(address, headers=BROWSER).text
    found = metadata(page)
    assert f"<title>{escape(found['og:title'])} – fibromag</title>" in page
    assert found["og:description"] == found["description"]
    assert found["og:url"] == HERE + address
    assert (found["og:type"], found["og:site_name"]) == ("website", "fibromag")
    assert found["twitter:card"] == "summary_large_image"
    picture = found["og:image"].removeprefix(HERE)
    size = png_size(client.get(picture).content)
    assert size == (int(found["og:image:width"]), int(found["og:image:height"]))
    icons = [
        given["href"] for tag, given in Tags(page).found if tag == "link" and "icon" in str(given["rel"])
    ]
    assert icons == ["/favicon.ico", "/static/favicon.svg", "/apple-touch-icon.png"]


def test_the_card_names_the_public_address(database: Database) -> None:
    settings = Settings.model_construct(hosts="*", public_url="https://example.org/fibromag/")
    page = TestClient(create_app(database, settings=settings)).get("/about", headers=BROWSER).text
    found = metadata(page)
    assert found["og:url"] == "https://example.org/fibromag/about"
    assert found["og:image"] == "https://example.org/fibromag/static/card.png"


def test_a_page_that_is_not_there_has_no_card(client: TestClient) -> None:
    answer = client.get("/trials/nowhere", headers=BROWSER)
    assert answer.status_code == 404
    assert "og:image" not in answer.text
