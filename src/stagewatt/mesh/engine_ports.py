"""What passes between a session of the engine and who runs it, without the engine's own types."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class RawLink:
    """One connection: the other's session, and both ends as HOST:PORT."""

    session: str
    near: str
    far: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question that waits: `answer` and `refuse` may block, one of them is called once."""

    payload: bytes
    answer: Callable[[bytes], None]
    refuse: Callable[[], None]


class Receiver(Protocol):
    """Who is told, on the engine's threads."""

    def heard(self, topic: str, payload: bytes) -> None:
        """Take a message of a topic that is told at once."""

    def alive(self, token: str, *, there: bool) -> None:
        """Take that a sign of life came or went."""

    def wanted(self, topic: str, *, wanted: bool) -> None:
        """Take whether anybody follows a topic."""

    def asked(self, question: Question) -> None:
        """Take a question."""
