"""Read procedures and orders of services: some have the name of a condition, as dialysis has.

What must stay true: a procedure that was completed long ago is read as history, as the reader of conditions
reads `status post`. What was not done, stopped or entered in error counts for nothing.
"""

from datetime import date, timedelta

from app.cds_hooks.reading.fhir import CodedName, FoundResource, code_word, concept_name, value_at
from app.cds_hooks.reading.medicine_status import is_denied, reason_not_taken
from app.cds_hooks.reading.observations import date_range
from app.cds_hooks.reading.record import ReadProcedure, Settled
from app.cds_hooks.reading.resources import NotRelevant

PAST_STATUSES = frozenset({"completed", "unknown"})

LAST_FOR = timedelta(days=90)
"""How long a procedure counts as one that is going on, such as dialysis; ours."""

DAYS = (
    ("performedDateTime",),
    ("performedPeriod", "end"),
    ("performedPeriod", "start"),
    ("occurrenceDateTime",),
    ("occurrencePeriod", "end"),
    ("occurrencePeriod", "start"),
)
"""Where a procedure tells its day."""


def read_procedure(found: FoundResource, today: date) -> ReadProcedure | Settled:
    """Return a procedure, or an order of a service, that is planned, going on, or was done."""
    resource = found.resource
    is_procedure = found.kind == "Procedure"
    status = code_word(resource.get("status"))
    done = is_procedure and status in PAST_STATUSES
    if (not done or is_denied(resource)) and (reason := reason_not_taken(found)):
        return Settled(found, NotRelevant(reason))
    name = concept_name(resource.get("code"))
    if not is_procedure:
        return ReadProcedure(found, name, "ordered")
    days = [days for path in DAYS if (days := date_range(value_at(resource, *path)))]
    if done and not any(today - last <= LAST_FOR for _, last in days):
        name = CodedName(tuple(f"status post {each}" for each in name.texts))
    day = f" {days[0][1].isoformat()}" if days else ""
    return ReadProcedure(found, name, f"procedure{day}")
