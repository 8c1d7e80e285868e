"""One way of being found, as its supervisor and the status page see it."""

from __future__ import annotations

import asyncio
import errno
from dataclasses import dataclass
from typing import Protocol

from stagewatt.names.packets import Wishes

RETRY_S = 30.0
"""How long a way that cannot be opened is left alone; new addresses try at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WayStatus:
    """`why` says why a way is not on, None while it is; `names` are those held now."""

    way: str
    on: bool
    why: str | None
    names: tuple[str, ...] = ()


class Way(Protocol):
    """A way that can be run."""

    def wish(self, wishes: Wishes) -> None:
        """Take what the node wants to be found by."""

    async def run(self) -> None:
        """Run until cancelled; says goodbye then."""

    def status(self) -> WayStatus:
        """Return how it is."""


class Wake:
    """Waits for news or for a time, whatever comes first."""

    def __init__(self) -> None:
        """Begin without news."""
        self._event = asyncio.Event()

    def set(self) -> None:
        """Tell that there is news."""
        self._event.set()

    async def wait(self, seconds: float | None) -> None:
        """Return on news, or after some seconds; takes the news."""
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            return
        self._event.clear()


def why_not(error: OSError, port: int, holder: str) -> str:
    """Return in words why a port cannot be opened."""
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is held by another program ({holder})"
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"port {port} is not permitted to this user (it needs CAP_NET_BIND_SERVICE)"
    return f"port {port} cannot be used: {error.strerror or error}"
