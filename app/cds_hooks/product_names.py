"""Split product names of pharmacies and health records into ingredients.

`Ciprofloxacin 500 MG Oral Tablet [Cipro]` is ciprofloxacin. What must stay true: an ingredient is a whole
name that the check knows, or is reported as unknown. A part of a name is never matched by itself.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.medicines.concepts import MAGNESIUM_SALTS, MedicineConcept
from app.medicines.names import fold
from app.medicines.terminology import Names
from app.safety.schemas import InputStatus, MedicineCode, MedicineInput, MedicineSystem

BRAND_IN_BRACKETS = re.compile(r"\[([^\]]*)\]")
INGREDIENT_SEPARATOR = re.compile(r"\s+[/+]\s+")
LEADING_QUANTITY = re.compile(r"^\s*\d[\d.,]*\s*(HR|HOUR|ML|ACTUAT|UNT)\s+", re.IGNORECASE)
UNIT = r"(?:MG|MCG|UG|G|GRAMS?|ML|L|UNT|IU|UNITS?|MEQ|MMOL|%|HR|ACTUAT|CELLS?|BAU)"
STRENGTH = re.compile(rf"\s+(\d[\d.,]*)\s*({UNIT})(?![A-Za-z])", re.IGNORECASE)
TRAILING_NUMBER = re.compile(r"\s+\d[\d.,]*$")

MAX_NAME_LENGTH = 120
"""Longest name that the check accepts, in characters."""

MILLIGRAMS = {"mg": 1.0, "g": 1000.0, "gram": 1000.0, "grams": 1000.0, "mcg": 0.001, "ug": 0.001, "µg": 0.001}

DOSE_FORM_WORDS = frozenset(
    [
        "oral",
        "tablet",
        "tablets",
        "tab",
        "tabs",
        "capsule",
        "capsules",
        "cap",
        "caps",
        "pill",
        "pills",
        "product",
        "products",
        "extended",
        "delayed",
        "release",
        "chewable",
        "disintegrating",
        "effervescent",
        "enteric",
        "coated",
        "film",
        "solution",
        "suspension",
        "liquid",
        "syrup",
        "powder",
        "granules",
        "drops",
        "injection",
        "injectable",
        "sachet",
        "sachets",
        "gummy",
        "gummies",
        "softgel",
        "softgels",
        "lozenge",
        "supplement",
        "supplements",
        "12",
        "24",
        "hr",
        "er",
        "sr",
        "xr",
        "dr",
        "ec",
        "odt",
        "for",
    ]
)
"""Words after a name that give its dose form."""

SALT_WORDS = frozenset(
    [
        "sodium",
        "disodium",
        "potassium",
        "calcium",
        "magnesium",
        "hydrochloride",
        "hcl",
        "hydrobromide",
        "sulfate",
        "sulphate",
        "maleate",
        "tartrate",
        "besylate",
        "mesylate",
        "acetate",
        "phosphate",
        "citrate",
        "succinate",
        "fumarate",
        "bromide",
        "chloride",
        "nitrate",
        "gluconate",
        "lactate",
        "mofetil",
        "medoxomil",
        "cilexetil",
        "monohydrate",
        "dihydrate",
        "trihydrate",
        "hydrate",
        "anhydrous",
        "hyclate",
        "dipotassium",
        "hemihydrate",
        "tromethamine",
        "etabonate",
        "proxetil",
        "axetil",
        "arginine",
        "bitartrate",
        "mononitrate",
        "dinitrate",
    ]
)
"""Words after a name that give its salt, ester or hydrate."""

NOT_SUPPLEMENTS = frozenset({"magnesium salicylate", "magnesium stearate"})
"""Magnesium compounds that are not taken for their magnesium."""

MAYBE_MAGNESIUM = re.compile(r"mag|multi|vitamin|mineral|natal|electrolyte", re.IGNORECASE)
"""Parts of names of products that may hold magnesium without naming it."""


@dataclass(frozen=True)
class Ingredient:
    """One ingredient of a product, as far as the name of the product tells."""

    text: str
    """The name that the check knows, or the name as given."""
    known: bool
    """Whether the check knows that name."""
    magnesium: bool = False
    """Whether it is a compound that is taken for its magnesium."""
    form: str | None = None
    """The form of magnesium, when it is known."""
    strength_mg: float | None = None
    """MilligramsADay in one piece; whether of the salt or of magnesium is unknown."""
    code: MedicineCode | None = None
    """The code that the check knows, when it was given by a code."""

    @property
    def input(self) -> MedicineInput:
        """Return it as an input of the check."""
        return MedicineInput(code=self.code) if self.code else MedicineInput(text=self.text[:MAX_NAME_LENGTH])


@dataclass(frozen=True)
class Product:
    """The ingredients of a product's name."""

    ingredients: tuple[Ingredient, ...]
    spelled_out: bool
    """Whether the name gives a strength for each ingredient, so that magnesium cannot be left unnamed."""

    @property
    def recognised(self) -> bool:
        """Return whether any ingredient is known."""
        return any(each.known or each.magnesium for each in self.ingredients)


