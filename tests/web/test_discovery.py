"""Files by which machines find the service: every address they name is answered."""

import json
from typing import Any
from xml.etree import ElementTree

from starlette.testclient import TestClient

from app.db.database import Database
from app.main import create_app
from app.settings import Settings
from app.web.discovery import SITEMAP
from tests.web.html import BROWSER

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
