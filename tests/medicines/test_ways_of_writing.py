"""Each kind of writing a medicine is read whole: records, packs, labels, languages and people's own words.

The texts are made from frames and from names of the vocabulary, so that it is known beforehand which
substances they stand for. A kind that breaks fails as a whole; no text is listed for its own sake.
"""

import random

import pytest

from app.medicines.concepts import Match
from app.medicines.names import fold
from app.safety.request import MedicineInput
from tests.safety.asking import checker

ENGLISH = {
    "metformin": ("metformin", "metFORMIN", "GLUCOPHAGE", "500 mg"),
    "levothyroxine-sodium": ("levothyroxine", "levothyroxine", "SYNTHROID", "75 mcg"),
    "sertraline": ("sertraline", "sertraline", "ZOLOFT", "50 mg"),
    "furosemide": ("furosemide", "furosemide", "LASIX", "40 mg"),
    "ciprofloxacin": ("ciprofloxacin", "ciprofloxacin", "CIPRO", "500 mg"),
    "duloxetine": ("duloxetine", "DULoxetine", "CYMBALTA", "60 mg"),
    "digoxin": ("digoxin", "digoxin", "LANOXIN", "0.125 mg"),
    "bisoprolol": ("bisoprolol", "bisoprolol", "ZEBETA", "2.5 mg"),
    "prednisone": ("prednisone", "predniSONE", "DELTASONE", "5 mg"),
}
"""Slug → name, name in tall-man letters, brand and strength."""

NATIONAL = {
    "de": {"metformin": "Metformin", "sertraline": "Sertralin", "alendronic-acid": "Alendronsäure"},
    "fr": {"metformin": "metformine", "omeprazole": "oméprazole", "alendronic-acid": "acide alendronique"},
    "es": {"metformin": "metformina", "ciprofloxacin": "ciprofloxacino", "furosemide": "furosemida"},
    "it": {"metformin": "metformina", "omeprazole": "omeprazolo", "digoxin": "digossina"},
    "pt": {"metformin": "metformina", "warfarin": "varfarina", "simvastatin": "sinvastatina"},
    "nl": {"metformin": "metformine", "prednisone": "prednison", "alendronic-acid": "alendroninezuur"},
}

