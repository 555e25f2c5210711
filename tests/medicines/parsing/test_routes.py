"""By which route a medicine is taken: a word that may say something else never hides an alert."""

import pytest

from tests.medicines.reading import read
from tests.safety.asking import answer


@pytest.mark.parametrize(
    ("text", "routes"),
    [
        ("cyanocobalamin 1000 mcg IM monthly", ("intramuscular",)),
        ("ciprofloxacin 0.3 % eye drops", ("ophthalmic",)),
        ("ciprofloxacin drops in left ear for ear infection", ("otic",)),
        ("diclofenac cream for joint pain", ("topical",)),
        ("ciprofloxacin for ear infection, 4 drops in left ear", ("otic",)),
        ("sumatriptan solution for injection", ("injection",)),
        ("ceftriaxone 1 g ev", ("intravenous",)),
        ("estradiol 10 mcg vaginal tablets", ("vaginal",)),
        ("glyceryl trinitrate 400 mcg sublingual tablets", ("sublingual",)),
        ("budesonide capsules for inhalation", ("inhaled", "oral")),
    ],
)
def test_a_route_is_read(text: str, routes: tuple[str, ...]) -> None:
    assert set(read(text).routes) == set(routes)


SWALLOWED = (
    "doxycycline 100 mg 1 gél par jour",
    "doxycycline 100 mg, 1 gel matin et soir",
    "ciprofloxacina compresse da 500 mg",
    "ciprofloxacina da 500 mg 1 cp la sera",
    "ciprofloxacino 500 mg dos comprimidos al día",
    "ciprofloxacino dos al día con sal",
    "ciprofloxacino 500 mg nas refeições",
    "ciprofloxacino 500 mg vía bucal",
    "ciprofloxacin 500 mg im Wechsel",
    "ciprofloxacin 500 mg im Urlaub",
    "ciprofloxacin 500 mg im Juni",
    "ciprofloxacin ev. 500 mg",
    "Im taking ciprofloxacin 500",
    "iv) ciprofloxacin 500 mg",
    "(iv) ciprofloxacin 500 mg",
    "doxycycline 100 mg for my eyes",
    "doxycycline 100 mg for eye infection",
    "ciprofloxacin 500 mg for my ear",
    "ciprofloxacine 500 mg pour les yeux",
    "minocycline 50 mg for my scalp",
    "doxycycline 100 mg, the day after injection",
    "ciprofloxacin 500 mg for dental infection",
    "doxycycline 100 mg (external)",
    "doxycycline 100 mg lot 1234",
    "doxycycline for tinnitus, unspecified ear",
    "doxycycline 100 mg (glaucoma, right eye)",
)


@pytest.mark.parametrize("text", SWALLOWED)
def test_a_word_that_may_say_something_else_leaves_it_open(text: str) -> None:
    assert read(text).routes == ()


@pytest.mark.parametrize("text", SWALLOWED)
def test_the_alert_on_what_is_swallowed_is_given(text: str) -> None:
    rules = {alert.rule for alert in answer(text).alerts}
    assert rules & {"ciprofloxacin", "tetracyclines", "quinolones"}, text


def test_a_tablet_may_be_swallowed_whatever_else_is_written() -> None:
    assert read("doxycycline 100 mg tablets, cream").routes == ("topical", "oral")
    assert answer("doxycycline 100 mg tablets, cream").disposition != "none_recorded"
