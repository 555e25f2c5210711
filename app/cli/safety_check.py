"""The command `check`: options to a request, and the answer as a table."""

import json
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.shared import cli, configured, fail, without_garbage_collection

if TYPE_CHECKING:
    from app.medicines.concepts import Said
    from app.safety.answers import ActionRow, CheckAnswer
    from app.safety.check import Checker

EXIT_CODES = {"none_recorded": 0, "issues_found": 3, "incomplete": 4}
"""Exit code of `check` by disposition; 1 when there is no dataset, 2 when the request was not understood."""


@cli.command("check")
@without_garbage_collection()
def check_command(
    amount: Annotated[
        str | None,
        typer.Option(help="Magnesium a day: `200 mg`, `10 mmol`, `2 x 100 mg`, `100 mg twice a day`."),
    ] = None,
    salt_amount: Annotated[
        str | None, typer.Option("--salt", help="Or: the salt a day, such as `1000 mg` of the citrate.")
    ] = None,
    dose_mg: Annotated[float | None, typer.Option(help="Or: elemental magnesium, mg per day.")] = None,
    compound_mg: Annotated[float | None, typer.Option(help="Or: the compound (salt), mg per day.")] = None,
    form: Annotated[str | None, typer.Option(help="Form of magnesium, such as citrate.")] = None,
    times: Annotated[str | None, typer.Option(help="When it is taken: `8am, 9:30pm`.")] = None,
    medicine: Annotated[
        list[str] | None,
        typer.Option(
            help="Medicines, separated by commas, with times: `ciprofloxacin 9am, 9pm`. Repeatable."
        ),
    ] = None,
    condition: Annotated[
        list[str] | None, typer.Option(help="Conditions, separated by commas. Repeatable.")
    ] = None,
    no_medicines: Annotated[bool, typer.Option("--no-medicines", help="No medicines are taken.")] = False,
    no_conditions: Annotated[bool, typer.Option("--no-conditions", help="There are no conditions.")] = False,
    age: Annotated[float | None, typer.Option(help="Years.")] = None,
    sex: Annotated[str | None, typer.Option(help="female or male.")] = None,
    egfr: Annotated[float | None, typer.Option(help="mL/min/1.73 m².")] = None,
    pregnant: Annotated[bool | None, typer.Option(help="Pregnant, or not.")] = None,
    breastfeeding: Annotated[bool | None, typer.Option(help="Breastfeeding, or not.")] = None,
    json_input: Annotated[
        str | None, typer.Option("--input", help="`-`: read the request as JSON from stdin.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
) -> None:
    """Run the safety check. Options that are left out are unknown; the answer lists what depends on them.

    Shells store the commands that are typed; `--input -` keeps health data out of that history.

    Exit codes: 0 none recorded, 3 issues found, 4 incomplete, 1 no dataset, 2 request not understood.
    """
    amounts = present(amount=amount, salt=salt_amount, elemental_mg=dose_mg, compound_mg=compound_mg)
    supplement = present(form=form, times=times)
    person = present(age=age, sex=sex, egfr=egfr, pregnant=pregnant, breastfeeding=breastfeeding)
    if json_input is not None:
        if any((amounts, supplement, person, medicine, condition, no_medicines, no_conditions)):
            fail("--input is the whole request: give it without other options than --json.", 2)
        checker = loaded_checker()
        raw = typer.get_binary_stream("stdin").read() if json_input == "-" else json_input.encode()
    else:
        magnesium = written_magnesium(amounts, supplement)
        checker = loaded_checker()
        names = checker.names.for_one_call()
        request = {
            "supplement": magnesium,
            "person": person,
            "medicines": written_list("medicine", medicine, no_medicines, names.said_of_medicine),
            "conditions": written_list("condition", condition, no_conditions, names.said_of_condition),
        }
        raw = json.dumps(request).encode()
    answer, actions = answer_to(checker, raw)
    typer.echo(answer.model_dump_json(indent=2) if as_json else answer_table(answer, actions))
    raise typer.Exit(EXIT_CODES[answer.disposition])


def answer_to(checker: "Checker", raw: bytes) -> "tuple[CheckAnswer, list[ActionRow]]":
    """Return the answer to a request, and its actions with all that is advised.

    Exit with what is wrong with the request.
    """
    from pydantic import ValidationError

    from app.middleware.strict_json import NotPlainError, plain_json
    from app.safety.request import LONGEST_QUESTION, CheckRequest

    if len(raw) > LONGEST_QUESTION:
        fail(f"A request may have at most {LONGEST_QUESTION} bytes.", 2)
    try:
        plain_json(raw)
        request = CheckRequest.model_validate_json(raw)
    except NotPlainError as error:
        fail(str(error), 2)
    except ValidationError as error:
        from app.errors import faults_of

        faults = faults_of(error, CheckRequest).errors
        fail("\n".join(f"{fault.place}: {fault.problem}" for fault in faults), 2)
    return checker.check_for_page(request)


def loaded_checker() -> "Checker":
    """Return the check of the dataset; exit when there is none, or when it gets a known answer wrong."""
    from app.db.database import open_database
    from app.db.errors import UnusableError
    from app.loading import load_checker
    from app.safety.self_test import NotTrustedError

    try:
        return load_checker(open_database(configured().database_url)).trusted()
    except (UnusableError, NotTrustedError) as error:
        fail(str(error))


def present(**given: object) -> dict[str, Any]:
    """Return the values that were given."""
    return {name: value for name, value in given.items() if value is not None}


def written_magnesium(amounts: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
    """Return the magnesium as fields of a request, from the options of its amount, and its form and times.

    Exit when two amounts are given, or one or the times cannot be read.
    """
    from app.safety.typed_amounts import NotReadError, read_amount
    from app.safety.typed_lists import read_times

    if len(amounts) > 1:
        fail("Give at most one of --amount, --salt, --dose-mg and --compound-mg.", 2)
    given = {**options, **amounts}
    try:
        for option, compound in (("amount", False), ("salt", True)):
            if option in given:
                given |= read_amount(given.pop(option), compound)
        if "times" in given:
            given["times"] = read_times(given["times"])
            if given["times"] is None:
                raise NotReadError("no clock times such as 8am or 21:30")
    except NotReadError as error:
        fail(f"--amount or --times: {error}; see --help", 2)
    return given


def written_list(
    option: str, texts: list[str] | None, none: bool, said: "Callable[[str], Said]"
) -> list[dict[str, object]] | None:
    """Return names as the check takes them, medicines with their times; None when nothing was said.

    Exit when an option names nothing, or names something beside `--no-…`: an empty text is no empty list.
    """
    from app.safety.typed_lists import entries, read_medicine_entry

    if not texts:
        return [] if none else None
    if none:
        fail(f"Give --{option} or --no-{option}s, not both.", 2)
    listed = [entries(text, said) for text in texts]
    if not all(listed):
        fail(f"--{option} names nothing; when there are none, give --no-{option}s.", 2)
    named = [entry for each in listed for entry in each]
    return [read_medicine_entry(each) if option == "medicine" else {"text": each} for each in named]


LINE_WIDTH = 100
"""Characters in a line of the table."""


def answer_table(answer: "CheckAnswer", actions: "list[ActionRow]") -> str:
    """Return an answer as text for a terminal: headline, what to do as a table, what was not checked."""
    from textwrap import wrap as wrapped

    from app.safety.check import NOT_CHECKED
    from app.safety.missing_values import with_given_names

    wrap = partial(wrapped, break_on_hyphens=False)
    first = max((len(action.severity) for action in actions), default=0) + 2
    about = min(28, max((len(action.for_) for action in actions), default=0))
    indent = first + about + 2
    lines = [*wrap(answer.headline.text, LINE_WIDTH), ""]
    for action in actions:
        start = f"{action.severity:<{first}}{action.for_:<{about}}  "
        rows = wrap(action.do, LINE_WIDTH - indent)
        if len(start) > indent:
            lines.append(start.rstrip())
            start = " " * indent
        lines += [start + rows[0], *(" " * indent + row for row in rows[1:])]
    if actions:
        lines.append("")
    times = f"Magnesium at {', '.join(answer.schedule.magnesium_times)}. " * bool(
        answer.schedule.magnesium_times
    )
    lines += wrap(times + with_given_names(answer.schedule.why, answer.inputs), LINE_WIDTH)
    if answer.headline.not_checked:
        lines += wrap(f"Not checked: {'; '.join(answer.headline.not_checked)}.", LINE_WIDTH)
    lines += wrap(f"Never checked: {'; '.join(NOT_CHECKED)}.", LINE_WIDTH)
    advised = {rule for action in actions for rule in action.rules}
    if remarks := [alert.rule for alert in answer.alerts if alert.rule not in advised]:
        lines += wrap(f"Remarks: {', '.join(remarks)} (--json shows them).", LINE_WIDTH)
    return "\n".join([*lines, "", *wrap(answer.notice, LINE_WIDTH)])
