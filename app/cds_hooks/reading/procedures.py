"""Read procedures and orders of services: some have the name of a condition, as dialysis has.

What must stay true: a procedure that was completed long ago is read as history, as the reader of conditions
reads `status post`. What was not done, stopped or entered in error counts for nothing.
"""

from datetime import date

from app.cds_hooks.reading.dates import day_and_recency
from app.cds_hooks.reading.fhir import CodedName, FoundResource, ReferenceIndex, code_word, concept_name
from app.cds_hooks.reading.medicine_status import is_denied, reason_not_taken
from app.cds_hooks.reading.mentions import reasons_in_doubt
from app.cds_hooks.reading.outcomes import NotRelevant
from app.cds_hooks.reading.read_resources import ReadMention, ReadMentions, Settled

PAST_STATUSES = frozenset({"completed", "unknown"})


def read_procedure(found: FoundResource, index: ReferenceIndex, today: date) -> ReadMentions | Settled:
    """Return a procedure, or an order of a service, that is planned, going on, or was done."""
    resource = found.resource
    is_procedure = found.kind == "Procedure"
    status = code_word(resource.get("status"))
    done = is_procedure and status in PAST_STATUSES
    if (not done or is_denied(resource)) and (reason := reason_not_taken(found)):
        return Settled(found, NotRelevant(reason))
    name = concept_name(resource.get("code"))
    mentions = [ReadMention(found, name, "ordered")]
    if is_procedure:
        told, recent = day_and_recency(resource, today)
        label = f"procedure {told.isoformat()}" if told else "procedure"
        mentions = [ReadMention(found, name, label, in_doubt=done and not recent)]
        if done and not recent:
            history = CodedName(tuple(f"status post {each}" for each in name.texts))
            mentions.insert(0, ReadMention(found, history, label))
    return ReadMentions(found, (*mentions, *reasons_in_doubt(found, index)))
