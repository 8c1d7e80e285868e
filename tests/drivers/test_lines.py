from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from stagewatt.domain.setup import DeviceSetup, SerialAddress, TcpAddress
from stagewatt.drivers.failure import ReadFailed
from stagewatt.drivers.lines import Lines, timeout_s

if TYPE_CHECKING:
    from tests.drivers.conftest import RealClock, Wire

BOARD = DeviceSetup(
    id="board-1",
    table="rack_io",
    address=TcpAddress(host="Rack.local"),
    unit=2,
    period_ms=100,
)
METER = replace(BOARD, id="meter", table="sdm630", unit=1, period_ms=500)


@pytest.mark.parametrize(
    ("period_ms", "patience_s"), [(100, 0.5), (500, 1.0), (3000, 1.0), (10, 0.1)]
)
def test_alone_a_device_may_take_five_periods(period_ms: int, patience_s: float) -> None:
    assert timeout_s(replace(BOARD, period_ms=period_ms), ()) == pytest.approx(patience_s)


def test_on_a_shared_line_nobody_makes_a_quicker_one_stale() -> None:
    assert timeout_s(METER, (BOARD,)) == pytest.approx(0.175)
    assert timeout_s(BOARD, (METER,)) == pytest.approx(0.5)
    slow = replace(BOARD, period_ms=3000)
    assert timeout_s(METER, (slow, BOARD)) == pytest.approx(0.175)
    assert timeout_s(METER, (slow,)) == pytest.approx(1.0)


@pytest.mark.parametrize("period_ms", [50, 100, 250, 500])
def test_while_a_neighbour_is_waited_for_a_board_stays_below_three_periods(
    period_ms: int,
) -> None:
    board = replace(BOARD, period_ms=period_ms)
    longest_age_s = period_ms / 1000 + timeout_s(METER, (board,))
    assert longest_age_s < 3 * period_ms / 1000 or timeout_s(METER, (board,)) == 0.1


@pytest.mark.parametrize(("baud", "patience_s"), [(9600, 0.855), (115_200, 0.3004), (300, 10.0)])
def test_a_serial_answer_gets_the_time_its_characters_take(baud: int, patience_s: float) -> None:
    device = replace(METER, address=SerialAddress(port="/dev/null", baud=baud))
    assert timeout_s(device, (BOARD,)) == pytest.approx(patience_s, rel=1e-3)


def at(wire: Wire, device: DeviceSetup) -> DeviceSetup:
    return replace(device, address=TcpAddress(host="127.0.0.1", port=wire.port))


async def test_devices_of_one_address_share_one_connection(wire: Wire, clock: RealClock) -> None:
    lines = Lines(clock)
    seats = [lines.seat(at(wire, device)) for device in (METER, BOARD)]
    for seat in seats:
        seat.join()
    await asyncio.gather(*(seat.read(4, 0, 10) for seat in seats for _ in range(5)))
    assert wire.connections == 1
    assert {asked.connection for asked in wire.asked} == {1}
    assert [seat.generation for seat in seats] == [1, 1]
    for seat in seats:
        seat.leave()


async def test_the_last_one_to_leave_closes_the_line(wire: Wire, clock: RealClock) -> None:
    lines = Lines(clock)
    meter, board = (lines.seat(at(wire, device)) for device in (METER, BOARD))
    meter.join()
    board.join()
    await meter.read(4, 0, 2)
    meter.leave()
    await board.read(4, 0, 2)
    assert wire.connections == 1
    board.leave()
    await wire.left()


async def test_who_left_hurries_nobody(wire: Wire, clock: RealClock) -> None:
    lines = Lines(clock)
    meter, board = (lines.seat(at(wire, device)) for device in (METER, BOARD))
    meter.join()
    board.join()
    assert meter._patience_s() == pytest.approx(0.175)
    board.leave()
    assert meter._patience_s() == pytest.approx(1.0)
    meter.leave()


async def test_other_addresses_have_lines_of_their_own(clock: RealClock) -> None:
    lines = Lines(clock)
    other_port = replace(BOARD, address=TcpAddress(host="rack.local", port=503))
    serial = replace(BOARD, address=SerialAddress(port="/dev/ttyS0"))
    same_port = replace(BOARD, address=SerialAddress(port="/dev/ttyS0", baud=19_200))
    devices = (BOARD, METER, other_port, serial, same_port)
    found = [lines.seat(device)._line for device in devices]
    assert found[0] is found[1]
    assert found[3] is found[4]
    assert len({id(line) for line in found}) == 3


async def test_a_seat_tells_who_is_there(wire: Wire, clock: RealClock) -> None:
    seat = Lines(clock).seat(at(wire, BOARD))
    seat.join()
    before_ns = clock.now_ns()
    assert await seat.open() == 1
    assert await seat.identify() == {0: "maker", 1: "thing", 2: "1.0"}
    assert before_ns <= seat.asked_ns <= clock.now_ns()
    with pytest.raises(ReadFailed):
        await seat.read(4, 0x9000, 1)
    seat.leave()
