from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from stagewatt.domain.errors import Unknown
from stagewatt.domain.reading import BoardIdentity, Fault, RackReading
from stagewatt.domain.setup import RackSetup, TcpAddress
from stagewatt.drivers import rack as rack_module
from stagewatt.drivers.lines import Lines
from stagewatt.drivers.rack import RackDriver
from stagewatt.wire.mbap import Frame, encode

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.drivers.conftest import FakeBoard, RealClock, Until, Wire

METER, BOARD = 1, 2

pytestmark = pytest.mark.usefixtures("patient")


class Watcher:
    """A driver at work, and everything it told."""

    def __init__(self, setup: RackSetup, clock: RealClock, lines: Lines | None = None) -> None:
        self.readings: list[RackReading] = []
        self.at_ns: list[int] = []
        self.identities: list[tuple[str, BoardIdentity]] = []
        self.breaks: list[Exception] = []
        self.driver = RackDriver(
            setup,
            clock=clock,
            on_reading=self._read,
            on_identity=lambda device, identity: self.identities.append((device, identity)),
            lines=lines,
            chance=lambda: 1.0,
        )
        self.task = asyncio.create_task(self.driver.run())

    def _read(self, reading: RackReading) -> None:
        self.readings.append(reading)
        self.at_ns.append(time.monotonic_ns())
        if self.breaks:
            raise self.breaks.pop()

    @property
    def newest(self) -> RackReading:
        return self.readings[-1]

    @property
    def faults(self) -> tuple[Fault | None, ...]:
        return (self.newest.meter.fault, *(board.fault for board in self.newest.boards))

    def whole(self) -> bool:
        """Everything has been read, and nothing fails now."""
        return bool(self.readings) and not any(self.faults) and self._sampled()

    def _sampled(self) -> bool:
        boards = all(board.sample is not None for board in self.newest.boards)
        return boards and self.newest.meter.sample is not None

    async def stop(self) -> None:
        self.task.cancel()
        async with asyncio.timeout(1):
            await asyncio.wait([self.task])


@pytest.fixture
async def watch(clock: RealClock) -> AsyncIterator[Callable[..., Watcher]]:
    """Starts drivers, and stops them at the end."""
    started: list[Watcher] = []

    def start(setup: RackSetup, lines: Lines | None = None) -> Watcher:
        started.append(Watcher(setup, clock, lines))
        return started[-1]

    yield start
    for watcher in started:
        await watcher.stop()


async def test_a_rack_is_read(
    watch: Callable[..., Watcher], setup: RackSetup, board: FakeBoard, until: Until, wire: Wire
) -> None:
    watcher = watch(setup)
    await until(watcher.whole)
    reading = watcher.newest
    assert reading.boards[0].sample is not None
    assert reading.boards[0].sample.i_a == board.sample.i_a
    assert reading.meter.sample is not None
    assert reading.meter.sample.v_ln_v.l1 == 230.0
    assert (reading.meter.device, reading.boards[0].device) == ("meter", "board-1")
    assert (reading.meter.period_ms, reading.boards[0].period_ms) == (40, 20)
    assert watcher.identities == [("board-1", board.sample.identity)]
    assert wire.connections == 1
    assert not watcher.driver.reasons


async def test_each_poll_of_the_board_is_told_with_a_newer_sample(
    watch: Callable[..., Watcher], setup: RackSetup, until: Until
) -> None:
    watcher = watch(setup)
    await until(lambda: len(watcher.readings) >= 10)
    instants = [reading.boards[0].at_ns for reading in watcher.readings]
    assert instants == sorted(set(instants), key=lambda at_ns: at_ns or 0)
    assert [reading.at_ns for reading in watcher.readings] == sorted(
        reading.at_ns for reading in watcher.readings
    )


