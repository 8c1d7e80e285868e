"""Minimum and maximum of a way, and the rack's warning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from stagewatt.domain.alarm import AlarmState, Severity
from stagewatt.domain.reading import BoardSample
from stagewatt.domain.settings import WaySettings

BoardOf = Callable[..., BoardSample]


@pytest.mark.parametrize(
    ("min_a", "max_a", "i_a", "warned"),
    [
        (None, None, 99.0, False),
        (2.0, None, 2.0, False),
        (2.0, None, 1.99, True),
        (2.0, None, 0.0, True),
        (None, 10.0, 10.0, False),
        (None, 10.0, 10.01, True),
        (2.0, 10.0, 5.0, False),
        (2.0, 10.0, 1.0, True),
        (2.0, 10.0, 11.0, True),
        (5.0, 5.0, 5.0, False),
        (None, 0.0, 0.09, False),
        (None, 0.0, 0.1, True),
        (0.05, None, 0.03, True),
    ],
)
def test_outside_the_band_is_a_warning_at_once(
    desk: Any,
    board_of: BoardOf,
    min_a: float | None,
    max_a: float | None,
    i_a: float,
    warned: bool,
) -> None:
    desk.limit("A1", min_a, max_a)
    view = desk.read(board_of(i_a))
    assert view.warning is warned
    assert desk.way(view, "A1").warning is warned
    assert not desk.way(view, "A2").warning
    assert [each.id.rule for each in view.alarms] == ["supervision"] * warned


@pytest.mark.parametrize(
    ("i_a", "text", "limit", "step"),
    [
        (1.0, 'A1 "MAC SL1": 1.0 A is below its minimum of 2.0 A', 2.0, "still on"),
        (12.4, 'A1 "MAC SL1": 12.4 A is above its maximum of 10.0 A', 10.0, "move load"),
    ],
)
def test_the_alarm_says_what_where_how_much_and_what_first(
    desk: Any, board_of: BoardOf, i_a: float, text: str, limit: float, step: str
) -> None:
    desk.settings = replace(
        desk.settings, ways={"A1": WaySettings(name="MAC SL1", min_a=2.0, max_a=10.0)}
    )
    (alarm,) = desk.read(board_of(i_a)).alarms
    assert (alarm.text, alarm.value, alarm.limit, alarm.unit) == (text, i_a, limit, "A")
    assert step in alarm.first_step
    assert str(alarm.id) == "4711ab.A1.supervision.1"
    assert alarm.severity is Severity.WARNING
    assert alarm.since_ns == desk.now_ns


def test_noise_at_a_limit_is_one_occurrence(desk: Any, board_of: BoardOf) -> None:
    desk.limit("A1", 2.0, 10.0)
    for i_a in (10.1, 9.95, 10.1, 9.91):
        assert desk.read(board_of(i_a)).warning
    assert not desk.read(board_of(9.89)).warning
    for i_a in (1.9, 2.01, 1.9):
        assert desk.read(board_of(i_a)).warning
    assert not desk.read(board_of(2.03)).warning
    assert desk.told() == [
        ("raised", "supervision", "A1"),
        ("cleared", "supervision", "A1"),
        ("raised", "supervision", "A1"),
        ("cleared", "supervision", "A1"),
    ]


@pytest.mark.parametrize(
    ("min_a", "max_a", "out_a", "in_a"),
    [(5.0, 5.04, 6.0, 5.02), (5.0, 5.0, 6.0, 5.0), (None, 0.0, 1.0, 0.05), (0.0, 0.2, 1.0, 0.1)],
)
def test_a_narrow_band_can_be_entered_again(
    desk: Any, board_of: BoardOf, min_a: float | None, max_a: float, out_a: float, in_a: float
) -> None:
    desk.limit("A1", min_a, max_a)
    assert desk.read(board_of(out_a)).warning
    assert not desk.read(board_of(in_a)).warning


def test_a_current_that_jumps_to_the_other_side_says_so(desk: Any, board_of: BoardOf) -> None:
    desk.limit("A1", 2.0, 10.0)
    desk.read(board_of(1.0))
    (alarm,) = desk.read(board_of(11.0)).alarms
    assert "above" in alarm.text
    assert alarm.id.occurrence == 1
    assert desk.read(board_of(9.95)).warning


def test_changed_or_cleared_limits_are_judged_at_once(desk: Any, board_of: BoardOf) -> None:
    desk.limit("A1", None, 10.0)
    desk.read(board_of(12.0))
    desk.limit("A1", None, 11.0)
    (alarm,) = desk.tick(after_ms=1).alarms
    assert (alarm.limit, alarm.id.occurrence) == (11.0, 1)
    desk.limit("A1", None, 12.05)  # inside the release band of the new limit, which is not beyond
    assert not desk.tick(after_ms=1).warning
    desk.limit("A1", 13.0, None)
    assert desk.tick(after_ms=1).warning
    desk.limit("A1", None, None)
    assert not desk.tick(after_ms=1).warning


def test_lost_data_keeps_the_warning_unchecked(desk: Any, board_of: BoardOf) -> None:
    desk.limit("A1", None, 10.0)
    desk.read(board_of(12.0))
    for view in (desk.read(board_of(None)), desk.tick(after_ms=400), desk.tick(after_ms=900)):
        assert view.warning
        (alarm,) = view.alarms
        assert alarm.state is AlarmState.UNCHECKED
    desk.limit("A1", None, 13.0)  # nobody knows whether that is kept
    assert desk.tick(after_ms=1).warning
    desk.settings = replace(desk.settings, ways={})
    assert not desk.tick(after_ms=1).warning


def test_lost_data_raises_nothing(desk: Any, board_of: BoardOf) -> None:
    desk.read(board_of(12.0))
    desk.tick(after_ms=400)
    desk.limit("A1", None, 10.0)
    assert not desk.tick(after_ms=1).warning


def test_limits_of_a_way_without_a_sensor_say_nothing(desk: Any, board_of: BoardOf) -> None:
    desk.limit("X1", 1.0, 2.0)
    assert not desk.read(board_of(5.0)).warning


def test_below_the_minimum_with_the_main_off_is_still_a_warning(
    desk: Any, board_of: BoardOf
) -> None:
    desk.limit("A1", 2.0, None)
    assert desk.read(board_of(0.0, main_on=False)).warning
