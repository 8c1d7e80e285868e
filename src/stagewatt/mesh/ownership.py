"""Who owns a rack that several nodes read: a pure function of who is there, the same on all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Standing:
    """Who owns a rack now, and who else reads it; `owner` is None when nobody present reads it."""

    owner: str | None
    others: tuple[str, ...]


def standing(readers: Iterable[str]) -> Standing:
    """Return the standing among the readers that are present: the lowest id owns."""
    owner, *others = sorted(set(readers)) or (None,)
    return Standing(owner, tuple(others))


def told_by(claims: Mapping[str, int], present: Iterable[str]) -> str | None:
    """Return whose pictures of a rack count: of those present that claim it, the lowest.

    While two claim a rack (one of them has not heard of the other yet) all nodes that hear both
    show the same one.
    """
    return min((node for node in present if node in claims), default=None)
