"""The ways that people name in documents: a way, a range of ways, or a group."""

from __future__ import annotations

import re

from stagewatt.domain.rack import RackModel

_RANGE = re.compile(r"([A-Z]{0,2})([0-9]{1,2})-\1?([0-9]{1,2})")


def ways_named(model: RackModel, word: str) -> tuple[str, ...] | None:
    """Return the ways of one word: a way (`A7`, `X9`), a range (`A1-6`, `A1-A6`) or a group (`A`).

    None where the model has no such ways.
    """
    for group in model.groups:
        if word == group.id:
            return group.ways
    match = _RANGE.fullmatch(word)
    named: tuple[str, ...] = (word,)
    if match is not None:
        prefix, first, last = match.groups()
        named = tuple(f"{prefix}{number}" for number in range(int(first), int(last) + 1))
    known = {way.id for way in model.ways}
    return named if named and known.issuperset(named) else None
