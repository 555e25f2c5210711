# Generated from openapi.json by `python -m tools.clients`. Do not edit.

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

AbsentReason: TypeAlias = Literal['not_reported_in_source', 'not_read', 'not_applicable', 'not_assessable']


class Accounting(TypedDict):
    outcomes: int
    counted: int
    article: int
    reviews: int
    repeated: int
    open_questions: int


class ActionHours(TypedDict):
    before: float | None
    after: float | None


AnalysisSet: TypeAlias = Literal['whole_sample', 'subgroup', 'intention_to_treat', 'per_protocol', 'not_stated']


class ArmMean(TypedDict):
    arm: str
    participants: int | None
    mean: float | None
    sd: float | None
    reported: str


ArmRole: TypeAlias = Literal['magnesium', 'placebo', 'active_comparator', 'other_control']


class ArticleForm(TypedDict):
    form: str
    name: str
    claims: list[str]


class ArticleMechanism(TypedDict):
    mechanism: str
    name: str
    symptoms: list[str]
    claims: list[str]


AskedJurisdiction: TypeAlias = Literal['US', 'EU', 'UK', 'NO']


Basis: TypeAlias = Literal['article', 'primary']


class Batch(TypedDict):
    checks: list[Any]


BiasDomain: TypeAlias = Literal['randomisation', 'carry_over', 'confounding', 'participant_selection', 'classification', 'deviations', 'missing_data', 'measurement', 'reported_result', 'protocol', 'search', 'excluded_studies', 'bias_of_studies', 'meta_analysis', 'bias_in_conclusions', 'publication_bias']


class BiasFigureColumn(TypedDict):
    heading: str
    domain: BiasDomain
    meaning: str


BiasJudgement: TypeAlias = Literal['low', 'some_concerns', 'moderate', 'high', 'serious', 'critical', 'met', 'partly_met', 'not_met', 'high_confidence', 'low_confidence', 'critically_low_confidence', 'not_applicable', 'not_assessable']


BiasTool: TypeAlias = Literal['rob_2', 'robins_i', 'amstar_2']


BiomarkerComparator: TypeAlias = Literal['healthy_controls', 'other_patients', 'reference_range', 'within_patients', 'not_reported']


CellState: TypeAlias = Literal['results', 'not_read', 'not_measured', 'preparation', 'no_trial_found']


Certainty: TypeAlias = Literal['high', 'moderate', 'low', 'very_low', 'not_rated']


CertaintyReason: TypeAlias = Literal['risk_of_bias', 'inconsistency', 'indirectness', 'imprecision', 'publication_bias', 'large_effect', 'dose_response', 'opposing_confounding']


ChangeKind: TypeAlias = Literal['record_added', 'record_removed', 'value_added', 'value_removed', 'correction', 'severity_raised', 'severity_lowered']


ClaimKind: TypeAlias = Literal['context', 'mechanism', 'association', 'efficacy', 'limitation', 'formulation', 'dosing', 'safety', 'gap']


class CoIntervention(TypedDict):
    agent: str
    amount_mg_per_day: float | None
    amount_reported: str | None


class CodeSources(TypedDict):
    rxcui: list[str]
    atc: list[str]
    unii: list[str]
    routes: list[str]
    name: list[str]


Comparator: TypeAlias = Literal['placebo', 'active_treatment', 'same_without_magnesium', 'none']


Comparison: TypeAlias = Literal['between_arms', 'crossover_periods', 'sequential_periods', 'within_arm', 'withdrawal', 'not_stated']


ConceptCollection: TypeAlias = Literal['medicine-classes', 'conditions', 'forms']


Concern: TypeAlias = Literal['not_serious', 'unclear', 'serious', 'very_serious', 'not_present', 'present', 'strongly_present']


ConditionSystem: TypeAlias = Literal['snomed', 'icd10cm']


class Count(TypedDict):
    people: int | None
    of: int | None
    events: int | None
    reported: str


Counted: TypeAlias = Literal['supplements_and_medicines', 'supplements', 'added', 'all_sources', 'medicine']


class Counts(TypedDict):
    results: int
    number_of_trials: int
    trials: list[str]
    in_subgroups: int
    by_direction: dict[Direction, int]
    by_verification: dict[Verification, int]


class DatasetAbout(TypedDict):
    title: str
    version: str
    released: str
    article_sha256: str
    licence: str
    publisher: str
    cite: str
    intended_use: str
    not_for: str
    digest: str
    counts: dict[str, int]
    bibtex: str


class DatasetStamp(TypedDict):
    version: str
    digest: str


Decision: TypeAlias = Literal['included', 'excluded', 'awaiting']


Derivation: TypeAlias = Literal['identifier', 'wording', 'link', 'article_sentence', 'calculated', 'inferred', 'judged']


