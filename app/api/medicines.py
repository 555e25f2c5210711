"""Look up what a name of a medicine stands for. Nothing of a request is stored."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from app.api.dependencies import Check, Db
from app.api.responses import NO_STORE_RESPONSE
from app.api.routing import PrefixRouter
from app.db.database import Database
from app.db.lookup_tables import KnownName, names_with
from app.errors import REQUEST_CONFIG, RESPONSE_CONFIG, problem_responses
from app.medicines.names import fold
from app.medicines.schemas import Concept, InputStatus, MatchedBy, Text
from app.medicines.vocabulary import INTERNATIONAL, NameKind
from app.models.filters import A_NAME
from app.safety.check import Checker
from app.safety.request import MedicineInput

router = PrefixRouter(prefix="/v1/medicines")

MOST_NAMES = 20
"""Most names in the answer to a look-up."""


class MedicineQuery(BaseModel):
    """The medicine to look up."""

    model_config = REQUEST_CONFIG

    q: Annotated[Text, Field(examples=["Cipro"], json_schema_extra={"pattern": A_NAME})]
    """Name, synonym or brand. Case and repeated spaces are ignored; spelling is not corrected."""


class NameMeaning(BaseModel):
    """A name of the vocabulary and what it stands for."""

    model_config = RESPONSE_CONFIG

    name: str
    """The name as it is written."""
    kind: NameKind
    meanings: list[list[str]]
    """Slugs of the substances of each meaning. More than one meaning: the name is ambiguous. None: it names a
    class, or a product of unknown content."""


class MedicineLookup(BaseModel):
    """The medicine that a name stands for."""

    model_config = RESPONSE_CONFIG

    status: InputStatus
    """How the name was recognised, as the check says it."""
    matched_by: MatchedBy | None
    concepts: list[Concept]
    """The medicine, and for a combination its components; for `ambiguous`, the candidates."""
    not_checked: list[str]
    """Parts that were not checked: an ingredient that was not looked up, or that was not read."""
    suggestions: list[str]
    """Similar names; none was assumed."""
    names: list[NameMeaning]
    """Names that begin with the text or contain it, the nearest first; at most 20."""


@router.get(
    "",
    operation_id="look_up_medicine",
    summary="Look up a medicine",
    response_description="The medicine that the name stands for; an unknown name is `not_recognised`.",
    responses={**NO_STORE_RESPONSE, **problem_responses(400, 422, 503)},
)
def look_up_medicine(query: Annotated[MedicineQuery, Query()], check: Check, db: Db) -> MedicineLookup:
    """Return the medicine that a name stands for, as the safety check reads it, and names that contain it."""
    return medicine_lookup(check, db, query.q)


def medicine_lookup(check: Checker, db: Database, name: str) -> MedicineLookup:
    """Return the medicine that a name stands for, and names that contain it."""
    match = check.names.medicine(MedicineInput(text=name))
    names = names_containing(db, fold(name)) if fold(name) else []
    return MedicineLookup(
        status=match.status,
        matched_by=match.by,
        concepts=match.shown_concepts,
        not_checked=list(match.not_checked),
        suggestions=list(match.suggestions),
        names=[
            NameMeaning(name=each.name, kind=NameKind[each.kind], meanings=slugs_by_meaning(each))
            for each in names
        ],
    )


def names_containing(db: Database, folded: str) -> list[KnownName]:
    """Return names that contain a folded text; equally near, international and common names come first."""
    with db.connect() as connection:
        return names_with(connection, folded, MOST_NAMES, INTERNATIONAL)


def slugs_by_meaning(name: KnownName) -> list[list[str]]:
    """Return the slugs of each meaning of a name."""
    return [meaning.split("; ") for meaning in name.meanings.split(" | ")] if name.meanings else []
