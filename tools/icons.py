"""Draw the icons and the social card of the pages: `python -m tools.icons`.

Needs Debian's chromium. The files in app/web/static/ are committed; they change only with this program or
with favicon.svg.
"""

import shutil
import struct
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

STATIC = Path(__file__).parent.parent / "app" / "web" / "static"
ICON_SIZES = (16, 32, 48)
"""Sizes in favicon.ico, px."""

TOUCH_SIZE = 180
CARD_SIZE = (1200, 630)

ICON = """<style>body { margin: 0; } svg { display: block; width: 100vw; height: 100vh; }</style>"""

TOUCH = """<style>
body { margin: 0; background: #0b5c6b; color: #fff; font: 700 90px/180px sans-serif; text-align: center; }
</style>Mg"""

CARD = """<style>
* { box-sizing: border-box; margin: 0; }
body { width: 1200px; height: 630px; padding: 60px 80px; background: #fcfbf8; color: #1d2427;
  border-top: 18px solid #0b5c6b; display: grid; grid-template-columns: 1fr 270px; gap: 0 60px; }
p, h1 { font-family: Charter, "Bitstream Charter", Georgia, "DejaVu Serif", serif; }
.brand { font-size: 44px; font-weight: 700; color: #0b5c6b; }
h1 { font-size: 64px; line-height: 1.18; margin-top: 44px; letter-spacing: -.01em; }
.tile { align-self: center; height: 290px; border-radius: 26px; background: #0b5c6b; color: #fff;
  padding: 24px 28px; font-family: sans-serif; }
.tile span { display: block; font-size: 34px; }
.tile strong { display: block; font-size: 112px; line-height: 1.2; text-align: center; margin-top: 20px; }
.what { grid-column: 1 / 3; align-self: end; font: 29px sans-serif; color: #505a60; white-space: nowrap;
  border-top: 2px solid #d6d4cc; padding-top: 28px; }
</style>
<div><p class="brand">fibromag</p><h1>Magnesium for fibromyalgia: the clinical evidence</h1></div>
<div class="tile"><span>12</span><strong>Mg</strong></div>
<p class="what">Findings by symptom, with sources &ensp;·&ensp; Safety check &ensp;·&ensp; Open data</p>"""


def drawn(browser: Browser, html: str, width: int, height: int, transparent: bool = False) -> bytes:
    """Return a page as PNG."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_content(html)
    picture = page.screenshot(omit_background=transparent)
    page.close()
    return picture


def ico(pictures: dict[int, bytes]) -> bytes:
    """Return an ICO file of square PNG pictures, by their size in px."""
    offset = 6 + 16 * len(pictures)
    head, entries = struct.pack("<HHH", 0, 1, len(pictures)), b""
    for size, picture in pictures.items():
        entries += struct.pack("<BBBBHHII", size, size, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    return head + entries + b"".join(pictures.values())


def draw() -> None:
    """Write favicon.ico, apple-touch-icon.png and card.png."""
    icon = ICON + (STATIC / "favicon.svg").read_text("utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        files = {
            "favicon.ico": ico({size: drawn(browser, icon, size, size, True) for size in ICON_SIZES}),
            "apple-touch-icon.png": drawn(browser, TOUCH, TOUCH_SIZE, TOUCH_SIZE),
            "card.png": drawn(browser, CARD, *CARD_SIZE),
        }
        browser.close()
    for name, content in files.items():
        (STATIC / name).write_bytes(content)
        print(f"{name}: {len(content)} bytes", file=sys.stderr)


if __name__ == "__main__":
    draw()