FRAMES = {
    "record": (
        "{tall} ({brand}) {strength} tablet Take 1 tablet by mouth 2 (two) times daily with meals.",
        "{tall} {strength} tablet, TAKE 1 TABLET BY MOUTH EVERY DAY, Disp: 90 tablet, Rfl: 1",
        "{tall} {strength} oral tablet, {strength} = 1 tab(s), Oral, BID, # 60 tab(s), 11 Refill(s), Maintenance",
        "{tall} {strength} PO TID AC & HS",
        "{tall} {strength} tab ii po q am M-W-F",
        "{tall} {strength} tablet 1 tablet as directed Orally Twice a day 30 day(s)",
        "{tall} {strength} tablet Commonly known as: {brand} Take 1 tablet by oral route daily. Do not crush or chew.",
        "{tall} {strength} tablet by mouth every third day, max daily amount: 1 tablet",
        "{tall} {strength} q2w",
        "{tall} {strength} every 8 (eight) hours prn pain/fever",
        "{tall} {strength} Oral Tablet; Sig: TK 1 T PO QAM; Disp #90",
        "{tall} {strength} 2T QHS, DAW 0, Qty 15 (fifteen)",
        "{tall} {strength} 1 C PO TID dx: F41.1",
        "{tall} {strength} daily (ICD-10 E11.9)",
        "{tall} {strength} Take 1 tablet daily. Do not crush, chew, or split.",
        "CHANGE how you take: {tall} {strength} tablet. What changed: how much to take",
        "{tall} {strength} tablet, order date: 3/1/2026, rx number 123456, Notes to Pharmacist: please fill",
        "{tall} {strength} SOLR, loading dose, then daily w/ bkfst, may repeat once in 2 hours",
        "{tall} {strength} T24A, 1 tablet daily, next due 12/5, substitution permitted",
        "{tall} {strength} PO daily for VTE ppx, extended infusion, trough before 4th dose",
        "{tall} {strength} tablet, Qty: 30, Start Date: 05/23/2024, Prescribe Date: 05/24/2024,Reconciliation Date: 03/22/2024",
        "{tall} {strength} IH Q6H:PRN wheezing",
        "Medications on Admission: {tall} {strength} PO DAILY",
        "Resume home medications: {tall} {strength}",
        "Pt currently receiving {tall} {strength}, planned course 14 days.",
        "dual therapy ({tall} {strength})",
    ),
    "days of the week": (
        "{name} {strength} PO 3X/WEEK (MO,WE,FR)",
        "{name} {strength} Tu/Th/Sa",
        "{name} {strength} M-W-F; {strength} T-Th-Sat-Sun",
        "{name} {strength} Su Tu Th",
        "{name} {strength} Mon, Wed and Fri",
    ),
    "pack": (
        "{name} {glued} tablets (Accord Healthcare Ltd) 28 tablet 2 x 14 tablets",
        "{name} {glued}/5ml oral solution sugar free",
        "{name} {glued} tablets TAKE ONE OR TWO FOUR TIMES A DAY WHEN REQUIRED. Maximum 8 in 24 hours",
        "{name} {glued} tabs 1 om",
        "{name} {glued} tablets ONCE A DAY WITH OR AFTER FOOD (repeat)",
        "{name} {glued} tabs 1 mane & 1 nocte 28/7",
        "{upper} {glued} TABS QTY:30 NO REFILLS",
        "{upper} {glued} 30'S (SUBSTITUTED FOR {brand})",
        "{upper} {strength} TABLETS MFG: TEVA",
        "{name} {glued} tabs: OD 5/7 then STOP",
        "{name} {glued} tabs one each morning, 6 of 12 issues",
        "{name} {glued} TWO BD cc",
        "{name} {glued} QDS regular",
        "{name} {glued} prn 2-4hrly",
        "{name} {glued} OD (↑ from 1 mg)",
    ),
    "hospital": (
        "{name} {strength} IVPB q8h over 30 min",
        "{name} {strength} in 50 mL IV infusion, infused over 2 hours",
        "{name} {strength} slow IVP q6h PRN SBP > 160 or DBP > 100",
        "{name} {strength} via NGT BID ATC",
        "{name} {strength} PRN HR > 120",
        "{name} {strength} PO daily PRN no BM x 3 days",
        "{name} {strength} Administer 1 tablet daily. Indications: Peripheral Neuropathy",
        "{name} {strength} daily Indications: heart failure",
        "{name} {strength} #90 R3",
    ),
    "pharmacy": (
        "{upper} TAB {strength} (BASE EQUIVALENT)",
        "{name} Tablets, USP {strength}",
        "{name} {glued} tablets 28 tablet Issues 2/6",
        "{name} {glued} tablets, take one at least 30 minutes before breakfast",
        "{name} {glued} tablets 2 on the first day then 1 daily as per hospital",
        "{name} {strength} Tablet, nocte, Qty 30, Rpts 5, PBS/RPBS Authority required (STREAMLINED)",
        "{name} {strength} tab, Webster pack",
        "{name} {strength} TAB DIN 02167786 Mitte: 100 LU code 401",
    ),
    "people": (
        "my {name} {number} x2 daily",
        "I'm taking {name} {strength} first thing in the morning",
        "prescribed {name} {strength} for years",
        "{name} half a tablet when I go to bed",
        "{name} only when I need it",
        "{name} @ {strength} on Sundays",
        "{brand} 0.5",
        "{brand} .625 daily",
        "{name} 5k iu",
        "my doc put me on {name} {strength} last month",
        "{name} {strength} for like 10 years",
        "{brand} for high blood pressure",
        "{name} for lupus",
        "{name} with a full glass of water",
        "Name: {name} Dose: {strength} Frequency: daily",
        "• {name} {strength} am and pm",
        "{brand} because of my diabetes",
        "{name} {strength} when my head hurts",
        "{brand} {strength} to keep my blood pressure down",
        "{name} before running, with a big glass of water",
        "{name} {strength} everyday, not on an empty stomach, doing well on it",
        "one of those little {name} tablets, the generic version",
        "I split a {name} {strength} and take half with breakfast",
        "{name} {strength} when my knees are bad or when my back is bad",
    ),
    "signs": (
        "{name}{glued}",
        "{name}\u00a0{number}\u202f{unit}",
        "{name} – {strength} — daily",
        "{name}\t{strength}\ttablet",
        "{name} {glued}tabs",
        "{name} {glued}×2",
        "«{name}» {strength}",
        "{name} “{brand}” {strength} †",
        "{name} {number} {unit} {unit}",
        "✓ {name} {strength}",
        "✅ {name} {strength} 🌙",
        "▪ {name} {strength} 😊",
        "{name} 1OO mg",
        "{name} l00mg",
    ),
    "increasing dose": (
        "{name} {strength} week 1-2, then increase to {strength} bid",
        "{name} {strength} Mon-Fri, {strength} Sat-Sun",
        "{name} {strength} on Mondays and {strength} all other days",
        "{name} {strength} -> {strength} bid",
    ),
}

