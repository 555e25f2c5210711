"""Pages as people meet them: in a browser, light and dark, wide and narrow, on paper, by keyboard, without scripts.

Debian's chromium does it; where it is absent these tests say so and are skipped. Every page is watched:
a complaint of the browser (its policy's among them) or a request to another server is a fault.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tools.screenshots import fill_in

CHROMIUM = shutil.which("chromium")
expect.set_options(timeout=30_000)  # a busy machine is slow; only what hangs is a fault
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium: apt-get install chromium"),
]

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

NOWHERE = "/domains/sleeep"
"""An address of no page, near to one."""

KINDS = (
    "/",
    "/domains/sleep",
    "/domains/stiffness",
    "/trials",
    "/trials/macian-2022",
    "/article",
    "/medicines",
    "/medicines?q=thyro",
    "/medicines?letter=l",
    "/medicines/vitamin-d",
    "/medicines/levothyroxine-sodium",
    "/search?q=sleep",
    "/claims?verdict=overstated",
    "/mechanisms",
    "/forms",
    "/doses",
    "/harms",
    "/disagreements?kind=null_against_positive",
    "/sources?kind=registry_entry",
    "/sources/macian-2022",
    "/comparisons",
    "/comparisons/oral-magnesium-against-placebo",
    "/risk-of-bias",
    "/rules",
    "/rules/thyroid",
    "/rules/kidney-function-below-30",
    "/selection",
    "/data",
    "/changes",
    "/problems",
    "/method",
    "/about",
    "/safety",
    NOWHERE,
)
"""One page of each kind; `/docs` and `/reference` have tests of their own."""

ALIKE = (
    "/?domain=sleep&form=magnesium-chloride",
    "/domains/pain",
    "/domains/stress",
    "/claims",
    "/disagreements",
    "/sources",
)
"""Further pages of the same kinds, and whole lists of which a part is examined each time."""

PAGES = (*KINDS, *(pytest.param(address, marks=pytest.mark.full) for address in ALIKE))

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 640}
NARROW = {"width": 320, "height": 640}
PAPER = {"width": 680, "height": 960}
"""A4 between its margins, px."""

QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all; of this module only, because its event loop gets in the way of others."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


@pytest.fixture(scope="module")
def light(browser: Browser, server: str) -> Iterator[BrowserContext]:
    yield from context(browser, server, color_scheme="light")


@pytest.fixture(scope="module")
def dark(browser: Browser, server: str) -> Iterator[BrowserContext]:
    yield from context(browser, server, color_scheme="dark")


@pytest.fixture(scope="module")
def plain(browser: Browser, server: str) -> Iterator[BrowserContext]:
    yield from context(browser, server, java_script_enabled=False)


def context(browser: Browser, server: str, **how: object) -> Iterator[BrowserContext]:
    """A browser's window that knows the server's address."""
    window = browser.new_context(base_url=server, viewport=WIDE, **how)  # type: ignore[arg-type]
    window.set_default_timeout(60_000)
    yield window
    window.close()


@contextmanager
def opened(window: BrowserContext, server: str, address: str, status: int = 200) -> Iterator[Page]:
    """A page; at the end nothing may have been complained of, and nobody else asked for anything."""
    complaints: list[str] = []
    tab = window.new_page()
    tab.set_viewport_size(WIDE)  # type: ignore[arg-type]
    tab.on(
        "console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None
    )
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on(
        "request",
        lambda asked: complaints.append(asked.url) if not asked.url.startswith((server, "data:")) else None,
    )
    answer = tab.goto(address)
    assert answer is not None
    assert answer.status == (404 if address == NOWHERE else 200)
    yield tab
    tab.close()
    expected = f"the server responded with a status of {404 if address == NOWHERE else status} "
    assert [each for each in complaints if expected not in each] == []


def faults(page: Page, within: str = "html", *impacts: str) -> list[str]:
    """What axe finds wrong with a page, or with the parts of it that a selector names; of some impacts, if given."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(
        """async ([within, rules, impacts]) => {
            const options = {runOnly: rules, resultTypes: ["violations"], preload: false};
            const {violations} = await axe.run({include: [...document.querySelectorAll(within)]}, options);
            const found = violations.filter((each) => !impacts.length || impacts.includes(each.impact));
            return found.map((each) => `${each.id}: ${each.nodes.map((node) => node.html).slice(0, 3)}`);
        }""",
        [within, RULES, impacts],
    )
    assert isinstance(found, list)
    return found


