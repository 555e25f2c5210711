"""A question for the safety check, and what both clients must make of answers that are no success."""

from typing import Any

QUESTION: dict[str, Any] = {
    "supplement": {"form": "citrate", "elemental_mg": 300, "times": ["08:00"]},
    "person": {"age": 50, "egfr": 72, "pregnant": False, "breastfeeding": False},
    "conditions": ["fibromyalgia"],
    "medicines": ["Cipro", {"text": "levothyroxine", "times": ["07:00"]}, "a name that nobody knows"],
}
"""As a client takes it: names beside whole inputs."""

BODY = {
    **QUESTION,
    "conditions": [{"text": "fibromyalgia"}],
    "medicines": [{"text": "Cipro"}, QUESTION["medicines"][1], {"text": "a name that nobody knows"}],
}
"""As the API takes it."""

START: dict[str, Any] = {"comparison": "between_arms", "single_agent": True, "basis": "primary"}
"""The results that the project's README says to start with."""
