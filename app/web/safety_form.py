"""The safety check as people fill it in: fields of a form in, a question to the check out. Pure.

What must stay true: nothing is guessed and nothing is dropped. What cannot be read is said at its field;
`I do not know` is an answer, and reaches the check as not told.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from app.models.rule import MedicineRoute
from app.safety.missing_values import missing_value
from app.safety.schemas import CheckAnswer, CheckRequest

NUMBER = re.compile(r"[0-9]{1,7}(\.[0-9]{1,3})?")
CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}")
WORD = re.compile(r"[^\s,;]+")

ROUTES = {
    "by mouth": MedicineRoute.oral,
    "injection": MedicineRoute.other,
    **{route.value: route for route in MedicineRoute},
}
"""What may stand in brackets after a medicine's name."""

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
    egfr: str = ""
    pregnant: str = "unknown"
    breastfeeding: str = "unknown"
    jurisdictions: list[str] = []


@dataclass
class Reading:
    """A form read: a question, or what is wrong at which field, in the order of the form."""

    request: CheckRequest | None = None
    errors: dict[str, str] = field(default_factory=dict)


def read(form: FilledIn) -> Reading:
    """The question a form asks; every problem at once, each at its field."""
    errors: dict[str, str] = {}
    question = {
        "supplement": supplement(form, errors),
        "medicines": listed("medicines", form.medicines_told, form.medicines, errors),
        "conditions": listed("conditions", form.conditions_told, form.conditions, errors),
        "person": {
            "age": number("age", "the age in years, such as 52", form.age, errors),
            "egfr": number("egfr", "the eGFR as a number, such as 75", form.egfr, errors),
            **{name: truth(name, getattr(form, name), errors) for name in ("pregnant", "breastfeeding")},
        },
        "jurisdictions": form.jurisdictions,
    }
    if not form.jurisdictions:
        errors["jurisdictions"] = "Choose at least one place whose dose figures to compare with"
    if not errors:
        try:
            return Reading(CheckRequest.model_validate(question))
        except ValidationError as error:
            for each in error.errors(include_url=False, include_input=False):
                errors.setdefault(*told(each))
    return Reading(errors={name: errors[name] for name in FilledIn.model_fields if name in errors})


def supplement(form: FilledIn, errors: dict[str, str]) -> dict[str, Any]:
    """The magnesium: how much of what, in which form, when."""
    example = "how many milligrams a day, such as 200"
    amount = number("amount", example, form.amount, errors)
    if amount is None:
        errors.setdefault("amount", f"Enter {example}; the label says it")
    if form.amount_of not in ("elemental", "compound"):
        errors["amount_of"] = "Choose what the amount is of; the label says it"
    before, times = clocks(form.times)
    if before:
        errors["times"] = "Enter times of the day as on a 24-hour clock, such as 08:00, 21:30"
    return {
        f"{form.amount_of}_mg": amount,
        "form": form.form or None,
        "times": times or None,
    }


def number(name: str, example: str, text: str, errors: dict[str, str]) -> float | None:
    """A number in plain digits; None when nothing was entered."""
    if not text.strip():
        return None
    if not NUMBER.fullmatch(text.strip()):
        errors[name] = f"Enter {example}: digits only, with a point before decimals"
        return None
    return float(text)


def truth(name: str, text: str, errors: dict[str, str]) -> bool | None:
    """Yes, no, or not known."""
    if text not in TRUTHS:
        errors[name] = "Choose yes, no, or I do not know"
    return TRUTHS.get(text)


def listed(name: str, told: str, text: str, errors: dict[str, str]) -> list[dict[str, Any]] | None:
    """Names, one per line: none of them is an answer, and so is not knowing."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if told in ("none", "unknown") and lines:
        chosen = "none" if told == "none" else "that you do not know"
        errors[name] = f"You chose {chosen} and named {name}: empty the box, or choose that they are named"
    elif told not in ("none", "unknown") and not lines:
        errors[name] = f"Name the {name}, or choose that there are none, or that you do not know"
    if told == "unknown":
        return None
    return [medicine(line) if name == "medicines" else {"text": line} for line in lines]


def medicine(line: str) -> dict[str, Any]:
    """`gentamicin (intravenous) 8:00, 20:00` as the check takes it; only the name is required."""
    name, times = clocks(line)
    before, bracket, inside = name.removesuffix(")").rpartition("(")
    route = ROUTES.get(inside.strip().lower()) if bracket and name.endswith(")") else None
    if not name or route is None:
        return {"text": name or line, "times": times or None}
    return {"text": before.strip(), "route": route, "times": times or None}


def clocks(text: str) -> tuple[str, list[str]]:
    """A text without the clock times it ends with, and these."""
    words = list(WORD.finditer(text))
    times: list[str] = []
    end = len(text)
    while words and (CLOCK.fullmatch(words[-1][0]) or (times and words[-1][0] in ("at", "and"))):
        last = words.pop()
        end = last.start()
        if CLOCK.fullmatch(last[0]):
            times.insert(0, last[0].rjust(5, "0"))
    return text[:end].strip(), times


ALLOWED = {
    "amount": "Enter an amount above 0 and of at most 20000 mg, or 200000 mg of a salt",
    "form": "Choose a form from the list, or that you do not know",
    "times": "Enter times of the day from 00:00 to 23:59, at most 24 of them",
    "medicines": "A name has at most 120 characters, times run from 00:00 to 23:59, at most 60 entries",
    "conditions": "A name has at most 120 characters, and there may be 60 entries",
    "age": "Enter an age from 0 to 130 years",
    "egfr": "Enter an eGFR from 0 to 250",
    "jurisdictions": "Choose from the list",
}
"""What the check allows in each field."""


def told(error: Any) -> tuple[str, str]:
    """What the check refuses, as (field, message); nothing that was entered is repeated."""
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


def wanted(need: str, answer: CheckAnswer) -> tuple[str, str]:
    """Return the field of the form and words for a value that a rule needs."""
    of_medicine = need.endswith((".route", ".elemental_mg"))
    field = FIELD_OF_NEED.get(need, "medicines" if of_medicine else "amount")
    return field, missing_value(need, answer.inputs)
