"""Alarms and events about nodes: a rack whose node does not answer, one that joined, one back."""

from __future__ import annotations

from dataclasses import replace

from stagewatt.domain.alarm import (
    Acknowledgement,
    Alarm,
    AlarmId,
    AlarmState,
    Event,
    EventKind,
    Severity,
)

PLACE = "node"
RULE = "not_answering"
JOINED = "joined"
FORGOTTEN = "forgotten"
OWNER = "owner"
MERGE = "merge"
TEXT = "NO ANSWER, TREAT AS LIVE"
FIRST_STEP = "Check the rack's node, its supply and the network between; then the rack itself."


class Silences:
    """The alarms of racks whose nodes do not answer; occurrences count for the process's life."""

    def __init__(self, boot_id: str) -> None:
        """Take the boot whose clock the alarms carry."""
        self._boot_id = boot_id
        self._raised: dict[str, Alarm] = {}
        self._numbers: dict[tuple[str, str], int] = {}

    def alarm(self, rack: str) -> Alarm | None:
        """Return the raised alarm of a rack."""
        return self._raised.get(rack)

    def number(self, rack: str, rule: str) -> AlarmId:
        """Return the id of one more occurrence."""
        number = self._numbers[rack, rule] = self._numbers.get((rack, rule), 0) + 1
        return AlarmId(rack, PLACE, rule, number)

    def raised(self, rack: str, text: str, since_ns: int, now_ns: int) -> Event:
        """Raise the alarm of a rack and return what happened."""
        alarm = Alarm(
            id=self.number(rack, RULE),
            severity=Severity.CRITICAL,
            state=AlarmState.ACTIVE,
            since_ns=since_ns,
            text=f"{TEXT}: {text}",
            first_step=FIRST_STEP,
            boot_id=self._boot_id,
        )
        self._raised[rack] = alarm
        return _event(alarm.id, EventKind.RAISED, now_ns, alarm.severity, alarm.text)

    def cleared(self, rack: str, now_ns: int) -> tuple[Event, ...]:
        """Clear the alarm of a rack, if there is one."""
        alarm = self._raised.pop(rack, None)
        if alarm is None:
            return ()
        text = f"cleared: {alarm.text}"
        return (_event(alarm.id, EventKind.CLEARED, now_ns, alarm.severity, text),)

    def acknowledged(self, rack: str, ack: Acknowledgement, now_ns: int) -> tuple[Event, ...]:
        """Note who knows of it; the first one stays. None for a rack without such an alarm.

        What was acknowledged before this silence began was another one: seen by some nodes only.
        """
        alarm = self._raised.get(rack)
        if alarm is None or alarm.ack is not None or ack.at_ns < alarm.since_ns:
            return ()
        self._raised[rack] = replace(alarm, ack=ack)
        said = f": {ack.comment}" if ack.comment else ""
        text = f"acknowledged by {ack.by}{said}"
        return (_event(alarm.id, EventKind.ACKNOWLEDGED, now_ns, Severity.ADVISORY, text),)

    def acks(self) -> tuple[tuple[str, Acknowledgement], ...]:
        """Return all that are acknowledged now."""
        return tuple(
            (rack, alarm.ack) for rack, alarm in self._raised.items() if alarm.ack is not None
        )

    def joined(self, rack: str, text: str, now_ns: int) -> Event:
        """Return the event of a rack never seen before."""
        return _event(self.number(rack, JOINED), EventKind.JOINED, now_ns, Severity.ADVISORY, text)

    def forgotten(self, rack: str, now_ns: int) -> Event:
        """Drop the alarm of a rack and return the event that it was forgotten."""
        self._raised.pop(rack, None)
        text = f"rack {rack} was forgotten at a person's request"
        return _event(self.number(rack, FORGOTTEN), EventKind.LEFT, now_ns, Severity.ADVISORY, text)

    def told(self, rack: str, rule: str, text: str, now_ns: int) -> Event:
        """Return an event that something about a rack's node changed."""
        return _event(self.number(rack, rule), EventKind.STATE, now_ns, Severity.WARNING, text)


def _event(which: AlarmId, kind: EventKind, now_ns: int, severity: Severity, text: str) -> Event:
    return Event(id=which, kind=kind, at_ns=now_ns, severity=severity, text=text)
