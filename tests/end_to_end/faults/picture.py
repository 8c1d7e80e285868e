"""What a node shows of a rack, in words and numbers that can be compared."""

from __future__ import annotations

import cmath
import math
import re
from typing import Any

import pytest
from tests.end_to_end.faults.site import LOADS_W

Picture = dict[str, Any]
Row = tuple[Any, ...]

_FAULT = re.compile(r"\((\w+)\)")
DARK: Row = ("good", 0.0, "none", "off steady", "on", None)
"""A way without current whose breaker is on."""
OPENED: Row = ("good", 0.0, "none", "off steady", "off", "unknown")
"""A way whose breaker opened: its contact tells that, and not why."""
UNMEASURED: Row = ("unmeasured", None, "unknown", "unknown steady", "unknown", None)


class OneOf:
    """Equal to each of some values."""

    def __init__(self, *values: object) -> None:
        """Take them."""
        self.values = values

    def __eq__(self, other: object) -> bool:
        """Tell whether it is one of them."""
        return any(value == other for value in self.values)

    __hash__ = None  # type: ignore[assignment] # equal to different things

    def __repr__(self) -> str:
        """Return them."""
        return f"one of {self.values}"


class _Anything(OneOf):
    """Equal to everything: what a fault leaves to chance."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None


ANYTHING = _Anything()


def near(i_a: float, within_a: float = 0.12) -> Any:
    """Return what equals a current within a sensor's noise."""
    return pytest.approx(i_a, abs=within_a)


def flowing(i_a: object) -> Row:
    """Return a way that carries a current it may carry."""
    return ("good", i_a, "ok", "green steady", "on", None)


def lost(i_a: object) -> Row:
    """Return a way of which the last current is all that is known."""
    return ("stale", i_a, "unknown", "unknown steady", "unknown", None)


def volts(l1: float, l2: float, l3: float, *, within_v: float = 4.0) -> Any:
    """Return phase voltages."""
    return pytest.approx((l1, l2, l3), abs=within_v)


def amps(l1: float, l2: float, l3: float) -> Any:
    """Return phase currents of ohmic loads, and what they leave in the neutral."""
    total = sum(i * cmath.rect(1, -2 * math.pi * k / 3) for k, i in enumerate((l1, l2, l3)))
    return pytest.approx((l1, l2, l3, abs(total)), abs=0.25)


def drifted(z_ohm: float, racks: int = 1) -> tuple[Any, Any]:
    """Return voltages and currents behind a bad neutral joint (Millman's theorem, ohmic loads)."""
    emf_v = [cmath.rect(230, -2 * math.pi * k / 3) for k in range(3)]
    y_s = [p_w / 230**2 for p_w in LOADS_W.values()]
    shift_v = sum(y * e for y, e in zip(y_s, emf_v, strict=True)) / (sum(y_s) + 1 / z_ohm / racks)
    v = [abs(e - shift_v) for e in emf_v]
    through = abs(shift_v) / z_ohm / racks
    i = [a * y for a, y in zip(v, y_s, strict=True)]
    return volts(*v), pytest.approx((*i, through), abs=0.25)


