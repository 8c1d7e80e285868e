"""One address: one connection at a time, one question at a time, first come first served."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from stagewatt.domain.ports import Clock
from stagewatt.domain.reading import Fault
from stagewatt.drivers.failure import ReadFailed
from stagewatt.drivers.transport import Address, Connection

T = TypeVar("T")


class Line:
    """What devices of one address share.

    After a time-out or a wrong answer the connection is dropped and the next question opens a new
    one, so that a late answer finds nobody. `generation` counts the connections; `asked_ns` is when
    the newest question went out (monotonic).
    """

    def __init__(self, address: Address, *, clock: Clock) -> None:
        """Take the address; nothing is opened before the first question."""
        self.generation = 0
        self.asked_ns = 0
        self._address = address
        self._clock = clock
        self._lock = asyncio.Lock()
        self._connection: Connection | None = None

    async def open(self) -> int:
        """Return the number of the connection, after opening one where there is none.

        ReadFailed (NO_LINK) when nobody is there within 1 s.
        """
        if self._connection is None or not self._connection.is_open:
            async with self._lock:
                await self._connected()
        return self.generation

    async def read(
        self, unit: int, function: int, address: int, count: int, *, timeout_s: float = 1.0
    ) -> tuple[int, ...]:
        """Return registers (functions 3, 4) or bits (1, 2); ReadFailed tells why there are none."""
        return await self._ask(lambda c: c.read(unit, function, address, count), timeout_s)

    async def identify(self, unit: int, *, timeout_s: float = 1.0) -> dict[int, str]:
        """Return what a device says of itself: 0 vendor, 1 product, 2 revision."""
        return await self._ask(lambda c: c.identify(unit), timeout_s)

    def close(self) -> None:
        """Close the connection, if there is one; a later question opens a new one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    async def _ask(self, ask: Callable[[Connection], Awaitable[T]], timeout_s: float) -> T:
        async with self._lock:
            connection = await self._connected()
            kept = False
            try:
                self.asked_ns = self._clock.now_ns()
                async with asyncio.timeout(timeout_s):
                    answer = await ask(connection)
                kept = True
            except ReadFailed as failed:
                kept = failed.fault is Fault.EXCEPTION
                raise
            except TimeoutError:
                if connection.heard:
                    raise ReadFailed(Fault.GARBAGE, "bytes came, but no answer") from None
                why = f"no answer within {timeout_s:.2f} s"
                raise ReadFailed(Fault.TIMEOUT, why) from None
            finally:
                # Also when cancelled: the answer to a question nobody waits for must find nobody.
                if not kept:
                    self.close()
        return answer

    async def _connected(self) -> Connection:
        connection = self._connection
        if connection is not None and connection.is_open:
            return connection
        self.close()
        connection = Connection(self._address)
        try:
            await connection.begin(self.generation)
            self._connection = connection
        finally:
            # Also when cancelled: it may be open by then.
            if self._connection is None:
                connection.close()
        self.generation += 1
        return connection
