"""`/data` as a page for browsers, and as JSON for everyone else, from the same cache."""

from starlette.testclient import TestClient

from tests.web.html import BROWSER, text_of


def test_a_browser_gets_a_page_and_a_program_json_in_any_order(client: TestClient) -> None:
    for _ in range(2):
        page = client.get("/data", headers=BROWSER)
        files = client.get("/data", headers={"accept": "application/json"})
        plain = client.get("/data", headers={"accept": "*/*"})
        assert page.headers["content-type"].startswith("text/html")
        assert files.headers["content-type"] == plain.headers["content-type"] == "application/json"
        assert files.json() == plain.json()
        assert "accept" in [each.strip() for each in page.headers["vary"].split(",")]
        assert page.headers["etag"] != files.headers["etag"]


def test_the_page_names_every_file_with_its_address(client: TestClient) -> None:
    page = client.get("/data", headers=BROWSER).text
    items = client.get("/data", headers={"accept": "application/json"}).json()["items"]
    assert items
    assert all(f'href="{each["url"]}"' in page for each in items)
    assert f"{len(items)} files" in text_of(page)
