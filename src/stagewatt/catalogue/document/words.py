"""The sentences of findings: the nearest known word, and values shown short."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_SHORT = 60
_NEAR = 0.6
_LONGEST_WORD = 100
_LARGE_BITS = 100
_MANY = 16


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that looks most like the given one, None when none does."""
    by_lower = {name.lower(): name for name in known}
    near = get_close_matches(word.lower()[:_LONGEST_WORD], by_lower, n=1, cutoff=_NEAR)
    return by_lower[near[0]] if near else None


def choose(word: str, known: Iterable[str]) -> str:
    """Return the cure for an unknown word: the nearest known one, or all of them."""
    names = tuple(known)
    near = nearest(word, names)
    if near is not None:
        return f"did you mean {near}?"
    return f"known: {_listed(names)}" if names else "remove it"


def _listed(names: tuple[str, ...]) -> str:
    """Return names with commas; of many, the first ones and the last."""
    if len(names) > _MANY:
        names = (*names[: _MANY - 2], "...", names[-1])
    return ", ".join(names)


def short(value: object) -> str:
    """Return a value as it may stand in a sentence: one line, cut where it is long."""
    if isinstance(value, str):
        cut = value if len(value) <= _SHORT else f"{value[:_SHORT]}..."
        return f'"{_one_line(cut)}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, int) and value.bit_length() > _LARGE_BITS:
        return "a number of very many digits"
    return str(value)


def _one_line(text: str) -> str:
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
        for char in text
    )
