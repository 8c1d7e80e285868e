"""Amplifier: power follows the music, a beat in phrases of different loudness."""

from __future__ import annotations

from msgspec import Struct

from stagewatt.twin.loads.behaviours.behaviour import Decibels, Rating, Taken
from stagewatt.twin.loads.chance import around, tick
from stagewatt.twin.loads.moment import TICK_S, Moment

_BEAT = 4
"""Ticks a beat: half a second, 120 a minute."""
_PHRASE = 64
_PHRASES = 1 << 40
"""Numbers far from those of ticks, so that each question has its own chance."""


class Amplifier(Struct, frozen=True, forbid_unknown_fields=True):
    """Crest factor of the programme: the higher, the more of the power comes on the beat."""

    crest_db: Decibels

    def __call__(self, rating: Rating, moment: Moment, seed: int, count: int) -> Taken:
        """Return what the amplifiers draw; the fader sets volts, so power goes with its square."""
        value, left_s = moment.level.held(moment.t_s)
        loud, tick_left_s = self.loud(moment.t_s, seed)
        p_w = rating.idle_w + (rating.typical_w - rating.idle_w) * loud * value * value
        if value:
            left_s = min(left_s, tick_left_s)
        return rating.taken(min(rating.max_w, round(p_w)), count, left_s)

    def loud(self, t_s: float, seed: int) -> tuple[float, float]:
        """Return the power relative to its average, which is 1, and for how long."""
        number, left_s = tick(t_s, TICK_S)
        beat = min(_BEAT, 1.3 * 10 ** ((self.crest_db - 12) / 20))
        shape = beat if number % _BEAT == 0 else (_BEAT - beat) / (_BEAT - 1)
        phrase = around(0.25, seed, _PHRASES + number // _PHRASE)
        return shape * phrase * around(0.1, seed, number), left_s
