"""Drain and main load, honest about where the meter's current transformers sit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stagewatt.domain.phases import L123
from stagewatt.domain.quality import Bound, Mark, Quality, worst
from stagewatt.domain.rack import CtPosition
from stagewatt.domain.reading import Value
from stagewatt.domain.setup import RackSetup
from stagewatt.domain.view import BreakerState, BreakerView, Interval, LoadView, MainsView
from stagewatt.monitor.lanes import LaneState
from stagewatt.monitor.trip_cause import dial
from stagewatt.monitor.way_views import VoltAmps


@dataclass(frozen=True, slots=True)
class PhaseSum:
    """What the ways of one phase draw, as far as it is known.

    `sum_a` adds rms values and so ignores the angles between them. `lost`: a way with a sensor
    gives no good value now. `loaded`: current flows in at least one.
    """

    sum_a: Value
    lost: bool
    loaded: bool


@dataclass(frozen=True, slots=True)
class WaysSum:
    """The ways' currents added up; `whole` when every way of the rack is in the sums."""

    phases: L123[PhaseSum]
    whole: bool
    p_w: Value


def add_up(lanes: Sequence[LaneState], watts: VoltAmps) -> WaysSum:
    """Return the sums over the ways that give a good value now.

    A three-phase way gives one value for three conductors, so it is left out and makes the sum
    a lower bound, like an auxiliary way without a sensor.
    """
    sums, known = [0.0, 0.0, 0.0], [False, False, False]
    lost, loaded = [False, False, False], [False, False, False]
    whole = True
    for lane in lanes:
        for plan, i_a, level in zip(lane.lane.ways, lane.i_a, lane.levels, strict=True):
            phase = plan.phase
            if phase is None:
                whole = False
            elif i_a is not None:
                sums[phase] += i_a
                known[phase] = True
                if level:
                    loaded[phase] = True
            else:
                whole = False
                if plan.way.supervised:
                    lost[phase] = True
    phases = [
        PhaseSum(sums[phase] if known[phase] else None, lost[phase], loaded[phase])
        for phase in range(3)
    ]
    parts_w = [
        each.sum_a * watt
        for each, watt in zip(phases, watts, strict=True)
        if each.sum_a is not None and watt is not None
    ]
    return WaysSum(L123(*phases), whole, sum(parts_w) if parts_w else None)


def judge(
    setup: RackSetup,
    mains: MainsView,
    main: BreakerView,
    lanes: Sequence[LaneState],
    ways: WaysSum,
) -> LoadView:
    """Return the load of drain and main against their own limits."""
    good = mains.mark.quality is Quality.GOOD
    drain_a: L123[Value] = mains.i_a.phases if good else L123.all(None)
    opened = main.mark.quality is Quality.GOOD and main.state in (
        BreakerState.OFF,
        BreakerState.TRIPPED,
    )
    exact = setup.ct_position is CtPosition.AFTER_TAP_OFF or setup.model.source is None
    intervals = [
        _exact(i_a, way) if exact else _between(i_a, way, opened=opened)
        for i_a, way in zip(drain_a, ways.phases, strict=True)
    ]
    neutral_a, neutral_of = _limit(setup.model.drain.rated_a, setup.neutral_conductor_a)
    phase_a, phase_of = _limit(setup.model.drain.rated_a, setup.phase_conductor_a)
    unseen = setup.ct_position is CtPosition.AFTER_TAP_OFF and setup.model.source is not None
    return LoadView(
        mark=_mark(mains, lanes),
        ways_a=ways.phases.map(lambda way: way.sum_a),
        ways_bound=Bound.EXACT if ways.whole else Bound.LOWER,
        main_a=L123(*intervals),
        main_limit_a=main_limit_a(setup),
        drain_limit_a=phase_a,
        neutral_limit_a=neutral_a,
        neutral_limit_of=neutral_of,
        p_ways_w=ways.p_w,
        drain_limit_of=phase_of,
        drain_bound=Bound.LOWER if unseen else Bound.EXACT,
        main_dials_confirmed="ir" in dict(setup.dials),
    )


def main_limit_a(setup: RackSetup) -> float:
    """Return what the main may carry for ever: its rating, or the lower dial IR."""
    rated_a = setup.model.main.rated_a
    setting = dial(setup, "ir")
    return rated_a if setting is None else min(rated_a, setting * rated_a)


def _exact(meter_a: Value, ways: PhaseSum) -> Interval:
    """The meter sees what the main carries; without it only the ways tell."""
    if meter_a is None:
        return Interval(at_least_a=ways.sum_a, at_most_a=None)
    return Interval(at_least_a=meter_a, at_most_a=meter_a)


def _between(drain_a: Value, ways: PhaseSum, *, opened: bool) -> Interval:
    """The main carries what its ways draw and some of the rest of the drain.

    A main that is not on carries nothing, unless current in a way contradicts its contact. The sum
    of rms values, read at other instants than the drain, may exceed it: then the drain is right.
    """
    if opened and not ways.loaded:
        return Interval(at_least_a=0.0, at_most_a=0.0)
    if drain_a is None or ways.sum_a is None:
        return Interval(at_least_a=ways.sum_a, at_most_a=drain_a)
    return Interval(at_least_a=min(ways.sum_a, drain_a), at_most_a=drain_a)


def _limit(connector_a: float, conductor_a: float | None) -> tuple[float, str]:
    """The lower of connector and conductor; an unknown conductor leaves the connector alone."""
    if conductor_a is not None and conductor_a < connector_a:
        return conductor_a, "conductor"
    return connector_a, "connector"


def _mark(mains: MainsView, lanes: Sequence[LaneState]) -> Mark:
    """The load is as good as its worst device and as old as its oldest."""
    marks = [mains.mark, *(lane.mark for lane in lanes if lane.lane.device is not None)]
    instants = [mark.at_ns for mark in marks if mark.at_ns is not None]
    oldest_ns = min(instants) if len(instants) == len(marks) else None
    return Mark(worst(*(mark.quality for mark in marks)), oldest_ns, "load")
