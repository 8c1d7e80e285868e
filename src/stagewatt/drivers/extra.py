"""A block that a device may lack: tried, and left alone for a while when it does not come."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from stagewatt.domain.reading import Fault
from stagewatt.drivers.failure import ReadFailed

REFUSED_REST_NS = 60_000_000_000
"""A device that refused will hardly change its mind."""
LOST_REST_NS = 10_000_000_000
"""An answer that got lost says less, but some devices are silent where they should refuse."""

T = TypeVar("T")


class Extra:
    """One such block. `reason` says why it is missing, None while it is not."""

    def __init__(self) -> None:
        """Begin with good hope."""
        self.reason: str | None = None
        self._rest_until_ns = 0

    async def attempt(self, read: Callable[[], Awaitable[T]], now_ns: int) -> T | None:
        """Return what `read` brings; None when it fails, and while the block rests."""
        if now_ns < self._rest_until_ns:
            return None
        try:
            brought = await read()
        except ReadFailed as failed:
            self.reason = failed.reason
            if failed.fault is not Fault.TORN:
                refused = failed.fault is Fault.EXCEPTION
                self._rest_until_ns = now_ns + (REFUSED_REST_NS if refused else LOST_REST_NS)
            return None
        self.reason = None
        return brought
