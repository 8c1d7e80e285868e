"""The dials of an electronic release, where a device stands in its tolerances, what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from stagewatt.domain.figures import MainTolerances

MUST_HOLD, MUST_TRIP = 1.05, 1.30
"""Multiples of IR: never in two hours, and for sure within them (IEC 60947-2)."""

ASSUMED = MainTolerances()
"""What no maker's sheet was seen for: reference of tR, pick-up, tolerances, memory."""
REFERENCE = ASSUMED.reference
PICKUP = (ASSUMED.pickup_low + ASSUMED.pickup_high) / 2
ASSUMED_BREAK_SPREAD_S = 0.005
"""Plus and minus on the total break time of an instantaneous trip (20 to 30 ms)."""


class Element(StrEnum):
    """Which part of the release acted, the fastest first."""

    INSTANTANEOUS = "instantaneous"
    SHORT_TIME = "short_time"
    NEUTRAL = "neutral"
    LONG_TIME = "long_time"


class Model(StrEnum):
    """How the long time is computed: I2t constant above pick-up, or the image of a warm body."""

    I2T = "i2t"
    ASYMPTOTIC = "asymptotic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The dials in amps and seconds; None is the dial's step OFF.

    `pickup` is the multiple of IR above which the long time runs, between 1.05 and 1.30. `late`
    and `high` say where this device stands in its tolerances of time and of level: 0 as the dial
    says, -1 fastest or lowest, 1 slowest or highest. Raises ValueError for what cannot be.
    """

    ir_a: float
    isd_a: float | None
    ii_a: float
    in_a: float | None
    tr_s: float
    tsd_s: float
    tn_s: float
    pickup: float = PICKUP
    tolerances: MainTolerances = ASSUMED
    model: Model = Model.I2T
    late: float = 0.0
    high: float = 0.0

    def __post_init__(self) -> None:
        """Refuse a device outside its tolerances and dials that are no amounts."""
        if not (MUST_HOLD <= self.pickup <= MUST_TRIP < self.tolerances.reference):
            raise ValueError(f"pick-up or reference outside what the standard allows: {self}")
        if not (-1 <= self.late <= 1 and -1 <= self.high <= 1):
            raise ValueError(f"outside the tolerance band: {self}")
        levels = [each for each in (self.isd_a, self.in_a) if each is not None]
        amounts = (self.ir_a, self.ii_a, self.tr_s, self.tsd_s, self.tn_s, self.tolerances.memory_s)
        if min(*amounts, *levels) <= 0:
            raise ValueError(f"a dial at zero or below: {self}")


def long_factor(settings: Settings) -> float:
    """Return by how much this device's long time is longer than the dial says."""
    return 1 + settings.late * settings.tolerances.long_share


def definite_s(settings: Settings, set_s: float) -> float:
    """Return the seconds a definite time takes on this device."""
    tolerances = settings.tolerances
    return set_s + settings.late * max(tolerances.short_share * set_s, tolerances.short_s)


def break_s(settings: Settings) -> float:
    """Return the total break time of an instantaneous trip, seconds."""
    return settings.tolerances.instantaneous_s + settings.late * ASSUMED_BREAK_SPREAD_S


def checks(settings: Settings) -> tuple[str, ...]:
    """Return what is inconsistent about the dials, in words; nothing when they agree."""
    found = []
    ir_a, isd_a, ii_a = settings.ir_a, settings.isd_a, settings.ii_a
    if isd_a is not None and isd_a >= ii_a:
        found.append(
            f"Isd ({isd_a:g} A) is not below Ii ({ii_a:g} A): the short time never acts alone;"
            " set Isd below Ii"
        )
    if isd_a is not None and isd_a <= ir_a:
        found.append(
            f"Isd ({isd_a:g} A) is not above IR ({ir_a:g} A): rated load trips in tsd;"
            " set Isd above IR"
        )
    if ii_a <= ir_a:
        found.append(
            f"Ii ({ii_a:g} A) is not above IR ({ir_a:g} A): rated load trips at once;"
            " set Ii above IR"
        )
    if settings.in_a is not None and settings.in_a > ir_a:
        found.append(
            f"IN ({settings.in_a:g} A) is above IR ({ir_a:g} A): the neutral may carry more than"
            " a phase; set IN to IR or below"
        )
    return tuple(found)
