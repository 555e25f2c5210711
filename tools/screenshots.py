"""Take the screenshots of the README from a running server: `python -m tools.screenshots http://127.0.0.1:8000`.

Needs Debian's chromium. The pages follow the colour scheme of the browser; the screenshots use the light one.
"""

import base64
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).parent.parent / "docs" / "images"
SIZE = {"width": 1100, "height": 1300}
QUALITY = 65
"""WebP quality: text stays sharp, and no file exceeds 200 kB."""


def nothing(_: Page) -> None:
    """Leave the page as it opens."""


def fill_in(page: Page, conditions: str) -> None:
    """Fill in the safety form: a medicine too close, a dose above a limit, and an unknown name."""
    page.get_by_label("Amount of magnesium a day").fill("400")
    page.get_by_label("Magnesium itself (elemental)").check()
    page.get_by_label("Form of magnesium").fill("Magnesium citrate")
    page.get_by_label("When is it taken?").fill("08:00")
    page.get_by_label("Medicines, one a line or separated by commas").fill("Cipro 9:00, 21:00\nxyzol")
    page.get_by_role("group", name="Medicines").get_by_label("Named above").check()
    page.get_by_role("group", name="Health conditions").get_by_label(conditions).check()
    page.get_by_label("Age in years").fill("52")


def ask(page: Page) -> None:
    """Submit the safety form and wait for the answer."""
    fill_in(page, conditions="None")
    page.get_by_role("button", name="Check").click()
    page.get_by_role("region", name="points to act on").wait_for()


PICTURES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "evidence": ("/", nothing),
    "sleep": ("/domains/sleep", nothing),
    "claims": ("/claims", nothing),
    "safety": ("/safety", ask),
}
"""File name → address, and the action before the screenshot."""


def take(server: str) -> None:
    """Write every screenshot to docs/images/."""
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        context = browser.new_context(base_url=server, viewport=SIZE, color_scheme="light")  # type: ignore[arg-type]
        for name, (address, do) in PICTURES.items():
            page = context.new_page()
            page.goto(address)
            do(page)
            page.evaluate("scrollTo(0, 0)")
            shot = context.new_cdp_session(page).send(
                "Page.captureScreenshot", {"format": "webp", "quality": QUALITY}
            )
            path = IMAGES / f"{name}.webp"
            path.write_bytes(base64.b64decode(shot["data"]))
            print(f"{path.name}: {path.stat().st_size // 1000} kB", file=sys.stderr)
        browser.close()


if __name__ == "__main__":
    take(sys.argv[1])
