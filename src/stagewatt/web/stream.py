"""`WS /api/v1/stream`: admits clients, reads what they want, and lets go of those that stall."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from collections import Counter
from collections.abc import Sequence
from typing import Annotated

import msgspec
from starlette.types import Receive, Scope, Send

from stagewatt.domain.errors import Refused
from stagewatt.http.answers import BadRequest, Busy, refusal
from stagewatt.http.gate import deny
from stagewatt.http.protocols import ABORT
from stagewatt.web.client import HZ_MOST, SEND_WITHIN_S, Client, Stalled
from stagewatt.web.hub import FLEET, RACK, WALL, Hub
from stagewatt.web.patches import read
from stagewatt.web.topics import Form

log = logging.getLogger(__name__)

PROTOCOLS: dict[str, Form] = {"stagewatt.v1.bin": "bin", "stagewatt.v1.json": "json"}
CLIENTS_MOST = 128
PER_ADDRESS = 32
TOPICS_MOST = 256
HZ_LEAST = 0.1
MESSAGES_PER_S = 10.0
MESSAGES_BURST = 20.0

_RACK_TOPIC = re.compile(rf"{RACK}[a-z0-9-]{{1,32}}")
_POLICY = 1008
_TRY_LATER = 1013


class Wish(msgspec.Struct, forbid_unknown_fields=True):
    """What a client sends: the topics it wants, and how often at most."""

    sub: Annotated[list[str], msgspec.Meta(max_length=TOPICS_MOST)]
    hz: Annotated[float, msgspec.Meta(ge=HZ_LEAST)] = HZ_MOST


class Stream:
    """The ASGI application behind the socket's address."""

    def __init__(
        self,
        hub: Hub,
        *,
        clients_most: int = CLIENTS_MOST,
        per_address: int = PER_ADDRESS,
        send_within_s: float = SEND_WITHIN_S,
    ) -> None:
        """Take the switchboard, how many may listen at once, and how long one may stall."""
        self._hub = hub
        self._send_within_s = send_within_s
        self._clients_most = clients_most
        self._per_address = per_address
        self._places: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one client from its handshake to its end."""
        address = scope["client"][0] if scope.get("client") else ""
        try:
            protocol, form = _protocol(scope["subprotocols"])
            self._check_places(address)
        except Refused as refused:
            answer = refusal(refused)
            await deny(answer.status_code, answer.raw_headers, bytes(answer.body), scope, send)
            return
        self._places[address] += 1
        try:
            await send({"type": "websocket.accept", "subprotocol": protocol, "headers": []})
            await self._serve(self._client(send, form), scope, receive, send)
        finally:
            self._places[address] -= 1
            if not self._places[address]:
                del self._places[address]

    def _client(self, send: Send, form: Form) -> Client:
        return Client(send, form, send_within_s=self._send_within_s)

    def _check_places(self, address: str) -> None:
        if self._places.total() >= self._clients_most:
            raise Busy("all places of the stream are taken")
        if self._places[address] >= self._per_address:
            raise Busy("this address listens too often already")

    async def _serve(self, client: Client, scope: Scope, receive: Receive, send: Send) -> None:
        self._hub.join(client)
        writer = asyncio.create_task(client.write(), name="stream writer")
        reader = asyncio.create_task(self._read(client, receive), name="stream reader")
        try:
            await asyncio.wait((writer, reader), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._hub.leave(client)
            for task in (writer, reader):
                task.cancel()
            ends = await asyncio.gather(writer, reader, return_exceptions=True)
        await self._end(ends, scope, send)

    async def _end(self, ends: Sequence[object], scope: Scope, send: Send) -> None:
        """Close what is still open; cut a client off that takes nothing, close frame included."""
        if any(isinstance(end, Stalled) for end in ends):
            log.info("a client of the stream stalled and was dropped")
            abort = scope.get("extensions", {}).get(ABORT)
            if abort is not None:
                abort["abort"]()
                return
            await _close(send, _TRY_LATER)
        elif any(isinstance(end, _Flood) for end in ends):
            await _close(send, _POLICY)
        for end in ends:
            if isinstance(end, Exception) and not isinstance(end, Stalled | _Flood | OSError):
                raise end

    async def _read(self, client: Client, receive: Receive) -> None:
        """Follow what the client asks for until it goes."""
        loop = asyncio.get_running_loop()
        tokens, at_s = MESSAGES_BURST, loop.time()
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            if message["type"] != "websocket.receive":
                continue
            now_s = loop.time()
            tokens = min(MESSAGES_BURST, tokens + (now_s - at_s) * MESSAGES_PER_S) - 1
            at_s = now_s
            if tokens < 0:
                raise _Flood
            self._heard(client, message.get("text") or message.get("bytes") or "")

    def _heard(self, client: Client, content: str | bytes) -> None:
        try:
            wish = read(content.encode() if isinstance(content, str) else content, Wish)
            for name in wish.sub:
                if name not in (FLEET, WALL) and not _RACK_TOPIC.fullmatch(name):
                    raise BadRequest(f"no topic {name[:60]}", where="sub")
        except Refused as refused:
            error = {"code": refused.code, "message": refused.message, "where": refused.where}
            client.tell(msgspec.json.encode({"type": "error", "error": error}).decode())
            return
        self._hub.subscribe(client, tuple(wish.sub), wish.hz)


class _Flood(Exception):
    """More messages than any screen sends."""


def _protocol(offered: list[str]) -> tuple[str | None, Form]:
    """Return the sub-protocol to speak; JSON without a name to who names none."""
    if not offered:
        return None, "json"
    for name in offered:
        if name in PROTOCOLS:
            return name, PROTOCOLS[name]
    raise BadRequest(f"sub-protocols are {', '.join(PROTOCOLS)}", where="Sec-WebSocket-Protocol")


async def _close(send: Send, code: int) -> None:
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(1):
            await send({"type": "websocket.close", "code": code})
