"""A health record in a real browser, on another origin: it shows the cards, follows and overrides them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect, sync_playwright

from tests.cds_hooks.calls import (
    MAGNESIUM,
    Json,
    active_orders,
    birth_date,
    bundle,
    egfr,
    hook_request,
    order,
)

CHROMIUM = shutil.which("chromium")
CLIENT = (Path(__file__).parent / "client.html").read_text("utf-8")
ORIGIN = "http://ehr.test/"
FLAGS = ["--no-sandbox", "--disable-features=LocalNetworkAccessChecks"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium: apt-get install chromium"),
]

CALL: Json = hook_request(
    order(MAGNESIUM),
    hook="order-select",
    patient={"resourceType": "Patient", "id": "p", "birthDate": birth_date(66), "gender": "female"},
    egfr=bundle(egfr(27)),
    medicationRequests=active_orders("Levothyroxine 75 mcg tablet"),
)


@pytest.fixture
def record(server: str) -> Iterator[Page]:
    """The page of the record, after the order was entered."""

    def serve(route: Route) -> None:
        route.fulfill(body=CLIENT, content_type="text/html")

    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 900, "height": 1100})
        page.route(ORIGIN, serve)
        page.goto(ORIGIN)
        page.evaluate("([base, call]) => order(base, call)", [server, CALL])
        yield page
        browser.close()


def test_cards_are_shown_followed_and_overridden(record: Page) -> None:
    cards = record.locator(".card")
    expect(cards).to_have_count(3)
    expect(cards.first.locator("h3")).to_contain_text("Magnesium and the kidneys")
    assert "critical" in (cards.first.get_attribute("class") or "")
    orders = record.locator("#orders li")
    expect(orders).to_have_text([MAGNESIUM])
    record.get_by_role("button", name="Order serum magnesium").click()
    expect(orders).to_have_text([MAGNESIUM, "Serum magnesium"])
    record.get_by_role("button", name=f"Remove the order for {MAGNESIUM}").click()
    expect(orders).to_have_text(["Serum magnesium"])
    expect(record.locator("body")).to_have_attribute("data-feedback", "accepted 200")
    cards.nth(1).locator("select").select_option("already-arranged")
    expect(record.locator("body")).to_have_attribute("data-feedback", "overridden 200")
