"""The law: missing, stale or bad data never moves anything toward normal; replay is exact.

Random sequences of readings (good, missing values, garbage, lost contacts, forgotten samples, late
polls, restarts of board and node) and of settings. What counts as good is said here once more, in
the test's own words, and not asked of the code under test.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stagewatt.domain.alarm import AlarmState, EventKind
from stagewatt.domain.phases import L123, L123N, LineToLine
from stagewatt.domain.reading import BoardSample, Contact, ContactId, MainsSample
from stagewatt.domain.setup import RackSetup
from stagewatt.domain.view import RackView
from stagewatt.monitor.state import state_from_plain, state_to_plain

pytestmark = pytest.mark.unmeasured

MS = 1_000_000
WAYS = ("A1", "A2", "A3", "A4", "A5", "A6")
BOARDS = ("board-1", "board-2")
BOARD_OF = {way: BOARDS[index // 3] for index, way in enumerate(WAYS)}

LOADS = {"none": 0, "ok": 0, "unknown": 1, "high": 2, "overload": 3, "serious": 4}
MAINS = {"on": 0, "unknown": 1, "off": 2, "tripped": 3}
STOPS = {"released": 0, "unknown": 1, "pressed": 2}
RELAYS = {"not_tripped": 0, "unknown": 1, "tripped": 2}
SUPPLY = {"live": 0, "unknown": 1, "absent": 1}

BAD = st.sampled_from([None, math.nan, math.inf, -math.inf, -1.0])
AMPS = st.one_of(
    BAD, st.sampled_from([0.0, 0.09, 0.1, 5.0, 9.95, 10.0, 14.4, 15.9, 16.01, 19.7, 20.01, 90.0])
)
BIG = st.one_of(BAD, st.sampled_from([0.0, 100.0, 248.0, 260.0, 495.0, 510.0, 3_000.0]))
VOLTS = st.one_of(BAD, st.sampled_from([0.0, 19.0, 30.0, 49.0, 51.0, 230.0, 398.0]))
CELSIUS = st.one_of(BAD, st.sampled_from([20.0, 39.5, 41.0, 70.0]))
SILENCE = ("not_answering", "device_lost")
LIMIT = st.one_of(st.none(), st.sampled_from([0.0, 5.0, 10.0, 15.0]))


@st.composite
def contact(draw: st.DrawFn) -> Contact:
    return Contact(
        active=draw(st.booleans()),
        changes=draw(st.integers(0, 3)),
        since_ms=draw(st.sampled_from([0, 10, 60, 100_000])),
    )


@st.composite
def board(draw: st.DrawFn, blank: BoardSample) -> BoardSample:
    wired = draw(st.lists(st.sampled_from(list(ContactId)), unique=True))
    size = draw(st.sampled_from([3, 3, 3, 2, 0]))
    return replace(
        blank,
        boot=draw(st.integers(1, 2)),
        i_a=tuple(draw(st.lists(AMPS, min_size=size, max_size=size))),
        fitted=tuple(draw(st.lists(st.sampled_from([True] * 9 + [False]), min_size=3, max_size=3))),
        sensor_fault=(draw(st.sampled_from([False] * 9 + [True])), False, False),
        contacts=tuple((name, draw(contact())) for name in wired),
        first_out=draw(st.one_of(st.none(), st.sampled_from(list(ContactId)))),
        way_breakers=draw(
            st.one_of(st.just(()), st.tuples(*[st.one_of(st.none(), contact())] * 3))
        ),
        temperature_c=draw(CELSIUS),
    )


@st.composite
def meter(draw: st.DrawFn) -> MainsSample:
    return MainsSample(
        v_ln_v=L123(draw(VOLTS), draw(VOLTS), draw(VOLTS)),
        v_ll_v=LineToLine(draw(VOLTS), draw(VOLTS), draw(VOLTS)),
        i_a=L123N(draw(BIG), draw(BIG), draw(BIG), draw(BIG)),
    )


@dataclass(frozen=True)
class Move:
    """One thing that happens, `after_ms` after the one before."""

    after_ms: int
    what: str
    which: int = 0
    value: Any = None


def moves(blank: BoardSample) -> st.SearchStrategy[list[Move]]:
    after = st.sampled_from([1, 50, 100, 250, 301, 600, 1_501, 2_100, 5_000])
    which = st.integers(0, 1)
    one = st.one_of(
        st.builds(Move, after, st.just("board"), which, board(blank)),
        st.builds(Move, after, st.just("board"), which, board(blank)),
        st.builds(Move, after, st.just("meter"), value=meter()),
        st.builds(Move, after, st.just("tick")),
        st.builds(Move, after, st.just("again")),
        st.builds(Move, after, st.just("fail"), which),
        st.builds(Move, after, st.just("forget"), st.integers(0, 2)),
        st.builds(
            Move, after, st.just("limit"), value=st.tuples(st.sampled_from(WAYS), LIMIT, LIMIT)
        ),
    )
    return st.lists(one, min_size=1, max_size=14)


def play(desk: Any, move: Move) -> RackView:
    """Let one move happen; the view after it."""
    if move.what == "board":
        return cast("RackView", desk.read(move.value, after_ms=move.after_ms, which=move.which))
    if move.what == "meter":
        return cast("RackView", desk.read(meter=move.value, after_ms=move.after_ms))
    if move.what == "again":
        return again(desk, move.after_ms)
    if move.what == "fail":
        failed = desk.boards[move.which]
        desk.boards[move.which] = replace(failed, missed=failed.missed + 1)
    elif move.what == "forget":
        if move.which == 2:
            desk.meter = replace(desk.meter, sample=None, at_ns=None)
        else:
            desk.boards[move.which] = replace(desk.boards[move.which], sample=None, at_ns=None)
    elif move.what == "limit":
        way, min_a, max_a = move.value
        desk.limit(way, min_a, max_a)
    return cast("RackView", desk.tick(after_ms=move.after_ms))


def again(desk: Any, after_ms: int) -> RackView:
    """Read the same values once more from every device, all at one instant."""
    desk.now_ns += after_ms * MS
    for which, each in enumerate(desk.boards):
        if each.sample is not None:
            desk.boards[which] = replace(each, at_ns=desk.now_ns, missed=0)
    return cast("RackView", desk.read(meter=desk.meter.sample, after_ms=0))


class Witness:
    """What good data there is at a desk now, in the test's own words."""

    def __init__(self, desk: Any) -> None:
        self.desk = desk
        self.boards = {each.device: each for each in desk.boards if self._fresh(each)}
        self.meter = desk.meter if self._fresh(desk.meter) else None

    def _fresh(self, device: Any) -> bool:
        return (
            device.at_ns is not None
            and device.missed < 3
            and self.desk.now_ns - device.at_ns <= 3 * device.period_ms * MS
        )

    def amps(self, way: str) -> float | None:
        reading = self.boards.get(BOARD_OF[way])
        if reading is None:
            return None
        channel = WAYS.index(way) % 3
        sample = reading.sample
        if channel >= len(sample.i_a) or not sample.fitted[channel] or sample.sensor_fault[channel]:
            return None
        return finite(sample.i_a[channel], least=0.0)

    def contact(self, *names: ContactId) -> bool:
        return any(
            name in names for each in self.boards.values() for name, _ in each.sample.contacts
        )

    def way_contact(self, way: str) -> bool:
        reading = self.boards.get(BOARD_OF[way])
        if reading is None or not reading.sample.way_breakers:
            return False
        return reading.sample.way_breakers[WAYS.index(way) % 3] is not None

    def phase(self, index: int) -> bool:
        if self.meter is None:
            return False
        volts = (*self.meter.sample.v_ln_v, *self.meter.sample.v_ll_v)
        pairs = ((0, 3, 5), (1, 3, 4), (2, 4, 5))[index]
        return any(finite(volts[at]) is not None for at in pairs)

    def may_clear(self, rule: str, place: str) -> bool:
        """Whether anything good can have cleared this alarm."""
        heard = {*self.boards, *(() if self.meter is None else ("meter",))}
        answers: dict[str, Callable[[str], bool]] = {
            "not_answering": lambda _: bool(heard),
            "device_lost": lambda place: place in heard,
            "supervision": self._supervised,
            "way_overload": lambda place: self.amps(place) is not None,
            "temperature": self._temperature,
            "neutral": lambda _: self._measured(3),
            "drain": lambda place: self._measured(int(place[-1]) - 1),
            "main_load": self._main,
        }
        return answers[rule](place)

    def checked(self, rule: str, place: str) -> bool:
        """Whether anything good can show that this alarm still stands."""
        if rule == "main_load":  # a part of the ways may already be too much
            return any(self.amps(way) is not None for way in WAYS)
        return self.may_clear(rule, place)

    def _supervised(self, way: str) -> bool:
        limits = self.desk.settings.way(way)
        return (limits.min_a is None and limits.max_a is None) or self.amps(way) is not None

    def _temperature(self, board: str) -> bool:
        reading = self.boards.get(board)
        return reading is not None and finite(reading.sample.temperature_c) is not None

    def _measured(self, index: int) -> bool:
        return self.meter is not None and finite(tuple(self.meter.sample.i_a)[index]) is not None

    def _main(self, place: str) -> bool:
        index = int(place[-1]) - 1
        ways = all(self.amps(way) is not None for way in WAYS[index::3])
        main = self.contact(ContactId.MAIN_ON, ContactId.MAIN_TRIPPED)
        return self._measured(index) or ways or main


