"""From the store's pictures to the API's shapes; ages are counted at the moment of asking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from stagewatt.domain.alarm import Alarm, Severity
from stagewatt.domain.phases import L123, L123N, L123Sum, LineToLine
from stagewatt.domain.quality import Mark
from stagewatt.domain.reading import Value
from stagewatt.domain.view import (
    BreakerView,
    ConnectorView,
    Interval,
    LoadView,
    MainsView,
    RackView,
    Tightest,
    WayView,
)
from stagewatt.state.events import Recorded
from stagewatt.state.held import Held
from stagewatt.web import shapes

_LOUDNESS = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Moment:
    """When somebody asked: monotonic, and as a label the wall clock where it is trusted."""

    now_ns: int
    wall_s: float | None

    def there(self, held: Held) -> Moment:
        """Return the same moment on the clock of a rack's node."""
        return Moment(held.there_ns(self.now_ns), self.wall_s)

    def age_s(self, at_ns: int | None) -> float | None:
        """Seconds since an instant, in milliseconds' steps; None for never."""
        return None if at_ns is None else max(0, self.now_ns - at_ns) // 1_000_000 / 1000

    def label(self, at_ns: int | None) -> str | None:
        """Return an instant as wall time, None while the clock is unset."""
        if at_ns is None or self.wall_s is None:
            return None
        at_s = self.wall_s - (self.now_ns - at_ns) / 1e9
        at = datetime.fromtimestamp(at_s, UTC).isoformat(timespec="milliseconds")
        return at.replace("+00:00", "Z")


def rack_row(held: Held, moment: Moment) -> shapes.RackRow:
    """Return a rack as it stands in the list."""
    view = held.view
    return shapes.RackRow(
        id=view.rack,
        name=view.name,
        printed_name=view.printed_name,
        model=view.model,
        node=view.node,
        via=held.via,
        online=view.online,
        age_s=moment.there(held).age_s(view.last_heard_ns),
        i_a=_conductors(view.mains.i_a),
        warning=view.warning,
        alarms=len(view.alarms),
        worst=_worst(view.tightest),
    )


def rack(held: Held, moment: Moment) -> shapes.Rack:
    """Return everything about a rack."""
    view, there = held.view, moment.there(held)
    return shapes.Rack(
        id=view.rack,
        name=view.name,
        printed_name=view.printed_name,
        model=view.model,
        node=view.node,
        via=held.via,
        online=view.online,
        age_s=there.age_s(view.last_heard_ns),
        warning=view.warning,
        snapshot=shapes.Snapshot(boot_id=view.boot_id, seq=view.seq),
        settings_revision=view.settings_revision,
        mains=_mains(view.mains, there),
        supply=_supply(view, there),
        main_breaker=_breaker(view.main_breaker, there),
        e_stop=view.contacts.e_stop.value,
        neutral_relay=view.contacts.neutral_relay.value,
        contacts=_doubt(view.contacts.mark, there),
        temperature_c=view.temperature_c,
        temperature=_doubt(view.temperature_mark, there),
        load=_load(view.load, there),
        tightest=_worst(view.tightest),
        ways=[way(one, there) for one in view.ways],
        connectors=[connector(one) for one in view.connectors],
        alarms=[alarm(one, view, there) for one in view.alarms],
    )


def way(view: WayView, there: Moment) -> shapes.Way:
    """Return one way; `there` is the moment on the clock of its rack's node."""
    mark, breaker, lamp = view.mark, view.breaker, view.indicator
    return shapes.Way(
        quality=mark.quality.value,
        age_s=there.age_s(mark.at_ns),
        source=mark.source,
        id=view.id,
        name=view.name,
        phase=view.phases[0].value if len(view.phases) == 1 else None,
        phases=list(view.phases),
        connector=view.connector,
        color=view.color,
        i_a=view.i_a,
        i_min_a=view.i_min_a,
        i_max_a=view.i_max_a,
        i_peak_a=view.i_peak_a,
        p_w=view.p_w,
        load=view.load.value,
        indicator=shapes.Indicator(color=lamp.color.value, pattern=lamp.pattern.value),
        breaker=shapes.WayBreaker(
            state=breaker.state.value,
            cause=None if breaker.cause is None else breaker.cause.value,
            cause_quality=breaker.cause_quality.value,
        ),
        rated_a=view.rated_a,
        min_a=view.min_a,
        max_a=view.max_a,
        warning=view.warning,
    )


def connector(view: ConnectorView) -> shapes.Connector:
    """Return one connector."""
    return shapes.Connector(
        id=view.id, title=view.title, type=view.type, color=view.color, ways=list(view.ways)
    )


def alarm(one: Alarm, view: RackView, there: Moment) -> shapes.Alarm:
    """Return one alarm; what another boot raised has no age that could be counted."""
    since_ns = one.since_ns if one.boot_id in ("", view.boot_id) else None
    return shapes.Alarm(
        id=str(one.id),
        rack=one.id.rack,
        place=one.id.place,
        rule=one.id.rule,
        occurrence=one.id.occurrence,
        severity=one.severity.value,
        state=one.state.value,
        since=there.label(since_ns),
        age_s=there.age_s(since_ns),
        text=one.text,
        value=one.value,
        limit=one.limit,
        unit=one.unit,
        first_step=one.first_step,
    )


