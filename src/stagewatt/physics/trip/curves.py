"""Delay curves of magnetic-hydraulic breakers as data: assumed bands, published bounds.

The bands are representative ones for simulation, shaped after published families of alternating-
current delay curves at 25 degC without preload; they are no maker's sheet. Published (Carling
Technologies' notes on its curves, CBI's answers): 100 % is held at any temperature; standard delays
must trip at 125 %, others at 135 %, those without delay at 150 %; a half-cycle pulse of 12 x rated
(high-inrush types: up to 25 x) does not trip.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

FLUX_S = (0.01, 0.02)
"""Shortest and longest time once the flux alone pulls the armature (assumed)."""

Row = tuple[float, float, float]
"""Multiple of rated current, shortest and longest time in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """One delay curve. The last row is the flux limit: from there on the time stays.

    `must_trip` is the multiple from which every device trips. `pulse` is the peak, as a multiple of
    rated current, that a half cycle may reach without a trip.
    """

    name: str
    assumed_rows: tuple[Row, ...]
    must_trip: float = 1.25
    pulse: float = 12.0

    @property
    def flux_limit(self) -> float:
        """The multiple from which the dashpot does not count."""
        return self.assumed_rows[-1][0]


ASSUMED_SHORT: tuple[Row, ...] = (
    (1.25, 0.5, 6.5),
    (1.5, 0.3, 3.0),
    (2.0, 0.1, 1.2),
    (4.0, 0.03, 0.5),
    (6.0, 0.011, 0.25),
    (8.0, 0.006, 0.10),
    (10.0, 0.006, 0.08),
)
ASSUMED_MEDIUM: tuple[Row, ...] = (
    (1.25, 10.0, 120.0),
    (1.5, 6.0, 60.0),
    (2.0, 2.0, 20.0),
    (4.0, 0.2, 3.0),
    (6.0, 0.02, 1.5),
    (8.0, 0.01, 0.8),
    (10.0, 0.01, 0.25),
)
ASSUMED_LONG: tuple[Row, ...] = (
    (1.25, 50.0, 700.0),
    (1.5, 30.0, 400.0),
    (2.0, 10.0, 150.0),
    (4.0, 1.5, 20.0),
    (6.0, 0.4, 8.0),
    (8.0, 0.02, 4.0),
    (10.0, 0.01, 1.0),
)
ASSUMED_NO_DELAY: tuple[Row, ...] = (
    (1.5, 0.01, 0.1),
    (2.0, 0.008, 0.05),
    (4.0, 0.006, 0.03),
    (6.0, 0.005, 0.02),
)
ASSUMED_FLUX_LIMIT, ASSUMED_HIGH_INRUSH_LIMIT = 12.0, 25.0


def _delayed(name: str, rows: tuple[Row, ...]) -> tuple[Curve, Curve]:
    """Return a curve and its high-inrush type, whose armature needs more flux."""
    fastest_s = min(FLUX_S[0], rows[-1][1])
    standard = (*rows, (ASSUMED_FLUX_LIMIT, fastest_s, FLUX_S[1]))
    patient = (*rows, (ASSUMED_HIGH_INRUSH_LIMIT, fastest_s, FLUX_S[1]))
    return (
        Curve(name=name, assumed_rows=standard),
        Curve(name=f"{name}-high-inrush", assumed_rows=patient, must_trip=1.35, pulse=25.0),
    )


SHORT, SHORT_HIGH_INRUSH = _delayed("short", ASSUMED_SHORT)
MEDIUM, MEDIUM_HIGH_INRUSH = _delayed("medium", ASSUMED_MEDIUM)
LONG, LONG_HIGH_INRUSH = _delayed("long", ASSUMED_LONG)
NO_DELAY = Curve(name="no-delay", assumed_rows=ASSUMED_NO_DELAY, must_trip=1.5, pulse=2.0)

CURVES = {
    curve.name: curve
    for curve in (
        SHORT,
        MEDIUM,
        LONG,
        SHORT_HIGH_INRUSH,
        MEDIUM_HIGH_INRUSH,
        LONG_HIGH_INRUSH,
        NO_DELAY,
    )
}
"""Every curve by its name."""


class Instantaneous(StrEnum):
    """The letter of a breaker's instantaneous release."""

    B = "B"
    C = "C"
    D = "D"


INSTANTANEOUS_RANGE = {
    Instantaneous.B: (3.0, 5.0),
    Instantaneous.C: (5.0, 10.0),
    Instantaneous.D: (10.0, 20.0),
}
"""Multiples: held for 0.1 s up to the first, tripped within 0.1 s from the second (IEC 60898-1)."""

NOT_INSTANTANEOUS_S = 0.1
"""Below its level an instantaneous release leaves at least this time (IEC 60898-1)."""
