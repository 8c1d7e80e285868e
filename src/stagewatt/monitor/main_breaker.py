"""Position of the main breaker, held against lost data, with the cause of its not being on."""

from __future__ import annotations

from dataclasses import dataclass, replace

from stagewatt.domain.alarm import Severity
from stagewatt.domain.quality import Mark, Quality
from stagewatt.domain.reading import BoardSample, Contact, ContactId
from stagewatt.domain.setup import RackSetup
from stagewatt.domain.view import BreakerState, BreakerView, Cause, CauseQuality
from stagewatt.monitor.history import History, Peak, largest
from stagewatt.monitor.journal import Journal
from stagewatt.monitor.plan import MAIN_BREAKER
from stagewatt.monitor.trip_cause import MANUAL, UNKNOWN, inferred, sensed

_MS = 1_000_000
_TRIPPED_FIRST = (ContactId.E_STOP, ContactId.NEUTRAL_RELAY, ContactId.MAIN_TRIPPED)
_WORDS = {Cause.E_STOP: "E-stop", Cause.NEUTRAL_LOSS: "loss of neutral"}
_SEVERITY = {
    BreakerState.ON: Severity.ADVISORY,
    BreakerState.OFF: Severity.WARNING,
    BreakerState.TRIPPED: Severity.CRITICAL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MainMemory:
    """What good data said last; lost data leaves it as it is."""

    state: BreakerState = BreakerState.UNKNOWN
    cause: Cause | None = None
    quality: CauseQuality = CauseQuality.UNKNOWN
    since_ns: int | None = None
    boot: int = 0
    trips: int | None = None
    """The contact's change counter while tripped: two trips between two readings are two."""
    closings: int | None = None
    """Change counter of the main-on contact: when it moved, the main was on in between."""


def position(sample: BoardSample) -> tuple[BreakerState, Contact] | None:
    """Return where the breaker stands, and the contact that says so.

    None when no contact is wired, or when they contradict each other.
    """
    on, tripped = sample.contact(ContactId.MAIN_ON), sample.contact(ContactId.MAIN_TRIPPED)
    if on is None:
        if tripped is None:
            return None
        return (BreakerState.TRIPPED if tripped.active else BreakerState.UNKNOWN), tripped
    if tripped is None:
        return _without_trip_contact(sample, on), on
    if tripped.active:
        return None if on.active else (BreakerState.TRIPPED, tripped)
    return (BreakerState.ON if on.active else BreakerState.OFF), on


def _without_trip_contact(sample: BoardSample, on: Contact) -> BreakerState:
    if on.active:
        return BreakerState.ON
    tripped = sensed(sample) is not None or sample.first_out is ContactId.MAIN_TRIPPED
    return BreakerState.TRIPPED if tripped else BreakerState.OFF


def remember(
    before: MainMemory,
    sample: BoardSample,
    stands: tuple[BreakerState, Contact],
    at_ns: int,
    history: History,
    setup: RackSetup,
    journal: Journal,
) -> MainMemory:
    """Return what is known after a good sample (read at `at_ns`) whose contacts say `stands`."""
    state, contact = stands
    trips = contact.changes if state is BreakerState.TRIPPED else None
    closings = _closings(sample)
    since_ns = at_ns - contact.since_ms * _MS
    again = sample.boot == before.boot and trips != before.trips
    reopened = state is BreakerState.OFF and _was_on(before, sample)
    if state is not before.state or again or reopened:
        peak = largest(history, since_ns)
        cause, quality = _why(before, state, sample, setup, peak)
        after = MainMemory(
            state=state,
            cause=cause,
            quality=quality,
            since_ns=since_ns,
            boot=sample.boot,
            trips=trips,
            closings=closings,
        )
        _tell(before, after, journal)
        return after
    after = replace(_confirmed(before, sample, trips), closings=closings)
    between = sample.boot == before.boot and closings != before.closings
    # It opened and closed between two looks: it stands as before, but not since then.
    return replace(after, since_ns=since_ns) if between else after


def _closings(sample: BoardSample) -> int | None:
    on = sample.contact(ContactId.MAIN_ON)
    return None if on is None else on.changes


def _was_on(before: MainMemory, sample: BoardSample) -> bool:
    """Whether the main was on since the last good sample, or at it, in one run of the board."""
    if sample.boot != before.boot:
        return False
    return before.state is BreakerState.ON or before.closings != _closings(sample)


def _confirmed(before: MainMemory, sample: BoardSample, trips: int | None) -> MainMemory:
    """The same state once more: a latch that speaks up later still names the cause."""
    after = before
    if sample.boot != before.boot:
        after = replace(after, boot=sample.boot, trips=trips)
    if before.state is BreakerState.TRIPPED and sample.first_out is not None:
        why = sensed(sample)
        if why is not None and why != (before.cause, before.quality):
            after = replace(after, cause=why[0], quality=why[1])
    return after


def _why(
    before: MainMemory,
    state: BreakerState,
    sample: BoardSample,
    setup: RackSetup,
    peak: Peak | None,
) -> tuple[Cause | None, CauseQuality]:
    if state is BreakerState.TRIPPED:
        return sensed(sample) or inferred(setup, peak)
    if state is not BreakerState.OFF:
        return None, CauseQuality.UNKNOWN
    was_on = _was_on(before, sample)
    if before.state is BreakerState.TRIPPED and sample.boot == before.boot and not was_on:
        return before.cause, before.quality  # the lever was moved, the reason stays
    if sample.contact(ContactId.MAIN_TRIPPED) is None or sample.first_out in _TRIPPED_FIRST:
        return sensed(sample) or UNKNOWN
    by_hand = was_on or sample.first_out is ContactId.MAIN_ON
    return MANUAL if by_hand else sensed(sample) or UNKNOWN


def _tell(before: MainMemory, after: MainMemory, journal: Journal) -> None:
    if after.state is BreakerState.UNKNOWN:
        return
    if after.state is BreakerState.ON and before.state is BreakerState.UNKNOWN:
        return
    text = f"main breaker {after.state.value}"
    if after.cause is not None:
        quality = "" if after.cause is Cause.UNKNOWN else f" ({after.quality.value})"
        text += f", cause {_WORDS.get(after.cause, after.cause.value.replace('_', ' '))}{quality}"
    severity = _SEVERITY[after.state]
    change = (before.state.value, after.state.value)
    journal.moved(MAIN_BREAKER, text, severity, change, at_ns=after.since_ns)


def view(memory: MainMemory, mark: Mark) -> BreakerView:
    """Return what may be shown: without good data an "on" is unknown, the rest stays."""
    lost = mark.quality is not Quality.GOOD
    if memory.state is BreakerState.UNKNOWN or (lost and memory.state is BreakerState.ON):
        return BreakerView(
            mark=mark, state=BreakerState.UNKNOWN, cause=None, cause_quality=CauseQuality.UNKNOWN
        )
    return BreakerView(
        mark=mark,
        state=memory.state,
        cause=memory.cause,
        cause_quality=memory.quality,
        since_ns=memory.since_ns,
    )
