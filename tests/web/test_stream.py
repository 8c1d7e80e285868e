"""The live stream over real sockets: uvicorn on one side, the `websockets` client on the other."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from stagewatt.domain.alarm import AlarmId, Event, EventKind, Severity
from stagewatt.domain.peer import Peer
from stagewatt.http.protocols import BoundedSocket
from stagewatt.http.serve import Server
from stagewatt.state.alone import Alone
from stagewatt.state.store import Store
from stagewatt.web import client as client_module
from stagewatt.web import hub as hub_module
from stagewatt.web.app import NodeInfo
from stagewatt.web.encode import RackEncoder
from stagewatt.web.frames import SCHEMA
from stagewatt.web.hub import Hub
from stagewatt.web.source import Source
from stagewatt.web.stream import Stream

Serve = Callable[[Any], Awaitable[Server]]
BIN, JSON = "stagewatt.v1.bin", "stagewatt.v1.json"
PATIENCE_S = 5.0


class Listener:
    """A client that keeps what it hears and waits for what a test asks for."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.hello: dict[str, Any] = {}

    async def ask(self, *topics: str, **more: Any) -> None:
        await self.socket.send(json.dumps({"sub": topics, **more}))

    async def next(self) -> dict[str, Any]:
        """Return the next message; a frame as its header with its kind in words."""
        async with asyncio.timeout(PATIENCE_S):
            data = await self.socket.recv()
        if isinstance(data, str):
            return dict(json.loads(data))
        kind, version, topic, seq, mono_ms, rows = struct.unpack_from("<BBHIIH", data)
        assert version == 1
        words = {1: "rack frame", 2: "fleet frame", 3: "wall frame"}
        return {"type": words[kind], "topic": topic, "seq": seq, "ms": mono_ms, "rows": rows}

    async def end(self) -> tuple[list[dict[str, Any]], ConnectionClosed]:
        """Return everything up to the connection's end, and how it ended."""
        heard = []
        try:
            while True:
                heard.append(await self.next())
        except ConnectionClosed as closed:
            return heard, closed

    async def until(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Return the next message of a type whose fields are as asked."""
        while True:
            message = await self.next()
            if message["type"] == kind and fields.items() <= message.items():
                return message


@contextlib.asynccontextmanager
async def listening(server: Server, *protocols: str, **more: Any) -> AsyncIterator[Listener]:
    uri = f"ws://127.0.0.1:{server.port}/api/v1/stream"
    async with connect(
        uri,
        subprotocols=protocols or None,  # type: ignore[arg-type]
        compression=None,
        close_timeout=1,
        **more,
    ) as connection:
        listener = Listener(connection)
        listener.hello = await listener.next()
        yield listener


def an_event(number: int) -> Event:
    return Event(
        id=AlarmId("r1", "A1", "supervision", number),
        kind=EventKind.RAISED,
        at_ns=9_000_000_000,
        severity=Severity.WARNING,
        text=f"event {number}",
    )


async def test_the_hello_comes_first(app: Starlette, rack: Any, serve: Serve) -> None:
    async with listening(await serve(app), BIN) as one:
        assert one.hello == {
            "type": "hello",
            "schema": SCHEMA,
            "boot_id": "b1",
            "node": "n1",
            "name": "foh",
            "version": "1.2.3",
            "topics": {"fleet": 1, "wall": 0, "rack/r1": 2},
        }


async def test_binary_frames_follow_the_pictures(app: Starlette, rack: Any, serve: Serve) -> None:
    async with listening(await serve(app), BIN) as one:
        await one.ask("fleet", "rack/r1")
        assert (await one.until("fleet"))["racks"] == ["r1"]
        assert (await one.until("fleet frame"))["rows"] == 1
        frame = await one.until("rack frame")
        assert (frame["seq"], frame["topic"], frame["rows"]) == (1, 2, 6)
        rack.publish()
        assert (await one.until("rack frame"))["seq"] == 2


async def test_the_order_of_the_fleet_is_told_before_its_first_frame_and_when_it_changes(
    app: Starlette, rack: Any, serve: Serve, store: Store, make_view: Any
) -> None:
    async with listening(await serve(app), BIN) as one:
        await one.ask("fleet")
        assert await one.next() == {"type": "fleet", "racks": ["r1"]}
        assert (await one.next())["type"] == "fleet frame"
        store.publish(make_view(rack="r2"))
        assert (await one.until("fleet"))["racks"] == ["r1", "r2"]
        assert (await one.next())["rows"] == 2
        assert (await one.next())["type"] == "fleet frame", "told once, not each time"


async def test_json_says_what_rest_says(
    app: Starlette, rack: Any, serve: Serve, clock: Any
) -> None:
    clock.wall = 1_800_000_000.0
    rest = TestClient(app, base_url="http://rack.test")
    async with listening(await serve(app), JSON) as one:
        await one.ask("rack/r1", "fleet")
        both = [await one.next(), await one.next()]
        rack_text = next(text for text in both if text["topic"] == "rack/r1")
        fleet_text = next(text for text in both if text["topic"] == "fleet")
        assert rack_text["type"] == "snapshot"
        assert rack_text["seq"] == 1
        assert rack_text["data"] == rest.get("/api/v1/racks/r1").json()
        assert fleet_text["data"] == rest.get("/api/v1/racks").json()


async def test_who_names_no_protocol_gets_json(app: Starlette, rack: Any, serve: Serve) -> None:
    async with listening(await serve(app)) as one:
        assert one.socket.subprotocol is None
        await one.ask("rack/r1")
        assert (await one.next())["type"] == "snapshot"


async def test_the_first_known_protocol_of_the_offered_ones_is_spoken(
    app: Starlette, rack: Any, serve: Serve
) -> None:
    async with listening(await serve(app), "other", JSON, BIN) as one:
        assert one.socket.subprotocol == JSON


async def test_an_unknown_protocol_is_refused(app: Starlette, serve: Serve) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with listening(await serve(app), "mqtt"):
            pass
    assert refused.value.response.status_code == 400


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://evil.example"}, {"Host": "evil.example"}, {"Origin": "null"}],
)
async def test_a_foreign_page_hears_nothing(
    app: Starlette, rack: Any, serve: Serve, headers: dict[str, str]
) -> None:
    server = await serve(app)
    host = headers.get("Host", f"127.0.0.1:{server.port}")
    lines = [f"{name}: {value}" for name, value in {**headers, "Host": host}.items()]
    handshake = (
        "GET /api/v1/stream HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        + "\r\n".join(lines)
        + "\r\n\r\n"
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(handshake.encode())
    async with asyncio.timeout(PATIENCE_S):
        answer = await reader.read()
    writer.close()
    assert answer.startswith(b"HTTP/1.1 403")
    assert b"hello" not in answer


async def test_our_own_page_hears(app: Starlette, rack: Any, serve: Serve) -> None:
    server = await serve(app)
    async with listening(server, BIN, origin=f"http://127.0.0.1:{server.port}") as one:
        assert one.hello["type"] == "hello"


async def test_a_change_of_names_is_told_and_values_are_not(
    app: Starlette, rack: Any, serve: Serve
) -> None:
    async with listening(await serve(app), BIN) as one:
        rack.publish(temperature_c=40.0)
        rack.publish(name="Dimmer", settings_revision=1)
        assert await one.next() == {"type": "changed", "rack": "r1"}


async def test_a_new_rack_is_told_with_its_number_and_a_forgotten_one_leaves(
    app: Starlette, rack: Any, serve: Serve, store: Store, make_view: Any
) -> None:
    async with listening(await serve(app), BIN) as one:
        store.publish(make_view(rack="r2"))
        hello = await one.next()
        assert hello["type"] == "hello"
        assert hello["topics"] == {"fleet": 1, "wall": 0, "rack/r1": 2, "rack/r2": 3}
        assert await one.next() == {"type": "racks"}
        store.forget("r1")
        assert (await one.until("hello"))["topics"]["rack/r2"] == 3
        assert await one.next() == {"type": "racks"}
        await one.ask("fleet", "rack/r1", "rack/r2")
        assert (await one.until("fleet"))["racks"] == ["r2"]
        assert (await one.until("rack frame"))["topic"] == 3


async def test_a_rack_may_be_wanted_before_it_is_there(
    app: Starlette, serve: Serve, store: Store, make_view: Any
) -> None:
    async with listening(await serve(app), BIN) as one:
        await one.ask("rack/later", "fleet")
        assert (await one.until("fleet frame"))["rows"] == 0, "a node without racks lives, too"
        store.publish(make_view(rack="later", seq=7))
        hello = await one.until("hello")
        frame = await one.until("rack frame")
        assert (frame["topic"], frame["seq"]) == (hello["topics"]["rack/later"], 7)


async def test_every_event_is_told_in_order(
    app: Starlette, rack: Any, serve: Serve, store: Store
) -> None:
    async with listening(await serve(app), BIN) as one:
        store.record([an_event(number) for number in range(300)])
        heard = [await one.next() for _ in range(300)]
        assert [event["text"] for event in heard] == [f"event {number}" for number in range(300)]
        assert heard[-1]["type"] == "event"
        assert heard[-1]["id"] == "b1-300"
        assert heard[-1]["alarm"] == "r1.A1.supervision.299"


async def test_events_that_the_node_was_too_slow_for_are_said_to_be_lost(
    app: Starlette, rack: Any, serve: Serve, store: Store
) -> None:
    async with listening(await serve(app), BIN) as one:
        store.record([an_event(number) for number in range(1005)])
        assert (await one.until("lost"))["events"] == 5


async def test_a_newer_wish_replaces_the_older(
    app: Starlette, rack: Any, serve: Serve, store: Store, make_view: Any
) -> None:
    store.publish(make_view(rack="r2"))
    async with listening(await serve(app), BIN) as one:
        await one.ask("rack/r1")
        await one.until("rack frame", topic=2)
        await one.ask("rack/r2")
        await one.until("rack frame", topic=3)
        rack.publish()
        store.publish(make_view(rack="r2", seq=2))
        assert (await one.next())["topic"] == 3


@pytest.mark.parametrize(
    ("message", "where"),
    [
        ("{", None),
        ("[]", None),
        ('{"sub": "fleet"}', "sub"),
        ('{"sub": ["nothing"]}', "sub"),
        ('{"sub": ["rack/../x"]}', "sub"),
        ('{"sub": ["rack/"]}', "sub"),
        ('{"sub": [1]}', "sub[0]"),
        ('{"sub": ["fleet"], "hz": 0}', "hz"),
        ('{"sub": ["fleet"], "hz": -1}', "hz"),
        ('{"sub": ["fleet"], "hz": "10"}', "hz"),
        ('{"sub": ["fleet"], "speed": 10}', "speed"),
        ("{}", None),
        (json.dumps({"sub": ["fleet"] * 257}), "sub"),
        (b"\xff\x00", None),
        ("", None),
    ],
)
async def test_a_malformed_wish_is_answered_and_changes_nothing(
    app: Starlette, rack: Any, serve: Serve, message: str | bytes, where: str | None
) -> None:
    async with listening(await serve(app), BIN) as one:
        await one.ask("rack/r1")
        await one.until("rack frame")
        await one.socket.send(message)
        error = (await one.until("error"))["error"]
        assert error["code"] == "bad_request"
        assert error["where"] == where
        rack.publish()
        assert (await one.next())["seq"] == 2


async def test_a_flood_of_messages_ends_the_connection(
    app: Starlette, rack: Any, serve: Serve
) -> None:
    async with listening(await serve(app), BIN) as one:
        for _ in range(200):
            with contextlib.suppress(ConnectionClosed):
                await one.ask("fleet")
        _, closed = await one.end()
        assert closed.rcvd is not None
        assert closed.rcvd.code == 1008


async def test_a_slower_pace_skips_frames_and_ends_with_the_newest(
    app: Starlette, rack: Any, serve: Serve
) -> None:
    async with listening(await serve(app), BIN) as one:
        await one.ask("rack/r1", hz=2)
        await one.until("rack frame")
        for _ in range(20):
            rack.publish()
            await asyncio.sleep(0.002)
        frame = await one.next()
        assert frame["seq"] == 21, "one frame, the newest, although twenty were published"


async def test_a_state_that_changes_reaches_the_fleet_at_once(
    app: Starlette, rack: Any, serve: Serve, tripped: dict[str, Any], monkeypatch: Any
) -> None:
    monkeypatch.setattr(hub_module, "FLEET_S", 60.0)
    async with listening(await serve(app), BIN) as one:
        await one.ask("fleet")
        await one.until("fleet frame")
        rack.publish(temperature_c=50.0)
        rack.publish(**tripped)
        await one.until("fleet frame")


async def test_nothing_is_encoded_for_nobody_and_once_for_all(
    app: Starlette, rack: Any, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded = []
    real = RackEncoder.encode

    def counted(self: RackEncoder, view: Any, now_ns: int, **more: Any) -> bytes:
        encoded.append(view.seq)
        return real(self, view, now_ns, **more)

    monkeypatch.setattr(RackEncoder, "encode", counted)
    server = await serve(app)
    async with contextlib.AsyncExitStack() as stack:
        several = [await stack.enter_async_context(listening(server, BIN)) for _ in range(4)]
        rack.publish()
        await several[0].ask("fleet")
        await several[0].until("fleet frame")
        assert encoded == []
        for one in several:
            await one.ask("rack/r1")
            await one.until("rack frame", seq=2)
        rack.publish()
        for one in several:
            await one.until("rack frame", seq=3)
        assert encoded == [2, 3]


async def test_what_was_encoded_long_ago_is_encoded_anew_for_its_ages(
    app: Starlette, rack: Any, serve: Serve, clock: Any
) -> None:
    server = await serve(app)
    async with listening(server, BIN) as one, listening(server, BIN) as other:
        await one.ask("rack/r1")
        assert (await one.until("rack frame"))["ms"] == 10_000
        clock.ns += 3_000_000_000
        await other.ask("rack/r1")
        assert (await other.until("rack frame"))["ms"] == 13_000


def stream_app(store: Store, clock: Any, client_limits: dict[str, Any]) -> tuple[Starlette, Hub]:
    """An application with nothing but the stream, so that its bounds can be set."""
    me = Peer(
        id="n1",
        instance="b1",
        name="foh",
        version="1",
        addresses=(),
        racks=(),
        present=True,
        heard_ns=0,
    )
    alone = Alone(store, clock, me, addresses=tuple)
    node = NodeInfo(id="n1", name="foh", version="1", boot_id="b1")
    hub = Hub(Source(store, node, clock, alone))

    @contextlib.asynccontextmanager
    async def lifespan(_: Any) -> AsyncIterator[None]:
        task = asyncio.create_task(hub.run())
        yield
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    routes = [WebSocketRoute("/api/v1/stream", Stream(hub, **client_limits))]
    return Starlette(routes=routes, lifespan=lifespan), hub


@pytest.mark.parametrize("limits", [{"clients_most": 2}, {"per_address": 2}])
async def test_places_are_bounded_and_become_free(
    store: Store, clock: Any, serve: Serve, limits: dict[str, Any]
) -> None:
    app, hub = stream_app(store, clock, limits)
    server = await serve(app)
    async with listening(server, BIN):
        async with listening(server, BIN):
            with pytest.raises(InvalidStatus) as refused:
                async with listening(server, BIN):
                    pass
            assert refused.value.response.status_code == 503
            assert json.loads(refused.value.response.body)["error"]["code"] == "busy"
        async with asyncio.timeout(PATIENCE_S):
            while len(hub._clients) > 1:  # noqa: ASYNC110 - uvicorn tells nobody of the end
                await asyncio.sleep(0.005)
        async with listening(server, BIN):
            assert len(hub._clients) == 2


async def test_a_stalled_client_is_dropped_and_harms_nobody(
    store: Store, clock: Any, serve: Serve, make_view: Any
) -> None:
    """One of six stops reading. The others get every snapshot; the one is cut off."""
    app, hub = stream_app(store, clock, {"send_within_s": 0.3})
    server = await serve(app)
    server.config.ws_ping_interval = None  # else the missing answer to a ping would end it, too
    big = make_view(ways=500)  # 300 kB of JSON each
    store.publish(big)
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.setblocking(False)
    await asyncio.get_running_loop().sock_connect(raw, ("127.0.0.1", server.port))
    async with contextlib.AsyncExitStack() as stack:
        others = [
            await stack.enter_async_context(listening(server, JSON, max_queue=None))
            for _ in range(5)
        ]
        stalled = await connect(
            f"ws://127.0.0.1:{server.port}/api/v1/stream",
            sock=raw,
            subprotocols=[JSON],  # type: ignore[list-item]
            compression=None,
            max_queue=1,
            ping_interval=None,
        )
        await stalled.send(json.dumps({"sub": ["rack/r1"]}))
        stalled.transport.pause_reading()
        for one in others:
            await one.ask("rack/r1")
            await one.until("snapshot")
        assert len(hub._clients) == 6
        seq = 1
        async with asyncio.timeout(20):
            while len(hub._clients) == 6:
                seq += 1
                store.publish(replace(big, seq=seq))
                for one in others:
                    await one.until("snapshot", seq=seq)
                assert all(waiting < 1_000_000 for waiting in unsent(server))
        seq += 1
        store.publish(replace(big, seq=seq))
        for one in others:
            await one.until("snapshot", seq=seq)
        assert len(hub._clients) == 5
        async with asyncio.timeout(PATIENCE_S):
            while len(unsent(server)) > 5:  # noqa: ASYNC110 - uvicorn tells nobody of the end
                await asyncio.sleep(0.005)
        stalled.transport.abort()


def unsent(server: Server) -> list[int]:
    """Return how many bytes wait in the server for each of its streams."""
    return [
        one.transport.get_write_buffer_size()
        for one in server.server_state.connections
        if isinstance(one, BoundedSocket)
    ]


async def test_too_many_waiting_texts_end_a_client_rather_than_lose_one(
    store: Store, clock: Any, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "TEXTS_WAITING", 50)
    app, _ = stream_app(store, clock, {})
    async with listening(await serve(app), BIN) as one:
        store.record([an_event(number) for number in range(60)])
        heard, _ = await one.end()
        texts = [message["text"] for message in heard]
        assert texts == [f"event {number}" for number in range(len(texts))], "none left out"


def test_where_a_server_cannot_cut_it_closes(
    store: Store, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "TEXTS_WAITING", 0)
    app, _ = stream_app(store, clock, {})
    with TestClient(app) as client, client.websocket_connect("/api/v1/stream") as one:
        assert one.receive()["code"] == 1013


async def test_a_fault_in_the_switchboard_costs_a_second(
    app: Starlette,
    rack: Any,
    serve: Serve,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    real = Hub._pass_on
    faults = [RuntimeError("a fault")]

    def faulty(self: Hub, news: Any) -> None:
        if faults:
            raise faults.pop()
        real(self, news)

    monkeypatch.setattr(Hub, "_pass_on", faulty)
    with caplog.at_level(logging.ERROR):
        async with listening(await serve(app), BIN) as one:
            await one.ask("rack/r1")
            await one.until("rack frame")
            rack.publish()
            await one.until("hello")
            rack.publish()
            await one.until("rack frame", seq=3)
    assert "switchboard failed" in caplog.text


async def test_a_fault_in_an_encoder_ends_that_client_and_is_logged(
    app: Starlette,
    rack: Any,
    serve: Serve,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: Any, **__: Any) -> bytes:
        raise RuntimeError("a fault in the encoder")

    monkeypatch.setattr(RackEncoder, "encode", broken)
    async with listening(await serve(app), BIN) as one:
        await one.ask("rack/r1")
        await one.end()
    assert "a fault in the encoder" in caplog.text


async def test_the_server_stops_while_clients_listen(
    app: Starlette, rack: Any, serve: Serve
) -> None:
    server = await serve(app)
    async with listening(server, BIN) as one:
        await one.ask("fleet", "rack/r1")
        await one.until("rack frame")
        server.should_exit = True
        _, closed = await one.end()
        assert closed.rcvd is not None
        assert closed.rcvd.code == 1012
