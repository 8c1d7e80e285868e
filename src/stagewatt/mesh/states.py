"""States of a rack and of its ways packed into one number each, and back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from stagewatt.domain.phases import L123
from stagewatt.domain.quality import Quality
from stagewatt.domain.view import (
    BreakerState,
    BreakerView,
    Cause,
    CauseQuality,
    EStop,
    Indicator,
    Load,
    NeutralRelay,
    RackView,
    Supply,
    WayView,
)
from stagewatt.mesh.codes import (
    BREAKER,
    CAUSE,
    CAUSE_QUALITY,
    E_STOP,
    LAMP,
    LOAD,
    PATTERN,
    QUALITY,
    RELAY,
    SUPPLY,
    packed,
    unpacked,
)

KNOWN = 1024
"""So many states are remembered unpacked: on a site few are there at a time."""

Why = tuple[BreakerState, Cause | None, CauseQuality]


@dataclass(frozen=True, slots=True)
class RackStates:
    """The states of a whole rack."""

    online: bool
    supply: L123[Supply]
    e_stop: EStop
    neutral_relay: NeutralRelay
    main: Why


def rack_word(view: RackView) -> int:
    """Return a rack's states as one number of 26 bits."""
    return packed(
        (view.online, 1),
        (SUPPLY.number(view.supply.l1), 3),
        (SUPPLY.number(view.supply.l2), 3),
        (SUPPLY.number(view.supply.l3), 3),
        (E_STOP.number(view.contacts.e_stop), 3),
        (RELAY.number(view.contacts.neutral_relay), 3),
        (breaker_word(view.main_breaker), 10),
    )


@lru_cache(maxsize=KNOWN)
def rack_states(word: int) -> RackStates:
    """Return a rack's states again."""
    online, one, two, three, stop, relay, main = unpacked(word, 1, 3, 3, 3, 3, 3, 10)
    return RackStates(
        online=bool(online),
        supply=L123(SUPPLY.word(one), SUPPLY.word(two), SUPPLY.word(three)),
        e_stop=E_STOP.word(stop),
        neutral_relay=RELAY.word(relay),
        main=breaker_states(main),
    )


def breaker_word(view: BreakerView) -> int:
    """Return state, cause (0: none) and its quality as 10 bits."""
    cause = 0 if view.cause is None else CAUSE.number(view.cause) + 1
    return packed(
        (BREAKER.number(view.state), 3), (cause, 4), (CAUSE_QUALITY.number(view.cause_quality), 3)
    )


@lru_cache(maxsize=KNOWN)
def breaker_states(word: int) -> Why:
    """Return state, cause and its quality again."""
    state, cause, quality = unpacked(word, 3, 4, 3)
    return (
        BREAKER.word(state),
        None if cause == 0 else CAUSE.word(cause - 1),
        CAUSE_QUALITY.word(quality),
    )


def way_word(way: WayView) -> int:
    """Return a way's states as one number of 21 bits."""
    return packed(
        (LOAD.number(way.load), 3),
        (LAMP.number(way.indicator.color), 3),
        (PATTERN.number(way.indicator.pattern), 2),
        (way.warning, 1),
        (breaker_word(way.breaker), 12),
    )


@lru_cache(maxsize=KNOWN)
def way_states(word: int) -> tuple[Load, Indicator, bool, int]:
    """Return load, lamp and warning again, and the word of the breaker."""
    load, color, pattern, warning, breaker = unpacked(word, 3, 3, 2, 1, 12)
    lamp = Indicator(LAMP.word(color), PATTERN.word(pattern))
    return LOAD.word(load), lamp, bool(warning), breaker


def wall_word(way: WayView) -> int:
    """Return what a wall of all ways needs of one: 15 bits, and so never 65535."""
    return packed(
        (LOAD.number(way.load), 3),
        (LAMP.number(way.indicator.color), 3),
        (PATTERN.number(way.indicator.pattern), 2),
        (way.warning, 1),
        (BREAKER.number(way.breaker.state), 3),
        (QUALITY.number(way.mark.quality), 3),
    )


@lru_cache(maxsize=KNOWN)
def wall_states(word: int) -> tuple[Load, Indicator, bool, BreakerState, Quality]:
    """Return them again."""
    load, color, pattern, warning, breaker, quality = unpacked(word, 3, 3, 2, 1, 3, 3)
    lamp = Indicator(LAMP.word(color), PATTERN.word(pattern))
    return LOAD.word(load), lamp, bool(warning), BREAKER.word(breaker), QUALITY.word(quality)


def quality_word(view: RackView) -> int:
    """Return how far the blocks of a pulse may be trusted, as 12 bits."""
    return packed(
        (QUALITY.number(view.mains.mark.quality), 3),
        (QUALITY.number(view.main_breaker.mark.quality), 3),
        (QUALITY.number(view.contacts.mark.quality), 3),
        (QUALITY.number(view.temperature_mark.quality), 3),
    )


@lru_cache(maxsize=KNOWN)
def qualities(word: int) -> tuple[Quality, Quality, Quality, Quality]:
    """Return them again: mains, main breaker, contacts, temperature."""
    mains, main, contacts, celsius = unpacked(word, 3, 3, 3, 3)
    return QUALITY.word(mains), QUALITY.word(main), QUALITY.word(contacts), QUALITY.word(celsius)
