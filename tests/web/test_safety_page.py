"""The safety check as a form."""

import re
from collections.abc import Callable
from html import escape, unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from tests.safety.test_reassurance import REASSURING
from tests.serving import serving
from tests.web.html import BROWSER, FORM, Tags, text_of


def test_the_form_and_the_api_give_the_same_answer(client: TestClient, send: Callable[..., Any]) -> None:
    question = {
        "supplement": {"elemental_mg": 400, "form": "Magnesium citrate", "times": ["08:00"]},
        "medicines": [{"text": "Cipro", "times": ["09:00", "21:00"]}, {"text": "xyzol"}],
        "person": {"age": 52},
    }
    answer = client.post("/v1/safety/checks", json=question).json()
    html = send().text
    page = text_of(html)
    assert answer["alerts"]
    for alert in answer["alerts"]:
        assert page.count(alert["action"]) == 1
        assert alert["effect"] in page
    for action in client.post("/v1/safety/checks?detail=brief", json=question).json()["actions"]:
        assert action["do"] in page
    for each in answer["undecided"]:
        assert f"/rules/{each['rule']}" in html
    assert f"{len(answer['undecided'])} rules could not be decided" in page


def test_the_result_says_what_matched_why_what_to_do_and_what_was_not_checked(
    send: Callable[..., Any],
) -> None:
    answer = send()
    page = text_of(answer.text)
    assert answer.status_code == 200
    for said in (
        "separate 2 points to act on; the check is incomplete",
        "Not checked: “xyzol”: not recognised",
        "; which conditions there are;",
        "separate ciprofloxacin Keep ciprofloxacin at least 2 hours before magnesium",
        "Too close: ciprofloxacin at 09:00, magnesium at 08:00.",
        "caution magnesium The amount a day is above 250 mg (EU), 350 mg (US).",
        "Medicine first: magnesium at least 2 hours later.",
        "Magnesium first: the medicine at least 6 hours later.",
        "magnesium at 08:00; 1 hour apart, 6 hours needed.",
        "How far apart to keep magnesium and “xyzol” is not known.",
        "Because “Cipro” is ciprofloxacin, “Cipro” is assumed to be taken by mouth",
        "Cipro ciprofloxacin (fluoroquinolone) ; by a brand name",
        "xyzol nothing not recognised",
        "Figures: 250 mg a day ( Above the EU upper limit, 4 years and over );",
        "interactions between the medicines",
        "conditions: not stated",
        "Which conditions there are",
        "It does not prescribe and is not for emergencies.",
    ):
        assert said in page, said
    assert not REASSURING.search(page)


@pytest.mark.parametrize(
    ("changed", "row"),
    [
        ({"medicines": "warfarin"}, "warfarin warfarin; by its name in this dataset not listed"),
        ({"medicines": "MTX"}, "MTX methotrexate or mitoxantrone ambiguous"),
        ({"medicines": "metformin foobar"}, "metformin foobar metformin; by its name in this dataset Not understood: foobar"),
        ({"conditions_told": "named", "conditions": "asthma"}, "asthma a condition that no rule names; by another name"),
        ({"conditions_told": "named", "conditions": "frobnitz"}, "frobnitz nothing not recognised"),
    ],
)  # fmt: skip
def test_what_is_recognised_is_shown_also_when_no_rule_names_it(
    send: Callable[..., Any], changed: dict[str, str], row: str
) -> None:
    assert row in text_of(send(**changed).text)


def test_intervals_are_told_in_minutes_and_hours(send: Callable[..., Any]) -> None:
    page = text_of(send(medicines="alendronate\nibandronate\nlevothyroxine").text)
    for interval in ("30 minutes", "1 hour", "4 hours"):
        assert f"Medicine first: magnesium at least {interval} later." in page


def test_the_result_shows_what_to_do_and_folds_the_rest(send: Callable[..., Any]) -> None:
    page = send().text
    result = page[page.index('<section class="result') : page.index("</section>")]
    open_part = re.sub(r"<details>.*?</details>", "", result, flags=re.DOTALL)
    assert result.index("<table") < result.index("<details>")
    assert len(text_of(open_part).split()) < 250
    assert 'class="result worst-separate open"' in result


@pytest.mark.parametrize(
    ("changed", "worst"),
    [({"egfr": "20"}, "contraindicated"), ({"amount": "600 mg"}, "avoid"), ({"amount": "100 mg", "medicines": "omeprazole"}, "monitor")],
)  # fmt: skip
def test_the_heading_names_the_worst_severity(
    send: Callable[..., Any], changed: dict[str, str], worst: str
) -> None:
    page = send(**changed).text
    assert f'class="result worst-{worst}' in page
    assert f'<h2 id="result"><span class="severity {worst}">{worst}</span>' in page


