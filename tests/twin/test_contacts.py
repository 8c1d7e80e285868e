"""Contacts as the board's map describes them: counters, times, the first-out latch."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.domain.reading import ContactId
from stagewatt.twin.contacts import ORDER, Contacts

MS = 1_000_000


def looks(**active: bool) -> tuple[bool, ...]:
    return tuple(active.get(which.value, which is ContactId.MAIN_ON) for which in ORDER)


def test_a_fresh_board_knows_no_past() -> None:
    contacts = Contacts.fresh(looks(e_stop=True, main_on=False), 5 * MS)
    sample = contacts.sensed[0].sample(30 * MS)
    assert (sample.active, sample.changes, sample.since_ms) == (True, 0, 25)
    assert contacts.first_out is None


def test_each_change_is_counted_and_restarts_the_time() -> None:
    contacts = Contacts.fresh(looks(), 0)
    for at_ms in (10, 20, 35):
        contacts = contacts.seen(looks(e_stop=at_ms != 20), at_ms * MS)
    sample = contacts.sensed[0].sample(100 * MS)
    assert (sample.active, sample.changes, sample.since_ms) == (True, 3, 65)


@pytest.mark.unmeasured
def test_the_counter_wraps() -> None:
    contacts = Contacts.fresh(looks(), 0)
    for count in range(65_536):
        contacts = contacts.seen(looks(e_stop=count % 2 == 0), MS)
    assert contacts.sensed[0].changes == 0


@pytest.mark.parametrize(
    ("before_ms", "first"), [(30, ContactId.NEUTRAL_RELAY), (201, ContactId.MAIN_TRIPPED)]
)
def test_what_moved_shortly_before_the_main_was_first(before_ms: int, first: ContactId) -> None:
    contacts = Contacts.fresh(looks(), 0).seen(looks(neutral_relay=True), 1000 * MS)
    assert contacts.first_out is None
    gone = looks(neutral_relay=True, main_tripped=True, main_on=False)
    assert contacts.seen(gone, (1000 + before_ms) * MS).first_out is first


def test_of_several_at_once_the_cause_goes_before_its_effect() -> None:
    gone = looks(e_stop=True, neutral_relay=True, main_tripped=True, main_on=False)
    assert Contacts.fresh(looks(), 0).seen(gone, MS).first_out is ContactId.E_STOP


def test_a_lever_moved_by_hand_moved_first_itself() -> None:
    assert Contacts.fresh(looks(), 0).seen(looks(main_on=False), MS).first_out is ContactId.MAIN_ON


def test_the_latch_stays_until_the_main_is_on_again() -> None:
    tripped = looks(e_stop=True, main_tripped=True, main_on=False)
    contacts = Contacts.fresh(looks(), 0).seen(tripped, MS)
    contacts = contacts.seen(looks(main_on=False), 2 * MS)
    contacts = contacts.seen(looks(neutral_relay=True, main_on=False), 3 * MS)
    assert contacts.first_out is ContactId.E_STOP
    assert contacts.seen(looks(), 4 * MS).first_out is None


@pytest.mark.unmeasured
@given(st.lists(st.tuples(*[st.booleans()] * 4), max_size=30))
def test_counters_have_the_parity_of_the_state(history: list[tuple[bool, ...]]) -> None:
    contacts = Contacts.fresh((False,) * 4, 0)
    for at, active in enumerate(history):
        contacts = contacts.seen(active, at * MS)
    for sensed in contacts.sensed:
        assert sensed.active == (sensed.changes % 2 == 1)
