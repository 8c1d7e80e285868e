"""Motor: stands still with the fader down; its start takes a multiple of the current."""

from __future__ import annotations

import math

from msgspec import Struct

from stagewatt.twin.loads.behaviours.behaviour import Factor, Rating, Seconds, Share, Taken
from stagewatt.twin.loads.chance import ON_GRID_S
from stagewatt.twin.loads.moment import Moment

_DOWN_BELOW = 0.5
"""A cue below the middle of the fader lowers, one above lifts."""


class Motor(Struct, frozen=True, forbid_unknown_fields=True):
    """The starting current in multiples, its length and power factor; lowering by lifting."""

    start_x: Factor
    start_s: Seconds
    start_pf: Share
    down: Share

    def __call__(self, rating: Rating, moment: Moment, _seed: int, count: int) -> Taken:
        """Return what the motors draw: all start together."""
        level = moment.level
        gone_s = moment.t_s - level.start_s
        if gone_s < -ON_GRID_S:
            value, ran_s, left_s = level.start_value, math.inf, -gone_s
        else:
            value, left_s = level.value, math.inf
            ran_s = gone_s if not level.start_value else math.inf
        if not value:
            return rating.taken(rating.idle_w, count, left_s)
        ran_s = min(ran_s, moment.since_s)
        if ran_s < self.start_s - ON_GRID_S:
            left_s = min(left_s, self.start_s - ran_s)
            return Taken(
                starting(rating, self.start_x, self.start_pf) * count, rating.spectrum, left_s
            )
        share = self.down if value < _DOWN_BELOW else 1.0
        return rating.taken(rating.typical_w * share, count, left_s)


def starting(rating: Rating, start_x: float, start_pf: float) -> complex:
    """Return P + jQ of a motor that does not turn yet."""
    s_va = abs(rating.s_va(rating.typical_w)) * start_x
    return complex(s_va * start_pf, s_va * math.sqrt(1 - start_pf * start_pf))