class DerivedValue(TypedDict):
    name: str
    value: float
    rule: str


Design: TypeAlias = Literal['randomised_parallel', 'randomised_crossover', 'controlled_not_randomised', 'single_arm', 'case_series', 'systematic_review', 'narrative_review', 'unspecified_group']


Detail: TypeAlias = Literal['full', 'brief']


Direction: TypeAlias = Literal['favours_magnesium', 'no_clear_difference', 'favours_comparator', 'improved_within_group', 'unchanged_within_group', 'worsened_within_group', 'favourable_comparison_not_stated', 'unfavourable_comparison_not_stated', 'mixed', 'no_direction', 'not_reported']


DisagreementKind: TypeAlias = Literal['null_against_positive', 'headline_against_endpoint', 'blinded_against_open', 'figures', 'article_against_record']


class DisagreementLink(TypedDict):
    slug: str
    question: str
    kind: DisagreementKind


Disposition: TypeAlias = Literal['issues_found', 'incomplete', 'none_recorded']


class DomainJudgement(TypedDict):
    domain: BiasDomain
    judgement: BiasJudgement
    why: str
    missing: list[str]
    sources: list[str]


DoseBasis: TypeAlias = Literal['stated_elemental', 'calculated_from_product', 'unclear', 'not_reported', 'not_applicable']


class Entry(TypedDict):
    title: str
    links: dict[str, str]
    examples: dict[str, str]
    licence: str
    intended_use: str
    not_for: str
    dataset: DatasetStamp


class Estimate(TypedDict):
    measure: str
    value: float
    ci_low: float | None
    ci_high: float | None
    reported: str


class EverydayCondition(TypedDict):
    slug: str
    name: str
    synonyms: list[str]
    capitals: list[str]
    icd10cm: list[str]
    snomed_ct: list[str]
    condition: str | None
    no_source: bool
    note: str | None
    sources: list[str]


EvidenceKind: TypeAlias = Literal['in_vitro', 'animal', 'human_imaging', 'human_observation', 'review', 'hypothesis']


ExclusionReason: TypeAlias = Literal['nothing_read', 'not_found', 'composition_not_read', 'other_population', 'contradicts_its_study', 'paper_not_identified']


Expectation: TypeAlias = Literal['fires', 'does_not_fire', 'undecided']


class FacetValue(TypedDict):
    value: str | None
    label: str
    records: int


FaultCode: TypeAlias = Literal['unknown_parameter', 'unknown_field', 'unknown_value', 'missing', 'repeated', 'invalid_value']


class FigureMark(TypedDict):
    row: int
    column: int
    comparison: Comparison
    direction: Direction
    letter: str
    results: int
    outcomes: list[str]


class FigureRow(TypedDict):
    heading: str
    cells: list[str]


FoundIn: TypeAlias = Literal['title', 'text']


GapRule: TypeAlias = Literal['no_result', 'no_controlled_result_alone', 'one_trial', 'duration', 'dose', 'participants_not_read', 'figures_not_read', 'form_not_reported', 'forms_without_trial', 'article_not_traced']


GivenAs: TypeAlias = Literal['elemental', 'compound', 'not_given']


class HealthCondition(TypedDict):
    name: str
    label: str
    synonyms: list[str]
    snomed_ct: list[str]
    icd10cm: list[str]
    sources: list[str]
    note: str | None


Hedge: TypeAlias = Literal['asserts', 'suggests', 'may', 'theoretical']


class HedgesG(TypedDict):
    value: float
    ci_low: float
    ci_high: float
    formula: str
    source: str


Identification: TypeAlias = Literal['identified', 'unidentified']


Importance: TypeAlias = Literal['critical', 'important', 'limited']


Include: TypeAlias = Literal['names', 'sources']


class Included(TypedDict):
    facets: dict[str, Any] | None
    labels: dict[str, Any] | None
    names: dict[str, Any] | None
    sources: dict[str, Any] | None


InputStatus: TypeAlias = Literal['matched', 'not_listed', 'listed_elsewhere', 'outside_coverage', 'ambiguous', 'conflicting', 'not_recognised', 'unreadable']


class Judgement(TypedDict):
    reason: CertaintyReason
    concern: Concern
    why: str
    sources: list[str]


Jurisdiction: TypeAlias = Literal['US', 'EU', 'UK', 'NO', 'none']


class LegendEntry(TypedDict):
    direction: Direction
    letter: str
    meaning: str


Level: TypeAlias = Literal['lower', 'higher', 'no_difference', 'within_range', 'not_reported']


class Levels(TypedDict):
    fibromyalgia: float
    comparator: float
    unit: str
    reported: str


