"""Thermostat: heats up after power comes, then goes on and off; a compressor also starts."""

from __future__ import annotations

import math

from msgspec import Struct

from stagewatt.twin.loads.behaviours.behaviour import Factor, Rating, Seconds, Share, Taken
from stagewatt.twin.loads.behaviours.motor import starting
from stagewatt.twin.loads.chance import ON_GRID_S, around, share
from stagewatt.twin.loads.moment import Moment

_PHASES = 1 << 40


class Thermostat(Struct, frozen=True, forbid_unknown_fields=True):
    """Seconds of the first heating and of the cycle; `start_x` above 1 is a compressor."""

    heat_up_s: Seconds
    on_s: Seconds
    off_s: Seconds
    start_x: Factor = 1.0
    start_s: Seconds = 0.0
    start_pf: Share = 1.0

    def __call__(self, rating: Rating, moment: Moment, seed: int, count: int) -> Taken:
        """Return what the devices draw; each has a cycle of its own."""
        s_va, valid_s = 0j, math.inf
        for at in range(count):
            on, since_s, left_s = self._one(moment, seed, at)
            if on and since_s < self.start_s - ON_GRID_S:
                s_va += starting(rating, self.start_x, self.start_pf)
                left_s = min(left_s, self.start_s - since_s)
            else:
                s_va += rating.s_va(rating.typical_w if on else rating.idle_w)
            valid_s = min(valid_s, left_s)
        return Taken(s_va, rating.spectrum, valid_s)

    def _one(self, moment: Moment, seed: int, at: int) -> tuple[bool, float, float]:
        """Return whether a device is on, since when it is so, and for how much longer."""
        slow = around(0.15, seed, at)
        on_s, period_s = self.on_s * slow, (self.on_s + self.off_s) * slow
        if math.isinf(moment.since_s):
            clock_s = moment.t_s + period_s * share(seed, at + _PHASES)
        elif moment.since_s < self.heat_up_s - ON_GRID_S:
            return True, moment.since_s, self.heat_up_s - moment.since_s
        else:
            clock_s = moment.since_s - self.heat_up_s + on_s
        into_s = (clock_s + ON_GRID_S) % period_s
        if into_s < on_s:
            return True, into_s, on_s - into_s + ON_GRID_S
        return False, into_s - on_s, period_s - into_s + ON_GRID_S
