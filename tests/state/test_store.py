from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from stagewatt.domain.alarm import (
    Acknowledgement,
    Alarm,
    AlarmId,
    AlarmState,
    Event,
    EventKind,
    Severity,
)
from stagewatt.domain.errors import Unreachable
from stagewatt.domain.view import RackView
from stagewatt.state.listener import News
from stagewatt.state.store import Store

MakeView = Callable[..., RackView]


@pytest.fixture
def store(clock: Any) -> Store:
    return Store(clock, boot_id="boot", events_kept=5)


def an_event(number: int, rack: str = "r1") -> Event:
    return Event(
        id=AlarmId(rack, "A1", "supervision", number),
        kind=EventKind.RAISED,
        at_ns=number,
        severity=Severity.WARNING,
        text=f"event {number}",
    )


def an_alarm(*, value: float = 1.0, state: AlarmState = AlarmState.ACTIVE) -> Alarm:
    return Alarm(
        id=AlarmId("r1", "A1", "supervision", 1),
        severity=Severity.WARNING,
        state=state,
        since_ns=1,
        text="above",
        value=value,
    )


async def news_of(store: Store, act: Callable[[], object]) -> News:
    listener = store.listen()
    try:
        act()
        async with asyncio.timeout(1):
            return await listener.take()
    finally:
        listener.close()


def test_holds_the_newest_picture_of_each_rack(store: Store, make_view: MakeView) -> None:
    first, second, other = make_view(seq=1), make_view(seq=2), make_view(rack="r2")
    for view in (first, other, second):
        assert store.publish(view)
    held = store.rack("r1")
    assert held is not None
    assert held.view is second
    assert [held.view.rack for held in store.racks()] == ["r1", "r2"]
    assert store.rack("r3") is None


def test_a_picture_overtaken_on_its_way_is_refused(store: Store, make_view: MakeView) -> None:
    store.publish(make_view(seq=5))
    assert not store.publish(make_view(seq=4))
    assert store.publish(make_view(seq=5, name="renamed"))
    assert store.publish(make_view(seq=1, boot_id="b2")), "a new boot counts from the beginning"


def test_ages_go_on_while_a_rack_says_nothing(
    store: Store, make_view: MakeView, clock: Any
) -> None:
    # The other node's clock shows something else entirely.
    store.publish(make_view(at_ns=50_000_000_000, last_heard_ns=49_000_000_000), via="n2")
    clock.ns += 4_000_000_000
    held = store.rack("r1")
    assert held is not None
    assert held.via == "n2"
    assert held.age_s(clock.now_ns()) == pytest.approx(5.0)
    assert held.there_ns(clock.now_ns()) == 54_000_000_000


@pytest.mark.parametrize("delay_ns", [0, 5_000_000])
def test_a_remote_picture_in_this_node_s_time_ages_once(
    store: Store, make_view: MakeView, clock: Any, delay_ns: int
) -> None:
    """As the mesh publishes: instants translated, `at_ns` its now; shown again, nothing jumps."""
    heard_ns = clock.ns - 700_000_000
    for step in range(5):
        now_ns = clock.ns
        clock.ns += delay_ns  # it waited that long for its turn
        store.publish(
            make_view(at_ns=now_ns, last_heard_ns=heard_ns, online=step < 3, seq=9), via="n2"
        )
        held = store.rack("r1")
        assert held is not None
        for _ in range(3):
            clock.ns += 200_000_000
            true_s = (clock.ns - heard_ns) / 1e9
            assert held.age_s(clock.now_ns()) == pytest.approx(true_s - delay_ns / 1e9)
            assert held.there_ns(clock.now_ns()) == clock.ns - delay_ns


def test_a_local_picture_ages_on_the_same_clock(
    store: Store, make_view: MakeView, clock: Any
) -> None:
    store.publish(make_view(at_ns=clock.ns, last_heard_ns=clock.ns - 10))
    clock.ns += 90
    held = store.rack("r1")
    assert held is not None
    assert held.there_ns(clock.now_ns()) == clock.ns
    assert held.age_s(clock.now_ns()) == 100 / 1e9


async def test_who_knows_of_an_alarm_group_and_readers_are_told_as_changes(
    store: Store, make_view: MakeView
) -> None:
    alarm = an_alarm()
    ack = Acknowledgement(by="Anna", comment="", at_ns=5, boot_id="b1")
    store.publish(make_view(alarms=(alarm,)))
    pictures: list[dict[str, Any]] = [
        {"alarms": (replace(alarm, ack=ack),)},
        {"alarms": (replace(alarm, ack=ack),), "group": "Stage L"},
        {"alarms": (replace(alarm, ack=ack),), "group": "Stage L", "also_read_by": ("n3",)},
    ]
    for number, picture in enumerate(pictures, 2):
        view = make_view(seq=number, **picture)
        news = await news_of(store, functools.partial(store.publish, view))
        assert news.changed == ("r1",), picture
    moved = replace(alarm, ack=replace(ack, at_ns=6))
    view = make_view(seq=9, alarms=(moved,), group="Stage L", also_read_by=("n3",))
    news = await news_of(store, functools.partial(store.publish, view))
    assert news.changed == (), "an instant that was translated anew is no change"