NATIONAL_FRAMES = {
    "de": (
        "{name}-ratiopharm 2,5 mg Tbl. 1-0-½",
        "{name} 5 mg Hartkaps. 1xtgl. z.d.M.",
        "Rp. {name} 5 mg N3, jeden 2. Tag bei Bedarf, max. 3x tägl.",
        "{name} 5 mg Mo-Mi-Fr vor dem Schlafen, Dosierung: 1-0-1, seit 2019",
        "{name} 5 mg UTA 1-0-0-0 Stück erhöhte Blutfette, nicht mörsern",
        "{name} 5 mg 1x wö. dienstags, Pat. bringt mit",
        "{name} 5 mg Kurzinfusion",
        "{name} 5 mg 1x taeglich morgens nuechtern fuer den Blutdruck",
        "{name} 5 mg Di, Do und Sa",
    ),
    "fr": (
        "{name} 2,5 mg 1 cp x 2/j tous les matins QSP 28 jours AR 3 fois",
        "{name} LP 5 mg, gélule, après le petit-déjeuner, traitement chronique, B/30",
        "{name} 5 mg 1 fois par semaine le lundi au milieu des repas, max 4/j",
        "{name} 5 mg avant le dîner",
        "{name} 5 mg IVL si EVA > 3, traitement personnel, 1 inj/sem",
        "{name} 5 mg 1 cp le soir à 22h, poursuivi",
        "{name} 5 mg 1 cp pendant une durée de 7 jours consécutifs",
        "{name} 5 mg lun/mer/ven",
    ),
    "es": (
        "{name} 2,5 mg 1 comp c/24 horas antes de desayunar",
        "{name} 5 mg VO c/12 hrs durante 10 días, máximo 3 al día",
        "{name} 5 mg lunes, miércoles y viernes, todas las noches",
    ),
    "it": (
        "{name} 2,5 mg 1 cp ore 8 prima di colazione",
        "{name} 5 mg 2v/die a pranzo e cena, max 3 al giorno, terapia cronica",
        "{name} 5 mg una volta a settimana, a giorni alterni",
        "{name} 5 mg 1 cpr h 8 e h 20",
        "{name} 5 mg 2 confezioni nota 13 SSN, piano terapeutico",
    ),
    "pt": (
        "{name} 2,5 mg 1 comp ao pequeno-almoço",
        "{name} 5 mg comprimidos revestidos por película de 8/8h após o almoço",
        "{name} 5 mg VO durante 7 dias, café da manhã",
        "{name} 5 mg cx c/ 30 cp 1 cp S/N uso prolongado",
        "{name} 5 mg 1 comprimido a cada 12 horas, após alimentação, conforme orientação",
        "{name} 5 mg na hora de deitar, junto com alimento",
    ),
    "nl": (
        "{name} 2,5 mg 2D1T op de nuchtere maag",
        "{name} 5 mg 1dd1 a.n. gedurende 7 dagen",
        "{name} tablet mga 5mg (succinaat)",
        "{name} 5 mg 's ochtends na het ontbijt met water, max 3x per dag",
    ),
}


