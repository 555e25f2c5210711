"""Assessments of risk of bias: RoB 2 for randomised trials, ROBINS-I for others, AMSTAR 2 for reviews.

What must stay true: every domain of the tool is judged once; the overall judgement follows from the domains
by the rule of the tool; what cannot be judged says what information is missing.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Self

from pydantic import Field, model_validator

from app.models.base import (
    Component,
    Document,
    Indexed,
    Name,
    Prose,
    RecordRef,
    Slug,
    SourceRef,
    TrialRef,
    Vocabulary,
)
from app.models.filters import Several, SourceFilter, TrialSlug
from app.models.provenance import Record


class BiasTool(Vocabulary):
    """Tool with which risk of bias is judged."""

    rob_2 = "rob_2", "RoB 2: a result of a randomised trial."
    robins_i = "robins_i", "ROBINS-I: a result of a study without random allocation."
    amstar_2 = "amstar_2", "AMSTAR 2, its seven critical items: a systematic review."


class BiasDomain(Vocabulary):
    """Domain of a tool: where bias may come in, or for AMSTAR 2 what a review should have done."""

    randomisation = "randomisation", "RoB 2: how people were allocated, and whether that was concealed."
    carry_over = "carry_over", "RoB 2, crossover trials: effects of one period that last into the next."
    confounding = "confounding", "ROBINS-I: what else could explain the difference."
    participant_selection = "participant_selection", "ROBINS-I: who was taken into the study."
    classification = "classification", "ROBINS-I: whether it is known who was given what."
    deviations = "deviations", "RoB 2, ROBINS-I: departures from what was to be given."
    missing_data = "missing_data", "RoB 2, ROBINS-I: people without a result."
    measurement = "measurement", "RoB 2, ROBINS-I: how the outcome was measured, and by whom."
    reported_result = "reported_result", "RoB 2, ROBINS-I: which of several results was reported."
    protocol = "protocol", "AMSTAR 2, item 2: methods laid down before the review."
    search = "search", "AMSTAR 2, item 4: a comprehensive search."
    excluded_studies = "excluded_studies", "AMSTAR 2, item 7: a list of excluded studies with reasons."
    bias_of_studies = "bias_of_studies", "AMSTAR 2, item 9: risk of bias of each study was judged."
    meta_analysis = "meta_analysis", "AMSTAR 2, item 11: fitting methods of combining results."
    bias_in_conclusions = (
        "bias_in_conclusions",
        "AMSTAR 2, item 13: risk of bias was taken into account in the conclusions.",
    )
    publication_bias = "publication_bias", "AMSTAR 2, item 15: publication bias was looked into."


class BiasJudgement(Vocabulary):
    """Judgement in the words of the tool, or that none can be made."""

    low = "low", "RoB 2, ROBINS-I: low risk of bias."
    some_concerns = "some_concerns", "RoB 2: some concerns."
    moderate = "moderate", "ROBINS-I: moderate risk of bias."
    high = "high", "RoB 2: high risk of bias."
    serious = "serious", "ROBINS-I: serious risk of bias."
    critical = "critical", "ROBINS-I: critical risk of bias; the result cannot show an effect."
    met = "met", "AMSTAR 2: the item is met."
    partly_met = "partly_met", "AMSTAR 2: the item is met in part."
    not_met = "not_met", "AMSTAR 2: the item is not met."
    high_confidence = "high_confidence", "AMSTAR 2, overall: no critical item is unmet."
    low_confidence = "low_confidence", "AMSTAR 2, overall: one critical item is not met."
    critically_low_confidence = (
        "critically_low_confidence",
        "AMSTAR 2, overall: more than one critical item is not met.",
    )
    not_applicable = "not_applicable", "The domain does not apply to this study."
    not_assessable = "not_assessable", "What was read does not allow a judgement; what is missing is stated."


DOMAINS_OF: Mapping[BiasTool, Sequence[BiasDomain]] = {
    BiasTool.rob_2: (
        BiasDomain.randomisation,
        BiasDomain.carry_over,
        BiasDomain.deviations,
        BiasDomain.missing_data,
        BiasDomain.measurement,
        BiasDomain.reported_result,
    ),
    BiasTool.robins_i: (
        BiasDomain.confounding,
        BiasDomain.participant_selection,
        BiasDomain.classification,
        BiasDomain.deviations,
        BiasDomain.missing_data,
        BiasDomain.measurement,
        BiasDomain.reported_result,
    ),
    BiasTool.amstar_2: (
        BiasDomain.protocol,
        BiasDomain.search,
        BiasDomain.excluded_studies,
        BiasDomain.bias_of_studies,
        BiasDomain.meta_analysis,
        BiasDomain.bias_in_conclusions,
        BiasDomain.publication_bias,
    ),
}
"""Domains of each tool, in its order."""

WORDS_OF: Mapping[BiasTool, Sequence[BiasJudgement]] = {
    BiasTool.rob_2: (BiasJudgement.low, BiasJudgement.some_concerns, BiasJudgement.high),
    BiasTool.robins_i: (
        BiasJudgement.low,
        BiasJudgement.moderate,
        BiasJudgement.serious,
        BiasJudgement.critical,
    ),
    BiasTool.amstar_2: (BiasJudgement.met, BiasJudgement.partly_met, BiasJudgement.not_met),
}
"""Judgements of each tool on a domain, the best first."""

DECIDES_ALONE = frozenset({BiasJudgement.high, BiasJudgement.serious, BiasJudgement.critical})
"""Judgements on one domain that decide the whole, whatever is not known of the others."""


class DomainJudgement(Component):
    """Judgement on one domain, with its reason."""

    domain: BiasDomain
    judgement: BiasJudgement
    why: Prose
    """The reason, in one or two sentences; for what cannot be judged, what was read."""
    missing: list[Prose] = []
    """Information that a judgement, or a better one, would need."""
    sources: Annotated[list[SourceRef], Field(min_length=1)]
    """Sources that were read for it."""

    @model_validator(mode="after")
    def says_what_is_missing(self) -> Self:
        """Raise when a domain cannot be judged and nothing is said to be missing."""
        if self.judgement is BiasJudgement.not_assessable and not self.missing:
            raise ValueError("a domain that is not assessable names what is missing")
        return self


def overall_judgement(tool: BiasTool, found: Collection[BiasJudgement]) -> BiasJudgement:
    """Return the overall judgement that follows from those on the domains of a tool.

    RoB 2 and ROBINS-I: the worst domain. One that decides alone does so even where others cannot be judged;
    otherwise what cannot be judged leaves the whole open. AMSTAR 2: the number of critical items not met.
    """
    known = [each for each in found if each in WORDS_OF[tool]]
    unknown = BiasJudgement.not_assessable in found
    if tool is BiasTool.amstar_2:
        unmet = known.count(BiasJudgement.not_met)
        if unmet > 1:
            return BiasJudgement.critically_low_confidence
        if unknown:
            return BiasJudgement.not_assessable
        return BiasJudgement.low_confidence if unmet else BiasJudgement.high_confidence
    worst = max(known, key=WORDS_OF[tool].index, default=BiasJudgement.not_assessable)
    return BiasJudgement.not_assessable if unknown and worst not in DECIDES_ALONE else worst


class BiasAssessmentFields(Document):
    """Risk of bias of one result, of several results alike, or of one review."""

    slug: Slug
    name: Name
    """The study and what of it is judged."""
    trial: Indexed[TrialRef]
    """The study or review."""
    tool: Indexed[BiasTool]
    results: list[RecordRef] = []
    """Results that are judged, `trials/slug/name`; empty for a review."""
    overall: Indexed[BiasJudgement]
    """The overall judgement; it follows from the domains."""
    domains: Annotated[list[DomainJudgement], Field(min_length=1)]
    """Every domain of the tool, in its order."""


class BiasAssessment(Record, BiasAssessmentFields):
    """Risk of bias by domain, judged from what was read; no study was read in full."""

    @model_validator(mode="after")
    def follows_the_tool(self) -> Self:
        """Raise unless every domain is judged once in the words of the tool, and the whole follows."""
        if [each.domain for each in self.domains] != list(DOMAINS_OF[self.tool]):
            raise ValueError(
                f"`{self.tool}` has the domains {', '.join(DOMAINS_OF[self.tool])}, in this order"
            )
        allowed = {*WORDS_OF[self.tool], BiasJudgement.not_assessable, BiasJudgement.not_applicable}
        if strange := [each.judgement for each in self.domains if each.judgement not in allowed]:
            raise ValueError(f"`{strange[0]}` is no judgement of `{self.tool}`")
        follows = overall_judgement(self.tool, [each.judgement for each in self.domains])
        if self.overall is not follows:
            raise ValueError(f"`overall` is `{follows}` by the rule of the tool")
        if any(not each.startswith(f"trials/{self.trial}/") for each in self.results):
            raise ValueError("a result that is judged belongs to the study")
        return self


class BiasAssessmentFilters(SourceFilter):
    """Filters of the assessments of risk of bias."""

    trial: Several[TrialSlug] | None = None
    tool: Several[BiasTool] | None = None
    """Only assessments with this tool."""
    overall: Several[BiasJudgement] | None = None
    """Only assessments with this overall judgement."""
