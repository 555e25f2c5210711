"""Choose among the ways to split a text into parts.

The way that leaves the fewest words not understood is taken; of these, the one whose names do not run across
a separator; of these, the one with the fewest parts. What must stay true: every token is in just one part.
"""

from app.medicines.parsing.grammar import NOT_UNDERSTOOD_COST, Grammar
from app.medicines.parsing.parts import Part
from app.medicines.parsing.tokens import Token

UNREACHED = 10**12


def cheapest_parts(tokens: list[Token], grammar: Grammar) -> list[Part]:
    """Return the parts of the cheapest way to split all tokens.

    Ways that understand everything are tried first: they are the cheapest when there is one.
    """
    parts_at: dict[int, list[Part]] = {}
    for understood, highest in ((True, NOT_UNDERSTOOD_COST), (False, UNREACHED)):
        costs = [0] + [UNREACHED] * len(tokens)
        last: dict[int, Part] = {}
        for at in range(len(tokens)):
            cost = costs[at]
            if cost >= highest:
                continue
            found = parts_at.get(at) or parts_at.setdefault(at, list(grammar.parts_at(at)))
            for part in found if understood else (*found, grammar.not_understood(at)):
                if cost + part.cost < costs[part.end]:
                    costs[part.end] = cost + part.cost
                    last[part.end] = part
        if costs[-1] < highest:
            break
    parts: list[Part] = []
    at = len(tokens)
    while at > 0:
        parts.append(last[at])
        at = last[at].start
    return parts[::-1]
