"""The pictures of the README, taken of a server that runs: `python -m tools.screenshots http://127.0.0.1:8000`.

Light and dark are both taken care of by the pages; these are light. Needs Debian's chromium.
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
"""Of WebP: text stays sharp, and no picture is larger than 200 kB."""


def nothing(_: Page) -> None:
    """The page as it opens."""


def fill_in(page: Page, conditions: str) -> None:
    """The safety form with something too close, something above a limit, and a name that is not known."""
    page.get_by_label("Amount a day, in milligrams").fill("400")
    page.get_by_label("Magnesium itself (elemental)").check()
    page.get_by_label("Form of magnesium").select_option("Magnesium citrate")
    page.get_by_label("When is it taken?").fill("08:00")
    page.get_by_label("Medicines, one per line").fill("Cipro 9:00, 21:00\nxyzol")
    page.get_by_role("group", name="Medicines").get_by_label("Named above").check()
    page.get_by_role("group", name="Health conditions").get_by_label(conditions).check()
    page.get_by_label("Age in years").fill("52")


def ask(page: Page) -> None:
    """Fill in the safety form, and wait for the answer."""
    fill_in(page, conditions="None")
    page.get_by_role("button", name="Check").click()
    page.get_by_role("region", name="alerts recorded").wait_for()


PICTURES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "evidence": ("/", nothing),
    "sleep": ("/domains/sleep", nothing),
    "claims": ("/claims", nothing),
    "safety": ("/safety", ask),
}
"""Name of the file → address, and what is done there."""


def take(server: str) -> None:
    """Take every picture."""
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
