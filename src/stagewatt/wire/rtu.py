"""Modbus RTU framing: unit, protocol data unit, CRC-16.

Source: Modbus over Serial Line V1.02, sections 2.5.1 and 6.2.2. Where a frame ends on a serial line
is told by silence; whoever listens to the line hands whole frames over.
"""

from __future__ import annotations

from stagewatt.wire.errors import BadFraming
from stagewatt.wire.pdu import PDU_MAX

_POLYNOMIAL = 0xA001
"""x^16 + x^15 + x^2 + 1, bits reversed."""
FRAME_MAX = PDU_MAX + 3


def _entry(byte: int) -> int:
    crc = byte
    for _ in range(8):
        crc = crc >> 1 ^ (_POLYNOMIAL if crc & 1 else 0)
    return crc


_TABLE = tuple(map(_entry, range(256)))


def crc16(data: bytes) -> int:
    """Return the Modbus check sum; on the wire its low byte goes first."""
    crc = 0xFFFF
    for byte in data:
        crc = crc >> 8 ^ _TABLE[(crc ^ byte) & 0xFF]
    return crc


def encode(unit: int, pdu: bytes) -> bytes:
    """Return the frame's bytes."""
    body = bytes((unit,)) + pdu
    return body + crc16(body).to_bytes(2, "little")


def decode(frame: bytes) -> tuple[int, bytes]:
    """Return unit and protocol data unit of one whole frame; BadFraming when it is damaged."""
    if not 4 <= len(frame) <= FRAME_MAX:
        raise BadFraming(f"a frame of {len(frame)} bytes cannot be")
    # A check sum that follows its own data leaves nothing.
    if crc16(frame):
        raise BadFraming("wrong check sum")
    return frame[0], frame[1:-2]