WAYS: dict[str, tuple[dict[str, str], float | None]] = {
    "with a unit": ({"amount": "400 mg"}, 400), "in mmol": ({"amount": "10 mmol"}, 243.1), "in mmol, of the salt": ({"amount": "10 mmol", "amount_of": "compound"}, 243.1),
    "tablets": ({"amount": "2 x 100 mg"}, 200), "twice a day": ({"amount": "100 mg bid"}, 200), "not known": ({"amount": "", "amount_of": ""}, None),
}  # fmt: skip


@pytest.mark.parametrize(("changed", "mg"), WAYS.values(), ids=WAYS)
def test_an_amount_may_have_a_unit_or_be_left_out(
    send: Callable[..., Any], changed: dict[str, str], mg: float | None
) -> None:
    page = text_of(send(**changed).text)
    assert (
        f"{mg:g} mg of elemental magnesium a day"
        if mg
        else "The amount of elemental magnesium a day is not known"
    ) in page


def test_medicines_may_stand_in_lines_or_with_commas_and_times_in_am_and_pm(send: Callable[..., Any]) -> None:
    one = send(medicines="Cipro 9am, 9pm, digoxin; omeprazole", times="8am").text
    other = send(medicines="Cipro 09:00, 21:00\ndigoxin\nomeprazole", times="08:00").text
    result = slice(one.index('<section class="result'), one.index("</section>"))
    assert one[result] == other[result]


def test_a_man_is_not_asked_about_pregnancy(send: Callable[..., Any]) -> None:
    assert "whether pregnant" in text_of(send().text)
    assert "whether pregnant" not in text_of(send(sex="male").text)


def test_when_no_rule_matched_it_says_so_and_no_more(send: Callable[..., Any]) -> None:
    nothing = {"medicines_told": "none", "medicines": "", "conditions_told": "none", "times": ""}
    person = {"age": "40", "egfr": "95", "pregnant": "no", "breastfeeding": "no"}
    page = text_of(send(**nothing, **person, amount="100", form="Magnesium glycinate").text)
    assert "Only remarks are recorded" in page
    assert "No record here is no proof that nothing can happen." in page
    assert not REASSURING.search(page)


def test_i_do_not_know_is_an_answer_and_makes_the_check_incomplete(send: Callable[..., Any]) -> None:
    page = text_of(
        send(
            amount="100", form="", medicines_told="unknown", medicines="", conditions_told="unknown", age=""
        ).text
    )
    assert "Incomplete: not everything could be checked" in page
    for need in (
        "Which medicines are taken",
        "Which conditions there are",
        "Kidney function (eGFR)",
        "Whether pregnant",
    ):
        assert need in page


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("amount", "two", "such as 200, 200 mg"),
        ("amount", "1,5", "a point before decimals"),
        ("amount", "200 mg sometimes", "such as 200, 200 mg"),
        ("amount", "0", "above 0"),
        ("amount", "99999", "at most 20000 mg"),
        ("amount", "\uff1100", "such as 200, 200 mg"),
        ("amount_of", "", "Choose whether the amount is of magnesium or of the salt"),
        ("amount_of", "both", "Choose whether the amount is of magnesium or of the salt"),
        ("times", "in the morning", "Enter times of the day"),
        ("sex", "both", "Choose female, male, or I do not know"),
        ("times", "25:00", "from 00:00 to 23:59"),
        ("medicines", "", "Name the medicines"),
        ("medicines", "\n".join(["gabapentin"] * 101), "at most 100"),
        ("medicines_told", "none", "You chose none and named medicines"),
        ("medicines_told", "unknown", "that you do not know and named medicines"),
        ("conditions_told", "", "Name the conditions"),
        ("age", "-1", "digits only"),
        ("age", "131", "from 0 to 130"),
        ("egfr", "good", "digits only"),
        ("egfr", "300", "from 0 to 250"),
        ("pregnant", "perhaps", "Choose yes, no, or I do not know"),
        ("jurisdictions", [], "Choose at least one"),
        ("jurisdictions", ["XX"], "Choose from the list"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    send: Callable[..., Any], field: str, value: Any, told: str
) -> None:
    answer = send(**{field: value})
    assert answer.status_code == 422
    assert answer.headers["cache-control"] == "no-store"
    assert "<title>Error: Safety check" in answer.text
    assert told in text_of(answer.text)
    tags = Tags(answer.text)
    named = [link[1:] for link in tags.all("a", "href") if link.startswith("#") and link != "#main"]
    assert named
    assert set(named) <= set(tags.ids())
    for name in named:
        assert f"{name}-error" in tags.ids()
    if field in ("amount", "times", "age", "egfr"):
        assert value in tags.all("input", "value")
    if field == "medicines":
        assert value in unescape(answer.text)
    assert "08:00" in answer.text or field == "times"
    assert "alerts recorded" not in answer.text


