"""The main breaker through a desk: position, cause, lost data, events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from stagewatt.domain.alarm import Severity
from stagewatt.domain.quality import Quality
from stagewatt.domain.reading import BoardSample, Contact, ContactId, MainsSample
from stagewatt.domain.view import BreakerState, RackView
from stagewatt.monitor.main_breaker import position

MS = 1_000_000
BoardOf = Callable[..., BoardSample]
MeterOf = Callable[..., MainsSample]


def main(view: RackView) -> tuple[str, str | None, str]:
    shown = view.main_breaker
    return shown.state.value, shown.cause and shown.cause.value, shown.cause_quality.value


def trip(board_of: BoardOf, *, since_ms: int = 40, changes: int = 1, **more: Any) -> BoardSample:
    tripped = Contact(active=True, changes=changes, since_ms=since_ms)
    return board_of(**{"main_on": False, "main_tripped": tripped, **more})


@pytest.mark.parametrize(
    ("contacts", "state"),
    [
        ({}, "on"),
        ({"main_on": False, "main_tripped": True}, "tripped"),
        ({"main_on": False}, "off"),
        ({"main_on": True, "main_tripped": True}, "unknown"),
        ({"main_on": None, "main_tripped": True}, "tripped"),
        ({"main_on": None, "main_tripped": False}, "unknown"),
        ({"main_on": None, "main_tripped": None}, "unknown"),
        ({"main_on": True, "main_tripped": None}, "on"),
        ({"main_on": False, "main_tripped": None}, "off"),
        ({"main_on": False, "main_tripped": None, "first_out": ContactId.E_STOP}, "tripped"),
        ({"main_on": False, "main_tripped": None, "first_out": ContactId.MAIN_ON}, "off"),
        ({"main_on": False, "main_tripped": None, "first_out": ContactId.MAIN_TRIPPED}, "tripped"),
    ],
)
def test_where_the_contacts_say_it_stands(
    desk: Any, board_of: BoardOf, contacts: dict[str, Any], state: str
) -> None:
    assert desk.read(board_of(**contacts)).main_breaker.state.value == state


def test_contacts_that_contradict_each_other_are_no_data(desk: Any, board_of: BoardOf) -> None:
    desk.read(board_of())
    view = desk.read(board_of(main_tripped=True))
    assert main(view) == ("unknown", None, "unknown")
    assert view.main_breaker.mark.quality is Quality.MISSING
    desk.read(trip(board_of))
    assert desk.read(board_of(main_tripped=True)).main_breaker.state is BreakerState.TRIPPED


def test_a_board_without_main_contacts_says_nothing_of_the_main(board_of: BoardOf) -> None:
    assert position(board_of(main_on=None, main_tripped=None)) is None


def test_contacts_that_nobody_wired_are_not_measured(desk: Any, board_of: BoardOf) -> None:
    bare = board_of(main_on=None, main_tripped=None, e_stop=None, neutral_relay=None)
    view = desk.read(bare)
    assert view.main_breaker.mark.quality is Quality.UNMEASURED
    assert view.contacts.mark.quality is Quality.UNMEASURED
    assert desk.tick(after_ms=400).main_breaker.mark.quality is Quality.MISSING


def test_a_rack_without_boards_knows_nothing_of_its_main(
    desk_of: Callable[..., Any], setup_of: Callable[..., Any], meter_of: MeterOf
) -> None:
    view = desk_of(setup_of(boards=())).read(meter=meter_of())
    assert main(view) == ("unknown", None, "unknown")
    assert view.main_breaker.mark.quality is Quality.MISSING
    assert view.main_breaker.mark.source == "none"
    assert view.ways[0].mark.quality is Quality.MISSING
    assert view.online


@pytest.mark.parametrize(
    ("first_out", "cause", "words"),
    [
        (ContactId.E_STOP, "e_stop", "E-stop"),
        (ContactId.NEUTRAL_RELAY, "neutral_loss", "loss of neutral"),
    ],
)
def test_e_stop_and_lost_neutral_are_sensed(
    desk: Any, board_of: BoardOf, meter_of: MeterOf, first_out: ContactId, cause: str, words: str
) -> None:
    desk.read(board_of(), meter_of(400.0))  # an overload is there too: the latch decides
    desk.told()
    view = desk.read(trip(board_of, first_out=first_out))
    assert main(view) == ("tripped", cause, "sensed")
    assert view.main_breaker.since_ns == desk.now_ns - 40 * MS
    (event,) = desk.events
    assert str(event.id) == "4711ab.main.state.1"
    assert (event.before, event.after) == ("on", "tripped")
    assert event.severity is Severity.CRITICAL
    assert event.at_ns == desk.now_ns - 40 * MS
    assert event.text == f"main breaker tripped, cause {words} (sensed)"


def test_an_overload_is_inferred_from_the_meter(
    desk: Any, board_of: BoardOf, meter_of: MeterOf
) -> None:
    desk.read(board_of(), meter_of(10.0, 300.0))
    view = desk.read(trip(board_of, first_out=ContactId.MAIN_TRIPPED), meter_of(0.0, 0.0, 0.0))
    assert main(view) == ("tripped", "overload", "inferred")
    # Somebody presses the E-stop afterwards: the latch still says that the breaker was first.
    pressed = Contact(active=True, changes=1, since_ms=5)
    later = trip(board_of, since_ms=140, e_stop=pressed, first_out=ContactId.MAIN_TRIPPED)
    assert main(desk.read(later)) == ("tripped", "overload", "inferred")


def test_an_overload_that_only_the_ways_saw_is_inferred_too(
    desk_of: Callable[..., Any],
    setup_of: Callable[..., Any],
    board_of: BoardOf,
) -> None:
    desk = desk_of(setup_of(dials=(("ir", 0.04),)))  # 10 A
    desk.read(board_of(6.0, 0.0, 0.0, 6.0))
    assert main(desk.read(trip(board_of))) == ("tripped", "overload", "inferred")


def test_currents_of_too_long_ago_tell_nothing(
    desk: Any, board_of: BoardOf, meter_of: MeterOf
) -> None:
    desk.read(board_of(), meter_of(300.0))
    assert main(desk.read(trip(board_of), after_ms=5_000)) == ("tripped", "unknown", "unknown")
    (text,) = [event.text for event in desk.events if event.id.place == "main"]
    assert text == "main breaker tripped, cause unknown"


def test_a_rack_found_tripped_tells_its_cause_only_by_the_latch(
    desk_of: Callable[..., Any], board_of: BoardOf, meter_of: MeterOf
) -> None:
    view = desk_of().read(trip(board_of, since_ms=90_000), meter_of(400.0))
    assert main(view) == ("tripped", "unknown", "unknown")
    latched = trip(board_of, since_ms=90_000, first_out=ContactId.E_STOP)
    assert main(desk_of().read(latched)) == ("tripped", "e_stop", "sensed")


def test_a_latch_that_is_read_later_still_names_the_cause(desk: Any, board_of: BoardOf) -> None:
    desk.read(board_of())
    desk.read(trip(board_of))
    view = desk.read(trip(board_of, since_ms=140, first_out=ContactId.NEUTRAL_RELAY))
    assert main(view) == ("tripped", "neutral_loss", "sensed")
    # A board that restarts forgets its latch; we do not.
    view = desk.read(trip(board_of, since_ms=3, boot=2, changes=0))
    assert main(view) == ("tripped", "neutral_loss", "sensed")


def test_switched_off_by_hand_is_a_position_and_an_inferred_cause(
    desk: Any, board_of: BoardOf
) -> None:
    desk.read(board_of())
    assert main(desk.read(board_of(main_on=False))) == ("off", "manual", "inferred")
    assert main(desk.read(board_of())) == ("on", None, "unknown")
    assert [event.severity for event in desk.events] == [Severity.WARNING, Severity.ADVISORY]


def test_a_board_that_lost_its_latch_does_not_rename_the_cause(
    desk: Any, board_of: BoardOf, meter_of: MeterOf
) -> None:
    desk.read(board_of(), meter_of(300.0))
    desk.read(trip(board_of, first_out=ContactId.MAIN_TRIPPED))
    # The E-stop was pressed later; after the board's restart all contacts are of one age.
    pressed = Contact(active=True, changes=0, since_ms=3)
    view = desk.read(trip(board_of, since_ms=3, boot=2, changes=0, e_stop=pressed))
    assert main(view) == ("tripped", "overload", "inferred")


def test_a_lever_moved_off_after_an_inferred_trip_keeps_its_cause(
    desk: Any, board_of: BoardOf, meter_of: MeterOf
) -> None:
    desk.read(board_of(), meter_of(300.0))
    desk.read(trip(board_of))
    assert main(desk.read(board_of(main_on=False))) == ("off", "overload", "inferred")


def test_a_lever_moved_off_after_a_trip_keeps_the_trips_cause(desk: Any, board_of: BoardOf) -> None:
    desk.read(board_of())
    desk.read(trip(board_of, first_out=ContactId.E_STOP))
    view = desk.read(board_of(main_on=False, first_out=ContactId.E_STOP))
    assert main(view) == ("off", "e_stop", "sensed")


@pytest.mark.parametrize(
    ("first_out", "found"),
    [
        (ContactId.E_STOP, ("off", "e_stop", "sensed")),
        (ContactId.MAIN_TRIPPED, ("off", "unknown", "unknown")),
        (ContactId.MAIN_ON, ("off", "manual", "inferred")),
        (None, ("off", "unknown", "unknown")),
    ],
)
def test_a_rack_found_off_asks_the_latch(
    desk: Any, board_of: BoardOf, first_out: ContactId | None, found: object
) -> None:
    assert main(desk.read(board_of(main_on=False, first_out=first_out))) == found


def test_off_found_with_the_e_stop_still_pressed_is_no_hand(desk: Any, board_of: BoardOf) -> None:
    view = desk.read(board_of(main_on=False, e_stop=True))
    assert main(view)[:2] == ("off", "e_stop")


def closed_since(sample: BoardSample, closings: int) -> BoardSample:
    """The sample of a board whose main-on contact has moved so often."""
    contacts = tuple(
        (which, replace(contact, changes=closings) if which is ContactId.MAIN_ON else contact)
        for which, contact in sample.contacts
    )
    return replace(sample, contacts=contacts)


def test_a_trip_unseen_between_two_offs_is_the_cause(desk: Any, board_of: BoardOf) -> None:
    desk.read(closed_since(board_of(), 1))
    desk.read(closed_since(board_of(main_on=False, first_out=ContactId.MAIN_ON), 2))
    view = desk.read(closed_since(board_of(main_on=False, first_out=ContactId.E_STOP), 4))
    assert main(view) == ("off", "e_stop", "sensed")


def test_a_hand_unseen_after_a_trip_is_not_the_trip(desk: Any, board_of: BoardOf) -> None:
    desk.read(closed_since(board_of(), 1))
    desk.read(closed_since(trip(board_of, first_out=ContactId.E_STOP), 2))
    view = desk.read(closed_since(board_of(main_on=False, first_out=ContactId.MAIN_ON), 4))
    assert main(view) == ("off", "manual", "inferred")


def test_off_without_a_trip_contact_may_be_a_trip(desk: Any, board_of: BoardOf) -> None:
    desk.read(board_of(main_tripped=None))
    view = desk.read(board_of(main_on=False, main_tripped=None))
    assert main(view) == ("off", "unknown", "unknown")


def test_two_trips_between_two_readings_are_two(desk: Any, board_of: BoardOf) -> None:
    desk.read(board_of())
    desk.read(trip(board_of, changes=1, first_out=ContactId.E_STOP))
    desk.told()
    view = desk.read(trip(board_of, changes=3, first_out=ContactId.NEUTRAL_RELAY))
    assert main(view) == ("tripped", "neutral_loss", "sensed")
    assert desk.told() == [("state", "state", "main")]
    desk.read(trip(board_of, changes=3, since_ms=140, first_out=ContactId.NEUTRAL_RELAY))
    assert desk.told() == []


def test_on_since_it_was_last_closed_even_between_two_readings(
    desk: Any, board_of: BoardOf
) -> None:
    def on(changes: int, since_ms: int) -> BoardSample:
        return board_of(main_on=Contact(active=True, changes=changes, since_ms=since_ms))

    desk.read(on(3, 90_000))
    view = desk.read(on(5, 30))
    assert view.main_breaker.since_ns == desk.now_ns - 30 * MS
    kept = view.main_breaker.since_ns
    assert desk.read(on(5, 999)).main_breaker.since_ns == kept


def test_a_trip_stays_while_its_board_is_silent_and_on_becomes_unknown(
    desk: Any, board_of: BoardOf
) -> None:
    desk.read(board_of())
    assert main(desk.tick(after_ms=301)) == ("unknown", None, "unknown")
    desk.read(trip(board_of, first_out=ContactId.E_STOP))
    view = desk.tick(after_ms=60_000)
    assert main(view) == ("tripped", "e_stop", "sensed")
    assert view.main_breaker.mark.quality is Quality.STALE
    assert main(desk.read(board_of())) == ("on", None, "unknown")


def test_found_on_is_no_event_and_not_knowing_is_none(desk: Any, board_of: BoardOf) -> None:
    desk.read(board_of())
    desk.read(board_of(main_on=None))
    assert [event for event in desk.events if event.id.place == "main"] == []
