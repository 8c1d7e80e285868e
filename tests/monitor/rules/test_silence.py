"""A rack that does not answer, and a device that is lost while others go on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from stagewatt.domain.alarm import AlarmState, Severity
from stagewatt.domain.quality import Quality
from stagewatt.domain.reading import BoardSample, Fault, MainsSample
from stagewatt.monitor.state import RackState, state_from_plain, state_to_plain

MS = 1_000_000
BoardOf = Callable[..., BoardSample]
MeterOf = Callable[..., MainsSample]


def test_a_silent_rack_is_one_critical_alarm(
    desk: Any, board_of: BoardOf, meter_of: MeterOf
) -> None:
    desk.read(board_of(), meter_of())
    heard_ns = desk.now_ns
    desk.told()
    desk.boards[0] = replace(desk.boards[0], fault=Fault.TIMEOUT, missed=14)
    for _ in range(6):
        assert desk.tick(after_ms=250).alarms == ()
    view = desk.tick(after_ms=250)
    (alarm,) = view.alarms
    assert alarm.text == ("NO ANSWER, TREAT AS LIVE: nothing heard from meter, board-1 (timeout)")
    assert str(alarm.id) == "4711ab.rack.not_answering.1"
    assert alarm.severity is Severity.CRITICAL
    assert alarm.since_ns == heard_ns + 1_500 * MS
    for _ in range(20):
        assert desk.alarms(desk.tick()) == [("not_answering", "rack", "active")]
    assert desk.told() == [("raised", "not_answering", "rack")]


def test_it_is_over_with_the_first_good_word(
    desk: Any, board_of: BoardOf, meter_of: MeterOf
) -> None:
    desk.read(board_of(), meter_of())
    desk.tick(after_ms=5_000)
    desk.told()
    assert desk.alarms(desk.read(meter=meter_of())) == [("device_lost", "board-1", "active")]
    assert desk.told() == [
        ("raised", "device_lost", "board-1"),
        ("cleared", "not_answering", "rack"),
    ]
    assert desk.read(board_of()).alarms == ()


def test_a_rack_that_was_never_heard_is_silent_after_a_second_and_a_half(desk: Any) -> None:
    assert desk.tick().alarms == ()
    assert desk.tick(after_ms=1_500).alarms == ()
    view = desk.tick(after_ms=1)
    assert desk.alarms(view) == [("not_answering", "rack", "active")]
    assert not view.online


def test_silence_between_two_readings_is_told_without_the_timer(
    desk: Any, board_of: BoardOf, meter_of: MeterOf
) -> None:
    desk.read(board_of(), meter_of())
    desk.told()
    view = desk.read(board_of(), meter_of(), after_ms=1_501)
    assert view.alarms == ()
    assert desk.told() == [
        ("raised", "not_answering", "rack"),
        ("cleared", "not_answering", "rack"),
    ]
    desk.read(board_of(), meter_of(), after_ms=1_500)
    assert desk.told() == []


def test_after_a_restart_the_alarm_waits_for_a_word(
    desk: Any, desk_of: Callable[..., Any], board_of: BoardOf, meter_of: MeterOf
) -> None:
    desk.tick()
    desk.tick(after_ms=9_000)
    state: RackState = state_from_plain(state_to_plain(desk.state))
    again = desk_of(state=state)
    (alarm,) = again.tick().alarms
    assert alarm.state is AlarmState.UNCHECKED
    assert again.alarms(again.tick(after_ms=2_000)) == [("not_answering", "rack", "active")]
    assert again.told() == []
    assert again.read(board_of(), meter_of()).alarms == ()
    assert again.told()[0] == ("cleared", "not_answering", "rack")


def test_only_the_board_silent_is_a_lost_device_and_no_silent_rack(
    desk: Any, board_of: BoardOf, meter_of: MeterOf
) -> None:
    desk.read(board_of(5.0), meter_of())
    heard_ns = desk.now_ns
    desk.boards[0] = replace(desk.boards[0], fault=Fault.GARBAGE)
    for _ in range(4):
        view = desk.read(meter=meter_of(), after_ms=500)
        assert view.alarms == ()
        assert view.main_breaker.mark.quality is Quality.STALE
    view = desk.read(meter=meter_of(), after_ms=500)
    assert view.online
    (alarm,) = view.alarms
    assert alarm.text == "board-1 does not answer (garbage): its values are stale or missing"
    assert alarm.first_step == "Check the power, line and address of board-1."
    assert str(alarm.id) == "4711ab.board-1.device_lost.1"
    assert alarm.since_ns == heard_ns + 2_000 * MS
    assert desk.read(board_of(5.0)).alarms == ()
    assert desk.told() == [
        ("raised", "device_lost", "board-1"),
        ("cleared", "device_lost", "board-1"),
    ]


def test_a_device_lost_before_the_rest_stays_lost_when_all_are_silent(
    desk: Any, board_of: BoardOf, meter_of: MeterOf
) -> None:
    desk.read(board_of(), meter_of())
    desk.read(board_of(), after_ms=1_000)
    assert desk.alarms(desk.tick(after_ms=1_001)) == [("device_lost", "meter", "active")]
    assert desk.alarms(desk.tick(after_ms=9_000)) == [
        ("not_answering", "rack", "active"),
        ("device_lost", "meter", "active"),
    ]


def test_a_device_that_never_answered_beside_one_that_does(desk: Any, meter_of: MeterOf) -> None:
    desk.read(meter=meter_of())
    for _ in range(4):
        assert desk.read(meter=meter_of(), after_ms=500).alarms == ()
    view = desk.read(meter=meter_of(), after_ms=500)
    (alarm,) = view.alarms
    assert alarm.text == "board-1 does not answer: its values are stale or missing"


def test_a_lost_device_is_not_found_again_by_forgetting_it(
    desk: Any, board_of: BoardOf, meter_of: MeterOf, desk_of: Callable[..., Any]
) -> None:
    desk.read(board_of(), meter_of())
    for _ in range(4):
        desk.read(meter=meter_of(), after_ms=500)
    assert desk.alarms(desk.read(meter=meter_of(), after_ms=500)) == [
        ("device_lost", "board-1", "active")
    ]
    again = desk_of(state=state_from_plain(state_to_plain(desk.state)))
    assert again.alarms(again.read(meter=meter_of())) == [("device_lost", "board-1", "unchecked")]


def test_what_was_lost_first_is_told_first_and_before_what_the_reading_brought(
    desk_of: Callable[..., Any], setup_of: Callable[..., Any], board_of: BoardOf, meter_of: MeterOf
) -> None:
    desk = desk_of(setup_of(split=True))
    desk.read(board_of(), which=1)
    desk.read(board_of(), which=0)
    desk.read(meter=meter_of())
    for _ in range(3):
        desk.read(meter=meter_of(), after_ms=600)
    desk.told()
    desk.read(board_of(e_stop=True), after_ms=600)
    assert desk.told() == [
        ("raised", "device_lost", "board-2"),
        ("raised", "device_lost", "board-1"),
        ("state", "state", "e_stop"),
        ("cleared", "device_lost", "board-1"),
    ]


@pytest.mark.parametrize("ticks", [(), (1_999,), (2_001,), (500, 1_000, 1_500, 2_001, 2_300)])
def test_when_the_timer_ticked_makes_no_difference(
    desk: Any, board_of: BoardOf, meter_of: MeterOf, ticks: tuple[int, ...]
) -> None:
    desk.read(board_of(), meter_of())
    start_ns = desk.now_ns
    desk.read(meter=meter_of(), after_ms=600)
    for tick in ticks:
        desk.tick(after_ms=(start_ns + tick * MS - desk.now_ns) // MS)
    view = desk.read(board_of(), after_ms=(start_ns + 2_500 * MS - desk.now_ns) // MS)
    assert view.alarms == ()
    # The board was lost at 2.0 s, before the rack fell silent at 2.1 s.
    assert desk.told() == [
        ("raised", "device_lost", "board-1"),
        ("raised", "not_answering", "rack"),
        ("cleared", "device_lost", "board-1"),
        ("cleared", "not_answering", "rack"),
    ]
