"""Air and rain of a scenario over time: what was reached, and what turns towards what."""

from __future__ import annotations

from dataclasses import dataclass

from stagewatt.twin.scenario.script import Turn


@dataclass(frozen=True, slots=True)
class Course:
    """One quantity that goes in a straight line from `start` at `from_s` to `goal` at `until_s`."""

    start: float
    goal: float
    from_s: float
    until_s: float

    @classmethod
    def standing(cls, value: float) -> Course:
        """Return what stays as it is."""
        return cls(value, value, 0.0, 0.0)

    def at(self, t_s: float) -> float:
        """Return the value at a time."""
        if t_s >= self.until_s:
            return self.goal
        if t_s <= self.from_s:
            return self.start
        share = (t_s - self.from_s) / (self.until_s - self.from_s)
        return self.start + (self.goal - self.start) * share

    def turned(self, goal: float | None, t_s: float, over_s: float) -> Course:
        """Return the course from now on towards another goal; None keeps the present one."""
        return self if goal is None else Course(self.at(t_s), goal, t_s, t_s + over_s)


@dataclass(frozen=True, slots=True)
class Weather:
    """Degrees Celsius around the racks, and rain from 0 (dry) to 1 (everything is soaked)."""

    ambient_c: Course
    rain: Course

    def turned(self, turn: Turn, t_s: float) -> Weather:
        """Return the weather after it was told to turn."""
        return Weather(
            self.ambient_c.turned(turn.ambient_c, t_s, turn.over_s),
            self.rain.turned(turn.rain, t_s, turn.over_s),
        )
