"""The newest events in a bounded ring, each with an id that stays its own."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from stagewatt.domain.alarm import Event

KEPT = 1000
"""How many events are kept in memory."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One event with its id in this node's sequence, for example `b3f1-42`."""

    id: str
    event: Event


@dataclass(frozen=True, slots=True)
class Page:
    """Events after a place, oldest first.

    `next` is where the following page begins. `complete` is False when events between the asked
    place and the first one here are no longer kept.
    """

    events: tuple[Recorded, ...]
    next: str
    complete: bool


class EventRing:
    """Keeps the newest events and numbers them: `<boot>-<number>`, from 1."""

    def __init__(self, boot_id: str, kept: int = KEPT) -> None:
        """Start an empty ring for one boot of the node."""
        self._boot_id = boot_id
        self._ring: deque[Recorded] = deque(maxlen=kept)
        self._number = 0

    def add(self, event: Event) -> Recorded:
        """Keep one more; the oldest goes when the ring is full."""
        self._number += 1
        recorded = Recorded(self._id(self._number), event)
        self._ring.append(recorded)
        return recorded

    def page(self, since: str | None, limit: int) -> Page:
        """Return up to `limit` events after `since`; without it the newest ones.

        A place of another boot is before everything of this one.
        """
        first = self._number - len(self._ring) + 1
        if since is None:
            start = max(first, self._number - limit + 1)
            complete = start == 1
        else:
            after = self._place(since)
            start = max(first, after + 1)
            complete = start == after + 1 and since.startswith(f"{self._boot_id}-")
        found = tuple(self._ring)[start - first : start - first + limit]
        return Page(found, self._id(start - 1 + len(found)), complete)

    def _id(self, number: int) -> str:
        return f"{self._boot_id}-{number}"

    def _place(self, since: str) -> int:
        boot_id, _, number = since.rpartition("-")
        known = boot_id == self._boot_id and number.isascii() and number.isdigit()
        return min(int(number), self._number) if known else 0


def is_place(text: str) -> bool:
    """Return whether a text has the form of an event's id (of any boot)."""
    boot_id, _, number = text.rpartition("-")
    return bool(boot_id) and number.isascii() and number.isdigit() and len(text) <= 100