def alarms(racks: tuple[Held, ...], moment: Moment) -> list[shapes.Alarm]:
    """Return all alarms, the loudest first, otherwise in the racks' order."""
    found = [(one, held) for held in racks for one in held.view.alarms]
    found.sort(key=lambda pair: _LOUDNESS[pair[0].severity])
    return [alarm(one, held.view, moment.there(held)) for one, held in found]


def event(recorded: Recorded, moment: Moment) -> shapes.Event:
    """Return one event."""
    one = recorded.event
    return shapes.Event(
        id=recorded.id,
        alarm=str(one.id),
        rack=one.id.rack,
        place=one.id.place,
        rule=one.id.rule,
        occurrence=one.id.occurrence,
        kind=one.kind.value,
        severity=one.severity.value,
        at=moment.label(one.at_ns),
        age_s=moment.age_s(one.at_ns) or 0.0,
        text=one.text,
        before=one.before,
        after=one.after,
    )


def _doubt(mark: Mark, there: Moment) -> shapes.Doubt:
    return shapes.Doubt(
        quality=mark.quality.value, age_s=there.age_s(mark.at_ns), source=mark.source
    )


def _phases(values: L123[Value]) -> shapes.Phases:
    return shapes.Phases(l1=values.l1, l2=values.l2, l3=values.l3)


def _conductors(values: L123N[Value]) -> shapes.Conductors:
    return shapes.Conductors(l1=values.l1, l2=values.l2, l3=values.l3, n=values.n)


def _summed(values: L123Sum[Value]) -> shapes.PhasesSum:
    return shapes.PhasesSum(l1=values.l1, l2=values.l2, l3=values.l3, sum=values.sum)


def _pairs(values: LineToLine[Value]) -> shapes.Pairs:
    return shapes.Pairs(l12=values.l12, l23=values.l23, l31=values.l31)


def _mains(view: MainsView, there: Moment) -> shapes.Mains:
    return shapes.Mains(
        quality=view.mark.quality.value,
        age_s=there.age_s(view.mark.at_ns),
        source=view.mark.source,
        v_ln_v=_phases(view.v_ln_v),
        v_ll_v=_pairs(view.v_ll_v),
        i_a=_conductors(view.i_a),
        f_hz=view.f_hz,
        p_w=_summed(view.p_w),
        q_var=_summed(view.q_var),
        s_va=_summed(view.s_va),
        pf=_summed(view.pf),
        thd_v_ln_pct=_phases(view.thd_v_ln_pct),
        thd_v_ll_pct=_pairs(view.thd_v_ll_pct),
        thd_i_pct=_phases(view.thd_i_pct),
        energy_wh=shapes.Energy(partial=view.energy.partial_wh, total=view.energy.total_wh),
    )


def _supply(view: RackView, there: Moment) -> shapes.Supply:
    mark = view.mains.mark
    return shapes.Supply(
        quality=mark.quality.value,
        age_s=there.age_s(mark.at_ns),
        source=mark.source,
        l1=view.supply.l1.value,
        l2=view.supply.l2.value,
        l3=view.supply.l3.value,
    )


def _breaker(view: BreakerView, there: Moment) -> shapes.Breaker:
    return shapes.Breaker(
        quality=view.mark.quality.value,
        age_s=there.age_s(view.mark.at_ns),
        source=view.mark.source,
        state=view.state.value,
        cause=None if view.cause is None else view.cause.value,
        cause_quality=view.cause_quality.value,
        since=there.label(view.since_ns),
        since_s=there.age_s(view.since_ns),
    )


def _interval(one: Interval) -> shapes.Interval:
    return shapes.Interval(at_least_a=one.at_least_a, at_most_a=one.at_most_a)


def _load(view: LoadView, there: Moment) -> shapes.Load:
    ways, main = view.ways_a, view.main_a
    return shapes.Load(
        quality=view.mark.quality.value,
        age_s=there.age_s(view.mark.at_ns),
        source=view.mark.source,
        ways_a=shapes.SumPhases(l1=ways.l1, l2=ways.l2, l3=ways.l3, bound=view.ways_bound.value),
        p_ways_w=shapes.Sum(value=view.p_ways_w, bound=view.ways_bound.value),
        main_a=shapes.Intervals(
            l1=_interval(main.l1), l2=_interval(main.l2), l3=_interval(main.l3)
        ),
        main_limit_a=view.main_limit_a,
        main_dials_confirmed=view.main_dials_confirmed,
        drain_limit_a=view.drain_limit_a,
        drain_limit_of=view.drain_limit_of,
        drain_bound=view.drain_bound.value,
        neutral_limit_a=view.neutral_limit_a,
        neutral_limit_of=view.neutral_limit_of,
    )


def _worst(tightest: Tightest | None) -> shapes.Worst | None:
    if tightest is None:
        return None
    return shapes.Worst(
        place=tightest.place,
        used_pct=tightest.used_pct,
        left_a=tightest.left_a,
        limit_a=tightest.limit_a,
        bound=tightest.bound.value,
    )
