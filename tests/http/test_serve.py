"""The bounded server over real sockets."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from stagewatt.http.protocols import ABORT, HEAD_MAX, BoundedHttp, BoundedSocket
from stagewatt.http.serve import Server, server

Run = Callable[[Any], Awaitable[Server]]


@pytest_asyncio.fixture
async def run() -> AsyncIterator[Run]:
    """Run applications on free ports until the test ends."""
    async with contextlib.AsyncExitStack() as stack:

        async def running(app: Any) -> Server:
            one = server(app, "127.0.0.1", 0)
            task = asyncio.create_task(one.serve())

            async def stop() -> None:
                one.should_exit = True
                await task

            stack.push_async_callback(stop)
            async with asyncio.timeout(5):
                await one.ready.wait()
            return one

        yield running


async def hello(scope: Any, receive: Any, send: Any) -> None:
    """Answer everything with the client's address, as JSON would be."""
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": scope["client"][0].encode()})


async def lifespan(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def ask(port: int, request: bytes, *, within_s: float = 5) -> bytes:
    """Send bytes and return everything that comes until the end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    try:
        async with asyncio.timeout(within_s):
            return await reader.read()
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


CLOSE = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%b\r\n"


async def test_it_says_as_little_of_itself_as_possible(run: Run) -> None:
    answer = (await ask((await run(hello)).port, CLOSE % b"")).lower()
    assert answer.startswith(b"http/1.1 200")
    assert b"\r\nserver:" not in answer
    assert b"\r\ndate:" not in answer, "a clock that nobody set dates nothing"


async def test_a_header_does_not_change_who_the_client_is(run: Run) -> None:
    answer = await ask((await run(hello)).port, CLOSE % b"X-Forwarded-For: 192.0.2.1\r\n")
    assert b"127.0.0.1" in answer


async def test_many_requests_on_one_connection(run: Run) -> None:
    request = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    answer = await ask((await run(hello)).port, request * 5 + CLOSE % b"")
    assert answer.count(b"HTTP/1.1 200") == 6


async def test_a_head_without_end_is_cut_off(run: Run) -> None:
    port = (await run(hello)).port
    endless = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + b"a" * (HEAD_MAX + 70_000)
    try:
        answer = await ask(port, endless)
    except ConnectionError:
        answer = b"HTTP/1.1 431"
    assert answer.startswith(b"HTTP/1.1 431")


async def test_a_large_head_that_ends_is_served(run: Run) -> None:
    answer = await ask((await run(hello)).port, CLOSE % (b"X-A: " + b"a" * 20_000 + b"\r\n"))
    assert answer.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("beginning", [b"", b"GET / HT", b"\r\n", b"GET / HTTP/1.1\r\nHost: x\r\n"])
async def test_a_slow_head_is_not_waited_for(
    run: Run, monkeypatch: pytest.MonkeyPatch, beginning: bytes
) -> None:
    monkeypatch.setattr(BoundedHttp, "head_within_s", 0.05)
    assert (await ask((await run(hello)).port, beginning)).startswith(b"HTTP/1.1 408")


async def test_a_slow_second_head_is_not_waited_for(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BoundedHttp, "head_within_s", 0.05)
    first = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    answer = await ask((await run(hello)).port, first + b"GET / HTTP")
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"HTTP/1.1 408" in answer


async def test_garbage_is_refused(run: Run) -> None:
    assert (await ask((await run(hello)).port, b"\x16\x03\x01\r\n\r\n")).startswith(b"HTTP/1.1 400")


async def test_one_address_holds_a_bounded_number_of_connections(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BoundedHttp, "per_address", 3)
    port = (await run(hello)).port
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(3):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            stack.callback(writer.close)
        with pytest.raises((ConnectionError, AssertionError)):
            assert await ask(port, CLOSE % b"")
    async with asyncio.timeout(5):
        while True:
            with contextlib.suppress(ConnectionError):
                if await ask(port, CLOSE % b""):
                    break


async def test_a_client_that_takes_nothing_of_its_answer_is_cut_off(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BoundedHttp, "stalled_s", 0.1)
    ended = asyncio.Event()

    async def endless(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await lifespan(receive, send)
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        pumping = asyncio.create_task(pump(send))
        while (await receive())["type"] != "http.disconnect":
            pass
        pumping.cancel()
        await asyncio.gather(pumping, return_exceptions=True)
        ended.set()

    async def pump(send: Any) -> None:
        while True:
            body = bytes(1 << 16)
            await send({"type": "http.response.body", "body": body, "more_body": True})

    port = (await run(endless)).port
    raw = socket.create_connection(("127.0.0.1", port))
    try:
        raw.sendall(CLOSE % b"")
        async with asyncio.timeout(10):
            await ended.wait()
    finally:
        raw.close()


async def test_a_stream_can_be_cut_and_its_ping_is_answered(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = asyncio.Event()
    real = BoundedSocket.connection_lost

    def connection_lost(self: BoundedSocket, exc: Exception | None) -> None:
        real(self, exc)
        lost.set()

    monkeypatch.setattr(BoundedSocket, "connection_lost", connection_lost)

    async def cut(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await lifespan(receive, send)
            return
        await send({"type": "websocket.accept"})
        await receive()
        await receive()
        scope["extensions"][ABORT]["abort"]()

    port = (await run(cut)).port
    async with connect(f"ws://127.0.0.1:{port}/", compression=None) as client:
        await client.send("now")
        with pytest.raises(ConnectionClosed) as closed:
            await client.recv()
        assert closed.value.rcvd is None, "cut, without a close frame"
    async with asyncio.timeout(5):
        await lost.wait()


async def test_a_stream_whose_client_answers_no_ping_ends(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = asyncio.Event()
    real = BoundedSocket.connection_lost

    def connection_lost(self: BoundedSocket, exc: Exception | None) -> None:
        real(self, exc)
        lost.set()

    monkeypatch.setattr(BoundedSocket, "connection_lost", connection_lost)

    async def wait(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await lifespan(receive, send)
            return
        await send({"type": "websocket.accept"})
        while (await receive())["type"] != "websocket.disconnect":
            pass

    one = await run(wait)
    one.config.ws_ping_interval = one.config.ws_ping_timeout = 0.05
    handshake = (
        b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", one.port)
    writer.write(handshake)
    async with asyncio.timeout(5):
        await reader.readuntil(b"\r\n\r\n")
        await lost.wait()
    writer.close()


async def test_a_large_message_ends_the_stream(run: Run) -> None:
    async def listen(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await lifespan(receive, send)
            return
        await send({"type": "websocket.accept"})
        while (await receive())["type"] != "websocket.disconnect":
            pass

    port = (await run(listen)).port
    async with connect(f"ws://127.0.0.1:{port}/", compression=None) as client:
        await client.send("x" * (70 << 10))
        with pytest.raises(ConnectionClosed) as closed:
            await client.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009


async def test_signals_stay_with_the_program(run: Run) -> None:
    before = signal.getsignal(signal.SIGTERM)
    await run(hello)
    assert signal.getsignal(signal.SIGTERM) is before


async def test_a_client_that_takes_its_answer_slowly_gets_all_of_it(run: Run) -> None:
    size = 30 << 20

    async def large(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await lifespan(receive, send)
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(size >> 16):
            body = bytes(1 << 16)
            await send({"type": "http.response.body", "body": body, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    assert len(await ask((await run(large)).port, CLOSE % b"")) > size
