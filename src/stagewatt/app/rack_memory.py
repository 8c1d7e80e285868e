"""What a rack's watch must not forget, kept on the disk behind its back: the newest of each."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from stagewatt.domain.errors import NotSaved

if TYPE_CHECKING:
    from stagewatt.durable.identities import IdentityFile, KnownRack
    from stagewatt.durable.settings import SettingsFile

log = logging.getLogger(__name__)

SAVE_AGAIN_S = 5.0
"""How long to wait before a refused disk is asked again."""

Memory = dict[str, Any]
"""The alarm memory of one rack, as plain data."""


class RackMemory:
    """Alarm memory by rack, and which rack answered at the watched address."""

    def __init__(self, files: SettingsFile, identities: IdentityFile, address: str) -> None:
        """Take where it is kept."""
        self._files = files
        self._identities = identities
        self._address = address
        self._unsaved: dict[str, Memory] = {}
        self._met: KnownRack | None = None
        self._to_save = asyncio.Event()
        self.one_at_a_time = asyncio.Lock()
        """Held by whoever writes: no older memory may be written over a newer one."""

    def remember(self, rack: str, memory: Memory) -> None:
        """Let the alarm memory of a rack be kept."""
        self._unsaved[rack] = memory
        self._to_save.set()

    def met(self, rack: KnownRack) -> None:
        """Let it be kept which rack answered."""
        self._met = rack
        self._to_save.set()

    async def write(self, rack: str, memory: Memory) -> None:
        """Keep a memory at once; call it with `one_at_a_time` held. Raises NotSaved."""
        await asyncio.to_thread(self._files.save_memory, rack, memory)

    async def keep(self) -> None:
        """Keep for ever what waits to be kept."""
        while True:
            await self._to_save.wait()
            if not await self._keep_newest():
                await asyncio.sleep(SAVE_AGAIN_S)
                self._to_save.set()

    async def _keep_newest(self) -> bool:
        """Keep what waits; return False, with everything waiting again, where the disk refused."""
        async with self.one_at_a_time:
            self._to_save.clear()
            memories, met = self._unsaved, self._met
            self._unsaved, self._met = {}, None
            try:
                await asyncio.to_thread(self._write, memories, met)
            except NotSaved as error:
                log.warning("%s: alarm memory: %s", self._address, error.message)
                self._put_back(memories, met)
                return False
        return True

    def _put_back(self, memories: dict[str, Memory], met: KnownRack | None) -> None:
        """Try again what was refused, unless something newer waits by now."""
        self._unsaved = memories | self._unsaved
        self._met = met if self._met is None else self._met

    def _write(self, memories: dict[str, Memory], met: KnownRack | None) -> None:
        for rack, memory in memories.items():
            self._files.save_memory(rack, memory)
        if met is not None:
            self._identities.met(self._address, met)
