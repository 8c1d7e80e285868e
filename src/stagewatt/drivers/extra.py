"""A block that a device may lack: tried, and left alone for a while when it does not come."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from stagewatt.domain.reading import Fault
from stagewatt.drivers.failure import ReadFailed

REFUSED_REST_NS = 60_000_000_000
"""A device that does not have the block will hardly get it."""
LOST_REST_NS = 10_000_000_000
LOST_TIMES = 2
"""An answer that got lost says little; after two in a row it may be a device that stays silent
where it should refuse, and each wait for it costs the others time."""

_LACKS = frozenset({1, 2, 3})
"""Exception codes that say so: illegal function, address, value. The others may pass."""

T = TypeVar("T")


class Extra:
    """One such block. `reason` says why it is missing, None while it is not."""

    def __init__(self) -> None:
        """Begin with good hope."""
        self.reason: str | None = None
        self._rest_until_ns = 0
        self._lost = 0

    async def attempt(self, read: Callable[[], Awaitable[T]], now_ns: int) -> T | None:
        """Return what `read` brings; None when it fails, and while the block rests."""
        if now_ns < self._rest_until_ns:
            return None
        try:
            brought = await read()
        except ReadFailed as failed:
            self.reason = failed.reason
            self._rest_until_ns = now_ns + self._rest_ns(failed)
            return None
        self.reason, self._lost = None, 0
        return brought

    def _rest_ns(self, failed: ReadFailed) -> int:
        if failed.code in _LACKS:
            return REFUSED_REST_NS
        if failed.fault is Fault.TORN:
            return 0
        self._lost += 1
        return LOST_REST_NS if self._lost >= LOST_TIMES else 0
