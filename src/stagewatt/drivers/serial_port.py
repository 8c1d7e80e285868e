"""A serial line as an asyncio transport, by the system's own means (POSIX terminals)."""

from __future__ import annotations

import asyncio
import errno
import fcntl
import os
import termios
from typing import Protocol

from stagewatt.domain.setup import SerialAddress

_READ_BYTES = 512
_PARITY = {"N": 0, "E": termios.PARENB, "O": termios.PARENB | termios.PARODD}


class Listener(Protocol):
    """What wants the bytes: the three calls of an asyncio protocol that a line makes."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport to write to."""

    def data_received(self, data: bytes) -> None:
        """Take bytes as they come."""

    def connection_lost(self, exc: Exception | None) -> None:
        """Learn that no more will come."""


class SerialTransport(asyncio.Transport):
    """Moves bytes between an open terminal and a listener; a question always fits its buffer."""

    def __init__(self, loop: asyncio.AbstractEventLoop, listener: Listener, port: int) -> None:
        """Take the open file descriptor; it is closed with the transport."""
        super().__init__()
        self._loop = loop
        self._listener = listener
        self._port = port
        self._open = True
        loop.add_reader(port, self._readable)

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send at once; a line that does not take a whole question is lost."""
        if not self._open:
            return
        try:
            taken = os.write(self._port, data)
        except OSError as error:
            self._end(error)
            return
        if taken < len(data):
            self._end(OSError(errno.EIO, "the serial line takes no more"))

    def close(self) -> None:
        """Close the line; safe to call twice."""
        self._end(None)

    abort = close

    def is_closing(self) -> bool:
        """Tell whether the line is closed."""
        return not self._open

    def _readable(self) -> None:
        try:
            data = os.read(self._port, _READ_BYTES)
        except BlockingIOError:
            return
        except OSError as error:
            self._end(error)
            return
        if data:
            self._listener.data_received(data)
        else:
            self._end(OSError(errno.EIO, "the serial line is gone"))

    def _end(self, error: OSError | None) -> None:
        if not self._open:
            return
        self._open = False
        self._loop.remove_reader(self._port)
        os.close(self._port)
        self._loop.call_soon(self._listener.connection_lost, error)


async def open_serial(
    address: SerialAddress, listener: Listener
) -> tuple[SerialTransport, Listener]:
    """Open a line for one owner; OSError when it is not there, taken, or has no such speed."""
    port = os.open(address.port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        fcntl.flock(port, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _configure(port, address)
    except BlockingIOError:
        os.close(port)
        raise OSError(errno.EBUSY, f"{address.port} belongs to another program") from None
    except (OSError, termios.error) as error:
        os.close(port)
        raise OSError(errno.EIO, f"{address.port}: {error.args[-1]}") from error
    transport = SerialTransport(asyncio.get_running_loop(), listener, port)
    listener.connection_made(transport)
    return transport, listener


def _configure(port: int, address: SerialAddress) -> None:
    """Set eight raw bits, speed, parity and stop bits; forget what came in before."""
    speed = getattr(termios, f"B{address.baud}", None)
    if speed is None:
        raise OSError(errno.EINVAL, f"no line of this system runs at {address.baud} baud")
    control = termios.CREAD | termios.CLOCAL | termios.CS8 | _PARITY[address.parity]
    if address.stop_bits == 2:
        control |= termios.CSTOPB
    check = termios.INPCK if address.parity != "N" else 0
    special = termios.tcgetattr(port)[6]
    special[termios.VMIN], special[termios.VTIME] = 0, 0
    termios.tcsetattr(port, termios.TCSANOW, [check, 0, control, 0, speed, speed, special])
    termios.tcflush(port, termios.TCIOFLUSH)
