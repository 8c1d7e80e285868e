"""A way's current outside the band that a person set: the warning triangle at its rack (R15)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stagewatt.domain.alarm import Severity
from stagewatt.domain.settings import WaySettings
from stagewatt.monitor.freshness import instant_ns
from stagewatt.monitor.rule import Facts, Finding, Held, Latch, Rule, Said

RELEASE_SHARE = 0.01
"""How far back inside the band a current must be, as a share of the limit that it passed."""

RELEASE_OF_BAND = 0.25
"""The same as a share of the band at most, so that a narrow band can be entered again."""


@dataclass(frozen=True, slots=True)
class Band:
    """The limits of one way (amps, None = open), and the floor below which a sensor sees noise."""

    min_a: float | None
    max_a: float | None
    floor_a: float

    def below(self, i_a: float, release_a: float = 0.0) -> bool:
        return self.min_a is not None and i_a < self.min_a + release_a

    def above(self, i_a: float, release_a: float = 0.0) -> bool:
        """Whether it is too much; noise is no load, so that a maximum of 0 A is possible."""
        return self.max_a is not None and i_a > self.max_a - release_a and i_a >= self.floor_a

    def well_inside(self, i_a: float) -> bool:
        """Whether the current is back by more than noise, at both ends."""
        low_a, high_a = self.min_a or 0.0, self.max_a or 0.0
        widest_a = RELEASE_OF_BAND * (high_a - low_a) if self.max_a is not None else low_a
        return not (
            self.below(i_a, min(RELEASE_SHARE * low_a, widest_a))
            or self.above(i_a, min(RELEASE_SHARE * high_a, widest_a))
        )


def judge(facts: Facts, held: Held) -> Iterator[Finding]:
    """Name every way outside its limits, and those whose warning stands."""
    floor_a = facts.setup.model.indicator.floor_a
    ways = facts.settings.ways
    for lane in facts.lanes:
        at_ns = instant_ns(lane.mark)
        for plan, i_a in zip(lane.lane.ways, lane.i_a, strict=True):
            way = plan.way.id
            limits = ways.get(way)
            if limits is None or (limits.min_a is None and limits.max_a is None):
                if way in held:
                    yield Finding(place=way, said=Said.WITHIN)
            elif i_a is not None and (way in held or _outside(i_a, limits)):
                band = Band(limits.min_a, limits.max_a, floor_a)
                yield _finding(way, limits, band, i_a, held.get(way), at_ns)


def _outside(i_a: float, limits: WaySettings) -> bool:
    """A first, cheap look: most ways need no second one."""
    low, high = limits.min_a, limits.max_a
    return (low is not None and i_a < low) or (high is not None and i_a > high)


def _finding(
    way: str, limits: WaySettings, band: Band, i_a: float, latch: Latch | None, at_ns: int
) -> Finding:
    title = way if limits.name is None else f'{way} "{limits.name}"'
    if band.below(i_a):
        limit, side = limits.min_a, "below its minimum"
        step = f"Look whether what hangs on {way} works, and whether {way} is still on."
    elif band.above(i_a):
        limit, side = limits.max_a, "above its maximum"
        step = f"Look at what hangs on {way}; move load to another way of the same phase."
    else:
        same = latch is not None and _limits_of(latch) == (band.min_a, band.max_a)
        held_up = same and not band.well_inside(i_a)
        return Finding(place=way, said=Said.BETWEEN if held_up else Said.WITHIN)
    return Finding(
        place=way,
        said=Said.BEYOND,
        at_ns=at_ns,
        text=f"{title}: {i_a:.1f} A is {side} of {limit:.1f} A",
        first_step=step,
        value=i_a,
        limit=limit,
        unit="A",
        key=(band.min_a, band.max_a, limits.name, side),
    )


def _limits_of(latch: Latch) -> tuple[object, ...] | None:
    """The limits that a warning was judged by; None after a restart."""
    return latch.key[:2] if isinstance(latch.key, tuple) else None


RULE = Rule(name="supervision", severity=Severity.WARNING, judge=judge)
