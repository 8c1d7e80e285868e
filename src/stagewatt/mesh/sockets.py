"""Takes a habit from the engine's connections: to hold up everything while a dead one closes.

The engine lets `close` wait ten seconds for what a dead connection still had to send (SO_LINGER),
on the few threads that also receive: when a switch goes, all other nodes would seem silent too.
Its own setting for that is fixed when it is built (its issues 1101 and 2718), so the sockets,
which are this process's own, are set from outside.
"""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import sys
from pathlib import Path

_OFF = struct.pack("ii", 0, 0)
_UNHEARD_MS = 3000
"""What was sent and not acknowledged for so long ends the connection: a lease and a half."""
_DESCRIPTORS = Path("/proc/self/fd") if sys.platform == "linux" else Path("/dev/fd")


def tame(pairs: frozenset[tuple[str, str]]) -> int:
    """Set the sockets of these connections, each as own and far HOST:PORT; return how many were."""
    if not pairs:
        return 0
    return sum(_tame(int(each.name), pairs) for each in list(_DESCRIPTORS.iterdir()))


def _tame(descriptor: int, pairs: frozenset[tuple[str, str]]) -> bool:
    """Work on a copy of the descriptor, for it may be closed, and used again, at any time."""
    try:
        copy = os.dup(descriptor)
    except OSError:
        return False
    try:
        opened = socket.socket(fileno=copy)
    except OSError:  # no socket
        os.close(copy)
        return False
    with opened, contextlib.suppress(OSError):
        if opened.type != socket.SOCK_STREAM or opened.family not in (
            socket.AF_INET,
            socket.AF_INET6,
        ):
            return False
        if (_written(opened.getsockname()), _written(opened.getpeername())) not in pairs:
            return False
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _OFF)
        if sys.platform == "linux":
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNHEARD_MS)
        return True
    return False


def _written(name: tuple[str, int]) -> str:
    host = f"[{name[0]}]" if ":" in name[0] else name[0]
    return f"{host}:{name[1]}"
