"""Make the traffic-light figure of a tool as data: judgements on risk of bias by domain. Pure.

What must stay true: every judgement is a word; the text alternative says all of them.
"""

from collections import Counter
from collections.abc import Iterable

from app.evidence.appraisal_schemas import BiasFigure, BiasFigureColumn, BiasFigureRow
from app.evidence.labels import label, quantity
from app.models import BiasAssessment, DatasetStamp
from app.models.bias_assessment import DOMAINS_OF, BiasDomain, BiasTool

TOOL_NAMES = {
    BiasTool.rob_2: "RoB 2, randomised trials",
    BiasTool.robins_i: "ROBINS-I, studies without random allocation",
    BiasTool.amstar_2: "AMSTAR 2, critical items, systematic reviews",
}
"""Names of the tools in titles."""

NOT_READ_IN_FULL = (
    "Judged from abstracts, registry entries and accounts; no study was read in full. Where these do not "
    "allow a judgement, it is “cannot tell”, and the record names what is missing. Nobody has reviewed the "
    "judgements."
)


def bias_figure(tool: BiasTool, assessments: Iterable[BiasAssessment], stamp: DatasetStamp) -> BiasFigure:
    """Return the figure of the assessments with one tool, in the order of their names."""
    chosen = sorted((each for each in assessments if each.tool is tool), key=lambda each: each.name)
    columns = [
        BiasFigureColumn(heading=str(number), domain=domain, meaning=domain_meaning(domain))
        for number, domain in enumerate(DOMAINS_OF[tool], 1)
    ]
    rows = [
        BiasFigureRow(
            assessment=f"bias-assessments/{each.slug}",
            name=each.name,
            trial=each.trial,
            judgements=[domain.judgement for domain in each.domains],
            overall=each.overall,
        )
        for each in chosen
    ]
    return BiasFigure(
        name=f"risk-of-bias/{tool_address(tool)}",
        tool=tool,
        title=f"Risk of bias by domain: {TOOL_NAMES[tool]}",
        alternative=" ".join([bias_in_words(rows), *(row_in_words(row, columns) for row in rows)]),
        svg=f"/v1/figures/risk-of-bias/{tool_address(tool)}.svg",
        columns=columns,
        rows=rows,
        notes=[NOT_READ_IN_FULL],
        dataset=stamp,
    )


def tool_address(tool: BiasTool) -> str:
    """Return the name of a tool in an address: `rob-2`."""
    return tool.value.replace("_", "-")


def domain_meaning(domain: BiasDomain) -> str:
    """Return what a domain asks, without the names of its tools."""
    return domain.meaning.partition(": ")[2].rstrip(".")


def bias_in_words(rows: list[BiasFigureRow]) -> str:
    """Return how many assessments have which overall judgement."""
    counts = Counter(label(row.overall).wording for row in rows)
    found = "; ".join(f"{number} {wording}" for wording, number in counts.most_common())
    return f"{quantity(len(rows), 'assessment')}. Overall: {found or 'none'}."


def row_in_words(row: BiasFigureRow, columns: list[BiasFigureColumn]) -> str:
    """Return the judgements of one assessment in a sentence."""
    found = ", ".join(
        f"{column.heading} {label(judgement).wording}"
        for column, judgement in zip(columns, row.judgements, strict=True)
    )
    return f"{row.name}: {found}; overall {label(row.overall).wording}."
