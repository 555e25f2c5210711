"""The registry of collections: the one place where a collection is announced.

Its folder of seed files, routes, table, links, documentation, exports, codebook, pages and place in the
digest are all made from its entry here. To add one, write its model in `app/models/`, add an entry, and run
`./run migration "what changed"`.

What must stay true: an entry that lacks something is one clear sentence when seed files are read and when
the app is created.
"""

from collections.abc import Iterable

from app.models.base import Document
from app.models.bias_assessment import BiasAssessment, BiasAssessmentFilters
from app.models.biomarker import Biomarker, BiomarkerFilters
from app.models.check_vector import CheckVector
from app.models.claim import Claim, ClaimFilters
from app.models.collection import Collection, LookupTable, RegistryError
from app.models.condition import Condition
from app.models.disagreement import Disagreement, DisagreementFilters
from app.models.domain import Domain, DomainFilters
from app.models.evidence_profile import (
    EvidenceProfile,
    EvidenceProfileFilters,
    QuestionFilters,
    TidyQuestion,
)
from app.models.filters import SearchFilter, SourceFilter
from app.models.form import Form, FormFilters
from app.models.group import GroupFilters, TidyGroup
from app.models.limit import Limit, LimitFilters
from app.models.literature_search import LiteratureSearch
from app.models.lookup_tables import (
    Abbreviation,
    BrandMeaning,
    ClinicalDrugCode,
    Combination,
    ConditionWord,
    EverydayCondition,
    LookedUp,
    MagnesiumProductName,
    MedicineWord,
    RiskyName,
    Substance,
    SubstanceRow,
    VocabularySource,
)
from app.models.mechanism import Mechanism, MechanismFilters
from app.models.medicine_class import MedicineClass
from app.models.outcome import OutcomeFilters, TidyOutcome
from app.models.preparation import Preparation, PreparationFilters
from app.models.rule import Rule, RuleFilters
from app.models.screened_record import ScreenedRecord, ScreenedRecordFilters
from app.models.source import Source, SourceFilters
from app.models.synonym import SynonymSet
from app.models.trial import Trial, TrialFilters

COLLECTIONS = (
    Collection("claims", Claim, ClaimFilters, "s28", "/claims#{}", title="restatement", prominence=1.2),
    Collection("mechanisms", Mechanism, MechanismFilters, "atp-fatigue", "/mechanisms#{}", prominence=1.1),
    Collection("biomarkers", Biomarker, BiomarkerFilters, "bazzichi-2008-platelet"),
    Collection("domains", Domain, DomainFilters, "sleep", "/domains/{}", prominence=1.1),
    Collection("trials", Trial, TrialFilters, "macian-2022", "/trials/{}", parts=("outcomes",), citable=True),
    Collection(
        "evidence-profiles",
        EvidenceProfile,
        EvidenceProfileFilters,
        "oral-magnesium-against-placebo",
        "/comparisons/{}",
        parts=("questions",),
        prominence=0.5,
    ),
    Collection(
        "bias-assessments",
        BiasAssessment,
        BiasAssessmentFilters,
        "macian-2022-stress",
        "/risk-of-bias#{}",
        prominence=0.4,
    ),
    Collection("forms", Form, FormFilters, "magnesium-citrate", "/forms#{}"),
    Collection("preparations", Preparation, PreparationFilters, "magnesium-with-malic-acid"),
    Collection("limits", Limit, LimitFilters, "us-upper-limit-31-years-and-over", "/doses#{}"),
    Collection("medicine-classes", MedicineClass, SourceFilter, "fluoroquinolone", parts=("medicines",)),
    Collection("conditions", Condition, SourceFilter, "renal", parts=("members",)),
    Collection(
        "disagreements",
        Disagreement,
        DisagreementFilters,
        "sleep",
        "/disagreements#{}",
        title="question",
        prominence=1.1,
    ),
    Collection(
        "searches",
        LiteratureSearch,
        SearchFilter,
        "guidelines",
        "/selection#{}",
        singular="search",
        prominence=0.3,
    ),
    Collection(
        "selection",
        ScreenedRecord,
        ScreenedRecordFilters,
        "macfarlane-2017-eular",
        "/selection#{}",
        singular="record considered",
        prominence=0.3,
    ),
    Collection("sources", Source, SourceFilters, "macian-2022", "/sources/{}", citable=True, prominence=0.5),
    Collection("rules", Rule, RuleFilters, "ciprofloxacin", "/rules/{}", under="safety/"),
    Collection(
        "test-vectors",
        CheckVector,
        SearchFilter,
        "moxifloxacin-4-8",
        singular="test vector",
        under="safety/",
        prominence=0.3,
    ),
)
"""Collections of seed files, in the order of the digest."""

OUTCOMES = Collection(
    "outcomes",
    TidyOutcome,
    OutcomeFilters,
    "macian-2022/stress-whole-sample",
    title="label",
    singular="outcome",
    part_of="trial",
    key_parts=(("trial", "The trial's slug."), ("name", "The result's name.")),
)
"""The results of all trials as one flat table; they are written in the trials' files."""

QUESTIONS = Collection(
    "questions",
    TidyQuestion,
    QuestionFilters,
    "oral-magnesium-against-placebo/pain",
    title="question",
    singular="question",
    part_of="profile",
    key_parts=(("profile", "The evidence profile's slug."), ("domain", "The domain's slug.")),
    prominence=0,
)
"""The questions of all evidence profiles as one flat table, with their answers and certainty."""

