"""A node without neighbours: itself, its racks, and whom it asks to acknowledge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from stagewatt.domain.alarm import Alarm, AlarmId, AlarmState, Severity
from stagewatt.domain.errors import Conflict, NotSaved, Unknown, Unreachable
from stagewatt.domain.peer import Peer
from stagewatt.domain.ports import Neighbours
from stagewatt.domain.settings import Change, RackSettings
from stagewatt.domain.view import RackView
from stagewatt.state.alone import Alone
from stagewatt.state.store import Store

MakeView = Callable[..., RackView]
ME = Peer(
    id="n1",
    instance="b1",
    name="foh",
    version="1",
    addresses=(),
    racks=(),
    present=False,
    heard_ns=0,
)


class Owner:
    """Writes down what it is asked for."""

    def __init__(self) -> None:
        self.noted: list[tuple[str, str, str]] = []
        self.full = False

    async def change(
        self, rack: str, changes: tuple[Change, ...], *, expected_revision: int | None
    ) -> RackSettings:
        raise AssertionError("nobody asked for this")

    async def acknowledge(self, alarm: str, by: str, comment: str) -> None:
        if self.full:
            raise NotSaved("no space")
        self.noted.append((alarm, by, comment))


def alarm_at(rack: str, place: str) -> Alarm:
    return Alarm(
        id=AlarmId(rack, place, "main_load", 2),
        severity=Severity.WARNING,
        state=AlarmState.ACTIVE,
        since_ns=1,
        text="t",
    )


@pytest.fixture
def store(clock: Any) -> Store:
    return Store(clock, boot_id="b1")


@pytest.fixture
def addresses() -> list[str]:
    return ["http://10.0.0.5/"]


@pytest.fixture
def alone(store: Store, clock: Any, addresses: list[str]) -> Alone:
    return Alone(store, clock, ME, addresses=lambda: tuple(addresses))


def test_it_is_a_neighbours_port(alone: Alone) -> None:
    port: Neighbours = alone
    assert port.remembered() == ()
    assert port.offer("r1") is None
    assert port.mesh() is None


def test_it_knows_itself_as_it_is_now(
    alone: Alone, store: Store, clock: Any, addresses: list[str], make_view: MakeView
) -> None:
    store.publish(make_view(rack="r1"))
    store.publish(make_view(rack="far"), via="n2")
    (me,) = alone.nodes()
    assert (me.racks, me.addresses, me.present, me.local) == (
        ("r1",),
        ("http://10.0.0.5/",),
        True,
        True,
    )
    assert (me.id, me.instance, me.heard_ns, me.role) == ("n1", "b1", clock.ns, "peer")
    store.publish(make_view(rack="r2"))
    addresses[:] = ["http://169.254.3.4/"]
    clock.ns += 5
    (me,) = alone.nodes()
    assert (me.racks, me.addresses, me.heard_ns) == (
        ("r1", "r2"),
        ("http://169.254.3.4/",),
        clock.ns,
    )


async def test_nothing_is_on_offer_and_nothing_is_fetched(alone: Alone) -> None:
    with pytest.raises(Unknown) as refused:
        await alone.adopt("r1")
    assert refused.value.where == "rack"
    await alone.fresh("r1")
    alone.look_at(frozenset({"r1"}), wall=True)


async def test_its_own_racks_cannot_be_forgotten(
    alone: Alone, store: Store, make_view: MakeView
) -> None:
    store.publish(make_view(rack="r1"))
    with pytest.raises(Conflict):
        await alone.forget("r1")
    with pytest.raises(Unknown):
        await alone.forget("r2")
    assert store.rack("r1") is not None


async def test_the_rack_s_owner_acknowledges(
    alone: Alone, store: Store, make_view: MakeView
) -> None:
    one, other = Owner(), Owner()
    for rack, owner in (("r1", one), ("r2", other)):
        alarms = (alarm_at(rack, "A1"), alarm_at(rack, "drain.l1"))
        store.publish(make_view(rack=rack, alarms=alarms))
        store.register_owner(rack, owner)
    await alone.acknowledge("r2.drain.l1.main_load.2", "Anna", "mine")
    assert (one.noted, other.noted) == ([], [("r2.drain.l1.main_load.2", "Anna", "mine")])
    other.full = True
    with pytest.raises(NotSaved):
        await alone.acknowledge("r2.A1.main_load.2", "Anna", "")


@pytest.mark.parametrize("alarm", ["r1.A1.main_load.1", "r1", "", "r2.A1.main_load.2", "x" * 500])
async def test_an_alarm_that_no_picture_shows_is_unknown(
    alone: Alone, store: Store, make_view: MakeView, alarm: str
) -> None:
    store.publish(make_view(rack="r1", alarms=(alarm_at("r1", "A1"),)))
    store.register_owner("r1", Owner())
    with pytest.raises(Unknown) as refused:
        await alone.acknowledge(alarm, "Anna", "")
    assert refused.value.where == "alarm"


async def test_without_an_owner_it_cannot_be_asked(
    alone: Alone, store: Store, make_view: MakeView
) -> None:
    store.publish(replace(make_view(), alarms=(alarm_at("r1", "A1"),)))
    with pytest.raises(Unreachable):
        await alone.acknowledge("r1.A1.main_load.2", "Anna", "")
