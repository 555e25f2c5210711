"""Words that are understood only beside others, and what they are taken for where these are missing."""

import pytest

from tests.medicines.test_parser import read


@pytest.mark.parametrize(
    "text",
    [
        "warfarin 5 mg x 2",
        "warfarin 2 x 5 mg",
        "warfarin ~5 mg",
        "paracetamol 500 mg si dolor",
        "paracetamolo 500 mg se febbre",
        "metformine 500 mg z.n.",
        "one tablet of warfarin",
        "Lasix tablet of furosemide 40 mg",
        "warfarin 3 or 5 mg",
        "take 1 or 2 tablets of ibuprofen",
        "warfarin since 2019",
        "warfarin 5 mg 1-0-0-0",
        "warfarin 5 mg ½-0-½",
        "warfarin 5 mg, 0 refills",
        "warfarin 5 mg at 8:00",
        "paracetamol 1 g, max 4 g in 24 hours",
        "paracetamol 500 mg for pain or fever",
        "paracetamol 500 mg bei Schmerzen oder Fieber",
        "paracétamol 500 mg si fièvre ou douleur, pour l'arthrose",
        "a paracetamol every day",
        "clonidine 0.1 mg prn SBP > 160",
        "warfarin 3 mg, review in 4 weeks",
        "furosemide 40 mg IV over 2 min",
        "methotrexate 15 mg/sem",
        "enoxaparin 80 mg every 12 hours scheduled",
        "metoprolol 50 mg PRN SBP > 160 or DBP > 100",
        "metoprolol 50 mg PRN HR greater than 120",
        "metformin 500 mg, issues: 2/6",
        "ibuprofen for pain with omeprazole",
        "Lasix 1 or 2 daily",
        "losartan x 50 mg",
        "Magnesium 300 mg aus Magnesiumcitrat",
        "gentamicin 3 mg/g AUS",
        "ceftriaxone 1 g ev",
        "ketoprofen 1 fl im",
        "potassium chloride 40 mmol/l",
        "glucose 50 g/l",
        "metformin 500 mg per l'ansia",
        "(OTC) ibuprofen",
        "(Advil) ibuprofen",
        "prednisone 10 mg for 5 days, then 5 mg daily",
        "metformin 500 mg to 1000 mg",
        "magnesium 300 mg for deficiency",
        "warfarin 5 mg, blood test",
        "levothyroxine 50 mcg, wait 1h before breakfast",
        "levothyroxine 50 mcg, wait one hour before breakfast",
        "Levothyroxin 50 µg, danach 30 Min. warten",
        "prednisone 5 mg for 5 days then stop",
        "prednisolon 30 mg gedurende 5 dagen, daarna stoppen",
        "metoprolol 25 mg hold for SBP < 100 or HR < 60",
        "metoprolol 25 mg, given 0900",
        "metoprolol 25 mg last given at 9 am",
        "cefazolin 2 g IV x1 pre-op",
        "ceftriaxone 1 g in D5W 50 mL",
        "2. T. metformin 500 mg",
        "furosemide 25 mg 2 cpr h 8, 1 cpr h 14",
        "Prednisolon 10 mg 1-0-0, ab 15.3. 7,5 mg, ab 1.4. 5 mg",
        "Ibuprofen 400 mg b. Schmerzen",
        "Hydrochlorothiazid 25 mg, Kontrolle in 2 Wochen",
        "paracetamol 500 mg si T > 38,5 °C",
        "paracetamol 500 mg prn temp > 101 F",
        "metformin due to diabetes",
        "carboplatin AUC 5",
        "warfarin 3 mg, last INR 2.4",
        "tacrolimus 1 mg, goal trough 6-8",
        "metformin 1 tab/d",
        "metformin 500 mg B/30",
        "metformin T/Th/Sat",
    ],
)
def test_beside_what_they_need_they_are_understood(text: str) -> None:
    found = read(text)
    assert found.understood
    assert not found.ambiguous


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("warfarin x", "x"),
        ("x warfarin", "x"),
        ("~~warfarin~~", "~"),
        ("zinc citrate, Se", "se"),
        ("metformina 500 mg si", "si"),
        ("Z.n. Metamizol", "zn"),
        ("metformine 500 mg of gliclazide 30 mg", "of"),
        ("ibuprofen 400 or 2 tablets paracetamol", "400 or 2"),
        ("warfarin 2015-2018", "2018"),
        ("warfarin 03/2015-05/2018", "2018"),
        ("warfarin from 2015 to 2018", "2018"),
        ("warfarin 0-0-0-0", "0-0-0-0"),
        ("warfarin 0 mg", "0 mg"),
        ("warfarin: 0", "0"),
        ("warfarin - 0 mg", "0 mg"),
        ("warfarin 5 mg > 3 mg", ">"),
        ("warfarin in 2 weeks", "in"),
        ("warfarin before", "before"),
        ("warfarin is over", "over"),
        ("warfarin scheduled for Monday", "scheduled"),
        ("issues with metformin", "issues"),
        ("metformin issues", "issues"),
        ("no BM with codeine", "with"),
        ("nausea with metformin", "with"),
        ("hypoglycemia from glipizide", "from"),
        ("warfarin or BP medicine", "or bp"),
        ("metoprolol 50 mg or HR pill", "or hr"),
        ("losartan HR", "hr"),
        ("warfarin over 5 years", "over"),
        ("warfarin in 2015", "2015"),
        ("warfarine en 2015", "2015"),
        ("warfarin 5 mg x", "x"),
        ("Lyrica, now Cymbalta", "now"),
        ("from warfarin to apixaban", "to"),
        ("warfarin then apixaban", "then"),
        ("Warfarin 5 mg, dann Apixaban", "dann"),
        ("warfarine puis apixaban", "puis"),
        ("de varfarina para apixabano", "para"),
        ("zinc deficiency", "deficiency"),
        ("carence en magnésium", "carence"),
        ("magnesium blood test", "blood test"),
        ("wait for metformin", "wait"),
        ("prednisone then stop", "then stop"),
        ("prednisone for 2 years then stop", "then stop"),
        ("hold for SBP metoprolol", "hold for sbp"),
        ("given metformin", "given"),
        ("metformin given 2019", "given"),
        ("metformin given 2 tablets", "given"),
        ("aspirin preop", "preop"),
        ("D5W 100 ml/h", "d 5 w"),
        ("metformin T", "t"),
        ("metformin h", "h"),
        ("Metformin ab 1.4. 500 mg", "ab"),
        ("Metformin 500 mg ab 15.3.", "ab"),
        ("vitamin b schmerzen", "b"),
        ("Metformin in 2 Wochen", "in"),
        ("ibuprofen 500 C", "c"),
        ("gastritis due to ibuprofen", "due to"),
        ("apart from ibuprofen", "apart from"),
        ("carboplatin AUC", "auc"),
        ("warfarin, last INR", "last inr"),
        ("vitamin C/D", "/d"),
    ],
)
def test_without_it_they_are_reported(text: str, left: str) -> None:
    assert left in read(text).not_understood


@pytest.mark.parametrize(
    "text",
    [
        "warfarin daily or aspirin daily",
        "aspirin matin ou warfarin soir",
        "warfarin morgens oder aspirin abends",
    ],
)
def test_a_choice_between_names_stays_one(text: str) -> None:
    assert read(text).ambiguous


@pytest.mark.parametrize(
    "text",
    [
        "folic acid 5 mg weekly, the day after methotrexate",
        "iron tablet 2 hours before levothyroxine",
        "after ibuprofen",
    ],
)
def test_a_medicine_that_only_tells_when_another_is_taken_is_reported(text: str) -> None:
    assert read(text).not_understood[-1] == text.split()[-1]
