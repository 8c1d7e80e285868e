"""The owner of a rack that this node reads: validates a change, keeps it, then shows it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from stagewatt.domain.errors import Conflict, Unknown
from stagewatt.domain.rack import RackModel
from stagewatt.domain.settings import Change, RackSettings, changed
from stagewatt.state.check import checked, checked_note

Save = Callable[[str, RackSettings], None]
"""Makes the settings of a rack durable, blocking; raises NotSaved, and then nothing is changed."""

Acknowledge = Callable[[str, str, str], Awaitable[None]]
"""(alarm's id, who, what they say): makes it durable, then shows it; raises Unknown or NotSaved."""


class LocalRack:
    """Implements `domain.ports.RackOwner` for one rack of this node."""

    def __init__(
        self,
        rack: str,
        model: RackModel,
        settings: RackSettings,
        *,
        save: Save,
        applied: Callable[[RackSettings], None],
        acknowledge: Acknowledge,
    ) -> None:
        """Take what is kept now, how to keep more, and whom to tell.

        `save` runs in a thread, so that a slow disk holds up nobody else. `applied` runs on the
        event loop and judges and publishes the rack anew before it returns. `acknowledge` runs on
        the event loop, too; names and comments reach it in their normal form.
        """
        self._rack = rack
        self._model = model
        self._settings = settings
        self._save = save
        self._applied = applied
        self._acknowledge = acknowledge
        self._one_at_a_time = asyncio.Lock()

    @property
    def settings(self) -> RackSettings:
        """What is kept now."""
        return self._settings

    async def change(
        self, rack: str, changes: tuple[Change, ...], *, expected_revision: int | None
    ) -> RackSettings:
        """Make all changes or none, and return the settings after them.

        What changes nothing is not written. Raises Unknown, Invalid, Conflict or NotSaved.
        """
        if rack != self._rack:
            raise Unknown(f"no rack {rack} here", where="rack")
        # Shielded: who asked may go away, but what was saved must also be shown.
        return await asyncio.shield(self._change(changes, expected_revision))

    async def acknowledge(self, alarm: str, by: str, comment: str) -> None:
        """Note who knows of an alarm, durably; the first one to say so is kept.

        Raises Invalid, Unknown for an alarm that is not raised, or NotSaved.
        """
        who, said = checked_note(by, comment)
        # Shielded for the same reason: what is on the disk must also be shown.
        await asyncio.shield(self._acknowledge(alarm, who, said))

    async def follow(self, settings: RackSettings) -> None:
        """Keep what another node, which owns this rack, keeps for it. Raises NotSaved."""
        await asyncio.shield(self._follow(settings))

    async def _follow(self, settings: RackSettings) -> None:
        async with self._one_at_a_time:
            if settings != self._settings:
                await asyncio.to_thread(self._save, self._rack, settings)
                self._settings = settings
                self._applied(settings)

    async def _change(
        self, changes: tuple[Change, ...], expected_revision: int | None
    ) -> RackSettings:
        async with self._one_at_a_time:
            before = self._settings
            if expected_revision not in (None, before.revision):
                raise Conflict(
                    f"somebody changed this rack meanwhile (revision {before.revision} now)",
                    where="If-Match",
                )
            after = self._after(changes)
            if after is before:
                return before
            await asyncio.to_thread(self._save, self._rack, after)
            self._settings = after
            self._applied(after)
            return after

    def _after(self, changes: tuple[Change, ...]) -> RackSettings:
        """Return the settings after all changes, the very same object where nothing changed."""
        after = self._settings
        for change in changes:
            new = changed(after, checked(self._model, after, change))
            if replace(new, revision=after.revision) != after:
                after = new
        return after
