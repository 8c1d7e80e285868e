"""Packets in the format of DNS with one question, as LLMNR sends them: to and from bytes.

Source: RFC 1035 section 4, RFC 4795 section 2.1. A first question holds no compression pointer.
"""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Iterable
from dataclasses import dataclass

A, PTR, AAAA, ANY = 1, 12, 28, 255
IN = 1
LABEL_MAX, NAME_MAX = 63, 253
PACKET_MAX = 512

_HEADER = struct.Struct(">6H")
_QUESTION = struct.Struct(">HH")
_RECORD = struct.Struct(">HHIH")
_ANSWER, _CONFLICT, _TRUNCATED, _TENTATIVE = 0x8000, 0x0400, 0x0200, 0x0100
_OPCODE = 0x7800
_TO_QUESTION = b"\xc0\x0c"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A header and its one question; `labels` as they were written."""

    transaction: int
    labels: tuple[str, ...]
    kind: int
    answer: bool = False
    conflict: bool = False
    tentative: bool = False


def parse(data: bytes) -> Message | None:
    """Return a message, None for anything that is not a plain one with one question."""
    if not _HEADER.size < len(data) <= PACKET_MAX:
        return None
    transaction, flags, questions, answers, authorities, _ = _HEADER.unpack_from(data)
    answer = bool(flags & _ANSWER)
    if questions != 1 or flags & _OPCODE or (not answer and (answers or authorities)):
        return None
    found = _labels(data, _HEADER.size)
    if found is None or len(data) < found[1] + _QUESTION.size:
        return None
    kind, group = _QUESTION.unpack_from(data, found[1])
    if group != IN:
        return None
    return Message(
        transaction=transaction,
        labels=found[0],
        kind=kind,
        answer=answer,
        conflict=bool(flags & _CONFLICT),
        tentative=bool(flags & _TENTATIVE),
    )


def _labels(data: bytes, start: int) -> tuple[tuple[str, ...], int] | None:
    """Return the labels of a name and where it ends; None for one that cannot be."""
    labels: list[str] = []
    at = start
    while at < len(data) and at - start <= NAME_MAX:
        size = data[at]
        at += 1
        if size == 0:
            return tuple(labels), at
        if size > LABEL_MAX:
            return None
        labels.append(data[at : at + size].decode("latin-1"))
        at += size
    return None


def question(transaction: int, labels: tuple[str, ...], kind: int) -> bytes:
    """Return the bytes of a question."""
    return _HEADER.pack(transaction, 0, 1, 0, 0, 0) + _name(labels) + _QUESTION.pack(kind, IN)


def answer(
    asked: Message, records: Iterable[tuple[int, bytes]], *, ttl_s: int, tentative: bool
) -> bytes:
    """Return the answer to a question: records of the asked name, each a type and its data."""
    told = tuple(records)
    flags = _ANSWER | (_TENTATIVE if tentative else 0)
    head = _HEADER.pack(asked.transaction, flags, 1, len(told), 0, 0)
    body = b"".join(
        _TO_QUESTION + _RECORD.pack(kind, IN, ttl_s, len(data)) + data for kind, data in told
    )
    return head + _name(asked.labels) + _QUESTION.pack(asked.kind, IN) + body


def name_data(*labels: str) -> bytes:
    """Return a name as it stands in the data of a PTR record."""
    return _name(labels)


def reverse(ip: str) -> tuple[str, ...]:
    """Return the labels under which the name of an address is asked for."""
    return tuple(ipaddress.ip_address(ip).reverse_pointer.split("."))


def _name(labels: Iterable[str]) -> bytes:
    coded = (label.encode("latin-1") for label in labels)
    return b"".join(bytes((len(each),)) + each for each in coded) + b"\0"
