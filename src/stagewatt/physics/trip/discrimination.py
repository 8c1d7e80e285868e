"""Which of two devices in a row opens first: bands compared, never single curves.

Selective: whatever devices are drawn from their bands, the one above stays closed until the one
below has opened. Not selective: the one above opens first for sure. Between: undetermined.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from stagewatt.domain.phases import L123N
from stagewatt.physics.trip import electronic, magnetic_hydraulic
from stagewatt.physics.trip.band import Band, Verdict
from stagewatt.physics.trip.curves import Curve, Instantaneous

STEP = 1.01
"""Currents are tried this far apart; narrower spans may be missed."""
_HALVINGS = 20


class Outcome(StrEnum):
    """What can be said of two devices at one prospective current."""

    SELECTIVE = "selective"
    NOT_SELECTIVE = "not_selective"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Device:
    """A device by name, and its band at a current in amps."""

    name: str
    band: Callable[[float], Band]


@dataclass(frozen=True, slots=True)
class Span:
    """From one current up to another, amps, the outcome stays."""

    from_a: float
    to_a: float
    outcome: Outcome


def breaker(
    name: str, rated_a: float, curve: Curve, instantaneous: Instantaneous | None = None
) -> Device:
    """Return a magnetic-hydraulic breaker as a device."""
    return Device(name, lambda i_a: magnetic_hydraulic.band(curve, i_a / rated_a, instantaneous))


def main(name: str, settings: electronic.Settings, other_a: float = 0.0) -> Device:
    """Return a main breaker as a device; it carries `other_a` amps of other ways besides."""
    return Device(
        name, lambda i_a: electronic.band(settings, L123N(i_a + other_a, other_a, other_a, 0.0))
    )


def compare(below: Device, above: Device, i_a: float) -> Outcome:
    """Return the outcome at one prospective current, amps."""
    low, high = below.band(i_a), above.band(i_a)
    if high.verdict is Verdict.HOLDS or low.t_max_s < high.t_min_s:
        return Outcome.SELECTIVE
    return Outcome.NOT_SELECTIVE if high.t_max_s < low.t_min_s else Outcome.UNDETERMINED


def first(devices: Sequence[Device], i_a: float) -> tuple[str, ...]:
    """Return the names of those that may open first: one when it is certain, none when none can."""
    bands = {device.name: device.band(i_a) for device in devices}
    sure_s = min(each.t_max_s for each in bands.values())
    return tuple(
        name
        for name, each in bands.items()
        if each.verdict is not Verdict.HOLDS and each.t_min_s <= sure_s
    )


def spans(below: Device, above: Device, from_a: float, to_a: float) -> tuple[Span, ...]:
    """Return the outcomes over a range of prospective currents (amps), rising, without gaps.

    Raises ValueError for a range that is none.
    """
    if not 0 < from_a < to_a:
        raise ValueError(f"no range of currents: {from_a:g} to {to_a:g} A")
    found: list[Span] = []
    start_a, at_a, outcome = from_a, from_a, compare(below, above, from_a)
    while at_a < to_a:
        next_a = min(at_a * STEP, to_a)
        after = compare(below, above, next_a)
        if after is not outcome:
            edge_a = _edge_a(below, above, at_a, next_a)
            found.append(Span(start_a, edge_a, outcome))
            start_a, outcome = edge_a, after
        at_a = next_a
    return (*found, Span(start_a, to_a, outcome))


def _edge_a(below: Device, above: Device, low_a: float, high_a: float) -> float:
    """Return the current between two at which the outcome of the lower one ends."""
    outcome = compare(below, above, low_a)
    for _ in range(_HALVINGS):
        middle_a = (low_a + high_a) / 2
        if compare(below, above, middle_a) is outcome:
            low_a = middle_a
        else:
            high_a = middle_a
    return high_a
