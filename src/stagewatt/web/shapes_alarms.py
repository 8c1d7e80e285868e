"""The shapes of the API's answers about alarms and events."""

from __future__ import annotations

from typing import Literal

from stagewatt.web.shapes_parts import Number, SeverityWord, Shape


class Ack(Shape):
    """Who knows of an alarm. `age_s` is null where another boot of the node noted it."""

    by: str
    comment: str
    at: str | None
    age_s: Number


class Alarm(Shape):
    """One raised occurrence. `since` is null while the clock is unset or was another boot's."""

    id: str
    rack: str
    place: str
    rule: str
    occurrence: int
    severity: SeverityWord
    state: Literal["active", "unchecked"]
    since: str | None
    age_s: Number
    text: str
    value: Number
    limit: Number
    unit: str | None
    first_step: str | None
    ack: Ack | None


class Acknowledged(Shape):
    """What the newest picture says of an alarm that was just acknowledged.

    `ack` is the first one that was noted; null where the picture does not show it (any more).
    """

    id: str
    ack: Ack | None


class Alarms(Shape):
    """All raised alarms of all racks, the loudest first."""

    alarms: list[Alarm]


class Event(Shape):
    """Something that happened once. `alarm` is the id of the occurrence it belongs to."""

    id: str
    alarm: str
    rack: str
    place: str
    rule: str
    occurrence: int
    kind: Literal["raised", "cleared", "state", "changed", "acknowledged", "joined", "left"]
    severity: SeverityWord
    at: str | None
    age_s: float
    text: str
    before: str | None
    after: str | None


class Events(Shape):
    """Events, oldest first. `next` goes into `since`; not `complete`: some are no longer kept."""

    events: list[Event]
    next: str
    complete: bool
