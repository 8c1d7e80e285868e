"""The fault table: what may be asked for, and what is refused with which word."""

from __future__ import annotations

import math
from typing import Any

import pytest

from stagewatt.catalogue.load import model
from stagewatt.domain.errors import Invalid, Unknown
from stagewatt.twin.faults import (
    FAULTS,
    FUSE_BLOWN,
    ActiveFault,
    Device,
    Group,
    Of,
    fault_of,
    find,
    places,
    sizes,
    with_fault,
    without_fault,
)
from stagewatt.twin.faults.sensing import Readings, sensed

PDU, C24 = model("smartpdu-36"), model("c24-soca")


@pytest.mark.parametrize(
    ("name", "given", "fault"),
    [
        ("neutral_open", {}, ActiveFault("neutral_open")),
        ("neutral_bad", {}, ActiveFault("neutral_bad", None, 1.0)),
        ("neutral_bad", {"z_ohm": 3}, ActiveFault("neutral_bad", None, 3.0)),
        ("phase_lost", {"phase": "L2"}, ActiveFault("phase_lost", "L2")),
        ("sensor_dead", {"way": "A2"}, ActiveFault("sensor_dead", "A2")),
        ("earth_leak", {"way": "X9"}, ActiveFault("earth_leak", "X9", 40.0)),
        ("rcd_stuck", {"way": "X1"}, ActiveFault("rcd_stuck", "X1")),
        ("wrong_unit", {"device": "meter"}, ActiveFault("wrong_unit", "meter")),
        ("meter_slow", {"delay_s": 0}, ActiveFault("meter_slow", None, 0.0)),
        ("exceptions", {"device": "board"}, ActiveFault("exceptions", "board", 6.0)),
        ("exceptions", {"device": "board", "code": 2.0}, ActiveFault("exceptions", "board", 2.0)),
        ("fuse_blown", {"fuse": "work_light"}, ActiveFault("fuse_blown", "work_light")),
        ("filter_clogged", {}, ActiveFault("filter_clogged", None, 0.8)),
    ],
)
def test_what_can_be_asked_for(name: str, given: dict[str, Any], fault: ActiveFault) -> None:
    assert fault_of(name, given, PDU) == fault


@pytest.mark.parametrize(
    ("name", "given", "error", "where"),
    [
        ("neutral_opened", {}, Invalid, "fault"),
        ("neutral_open", {"phase": "L1"}, Invalid, "phase"),
        ("neutral_bad", {"z_ohm": -1}, Invalid, "z_ohm"),
        ("neutral_bad", {"z_ohm": math.nan}, Invalid, "z_ohm"),
        ("neutral_bad", {"z_ohm": True}, Invalid, "z_ohm"),
        ("neutral_bad", {"z_ohm": "1"}, Invalid, "z_ohm"),
        ("meter_slow", {"delay_s": 61}, Invalid, "delay_s"),
        ("exceptions", {"device": "board", "code": 2.5}, Invalid, "code"),
        ("exceptions", {"device": "board", "code": 0}, Invalid, "code"),
        ("phase_lost", {}, Invalid, "phase"),
        ("phase_lost", {"phase": "L4"}, Invalid, "phase"),
        ("phase_lost", {"phase": 1}, Invalid, "phase"),
        ("sensor_dead", {}, Invalid, "way"),
        ("sensor_dead", {"way": 7}, Invalid, "way"),
        ("sensor_dead", {"way": "Z1"}, Unknown, "way"),
        ("sensor_dead", {"way": "X1"}, Unknown, "way"),
        ("earth_leak", {"way": "Z1"}, Unknown, "way"),
        ("rcd_stuck", {"way": "X7"}, Invalid, "way"),
        ("rcd_stuck", {"way": "Z1"}, Unknown, "way"),
        ("wrong_unit", {"device": "node"}, Invalid, "device"),
        ("fuse_blown", {"fuse": "main"}, Unknown, "fuse"),
        ("fuse_blown", {}, Invalid, "fuse"),
    ],
)
def test_what_is_refused(
    name: str, given: dict[str, Any], error: type[Invalid | Unknown], where: str
) -> None:
    with pytest.raises(error) as caught:
        fault_of(name, given, PDU)
    assert caught.value.where == where