GROUPS = Collection(
    "groups",
    TidyGroup,
    GroupFilters,
    "macian-2022/stress-whole-sample/magnesium/endpoint",
    title="outcome_label",
    singular="group",
    part_of="trial",
    key_parts=(
        ("trial", "The trial's slug."),
        ("outcome", "The result's name."),
        ("arm", "The arm's name; `all` where none is named."),
        ("moment", "`baseline` or `endpoint`."),
    ),
    prominence=0,
)
"""The values of each arm of each result as one flat table; they are written with the results."""

PARTS_OF_RECORDS = (OUTCOMES, QUESTIONS, GROUPS)
"""Flat tables of the parts of other records."""

LISTS = (*COLLECTIONS, *PARTS_OF_RECORDS)
"""Every list of the API, and every table of the export."""


LOOKUP_TABLES = (
    LookupTable(
        "substances",
        Substance,
        ("slug",),
        SubstanceRow,
        names=(
            *("inn", "usan_or_ban", "synonyms", "names_fr", "names_de", "names_nl"),
            *("salts_esters", "brands"),
        ),
        example="levothyroxine-sodium",
    ),
    LookupTable("combinations", Combination, ("name",)),
    LookupTable("clinical-drug-codes", ClinicalDrugCode, ("rxcui",)),
    LookupTable("brand-meanings", BrandMeaning, ("brand", "substances")),
    LookupTable("magnesium-products", MagnesiumProductName, ("name",)),
    LookupTable("abbreviations", Abbreviation, ("written", "substances")),
    LookupTable("risky-names", RiskyName, ("name",)),
    LookupTable("medicine-words", MedicineWord, ("kind", "word", "meaning", "language")),
    LookupTable("looked-up", LookedUp, ("substance", "authority")),
    LookupTable(
        "everyday-conditions",
        EverydayCondition,
        ("slug",),
        names=("name", "synonyms", "capitals"),
        example="hypertension",
    ),
    LookupTable("condition-words", ConditionWord, ("kind", "word")),
    LookupTable("vocabulary-sources", VocabularySource, ("key",)),
    LookupTable("search-synonyms", SynonymSet, ("concept",)),
)
"""Tables of the vocabulary, in the order of the digest. They are looked up, not searched or filtered."""


FLAT_TABLES = (*LISTS, *LOOKUP_TABLES)
"""Every flat table of the export."""


CURRENT_ONLY = ("/v1/releases", "/v1/figures", "/v1/vocabularies")
"""Addresses without past releases: those that name releases themselves, pictures, and the closed lists of the
program."""


def answers_past_releases(path: str) -> bool:
    """Return whether an address takes the parameter `release`."""
    return (path == "/v1" or path.startswith("/v1/")) and not path.startswith(CURRENT_ONLY)


def by_name(name: str) -> Collection:
    """Return the collection with a name; `RegistryError` when there is none."""
    for collection in LISTS:
        if collection.name == name:
            return collection
    raise RegistryError(f"There is no collection `{name}`: announce it in app/registry.py.")


def of_model(model: type[Document]) -> Collection:
    """Return the collection of a model; `RegistryError` when there is none."""
    for collection in LISTS:
        if collection.model is model:
            return collection
    raise RegistryError(f"{model.__name__} has no collection: announce it in app/registry.py.")


def check_registry(collections: Iterable[Collection]) -> None:
    """Raise `RegistryError` for the first entry that lacks something or contradicts its model."""
    collections = tuple(collections)
    names = [collection.name for collection in collections]
    for collection in collections:
        if names.count(collection.name) > 1:
            raise RegistryError(f"Two collections are named `{collection.name}` in app/registry.py.")
        check_model(collection)
        check_targets(collection, names)


def check_model(collection: Collection) -> None:
    """Raise `RegistryError` when an entry contradicts its model or its example."""
    fields, model = collection.model.model_fields, collection.model.__name__
    if not (collection.model.__doc__ or "").strip():
        raise RegistryError(f"{model} needs a docstring: it describes `{collection.name}` in the API.")
    for name in (collection.key, collection.title, *collection.parts):
        if name not in fields:
            raise RegistryError(f"`{collection.name}` needs the field `{name}`, which {model} lacks.")
    if (first := next(iter(fields))) != collection.key:
        raise RegistryError(
            f"The first field of {model} is `{first}`, but tables begin with the key `{collection.key}`: "
            f"declare the fields in `class {model}Fields(Document)`, and {model} as "
            f"`class {model}(Record, {model}Fields)`."
        )
    if collection.example.count("/") + 1 != len(collection.key_parts):
        key = "/".join(f"{{{name}}}" for name, _ in collection.key_parts)
        raise RegistryError(
            f"The example of `{collection.name}` is `{collection.example}`, but its key is `{key}`."
        )


def check_targets(collection: Collection, names: list[str]) -> None:
    """Raise `RegistryError` when a filter or a field refers to a collection that is not among the names."""
    for name, filter in collection.filter_by_name.items():
        if filter.collection is not None and filter.collection not in names:
            raise RegistryError(
                f"The filter `{name}` of `{collection.name}` refers to `{filter.collection}`, "
                "which is no collection: announce it in app/registry.py."
            )
    for column in collection.columns:
        if column.references is not None and column.references not in names:
            raise RegistryError(
                f"The field `{column.name}` of {collection.model.__name__} refers to "
                f"`{column.references}`, which is no collection: announce it in app/registry.py."
            )
