"""A serial line with simulated racks on it: RTU on a pseudo terminal in front, Modbus TCP behind.

It takes the time that a cable takes: characters at the line's speed, one telegram at a time. A unit
that is silenced answers nothing; a line that is pulled is gone, with its name below the folder.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import threading
import time
from pathlib import Path

from stagewatt.wire import mbap, rtu
from stagewatt.wire.errors import BadFraming
from stagewatt.wire.pdu import PDU_MAX

BITS_PER_CHAR = 11
ANSWER_S = 0.2
"""A unit behind the bridge that has said nothing for so long says nothing."""


class SerialLine:
    """One line; `units` maps a unit number to the port of the twin that has it."""

    def __init__(self, path: Path, baud: int, units: dict[int, int]) -> None:
        """Take what hangs on it; `plug` makes it real."""
        self.path = path
        self.baud = baud
        self.units = units
        self.silent: set[int] = set()
        self.asked: list[tuple[float, int, bytes]] = []
        """Instant (monotonic), unit and question of every telegram."""
        self.answered: list[tuple[float, int]] = []
        self._ends: tuple[int, int] | None = None
        self._pulled = threading.Event()
        self._thread: threading.Thread | None = None
        self._sockets: dict[int, socket.socket] = {}

    def plug(self) -> None:
        """Let the line appear."""
        far, near = os.openpty()
        self._ends = far, near
        self._pulled.clear()
        self.path.symlink_to(os.ttyname(near))
        self._thread = threading.Thread(target=self._serve, args=(far,), daemon=True)
        self._thread.start()

    def pull(self) -> None:
        """Let the line vanish, as an adapter does that is pulled out of its socket."""
        if self._ends is None or self._thread is None:
            return
        self._pulled.set()
        self._thread.join(5)
        self.path.unlink()
        for end in self._ends:
            os.close(end)
        self._ends = None
        for link in self._sockets.values():
            link.close()
        self._sockets.clear()

    def _serve(self, far: int) -> None:
        while not self._pulled.is_set():
            if not select.select([far], [], [], 0.05)[0]:
                continue
            with contextlib.suppress(OSError, BadFraming):
                self._telegram(far, os.read(far, 512))

    def _telegram(self, far: int, frame: bytes) -> None:
        unit, question = rtu.decode(frame)
        self.asked.append((time.monotonic(), unit, question))
        time.sleep(self._chars_s(len(frame)))
        if unit in self.silent or unit not in self.units:
            return
        answer = self._behind(unit, question)
        if answer is None:
            return
        told = rtu.encode(unit, answer)
        time.sleep(self._chars_s(len(told)))
        self.answered.append((time.monotonic(), unit))
        os.write(far, told)

    def _chars_s(self, chars: int) -> float:
        return chars * BITS_PER_CHAR / self.baud

    def _behind(self, unit: int, question: bytes) -> bytes | None:
        """Return what the twin answers, None when it does not."""
        port = self.units[unit]
        try:
            if port not in self._sockets:
                self._sockets[port] = socket.create_connection(("127.0.0.1", port), ANSWER_S)
            link = self._sockets[port]
            link.sendall(mbap.encode(mbap.Frame(1, unit, question)))
            return _frame(link).pdu
        except (OSError, BadFraming):
            if gone := self._sockets.pop(port, None):
                gone.close()
            return None


def _frame(link: socket.socket) -> mbap.Frame:
    reader = mbap.Reader()
    while True:
        data = link.recv(PDU_MAX + mbap.HEADER_BYTES)
        if not data:
            raise OSError("closed")
        for frame in reader.feed(data):
            return frame
