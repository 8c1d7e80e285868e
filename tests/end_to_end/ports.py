"""Ports that no other test process on this machine will choose, however many run at once."""

from __future__ import annotations

import socket
from functools import cache

FIRST, END, BLOCK = 11_000, 32_000, 500
"""Below the range from which the kernel takes ports for outgoing connections (32768 and up), so
that none is taken between its choice and its use; above 10080, which Chromium refuses to open."""


class _Block:
    """Ports of this process alone: it holds the first of them for as long as it lives.

    Another worker, or another run beside this one, finds that port taken and goes on to the next
    block; when a process ends, however it ends, its block is free again.
    """

    def __init__(self) -> None:
        for first in range(FIRST, END, BLOCK):
            self.held = socket.socket()
            try:
                self.held.bind(("127.0.0.1", first))
            except OSError:
                self.held.close()
                continue
            self.ports = range(first + 1, first + BLOCK)
            self.used = 0
            return
        raise OSError(f"all ports from {FIRST} to {END} are held by other test runs")

    def row(self, neighbours: int) -> range:
        """Return the next ports in a row; after the last come the first again."""
        if self.used + neighbours > len(self.ports):
            self.used = 0
        row = self.ports[self.used : self.used + neighbours]
        self.used += neighbours
        return row


@cache
def _block() -> _Block:
    return _Block()


def free_port() -> int:
    """Return a port that nobody listens on right now."""
    return free_ports(1)


def free_ports(neighbours: int) -> int:
    """Return the first of so many ports in a row that nobody listens on right now."""
    assert neighbours < BLOCK
    for _ in range(BLOCK):
        row = _block().row(neighbours)
        if all(is_free(port) for port in row):
            return row[0]
    raise OSError(f"no {neighbours} free ports in a row")


def is_free(port: int) -> bool:
    """Tell whether nobody listens on a port of the loopback."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
