"""From a picture to messages and back: values, doubt, and ages on the receiver's clock."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from tests.mesh.racks import MS, NAMED, a_view, an_alarm

from stagewatt.domain.alarm import Acknowledgement
from stagewatt.domain.peer import Offer
from stagewatt.domain.phases import L123, L123N, LineToLine
from stagewatt.domain.quality import Mark, Quality
from stagewatt.domain.view import (
    BreakerState,
    Cause,
    CauseQuality,
    Contacts,
    EStop,
    Indicator,
    LampColor,
    LampPattern,
    Load,
    NeutralRelay,
    RackView,
    Supply,
)
from stagewatt.mesh.codec import SAID, encode
from stagewatt.mesh.codes import AGE_MAX_MS, LOAD, age_ms, packed, scaled, unpacked
from stagewatt.mesh.compose_card import card_of, offer_of
from stagewatt.mesh.compose_live import live_of
from stagewatt.mesh.compose_pulse import pulse_of, wall_of
from stagewatt.mesh.core.remote import Remote
from stagewatt.mesh.messages import Card, Live, MarkPiece, Pulse, RackPulse, Wall, WallRack
from stagewatt.mesh.show import at, mains_of
from stagewatt.mesh.states import (
    breaker_states,
    breaker_word,
    qualities,
    quality_word,
    rack_states,
    rack_word,
    wall_states,
    wall_word,
    way_states,
    way_word,
)

THERE_NS = 10_000 * MS
HERE_NS = 777_000 * MS


def carried(view: RackView, *, late_ms: int = 0) -> RackView:
    """Return a picture as another node composes it from card and live."""
    card = SAID.decode(encode(card_of(view, 1, view.at_ns)))
    live = SAID.decode(encode(live_of(view, 1, view.at_ns + late_ms * MS)))
    remote = Remote(view.node, view.boot_id, HERE_NS)
    assert isinstance(card, Card)
    assert isinstance(live, Live)
    assert remote.on_card(card, HERE_NS)
    assert not remote.on_wall(wall_of(view, view.at_ns), HERE_NS), "a card alone shows nothing"
    assert remote.on_live(live, HERE_NS)
    assert remote.view is not None
    return remote.view


def pulse(view: RackView, card: int = 1, facts: int = 1) -> RackPulse:
    message = SAID.decode(encode(Pulse("b", 1, 0, (pulse_of(view, card, facts, view.at_ns),))))
    assert isinstance(message, Pulse)
    return message.racks[0]


def moved(view: RackView) -> RackView:
    """Return a picture with all its instants on this node's clock."""
    shift = HERE_NS - view.at_ns

    def mark(one: Mark) -> Mark:
        return replace(one, at_ns=None if one.at_ns is None else one.at_ns + shift)

    return replace(
        view,
        at_ns=HERE_NS,
        last_heard_ns=None if view.last_heard_ns is None else view.last_heard_ns + shift,
        mains=replace(view.mains, mark=mark(view.mains.mark)),
        main_breaker=replace(
            view.main_breaker,
            mark=mark(view.main_breaker.mark),
            since_ns=None
            if view.main_breaker.since_ns is None
            else view.main_breaker.since_ns + shift,
        ),
        contacts=replace(view.contacts, mark=mark(view.contacts.mark)),
        temperature_mark=mark(view.temperature_mark),
        load=replace(view.load, mark=mark(view.load.mark)),
        ways=tuple(
            replace(
                way, mark=mark(way.mark), breaker=replace(way.breaker, mark=mark(way.breaker.mark))
            )
            for way in view.ways
        ),
    )


@pytest.mark.parametrize("ways", [1, 6, 72])
def test_every_number_comes_through_with_its_age(ways: int) -> None:
    view = a_view("r1", ways=ways, settings=NAMED, now_ns=THERE_NS)
    assert carried(view) == moved(view)


def test_ages_count_from_the_moment_of_sending() -> None:
    view = a_view("r1", now_ns=THERE_NS)
    late = carried(view, late_ms=250)
    assert late.at_ns == HERE_NS
    assert late.last_heard_ns == HERE_NS - 290 * MS
    assert late.mains.mark.at_ns == HERE_NS - 550 * MS


