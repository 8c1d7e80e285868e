from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from stagewatt.domain.reading import Contact, ContactId, Fault
from stagewatt.domain.setup import DeviceSetup, TcpAddress
from stagewatt.drivers.board import TRIES, BoardReader, Expected
from stagewatt.drivers.failure import ReadFailed
from stagewatt.drivers.gates import BoardGate
from stagewatt.drivers.lines import Lines
from stagewatt.wire.mbap import Frame, encode

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncIterator

    from tests.drivers.conftest import FakeBoard, RealClock, Wire

    from stagewatt.domain.rack import RackModel
    from stagewatt.domain.reading import BoardIdentity, BoardSample
    from stagewatt.drivers.lines import Seat

IDENTITY, LIVE, WINDOW, BREAKERS, RESIDUALS = 0x0000, 0x0100, 0x0200, 0x0300, 0x0400
UNIT = 2

pytestmark = pytest.mark.usefixtures("patient")


@pytest_asyncio.fixture
async def seat(wire: Wire, clock: RealClock) -> AsyncIterator[Seat]:
    address = TcpAddress(host="127.0.0.1", port=wire.port)
    device = DeviceSetup(id="board-1", table="rack_io", address=address, unit=UNIT, period_ms=100)
    seat = Lines(clock).seat(device)
    seat.join()
    yield seat
    seat.leave()


@pytest.fixture
def announced() -> list[BoardIdentity]:
    return []


@pytest.fixture
def reader(
    seat: Seat, rack: RackModel, clock: RealClock, announced: list[BoardIdentity]
) -> BoardReader:
    expected = Expected(rack.id, len(rack.supervised))
    gate = BoardGate.of(rack)
    return BoardReader(seat, expected, gate, clock=clock, on_identity=announced.append)


def counts(wire: Wire) -> dict[int, int]:
    """How often each block was asked for."""
    return {
        block: len(wire.reads(UNIT, block))
        for block in (IDENTITY, LIVE, WINDOW, BREAKERS, RESIDUALS)
    }


async def refused(reader: BoardReader) -> ReadFailed:
    with pytest.raises(ReadFailed) as caught:
        await reader.take()
    return caught.value


async def test_a_sample_brings_everything_the_board_has(
    reader: BoardReader,
    good_board: BoardSample,
    announced: list[BoardIdentity],
    clock: RealClock,
) -> None:
    before_ns = clock.now_ns()
    taken = await reader.take()
    assert taken.sample == replace(good_board, frame=good_board.frame + 1)
    assert before_ns <= taken.at_ns <= clock.now_ns()
    assert announced == [good_board.identity]


async def test_identity_comes_first_and_once_the_live_block_each_time(
    reader: BoardReader, wire: Wire, announced: list[BoardIdentity]
) -> None:
    for _ in range(10):
        await reader.take()
    assert wire.asked[0].address == IDENTITY
    assert counts(wire) == {IDENTITY: 1, LIVE: 10, WINDOW: 1, BREAKERS: 1, RESIDUALS: 10}
    assert {asked.function for asked in wire.asked} == {4}
    assert len(announced) == 1


async def test_the_window_is_fetched_when_its_number_changes(
    reader: BoardReader, wire: Wire, board: FakeBoard
) -> None:
    await reader.take()
    board.window(4)
    taken = await reader.take()
    assert taken.sample.window is not None
    assert taken.sample.window.number == 4
    await reader.take()
    assert counts(wire)[WINDOW] == 2
    assert counts(wire)[BREAKERS] == 2  # so that the times of its contacts stay true


async def test_breakers_are_fetched_when_one_moved(
    reader: BoardReader, wire: Wire, board: FakeBoard
) -> None:
    await reader.take()
    opened = (Contact(active=False, changes=1, since_ms=5), *board.sample.way_breakers[1:])
    board.sample = replace(board.sample, way_breakers=opened)
    assert (await reader.take()).sample.way_breakers == opened
    await reader.take()
    assert counts(wire)[BREAKERS] == 2


async def test_what_the_identity_does_not_offer_is_not_asked_for(
    reader: BoardReader, wire: Wire, board: FakeBoard
) -> None:
    plain = replace(board.sample.identity, has_breakers=False, has_residuals=False)
    board.sample = replace(board.sample, identity=plain, way_breakers=(), i_residual_a=())
    taken = await reader.take()
    assert taken.sample.way_breakers == ()
    assert taken.sample.i_residual_a == ()
    assert counts(wire) == {IDENTITY: 1, LIVE: 1, WINDOW: 1, BREAKERS: 0, RESIDUALS: 0}


@pytest.mark.parametrize(
    ("block", "words", "lost"),
    [
        (WINDOW, 110, {"window": None}),
        (BREAKERS, 116, {"way_breakers": ()}),
        (RESIDUALS, 38, {"i_residual_a": ()}),
    ],
)
async def test_an_optional_block_that_is_refused_costs_nothing_else(
    reader: BoardReader, wire: Wire, board: FakeBoard, block: int, words: int, lost: dict[str, None]
) -> None:
    board.without = frozenset(range(block, block + words))
    for _ in range(3):
        taken = await reader.take()
        for field, nothing in lost.items():
            assert getattr(taken.sample, field) == nothing
        assert taken.sample.i_a == board.sample.i_a
    assert counts(wire)[block] == 1


