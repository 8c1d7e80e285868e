from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from stagewatt.domain.reading import BoardSample, Contact, ContactId, Fault
from stagewatt.drivers.continuity import Trail, follow
from stagewatt.drivers.failure import ReadFailed

if TYPE_CHECKING:
    from collections.abc import Callable

MS = 1_000_000
S = 1_000 * MS
T0 = 1_000 * S


def with_contact(sample: BoardSample, contact: Contact) -> BoardSample:
    """The sample with its E-stop changed."""
    contacts = dict(sample.contacts) | {ContactId.E_STOP: contact}
    return replace(sample, contacts=tuple(contacts.items()))


def later(sample: BoardSample) -> BoardSample:
    """The next frame, in which time has gone on for every contact."""
    contacts = tuple(
        (which, replace(contact, since_ms=contact.since_ms + 100))
        for which, contact in sample.contacts
    )
    return replace(sample, frame=sample.frame + 1 & 0xFFFF, contacts=contacts)


def refused(before: Trail, sample: BoardSample, at_ns: int) -> str:
    with pytest.raises(ReadFailed) as caught:
        follow(before, sample, at_ns)
    assert caught.value.fault is Fault.IMPLAUSIBLE
    return caught.value.reason


def test_the_first_sample_has_nothing_to_contradict(good_board: BoardSample) -> None:
    assert follow(None, good_board, T0) == Trail(good_board, T0)


def test_the_next_frame_follows(good_board: BoardSample) -> None:
    after = later(good_board)
    assert follow(Trail(good_board, T0), after, T0 + 100 * MS) == Trail(after, T0 + 100 * MS)


def test_the_frame_counter_may_come_round(good_board: BoardSample) -> None:
    last = replace(good_board, frame=0xFFFF)
    after = later(last)
    assert after.frame == 0
    assert follow(Trail(last, T0), after, T0 + 100 * MS).sample is after


def test_a_frame_seen_twice_is_no_new_sample_and_keeps_its_age(good_board: BoardSample) -> None:
    trail = follow(Trail(good_board, T0), replace(good_board, i_a=()), T0 + 100 * MS)
    assert trail == Trail(good_board, T0, still_polls=1)


def test_a_board_that_does_not_move_hangs(good_board: BoardSample) -> None:
    trail = Trail(good_board, T0)
    for poll in range(1, 10):
        trail = follow(trail, good_board, T0 + poll * 100 * MS)
    assert trail.at_ns == T0
    assert "hangs" in refused(trail, good_board, T0 + S)


def test_a_slowly_polled_board_hangs_after_three_polls(good_board: BoardSample) -> None:
    trail = follow(Trail(good_board, T0), good_board, T0 + 3 * S)
    trail = follow(trail, good_board, T0 + 6 * S)
    assert "hangs" in refused(trail, good_board, T0 + 9 * S)


def test_a_board_that_moves_again_is_fresh(good_board: BoardSample) -> None:
    trail = follow(Trail(good_board, T0), good_board, T0 + 900 * MS)
    assert trail.still_polls == 1
    assert follow(trail, later(good_board), T0 + 950 * MS).still_polls == 0


def test_a_frame_from_the_past_is_refused(good_board: BoardSample) -> None:
    old = replace(good_board, frame=good_board.frame - 1)
    assert "frame counter went back" in refused(Trail(good_board, T0), old, T0 + 100 * MS)


def test_after_a_long_silence_the_frame_counter_tells_nothing(good_board: BoardSample) -> None:
    far = replace(good_board, frame=good_board.frame + 0x9000 & 0xFFFF)
    assert follow(Trail(good_board, T0), far, T0 + 60 * S).sample is far


def test_a_restarted_board_begins_anew(good_board: BoardSample) -> None:
    restarted = replace(with_contact(good_board, Contact(True, 0, 3)), boot=8, frame=0)
    assert follow(Trail(good_board, T0), restarted, T0 + S) == Trail(restarted, T0 + S)


def test_the_boot_counter_may_come_round(good_board: BoardSample) -> None:
    last = replace(good_board, boot=0xFFFF)
    restarted = replace(good_board, boot=0)
    assert follow(Trail(last, T0), restarted, T0 + S).sample is restarted


def test_a_boot_counter_that_goes_back_is_refused(good_board: BoardSample) -> None:
    old = replace(good_board, boot=good_board.boot - 1)
    assert "boot counter went back" in refused(Trail(good_board, T0), old, T0 + S)


BEFORE = Contact(active=False, changes=4, since_ms=60_000)


@pytest.mark.parametrize(
    ("after", "what"),
    [
        (Contact(active=True, changes=4, since_ms=60_100), "0 changes"),
        (Contact(active=True, changes=6, since_ms=10), "2 changes"),
        (Contact(active=False, changes=5, since_ms=10), "1 changes"),
        (Contact(active=False, changes=3, since_ms=10), "65535 changes"),
        (Contact(active=False, changes=4, since_ms=59_999), "went back"),
        (Contact(active=True, changes=5, since_ms=1_701), "yet 1701 ms ago"),
    ],
)
def test_a_contact_that_contradicts_itself_is_refused(
    good_board: BoardSample, after: Contact, what: str
) -> None:
    before = Trail(with_contact(good_board, BEFORE), T0)
    sample = with_contact(later(good_board), after)
    assert what in refused(before, sample, T0 + 200 * MS)


@pytest.mark.parametrize(
    "after",
    [
        Contact(active=False, changes=4, since_ms=60_000),
        Contact(active=True, changes=5, since_ms=0),
        Contact(active=True, changes=5, since_ms=1_700),
        Contact(active=False, changes=6, since_ms=20),
        Contact(active=True, changes=5, since_ms=0xFFFFFFFF),
    ],
)
def test_a_contact_that_tells_one_story_is_accepted(
    good_board: BoardSample, after: Contact
) -> None:
    before = Trail(with_contact(good_board, BEFORE), T0)
    sample = with_contact(later(good_board), after)
    assert follow(before, sample, T0 + 200 * MS).sample is sample


def test_a_contact_counter_may_come_round(good_board: BoardSample) -> None:
    before = with_contact(good_board, Contact(active=False, changes=0xFFFF, since_ms=9))
    sample = with_contact(later(good_board), Contact(active=True, changes=0, since_ms=9))
    assert follow(Trail(before, T0), sample, T0 + 100 * MS).sample is sample


def test_a_contact_that_was_not_wired_before_has_no_past(good_board: BoardSample) -> None:
    bare = replace(good_board, contacts=())
    sample = later(good_board)
    assert follow(Trail(bare, T0), sample, T0 + 100 * MS).sample is sample


@pytest.mark.parametrize(
    "spoil",
    [
        lambda sample: replace(sample, boot=sample.boot - 1),
        lambda sample: with_contact(sample, Contact(active=True, changes=0, since_ms=0)),
    ],
)
def test_a_lasting_contradiction_costs_one_sample_only(
    good_board: BoardSample, spoil: Callable[[BoardSample], BoardSample]
) -> None:
    odd = spoil(later(good_board))
    refused(Trail(good_board, T0), odd, T0 + 100 * MS)
    trail = follow(None, odd, T0 + 200 * MS)
    assert follow(trail, later(odd), T0 + 300 * MS).still_polls == 0
