"""Complaints beside a name: a reason, `codeine 15 mg cough`, or what the medicine did, `lisinopril cough`.

What must stay true: what may be an effect of a medicine is never passed over as its reason.
"""

from app.medicines.parsing.part_predicates import is_amount
from app.medicines.parsing.parts import Part
from app.medicines.parsing.words import WordKind

SIDE_EFFECTS = (
    *("nausea", "vomiting", "diarrhea", "diarrhoea", "constipation", "dizziness", "itching", "swelling"),
    *("cough", "ulcer", "ulcers", "durchfall", "ubelkeit", "verstopfung", "schwindel", "nausees", "diarrhee"),
    *("vertiges", "nauseas", "mareos", "diarrea", "estrenimiento", "vomito", "stitichezza"),
    *("misselijkheid", "diarree", "duizeligheid"),
)
"""Complaints that directly after a name may be what the medicine does."""


def is_no_side_effect(parts: list[Part], index: int) -> bool:
    """Return whether a complaint does not stand directly after a name, or a dose or frequency is stated."""
    before = parts[max(0, index - 2) : index]
    if before and before[-1].text == ":":
        before = before[:-1]
    dosed = any(is_amount(each) or each.is_word(WordKind.frequency) for each in parts)
    return dosed or not any(each.found for each in before[-1:])
