"""The safety check as a form. It is sent by POST, so that nothing reaches an address or a log."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from app.api.dependencies import Db, Watched
from app.db import queries
from app.models import Form as MagnesiumForm
from app.models import Rule, Source
from app.safety.check import Checker
from app.safety.schemas import AskedJurisdiction, CheckAnswer
from app.web.safety_form import FilledIn, Reading, read, wanted, with_names
from app.web.templating import page

router = APIRouter(include_in_schema=False)

DEFAULTS = FilledIn(jurisdictions=["US", "EU", "UK"])
"""The form before anything is filled in."""

PLACES = [(each.value, each.meaning.rstrip(".")) for each in AskedJurisdiction]
"""Whose dose figures can be compared with."""


@router.get("/safety")
def empty_form(request: Request, db: Db) -> Response:
    """The form."""
    return shown(request, db, DEFAULTS, Reading(), None)


@router.post("/safety")
def filled_form(request: Request, form: Annotated[FilledIn, Form()], db: Db, watched: Watched) -> Response:
    """The answer above the form, or what is wrong with the form; what was filled in stays in it."""
    checker: Checker = watched.trusted()
    reading = read(form)
    answer = None if reading.request is None else checker.check(reading.request)
    response = shown(request, db, form, reading, answer)
    response.headers["cache-control"] = "no-store"
    return response


def shown(request: Request, db: Db, form: FilledIn, reading: Reading, answer: CheckAnswer | None) -> Response:
    """The form with what came of it."""
    with db.connect() as connection:
        names: dict[str, Any] = {
            "forms": queries.names(connection, MagnesiumForm).values(),
            "rules": queries.names(connection, Rule),
            "sources": queries.names(connection, Source),
        }
    return page(
        request,
        "safety.html",
        422 if reading.errors else 200,
        form=form,
        errors=reading.errors,
        answer=answer,
        needed=[] if answer is None else needs(answer),
        with_names=with_names,
        jurisdictions=PLACES,
        **names,
    )


def needs(answer: CheckAnswer) -> list[tuple[str, str, list[str]]]:
    """(field of the form, what is needed, rules that wait for it), what most rules wait for first."""
    waiting: dict[tuple[str, str], list[str]] = {}
    for each in answer.undecided:
        for need in each.needs:
            waiting.setdefault(wanted(need, answer), []).append(each.rule)
    ordered = sorted(waiting.items(), key=lambda item: -len(item[1]))
    return [(place, words, rules) for (place, words), rules in ordered]
