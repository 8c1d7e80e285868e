"""An acknowledgement on the node of a rack: on the disk before it is shown, never written over."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from stagewatt.app.outlet import ToStore
from stagewatt.app.rack_watch import RackWatch
from stagewatt.app.who import Who
from stagewatt.catalogue.load import model
from stagewatt.domain.alarm import Acknowledgement, AlarmId, EventKind
from stagewatt.domain.errors import Invalid, NotSaved, Unknown
from stagewatt.domain.reading import BoardIdentity
from stagewatt.domain.setup import DeviceSetup, RackSetup, TcpAddress
from stagewatt.durable.identities import IdentityFile
from stagewatt.durable.settings import SettingsFile
from stagewatt.state.store import Store

MODEL = model("c24-soca")
AT = TcpAddress(host="127.0.0.1", port=5020)
SETUP = RackSetup(
    id=None,
    model=MODEL,
    meter=DeviceSetup(id="meter", table="diris_a10", address=AT, unit=1, period_ms=500),
    boards=(DeviceSetup(id="board-1", table="rack_io", address=AT, unit=2, period_ms=100),),
    ct_position=MODEL.ct_position,
)
RACK = "at-127-0-0-1-5020-2"
SILENT = f"{RACK}.rack.not_answering.1"


@dataclass
class HandClock:
    """A clock that a test turns."""

    ns: int = 10**12
    wall: float | None = 1_800_000_000.0

    def now_ns(self) -> int:
        return self.ns

    def wall_s(self) -> float | None:
        return self.wall


@dataclass
class Disk(SettingsFile):
    """A disk that a test can hold up or fill."""

    folder: Path
    full: bool = False
    writes: list[dict[str, Any]] = field(default_factory=list)
    started: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        SettingsFile.__init__(self, self.folder)
        self.go.set()

    def save_memory(self, rack: str, memory: dict[str, Any]) -> None:
        self.started.set()
        assert self.go.wait(5)
        if self.full:
            raise NotSaved("no space left on device")
        self.writes.append(memory)
        super().save_memory(rack, memory)


class Bench:
    """One rack that never answered, so that it has an alarm."""

    def __init__(self, folder: Path, boot_id: str = "b1") -> None:
        self.clock = HandClock()
        self.store = Store(self.clock, boot_id=boot_id)
        self.disk = Disk(folder)
        self.watch = RackWatch(
            SETUP,
            files=self.disk,
            identities=IdentityFile(folder),
            outlet=ToStore(self.store),
            clock=self.clock,
            who=Who("n1", boot_id),
            claims={},
        )
        self.pass_time(60)

    def pass_time(self, seconds: float) -> None:
        self.clock.ns += int(seconds * 1e9)
        self.watch._judge()

    async def acknowledge(self, by: str = "Anna", comment: str = "", alarm: str = SILENT) -> None:
        await self.store.owner(self.watch.rack).acknowledge(alarm, by, comment)

    @property
    def ack(self) -> Acknowledgement | None:
        held = self.store.rack(self.watch.rack)
        assert held is not None
        return next((one.ack for one in held.view.alarms if str(one.id) == SILENT), None)

    @property
    def told(self) -> list[tuple[EventKind, AlarmId]]:
        events = [recorded.event for recorded in self.store.events().events]
        return [(one.kind, one.id) for one in events if one.kind is EventKind.ACKNOWLEDGED]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    bench.disk.go.set()


async def test_it_is_shown_told_and_on_the_disk_when_it_is_answered(
    bench: Bench, tmp_path: Path
) -> None:
    await bench.acknowledge(comment="on my way")
    ack = Acknowledgement(
        by="Anna",
        comment="on my way",
        at_ns=bench.clock.ns,
        boot_id="b1",
        at_wall_s=1_800_000_000.0,
    )
    assert bench.ack == ack
    assert [str(id_) for _, id_ in bench.told] == [SILENT]
    again = Bench(tmp_path, "b2")
    assert again.ack == ack, "nothing but the answer was waited for"
    assert again.told == []


async def test_the_first_is_kept_and_costs_no_second_write(bench: Bench) -> None:
    await bench.acknowledge()
    writes = len(bench.disk.writes)
    await bench.acknowledge("Ben")
    assert bench.ack is not None
    assert bench.ack.by == "Anna"
    assert (len(bench.told), len(bench.disk.writes)) == (1, writes)


async def test_of_two_at_once_the_first_is_kept(bench: Bench) -> None:
    await asyncio.gather(bench.acknowledge("Anna"), bench.acknowledge("Ben"))
    assert bench.ack is not None
    assert (bench.ack.by, len(bench.told)) == ("Anna", 1)


async def test_a_refused_disk_notes_nothing(bench: Bench) -> None:
    bench.disk.full = True
    with pytest.raises(NotSaved):
        await bench.acknowledge()
    bench.pass_time(1)
    assert bench.ack is None
    assert bench.told == []
    bench.disk.full = False
    await bench.acknowledge()
    assert bench.ack is not None


async def test_what_is_not_raised_or_cannot_be_is_refused(bench: Bench) -> None:
    with pytest.raises(Unknown):
        await bench.acknowledge(alarm=f"{RACK}.rack.not_answering.2")
    with pytest.raises(Invalid):
        await bench.acknowledge(" ")
    assert bench.disk.writes == []


async def test_judging_goes_on_while_the_disk_is_slow_and_nothing_older_is_written_after(
    bench: Bench, tmp_path: Path
) -> None:
    saving = asyncio.create_task(bench.watch.save())
    bench.disk.go.clear()
    asked = asyncio.create_task(bench.acknowledge())
    assert await asyncio.to_thread(bench.disk.started.wait, 5)
    shown = [bench.ack]
    bench.pass_time(1)
    bench.watch._remember()
    bench.disk.go.set()
    await asked
    shown.append(bench.ack)
    assert shown[0] is None, "not shown before it is kept"
    assert shown[1] is not None
    await asyncio.sleep(0.2)
    saving.cancel()
    await asyncio.gather(saving, return_exceptions=True)
    assert len(bench.disk.writes) >= 2
    assert Bench(tmp_path, "b2").ack == bench.ack


async def test_an_alarm_of_a_rack_exchanged_meanwhile_is_unknown(bench: Bench) -> None:
    bench.disk.go.clear()
    asked = asyncio.create_task(bench.acknowledge())
    assert await asyncio.to_thread(bench.disk.started.wait, 5)
    identity = BoardIdentity(
        serial="4711", printed_name="C244711", model="c24-soca", map_version=1, ways=24
    )
    bench.watch.identified("board-1", identity)
    bench.disk.go.set()
    with pytest.raises(Unknown):
        await asked
    assert bench.told == []
