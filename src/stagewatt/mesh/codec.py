"""Messages as bytes and back: two bytes of version, then msgpack; garbage is told in words."""

from __future__ import annotations

from collections import Counter
from typing import Generic, TypeVar

import msgspec

from stagewatt.domain.errors import StagewattError
from stagewatt.mesh.messages import Piece, Said
from stagewatt.mesh.questions import Answer, Question

MAJOR = 1
MINOR = 0
SIZE_MAX = 1024 * 1024
"""No message is larger, in bytes."""

T = TypeVar("T")

_encoder = msgspec.msgpack.Encoder()
_HEAD = bytes((MAJOR, MINOR))


class NotUnderstood(StagewattError):
    """A message that says nothing to this version; `reason` is one of few words, for counting."""

    def __init__(self, reason: str, message: str) -> None:
        """Keep the word and the sentence."""
        super().__init__(message)
        self.reason = reason


class NotSayable(StagewattError):
    """A message of this node that cannot be made into bytes."""


class Decoder(Generic[T]):
    """Reads one family of messages."""

    def __init__(self, family: object) -> None:
        """Take the union of the messages that may come."""
        self._decoder: msgspec.msgpack.Decoder[T] = msgspec.msgpack.Decoder(family)

    def decode(self, payload: bytes) -> T:
        """Return the message. Raises NotUnderstood."""
        if len(payload) > SIZE_MAX:
            raise NotUnderstood("too_large", f"{len(payload)} bytes are no message")
        if len(payload) < 3:
            raise NotUnderstood("garbage", "too short for a message")
        if payload[0] != MAJOR:
            raise NotUnderstood("other_major", f"version {payload[0]}, this one is {MAJOR}")
        try:
            return self._decoder.decode(memoryview(payload)[2:])
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            reason = "later_kind" if payload[1] > MINOR and _whole(payload) else "garbage"
            raise NotUnderstood(reason, str(error)) from error


def _whole(payload: bytes) -> bool:
    """Return whether a message is well formed, though of no kind known here."""
    try:
        plain = msgspec.msgpack.decode(memoryview(payload)[2:])
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return False
    return isinstance(plain, list) and bool(plain) and isinstance(plain[0], int)


def encode(message: Piece) -> bytes:
    """Return a message as bytes. Raises NotSayable."""
    try:
        return _HEAD + _encoder.encode(message)
    except (msgspec.MsgspecError, OverflowError, ValueError, TypeError) as error:
        raise NotSayable(f"{type(message).__name__}: {error}") from error


SAID: Decoder[Said] = Decoder(Said)
QUESTIONS: Decoder[Question] = Decoder(Question)
ANSWERS: Decoder[Answer] = Decoder(Answer)


class Counts:
    """Counts what was not understood or could not be said, by reason."""

    def __init__(self) -> None:
        """Start at nothing."""
        self.counts: Counter[str] = Counter()

    def count(self, reason: str) -> bool:
        """Count one more and return whether it is the first of its reason."""
        self.counts[reason] += 1
        return self.counts[reason] == 1
