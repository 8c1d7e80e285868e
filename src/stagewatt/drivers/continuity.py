"""Whether a board's sample can follow the one before it: counters only ever tell one story."""

from __future__ import annotations

from dataclasses import dataclass

from stagewatt.domain.reading import BoardSample, Contact, Fault
from stagewatt.drivers.failure import ReadFailed

FROZEN_POLLS = 3
FROZEN_NS = 1_000_000_000
"""A frame counter that stood still for so many polls and so long belongs to a board that hangs.

A board renews its values ten times a second (docs/formats/rack-io.md).
"""
RECENT_NS = 60_000_000_000
"""Within this time a 16-bit frame counter cannot come round."""
CLOCK_SLACK_MS = 1500
"""How far apart two looks at the same event may seem: the answers' way, and a board's clock."""

_WRAP, _HALF = 0x10000, 0x8000
_SINCE_MAX_MS = 0xFFFFFFFF
_MS = 1_000_000


@dataclass(frozen=True, slots=True)
class Trail:
    """The newest accepted sample, when it was taken (monotonic), how long it has not moved."""

    sample: BoardSample
    at_ns: int
    still_polls: int = 0


class Hangs(ReadFailed):
    """The board answers the same for ever; it is still the same board."""


def follow(before: Trail | None, sample: BoardSample, at_ns: int) -> Trail:
    """Return the trail after one more sample of the same board.

    A sample of the same frame is no new one: the old stays, with its age. ReadFailed (IMPLAUSIBLE)
    when the board hangs, or when its counters contradict what it said before; whoever gets that
    should begin a new trail (None), so that a lasting contradiction costs one sample only.
    """
    if before is None:
        return Trail(sample, at_ns)
    if sample.boot != before.sample.boot:
        if (sample.boot - before.sample.boot) % _WRAP >= _HALF:
            why = f"boot counter went back from {before.sample.boot} to {sample.boot}"
            raise ReadFailed(Fault.IMPLAUSIBLE, why)
        return Trail(sample, at_ns)
    steps = (sample.frame - before.sample.frame) % _WRAP
    if steps == 0:
        return _still(before, at_ns)
    if steps >= _HALF and at_ns - before.at_ns < RECENT_NS:
        why = f"frame counter went back from {before.sample.frame} to {sample.frame}"
        raise ReadFailed(Fault.IMPLAUSIBLE, why)
    _check_contacts(before, sample, (at_ns - before.at_ns) // _MS)
    return Trail(sample, at_ns)


def _still(before: Trail, at_ns: int) -> Trail:
    polls = before.still_polls + 1
    if polls >= FROZEN_POLLS and at_ns - before.at_ns >= FROZEN_NS:
        why = f"the board hangs: frame {before.sample.frame} in {polls} polls"
        raise Hangs(Fault.IMPLAUSIBLE, why)
    return Trail(before.sample, before.at_ns, polls)


def _check_contacts(before: Trail, sample: BoardSample, passed_ms: int) -> None:
    known = dict(before.sample.contacts)
    for which, contact in sample.contacts:
        wrong = _contradiction(known.get(which), contact, passed_ms)
        if wrong:
            raise ReadFailed(Fault.IMPLAUSIBLE, f"contact {which.value}: {wrong}")


def _contradiction(old: Contact | None, new: Contact, passed_ms: int) -> str | None:
    """Say what two looks at one contact have against each other, None when they agree."""
    if old is None:
        return None
    changes = (new.changes - old.changes) % _WRAP
    if changes % 2 != (old.active is not new.active):
        return f"{changes} changes, but {old.active} before and {new.active} now"
    if changes == 0 and new.since_ms < old.since_ms:
        return "the time since its last change went back"
    recent = new.since_ms <= passed_ms + CLOCK_SLACK_MS
    if changes and not recent and new.since_ms != _SINCE_MAX_MS:
        return f"changed since the last look, yet {new.since_ms} ms ago"
    return None
