"""Laws of reading conditions: none of several is lost, whatever stands between them."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.medicines.conditions.codes import RecognitionStatus
from app.medicines.names import DIGRAPHS
from tests.medicines.conditions.readings import reader
from tests.medicines.vocabularies import condition_vocabulary
from tests.published import library

SEPARATORS = (
    "\n",
    "; ",
    ", ",
    " / ",
    " and ",
    " + ",
    ". ",
    " | ",
    " – ",
    " & ",
    " with ",
    " ",
    ": ",
    " (",
    " plus ",
)

EXAMPLES = 2000


@cache
def names() -> list[str]:
    """Return the names and synonyms of conditions, of which rules name some."""
    everyday = [name for row in condition_vocabulary().everyday for name in (row.name, *row.synonyms)]
    groups = library().records["conditions"].values()
    members = [name for group in groups for each in group.members for name in (each.label, *each.synonyms)]
    return sorted({*everyday, *members})


def groups_with_rules(text: str) -> set[str] | None:
    """Return the groups of the conditions that a text is certain of; None when it is in doubt or not understood."""
    reading = reader().read(text)
    if reading.recognition is not RecognitionStatus.recognised or reading.not_understood:
        return None
    return {each.partition("/")[0] for each in reading.conditions}


@settings(max_examples=EXAMPLES, derandomize=True)
@given(st.lists(st.sampled_from(names()), min_size=2, max_size=4), st.sampled_from(SEPARATORS))
def test_no_condition_is_lost_beside_others(several: list[str], separator: str) -> None:
    """A name may be of a kind that is more exact beside another; its group is named all the same."""
    found = groups_with_rules(separator.join(several))
    if found is not None:
        for name in several:
            assert (groups_with_rules(name) or set()) <= found, name


@pytest.mark.parametrize(
    "text", ["gestation / rheumatoid arthritis", "sleep apnea / gestation", "gestation – CAPD"]
)
def test_a_name_that_is_also_a_remark_is_read_beside_others(text: str) -> None:
    assert "reproductive" in (groups_with_rules(text) or set())


@pytest.mark.parametrize("name", [name for name in names() if name.translate(DIGRAPHS) != name])
def test_a_german_name_is_read_without_umlauts(name: str) -> None:
    as_typed = reader().read(name.translate(DIGRAPHS))
    assert (as_typed.conditions, as_typed.everyday) == (
        reader().read(name).conditions,
        reader().read(name).everyday,
    )
    assert as_typed.conditions or as_typed.everyday
