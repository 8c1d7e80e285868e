"""A way's breaker: by its contact where one is fitted, else what its current lets infer."""

from __future__ import annotations

from dataclasses import dataclass

from stagewatt.domain.alarm import Severity
from stagewatt.domain.reading import Contact
from stagewatt.domain.view import BreakerState, Cause, CauseQuality
from stagewatt.monitor.journal import Journal

ABRUPT_NS = 1_000_000_000
"""A current above the rating that is gone within this time went abruptly."""

GONE_NS = 250_000_000
"""It must stay gone this long, with the main still on, before the way counts as tripped."""

_OPENED = (BreakerState.OFF, BreakerState.TRIPPED)


@dataclass(frozen=True, slots=True)
class WayBreaker:
    """What good data said last. `over_ns`, `gone_ns`: last seen above its rating, first gone."""

    state: BreakerState = BreakerState.UNKNOWN
    cause: Cause | None = None
    quality: CauseQuality = CauseQuality.UNKNOWN
    over_ns: int | None = None
    gone_ns: int | None = None


NOTHING = WayBreaker()
FLOWING = WayBreaker(BreakerState.ON)
OPEN = WayBreaker(BreakerState.OFF, Cause.UNKNOWN, CauseQuality.UNKNOWN)
TRIPPED = WayBreaker(BreakerState.TRIPPED, Cause.OVERLOAD, CauseQuality.INFERRED)


@dataclass(frozen=True, slots=True)
class WayNow:
    """What a good sample says of one way."""

    at_ns: int
    flowing: bool
    over: bool
    contact: Contact | None
    main_on: bool


def remember(before: WayBreaker, now: WayNow) -> WayBreaker:
    """Return what is known of the breaker after a good sample.

    Current that flows shows a closed breaker, whatever a contact says. No current shows nothing,
    unless it broke off from above the rating while the main stayed on: then the way is taken as
    tripped until current flows again. Off is never inferred.
    """
    if now.flowing:
        return WayBreaker(BreakerState.ON, over_ns=now.at_ns) if now.over else FLOWING
    if now.contact is not None:
        return _by_contact(before, now, now.contact)
    if before.state in _OPENED:
        return before
    if before.over_ns is None or not now.main_on:
        return NOTHING
    if before.gone_ns is None:
        abrupt = now.at_ns - before.over_ns <= ABRUPT_NS
        return WayBreaker(over_ns=before.over_ns, gone_ns=now.at_ns) if abrupt else NOTHING
    return TRIPPED if now.at_ns - before.gone_ns >= GONE_NS else before


def _by_contact(before: WayBreaker, now: WayNow, contact: Contact) -> WayBreaker:
    if contact.active:
        return FLOWING
    if before.state in _OPENED:
        return before
    abrupt = before.over_ns is not None and now.at_ns - before.over_ns <= ABRUPT_NS
    return TRIPPED if abrupt and now.main_on else OPEN


def shown(known: WayBreaker, *, good: bool) -> WayBreaker:
    """Return what may be shown: without good data an "on" is unknown, the rest stays."""
    return known if good or known.state is not BreakerState.ON else NOTHING


def tell(way: str, before: WayBreaker, after: WayBreaker, journal: Journal) -> None:
    """Write down that a breaker opened, or closed again."""
    if after.state is before.state or not (
        after.state is BreakerState.TRIPPED
        or (after.state is BreakerState.OFF and before.state is BreakerState.ON)
        or (after.state is BreakerState.ON and before.state in _OPENED)
    ):
        return
    text = f"{way}: breaker {after.state.value}"
    if after.cause is Cause.OVERLOAD:
        text += f", cause overload ({after.quality.value})"
    severity = Severity.WARNING if after.state in _OPENED else Severity.ADVISORY
    journal.moved(way, text, severity, (before.state.value, after.state.value), rule="breaker")
