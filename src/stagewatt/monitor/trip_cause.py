"""Why the main is not on: sensed by contacts and first-out latch, else inferred from currents."""

from __future__ import annotations

from stagewatt.domain.rack import MainKind
from stagewatt.domain.reading import BoardSample, ContactId
from stagewatt.domain.setup import RackSetup
from stagewatt.domain.view import Cause, CauseQuality
from stagewatt.monitor.history import Peak

Why = tuple[Cause, CauseQuality]

UNKNOWN: Why = (Cause.UNKNOWN, CauseQuality.UNKNOWN)
MANUAL: Why = (Cause.MANUAL, CauseQuality.INFERRED)

NO_TRIP = 1.05
"""Up to this multiple of its setting a breaker must not trip (IEC 60947-2, table of overloads)."""

_SENSED = {
    ContactId.E_STOP: Cause.E_STOP,
    ContactId.NEUTRAL_RELAY: Cause.NEUTRAL_LOSS,
}


def sensed(sample: BoardSample) -> Why | None:
    """Return the cause that the contacts tell; None when they tell none.

    The first-out latch decides. A board without one (or that lost it) leaves the order in which
    the contacts moved: one that moved alone and before the breaker is as good as sensed. Of two
    the older is only inferred, as is one as old as the breaker's; two of one age tell nothing.
    """
    if sample.first_out is not None:
        cause = _SENSED.get(sample.first_out)
        return None if cause is None else (cause, CauseQuality.SENSED)
    leads = _leads_ms(sample)
    if not leads:
        return None
    lead_ms, oldest = max(leads)
    if len(leads) > 1:
        return UNKNOWN if lead_ms == min(leads)[0] else (Cause(oldest), CauseQuality.INFERRED)
    return Cause(oldest), CauseQuality.SENSED if lead_ms > 0 else CauseQuality.INFERRED


def _leads_ms(sample: BoardSample) -> list[tuple[int, str]]:
    """By how much each active contact moved before the main, with its cause."""
    main = sample.contact(ContactId.MAIN_TRIPPED) or sample.contact(ContactId.MAIN_ON)
    main_ms = 0 if main is None else main.since_ms
    found = []
    for which, cause in _SENSED.items():
        contact = sample.contact(which)
        if contact is not None and contact.active and contact.since_ms >= main_ms:
            found.append((contact.since_ms - main_ms, cause.value))
    return found


def dial(setup: RackSetup, name: str) -> float | None:
    """Return a setting of the main device: as a person confirmed it, else as it left the factory.

    None = the step OFF, or no such dial.
    """
    confirmed = dict(setup.dials)
    if name in confirmed:
        return confirmed[name]
    factory = setup.model.main.dials.get(name)
    return None if factory is None else factory.factory


def inferred(setup: RackSetup, peak: Peak | None) -> Why:
    """Return the cause that the largest currents before the trip suggest; fastest element first.

    A switch-disconnector does not trip on current, and currents that nobody read tell nothing.
    """
    main = setup.model.main
    if peak is None or main.kind is not MainKind.MCCB:
        return UNKNOWN
    elements = (
        ("ii", 1.0, peak.phase_a, Cause.INSTANTANEOUS),
        ("isd", 1.0, peak.phase_a, Cause.SHORT_TIME),
        ("in", 1.0, peak.neutral_a, Cause.NEUTRAL_OVERCURRENT),
        ("ir", NO_TRIP, peak.phase_a, Cause.OVERLOAD),
    )
    for name, share, i_a, cause in elements:
        setting = dial(setup, name)
        if setting is not None and i_a > share * setting * main.rated_a:
            return cause, CauseQuality.INFERRED
    return UNKNOWN
