"""What a node shows of a faulty supply, a faulty feeder, faulty ways and breakers."""

from __future__ import annotations

import time
from typing import Any

import pytest
from tests.end_to_end.faults.picture import (
    ANYTHING,
    DARK,
    NEUTRAL_TRIP,
    OPENED,
    amps,
    drifted,
    flowing,
    near,
    silent,
    volts,
)
from tests.end_to_end.faults.story import Story, case
from tests.end_to_end.rig import until

TRIP = "main breaker tripped, cause loss of neutral (sensed)"
LEFT = {"v_ln_v": ANYTHING, "i_a": ANYTHING, "A1": ANYTHING, "A2": ANYTHING, "A3": ANYTHING}
"""What a device said as its supply went: whether that was a moment before or after is chance."""


@case("neutral_open")
def _(it: Story) -> None:
    # With nothing on the rack any more the voltages look healthy: that is the trap.
    it.shows(**NEUTRAL_TRIP)
    it.flows(0, 0, 0)
    it.tells("neutral relay tripped", TRIP)
    it.stand.turn_on()
    until(lambda: it.events().count(TRIP) == 2, what="it trips again under load")
    it.shows(**NEUTRAL_TRIP)
    it.repaired()
    time.sleep(0.5)
    it.shows(**NEUTRAL_TRIP)


@case("neutral_bad", z_ohm=5.0)
def _(it: Story) -> None:
    v_ln_v, i_a = drifted(5.0)
    it.shows(
        v_ln_v=v_ln_v,
        i_a=i_a,
        watts=(near(1842, 60), near(1200, 40), near(546, 20)),
        A1=flowing(near(8.95)),
        A2=flowing(near(5.11)),
        A3=flowing(near(2.18)),
    )
    it.calm()


@case("phase_lost", phase="L1")
def _(it: Story) -> None:
    it.shows(**{**silent("timeout"), **LEFT})
    it.ages("mains")
    it.flows(0, 5, 2)


@case("phase_lost", phase="L2")
def _(it: Story) -> None:
    it.shows(
        v_ln_v=volts(230, 0, 230),
        i_a=amps(10, 0, 2),
        supply=("live", "absent", "live"),
        watts=(near(2300, 60), near(0, 1), near(460, 20)),
        A2=DARK,
    )
    it.tells("supply L2 absent")
    it.flows(10, 0, 2)
    it.repaired()
    it.tells("supply L2 live")


@case("phase_lost", phase="L3")
def _(it: Story) -> None:
    it.shows(
        v_ln_v=volts(230, 230, 0),
        i_a=amps(10, 5, 0),
        supply=("live", "live", "absent"),
        watts=(near(2300, 60), near(1150, 40), near(0, 1)),
        A3=DARK,
    )
    it.flows(10, 5, 0)


@case("phases_swapped", phase="L1")
def _(it: Story) -> None:
    it.nothing()


@case("phase_n_swapped", phase="L1")
def _(it: Story) -> None:
    it.shows(v_ln_v=volts(230, 398, 398), **NEUTRAL_TRIP)
    it.flows(0, 0, 0)


@case("phase_n_swapped", phase="L2")
def _(it: Story) -> None:
    it.shows(v_ln_v=volts(398, 230, 398), **NEUTRAL_TRIP)
    it.tells(TRIP)
    it.stand.turn_on()
    # While the relay sees the fault the lever falls back to where the hand took it from.
    fallen = {**NEUTRAL_TRIP, "main": ("good", "off", "neutral_loss", "sensed")}
    it.shows(v_ln_v=volts(398, 230, 398), **fallen)
    it.flows(0, 0, 0)


@case("source_neutral_open")
def _(it: Story) -> None:
    it.everywhere(**NEUTRAL_TRIP)
    it.repaired()
    it.everywhere(**NEUTRAL_TRIP)


@case("source_neutral_bad", z_ohm=0.5)
def _(it: Story) -> None:
    v_ln_v, i_a = drifted(0.5, racks=1 + len(it.others))
    ways = {"A1": flowing(near(9.35, 0.3)), "A2": flowing(near(5.1, 0.2))}
    it.everywhere(v_ln_v=v_ln_v, i_a=i_a, watts=ANYTHING, **ways, A3=flowing(near(2.12, 0.15)))


@case("source_phase_lost", phase="L2")
def _(it: Story) -> None:
    it.everywhere(
        v_ln_v=volts(230, 0, 230),
        i_a=amps(10, 0, 2),
        supply=("live", "absent", "live"),
        watts=(near(2300, 60), near(0, 1), near(460, 20)),
        A2=DARK,
    )