def test_missing_stays_missing() -> None:
    view = a_view("r1", now_ns=THERE_NS)
    empty = replace(
        view,
        last_heard_ns=None,
        temperature_c=None,
        tightest=None,
        mains=mains_of((), Mark(Quality.MISSING, None, "meter")),
        ways=tuple(
            replace(way, i_a=None, i_min_a=None, i_max_a=None, i_peak_a=None, p_w=None)
            for way in view.ways
        ),
        main_breaker=replace(view.main_breaker, since_ns=None),
    )
    assert carried(empty) == moved(empty)
    remote = Remote("n", "boot-a", HERE_NS)
    remote.on_card(card_of(empty, 1, THERE_NS), HERE_NS)
    remote.on_pulse(pulse(empty), HERE_NS)
    assert remote.view is not None
    assert remote.view.mains.i_a == L123N.all(None)
    assert remote.view.temperature_c is None
    assert remote.view.tightest is None
    assert remote.view.last_heard_ns is None
    assert remote.view.ways[0].mark.quality is Quality.MISSING


def test_alarms_come_with_their_ages_and_those_of_another_boot_without() -> None:
    ack = Acknowledgement(by="Ann", comment="seen", at_ns=THERE_NS - 2 * MS, boot_id="boot-a")
    before = replace(ack, boot_id="boot-0", at_wall_s=1.7e9)
    view = a_view(
        "r1",
        now_ns=THERE_NS,
        alarms=(
            an_alarm("r1", "boot-a", THERE_NS - 5 * MS, ack=ack),
            an_alarm("r1", "boot-0", 17, value=math.inf, ack=before, first_step=None),
            an_alarm("r1", "", THERE_NS - 9 * MS),
        ),
    )
    own, other, plain = carried(view).alarms
    assert (own.since_ns, own.boot_id) == (HERE_NS - 5 * MS, "boot-a")
    assert own.ack is not None
    assert (own.ack.at_ns, own.ack.boot_id) == (HERE_NS - 2 * MS, "boot-a")
    assert (other.boot_id, other.value, other.first_step) == ("boot-0", None, None)
    assert other.ack is not None
    assert (other.ack.boot_id, other.ack.at_wall_s) == ("boot-0", 1.7e9)
    assert plain.since_ns == HERE_NS - 9 * MS
    assert replace(own, since_ns=0, ack=None) == replace(view.alarms[0], since_ns=0, ack=None)


def test_a_sensed_breaker_of_a_way_keeps_when_it_moved() -> None:
    view = a_view("r1", now_ns=THERE_NS)
    first = view.ways[0]
    tripped = replace(
        first.breaker,
        state=BreakerState.TRIPPED,
        cause=Cause.RESIDUAL,
        cause_quality=CauseQuality.SENSED,
        since_ns=THERE_NS - 4_000 * MS,
    )
    view = replace(view, ways=(replace(first, breaker=tripped), *view.ways[1:]))
    found = carried(view).ways[0].breaker
    assert found.since_ns == HERE_NS - 4_000 * MS
    assert (found.state, found.cause) == (BreakerState.TRIPPED, Cause.RESIDUAL)


def test_an_offer_travels_in_the_card() -> None:
    offer = Offer(rack="r1", former_node="x", kept_by="y", settings=NAMED, seen_wall_s=1.5)
    card = SAID.decode(encode(card_of(a_view("r1"), 1, THERE_NS, offer)))
    assert isinstance(card, Card)
    assert offer_of(card) == offer
    assert offer_of(card_of(a_view("r1"), 1, THERE_NS)) is None


@given(
    st.sampled_from(Supply),
    st.sampled_from(EStop),
    st.sampled_from(NeutralRelay),
    st.sampled_from(BreakerState),
    st.none() | st.sampled_from(Cause),
    st.sampled_from(CauseQuality),
)
def test_states_of_a_rack_pack_and_unpack(
    supply: Supply,
    stop: EStop,
    relay: NeutralRelay,
    state: BreakerState,
    cause: Cause | None,
    quality: CauseQuality,
) -> None:
    view = a_view("r1")
    breaker = replace(view.main_breaker, state=state, cause=cause, cause_quality=quality)
    view = replace(
        view,
        supply=L123(supply, Supply.LIVE, Supply.UNKNOWN),
        contacts=Contacts(mark=view.contacts.mark, e_stop=stop, neutral_relay=relay),
        main_breaker=breaker,
    )
    states = rack_states(rack_word(view))
    assert states.supply == view.supply
    assert (states.e_stop, states.neutral_relay) == (stop, relay)
    assert states.main == (state, cause, quality)
    assert breaker_states(breaker_word(breaker)) == (state, cause, quality)


