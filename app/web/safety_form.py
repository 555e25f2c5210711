"""The safety check as people fill it in: fields of a form in, a request to the check out. Pure.

What must stay true: nothing is guessed and nothing is dropped. Errors stand at their fields, all at once.
`I do not know` is an answer, and reaches the check as not stated.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from app.medicines.terminology import Terminology
from app.safety.answers import CheckAnswer
from app.safety.missing_values import missing_value
from app.safety.request import MOST_ITEMS, CheckRequest
from app.safety.typed_amounts import NotReadError, read_amount
from app.safety.typed_lists import entries, read_medicine_entry, read_times

DECIMAL = r"([0-9]{1,7}(?:\.[0-9]{1,3})?)"

YEARS = re.compile(rf"{DECIMAL}(?: ?(?:years?(?: old)?|yrs?|y|yo|y/o))?", re.IGNORECASE)
"""An age, as `52` or `52 years`."""

FILTRATION_RATE = re.compile(
    rf"(?:(?:[>≥]=?|above|over|at least) ?)?{DECIMAL}\+?(?: ?ml/min(?: ?/ ?1\.73 ?m(?:2|²|\^2))?)?",
    re.IGNORECASE,
)
"""An eGFR as laboratories report it. Of `>60` the bound counts: a higher value never adds a reason."""

MOLAR = re.compile(r"mmol|millimol|meq|milliequ", re.IGNORECASE)
"""Units that are of magnesium itself, whatever the amount is said to be of."""

TRUTHS = {"yes": True, "no": False, "unknown": None}


class FilledIn(BaseModel):
    """The form as it was sent: every field text, nothing checked yet."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    amount: str = ""
    amount_of: str = ""
    form: str = ""
    times: str = ""
    medicines_told: str = ""
    medicines: str = ""
    conditions_told: str = ""
    conditions: str = ""
    age: str = ""
    sex: str = "unknown"
    egfr: str = ""
    pregnant: str = "unknown"
    breastfeeding: str = "unknown"
    jurisdictions: list[str] = []


@dataclass
class Reading:
    """A form that was read: a request, or what is wrong at which field, in the order of the form."""

    request: CheckRequest | None = None
    errors: dict[str, str] = field(default_factory=dict)


def read(form: FilledIn, names: Terminology) -> Reading:
    """Return the request of a form, or every problem at once, each at its field."""
    errors: dict[str, str] = {}
    given = {
        "supplement": supplement(form, errors),
        "medicines": entries_of_list(
            "medicines", form.medicines_told, entries(form.medicines, names.said_of_medicine), errors
        ),
        "conditions": entries_of_list(
            "conditions", form.conditions_told, entries(form.conditions, names.said_of_condition), errors
        ),
        "person": {
            "age": number("age", "the age in years, such as 52", YEARS, form.age, errors),
            "sex": form.sex,
            "egfr": number(
                "egfr", "the eGFR as a number, such as 75 or >60", FILTRATION_RATE, form.egfr, errors
            ),
            **{name: truth(name, getattr(form, name), errors) for name in ("pregnant", "breastfeeding")},
        },
        "jurisdictions": form.jurisdictions,
    }
    if not form.jurisdictions:
        errors["jurisdictions"] = "Choose at least one place whose dose figures to compare with"
    request = None
    try:
        request = CheckRequest.model_validate(given)
    except ValidationError as error:
        for each in error.errors(include_url=False, include_input=False):
            errors.setdefault(*field_error(each))
    if errors:
        return Reading(errors={name: errors[name] for name in FilledIn.model_fields if name in errors})
    return Reading(request)