def finite(value: float | None, *, least: float = -math.inf) -> float | None:
    return value if value is not None and math.isfinite(value) and value >= least else None


def never_better(before: RackView, after: RackView, good: Witness) -> None:
    """Whatever is nearer to normal than before must have good data for it."""
    if MAINS[after.main_breaker.state.value] < MAINS[before.main_breaker.state.value]:
        assert good.contact(ContactId.MAIN_ON, ContactId.MAIN_TRIPPED)
    if STOPS[after.contacts.e_stop.value] < STOPS[before.contacts.e_stop.value]:
        assert good.contact(ContactId.E_STOP)
    if RELAYS[after.contacts.neutral_relay.value] < RELAYS[before.contacts.neutral_relay.value]:
        assert good.contact(ContactId.NEUTRAL_RELAY)
    for index, (old, new) in enumerate(zip(before.supply, after.supply, strict=True)):
        if SUPPLY[new.value] < SUPPLY[old.value]:
            assert good.phase(index)
    ways_never_better(before, after, good)
    alarms_never_better(before, after, good)
    if after.online and not before.online:
        assert good.desk.now_ns - (after.last_heard_ns or 0) <= 1_500 * MS


def ways_never_better(before: RackView, after: RackView, good: Witness) -> None:
    for old_way, new_way in zip(before.ways, after.ways, strict=True):
        if LOADS[new_way.load.value] < LOADS[old_way.load.value]:
            assert good.amps(new_way.id) is not None
        if MAINS[new_way.breaker.state.value] < MAINS[old_way.breaker.state.value]:
            assert good.amps(new_way.id) is not None or good.way_contact(new_way.id)
        if old_way.warning and not new_way.warning:
            assert good.may_clear("supervision", new_way.id)


