"""Each family's rule: from a way's current to the word for its load and the look of its lamp."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from stagewatt.domain.rack import IndicatorRule
from stagewatt.domain.view import Indicator, LampColor, LampPattern, Load

WORDS = (Load.NONE, Load.OK, Load.HIGH, Load.OVERLOAD, Load.SERIOUS)
"""Words by level, least first; a level is an index into this."""

UNKNOWN_LEVEL = -1
HIGH_LEVEL = WORDS.index(Load.HIGH)
SERIOUS_LEVEL = WORDS.index(Load.SERIOUS)

HIGH_SHARE = 0.9
"""Where "high" begins, as a share of the slight overload, if the family's lamp does not show it."""

MUST_TRIP = 1.25
"""From this multiple a hydraulic-magnetic breaker trips for certain (its standard curves)."""

RELEASE_SHARE = 0.98
"""A level is left downwards only below this share of where it begins, so that noise flaps not."""

FLOOR_RELEASE_SHARE = 0.8
"""The same for the sensor floor, where noise is a larger share."""


@dataclass(frozen=True, slots=True)
class Levels:
    """Where each level above "none" begins (amps, inclusive), rising and falling."""

    rising_a: tuple[float, ...]
    falling_a: tuple[float, ...]

    def level(self, i_a: float, before: int) -> int:
        """Return the level of a current; `before` holds it up inside the release band."""
        level = bisect_right(self.rising_a, i_a)
        if level < before:
            return min(before, bisect_right(self.falling_a, i_a))
        return level


@dataclass(frozen=True, slots=True)
class Lamps:
    """What the lamp looks like: by level, and for a tripped way where the family shows that."""

    by_level: tuple[Indicator, ...]
    tripped: Indicator | None = None


UNKNOWN_LAMP = Indicator(LampColor.UNKNOWN, LampPattern.STEADY)
_OFF = Indicator(LampColor.OFF, LampPattern.STEADY)
_GREEN = Indicator(LampColor.GREEN, LampPattern.STEADY)
_RED = Indicator(LampColor.RED, LampPattern.STEADY)
_RED_SLOW = Indicator(LampColor.RED, LampPattern.SLOW)
_RED_FAST = Indicator(LampColor.RED, LampPattern.FAST)

_SLOW_THEN_FAST = Lamps((_OFF, _GREEN, _GREEN, _RED_SLOW, _RED_FAST))
_NO_LAMPS = Lamps((UNKNOWN_LAMP,) * len(WORDS))
_LAMPS = {
    # smartPDU user manual, "Monitor button"; C12 user manual, "Output indicators".
    "smartpdu": _SLOW_THEN_FAST,
    "c12": _SLOW_THEN_FAST,
    # C24 article, "indicator LEDs": flashes as it nears overload, steady when tripped.
    "c24": Lamps((_OFF, _GREEN, _RED_SLOW, _RED_SLOW, _RED_SLOW), tripped=_RED),
}


def lamps(rule: IndicatorRule) -> Lamps:
    """Return the family's lamps; of a family without a table they are unknown."""
    return _LAMPS.get(rule.family, _NO_LAMPS)


def levels(rule: IndicatorRule) -> Levels:
    """Return where the levels of a family's ways begin.

    A C24 flashes before the overload: its slight is our "high" and its serious our "overload";
    "serious" is then where the breaker must trip, so that a word means the same on every rack.
    """
    if rule.family == "c24":
        high_a, over_a, serious_a = rule.slight_a, rule.serious_a, MUST_TRIP * rule.serious_a
    else:
        high_a, over_a, serious_a = HIGH_SHARE * rule.slight_a, rule.slight_a, rule.serious_a
    begins = (rule.floor_a, high_a, _above(over_a), _above(serious_a))
    rising_a = tuple(accumulate(begins, max))
    shares = (FLOOR_RELEASE_SHARE, *(RELEASE_SHARE,) * (len(rising_a) - 1))
    falling_a = tuple(share * a for share, a in zip(shares, rising_a, strict=True))
    return Levels(rising_a, falling_a)


def _above(limit_a: float) -> float:
    """A limit that is only passed by more than itself: 16.0 A is not yet an overload."""
    return math.nextafter(limit_a, math.inf)
