"""One entity, one file: its vocabularies, its document and its filters, in plain Pydantic.

Entities are made of `base`, `provenance`, `codes`, `filters` and `json_schema`; `field_types` and `columns`
read their fields, `collection` is an entry of the registry. `lookup_tables` has one class for each table of
the vocabulary. Every other module is one entity.

`app/registry.py` announces the collections.
"""

from app.models.base import (
    Component,
    CuratorMade,
    Document,
    MayBeAbsent,
    Reference,
    Vocabulary,
    canonical,
    vocabularies,
)
from app.models.bias_assessment import BiasAssessment
from app.models.biomarker import Biomarker
from app.models.check_vector import CheckVector
from app.models.claim import Claim
from app.models.condition import Condition
from app.models.dataset import Dataset, DatasetStamp
from app.models.disagreement import Disagreement
from app.models.domain import Domain
from app.models.evidence_profile import EvidenceProfile, TidyQuestion
from app.models.form import Form
from app.models.group import TidyGroup
from app.models.limit import Limit
from app.models.literature_search import LiteratureSearch
from app.models.mechanism import Mechanism
from app.models.medicine_class import MedicineClass
from app.models.outcome import Outcome, TidyOutcome
from app.models.preparation import Preparation
from app.models.provenance import Provenance
from app.models.rule import Rule
from app.models.screened_record import ScreenedRecord
from app.models.source import Source
from app.models.trial import Trial

__all__ = [
    "BiasAssessment",
    "Biomarker",
    "CheckVector",
    "Claim",
    "Component",
    "Condition",
    "CuratorMade",
    "Dataset",
    "DatasetStamp",
    "Disagreement",
    "Document",
    "Domain",
    "EvidenceProfile",
    "Form",
    "Limit",
    "LiteratureSearch",
    "MayBeAbsent",
    "Mechanism",
    "MedicineClass",
    "Outcome",
    "Preparation",
    "Provenance",
    "Reference",
    "Rule",
    "ScreenedRecord",
    "Source",
    "TidyGroup",
    "TidyOutcome",
    "TidyQuestion",
    "Trial",
    "Vocabulary",
    "canonical",
    "vocabularies",
]