def alarms_never_better(before: RackView, after: RackView, good: Witness) -> None:
    kept = {alarm.id for alarm in after.alarms}
    for alarm in before.alarms:
        if alarm.id not in kept:
            assert good.may_clear(alarm.id.rule, alarm.id.place), alarm


def honest(view: RackView, good: Witness) -> None:
    """Nothing normal and nothing checked is shown without good data."""
    if view.main_breaker.state.value == "on":
        assert good.contact(ContactId.MAIN_ON)
    if view.contacts.e_stop.value == "released":
        assert good.contact(ContactId.E_STOP)
    if view.contacts.neutral_relay.value == "not_tripped":
        assert good.contact(ContactId.NEUTRAL_RELAY)
    for index, phase in enumerate(view.supply):
        assert phase.value != "live" or good.phase(index)
    for way in view.ways[:6]:
        known = good.amps(way.id) is not None
        assert known == (way.mark.quality.value == "good")
        assert known or way.load.value not in ("none", "ok")
        assert known or good.way_contact(way.id) or way.breaker.state.value != "on"
    for alarm in view.alarms:
        if alarm.state is AlarmState.ACTIVE and alarm.id.rule not in SILENCE:
            assert good.checked(alarm.id.rule, alarm.id.place), alarm
    used_pct = None if view.tightest is None else view.tightest.used_pct
    for value in (used_pct, view.load.p_ways_w):
        assert value is None or math.isfinite(value)


