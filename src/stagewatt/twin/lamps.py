"""What the lamps of a rack look like, as its electronics drive them: pure, by the family's rule."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from stagewatt.domain.phases import L123, PHASES
from stagewatt.domain.rack import IndicatorRule

LINE_LAMP_MIN_V = 50.0
"""A line lamp is a small indicator behind a resistor: it glows from about here (assumed)."""


@dataclass(frozen=True, slots=True)
class Lamp:
    """Colour (off, green, red, blue) and pattern (off, steady, slow, fast)."""

    color: str
    pattern: str


OFF = Lamp("off", "off")
GREEN = Lamp("green", "steady")
BLUE = Lamp("blue", "steady")
RED = Lamp("red", "steady")
SLOW_RED = Lamp("red", "slow")
FAST_RED = Lamp("red", "fast")


@dataclass(frozen=True, slots=True, kw_only=True)
class WaySeen:
    """What the electronics know of a way.

    `i_a` is what its sensor reads now, None from a dead one; `highest_a` what it read at most
    within this second and the last, which is where an inrush shows.
    """

    i_a: float | None
    highest_a: float | None = None
    tripped: bool = False
    selected: bool = False


def way_lamp(rule: IndicatorRule, seen: WaySeen, *, powered: bool = True) -> Lamp:
    """Return a way's lamp or lit monitor button; dark while the electronics have no supply.

    smartPDU user manual, "Main output monitor buttons": green within the rating, slow red in a
    slight and fast red in a serious overload, blue while selected. C12 user manual, "Load sensor
    LEDs": the same without blue. C24 article: flashes red at inrush and as it nears overload,
    steady red when tripped. Where levels lie is `rule`'s.
    """
    if not powered:
        return OFF
    if seen.selected:
        return BLUE
    if rule.family == "c24":
        return _c24(rule, seen)
    if seen.i_a is None or seen.i_a < rule.floor_a:
        return OFF
    if seen.i_a <= rule.slight_a:
        return GREEN
    return SLOW_RED if seen.i_a <= rule.serious_a else FAST_RED


def _c24(rule: IndicatorRule, seen: WaySeen) -> Lamp:
    if seen.tripped:
        return RED
    if seen.i_a is None or seen.i_a < rule.floor_a:
        return OFF
    return SLOW_RED if max(seen.i_a, seen.highest_a or 0.0) >= rule.slight_a else GREEN


def line_lamps(v_ln_v: L123[float], blown: Collection[str]) -> L123[bool]:
    """Return which line lamps are lit: before the main breaker, each behind its fuse."""
    return L123.of(
        lambda phase: v_ln_v[phase] >= LINE_LAMP_MIN_V and f"meter_{phase.lower()}" not in blown
    )


def work_light(knob: float | None, v_ln_v: L123[float], blown: Collection[str]) -> float | None:
    """Return how bright the work lights are, 0 to 1: fed from L1 over their fuse; None without."""
    if knob is None:
        return None
    fed = v_ln_v.l1 >= LINE_LAMP_MIN_V and "work_light" not in blown
    return knob if fed else 0.0


def lines(lit: L123[bool]) -> dict[str, bool]:
    """Return line lamps by the lower-case name of their phase."""
    return {phase.lower(): lit[phase] for phase in PHASES}
