"""Safety check as a form, sent by POST so that no input reaches an address or a log."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Form, Request, Response

from app.api.dependencies import Db, Tested
from app.api.routing import Router
from app.db import queries
from app.models import Form as MagnesiumForm
from app.models import Rule, Source
from app.models.rule import Severity
from app.safety.answers import ActionRow, CheckAnswer
from app.safety.check import Checker
from app.safety.missing_values import with_given_names
from app.safety.request import AskedJurisdiction
from app.web.safety_form import FilledIn, Reading, field_and_words, read
from app.web.templating import render_page

router = Router(include_in_schema=False)

EMPTY_FORM = FilledIn(jurisdictions=["US", "EU", "UK"])
"""Form before anything is filled in."""

JURISDICTIONS = [(each.value, each.meaning.rstrip(".")) for each in AskedJurisdiction]
"""Jurisdictions with dose figures, as (value, text)."""


@router.get("/safety")
def empty_form(request: Request, db: Db) -> Response:
    """Show the empty form."""
    return form_page(request, db, EMPTY_FORM, Reading(), None)


@router.post("/safety")
def filled_form(request: Request, form: Annotated[FilledIn, Form()], db: Db, tested: Tested) -> Response:
    """Show the answer above the form, or the errors; the form keeps what was entered."""
    checker: Checker = tested.trusted()
    reading = read(form, checker.names.for_one_call())
    answer, actions = checker.check_for_page(reading.request) if reading.request else (None, [])
    response = form_page(request, db, form, reading, answer, actions)
    response.headers["cache-control"] = "no-store"
    return response


def form_page(
    request: Request,
    db: Db,
    form: FilledIn,
    reading: Reading,
    answer: CheckAnswer | None,
    actions: Sequence[ActionRow] = (),
) -> Response:
    """Render the form with its answer or its errors."""
    with db.connect() as connection:
        names: dict[str, Any] = {
            "forms": queries.names(connection, MagnesiumForm).values(),
            "rules": queries.names(connection, Rule),
            "sources": queries.names(connection, Source),
        }
    return render_page(
        request,
        "safety.html",
        422 if reading.errors else 200,
        form=form,
        errors=reading.errors,
        answer=answer,
        actions=actions,
        advised={rule for each in actions for rule in each.rules},
        points=sum(each.severity is not Severity.info for each in actions),
        needed=[] if answer is None else missing_inputs(answer),
        with_names=lambda text, answer: with_given_names(text, answer.inputs),
        jurisdictions=JURISDICTIONS,
        **names,
    )


def missing_inputs(answer: CheckAnswer) -> list[tuple[str, str, list[str]]]:
    """Return (field of the form, missing input, undecided rules), most rules first."""
    waiting: dict[tuple[str, str], list[str]] = {}
    for each in answer.undecided:
        for need in each.needs:
            waiting.setdefault(field_and_words(need, answer), []).append(each.rule)
    ordered = sorted(waiting.items(), key=lambda item: -len(item[1]))
    return [(place, words, rules) for (place, words), rules in ordered]