def overflow(page: Page, apart: str = ".scroll") -> list[str]:
    """What sticks out of the window sideways, outside of what scrolls by itself."""
    found = page.evaluate(
        """(apart) => document.documentElement.scrollWidth <= innerWidth ? [] :
            ["too wide", ...[...document.querySelectorAll("body *")]
                .filter((each) => each.getBoundingClientRect().right > innerWidth && !each.closest(apart))
                .map((each) => each.outerHTML.slice(0, 80))]""",
        apart,
    )
    assert isinstance(found, list)
    return found


def narrowed(page: Page) -> None:
    """A page at 320 px does not scroll sideways, and what is too wide for it scrolls by itself, but no direction."""
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    assert overflow(page) == []
    hidden = page.evaluate(
        """() => [...document.querySelectorAll("main .mark, main .tag")]
            .filter((each) => each.getBoundingClientRect().right > innerWidth).map((each) => each.outerHTML)"""
    )
    assert hidden == []
    cut = page.evaluate(
        """() => [...document.querySelectorAll("main *")].filter((each) => each.scrollWidth > each.clientWidth + 1
            && getComputedStyle(each).overflowX === "hidden" && getComputedStyle(each).clipPath === "none")
            .map((each) => each.outerHTML.slice(0, 80))"""
    )
    assert cut == []


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_accessible_light_and_wide_and_prints(
    light: BrowserContext, server: str, address: str
) -> None:
    with opened(light, server, address) as page:
        assert faults(page) == []
        page.emulate_media(media="print")
        page.set_viewport_size(PAPER)  # type: ignore[arg-type]
        assert overflow(page, apart=".vh") == []
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_role("navigation", name="Main")).to_be_hidden()


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_accessible_dark_and_narrow(dark: BrowserContext, server: str, address: str) -> None:
    with opened(dark, server, address) as page:
        narrowed(page)
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        assert faults(page) == []


@pytest.mark.full
@pytest.mark.parametrize("address", [*KINDS, *ALIKE])
def test_every_page_is_accessible_light_on_a_phone_and_dark_on_a_wide_screen(
    light: BrowserContext, dark: BrowserContext, server: str, address: str
) -> None:
    for window, size in ((light, PHONE), (dark, WIDE)):
        with opened(window, server, address) as page:
            page.set_viewport_size(size)  # type: ignore[arg-type]
            assert faults(page) == []


def test_the_reference_is_accessible(light: BrowserContext, dark: BrowserContext, server: str) -> None:
    """It is long and made by one pattern: its first parts are examined in full, all of it for its width."""
    parts = (
        "header, footer, main > nav, main > section:nth-of-type(-n+5), main > section:nth-last-of-type(-n+5)"
    )
    for window in (light, dark):
        with opened(window, server, "/reference") as page:
            page.evaluate(  # what is far down is laid out late
                """() => document.querySelectorAll(".long").forEach((each) => { each.style.contentVisibility = "visible"; })"""
            )
            narrowed(page)
            assert faults(page, parts) == []


def test_a_page_follows_the_dark_colour_scheme(
    light: BrowserContext, dark: BrowserContext, server: str
) -> None:
    """The page and the pictures in it."""

    def brightness(window: BrowserContext) -> int:
        with opened(window, server, "/domains/sleep") as page:
            colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
            return sum(int(part) for part in re.findall(r"\d+", colour))

    assert brightness(light) > 700
    assert brightness(dark) < 100


def test_pictures_can_be_read_on_a_narrow_screen(light: BrowserContext, server: str) -> None:
    """They keep their size and scroll by themselves."""
    for address in ("/", "/domains/sleep"):
        with opened(light, server, address) as page:
            page.set_viewport_size(NARROW)  # type: ignore[arg-type]
            picture = page.get_by_role("main").get_by_role("img")
            box = picture.bounding_box()
            assert box
            assert box["width"] >= 640
            assert len(picture.get_attribute("alt") or "") > 100