HEALTHY: Picture = {
    "online": True,
    "mains": "good",
    "v_ln_v": volts(230, 230, 230),
    "i_a": amps(10, 5, 2),
    "f_hz": pytest.approx(50.0, abs=0.05),
    "supply": ("live", "live", "live"),
    "main": ("good", "on", None, "unknown"),
    "e_stop": "released",
    "neutral_relay": "not_tripped",
    "contacts": "good",
    "temperature": ("good", pytest.approx(24.5, abs=1.0)),
    "alarms": set(),
    "watts": pytest.approx((2300, 1150, 460), rel=0.03),
    "A1": flowing(near(9.98)),
    "A2": flowing(near(5.0)),
    "A3": flowing(near(2.0)),
    "idle": {DARK},
    "auxiliary": {UNMEASURED},
}
METER_GONE: Picture = {
    "mains": "stale",
    "i_a": OneOf(amps(10, 5, 2), (near(10, 0.25), near(5, 0.25), near(2, 0.25), None)),
    "supply": ("unknown",) * 3,
    "watts": (None, None, None),
}
"""The old values stand there with their age; nothing is concluded from them.

The neutral's current is in a block of its own, of which the last answer may have been lost.
"""
BOARD_GONE: Picture = {
    "main": ("stale", "unknown", None, "unknown"),
    "e_stop": "unknown",
    "neutral_relay": "unknown",
    "contacts": "stale",
    "temperature": ("stale", pytest.approx(24.5, abs=1.0)),
    "watts": (None, None, None),
    "A1": lost(near(9.98)),
    "A2": lost(near(5.0)),
    "A3": lost(near(2.0)),
    "idle": {lost(0.0)},
}
MAIN_OFF: Picture = {
    "i_a": pytest.approx((0, 0, 0, 0), abs=0.1),
    "watts": pytest.approx((0, 0, 0), abs=1.0),
    **dict.fromkeys(LOADS_W, DARK),
}
NEUTRAL_TRIP: Picture = {
    **MAIN_OFF,
    "main": ("good", "tripped", "neutral_loss", "sensed"),
    "neutral_relay": "tripped",
}


def device_lost(device: str, *faults: str) -> OneOf:
    """Return the one alarm there is when one device does not answer, by one of some reasons."""
    return OneOf(*({("device_lost", device, "active", fault)} for fault in faults))


def silent(fault: str) -> Picture:
    """Return a rack of which nothing is heard."""
    # The text is that of the first moment: one of the two may not have been asked yet. A meter that
    # was read half a second before the board counts as lost before the rack is silent.
    told = [("not_answering", "rack", "active", why) for why in (f"{fault} {fault}", fault)]
    before = ("device_lost", "meter", "active", fault)
    alarms = OneOf(*({alarm} for alarm in told), *({alarm, before} for alarm in told))
    return {**METER_GONE, **BOARD_GONE, "online": False, "alarms": alarms}


def picture(rack: Any) -> Picture:
    """Return everything that a person would be told of a rack."""
    mains, main = rack["mains"], rack["main_breaker"]
    ways = {way["id"]: _row(way) for way in rack["ways"]}
    watts = {way["id"]: way["p_w"] for way in rack["ways"]}
    return {
        "online": rack["online"],
        "mains": mains["quality"],
        "v_ln_v": tuple(mains["v_ln_v"].values()),
        "i_a": tuple(mains["i_a"].values()),
        "f_hz": mains["f_hz"],
        "supply": tuple(rack["supply"][phase] for phase in ("l1", "l2", "l3")),
        "main": (main["quality"], main["state"], main["cause"], main["cause_quality"]),
        "e_stop": rack["e_stop"],
        "neutral_relay": rack["neutral_relay"],
        "contacts": rack["contacts"]["quality"],
        "temperature": (rack["temperature"]["quality"], rack["temperature_c"]),
        "alarms": {_alarm(alarm) for alarm in rack["alarms"]},
        "watts": tuple(watts[way] for way in LOADS_W),
        **{way: ways[way] for way in LOADS_W},
        "idle": {row for way, row in ways.items() if way[0] != "X" and way not in LOADS_W},
        "auxiliary": {row for way, row in ways.items() if way[0] == "X"},
    }


def differences(seen: Picture, wanted: Picture) -> list[str]:
    """Return what is not as wanted, in words."""
    return [f"{key}: {seen[key]}, not {wanted[key]}" for key in wanted if seen[key] != wanted[key]]


def _row(way: Any) -> Row:
    lamp, breaker = way["indicator"], way["breaker"]
    look = f"{lamp['color']} {lamp['pattern']}"
    return way["quality"], way["i_a"], way["load"], look, breaker["state"], breaker["cause"]


def _alarm(alarm: Any) -> tuple[str, str, str, str]:
    faults = " ".join(_FAULT.findall(alarm["text"]))
    return alarm["rule"], alarm["place"], alarm["state"], faults
