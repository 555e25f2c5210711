"""Pages of medicines: what is recorded about each with magnesium, at an address that can be linked.

What must stay true: an address with any name of a medicine leads to the page of the substance that the check
reads in it, and to no other; a name of several things lists them.
"""

import string
from collections.abc import Iterable, Sequence
from typing import Annotated, NamedTuple

from fastapi import HTTPException, Query, Request, Response
from fastapi import Path as PathParameter
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from app.api.dependencies import Db, Tested
from app.api.parameters import Cursor
from app.api.routing import Router
from app.db import queries
from app.db.errors import NotFoundError
from app.db.lookup_tables import found_row, page_of_rows, rows_beginning
from app.db.near_keys import near_row
from app.errors import REQUEST_CONFIG
from app.medicines.concepts import MedicineConcept
from app.medicines.names import fold
from app.medicines.vocabulary import LONGEST_TEXT, Meaning
from app.models import MedicineClass, Rule, Source
from app.models.lookup_tables import Substance, SubstanceKind
from app.registry import LOOKUP_TABLES
from app.safety.check import Checker
from app.safety.request import CheckRequest, MedicineInput, Supplement
from app.web.templating import render_page

router = Router(include_in_schema=False)

SUBSTANCES = next(table for table in LOOKUP_TABLES if table.model is Substance)

BY_NAME = (SubstanceKind.medicine, SubstanceKind.medicine_without_english_name)
"""Kinds that a name means; they have a page."""

MEDICINES_ON_A_PAGE = 50
"""Medicines that a search lists at once."""

DIGITS = "0-9"
"""Heading of the medicines whose names begin with a number."""


class LinkedSubstance(NamedTuple):
    """A substance as a list shows it."""

    name: str
    slug: str | None
    """Slug of its page; None when it has none."""


class MedicineSearch(BaseModel):
    """Which medicines to list."""

    model_config = REQUEST_CONFIG

    q: Annotated[str, Field(max_length=120)] = ""
    """Part of a name, a brand or a salt; empty for none."""
    letter: Annotated[str, Field(pattern="^([a-z]|0-9)?$")] = ""
    """First letter of the names; empty for all."""
    cursor: Cursor | None = None
    """Start of the page, from the link of the previous page."""


@router.get("/medicines")
def medicines(
    request: Request, query: Annotated[MedicineSearch, Query()], db: Db, tested: Tested
) -> Response:
    """Show the medicines of a search or of a letter; without either, those that rules name, by class."""
    checker: Checker = tested.trusted()
    classes: list[tuple[str, list[LinkedSubstance]]] = []
    found: list[Substance] = []
    total, more = 0, None
    with db.connect() as connection:
        if query.q or query.cursor:
            page = page_of_rows(
                connection, db.stamp, SUBSTANCES, fold(query.q) or None, MEDICINES_ON_A_PAGE, query.cursor
            )
            found = [Substance.model_validate_json(row) for row in page.items]
            total, more = page.total, page.next
        elif query.letter:
            first = string.digits if query.letter == DIGITS else query.letter
            rows = rows_beginning(connection, SUBSTANCES, first)
            found = [each for each in map(Substance.model_validate_json, rows) if each.kind in BY_NAME]
            total = len(found)
        else:
            classes = named_by_rules(checker, queries.documents(connection, MedicineClass))
    return render_page(
        request,
        "medicines.html",
        alternate="/v1/substances",
        asked=query,
        letters=(*string.ascii_lowercase, DIGITS),
        classes=classes,
        found=found,
        named={each.slug for each in found if checker.names.medicines.is_named_by_a_rule(each.slug)},
        by_name=BY_NAME,
        total=total,
        next_page=more,
    )


def named_by_rules(
    checker: Checker, classes: Iterable[MedicineClass]
) -> list[tuple[str, list[LinkedSubstance]]]:
    """Return the classes with medicines that rules name, in the order of their names, and these medicines."""
    names, found = checker.names, []
    for each in sorted(classes, key=lambda one: one.name.casefold()):
        concepts = (MedicineConcept(each.slug, medicine.name) for medicine in each.medicines)
        meanings = map(names.medicines.known.meaning, filter(names.has_rule, concepts))
        single = {meaning[0] for meaning in meanings if len(meaning) == 1}
        if members := [linked(checker, slug) for slug in single]:
            found.append((each.name, sorted(members, key=lambda member: member.name.casefold())))
    return found


def linked(checker: Checker, slug: str) -> LinkedSubstance:
    """Return a substance as a list shows it; one that the vocabulary does not have is `class/medicine`."""
    name = checker.names.medicines.known.substance(slug).name
    return LinkedSubstance(name, None if "/" in slug else slug)


@router.get("/medicines/{name:path}")
def one_medicine(
    request: Request,
    name: Annotated[str, PathParameter(max_length=LONGEST_TEXT)],
    db: Db,
    tested: Tested,
) -> Response:
    """Show what is recorded about a medicine with magnesium, or lead from any name of it to this page."""
    if not fold(name):
        raise HTTPException(404)
    checker: Checker = tested.trusted()
    with db.connect() as connection:
        if (row := found_row(connection, SUBSTANCES, name)) is not None:
            rules, sources = queries.names(connection, Rule), queries.names(connection, Source)
            return substance_page(request, checker, Substance.model_validate_json(row), rules, sources)
        meanings = meanings_of(checker, name)
        if meanings is None:
            near = near_row(connection, SUBSTANCES, name) or "."
            raise NotFoundError(f"We do not have a medicine of this name{near}")
    if not meanings:
        raise NotFoundError("this name stands for a group of medicines, or a product of unknown content")
    if len(meanings) == 1 and len(meanings[0]) == 1 and "/" not in meanings[0][0]:
        return RedirectResponse(f"{request.scope.get('root_path', '')}/medicines/{meanings[0][0]}", 307)
    return render_page(
        request,
        "medicine_name.html",
        alternate=None,
        name=name.replace("-", " "),
        meanings=[[linked(checker, slug) for slug in meaning] for meaning in meanings],
    )


def meanings_of(checker: Checker, name: str) -> Sequence[Meaning] | None:
    """Return the substances of each meaning of a name, as the check reads it; None when it is unknown.

    A whole name of the vocabulary stands for itself, also with the brackets that lists write in it.
    """
    known = checker.names.medicines.known.find_name(fold(name))
    if known is not None and not known.whole_only:
        return known.meanings
    reading = checker.names.medicines.read(name)
    if not reading.understood or reading.doubts or reading.contradicts_itself:
        return None
    return reading.meanings


def substance_page(
    request: Request, checker: Checker, substance: Substance, rules: dict[str, str], sources: dict[str, str]
) -> Response:
    """Return the page of a substance: what the check answers for magnesium of unknown amount."""
    if substance.kind not in BY_NAME:
        raise NotFoundError(f"a page is about a medicine; this is: {substance.kind.meaning}")
    name = substance.inn or substance.names_fr[0]
    asked = CheckRequest(supplement=Supplement(), medicines=[MedicineInput(text=name)])
    result = checker.result_of(asked)
    answer = checker.full_answer(result, grouped=True)  # no caller's check: not counted
    return render_page(
        request,
        "medicine.html",
        alternate=f"/v1/substances/{substance.slug}",
        substance=substance,
        name=name,
        read=next(each for each in answer.inputs if each.place.startswith("medicines")),
        alerts=[alert for alert in checker.alerts.alerts(result.fired, True) if alert.kind == "interaction"],
        rules=rules,
        sources=sources,
        notice=answer.notice,
    )
