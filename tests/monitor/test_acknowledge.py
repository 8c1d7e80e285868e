"""Acknowledging: which occurrence, who was first, what outlives a restart, where it ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.domain.alarm import (
    Acknowledgement,
    Alarm,
    AlarmId,
    AlarmState,
    EventKind,
    Severity,
)
from stagewatt.domain.errors import BadDocument, Unknown
from stagewatt.domain.reading import BoardSample
from stagewatt.monitor.acknowledge import acknowledged
from stagewatt.monitor.rule import Latch
from stagewatt.monitor.state import RackState, state_from_plain, state_to_plain

BoardOf = Callable[..., BoardSample]
ANNA = Acknowledgement(by="Anna", comment="on my way", at_ns=7, boot_id="boot-1", at_wall_s=1.8e9)
BEN = Acknowledgement(by="Ben", comment="", at_ns=9, boot_id="boot-1")
WARNING = "4711ab.A1.supervision.1"


def through_json(state: RackState) -> RackState:
    return state_from_plain(json.loads(json.dumps(state_to_plain(state))))


@pytest.fixture
def warned(desk: Any, board_of: BoardOf) -> Any:
    """A rack whose A1 is above its maximum."""
    desk.limit("A1", None, 10.0)
    desk.read(board_of(12.0))
    desk.told()
    return desk


def ack_of(desk: Any, rule: str = "supervision") -> Acknowledgement | None:
    alarms: tuple[Alarm, ...] = desk.last.view.alarms
    return next(alarm.ack for alarm in alarms if alarm.id.rule == rule)


def know(desk: Any, ack: Acknowledgement = ANNA) -> None:
    desk.state, _ = acknowledged(desk.state, WARNING, ack)


def test_an_acknowledgement_stands_beside_the_alarm_and_is_told(warned: Any) -> None:
    state, events = acknowledged(warned.state, WARNING, ANNA)
    (event,) = events
    assert (event.kind, str(event.id), event.at_ns) == (EventKind.ACKNOWLEDGED, WARNING, 7)
    assert event.severity is Severity.WARNING
    assert event.text.startswith("acknowledged by Anna (on my way): ")
    assert acknowledged(warned.state, WARNING, BEN)[1][0].text.startswith("acknowledged by Ben: ")
    assert warned.state.latches["supervision"]["A1"].alarm.ack is None, "given states stay"
    warned.state = state
    view = warned.tick()
    assert ack_of(warned) == ANNA
    assert view.warning, "it stays raised, with its triangle"


def test_the_first_to_know_is_kept(warned: Any) -> None:
    know(warned)
    again, events = acknowledged(warned.state, WARNING, BEN)
    assert again is warned.state
    assert events == ()


@pytest.mark.parametrize(
    "alarm",
    [
        "4711ab.A1.supervision.2",
        "4711ab.A1.supervision",
        "4711ab.A2.supervision.1",
        "x",
        "",
        "x" * 999,
    ],
)
def test_what_is_not_raised_is_unknown(warned: Any, alarm: str) -> None:
    with pytest.raises(Unknown) as refused:
        acknowledged(warned.state, alarm, ANNA)
    assert refused.value.where == "alarm"
    assert len(refused.value.message) < 150


def test_a_condition_that_is_too_young_to_be_raised_cannot_be_acknowledged(
    desk: Any, board_of: BoardOf
) -> None:
    desk.read(board_of(17.0))
    assert desk.state.latches["way_overload"]["A1"].alarm is None
    with pytest.raises(Unknown):
        acknowledged(desk.state, "4711ab.A1.way_overload.1", ANNA)


def test_it_stays_through_lost_data_and_other_words(warned: Any, board_of: BoardOf) -> None:
    know(warned)
    warned.hold(None, None, for_ms=5_000)
    (alarm,) = [one for one in warned.last.view.alarms if one.id.rule == "supervision"]
    assert (alarm.state, alarm.ack) == (AlarmState.UNCHECKED, ANNA)
    warned.read(board_of(12.0))
    warned.limit("A1", None, 9.0)
    warned.read(board_of(12.0))
    (alarm,) = [one for one in warned.last.view.alarms if one.id.rule == "supervision"]
    assert (alarm.state, alarm.limit, alarm.ack) == (AlarmState.ACTIVE, 9.0, ANNA)


def test_a_new_occurrence_is_a_new_one(warned: Any, board_of: BoardOf) -> None:
    know(warned)
    warned.read(board_of(5.0))
    assert warned.alarms(warned.last.view) == []
    warned.read(board_of(12.0))
    assert [str(one.id) for one in warned.last.view.alarms] == ["4711ab.A1.supervision.2"]
    assert ack_of(warned) is None
    with pytest.raises(Unknown):
        acknowledged(warned.state, WARNING, ANNA)


def test_it_outlives_a_restart_and_ends_with_its_occurrence(
    warned: Any, desk_of: Callable[..., Any], board_of: BoardOf
) -> None:
    know(warned)
    desk = desk_of(state=through_json(warned.state))
    desk.settings = warned.settings
    desk.tick()
    assert ack_of(desk) == ANNA
    desk.read(board_of(12.0))
    assert ack_of(desk) == ANNA
    desk.read(board_of(5.0))
    desk.read(board_of(12.0))
    assert ack_of(desk) is None


def test_a_document_of_a_version_without_acknowledgements_is_read(warned: Any) -> None:
    plain = state_to_plain(warned.state)
    for alarm in plain["alarms"]:
        assert alarm.pop("ack") is None
    assert state_to_plain(state_from_plain(plain)) == state_to_plain(warned.state)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"by": "x"},
        5,
        "Anna",
        [1],
        {**dict.fromkeys(("by", "comment", "boot_id"), "x"), "at_ns": "y", "at_wall_s": None},
    ],
)
def test_a_damaged_acknowledgement_is_refused_like_the_rest(warned: Any, wrong: Any) -> None:
    plain = state_to_plain(warned.state)
    plain["alarms"][0]["ack"] = wrong
    with pytest.raises(BadDocument):
        state_from_plain(plain)


PLACES = st.sampled_from(["A1", "drain.l1", "a.b", "a", "1", "b.1"])
RULES = st.sampled_from(["r", "state", "1"])
RAISED = st.dictionaries(st.tuples(PLACES, RULES, st.integers(1, 3)), st.booleans(), max_size=8)


def state_with(found: dict[tuple[str, str, int], bool]) -> RackState:
    latches: dict[str, dict[str, Latch]] = {}
    for (place, rule, number), known in found.items():
        alarm = Alarm(
            id=AlarmId("r1", place, rule, number),
            severity=Severity.CRITICAL,
            state=AlarmState.ACTIVE,
            since_ns=1,
            text="t",
            ack=BEN if known else None,
        )
        latches.setdefault(rule, {})[place] = Latch(1, None, alarm)
    return RackState(latches=latches)


@given(found=RAISED, data=st.data())
def test_exactly_one_alarm_is_touched_whatever_dots_are_in_its_id(
    found: dict[tuple[str, str, int], bool], data: st.DataObject
) -> None:
    state = state_with(found)
    before = {str(one.id): one for one in _alarms(state)}
    if not before:
        return
    chosen = data.draw(st.sampled_from(sorted(before)))
    after, events = acknowledged(state, chosen, ANNA)
    now = {str(one.id): one for one in _alarms(after)}
    first = before[chosen].ack or ANNA
    assert now == {**before, chosen: replace(now[chosen], ack=first)}
    assert len(events) == (before[chosen].ack is None)
    assert acknowledged(after, chosen, BEN) == (after, ())
    assert state_to_plain(through_json(after)) == state_to_plain(after)


def _alarms(state: RackState) -> list[Alarm]:
    held = [latch for rule in state.latches.values() for latch in rule.values()]
    return [latch.alarm for latch in held if latch.alarm is not None]