LifeStage: TypeAlias = Literal['any', 'pregnancy', 'lactation']


LimitKind: TypeAlias = Literal['upper_limit', 'guidance_level', 'recommended_intake', 'adequate_intake', 'licensed_dose', 'studied_range']


LookupFinding: TypeAlias = Literal['none_stated', 'list_without_it', 'not_listed', 'listed_elsewhere', 'label_not_read']


MagnesiumGiven: TypeAlias = Literal['alone', 'combined', 'not_stated', 'without']


class MapColumn(TypedDict):
    slug: str
    name: str


MatchedBy: TypeAlias = Literal['exact', 'synonym', 'brand', 'combination', 'code', 'code_group']


MedicineRoute: TypeAlias = Literal['oral', 'intravenous', 'intramuscular', 'topical', 'inhaled', 'ophthalmic', 'otic', 'nasal', 'rectal', 'vaginal', 'subcutaneous', 'transdermal', 'other']


MedicineSystem: TypeAlias = Literal['rxnorm', 'atc', 'unii']


Moment: TypeAlias = Literal['baseline', 'endpoint']


NameKind: TypeAlias = Literal['inn', 'national_name', 'synonym', 'salt', 'translation', 'brand', 'combination', 'magnesium_product', 'abbreviation']


class NameMeaning(TypedDict):
    name: str
    kind: NameKind
    meanings: list[list[str]]


NoEffectSize: TypeAlias = Literal['participants_not_read', 'doubtful_value', 'not_parallel_groups', 'too_few', 'no_spread']


OmeractTier: TypeAlias = Literal['core', 'some_trials', 'research', 'none']


class OpenQuestion(TypedDict):
    outcome: str
    trial_name: str
    comparison: Comparison
    text: str


Order: TypeAlias = Literal['medicine_before_magnesium', 'medicine_after_magnesium']


class PassedLimit(TypedDict):
    rule: str
    jurisdiction: Jurisdiction | None
    limit_mg: float


PersonSex: TypeAlias = Literal['female', 'male', 'unknown']


ReadDepth: TypeAlias = Literal['full_text', 'abstract', 'excerpt', 'record', 'citation', 'not_read']


class ReleaseEntry(TypedDict):
    version: str
    digest: str
    released: str
    current: bool
    counts: dict[str, int]
    file: str | None


class ReleaseList(TypedDict):
    items: list[ReleaseEntry]
    dataset: DatasetStamp


RestsOn: TypeAlias = Literal['figures', 'statement', 'not_read']


ReviewState: TypeAlias = Literal['unreviewed', 'reviewed']


Role: TypeAlias = Literal['primary', 'secondary', 'subgroup', 'not_reported']


Route: TypeAlias = Literal['oral', 'transdermal', 'intravenous', 'food']


RuleEvidence: TypeAlias = Literal['study', 'label', 'case_report', 'theoretical']


class RuleExample(TypedDict):
    given: dict[str, Any]
    expect: Expectation
    why: str


RuleKind: TypeAlias = Literal['interaction', 'contraindication', 'precaution', 'dose', 'population', 'adverse_effect']


class Schedule(TypedDict):
    possible: bool | None
    magnesium_times: list[str]
    why: str


ScreenedKind: TypeAlias = Literal['trial', 'status_study', 'review', 'guideline', 'account']


class SearchHit(TypedDict):
    collection: str
    slug: str
    title: str
    url: str
    matched: list[FoundIn]
    snippet: str
    missing: list[str]


class Separation(TypedDict):
    medicine_before_magnesium_hours: float | None
    medicine_after_magnesium_hours: float | None


Severity: TypeAlias = Literal['contraindicated', 'avoid', 'separate', 'monitor', 'caution', 'info']


Sex: TypeAlias = Literal['any', 'female', 'male']


Significance: TypeAlias = Literal['significant', 'not_significant', 'not_reported']


SourceKind: TypeAlias = Literal['lay_article', 'journal_article', 'conference_abstract', 'registry_entry', 'secondary_summary', 'label', 'guideline', 'fact_sheet', 'interaction_database', 'code_list', 'standard_table']


Specimen: TypeAlias = Literal['serum', 'plasma', 'whole_blood', 'blood_unspecified', 'red_blood_cell', 'leukocyte', 'platelet', 'ionised', 'hair', 'muscle']


Stance: TypeAlias = Literal['supports', 'disputes', 'neutral']


class StatedNumber(TypedDict):
    of: str
    minimum: float | None
    maximum: float | None
    unit: str


SubstanceKind: TypeAlias = Literal['medicine', 'medicine_without_english_name', 'vaccine', 'other']


class SubstanceName(TypedDict):
    slug: str


Time: TypeAlias = str


