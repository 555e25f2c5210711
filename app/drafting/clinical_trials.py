"""A study record of ClinicalTrials.gov (JSON of its API, version 2) as drafts of a source and a trial."""

from collections.abc import Iterator
from typing import Any

from app.drafting.draft import Draft, DraftError, Values, draft_of, values_of
from app.drafting.references import slug_of
from app.models.provenance import AbsentReason
from app.models.trial import Arm, Population

JsonObject = dict[str, Any]

ROLES = {
    "PLACEBO_COMPARATOR": "placebo",
    "SHAM_COMPARATOR": "placebo",
    "ACTIVE_COMPARATOR": "active_comparator",
    "NO_INTERVENTION": "other_control",
}
"""Type of an arm → its role, where magnesium is not part of it."""

RATERS = {"OUTCOMES_ASSESSOR", "INVESTIGATOR"}


def study_drafts(study: JsonObject) -> list[Draft]:
    """Return the drafts of the registry entry and of the trial; raise `DraftError` for any other record."""
    try:
        protocol = study["protocolSection"]
        number = protocol["identificationModule"]["nctId"]
    except (KeyError, TypeError):
        raise DraftError("This JSON is no study record of ClinicalTrials.gov.") from None
    return [entry_draft(protocol, number), trial_draft(protocol, number, study.get("hasResults", False))]


def entry_draft(protocol: JsonObject, number: str) -> Draft:
    """Return the draft of the registry entry as a source."""
    known = {
        "name": f"Registry entry {number}",
        "kind": "registry_entry",
        "read": "record",
        "title": protocol["identificationModule"].get("briefTitle"),
        "container": "ClinicalTrials.gov",
        "registration": number,
        "address": f"https://clinicaltrials.gov/study/{number}",
        "version": module(protocol, "status").get("lastUpdatePostDateStruct", {}).get("date"),
    }
    never = ("authors", "year", "volume", "issue", "pages", "doi", "pmid", "pmcid")
    reasons = dict.fromkeys(never, AbsentReason.not_applicable)
    to_read = [
        "Read the entry at its address, with its history of changes.",
        "Say in `read_note` where you read it, if not there.",
    ]
    return draft_of("sources", number.lower(), known, reasons, number.lower(), to_read, ["address"])


def trial_draft(protocol: JsonObject, number: str, has_results: bool) -> Draft:
    """Return the draft of the trial."""
    identity, design = module(protocol, "identification"), module(protocol, "design").get("designInfo", {})
    arms = module(protocol, "armsInterventions").get("armGroups", [])
    roles = [role_of(arm) for arm in arms]
    others = [arm["label"] for arm, role in zip(arms, roles, strict=True) if role not in (None, "magnesium")]
    sponsor = module(protocol, "sponsorCollaborators").get("leadSponsor", {}).get("name")
    known = {
        "name": identity.get("acronym") or number,
        "title": identity.get("officialTitle"),
        "acronym": identity.get("acronym"),
        "design": study_design(design),
        "design_reported": design_words(design),
        "identification": "identified",
        "publications": [number.lower()],
        "registration": number,
        "population": population_of(protocol),
        "intervention": "; ".join(intervention_names(protocol)) or None,
        "comparator": "; ".join(others) or None,
        "measured": list(measures(protocol)),
        "arms": [arm_of(arm, role) for arm, role in zip(arms, roles, strict=True)],
        "randomised": {"RANDOMIZED": True, "NON_RANDOMIZED": False}.get(design.get("allocation", "")),
        "blinded": blinded(design),
        "placebo_controlled": "placebo" in roles if arms else None,
        "funding": f"Sponsor by the registry entry: {sponsor}" if sponsor else None,
        "outcomes": [],
    }
    absent = ("year", "conflicts_of_interest")
    reasons = dict.fromkeys(absent, AbsentReason.not_reported_in_source)
    slug = slug_of(identity.get("acronym") or number)
    return draft_of("trials", slug, known, reasons, number.lower(), trial_questions(protocol, has_results))


def module(protocol: JsonObject, name: str) -> JsonObject:
    """Return a module of the protocol; empty where the record has none."""
    found: JsonObject = protocol.get(f"{name}Module", {})
    return found


# Design -------------------------------------------------------------------------------------------


