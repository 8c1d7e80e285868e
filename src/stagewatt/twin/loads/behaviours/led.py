"""LED: power follows the fader, from what electronics and fans take when dark."""

from __future__ import annotations

from msgspec import Struct

from stagewatt.twin.loads.behaviours.behaviour import Rating, Taken
from stagewatt.twin.loads.moment import Moment


class Led(Struct, frozen=True, forbid_unknown_fields=True):
    """No parameters."""

    def __call__(self, rating: Rating, moment: Moment, _seed: int, count: int) -> Taken:
        """Return what the luminaires draw."""
        value, left_s = moment.level.held(moment.t_s)
        return rating.taken(rating.idle_w + (rating.max_w - rating.idle_w) * value, count, left_s)
