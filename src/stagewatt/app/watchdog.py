"""Tells the service manager that this node is up, alive and what it does (sd_notify).

The protocol is a datagram of `NAME=value` lines to the socket in `NOTIFY_SOCKET`. The beat comes
from the node's own event loop: a loop that hangs beats no more, and the manager restarts the node.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Callable, Mapping

log = logging.getLogger(__name__)

BEATS = 3
"""Beats within the manager's patience: two may be lost or late."""
LONGEST_S = 1.0
"""A patient manager hears no less often; a changed status is told as often at most."""


class Manager:
    """Whoever started this process; silent where nobody asked to be told."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Take the socket's address and the manager's patience from the environment."""
        self._address = environment.get("NOTIFY_SOCKET", "").replace("@", "\0", 1)
        self.beat_s = _beat_s(environment)
        self._refused = False

    @property
    def listens(self) -> bool:
        """Whether there is anybody to tell."""
        return bool(self._address)

    def tell(self, *lines: str) -> None:
        """Send lines at once; a manager that takes nothing is told of once in the log."""
        if not self.listens:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as door:
                door.settimeout(0)
                door.sendto("\n".join(lines).encode(), self._address)
        except OSError as error:
            if not self._refused:
                self._refused = True
                log.warning("the service manager cannot be told: %s", error)


async def keep_watch(
    ready: asyncio.Event,
    status: Callable[[], str],
    *,
    environment: Mapping[str, str] = os.environ,
) -> None:
    """Tell READY once `ready` is set, then beat and tell `status` (one line) until cancelled.

    Where no manager listens this only waits.
    """
    manager = Manager(environment)
    await ready.wait()
    told = status()
    manager.tell("READY=1", f"STATUS={told}")
    pause_s = min(manager.beat_s or LONGEST_S, LONGEST_S)
    beat = [] if manager.beat_s is None else ["WATCHDOG=1"]
    try:
        while manager.listens:
            await asyncio.sleep(pause_s)
            before, told = told, status()
            news = [] if told == before else [f"STATUS={told}"]
            if beat or news:
                manager.tell(*beat, *news)
        await asyncio.Event().wait()
    finally:
        manager.tell("STOPPING=1")


def _beat_s(environment: Mapping[str, str]) -> float | None:
    """Return the seconds between beats, None where no beat is asked of this process."""
    try:
        patience_us = int(environment.get("WATCHDOG_USEC", ""))
        whose = int(environment.get("WATCHDOG_PID", os.getpid()))
    except ValueError:
        return None
    return patience_us / 1e6 / BEATS if patience_us > 0 and whose == os.getpid() else None
