"""The one gate: every request names us rightly, and every change is JSON, ours, small and slow."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stagewatt.domain.errors import Refused
from stagewatt.http.answers import (
    BadRequest,
    NotAllowed,
    TooLarge,
    TooMany,
    TooSlow,
    UnsupportedType,
    refusal,
)
from stagewatt.http.hosts import Hosts, host_and_port
from stagewatt.http.rate import RateLimit

BODY_MAX = 64 << 10
"""Bytes that the body of a change may have."""

BODY_WITHIN_S = 5.0
"""Seconds within which a body must have come."""

READING = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing; everything else passes the whole gate."""

_DEFAULT_PORT = {"http": 80, "https": 443}


class Gate:
    """ASGI middleware through which every request and every handshake goes."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: Hosts,
        limit: RateLimit,
        body_max: int = BODY_MAX,
        body_within_s: float = BODY_WITHIN_S,
    ) -> None:
        """Wrap an application."""
        self._app = app
        self._hosts = hosts
        self._limit = limit
        self._body_max = body_max
        self._body_within_s = body_within_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through, or answer with what is wrong."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        try:
            headers = Headers(scope=scope)
            self._check_host(scope, headers)
            if scope["type"] == "websocket":
                _check_origin(headers)
            elif scope["method"] not in READING:
                self._check_change(scope, headers)
                receive = await self._whole_body(receive, headers)
        except Refused as refused:
            await _refuse(refused, scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _check_host(self, scope: Scope, headers: Headers) -> None:
        named = headers.getlist("host")
        found = host_and_port(named[0]) if len(named) == 1 else None
        if found is None:
            raise BadRequest("exactly one well-formed Host is needed", where="Host")
        server = scope.get("server")
        if not self._hosts.allows(found[0], None if server is None else server[0]):
            raise NotAllowed(
                f"this node is not called {found[0]}: open it by its address, or add the name to "
                "allowed_hosts in its configuration",
                where="Host",
                code="host_not_allowed",
            )

    def _check_change(self, scope: Scope, headers: Headers) -> None:
        client = scope.get("client")
        wait_s = self._limit.wait_s("" if client is None else client[0])
        if wait_s:
            raise TooMany("too many changes from this address", self._limit.retry_after_s(wait_s))
        _check_origin(headers)
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise UnsupportedType("a change is application/json", where="Content-Type")

    async def _whole_body(self, receive: Receive, headers: Headers) -> Receive:
        """Read the body within its bounds and return what plays it back."""
        announced = headers.get("content-length", "0")
        if not announced.isascii() or not announced.isdigit() or int(announced) > self._body_max:
            raise TooLarge(f"a change has at most {self._body_max} bytes")
        try:
            async with asyncio.timeout(self._body_within_s):
                body = await self._read(receive)
        except TimeoutError:
            raise TooSlow("the body did not come in time") from None
        return _replay(body, receive)

    async def _read(self, receive: Receive) -> bytes:
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise BadRequest("the body ended early")
            body += message.get("body", b"")
            if len(body) > self._body_max:
                raise TooLarge(f"a change has at most {self._body_max} bytes")
            if not message.get("more_body", False):
                return bytes(body)


def _check_origin(headers: Headers) -> None:
    """Refuse a page of another origin; programs, which send none, may pass."""
    origins = headers.getlist("origin")
    foreign = any(not _same_origin(origin, headers["host"]) for origin in origins)
    if foreign or headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
        raise NotAllowed("a page of another origin may not", where="Origin", code="foreign_origin")


def _same_origin(origin: str, host: str) -> bool:
    """Return whether a page's origin is the very name and port that it asked."""
    try:
        parts = urlsplit(origin)
        port = parts.port
    except ValueError:
        return False
    default = _DEFAULT_PORT.get(parts.scheme)
    here, there = host_and_port(host), host_and_port(parts.netloc)
    if default is None or here is None or there is None:
        return False
    return (there[0], port or default) == (here[0], here[1] or default)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives the body once and then whatever comes."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed


async def _refuse(refused: Refused, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request, or deny a handshake, in the one form of error."""
    answer = refusal(refused)
    # What was not read of the body must not be taken for the next request.
    answer.headers["connection"] = "close"
    if scope["type"] == "http":
        await answer(scope, receive, send)
        return
    await deny(answer.status_code, answer.raw_headers, bytes(answer.body), scope, send)


async def deny(
    status: int, headers: list[tuple[bytes, bytes]], body: bytes, scope: Scope, send: Send
) -> None:
    """Deny a handshake with an answer, or without where the server cannot (ASGI extension)."""
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008})
        return
    start = {"type": "websocket.http.response.start", "status": status, "headers": headers}
    await send(start)
    await send({"type": "websocket.http.response.body", "body": body})
