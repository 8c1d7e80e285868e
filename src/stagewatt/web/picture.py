"""From the store's pictures to the API's shapes; ages are counted at the moment of asking."""

from __future__ import annotations

from stagewatt.domain.alarm import Acknowledgement, Alarm, Severity
from stagewatt.domain.view import (
    ConnectorView,
    WayView,
)
from stagewatt.state.events import Recorded
from stagewatt.state.held import Held
from stagewatt.web import blocks, shapes, shapes_alarms, shapes_parts
from stagewatt.web.moment import Moment, stamp
from stagewatt.web.sums import Alarms, used_pct

_LOUDNESS = {severity: rank for rank, severity in enumerate(Severity)}


def rack_row(held: Held, moment: Moment) -> shapes.RackRow:
    """Return a rack as it stands in the list."""
    view = held.view
    alarms = Alarms.of(view)
    return shapes.RackRow(
        id=view.rack,
        name=view.name,
        printed_name=view.printed_name,
        model=view.model,
        group=view.group,
        node=view.node,
        via=held.via,
        also_read_by=list(view.also_read_by),
        online=view.online,
        age_s=moment.there(held).age_s(view.last_heard_ns),
        i_a=blocks.conductors(view.mains.i_a),
        quality=view.mains.mark.quality.value,
        i_age_s=moment.there(held).age_s(view.mains.mark.at_ns),
        used_pct=blocks.conductors(used_pct(view)),
        used_bound=view.load.drain_bound.value,
        warning=view.warning,
        alarms=alarms.count,
        unacked=alarms.unacked,
        severity=_word(alarms.severity),
        unacked_severity=_word(alarms.unacked_severity),
        worst=blocks.worst(view.tightest),
    )


def _word(severity: Severity | None) -> shapes_parts.SeverityWord | None:
    return None if severity is None else severity.value


def rack(held: Held, moment: Moment, offer: shapes.Offer | None) -> shapes.Rack:
    """Return everything about a rack, with the names that somebody offers for it."""
    view, there = held.view, moment.there(held)
    return shapes.Rack(
        id=view.rack,
        name=view.name,
        printed_name=view.printed_name,
        model=view.model,
        group=view.group,
        node=view.node,
        via=held.via,
        also_read_by=list(view.also_read_by),
        online=view.online,
        age_s=there.age_s(view.last_heard_ns),
        warning=view.warning,
        snapshot=shapes_parts.Snapshot(boot_id=view.boot_id, seq=view.seq),
        settings_revision=view.settings_revision,
        mains=blocks.mains(view.mains, there),
        supply=blocks.supply(view, there),
        main_breaker=blocks.breaker(view.main_breaker, there),
        e_stop=view.contacts.e_stop.value,
        neutral_relay=view.contacts.neutral_relay.value,
        contacts=blocks.doubt(view.contacts.mark, there),
        temperature_c=view.temperature_c,
        temperature=blocks.doubt(view.temperature_mark, there),
        load=blocks.load(view.load, there),
        tightest=blocks.worst(view.tightest),
        ways=[way(one, there) for one in view.ways],
        connectors=[connector(one) for one in view.connectors],
        alarms=[alarm(one, there) for one in view.alarms],
        offer=offer,
    )


def way(view: WayView, there: Moment) -> shapes_parts.Way:
    """Return one way; `there` is the moment on the clock of its rack's node."""
    mark, breaker, lamp = view.mark, view.breaker, view.indicator
    return shapes_parts.Way(
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
        indicator=shapes_parts.Indicator(color=lamp.color.value, pattern=lamp.pattern.value),
        breaker=shapes_parts.WayBreaker(
            state=breaker.state.value,
            cause=None if breaker.cause is None else breaker.cause.value,
            cause_quality=breaker.cause_quality.value,
        ),
        rated_a=view.rated_a,
        min_a=view.min_a,
        max_a=view.max_a,
        warning=view.warning,
    )


def connector(view: ConnectorView) -> shapes_parts.Connector:
    """Return one connector."""
    return shapes_parts.Connector(
        id=view.id, title=view.title, type=view.type, color=view.color, ways=list(view.ways)
    )


def alarm(one: Alarm, there: Moment) -> shapes_alarms.Alarm:
    """Return one alarm; what an earlier boot raised has no age that could be counted."""
    since_ns = there.counted(one.since_ns, one.boot_id)
    return shapes_alarms.Alarm(
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
        ack=None if one.ack is None else ack(one.ack, there),
    )


def ack(one: Acknowledgement, there: Moment) -> shapes_alarms.Ack:
    """Return who knows of an alarm; of an earlier boot only the label that was kept says when."""
    at_ns = there.counted(one.at_ns, one.boot_id)
    return shapes_alarms.Ack(
        by=one.by,
        comment=one.comment,
        at=there.label(at_ns) or stamp(one.at_wall_s),
        age_s=there.age_s(at_ns),
    )


def alarms(racks: tuple[Held, ...], moment: Moment) -> list[shapes_alarms.Alarm]:
    """Return all alarms, the loudest first, otherwise in the racks' order."""
    found = [(one, held) for held in racks for one in held.view.alarms]
    found.sort(key=lambda pair: _LOUDNESS[pair[0].severity])
    return [alarm(one, moment.there(held)) for one, held in found]


def event(recorded: Recorded, moment: Moment) -> shapes_alarms.Event:
    """Return one event."""
    one = recorded.event
    return shapes_alarms.Event(
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
