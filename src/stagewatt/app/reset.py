"""RESET: a key that is held for two seconds restarts the node; power and settings stay.

Linux tells of keys by records (`struct input_event`) that are read from a device below /dev/input.
"""

from __future__ import annotations

import asyncio
import logging
import os
import struct
from collections.abc import Callable
from pathlib import Path

log = logging.getLogger(__name__)

HOLD_S = 2.0
"""A shorter press is nobody's intention."""
RESTART_STATUS = 75
"""Exit status of a node that wants to be started again (`EX_TEMPFAIL` of sysexits.h)."""
AGAIN_S = 5.0
"""How long to wait before a key that is not there is looked for again."""

_EVENT = struct.Struct("@LLHHi")
"""Seconds, microseconds, type, code, value: the kernel's own sizes on any machine."""
_EV_SYN, _SYN_DROPPED, _EV_KEY = 0, 3, 1
_UP, _DOWN = 0, 1
_RECORDS = 64


class Key:
    """What becomes of the records of one device; `held` is called once for each long press."""

    def __init__(self, held: Callable[[], None]) -> None:
        """Take who is told."""
        self._held = held
        self._timer: asyncio.TimerHandle | None = None

    def take(self, data: bytes) -> None:
        """Take whole records as they came; repetitions of a held key say nothing new."""
        whole = len(data) - len(data) % _EVENT.size
        for _, _, kind, code, value in _EVENT.iter_unpack(data[:whole]):
            if kind == _EV_KEY and value == _DOWN:
                self._down()
            elif (kind, value) == (_EV_KEY, _UP) or (kind, code) == (_EV_SYN, _SYN_DROPPED):
                # What the kernel dropped may have been the release.
                self.release()

    def release(self) -> None:
        """Take that the key is up, or that its device is gone."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _down(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(HOLD_S, self._held)


async def watch_key(device: Path, held: Callable[[], None]) -> None:
    """Watch a key's device until cancelled; call `held` while it has been down for two seconds.

    A key that was down before is none until it is pressed anew. A device that is not there or goes
    away is said once and looked for again.
    """
    said = False
    while True:
        try:
            await _follow(device, Key(held))
        except OSError as error:
            if not said:
                log.warning("no RESET key at %s: %s", device, error.strerror)
            said = True
        await asyncio.sleep(AGAIN_S)


async def _follow(device: Path, key: Key) -> None:
    """Read one open device until it goes away. Raises OSError with the reason."""
    port = os.open(device, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    loop = asyncio.get_running_loop()
    gone: asyncio.Future[None] = loop.create_future()

    def readable() -> None:
        try:
            data = os.read(port, _RECORDS * _EVENT.size)
        except BlockingIOError:
            return
        except OSError as error:
            _fail(gone, error)
            return
        if data:
            key.take(data)
        else:
            _fail(gone, OSError(0, "the device is gone"))

    try:
        loop.add_reader(port, readable)
        await gone
    finally:
        loop.remove_reader(port)
        key.release()
        os.close(port)


def _fail(future: asyncio.Future[None], error: OSError) -> None:
    if not future.done():
        future.set_exception(error)
