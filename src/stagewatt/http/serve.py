"""The server under every HTTP face: uvicorn with all its bounds set."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

from stagewatt.http.gate import BODY_MAX
from stagewatt.http.protocols import BoundedHttp, BoundedSocket

CONNECTIONS = 256
"""Connections at once; beyond it a request is answered with 503."""

PING_S = 5.0
"""Seconds between the pings of a stream, and for their answer."""

SHUTDOWN_S = 2
"""Seconds that running requests get when the server stops."""


class Server(uvicorn.Server):
    """uvicorn's server inside a process that handles its own signals."""

    def __init__(self, config: uvicorn.Config) -> None:
        """Take uvicorn's configuration; `ready` is set once the port is open."""
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the port, then say so."""
        await super().startup(sockets)
        self.ready.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave SIGINT and SIGTERM to the program."""
        yield

    @property
    def port(self) -> int:
        """The port it listens on once started (where 0 was asked for, the one it got)."""
        return int(self.servers[0].sockets[0].getsockname()[1])


def server(app: ASGIApp, host: str, port: int) -> Server:
    """Return a server for `await server.serve()`; stop it with `server.should_exit = True`."""
    return Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            loop="none",
            http=BoundedHttp,
            ws=BoundedSocket,
            ws_max_size=BODY_MAX,
            ws_ping_interval=PING_S,
            ws_ping_timeout=PING_S,
            ws_per_message_deflate=False,
            lifespan="on",
            log_config=None,
            log_level="warning",
            access_log=False,
            # A header could put any address in place of the client's, and so pass its limits.
            proxy_headers=False,
            server_header=False,
            # A clock that nobody set must not date anything (RFC 9110, 6.6.1).
            date_header=False,
            limit_concurrency=CONNECTIONS,
            backlog=128,
            timeout_keep_alive=5,
            timeout_graceful_shutdown=SHUTDOWN_S,
        )
    )
