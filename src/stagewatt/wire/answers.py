"""What an answer brings to the one who asked."""

from __future__ import annotations

import struct

from stagewatt.wire.errors import BadAnswer, ExceptionAnswer
from stagewatt.wire.pdu import ReadRequest


def words_of(pdu: bytes, request: ReadRequest) -> tuple[int, ...]:
    """Return the registers that were asked for.

    ExceptionAnswer when the device refused, BadAnswer when the answer fits another question.
    """
    data = _payload(pdu, request, 2 * request.count)
    return struct.unpack(f">{request.count}H", data)


def bits_of(pdu: bytes, request: ReadRequest) -> tuple[bool, ...]:
    """Return the bits that were asked for; errors as for registers."""
    image = int.from_bytes(_payload(pdu, request, (request.count + 7) // 8), "little")
    return tuple(bool(image >> at & 1) for at in range(request.count))


def _payload(pdu: bytes, request: ReadRequest, size: int) -> bytes:
    if len(pdu) == 2 and pdu[0] == request.function | 0x80:
        raise ExceptionAnswer(request.function, pdu[1])
    if len(pdu) != size + 2 or pdu[0] != request.function or pdu[1] != size:
        raise BadAnswer(f"no answer to function {request.function} of {request.count} values")
    return pdu[2:]
