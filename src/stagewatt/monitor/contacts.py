"""E-stop and neutral relay as their contacts say, held against lost data."""

from __future__ import annotations

from dataclasses import dataclass

from stagewatt.domain.alarm import Severity
from stagewatt.domain.quality import Mark, Quality
from stagewatt.domain.reading import BoardSample, Contact, ContactId
from stagewatt.domain.view import Contacts, EStop, NeutralRelay
from stagewatt.monitor.journal import Journal
from stagewatt.monitor.plan import E_STOP, MAIN_BREAKER, NEUTRAL_RELAY

_MS = 1_000_000

MAIN_CONTACTS = frozenset((ContactId.MAIN_ON, ContactId.MAIN_TRIPPED))
SAFETY_CONTACTS = frozenset((ContactId.E_STOP, ContactId.NEUTRAL_RELAY))

_BLINKERS = (
    (ContactId.E_STOP, E_STOP, "emergency stop"),
    (ContactId.NEUTRAL_RELAY, NEUTRAL_RELAY, "neutral relay"),
    (ContactId.MAIN_ON, MAIN_BREAKER, "main breaker"),
)


@dataclass(frozen=True, slots=True)
class ContactMemory:
    """What good data said last."""

    e_stop: EStop = EStop.UNKNOWN
    neutral_relay: NeutralRelay = NeutralRelay.UNKNOWN


def remember(
    before: ContactMemory, sample: BoardSample, at_ns: int, journal: Journal
) -> ContactMemory:
    """Return what is known after a good sample read at `at_ns`; events where something moved."""
    stop, relay = sample.contact(ContactId.E_STOP), sample.contact(ContactId.NEUTRAL_RELAY)
    e_stop = _e_stop(before.e_stop, stop)
    neutral_relay = _neutral_relay(before.neutral_relay, relay)
    if e_stop is before.e_stop and neutral_relay is before.neutral_relay:
        return before
    if stop is not None and _worth_telling(before.e_stop, e_stop, EStop.RELEASED):
        text = f"emergency stop {e_stop.value}"
        change = (before.e_stop.value, e_stop.value)
        journal.moved(E_STOP, text, _severity(stop), change, at_ns=_moved_ns(stop, at_ns))
    if relay is not None and _worth_telling(
        before.neutral_relay, neutral_relay, NeutralRelay.NOT_TRIPPED
    ):
        text = f"neutral relay {neutral_relay.value.replace('_', ' ')}"
        change = (before.neutral_relay.value, neutral_relay.value)
        journal.moved(NEUTRAL_RELAY, text, _severity(relay), change, at_ns=_moved_ns(relay, at_ns))
    return ContactMemory(e_stop, neutral_relay)


def _e_stop(before: EStop, contact: Contact | None) -> EStop:
    if contact is None:  # not wired any more: lost, as good as no data
        return before if before is EStop.PRESSED else EStop.UNKNOWN
    return EStop.PRESSED if contact.active else EStop.RELEASED


def _neutral_relay(before: NeutralRelay, contact: Contact | None) -> NeutralRelay:
    if contact is None:
        return before if before is NeutralRelay.TRIPPED else NeutralRelay.UNKNOWN
    return NeutralRelay.TRIPPED if contact.active else NeutralRelay.NOT_TRIPPED


def _worth_telling(before: str, after: str, normal: str) -> bool:
    """A change is told, but not that something was found normal at the first look."""
    return before != after and not (before == "unknown" and after == normal)


def _severity(contact: Contact) -> Severity:
    return Severity.CRITICAL if contact.active else Severity.ADVISORY


def _moved_ns(contact: Contact, at_ns: int) -> int:
    return at_ns - contact.since_ms * _MS


def blinks(before: BoardSample, after: BoardSample, at_ns: int, journal: Journal) -> None:
    """Write down contacts that moved and came back between two readings of one boot of a board."""
    for which, place, title in _BLINKERS:
        old, new = before.contact(which), after.contact(which)
        if old is None or new is None or old.active is not new.active:
            continue
        moves = (new.changes - old.changes) % 65_536
        if moves:
            state = "active" if new.active else "inactive"
            text = f"{title}: contact moved {moves} times between two readings"
            change = (state, state)
            at = _moved_ns(new, at_ns)
            journal.moved(place, text, Severity.WARNING, change, rule="blink", at_ns=at)


def view(memory: ContactMemory, mark: Mark) -> Contacts:
    """Return what may be shown: without good data what was normal is unknown, the rest stays."""
    e_stop, relay = memory.e_stop, memory.neutral_relay
    if mark.quality is not Quality.GOOD:
        e_stop = EStop.UNKNOWN if e_stop is EStop.RELEASED else e_stop
        relay = NeutralRelay.UNKNOWN if relay is NeutralRelay.NOT_TRIPPED else relay
    return Contacts(mark=mark, e_stop=e_stop, neutral_relay=relay)
