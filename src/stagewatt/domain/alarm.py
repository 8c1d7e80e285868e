"""Alarms and events: objects with ids that stay the same wherever they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How loud an alarm is; fixed for one occurrence."""

    CRITICAL = "critical"
    WARNING = "warning"
    ADVISORY = "advisory"


class AlarmState(StrEnum):
    """Where an occurrence stands; `UNCHECKED` = still raised, but its data is missing or stale."""

    ACTIVE = "active"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class AlarmId:
    """Which occurrence of which rule at which place of which rack."""

    rack: str
    place: str
    rule: str
    occurrence: int

    def __str__(self) -> str:
        """Return the id as it stands in addresses, for example `4711ab.A7.supervision.3`."""
        return f"{self.rack}.{self.place}.{self.rule}.{self.occurrence}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """Who said that they know of an alarm, and what they said.

    `at_ns` is monotonic of the boot `boot_id`; `at_wall_s` (seconds since 1970) is only a label,
    None where the clock was unset.
    """

    by: str
    comment: str
    at_ns: int
    boot_id: str
    at_wall_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One raised occurrence. `since_ns` is monotonic of the boot `boot_id` that raised it."""

    id: AlarmId
    severity: Severity
    state: AlarmState
    since_ns: int
    text: str
    value: float | None = None
    limit: float | None = None
    unit: str | None = None
    first_step: str | None = None
    """What to do or look at first."""
    boot_id: str = ""
    ack: Acknowledgement | None = None
    """None while nobody acknowledged this occurrence."""


class EventKind(StrEnum):
    """What happened."""

    RAISED = "raised"
    CLEARED = "cleared"
    STATE = "state"
    CHANGED = "changed"
    ACKNOWLEDGED = "acknowledged"
    JOINED = "joined"
    LEFT = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened once; `id` carries rack, place, rule and occurrence.

    `at_ns` is monotonic of this boot; the wall time is only a label, added where it is shown.
    """

    id: AlarmId
    kind: EventKind
    at_ns: int
    severity: Severity
    text: str
    before: str | None = None
    after: str | None = None
