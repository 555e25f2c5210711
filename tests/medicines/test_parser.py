"""What is written for a medicine is read whole: each token is accounted for or reported."""

# ruff: noqa: RUF001 - full-width letters are among what is read

import pytest

from app.medicines.parser import MOST_MEANINGS
from app.medicines.parsing.tokens import Strength
from app.medicines.parsing.words import WordKind
from tests.medicines.reading import read, words
from tests.work import calls_during


@pytest.mark.parametrize(
    ("text", "substances"),
    [
        ("Levothyroxine 75 mcg tab", "levothyroxine-sodium"),
        ("LÉVOTHYROX® 75 µg cp", "levothyroxine-sodium"),
        ("levothyroxine sodium 50microgram tablets", "levothyroxine-sodium"),
        ("diphenhydrAMINE HCl 25 MG Oral Tablet", "diphenhydramine"),
        ("ＩＢＵＰＲＯＦＥＮ 1,000 mg", "ibuprofen"),
        ("acetaminophen 325 MG / oxycodone hydrochloride 5 MG Oral Tablet [Percocet]", "oxycodone paracetamol"),
        ("Percocet (oxycodone/acetaminophen) 5-325 mg", "oxycodone paracetamol"),
        ("hydrochlorothiazide & lisinopril", "hydrochlorothiazide lisinopril"),
        ("losartan/hctz", "hydrochlorothiazide losartan"),
        ("co-amilozide 5/50", "amiloride hydrochlorothiazide"),
        ("Lisinopril + HCTZ 20 mg-12.5 mg PO daily", "hydrochlorothiazide lisinopril"),
        ("24 HR metformin hydrochloride 500 MG Extended Release Oral Tablet", "metformin"),
        ("Metoprololtartraat accord tablet 100mg", "metoprolol"),
        ("chlorhydrate de sertraline 50 mg gélule", "sertraline"),
        ("Citrate de magnésium 100 mg", "magnesium-citrate"),
        ("Magnesiumcitrat", "magnesium-citrate"),
        ("Levothyrox Sod_Tab 25mcg", "levothyroxine-sodium"),
        ("Take 1 tablet of lisinopril 10 mg by mouth every morning for blood pressure", "lisinopril"),
        ("I've been prescribed lisinopril 10 mg", "lisinopril"),
        ("aspirin 81 mg EC tablet", "acetylsalicylic-acid"),
        ("Vitamin B-12 1000 mcg", "cyanocobalamin"),
        ("Percocet 5-325 mg tablet #30 prn", "oxycodone paracetamol"),
        ("interferon alfa-2a 50 mg", "interferon-alfa-2a"),
        ("insulina NPH 20 UI", "insulin-isophane"),
        ("glargine 20 u qhs + lispro 5 u tid", "insulin-glargine insulin-lispro"),
        ("Valsartan HCT 160/12,5", "hydrochlorothiazide valsartan"),
        ("MAGNESIUM OX 400MG TAB", "magnesium-oxide"),
        ("NON-VA MAGNESIUM OXIDE 400MG TAB", "magnesium-oxide"),
        ("piperacillin-tazobactam 3.375 g IV Piggyback q6h", "piperacillin tazobactam"),
        ("5 ML hyaluronidase-oysk 2000 UNT/ML / trastuzumab-oysk 120 MG/ML Injection", "hyaluronidase trastuzumab"),
    ],
)  # fmt: skip
def test_a_text_is_taken_apart(text: str, substances: str) -> None:
    found = read(text)
    assert found.not_understood == ()
    assert found.meanings == (tuple(substances.split()),)
    assert not found.ambiguous


@pytest.mark.parametrize(
    ("text", "not_understood"),
    [
        ("ibuprofen 200 mg zorbexil", ("zorbexil",)),
        ("Tylenol #3", ("3",)),
        ("Tylenol #3 prn", ("3",)),
        ("Fosamax plus", ("plus",)),
        ("levofloxacinum forte", ("levofloxacinum", "forte")),
        ("lisinopril [Zorbexil]", ("zorbexil",)),
        ("warfarin, iron and steel", ("iron", "steel")),
        ("iron oxide", ("iron", "oxide")),
        ("aspirin 81 mg zorbexil", ("zorbexil",)),
        ("zorbexil: aspirin 81 mg", ("zorbexil",)),
        ("orange oil 50 mg", ("oil",)),
        ("gentle iron 25 mg", ("gentle", "iron")),
        ("today 5 mg zorbexil", ("today", "zorbexil")),
        ("lithium 0.8 mmol/L zorbexil", ("lithium", "0.8 mmol/L", "zorbexil")),
        ("Tylenol cough", ("cough",)),
        ("ibuprofen > naproxen", (">",)),
        ("lisinopril mg", ("mg",)),
        ("prenderò metformina", ("prenderò",)),
    ],
)
def test_what_is_not_understood_is_reported(text: str, not_understood: tuple[str, ...]) -> None:
    assert read(text).not_understood == not_understood
    assert not read(text).understood


