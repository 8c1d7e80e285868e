import threading

from hypothesis import given
from hypothesis import strategies as st

from stagewatt.mesh.lane import Lane


@given(st.lists(st.booleans(), max_size=60), st.integers(1, 12))
def test_what_is_undroppable_is_kept_in_order_or_refused_and_never_lost(
    kinds: list[bool], limit: int
) -> None:
    lane: Lane[int] = Lane(limit)
    kept = [
        number
        for number, droppable in enumerate(kinds)
        if lane.push(number, droppable=droppable) and not droppable
    ]
    assert len(lane) <= limit
    out = lane.take(1000)
    assert out == sorted(out)
    assert [each for each in out if not kinds[each]] == kept
    refused = [each for each, droppable in enumerate(kinds) if not droppable and each not in kept]
    assert lane.overflowed == len(refused)
    assert len(out) + lane.dropped + lane.overflowed == len(kinds)
    # What is undroppable is only refused where nothing droppable could have made room.
    for each in refused:
        assert sum(not kinds[before] for before in range(each)) >= limit
    # Of what may be dropped the newest stay, as far as there is room.
    droppable_out = [each for each in out if kinds[each]]
    if len(out) < limit:
        assert lane.dropped == 0
        assert droppable_out == [each for each, droppable in enumerate(kinds) if droppable]


def test_a_thread_waits_for_the_next_item_and_ends_with_the_lane() -> None:
    lane: Lane[str] = Lane(4)
    heard: list[str | None] = []

    def listen() -> None:
        while (item := lane.wait()) is not None:
            heard.append(item)
        heard.append(None)

    listener = threading.Thread(target=listen)
    listener.start()
    lane.push("one", droppable=False)
    lane.push("two", droppable=True)
    lane.close()
    listener.join(10)
    assert heard == ["one", "two", None]
    assert lane.push("late", droppable=True)
    assert not lane.push("late", droppable=False)
    assert lane.take(9) == []


def test_what_is_cleared_is_gone_and_counts_as_neither() -> None:
    lane: Lane[int] = Lane(2)
    lane.push(1, droppable=True)
    lane.push(2, droppable=False)
    lane.clear()
    assert lane.push(3, droppable=False)
    assert lane.push(4, droppable=False)
    assert not lane.push(5, droppable=False)
    assert lane.take(1) == [3]
    assert (lane.dropped, lane.overflowed) == (0, 1)
