"""Answers as JSON, put together from what was written before. Pure.

What must stay true: it is what the models of `shapes.py` would write of the same answer, to the byte. What a
rule says whenever it fires is written when the rules are read; what rules say of a medicine is written once
and kept with it.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from json.encoder import encode_basestring as quoted

from pydantic_core import to_json

from app.medicines.concepts import Match
from app.models import Limit, Rule
from app.safety.dose import shown
from app.safety.engine import Said, Spoken, Verdict, WrittenAlert
from app.safety.places import ANYWHERE, Place
from app.safety.predicates import Facts, Taken, figure_of
from app.safety.rule_index import Hours, strongest_first
from app.safety.schedule import Interval, conflicts
from app.safety.schemas import Alert, AskedJurisdiction, CheckRequest, GivenAs, Person, Supplement

Recognised = tuple[Place, str, Match]
"""One input: where it was given, how, and what it was taken for."""

NOT_CHECKED = (
    "interactions between the medicines themselves",
    "allergies and intolerances",
    "food, herbs and other supplements",
    "magnesium in food and drinking water",
    "blood tests, other than the kidney function given",
    "strengths and doses of the medicines",
)

AS_GIVEN = {name: to_json(f"{name.replace('_', ' ')}, as given") for name in Person.model_fields}
"""What is known of a person → that it was looked at."""

NO_CONFLICTS = b"[]"

WORDS = {True: b"true", False: b"false", None: b"null"}
"""In JSON."""


def text(said: str) -> bytes:
    """A text."""
    return quoted(said).encode()


def texts(said: Iterable[str]) -> bytes:
    """A list of texts."""
    return f"[{','.join(map(quoted, said))}]".encode()


NEVER_CHECKED = texts(NOT_CHECKED)


def dose(supplement: Supplement, facts: Facts) -> bytes:
    """A `CheckedDose`: the amount that was checked."""
    amount = facts.amount
    figures = amount.exact, shown(amount.least), None if amount.most is None else shown(amount.most)
    exact, least, most = ["null" if figure is None else repr(figure) for figure in figures]
    given_as = GivenAs.compound if supplement.elemental_mg is None else GivenAs.elemental
    return (
        f'{{"elemental_mg_per_day":{exact},"elemental_mg_per_day_min":{least},"elemental_mg_per_day_max":{most},'
        f'"given_as":"{given_as}","how":{quoted(facts.how)}}}'
    ).encode()


def undecided(found: Iterable[Verdict]) -> bytes:
    """A list of `Undecided`: the rules that could not be decided, once each, with all they need."""
    needs: dict[str, dict[str, None]] = {}
    for each in found:
        needs.setdefault(each.of.slug, {}).update(dict.fromkeys(each.needs))
    parts = [b'{"rule":"%b","needs":%b}' % (rule.encode(), texts(needs[rule])) for rule in sorted(needs)]
    return b"[%b]" % b",".join(parts)


def no_times(possible: bool | None, why: str) -> bytes:
    """A `Schedule` without times."""
    return b'{"possible":%b,"magnesium_times":[],"why":%b}' % (WORDS[possible], text(why))


def inputs(recognised: Iterable[Recognised]) -> bytes:
    """A list of `CheckedInput`."""
    parts = [place.opening + text(given) + match.written for place, given, match in recognised]
    return b"[%b]" % b",".join(parts)


def checked(request: CheckRequest, recognised: Iterable[Recognised]) -> bytes:
    """What was looked at: a list of texts."""
    person = request.person
    parts = [
        dose_figures(request.jurisdictions),
        *[place.looked_at for place, _, match in recognised if match.looked_at],
    ]
    parts += [said for name, said in AS_GIVEN.items() if getattr(person, name) is not None]
    return b"[%b]" % b",".join(parts)


@lru_cache(256)
def dose_figures(jurisdictions: tuple[AskedJurisdiction, ...]) -> bytes:
    """With what the amount was compared: a text."""
    return text(f"the amount against the dose figures of {', '.join(jurisdictions)}")


def not_checked(request: CheckRequest, left_open: Iterable[Recognised]) -> bytes:
    """What was not looked at, a list of texts: what this question left open, then what always is.

    Of the inputs it takes those that were not wholly checked.
    """
    untold = [f"{name}: not told" for name in ("conditions", "medicines") if getattr(request, name) is None]
    unknown: list[str] = []
    parts: list[str] = []
    for place, _, match in left_open:
        if not match.looked_at:
            unknown.append(f"{place.name}: {match.shown_status.replace('_', ' ')}")
        parts += [f"{place.name}: {name}" for name in match.not_checked]
    here = [*untold, *unknown, *parts]
    return texts([*here, *NOT_CHECKED]) if here else NEVER_CHECKED


class AlertWriter:
    """Writes what rules say."""

    def __init__(self, rules: Iterable[Rule], limits: Mapping[str, Limit], labels: Mapping[str, str]) -> None:
        self.limits = limits
        self.labels = labels
        ordered = enumerate(strongest_first(rules))
        self.cut = {rule.slug: (order, *self.cut_alert(rule)) for order, rule in ordered}
        """Rule → where it stands among the alerts, then its alert without subject and reasons."""

    def cut_alert(self, rule: Rule) -> tuple[bytes, bytes, bytes]:
        """What a rule says whenever it fires, cut where a question has its say."""
        before, rest = to_json(self.unspoken(rule)).split(b'"subject":""')
        between, after = rest.split(b',"because":[]')
        return b"," + before + b'"subject":', between, after

    def unspoken(self, rule: Rule) -> Alert:
        """What a rule says whenever it fires."""
        limit = self.limits[rule.when.above_limit] if rule.when.above_limit else None
        return Alert(
            rule=rule.slug,
            kind=rule.kind,
            severity=rule.severity,
            subject="",
            effect=rule.effect,
            mechanism=rule.mechanism,
            action=rule.action,
            separation=rule.separation,
            jurisdiction=rule.jurisdiction,
            limit_mg=figure_of(limit) if limit else None,
            conflicts=[],
            because=[],
            evidence=rule.evidence,
            disagreement=rule.disagreement,
            sources=list(dict.fromkeys(source for entry in rule.provenance for source in entry.sources)),
            review=rule.review,
        )

    def alerts(self, said: Iterable[Said], magnesium_times: Sequence[str] | None) -> list[bytes]:
        """A list of `Alert`, in pieces: strongest rules first, what one says of several by their names."""
        found: list[tuple[int, str, tuple[bytes, bytes, bytes]]] = []
        times = magnesium_times or ()
        for spoken, place, taken in said:
            timed = times and taken and (len(taken) > 1 or taken[0][3])
            for order, subject, before, because, after, hours in spoken.written or self.write(spoken):
                if place:
                    because = because.replace(ANYWHERE.written, place.written)
                if timed and hours:
                    before = before.removesuffix(NO_CONFLICTS) + conflicting(hours, taken, times)
                found.append((order, subject, (before, because, after)))
        found.sort()
        pieces = [piece for _, _, alert in found for piece in alert]
        if pieces:
            pieces[0] = pieces[0].removeprefix(b",")
        return [b"[", *pieces, b"]"]

    def write(self, spoken: Spoken) -> list[WrittenAlert]:
        """What fires, as alerts with the place of the medicine left open; kept whole, or not at all."""
        found: list[WrittenAlert] = []
        for verdict in spoken.firing:
            order, before, between, after = self.cut[verdict.of.slug]
            subject = self.labels.get(verdict.subject, verdict.subject)
            because = b',"because":' + texts(verdict.because)
            opening = before + text(subject) + between
            found.append((order, subject, opening, because, after, verdict.of.hours))
        spoken.written = found  # at once: another thread may be reading it
        return found


def conflicting(hours: Hours, taken: Iterable[Taken], magnesium_times: Sequence[str]) -> bytes:
    """A list of `Conflict`."""
    found = (conflicts(Interval(*hours, times), magnesium_times) for *_, times in taken)
    return to_json([conflict for each in found for conflict in each])
