"""A bounded queue between threads in which what may be lost makes room for what may not."""

from __future__ import annotations

import threading
from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")


class Lane(Generic[T]):
    """Takes from any thread, in order; `dropped` and `overflowed` count what did not fit."""

    def __init__(self, limit: int) -> None:
        """Take how many items wait at most."""
        self._limit = limit
        self._items: deque[tuple[bool, T]] = deque()
        self._droppable = 0
        self._filled = threading.Condition()
        self._closed = False
        self.dropped = 0
        self.overflowed = 0

    def push(self, item: T, *, droppable: bool) -> bool:
        """Add an item; return False where an undroppable one did not fit.

        In a full lane the oldest droppable item goes; where there is none, a droppable newcomer
        goes itself, and an undroppable one is refused: its caller has to start anew.
        """
        with self._filled:
            fits = len(self._items) < self._limit or self._make_room()
            if not fits or self._closed:
                self.dropped += droppable
                self.overflowed += not droppable
                return droppable
            self._items.append((droppable, item))
            self._droppable += droppable
            self._filled.notify()
            return True

    def take(self, at_most: int) -> list[T]:
        """Take what waits, the oldest first, without waiting."""
        with self._filled:
            return [self._pop() for _ in range(min(at_most, len(self._items)))]

    def wait(self) -> T | None:
        """Wait for the next item; None once the lane is closed and empty."""
        with self._filled:
            while not self._items:
                if self._closed:
                    return None
                self._filled.wait()
            return self._pop()

    def close(self) -> None:
        """Take nothing more and let `wait` end."""
        with self._filled:
            self._closed = True
            self._filled.notify_all()

    def clear(self) -> None:
        """Forget what waits."""
        with self._filled:
            self._items.clear()
            self._droppable = 0

    def __len__(self) -> int:
        """Return how many items wait."""
        return len(self._items)

    def _pop(self) -> T:
        droppable, item = self._items.popleft()
        self._droppable -= droppable
        return item

    def _make_room(self) -> bool:
        if not self._droppable:
            return False
        place = next(index for index, (droppable, _) in enumerate(self._items) if droppable)
        del self._items[place]
        self._droppable -= 1
        self.dropped += 1
        return True
