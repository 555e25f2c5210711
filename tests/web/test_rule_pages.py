"""The pages of the safety rules: all of a rule in words, and every rule in its list."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.models import Condition, MedicineClass, Rule
from app.models.rule import When
from app.seeds.library import Library
from app.web.rule_words import RuleLine, RuleNames, rule_lines
from tests.conftest import walk
from tests.web.html import text_of


@pytest.fixture(scope="module")
def rules(get: Callable[[str], Any]) -> list[Any]:
    """Every rule, as it is served."""
    return list(walk(get, "/v1/safety/rules?limit=200"))


@pytest.fixture(scope="module")
def names(library: Library) -> RuleNames:
    """The names of what rules refer to."""

    def records(name: str, model: Any) -> list[Any]:
        found = list(library.records[name].values())
        assert all(isinstance(each, model) for each in found)
        return found

    return RuleNames.of(records("medicine-classes", MedicineClass), records("conditions", Condition))


def test_the_list_names_every_rule_under_its_severity(show: Callable[[str], str], rules: list[Any]) -> None:
    _, *parts = show("/rules").split("<h2 id=")
    listed = {part.split('"')[1]: set(re.findall(r'href="/rules/([^"]+)"', part)) for part in parts}
    for severity, slugs in listed.items():
        assert slugs == {rule["slug"] for rule in rules if rule["severity"] == severity}
    assert sum(map(len, listed.values())) == len(rules)


def test_a_page_says_all_that_the_rule_says(show: Callable[[str], str], rules: list[Any]) -> None:
    for rule in rules[::12]:
        page = text_of(show(f"/rules/{rule['slug']}"))
        said = [rule[field] for field in ("name", "action", "effect", "scope_note", "disagreement")]
        said += [example["why"] for example in rule["examples"]]
        for text in said:
            assert text is None or " ".join(text.split()) in page, (rule["slug"], text)


def test_the_page_of_thyroid_hormones(show: Callable[[str], str]) -> None:
    page = text_of(show("/rules/thyroid"))
    assert "Medicine first: magnesium at least 4 hours later." in page
    assert "Class: Thyroid hormones levothyroxine, liothyronine" in page
    assert "The medicine is taken by mouth" in page
    assert "Does not fire: given into a vein" in page


def test_one_of_several_lines_on_medicines_is_enough(show: Callable[[str], str]) -> None:
    page = text_of(show("/rules/iron"))
    assert "Medicine ferrous sulfate or Class: Iron by mouth" in page
    assert "A line that begins with “or” is another choice for the line before it." in page
    assert "another choice" not in text_of(show("/rules/thyroid"))


def test_rules_of_one_group_name_each_other(show: Callable[[str], str], rules: list[Any]) -> None:
    groups = {rule["group"] for rule in rules} - {None}
    assert groups
    for group in groups:
        members = {rule["slug"] for rule in rules if rule["group"] == group}
        one, *others = sorted(members)
        page = show(f"/rules/{one}")
        assert set(others) <= set(re.findall(r'href="/rules/([^"]+)"', page))
        assert "only the strongest that applies is shown" in text_of(page)


def test_a_rule_that_is_not_there_is_a_page_with_a_near_name(client: TestClient) -> None:
    answer = client.get("/rules/thyriod", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert 'href="/rules/thyroid"' in answer.text


LINES = {
    "antacid_type": RuleLine("Antacid-type salt", ["no"]),
    "kidney_function_known": RuleLine("Kidney function is stated", ["no"]),
    "pregnant": RuleLine("Pregnant", ["no"]),
    "breastfeeding": RuleLine("Breastfeeding", ["no"]),
}


@pytest.mark.parametrize(("field", "line"), LINES.items())
def test_no_is_said_as_no(names: RuleNames, field: str, line: RuleLine) -> None:
    assert list(rule_lines(When.model_validate({field: False}), names)) == [line]


def test_figures_have_their_units(names: RuleNames) -> None:
    when = When(kidney_function_below=30, dose_above_mg=350, age_from_years=65, age_below_years=18)
    assert [each.words for each in rule_lines(when, names)] == [
        ["350 mg (elemental) a day"],
        ["eGFR below 30 mL/min/1.73 m²", "creatinine clearance below 30 mL/min"],
        ["65 years or older"],
        ["under 18 years"],
    ]


def test_each_thing_that_a_rule_looks_at_has_a_line(library: Library, names: RuleNames) -> None:
    """Also one that a rule gets later."""
    fields: set[str] = set()
    for rule in library.records["rules"].values():
        assert isinstance(rule, Rule)
        given = rule.when.model_dump(exclude_defaults=True)
        fields |= given.keys()
        classes = max(len(given.get("medicine_classes", ())) - 1, 0)
        assert len(list(rule_lines(rule.when, names))) == len(given) + classes, rule.slug
    assert fields == set(When.model_fields)
