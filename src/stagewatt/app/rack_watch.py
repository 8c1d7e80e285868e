"""One rack on its node: readings in, judged, published; silence is judged by the clock."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from stagewatt.app.naming import NOT_READ, address_of, after_answer, before_answer
from stagewatt.app.rack_memory import RackMemory
from stagewatt.domain.alarm import Acknowledgement, AlarmId, Event, EventKind, Severity
from stagewatt.domain.errors import BadDocument
from stagewatt.domain.reading import DeviceReading, RackReading
from stagewatt.domain.settings import RackSettings
from stagewatt.monitor.acknowledge import acknowledged
from stagewatt.monitor.snapshot import SnapshotId
from stagewatt.monitor.state import RackState, state_from_plain, state_to_plain
from stagewatt.monitor.step import step
from stagewatt.state.owner import LocalRack

if TYPE_CHECKING:
    from stagewatt.app.outlet import Outlet
    from stagewatt.app.who import Who
    from stagewatt.domain.ports import Clock
    from stagewatt.domain.reading import BoardIdentity
    from stagewatt.domain.setup import RackSetup
    from stagewatt.durable.identities import IdentityFile, KnownRack
    from stagewatt.durable.settings import SettingsFile

log = logging.getLogger(__name__)

S = TypeVar("S")
IDENTITY = ("rack", "identity")
"""Place and rule of the events that tell which rack answers at an address."""
TICK_S = 0.25
"""A rack that no reading stepped for this long is stepped by the timer."""
TICK_NS = int(TICK_S * 1e9)


class RackWatch:
    """Judges one configured rack: each reading at once, its silence four times a second."""

    def __init__(
        self,
        setup: RackSetup,
        *,
        files: SettingsFile,
        identities: IdentityFile,
        outlet: Outlet,
        clock: Clock,
        who: Who,
        claims: dict[str, str],
    ) -> None:
        """Take what the rack is and where its pictures go; it is listed before it answers.

        `claims` is shared by all racks of the node: which id belongs to which address.
        """
        self._setup = setup
        self._files = files
        self._outlet = outlet
        self._who = who
        self._clock = clock
        self._claims = claims
        self._since_ns = clock.now_ns()
        self._refused: str | None = None
        self._state = RackState.fresh()
        self._reading = _nothing_read(setup, clock.now_ns())
        self._stepped_ns = 0
        self._seq = 0
        self._memory = RackMemory(files, identities, address_of(setup))
        self._known = before_answer(setup, identities.rack_at(address_of(setup)))
        if self._taken(self._known):
            self._known = before_answer(setup, None)
        self._begin(self._known)

    @property
    def rack(self) -> str:
        """The rack's id as known now."""
        return self._known.rack

    def heard(self, reading: RackReading) -> None:
        """Judge a reading and publish the picture."""
        self._reading = _newer(reading, self._since_ns)
        self._judge()

    def identified(self, device: str, identity: BoardIdentity) -> None:
        """Learn from its first board which rack this is; a rack exchanged on site is a new one."""
        first = self._setup.boards[0] if self._setup.boards else None
        known = after_answer(self._setup, identity)
        if first is None or device != first.id or known == self._known:
            return
        if self._taken(known):
            self._refuse(known)
            return
        if known.rack != self.rack:
            self._exchange(self._known, known)
        self._known = known
        self._memory.met(known)

    def _taken(self, known: KnownRack) -> bool:
        return self._claims.get(known.rack, address_of(self._setup)) != address_of(self._setup)

    def _refuse(self, known: KnownRack) -> None:
        """Two racks with one serial would be shown as one: the later one keeps its address's id."""
        if self._refused != known.rack:
            self._refused = known.rack
            other = self._claims[known.rack]
            self._tell(
                self.rack,
                f"the board at {address_of(self._setup)} has the serial of rack {known.rack} at "
                f"{other}: give each board a serial of its own",
            )

    def _exchange(self, before: KnownRack, known: KnownRack) -> None:
        """Begin anew with another rack; nothing that was read before counts for it."""
        where = address_of(self._setup)
        if before.printed_name != NOT_READ:
            self._tell(before.rack, f"exchanged: {where} now answers as rack {known.rack}")
        self._claims.pop(before.rack, None)
        self._outlet.gone(before.rack)
        self._since_ns = self._clock.now_ns()
        self._reading = _nothing_read(self._setup, self._since_ns)
        self._known = known
        self._begin(known)

    def _tell(self, rack: str, text: str) -> None:
        log.warning("%s: %s", rack, text)
        places = dict(self._state.occurrences)
        number = places.get(IDENTITY, 0) + 1
        self._state = replace(self._state, occurrences={**places, IDENTITY: number})
        event = Event(
            id=AlarmId(rack, *IDENTITY, number),
            kind=EventKind.STATE,
            at_ns=self._clock.now_ns(),
            severity=Severity.WARNING,
            text=text,
        )
        self._outlet.happened((event,))
        self._remember()

    async def tick(self) -> None:
        """Judge silence for ever."""
        while True:
            await asyncio.sleep(TICK_S / 2)
            if self._clock.now_ns() - self._stepped_ns >= TICK_NS:
                self._judge()

    async def save(self) -> None:
        """Keep the alarm memory and the rack's identity for ever, the newest of each."""
        await self._memory.keep()

    def _begin(self, known: KnownRack) -> None:
        """Start judging a rack with what people entered for it and its alarm memory."""
        self._claims[known.rack] = address_of(self._setup)
        self._state = _remembered(self._files, known.rack)
        self._owner = LocalRack(
            known.rack,
            self._setup.model,
            _settings(self._files, known.rack),
            save=self._files.save,
            applied=self._applied,
            acknowledge=self._acknowledge,
        )
        self._outlet.owned(known.rack, self._owner)
        self._judge()

    async def _acknowledge(self, alarm: str, by: str, comment: str) -> None:
        """Keep who knows of an alarm on the disk, then show it. Raises Unknown or NotSaved."""
        ack = Acknowledgement(
            by=by,
            comment=comment,
            at_ns=self._clock.now_ns(),
            boot_id=self._who.boot_id,
            at_wall_s=self._clock.wall_s(),
        )
        # No older memory may be written over this one, and none may be made from the state before.
        async with self._memory.one_at_a_time:
            after, events = acknowledged(self._state, alarm, ack)
            if not events:
                return
            await self._memory.write(self.rack, state_to_plain(after))
            self._state, events = acknowledged(self._state, alarm, ack)
            self._remember()
        self._outlet.happened(events)
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
                node=self._who.node,
                boot_id=self._who.boot_id,
                seq=self._seq,
            ),
        )
        self._state = judged.state
        try:
            self._outlet.show(judged.view)
        finally:
            # The state has these events behind it: they are told now or never.
            if judged.events:
                self._outlet.happened(judged.events)
                self._remember()

    def _remember(self) -> None:
        """Let the alarm memory be kept, under the rack that it belongs to."""
        self._memory.remember(self.rack, state_to_plain(self._state))


def _nothing_read(setup: RackSetup, now_ns: int) -> RackReading:
    """Return the reading of a rack that nobody has asked yet."""
    return RackReading(
        at_ns=now_ns,
        meter=DeviceReading(device=setup.meter.id, period_ms=setup.meter.period_ms),
        boards=tuple(
            DeviceReading(device=board.id, period_ms=board.period_ms) for board in setup.boards
        ),
    )


def _newer(reading: RackReading, since_ns: int) -> RackReading:
    """Return a reading without what was read before an instant: it belonged to another rack."""
    return replace(
        reading,
        meter=_if_newer(reading.meter, since_ns),
        boards=tuple(_if_newer(board, since_ns) for board in reading.boards),
    )


def _if_newer(device: DeviceReading[S], since_ns: int) -> DeviceReading[S]:
    if device.at_ns is None or device.at_ns >= since_ns:
        return device
    return DeviceReading(device=device.device, period_ms=device.period_ms)


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
