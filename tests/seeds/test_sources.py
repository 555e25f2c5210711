"""The sources can be found again: identifiers, addresses, titles and authors, or the reason why not."""

import re

import pytest

from app.models import Source
from app.models.source import SourceKind
from app.seeds.library import Library

IDENTIFIERS = ("doi", "pmid", "pmcid", "registration")

UNFIT = re.compile(r"mimsdev|recallguide|konishihair|brainqualitycare|localhost")
"""Addresses of pages that readers should not be sent to: test hosts, other medicines, scraped sites."""


def sources(library: Library) -> dict[str, Source]:
    found: dict[str, Source] = library.records["sources"]
    return found


def findable(source: Source) -> bool:
    """Return whether a source has an identifier, an address, or an address where it was read."""
    return any(getattr(source, name) for name in IDENTIFIERS) or bool(source.address or source.read_at)


def test_nearly_every_source_can_be_found_again(library: Library) -> None:
    lost = [slug for slug, source in sources(library).items() if not findable(source)]
    assert len(lost) <= 20, lost
    for slug in lost:
        assert re.search("no address|not given|not noted", sources(library)[slug].read_note or ""), slug


def rest_on(library: Library, *collections: str) -> set[str]:
    """Return the sources that any record of these collections names."""
    return {
        source
        for collection in collections
        for record in library.records[collection].values()
        for source in re.findall(r'"([a-z0-9-]+)"', record.model_dump_json())
        if source in sources(library)
    }


WITHOUT_TITLE_OR_AUTHORS = {
    "The PubMed page folds its authors": {"ciprofloxacin-antacid-study", "scand-j-rheumatol-2003"},
    "Authors were not in the part that opened": {
        "cochrane-cd010585",
        "iasj-42868",
        "magnes-res-2023-older",
        "medwave-malic-acid",
        "nature-307-462",
        "nutricao-brasil-2025",
    },
    "Its title was not in the part that opened": {"bazzichi-2008", "evans-1977", "jacobsen-1992"},
    "Title and authors were not in the part that opened": {
        "japanese-review-16-77",
        "pmc4455825",
        "pmc5986461",
    },
    "known here from a table in a later review, which gives no titles": {
        "eisinger-1994",
        "prescott-1992",
        "sakarya",
    },
    "no page of it was found later": {"clauw-1994"},
    "Only its findings were noted": {
        "ibuprofen-erosions-study",
        "ibuprofen-magnesium-hydroxide-study",
        "levodopa-ascorbic-acid-study",
        "levodopa-magnesium-oxide-study",
        "miyaue-2023",
        "rheumatology-2010",
        "schuette-1994",
        "sotalol-antacid-study",
        "walker-2003",
    },
}
"""Every article without title or authors, by the words of its note that say why."""


def test_nearly_every_article_has_title_and_authors_and_the_others_a_reason(library: Library) -> None:
    """The articles without both are those above and no other; each says why in its note.

    The aim is 25 at most. Of those on which evidence rests there are fewer; of all there are 27, because the
    last six were read for rules on medicines, in copies that give a finding and no reference. No note of
    what was read has a title or an author that is not in the seed files, so only a new reading can give more.
    """
    articles = {
        slug: source
        for slug, source in sources(library).items()
        if source.kind is SourceKind.journal_article and not (source.title and source.authors)
    }
    evidence = rest_on(library, "trials", "biomarkers", "mechanisms", "claims", "forms", "limits", "domains")
    assert len(evidence) > 100
    assert len(evidence & set(articles)) <= 25, sorted(evidence & set(articles))
    assert set(articles) == set().union(*WITHOUT_TITLE_OR_AUTHORS.values())
    assert sum(map(len, WITHOUT_TITLE_OR_AUTHORS.values())) == len(articles) <= 27
    for why, slugs in WITHOUT_TITLE_OR_AUTHORS.items():
        for slug in slugs:
            missing = {name for name in ("title", "authors") if not getattr(articles[slug], name)}
            assert missing <= set(articles[slug].absent), slug
            assert why in (articles[slug].read_note or ""), slug


