"""Modbus TCP framing: the seven-byte header before every protocol data unit.

Source: Modbus Messaging on TCP/IP Implementation Guide V1.0b, section 3.1.3.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from stagewatt.wire.errors import BadFraming
from stagewatt.wire.pdu import PDU_MAX

_HEADER = struct.Struct(">HHHB")
HEADER_BYTES = _HEADER.size
FRAME_MAX = HEADER_BYTES + PDU_MAX
"""Longest frame in bytes: 260."""


class Frame(NamedTuple):
    """One question or answer: transaction number, unit and protocol data unit."""

    transaction: int
    unit: int
    pdu: bytes


def encode(frame: Frame) -> bytes:
    """Return the frame's bytes; ValueError for a data unit that is empty or too long."""
    if not 1 <= len(frame.pdu) <= PDU_MAX:
        raise ValueError(f"a protocol data unit has 1 to {PDU_MAX} bytes, not {len(frame.pdu)}")
    return _HEADER.pack(frame.transaction, 0, len(frame.pdu) + 1, frame.unit) + frame.pdu


class Reader:
    """Cuts a byte stream into frames; never holds more than one unfinished frame."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._held = bytearray()
        self._broken: str | None = None

    @property
    def held(self) -> int:
        """How many bytes of an unfinished frame are kept."""
        return len(self._held)

    def feed(self, data: bytes) -> list[Frame]:
        """Return the frames that became whole.

        BadFraming when the stream is not Modbus TCP; from then on it is lost, since nothing marks
        where a next frame begins: the connection must be closed. Frames before it are dropped too.
        """
        if self._broken is None:
            self._held += data
            frames = []
            while (frame := self._next()) is not None:
                frames.append(frame)
            return frames
        raise BadFraming(self._broken)

    def _next(self) -> Frame | None:
        if len(self._held) < HEADER_BYTES:
            return None
        transaction, protocol, length, unit = _HEADER.unpack_from(self._held)
        if protocol != 0:
            raise self._lost(f"protocol {protocol} is not Modbus")
        if not 2 <= length <= PDU_MAX + 1:
            raise self._lost(f"a frame of {length} bytes cannot be")
        end = HEADER_BYTES - 1 + length
        if len(self._held) < end:
            return None
        pdu = bytes(self._held[HEADER_BYTES:end])
        del self._held[:end]
        return Frame(transaction, unit, pdu)

    def _lost(self, why: str) -> BadFraming:
        self._held.clear()
        self._broken = why
        return BadFraming(why)
