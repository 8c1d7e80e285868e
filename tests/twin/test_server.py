"""The Modbus server against clients that misbehave."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator

import pytest

from stagewatt.twin.server import LIT_S, Limits, ModbusServer
from stagewatt.twin.unit_faults import Reply, Trouble
from stagewatt.wire.mbap import Frame, encode

QUESTION = encode(Frame(1, 2, bytes((3, 0, 0, 0, 1))))
ANSWER = encode(Frame(1, 2, bytes((3, 2, 0, 7))))


class Device:
    """Answers the same to everything; tests change how."""

    def __init__(self) -> None:
        self.answers: Reply | None = Reply(ANSWER)
        self.asked = 0

    def __call__(self, _frame: Frame) -> Reply | None:
        self.asked += 1
        return self.answers


class Rig:
    """A running server with its device."""

    def __init__(self, server: ModbusServer, device: Device, port: int) -> None:
        self.server, self.device, self.port = server, device, port

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port)

    async def works(self) -> bool:
        """Tell whether a well-behaved client is served."""
        reader, writer = await self.connect()
        writer.write(QUESTION)
        async with asyncio.timeout(5):
            answer = await reader.read(100)
        writer.close()
        return answer == ANSWER


@contextlib.asynccontextmanager
async def running(limits: Limits) -> AsyncIterator[Rig]:
    device = Device()
    server = ModbusServer(device, limits)
    sock = socket.create_server(("127.0.0.1", 0))
    async with server.serving(sock):
        yield Rig(server, device, sock.getsockname()[1])


async def ends(reader: asyncio.StreamReader) -> bool:
    """Tell whether the server closes a connection, by end or by reset."""
    async with asyncio.timeout(5):
        try:
            return await reader.read(10_000) == b""
        except ConnectionError:
            return True


async def test_questions_are_answered_in_order() -> None:
    async with running(Limits()) as rig:
        reader, writer = await rig.connect()
        writer.write(QUESTION * 3)
        async with asyncio.timeout(5):
            assert await reader.readexactly(3 * len(ANSWER)) == 3 * ANSWER
        writer.close()


async def test_a_question_may_come_in_pieces() -> None:
    async with running(Limits()) as rig:
        reader, writer = await rig.connect()
        for at in range(len(QUESTION)):
            writer.write(QUESTION[at : at + 1])
            await writer.drain()
        async with asyncio.timeout(5):
            assert await reader.read(100) == ANSWER
        writer.close()


async def test_a_silent_device_answers_nothing_and_keeps_the_connection() -> None:
    async with running(Limits()) as rig:
        rig.device.answers = None
        reader, writer = await rig.connect()
        writer.write(QUESTION)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await reader.read(100)
        rig.device.answers = Reply(ANSWER)
        writer.write(QUESTION)
        async with asyncio.timeout(5):
            assert await reader.read(100) == ANSWER
        writer.close()


async def test_a_slow_device_holds_up_only_its_own_connection() -> None:
    async with running(Limits()) as rig:
        rig.device.answers = Reply(ANSWER, delay_s=60.0)
        _, slow = await rig.connect()
        slow.write(QUESTION)
        async with asyncio.timeout(5):
            while not rig.device.asked:  # noqa: ASYNC110 - the device is asked, it cannot call
                await asyncio.sleep(0.005)
        rig.device.answers = Reply(ANSWER)
        assert await rig.works()
        slow.close()


@pytest.mark.parametrize("rubbish", [b"\x00\x01\x00\x02\x00\x06", b"\xff" * 300, b"GET / HTTP"])
async def test_rubbish_costs_the_connection_and_nothing_else(rubbish: bytes) -> None:
    async with running(Limits(idle_s=0.5)) as rig:
        reader, writer = await rig.connect()
        writer.write(rubbish)
        assert await ends(reader)
        writer.close()
        assert await rig.works()


async def test_a_client_that_asks_nothing_is_dropped() -> None:
    async with running(Limits(idle_s=0.1)) as rig:
        reader, writer = await rig.connect()
        assert await ends(reader)
        assert rig.server.counters.dropped == 1
        writer.close()


async def test_a_client_that_takes_nothing_is_dropped() -> None:
    limits = Limits(write_s=0.2, buffer=512, burst=1_000_000, answers_per_s=1e6)
    async with running(limits) as rig:
        rig.device.answers = Reply(ANSWER * 2000)
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(sock, ("127.0.0.1", rig.port))
        with contextlib.suppress(OSError):
            async with asyncio.timeout(5):
                while not rig.server.counters.dropped:
                    await loop.sock_sendall(sock, QUESTION)
                    await asyncio.sleep(0.001)
        assert rig.server.counters.dropped == 1
        sock.close()
        rig.device.answers = Reply(ANSWER)
        assert await rig.works()


async def test_more_clients_than_places_are_refused() -> None:
    async with running(Limits(clients=2)) as rig:
        held = [await rig.connect() for _ in range(2)]
        for reader, writer in held:
            writer.write(QUESTION)
            assert await reader.read(100) == ANSWER
        reader, writer = await rig.connect()
        assert await ends(reader)
        assert rig.server.counters.refused == 1
        assert len(rig.server.clients) == 2
        for _, each in (*held, (reader, writer)):
            each.close()


async def test_half_open_connections_give_way_to_one_that_asks() -> None:
    async with running(Limits(clients=3, yield_s=0.05)) as rig:
        held = [await rig.connect() for _ in range(3)]
        async with asyncio.timeout(5):
            while len(rig.server.clients) < 3:  # noqa: ASYNC110 - accepted by another task
                await asyncio.sleep(0.005)
        await asyncio.sleep(0.06)
        assert await rig.works()
        assert await ends(held[0][0])
        for _, writer in held:
            writer.close()


async def test_a_hammering_client_is_slowed_down() -> None:
    async with running(Limits(answers_per_s=100.0, burst=5)) as rig:
        reader, writer = await rig.connect()
        loop = asyncio.get_running_loop()
        begun_s = loop.time()
        writer.write(QUESTION * 15)
        async with asyncio.timeout(5):
            await reader.readexactly(15 * len(ANSWER))
        # 5 at once, 10 more at 100 a second: no sooner than a tenth of a second.
        assert loop.time() - begun_s >= 0.09
        writer.close()


async def test_leaving_closes_every_connection() -> None:
    async with running(Limits()) as rig:
        rig.device.answers = Reply(ANSWER, delay_s=60.0)
        reader, writer = await rig.connect()
        writer.write(QUESTION)
        async with asyncio.timeout(5):
            while not rig.device.asked:  # noqa: ASYNC110 - the device is asked, it cannot call
                await asyncio.sleep(0.005)
    assert await ends(reader)
    writer.close()
    with pytest.raises(OSError, match=r"refused|Connect"):
        await rig.connect()


async def test_leaving_is_no_error_for_anybodys_log(caplog: pytest.LogCaptureFixture) -> None:
    async with running(Limits()) as rig:
        assert await rig.works()
        _, writer = await rig.connect()
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.05)
    writer.close()
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_a_line_that_refuses_connections_cuts_those_there_are() -> None:
    async with running(Limits()) as rig:
        reader, writer = await rig.connect()
        writer.write(QUESTION)
        assert await reader.read(100) == ANSWER
        rig.server.trouble = lambda: Trouble(refuses=True)
        writer.write(QUESTION)
        assert await ends(reader)
        writer.close()
        reader, writer = await rig.connect()
        assert await ends(reader)
        writer.close()
        assert (rig.server.counters.cut, rig.server.counters.dropped) == (2, 0)
        rig.server.trouble = Trouble
        assert await rig.works()


async def test_a_line_that_breaks_cuts_old_connections_and_takes_new_ones() -> None:
    async with running(Limits()) as rig:
        rig.server.trouble = lambda: Trouble(cut_after_s=0.05)
        reader, writer = await rig.connect()
        writer.write(QUESTION)
        assert await reader.read(100) == ANSWER
        await asyncio.sleep(0.06)
        writer.write(QUESTION)
        assert await ends(reader)
        writer.close()
        assert rig.server.counters.cut == 1
        assert await rig.works()


async def test_it_counts_questions_and_answers_and_knows_when_it_sent() -> None:
    async with running(Limits()) as rig:
        assert not rig.server.transmitting()
        assert await rig.works()
        assert rig.server.transmitting()
        rig.device.answers = None
        _, writer = await rig.connect()
        writer.write(QUESTION)
        async with asyncio.timeout(5):
            while rig.server.counters.questions < 2:  # noqa: ASYNC110 - asked by another task
                await asyncio.sleep(0.005)
        assert rig.server.counters.answers == 1
        rig.server.answered_s -= LIT_S
        assert not rig.server.transmitting()
        writer.close()