@pytest.mark.parametrize("block", [WINDOW, BREAKERS, RESIDUALS])
async def test_an_optional_block_that_is_torn_is_left_out_and_asked_for_again(
    reader: BoardReader, wire: Wire, board: FakeBoard, block: int
) -> None:
    whole = wire.images[UNIT]
    wire.images[UNIT] = lambda asked: {
        at: word ^ (at == block) for at, word in whole(asked).items()
    }
    taken = await reader.take()
    names = {WINDOW: "window", BREAKERS: "way_breakers", RESIDUALS: "i_residual_a"}
    assert not getattr(taken.sample, names[block])
    wire.images[UNIT] = whole
    assert getattr((await reader.take()).sample, names[block])
    assert counts(wire)[block] == 2


async def test_a_torn_live_block_is_read_again_at_once(
    reader: BoardReader, wire: Wire, board: FakeBoard
) -> None:
    board.torn = TRIES - 1
    assert (await reader.take()).sample.i_a == board.sample.i_a
    assert counts(wire)[LIVE] == TRIES


async def test_a_block_that_stays_torn_is_refused(reader: BoardReader, board: FakeBoard) -> None:
    board.torn = TRIES
    assert (await refused(reader)).fault is Fault.TORN
    assert (await reader.take()).sample.i_a == board.sample.i_a


async def test_a_sensor_beyond_its_range_is_no_value(reader: BoardReader, board: FakeBoard) -> None:
    board.sample = replace(board.sample, i_a=(400.0, *board.sample.i_a[1:]))
    assert (await reader.take()).sample.i_a == (None, *board.sample.i_a[1:])


async def test_a_frame_seen_twice_is_the_same_sample_of_the_same_age(
    reader: BoardReader, wire: Wire, board: FakeBoard
) -> None:
    first = await reader.take()
    board.step = 0
    assert await reader.take() is first
    board.step = 1
    assert (await reader.take()).at_ns > first.at_ns


