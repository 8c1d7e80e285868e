"""NetBIOS names on the wire, without a socket: packets to and from bytes.

Source: RFC 1001 section 14 (names), RFC 1002 section 4.2 (packets). Node type B throughout.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

PORT = 137
PACKET_MAX = 576
"""Longest packet of the name service in bytes (RFC 1002, 4.2.1)."""
NAME_BYTES = 16
TTL_S = 300_000

WORKSTATION, SERVER = 0x00, 0x20
ANYBODY = b"*" + bytes(15)
"""The name in a status question to whoever is there."""

TYPE_NB, TYPE_NBSTAT, CLASS_IN = 0x20, 0x21, 1
_ANSWER, _AUTHORITATIVE, _TRUNCATED, _WANTED, _BROADCAST = 0x8000, 0x0400, 0x0200, 0x0100, 0x0010
_RCODE_ACTIVE = 6
_NAME_ACTIVE = 0x0400
_HEADER = struct.Struct(">6H")
_QUESTION = struct.Struct(">B32sBHH")
_RECORD = struct.Struct(">HHIH")
_TO_QUESTION = b"\xc0\x0c"
"""A pointer to the name of the first question."""
_STATUS_ENTRY, _STATISTICS_BYTES = 18, 46
STATUS_NAMES = (PACKET_MAX - _HEADER.size - 34 - _RECORD.size - 1 - _STATISTICS_BYTES) // 18
"""How many names fit into one status answer: 26."""


class Opcode(IntEnum):
    """What a packet is about (RFC 1002, 4.2.1.1)."""

    QUERY = 0
    REGISTRATION = 5
    RELEASE = 6
    REFRESH = 8


@dataclass(frozen=True, slots=True)
class Packet:
    """What we need of a packet: `name` has 16 bytes, `kind` is the type of the question."""

    transaction: int
    opcode: int
    answer: bool
    rcode: int
    name: bytes
    kind: int


def wire_name(name: str, suffix: int) -> bytes:
    """Return the 16 bytes of a name: upper case, filled up with spaces, the suffix last.

    ValueError for a name that is empty, longer than 15 or not ASCII.
    """
    plain = name.upper().encode("ascii")
    if not 1 <= len(plain) < NAME_BYTES:
        raise ValueError(f"a NetBIOS name has 1 to 15 characters: {name!r}")
    return plain.ljust(NAME_BYTES - 1) + bytes((suffix,))


def encode_name(name: bytes) -> bytes:
    """Return the 32 letters that 16 bytes travel as: each half byte counted up from "A"."""
    return bytes(0x41 + half for byte in name for half in (byte >> 4, byte & 15))


def decode_name(letters: bytes) -> bytes | None:
    """Return the 16 bytes behind 32 letters, None when they are none from A to P."""
    if len(letters) != 2 * NAME_BYTES or not all(0x41 <= each <= 0x50 for each in letters):
        return None
    halves = [each - 0x41 for each in letters]
    return bytes(high << 4 | low for high, low in zip(halves[::2], halves[1::2], strict=True))


def parse(data: bytes) -> Packet | None:
    """Return a packet, None for anything that is not one of ours to judge.

    The name is that of the question, or in an answer that of its record; one with a scope is
    somebody else's.
    """
    if not _HEADER.size <= len(data) <= PACKET_MAX:
        return None
    transaction, flags, questions, answers, _, _ = _HEADER.unpack_from(data)
    answer = bool(flags & _ANSWER)
    if (questions, answers) != ((0, 1) if answer else (1, 0)):
        return None
    if len(data) < _HEADER.size + _QUESTION.size:
        return None
    length, letters, end, kind, group = _QUESTION.unpack_from(data, _HEADER.size)
    name = decode_name(letters)
    if length != 2 * NAME_BYTES or end != 0 or group != CLASS_IN or name is None:
        return None
    return Packet(transaction, flags >> 11 & 15, answer, flags & 15, name, kind)


def query(transaction: int, name: bytes, kind: int = TYPE_NB) -> bytes:
    """Return the broadcast question for a name."""
    head = _HEADER.pack(transaction, _WANTED | _BROADCAST, 1, 0, 0, 0)
    return head + _question(name, kind)


def found(transaction: int, name: bytes, addresses: Sequence[bytes]) -> bytes:
    """Return the answer to a question for a name: up to 4 bytes times 40 of IPv4 addresses."""
    head = _HEADER.pack(transaction, _ANSWER | _AUTHORITATIVE | _WANTED, 0, 1, 0, 0)
    data = b"".join(bytes(2) + address for address in addresses[:40])
    return head + _name(name) + _RECORD.pack(TYPE_NB, CLASS_IN, TTL_S, len(data)) + data


def status(transaction: int, asked: bytes, names: Sequence[bytes], mac: bytes) -> bytes:
    """Return the answer to a status question: all names, then the MAC and empty statistics."""
    told = names[:STATUS_NAMES]
    flags = _ANSWER | _AUTHORITATIVE | (_TRUNCATED if len(told) < len(names) else 0)
    entries = b"".join(name + struct.pack(">H", _NAME_ACTIVE) for name in told)
    data = bytes((len(told),)) + entries + mac + bytes(_STATISTICS_BYTES - len(mac))
    head = _HEADER.pack(transaction, flags, 0, 1, 0, 0)
    return head + _name(asked) + _RECORD.pack(TYPE_NBSTAT, CLASS_IN, 0, len(data)) + data


def registration(
    transaction: int, name: bytes, address: bytes, *, overwrite: bool = False
) -> bytes:
    """Return the broadcast that claims a name; with `overwrite` the one that states it is ours."""
    wanted = 0 if overwrite else _WANTED
    return _demand(transaction, Opcode.REGISTRATION << 11 | wanted, name, address, TTL_S)


def release(transaction: int, name: bytes, address: bytes) -> bytes:
    """Return the broadcast that gives a name up."""
    return _demand(transaction, Opcode.RELEASE << 11, name, address, 0)


def refused(transaction: int, name: bytes, address: bytes) -> bytes:
    """Return the answer to a registration of a name that is ours: it is in use."""
    flags = _ANSWER | Opcode.REGISTRATION << 11 | _AUTHORITATIVE | _WANTED | _RCODE_ACTIVE
    data = bytes(2) + address
    head = _HEADER.pack(transaction, flags, 0, 1, 0, 0)
    return head + _name(name) + _RECORD.pack(TYPE_NB, CLASS_IN, 0, len(data)) + data


def _demand(transaction: int, flags: int, name: bytes, address: bytes, ttl_s: int) -> bytes:
    data = bytes(2) + address
    head = _HEADER.pack(transaction, flags | _BROADCAST, 1, 0, 0, 1)
    record = _RECORD.pack(TYPE_NB, CLASS_IN, ttl_s, len(data))
    return head + _question(name, TYPE_NB) + _TO_QUESTION + record + data


def _name(name: bytes) -> bytes:
    return bytes((2 * NAME_BYTES,)) + encode_name(name) + b"\0"


def _question(name: bytes, kind: int) -> bytes:
    return _name(name) + struct.pack(">HH", kind, CLASS_IN)
