"""Requests are read once, and no text of one is kept."""

from app.safety.schemas import CheckRequest
from tests.safety.test_rules import checker


def test_no_text_that_was_sent_is_kept_by_the_reader() -> None:
    sent = (
        b'{"supplement":{"elemental_mg":1},"conditions":[{"text":"a name"}],"medicines":[{"text":"a name"}]}'
    )
    requests = [CheckRequest.model_validate_json(sent) for _ in range(2)]
    texts = [
        each.text for asked in requests for each in (*(asked.conditions or ()), *(asked.medicines or ()))
    ]
    answers = [checker().check(asked).inputs for asked in requests]
    texts += [each.given for inputs in answers for each in inputs]
    assert set(texts) == {"a name"}
    assert len({id(text) for text in texts[:4]}) == 4
