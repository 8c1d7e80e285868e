"""What outlives a restart."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from stagewatt.domain.alarm import AlarmState
from stagewatt.domain.errors import BadDocument
from stagewatt.domain.reading import BoardSample
from stagewatt.monitor.state import RackState, state_from_plain, state_to_plain

BoardOf = Callable[..., BoardSample]


def through_json(state: RackState) -> RackState:
    return state_from_plain(json.loads(json.dumps(state_to_plain(state))))


@pytest.fixture
def warned(desk: Any, board_of: BoardOf) -> Any:
    desk.limit("A1", None, 10.0)
    desk.read(board_of(12.0))
    return desk


def test_a_fresh_state_holds_nothing() -> None:
    assert state_to_plain(RackState.fresh()) == {
        "schema": "monitor-state/1",
        "occurrences": [],
        "alarms": [],
    }


def test_raised_alarms_and_numbers_come_back_to_be_checked(
    warned: Any, desk_of: Callable[..., Any], board_of: BoardOf
) -> None:
    (alarm,) = warned.last.view.alarms
    desk = desk_of(state=through_json(warned.state))
    desk.settings = warned.settings
    view = desk.tick()
    (restored,) = [each for each in view.alarms if each.id.rule == "supervision"]
    assert restored.id == alarm.id
    assert restored.state is AlarmState.UNCHECKED
    assert (restored.text, restored.value, restored.limit) == (alarm.text, 12.0, 10.0)
    assert (restored.since_ns, restored.boot_id) == (alarm.since_ns, "boot-1")
    assert view.warning
    assert desk.way(view, "A1").warning
    desk.told()
    view = desk.read(board_of(12.0))
    assert [each.state for each in view.alarms] == [AlarmState.ACTIVE]
    assert desk.told() == []
    assert not desk.read(board_of(9.95)).warning or desk.alarms(desk.last.view)
    view = desk.read(board_of(5.0))
    assert not view.warning
    assert desk.told() == [("cleared", "supervision", "A1")]
    view = desk.read(board_of(12.0))
    assert [str(each.id) for each in view.alarms] == ["4711ab.A1.supervision.2"]


def test_after_a_restart_limits_are_judged_without_a_release_band(
    warned: Any, desk_of: Callable[..., Any], board_of: BoardOf
) -> None:
    desk = desk_of(state=through_json(warned.state))
    desk.settings = warned.settings
    assert not desk.read(board_of(9.95)).warning


def test_an_alarm_at_a_place_that_is_gone_is_cleared(
    warned: Any,
    desk_of: Callable[..., Any],
    setup_of: Callable[..., Any],
    model_of: Callable[..., Any],
) -> None:
    plain = state_to_plain(warned.state)
    plain["alarms"][0]["place"] = "Z9"
    desk = desk_of(state=state_from_plain(plain))
    view = desk.tick()
    assert ("cleared", "supervision", "Z9") in desk.told()
    assert [each for each in view.alarms if each.id.place == "Z9"] == []


def test_what_is_durable_changes_only_with_events(warned: Any, board_of: BoardOf) -> None:
    plain = state_to_plain(warned.state)
    for i_a in (12.0, None, 10.0, 12.5):
        warned.told()
        warned.read(board_of(i_a))
        assert warned.told() == []
        assert state_to_plain(warned.state) == plain


def test_pending_conditions_are_not_kept(desk: Any, board_of: BoardOf) -> None:
    desk.read(board_of(17.0))
    assert desk.state.latches["way_overload"]["A1"].alarm is None
    assert state_to_plain(desk.state)["alarms"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"schema": "monitor-state/2", "occurrences": [], "alarms": []},
        {"schema": "monitor-state/1", "occurrences": [["A1", "x"]], "alarms": []},
        {"schema": "monitor-state/1", "occurrences": [], "alarms": [{"rack": "r"}]},
        {"schema": "monitor-state/1", "occurrences": [], "alarms": None},
    ],
)
def test_anything_else_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadDocument, match="alarm memory: alarms and occurrences"):
        state_from_plain(wrong)
