"""Pictures of racks, as a monitor would judge them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from stagewatt.domain.alarm import Alarm, AlarmId, AlarmState, Event, EventKind, Severity
from stagewatt.domain.phases import L123, L123N, PHASES, L123Sum, LineToLine
from stagewatt.domain.quality import Bound, Mark, Quality
from stagewatt.domain.reading import EnergyValues
from stagewatt.domain.settings import RackSettings, WaySettings
from stagewatt.domain.view import (
    BreakerState,
    BreakerView,
    CauseQuality,
    ConnectorView,
    Contacts,
    EStop,
    Indicator,
    Interval,
    LampColor,
    LampPattern,
    Load,
    LoadView,
    MainsView,
    NeutralRelay,
    RackView,
    Supply,
    Tightest,
    WayView,
)

MS = 1_000_000
LAMP = Indicator(LampColor.GREEN, LampPattern.STEADY)
DARK = Indicator(LampColor.UNKNOWN, LampPattern.STEADY)


def a_way(number: int, settings: RackSettings, board: Mark, i_a: float) -> WayView:
    """Return a measured way of a connector of six."""
    way, connector = f"A{number}", f"C{(number - 1) // 6 + 1}"
    entered = settings.way(way)
    return WayView(
        id=way,
        name=entered.name,
        phases=(PHASES[(number - 1) % 3],),
        connector=connector,
        color=settings.connectors.get(connector),
        mark=board,
        i_a=i_a,
        i_min_a=i_a - 0.1,
        i_max_a=i_a + 0.1,
        i_peak_a=round(i_a * 1.5, 3),
        p_w=round(i_a * 230, 1),
        load=Load.OK,
        indicator=LAMP,
        breaker=BreakerView(
            mark=replace(board, quality=Quality.ESTIMATED),
            state=BreakerState.ON,
            cause=None,
            cause_quality=CauseQuality.INFERRED,
        ),
        rated_a=16.0,
        min_a=entered.min_a,
        max_a=entered.max_a,
        warning=False,
    )


def an_unmeasured_way() -> WayView:
    """Return way X1, which has no sensor."""
    nobody = Mark(Quality.UNMEASURED, None, "model")
    way = a_way(1, RackSettings(), nobody, 0.0)
    return replace(
        way,
        id="X1",
        connector="X1",
        i_a=None,
        i_min_a=None,
        i_max_a=None,
        i_peak_a=None,
        p_w=None,
        load=Load.UNKNOWN,
        indicator=DARK,
        breaker=BreakerView(
            mark=nobody,
            state=BreakerState.UNKNOWN,
            cause=None,
            cause_quality=CauseQuality.UNKNOWN,
        ),
    )


def a_view(
    rack: str = "4711ab",
    *,
    node: str = "node-a",
    boot: str = "boot-a",
    seq: int = 1,
    now_ns: int = 10_000 * MS,
    ways: int = 6,
    amps: float = 5.0,
    settings: RackSettings | None = None,
    **changes: Any,
) -> RackView:
    """Return a healthy rack whose ways carry `amps` each; `changes` replace its fields."""
    entered = settings or RackSettings()
    board = Mark(Quality.GOOD, now_ns - 40 * MS, "board-1")
    meter = Mark(Quality.GOOD, now_ns - 300 * MS, "meter")
    measured = tuple(a_way(number, entered, board, amps) for number in range(1, ways + 1))
    connectors = tuple(dict.fromkeys(way.connector for way in measured))
    view = RackView(
        rack=rack,
        name=entered.name,
        printed_name=f"smartPDU{rack.upper()}",
        model="smartpdu-72",
        node=node,
        boot_id=boot,
        seq=seq,
        at_ns=now_ns,
        settings_revision=entered.revision,
        online=True,
        last_heard_ns=now_ns - 40 * MS,
        mains=MainsView(
            mark=meter,
            v_ln_v=L123(230.1, 229.05, 231.42),
            v_ll_v=LineToLine(399.0, 398.5, 400.25),
            i_a=L123N(120.251, 98.5, 101.0, 22.13),
            f_hz=50.021,
            p_w=L123Sum(27000.0, 22000.0, -500.5, 48499.5),
            q_var=L123Sum(1000.0, -2000.0, 0.0, -1000.0),
            s_va=L123Sum(27019.0, 22091.0, 500.0, 48510.0),
            pf=L123Sum(0.999, -0.996, 1.0, 0.998),
            thd_v_ln_pct=L123(1.1, 1.2, 1.3),
            thd_v_ll_pct=LineToLine(1.4, 1.5, 1.6),
            thd_i_pct=L123(10.1, 20.2, 30.3),
            energy=EnergyValues(partial_wh=1234.5, total_wh=9876543.0),
        ),
        supply=L123.all(Supply.LIVE),
        main_breaker=BreakerView(
            mark=board,
            state=BreakerState.ON,
            cause=None,
            cause_quality=CauseQuality.SENSED,
            since_ns=now_ns - 50_000 * MS,
        ),
        contacts=Contacts(
            mark=board, e_stop=EStop.RELEASED, neutral_relay=NeutralRelay.NOT_TRIPPED
        ),
        temperature_c=31.4,
        temperature_mark=board,
        load=LoadView(
            mark=replace(meter, source="load"),
            ways_a=L123(40.0, 41.5, 42.0),
            ways_bound=Bound.LOWER,
            main_a=L123(
                Interval(at_least_a=40.0, at_most_a=120.251),
                Interval(at_least_a=41.5, at_most_a=98.5),
                Interval(at_least_a=42.0, at_most_a=None),
            ),
            main_limit_a=280.0,
            drain_limit_a=400.0,
            neutral_limit_a=400.0,
            neutral_limit_of="connector",
            p_ways_w=28000.0,
            drain_bound=Bound.EXACT,
            main_dials_confirmed=True,
        ),
        ways=(*measured, an_unmeasured_way()),
        connectors=(
            *(
                ConnectorView(
                    id=connector,
                    title=f"Soca {connector}",
                    type="socapex-19",
                    color=entered.connectors.get(connector),
                    ways=tuple(way.id for way in measured if way.connector == connector),
                )
                for connector in connectors
            ),
            ConnectorView(
                id="X1",
                title="Schuko X1",
                type="schuko",
                color=entered.connectors.get("X1"),
                ways=("X1",),
            ),
        ),
        tightest=Tightest(
            place="drain.l1", used_pct=30.1, left_a=279.75, limit_a=400.0, bound=Bound.EXACT
        ),
        alarms=(),
        group=entered.group,
    )
    return replace(view, **changes)


def an_alarm(rack: str, boot: str, since_ns: int, **changes: Any) -> Alarm:
    """Return a supervision warning at A1."""
    alarm = Alarm(
        id=AlarmId(rack, "A1", "supervision", 3),
        severity=Severity.WARNING,
        state=AlarmState.ACTIVE,
        since_ns=since_ns,
        text="A1 is above its maximum",
        value=15.2,
        limit=15.0,
        unit="A",
        first_step="Look at A1.",
        boot_id=boot,
    )
    return replace(alarm, **changes)


def an_event(rack: str, number: int, at_ns: int) -> Event:
    """Return an event that carries its number."""
    return Event(
        id=AlarmId(rack, "A1", "supervision", number),
        kind=EventKind.RAISED,
        at_ns=at_ns,
        severity=Severity.WARNING,
        text=f"event {number}",
    )


NAMED = RackSettings(
    revision=4,
    name="Stage left",
    group="Stage L",
    ways={"A1": WaySettings(name="Par 1", min_a=0.5, max_a=15.0), "A3": WaySettings(max_a=12.0)},
    connectors={"C1": "RD"},
)
