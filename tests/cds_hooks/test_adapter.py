"""The check is asked at both ends of every range that a record leaves open."""

from starlette.testclient import TestClient

from tests.cds_hooks.calls import (
    MAGNESIUM,
    TODAY,
    Json,
    birth_date,
    cards_of,
    dosage_instructions,
    hook_request,
    order,
    rules_on,
)


def test_an_age_range_across_a_limit_leaves_the_rule_undecided(client: TestClient) -> None:
    def said(birth: str) -> Json:
        patient = {"resourceType": "Patient", "birthDate": birth}
        cards = cards_of(client, hook_request(order(MAGNESIUM), patient=patient))
        return {"rules": rules_on(cards), "open": cards[-1]["detail"]}

    assert "children" in said(birth_date(17))["rules"]
    assert "children" not in said(birth_date(30))["rules"]
    border = said(str(TODAY.year - 18))
    if (TODAY.month, TODAY.day) != (12, 31):
        assert "children" not in border["rules"]
        assert "undecided: Under 18" in border["open"]


def test_an_unknown_dose_basis_is_checked_both_ways(client: TestClient) -> None:
    """400 mg of the oxide are 241 mg of magnesium; which of the two is meant is not said."""

    def said(name: str, count: int) -> list[Json]:
        dosage = dosage_instructions(count, "{pill}", frequency=1, period=1, periodUnit="d")
        return cards_of(client, hook_request(order(name, dosageInstruction=dosage)))

    unsure = said(MAGNESIUM, 1)
    assert "above-us-upper-limit-31-years-and-over" not in rules_on(unsure)
    assert "dose basis unknown" in unsure[-1]["detail"]
    assert "whether the amount is above the limits of EU 250, US 350 mg" in unsure[-1]["detail"]
    assert "above-us-upper-limit-31-years-and-over" in rules_on(said(MAGNESIUM, 3)), "either way"
    sure = said("Magnesium 400 MG (elemental) Oral Tablet", 1)
    assert "above-us-upper-limit-31-years-and-over" in rules_on(sure)
    assert "dose basis unknown" not in sure[-1]["detail"]
