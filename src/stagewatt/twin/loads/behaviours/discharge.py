"""Discharge: lamps that strike, run up and then burn the same whatever the fader says."""

from __future__ import annotations

import math
from typing import Literal

from msgspec import Struct

from stagewatt.twin.loads.behaviours.behaviour import Factor, Rating, Seconds, Share, Taken
from stagewatt.twin.loads.chance import ON_GRID_S, tick
from stagewatt.twin.loads.moment import Moment

_STEPS = 30
"""A run-up is told in so many steps."""


class Discharge(Struct, frozen=True, forbid_unknown_fields=True):
    """A magnetic ballast lets `run_up_x` times the current flow at first, at little power."""

    ballast: Literal["electronic", "magnetic"]
    strike_s: Seconds
    run_up_s: Seconds
    run_up_x: Factor
    run_up_power: Share

    def __call__(self, rating: Rating, moment: Moment, _seed: int, count: int) -> Taken:
        """Return what the luminaires draw; a hot lamp is taken to strike as a cold one does."""
        burning_s = moment.since_s - self.strike_s
        if burning_s < -ON_GRID_S:
            return rating.taken(rating.idle_w, count, -burning_s)
        if burning_s >= self.run_up_s - ON_GRID_S:
            return rating.taken(rating.typical_w, count)
        step_s = self.run_up_s / _STEPS
        number, left_s = tick(burning_s, step_s)
        done = number / _STEPS
        p_w = rating.typical_w * (self.run_up_power + (1 - self.run_up_power) * done)
        if self.ballast == "electronic":
            return rating.taken(p_w, count, left_s)
        s_va = abs(rating.s_va(rating.typical_w)) * (self.run_up_x + (1 - self.run_up_x) * done)
        q_var = math.sqrt(max(0.0, s_va * s_va - p_w * p_w))
        return Taken(complex(p_w, q_var) * count, rating.spectrum, left_s)
