"""What is to be written of a library, made ready slice by slice.

What must stay true: a slice is made of its own records and of nothing else, so that any process may make
it; and what is counted on the way adds up to the same, whoever counted which slices.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from .content import Published, columns_of, every_address, published, results_of
from .evidence_map import Cells
from .gather import entries_of
from .models import OUTCOMES, Collection, TidyOutcome, Trial
from .seeds import Library
from .synthesis import Gathered

SLICE = 20
"""Records that are made ready together; a trial comes with all its results."""

Row = tuple[Any, ...]


class Slice(NamedTuple):
    """Rows that are ready to be written."""

    records: dict[str, "Batch"]
    """By collection, in the order of the digest: the key first, the document last."""
    links: list[Row]
    searched: list[Row]
    """What a search looks through in records, all but the number."""
    searched_outcomes: list[Row]
    """The same for results, whose numbers come after those of all other records."""


class Batch(NamedTuple):
    """Rows of one table, without the columns in which none of them has a value: a null costs like a text."""

    columns: list[str]
    rows: list[Row]


def batch(columns: Iterable[str], rows: list[Row]) -> Batch:
    """Rows, each with a value for every column, as they are quickest to write."""
    given = [
        (name, values)
        for name, values in zip(columns, zip(*rows, strict=True), strict=True)
        if values.count(None) < len(values)
    ]
    return Batch([name for name, _ in given], list(zip(*(values for _, values in given), strict=True)))


class Totals:
    """What is counted and gathered of records, however many there are."""

    def __init__(self) -> None:
        self.counts: defaultdict[tuple[str, str], Counter[Any]] = defaultdict(Counter)
        """(collection, filter) → how many records have which value."""
        self.domains: defaultdict[str, Gathered] = defaultdict(Gathered)
        self.cells = Cells()

    def count(self, collection: Collection, contents: Sequence[dict[str, Any]]) -> None:
        """Count records of a collection, and what its filters find among them."""
        self.counts[collection.name, ""][""] += len(contents)
        for column in columns_of(collection.row).filters:
            self.counts[collection.name, column].update(map(itemgetter(column), contents))

    def count_link(self, collection: str, _: str, target: str, slug: str) -> None:
        """Count a record that refers to another."""
        self.counts[collection, f"{target}/"][slug] += 1

    def gather(self, trial: Trial, outcomes: Iterable[TidyOutcome]) -> None:
        """Put the results of a trial in their places."""
        for entry in entries_of(trial, outcomes):
            self.domains[entry.outcome.domain].add(entry)
            self.cells.add(entry)

    def merge(self, other: "Totals") -> None:
        """Add what was counted and gathered of other records."""
        for key, counter in other.counts.items():
            self.counts[key].update(counter)
        for slug, gathered in other.domains.items():
            self.domains[slug].merge(gathered)
        self.cells.merge(other.cells)


def added(parts: Sequence[Totals]) -> Totals:
    """What several totals come to."""
    first, *others = parts
    for each in others:
        first.merge(each)
    return first


class Preparing:
    """A library, cut into slices."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.addresses = every_address(library)
        self.totals = Totals()

    def __len__(self) -> int:
        return -(-len(self.addresses) // SLICE)

    def parts(self, numbers: Iterable[int]) -> Iterator[Slice | Totals]:
        """The slices with these numbers, and what they come to."""
        yield from map(self.slice, numbers)
        yield self.totals

    def slice(self, number: int) -> Slice:
        """The slice with this number; what is counted goes into the totals."""
        rows: dict[Collection, list[Row]] = {}
        ready = Slice({}, [], [], [])
        for collection, slug in self.addresses[number * SLICE : (number + 1) * SLICE]:
            # One record after the other: what is let go of soon is still at hand when memory is needed again.
            record = published(collection, self.library.records[collection.name][slug])
            outcomes = results_of(record)
            self._add(rows, collection, [record], ready.searched)
            self._add(rows, OUTCOMES, outcomes, ready.searched_outcomes)
            self._add_links(ready, record)
            if isinstance(record.record, Trial):
                self.totals.gather(record.record, [outcome.record for outcome in outcomes])
        for collection, some in rows.items():
            ready.records[collection.name] = batch((*columns_of(collection.row).typed, "document"), some)
        return ready

    def _add(
        self,
        rows: dict[Collection, list[Row]],
        collection: Collection,
        records: list[Published],
        searched: list[Row],
    ) -> None:
        if records:
            columns = columns_of(collection.row)
            rows.setdefault(collection, []).extend([each.row(columns) for each in records])
            searched.extend([each.search_entry() for each in records])
            self.totals.count(collection, [each.content for each in records])

    def _add_links(self, ready: Slice, record: Published) -> None:
        for link in record.links():
            self.totals.count_link(*link)
            ready.links.append(link)