class Tally(TypedDict):
    comparison: Comparison
    direction: Direction
    results: int
    outcomes: list[str]
    in_subgroups: int


class Undecided(TypedDict):
    rule: str
    needs: list[str]


class UnitAmount(TypedDict):
    elemental_mg: NotRequired[float | None]
    compound_mg: NotRequired[float | None]
    elemental_mmol: NotRequired[float | None]
    elemental_meq: NotRequired[float | None]
    units: NotRequired[float]
    times_a_day: NotRequired[float | None]


Verdict: TypeAlias = Literal['supported', 'partly_supported', 'overstated', 'unsupported', 'contradicted', 'not_assessed', 'no_claim']


Verification: TypeAlias = Literal['primary', 'secondary', 'derived', 'unverified']


WakingHours = TypedDict(
    'WakingHours',
    {
        'from': NotRequired[str],
        'to': NotRequired[str],
    },
)


class When(TypedDict):
    medicines: list[str]
    medicine_classes: list[str]
    any_other_medicine: bool
    except_medicine_classes: list[str]
    medicine_routes: list[MedicineRoute]
    conditions: list[str]
    forms: list[str]
    antacid_type: bool | None
    magnesium_routes: list[MedicineRoute]
    above_limit: str | None
    dose_above_mg: float | None
    kidney_function_below: float | None
    kidney_function_known: bool | None
    age_from_years: float | None
    age_below_years: float | None
    pregnant: bool | None
    breastfeeding: bool | None


class Word(TypedDict):
    value: str
    label: str
    meaning: str


WordingRule: TypeAlias = Literal['grade_high', 'grade_moderate', 'grade_low', 'grade_very_low', 'grade_without_direction', 'grade_not_rated', 'results_by_direction']


class Words(TypedDict):
    name: str
    about: str
    words: list[Word]


class WorkedOut(TypedDict):
    start: Certainty
    lowered: int
    raised: int
    rating: Certainty


Slug: TypeAlias = str


Absent: TypeAlias = dict[str, AbsentReason]


class QuestionResults(TypedDict):
    importance: Importance
    studies: list[str]
    participants: int | None
    participants_reported: str
    results: list[str]
    absolute_effect: str | None
    minimal_important_difference: str | None
    note: str | None


class Sourced(TypedDict):
    verification: Verification
    sources: list[str]
    derivation: Derivation | None


ActionRow = TypedDict(
    'ActionRow',
    {
        'for': str,
        'severity': Severity,
        'severity_rank': int,
        'do': str,
        'hours': ActionHours | None,
        'rules': list[str],
    },
)


class AdverseEvents(Sourced):
    summary: str


class Arm(TypedDict):
    name: str
    label: str
    role: ArmRole
    participants: int | None
    preparation: str | None
    form: str | None
    form_reported: str | None
    route: Route | None
    elemental_mg_per_day: float | None
    elemental_mg_per_day_max: float | None
    dose_basis: DoseBasis
    dose_reported: str | None
    co_interventions: list[CoIntervention]
    duration_weeks: float | None
    duration_reported: str | None
    absent: Absent


class ArticleNumber(StatedNumber):
    claim: str
    verdict: Verdict
    records: list[str]


class ArticleResult(TypedDict):
    outcome: str
    direction: Direction
    significance: Significance
    claim: str | None


class ArticleStatement(TypedDict):
    claim: str
    says: str
    verdict: Verdict


class ArticleSymptom(TypedDict):
    symptom: str
    name: str
    results: list[ArticleResult]


class ArticleTopic(TypedDict):
    topic: ClaimKind
    statements: list[ArticleStatement]
    records: list[str]


class ArticleTrial(TypedDict):
    trial: str
    name: str
    year: int | None
    identification: Identification
    candidates: list[str]
    claims: list[str]


class BiasFigureRow(TypedDict):
    assessment: str
    name: str
    trial: str
    judgements: list[BiasJudgement]
    overall: BiasJudgement


class Brand(TypedDict):
    name: str
    rxcui: str | None
    routes: list[MedicineRoute]
    sources: list[str]


class BriefAlert(TypedDict):
    rules: list[str]
    severity: Severity
    subject: str
    action: str


class Change(TypedDict):
    kind: ChangeKind
    collection: str
    record: str
    field: str | None
    before: Any
    after: Any


class CheckedDose(TypedDict):
    elemental_mg_per_day: float | None
    elemental_mg_per_day_min: float
    elemental_mg_per_day_max: float | None
    given_as: GivenAs
    how: str


class Claim(TypedDict):
    slug: str
    section: str
    paragraph: int
    sentence: int
    sha256: str
    restatement: str
    numbers: list[StatedNumber]
    kind: ClaimKind
    hedge: Hedge
    verdict: Verdict
    why: str
    sources: list[str]
    records: list[str]
    review: ReviewState


