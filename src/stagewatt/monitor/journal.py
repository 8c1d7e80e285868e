"""What one step writes down: events, and the numbers of occurrences, kept per place and rule."""

from __future__ import annotations

from collections.abc import Mapping

from stagewatt.domain.alarm import AlarmId, Event, EventKind, Severity
from stagewatt.monitor.snapshot import SnapshotId

Occurrences = Mapping[tuple[str, str], int]
"""How often something occurred, by place and rule."""


class Journal:
    """Collects the events of one step; what it was given is never changed."""

    def __init__(self, identity: SnapshotId, now_ns: int, occurrences: Occurrences) -> None:
        """Begin with the numbers of the step before."""
        self.identity = identity
        self.now_ns = now_ns
        self.occurrences = occurrences
        self.events: list[Event] = []

    def number(self, place: str, rule: str) -> AlarmId:
        """Return the id of a new occurrence."""
        count = self.occurrences.get((place, rule), 0) + 1
        self.occurrences = {**self.occurrences, (place, rule): count}
        return AlarmId(self.identity.rack, place, rule, count)

    def write(self, id_: AlarmId, kind: EventKind, severity: Severity, text: str) -> None:
        """Write down that an alarm was raised or cleared now."""
        event = Event(id=id_, kind=kind, at_ns=self.now_ns, severity=severity, text=text)
        self.events.append(event)

    def moved(
        self,
        place: str,
        text: str,
        severity: Severity,
        change: tuple[str, str],
        *,
        rule: str = "state",
        at_ns: int | None = None,
    ) -> None:
        """Write down that something went from one state to another, at `at_ns` or now."""
        before, after = change
        self.events.append(
            Event(
                id=self.number(place, rule),
                kind=EventKind.STATE,
                at_ns=self.now_ns if at_ns is None else at_ns,
                severity=severity,
                text=text,
                before=before,
                after=after,
            )
        )
