"""One who listens to the store: newest picture per rack, changes once, events never lost unsaid."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from stagewatt.state.events import Recorded
from stagewatt.state.held import Held

EVENTS_WAITING = 1000
"""How many events may wait for a slow listener."""


@dataclass(frozen=True, slots=True)
class News:
    """What happened since a listener last took: `lost` counts events it was too slow for."""

    racks: tuple[Held, ...]
    changed: tuple[str, ...]
    list_changed: bool
    events: tuple[Recorded, ...]
    lost: int


class Listener:
    """A slot per rack that holds only the newest picture, and a bounded queue of events."""

    def __init__(self, close: Callable[[Listener], None], *, waiting: int = EVENTS_WAITING) -> None:
        """Take what to call when it listens no more."""
        self._close = close
        self._waiting = waiting
        self._there = asyncio.Event()
        self._racks: dict[str, Held] = {}
        self._changed: dict[str, None] = {}
        self._list_changed = False
        self._events: deque[Recorded] = deque()
        self._lost = 0

    async def take(self) -> News:
        """Wait until something happened and return all of it."""
        await self._there.wait()
        self._there.clear()
        news = News(
            tuple(self._racks.values()),
            tuple(self._changed),
            self._list_changed,
            tuple(self._events),
            self._lost,
        )
        self._racks, self._changed, self._list_changed = {}, {}, False
        self._events, self._lost = deque(), 0
        return news

    def close(self) -> None:
        """Listen no more."""
        self._close(self)

    def published(self, held: Held, *, changed: bool, list_changed: bool) -> None:
        """Take a picture; the one before it, if not taken yet, is skipped."""
        self._racks[held.view.rack] = held
        if changed:
            self._changed[held.view.rack] = None
        self._list_changed |= list_changed
        self._there.set()

    def forgotten(self, rack: str) -> None:
        """Take that a rack is no longer on the list."""
        self._racks.pop(rack, None)
        self._changed.pop(rack, None)
        self._list_changed = True
        self._there.set()

    def recorded(self, events: tuple[Recorded, ...]) -> None:
        """Take events; the oldest waiting ones go when too many wait, and are counted."""
        self._events.extend(events)
        while len(self._events) > self._waiting:
            self._events.popleft()
            self._lost += 1
        self._there.set()
