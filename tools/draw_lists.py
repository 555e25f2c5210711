"""Draw whole medicine lists as people and records write them, for `tests/medicines/data/lists.jsonl`.

    python -m tools.draw_lists REFERENCE_FOLDER > tests/medicines/data/lists.jsonl

Each list has 4 to 8 medicines, drawn without replacement from the everyday medicines with a weight of one
over the rank, and 2 or 3 conditions. A medicine is written as one of the real strings of the reference, if
there is one for its substances, or in one of the ways in which those strings are built. Strengths are
drawn too: they are test inputs, not facts. The draw was made before the reader of names was written.
"""

import csv
import json
import random
import sys
from collections import defaultdict
from pathlib import Path

SEED = 20261129
LISTS = 200
STRENGTHS = ("2.5", "5", "10", "20", "25", "40", "50", "75", "100", "250", "500")
WAYS = (
    "{name}",
    "{Name} {mg} mg",
    "{name} {mg}mg",
    "{name} {mg} MG Oral Tablet",
    "{Name}_Tab {mg}mg",
    "{NAME} {mg} MG TABLET",
    "{name} {mg} mg tablet once daily",
    "{Name} {mg} mg bid",
    "{name} {mg}mg po qhs prn",
    "{brand}",
    "{brand} {mg} mg",
    "{name} {mg} MG Oral Tablet [{brand}]",
)
"""How one substance is written."""


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of one CSV file."""
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def parts(text: str) -> list[str]:
    """Split a field whose values are separated by semicolons."""
    return [part.strip() for part in text.split(";") if part.strip()]


def main(folder: Path) -> None:
    """Print the lists, one JSON object a line."""
    draw = random.Random(SEED)
    everyday = [row for row in rows(folder, "medicines/everyday.csv") if row["substances_inn"]]
    conditions = rows(folder, "conditions-everyday.csv")
    brands = {
        row["inn"]: [brand for brand in parts(row["brands"]) if "(!)" not in brand]
        for row in rows(folder, "medicines/medicines.csv")
        if row["kind"] == "medicine"
    }
    real = defaultdict(list)
    for row in rows(folder, "medicines/strings.csv"):
        if row["substances_inn"]:
            real[frozenset(parts(row["substances_inn"]))].append(row["string"])
    for _ in range(LISTS):
        left = list(everyday)
        medicines = []
        for _ in range(draw.randint(4, 8)):
            (row,) = draw.choices(left, [1 / int(each["position"]) for each in left])
            left.remove(row)
            substances = parts(row["substances_inn"])
            medicines.append(
                {"text": written(draw, row["name"], substances, real, brands), "substances": substances}
            )
        chosen = draw.sample(conditions, draw.randint(2, 3))
        texts = [draw.choice([row["name"], *parts(row["synonyms"])]) for row in chosen]
        print(json.dumps({"medicines": medicines, "conditions": texts}, ensure_ascii=False))


def written(
    draw: random.Random,
    name: str,
    substances: list[str],
    real: dict[frozenset[str], list[str]],
    brands: dict[str, list[str]],
) -> str:
    """Return one way to write a medicine."""
    strings = real.get(frozenset(substances), [])
    if strings and draw.random() < 0.5:
        return draw.choice(strings)
    if len(substances) > 1:
        separator = draw.choice([" / ", "/", "-", " and ", " + "])
        return separator.join(substances)
    known = brands.get(substances[0], [])
    way = draw.choice([way for way in WAYS if known or "brand" not in way])
    brand = draw.choice(known) if known else ""
    mg = draw.choice(STRENGTHS)
    return way.format(name=name, Name=name.capitalize(), NAME=name.upper(), brand=brand, mg=mg)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
