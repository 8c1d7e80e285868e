"""Solves a forest of four-wire feeders: fundamental first, then each harmonic.

The neutral is earthed at the sources only, so voltages are to the source's earth. Sources:
Kirchhoff's laws; ZIP loads; harmonics as Norton sources at the loads.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from stagewatt.physics.network.arrays import Complex, Mask
from stagewatt.physics.network.harmonics import (
    damping_s,
    turned,
)
from stagewatt.physics.network.iterate import COLLAPSE, Found, found
from stagewatt.physics.network.layout import PHASES, WIRES, Layout, Ties, hanging
from stagewatt.physics.network.loads import DEAD, TRACE, V_NOMINAL_V, Law, Loads, law
from stagewatt.physics.network.orders import HARMONICS
from stagewatt.physics.network.prepared import Flow, Prepared, prepare
from stagewatt.physics.network.result import (
    TO_NEUTRAL,
    TO_PHASE,
    Solution,
    differences,
    holds_good,
    inward,
    masked,
)
from stagewatt.physics.network.tree import Tree

__all__ = ["Loads", "Prepared", "Solution", "Tree", "prepare", "solve"]

SILENT = 0.03
"""Of 230 V: below this a load on a dead phase may count as being without voltage."""
SILENCE = (
    "loads of constant power or current on a dead phase see next to no voltage: they draw nothing"
)
RESONANCE = "a resonance without loss between conductors and loads has no finite answer"


def solve(
    network: Prepared | Tree, emf_v: Complex, loads: Loads, start: Solution | None = None
) -> Solution:
    """Return what the network settles at for EMFs (sources, 3) and loads.

    A start near the answer (the last solution of a simulation) saves steps. Never raises for what
    loads do: `converged` and `message` tell.
    """
    net = network if isinstance(network, Prepared) else Prepared(network)
    with np.errstate(all="ignore"):
        return _solved(net, emf_v, loads, start)


def _solved(net: Prepared, emf_v: Complex, loads: Loads, start: Solution | None) -> Solution:
    wanted = law(loads)
    tied = net.ties(wanted)
    star_v = np.zeros((len(emf_v), WIRES), dtype=np.complex128)
    star_v[:, :PHASES] = emf_v
    begin_v = None if start is None else start.v_ln_v.ravel()
    try:
        state = _settled(net, wanted, tied, star_v, begin_v)
        if not state.answer.converged:
            state = _without_the_silent(net, wanted, tied, star_v, state)
    except np.linalg.LinAlgError:
        return _unsolved(net, loads)
    return _told(net, loads, tied, state)


@dataclass(frozen=True, slots=True)
class _State:
    """An answer, with the volts and amps of all terminals and the amps of all loads."""

    answer: Found
    v_v: Complex
    carried_a: Complex
    i_a: Complex
    silent: Mask
    """Loads (3 n) that draw nothing for want of voltage."""


def _settled(
    net: Prepared, wanted: Law, tied: Ties, star_v: Complex, begin_v: Complex | None
) -> _State:
    linear = net.matrix(wanted.matrix_s, tied).fed(star_v)
    idle_v = _idle(net.where, star_v)
    answer = found(linear, wanted, idle_v if begin_v is None else begin_v, idle_v)
    extra_a = wanted.extra_a(answer.u_v)
    i_a = wanted.matrix_s * answer.u_v + extra_a
    v_v, carried_a = linear.flow(extra_a, i_a)
    if answer.converged and not holds_good(net.where, star_v, answer.u_v, v_v, carried_a):
        message = RESONANCE if wanted.linear else COLLAPSE
        answer = replace(answer, converged=False, message=message)
    return _State(answer, v_v, carried_a, i_a, np.zeros(len(i_a), dtype=np.bool_))


def _idle(where: Layout, star_v: Complex) -> Complex:
    """Return the volts of loads (3 n) while none of them draws; NaN where a break leaves it open.

    From here the iteration begins, as distribution programs do: where there are two answers, the
    one with the higher voltage is the one that a network settles at.
    """
    root_v = np.where(where.emf >= 0, star_v.ravel()[where.emf], 0)
    ends_v = root_v[where.at_nodes].reshape(-1, WIRES)
    apart_v = (ends_v[:, :PHASES] - ends_v[:, PHASES:]).ravel()
    return np.where(hanging(where), complex(np.nan, np.nan), apart_v)


def _without_the_silent(
    net: Prepared, wanted: Law, tied: Ties, star_v: Complex, failed: _State
) -> _State:
    """Return the state with loads left out that a break or a dead source leaves without voltage.

    Constant power has no answer at the few volts that neutral drops leave on a dead phase; there
    it draws nothing. Only where that leaves these loads without voltage is it an answer.
    """
    dark_v = SILENT * V_NOMINAL_V
    dead = ~(np.abs(_idle(net.where, star_v)) >= dark_v)
    if not dead.any():
        return failed
    impedances = net.matrix(wanted.matrix_s, tied).fed(star_v)
    silent = wanted.silenced(dead, impedances.ports_v(wanted.y_s * 0), dark_v)
    if silent is None:
        return failed
    without, places = silent
    state = _settled(net, without, tied, star_v, None)
    if not state.answer.converged or (np.abs(state.answer.u_v[places]) >= dark_v).any():
        return failed
    told = "; ".join(filter(None, (state.answer.message, SILENCE)))
    return replace(state, answer=replace(state.answer, message=told), silent=places)


def _harmonics(net: Prepared, loads: Loads, tied: Ties, state: _State) -> Flow | None:
    if loads.harmonics_a is None:
        return None
    own_s = damping_s(loads, net.where)
    damped_s = np.where(state.silent, TRACE * own_s, own_s)
    # On an island only what has a damping, and so a load, can draw anything.
    mute = state.silent | hanging(net.where) & (damped_s == 0)
    injected_a = turned(loads.harmonics_a, state.answer.u_v, DEAD * V_NOMINAL_V)
    try:
        return net.harmonic_flow(np.where(mute, 0, injected_a), damped_s, tied)
    except np.linalg.LinAlgError:
        # Islands that next to nothing holds: what hangs on them draws no harmonics.
        mute = mute | hanging(net.where)
        loose = Ties(tied.group, np.ones_like(tied.pinned))
        return net.harmonic_flow(np.where(mute, 0, injected_a), 0 * damped_s, loose)


def _told(net: Prepared, loads: Loads, tied: Ties, state: _State) -> Solution:
    where, answer, v_v = net.where, state.answer, state.v_v
    harmonic = _harmonics(net, loads, tied, state)
    points_v, points_a, first = masked(where, tied, v_v), inward(state.carried_a), where.sources
    points_h_v = None if harmonic is None else masked(where, tied, harmonic[0])
    points_h_a = None if harmonic is None else inward(harmonic[1])
    return Solution(
        v_pe_v=points_v[first:],
        v_ln_v=differences(where, tied, v_v, TO_NEUTRAL),
        v_ll_v=differences(where, tied, v_v, TO_PHASE),
        i_a=points_a[first:],
        load_i_a=state.i_a.reshape(-1, PHASES),
        silent=state.silent.reshape(-1, PHASES),
        source_i_a=points_a[:first],
        bus_v_pe_v=points_v[:first],
        v_h_v=None if points_h_v is None else points_h_v[:, first:],
        i_h_a=None if points_h_a is None else points_h_a[:, first:],
        source_i_h_a=None if points_h_a is None else points_h_a[:, :first],
        bus_v_h_v=None if points_h_v is None else points_h_v[:, :first],
        converged=answer.converged,
        iterations=answer.steps,
        message=answer.message,
    )


def _unsolved(net: Prepared, loads: Loads) -> Solution:
    """Return what is known where even the network of impedances has no answer: nothing."""
    where = net.where
    nothing = complex(np.nan, np.nan)
    nodes, buses = np.full((where.nodes, WIRES), nothing), np.full((where.sources, WIRES), nothing)
    ports = np.full((where.nodes, PHASES), nothing)
    orders = None if loads.harmonics_a is None else np.repeat(nodes[None], len(HARMONICS), 0)
    buses_h = None if loads.harmonics_a is None else np.repeat(buses[None], len(HARMONICS), 0)
    return Solution(
        v_pe_v=nodes,
        v_ln_v=ports,
        v_ll_v=ports,
        i_a=nodes,
        load_i_a=ports,
        silent=np.zeros(ports.shape, dtype=np.bool_),
        source_i_a=buses,
        bus_v_pe_v=buses,
        v_h_v=orders,
        i_h_a=orders,
        source_i_h_a=buses_h,
        bus_v_h_v=buses_h,
        converged=False,
        iterations=0,
        message=RESONANCE,
    )