LONGEST_LINE = """() => {
    const letters = (block) => {
        const lines = new Map();
        const walk = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
        while (walk.nextNode()) {
            const text = walk.currentNode;
            if (text.parentElement.closest(".vh")) continue;
            for (let at = 0; at < text.length; at++) {
                const range = new Range();
                range.setStart(text, at);
                range.setEnd(text, at + 1);
                const box = range.getBoundingClientRect();
                const line = Math.round(box.bottom / 8);
                if (box.width) lines.set(line, (lines.get(line) ?? 0) + 1);
            }
        }
        return Math.max(0, ...lines.values());
    };
    const blocks = [...document.querySelectorAll("main p, main li, main caption, main figcaption, footer p")];
    return Math.max(...blocks.filter((each) => !each.closest("td, th") && !each.querySelector("p, ul")).map(letters));
}"""


@pytest.mark.parametrize("address", ["/", "/domains/sleep", "/harms", "/method"])
def test_no_line_of_text_is_long(light: BrowserContext, server: str, address: str) -> None:
    with opened(light, server, address) as page:
        assert 40 < page.evaluate(LONGEST_LINE) <= 75


# By keyboard ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/", "/domains/sleep", "/claims", "/safety", NOWHERE])
def test_every_stop_of_the_keyboard_is_in_view_and_marked(
    light: BrowserContext, server: str, address: str
) -> None:
    with opened(light, server, address) as page:
        stops = 0
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement === document.body"):
                break
            outline, top, bottom = page.evaluate(
                """() => {
                    const {outlineStyle, outlineWidth} = getComputedStyle(document.activeElement);
                    const {top, bottom} = document.activeElement.getBoundingClientRect();
                    return [`${outlineStyle} ${outlineWidth}`, top, bottom];
                }"""
            )
            assert outline == "solid 3px", page.evaluate("document.activeElement.outerHTML")
            assert top < WIDE["height"]
            assert bottom > 0
            stops += 1
        assert stops > 10


def test_the_form_can_be_used_by_keyboard_alone(light: BrowserContext, server: str) -> None:
    with opened(light, server, "/safety", status=422) as page:
        keys = page.keyboard
        keys.press("Tab")
        expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
        keys.press("Enter")

        def tab_to(label: str) -> None:
            for _ in range(30):
                keys.press("Tab")
                if (
                    page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).innerText")
                    == label
                ):
                    return
            raise AssertionError(label)

        tab_to("Amount of magnesium a day")
        keys.type("400")
        tab_to("Magnesium itself (elemental)")
        keys.press("Space")
        tab_to("Form of magnesium")
        keys.type("Magnesium citrate")
        tab_to("When is it taken?")
        keys.type("08:00")
        tab_to("Check")
        keys.press("Enter")
        expect(page.get_by_role("alert", name="There is a problem")).to_be_focused()
        keys.press("Tab")
        keys.press("Enter")
        expect(page.get_by_label("Medicines, one a line or separated by commas")).to_be_focused()
        keys.type("Cipro 9:00, 21:00\nxyzol")
        tab_to("Named above")
        keys.press("Space")
        tab_to("Conditions, one a line or separated by commas")
        keys.press("Tab")
        keys.press("ArrowUp")  # from the first of the choices round to the last: I do not know
        tab_to("Age in years")
        keys.type("52")
        tab_to("Check")
        keys.press("Enter")
        result_is_shown(page)


# The safety form ------------------------------------------------------------------------------------


def result_is_shown(page: Page) -> None:
    """The answer stands above the form, with what was filled in still there, and nothing in the address."""
    expect(page).to_have_title(re.compile("^Result of the safety check"))
    expect(page).to_have_url(re.compile("/safety$"))
    answer = page.get_by_role("region", name="2 points to act on; the check is incomplete")
    expect(answer.get_by_role("heading", level=2)).to_contain_text("separate")
    expect(answer).to_contain_text("Not checked: “xyzol”: not recognised")
    expect(answer.get_by_role("row", name="ciprofloxacin")).to_contain_text(
        "Too close: ciprofloxacin at 09:00, magnesium at 08:00."
    )
    expect(answer.get_by_role("group")).to_have_count(4)
    for part in answer.get_by_role("group").all():
        expect(part).not_to_have_attribute("open", "")
    expect(page.get_by_label("Medicines, one a line or separated by commas")).to_have_value(
        "Cipro 9:00, 21:00\nxyzol"
    )
    expect(page.get_by_label("Form of magnesium")).to_have_value("Magnesium citrate")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_result_comes_first_and_has_the_focus(
    request: pytest.FixtureRequest, server: str, scheme: str
) -> None:
    with opened(request.getfixturevalue(scheme), server, "/safety") as page:
        fill_in(page, conditions="I do not know")
        page.get_by_role("button", name="Check").click()
        result_is_shown(page)
        expect(page.locator(".result")).to_be_focused()
        if scheme == "dark":
            narrowed(page)
        assert faults(page) == []
        page.emulate_media(media="print")
        page.set_viewport_size(PAPER)  # type: ignore[arg-type]
        assert overflow(page, apart=".vh") == []
        printed_for_a_pharmacist(page)


