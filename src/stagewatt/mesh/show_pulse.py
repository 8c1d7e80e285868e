"""A picture kept fresh by pulses, and what becomes of it when nothing more is heard."""

from __future__ import annotations

from dataclasses import dataclass, replace

from stagewatt.domain.alarm import Alarm, AlarmState
from stagewatt.domain.phases import L123, L123N, L123Sum
from stagewatt.domain.quality import Mark, Quality
from stagewatt.domain.reading import Value
from stagewatt.domain.view import (
    BreakerState,
    BreakerView,
    CauseQuality,
    Contacts,
    EStop,
    Load,
    LoadView,
    MainsView,
    NeutralRelay,
    RackView,
    Supply,
    WayView,
)
from stagewatt.mesh.codes import CELSIUS, instant_ns, unscaled
from stagewatt.mesh.compose_pulse import PULSE_SCALES
from stagewatt.mesh.messages import RackPulse
from stagewatt.mesh.show import mains_of, tightest_of
from stagewatt.mesh.show_ways import UNKNOWN_LAMP
from stagewatt.mesh.states import Why, qualities, rack_states

_FRESH = (Quality.GOOD, Quality.ESTIMATED)


@dataclass(frozen=True, slots=True)
class Old:
    """What was not refreshed for too long: `live` all that only live messages carry."""

    live: bool
    ways: bool


def with_pulse(view: RackView, pulse: RackPulse, now_ns: int, old_parts: Old) -> RackView:
    """Return the picture with a pulse's values.

    Old ways and an old load are stale; the meter's other values are then missing, for their block
    would vouch for them.
    """
    states = rack_states(pulse.state)
    mains, main, contacts, celsius = qualities(pulse.quality)
    return replace(
        view,
        seq=pulse.seq,
        at_ns=now_ns,
        online=states.online,
        last_heard_ns=instant_ns(pulse.heard_ms, now_ns),
        mains=_mains(
            view.mains, _mark(view.mains.mark, mains, pulse.mains_ms, now_ns), pulse, old_parts
        ),
        supply=states.supply,
        main_breaker=_main(
            view.main_breaker,
            states.main,
            _mark(view.main_breaker.mark, main, pulse.main_ms, now_ns),
        ),
        contacts=Contacts(
            mark=_mark(view.contacts.mark, contacts, pulse.contacts_ms, now_ns),
            e_stop=states.e_stop,
            neutral_relay=states.neutral_relay,
        ),
        temperature_c=unscaled(pulse.celsius, CELSIUS),
        temperature_mark=_mark(view.temperature_mark, celsius, pulse.celsius_ms, now_ns),
        load=old_load(view.load) if old_parts.live else view.load,
        ways=old_ways(view.ways) if old_parts.ways else view.ways,
        tightest=tightest_of(pulse.tightest),
    )


def _mark(mark: Mark, quality: Quality, age: int | None, now_ns: int) -> Mark:
    return Mark(quality, instant_ns(age, now_ns), mark.source)


def _mains(mains: MainsView, mark: Mark, pulse: RackPulse, old_parts: Old) -> MainsView:
    missing = (None,) * (len(PULSE_SCALES) - len(pulse.values))
    v: list[Value] = [
        unscaled(number, per)
        for number, per in zip((*pulse.values, *missing), PULSE_SCALES, strict=False)
    ]
    known = mains_of((), mark) if old_parts.live else mains
    return replace(
        known,
        mark=mark,
        i_a=L123N(*v[0:4]),
        v_ln_v=L123(*v[4:7]),
        f_hz=v[7],
        p_w=L123Sum(known.p_w.l1, known.p_w.l2, known.p_w.l3, v[8]),
    )


def _main(before: BreakerView, why: Why, mark: Mark) -> BreakerView:
    """When it moved is known as long as it says the same."""
    state, cause, quality = why
    same = (before.state, before.cause, before.cause_quality) == why
    return BreakerView(
        mark=mark,
        state=state,
        cause=cause,
        cause_quality=quality,
        since_ns=before.since_ns if same else None,
    )


def old(mark: Mark) -> Mark:
    """Return a mark that vouches for nothing fresh any more."""
    return Mark(Quality.STALE, mark.at_ns, mark.source) if mark.quality in _FRESH else mark


def old_ways(ways: tuple[WayView, ...]) -> tuple[WayView, ...]:
    """Return ways that were not refreshed: values stay with their age, what was normal is unknown.

    The very same ways come back when none was fresh.
    """
    if not any(way.mark.quality in _FRESH or way.breaker.mark.quality in _FRESH for way in ways):
        return ways
    marks: dict[Mark, Mark] = {}
    breakers: dict[BreakerView, BreakerView] = {}
    return tuple(_old_way(way, marks, breakers) for way in ways)


def _old_way(
    way: WayView, marks: dict[Mark, Mark], breakers: dict[BreakerView, BreakerView]
) -> WayView:
    mark = marks.get(way.mark)
    if mark is None:
        mark = marks[way.mark] = old(way.mark)
    breaker = breakers.get(way.breaker)
    if breaker is None:
        breaker = breakers[way.breaker] = _old_breaker(way.breaker)
    normal = way.load in (Load.NONE, Load.OK, Load.UNKNOWN)
    return replace(
        way,
        mark=mark,
        p_w=None,
        load=Load.UNKNOWN if normal else way.load,
        indicator=UNKNOWN_LAMP if normal else way.indicator,
        breaker=breaker,
    )


def _old_breaker(breaker: BreakerView) -> BreakerView:
    """An old "on" is unknown; that it was off or tripped stays as the last that was known."""
    if breaker.state is BreakerState.ON:
        return BreakerView(
            mark=old(breaker.mark),
            state=BreakerState.UNKNOWN,
            cause=None,
            cause_quality=CauseQuality.UNKNOWN,
        )
    return replace(breaker, mark=old(breaker.mark))


def old_load(load: LoadView) -> LoadView:
    """Return the load with its doubt."""
    return load if load.mark.quality not in _FRESH else replace(load, mark=old(load.mark))


def old_view(view: RackView) -> RackView:
    """Return a picture that was not judged anew: last values with their age, nothing normal."""
    contacts = view.contacts
    released = contacts.e_stop is EStop.RELEASED
    untripped = contacts.neutral_relay is NeutralRelay.NOT_TRIPPED
    return replace(
        view,
        mains=replace(view.mains, mark=old(view.mains.mark)),
        supply=L123.all(Supply.UNKNOWN),
        main_breaker=_old_breaker(view.main_breaker),
        contacts=Contacts(
            mark=old(contacts.mark),
            e_stop=EStop.UNKNOWN if released else contacts.e_stop,
            neutral_relay=NeutralRelay.UNKNOWN if untripped else contacts.neutral_relay,
        ),
        temperature_mark=old(view.temperature_mark),
        load=old_load(view.load),
        ways=old_ways(view.ways),
    )


def silent(view: RackView, alarm: Alarm | None, now_ns: int) -> RackView:
    """Return a rack of which nothing is heard, not online, its own alarms unchecked."""
    unchecked = tuple(replace(one, state=AlarmState.UNCHECKED) for one in view.alarms)
    return replace(
        old_view(view),
        at_ns=now_ns,
        online=False,
        alarms=unchecked if alarm is None else (alarm, *unchecked),
    )
