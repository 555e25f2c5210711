"""Client of the fibromag API, with a synchronous and an asynchronous face.

`Client` and `AsyncClient` have the same attributes. Records are the JSON of the API as typed dictionaries:
`fibromag_client.models` has their types.
"""

from fibromag_client.calls import Call, Page, ProblemError, Question
from fibromag_client.client import AsyncClient, Client

__all__ = ["AsyncClient", "Call", "Client", "Page", "ProblemError", "Question"]
