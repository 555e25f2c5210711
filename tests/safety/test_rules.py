"""Each rule does what its own examples say, and its texts are short and say first what to do."""

import re

import pytest

from app.models.rule import Expectation, RuleExample
from app.safety.request import AskedJurisdiction, CheckRequest
from tests.safety.asking import LIBRARY, RULES, checker

EXAMPLES = [(slug, example) for slug, rule in RULES.items() for example in rule.examples]


@pytest.mark.parametrize(
    ("slug", "example"), EXAMPLES, ids=[f"{slug}: {each.why[:50]}" for slug, each in EXAMPLES]
)
def test_a_rule_does_what_its_examples_say(slug: str, example: RuleExample) -> None:
    request = CheckRequest.model_validate(example.given)
    if (jurisdiction := RULES[slug].jurisdiction) and "jurisdictions" not in example.given:
        request.jurisdictions = (AskedJurisdiction[jurisdiction],)
    answer = checker().check(request)
    fires = slug in [rule for alert in answer.alerts for rule in alert.rules]
    undecided = slug in [each.rule for each in answer.undecided]
    found = Expectation.fires if fires else Expectation.undecided if undecided else Expectation.does_not_fire
    assert found is example.expect


def test_every_row_of_a_kind_is_there() -> None:
    kinds = [rule.kind.value for rule in RULES.values()]
    assert kinds.count("interaction") == 96
    assert set(kinds) == {
        "interaction",
        "contraindication",
        "precaution",
        "dose",
        "population",
        "adverse_effect",
    }
    assert {rule.severity.value for rule in RULES.values()} == {
        "contraindicated", "avoid", "separate", "monitor", "caution", "info",
    }  # fmt: skip


def test_every_limit_that_has_a_figure_has_a_rule() -> None:
    ruled = {rule.when.above_limit for rule in RULES.values()}
    for slug, limit in LIBRARY.records["limits"].items():
        figure = limit.elemental_mg_per_day or limit.elemental_mg_per_day_min
        if limit.kind in ("upper_limit", "guidance_level") and figure:
            assert slug in ruled, slug


def test_what_the_article_says_of_safety_is_linked_to_rules() -> None:
    linked = {claim for rule in RULES.values() for claim in rule.claims}
    assert {"s38", "s39", "s41", "s42"} <= linked


def test_no_rule_has_been_reviewed_by_somebody_who_does_not_exist() -> None:
    assert {rule.review.value for rule in RULES.values()} == {"unreviewed"}


INSTRUCTIONS = {
    "Add", "Ask", "Avoid", "Count", "Do", "Find", "Have", "Keep", "Leave", "Look", "Never", "Stop", "Take",
    "Tell", "Watch",
}  # fmt: skip


@pytest.mark.parametrize("slug", RULES)
def test_an_action_says_first_what_to_do(slug: str) -> None:
    assert RULES[slug].action.split()[0].rstrip(",") in INSTRUCTIONS


SPOKEN_TO_A_PATIENT = re.compile(
    r"\b[Yy]ou\b|\b[Yy]ours?\b|\btaking\b|\bspeak with\b|(?<!who )\b[Tt]ake (?!more care)"
    r"|(?<!say to )\b([Aa]sk|[Tt]ell) (a|the|their) (doctor|prescriber|midwife)\b(?! who)"
)


@pytest.mark.parametrize("slug", RULES)
def test_texts_of_a_rule_do_not_take_their_reader_for_the_patient(slug: str) -> None:
    rule = RULES[slug]
    for text in (rule.effect, rule.mechanism, rule.action):
        assert not SPOKEN_TO_A_PATIENT.search(text), text


@pytest.mark.parametrize("slug", RULES)
def test_sentences_of_a_rule_have_at_most_35_words(slug: str) -> None:
    rule = RULES[slug]
    for text in (rule.effect, rule.action, rule.scope_note or "", rule.disagreement or ""):
        for sentence in re.split(r"(?<=[.!?])\s+", text):
            assert len(sentence.split()) <= 35, sentence