class Concept(TypedDict):
    collection: ConceptCollection
    slug: str
    medicine: str | None
    condition: str | None


class ConditionCode(TypedDict):
    system: ConditionSystem
    value: str


class ConditionInput(TypedDict):
    text: NotRequired[str | None]
    code: NotRequired[ConditionCode | None]


class Conflict(TypedDict):
    medicine: str
    medicine_time: str
    magnesium_time: str
    hours_needed: float
    hours_apart: float
    which: Order


class DoubtfulReading(TypedDict):
    field: str
    other_value: float
    sources: list[str]
    verification: Verification
    why: str


class Effect(TypedDict):
    instrument: str | None
    magnesium: ArmMean
    comparator: ArmMean
    mean_difference: float | None
    hedges_g: HedgesG | None
    not_computed: list[NoEffectSize]
    doubts: list[str]


class ExpectedAlert(TypedDict):
    rule: str
    subject: str
    severity: Severity
    separation: list[float | None] | None


class Fault(TypedDict):
    code: FaultCode
    place: str
    problem: str


class Figure(TypedDict):
    name: str
    title: str
    alternative: str
    svg: str
    columns: list[str]
    rows: list[FigureRow]
    marks: list[FigureMark]
    legend: list[LegendEntry]
    notes: list[str]
    dataset: DatasetStamp


class FindingsRow(QuestionResults):
    question: str
    domain: str
    outcome: str
    harm: bool
    effect: str
    certainty: Certainty
    lowered_for: list[Judgement]
    unclear: list[Judgement]


class FlowGroup(TypedDict):
    decision: Decision
    kind: ScreenedKind | None
    reason: ExclusionReason | None
    text: str
    records: list[str]


class Gap(TypedDict):
    text: str
    rule: GapRule
    records: list[str]


class Grading(TypedDict):
    rating: Certainty
    question: str
    asked_in: str | None
    judgements: list[Judgement]
    note: str | None


class Headline(TypedDict):
    severity: Severity | None
    severity_rank: int | None
    complete: bool
    not_checked: list[str]
    text: str


class LabelCheck(Sourced):
    product: str
    compound_mg: float
    elemental_mg: float


class LookedUpIn(TypedDict):
    substances: NotRequired[list[str]]
    authority: str
    edition: NotRequired[str | None]
    about: str
    finding: LookupFinding


class MapCell(TypedDict):
    domain: str
    state: CellState
    text: str
    trials: list[str]
    tallies: list[Tally]


class MapRow(TypedDict):
    form: str | None
    preparation: str | None
    name: str
    stands_for: list[str]
    trials: list[str]
    given: MagnesiumGiven
    cells: list[MapCell]


class Measure(TypedDict):
    mean: float
    sd: float | None
    reported: str
    doubt: DoubtfulReading | None


class MechanismEvidence(Sourced):
    finding: str
    stance: Stance
    kind: EvidenceKind
    participants_fibromyalgia: int | None
    participants_control: int | None
    absent: Absent


class Medicine(TypedDict):
    name: str
    synonyms: list[str]
    ingredients: list[str]
    ingredients_complete: bool
    rxcui: list[str]
    atc: list[str]
    atc_former: list[str]
    unii: str | None
    routes: list[MedicineRoute]
    brands: list[Brand]
    read_in: CodeSources
    single_source: list[str]
    note: str | None
    absent: Absent


class MedicineCode(TypedDict):
    system: MedicineSystem
    value: str


class MedicineInput(TypedDict):
    elemental_mg: NotRequired[float | None]
    compound_mg: NotRequired[float | None]
    elemental_mmol: NotRequired[float | None]
    elemental_meq: NotRequired[float | None]
    per_unit: NotRequired[UnitAmount | None]
    times: NotRequired[list[str] | None]
    frequency: NotRequired[str | None]
    text: NotRequired[str | None]
    code: NotRequired[MedicineCode | None]
    route: NotRequired[MedicineRoute | None]


class MedicineLookup(TypedDict):
    status: InputStatus
    matched_by: MatchedBy | None
    concepts: list[Concept]
    not_checked: list[str]
    suggestions: list[str]
    names: list[NameMeaning]


class Person(TypedDict):
    age: NotRequired[float | None]
    sex: NotRequired[PersonSex]
    egfr: NotRequired[float | None]
    creatinine_clearance: NotRequired[float | None]
    pregnant: NotRequired[bool | None]
    breastfeeding: NotRequired[bool | None]
    awake: NotRequired[WakingHours]


