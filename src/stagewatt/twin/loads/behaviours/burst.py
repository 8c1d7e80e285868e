"""Burst: blinders, kept faintly warm, that the fader lets flare up every now and then."""

from __future__ import annotations

from msgspec import Struct

from stagewatt.twin.loads.behaviours.behaviour import Factor, Rating, Seconds, Share, Taken
from stagewatt.twin.loads.behaviours.tungsten import conductance, lit, warmed
from stagewatt.twin.loads.chance import ON_GRID_S, share, tick
from stagewatt.twin.loads.moment import Moment
from stagewatt.twin.loads.phase_cut import cut_for


class Burst(Struct, frozen=True, forbid_unknown_fields=True):
    """Filaments as of `tungsten`; `on_s` of `every_s` bright, and the rest at `preheat`."""

    cold_x: Factor
    warm_s: Seconds
    on_s: Seconds
    every_s: Seconds
    preheat: Share

    def __call__(self, rating: Rating, moment: Moment, seed: int, count: int) -> Taken:
        """Return what the lamps draw; with the fader down they are dark."""
        value, left_s = moment.level.held(moment.t_s)
        if not value:
            return rating.taken(0.0, count, left_s)
        gate_s, bright, gate_left_s = self._gate(moment.t_s, seed)
        low = min(self.preheat, value)
        now, before = (value, low) if bright else (low, value)
        hot = conductance(now, self.cold_x)
        change, step_s = warmed(hot, conductance(before, self.cold_x), gate_s, self.warm_s)
        start, start_s = warmed(hot, self.cold_x, moment.since_s, self.warm_s)
        valid_s = min(left_s, gate_left_s, step_s, start_s)
        return lit(rating.max_w * count, cut_for(now), max(change, start), valid_s)

    def _gate(self, t_s: float, seed: int) -> tuple[float, bool, float]:
        """Return since when the gate is so, whether it is open, and for how much longer."""
        number, left_s = tick(t_s, self.every_s)
        latest_s = self.every_s - 2 * self.on_s
        opens_s = self.on_s + max(0.0, latest_s - self.on_s) * share(seed, number)
        opens_s = round(opens_s * 8) / 8
        into_s = max(0.0, self.every_s - left_s)
        if into_s < opens_s - ON_GRID_S:
            return into_s + self.on_s, False, opens_s - into_s
        if into_s < opens_s + self.on_s - ON_GRID_S:
            return max(0.0, into_s - opens_s), True, opens_s + self.on_s - into_s
        return into_s - opens_s - self.on_s, False, left_s
