"""What can be wrong inside the rack: air, sensors, fuses."""

from __future__ import annotations

from stagewatt.twin.faults.kind import FaultKind, Group, Of, Size

THERMAL = (
    FaultKind(
        name="ambient",
        group=Group.THERMAL,
        does="the air around the rack has this temperature",
        shows="the temperature follows within its time constant; above its limit an alarm",
        size=Size(name="temperature_c", low=-40.0, high=70.0, usual=45.0),
    ),
    FaultKind(
        name="filter_clogged",
        group=Group.THERMAL,
        does="the air filter lets this share less through",
        shows="the temperature rises with the load more than it should",
        size=Size(name="share", low=0.0, high=1.0, usual=0.8),
        cooling="forced",
    ),
    FaultKind(
        name="fan_stopped",
        group=Group.THERMAL,
        does="the fan stands still",
        shows="the temperature rises with the load more than it should",
        cooling="forced",
    ),
)

SENSORS = (
    FaultKind(
        name="sensor_dead",
        group=Group.SENSOR,
        does="a way's current sensor fails and the board says so",
        shows="that way's current missing, never 0",
        place=Of.SENSOR,
    ),
    FaultKind(
        name="sensor_offset",
        group=Group.SENSOR,
        does="a way's current sensor reads too much, or too little",
        shows="a wrong current that looks good",
        place=Of.SENSOR,
        size=Size(name="offset_a", low=-100.0, high=100.0, usual=1.0),
    ),
    FaultKind(
        name="sensor_gain",
        group=Group.SENSOR,
        does="a way's current sensor reads a multiple of its current",
        shows="a wrong current that looks good",
        place=Of.SENSOR,
        size=Size(name="factor", low=0.0, high=10.0, usual=0.9),
    ),
    FaultKind(
        name="sensor_noise",
        group=Group.SENSOR,
        does="a way's current sensor trembles with this standard deviation",
        shows="a restless current, minimum and maximum of each second apart",
        place=Of.SENSOR,
        size=Size(name="noise_a", low=0.0, high=20.0, usual=1.0),
    ),
    FaultKind(
        name="sensor_stuck",
        group=Group.SENSOR,
        does="a way's current sensor keeps the reading it has",
        shows="a current that stands still whatever the load does",
        place=Of.SENSOR,
    ),
    FaultKind(
        name="temperature_dead",
        group=Group.SENSOR,
        does="the temperature sensor fails and the board says so",
        shows="no temperature, as if none were measured",
    ),
)

FUSE_BLOWN = FaultKind(
    name="fuse_blown",
    group=Group.FUSE,
    does="a fuse is blown, as if a hand had taken it out",
    shows="electronics: ways and contacts stale, board does not answer (timeout), power goes on; "
    "meter_l1: mains values stale, meter does not answer (timeout); meter_l2, meter_l3: that phase "
    "at 0 V, its supply unknown, its currents go on; work_light: nothing",
    place=Of.FUSE,
)

KINDS = (*THERMAL, *SENSORS, FUSE_BLOWN)
