"""A way's breaker: contact, current, and what its sudden end lets infer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from stagewatt.domain.alarm import Severity
from stagewatt.domain.quality import Quality
from stagewatt.domain.reading import BoardSample, Contact
from stagewatt.domain.view import LampColor, LampPattern, RackView

BoardOf = Callable[..., BoardSample]
CLOSED = Contact(active=True, changes=0, since_ms=9)
OPENED = Contact(active=False, changes=1, since_ms=9)


def a1(desk: Any, view: RackView) -> tuple[str, str | None, str]:
    shown = desk.way(view, "A1").breaker
    return shown.state.value, shown.cause and shown.cause.value, shown.cause_quality.value


NOTHING = ("unknown", None, "unknown")
ON = ("on", None, "unknown")
TRIPPED = ("tripped", "overload", "inferred")


def test_current_shows_a_closed_breaker_and_no_current_shows_nothing(
    desk: Any, board_of: BoardOf
) -> None:
    view = desk.read(board_of(5.0, 0.0))
    assert a1(desk, view) == ON
    assert desk.way(view, "A1").breaker.mark.quality is Quality.ESTIMATED
    assert desk.way(view, "A2").breaker.state.value == "unknown"
    assert a1(desk, desk.read(board_of(0.0))) == NOTHING
    assert desk.told() == []


def test_an_overload_that_breaks_off_is_taken_as_tripped(desk: Any, board_of: BoardOf) -> None:
    desk.read(board_of(25.0))
    assert a1(desk, desk.read(board_of(0.0))) == NOTHING
    assert a1(desk, desk.read(board_of(0.0))) == NOTHING
    desk.told()
    assert a1(desk, desk.read(board_of(0.0), after_ms=150)) == TRIPPED
    (event,) = desk.events
    assert (str(event.id), event.severity) == ("4711ab.A1.breaker.1", Severity.WARNING)
    assert event.text == "A1: breaker tripped, cause overload (inferred)"
    assert a1(desk, desk.read(board_of(0.0))) == TRIPPED
    desk.told()
    assert a1(desk, desk.read(board_of(3.0))) == ON
    assert desk.events[0].severity is Severity.ADVISORY
    assert (desk.events[0].before, desk.events[0].after) == ("tripped", "on")


def test_an_overload_of_a_way_that_was_fine_before_counts_as_well(
    desk: Any, board_of: BoardOf
) -> None:
    desk.hold(board_of(5.0), None, for_ms=200)
    desk.read(board_of(25.0))
    assert a1(desk, desk.hold(board_of(0.0), None, for_ms=500)) == TRIPPED


def test_a_sensor_that_dies_under_overload_tells_of_no_trip(desk: Any, board_of: BoardOf) -> None:
    desk.read(board_of(25.0))
    assert a1(desk, desk.hold(board_of(None), None, for_ms=800)) == NOTHING
    assert a1(desk, desk.read(board_of(25.0))) == ON


def test_the_current_must_stay_away(desk: Any, board_of: BoardOf) -> None:
    desk.read(board_of(25.0))
    desk.read(board_of(0.0))
    desk.read(board_of(5.0))
    desk.read(board_of(0.0))
    assert a1(desk, desk.read(board_of(0.0), after_ms=290)) == NOTHING


def test_a_current_within_the_rating_that_ends_was_switched(desk: Any, board_of: BoardOf) -> None:
    desk.hold(board_of(16.0), None, for_ms=100)
    assert a1(desk, desk.hold(board_of(0.0), None, for_ms=1_000)) == NOTHING


def test_an_overload_that_was_last_seen_too_long_ago_explains_nothing(
    desk: Any, board_of: BoardOf
) -> None:
    desk.read(board_of(25.0))
    desk.read(board_of(0.0), after_ms=1_001)
    assert a1(desk, desk.hold(board_of(0.0), None, for_ms=1_000)) == NOTHING


def test_a_main_that_went_off_explains_the_end(desk: Any, board_of: BoardOf) -> None:
    desk.read(board_of(25.0))
    off = board_of(0.0, main_on=False, main_tripped=True)
    assert a1(desk, desk.hold(off, None, for_ms=1_000)) == NOTHING
    assert a1(desk, desk.hold(board_of(0.0), None, for_ms=1_000)) == NOTHING


def test_a_contact_is_sensed(desk: Any, board_of: BoardOf) -> None:
    view = desk.read(board_of(5.0, way_breakers=(CLOSED,) * 6))
    assert a1(desk, view) == ON
    assert desk.way(view, "A1").breaker.mark.quality is Quality.GOOD
    view = desk.read(board_of(0.0, way_breakers=(OPENED,) + (CLOSED,) * 5))
    assert a1(desk, view) == ("off", "unknown", "unknown")
    assert desk.way(view, "A2").breaker.state.value == "on"
    (event,) = desk.events
    assert event.text == "A1: breaker off"
    view = desk.read(board_of(0.0, way_breakers=(OPENED,) * 6))
    assert a1(desk, view) == ("off", "unknown", "unknown")


def test_a_contact_that_opens_under_overload_tells_of_a_trip(desk: Any, board_of: BoardOf) -> None:
    desk.read(board_of(25.0, way_breakers=(CLOSED,) * 6))
    view = desk.read(board_of(0.0, way_breakers=(OPENED,) + (CLOSED,) * 5))
    assert a1(desk, view) == TRIPPED
    view = desk.read(board_of(0.0, way_breakers=(CLOSED,) * 6))
    assert a1(desk, view) == ON


@pytest.mark.parametrize(
    ("after_ms", "main"), [(1_001, {}), (100, {"main_on": False, "main_tripped": True})]
)
def test_a_contact_that_opens_later_or_with_the_main_is_just_open(
    desk: Any, board_of: BoardOf, after_ms: int, main: dict[str, bool]
) -> None:
    desk.read(board_of(25.0, way_breakers=(CLOSED,) * 6))
    opened = board_of(0.0, way_breakers=(OPENED,) * 6, **main)
    assert a1(desk, desk.read(opened, after_ms=after_ms)) == ("off", "unknown", "unknown")


def test_current_that_flows_outranks_an_open_contact(desk: Any, board_of: BoardOf) -> None:
    assert a1(desk, desk.read(board_of(5.0, way_breakers=(OPENED,) * 6))) == ON


def test_found_open_is_no_event(desk: Any, board_of: BoardOf) -> None:
    desk.read(board_of(0.0, way_breakers=(OPENED,) * 6))
    assert desk.told() == []


def test_lost_data_makes_on_unknown_and_leaves_the_rest(desk: Any, board_of: BoardOf) -> None:
    contacts = (CLOSED, OPENED, None, None, None, None)
    desk.read(board_of(5.0, way_breakers=contacts))
    view = desk.tick(after_ms=400)
    assert a1(desk, view) == NOTHING
    assert desk.way(view, "A2").breaker.state.value == "off"
    assert desk.way(view, "A2").breaker.mark.quality is Quality.STALE
    # The contact alone is lost: off stays off until something good says otherwise.
    view = desk.read(board_of(5.0))
    assert desk.way(view, "A2").breaker.state.value == "off"


def test_a_dead_sensor_leaves_a_contact_and_an_inferred_trip(desk: Any, board_of: BoardOf) -> None:
    desk.read(board_of(25.0))
    desk.hold(board_of(0.0), None, for_ms=500)
    assert a1(desk, desk.read(board_of(None))) == TRIPPED
    view = desk.read(board_of(None, way_breakers=(CLOSED,) * 6))
    assert a1(desk, view) == ON
    assert a1(desk, desk.read(board_of(None))) == NOTHING


def test_the_lamp_of_a_c24_shows_the_trip(
    desk_of: Callable[..., Any],
    setup_of: Callable[..., Any],
    model_of: Callable[..., Any],
    board_of: BoardOf,
) -> None:
    desk = desk_of(setup_of(model_of("c24")))
    desk.read(board_of(25.0))
    lamp = desk.way(desk.hold(board_of(0.0), None, for_ms=500), "A1").indicator
    assert (lamp.color, lamp.pattern) == (LampColor.RED, LampPattern.STEADY)
    lamp = desk.way(desk.read(board_of(0.0)), "A2").indicator
    assert lamp.color is LampColor.OFF
