"""Clock times and waking hours, as requests give them."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from app.medicines.schemas import ASKED

A_CLOCK_TIME = (
    r"^ *([0-9]|[01][0-9]|2[0-3])[:.][0-5][0-9](:[0-5][0-9])? *$"
    r"|^ *(0?[1-9]|1[0-2])([:.][0-5][0-9](:[0-5][0-9])?)? ?[aApP]\.?[mM]\.? *$"
)
"""Pattern of the clock times that are read; for the documentation."""

CLOCK_TEXT = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2})(?::[0-5][0-9])?)? ?(?:([ap])\.?m\.?)?", re.IGNORECASE)

NAMES_OF_TIMES = {
    **dict.fromkeys(("12 noon", "noon", "midday"), "12:00"),
    **dict.fromkeys(("12 midnight", "midnight"), "00:00"),
}

CLOCK_WORD = re.compile(
    r"(?:and |& ?)?(?:at |about |around )?"
    r"([0-9]{1,2}(?:[:.][0-9]{2}(?::[0-9]{2})?)? ?(?:am|pm|a\.m\.|p\.m\.)"
    rf"|[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?|{'|'.join(NAMES_OF_TIMES)})",
    re.IGNORECASE,
)
"""A time in a text, with the words before it."""


def clock_time(text: str) -> str:
    """Return a clock time as `08:00`: `8:00`, `08:00:00`, `8am` and `8:30 pm` are read too."""
    found = CLOCK_TEXT.fullmatch(text.strip())
    if found is None or (found[2] is None and found[3] is None):
        raise ValueError("is no clock time such as 08:00 or 8am")
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half and not 1 <= hour <= 12:
        raise ValueError("has an hour that does not go with am or pm")
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:
        raise ValueError("should be from 00:00 to 23:59")
    return f"{hour:02}:{minute:02}"


Clock = Annotated[
    str,
    Field(max_length=12, strict=True, examples=["08:00"], json_schema_extra={"pattern": A_CLOCK_TIME}),
    AfterValidator(clock_time),
]
Clocks = Annotated[
    list[Clock], Field(max_length=24), AfterValidator(lambda times: list(dict.fromkeys(times)))
]
"""Clock times, each once."""


class WakingHours(BaseModel):
    """The part of the day in which times are proposed; it may run over midnight."""

    model_config = ASKED

    from_: Annotated[Clock, Field(alias="from")] = "06:00"
    """Start."""
    to: Clock = "23:00"
    """End."""
