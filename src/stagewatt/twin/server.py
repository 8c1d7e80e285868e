"""A small Modbus TCP server that no client can slow down, fill up or stop."""

from __future__ import annotations

import asyncio
import contextlib
import math
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import cast

from stagewatt.twin.unit_faults import Reply, Trouble
from stagewatt.wire.errors import WireError
from stagewatt.wire.mbap import Frame, Reader

LIT_S = 0.2
"""A lamp that shows an answer stays lit for so long (assumed: the eye needs it)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a client may use; seconds and bytes."""

    clients: int = 32
    idle_s: float = 60.0
    """A client that asks nothing for so long is dropped."""
    yield_s: float = 5.0
    """When all places are taken, one that has been idle for so long gives way."""
    write_s: float = 2.0
    """A client that does not take its answer within this time is dropped."""
    buffer: int = 4096
    answers_per_s: float = 200.0
    """Faster questions of one client wait."""
    burst: int = 50


def sound() -> Trouble:
    """Nothing."""
    return Trouble()


class Cut(Exception):
    """The line broke under a client."""


@dataclass(slots=True, eq=False)
class Client:
    """One connection and how it behaves, on the loop's clock."""

    writer: asyncio.StreamWriter
    task: asyncio.Task[None]
    heard_s: float
    credit: float
    since_s: float
    answers: int = 0


@dataclass(slots=True)
class Counters:
    """What the server has seen since it started."""

    clients: int = 0
    refused: int = 0
    dropped: int = 0
    cut: int = 0
    """Connections that a fault of the line ended, or did not let in."""
    questions: int = 0
    answers: int = 0


@dataclass(slots=True)
class ModbusServer:
    """Serves `reply(frame)`; None means that the device stays silent."""

    reply: Callable[[Frame], Reply | None]
    limits: Limits = field(default_factory=Limits)
    counters: Counters = field(default_factory=Counters)
    clients: set[Client] = field(default_factory=set)
    trouble: Callable[[], Trouble] = sound
    answered_s: float = -math.inf
    """When the newest answer went out, on the loop's clock."""

    @contextlib.asynccontextmanager
    async def serving(self, sock: socket.socket) -> AsyncIterator[None]:
        """Serve on a listening socket until left; then every connection is closed."""
        server = await asyncio.start_server(self._client, sock=sock, limit=self.limits.buffer)
        try:
            yield
        finally:
            server.close()
            tasks = [client.task for client in self.clients]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection until it ends, misbehaves or falls silent."""
        now_s = asyncio.get_running_loop().time()
        if not self._lets_in(now_s):
            writer.transport.abort()
            return
        task = cast("asyncio.Task[None]", asyncio.current_task())
        client = Client(writer, task, now_s, float(self.limits.burst), now_s)
        self.clients.add(client)
        self.counters.clients += 1
        writer.transport.set_write_buffer_limits(high=self.limits.buffer)
        try:
            await self._serve(reader, client)
        except (WireError, OSError, TimeoutError):
            self.counters.dropped += 1
        except Cut:
            self.counters.cut += 1
        except asyncio.CancelledError:
            # Only `serving` cancels, when it is left. A task that stays cancelled would be logged
            # as an error by asyncio's own callback (streams.py of Python 3.11).
            return
        finally:
            self.clients.discard(client)
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, client: Client) -> None:
        framing = Reader()
        while True:
            async with asyncio.timeout(self.limits.idle_s):
                data = await reader.read(self.limits.buffer)
            if not data:
                return
            for frame in framing.feed(data):
                await self._answer(client, frame)

    async def _answer(self, client: Client, frame: Frame) -> None:
        """Answer one question, after the device's delay, at the pace a client may have."""
        self._break_where_it_must(client)
        self.counters.questions += 1
        reply = self.reply(frame)
        await asyncio.sleep(self._pause_s(client) + (0.0 if reply is None else reply.delay_s))
        if reply is None:
            return
        client.writer.write(reply.data)
        async with asyncio.timeout(self.limits.write_s):
            await client.writer.drain()
        client.answers += 1
        self.counters.answers += 1
        self.answered_s = asyncio.get_running_loop().time()

    def transmitting(self) -> bool:
        """Tell whether an answer went out just now; ask from its event loop."""
        return asyncio.get_running_loop().time() - self.answered_s < LIT_S

    def _break_where_it_must(self, client: Client) -> None:
        trouble = self.trouble()
        age_s = asyncio.get_running_loop().time() - client.since_s
        cut_after_s = math.inf if trouble.cut_after_s is None else trouble.cut_after_s
        if trouble.refuses or age_s >= cut_after_s:
            raise Cut

    def _lets_in(self, now_s: float) -> bool:
        """Tell whether one more connection is taken, and count it where it is not."""
        if self.trouble().refuses:
            self.counters.cut += 1
            return False
        if not self._has_room(now_s):
            self.counters.refused += 1
            return False
        return True

    def _pause_s(self, client: Client) -> float:
        """Return how long a client has to wait for its next answer: a bucket of credit."""
        now_s = asyncio.get_running_loop().time()
        earned = (now_s - client.heard_s) * self.limits.answers_per_s
        client.credit = min(float(self.limits.burst), client.credit + earned) - 1
        client.heard_s = now_s
        return max(0.0, -client.credit) / self.limits.answers_per_s

    def _has_room(self, now_s: float) -> bool:
        """Tell whether one more may come; the client idle for longest gives way if it may."""
        if len(self.clients) < self.limits.clients:
            return True
        idlest = min(self.clients, key=lambda client: client.heard_s)
        if now_s - idlest.heard_s < self.limits.yield_s:
            return False
        self.clients.discard(idlest)
        self.counters.dropped += 1
        idlest.writer.transport.abort()
        return True