class Population(TypedDict):
    description: str
    criteria: str | None
    sex: str | None
    age: str | None
    participants_enrolled: int | None
    participants_randomised: int | None
    participants_analysed: int | None
    participants_completed: int | None
    exclusions: list[str]
    setting: str | None
    absent: Absent


class Problem(TypedDict):
    type: str
    code: str
    title: str
    status: int
    detail: str
    errors: list[Fault]


class ProfileQuestion(TypedDict):
    domain: str
    importance: Importance
    judgements: list[Judgement]
    worked_out: WorkedOut | None
    note: str | None
    minimal_important_difference: str | None
    absolute_effect: str | None
    absent: Absent


class Provenance(Sourced):
    fields: list[str]
    note: str | None


class ReleaseChanges(TypedDict):
    before: DatasetStamp
    after: DatasetStamp
    total: int
    by_kind: dict[str, int]
    items: list[Change]


class Remark(Sourced):
    text: str


class ReviewFindings(TypedDict):
    scope: str
    conclusion: str | None
    magnesium_specific: bool | None
    studies_included: int | None
    trials_included: int | None
    trials_in_fibromyalgia: int | None
    participants_included: int | None
    absent: Absent


class SelectionFlow(TypedDict):
    name: str
    title: str
    alternative: str
    svg: str
    considered: int
    groups: list[FlowGroup]
    notes: list[str]
    dataset: DatasetStamp


class SentenceCoverage(TypedDict):
    claim: str
    section: str
    paragraph: int
    sentence: int
    verdict: Verdict
    records: list[str]
    reason: str


class Side(Sourced):
    position: str
    records: list[str]


class Statement(TypedDict):
    text: str
    rule: WordingRule
    records: list[str]


class Substance(TypedDict):
    slug: str
    kind: SubstanceKind
    inn: str | None
    usan_or_ban: list[str]
    synonyms: list[str]
    names_fr: list[str]
    names_de: list[str]
    names_nl: list[str]
    salts_esters: list[str]
    brands: list[str]
    atc: list[str]
    atc_former: list[str]
    rxcui: list[str]
    unii: str | None
    sources: list[str]


class SummaryOfFindings(TypedDict):
    profile: str
    name: str
    population: str
    intervention: str
    comparator: Comparator
    comparator_detail: str
    rows: list[FindingsRow]
    label_facts: list[Remark]
    dataset: DatasetStamp


class Supplement(TypedDict):
    elemental_mg: NotRequired[float | None]
    compound_mg: NotRequired[float | None]
    elemental_mmol: NotRequired[float | None]
    elemental_meq: NotRequired[float | None]
    per_unit: NotRequired[UnitAmount | None]
    times: NotRequired[list[Time] | None]
    frequency: NotRequired[str | None]
    form: NotRequired[str | None]
    route: NotRequired[MedicineRoute]


class SymptomLink(Sourced):
    domain: str | None
    finding: str
    correlation: float | None
    p_value: float | None
    absent: Absent


class TidyGroup(TypedDict):
    id: str
    outcome: str
    outcome_label: str
    trial: str
    trial_name: str
    domain: str
    instrument: str | None
    arm: str | None
    arm_label: str | None
    arm_role: ArmRole | None
    moment: Moment
    timepoint_weeks: float | None
    participants: int | None
    mean: float | None
    sd: float | None
    people_with_event: int | None
    events: int | None
    reported: str | None
    in_doubt: bool
    basis: Basis
    verification: Verification
    sources: list[str]


class TidyQuestion(QuestionResults):
    id: str
    profile: str
    question: str
    population: str
    preparation: str
    route: Route | None
    comparator: Comparator
    comparator_detail: str
    domain: str
    certainty: Certainty
    start: Certainty | None
    lowered: int
    raised: int
    judgements: list[Judgement]
    effect: str
    absent: Absent


class Vocabularies(TypedDict):
    items: list[Words]


class CheckResult(TypedDict):
    headline: Headline
    actions: list[ActionRow]
    disposition: Disposition
    complete: bool
    dose: CheckedDose
    undecided: list[Undecided]
    schedule: Schedule
    dataset: DatasetStamp
    notice: str


class RecordFields(TypedDict):
    slug: str
    provenance: list[Provenance]
    absent: Absent
    review: ReviewState


class Alert(TypedDict):
    rule: str
    kind: RuleKind
    severity: Severity
    subject: str
    subjects: list[str]
    effect: str
    mechanism: str
    action: str
    separation: Separation | None
    jurisdiction: Jurisdiction | None
    limit_mg: float | None
    limits: NotRequired[list[PassedLimit]]
    conflicts: list[Conflict]
    because: list[str]
    evidence: RuleEvidence
    disagreement: str | None
    sources: list[str]
    review: ReviewState


