"""Where the parts of the core put what they want done; open questions are known here."""

from __future__ import annotations

from collections.abc import Iterable

from stagewatt.domain.alarm import Event
from stagewatt.mesh.core.outputs import Ask, Key, Me, Output, Record, Say
from stagewatt.mesh.messages import Said
from stagewatt.mesh.questions import Question

OPEN_NS = 10_000_000_000
"""A question of which the shell never said anything is asked anew after this long."""

AGAIN_NS = 400_000_000


class Desk:
    """Collects outputs in their order."""

    def __init__(self, me: Me, now_ns: int) -> None:
        """Take who this node is and when it started."""
        self.me = me
        self.start_ns = now_ns
        self._outputs: list[Output] = []
        self._open: dict[Key, int] = {}

    def put(self, output: Output) -> None:
        """Want something done."""
        self._outputs.append(output)

    def take(self) -> tuple[Output, ...]:
        """Return all that is wanted, and forget it."""
        outputs, self._outputs = tuple(self._outputs), []
        return outputs

    def say(self, topic: str, message: Said, *, urgent: bool) -> None:
        """Want a message said on one of this node's topics."""
        self.put(Say(topic, message, urgent))

    def record(self, events: Iterable[Event]) -> None:
        """Want events kept in this node's own ring."""
        kept = tuple(events)
        if kept:
            self.put(Record(kept))

    def opened(self, key: Key, now_ns: int) -> None:
        """Note that something is under way, until `closed`."""
        self._open[key] = now_ns

    def ask(self, key: Key, node: str, question: Question, now_ns: int) -> bool:
        """Want a question asked, unless one for the same purpose is still open."""
        if self.is_open(key, now_ns):
            return False
        self.opened(key, now_ns)
        self.put(Ask(key, node, question))
        return True

    def closed(self, key: Key) -> None:
        """Take that a question was answered."""
        self._open.pop(key, None)

    def failed(self, key: Key, now_ns: int) -> None:
        """Take that it was not; it is asked anew after a moment."""
        self._open[key] = now_ns - OPEN_NS + AGAIN_NS

    def sweep(self, now_ns: int) -> None:
        """Forget what was under way so long ago that it is not any more."""
        self._open = {key: ns for key, ns in self._open.items() if now_ns - ns < OPEN_NS}

    def is_open(self, key: Key, now_ns: int) -> bool:
        """Return whether a question still waits for its answer."""
        asked_ns = self._open.get(key)
        return asked_ns is not None and now_ns - asked_ns < OPEN_NS
