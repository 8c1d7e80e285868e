"""The fault table: what may be asked for, and what is refused with which word."""

from __future__ import annotations

import math
from typing import Any

import pytest

from stagewatt.domain.errors import Invalid, Unknown
from stagewatt.twin.faults import (
    FAULTS,
    ActiveFault,
    fault_of,
    find,
    places,
    with_fault,
    without_fault,
)

WAYS = ("A1", "A2")


@pytest.mark.parametrize(
    ("name", "given", "fault"),
    [
        ("neutral_open", {}, ActiveFault("neutral_open")),
        ("neutral_bad", {}, ActiveFault("neutral_bad", None, 1.0)),
        ("neutral_bad", {"z_ohm": 3}, ActiveFault("neutral_bad", None, 3.0)),
        ("phase_lost", {"phase": "L2"}, ActiveFault("phase_lost", "L2")),
        ("sensor_dead", {"way": "A2"}, ActiveFault("sensor_dead", "A2")),
        ("wrong_unit", {"device": "meter"}, ActiveFault("wrong_unit", "meter")),
        ("meter_slow", {"delay_s": 0}, ActiveFault("meter_slow", None, 0.0)),
    ],
)
def test_what_can_be_asked_for(name: str, given: dict[str, Any], fault: ActiveFault) -> None:
    assert fault_of(name, given, WAYS) == fault


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
        ("phase_lost", {}, Invalid, "phase"),
        ("phase_lost", {"phase": "L4"}, Invalid, "phase"),
        ("phase_lost", {"phase": 1}, Invalid, "phase"),
        ("sensor_dead", {}, Invalid, "way"),
        ("sensor_dead", {"way": "Z1"}, Unknown, "way"),
        ("wrong_unit", {"device": "node"}, Invalid, "device"),
    ],
)
def test_what_is_refused(
    name: str, given: dict[str, Any], error: type[Invalid | Unknown], where: str
) -> None:
    with pytest.raises(error) as caught:
        fault_of(name, given, WAYS)
    assert caught.value.where == where


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


def test_each_fault_says_what_it_does() -> None:
    assert all(kind.does and kind.name == name for name, kind in FAULTS.items())