@pytest.mark.parametrize(
    "text",
    [
        "no ibuprofen",
        "stopped warfarin",
        "allergy to penicillin v",
        "was on sertraline 50 mg",
        "ibuprofen (not taken)",
        "levothyroxine 50 mcg - discontinued",
        "ibuprofen or paracetamol",
        "sans paracétamol",
        "Ibuprofen abgesetzt",
        "metformina suspendida",
        "worse on sertraline",
        "sertraline instead",
        "warfarin, aspirin instead daily",
        "sertraline instead of 5 mg warfarin",
        "sertraline x1 in ER",
        "ibuprofen?",
        "tomó metformina",
        "tome\u0301 metformina",
        "usó salbutamol",
    ],
)
def test_negation_history_and_doubt_make_it_ambiguous(text: str) -> None:
    assert read(text).doubts
    assert read(text).ambiguous


def test_a_sugar_free_syrup_is_no_negation() -> None:
    assert read("paracetamol oral suspension sugar free").doubts == ()


@pytest.mark.parametrize("text", ["ofloxacinlike", "xlevofloxacin", "gabapentn 300 mg", "nozoloft"])
def test_no_name_is_found_inside_another_word(text: str) -> None:
    assert read(text).components == ()


@pytest.mark.parametrize(
    ("text", "strengths"),
    [
        ("levothyroxine 75 µg", (Strength(75, "µg"),)),
        ("levothyroxine 50microgram", (Strength(50, "µg"),)),
        ("levothyroxine 0.05 MG", (Strength(0.05, "mg"),)),
        ("ibuprofen 1,000 mg", (Strength(1000, "mg"),)),
        ("ramipril 2,5 mg", (Strength(2.5, "mg"),)),
        ("amoxicillin 125 mg/5 ml", (Strength(125, "mg", 5, "mL"),)),
        ("insulin lispro 100 UNT/ML", (Strength(100, "unit", 1, "mL"),)),
        ("lisinopril/hctz 20-12.5 mg", (Strength(20, "mg"), Strength(12.5, "mg"))),
        ("Magnesium 1.250 mg", (Strength(None, "mg"),)),
        ("vitamin d3 20 000 IU", (Strength(20000, "IU"),)),
        ("methotrexate 50 mg/m2", (Strength(50, "mg", 1, "m²"),)),
    ],
)
def test_strengths_are_read(text: str, strengths: tuple[Strength, ...]) -> None:
    assert tuple(each for name in read(text).components for each in name.strengths) == strengths


def test_maker_release_form_route_and_times_are_understood() -> None:
    found = read("Venlafaxine Teva XL 75 mg capsule, 1 capsule po twice daily")
    assert found.understood
    assert found.routes == ("oral",)


def test_strengths_belong_to_the_name_before_them() -> None:
    found = read("calcium carbonate 500 mg / magnesium oxide 250 mg")
    assert [each.strengths[0].amount for each in found.components] == [500, 250]


def test_a_brand_with_several_meanings_takes_the_one_that_is_written() -> None:
    assert read("famotidine 20 MG Oral Tablet [Zantac Reformulated Aug 2022]").meanings == (("famotidine",),)
    assert read("MTX").ambiguous


@pytest.mark.timeout(60)
@pytest.mark.parametrize("text", ["b12 / " * 13, "b12 / vitamin d / azt / mtx / " * 4])
def test_many_names_with_several_meanings_are_little_work(text: str) -> None:
    """The sets of substances that they may stand for together would double with each name."""
    assert len(read("b12").meanings) == 3
    assert calls_during(lambda: read(text)) < 200_000
    found = read(text)
    assert found.ambiguous
    assert 1 < len(found.meanings) <= MOST_MEANINGS


