"""The blocks of a rack as the API's shapes: meter, supply, breaker, load, and their doubt."""

from __future__ import annotations

from stagewatt.domain.phases import L123, L123N, L123Sum, LineToLine
from stagewatt.domain.quality import Mark
from stagewatt.domain.reading import Value
from stagewatt.domain.view import (
    BreakerView,
    Interval,
    LoadView,
    MainsView,
    RackView,
    Tightest,
)
from stagewatt.web import shapes_parts
from stagewatt.web.moment import Moment


def doubt(mark: Mark, there: Moment) -> shapes_parts.Doubt:
    """Return the doubt beside values."""
    return shapes_parts.Doubt(
        quality=mark.quality.value, age_s=there.age_s(mark.at_ns), source=mark.source
    )


def _phases(values: L123[Value]) -> shapes_parts.Phases:
    return shapes_parts.Phases(l1=values.l1, l2=values.l2, l3=values.l3)


def conductors(values: L123N[Value]) -> shapes_parts.Conductors:
    """Return phases and neutral."""
    return shapes_parts.Conductors(l1=values.l1, l2=values.l2, l3=values.l3, n=values.n)


def _summed(values: L123Sum[Value]) -> shapes_parts.PhasesSum:
    return shapes_parts.PhasesSum(l1=values.l1, l2=values.l2, l3=values.l3, sum=values.sum)


def _pairs(values: LineToLine[Value]) -> shapes_parts.Pairs:
    return shapes_parts.Pairs(l12=values.l12, l23=values.l23, l31=values.l31)


def mains(view: MainsView, there: Moment) -> shapes_parts.Mains:
    """Return the mains meter."""
    return shapes_parts.Mains(
        quality=view.mark.quality.value,
        age_s=there.age_s(view.mark.at_ns),
        source=view.mark.source,
        v_ln_v=_phases(view.v_ln_v),
        v_ll_v=_pairs(view.v_ll_v),
        i_a=conductors(view.i_a),
        f_hz=view.f_hz,
        p_w=_summed(view.p_w),
        q_var=_summed(view.q_var),
        s_va=_summed(view.s_va),
        pf=_summed(view.pf),
        thd_v_ln_pct=_phases(view.thd_v_ln_pct),
        thd_v_ll_pct=_pairs(view.thd_v_ll_pct),
        thd_i_pct=_phases(view.thd_i_pct),
        energy_wh=shapes_parts.Energy(partial=view.energy.partial_wh, total=view.energy.total_wh),
    )


def supply(view: RackView, there: Moment) -> shapes_parts.Supply:
    """Return which phases carry voltage."""
    mark = view.mains.mark
    return shapes_parts.Supply(
        quality=mark.quality.value,
        age_s=there.age_s(mark.at_ns),
        source=mark.source,
        l1=view.supply.l1.value,
        l2=view.supply.l2.value,
        l3=view.supply.l3.value,
    )


def breaker(view: BreakerView, there: Moment) -> shapes_parts.Breaker:
    """Return a breaker with its cause."""
    return shapes_parts.Breaker(
        quality=view.mark.quality.value,
        age_s=there.age_s(view.mark.at_ns),
        source=view.mark.source,
        state=view.state.value,
        cause=None if view.cause is None else view.cause.value,
        cause_quality=view.cause_quality.value,
        since=there.label(view.since_ns),
        since_s=there.age_s(view.since_ns),
    )


def _interval(one: Interval) -> shapes_parts.Interval:
    return shapes_parts.Interval(at_least_a=one.at_least_a, at_most_a=one.at_most_a)


def load(view: LoadView, there: Moment) -> shapes_parts.Load:
    """Return what drain and main carry."""
    ways, main = view.ways_a, view.main_a
    return shapes_parts.Load(
        quality=view.mark.quality.value,
        age_s=there.age_s(view.mark.at_ns),
        source=view.mark.source,
        ways_a=shapes_parts.SumPhases(
            l1=ways.l1, l2=ways.l2, l3=ways.l3, bound=view.ways_bound.value
        ),
        p_ways_w=shapes_parts.Sum(value=view.p_ways_w, bound=view.ways_bound.value),
        main_a=shapes_parts.Intervals(
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


def worst(tightest: Tightest | None) -> shapes_parts.Worst | None:
    """Return the nearest limit."""
    if tightest is None:
        return None
    return shapes_parts.Worst(
        place=tightest.place,
        used_pct=tightest.used_pct,
        left_a=tightest.left_a,
        limit_a=tightest.limit_a,
        bound=tightest.bound.value,
    )
