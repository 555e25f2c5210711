"""A page of another origin shows outcomes by symptom, with names, labels and counts, from one request."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, Route, sync_playwright

CHROMIUM = shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-features=LocalNetworkAccessChecks"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium: apt-get install chromium"),
]

ORIGIN = "http://front-end.example"

FRONT_END = (Path(__file__).parent / "front_end.html").read_text("utf-8")


@pytest.fixture
def page() -> Iterator[Page]:
    """A browser that finds the page at another origin."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = chromium.new_page()

        def serve(route: Route) -> None:
            route.fulfill(body=FRONT_END, content_type="text/html")

        page.route(f"{ORIGIN}/**", serve)
        yield page
        chromium.close()


def test_a_front_end_shows_outcomes_by_symptom_from_one_request(page: Page, server: str) -> None:
    asked: list[str] = []
    page.on(
        "request",
        lambda each: asked.append(each.url) if each.url.startswith(server) and each.method == "GET" else None,
    )
    page.goto(f"{ORIGIN}/?api={server}")
    page.wait_for_selector("body[data-ready]")
    assert page.get_attribute("body", "data-ready") == "yes"
    assert len(asked) == 1

    outcomes = httpx.get(f"{server}/v1/outcomes?basis=primary&limit=200").json()
    assert outcomes["next"] is None
    shown = page.locator("section")
    names = {each["slug"]: each["name"] for each in httpx.get(f"{server}/v1/domains").json()["items"]}
    by_domain: dict[str, int] = {}
    for each in outcomes["items"]:
        by_domain[each["domain"]] = by_domain.get(each["domain"], 0) + 1
    assert shown.count() == len(by_domain)
    for domain, number in by_domain.items():
        assert page.locator(f"#{domain} h2").inner_text() == f"{names[domain]} ({number})"
        assert page.locator(f"#{domain} li").count() == number
    assert "Macian 2022: Stress in everyone" in page.locator("#stress").inner_text()
    assert "no clear difference" in page.locator("#stress").inner_text()
