from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.twin.scenario.agenda import Agenda, Due
from stagewatt.twin.scenario.script import Entry, Say

NS = 1_000_000_000
ENTRIES = st.lists(
    st.builds(
        lambda at, every, more, name: entry(name, at, every, at + more),
        st.integers(0, 20).map(float),
        st.none() | st.sampled_from([0.1, 0.3, 1.0, 7.0]),
        st.integers(0, 20).map(float),
        st.text("abc", min_size=1, max_size=3),
    ),
    max_size=6,
)


def entry(text: str, at_s: float, every_s: float | None = None, until_s: float = 100.0) -> Entry:
    return Entry(at_s=at_s, every_s=every_s, until_s=until_s, what=Say(text=text))


def named(dues: Sequence[Due]) -> list[tuple[float, str, int]]:
    return [
        (due.at_s, due.entry.what.text, due.times)
        for due in dues
        if isinstance(due.entry.what, Say)
    ]


def test_in_the_order_of_time_and_then_of_the_file() -> None:
    agenda = Agenda([entry("late", 2.0), entry("b", 1.0), entry("c", 1.0)])
    assert named(agenda.coming(2)) == [(1.0, "b", 0), (1.0, "c", 0)]
    assert list(agenda.until(NS - 1)) == []
    assert [name for _, name, _ in named(list(agenda.until(5 * NS)))] == ["b", "c", "late"]
    assert list(agenda.until(100 * NS)) == []


def test_what_repeats_ends_with_its_until() -> None:
    agenda = Agenda([entry("a", 1.0, 0.1, 1.3)])
    assert [due.at_ns for due in agenda.until(100 * NS)] == [
        1_000_000_000,
        1_100_000_000,
        1_200_000_000,
        1_300_000_000,
    ]


def test_skipping_does_the_last_of_what_repeats_and_goes_on_behind_it() -> None:
    agenda = Agenda([entry("a", 1.0, 2.0, 8.0), entry("b", 4.0), entry("c", 50.0)])
    assert named(list(agenda.skipped(6 * NS))) == [(4.0, "b", 0), (5.0, "a", 2)]
    assert named(agenda.coming(9)) == [(7.0, "a", 3), (50.0, "c", 0)]
    assert named(list(agenda.skipped(20 * NS))) == [(7.0, "a", 3)]


def test_an_added_entry_stands_behind_those_of_the_same_time() -> None:
    agenda = Agenda([entry("a", 1.0, 1.0, 3.0)])
    agenda.add(entry("b", 2.0))
    assert [name for _, name, _ in named(list(agenda.until(2 * NS)))] == ["a", "a", "b"]


@pytest.mark.unmeasured
@given(ENTRIES, st.lists(st.integers(1, 50), min_size=1, max_size=10))
def test_however_it_is_asked_the_same_is_handed_out(entries: list[Entry], steps: list[int]) -> None:
    whole, bit_by_bit, t_ns = Agenda(entries), Agenda(entries), 0
    seen: list[Due] = []
    for step in steps:
        t_ns += step * NS // 10
        seen += bit_by_bit.until(t_ns)
    assert seen == list(whole.until(t_ns))
    assert [due.at_ns for due in seen] == sorted(due.at_ns for due in seen)


@pytest.mark.unmeasured
@given(ENTRIES, st.integers(0, 50))
def test_skipping_hands_out_the_newest_of_each(entries: list[Entry], t_s: int) -> None:
    slowly, skipped = Agenda(entries), Agenda(entries)
    newest = {id(due.entry): due for due in slowly.until(t_s * NS)}
    assert {id(due.entry): due for due in skipped.skipped(t_s * NS)} == newest
    assert skipped.coming(99) == slowly.coming(99)