def read(text: str) -> Match:
    """What a text stands for."""
    return checker().names.medicine(MedicineInput(text=text))


def wrongly_read(asked: dict[str, str]) -> dict[str, object]:
    """Text → what was read of it, where that is not exactly the substances, which blanks separate."""
    found: dict[str, object] = {}
    for text, substances in asked.items():
        match = read(text)
        slugs = {each.slug for each in match.substances}
        if (
            slugs != set(substances.split())
            or match.not_understood
            or match.status in ("ambiguous", "conflicting")
        ):
            found[text] = (sorted(slugs), match.not_understood, match.status.value)
    return found


@pytest.mark.parametrize("kind", FRAMES)
def test_each_way_of_writing_in_english_is_read(kind: str) -> None:
    chance = random.Random(kind)
    asked = {}
    for frame in FRAMES[kind]:
        for slug in chance.sample(sorted(ENGLISH), 4):
            name, tall, brand, strength = ENGLISH[slug]
            number, unit = strength.split()
            words = {"name": name, "tall": tall, "brand": brand, "upper": name.upper(), "strength": strength}
            asked[frame.format(**words, number=number, unit=unit, glued=number + unit)] = slug
    assert wrongly_read(asked) == {}


SALTS = {
    "hydrocortisone Na succ. 20 mg": "hydrocortisone",
    "methylprednisolone Na succinate 40 mg": "methylprednisolone",
    "Na bicarbonate 650 mg": "sodium-bicarbonate",
    "Folsaeure 5 mg": "folic-acid",
    "Acetylsalicylsaeure 100 mg": "acetylsalicylic-acid",
}


def test_short_salts_and_german_names_without_umlauts_are_read() -> None:
    assert wrongly_read(SALTS) == {}


@pytest.mark.parametrize("language", NATIONAL_FRAMES)
def test_each_way_of_writing_in_other_languages_is_read(language: str) -> None:
    names = NATIONAL[language].items()
    asked = {frame.format(name=name): slug for frame in NATIONAL_FRAMES[language] for slug, name in names}
    assert wrongly_read(asked) == {}


ACIDS = {
    "citrate": "magnesium-citrate",
    "oxide": "magnesium-oxide",
    "glycinate": "magnesium-glycinate",
    "bisglycinate": "magnesium-glycinate",
    "malate": "magnesium-malate",
}
AMOUNTS_OF_MAGNESIUM = (
    "magnesium (as {acid}) 150mg",
    "magnesium as {acid}, 200 mg elemental",
    "Magnesium 200 mg (as magnesium {acid}), 50 % NRV",
    "elemental Mg 200 mg (as {acid})",
    "Elemental magnesium 350mg/day (from {acid})",
    "Mg {acid} 300mg",
    "Mg-{acid} 300 mg",
    "magnesium {acid} 400 mg (240 mg elemental Mg)",
    "magnesium {acid} 1000 mg yielding 140mg elemental magnesium",
    "Magnesium {acid} 1500 mg of which magnesium 200 mg",
    "Magnesium ({acid}) 2 x 150 mg",
    "chelated magnesium ({acid}) 200 mg",
)


BETWEEN_MEDICINES = (
    *("as well as", "along with", "and also", "sowie", "zusammen mit", "ainsi que", "et aussi", "así como"),
    *("y también", "così come", "insieme a", "assim como", "junto com", "evenals", "samen met"),
)


@pytest.mark.parametrize("words", BETWEEN_MEDICINES)
def test_words_between_medicines_join_them(words: str) -> None:
    assert wrongly_read({f"metformin 500 mg {words} bisoprolol": "metformin bisoprolol"}) == {}


PRODUCT_LINES = (
    "Magnesium {acid} 300 mg 90 veggie caps gluten free, third party tested, made in USA",
    "Magnesium {acid} powder tropical punch 250 g, no sugar added",
    "Magnesium {acid} hochdosiert, 60 Sticks Himbeergeschmack, laborgeprüft, ohne Zusatzstoffe",
    "Magnesium {acid} 120 gélules végétales, goût framboise, sans gluten, haute absorption",
    "Magnesium {acid} 60 cápsulas vegetales sabor fresa alta absorción",
    "Magnesium {acid} bustine gusto limone senza glutine",
    "Magnesium {acid} poeder sinaasappelsmaak, hoge opname",
)


