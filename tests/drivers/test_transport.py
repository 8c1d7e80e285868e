from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from pymodbus.exceptions import ModbusException

from stagewatt.domain.reading import Fault
from stagewatt.domain.setup import TcpAddress
from stagewatt.drivers import transport
from stagewatt.drivers.failure import ReadFailed
from stagewatt.drivers.line import Line
from stagewatt.wire import pdu as modbus
from stagewatt.wire.mbap import Frame, encode

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.drivers.conftest import Asked, Misbehave, RealClock, Until, Wire

UNIT = 9
WORDS = {address: address ^ 0x5A5A for address in range(300)}


@pytest.fixture
def unit(wire: Wire) -> None:
    """A unit whose registers are their own addresses, so that no answer fits another question."""

    def image(asked: Asked) -> dict[int, int]:
        return {at: at & 1 for at in WORDS} if asked.function in {1, 2} else WORDS

    wire.images[UNIT] = image


@pytest_asyncio.fixture
async def line(wire: Wire, unit: None, clock: RealClock) -> AsyncIterator[Line]:
    line = Line(TcpAddress(host="127.0.0.1", port=wire.port), clock=clock)
    yield line
    line.close()


async def fails(line: Line, *, timeout_s: float = 5.0) -> ReadFailed:
    with pytest.raises(ReadFailed) as caught:
        await line.read(UNIT, 3, 0, 10, timeout_s=timeout_s)
    return caught.value


async def works(line: Line, address: int = 0) -> None:
    """The line brings what it is asked for, and nothing else."""
    expected = tuple(WORDS[at] for at in range(address, address + 10))
    assert await line.read(UNIT, 3, address, 10, timeout_s=5.0) == expected


@pytest.mark.parametrize("function", [3, 4])
@pytest.mark.parametrize("count", [1, 125])
async def test_registers_are_read(line: Line, wire: Wire, function: int, count: int) -> None:
    words = await line.read(UNIT, function, 7, count)
    assert words == tuple(WORDS[at] for at in range(7, 7 + count))
    (asked,) = wire.asked
    assert (asked.unit, asked.function, asked.address, asked.count) == (UNIT, function, 7, count)


@pytest.mark.parametrize("function", [1, 2])
@pytest.mark.parametrize("count", [1, 9, 200])
async def test_bits_are_read(line: Line, function: int, count: int) -> None:
    assert await line.read(UNIT, function, 1, count) == tuple(n % 2 for n in range(1, count + 1))


async def test_a_device_tells_who_it_is(line: Line) -> None:
    assert await line.identify(UNIT) == {0: "maker", 1: "thing", 2: "1.0"}


@pytest.mark.parametrize("function", [0, 5, 6, 15, 16, 22, 23, 43, 90])
async def test_no_other_function_leaves_the_house(line: Line, wire: Wire, function: int) -> None:
    with pytest.raises(ValueError, match="does not read"):
        await line.read(UNIT, function, 0, 1)
    assert not wire.asked


async def test_the_last_door_lets_no_writing_through(line: Line, wire: Wire) -> None:
    await line.open()
    assert line._connection is not None
    engine = line._connection._engine
    for function in set(range(1, 128)) - {1, 2, 3, 4, 43}:
        frame = encode(Frame(1, UNIT, bytes((function, 0, 0, 0, 1))))
        with pytest.raises(ValueError, match="only reading"):
            engine.send(frame)
    await works(line)
    assert [asked.function for asked in wire.asked] == [3]


async def test_one_connection_serves_many_questions(line: Line, wire: Wire) -> None:
    for address in range(20):
        await works(line, address)
    assert wire.connections == 1
    assert line.generation == 1


async def test_questions_wait_for_each_other(line: Line, wire: Wire) -> None:
    under_way = most = 0

    async def count(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.001)
        under_way -= 1
        writer.write(encode(Frame(frame.transaction, frame.unit, answer)))

    wire.misbehave[UNIT] = count
    await asyncio.gather(*(works(line, address) for address in range(10)))
    assert most == 1
    # First come, first served.
    assert [asked.address for asked in wire.asked] == list(range(10))


async def test_when_a_question_went_out_is_known(line: Line, clock: RealClock) -> None:
    await line.open()
    before_ns = clock.now_ns()
    await works(line)
    assert before_ns <= line.asked_ns <= clock.now_ns()