class ProductNames:
    """Finder of products by name or code, with the names that the check knows."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def by_rxcui(self, rxcui: str) -> Product | None:
        """Return a product by its RxNorm identifier; None when the table does not list it."""
        name = product_table().get(rxcui)
        return None if name is None else self.by_text(name)

    def by_code(self, system: MedicineSystem, value: str) -> Product | None:
        """Return an ingredient, brand or combination by its code; None when the check does not know it."""
        code = MedicineCode(system=system, value=value)
        match = self.names.medicine(MedicineInput(code=code))
        if match.status is not InputStatus.matched:
            return None
        found = [each for each in match.concepts if isinstance(each, MedicineConcept)]
        if any(map(is_magnesium_supplement, found)):
            return Product(tuple(self._of_concepts(found, None)), False)
        name = next((each.medicine for each in found if each.medicine), value)
        return Product((Ingredient(name, True, code=code),), False)

    def by_text(self, text: str) -> Product:
        """Return a product by its name; it has at least one ingredient, known or not."""
        whole = list(self._known(text, None))
        if whole:
            return Product(tuple(whole), False)
        bare = BRAND_IN_BRACKETS.sub(" ", text)
        pieces = INGREDIENT_SEPARATOR.split(bare) if re.search(r"\d", bare) else re.split(r"\s*[/+]\s*", bare)
        found: list[Ingredient] = []
        strengths = 0
        for piece in pieces:
            name, strength, has_strength = split_strength(piece)
            strengths += has_strength and bool(name)
            if name:
                found += self._ingredient(name, strength)
        for brand in BRAND_IN_BRACKETS.findall(text):
            found += [each for each in self._known(brand, None) if each.known and not is_among(each, found)]
        if not found:
            found = [Ingredient(text, False)]
        return Product(
            tuple(dict.fromkeys(found)), strengths == len(pieces) and not MAYBE_MAGNESIUM.search(text)
        )

    def _ingredient(self, name: str, strength: float | None) -> list[Ingredient]:
        """Return the ingredients of a name: as it is, without its salt, or as unknown magnesium."""
        for each in spellings(name):
            if known := list(self._known(each, strength)):
                return known
        plain = without_accents(without_brackets(name))
        if is_magnesium(plain):
            return [Ingredient(name, False, True, name if " " in plain else None, strength)]
        return [Ingredient(name, False)]

    def _known(self, name: str, strength: float | None) -> Iterator[Ingredient]:
        """Yield the ingredients of a name that the check knows as a medicine or a form of magnesium."""
        text = name.strip()
        folded = fold(text)
        if len(text) > MAX_NAME_LENGTH:
            return
        named = self.names.medicines.known.find_name(folded)
        match = self.names.medicine(MedicineInput(text=text)) if named else None
        if match is not None and match.status is InputStatus.matched:
            found = [each for each in match.concepts if isinstance(each, MedicineConcept)]
            if any(map(is_magnesium_supplement, found)) or len(found) > 1:
                yield from self._of_concepts(found, strength)
            else:
                yield Ingredient(text, True)
        elif folded in self.names.forms.names:
            form = self.names.form(text)
            if form.status is InputStatus.matched:
                yield Ingredient(text, True, True, form.concepts[0].slug, strength)

    def _of_concepts(self, found: list[MedicineConcept], strength: float | None) -> Iterator[Ingredient]:
        """Yield concepts as ingredients; a combination with magnesium is split into its components."""
        with_magnesium = any(map(is_magnesium_supplement, found))
        for each in found:
            parts = self.names.parts.get(each, ())
            name = each.medicine or each.slug
            if is_magnesium_supplement(each):
                form = self.names.form(name)
                slug = form.concepts[0].slug if form.status is InputStatus.matched else name
                yield Ingredient(name, True, True, slug, strength)
            elif with_magnesium and any(map(is_magnesium_supplement, parts)):
                known = self.names.medicines.known
                unlisted = (slug for slug in known.meaning(each) if not known.concepts(slug))
                yield from (Ingredient(known.substance(slug).name, False) for slug in unlisted)
            else:
                yield Ingredient(name, True)


def is_among(one: Ingredient, found: list[Ingredient]) -> bool:
    """Return whether an ingredient is among those found, with any strength."""
    return any(fold(one.text) == fold(each.text) or (one.magnesium and each.magnesium) for each in found)


def is_magnesium_supplement(concept: MedicineConcept) -> bool:
    """Return whether a concept is a compound that is taken for its magnesium."""
    return concept.slug == MAGNESIUM_SALTS and concept.medicine not in NOT_SUPPLEMENTS


def without_brackets(name: str) -> str:
    """Return a name without the parts in round brackets."""
    return " ".join(re.sub(r"\([^)]*\)", " ", name).split())


def is_magnesium(name: str) -> bool:
    """Return whether a folded name is that of a magnesium compound, listed or not."""
    first = name.replace(",", " ").split()[:1]
    return first in (["magnesium"], ["magnesio"]) and name not in NOT_SUPPLEMENTS


def without_accents(name: str) -> str:
    """Return a folded name without accents."""
    return "".join(
        each for each in unicodedata.normalize("NFKD", fold(name)) if not unicodedata.combining(each)
    )


def split_strength(piece: str) -> tuple[str, float | None, bool]:
    """Return (name, milligrams in one piece, whether a strength was given) of one ingredient."""
    piece = LEADING_QUANTITY.sub("", f" {piece.strip()}").strip()
    if found := STRENGTH.search(f" {piece}"):
        name = f" {piece}"[: found.start()].strip()
        amount = parse_number(found[1])
        factor = MILLIGRAMS.get(found[2].lower())
        rest = f" {piece}"[found.end() :]
        per_piece = None if rest.startswith("/") or amount is None or factor is None else amount * factor
        return without_dose_form(name), per_piece, True
    return TRAILING_NUMBER.sub("", without_dose_form(piece)), None, False


def parse_number(text: str) -> float | None:
    """Return the number of a text such as `1,000.5` or `0.125`; else None."""
    plain = re.sub(r",(?=\d{3}(\D|$))", "", text.rstrip(".,"))
    return float(plain) if re.fullmatch(r"\d+(\.\d+)?", plain) else None


def without_dose_form(name: str) -> str:
    """Return a name without the words of a dose form at its end."""
    words = name.split()
    while len(words) > 1 and words[-1].lower().strip("(),.") in DOSE_FORM_WORDS:
        words.pop()
    return " ".join(words).strip(" ,")


def spellings(name: str) -> Iterator[str]:
    """Yield a name as it is, without brackets, without its salt, and without what follows a comma."""
    yield name
    bare = without_brackets(name)
    yield bare
    words = bare.split()
    while len(words) > 1 and words[-1].lower() in SALT_WORDS:
        words.pop()
        yield " ".join(words)
    if not is_magnesium(fold(bare)):
        yield bare.partition(",")[0]


@lru_cache(maxsize=1)
def product_table() -> dict[str, str]:
    """Return the names of products by RxNorm identifier; `products.csv` names its source."""
    rows = (Path(__file__).parent / "products.csv").read_text("utf-8").splitlines()
    pairs = (row.partition(",") for row in rows if row and not row.startswith(("#", "rxcui,")))
    return {rxcui: name for rxcui, _, name in pairs}
