"""What a node shows of faults inside the rack: air, sensors, fuses."""

from __future__ import annotations

import time
from typing import Any

from tests.end_to_end.faults.picture import (
    ANYTHING,
    BOARD_GONE,
    DARK,
    METER_GONE,
    OneOf,
    amps,
    device_lost,
    flowing,
    near,
    volts,
)
from tests.end_to_end.faults.site import Stand
from tests.end_to_end.faults.story import Story, case
from tests.end_to_end.rig import until

L1 = (*(f"{group}{number}" for group in "ABC" for number in (1, 4, 7, 10)), "X1", "X4", "X7")
"""Each loaded with 16 A, they bring L1 of the main near its rating: then it gets warm inside."""

STEP_C = 0.1
HEALTHY_C_S = 22.0 / 900
"""No healthy rack gets warm faster: 22 K at the main's rating, within a time constant of 900 s."""


def temperature(stand: Stand) -> float:
    """Return what the node shows, degrees Celsius."""
    return float(stand.rack()["temperature_c"])


@case("ambient", temperature_c=70.0)
def _(it: Story) -> None:
    before_c = temperature(it.stand)
    until(lambda: temperature(it.stand) >= before_c + 0.1, what="it gets warmer")
    it.shows()
    it.calm()


def warmer(it: Story) -> None:
    """See the loaded rack get warm faster than a healthy one could, by more than rounding."""
    begun_s, begun_c = time.monotonic(), temperature(it.stand)
    for way in L1:
        it.stand.load(way, 3680.0)
    until(
        lambda: (
            temperature(it.stand) - begun_c - STEP_C > HEALTHY_C_S * (time.monotonic() - begun_s)
        ),
        within_s=40,
        what="it gets warm faster than a healthy rack",
    )
    assert not [text for text in it.events() if "breaker" not in text]


@case("filter_clogged", share=1.0)
def _(it: Story) -> None:
    warmer(it)


@case("fan_stopped")
def _(it: Story) -> None:
    warmer(it)


@case("sensor_dead", way="A1")
def _(it: Story) -> None:
    missing = ("missing", None, "unknown", "unknown steady", "on", None)
    it.shows(A1=missing, watts=(None, near(1150, 40), near(460, 20)))
    until(lambda: it.stand.way("A1")["i_max_a"] is None, what="no maximum either")
    assert it.stand.rack()["load"]["ways_a"]["bound"] == "lower"
    it.flows(10, 5, 2)
    it.calm()


@case("sensor_offset", way="A2", offset_a=1.0)
def _(it: Story) -> None:
    it.shows(A2=flowing(near(6.0)), watts=(near(2300, 60), near(1380, 40), near(460, 20)))
    it.flows(10, 5, 2)
    it.calm()


@case("sensor_offset", way="A2", offset_a=-100.0)
def _(it: Story) -> None:
    it.shows(A2=DARK, watts=(near(2300, 60), 0.0, near(460, 20)))
    it.flows(10, 5, 2)


@case("sensor_gain", way="A1", factor=0.9)
def _(it: Story) -> None:
    it.shows(A1=flowing(near(8.98)), watts=(near(2070, 60), near(1150, 40), near(460, 20)))
    it.flows(10, 5, 2)
    it.calm()


@case("sensor_noise", way="A1", noise_a=0.5)
def _(it: Story) -> None:
    def spread() -> float:
        way = it.stand.way("A1")
        return float((way["i_max_a"] or 0) - (way["i_min_a"] or 0))

    until(lambda: spread() > 1.0, what="maximum and minimum are apart")
    it.shows(A1=flowing(near(9.98, 2.0)), watts=(near(2300, 500), near(1150, 40), near(460, 20)))
    it.flows(10, 5, 2)


@case("sensor_stuck", way="A1")
def _(it: Story) -> None:
    held_a = it.stand.way("A1")["i_a"]
    it.stand.load("A1", 1150.0)
    it.shows(i_a=amps(5, 5, 2), A1=flowing(near(held_a, 0.05)))
    it.flows(5, 5, 2)
    it.repaired()
    it.shows(i_a=amps(5, 5, 2), watts=(near(1150, 40),) * 2 + (near(460, 20),), A1=flowing(near(5)))


@case("temperature_dead")
def _(it: Story) -> None:
    it.shows(temperature=("unmeasured", None))
    it.calm()


@case("fuse_blown", fuse="electronics")
def _(it: Story) -> None:
    it.shows(**BOARD_GONE, alarms=device_lost("board-1", "timeout"))
    it.ages("contacts")
    it.flows(10, 5, 2)
    assert it.stand.panel()["lamps"]["run"] == "off"
    it.repaired()
    it.tells("board-1 restarted")


@case("fuse_blown", fuse="meter_l1")
def _(it: Story) -> None:
    # It outlasts the loss for a moment, and may read the 0 V behind its own fuse.
    last_v = OneOf(volts(230, 230, 230), volts(0, 230, 230))
    it.shows(**METER_GONE, v_ln_v=last_v, alarms=device_lost("meter", "timeout"))
    it.ages("mains")
    it.flows(10, 5, 2)


def phase_unseen(it: Story, v_ln_v: Any, supply: tuple[str, str, str]) -> None:
    """See one voltage as 0 V while all currents flow on."""
    it.shows(v_ln_v=v_ln_v, supply=supply, watts=ANYTHING)
    it.flows(10, 5, 2)


@case("fuse_blown", fuse="meter_l2")
def _(it: Story) -> None:
    phase_unseen(it, volts(230, 0, 230), ("live", "unknown", "live"))


@case("fuse_blown", fuse="meter_l3")
def _(it: Story) -> None:
    phase_unseen(it, volts(230, 230, 0), ("live", "live", "unknown"))


@case("fuse_blown", fuse="work_light")
def _(it: Story) -> None:
    it.nothing()
