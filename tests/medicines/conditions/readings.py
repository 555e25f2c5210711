"""The reader of conditions with the whole vocabulary, and what it recognises."""

from functools import cache

from app.medicines.conditions.codes import ConditionReading, RecognitionStatus
from app.medicines.conditions.reader import ConditionReader
from app.models import Condition
from tests.medicines.vocabularies import condition_vocabulary
from tests.published import library


@cache
def reader() -> ConditionReader:
    groups: dict[str, Condition] = library().records["conditions"]
    return ConditionReader(groups.values(), condition_vocabulary())


def recognised(reading: ConditionReading) -> set[str]:
    assert reading.recognition is RecognitionStatus.recognised
    assert not reading.not_understood
    return {*reading.conditions, *reading.everyday}


SAMPLE = {
    "hypertension": "hypertension",
    "T2DM": "type-2-diabetes",
    "CKD stage 4": "renal/ckd-stage-4",
    "myasthenia gravis": "neuromuscular/myasthenia-gravis",
    "Crohn's disease": "gastrointestinal/crohn-disease",
    "sleep apnoea": "sleep-apnoea",
    "hyperlipidemia": "hyperlipidaemia",
}
