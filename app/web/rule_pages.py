"""Pages of the safety rules: what each looks at, what it says, and what it rests on."""

from typing import Annotated

from fastapi import Request, Response

from app.api.dependencies import Db, slug_path
from app.api.routing import Router
from app.db import queries
from app.db.database import Database
from app.models import Condition, MedicineClass, Rule, Source
from app.models.rule import Severity, When
from app.web.rule_words import RuleNames, rule_lines
from app.web.templating import render_page

router = Router(include_in_schema=False)


@router.get("/rules")
def rules(request: Request, db: Db) -> Response:
    """Show every rule, the most severe first."""
    with db.connect() as connection:
        found = sorted(queries.documents(connection, Rule), key=lambda rule: rule.name.casefold())
    by_severity = [(each, [rule for rule in found if rule.severity is each]) for each in Severity]
    return render_page(
        request, "rules.html", alternate="/v1/safety/rules", number=len(found), by_severity=by_severity
    )


@router.get("/rules/{slug}")
def one_rule(
    request: Request, slug: Annotated[str, slug_path("The rule's slug.", "thyroid")], db: Db
) -> Response:
    """Show one rule."""
    with db.connect() as connection:
        rule = queries.document(connection, Rule, slug)
        sources = queries.names(connection, Source)
    same_group = [each for each in rules_of_group(db, rule.group) if each.slug != slug]
    return render_page(
        request,
        "rule.html",
        alternate=f"/v1/safety/rules/{slug}",
        rule=rule,
        lines=list(rule_lines(rule.when, rule_names(db, rule.when))),
        same_group=same_group,
        names=sources,
    )


def rules_of_group(db: Database, group: str | None) -> list[Rule]:
    """Return the rules of a group; none without a group."""
    if group is None:
        return []
    with db.connect() as connection:
        return [each for each in queries.documents(connection, Rule) if each.group == group]


def rule_names(db: Database, when: When) -> RuleNames:
    """Return the names of the classes and conditions that a rule looks at."""
    classes = dict.fromkeys([*when.medicine_classes, *when.except_medicine_classes])
    groups = dict.fromkeys(reference.partition("/")[0] for reference in when.conditions)
    with db.connect() as connection:
        return RuleNames.of(
            [queries.document(connection, MedicineClass, slug) for slug in classes],
            [queries.document(connection, Condition, slug) for slug in groups],
        )
