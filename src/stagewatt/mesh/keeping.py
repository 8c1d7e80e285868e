"""Makes remembered racks durable, the newest of each; a disk that refuses is asked again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from stagewatt.domain.errors import NotSaved
from stagewatt.domain.peer import RememberedRack

log = logging.getLogger(__name__)

AGAIN_S = 5.0


class Keeping:
    """A slot per rack: what is not written yet is replaced by what is newer."""

    def __init__(self, save: Callable[[RememberedRack], None]) -> None:
        """Take what writes one, blocking; it may raise NotSaved."""
        self._save = save
        self._waiting: dict[str, RememberedRack] = {}
        self._there = asyncio.Event()

    def put(self, rack: RememberedRack) -> None:
        """Have a rack kept."""
        self._waiting[rack.rack] = rack
        self._there.set()

    def drop(self, rack: str) -> None:
        """Keep it no more."""
        self._waiting.pop(rack, None)

    async def run(self) -> None:
        """Write for ever."""
        while True:
            await self._there.wait()
            self._there.clear()
            while self._waiting:
                rack = self._waiting.pop(next(iter(self._waiting)))
                await self._keep(rack)

    async def _keep(self, rack: RememberedRack) -> None:
        try:
            await asyncio.to_thread(self._save, rack)
        except NotSaved as error:
            log.warning("%s is not remembered yet: %s", rack.rack, error.message)
            self._waiting.setdefault(rack.rack, rack)
            await asyncio.sleep(AGAIN_S)