def numbered(desk: Any, before: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """Occurrences grow by one at a time and per place and rule."""
    counts = dict(before)
    for event in desk.last.events:
        key = (event.id.place, event.id.rule)
        if event.kind is EventKind.CLEARED:
            assert counts[key] == event.id.occurrence
        else:
            counts[key] = counts.get(key, 0) + 1
            assert event.id.occurrence == counts[key]
    return counts


@pytest.fixture(scope="module")
def split(setup_of: Callable[..., RackSetup]) -> RackSetup:
    return setup_of(split=True, dials=(("ir", 0.04), ("in", 0.5)))


@pytest.fixture(scope="module")
def blank(board_of: Callable[..., BoardSample]) -> BoardSample:
    return board_of()


LAW = settings(
    max_examples=max(150, settings().max_examples), suppress_health_check=[HealthCheck.too_slow]
)


@LAW
@given(data=st.data())
def test_nothing_moves_toward_normal_without_good_data(
    desk_of: Callable[..., Any], split: RackSetup, blank: BoardSample, data: st.DataObject
) -> None:
    desk = desk_of(split)
    before = desk.tick(after_ms=0)
    counts: dict[tuple[str, str], int] = {}
    for move in data.draw(moves(blank)):
        after = play(desk, move)
        good = Witness(desk)
        never_better(before, after, good)
        honest(after, good)
        counts = numbered(desk, counts)
        before = after


@LAW
@given(data=st.data())
def test_a_restart_keeps_every_alarm_until_good_data_clears_it(
    desk_of: Callable[..., Any], split: RackSetup, blank: BoardSample, data: st.DataObject
) -> None:
    desk = desk_of(split)
    view = desk.tick(after_ms=0)
    for move in data.draw(moves(blank)):
        view = play(desk, move)
    restored = state_from_plain(json.loads(json.dumps(state_to_plain(desk.state))))
    again = desk_of(split, restored)
    again.settings, again.now_ns = desk.settings, desk.now_ns
    after = again.tick()
    assert {alarm.id for alarm in after.alarms} == {alarm.id for alarm in view.alarms}
    assert after.warning == view.warning
    before = after
    for move in data.draw(moves(blank)):
        after = play(again, move)
        never_better(before, after, Witness(again))
        before = after


@LAW
@given(data=st.data())
def test_the_same_inputs_give_the_same_judgements(
    desk_of: Callable[..., Any], split: RackSetup, blank: BoardSample, data: st.DataObject
) -> None:
    first, second = desk_of(split), desk_of(replace(split))
    for move in data.draw(moves(blank)):
        assert play(first, move) == play(second, move)
        second.setup = replace(second.setup)  # prepared anew each time
    assert first.events == second.events


@LAW
@given(data=st.data())
def test_how_often_the_timer_ticked_makes_no_difference(
    desk_of: Callable[..., Any], split: RackSetup, blank: BoardSample, data: st.DataObject
) -> None:
    seldom, often = desk_of(split), desk_of(split)
    for desk in (seldom, often):
        desk.tick(after_ms=0)
    for move in data.draw(moves(blank)):
        view = play(seldom, move)
        left_ms = move.after_ms
        for part in data.draw(st.lists(st.integers(1, 400), max_size=6)):
            if part < left_ms:
                often.tick(after_ms=part)
                left_ms -= part
        other = play(often, replace(move, after_ms=left_ms))
        other = replace(other, seq=view.seq)
        assert other == view
    assert [told(each) for each in seldom.events] == [told(each) for each in often.events]
    assert state_to_plain(seldom.state) == state_to_plain(often.state)


def told(event: Any) -> tuple[str, str, str, str | None, str | None]:
    """An event without the instant at which a step saw it."""
    return event.kind.value, str(event.id), event.text, event.before, event.after