@given(
    st.sampled_from(Load),
    st.sampled_from(LampColor),
    st.sampled_from(LampPattern),
    st.booleans(),
    st.sampled_from(BreakerState),
    st.sampled_from(Quality),
)
def test_states_of_a_way_pack_and_unpack(
    load: Load,
    color: LampColor,
    pattern: LampPattern,
    warning: bool,
    state: BreakerState,
    quality: Quality,
) -> None:
    way = a_view("r1").ways[0]
    lamp = Indicator(color, pattern)
    way = replace(
        way,
        load=load,
        indicator=lamp,
        warning=warning,
        mark=replace(way.mark, quality=quality),
        breaker=replace(way.breaker, state=state),
    )
    assert way_states(way_word(way))[:3] == (load, lamp, warning)
    assert breaker_states(way_states(way_word(way))[3])[0] is state
    assert wall_states(wall_word(way)) == (load, lamp, warning, state, quality)
    assert wall_word(way) < 65_535


def test_words_of_a_later_version_read_as_not_knowing() -> None:
    assert LOAD.word(7) is Load.UNKNOWN
    assert LOAD.word(-1) is Load.UNKNOWN
    assert qualities(packed((7, 3), (0, 3), (0, 3), (0, 3)))[0] is Quality.MISSING
    assert unpacked(packed((3, 2), (1, 4)), 2, 4) == (3, 1)
    assert quality_word(a_view("r1")) == 0


def test_what_is_no_number_is_missing_and_no_age_is_beyond_all_sense() -> None:
    assert scaled(math.nan, 10) is None
    assert scaled(None, 10) is None
    assert scaled(-1.26, 10) == -13
    assert age_ms(None, 5) is None
    assert age_ms(10, 5) == 0
    assert age_ms(-(2**62), 2**62) == AGE_MAX_MS


def fresh() -> tuple[Remote, RackView]:
    view = a_view("r1", seq=10, now_ns=THERE_NS, settings=NAMED)
    remote = Remote("node-a", "boot-a", HERE_NS)
    remote.on_card(card_of(view, 1, THERE_NS), HERE_NS)
    remote.on_live(live_of(view, 1, THERE_NS), HERE_NS)
    return remote, view


def test_without_any_pulse_nothing_more_is_needed_than_card_and_numbers() -> None:
    remote, view = fresh()
    assert not remote.needs
    bare = Remote("node-a", "boot-a", HERE_NS)
    bare.on_card(card_of(view, 1, THERE_NS), HERE_NS)
    assert bare.needs


def test_what_was_overtaken_on_its_way_changes_nothing() -> None:
    remote, view = fresh()
    older = replace(view, seq=9, name="old", temperature_c=1.0)
    assert not remote.on_card(card_of(older, 1, THERE_NS), HERE_NS)
    assert not remote.on_live(live_of(older, 1, THERE_NS), HERE_NS)
    assert remote.on_pulse(pulse(replace(view, seq=12, temperature_c=12.0)), HERE_NS)
    assert not remote.on_pulse(pulse(older), HERE_NS)
    assert remote.on_live(live_of(replace(view, seq=11), 1, THERE_NS), HERE_NS)
    assert remote.view is not None
    assert (remote.view.seq, remote.view.temperature_c) == (12, 12.0)
    wall = wall_of(replace(view, seq=20), THERE_NS)
    assert remote.on_wall(wall, HERE_NS + 2_000 * MS)
    assert not remote.on_wall(wall_of(older, THERE_NS), HERE_NS + 2_000 * MS)


def test_a_pulse_older_than_the_live_picture_changes_no_value() -> None:
    remote, view = fresh()
    older = pulse(replace(view, seq=9, temperature_c=1.0))
    remote.on_pulse(older, HERE_NS + MS)
    assert remote.view is not None
    assert remote.view.temperature_c == 31.4


def test_the_wall_tells_nothing_while_every_number_comes_anyway() -> None:
    remote, view = fresh()
    assert not remote.on_wall(wall_of(view, THERE_NS), HERE_NS + 900 * MS)
    empty = Remote("n", "b", HERE_NS)
    assert not empty.on_wall(wall_of(view, THERE_NS), HERE_NS)
    assert not empty.on_live(live_of(view, 1, THERE_NS), HERE_NS)
    assert empty.card is None
    assert empty.needs


