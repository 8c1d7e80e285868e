"""From messages back to one `RackView`, its instants on this node's clock."""

from __future__ import annotations

from dataclasses import dataclass, replace

from stagewatt.domain.phases import L123, L123N, L123Sum, LineToLine
from stagewatt.domain.quality import Mark, Quality
from stagewatt.domain.reading import EnergyValues, Value
from stagewatt.domain.view import (
    BreakerState,
    BreakerView,
    CauseQuality,
    ConnectorView,
    Contacts,
    EStop,
    Interval,
    LoadView,
    MainsView,
    NeutralRelay,
    RackView,
    Supply,
    Tightest,
)
from stagewatt.mesh.codes import (
    AMPS,
    BOUND,
    CELSIUS,
    QUALITY,
    WATTS,
    instant_ns,
    unpacked,
    unscaled,
)
from stagewatt.mesh.compose_card import alarms_of
from stagewatt.mesh.compose_live import MAINS_SCALES
from stagewatt.mesh.messages import Card, Live, LoadLive, MarkPiece, TightPiece
from stagewatt.mesh.show_ways import blank_ways, ways_of
from stagewatt.mesh.states import breaker_states, rack_states

UNHEARD = Mark(Quality.MISSING, None, "mesh")
"""The doubt of what no message told yet."""


@dataclass(frozen=True, slots=True)
class Came:
    """A message and when it came, on this node's monotonic clock."""

    ns: int


@dataclass(frozen=True, slots=True)
class CardCame(Came):
    card: Card


@dataclass(frozen=True, slots=True)
class LiveCame(Came):
    live: Live


def blank(card: CardCame, node: str) -> RackView:
    """Return a rack of which only the card is known: every value missing."""
    sheet = card.card
    unknown = BreakerView(
        mark=UNHEARD,
        state=BreakerState.UNKNOWN,
        cause=None,
        cause_quality=CauseQuality.UNKNOWN,
    )
    return RackView(
        rack=sheet.rack,
        name=sheet.name,
        printed_name=sheet.printed_name,
        model=sheet.model,
        node=node,
        boot_id=sheet.instance,
        seq=0,
        at_ns=card.ns,
        settings_revision=sheet.revision,
        online=False,
        last_heard_ns=None,
        mains=mains_of((), UNHEARD),
        supply=L123.all(Supply.UNKNOWN),
        main_breaker=unknown,
        contacts=Contacts(mark=UNHEARD, e_stop=EStop.UNKNOWN, neutral_relay=NeutralRelay.UNKNOWN),
        temperature_c=None,
        temperature_mark=UNHEARD,
        load=_load(LoadLive(0, 1, ()), UNHEARD, sheet),
        ways=blank_ways(sheet, unknown),
        connectors=tuple(
            ConnectorView(id=one.id, title=one.title, type=one.type, color=one.color, ways=one.ways)
            for one in sheet.connectors
        ),
        tightest=None,
        alarms=alarms_of(sheet, card.ns),
        group=sheet.group,
        also_read_by=sheet.also_read_by,
    )


def with_live(view: RackView, card: Card, came: LiveCame) -> RackView:
    """Return the picture with every number of a live message."""
    live, now_ns = came.live, came.ns
    marks = _marks(live.marks, live.sources, now_ns)
    states = rack_states(live.state)
    contacts_mark = at(marks, live.contacts_mark)
    state, cause, cause_quality = breaker_states(live.main.state)
    return replace(
        view,
        seq=live.seq,
        at_ns=now_ns,
        online=states.online,
        last_heard_ns=instant_ns(live.heard_ms, now_ns),
        mains=mains_of(live.mains, at(marks, live.mains_mark)),
        supply=states.supply,
        main_breaker=BreakerView(
            mark=at(marks, live.main.mark),
            state=state,
            cause=cause,
            cause_quality=cause_quality,
            since_ns=instant_ns(live.main.since_ms, now_ns),
        ),
        contacts=Contacts(
            mark=contacts_mark, e_stop=states.e_stop, neutral_relay=states.neutral_relay
        ),
        temperature_c=unscaled(live.celsius, CELSIUS),
        temperature_mark=at(marks, live.celsius_mark),
        load=_load(live.load, at(marks, live.load.mark), card),
        ways=ways_of(view.ways, live.ways, marks, now_ns),
        tightest=tightest_of(live.tightest),
    )


def _marks(table: tuple[MarkPiece, ...], sources: tuple[str, ...], now_ns: int) -> tuple[Mark, ...]:
    return tuple(
        Mark(
            QUALITY.word(piece.quality),
            instant_ns(piece.age_ms, now_ns),
            sources[piece.source] if piece.source < len(sources) else "mesh",
        )
        for piece in table
    )


def at(marks: tuple[Mark, ...], place: int) -> Mark:
    """Return the mark at a place; one that is not in the table vouches for nothing."""
    return marks[place] if place < len(marks) else UNHEARD


def mains_of(numbers: tuple[int | None, ...], mark: Mark) -> MainsView:
    """Return the meter's values; what did not come is None."""
    missing = (None,) * (len(MAINS_SCALES) - len(numbers))
    v: list[Value] = [
        unscaled(number, per)
        for number, per in zip((*numbers, *missing), MAINS_SCALES, strict=False)
    ]
    return MainsView(
        mark=mark,
        v_ln_v=L123(*v[0:3]),
        v_ll_v=LineToLine(*v[3:6]),
        i_a=L123N(*v[6:10]),
        f_hz=v[10],
        p_w=L123Sum(*v[11:15]),
        q_var=L123Sum(*v[15:19]),
        s_va=L123Sum(*v[19:23]),
        pf=L123Sum(*v[23:27]),
        thd_v_ln_pct=L123(*v[27:30]),
        thd_v_ll_pct=LineToLine(*v[30:33]),
        thd_i_pct=L123(*v[33:36]),
        energy=EnergyValues(partial_wh=v[36], total_wh=v[37]),
    )


def _load(load: LoadLive, mark: Mark, card: Card) -> LoadView:
    missing = (None,) * (10 - len(load.values))
    numbers = (*load.values, *missing)
    a: list[Value] = [unscaled(number, AMPS) for number in numbers[:9]]
    ways_bound, drain_bound = unpacked(load.bounds, 2, 2)
    limits = card.limits
    return LoadView(
        mark=mark,
        ways_a=L123(*a[0:3]),
        ways_bound=BOUND.word(ways_bound),
        main_a=L123(
            Interval(at_least_a=a[3], at_most_a=a[4]),
            Interval(at_least_a=a[5], at_most_a=a[6]),
            Interval(at_least_a=a[7], at_most_a=a[8]),
        ),
        main_limit_a=limits.main_a,
        drain_limit_a=limits.drain_a,
        neutral_limit_a=limits.neutral_a,
        neutral_limit_of=limits.neutral_of,
        p_ways_w=unscaled(numbers[9], WATTS),
        drain_limit_of=limits.drain_of,
        drain_bound=BOUND.word(drain_bound),
        main_dials_confirmed=limits.main_confirmed,
    )


def tightest_of(piece: TightPiece | None) -> Tightest | None:
    """Return the nearest limit again."""
    if piece is None:
        return None
    return Tightest(
        place=piece.place,
        used_pct=piece.used / 10,
        left_a=piece.left / AMPS,
        limit_a=piece.limit / AMPS,
        bound=BOUND.word(piece.bound),
    )