def test_lines_of_products_with_magnesium_are_read() -> None:
    asked = {frame.format(acid=acid): ACIDS[acid] for frame in PRODUCT_LINES for acid in ACIDS}
    assert wrongly_read(asked) == {}


def test_the_salt_of_magnesium_is_read_wherever_it_stands() -> None:
    asked = {frame.format(acid=acid): ACIDS[acid] for frame in AMOUNTS_OF_MAGNESIUM for acid in ACIDS}
    asked["magnesium complex (citrate, malate, glycinate)"] = (
        "magnesium-citrate magnesium-malate magnesium-glycinate"
    )
    asked["magnesium 300 mg (as citrate and malate)"] = "magnesium-citrate magnesium-malate"
    asked["calcium magnesium zinc tablets"] = "calcium magnesium zinc"
    asked["milk of mag 30 ml"] = "magnesium-hydroxide"
    assert wrongly_read(asked) == {}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("sildenafil 50 mg citrate", "citrate"),
        ("sildenafil 50-mg citrate", "citrate"),
        ("magnesium 200 mg, ibuprofen 200 mg, citrate", "citrate"),
        ("lisinopril mg", "mg"),
    ],
)
def test_an_acid_or_a_unit_of_something_else_is_no_magnesium(text: str, left: str) -> None:
    assert left in read(text).not_understood


CLASSES = {
    "blood thinner": "warfarin",
    "painkiller": "tramadol",
    "PPI": "omeprazole",
    "SSRI": "sertraline",
    "NSAID": "naproxen",
    "beta blocker": "bisoprolol",
    "calcium channel blocker": "amlodipine",
    "antibiotic": "metronidazole",
    "antihistamine": "hydroxyzine",
    "H2 blocker": "famotidine",
    "quinolone": "levofloxacin",
    "DOAC": "apixaban",
    "sulphonylurea": "gliclazide",
    "GLP-1": "semaglutide",
    "sleeping pill": "zolpidem",
    "HRT": "estradiol",
}
"""Class → a medicine of it."""

APPOSED = ("{name} ({of_it})", "my {name}: {of_it} 50 mg", "{name} - {of_it}", "{of_it} ({name})")
"""Ways to say of a medicine what class it is of."""


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_of_medicines_is_only_read_where_it_says_what_the_medicine_beside_it_is(name: str) -> None:
    of_it = CLASSES[name]
    assert wrongly_read({frame.format(name=name, of_it=of_it): of_it for frame in APPOSED}) == {}
    for frame in (
        "sertraline, {name}",
        "sertraline and {name}",
        "{name}, sertraline",
        "sertraline 50 mg / {name}",
    ):
        match = read(frame.format(name=name))
        assert fold(name) in match.not_understood, frame
        assert [each.slug for each in match.substances] == ["sertraline"]
        assert match.evaluated


@pytest.mark.parametrize(
    "name",
    [
        "blood thinner",
        "PPI",
        "SSRI",
        "NSAID",
        "beta blocker",
        "antibiotic",
        "HRT",
        "loop diuretic",
        "antacid",
        "quinolone",
        "DOAC",
    ],
)
def test_a_class_to_which_the_medicine_in_brackets_does_not_belong_is_reported(name: str) -> None:
    for frame in APPOSED:
        text = frame.format(name=name, of_it="mirtazapine")
        assert fold(name) in read(text).not_understood, text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("metoprolol, statin (ramipril)", "statin"),
        ("insulin metformin lisinopril", "insulin"),
        ("metformin (insulin)", "insulin"),
        ("antibiotic lisinopril metformin", "antibiotic"),
        ("my water pill warfarin", "water pill"),
        ("warfarin as antibiotic", "antibiotic"),
    ],
)
def test_a_class_to_which_no_medicine_beside_it_belongs_is_a_medicine_without_a_name(
    text: str, left: str
) -> None:
    assert left in read(text).not_understood


