"""The vocabularies: closed lists of words, each word with its meaning."""

from typing import Annotated, Any

from pydantic import BaseModel

from app.api.dependencies import slug_path
from app.api.routing import PrefixRouter
from app.db.errors import NotFoundError
from app.errors import RESPONSE_CONFIG, problem_responses
from app.evidence.labels import label
from app.models import vocabularies
from app.suggestions import did_you_mean

router = PrefixRouter(prefix="/v1/vocabularies", responses=problem_responses(400, 422))


class Word(BaseModel):
    """One term of a vocabulary."""

    model_config = RESPONSE_CONFIG

    value: str
    """The term."""
    label: str
    """The term in the words of tables and sentences."""
    meaning: str
    """Its meaning."""


class Words(BaseModel):
    """A vocabulary: a closed list of terms."""

    model_config = RESPONSE_CONFIG

    name: str
    """Its address below `/v1/vocabularies/`."""
    about: str
    """Its purpose."""
    words: list[Word]


class Vocabularies(BaseModel):
    """Every vocabulary."""

    model_config = RESPONSE_CONFIG

    items: list[Words]


@router.get(
    "",
    operation_id="list_vocabularies",
    summary="List vocabularies",
    response_model=Vocabularies,
    response_description="Every vocabulary.",
)
def list_vocabularies() -> Vocabularies:
    """Return every vocabulary: closed lists of terms, each with its meaning."""
    return Vocabularies(items=[described(vocabulary) for vocabulary in vocabularies()])


@router.get(
    "/{name}",
    operation_id="get_vocabulary",
    summary="One vocabulary",
    response_model=Words,
    response_description="The vocabulary.",
    responses=problem_responses(404),
)
def get_vocabulary(
    name: Annotated[str, slug_path("The vocabulary's name.", "verdict")],
) -> Words:
    """Return one vocabulary with the meaning of each term."""
    known = {vocabulary.address(): vocabulary for vocabulary in vocabularies()}
    if name not in known:
        raise NotFoundError(f"there is no such vocabulary{did_you_mean(name, known)}")
    return described(known[name])


def described(vocabulary: Any) -> Words:
    """Return a vocabulary with the meaning of each term."""
    words = [Word(value=word.value, label=label(word).wording, meaning=word.meaning) for word in vocabulary]
    return Words(name=vocabulary.address(), about=vocabulary.about(), words=words)
