"""Terms: endings, spellings, numbers and identifiers."""

import pytest

from app.db.terms import STOP_TERMS, telling, terms, written_terms


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("diarrhoea", "diarrhea"),
        ("sensitisation", "sensitization"),
        ("randomised", "randomized"),
        ("analysed", "analyzed"),
        ("haemodialysis", "hemodialysis"),
        ("oedema", "edema"),
        ("tumours", "tumors"),
        ("favourable", "favorable"),
        ("fibres", "fibers"),
        ("aluminium", "aluminum"),
        ("sulphates", "sulfate"),
        ("catalogues", "catalog"),
        ("programmes", "program"),
        ("labelled", "labeled"),
        ("licence", "license"),
        ("hypermagnesaemia", "HYPERMAGNESEMIA"),
    ],
)
def test_british_and_american_spellings_are_one_term(british: str, american: str) -> None:
    assert terms(british) == terms(american)


@pytest.mark.parametrize(
    ("one", "other"), [("doses", "dosing"), ("sleeping", "sleep"), ("naïve", "naive"), ("studies", "study")]
)
def test_endings_and_accents_make_no_difference(one: str, other: str) -> None:
    assert terms(one) == terms(other)


@pytest.mark.parametrize(("one", "other"), [("magnesium", "manganese"), ("oxide", "oxygen"), ("fat", "fate")])
def test_other_words_are_other_terms(one: str, other: str) -> None:
    assert terms(one) != terms(other)


@pytest.mark.parametrize(
    ("written", "term"),
    [
        ("10.3390/nu14102088", "10.3390/nu14102088"),
        ("doi:10.3390/NU14102088", "10.3390/nu14102088"),
        ("https://doi.org/10.3390/nu14102088.", "10.3390/nu14102088"),
        ("http://dx.doi.org/10.3390/nu14102088", "10.3390/nu14102088"),
        ("PMID 35631229", "35631229"),
        ("pmid:35631229", "35631229"),
        ("https://pubmed.ncbi.nlm.nih.gov/35631229/", "35631229"),
        ("PMCID: PMC9145501", "pmc9145501"),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC9145501/", "pmc9145501"),
        ("NCT03887000", "nct03887000"),
        ("https://clinicaltrials.gov/study/NCT03887000?tab=results", "nct03887000"),
        ("https://classic.clinicaltrials.gov/ct2/show/NCT03887000", "nct03887000"),
    ],
)
def test_an_identifier_is_one_term_however_it_is_written(written: str, term: str) -> None:
    assert terms(written) == [term]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("300mg", ["300", "mg"]),
        ("200–400 mg", ["200", "400", "mg"]),
        ("p=0.029", ["p", "0.029"]),
        ("1,200 IU", ["1200", "iu"]),
        ("vitamin D3", ["vitamin", "d3"]),
        ("", []),
    ],
)
def test_numbers_stay_whole_and_units_apart(written: str, expected: list[str]) -> None:
    assert terms(written) == expected


def test_stop_words_say_nothing() -> None:
    assert telling(terms("what is the dose of it")) == terms("dose")
    assert len(STOP_TERMS) > 100


def test_a_term_remembers_its_word() -> None:
    assert list(written_terms("Sleeping pills")) == [("sleep", "sleeping"), ("pill", "pills")]
