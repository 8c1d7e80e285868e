"""Acknowledging an alarm: somebody knows of this occurrence, which stays raised all the same."""

from __future__ import annotations

from dataclasses import replace

from stagewatt.domain.alarm import Acknowledgement, Alarm, Event, EventKind
from stagewatt.domain.errors import Unknown
from stagewatt.monitor.latch import Latches
from stagewatt.monitor.state import RackState


def acknowledged(
    state: RackState, alarm: str, ack: Acknowledgement
) -> tuple[RackState, tuple[Event, ...]]:
    """Return the state in which an alarm carries an acknowledgement, and the event of it.

    `alarm` is the id of one occurrence in its written form. One that carries an acknowledgement
    already keeps it: the same state comes back, without an event. Raises Unknown for what is not
    raised (any more).
    """
    raised = _raised(state.latches, alarm)
    if raised is None:
        raise Unknown(f"no alarm {alarm[:100]} is raised", where="alarm")
    if raised.ack is not None:
        return state, ()
    rule, place = raised.id.rule, raised.id.place
    held = state.latches[rule]
    latch = replace(held[place], alarm=replace(raised, ack=ack))
    latches = {**state.latches, rule: {**held, place: latch}}
    return replace(state, latches=latches), (_event(raised, ack),)


def _raised(latches: Latches, alarm: str) -> Alarm | None:
    """Find by the whole id: places contain dots, so that it cannot be taken apart safely."""
    alarms = (latch.alarm for held in latches.values() for latch in held.values())
    return next((one for one in alarms if one is not None and str(one.id) == alarm), None)


def _event(alarm: Alarm, ack: Acknowledgement) -> Event:
    said = f" ({ack.comment})" if ack.comment else ""
    return Event(
        id=alarm.id,
        kind=EventKind.ACKNOWLEDGED,
        at_ns=ack.at_ns,
        severity=alarm.severity,
        text=f"acknowledged by {ack.by}{said}: {alarm.text}",
    )
