"""What all nodes hear of a rack all the time: pulses, and the wall of all ways."""

from __future__ import annotations

import sys
from array import array

from stagewatt.domain.quality import Quality
from stagewatt.domain.view import RackView, WayView
from stagewatt.mesh.codes import AMPS, CELSIUS, HERTZ, VOLTS, WATTS, age_ms, scaled
from stagewatt.mesh.compose_live import tight_piece
from stagewatt.mesh.messages import RackPulse, WallRack
from stagewatt.mesh.states import quality_word, rack_word, wall_word

PULSE_SCALES = (*(AMPS,) * 4, *(VOLTS,) * 3, HERTZ, WATTS)
"""i of L1, L2, L3, N; v of L1, L2, L3; f; the sum of p."""

NO_CURRENT = 65_535
WALL_AMPS = 100


def pulse_of(view: RackView, card: int, facts: int, now_ns: int) -> RackPulse:
    """Return a rack's part of a pulse."""
    mains = view.mains
    values = (*mains.i_a, *mains.v_ln_v, mains.f_hz, mains.p_w.sum)
    return RackPulse(
        rack=view.rack,
        seq=view.seq,
        card=card,
        facts=facts,
        age_ms=age_ms(view.at_ns, now_ns) or 0,
        heard_ms=age_ms(view.last_heard_ns, now_ns),
        state=rack_word(view),
        quality=quality_word(view),
        mains_ms=age_ms(mains.mark.at_ns, now_ns),
        main_ms=age_ms(view.main_breaker.mark.at_ns, now_ns),
        contacts_ms=age_ms(view.contacts.mark.at_ns, now_ns),
        celsius_ms=age_ms(view.temperature_mark.at_ns, now_ns),
        values=tuple([scaled(value, per) for value, per in zip(values, PULSE_SCALES, strict=True)]),
        celsius=scaled(view.temperature_c, CELSIUS),
        tightest=tight_piece(view.tightest),
    )


def wall_of(view: RackView, now_ns: int) -> WallRack:
    """Return a rack's part of the wall: currents and states, one age for all that is fresh."""
    fresh = [
        way.mark.at_ns
        for way in view.ways
        if way.mark.at_ns is not None and way.mark.quality in (Quality.GOOD, Quality.ESTIMATED)
    ]
    return WallRack(
        rack=view.rack,
        seq=view.seq,
        age_ms=age_ms(min(fresh, default=view.at_ns), now_ns) or 0,
        i=_little([_current(way) for way in view.ways]),
        state=_little([wall_word(way) for way in view.ways]),
    )


def _current(way: WayView) -> int:
    number = scaled(way.i_a, WALL_AMPS)
    return NO_CURRENT if number is None else min(max(0, number), NO_CURRENT - 1)


def _little(numbers: list[int]) -> bytes:
    """Return numbers of 16 bits, the low byte first on any machine."""
    words = array("H", numbers)
    if sys.byteorder == "big":  # pragma: no cover - no such machine in the tests
        words.byteswap()
    return words.tobytes()


def from_little(content: bytes) -> array[int]:
    """Return the numbers again; half a number at the end is none."""
    words = array("H", content[: len(content) // 2 * 2])
    if sys.byteorder == "big":  # pragma: no cover - no such machine in the tests
        words.byteswap()
    return words
