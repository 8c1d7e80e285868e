"""One rack on its node: readings in, judged, published; silence is judged by the clock."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from stagewatt.app.naming import address_of, after_answer, before_answer
from stagewatt.domain.errors import BadDocument, NotSaved
from stagewatt.domain.reading import DeviceReading, RackReading
from stagewatt.domain.settings import RackSettings
from stagewatt.monitor.snapshot import SnapshotId
from stagewatt.monitor.state import RackState, state_from_plain, state_to_plain
from stagewatt.monitor.step import step
from stagewatt.state.owner import LocalRack

if TYPE_CHECKING:
    from typing import Any

    from stagewatt.domain.ports import Clock
    from stagewatt.domain.reading import BoardIdentity
    from stagewatt.domain.setup import RackSetup
    from stagewatt.durable.identities import IdentityFile, KnownRack
    from stagewatt.durable.settings import SettingsFile
    from stagewatt.state.store import Store

log = logging.getLogger(__name__)

TICK_S = 0.25
"""A rack that no reading stepped for this long is stepped by the timer."""
TICK_NS = int(TICK_S * 1e9)
SAVE_AGAIN_S = 5.0
"""How long to wait before a refused disk is asked again for the alarm memory."""


class RackWatch:
    """Judges one configured rack: each reading at once, its silence four times a second."""

    def __init__(
        self,
        setup: RackSetup,
        *,
        files: SettingsFile,
        identities: IdentityFile,
        store: Store,
        clock: Clock,
        boot_id: str,
    ) -> None:
        """Take what the rack is and where its pictures go; it is listed before it answers."""
        self._setup = setup
        self._files = files
        self._identities = identities
        self._store = store
        self._clock = clock
        self._boot_id = boot_id
        self._reading = _nothing_read(setup, clock.now_ns())
        self._stepped_ns = 0
        self._seq = 0
        self._unsaved: dict[str, Any] | None = None
        self._met: KnownRack | None = None
        self._to_save = asyncio.Event()
        self._known = before_answer(setup, identities.rack_at(address_of(setup)))
        self._begin(self._known)

    @property
    def rack(self) -> str:
        """The rack's id as known now."""
        return self._known.rack

    def heard(self, reading: RackReading) -> None:
        """Judge a reading and publish the picture."""
        self._reading = reading
        self._judge()

    def identified(self, device: str, identity: BoardIdentity) -> None:
        """Learn from its first board which rack this is; a rack exchanged on site is a new one."""
        first = self._setup.boards[0] if self._setup.boards else None
        known = after_answer(self._setup, identity)
        if first is None or device != first.id or known == self._known:
            return
        before, self._known, self._met = self._known, known, known
        if known.rack != before.rack:
            log.info("%s answers as rack %s", address_of(self._setup), known.rack)
            self._store.forget(before.rack)
            self._reading = _nothing_read(self._setup, self._clock.now_ns())
            self._begin(known)
        self._to_save.set()

    async def tick(self) -> None:
        """Judge silence for ever."""
        while True:
            await asyncio.sleep(TICK_S / 2)
            if self._clock.now_ns() - self._stepped_ns >= TICK_NS:
                self._judge()

    async def save(self) -> None:
        """Keep the alarm memory and the rack's identity for ever, the newest of each."""
        while True:
            await self._to_save.wait()
            self._to_save.clear()
            known, memory, met = self._known, self._unsaved, self._met
            self._unsaved, self._met = None, None
            try:
                await asyncio.to_thread(self._keep, known.rack, memory, met)
            except NotSaved as error:
                log.warning("%s: alarm memory: %s", known.rack, error.message)
                await asyncio.sleep(SAVE_AGAIN_S)
                self._put_back(memory, met)

    def _put_back(self, memory: dict[str, Any] | None, met: KnownRack | None) -> None:
        """Try again what was refused, unless something newer waits by now."""
        self._unsaved = memory if self._unsaved is None else self._unsaved
        self._met = met if self._met is None else self._met
        self._to_save.set()

    def _keep(self, rack: str, memory: dict[str, Any] | None, met: KnownRack | None) -> None:
        if memory is not None:
            self._files.save_memory(rack, memory)
        if met is not None:
            self._identities.met(address_of(self._setup), met)

    def _begin(self, known: KnownRack) -> None:
        """Start judging a rack with what people entered for it and its alarm memory."""
        self._state = _remembered(self._files, known.rack)
        self._owner = LocalRack(
            known.rack,
            self._setup.model,
            _settings(self._files, known.rack),
            save=self._files.save,
            applied=self._applied,
        )
        self._store.register_owner(known.rack, self._owner)
        self._judge()

    def _applied(self, _: RackSettings) -> None:
        self._judge()

    def _judge(self) -> None:
        self._stepped_ns = now_ns = self._clock.now_ns()
        self._seq += 1
        judged = step(
            self._state,
            self._reading,
            self._owner.settings,
            self._setup,
            now_ns,
            identity=SnapshotId(
                rack=self._known.rack,
                printed_name=self._known.printed_name,
                node=self._identities.node,
                boot_id=self._boot_id,
                seq=self._seq,
            ),
        )
        self._state = judged.state
        self._store.publish(judged.view)
        if judged.events:
            self._store.record(judged.events)
            self._unsaved = state_to_plain(judged.state)
            self._to_save.set()


def _nothing_read(setup: RackSetup, now_ns: int) -> RackReading:
    """Return the reading of a rack that nobody has asked yet."""
    return RackReading(
        at_ns=now_ns,
        meter=DeviceReading(device=setup.meter.id, period_ms=setup.meter.period_ms),
        boards=tuple(
            DeviceReading(device=board.id, period_ms=board.period_ms) for board in setup.boards
        ),
    )


def _settings(files: SettingsFile, rack: str) -> RackSettings:
    """Return what people entered; a file of a later version is left alone and the rack watched."""
    try:
        return files.load(rack)
    except BadDocument as error:
        log.error("%s: its names and limits are not shown: %s", rack, error)  # noqa: TRY400 - told
        return RackSettings()


def _remembered(files: SettingsFile, rack: str) -> RackState:
    """Return the alarms and occurrences of the last run, none where nothing readable is kept."""
    plain = files.load_memory(rack)
    if not plain:
        return RackState.fresh()
    try:
        return state_from_plain(plain)
    except BadDocument as error:
        log.warning("%s: %s; its alarm memory starts anew", rack, error)
        return RackState.fresh()
