"""Certainty: computed from recorded judgements, equal to what was worked out by hand."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evidence.certainty import LEVELS, POINTS, WEIGHTS, rate, starting_level
from app.evidence.summary import Evidence
from app.models import EvidenceProfile
from app.models.certainty import LOWERING, RAISING_WORDS, Certainty, CertaintyReason, Concern, Judgement
from app.models.design import Design
from app.models.evidence_profile import Comparator, ProfileQuestion
from app.models.outcome import Comparison

HIGH, LOW = Certainty.high, Certainty.low


def judgement(reason: CertaintyReason, concern: Concern) -> Judgement:
    return Judgement(reason=reason, concern=concern, why="Because.", sources=["macian-2022"])


def lowering(*concerns: str) -> list[Judgement]:
    """Judgements of the five reasons to lower, in their order; the others are not serious."""
    words = [*concerns, *["not_serious"] * (5 - len(concerns))]
    return [judgement(reason, Concern[word]) for reason, word in zip(LOWERING, words, strict=True)]


RATINGS = [
    (HIGH, [], 4, "high"),
    (HIGH, ["unclear", "unclear", "unclear", "unclear", "unclear"], 4, "high"),
    (HIGH, ["serious"], 3, "moderate"),
    (HIGH, ["very_serious"], 2, "low"),
    (HIGH, ["serious", "not_serious", "serious"], 2, "low"),
    (HIGH, ["serious", "serious", "serious"], 1, "very_low"),
    (HIGH, ["very_serious", "very_serious", "serious"], -1, "very_low"),
    (LOW, [], 2, "low"),
    (LOW, ["serious"], 1, "very_low"),
    (LOW, ["very_serious", "serious"], -1, "very_low"),
]


@pytest.mark.parametrize(("start", "concerns", "points", "level"), RATINGS)
def test_the_level_is_the_sum_with_a_floor(
    start: Certainty, concerns: list[str], points: int, level: str
) -> None:
    rating = rate(start, lowering(*concerns))
    assert (rating.points, rating.level) == (points, level)


@pytest.mark.parametrize(
    ("concern", "level"), [("not_present", "low"), ("present", "moderate"), ("strongly_present", "high")]
)
def test_three_reasons_raise(concern: str, level: str) -> None:
    for reason in CertaintyReason:
        if reason not in LOWERING:
            assert rate(LOW, [*lowering(), judgement(reason, Concern[concern])]).level == level


def test_certainty_is_never_above_high() -> None:
    strong = judgement(CertaintyReason.large_effect, Concern.strongly_present)
    assert rate(HIGH, [strong]).level is HIGH


@pytest.mark.parametrize(
    ("designs", "controlled", "start"),
    [
        ([Design.randomised_parallel], True, HIGH),
        ([Design.single_arm, Design.randomised_crossover], True, HIGH),
        ([Design.randomised_crossover], False, LOW),
        ([Design.controlled_not_randomised], True, LOW),
        ([], True, LOW),
    ],
)
def test_a_comparison_starts_high_when_a_trial_randomised_it(
    designs: list[Design], controlled: bool, start: Certainty
) -> None:
    assert starting_level(designs, controlled) is start


def test_every_concern_has_a_weight_and_every_level_a_number() -> None:
    assert set(WEIGHTS) == set(Concern)
    assert set(POINTS) == set(Certainty) - {Certainty.not_rated}
    assert sorted(LEVELS) == [1, 2, 3, 4]


def test_a_reason_to_lower_has_no_word_for_raising() -> None:
    for reason in CertaintyReason:
        for concern in Concern:
            if (reason in LOWERING) is (concern in RAISING_WORDS):
                with pytest.raises(ValueError, match="is no word for"):
                    judgement(reason, concern)
            else:
                assert judgement(reason, concern).concern is concern


# The recorded questions ---------------------------------------------------------------------------


def rated(evidence: Evidence) -> Iterator[tuple[EvidenceProfile, ProfileQuestion]]:
    """Yield every question that is rated, with its profile."""
    for profile in evidence.profiles:
        for question in profile.questions:
            if question.worked_out is not None:
                yield profile, question


def test_every_rating_is_the_one_worked_out_by_hand(evidence: Evidence) -> None:
    computed = {each.id: each for each in evidence.questions}
    found = 0
    for profile, question in rated(evidence):
        rating, by_hand = computed[f"{profile.slug}/{question.domain}"], question.worked_out
        assert by_hand is not None
        assert (rating.start, rating.lowered, rating.raised, rating.certainty) == (
            by_hand.start,
            by_hand.lowered,
            by_hand.raised,
            by_hand.rating,
        ), rating.id
        found += 1
    assert found > 50


def test_changing_a_judgement_changes_the_sum_and_the_level_unless_at_the_floor(evidence: Evidence) -> None:
    for profile, question in rated(evidence):
        assert question.worked_out is not None
        judgements = profile.judgements_of(question)
        before = rate(question.worked_out.start, judgements)
        for at, each in enumerate(judgements):
            lowers = each.reason in LOWERING
            words = (
                (Concern.serious, Concern.very_serious)
                if lowers
                else (Concern.present, Concern.strongly_present)
            )
            for concern in words:
                if WEIGHTS[concern] == WEIGHTS[each.concern]:
                    continue
                changed = [*judgements]
                changed[at] = each.model_copy(update={"concern": concern})
                after = rate(question.worked_out.start, changed)
                assert after.points != before.points
                within = 1 <= before.points <= 4 and 1 <= after.points <= 4
                assert (after.level != before.level) or not within


def test_every_judgement_has_a_sentence_and_a_source_and_counts_once(evidence: Evidence) -> None:
    judged = 0
    for profile, question in rated(evidence):
        judgements = profile.judgements_of(question)
        assert [each.reason for each in judgements] == list(CertaintyReason)
        assert all(each.sources and each.why for each in judgements)
        judged += len(judgements)
    assert judged > 400


def test_what_was_not_read_is_unclear_and_lowers_nothing(evidence: Evidence) -> None:
    for profile, question in rated(evidence):
        for each in profile.judgements_of(question):
            if WEIGHTS[each.concern]:
                assert not re.search(r"not read|what was read|not noted", each.why), (profile.slug, each.why)


def test_a_reason_is_judged_once(evidence: Evidence) -> None:
    profile, question = next((p, q) for p, q in rated(evidence) if q.judgements)
    twice = {**question.model_dump(), "judgements": [question.judgements[0]] * 2}
    with pytest.raises(ValueError, match="nothing counts twice"):
        ProfileQuestion.model_validate(twice)
    content = profile.model_dump()
    content["judgements"] = []
    with pytest.raises(ValueError, match="lacks"):
        EvidenceProfile.model_validate(content)


def test_every_core_domain_is_asked_about_in_every_comparison(evidence: Evidence) -> None:
    core = {domain.slug for domain in evidence.domains if domain.omeract_tier == "core"}
    assert {"patient-global", "pain", "tenderness", "fatigue", "sleep", "overall-impact"} == core
    for profile in evidence.profiles:
        asked = {question.domain for question in profile.questions}
        assert core | {"cognition", "adverse-events"} <= asked, profile.slug


def test_a_question_without_a_rating_says_why(evidence: Evidence) -> None:
    for question in evidence.questions:
        assert (question.certainty is Certainty.not_rated) is (question.judgements == [])
        assert question.judgements or question.note
        assert bool(question.results) is (question.certainty is not Certainty.not_rated), question.id


def test_every_comparison_with_a_result_has_its_question(evidence: Evidence) -> None:
    """But for one count of people who left, in a trial of which no result was read."""
    asked = {record for question in evidence.questions for record in question.results}
    results = [each for each in evidence.results if each.kind.name == "trial_result"]
    missing = {each.record for each in results if each.given.name != "without"} - asked
    assert missing == {"trials/schweiger-2020/withdrawals"}
    answered = [record for question in evidence.questions for record in question.results]
    assert len(answered) == len(set(answered))


def test_a_comparison_is_answered_by_its_kind_of_result(evidence: Evidence) -> None:
    outcomes = {f"trials/{each.id}": each for each in evidence.outcomes}
    uncontrolled = {Comparison.within_arm, Comparison.withdrawal, Comparison.not_stated}
    for question in evidence.questions:
        for record in question.results:
            without = outcomes[record].comparison in uncontrolled
            assert without is (question.comparator is Comparator.none)


def test_one_profile_leads_and_asks_about_every_domain(evidence: Evidence) -> None:
    (leading,) = [profile for profile in evidence.profiles if profile.leads]
    assert leading.slug == "oral-magnesium-against-placebo"
    assert {question.domain for question in leading.questions} == {each.slug for each in evidence.domains}


@given(st.lists(st.sampled_from(["not_serious", "unclear", "serious", "very_serious"]), max_size=5))
def test_a_further_concern_never_raises_the_level(concerns: list[str]) -> None:
    for start in (HIGH, LOW):
        before = rate(start, lowering(*concerns)).points
        for at, concern in enumerate(concerns):
            if concern in ("not_serious", "unclear"):
                worse = [*concerns]
                worse[at] = "serious"
                assert rate(start, lowering(*worse)).points == before - 1
