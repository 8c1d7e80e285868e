"""When and how a load is asked what it draws: the time, its fader, its state."""

from __future__ import annotations

import math
from dataclasses import dataclass

from stagewatt.domain.errors import Invalid
from stagewatt.twin.loads.chance import ON_GRID_S, tick
from stagewatt.twin.loads.equipment import NEW, Equipment

TICK_S = 0.125
"""Levels and contents change on one grid, so that one solution serves many loads."""
FADE_MAX_S = 3600.0


@dataclass(frozen=True, slots=True)
class Level:
    """A fader from 0 to 1 on its way: from `start_value` at `start_s` to `value`."""

    value: float = 1.0
    start_value: float = 1.0
    start_s: float = 0.0
    fade_s: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what no fader does (Invalid, with the field)."""
        if not (0 <= self.value <= 1 and 0 <= self.start_value <= 1):
            raise Invalid("a level is between 0 and 1", where="level")
        if not 0 <= self.fade_s <= FADE_MAX_S:
            raise Invalid(f"a fade takes 0 to {FADE_MAX_S:.0f} s", where="fade_s")

    def at(self, t_s: float) -> float:
        """Return where the fader is."""
        return self.held(t_s)[0]

    def held(self, t_s: float) -> tuple[float, float]:
        """Return where the fader is, in steps of the grid, and how many seconds it stays there."""
        gone_s = t_s - self.start_s
        if gone_s < -ON_GRID_S:
            return self.start_value, -gone_s
        if gone_s >= self.fade_s - ON_GRID_S or self.value == self.start_value:
            return self.value, math.inf
        number, left_s = tick(t_s, TICK_S)
        share = max(0.0, number * TICK_S - self.start_s) / self.fade_s
        value = self.start_value + (self.value - self.start_value) * share
        return round(value, 3), min(left_s, self.fade_s - gone_s)


FULL = Level()


def faded(before: Level, t_s: float, value: float, fade_s: float = 0.0) -> Level:
    """Return the fader after a hand or a cue moved it at a time. Raises Invalid."""
    return Level(value, before.at(t_s), t_s, fade_s)


@dataclass(frozen=True, slots=True)
class Moment:
    """What a load is asked about. `since_s` is since it got power: inf = long ago, below 0 = never.

    `seed` is its place's, so that two equal loads are not in step.
    """

    t_s: float = 0.0
    since_s: float = math.inf
    level: Level = FULL
    seed: int = 0
    equipment: Equipment = NEW