def printed_for_a_pharmacist(page: Page) -> None:
    """On paper every part is unfolded, what was not checked is listed, and nothing is there to click."""
    answer = page.locator(".result")
    for title in (
        "For a pharmacist or doctor.",
        "Medicine first: magnesium at least 2 hours later.",
        "by a brand name",
        "Kidney function (eGFR)",
        "the amount against dose figures",
        "Not checked in this answer",
        "interactions between the medicines",
    ):
        expect(answer.get_by_text(title).first).to_be_visible()
        assert answer.get_by_text(title).first.bounding_box()["height"] > 0  # type: ignore[index]
    for gone in ("nav", "form", ".no-print"):
        for part in page.locator(gone).all():
            expect(part).to_be_hidden()


def test_what_to_do_with_five_medicines_is_seen_on_a_phone(dark: BrowserContext, server: str) -> None:
    """The answer begins on the first screen; no action is cut off, or reached by scrolling sideways."""
    with opened(dark, server, "/safety") as page:
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        fill_in(page, conditions="None")
        medicines = page.get_by_label("Medicines, one a line or separated by commas")
        medicines.fill("levothyroxine 07:00\nduloxetine\npregabalin\nomeprazole\nhydrochlorothiazide")
        page.get_by_role("button", name="Check").click()
        expect(page.get_by_role("region", name="points to act on")).to_be_visible()
        page.evaluate("scrollTo(0, 0)")
        top = page.locator("#result").bounding_box()
        assert top is not None
        assert top["y"] < PHONE["height"] / 2
        assert overflow(page, apart="nothing") == []
        actions = [each.bounding_box() for each in page.locator(".actions td").all()]
        assert len(actions) >= 4
        assert all(
            each and each["x"] >= 0 and each["x"] + each["width"] <= PHONE["width"] for each in actions
        )
        for details in page.locator(".result details").all():
            details.locator("summary").click()
        assert overflow(page, apart="nothing") == []
        sideways = page.evaluate(
            """() => [...document.querySelectorAll(".result *")]
                .filter((each) => each.scrollWidth > each.clientWidth + 1
                    && ["auto", "scroll"].includes(getComputedStyle(each).overflowX))
                .map((each) => each.outerHTML.slice(0, 80))"""
        )
        assert sideways == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_errors_come_first_and_lead_to_their_fields(
    request: pytest.FixtureRequest, server: str, scheme: str
) -> None:
    with opened(request.getfixturevalue(scheme), server, "/safety", status=422) as page:
        fill_in(page, conditions="I do not know")
        page.get_by_label("Amount of magnesium a day").fill("much")
        page.get_by_role("group", name="Medicines").get_by_label("None").check()
        page.get_by_role("button", name="Check").click()
        expect(page).to_have_title(re.compile("^Error: Safety check"))
        expect(page).to_have_url(re.compile("/safety$"))
        summary = page.get_by_role("alert", name="There is a problem")
        expect(summary).to_be_focused()
        expect(summary.get_by_role("link")).to_have_count(2)
        amount = page.get_by_label("Amount of magnesium a day")
        expect(amount).to_have_value("much")
        expect(amount).to_have_accessible_description(re.compile("Error: Enter an amount such as 200"))
        if scheme == "dark":
            narrowed(page)
        assert faults(page) == []
        summary.get_by_role("link").first.press("Enter")
        expect(amount).to_be_focused()


# Without scripts, and where scripts are needed --------------------------------------------------------


