"""Whole services on an ether in memory, with stores, owners and files that a test can look into."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from tests.mesh.bus_in_memory import Ether, MemoryBus
from tests.mesh.racks import a_view, an_alarm

from stagewatt.domain.alarm import Acknowledgement, Event, EventKind, Severity
from stagewatt.domain.errors import Conflict, Invalid, NotSaved, Unknown
from stagewatt.domain.peer import RememberedRack
from stagewatt.domain.settings import Change, EditWay, RackSettings, changed
from stagewatt.domain.view import RackView
from stagewatt.mesh.core.outputs import Cloned, Me
from stagewatt.mesh.election import Role
from stagewatt.mesh.hooks import Hooks
from stagewatt.mesh.service import MeshService
from stagewatt.state.store import Store


class RealClock:
    """Monotonic time; the wall clock as a test sets it."""

    def __init__(self) -> None:
        self.wall: float | None = 1_700_000_000.0

    def now_ns(self) -> int:
        return time.monotonic_ns()

    def wall_s(self) -> float | None:
        return self.wall


@dataclass
class Owner:
    """Owns one rack of a node: checks a little, keeps, judges anew."""

    rig: Rig
    rack: str
    settings: RackSettings
    disk_full: bool = False
    done: int = 0
    acked: list[tuple[str, str, str]] = field(default_factory=list)

    async def change(
        self, rack: str, changes: tuple[Change, ...], *, expected_revision: int | None
    ) -> RackSettings:
        if rack != self.rack:
            raise Unknown(f"no rack {rack} here", where="rack")
        if expected_revision not in (None, self.settings.revision):
            raise Conflict("somebody changed this rack meanwhile", where="If-Match")
        if self.disk_full and changes:
            raise NotSaved("the disk is full")
        for change in changes:
            if isinstance(change, EditWay) and change.max_a == -1.0:
                raise Invalid("a limit is between 0 and 1000 A", where="max_a")
            self.settings = changed(self.settings, change)
            self.done += 1
        if changes:
            self.rig.judge(rack)
        return self.settings

    async def acknowledge(self, alarm: str, by: str, comment: str) -> None:
        view = self.rig.views[self.rack]
        if all(str(one.id) != alarm for one in view.alarms):
            raise Unknown("this alarm is not raised any more", where="alarm")
        self.acked.append((alarm, by, comment))
        ack = Acknowledgement(
            by=by, comment=comment, at_ns=self.rig.clock.now_ns(), boot_id=self.rig.instance
        )
        acked = tuple(replace(one, ack=ack) for one in view.alarms)
        self.rig.extra[self.rack] = {"alarms": acked}
        self.rig.judge(self.rack)
        event = Event(
            id=acked[0].id,
            kind=EventKind.ACKNOWLEDGED,
            at_ns=self.rig.clock.now_ns(),
            severity=Severity.ADVISORY,
            text=f"acknowledged by {by}",
        )
        self.rig.service.local_events((event,))


class Rig:
    """One node."""

    def __init__(self, ether: Ether, node: str, remembered: Iterable[RememberedRack] = ()) -> None:
        self.node, self.instance = node, f"run-{node}"
        self.clock = RealClock()
        self.store = Store(self.clock, boot_id=self.instance)
        self.bus = MemoryBus(ether)
        self.kept: dict[str, RememberedRack] = {}
        self.erased: list[str] = []
        self.clones: list[Cloned] = []
        self.roles: list[Role] = []
        self.disk_full = False
        self.views: dict[str, RackView] = {}
        self.owners: dict[str, Owner] = {}
        self.extra: dict[str, dict[str, object]] = {}
        self.seq = 0
        self.service = MeshService(
            self.bus,
            self.store,
            self.clock,
            me=Me(node=node, instance=self.instance, name=f"Node {node}", version="1.0"),
            remembered=remembered,
            hooks=Hooks(
                remember=self._remember,
                erase=self._erase,
                follow=self._follow,
                cloned=self.clones.append,
                elected=self.roles.append,
            ),
        )

    def _remember(self, rack: RememberedRack) -> None:
        if self.disk_full:
            raise NotSaved("the disk is full")
        self.kept[rack.rack] = rack

    def _erase(self, rack: str) -> None:
        if self.disk_full:
            raise NotSaved("the disk is full")
        self.erased.append(rack)
        self.kept.pop(rack, None)

    async def _follow(self, rack: str, settings: RackSettings) -> None:
        if self.disk_full:
            raise NotSaved("the disk is full")
        self.owners[rack].settings = settings
        self.judge(rack)

    def read(self, rack: str, settings: RackSettings | None = None) -> Owner:
        """Begin to read a rack."""
        owner = self.owners[rack] = Owner(self, rack, settings or RackSettings())
        self.service.reads(rack, owner)
        self.judge(rack)
        return owner

    def alarm(self, rack: str) -> str:
        """Raise an alarm at a rack and return its id."""
        alarm = an_alarm(rack, self.instance, self.clock.now_ns())
        self.extra[rack] = {"alarms": (alarm,)}
        self.judge(rack)
        return str(alarm.id)

    def judge(self, rack: str) -> None:
        self.seq += 1
        view = a_view(
            rack,
            node=self.node,
            boot=self.instance,
            seq=self.seq,
            now_ns=self.clock.now_ns(),
            settings=self.owners[rack].settings,
        )
        view = replace(view, **self.extra.get(rack, {}))  # type: ignore[arg-type]
        self.views[rack] = view
        self.service.local(view)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self.service.run())
            group.create_task(self._judge())

    async def _judge(self) -> None:
        while True:
            await asyncio.sleep(0.1)
            for rack in self.owners:
                self.judge(rack)


@asynccontextmanager
async def running(*rigs: Rig) -> AsyncIterator[None]:
    """Run nodes while a test looks."""
    tasks = [asyncio.create_task(rig.run()) for rig in rigs]
    await asyncio.sleep(0)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def until(true: Callable[[], object], seconds: float = 8.0) -> None:
    """Wait until something is true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come true"
        await asyncio.sleep(0.01)
