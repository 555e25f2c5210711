"""Compute the magnesium fraction of a salt from its formula."""

import re

ATOMIC_MASS = {"H": 1.008, "C": 12.011, "N": 14.007, "O": 15.999, "Mg": 24.305, "S": 32.06, "Cl": 35.45}
"""g/mol; IUPAC abridged standard atomic masses."""

TOKEN = re.compile(r"([A-Z][a-z]?)(\d*)|(\()|(\))(\d*)")


def atoms(formula: str) -> dict[str, int]:
    """Return the atoms by element of a formula such as `C12H10Mg3O14.9H2O` or `Mg(OH)2`."""
    total: dict[str, int] = {}
    for part in formula.split("."):
        times, group = re.fullmatch(r"(\d*)(.+)", part).groups()  # type: ignore[union-attr]
        for element, number in _group(group).items():
            total[element] = total.get(element, 0) + number * int(times or 1)
    return total


def _group(formula: str) -> dict[str, int]:
    """Return the atoms by element of a formula without dots; brackets may be nested."""
    stack: list[dict[str, int]] = [{}]
    at = 0
    while at < len(formula):
        token = TOKEN.match(formula, at)
        if token is None or (token[1] and token[1] not in ATOMIC_MASS):
            raise ValueError(f"{formula!r} is not a formula of {', '.join(ATOMIC_MASS)}")
        if token[3]:
            stack.append({})
        else:
            inside = {token[1]: 1} if token[1] else stack.pop()
            times = int(token[2] or token[5] or 1)
            for element, number in inside.items():
                stack[-1][element] = stack[-1].get(element, 0) + number * times
        at = token.end()
    return stack[0]


def molar_mass(formula: str) -> float:
    """Return the molar mass in g/mol."""
    return sum(ATOMIC_MASS[element] * number for element, number in atoms(formula).items())


def elemental_percent(formula: str) -> float:
    """Return the mass of magnesium as a percentage of the whole."""
    return 100 * atoms(formula).get("Mg", 0) * ATOMIC_MASS["Mg"] / molar_mass(formula)