def test_an_address_is_no_copy_that_readers_should_not_see(library: Library) -> None:
    for slug, source in sources(library).items():
        addresses = [*source.read_at, *([source.address] if source.address else [])]
        assert not any(map(UNFIT.search, addresses)), slug
        assert len(set(addresses)) == len(addresses), slug


def test_interests_that_pages_show_are_recorded(library: Library) -> None:
    shown = {slug: source.interests for slug, source in sources(library).items() if source.interests}
    assert set(shown) == {"arnaud-2008", "pickering-2020", "pouteau-2018", "pmc8143286"}
    assert "Coca-Cola" in str(shown["arnaud-2008"])
    assert "Sanofi" in str(shown["pickering-2020"])
    assert "2022" in str(shown["pmc8143286"])


def test_the_authors_of_the_infusion_trial_are_complete(library: Library) -> None:
    ali = sources(library)["ali-2009"]
    assert (len(ali.authors or []), ali.authors_complete) == (9, True)
    assert (ali.authors or [])[:2] == ["Ali A", "Njike VY"]


def test_the_infusion_trial_shows_both_numbers_of_people(library: Library) -> None:
    ali = library.records["trials"]["ali-2009"]
    assert ali.population.participants_randomised == 34
    assert [arm.participants for arm in ali.arms] == [15, 16]
    assert any("31 randomised" in each.text and "34" in each.text for each in ali.discrepancies)


def test_tarsitano_has_no_controls_in_its_abstract(library: Library) -> None:
    found = library.records["biomarkers"]["tarsitano-2024-blood"]
    assert (found.participants_comparator, found.comparator) == (None, "not_reported")
    assert "no controls" in found.other_results[0].text


def test_the_european_limit_says_which_salts_it_was_applied_to(library: Library) -> None:
    limit = library.records["limits"]["eu-upper-limit-4-years-and-over"]
    assert all(name in limit.note for name in ("trimagnesium dicitrate", "magnesium citrate malate"))
    assert "could not assess di-magnesium malate" in limit.note
    malate = library.records["forms"]["magnesium-malate"]
    cited = {source for remark in malate.absorption for source in remark.sources}
    assert {"efsa-2018-citrate-malate", "efsa-2018-dimagnesium-malate"} <= cited


def test_epsom_salts_are_a_laxative_and_no_supplement(library: Library) -> None:
    epsom = sources(library)["smpc-emc-4841"]
    assert epsom.name.startswith("Epsom Salts BP")
    assert "laxative" in (epsom.read_note or "")
    assert "no supplement" in (epsom.read_note or "")
    general = library.records["rules"]["general-oral-separation"]
    assert {"smpc-emc-2678", "smpc-emc-12118"} <= {
        each for part in general.provenance for each in part.sources
    }


def test_one_paper_on_the_letter_of_the_japanese_ministry_is_one_source(library: Library) -> None:
    assert "japanese-ministry-letter-paper" not in sources(library)
    assert "letter" in (sources(library)["wakai-pmc6373027"].read_note or "")


def test_two_copies_of_a_product_text_count_as_one_source(library: Library) -> None:
    pair = ("smpc-emc-25343", "smpc-magnesium-hydroxide")
    for one, other in (pair, pair[::-1]):
        assert f"`{other}`: the two count as one source" in (sources(library)[one].read_note or "")


def test_patiromer_is_kept_three_hours_apart(library: Library) -> None:
    separation = library.records["rules"]["patiromer"].separation
    assert separation.medicine_before_magnesium_hours == separation.medicine_after_magnesium_hours == 3


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("fda-ppi-podcast", "The text that advises patients."),
        ("lactmed-magnesium", "about magnesium hydroxide alone"),
        ("smpc-magnaspartate", "of 2016"),
        ("smpc-magnaspartate", "The current text is of 8 November 2023"),
        ("dhhs-integrase-inhibitor-table", "bictegravir"),
    ],
)
def test_a_source_says_which_text_was_read(library: Library, slug: str, said: str) -> None:
    assert said in (sources(library)[slug].read_note or "")


def test_guidelines_that_could_not_be_read_are_listed_with_the_reason(library: Library) -> None:
    guidelines = [each for each in library.records["selection"].values() if each.kind == "guideline"]
    assert len(guidelines) >= 6
    assert all(each.reason for each in guidelines)