@pytest.mark.parametrize("code", [1, 2, 3, 4, 6, 11, 99])
async def test_a_refusal_is_an_answer_and_keeps_the_connection(
    line: Line, wire: Wire, code: int
) -> None:
    async def refuse(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
        refused = modbus.exception_answer(frame.pdu[0], code)
        writer.write(encode(Frame(frame.transaction, frame.unit, refused)))

    wire.misbehave[UNIT] = refuse
    failed = await fails(line)
    assert (failed.fault, failed.code) == (Fault.EXCEPTION, code)
    assert f"exception {code}" in failed.reason
    wire.misbehave.clear()
    await works(line)
    assert wire.connections == 1


async def test_nobody_there_is_no_link_until_somebody_is(wire: Wire, line: Line) -> None:
    await wire.stop()
    failed = await fails(line)
    assert failed.fault is Fault.NO_LINK
    assert line.generation == 0
    with pytest.raises(ReadFailed):
        await line.open()
    await wire.start()
    await works(line)
    assert line.generation == 1


async def test_a_name_nobody_has_is_no_link(clock: RealClock) -> None:
    line = Line(TcpAddress(host="no-such-host.invalid", port=1), clock=clock)
    with pytest.raises(ReadFailed) as caught:
        await line.open()
    assert caught.value.fault is Fault.NO_LINK


async def test_a_silent_host_is_no_link_within_bounds(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*args: object, **kwargs: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(transport, "CONNECT_S", 0.01)
    monkeypatch.setattr(asyncio.get_running_loop(), "create_connection", never)
    failed = await fails(line)
    assert failed.fault is Fault.NO_LINK
    assert "nobody there" in failed.reason


async def silence(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
    """Says nothing."""


async def half(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
    whole = encode(Frame(frame.transaction, frame.unit, answer))
    writer.write(whole[: len(whole) // 2])


async def head_only(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
    writer.write(encode(Frame(frame.transaction, frame.unit, answer))[:5])


async def reset(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
    writer.transport.abort()


async def hang_up(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
    writer.close()


async def half_and_hang_up(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
    await half(writer, frame, answer)
    writer.close()


async def other_unit(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
    writer.write(encode(Frame(frame.transaction, frame.unit + 1, answer)))


async def other_question(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
    writer.write(encode(Frame(frame.transaction + 1, frame.unit, answer)))


async def question_zero(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
    writer.write(encode(Frame(0, frame.unit, answer)))


async def other_function(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
    writer.write(encode(Frame(frame.transaction, frame.unit, b"\x04" + answer[1:])))


async def other_refusal(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
    writer.write(encode(Frame(frame.transaction, frame.unit, b"\x84\x02")))


async def short(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
    words = modbus.registers_answer(3, list(range(9)))
    writer.write(encode(Frame(frame.transaction, frame.unit, words)))


async def long(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
    words = modbus.registers_answer(3, list(range(11)))
    writer.write(encode(Frame(frame.transaction, frame.unit, words)))


async def lying_count(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
    writer.write(encode(Frame(frame.transaction, frame.unit, b"\x03\x16" + answer[2:])))


async def count_of_one_more(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
    writer.write(encode(Frame(frame.transaction, frame.unit, b"\x03\x15" + answer[2:])))


async def odd_count(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
    writer.write(encode(Frame(frame.transaction, frame.unit, b"\x03\x13" + answer[2:-1])))


async def no_count(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
    writer.write(encode(Frame(frame.transaction, frame.unit, b"\x03")))


async def unknown_function(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
    writer.write(encode(Frame(frame.transaction, frame.unit, b"\x63\x01\x02")))


async def bare_refusal(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
    writer.write(encode(Frame(frame.transaction, frame.unit, b"\x80\x02")))


async def other_protocol(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
    whole = bytearray(encode(Frame(frame.transaction, frame.unit, answer)))
    whole[2] = 1
    writer.write(bytes(whole))


async def endless(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
    whole = bytearray(encode(Frame(frame.transaction, frame.unit, answer)))
    whole[4] = 0xFF
    writer.write(bytes(whole))


async def flood(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
    writer.write(b"\x5a" * 100_000)


async def http(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
    writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")


@pytest.mark.parametrize(
    ("misbehave", "fault"),
    [
        (silence, Fault.TIMEOUT),
        (half, Fault.GARBAGE),
        (head_only, Fault.GARBAGE),
        (reset, Fault.NO_LINK),
        (hang_up, Fault.NO_LINK),
        (half_and_hang_up, Fault.NO_LINK),
        (other_unit, Fault.GARBAGE),
        (other_question, Fault.GARBAGE),
        (question_zero, Fault.GARBAGE),
        (other_function, Fault.GARBAGE),
        (other_refusal, Fault.GARBAGE),
        (short, Fault.GARBAGE),
        (long, Fault.GARBAGE),
        (lying_count, Fault.GARBAGE),
        (count_of_one_more, Fault.GARBAGE),
        (odd_count, Fault.GARBAGE),
        (no_count, Fault.GARBAGE),
        (unknown_function, Fault.GARBAGE),
        (bare_refusal, Fault.GARBAGE),
        (other_protocol, Fault.GARBAGE),
        (endless, Fault.GARBAGE),
        (flood, Fault.GARBAGE),
        (http, Fault.GARBAGE),
    ],
)
async def test_whatever_is_no_answer_ends_the_connection_and_the_next_one_works(
    line: Line,
    wire: Wire,
    caplog: pytest.LogCaptureFixture,
    misbehave: Misbehave,
    fault: Fault,
) -> None:
    await works(line)
    wire.misbehave[UNIT] = misbehave
    waits = misbehave in {silence, half, head_only}
    with caplog.at_level(logging.DEBUG, logger="asyncio"):
        failed = await fails(line, timeout_s=0.2 if waits else 5.0)
    assert failed.fault is fault, failed.reason
    if not waits:  # it is told at once, and why
        assert failed.reason != "bytes came, but no answer"
    wire.misbehave.clear()
    await works(line, 3)
    assert wire.connections == line.generation == 2
    assert not caplog.messages


async def test_a_late_answer_finds_nobody(line: Line, wire: Wire) -> None:
    """The answer to the first question comes while the second one waits, on both connections."""
    first: list[tuple[asyncio.StreamWriter, bytes]] = []

    async def late(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
        whole = encode(Frame(frame.transaction, frame.unit, answer))
        for old_writer, old_answer in first:
            if not old_writer.is_closing():
                old_writer.write(old_answer)
            writer.write(old_answer)
        first.append((writer, whole))
        if len(first) > 1:
            writer.write(whole)

    wire.misbehave[UNIT] = late
    assert (await fails(line, timeout_s=0.05)).fault is Fault.TIMEOUT
    with pytest.raises(ReadFailed) as caught:
        await line.read(UNIT, 3, 100, 10, timeout_s=5.0)
    assert caught.value.fault is Fault.GARBAGE
    wire.misbehave.clear()
    await works(line, 200)


async def test_an_answer_given_twice_is_taken_once(line: Line, wire: Wire) -> None:
    async def twice(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
        writer.write(2 * encode(Frame(frame.transaction, frame.unit, answer)))

    wire.misbehave[UNIT] = twice
    for address in range(5):
        await works(line, address)


async def test_an_answer_in_crumbs_is_put_together(line: Line, wire: Wire) -> None:
    async def crumbs(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
        for byte in encode(Frame(frame.transaction, frame.unit, answer)):
            writer.write(bytes((byte,)))
            await writer.drain()
            await asyncio.sleep(0)

    wire.misbehave[UNIT] = crumbs
    await works(line)


async def test_what_comes_unasked_harms_nothing(line: Line, wire: Wire, until: Until) -> None:
    unasked = b"unasked" * 100

    async def chatty(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
        writer.write(encode(Frame(frame.transaction, frame.unit, answer)))
        await answered.wait()
        writer.write(unasked)

    answered = asyncio.Event()
    wire.misbehave[UNIT] = chatty
    await works(line)
    answered.set()
    connection = line._connection
    assert connection is not None
    await until(lambda: connection.heard >= len(unasked))
    wire.misbehave.clear()
    await works(line, 5)


async def test_a_connection_lost_between_questions_is_opened_again(line: Line, wire: Wire) -> None:
    await works(line)
    wire.cut()
    await wire.left()
    await asyncio.sleep(0.01)
    assert await line.open() == 2
    await works(line)
    assert wire.connections == 2


async def test_a_cancelled_question_leaves_nothing_behind(line: Line, wire: Wire) -> None:
    heard = asyncio.Event()

    async def hear(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
        heard.set()

    wire.misbehave[UNIT] = hear
    task = asyncio.create_task(works(line))
    await heard.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await wire.left()
    wire.misbehave.clear()
    await works(line, 7)


async def test_a_connection_made_while_nobody_wants_it_any_more_is_closed(
    line: Line, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = transport.Connection.begin

    async def cancelled(connection: transport.Connection, number: int) -> None:
        await real(connection, number)
        raise asyncio.CancelledError

    with monkeypatch.context() as patch:
        patch.setattr(transport.Connection, "begin", cancelled)
        with pytest.raises(asyncio.CancelledError):
            await line.open()
    await asyncio.sleep(0.01)
    await wire.left()
    assert line.generation == 0
    await works(line)
    assert line.generation == 1


async def test_identification_that_is_none_is_garbage(line: Line, wire: Wire) -> None:
    async def registers(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
        writer.write(encode(Frame(frame.transaction, frame.unit, b"\x2b\x0d\x01\x01")))

    wire.misbehave[UNIT] = registers
    with pytest.raises(ReadFailed) as caught:
        await line.identify(UNIT, timeout_s=5.0)
    assert caught.value.fault is Fault.GARBAGE
    wire.misbehave.clear()
    await works(line)


async def test_a_broken_identification_is_garbage(line: Line, wire: Wire) -> None:
    async def cut(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
        writer.write(encode(Frame(frame.transaction, frame.unit, answer[:4])))

    wire.misbehave[UNIT] = cut
    with pytest.raises(ReadFailed) as caught:
        await line.identify(UNIT, timeout_s=5.0)
    assert caught.value.fault is Fault.GARBAGE


async def test_whatever_the_library_complains_about_is_garbage(
    line: Line, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def complain(*_: object) -> None:
        raise ModbusException("it does not say why")

    await line.open()
    with monkeypatch.context() as patch:
        patch.setattr(transport._Engine, "execute", complain)
        failed = await fails(line)
    assert failed.fault is Fault.GARBAGE
    await works(line)
    assert wire.connections == 2


async def test_closing_is_at_once_and_may_be_repeated(line: Line, wire: Wire) -> None:
    line.close()
    await works(line)
    line.close()
    line.close()
    await wire.left()