def test_the_wall_of_a_rack_keeps_why_a_breaker_is_open_as_long_as_it_is() -> None:
    remote, view = fresh()
    first = view.ways[0]
    tripped = replace(first.breaker, state=BreakerState.TRIPPED, cause=Cause.RESIDUAL)
    later = HERE_NS + 1_500 * MS
    open_view = replace(view, seq=11, ways=(replace(first, breaker=tripped), *view.ways[1:]))
    remote.on_wall(wall_of(open_view, THERE_NS), later)
    assert remote.view is not None
    breaker = remote.view.ways[0].breaker
    assert (breaker.state, breaker.cause) == (BreakerState.TRIPPED, None)
    remote.on_live(live_of(open_view, 1, THERE_NS), later)
    remote.on_wall(wall_of(replace(open_view, seq=12), THERE_NS), later + 1_500 * MS)
    assert remote.view.ways[0].breaker.cause is Cause.RESIDUAL
    stale = replace(view, seq=13, ways=(replace(first, mark=old_mark(first.mark)), *view.ways[1:]))
    before = remote.view.ways[0].mark
    remote.on_wall(wall_of(stale, THERE_NS), later + 3_000 * MS)
    after = remote.view.ways[0].mark
    assert (after.quality, after.at_ns) == (Quality.STALE, before.at_ns)


def old_mark(mark: Mark) -> Mark:
    return replace(mark, quality=Quality.STALE)


def test_a_new_card_keeps_what_the_wall_told_last() -> None:
    remote, view = fresh()
    later = HERE_NS + 4_000 * MS
    dim = replace(view, seq=11, ways=(replace(view.ways[0], i_a=1.0), *view.ways[1:]))
    remote.on_wall(wall_of(dim, THERE_NS), later)
    remote.on_pulse(pulse(dim, card=2), later)
    asks = remote.needs
    assert asks
    remote.on_card(card_of(replace(dim, name="New"), 2, THERE_NS), later + MS)
    assert not remote.needs
    assert remote.view is not None
    assert (remote.view.name, remote.view.ways[0].i_a) == ("New", 1.0)
    assert remote.view.ways[0].mark.quality is Quality.GOOD
    assert remote.view.load.mark.quality is Quality.STALE


def test_currents_on_the_wall_are_bounded() -> None:
    view = a_view("r1", now_ns=THERE_NS)
    ways = tuple(
        replace(way, i_a=i_a)
        for way, i_a in zip(view.ways, (1e9, -1.0, math.nan, None, 655.33, 0.0, None), strict=True)
    )
    wall = wall_of(replace(view, ways=ways), THERE_NS)
    message = SAID.decode(encode(Wall("b", 1, (wall,))))
    assert isinstance(message, Wall)
    remote, _ = fresh()
    remote.on_wall(message.racks[0], HERE_NS + 2_000 * MS)
    assert remote.view is not None
    shown = [way.i_a for way in remote.view.ways]
    assert shown == [655.34, 0.0, None, None, 655.33, 0.0, None]


def test_columns_that_do_not_fit_the_card_change_no_way() -> None:
    remote, view = fresh()
    assert remote.view is not None
    before = remote.view.ways
    longer = a_view("r1", seq=11, ways=7, now_ns=THERE_NS)
    assert remote.on_live(live_of(longer, 1, THERE_NS), HERE_NS)
    assert remote.view.ways is before
    short = live_of(replace(view, seq=12), 1, THERE_NS)
    assert remote.on_live(structs.replace(short, marks=short.marks[:1]), HERE_NS)
    assert remote.view.ways is before
    assert remote.view.load.mark.quality is Quality.MISSING
    odd = structs.replace(live_of(replace(view, seq=13), 1, THERE_NS), sources=())
    assert remote.on_live(odd, HERE_NS)
    assert remote.view.mains.mark.source == "mesh"
    torn = WallRack("r1", 14, 0, b"\x01\x00\x02", b"\x01\x00\x02")
    assert remote.on_wall(torn, HERE_NS + 2_000 * MS)
    assert remote.view.ways[0].i_a == 0.01
    assert remote.view.ways[1].i_a == 5.0


def test_a_mark_that_is_not_in_the_table_vouches_for_nothing() -> None:
    assert at((), 0).quality is Quality.MISSING
    assert MarkPiece(0, None, 0).age_ms is None
    assert mains_of((1,), Mark(Quality.GOOD, 0, "m")).v_ll_v == LineToLine.all(None)