async def test_a_reading_goes_out_in_the_turn_of_the_loop_after_the_poll(
    watch: Callable[..., Watcher], setup: RackSetup, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is waited for between a poll and its reading."""
    watcher = watch(setup)
    await until(watcher.whole)
    turns: list[int] = []
    real = watcher.driver._board_done

    def done(device: str) -> None:
        known = len(watcher.readings)
        real(device)

        def look(turn: int) -> None:
            if len(watcher.readings) > known:
                turns.append(turn)
            else:
                asyncio.get_running_loop().call_soon(look, turn + 1)

        look(0)

    watcher.driver._boards[0]._done = lambda: done("board-1")
    await until(lambda: len(turns) >= 5)
    assert max(turns) <= 2


class TestMissing:
    """Any device may be missing, from the start or later, for ever or for a while."""

    async def test_nobody_there_at_the_start(
        self, watch: Callable[..., Watcher], setup: RackSetup, wire: Wire, until: Until
    ) -> None:
        await wire.stop()
        watcher = watch(setup)
        await until(lambda: watcher.readings and watcher.faults == (Fault.NO_LINK,) * 2)
        assert set(watcher.driver.reasons) == {"meter", "board-1"}
        assert watcher.newest.boards[0].sample is None
        assert watcher.newest.boards[0].at_ns is None
        await wire.start()
        await until(watcher.whole, 10)
        assert watcher.newest.boards[0].missed == 0

    @pytest.mark.usefixtures("hasty")
    @pytest.mark.parametrize(("unit", "other"), [(METER, BOARD), (BOARD, METER)])
    async def test_one_silent_device_does_not_keep_the_other(
        self,
        watch: Callable[..., Watcher],
        setup: RackSetup,
        wire: Wire,
        until: Until,
        unit: int,
        other: int,
    ) -> None:
        async def mute(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
            """Says nothing."""

        wire.misbehave[unit] = mute
        watcher = watch(setup)
        silent = 0 if unit == METER else 1
        await until(lambda: watcher.readings and watcher.faults[silent] is Fault.TIMEOUT)
        begun = len(wire.reads(other))
        await until(lambda: len(wire.reads(other)) >= begun + 10)
        await until(lambda: watcher.faults[1 - silent] is None)
        wire.misbehave.clear()
        await until(watcher.whole, 10)

    async def test_a_lost_device_keeps_its_last_sample_and_its_age(
        self, watch: Callable[..., Watcher], setup: RackSetup, wire: Wire, until: Until
    ) -> None:
        watcher = watch(setup)
        await until(watcher.whole)
        await wire.stop()
        await until(lambda: all(watcher.faults))
        lost = watcher.newest.boards[0]
        await until(lambda: watcher.newest.boards[0].missed >= 3)
        still = watcher.newest.boards[0]
        assert still.sample is lost.sample
        assert still.at_ns == lost.at_ns

    async def test_without_a_board_the_meter_sets_the_pace(
        self, watch: Callable[..., Watcher], setup: RackSetup, until: Until
    ) -> None:
        watcher = watch(replace(setup, boards=()))
        await until(lambda: len(watcher.readings) >= 3)
        assert all(reading.boards == () for reading in watcher.readings)
        assert watcher.newest.meter.sample is not None

    async def test_while_the_board_is_away_the_meter_sets_the_pace(
        self, watch: Callable[..., Watcher], setup: RackSetup, wire: Wire, until: Until
    ) -> None:
        gone = replace(setup.boards[0], address=TcpAddress(host="127.0.0.1", port=1))
        watcher = watch(replace(setup, boards=(gone,)))
        await until(lambda: watcher.readings and watcher.newest.meter.sample)
        begun = watcher.newest.meter.at_ns
        await until(lambda: watcher.newest.meter.at_ns != begun)
        assert watcher.newest.boards[0].fault is Fault.NO_LINK

    async def test_a_slow_board_does_not_hold_up_the_meter(
        self, watch: Callable[..., Watcher], setup: RackSetup, until: Until
    ) -> None:
        slow = replace(setup.boards[0], period_ms=3000)
        watcher = watch(replace(setup, boards=(slow,)))
        await until(watcher.whole)
        begun = len({reading.meter.at_ns for reading in watcher.readings})
        await until(lambda: len({r.meter.at_ns for r in watcher.readings}) >= begun + 4)
        assert len({reading.boards[0].at_ns for reading in watcher.readings} - {None}) == 1


async def test_a_slow_meter_does_not_make_the_board_late(
    watch: Callable[..., Watcher],
    setup: RackSetup,
    wire: Wire,
    until: Until,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It may hold the shared line for less than two of the board's periods, then it must wait."""

    async def slow(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
        await asyncio.sleep(0.8)
        writer.write(encode(Frame(frame.transaction, frame.unit, answer)))

    monkeypatch.setattr("stagewatt.drivers.lines.SHORTEST_TCP_S", 0.1)
    calm = replace(setup.boards[0], period_ms=200)
    meter = replace(setup.meter, period_ms=500)
    wire.misbehave[METER] = slow
    watcher = watch(replace(setup, boards=(calm,), meter=meter))
    await until(lambda: watcher.readings and watcher.newest.meter.missed >= 2)
    begun = watcher.newest.boards[0].at_ns
    await until(lambda: watcher.newest.boards[0].at_ns != begun)
    board = [r.boards[0] for r in watcher.readings if r.boards[0].at_ns is not None]
    assert all(reading.fault is None for reading in board)
    assert watcher.newest.meter.fault is Fault.TIMEOUT


async def test_boards_of_one_beat_come_in_one_reading(
    watch: Callable[..., Watcher],
    setup: RackSetup,
    wire: Wire,
    board: FakeBoard,
    until: Until,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rack_module, "TOGETHER_S", 5.0)
    wire.images[3] = wire.images[BOARD]
    second = replace(setup.boards[0], id="board-2", unit=3)
    watcher = watch(replace(setup, boards=(setup.boards[0], second)))
    await until(lambda: len(watcher.readings) >= 6)
    for before, after in zip(watcher.readings[1:], watcher.readings[2:], strict=False):
        both = zip(before.boards, after.boards, strict=True)
        assert all(new.at_ns != old.at_ns for old, new in both)
    assert [device for device, _ in watcher.identities[:2]] == ["board-1", "board-2"]


async def test_a_board_that_is_late_is_not_waited_for(
    watch: Callable[..., Watcher], setup: RackSetup, wire: Wire, until: Until
) -> None:
    wire.images[3] = wire.images[BOARD]
    second = replace(setup.boards[0], id="board-2", unit=3, period_ms=3000)
    watcher = watch(replace(setup, boards=(setup.boards[0], second)))
    await until(watcher.whole)
    begun = len(watcher.readings)
    await until(lambda: len(watcher.readings) >= begun + 5)


async def test_a_wrong_board_is_a_fault_with_a_reason(
    watch: Callable[..., Watcher],
    setup: RackSetup,
    board: FakeBoard,
    until: Until,
    caplog: pytest.LogCaptureFixture,
) -> None:
    board.sample = replace(
        board.sample, identity=replace(board.sample.identity, model="smartpdu-72")
    )
    watcher = watch(setup)
    await until(lambda: watcher.readings and Fault.WRONG_DEVICE in watcher.faults)
    assert "belongs to a smartpdu-72" in watcher.driver.reasons["board-1"]
    assert watcher.newest.boards[0].sample is None
    assert not watcher.identities
    await until(lambda: caplog.messages)
    assert "rack board-1: the board says it belongs to a smartpdu-72" in caplog.messages[0]


class TestErrorsOfOurOwn:
    """They are counted, told once, and end nothing."""

    async def test_in_a_poller(
        self,
        watch: Callable[..., Watcher],
        setup: RackSetup,
        until: Until,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        watcher = watch(setup)
        await until(watcher.whole)
        with monkeypatch.context() as patch, caplog.at_level(logging.ERROR):
            patch.setattr("stagewatt.meters.rack_io.decode_live", lambda *_: 1 / 0)
            await until(lambda: watcher.driver.crashes >= 1)
            good = watcher.newest.boards[0].sample  # whatever was still on its way has come
            await until(lambda: watcher.driver.crashes >= 3)
            await until(lambda: watcher.faults[1] is Fault.GARBAGE)
            assert watcher.newest.boards[0].sample is good
            assert "ZeroDivisionError" in watcher.driver.reasons["board-1"]
        assert len(caplog.records) == 1
        await until(watcher.whole, 10)

    async def test_in_whoever_takes_the_readings(
        self, watch: Callable[..., Watcher], setup: RackSetup, until: Until
    ) -> None:
        watcher = watch(setup)
        await until(watcher.whole)
        watcher.breaks.append(LookupError("a judge's error"))
        begun = len(watcher.readings)
        await until(lambda: len(watcher.readings) >= begun + 5)
        assert watcher.driver.crashes == 1
        assert not watcher.driver.reasons  # the devices are not to blame

    async def test_in_whoever_takes_identities(
        self, setup: RackSetup, clock: RealClock, until: Until
    ) -> None:
        def breaks(*_: object) -> None:
            raise LookupError("ours")

        readings: list[RackReading] = []
        driver = RackDriver(
            setup, clock=clock, on_reading=readings.append, on_identity=breaks, chance=lambda: 0.0
        )
        task = asyncio.create_task(driver.run())
        await until(lambda: readings and readings[-1].meter.sample)
        await until(lambda: driver.crashes >= 1)
        task.cancel()
        await asyncio.wait([task])


class TestStopping:
    """Cancelled, it is gone at once and leaves nothing behind."""

    async def test_while_it_works(
        self, watch: Callable[..., Watcher], setup: RackSetup, wire: Wire, until: Until
    ) -> None:
        watcher = watch(setup)
        await until(watcher.whole)
        await watcher.stop()
        assert watcher.task.cancelled()
        await wire.left()
        assert asyncio.all_tasks() - {asyncio.current_task()} == set()

    async def test_while_it_waits_for_an_answer(
        self, watch: Callable[..., Watcher], setup: RackSetup, wire: Wire
    ) -> None:
        heard = asyncio.Event()

        async def mute(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
            heard.set()

        wire.misbehave |= {METER: mute, BOARD: mute}
        watcher = watch(setup)
        await heard.wait()
        await watcher.stop()
        assert watcher.task.cancelled()
        await wire.left()

    async def test_while_nobody_is_there(
        self, watch: Callable[..., Watcher], setup: RackSetup, wire: Wire, until: Until
    ) -> None:
        await wire.stop()
        watcher = watch(setup)
        await until(lambda: watcher.readings and watcher.newest.boards[0].missed >= 3)
        await watcher.stop()
        assert watcher.task.cancelled()

    async def test_it_can_be_started_again(
        self, watch: Callable[..., Watcher], setup: RackSetup, wire: Wire, until: Until
    ) -> None:
        watcher = watch(setup)
        await until(watcher.whole)
        await watcher.stop()
        known = len(watcher.readings)
        watcher.task = asyncio.create_task(watcher.driver.run())
        await until(lambda: len(watcher.readings) > known + 3)
        assert wire.connections == 2


async def test_racks_behind_one_gateway_share_its_connection(
    watch: Callable[..., Watcher],
    setup: RackSetup,
    wire: Wire,
    clock: RealClock,
    until: Until,
) -> None:
    wire.images |= {11: wire.images[METER], 12: wire.images[BOARD]}
    other = replace(
        setup,
        id="other",
        meter=replace(setup.meter, unit=11),
        boards=(replace(setup.boards[0], unit=12),),
    )
    lines = Lines(clock)
    watchers = [watch(setup, lines), watch(other, lines)]
    for watcher in watchers:
        await until(watcher.whole)
    assert wire.connections == 1
    await watchers[0].stop()
    begun = len(watchers[1].readings)
    await until(lambda: len(watchers[1].readings) > begun + 3)
    assert wire.open_connections == 1


async def test_an_unknown_meter_is_refused_at_once(setup: RackSetup, clock: RealClock) -> None:
    strange = replace(setup, meter=replace(setup.meter, table="no-such-meter"))
    with pytest.raises(Unknown, match="no-such-meter"):
        RackDriver(strange, clock=clock, on_reading=lambda _: None, on_identity=lambda *_: None)
