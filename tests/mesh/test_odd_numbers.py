"""Numbers and texts that no message carries: the rest of the rack, and of the node, is told."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from tests.mesh.bus_in_memory import Ether
from tests.mesh.racks import NAMED, a_view, an_alarm, an_event
from tests.mesh.rig import Rig, running, until

from stagewatt.domain.quality import Bound
from stagewatt.domain.view import MainsView, RackView, Tightest
from stagewatt.mesh.codec import ANSWERS, SAID, NotSayable, encode
from stagewatt.mesh.codes import LARGEST, scaled
from stagewatt.mesh.compose_card import card_of
from stagewatt.mesh.compose_live import live_of, tight_piece
from stagewatt.mesh.compose_pulse import from_little, pulse_of, wall_of
from stagewatt.mesh.messages import Pulse
from stagewatt.mesh.questions import AskViews, Refusal

UNSAYABLE = "\ud800"
ODD = (3e41, 1e15, -1e16, math.inf, -math.inf, math.nan)


def odd(mains: MainsView, value: float) -> MainsView:
    return replace(
        mains,
        p_w=replace(mains.p_w, sum=value, l1=value),
        energy=replace(mains.energy, total_wh=value),
    )


def tight(*, used_pct: float, limit_a: float) -> Tightest:
    return Tightest(
        place="main.l1", used_pct=used_pct, left_a=1.0, limit_a=limit_a, bound=Bound.EXACT
    )


def test_a_number_that_does_not_fit_is_none() -> None:
    assert scaled(LARGEST / 10, 10) == LARGEST
    assert scaled(-LARGEST / 10, 10) == -LARGEST
    assert scaled(1.25, 1000) == 1250
    for value in (LARGEST / 10 * 1.01, 1.7e308, *ODD[2:]):
        assert scaled(value, 1000) is None


@pytest.mark.parametrize("value", ODD)
def test_a_rack_with_an_odd_number_is_told_without_it(value: float) -> None:
    view = a_view("r1")
    tightest = tight(used_pct=value, limit_a=value)
    alarm = replace(an_alarm("r1", view.boot_id, view.at_ns), value=value * 10, limit=value * 10)
    view = replace(view, mains=odd(view.mains, value), tightest=tightest, alarms=(alarm,))
    now_ns = view.at_ns + 1
    for message in (
        live_of(view, 1, now_ns),
        Pulse("run", 1, 0, (pulse_of(view, 1, 1, now_ns),)),
        card_of(view, 1, now_ns),
    ):
        assert SAID.decode(encode(message)) == message
    assert card_of(view, 1, now_ns).alarms[0].value is None


@pytest.mark.parametrize(
    ("i_a", "told"), [(1.7e308, 65_535), (math.nan, 65_535), (1e6, 65_534), (-1.0, 0), (1.5, 150)]
)
def test_a_current_beyond_the_wall_is_its_last_number_or_none(i_a: float, told: int) -> None:
    view = a_view("r1")
    view = replace(view, ways=(replace(view.ways[0], i_a=i_a), *view.ways[1:]))
    assert from_little(wall_of(view, view.at_ns).i)[0] == told


def test_a_tightest_place_whose_share_does_not_fit_is_none_and_not_nothing_used() -> None:
    assert tight_piece(tight(used_pct=math.inf, limit_a=0.0)) is None
    assert tight_piece(tight(used_pct=50.0, limit_a=math.nan)) is None
    assert tight_piece(tight(used_pct=50.0, limit_a=2.0)) is not None


def test_what_cannot_be_bytes_is_told_as_one_error() -> None:
    view = a_view("r1")
    with pytest.raises(NotSayable, match="Card"):
        encode(card_of(replace(view, name=UNSAYABLE), 1, view.at_ns))


async def test_one_odd_number_hides_no_rack_of_its_node() -> None:
    ether = Ether()
    a, late = Rig(ether, "node-a"), Rig(ether, "node-b")
    racks = {f"r{number}" for number in range(10)}
    for rack in sorted(racks):
        a.read(rack, NAMED)
    a.extra["r0"] = {"mains": odd(a.views["r0"].mains, 3e41)}
    async with running(a):
        await until(lambda: a.bus.said)
        async with running(late):
            await until(lambda: {each.view.rack for each in late.store.racks()} == racks)
            late.service.look_at(frozenset({"r0"}), wall=False)
            await until(lambda: "live/node-a/r0" in a.bus.wanted)
            await until(lambda: held(late, "r0").mains.energy.partial_wh is not None)
            assert held(late, "r0").mains.energy.total_wh is None
    assert late.service.not_understood.counts == {}


def held(rig: Rig, rack: str) -> RackView:
    found = rig.store.rack(rack)
    assert found is not None
    return found.view


async def test_what_cannot_be_said_is_counted_and_holds_nothing_up(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ether = Ether()
    a, b = Rig(ether, "node-a"), Rig(ether, "node-b")
    a.read("r1", NAMED)
    a.read("r2", NAMED)
    async with running(a, b):
        await until(lambda: len(b.store.racks()) == 2)
        for number in range(3):
            a.extra["r1"] = {"name": UNSAYABLE, "settings_revision": 7 + number}
            a.judge("r1")
            a.service.local_events((an_event("r1", number, a.clock.now_ns()),))
            await until(lambda: a.service._doing.not_said.counts["Card"] > number)  # noqa: B023
        await until(lambda: texts(b) == ["event 0", "event 1", "event 2"])
        assert texts(a) == texts(b)
        answer = ANSWERS.decode(await a.service.asked(encode(AskViews(("r1", "r2")))))
        assert isinstance(answer, Refusal)
        assert answer.code == "not_said"
        assert held(b, "r2").online
    told = [each for each in caplog.records if "cannot be said" in each.getMessage()]
    assert len(told) == 1


def texts(rig: Rig) -> list[str]:
    return [e.event.text for e in rig.store.events().events if e.event.text.startswith("event")]


async def test_a_question_that_cannot_be_said_is_one_without_an_answer() -> None:
    a = Rig(Ether(), "node-a")
    desk = a.service._core.site.desk
    desk.opened(("views", "node-b"), a.clock.now_ns())
    await a.service._doing.ask(("views", "node-b"), "node-b", AskViews((UNSAYABLE,)), 1.0)
    assert a.bus.asked == []
    assert not desk.is_open(("views", "node-b"), a.clock.now_ns() + 1_000_000_000)