async def test_a_board_that_hangs_is_refused(
    reader: BoardReader, board: FakeBoard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stagewatt.drivers.continuity.FROZEN_NS", 0)
    board.step = 0
    for _ in range(3):
        await reader.take()
    failed = await refused(reader)
    assert failed.fault is Fault.IMPLAUSIBLE
    assert "hangs" in failed.reason
    # Old values never look new again because the board was found out.
    for _ in range(5):
        assert "hangs" in (await refused(reader)).reason
    board.step = 1
    assert (await reader.take()).sample.frame > 0


class TestRestart:
    """The boot counter moved."""

    async def test_the_board_is_asked_again_who_it_is(
        self, reader: BoardReader, wire: Wire, board: FakeBoard, announced: list[BoardIdentity]
    ) -> None:
        await reader.take()
        board.sample = replace(board.sample, boot=8, frame=0)
        assert (await reader.take()).sample.boot == 8
        assert counts(wire)[IDENTITY] == 2
        assert len(announced) == 1  # still the same board

    async def test_new_firmware_is_announced(
        self, reader: BoardReader, board: FakeBoard, announced: list[BoardIdentity]
    ) -> None:
        await reader.take()
        identity = replace(board.sample.identity, firmware="2.0")
        board.sample = replace(board.sample, boot=8, identity=identity)
        assert (await reader.take()).sample.identity.firmware == "2.0"
        assert [each.firmware for each in announced] == ["1.0", "2.0"]

    async def test_a_boot_counter_that_goes_back_costs_one_sample(
        self, reader: BoardReader, wire: Wire, board: FakeBoard
    ) -> None:
        await reader.take()
        board.sample = replace(board.sample, boot=6)
        assert (await refused(reader)).fault is Fault.IMPLAUSIBLE
        assert (await reader.take()).sample.boot == 6
        assert counts(wire)[IDENTITY] == 3


async def test_contacts_that_contradict_themselves_cost_one_sample(
    reader: BoardReader, board: FakeBoard
) -> None:
    await reader.take()
    odd = dict(board.sample.contacts) | {ContactId.E_STOP: Contact(True, 0, 60_000)}
    board.sample = replace(board.sample, contacts=tuple(odd.items()))
    failed = await refused(reader)
    assert failed.fault is Fault.IMPLAUSIBLE
    assert "e_stop" in failed.reason
    stop = (await reader.take()).sample.contact(ContactId.E_STOP)
    assert stop is not None
    assert stop.active


class TestConnection:
    """The connection ended and there is a new one: anybody may be at its other end."""

    async def test_the_board_is_asked_again_who_it_is(
        self, reader: BoardReader, wire: Wire, seat: Seat
    ) -> None:
        await reader.take()
        seat._line.close()
        await reader.take()
        assert counts(wire)[IDENTITY] == 2

    async def test_another_board_is_a_wrong_device_before_any_value_of_it_is_taken(
        self, reader: BoardReader, board: FakeBoard, seat: Seat, wire: Wire
    ) -> None:
        await reader.take()
        board.sample = replace(
            board.sample, identity=replace(board.sample.identity, model="smartpdu-72")
        )
        seat._line.close()
        assert (await refused(reader)).fault is Fault.WRONG_DEVICE
        assert counts(wire)[LIVE] == 1

    async def test_one_of_the_same_kind_is_announced_and_has_no_past(
        self, reader: BoardReader, board: FakeBoard, seat: Seat, announced: list[BoardIdentity]
    ) -> None:
        await reader.take()
        identity = replace(board.sample.identity, serial="FEEDBEEF0001")
        board.sample = replace(board.sample, identity=identity, boot=2, frame=0)
        seat._line.close()
        assert (await reader.take()).sample.identity.serial == "FEEDBEEF0001"
        assert [each.serial for each in announced] == ["0A1B2C3D4E5F", "FEEDBEEF0001"]

    async def test_one_renewed_in_the_midst_of_a_poll_is_noticed(
        self, reader: BoardReader, wire: Wire, seat: Seat, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The live block came over a connection whose other end nobody asked for its name."""
        await reader.take()
        real = seat.read
        spoilt = iter([True])

        async def read(function: int, address: int, count: int) -> tuple[int, ...]:
            if next(spoilt, False):
                seat._line.close()
            return await real(function, address, count)

        monkeypatch.setattr(seat, "read", read)  # what a neighbour's time-out does
        await reader.take()
        assert counts(wire)[IDENTITY] == 2
        assert counts(wire)[LIVE] == 3

    async def test_one_renewed_all_the_time_is_no_link(
        self, reader: BoardReader, seat: Seat, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = seat.read

        async def read(function: int, address: int, count: int) -> tuple[int, ...]:
            seat._line.close()
            return await real(function, address, count)

        await reader.take()
        monkeypatch.setattr(seat, "read", read)
        assert (await refused(reader)).fault is Fault.NO_LINK


class TestWrongDevice:
    """Somebody answers, and it is not this rack's board."""

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"model": "c24-soca"}, "says it belongs to a c24-soca, the set-up names a smartpdu"),
            ({"ways": 35}, "carries 35 ways, the set-up names 36"),
        ],
    )
    async def test_model_and_ways_must_fit(
        self,
        reader: BoardReader,
        board: FakeBoard,
        announced: list[BoardIdentity],
        change: dict[str, Any],
        reason: str,
    ) -> None:
        wide = board.sample
        plain = replace(wide.identity, has_breakers=False, has_residuals=False)
        identity = replace(plain, **change)
        board.sample = replace(
            wide,
            identity=identity,
            i_a=wide.i_a[: identity.ways],
            window=None,
            way_breakers=(),
            i_residual_a=(),
        )
        failed = await refused(reader)
        assert failed.fault is Fault.WRONG_DEVICE
        assert reason in failed.reason
        assert not announced

    @pytest.mark.parametrize("model", ["", "SMARTPDU-36"])
    async def test_a_board_may_leave_its_model_open(
        self, reader: BoardReader, board: FakeBoard, model: str
    ) -> None:
        identity = replace(board.sample.identity, model=model)
        board.sample = replace(board.sample, identity=identity)
        assert (await reader.take()).sample.identity == identity

    async def test_an_unknown_map_says_so_and_who_it_calls_itself(
        self, reader: BoardReader, wire: Wire
    ) -> None:
        whole = wire.images[UNIT]
        wire.images[UNIT] = lambda asked: whole(asked) | {IDENTITY + 2: 2}
        failed = await refused(reader)
        assert failed.fault is Fault.WRONG_DEVICE
        assert failed.reason == (
            "map version 2 is unknown here; known: 1; it calls itself 'maker thing 1.0'"
        )

    async def test_a_stranger_that_says_nothing_of_itself(
        self, reader: BoardReader, wire: Wire, hasty: None
    ) -> None:
        async def mute_about_itself(
            writer: asyncio.StreamWriter, frame: Frame, answer: bytes
        ) -> None:
            if frame.pdu[0] != 43:
                writer.write(encode(Frame(frame.transaction, frame.unit, answer)))

        wire.misbehave[UNIT] = mute_about_itself
        wire.images[UNIT] = lambda _: dict.fromkeys(range(0x500), 0x4141)
        failed = await refused(reader)
        assert failed.fault is Fault.WRONG_DEVICE
        assert failed.reason == "no rack I/O board: the magic words are missing"

    async def test_no_identity_at_all_is_what_it_is(self, reader: BoardReader, wire: Wire) -> None:
        wire.images[UNIT] = lambda _: {}
        assert (await refused(reader)).fault is Fault.EXCEPTION

    async def test_a_live_block_of_another_kind_makes_it_ask_again(
        self, reader: BoardReader, wire: Wire
    ) -> None:
        whole = wire.images[UNIT]
        await reader.take()
        wire.images[UNIT] = lambda asked: whole(asked) | {LIVE + 1: 0}
        assert (await refused(reader)).fault is Fault.GARBAGE
        wire.images[UNIT] = whole
        await reader.take()
        assert counts(wire)[IDENTITY] == 2