@pytest.mark.parametrize("address", [*KINDS, "/reference", "/docs"])
def test_no_page_needs_a_script(plain: BrowserContext, server: str, address: str) -> None:
    with opened(plain, server, address) as page:
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert len(page.get_by_role("main").inner_text()) > 80


def test_filters_and_the_form_need_no_script(plain: BrowserContext, server: str) -> None:
    with opened(plain, server, "/claims", status=422) as page:
        page.get_by_label("Verdict", exact=True).select_option("overstated")
        page.get_by_role("button", name="Show").click()
        expect(page).to_have_url(re.compile(r"verdict=overstated"))
        expect(page.get_by_role("heading", name=re.compile(r"^\d of 42 sentences$"))).to_be_visible()
        page.goto("/safety")
        page.get_by_role("button", name="Check").click()
        expect(page).to_have_title(re.compile("^Error: "))
        expect(page.get_by_role("alert", name="There is a problem")).to_be_focused()
        fill_in(page, conditions="I do not know")
        page.get_by_role("button", name="Check").click()
        result_is_shown(page)


def test_the_docs_page_runs_requests_and_shows_them_as_curl_python_and_r(
    light: BrowserContext, server: str
) -> None:
    """Our part of the page is examined in full; of Swagger UI, which is not ours, what keeps people from using it."""
    with opened(light, server, "/docs") as page:
        table = f"{server}/v1/outcomes.csv?min_year=2020"
        list_outcomes = ran(page, "Outcomes", "List outcomes", "list_outcomes", min_year="2020")
        for name, snippet in (
            ("curl", f"curl -X 'GET' \\\n  '{server}/v1/outcomes?min_year=2020'"),
            ("Python", f'import pandas as pd\n\ntable = pd.read_csv("{table}")'),
            ("R", f'table <- read.csv("{table}")'),
        ):
            list_outcomes.get_by_text(name, exact=True).click()
            expect(list_outcomes).to_contain_text(snippet)
        check = ran(page, "Safety", "Check one person", "check_safety")
        for name, word in (("curl", "-X 'POST'"), ("Python", "httpx.request"), ("R", "req_body_raw")):
            check.get_by_text(name, exact=True).click()
            expect(check).to_contain_text(word)
        assert faults(page, "header, footer, main > h1, main > p") == []
        assert faults(page, "html", "serious", "critical") == []
        page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        assert overflow(page) == []
        assert faults(page, "html", "serious", "critical") == []


def test_the_docs_page_is_dark_for_who_reads_in_the_dark(
    light: BrowserContext, dark: BrowserContext, server: str
) -> None:
    """Its frame in both schemes, and in the dark an open operation with its answer, wide and on a phone."""

    def brightness(page: Page) -> int:
        colour = page.locator(".swagger-ui").first.evaluate("(each) => getComputedStyle(each).color")
        return sum(int(part) for part in re.findall(r"\d+", colour)[:3])

    with opened(light, server, "/docs") as page:
        page.locator("#operations-tag-Outcomes").wait_for()
        assert brightness(page) < 300
    with opened(dark, server, "/docs") as page:
        ran(page, "Outcomes", "List outcomes", "list_outcomes", min_year="2020")
        assert brightness(page) > 600
        for size in (WIDE, PHONE):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            assert faults(page, "html", "serious", "critical") == []


def ran(page: Page, tag: str, summary: str, name: str, **filled: str) -> Locator:
    """The snippets of an operation after it was tried and answered."""
    page.locator(f"#operations-tag-{tag}").click()
    operation = page.locator(f"#operations-{tag}-{name}")
    operation.get_by_text(summary, exact=True).click()
    for name, value in filled.items():
        operation.get_by_placeholder(name).fill(value)
    operation.get_by_role("button", name="Execute").click()
    expect(operation.locator(".live-responses-table tbody .response-col_status").first).to_contain_text("200")
    return operation.locator(".request-snippets")


def test_the_docs_page_has_whole_words_on_a_phone(light: BrowserContext, server: str) -> None:
    """What each group of requests is about stands below its name, not letter by letter beside it."""
    with opened(light, server, "/docs") as page:
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        page.locator(".opblock-tag").first.wait_for()
        boxes = [each.bounding_box() for each in page.locator(".opblock-tag small").all()]
        assert len(boxes) > 5
        assert all(each and each["width"] > PHONE["width"] / 2 for each in boxes)
        assert overflow(page) == []
