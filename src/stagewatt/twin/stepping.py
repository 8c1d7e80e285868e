"""Lets a site live: hands act, time passes from event to event, instruments look."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from stagewatt.domain.reading import ContactId
from stagewatt.domain.view import BreakerState
from stagewatt.physics.network import source
from stagewatt.physics.network.slots import empty
from stagewatt.twin import board, meter
from stagewatt.twin.actions import Action
from stagewatt.twin.circuit.linking import new_link
from stagewatt.twin.circuit.net import Net, hurts_of, load_of, solved
from stagewatt.twin.circuit.settling import resolved, settled
from stagewatt.twin.circuit.upstream import SOUND
from stagewatt.twin.contacts import ORDER
from stagewatt.twin.flow import Flow, Place, flow_of
from stagewatt.twin.front import fresh_front
from stagewatt.twin.hands import done
from stagewatt.twin.instruments import counted, looked
from stagewatt.twin.loads.equipment import NEW
from stagewatt.twin.loads.load import NOMINAL_V
from stagewatt.twin.loads.moment import FULL
from stagewatt.twin.plant import BURDEN_S, Plant
from stagewatt.twin.rack import next_s, protected
from stagewatt.twin.reading import reading_of
from stagewatt.twin.site import Site, SiteState
from stagewatt.twin.state import RackState

CYCLE_S = 0.02
SETTLED = 1e-3
"""A genset whose voltage is as near to its goal is looked at at the steps' ends only."""
SHORTEST_NS = 1_000
"""No sub-step is shorter: what is due within a microsecond happens together."""


def fresh(site: Site, *, boot: int = 1) -> SiteState:
    """Return the site as it stands after it was connected: all levers on, nothing plugged in."""
    spec = site.spec.source
    state = source.at_rest(spec)
    hurts = hurts_of(
        SOUND, [SOUND] * len(site.plants), site.lines.parents, [frozenset()] * len(site.plants)
    )
    slots = empty(len(site.plants), site.columns, NOMINAL_V, BURDEN_S)
    unsolved = Net(slots=slots, hurts=hurts, emf_v=source.emf(spec, state))
    net, told = solved(unsolved, site.lines, site.wiring, None)
    f_hz = state.frequency_hz
    racks = tuple(
        _fresh_rack(
            plant,
            flow_of(told.measured, Place(at, site.ways[at]), plant.relay, f_hz),
            boot,
            site.spec.ambient_c,
        )
        for at, plant in enumerate(site.plants)
    )
    return settled(site, SiteState(t_ns=0, racks=racks, source=state, net=net))


def _fresh_rack(plant: Plant, flow: Flow, boot: int, ambient_c: float) -> RackState:
    count = len(plant.ways)
    front = fresh_front(plant.model)
    inputs = board.Inputs(
        contacts=tuple(which is ContactId.MAIN_ON for which in ORDER),
        levers=(True,) * plant.supervised,
        i_a=flow.way_a[: plant.supervised],
        peak_a=flow.way_peak_a[: plant.supervised],
    )
    return RackState(
        front=front,
        levers=(BreakerState.ON,) * count,
        causes=(None,) * count,
        loads=(None,) * count,
        levels=(FULL,) * (count + 1),
        equipment=(NEW,) * (count + 1),
        link=new_link(plant, front),
        flow=flow,
        reading=reading_of(plant, flow, frozenset()),
        board=board.started(plant, inputs, boot, 0),
        meter=meter.set_up(meter.Meter(), plant.meter),
        temperature_c=ambient_c,
    )


def step(
    site: Site, state: SiteState, actions: Sequence[tuple[int, Action]], dt_ns: int
) -> SiteState:
    """Let hands act on racks, by their numbers, then `dt_ns` nanoseconds pass.

    Within that time each trip and each change of a draw ends a sub-step, so that their instants do
    not depend on how long a step is. Raises Unknown or Invalid for an action on something that is
    not there; then nothing happened.
    """
    before = state
    if actions:
        racks = list(state.racks)
        for at, action in actions:
            racks[at] = done(site.plants[at], racks[at], action)
        state = _passed(site, settled(site, replace(state, racks=tuple(racks))), 0)
    goal_ns = state.t_ns + dt_ns
    while state.t_ns < goal_ns:
        state = _passed(site, state, min(goal_ns - state.t_ns, _until_ns(site, state)))
    return _looked(site, before, state)


def _until_ns(site: Site, state: SiteState) -> int:
    """Return the time to the next event of the site."""
    until_ns = min([rack.link.due_ns(site.calm_ns) for rack in state.racks]) - state.t_ns
    soonest_s = min(
        [next_s(plant, rack) for plant, rack in zip(site.plants, state.racks, strict=True)]
    )
    if site.spec.source.kind != "grid":
        soonest_s = min(soonest_s, _source_s(site, state))
    if math.isfinite(soonest_s):
        until_ns = min(until_ns, math.ceil(soonest_s * 1e9))
    return max(until_ns, SHORTEST_NS)


def _source_s(site: Site, state: SiteState) -> float:
    """Return the seconds until a genset is to be looked at again: often while it recovers."""
    spec, now = site.spec.source, state.source
    p_w, s_va = load_of(state.net)
    moving = abs(now.dip) > SETTLED or abs(s_va - now.s_va) > SETTLED * spec.rated_va
    return min(source.shutdown_s(spec, now, p_w), CYCLE_S if moving else math.inf)


def _passed(site: Site, state: SiteState, dt_ns: int) -> SiteState:
    """Let a time pass in which nothing happens but at its end."""
    racks = tuple(
        [
            protected(plant, rack, dt_ns / 1e9)
            for plant, rack in zip(site.plants, state.racks, strict=True)
        ]
    )
    before, state = state, replace(state, t_ns=state.t_ns + dt_ns, racks=racks)
    return _seen(site, before, _fed(site, settled(site, state), dt_ns / 1e9))


def _fed(site: Site, state: SiteState, dt_s: float) -> SiteState:
    """Let the source react to its load; the grid does not."""
    spec = site.spec.source
    if spec.kind == "grid" or state.net.solution is None:
        return state
    p_w, s_va = load_of(state.net)
    after = source.advanced(spec, state.source, p_w, s_va, dt_s)
    if after == state.source:
        return state
    return resolved(site, replace(state, source=after))


def _seen(site: Site, before: SiteState, state: SiteState) -> SiteState:
    """Let the board of a rack whose contacts have moved look at once: it keeps the instant."""
    racks = list(state.racks)
    for at, (plant, old, rack) in enumerate(zip(site.plants, before.racks, racks, strict=True)):
        if rack is not old and _moved(old, rack):
            racks[at] = looked(plant, counted(plant, rack, state.t_ns, site.spec.ambient_c))
    return replace(state, racks=tuple(racks))


def _moved(old: RackState, rack: RackState) -> bool:
    return (
        rack.main.lever is not old.main.lever
        or rack.relay.tripped is not old.relay.tripped
        or rack.levers is not old.levers
    )


def _looked(site: Site, before: SiteState, state: SiteState) -> SiteState:
    """Let the instruments of all racks look; without time only of those that hands touched."""
    racks = [
        rack
        if rack is old and rack.t_ns == state.t_ns
        else looked(plant, counted(plant, rack, state.t_ns, site.spec.ambient_c))
        for plant, old, rack in zip(site.plants, before.racks, state.racks, strict=True)
    ]
    return replace(state, racks=tuple(racks))