def test_a_class_may_stand_before_a_medicine_of_it_without_a_sign() -> None:
    asked = {
        "my water pill furosemide 40": "furosemide",
        "blood thinner warfarin 3 mg": "warfarin",
        "insulin (Lantus)": "insulin-glargine",
        "antibiotic doxycycline": "doxycycline",
        "beta blocker metoprolol, statin atorvastatin": "metoprolol atorvastatin",
        "painkiller paracetamol": "paracetamol",
    }
    assert wrongly_read(asked) == {}


def test_a_name_that_is_also_what_a_medicine_is_for_is_read_by_what_stands_beside_it() -> None:
    assert (
        wrongly_read(
            {
                "thyroid pill (levothyroxine)": "levothyroxine-sodium",
                "levothyroxine for my thyroid": "levothyroxine-sodium",
                "thyroid 60 mg": "thyroid-usp",
                "levothyroxine 50 mcg, thyroid 60 mg": "levothyroxine-sodium thyroid-usp",
                "my water tablet furosemide 40": "furosemide",
                "insulin aspart U-100 (NovoLOG FlexPen U-100 Insulin) 100 unit/mL (3 mL) insulin pen": "insulin-aspart",
            }
        )
        == {}
    )
    assert read("insulin aspart and insulin").not_understood == ("insulin",)


def test_texts_of_further_kinds_are_read() -> None:
    assert (
        wrongly_read(
            {
                "ferrous sulfate 325 (65 Fe) MG EC tablet": "ferrous-sulfate",
                "amlodipine (as besilate) 5mg": "amlodipine",
                "albuterol HFA 90 mcg/actuation inhaler 2 puffs q4-6h prn": "salbutamol",
                "latanoprost 0.005% ophth soln 1 gtt OU qhs": "latanoprost",
                "nystatin 100,000 unit/mL suspension swish and swallow 5 mL qid": "nystatin",
                "Fentanyl-ratiopharm 25 µg/h Matrixpflaster alle 3 Tage wechseln": "fentanyl",
                "cyanocobalamin 1,000 mcg/mL inject 1 mL into the muscle every 30 days": "cyanocobalamin",
                "methotrexate 2.5mg tablets 6 tablets once a week on a Monday": "methotrexate",
                "sumatriptan when I get a migraine": "sumatriptan",
                "nortriptyline ten milligrams at night": "nortriptyline",
                "hydroxychloroquine 200 mg tablet daily (lupus)": "hydroxychloroquine",
                "magnesium 200mg tablet (as oxide & citrate)": "magnesium-oxide magnesium-citrate",
                "Bactrim DS 1 tab bid": "sulfamethoxazole trimethoprim",
                "ipratropium-albuterol (DUO-NEB) 3 mL": "ipratropium-bromide salbutamol",
                "Metamizol 500 mg Tabl. 1-1-1-1": "metamizole-sodium",
                "docusate sodium 50 MG / sennosides, USP 8.6 MG Oral Tablet": "docusate-sodium sennosides-usp",
                "Vitamin D-3 5,000 IU softgel": "colecalciferol",
                "Calcium 600 + D3 400 IU": "calcium colecalciferol",
                "calcium carbonate-vitamin D3 600 mg-10 mcg": "calcium-carbonate colecalciferol",
                "Amlodipino 5 mg 1-0-0": "amlodipine",
                "insuline aspart 3dd volgens schema": "insulin-aspart",
                "alum & mag hydroxide-simeth 200-200-20 mg/5 mL": "aluminium-hydroxide magnesium-hydroxide simethicone",
            }
        )
        == {}
    )


SALTS_IN_BRACKETS = (
    "{name} (fumarate) 2.5 mg",
    "{name} (as fumarate) 2.5 mg",
    "{name} (fumarate de) 2,5 mg",
    "{name} (hémifumarate de) 2,5 mg",
    "{name} (fumarato de) 2,5 mg",
    "{name} (fumarato di) 2,5 mg",
)