@case("source_sag", share=0.6)
def _(it: Story) -> None:
    ways = {"A1": flowing(near(6.0)), "A2": flowing(near(3.0)), "A3": flowing(near(1.2))}
    watts = near(828, 30), near(414, 20), near(166, 10)
    it.everywhere(v_ln_v=volts(138, 138, 138), i_a=amps(6, 3, 1.2), watts=watts, **ways)


@case("source_sag", share=0.3)
def _(it: Story) -> None:
    it.everywhere(**{**silent("timeout"), **LEFT})
    it.flows(3, 1.5, 0.6)


@case("source_overvoltage", share=1.15)
def _(it: Story) -> None:
    ways = {"A1": flowing(near(11.48)), "A2": flowing(near(5.75)), "A3": flowing(near(2.3))}
    watts = near(3030, 60), near(1521, 40), near(608, 20)
    it.everywhere(v_ln_v=volts(264, 264, 264), i_a=amps(11.5, 5.75, 2.3), watts=watts, **ways)


@case("source_overvoltage", share=1.5)
def _(it: Story) -> None:
    much = ("good", near(14.95, 0.2), "high", "green steady", "on", None)
    rest: dict[str, Any] = {"A1": much, "A3": flowing(near(3.0)), "watts": ANYTHING}
    it.stand.panel("loads", {"way": "A2", "load": "led-par", "count": 6})
    until(lambda: it.stand.front("A2")["load"]["failed"] == 6, what="six lamps have failed")
    it.shows(v_ln_v=volts(345, 345, 345), i_a=amps(15, 0, 3), A2=DARK, **rest)
    assert it.stand.panel()["losses"]["failed"] == 6


@case("source_frequency", f_hz=47.0)
def _(it: Story) -> None:
    it.everywhere(f_hz=pytest.approx(47.0, abs=0.05))


@case("earth_leak", way="A2", leak_ma=40.0)
def _(it: Story) -> None:
    gone = {"i_a": amps(10, 0, 2), "watts": (near(2300, 60), near(0, 1), near(460, 20))}
    it.shows(A2=OPENED, **gone)
    it.flows(10, 0, 2)
    it.tells("A2: breaker off")
    assert it.stand.front("A2")["cause"] == "residual"
    it.stand.turn_on("A2")
    until(lambda: it.stand.front("A2")["lever"] == "tripped", what="it trips again")
    it.repaired()
    it.shows(A2=OPENED, **gone)


@case("earth_leak", way="A2", leak_ma=10.0)
def _(it: Story) -> None:
    it.nothing()


@case("earth_leak", way="X8", leak_ma=40.0)
def _(it: Story) -> None:
    until(lambda: it.stand.front("X8")["rcd"] == "tripped", what="X8 trips")
    it.nothing()


@case("insulation_n_pe", way="A1", z_ohm=1.0)
def _(it: Story) -> None:
    it.shows(A1=OPENED, i_a=amps(0, 5, 2), watts=(near(0, 1), near(1150, 40), near(460, 20)))
    it.flows(0, 5, 2)
    assert it.stand.front("A1")["cause"] == "residual"


@case("short_circuit", way="A2", z_ohm=0.1)
def _(it: Story) -> None:
    def beyond() -> bool:
        """Whether the second of the short circuit is over, and has no maximum."""
        way = it.stand.way("A2")
        return (way["i_min_a"], way["i_max_a"], way["i_peak_a"]) == (0.0, None, None)

    until(beyond, what="the peak is beyond what a sensor can show")
    it.shows(A2=OPENED, i_a=amps(10, 0, 2), watts=(near(2300, 60), near(0, 1), near(460, 20)))
    it.flows(10, 0, 2)
    assert it.stand.front("A2")["cause"] == "instantaneous"


@case("way_contact_bad", way="A1", z_ohm=0.5)
def _(it: Story) -> None:
    it.shows(A1=flowing(near(9.77, 0.08)))
    it.calm()


@case("rcd_stuck", way="A1")
def _(it: Story) -> None:
    it.stand.hand("test_button", way="A1")
    it.stand.fault("earth_leak", way="A1", leak_ma=100.0)
    it.nothing()
    assert it.stand.front("A1")["lever"] == "on"
    it.repaired()
    it.shows(A1=OPENED, i_a=amps(0, 5, 2), watts=(near(0, 1), near(1150, 40), near(460, 20)))
