"""From the store's pictures to the API's shapes; ages are counted at the moment of asking."""

from __future__ import annotations

from collections.abc import Iterable

from stagewatt.domain.alarm import Alarm, Severity
from stagewatt.domain.setup import UnmonitoredRack
from stagewatt.domain.view import (
    ConnectorView,
    RackView,
    WayView,
)
from stagewatt.state.events import Recorded
from stagewatt.state.held import Held
from stagewatt.web import blocks, shapes
from stagewatt.web.moment import Moment

_LOUDNESS = {severity: rank for rank, severity in enumerate(Severity)}


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
        i_a=blocks.conductors(view.mains.i_a),
        quality=view.mains.mark.quality.value,
        i_age_s=moment.there(held).age_s(view.mains.mark.at_ns),
        warning=view.warning,
        alarms=len(view.alarms),
        worst=blocks.worst(view.tightest),
    )


def racks(
    read: Iterable[Held], told: Iterable[UnmonitoredRack], node: str, moment: Moment
) -> shapes.Racks:
    """Return the list of all racks: those that are read, and those that `node` was told of."""
    return shapes.Racks(
        racks=[rack_row(held, moment) for held in read],
        unmonitored=[
            shapes.UnmonitoredRow(
                id=rack.id, name=rack.name, model=rack.model.id, title=rack.model.title, node=node
            )
            for rack in told
        ],
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