def test_orders_as_hospitals_write_them_are_read() -> None:
    assert (
        wrongly_read(
            {
                "Doxycycline Hyclate 100 mg PO Q12H Duration: 10 Days": "doxycycline",
                "Levofloxacin 750 mg PO Q24H Duration: 5 Doses": "levofloxacin",
                "Magnesium Citrate 300 mL PO ONCE Duration: 1 Dose": "magnesium-citrate",
                "Bisacodyl 10 mg PR QHS:PRN Constipation - Second Line": "bisacodyl",
                "Warfarin MD to order daily dose PO DAILY": "warfarin",
                "rifaximin (Non-Formulary) 550 mg oral BID": "rifaximin",
                "Lidocaine 5% Patch 1 PTCH TD QAM": "lidocaine",
                "Lidocaine Jelly 2% 1 Appl TP TID": "lidocaine",
                "Heparin flush 10 units/mL 3 mL IV PRN, line flush": "heparin",
                "Vancomycin 10 g Recon Soln Sig: One (1) Recon Soln Intravenous once a day": "vancomycin",
                "Tamsulosin 0.4 mg Capsule, Sust. Release 24 hr PO at bedtime": "tamsulosin",
                "Budesonide 180 mcg/Inhalation Aerosol Powdr Breath Activated": "budesonide",
                "Insulin Glargine Sig: Twenty Four (24) units Subcutaneous at bedtime": "insulin-glargine",
            }
        )
        == {}
    )


def test_a_salt_in_brackets_is_part_of_the_name_before_it() -> None:
    names = {"bisoprolol": "bisoprolol", "quetiapine": "quetiapine"}
    assert (
        wrongly_read({frame.format(name=name): names[name] for frame in SALTS_IN_BRACKETS for name in names})
        == {}
    )
    assert read("bisoprolol (fumaric acid)").status == "conflicting"
    assert read("ibuprofen (magnesium)").status == "conflicting"


RANGES = (
    "{name} 1 to 2 tablets",
    "{name} 5-10 mg or 15 mg",
    "{name} 1 à 2 comprimés",
    "{name} 1 ou 2 comprimés si besoin",
    "{name} 1 bis 2 Tabletten",
    "{name} 1 oder 2 Tabletten",
    "{name} 1 a 2 comprimidos",
    "{name} 1 o 2 compresse",
    "{name} 1 tot 2 tabletten",
    "{name} every 4 to 6 hours",
    "{name} 1 tablet(s), 1 Tablette(n)",
)
LIMITS = (
    "{name} up to 4 times a day",
    "{name} bis 4x tgl.",
    "{name} bis zu 3 Tabletten am Tag",
    "{name} jusqu'à 3 fois par jour",
    "{name} sans dépasser 4 g par jour",
    "{name} hasta 3 veces al día",
    "{name} no superar 4 al día",
    "{name} fino a 3 volte al giorno",
    "{name} non più di 3 al giorno",
    "{name} até 3 vezes por dia",
    "{name} tot 3 keer per dag",
)
ENDS = (
    "{name} bis 2019",
    "{name} bis 2019 täglich",
    "{name} bis 15.3.",
    "{name} jusqu'en 2019",
    "{name} hasta 20 de mayo",
    "{name} fino al 3 marzo",
    "{name} até 20 janeiro",
    "{name} tot 15 maart",
    "{name} tot 3 weken geleden",
)


def test_a_word_of_doubt_between_or_before_numbers_is_none() -> None:
    frames = (*RANGES, *LIMITS)
    assert wrongly_read({frame.format(name="sertraline"): "sertraline" for frame in frames}) == {}


@pytest.mark.parametrize("frame", ENDS)
def test_an_end_is_no_limit_of_the_dose(frame: str) -> None:
    match = read(frame.format(name="sertraline"))
    assert match.status == "ambiguous" or match.not_understood


@pytest.mark.parametrize(
    "text",
    [
        "{name} 50 mcg - {condition}",
        "{name} 50 mcg once daily {condition}",
        "{name}: {condition}",
        "{condition}: {name} 50 mcg",
        "{name} tablets, {condition}",
    ],
)
@pytest.mark.parametrize("condition", ["hypothyroidism", "type two diabetes", "lupus"])
def test_a_condition_apart_from_a_name_is_what_it_is_for(text: str, condition: str) -> None:
    assert not read(text.format(name="levothyroxine", condition=condition)).not_understood
    assert read(text.format(name="xyzzy", condition=condition)).not_understood