def test_a_bracket_that_says_something_else_contradicts() -> None:
    assert read("ibuprofen 200 mg [Zoloft]").contradicts_itself
    assert not read("ibuprofen 200 mg [Advil]").contradicts_itself


def test_a_risky_name_is_never_found_inside_a_longer_text() -> None:
    for name in ("or", "oil", "air", "fer", "iron", "tandem", "muse", "precise"):
        for text in (f"{name} zorbexil", f"zorbexil {name} 5 mg", f"zorbexil {name}", f"a {name} b"):
            assert read(text).components == (), text


@pytest.mark.parametrize(
    ("text", "substance"), [("Cambia", "diclofenac"), ("Ogen", "estropipate"), ("compro", "prochlorperazine")]
)
def test_a_brand_that_is_a_listed_word_is_meant_where_it_stands_alone(text: str, substance: str) -> None:
    assert read(text).meanings == ((substance,),)


@pytest.mark.parametrize(
    ("text", "substances"),
    [
        ("Magnesium B6", "magnesium pyridoxine"),
        ("calcium D3", "calcium colecalciferol"),
        ("zinc magnesium B6", "magnesium pyridoxine zinc"),
        ("vit C 500 Fe 325", "ascorbic-acid iron"),
        ("magnesium citrate B6", "magnesium-citrate pyridoxine"),
        ("B6, lisinopril 10 mg", "lisinopril pyridoxine"),
    ],
)
def test_vitamins_and_minerals_may_stand_side_by_side(text: str, substances: str) -> None:
    assert read(text).meanings == (tuple(substances.split()),)
    assert read(text).understood


@pytest.mark.parametrize("text", ["vitamin K2 100 mcg", "vitamin D5", "magnesium B6 forte", "vitamin B9"])
def test_another_vitamin_and_a_longer_name_are_reported(text: str) -> None:
    assert read(text).not_understood
    assert read("vitamin D1000").understood


@pytest.mark.parametrize(
    "by", ["per Dr. Smith", "Prescriber: Dr Jones", "prescribed by Dr. Lee", "par le Dr Huber"]
)
def test_a_doctor_is_understood_by_name_after_a_word_for_who_prescribed(by: str) -> None:
    assert read(f"metformin 500 mg {by}").understood
    assert read(f"omeprazole DR {by.split()[-1]}").not_understood
    assert read("metformin per Dr. warfarin").meanings == (("metformin", "warfarin"),)


@pytest.mark.parametrize("told", ["as advised by doctor", "per doctor", "as recommended by my doctor"])
def test_a_word_after_by_doctor_is_no_name_of_one(told: str) -> None:
    assert read(f"metformin 500 mg {told}").not_understood == ()
    assert read(f"metformin 500 mg {told} xqzv").not_understood == ("xqzv",)


def test_a_number_of_milligrams_may_end_in_s() -> None:
    assert read("gabapentin, three times a day, the 300s").understood
    assert read("the 300s zorbexil").not_understood == ("zorbexil",)


@pytest.mark.parametrize("text", ["ASS 100", "ASS 100 mg 1-0-0", "AAS 100 mg", "ramipril 5 mg, ASS 75"])
def test_a_short_name_that_is_an_ordinary_word_counts_with_its_strength(text: str) -> None:
    assert "acetylsalicylic-acid" in read(text).meanings[0]
    assert "ass" in read("gabapentin for pain in my ass").not_understood


def test_a_minus_sign_in_brackets_is_a_doubt() -> None:
    assert read("metformin (-)").doubts == ("(-)",)
    assert read("metformin - 500 mg").doubts == ()


@pytest.mark.parametrize("when", ["(started 3/2024)", "started last month", "started 2021", "restarted"])
def test_a_medicine_that_was_started_is_taken(when: str) -> None:
    assert read(f"Eliquis 5 mg BID {when}").understood
    assert read(f"not yet started Eliquis 5 mg {when}").doubts


@pytest.mark.parametrize(
    "when",
    ["started 3/52 ago", "started 2 weeks ago", "increased from 2.5 mg last month", "started recently"],
)
def test_the_time_of_a_beginning_or_a_change_is_no_history(when: str) -> None:
    assert read(f"Eliquis 5 mg {when}").understood
    assert not read(f"Eliquis 5 mg {when}").doubts
    for over in ("stopped, ", "for 7 days, "):
        assert read(f"Eliquis 5 mg {over}{when}").doubts


