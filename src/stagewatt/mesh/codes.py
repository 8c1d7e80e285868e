"""Numbers for words on the wire: tables that only grow, scales of values, packed states."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Generic, TypeVar

from stagewatt.domain.alarm import AlarmState, EventKind, Severity
from stagewatt.domain.phases import PHASES, Phase
from stagewatt.domain.quality import Bound, Quality
from stagewatt.domain.view import (
    BreakerState,
    Cause,
    CauseQuality,
    EStop,
    LampColor,
    LampPattern,
    Load,
    NeutralRelay,
    Supply,
)

E = TypeVar("E", bound=Enum)

MS = 1_000_000
AGE_MAX_MS = 2**40
"""No age is larger (35 years): whatever says more is cut."""

LARGEST = 2**53
"""No number on the wire is larger; whoever hears one takes its message for garbage."""

AMPS = 1000
VOLTS = 100
WATTS = 10
HERTZ = 1000
FACTOR = 10_000
PERCENT = 100
WATT_HOURS = 10
CELSIUS = 10


class Words(Generic[E]):
    """A word's number is its place in the table; new words go to the end, none is ever removed.

    A number of a later version reads as `other`, the word for not knowing.
    """

    def __init__(self, words: Iterable[E], *, other: E) -> None:
        """Take the words in their order and what stands for unknown numbers."""
        self._words = tuple(words)
        self._numbers = {word: number for number, word in enumerate(self._words)}
        self._other = other

    def number(self, word: E) -> int:
        """Return a word's number."""
        return self._numbers[word]

    def word(self, number: int) -> E:
        """Return the word of a number."""
        return self._words[number] if 0 <= number < len(self._words) else self._other


QUALITY = Words(
    (Quality.GOOD, Quality.ESTIMATED, Quality.STALE, Quality.MISSING, Quality.UNMEASURED),
    other=Quality.MISSING,
)
BOUND = Words((Bound.EXACT, Bound.LOWER, Bound.UPPER), other=Bound.LOWER)
SUPPLY = Words((Supply.UNKNOWN, Supply.LIVE, Supply.ABSENT), other=Supply.UNKNOWN)
BREAKER = Words(
    (BreakerState.UNKNOWN, BreakerState.ON, BreakerState.OFF, BreakerState.TRIPPED),
    other=BreakerState.UNKNOWN,
)
CAUSE = Words(
    (
        Cause.UNKNOWN,
        Cause.E_STOP,
        Cause.NEUTRAL_LOSS,
        Cause.OVERLOAD,
        Cause.SHORT_TIME,
        Cause.INSTANTANEOUS,
        Cause.NEUTRAL_OVERCURRENT,
        Cause.RESIDUAL,
        Cause.MANUAL,
    ),
    other=Cause.UNKNOWN,
)
CAUSE_QUALITY = Words(
    (
        CauseQuality.UNKNOWN,
        CauseQuality.SENSED,
        CauseQuality.INFERRED,
        CauseQuality.CONFIRMED,
    ),
    other=CauseQuality.UNKNOWN,
)
E_STOP = Words((EStop.UNKNOWN, EStop.RELEASED, EStop.PRESSED), other=EStop.UNKNOWN)
RELAY = Words(
    (NeutralRelay.UNKNOWN, NeutralRelay.NOT_TRIPPED, NeutralRelay.TRIPPED),
    other=NeutralRelay.UNKNOWN,
)
LOAD = Words(
    (Load.UNKNOWN, Load.NONE, Load.OK, Load.HIGH, Load.OVERLOAD, Load.SERIOUS),
    other=Load.UNKNOWN,
)
LAMP = Words(
    (LampColor.UNKNOWN, LampColor.OFF, LampColor.GREEN, LampColor.RED), other=LampColor.UNKNOWN
)
PATTERN = Words((LampPattern.STEADY, LampPattern.SLOW, LampPattern.FAST), other=LampPattern.STEADY)
SEVERITY = Words((Severity.CRITICAL, Severity.WARNING, Severity.ADVISORY), other=Severity.CRITICAL)
ALARM_STATE = Words((AlarmState.ACTIVE, AlarmState.UNCHECKED), other=AlarmState.UNCHECKED)
KIND = Words(
    (
        EventKind.STATE,
        EventKind.RAISED,
        EventKind.CLEARED,
        EventKind.CHANGED,
        EventKind.ACKNOWLEDGED,
        EventKind.JOINED,
        EventKind.LEFT,
    ),
    other=EventKind.STATE,
)


def scaled(value: float | None, per: int) -> int | None:
    """Return a value as a whole number of its small unit, None for one that no message carries."""
    if value is None:
        return None
    number = value * per
    return round(number) if -LARGEST <= number <= LARGEST else None


def unscaled(number: int | None, per: int) -> float | None:
    """Return the value again."""
    return None if number is None else number / per


def age_ms(at_ns: int | None, now_ns: int) -> int | None:
    """Return how long ago an instant was, in milliseconds; None for never."""
    if at_ns is None:
        return None
    return min(max(0, now_ns - at_ns) // MS, AGE_MAX_MS)


def instant_ns(age: int | None, now_ns: int) -> int | None:
    """Return on this node's clock the instant that was so many milliseconds ago."""
    return None if age is None else now_ns - age * MS


def phases_number(phases: tuple[Phase, ...]) -> int:
    """Return a way's phases as bits 1, 2 and 4."""
    return sum(1 << PHASES.index(phase) for phase in phases)


def phases_of(number: int) -> tuple[Phase, ...]:
    """Return the phases again, in their order."""
    return tuple(phase for bit, phase in enumerate(PHASES) if number >> bit & 1)


def packed(*parts: tuple[int, int]) -> int:
    """Return small numbers as one; each part is (number, bits), the first one lowest."""
    word = shift = 0
    for number, bits in parts:
        word |= number << shift
        shift += bits
    return word


def unpacked(word: int, *bits: int) -> tuple[int, ...]:
    """Return the small numbers of a word again."""
    found = []
    for size in bits:
        found.append(word & ((1 << size) - 1))
        word >>= size
    return tuple(found)
