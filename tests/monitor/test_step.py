"""Whole steps: identity, online, boards' events, temperature, changed set-ups."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from stagewatt.domain.phases import L123, LineToLine
from stagewatt.domain.quality import Quality
from stagewatt.domain.reading import BoardSample, MainsSample
from stagewatt.domain.setup import RackSetup
from stagewatt.domain.view import BreakerState, EStop, Load, Supply

MS = 1_000_000
BoardOf = Callable[..., BoardSample]
MeterOf = Callable[..., MainsSample]
SetupOf = Callable[..., RackSetup]


def test_the_view_carries_its_identity(desk: Any) -> None:
    view = desk.tick()
    assert (view.rack, view.printed_name, view.model) == ("4711ab", "smart4711", "small")
    assert (view.node, view.boot_id, view.seq, view.at_ns) == (
        *("node-1", "boot-1", 1),
        desk.now_ns,
    )


def test_online_from_the_first_good_word_until_a_second_and_a_half_of_silence(
    desk: Any, board_of: BoardOf
) -> None:
    view = desk.tick()
    assert not view.online
    assert view.last_heard_ns is None
    view = desk.read(board_of())
    assert view.online
    heard_ns = desk.now_ns
    assert desk.tick(after_ms=1_500).online
    view = desk.tick(after_ms=1)
    assert not view.online
    assert view.last_heard_ns == heard_ns
    assert desk.read(board_of()).online


def test_what_was_given_is_never_changed(desk: Any, board_of: BoardOf) -> None:
    desk.limit("A1", None, 1.0)
    before = desk.state
    copy = replace(before)
    desk.read(board_of(5.0, e_stop=True))
    assert before == copy
    assert before.occurrences == {}
    assert before.latches == {}


def test_a_board_that_restarts_is_told(desk: Any, board_of: BoardOf) -> None:
    desk.read(board_of())
    desk.read(board_of(boot=2))
    (event,) = desk.events
    assert (str(event.id), event.text) == ("4711ab.board-1.reboot.1", "board-1 restarted")
    assert (event.before, event.after, event.at_ns) == ("1", "2", desk.now_ns)


def test_another_board_is_told(desk: Any, board_of: BoardOf) -> None:
    desk.read(board_of())
    other = replace(board_of().identity, serial="ffff00")
    desk.read(board_of(identity=other, boot=9))
    (event,) = desk.events
    assert str(event.id) == "4711ab.board-1.identity.1"
    assert event.text == "board-1 is another board now: ffff00, was 4711ab"
    assert (event.before, event.after) == ("4711ab", "ffff00")


def test_a_board_that_comes_back_restarted_is_told_once(desk: Any, board_of: BoardOf) -> None:
    desk.read(board_of())
    desk.boards[0] = replace(desk.boards[0], sample=None, at_ns=None)
    desk.tick()
    desk.read(board_of(boot=2))
    desk.tick(after_ms=10)
    assert desk.told() == [("state", "reboot", "board-1")]


def test_the_temperature_is_the_hottest_good_one(
    desk_of: Callable[..., Any], setup_of: SetupOf, board_of: BoardOf
) -> None:
    desk = desk_of(setup_of(split=True))
    view = desk.tick()
    assert view.temperature_c is None
    assert view.temperature_mark.quality is Quality.MISSING
    desk.read(board_of(temperature_c=30.0), which=0)
    view = desk.read(board_of(temperature_c=28.0), which=1)
    assert (view.temperature_c, view.temperature_mark.source) == (30.0, "board-1")
    view = desk.read(board_of(temperature_c=28.0), which=1, after_ms=250)
    assert (view.temperature_c, view.temperature_mark.source) == (28.0, "board-2")
    view = desk.tick(after_ms=400)
    assert (view.temperature_c, view.temperature_mark.quality) == (30.0, Quality.STALE)


@pytest.mark.parametrize("celsius", [None, math.nan])
def test_a_board_without_a_temperature(desk: Any, board_of: BoardOf, celsius: float | None) -> None:
    view = desk.read(board_of(temperature_c=celsius))
    assert view.temperature_c is None
    assert view.temperature_mark.quality is Quality.UNMEASURED


def test_a_new_set_up_keeps_what_is_known_of_each_way(
    desk: Any, setup_of: SetupOf, board_of: BoardOf
) -> None:
    desk.read(board_of(5.0, 17.0))
    desk.setup = setup_of(split=True)
    desk.boards = [replace(desk.boards[0], sample=None, at_ns=None)] * 2
    desk.boards = [replace(desk.boards[i], device=f"board-{i + 1}") for i in range(2)]
    view = desk.step()
    assert [way.load.value for way in view.ways[:3]] == ["unknown", "overload", "unknown"]
    assert view.connectors[0].title == "Soca A1"
    assert [way.mark.source for way in view.ways] == [
        *("board-1",) * 3,
        *("board-2",) * 3,
        "model",
    ]


def test_what_arrives_too_late_is_no_good_data(
    desk: Any, board_of: BoardOf, meter_of: MeterOf
) -> None:
    dead = replace(meter_of(n=900.0, v=(0.0, 0.0, 0.0)), v_ll_v=LineToLine.all(None))
    desk.read(board_of(25.0, main_on=False, main_tripped=True, e_stop=True), dead)
    before = desk.tick(after_ms=2_000)
    desk.told()
    history = desk.state.history
    late_ns = desk.now_ns - 1_700 * MS
    healthy = board_of(5.0, boot=2, temperature_c=60.0)
    desk.boards[0] = replace(desk.boards[0], sample=healthy, at_ns=late_ns)
    desk.meter = replace(desk.meter, sample=meter_of(), at_ns=late_ns)
    view = desk.step()
    assert view.main_breaker.state is before.main_breaker.state is BreakerState.TRIPPED
    assert view.contacts.e_stop is before.contacts.e_stop is EStop.PRESSED
    assert view.supply == before.supply == L123.all(Supply.UNKNOWN)
    assert view.ways[0].load is before.ways[0].load is Load.SERIOUS
    assert desk.told() == []
    assert desk.state.history == history


def test_an_equal_set_up_is_as_good_as_the_same(desk: Any, board_of: BoardOf) -> None:
    first = desk.read(board_of(5.0))
    desk.setup = replace(desk.setup)
    assert desk.step().ways == first.ways


def test_the_timer_changes_nothing_but_age(desk: Any, board_of: BoardOf, meter_of: MeterOf) -> None:
    first = desk.read(board_of(5.0, 17.0), meter_of())
    second = desk.tick(after_ms=100)
    assert replace(second, seq=first.seq, at_ns=first.at_ns) == first
    assert desk.told() == []