@pytest.mark.parametrize("change", ["started", "restarted", "increased"])
def test_a_change_may_stand_before_the_name_and_its_time_after_it(change: str) -> None:
    read_as = read(f"{change} Eliquis 5 mg 2 weeks ago")
    assert read_as.understood
    assert not read_as.doubts
    assert read(f"{change} Eliquis, stopped it 2 weeks ago").doubts
    assert read(f"took Eliquis 5 mg 2 weeks ago, {change} metformin").doubts


@pytest.mark.parametrize("when", ["to be started", "will be started", "start next week", "never started"])
def test_a_medicine_that_may_not_be_started_yet_is_in_doubt(when: str) -> None:
    assert read(f"Eliquis 5 mg {when}").doubts


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("omeprazole 20 mg today", "today"),
        ("paracetamol zeven per dag", "zeven"),
        ("metformine 500 mg vasten", "vasten"),
        ("metformin for Camila", "camila"),
        ("one touch test strips", "one touch"),
        ("omeprazole 20 mg Xanax 0.5 mg", "xanax"),
    ],
)
def test_a_brand_that_is_an_ordinary_word_is_no_medicine_beside_another_name(text: str, left: str) -> None:
    assert left in read(text).not_understood


@pytest.mark.parametrize("text", ["omeprazole 20 mg, Xanax 0.5 mg", "Xanax 0.5 mg and omeprazole"])
def test_in_a_list_a_brand_that_is_an_ordinary_word_is_meant(text: str) -> None:
    assert read(text).meanings == (("alprazolam", "omeprazole"),)


def test_a_shot_tells_no_route() -> None:
    assert read("vitamin C shot").routes == ()


@pytest.mark.parametrize("text", ["cod liver oil 1000 mg", "fish liver oil", "krill oil"])
def test_an_oil_of_fish_is_no_medicine_that_its_words_name(text: str) -> None:
    assert read(text).components == ()


@pytest.mark.parametrize("text", ["Q10 100 mg", "Co-Q-10", "co q10", "CoQ10"])
def test_coenzyme_q10_is_read_in_each_spelling(text: str) -> None:
    assert read(text).meanings == (("ubidecarenone",),)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("iron sulphate 325 mg", "ferrous-sulfate"),
        ("iron fumarate", "ferrous-fumarate"),
        ("iron gluconate", "ferrous-gluconate"),
        ("iron bisglycinate 25 mg", "iron"),
        ("iron (as ferrous bisglycinate) 25 mg", "iron"),
        ("Eisen(II)-bisglycinat", "iron"),
        ("bisglicinato de hierro", "iron"),
        ("Zink 25 mg", "zinc"),
        ("fer 80 mg 1 cp par jour", "iron"),
        ("ac. folico 5 mg", "folic-acid"),
        ("Ác. valproico 500 mg", "valproic-acid"),
    ],
)
def test_a_name_is_read_as_people_shorten_it(text: str, slug: str) -> None:
    assert read(text).meanings == ((slug,),)


def test_words_of_negation_are_of_no_other_kind() -> None:
    for phrase, found in words().alone.items():
        if any(word.kind is WordKind.negation for word in found):
            assert {word.kind for word in found} == {WordKind.negation}, phrase


@pytest.mark.parametrize(
    ("text", "substances"),
    [
        ("warfarin|5|mg|daily", "warfarin"),
        ("warfarin_5_mg_daily", "warfarin"),
        ("warfarin 5. mg", "warfarin"),
        ("warfarin dose (mg): 5", "warfarin"),
        ("warfarin five (5) mg", "warfarin"),
        ("levothyroxine|75|mcg", "levothyroxine-sodium"),
        ("Vitamin C 500, Mg 250", "ascorbic-acid magnesium"),
        ("zinc 15 mg + Mg 200 mg", "magnesium zinc"),
        ("calcium, Mg, zinc", "calcium magnesium zinc"),
    ],
)
def test_mg_after_a_number_and_a_sign_is_a_unit_unless_its_own_number_follows(
    text: str, substances: str
) -> None:
    found = read(text)
    assert found.meanings == (tuple(substances.split()),)
    assert found.not_understood == ()


@pytest.mark.parametrize("text", ["zinc 15, mg", "warfarin 5 mg, mg", "zinc 15 / mg"])
def test_mg_without_a_number_after_another_number_is_not_understood(text: str) -> None:
    assert "mg" in read(text).not_understood
