"""Modbus questions and answers without their framing: read functions 1-4 and identification 43/14.

Source of sizes and codes: Modbus Application Protocol Specification V1.1b3, section 6.
Nothing here can write: a function this module does not know is refused.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from stagewatt.wire.errors import WireError

PDU_MAX = 253
"""Longest protocol data unit in bytes (section 4.1)."""

READ_COILS, READ_DISCRETES, READ_HOLDING, READ_INPUT = 1, 2, 3, 4
ENCAPSULATED = 43
READ_IDENTIFICATION = 14
BITS_MAX = 2000
WORDS_MAX = 125

_HEAD = struct.Struct(">BHH")
_REGISTERS = frozenset({READ_HOLDING, READ_INPUT})
_BITS = frozenset({READ_COILS, READ_DISCRETES})


class ExceptionCode(IntEnum):
    """Why a device refuses (section 7)."""

    ILLEGAL_FUNCTION = 1
    ILLEGAL_ADDRESS = 2
    ILLEGAL_VALUE = 3
    DEVICE_FAILURE = 4
    DEVICE_BUSY = 6
    GATEWAY_NO_PATH = 10
    GATEWAY_NO_ANSWER = 11


class Refusal(WireError):
    """A question that must be answered with an exception."""

    def __init__(self, function: int, code: ExceptionCode) -> None:
        """Keep what `exception_answer` needs."""
        super().__init__(f"function {function:#04x}: {code.name.lower().replace('_', ' ')}")
        self.function = function
        self.code = code


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """Read `count` bits (functions 1, 2) or registers (3, 4) from `address` on."""

    function: int
    address: int
    count: int

    @property
    def bits(self) -> bool:
        """Tell whether bits are wanted rather than registers."""
        return self.function in _BITS


@dataclass(frozen=True, slots=True)
class IdentifyRequest:
    """Read the device identification: access `code` 1-4, starting with `first_object`."""

    code: int
    first_object: int


Request = ReadRequest | IdentifyRequest


def parse_request(pdu: bytes) -> Request:
    """Return the question; Refusal when it must be answered with an exception.

    An empty question is a WireError: there is nothing to answer.
    """
    if not pdu:
        raise WireError("an empty question")
    function = pdu[0]
    if function == ENCAPSULATED:
        return _parse_identify(pdu)
    if function not in _BITS | _REGISTERS:
        raise Refusal(function, ExceptionCode.ILLEGAL_FUNCTION)
    if len(pdu) != _HEAD.size:
        raise Refusal(function, ExceptionCode.ILLEGAL_VALUE)
    _, address, count = _HEAD.unpack(pdu)
    if not 1 <= count <= (BITS_MAX if function in _BITS else WORDS_MAX):
        raise Refusal(function, ExceptionCode.ILLEGAL_VALUE)
    if address + count > 0x10000:
        raise Refusal(function, ExceptionCode.ILLEGAL_ADDRESS)
    return ReadRequest(function, address, count)


def _parse_identify(pdu: bytes) -> IdentifyRequest:
    if len(pdu) < 2 or pdu[1] != READ_IDENTIFICATION:
        raise Refusal(ENCAPSULATED, ExceptionCode.ILLEGAL_FUNCTION)
    if len(pdu) != 4 or not 1 <= pdu[2] <= 4:
        raise Refusal(ENCAPSULATED, ExceptionCode.ILLEGAL_VALUE)
    return IdentifyRequest(pdu[2], pdu[3])


def build_request(request: Request) -> bytes:
    """Return the bytes of a question."""
    if isinstance(request, IdentifyRequest):
        return bytes((ENCAPSULATED, READ_IDENTIFICATION, request.code, request.first_object))
    return _HEAD.pack(request.function, request.address, request.count)


def registers_answer(function: int, words: Sequence[int]) -> bytes:
    """Return the answer that brings registers (1 to 125 words)."""
    return struct.pack(f">BB{len(words)}H", function, 2 * len(words), *words)


def bits_answer(function: int, bits: Sequence[bool]) -> bytes:
    """Return the answer that brings bits (1 to 2000), the first in bit 0 of the first byte."""
    size = (len(bits) + 7) // 8
    image = sum(1 << at for at, bit in enumerate(bits) if bit)
    return bytes((function, size)) + image.to_bytes(size, "little")


def exception_answer(function: int, code: int) -> bytes:
    """Return the answer that refuses."""
    return bytes((function & 0x7F | 0x80, code))
