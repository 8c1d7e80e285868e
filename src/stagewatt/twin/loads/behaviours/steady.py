"""Steady: the typical power, whatever the fader says, as long as there is power."""

from __future__ import annotations

from msgspec import Struct

from stagewatt.twin.loads.behaviours.behaviour import Rating, Taken
from stagewatt.twin.loads.moment import Moment


class Steady(Struct, frozen=True, forbid_unknown_fields=True):
    """No parameters."""

    def __call__(self, rating: Rating, _moment: Moment, _seed: int, count: int) -> Taken:
        """Return what the devices draw."""
        return rating.taken(rating.typical_w, count)