def study_design(design: JsonObject) -> str | None:
    """Return the design as a word of the vocabulary; None where the entry leaves it open."""
    allocation, model = design.get("allocation"), design.get("interventionModel")
    match allocation, model:
        case "RANDOMIZED", "PARALLEL":
            return "randomised_parallel"
        case "RANDOMIZED", "CROSSOVER":
            return "randomised_crossover"
        case "NON_RANDOMIZED", _:
            return "controlled_not_randomised"
        case _, "SINGLE_GROUP":
            return "single_arm"
    return None


def design_words(design: JsonObject) -> str | None:
    """Return allocation, model and masking as the entry has them."""
    masking = design.get("maskingInfo", {}).get("masking")
    words = [design.get("allocation"), design.get("interventionModel"), masking and f"masking {masking}"]
    return ", ".join(str(word).replace("_", " ").lower() for word in words if word) or None


def blinded(design: JsonObject) -> bool | None:
    """Return whether participants and raters were blinded; None where the entry does not say."""
    masking = design.get("maskingInfo", {})
    masked = set(masking.get("whoMasked", []))
    if masking.get("masking") == "NONE":
        return False
    return True if "PARTICIPANT" in masked and masked & RATERS else None


# People and arms ----------------------------------------------------------------------------------


def population_of(protocol: JsonObject) -> Values:
    """Return who may take part, as far as the entry states it in fields."""
    eligibility = module(protocol, "eligibility")
    enrolment = module(protocol, "design").get("enrollmentInfo", {})
    sex = eligibility.get("sex")
    ages = [eligibility.get("minimumAge"), eligibility.get("maximumAge")]
    sites = [
        ", ".join(each[name] for name in ("facility", "city", "country") if each.get(name))
        for each in module(protocol, "contactsLocations").get("locations", [])
    ]
    known = {
        "sex": f"{sex.lower()}, by the registry entry" if sex else None,
        "age": " to ".join(age for age in ages if age) or None,
        "participants_enrolled": enrolment.get("count") if enrolment.get("type") == "ACTUAL" else None,
        "setting": "; ".join(sites) or None,
    }
    return values_of(Population, known, {})


def role_of(arm: JsonObject) -> str | None:
    """Return the role of an arm; None where a person has to decide."""
    given = " ".join([arm.get("label", ""), *arm.get("interventionNames", [])]).lower()
    role = ROLES.get(arm.get("type", ""))
    return "magnesium" if role is None and "magnesium" in given else role


def arm_of(arm: JsonObject, role: str | None) -> Values:
    """Return an arm; dose, form and duration are for a person to read."""
    without = role not in (None, "magnesium")
    known = {
        "name": slug_of(arm["label"]),
        "label": arm["label"],
        "role": role,
        "dose_basis": "not_applicable" if without else "not_reported",
    }
    of_magnesium = ("preparation", "form", "form_reported", "elemental_mg_per_day", "dose_reported")
    return values_of(Arm, known, dict.fromkeys(of_magnesium, AbsentReason.not_applicable) if without else {})


def intervention_names(protocol: JsonObject) -> Iterator[str]:
    """Yield the names of the interventions, without those of the placebo."""
    for each in module(protocol, "armsInterventions").get("interventions", []):
        if "placebo" not in each["name"].lower():
            yield each["name"]


def measures(protocol: JsonObject) -> Iterator[str]:
    """Yield the titles of the outcomes, with their rank."""
    for rank in ("primary", "secondary", "other"):
        for each in module(protocol, "outcomes").get(f"{rank}Outcomes", []):
            yield f"{each['measure']} ({rank})"


# What is left to read -----------------------------------------------------------------------------


def trial_questions(protocol: JsonObject, has_results: bool) -> Iterator[str]:
    """Yield what a person has to read or decide before this is a trial."""
    yield "Write in our words: question, population, exclusions, intervention, labels of arms, measures."
    yield "For each arm: preparation, form, elemental dose and how it is known, route, duration, people."
    yield "Read design, masking and allocation in the entry itself, and compare them with these fields."
    enrolment = module(protocol, "design").get("enrollmentInfo", {})
    if enrolment.get("type") != "ACTUAL" and enrolment.get("count"):
        yield f"{enrolment['count']} participants were planned; read how many took part."
    if has_results:
        yield "Read the results in the entry, unwanted effects among them, and write them as outcomes."
    else:
        yield "The entry has no results: look for a publication, and write its results as outcomes."
    cited = module(protocol, "references").get("references", [])
    if numbers := [each["pmid"] for each in cited if each.get("pmid")]:
        yield f"Publications that the entry names: PMID {', '.join(numbers)}."
