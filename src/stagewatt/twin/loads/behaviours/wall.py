"""LED wall: power follows the pictures, which are black, ordinary video, or a white flash."""

from __future__ import annotations

from msgspec import Struct

from stagewatt.twin.loads.behaviours.behaviour import Rating, Seconds, Share, Taken
from stagewatt.twin.loads.chance import around, share, tick
from stagewatt.twin.loads.moment import TICK_S, Moment

_FRAME_S = 2 * TICK_S
_FRAMES, _FLASHES = 1 << 40, 1 << 41
"""Numbers far from those of scenes, so that each question has its own chance."""


class Wall(Struct, frozen=True, forbid_unknown_fields=True):
    """Share of full white on average, the length of a scene, and how many are black or flash."""

    average: Share
    scene_s: Seconds
    black: Share
    flash: Share

    def __call__(self, rating: Rating, moment: Moment, seed: int, count: int) -> Taken:
        """Return what the panels draw; the fader is the wall's brightness."""
        value, left_s = moment.level.held(moment.t_s)
        white, frame_s = self.white(moment.t_s, seed)
        p_w = rating.idle_w + (rating.max_w - rating.idle_w) * white * value
        return rating.taken(p_w, count, min(left_s, frame_s))

    def white(self, t_s: float, seed: int) -> tuple[float, float]:
        """Return how white the picture is, 0 to 1, and for how long."""
        scene, scene_left_s = tick(t_s, self.scene_s)
        frame, frame_left_s = tick(t_s, _FRAME_S)
        kind = share(seed, scene)
        if kind < self.black:
            return 0.0, scene_left_s
        first = frame * _FRAME_S < scene * self.scene_s + _FRAME_S
        if first and share(seed, scene + _FLASHES) < self.flash:
            return 1.0, frame_left_s
        bright = self.average * (0.5 + kind) * around(0.2, seed, frame + _FRAMES)
        return round(min(1.0, bright), 2), frame_left_s