def test_never_heard_has_no_age(store: Store, make_view: MakeView, clock: Any) -> None:
    store.publish(make_view(last_heard_ns=None))
    held = store.rack("r1")
    assert held is not None
    assert held.age_s(clock.now_ns()) is None


def test_forgotten_is_gone_until_published_again(store: Store, make_view: MakeView) -> None:
    store.publish(make_view())
    assert store.forget("r1")
    assert store.rack("r1") is None
    assert not store.forget("r1")
    store.publish(make_view(seq=1))
    assert store.rack("r1") is not None


def test_an_owner_can_be_asked_until_its_rack_is_forgotten(
    store: Store, make_view: MakeView
) -> None:
    store.publish(make_view())
    with pytest.raises(Unreachable):
        store.owner("r1")
    owner: Any = object()
    store.register_owner("r1", owner)
    assert store.owner("r1") is owner
    store.forget("r1")
    with pytest.raises(Unreachable) as refused:
        store.owner("r1")
    assert refused.value.code == "owner_unreachable"


async def test_a_listener_gets_only_the_newest_picture(store: Store, make_view: MakeView) -> None:
    def act() -> None:
        for seq in (1, 2, 3):
            store.publish(make_view(seq=seq))

    news = await news_of(store, act)
    assert [held.view.seq for held in news.racks] == [3]
    assert news.list_changed


@pytest.mark.parametrize(
    "change",
    [
        {"settings_revision": 1},
        {"name": "Dimmer"},
        {"online": False},
        {"alarms": (an_alarm(),)},
        {"boot_id": "b2"},
    ],
)
async def test_what_frames_do_not_carry_is_told_as_a_change(
    store: Store, make_view: MakeView, change: dict[str, Any]
) -> None:
    store.publish(make_view())
    news = await news_of(store, lambda: store.publish(make_view(seq=2, **change)))
    assert news.changed == ("r1",)
    assert not news.list_changed


async def test_a_value_in_an_alarm_is_no_change(store: Store, make_view: MakeView) -> None:
    store.publish(make_view(alarms=(an_alarm(value=1.0),)))
    news = await news_of(
        store, lambda: store.publish(make_view(seq=2, alarms=(an_alarm(value=2.0),)))
    )
    assert news.changed == ()
    news = await news_of(
        store,
        lambda: store.publish(make_view(seq=3, alarms=(an_alarm(state=AlarmState.UNCHECKED),))),
    )
    assert news.changed == ("r1",)


async def test_forgetting_takes_back_what_waits(store: Store, make_view: MakeView) -> None:
    def act() -> None:
        store.publish(make_view())
        store.forget("r1")

    news = await news_of(store, act)
    assert news.racks == ()
    assert news.list_changed


async def test_events_are_heard_in_order_and_a_loss_is_counted(store: Store) -> None:
    listener = store.listen(waiting=3)
    store.record([an_event(number) for number in range(5)])
    news = await listener.take()
    assert [one.event.text for one in news.events] == ["event 2", "event 3", "event 4"]
    assert news.lost == 2
    store.record([an_event(9)])
    news = await listener.take()
    assert news.lost == 0
    assert len(news.events) == 1
    listener.close()


async def test_nothing_recorded_wakes_nobody(store: Store) -> None:
    listener = store.listen()
    store.record([])
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await listener.take()


async def test_a_closed_listener_hears_nothing(store: Store, make_view: MakeView) -> None:
    listener = store.listen()
    listener.close()
    store.publish(make_view())
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await listener.take()


def test_pages_of_events_go_on_where_the_last_ended(store: Store) -> None:
    store.record([an_event(number) for number in range(1, 5)])
    first = store.events("boot-0", limit=3)
    assert [one.id for one in first.events] == ["boot-1", "boot-2", "boot-3"]
    assert first.next == "boot-3"
    assert first.complete
    second = store.events(first.next, limit=3)
    assert [one.id for one in second.events] == ["boot-4"]
    end = store.events(second.next, limit=3)
    assert end.events == ()
    assert end.next == "boot-4"
    assert end.complete


def test_without_a_place_the_newest_events_come(store: Store) -> None:
    assert store.events().events == ()
    assert store.events().next == "boot-0"
    store.record([an_event(number) for number in range(1, 5)])
    page = store.events(limit=2)
    assert [one.id for one in page.events] == ["boot-3", "boot-4"]
    assert not page.complete
    assert store.events(limit=10).complete


def test_a_ring_that_ran_over_says_that_it_is_not_complete(store: Store) -> None:
    store.record([an_event(number) for number in range(1, 9)])
    page = store.events("boot-1", limit=100)
    assert [one.id for one in page.events] == [f"boot-{number}" for number in range(4, 9)]
    assert not page.complete
    assert store.events("boot-3", limit=100).complete


@pytest.mark.parametrize("since", ["older-7", "boot-", "boot-x", "nonsense", "boot-²"])
def test_a_place_of_another_boot_is_before_everything(store: Store, since: str) -> None:
    store.record([an_event(1)])
    page = store.events(since, limit=10)
    assert len(page.events) == 1
    assert not (page.complete and since.startswith("older"))


def test_a_place_beyond_the_end_is_the_end(store: Store) -> None:
    store.record([an_event(1)])
    assert store.events("boot-99", limit=10).events == ()
