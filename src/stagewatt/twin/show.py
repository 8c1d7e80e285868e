"""What happens on the simulated rack by itself: nothing, a steady load, or a living show.

All of it follows from the model, the seed and the time: the same seed gives the same show.
"""

from __future__ import annotations

import math
from enum import StrEnum

from stagewatt.domain.phases import PHASES
from stagewatt.twin.actions import Plug, SetLevel
from stagewatt.twin.loads.bill import NEXT_RACK, cast, load_of
from stagewatt.twin.loads.chance import share
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
_STEADY = 0.5
"""Where faders rest in a steady show, of the way from their lowest to their highest."""


class Show:
    """Loads and faders over time, told as the actions that bring them about."""

    def __init__(self, plant: Plant, kind: ShowKind, seed: int) -> None:
        """Cast the ways."""
        self._kind = kind
        self._seed = seed
        acts = {}
        if kind is not ShowKind.NONE:
            acts = cast(plant.model, seed, still=kind is ShowKind.STEADY)
            if plant.model.source is not None:
                acts[PANEL_SOURCE] = NEXT_RACK
        self._acts = acts
        phases = {way.id: len(way.phases) for way in plant.model.ways}
        self._loads: dict[str, Load | None] = {
            place: load_of(act, phases.get(place, len(PHASES)), seed + at)
            for at, (place, act) in enumerate(acts.items())
        }
        self._numbers = {place: at for at, place in enumerate(acts)}
        self._cue: int | None = None

    def actions(self, t_s: float) -> list[Plug | SetLevel]:
        """Return what the show does since it was last asked: the first time it plugs all in."""
        cue = math.floor(t_s / CUE_S)
        if cue == self._cue:
            return []
        out: list[Plug | SetLevel] = []
        if self._cue is None:
            for place, load in self._loads.items():
                if load is not None:
                    out += [Plug(place, load), SetLevel(place, self._begins(place), 0.0)]
        elif self._kind is ShowKind.STEADY:
            return []
        fade_s = FADE_S if self._kind is ShowKind.LIVING else 0.0
        for place, load in self._loads.items():
            now = self._level(place, cue)
            if load is not None and (self._cue is None or now != self._level(place, cue - 1)):
                out.append(SetLevel(place, now, fade_s))
        self._cue = cue
        return out

    def again(self, place: str, t_s: float) -> list[Plug | SetLevel]:
        """Return what gives a place back to the show: its load, its fader where the show has it."""
        load = self._loads.get(place)
        if load is None:
            return [Plug(place, None)]
        level = self._level(place, math.floor(t_s / CUE_S))
        return [Plug(place, load), SetLevel(place, level, 0.0)]

    def _begins(self, place: str) -> float:
        """Return where a fader stands when it is plugged in: down, to spare the filaments."""
        return 0.0 if self._kind is ShowKind.LIVING else self._level(place, 0)

    def _level(self, place: str, cue: int) -> float:
        """Return where a place's fader goes in a cue."""
        act = self._acts[place]
        if self._kind is ShowKind.STEADY:
            return act.low + (act.high - act.low) * _STEADY if act.calls == 1 else 0.0
        number = self._numbers[place] + (cue << 16)
        if share(~self._seed, number) >= act.calls:
            return 0.0
        height = math.pow(share(self._seed, number), 1.5)
        return round(act.low + (act.high - act.low) * height, 3)
