"""Pages of medicines: what is recorded about each with magnesium, at an address that can be linked."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from app.api.dependencies import Db, Tested
from app.api.parameters import Cursor
from app.api.vocabulary import LookupSlug
from app.db import queries
from app.db.errors import NotFoundError
from app.db.vocabulary import one_row, page_of_rows
from app.errors import REQUEST_CONFIG
from app.medicines.names import fold
from app.models import Rule, Source
from app.models.vocabulary import Substance, SubstanceKind
from app.registry import LOOKUP_TABLES
from app.safety.check import Checker
from app.safety.schemas import CheckRequest, MedicineInput, Supplement
from app.web.templating import render_page

router = APIRouter(include_in_schema=False)

SUBSTANCES = next(table for table in LOOKUP_TABLES if table.model is Substance)

BY_NAME = (SubstanceKind.medicine, SubstanceKind.medicine_without_english_name)
"""Kinds that a name means; they have a page."""

MEDICINES_ON_A_PAGE = 50
"""Medicines that a search lists at once."""


class MedicineSearch(BaseModel):
    """Which medicines to list."""

    model_config = REQUEST_CONFIG

    q: Annotated[str, Field(max_length=120)] = ""
    """Part of a name, a brand or a salt; empty for all medicines."""
    cursor: Cursor | None = None
    """Start of the page, from the link of the previous page."""


@router.get("/medicines")
def medicines(request: Request, query: Annotated[MedicineSearch, Query()], db: Db) -> Response:
    """Show the medicines whose names contain a text; without one, all of them, page by page."""
    folded = fold(query.q) or None
    with db.connect() as connection:
        page = page_of_rows(connection, db.stamp, SUBSTANCES, folded, MEDICINES_ON_A_PAGE, query.cursor)
    return render_page(
        request,
        "medicines.html",
        alternate="/v1/substances",
        asked=query,
        found=[Substance.model_validate_json(row) for row in page.items],
        by_name=BY_NAME,
        total=page.total,
        next_page=page.next,
    )


@router.get("/medicines/{slug}")
def one_medicine(
    request: Request,
    slug: LookupSlug,
    db: Db,
    tested: Tested,
) -> Response:
    """Show what is recorded about one medicine with magnesium of unknown amount."""
    with db.connect() as connection:
        substance = Substance.model_validate_json(one_row(connection, SUBSTANCES, slug))
        rules, sources = queries.names(connection, Rule), queries.names(connection, Source)
    if substance.kind not in BY_NAME:
        raise NotFoundError(f"a page is about a medicine; this is: {substance.kind.meaning}")
    checker: Checker = tested.trusted()
    name = substance.inn or substance.names_fr[0]
    asked = CheckRequest(supplement=Supplement(), medicines=[MedicineInput(text=name)])
    result = checker.result_of(asked)
    answer = checker.full_answer(result, grouped=True)  # no caller's check: not counted
    return render_page(
        request,
        "medicine.html",
        alternate=f"/v1/substances/{slug}",
        substance=substance,
        name=name,
        read=next(each for each in answer.inputs if each.place.startswith("medicines")),
        alerts=[alert for alert in checker.advisor.alerts(result.fired, True) if alert.kind == "interaction"],
        rules=rules,
        sources=sources,
        looked_up=answer.looked_up,
        notice=answer.notice,
    )
