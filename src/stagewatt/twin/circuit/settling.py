"""Solves a site's network where anything that currents depend on has changed, until it rests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from stagewatt.domain.phases import L123
from stagewatt.physics.network import source
from stagewatt.physics.network.slots import Row
from stagewatt.twin.circuit.linking import relinked
from stagewatt.twin.circuit.net import Edits, Net, edited, hurts_of, solved
from stagewatt.twin.circuit.rows import SOUND, rows_of
from stagewatt.twin.circuit.upstream import anywhere, source_hurt
from stagewatt.twin.faults import ActiveFault, find
from stagewatt.twin.flow import Place, flow_of
from stagewatt.twin.instruments import counted
from stagewatt.twin.rack import flowing
from stagewatt.twin.site import Site, SiteState

ROUNDS = 12
"""Inrush that trips a way, a voltage that comes back: each takes one more solution."""


def settled(site: Site, state: SiteState) -> SiteState:
    """Return the site with currents and voltages that belong to its state at its time."""
    for _ in range(ROUNDS):
        if all(rack.link.holds(rack, state.t_ns, site.calm_ns) for rack in state.racks):
            break
        state = _round(site, state)
    return state


def resolved(site: Site, state: SiteState) -> SiteState:
    """Return the site after its source has changed by itself."""
    net = _upstream(site, state.net, state)
    return state if net is state.net else settled(site, _flowing(site, state, net, None))


def _round(site: Site, state: SiteState) -> SiteState:
    """Take in what has changed, then solve; a rack without a change costs next to nothing here."""
    racks, touched, rewired = list(state.racks), [], False
    at: list[int] = []
    rows: list[Row] = []
    on: list[bool] = []
    for number, (plant, rack) in enumerate(zip(site.plants, state.racks, strict=True)):
        if rack.link.holds(rack, state.t_ns, site.calm_ns):
            continue
        changed = relinked(plant, rack, state.t_ns, site.grain_ns)
        link = changed.rack.link
        racks[number] = changed.rack
        touched.append(number)
        rewired = rewired or link.inputs is not rack.link.inputs
        for place in changed.places:
            slots = site.slots[number][place]
            at += slots
            rows += rows_of(link.taps[place], len(slots), link.damages.get(place, SOUND))
            on += link.taps[place].closed[: len(slots)]
    state = replace(state, racks=tuple(racks))
    if not (at or rewired):
        return state
    net = edited(state.net, Edits(at=tuple(at), rows=tuple(rows), on=tuple(on)))
    upstream = _upstream(site, net, state) if rewired else net
    return _flowing(site, state, upstream, touched if upstream is net else None)


def _upstream(site: Site, net: Net, state: SiteState) -> Net:
    """Return the network with conductors and source as they are now."""
    racks = state.racks
    faults = anywhere([rack.faults for rack in racks])
    hurts = hurts_of(
        source_hurt(faults),
        [rack.link.hurt for rack in racks],
        site.lines.parents,
        [rack.front.source_open for rack in racks],
    )
    emf_v = emf_of(site, state, faults)
    if hurts == net.hurts and emf_v == net.emf_v:
        return net
    return replace(net, hurts=hurts, emf_v=emf_v)


def emf_of(site: Site, state: SiteState, faults: frozenset[ActiveFault]) -> L123[complex]:
    """Return the source's phasors with sag and overvoltage."""
    factor = 1.0
    for name in ("source_sag", "source_overvoltage"):
        found = find(faults, name)
        if found is not None and found.size is not None:
            factor *= found.size
    emf_v = source.emf(site.spec.source, state.source)
    return emf_v if factor == 1.0 else emf_v.map(lambda v: v * factor)


def frequency_of(state: SiteState) -> float:
    """Return the source's frequency."""
    found = find(anywhere([rack.faults for rack in state.racks]), "source_frequency")
    if found is not None and found.size is not None:
        return found.size
    return state.source.frequency_hz


def _flowing(site: Site, state: SiteState, net: Net, touched: Sequence[int] | None) -> SiteState:
    """Solve, and let racks have their flow; their instruments first count what has flowed.

    `touched` are the racks that have changed, None for the source or conductors between them.
    """
    racks, f_hz = list(state.racks), frequency_of(state)
    if racks[0].flow.f_hz != f_hz:
        touched = None
    net, told = solved(net, site.lines, site.wiring, touched)
    first = 0
    for at, number in enumerate(told.racks):
        plant, rack = site.plants[number], racks[number]
        ways = slice(first, first + len(plant.ways))
        first = ways.stop
        flow = flow_of(told.measured, Place(at, ways), plant.relay, f_hz)
        counted_in = counted(plant, rack, state.t_ns, site.spec.ambient_c)
        racks[number] = flowing(plant, counted_in, flow)
    return replace(state, racks=tuple(racks), net=net)
