"""Tungsten: a filament behind a leading-edge dimmer, hot or still cold."""

from __future__ import annotations

import math

from msgspec import Struct

from stagewatt.twin.loads.behaviours.behaviour import Factor, Rating, Seconds, Taken
from stagewatt.twin.loads.chance import ON_GRID_S, tick
from stagewatt.twin.loads.moment import Moment
from stagewatt.twin.loads.phase_cut import Cut, cut_for

POWER_BY_VOLTS = 1.54
"""P goes with this power of the rms voltage, so R with 2 minus it (lamp makers' rule)."""
_SETTLED = 8.0
"""Time constants after which nothing is left of a start."""
_FIRST_S = 0.1
_HALF_CYCLE_S = 0.01
_LATER_S = 0.05


class Tungsten(Struct, frozen=True, forbid_unknown_fields=True):
    """How many times the full current a cold filament takes, and its time constant."""

    cold_x: Factor
    warm_s: Seconds

    def __call__(self, rating: Rating, moment: Moment, _seed: int, count: int) -> Taken:
        """Return what the lamps draw: the dimmer's rms voltage follows the fader."""
        level = moment.level
        value, left_s = level.held(moment.t_s)
        if not value:
            return rating.taken(0.0, count, left_s)
        cut = cut_for(value)
        hot = conductance(value, self.cold_x)
        now, step_s = warmed(hot, self.cold_x, moment.since_s, self.warm_s)
        gone_s = moment.t_s - level.start_s
        if level.start_value != level.value and gone_s >= -ON_GRID_S:
            begun = conductance(level.start_value, self.cold_x)
            other, other_s = warmed(hot, begun, gone_s, self.warm_s)
            now, step_s = max(now, other), min(step_s, other_s)
        return lit(rating.max_w * count, cut, now, min(left_s, step_s))


def lit(full_w: float, cut: Cut, conductance_x: float, valid_s: float) -> Taken:
    """Return what filaments draw behind a dimmer; conductance relative to full brightness."""
    return Taken(full_w * conductance_x * cut.i_1.conjugate(), cut.spectrum, valid_s)


def conductance(v: float, cold_x: float) -> float:
    """Return a filament's conductance once warm at an rms voltage, both relative to full."""
    return min(cold_x, v ** (POWER_BY_VOLTS - 2)) if v else cold_x


def warmed(goal: float, begun: float, gone_s: float, warm_s: float) -> tuple[float, float]:
    """Return the conductance some time after it began to change, and how long it is told so.

    It is told in half cycles first, then in coarser steps, each with its value at the beginning.
    """
    if gone_s == math.inf:
        return goal, math.inf
    step_s = _HALF_CYCLE_S if gone_s < _FIRST_S - ON_GRID_S else _LATER_S
    number, left_s = tick(gone_s, step_s)
    begun_s = number * step_s
    if begun_s >= _SETTLED * warm_s:
        return goal, math.inf
    return goal + (begun - goal) * math.exp(-begun_s / warm_s), left_s
