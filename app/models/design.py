"""Study designs: a trial has one, and so does each of its results."""

from app.models.base import Vocabulary


class Design(Vocabulary):
    """How a study was done."""

    randomised_parallel = (
        "randomised_parallel",
        "Participants were allocated at random to groups that ran side by side.",
    )
    randomised_crossover = (
        "randomised_crossover",
        "Participants were given each treatment in a random order.",
    )
    controlled_not_randomised = (
        "controlled_not_randomised",
        "Groups or periods were compared; random allocation is not stated.",
    )
    single_arm = "single_arm", "Everyone was given the same; there was no comparison group."
    case_series = "case_series", "Cases described, without a protocol that was read."
    systematic_review = "systematic_review", "A review with a systematic search."
    narrative_review = (
        "narrative_review",
        "A review without a systematic search, or whose search was not read.",
    )
    unspecified_group = (
        "unspecified_group",
        "Several studies that the article mentions without naming them.",
    )