@pytest.mark.parametrize(
    ("form", "amount"),
    [
        ("Magnesium citrate", "400"),
        ("citrate", "400"),
        ("Slow-Mag <b>", "400"),
        ("moonstone", "two"),
        ("", "400"),
    ],
)
def test_the_form_of_magnesium_stays_as_it_was_entered(
    send: Callable[..., Any], form: str, amount: str
) -> None:
    """Of the list, or typed: what was checked is what the page shows."""
    page = send(form=form, amount=amount).text
    (box,) = re.findall(r"<input id=\"form\".*?>(?=\n)", page)
    assert f'value="{escape(form)}"' in box


def test_the_list_of_forms_is_offered_and_a_brand_may_be_typed(
    client: TestClient, send: Callable[..., Any]
) -> None:
    page = client.get("/safety", headers=BROWSER).text
    (offered,) = re.findall(r"<datalist id=\"forms\">.*?</datalist>", page, re.DOTALL)
    assert '<option value="Magnesium citrate">' in offered
    assert "type the salt or the brand" in page
    assert "“Mag-Ox 400”: not recognised" not in text_of(send(form="Mag-Ox 400").text)
    assert "“moonstone”: not recognised" in text_of(send(form="moonstone").text)


def test_hints_say_what_an_answer_is_used_for(client: TestClient) -> None:
    page = text_of(client.get("/safety", headers=BROWSER).text)
    assert "Leave empty if you do not know; the answer lists what depends on it." in page
    assert "Used with the age to decide whether to ask about pregnancy." in page


def test_all_errors_are_told_at_once_in_the_order_of_the_form(client: TestClient) -> None:
    wrong = {
        "amount": "0",
        "times": "25:00",
        "medicines": "",
        "medicines_told": "named",
        "age": "old",
        "egfr": "300",
    }
    answer = client.post("/safety", data=wrong, headers=BROWSER)
    named = [link for link in Tags(answer.text).all("a", "href") if link.startswith("#")]
    assert named == [
        "#main", "#amount", "#amount_of", "#times", "#medicines", "#conditions", "#age", "#egfr", "#jurisdictions",
    ]  # fmt: skip


def test_nothing_that_is_typed_reaches_an_address_or_a_header(send: Callable[..., Any]) -> None:
    answer = send(medicines="gabapentin", amount="nonsense")
    assert str(answer.url).endswith("/safety")
    assert not answer.history
    for value in ("gabapentin", "nonsense"):
        assert value not in str(answer.headers)
    assert answer.headers["cache-control"] == "no-store"


def test_nothing_that_is_typed_reaches_a_log(url: str, tmp_path: Path) -> None:
    """Of the real server at its most talkative: what it writes names the page, and nothing of the form."""
    with serving(url, tmp_path, FIBROMAG_LOG_LEVEL="DEBUG") as served:
        address = served.address("/safety")
        httpx.get(address).raise_for_status()
        for amount, status in (("400", 200), ("quite-much", 422)):
            form = {**FORM, "amount": amount, "medicines": "gabapentin\nquixotol"}
            assert httpx.post(address, data=form, headers=BROWSER).status_code == status
        served.end()
    written = served.told()
    assert "/safety" in written
    for value in ("quite-much", "gabapentin", "quixotol", "citrate"):
        assert value not in written, value


@pytest.mark.parametrize(
    ("address", "kind", "body", "status"),
    [
        ("/safety", "application/json", b"{}", 415),
        ("/safety", "multipart/form-data; boundary=x", b"--x--", 415),
        ("/safety", "application/x-www-form-urlencoded", b"medicines=%FF", 400),
        ("/safety", "application/x-www-form-urlencoded", b"medicines=\xc3\xa9", 400),
        ("/safety", "application/x-www-form-urlencoded", b"a" * (256 * 1024 + 1), 413),
        ("/safety", "application/x-www-form-urlencoded", b"sugar=1", 422),
        ("/safety?medicines=x", "application/x-www-form-urlencoded", b"", 422),
        ("/v1/safety/checks", "application/x-www-form-urlencoded", b"amount=1", 415),
    ],
)
def test_only_plain_forms_are_taken_and_only_there(
    client: TestClient, address: str, kind: str, body: bytes, status: int
) -> None:
    answer = client.post(address, content=body, headers={**BROWSER, "content-type": kind})
    assert answer.status_code == status
