"""Makes remembered racks durable, the newest of each; a disk that refuses is asked again."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from typing import TypeVar

from stagewatt.domain.errors import NotSaved
from stagewatt.domain.peer import RememberedRack

log = logging.getLogger(__name__)

T = TypeVar("T")

AGAIN_S = 5.0


class Keeping:
    """A slot per rack: what is not written yet is replaced by what is newer."""

    def __init__(
        self, save: Callable[[RememberedRack], None], erase: Callable[[str], None]
    ) -> None:
        """Take what writes one and what erases one, both blocking; they may raise NotSaved."""
        self._save, self._erase = save, erase
        self._one_at_a_time = asyncio.Lock()
        self._disk = threading.Lock()
        """Held by the thread itself: who waits for a thread may be cancelled, it may not."""
        self._waiting: dict[str, RememberedRack] = {}
        self._there = asyncio.Event()

    def put(self, rack: RememberedRack) -> None:
        """Have a rack kept."""
        self._waiting[rack.rack] = rack
        self._there.set()

    def drop(self, rack: str) -> None:
        """Keep it no more."""
        self._waiting.pop(rack, None)

    async def erase(self, rack: str) -> None:
        """Erase a rack after what is being written. Raises NotSaved.

        Nothing else is written before the caller goes on: it then drops what waits meanwhile.
        """
        async with self._one_at_a_time:
            await asyncio.to_thread(self._alone, self._erase, rack)

    async def run(self) -> None:
        """Write for ever."""
        while True:
            await self._there.wait()
            self._there.clear()
            while self._waiting:
                async with self._one_at_a_time:
                    well = await self._next()
                if not well:
                    await asyncio.sleep(AGAIN_S)

    async def _next(self) -> bool:
        """Write what waits longest, if anything still does; return whether the disk took it."""
        rack = self._waiting.pop(next(iter(self._waiting), ""), None)
        if rack is None:
            return True
        try:
            await asyncio.to_thread(self._alone, self._save, rack)
        except NotSaved as error:
            log.warning("%s is not remembered yet: %s", rack.rack, error.message)
            self._waiting.setdefault(rack.rack, rack)
            return False
        return True

    def _alone(self, work: Callable[[T], None], what: T) -> None:
        with self._disk:
            work(what)
