"""uvicorn's two protocols with the bounds they lack: slow or large heads, stalled clients."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

HEAD_WITHIN_S = 10.0
"""Seconds within which the head of a request must be whole (else a few bytes hold a place)."""

HEAD_MAX = 32 << 10
"""Bytes that the head of a request may have."""

STALLED_S = 20.0
"""Seconds after which a client that takes nothing of its answer is cut off."""

PER_ADDRESS = 64
"""Connections that one address may hold."""

SEND_BUFFER = 64 << 10
"""Bytes the kernel may hold for a stream's client: more would only be old frames."""

ABORT = "stagewatt.abort"
"""Name of the ASGI extension that cuts a stream's connection without waiting for its client."""


class BoundedHttp(HttpToolsProtocol):
    """HTTP/1.1 with a deadline and a size for each head, and one for a stalled answer."""

    head_within_s = HEAD_WITHIN_S
    stalled_s = STALLED_S
    per_address = PER_ADDRESS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Start to wait for the first head."""
        super().__init__(*args, **kwargs)
        self._head_due = True
        self._head_bytes = 0
        self._timer: asyncio.TimerHandle | None = None
        self._stall_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Refuse an address that holds too many connections already."""
        super().connection_made(transport)
        if self._held_by_address() > self.per_address:
            transport.abort()
            return
        self._expect_head()

    def data_received(self, data: bytes) -> None:
        """Count the bytes of a head before the parser keeps them."""
        if self._head_due:
            self._head_bytes += len(data)
            self._expect_head()
            if self._head_bytes > HEAD_MAX:
                self._refuse(b"431 Request Header Fields Too Large")
                return
        super().data_received(data)

    def on_message_begin(self) -> None:
        """A head begins, perhaps in the bytes right after the last request."""
        super().on_message_begin()
        self._expect_head()

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._head_due = False
        self._head_bytes = 0
        self._stop_timer()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The next head is due, whenever its first byte comes."""
        self._head_due = True
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the deadlines."""
        self._stop_timer()
        self._stop_stall_timer()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection over without our deadlines."""
        self._stop_timer()
        super().handle_websocket_upgrade()

    def pause_writing(self) -> None:
        """The client takes nothing: give it a while."""
        super().pause_writing()
        self._stop_stall_timer()
        self._stall_timer = self.loop.call_later(self.stalled_s, self.transport.abort)

    def resume_writing(self) -> None:
        """The client takes again."""
        self._stop_stall_timer()
        super().resume_writing()

    def _held_by_address(self) -> int:
        address = self.client[0] if self.client else None
        ours = [one for one in self.connections if isinstance(one, BoundedHttp | BoundedSocket)]
        return sum(one.client is not None and one.client[0] == address for one in ours)

    def _expect_head(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(self.head_within_s, self._too_slow)

    def _too_slow(self) -> None:
        self._timer = None
        self._refuse(b"408 Request Timeout")

    def _refuse(self, status: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(
                b"HTTP/1.1 " + status + b"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            )
            self.transport.close()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _stop_stall_timer(self) -> None:
        if self._stall_timer is not None:
            self._stall_timer.cancel()
            self._stall_timer = None


class BoundedSocket(WebSocketsSansIOProtocol):
    """A stream's connection that can be cut, and that never keeps more than a few old frames."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the kernel's buffer small, so that a stalled client shows within seconds."""
        super().connection_made(transport)
        raw = transport.get_extra_info("socket")
        if raw is not None:
            with contextlib.suppress(OSError):
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)

    async def run_asgi(self) -> None:
        """Offer the application a way to cut the connection."""
        self.scope["extensions"][ABORT] = {"abort": self.transport.abort}
        await super().run_asgi()

    def keepalive_timeout(self) -> None:
        """A client that answers no ping gets no time to take what waits for it either."""
        super().keepalive_timeout()
        self.transport.abort()