class ArticleOverview(TypedDict):
    title: str
    sentences: int
    verdicts: dict[str, int]
    topics: list[ArticleTopic]
    mechanisms: list[ArticleMechanism]
    trials: list[ArticleTrial]
    symptoms: list[ArticleSymptom]
    forms: list[ArticleForm]
    numbers: list[ArticleNumber]
    dataset: DatasetStamp


class BiasAssessment(RecordFields):
    name: str
    trial: str
    tool: BiasTool
    results: list[str]
    overall: BiasJudgement
    domains: list[DomainJudgement]


class BiasFigure(TypedDict):
    name: str
    tool: BiasTool
    title: str
    alternative: str
    svg: str
    columns: list[BiasFigureColumn]
    rows: list[BiasFigureRow]
    notes: list[str]
    dataset: DatasetStamp


class Biomarker(RecordFields):
    name: str
    study: str
    specimen: Specimen
    comparator: BiomarkerComparator
    level: Level
    significance: Significance
    participants_fibromyalgia: int | None
    participants_comparator: int | None
    levels: Levels | None
    p_value: float | None
    p_reported: str | None
    symptom_links: list[SymptomLink]
    other_results: list[Remark]
    association_only: bool


class BriefAnswer(CheckResult):
    alerts: list[BriefAlert]


class CheckRequest(TypedDict):
    supplement: NotRequired[Supplement | None]
    supplements: NotRequired[list[Supplement] | None]
    person: NotRequired[Person]
    conditions: NotRequired[list[ConditionInput] | None]
    medicines: NotRequired[list[MedicineInput] | None]
    jurisdictions: NotRequired[list[AskedJurisdiction]]


class CheckedInput(TypedDict):
    place: str
    given: str
    status: InputStatus
    matched_by: MatchedBy | None
    concepts: list[Concept]
    substances: NotRequired[list[SubstanceName]]
    suggestions: list[str]
    not_understood: NotRequired[list[str]]
    checked: bool
    not_checked: list[str]
    looked_up: NotRequired[list[LookedUpIn]]


class Condition(RecordFields):
    name: str
    members: list[HealthCondition]


class Coverage(TypedDict):
    sentences: int
    accounted_for: int
    by_verdict: dict[str, int]
    items: list[SentenceCoverage]
    dataset: DatasetStamp


class Disagreement(RecordFields):
    question: str
    kind: DisagreementKind
    domains: list[str]
    claims: list[str]
    sides: list[Side]
    why_they_differ: list[str]
    what_would_settle_it: str | None


class Domain(RecordFields):
    name: str
    definition: str
    omeract_tier: OmeractTier
    omeract_name: str | None
    synonyms: list[str]
    label_facts: list[Remark]


class EvidenceMap(TypedDict):
    domains: list[MapColumn]
    rows: list[MapRow]
    left_out: str
    dataset: DatasetStamp


class EvidenceProfile(RecordFields):
    name: str
    leads: bool
    population: str
    preparation: str
    route: Route | None
    comparator: Comparator
    comparator_detail: str
    trials: list[str]
    reviews: list[str]
    judgements: list[Judgement]
    questions: list[ProfileQuestion]


class Expected(TypedDict):
    disposition: str
    complete: bool
    alerts: list[ExpectedAlert]
    info: list[str]
    undecided: list[str]
    statuses: list[str]


class GroupValues(TypedDict):
    arm: str
    participants: int | None
    baseline: Measure | None
    endpoint: Measure | None


class Hydrate(TypedDict):
    name: str
    label: str
    formula: str
    magnesium_atoms: int
    molar_mass_g_mol: float
    elemental_percent: float
    unii: str | None
    rxcui: str | None
    pubchem_cid: str | None
    cas: str | None
    label_check: LabelCheck | None
    note: str | None
    absent: Absent


class Limit(RecordFields):
    name: str
    jurisdiction: Jurisdiction
    body: str | None
    kind: LimitKind
    counts: Counted
    age_min_years: float | None
    age_max_years: float | None
    life_stage: LifeStage
    sex: Sex
    elemental_mg_per_day: float | None
    elemental_mg_per_day_min: float | None
    elemental_mg_per_day_max: float | None
    reported: str
    year: int | None
    note: str | None


class LiteratureSearch(RecordFields):
    name: str
    where: str
    words: list[str] | None
    searched_on: str | None
    hits: int | None
    found: str
    limits: list[str]


class Mechanism(RecordFields):
    name: str
    statement: str
    target: str
    hedge: Hedge
    domains: list[str]
    claims: list[str]
    is_clinical_evidence: bool
    evidence: list[MechanismEvidence]
    caveats: list[Remark]


class MedicineClass(RecordFields):
    name: str
    medicines: list[Medicine]
    note: str | None


