"""One entity, one file: its words, its table and its document side by side.

`COLLECTIONS` lists everything that is written as seed files and published. Adding a collection is one
file here and one line there.
"""

from dataclasses import dataclass

from app.models.base import (
    Component,
    CuratorMade,
    Document,
    MayBeAbsent,
    Reference,
    StoredDocument,
    Vocabulary,
    canonical,
    vocabularies,
)
from app.models.biomarker import Biomarker, BiomarkerRow
from app.models.check_vector import CheckVector, CheckVectorRow
from app.models.claim import Claim, ClaimRow
from app.models.condition import Condition, ConditionRow
from app.models.dataset import Dataset, DatasetRow, DatasetStamp
from app.models.disagreement import Disagreement, DisagreementRow
from app.models.domain import Domain, DomainRow
from app.models.form import Form, FormRow
from app.models.limit import Limit, LimitRow
from app.models.mechanism import Mechanism, MechanismRow
from app.models.medicine_class import MedicineClass, MedicineClassRow
from app.models.outcome import Outcome, OutcomeRow, TidyOutcome
from app.models.provenance import Provenance
from app.models.rule import Rule, RuleRow
from app.models.source import Source, SourceRow
from app.models.trial import Trial, TrialRow


@dataclass(frozen=True, eq=False)
class Collection:
    """A kind of record: its folder of seed files, its table, its address, its shape."""

    name: str
    """Name of the folder and of the address; the table's, with `_` for `-`."""
    one: str
    """Name of a single record, for headings and operation names."""
    document: type[Document]
    row: type[StoredDocument]
    title: str = "name"
    """The field that says what a record is called."""
    under: str = ""
    """What its address has before its name: `safety/` for the rules."""

    @property
    def address(self) -> str:
        """Where its list is, below `/v1`."""
        return self.under + self.name


COLLECTIONS = (
    Collection("claims", "claim", Claim, ClaimRow, title="restatement"),
    Collection("mechanisms", "mechanism", Mechanism, MechanismRow),
    Collection("biomarkers", "biomarker", Biomarker, BiomarkerRow),
    Collection("domains", "domain", Domain, DomainRow),
    Collection("trials", "trial", Trial, TrialRow),
    Collection("forms", "form", Form, FormRow),
    Collection("limits", "limit", Limit, LimitRow),
    Collection("medicine-classes", "medicine class", MedicineClass, MedicineClassRow),
    Collection("conditions", "condition", Condition, ConditionRow),
    Collection("disagreements", "disagreement", Disagreement, DisagreementRow, title="question"),
    Collection("sources", "source", Source, SourceRow),
    Collection("rules", "rule", Rule, RuleRow, under="safety/"),
    Collection("test-vectors", "test vector", CheckVector, CheckVectorRow, under="safety/"),
)

OUTCOMES = Collection("outcomes", "outcome", TidyOutcome, OutcomeRow, title="label")
"""The results of all trials as one flat table; written inside the trials' files."""

__all__ = [
    "COLLECTIONS",
    "OUTCOMES",
    "Biomarker",
    "CheckVector",
    "Claim",
    "Collection",
    "Component",
    "Condition",
    "CuratorMade",
    "Dataset",
    "DatasetRow",
    "DatasetStamp",
    "Disagreement",
    "Document",
    "Domain",
    "Form",
    "Limit",
    "MayBeAbsent",
    "Mechanism",
    "MedicineClass",
    "Outcome",
    "OutcomeRow",
    "Provenance",
    "Reference",
    "Rule",
    "Source",
    "StoredDocument",
    "TidyOutcome",
    "Trial",
    "Vocabulary",
    "canonical",
    "vocabularies",
]
