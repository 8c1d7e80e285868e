"""Small pieces of a rack model: lever rules, residual relays, contacts, doubled sockets."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LeverRule(StrEnum):
    """What a way's lever tells after a trip.

    TWO: down whatever tripped it. THREE: down after overcurrent, in the middle after a residual
    current (C24). MIDDLE: in the middle whatever tripped it, as a maker of such breakers has it.
    """

    TWO = "two"
    THREE = "three"
    MIDDLE = "middle"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidualRelay:
    """A separate residual relay with dials: thresholds in amps, delays in seconds.

    From seeing the threshold for the delay to open contacts it takes `opens_s` more. With
    `key_switch` it can be disabled by a key, which lights a lamp.
    """

    steps_a: tuple[float, ...]
    steps_s: tuple[float, ...]
    factory_a: float
    factory_s: float
    opens_s: float = 0.025
    key_switch: bool = False
    assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pins:
    """Contacts of a connector, live and neutral in the order of its ways."""

    live: tuple[int, ...]
    neutral: tuple[int, ...]
    earth: tuple[int, ...]
    spare: tuple[int, ...]
    assumed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Socket:
    """A further socket in parallel with a way's own: the way's rating holds for both together."""

    way: str
    type: str
    title: str
    place: str
    rated_a: float | None = None
