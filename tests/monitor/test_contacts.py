"""E-stop and neutral relay."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from stagewatt.domain.alarm import Severity
from stagewatt.domain.reading import BoardSample, Contact
from stagewatt.domain.view import RackView

MS = 1_000_000
BoardOf = Callable[..., BoardSample]


def shown(view: RackView) -> tuple[str, str]:
    return view.contacts.e_stop.value, view.contacts.neutral_relay.value


def test_never_read_is_unknown(desk: Any) -> None:
    assert shown(desk.tick()) == ("unknown", "unknown")


@pytest.mark.parametrize(
    ("e_stop", "relay", "found"),
    [
        (False, False, ("released", "not_tripped")),
        (True, False, ("pressed", "not_tripped")),
        (False, True, ("released", "tripped")),
        (None, True, ("unknown", "tripped")),
        (True, None, ("pressed", "unknown")),
    ],
)
def test_as_the_contacts_say(
    desk: Any, board_of: BoardOf, e_stop: bool | None, relay: bool | None, found: object
) -> None:
    assert shown(desk.read(board_of(e_stop=e_stop, neutral_relay=relay))) == found


def test_lost_data_makes_normal_unknown_and_leaves_the_rest(desk: Any, board_of: BoardOf) -> None:
    desk.read(board_of())
    assert shown(desk.tick(after_ms=400)) == ("unknown", "unknown")
    desk.read(board_of(e_stop=True, neutral_relay=True))
    assert shown(desk.tick(after_ms=90_000)) == ("pressed", "tripped")
    assert shown(desk.read(board_of())) == ("released", "not_tripped")


def test_a_contact_that_is_not_wired_any_more_is_lost_data(desk: Any, board_of: BoardOf) -> None:
    desk.read(board_of())
    assert shown(desk.read(board_of(e_stop=None))) == ("unknown", "not_tripped")
    assert shown(desk.read(board_of(neutral_relay=None))) == ("released", "unknown")
    desk.read(board_of(e_stop=True, neutral_relay=True))
    assert shown(desk.read(board_of(e_stop=None))) == ("pressed", "not_tripped")
    desk.read(board_of(e_stop=True, neutral_relay=True))
    assert shown(desk.read(board_of(neutral_relay=None))) == ("released", "tripped")


def test_moves_are_told_with_the_instant_of_the_move(desk: Any, board_of: BoardOf) -> None:
    desk.read(board_of())
    assert desk.told() == []
    pressed = Contact(active=True, changes=1, since_ms=30)
    desk.read(board_of(e_stop=pressed))
    (event,) = desk.events
    assert (str(event.id), event.text) == ("4711ab.e_stop.state.1", "emergency stop pressed")
    assert (event.before, event.after) == ("released", "pressed")
    assert event.at_ns == desk.now_ns - 30 * MS
    assert event.severity is Severity.CRITICAL
    desk.read(board_of(e_stop=Contact(active=False, changes=2, since_ms=10)))
    assert desk.events[-1].severity is Severity.ADVISORY
    assert desk.events[-1].id.occurrence == 2
    desk.told()
    desk.read(board_of(neutral_relay=Contact(active=True, changes=1, since_ms=1)))
    assert desk.events[-1].text == "neutral relay tripped"
    desk.told()
    desk.read(board_of(neutral_relay=Contact(active=False, changes=2, since_ms=1)))
    assert desk.events[0].text == "neutral relay not tripped"


def test_found_pressed_is_told(desk: Any, board_of: BoardOf) -> None:
    desk.read(board_of(e_stop=True, neutral_relay=True))
    assert desk.told() == [("state", "state", "e_stop"), ("state", "state", "neutral_relay")]


def test_what_came_back_between_two_readings_is_told(desk: Any, board_of: BoardOf) -> None:
    desk.read(board_of(e_stop=Contact(active=False, changes=65_535, since_ms=1)))
    desk.told()
    desk.read(board_of(e_stop=Contact(active=False, changes=1, since_ms=20)))
    (event,) = desk.events
    assert str(event.id) == "4711ab.e_stop.blink.1"
    assert event.text == "emergency stop: contact moved 2 times between two readings"
    assert (event.before, event.after) == ("inactive", "inactive")
    assert event.at_ns == desk.now_ns - 20 * MS
    desk.told()
    on = Contact(active=True, changes=2, since_ms=5)
    desk.read(board_of(main_on=on, e_stop=Contact(active=False, changes=1, since_ms=120)))
    assert desk.events[0].before == "active"


def test_another_boot_counts_anew(desk: Any, board_of: BoardOf) -> None:
    desk.read(board_of(e_stop=Contact(active=False, changes=7, since_ms=1)))
    desk.read(board_of(e_stop=Contact(active=False, changes=0, since_ms=1), boot=2))
    assert ("state", "blink", "e_stop") not in desk.told()