def supplement(form: FilledIn, errors: dict[str, str]) -> dict[str, Any]:
    """Return the magnesium: how much of what, in which form, when."""
    times = read_times(form.times)
    if times is None:
        errors["times"] = "Enter times of the day, such as 08:00, 21:30 or 8am, 9:30pm"
    given = {"form": form.form.strip() or None, "times": times or None}
    if not form.amount.strip():
        return given
    of_magnesium = bool(MOLAR.search(form.amount))
    if not of_magnesium and form.amount_of not in ("elemental", "compound"):
        errors["amount_of"] = (
            "Choose whether the amount is of magnesium or of the salt. The label says which."
        )
    try:
        return given | read_amount(form.amount, form.amount_of == "compound" and not of_magnesium)
    except NotReadError:
        errors["amount"] = (
            "Enter an amount such as 200, 200 mg, 10 mmol or 2 x 100 mg: digits, with a point before decimals"
        )
    return given


def number(
    name: str, example: str, written: re.Pattern[str], text: str, errors: dict[str, str]
) -> float | None:
    """Return a number in plain digits, which may be `written` in some ways; None when nothing was entered."""
    text = " ".join(text.split())
    if not text:
        return None
    if (found := written.fullmatch(text)) is None:
        errors[name] = f"Enter {example}: digits only, with a point before decimals"
        return None
    return float(found[1])


def truth(name: str, text: str, errors: dict[str, str]) -> bool | None:
    """Return yes or no; None when it is not known."""
    if text not in TRUTHS:
        errors[name] = "Choose yes, no, or I do not know"
    return TRUTHS.get(text)


def entries_of_list(
    name: str, told: str, named: list[str], errors: dict[str, str]
) -> list[dict[str, Any]] | None:
    """Return the entries of a list as the check takes them: empty for `none`, None for `I do not know`."""
    if told in ("none", "unknown") and named:
        chosen = "none" if told == "none" else "that you do not know"
        errors[name] = f"You chose {chosen} and named {name}: empty the box, or choose that they are named"
    elif told not in ("none", "unknown") and not named:
        errors[name] = f"Name the {name}, or choose that there are none, or that you do not know"
    if told == "unknown":
        return None
    return [read_medicine_entry(each) if name == "medicines" else {"text": each} for each in named]


ALLOWED = {
    "amount": "Enter an amount above 0 and of at most 20000 mg, or 200000 mg of a salt",
    "form": "Enter the form or the product in at most 255 characters that can be seen",
    "times": "Enter times of the day from 00:00 to 23:59, at most 24 of them",
    "medicines": f"Enter at most {MOST_ITEMS}, in characters that can be seen",
    "conditions": f"Enter at most {MOST_ITEMS}, in characters that can be seen",
    "age": "Enter an age from 0 to 130 years",
    "sex": "Choose female, male, or I do not know",
    "egfr": "Enter an eGFR from 0 to 250",
    "jurisdictions": "Choose from the list",
}
"""What the check allows in each field."""


def field_error(error: Any) -> tuple[str, str]:
    """Return what the check refuses as (field, message); nothing that was entered is repeated."""
    first, *rest = (str(each) for each in error["loc"])
    named = next((each for each in (first, *rest) if each in ALLOWED), "amount")
    entry = f"Entry {int(rest[0]) + 1}: " if named in ("medicines", "conditions") and rest else ""
    return named, entry + ALLOWED[named]


# The answer, in the words of the form ---------------------------------------------------------------

FIELD_OF_NEED = {
    "medicines": "medicines",
    "conditions": "conditions",
    "person.age": "age",
    "person.egfr": "egfr",
    "person.pregnant": "pregnant",
    "person.breastfeeding": "breastfeeding",
    "supplement.form": "form",
    "supplement.elemental_mg": "amount",
}
"""Value that a rule needs → field of the form."""


def field_and_words(need: str, answer: CheckAnswer) -> tuple[str, str]:
    """Return the field of the form and words for a value that a rule needs."""
    of_medicine = need.startswith("medicines[")
    field = FIELD_OF_NEED.get(need, "medicines" if of_medicine else "amount")
    return field, missing_value(need, answer.inputs)