class Outcome(Sourced):
    name: str
    label: str
    domain: str
    instrument: str | None
    basis: Basis
    locator: str | None
    role: Role
    comparison: Comparison
    analysis_set: AnalysisSet
    subgroup: str | None
    arm: str | None
    blinded: bool | None
    timepoint_weeks: float | None
    timepoint_reported: str | None
    direction: Direction
    significance: Significance
    rests_on: RestsOn
    p_value: float | None
    p_reported: str | None
    groups: list[GroupValues]
    estimate: Estimate | None
    count: Count | None
    same_result_as: str | None
    calculated: list[DerivedValue]
    flags: list[str]
    note: str | None
    absent: Absent


class Preparation(RecordFields):
    name: str
    synonyms: list[str]
    definition: str
    ingredients: list[str]
    magnesium_alone: bool
    stands_for: list[str]


class Rule(RecordFields):
    name: str
    group: str | None
    kind: RuleKind
    severity: Severity
    evidence: RuleEvidence
    when: When
    effect: str
    mechanism: str
    action: str
    separation: Separation | None
    jurisdiction: Jurisdiction | None
    scope_note: str | None
    disagreement: str | None
    claims: list[str]
    examples: list[RuleExample]


class ScreenedRecord(RecordFields):
    name: str
    kind: ScreenedKind
    decision: Decision
    reason: ExclusionReason | None
    why: str
    source: str | None
    read: ReadDepth | None
    records: list[str]


class Source(RecordFields):
    name: str
    kind: SourceKind
    read: ReadDepth
    read_note: str | None
    title: str | None
    authors: list[str] | None
    authors_complete: bool | None
    container: str | None
    year: int | None
    volume: str | None
    issue: str | None
    pages: str | None
    doi: str | None
    pmid: str | None
    pmcid: str | None
    registration: str | None
    address: str | None
    read_at: list[str]
    version: str | None
    interests: str | None
    warnings: list[Remark]


class TidyOutcome(Outcome):
    id: str
    trial: str
    trial_name: str
    year: int | None
    design: Design
    form: str | None
    preparation: str | None
    elemental_mg_per_day: float | None
    single_agent: bool | None


class Trial(RecordFields):
    name: str
    title: str | None
    acronym: str | None
    year: int | None
    design: Design
    design_reported: str | None
    identification: Identification
    candidates: list[str]
    publications: list[str]
    same_study_as: list[str]
    registration: str | None
    question: str
    population: Population
    intervention: str
    comparator: str | None
    measured: list[str]
    arms: list[Arm]
    about_preparation: str | None
    randomised: bool | None
    blinded: bool | None
    placebo_controlled: bool | None
    single_agent: bool | None
    washout_weeks: float | None
    adverse_events: AdverseEvents | None
    funding: str | None
    conflicts_of_interest: str | None
    findings: ReviewFindings | None
    limitations: list[Remark]
    risk_of_bias: list[Remark]
    discrepancies: list[Remark]
    open_questions: list[str]
    outcomes: list[Outcome]


class CheckAnswer(CheckResult):
    contradictions: list[str]
    inputs: list[CheckedInput]
    alerts: list[Alert]
    checked: list[str]
    not_checked: list[str]
    coverage: str


class CheckVector(TypedDict):
    slug: str
    name: str
    request: dict[str, Any]
    expected: Expected


class Form(RecordFields):
    name: str
    synonyms: list[str]
    antacid_type: bool
    hydrates: list[Hydrate]
    absorption: list[Remark]
    gastrointestinal: list[Remark]
    studied_in_fibromyalgia: list[Remark]


class Result(TypedDict):
    outcome: TidyOutcome
    also_reported_as: list[str]
    effect: Effect | None


class ResultGroup(TypedDict):
    comparison: Comparison
    given: MagnesiumGiven
    uncontrolled: bool
    statement: Statement
    results: list[Result]
    counts: Counts
    article_results: list[Result]
    article_counts: Counts


SafetyAnswer: TypeAlias = CheckAnswer | BriefAnswer


class BatchResult(TypedDict):
    answer: SafetyAnswer | None
    problem: Problem | None


class DomainSummary(TypedDict):
    domain: str
    name: str
    definition: str
    omeract_tier: OmeractTier
    conclusion: Statement
    certainty: Grading
    groups: list[ResultGroup]
    reviews: list[Result]
    open_questions: list[OpenQuestion]
    disagreements: list[DisagreementLink]
    gaps: list[Gap]
    label_facts: list[Remark]
    accounting: Accounting
    dataset: DatasetStamp


class BatchAnswer(TypedDict):
    results: list[BatchResult]


class DomainSummaries(TypedDict):
    items: list[DomainSummary]
    dataset: DatasetStamp
