"""Tells the racks what the weather does to them, where it has changed."""

from __future__ import annotations

from collections.abc import Iterator

from stagewatt.twin.actions import Action, EndFault, StartFault
from stagewatt.twin.faults import ActiveFault
from stagewatt.twin.scenario.script import Scenario, Turn
from stagewatt.twin.scenario.weather import Course, Weather

AMBIENT, LEAK = "ambient", "earth_leak"
EVERY_NS = 10_000_000_000
"""Weather turns slowly: it is told at multiples of ten seconds of the timeline."""

Deed = tuple[int, Action]
"""A rack's number, and what is done to it."""


class Telling:
    """The weather of a scenario, and what the racks were told of it last."""

    def __init__(self, scenario: Scenario) -> None:
        """Begin with the weather as it stands."""
        self.weather = Weather(Course.standing(scenario.ambient_c), Course.standing(scenario.rain))
        self._usual_c = scenario.ambient_c
        self._racks = range(len(scenario.racks))
        self._wet = tuple(
            (patch.rack, patch.place, patch.wet_a) for patch in scenario.patch if patch.wet_a
        )
        self._told: dict[tuple[int, str, str | None], float] = {}
        self._next_ns = 0

    def turned(self, turn: Turn, t_s: float) -> None:
        """Let the weather turn."""
        self.weather = self.weather.turned(turn, t_s)

    def until(self, t_ns: int) -> Iterator[Deed]:
        """Yield what is told up to a time of the timeline: the newest, where it has changed."""
        if t_ns < self._next_ns:
            return
        at_ns = t_ns - t_ns % EVERY_NS
        self._next_ns = at_ns + EVERY_NS
        ambient_c = round(self.weather.ambient_c.at(at_ns / 1e9), 1)
        for rack in self._racks:
            yield from self._tell(rack, ActiveFault(AMBIENT, None, ambient_c), self._usual_c)
        rain = self.weather.rain.at(at_ns / 1e9)
        for rack, place, wet_a in self._wet:
            leak_ma = round(rain * wet_a * 1000, 2)
            yield from self._tell(rack, ActiveFault(LEAK, place, leak_ma), 0.0)

    def _tell(self, rack: int, fault: ActiveFault, usual: float) -> Iterator[Deed]:
        """Yield a fault whose size is another than before; of the usual size it is repaired."""
        key = (rack, fault.name, fault.place)
        if fault.size is None or self._told.get(key, usual) == fault.size:
            return
        self._told[key] = fault.size
        repaired = fault.size == usual
        yield rack, EndFault(fault.name, fault.place) if repaired else StartFault(fault)