@pytest.mark.parametrize("name", ["filter_clogged", "fan_stopped"])
def test_a_rack_without_a_fan_cannot_lose_it(name: str) -> None:
    with pytest.raises(Invalid, match="no forced cooling"):
        fault_of(name, {}, C24)


def test_the_same_fault_can_be_at_several_places() -> None:
    faults: frozenset[ActiveFault] = frozenset()
    for phase in ("L1", "L2", "L1"):
        faults = with_fault(faults, ActiveFault("phase_lost", phase))
    assert places(faults, "phase_lost") == {"L1", "L2"}
    assert places(without_fault(faults, "phase_lost", "L1"), "phase_lost") == {"L2"}
    assert not without_fault(faults, "phase_lost", None)


def test_another_size_replaces() -> None:
    faults = with_fault(frozenset(), ActiveFault("neutral_bad", None, 1.0))
    faults = with_fault(faults, ActiveFault("neutral_bad", None, 2.0))
    assert find(faults, "neutral_bad") == ActiveFault("neutral_bad", None, 2.0)
    assert len(faults) == 1
    assert find(faults, "neutral_open") is None


def test_sizes_by_place() -> None:
    faults = frozenset(
        {ActiveFault("earth_leak", "A1", 40.0), ActiveFault("earth_leak", "A2"), ActiveFault("x")}
    )
    assert sizes(faults, "earth_leak") == {"A1": 40.0, "A2": 0.0}
    assert sizes(faults, "x") == {}


def test_each_fault_says_what_it_does_and_what_a_node_shows() -> None:
    for name, kind in FAULTS.items():
        assert kind.name == name
        assert kind.does
        assert kind.shows
        assert kind.size is None or kind.size.low <= kind.size.usual <= kind.size.high
    assert {kind.group for kind in FAULTS.values()} == set(Group)
    assert FUSE_BLOWN in FAULTS


def test_what_was_there_from_the_start_stays() -> None:
    assert set(FAULTS) >= {
        "neutral_open",
        "neutral_bad",
        "phase_lost",
        "sensor_dead",
        "board_silent",
        "board_garbage",
        "board_torn",
        "board_failing",
        "meter_dark",
        "meter_slow",
        "wrong_unit",
        "wire_garbage",
    }


def test_where_a_fault_can_be() -> None:
    assert Of.PHASE.possible(PDU) == ("L1", "L2", "L3")
    assert Of.DEVICE.possible(PDU) == tuple(Device)
    assert "work_light" in Of.FUSE.possible(PDU)
    assert len(Of.WAY.possible(PDU)) == 45
    assert len(Of.SENSOR.possible(PDU)) == 36
    assert set(Of.WAY.possible(PDU)) - set(Of.RESIDUAL.possible(PDU)) == {"X7"}
    assert [of.field for of in Of] == ["way", "way", "way", "phase", "device", "fuse"]


class TestSensing:
    READ = Readings(read_a=(1.0, 2.0, 3.0), held_a=(0.5, 0.5, 0.5), noise=(1.0, -1.0, 0.0))

    def of(self, *faults: ActiveFault) -> tuple[float, ...]:
        return sensed(frozenset(faults), {"A1": 0, "A2": 1, "A3": 2}, self.READ)

    def test_sound_sensors_are_passed_on_as_they_are(self) -> None:
        assert self.of(ActiveFault("neutral_open")) is self.READ.read_a

    def test_each_kind(self) -> None:
        assert self.of(ActiveFault("sensor_offset", "A2", 1.5)) == (1.0, 3.5, 3.0)
        assert self.of(ActiveFault("sensor_gain", "A3", 0.9)) == pytest.approx((1.0, 2.0, 2.7))
        assert self.of(ActiveFault("sensor_noise", "A1", 0.3)) == (1.3, 2.0, 3.0)
        assert self.of(ActiveFault("sensor_stuck", "A1")) == (0.5, 2.0, 3.0)

    def test_gain_comes_before_offset_and_stuck_last(self) -> None:
        both = (ActiveFault("sensor_offset", "A2", 1.0), ActiveFault("sensor_gain", "A2", 2.0))
        assert self.of(*both) == (1.0, 5.0, 3.0)
        assert self.of(*both, ActiveFault("sensor_stuck", "A2")) == (1.0, 0.5, 3.0)

    def test_no_sensor_reads_below_nothing(self) -> None:
        assert self.of(ActiveFault("sensor_offset", "A2", -5.0)) == (1.0, 0.0, 3.0)