@pytest.mark.parametrize(
    "text", ["Synthroid - hypothyroidism", "Tylenol: lupus", "hypothyroidism levothyroxine"]
)
def test_a_condition_beside_a_brand_or_a_name_is_reported(text: str) -> None:
    assert read(text).not_understood


@pytest.mark.parametrize(
    "text",
    [
        "Tylenol max",
        "Tylenol cold symptoms",
        "Panadol sinus",
        "ibuprofen lupus",
        "co-amox 500",
        "paracetamol extra",
    ],
)
def test_a_word_that_may_name_another_product_is_reported(text: str) -> None:
    assert read(text).not_understood


DOUBTS = (
    "stopped {name}",
    "[ ] {name}",
    "{name} {strength} [ ]",
    "( ) {name} {strength}",
    "put me on {name}, stopped last month",
    "do not chew, crush {name} or metformin",
    "{name} D/C'd 3/2024",
    "switch from {name} to sertraline",
    "previously on {name}",
    "gave up {name}",
    "hasn't taken {name}",
    "no more {name}",
    "{name} gave me diarrhoea",
    "{name} to commence next month",
    "trialled {name}",
    "allergic: {name}",
    "{name} on hold",
    "{name} or sertraline",
    "{brand} or sertraline",
    "{brand} d/c",
    "{name} {strength} tablets prescribed, not taking",
)


def test_doubt_and_history_are_kept_in_every_way_of_writing() -> None:
    for frame in DOUBTS:
        for name, _, brand, strength in ENGLISH.values():
            text = frame.format(name=name, brand=brand, strength=strength)
            assert read(text).status == "ambiguous", text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("2 issues with metformin", "issues"),
        ("metformin ↓", "↓"),
        ("vitamin K2 C daily", "c"),
        ("metformin cc", "cc"),
        ("metformin 5/7 then aspirin", "then"),
        ("sildenafil 50 mg citrate", "citrate"),
        ("Metf0rmin 500 mg", "rmin"),
    ],
)
def test_what_is_short_for_something_only_beside_other_words_is_else_reported(text: str, left: str) -> None:
    assert left in read(text).not_understood


@pytest.mark.parametrize(
    "text",
    [
        "levothyroxine 2 Std. Abstand zu Magnesium",
        "lévothyroxine à distance du magnésium",
        "levothyroxine, apart from magnesium",
        "levothyroxine away from magnesium",
        "levothyroxine for magnesium",
    ],
)
def test_a_name_of_what_a_medicine_is_kept_apart_from_or_is_for_is_not_taken(text: str) -> None:
    found = read(text)
    assert "magnesium" in found.not_understood
    assert [each.slug for each in found.substances] == ["levothyroxine-sodium"]


@pytest.mark.parametrize("condition", ["kidney failure", "ulcerative colitis", "CKD", "bundle branch block", "peritoneal dialysis"])  # fmt: skip
def test_a_condition_that_rules_name_is_reported_beside_a_medicine(condition: str) -> None:
    """It has to be stated as a condition: the rules on conditions do not read the texts of medicines."""
    for text in (
        f"doxycycline for {condition}",
        f"doxycycline 100 mg daily, {condition}",
        f"{condition}: doxycycline 100 mg",
    ):
        match = read(text)
        assert match.not_understood == (condition.lower(),), text
        assert not match.checked, text
        assert match.evaluated, text


@pytest.mark.parametrize(
    "condition",
    ["type 1 DM", "cardiac failure", "left ventricular failure", "allergic rhinitis",
     "old myocardial infarction", "bowel removed"],
)  # fmt: skip
def test_a_word_of_doubt_in_the_name_of_a_condition_is_none(condition: str) -> None:
    for text in (
        f"doxycycline for {condition}",
        f"doxycycline 100 mg (for {condition})",
        f"I take doxycycline to treat {condition}",
    ):
        match = read(text)
        assert match.checked, text
    assert not read(f"stopped doxycycline for {condition}").checked
    assert not read(f"doxycycline for {condition}, stopped").checked
