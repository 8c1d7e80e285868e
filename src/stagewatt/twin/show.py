"""What happens on the simulated rack by itself: nothing, a steady load, or a living show.

All of it follows from the model, the seed and the time: the same seed gives the same show.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from enum import StrEnum

from stagewatt.domain.rack import Way
from stagewatt.twin.loads.load import Load
from stagewatt.twin.plant import PANEL_SOURCE, Plant


class ShowKind(StrEnum):
    """What plays."""

    NONE = "none"
    STEADY = "steady"
    LIVING = "living"


CUE_S = 8.0
"""A new lighting cue every so often; levels fade over the first quarter of it."""
FADE_S = 2.0
NEAR_LIMIT_W = 3590.0
"""15.6 A at 230 V: with the voltage a loaded feeder leaves, between 15 and 15.9 A."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one place plays: a resting power and one that follows the cues, watts at 230 V."""

    label: str
    rest_w: float
    moves_w: float
    pf: float
    leakage_a: float


_CAST = (
    (5, Part("idle", 0.0, 0.0, 1.0, 0.0)),
    (7, Part("PAR64s", 0.0, 2600.0, 1.0, 0.0003)),
    (8, Part("LED movers", 260.0, 1500.0, 0.97, 0.004)),
    (5, Part("discharge movers", 1250.0, 0.0, 0.98, 0.004)),
    (5, Part("LED wall", 350.0, 1300.0, 0.93, 0.008)),
    (4, Part("amplifiers", 500.0, 1400.0, 0.70, 0.003)),
    (2, Part("media and consoles", 700.0, 0.0, 0.96, 0.002)),
)
"""Who is on the bill, with how many shares in a hundred or so."""


class Show:
    """Loads over time, each place's computed only when its level has moved."""

    def __init__(self, plant: Plant, kind: ShowKind, seed: int) -> None:
        """Cast the ways."""
        self._kind = kind
        self._seed = seed
        self._parts = {} if kind is ShowKind.NONE else _cast(plant, seed)
        self._phases = {way.id: len(way.phases) for way in plant.model.ways} | {PANEL_SOURCE: 3}
        self._near = _near_limit(plant) if self._parts else None
        self._last: dict[str, tuple[float, ...]] = {}
        self._cues: dict[int, dict[str, float]] = {}

    def load(self, place: str, t_s: float) -> Load | None:
        """Return what hangs at a place at a time; None for nothing."""
        watts = self._watts(place, t_s)
        part = self._parts.get(place)
        return None if part is None or not any(watts) else _load(part, watts)

    def changed(self, t_s: float) -> list[tuple[str, Load | None]]:
        """Return the places whose level differs from the last call, with their loads."""
        out: list[tuple[str, Load | None]] = []
        for place in self._parts:
            watts = self._watts(place, t_s)
            if watts != self._last.get(place):
                self._last[place] = watts
                out.append((place, self.load(place, t_s)))
        return out

    def _watts(self, place: str, t_s: float) -> tuple[float, ...]:
        part = self._parts.get(place)
        if part is None:
            return ()
        if place == self._near:
            # Breathes by less than one percent, slowly: always near the limit, never above.
            return (round(NEAR_LIMIT_W + 25.0 * math.sin(t_s / 7.0)),)
        watts = round(part.rest_w + part.moves_w * self._level(place, t_s))
        return tuple(float(round(watts * share)) for share in _UNEVEN[: self._phases[place]])

    def _level(self, place: str, t_s: float) -> float:
        """Return 0 to 1: this cue's level, faded in from the one before."""
        if self._kind is ShowKind.STEADY:
            return 0.5
        cue = int(t_s // CUE_S)
        before, now = self._cue(cue - 1)[place], self._cue(cue)[place]
        share = min(1.0, (t_s - cue * CUE_S) / FADE_S)
        return round(before + (now - before) * share, 3)

    def _cue(self, number: int) -> dict[str, float]:
        """Return every place's level in one cue; the last few are kept."""
        if number not in self._cues:
            chance = random.Random(self._seed * 1_000_003 + number)
            self._cues = {k: v for k, v in self._cues.items() if k >= number - 1}
            self._cues[number] = {place: chance.random() ** 1.5 for place in self._parts}
        return self._cues[number]


_UNEVEN = (1.0, 0.85, 1.15)
"""Three-phase loads of real life are not balanced."""


def _cast(plant: Plant, seed: int) -> dict[str, Part]:
    """Give each single-phase way a part, and the three-phase ones and the panel source theirs."""
    chance = random.Random(seed)
    weights = [weight for weight, _ in _CAST]
    bill = [part for _, part in _CAST]
    parts: dict[str, Part] = {}
    for way in plant.model.ways:
        drawn = chance.choices(bill, weights)[0]
        if way.supervised:
            parts[way.id] = drawn
        elif _carries_something(way):
            parts[way.id] = Part("hoists", 250.0, 1500.0, 0.82, 0.001)
    parts[_near_limit(plant)] = Part("a full way", NEAR_LIMIT_W, 0.0, 1.0, 0.004)
    if plant.model.source is not None:
        parts[PANEL_SOURCE] = Part("the next rack", 6000.0, 3000.0, 0.95, 0.0)
    return parts


def _carries_something(way: Way) -> bool:
    """Of the auxiliary ways only a 32 A three-phase one is used: the rest is for the crew."""
    return len(way.phases) == 3 and way.protection.rated_a >= 32


def _near_limit(plant: Plant) -> str:
    """Return the one way that is always near its limit: the seventh, or the last of fewer."""
    ways = plant.model.supervised
    return ways[min(6, len(ways) - 1)].id


def _load(part: Part, watts: tuple[float, ...]) -> Load:
    return Load(
        label=part.label,
        p_w=watts,
        pf=(part.pf,) * len(watts),
        leakage_a=(part.leakage_a,) * len(watts),
    )
