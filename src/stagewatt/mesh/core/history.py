"""Events in both directions: numbered per run, none lost, none taken twice."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from stagewatt.domain.alarm import AlarmId, Event
from stagewatt.mesh.codes import KIND, MS, SEVERITY, age_ms
from stagewatt.mesh.compose_card import cut
from stagewatt.mesh.core.peers import Other
from stagewatt.mesh.messages import EventPiece, Events
from stagewatt.mesh.questions import AskEvents

KEPT = 1000
"""How many of its own events a node can still tell."""

BATCH = 100
"""How many events one message carries at most."""

FIRST = 50
"""Of a run met for the first time, so many of its newest events are fetched."""


class OwnEvents:
    """This run's own events, numbered from 1."""

    def __init__(self, instance: str) -> None:
        """Begin with none."""
        self._instance = instance
        self._ring: deque[Event] = deque(maxlen=KEPT)
        self.newest = 0

    def add(self, events: Iterable[Event], now_ns: int) -> tuple[Events, ...]:
        """Keep events and return the messages that tell them."""
        first = self.newest + 1
        for event in events:
            self._ring.append(event)
            self.newest += 1
        return tuple(
            self.after(number - 1, now_ns) for number in range(first, self.newest + 1, BATCH)
        )

    def after(self, number: int, now_ns: int) -> Events:
        """Return the events after a number, as many as one message carries."""
        oldest = self.newest - len(self._ring) + 1
        first = min(max(oldest, number + 1), self.newest + 1)
        found = tuple(self._ring)[first - oldest : first - oldest + BATCH]
        pieces = tuple(event_piece(event, now_ns) for event in found)
        return Events(self._instance, first, pieces)

    def asked(self, question: AskEvents, now_ns: int) -> Events:
        """Answer a question; one that was meant for a former run is told from the first on."""
        same = question.instance == self._instance
        return self.after(question.after if same else 0, now_ns)


def event_piece(event: Event, now_ns: int) -> EventPiece:
    """Return an event as it travels."""
    return EventPiece(
        rack=event.id.rack,
        place=cut(event.id.place, 128),
        rule=cut(event.id.rule, 128),
        occurrence=event.id.occurrence,
        kind=KIND.number(event.kind),
        age_ms=age_ms(event.at_ns, now_ns) or 0,
        severity=SEVERITY.number(event.severity),
        text=cut(event.text),
        before=None if event.before is None else cut(event.before),
        after=None if event.after is None else cut(event.after),
    )


def event_of(piece: EventPiece, now_ns: int) -> Event:
    """Return the event, its instant on this node's clock."""
    return Event(
        id=AlarmId(piece.rack, piece.place, piece.rule, piece.occurrence),
        kind=KIND.word(piece.kind),
        at_ns=now_ns - piece.age_ms * MS,
        severity=SEVERITY.word(piece.severity),
        text=piece.text,
        before=piece.before,
        after=piece.after,
    )


def told(other: Other, newest: int) -> bool:
    """Take the number of a node's newest event and return whether events must be asked for."""
    if other.events is None:
        other.events = max(0, newest - FIRST)
    return newest > other.events


def taken(other: Other, message: Events, now_ns: int, *, answer: bool) -> tuple[Event, ...]:
    """Return the events that are new; none when some before them did not come yet.

    An answer that begins later than asked says that the others are kept no more; an empty one
    says nothing: its node may have taken the question for one about another run.
    """
    newest = message.first + len(message.events) - 1
    if other.events is None:
        other.events = max(0, newest - FIRST)
    have = other.events
    if not message.events or newest <= have or (message.first > have + 1 and not answer):
        return ()
    other.events = newest
    new = message.events[max(0, have + 1 - message.first) :]
    return tuple(event_of(piece, now_ns) for piece in new)
