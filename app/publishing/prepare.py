"""What is to be written of a library, made ready slice by slice.

What must stay true: a slice is made of its own records and of nothing else, so that any process may make
it; and what is counted on the way adds up to the same, whoever counted which slices.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from app.models import COLLECTIONS, OUTCOMES
from app.publishing.content import Published, columns_of, every_address, published, results_of
from app.seeds.library import Library

SLICE = 20
"""Records that are made ready together; a trial comes with all its results. More of them take longer each:
what is let go of soon is still at hand when memory is needed again."""

LISTS = {each.name: each for each in (*COLLECTIONS, OUTCOMES)}

Row = tuple[Any, ...]


class Slice(NamedTuple):
    """Rows that are ready to be written."""

    records: dict[str, "Batch"]
    """By collection, in the order of the digest: the key first, the document last."""
    links: list[Row]
    searched: list[Row]
    """What a search looks through, all but the number; results follow their trial."""


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
    """What is counted of records, however many there are."""

    def __init__(self) -> None:
        self.counts: defaultdict[tuple[str, str], Counter[Any]] = defaultdict(Counter)
        """(collection, filter) → how many records have which value."""

    def count(self, collection: str, filters: Iterable[str], contents: Sequence[dict[str, Any]]) -> None:
        """Count records of a collection, and what its filters find among them."""
        self.counts[collection, ""][""] += len(contents)
        for column in filters:
            self.counts[collection, column].update(map(itemgetter(column), contents))

    def count_link(self, collection: str, _: str, target: str, slug: str) -> None:
        """Count a record that refers to another."""
        self.counts[collection, f"{target}/"][slug] += 1

    def merge(self, other: "Totals") -> None:
        """Add what was counted of other records."""
        for key, counter in other.counts.items():
            self.counts[key].update(counter)


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
        ready = Slice({}, [], [])
        rows: defaultdict[str, list[Row]] = defaultdict(list)
        contents: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        for collection, slug in self.addresses[number * SLICE : (number + 1) * SLICE]:
            record = published(collection, self.library.records[collection.name][slug])
            for each in (record, *results_of(record)):
                rows[each.collection.name].append(each.row(columns_of(each.collection.row)))
                contents[each.collection.name].append(each.content)
                ready.searched.append(each.search_entry())
            self._add_links(ready, record)
        for name, some in rows.items():
            columns = columns_of(LISTS[name].row)
            ready.records[name] = batch((*columns.typed, "document"), some)
            self.totals.count(name, columns.filters, contents[name])
        return ready

    def _add_links(self, ready: Slice, record: Published) -> None:
        for link in record.links():
            self.totals.count_link(*link)
            ready.links.append(link)
