"""The network at the harmonic orders: loads inject, their conductance damps, sources are short.

Reactances grow with the order. Without damping and breaks the currents are sums up the tree.
"""

from __future__ import annotations

import numpy as np

from stagewatt.physics.network.arrays import Complex, Mask, Real
from stagewatt.physics.network.dense import Dense, bordered, wires_a
from stagewatt.physics.network.layout import PHASES, WIRES, Layout, hanging
from stagewatt.physics.network.loads import Loads
from stagewatt.physics.network.orders import HARMONICS
from stagewatt.physics.network.sweep import Sweep

ORDERS: Real = np.array(HARMONICS, dtype=np.float64)


def turned(injected_a: Complex, u_v: Complex, dead_v: float) -> Complex:
    """Return the currents (orders, 3 n) at the angles that the loads' voltages give them.

    A load without voltage draws nothing at any order.
    """
    size_v = np.abs(u_v)
    alive = size_v > dead_v
    unit = np.where(alive, u_v, 1) / np.where(alive, size_v, 1)
    amps = injected_a.reshape(len(ORDERS), -1)
    at_angle: Complex = np.where(alive, amps * unit ** ORDERS[:, None], 0)
    return at_angle


def damping_s(loads: Loads, where: Layout) -> Complex:
    """Return what of each load (3 n) damps harmonics.

    Where a load hangs on an island, its harmonics need a way to flow: without damping of its own
    it gets the conductance that it has at its nominal voltage.
    """
    given = loads.y_s.real if loads.norton_s is None else loads.norton_s
    own: Complex = given.ravel().astype(np.complex128)
    if not len(where.roots):
        return own
    needy = hanging(where) & (own == 0)
    nominal = (loads.y_s + loads.stand_in_s).ravel()
    conductance = np.abs(nominal.real)
    needed: Complex = np.where(conductance > 0, conductance, np.abs(nominal)) + 0j
    return np.where(needy, needed, own)


def dense_response(net: Dense, damped_s: Complex, kept: Mask) -> Complex:
    """Return (orders, 3 n + k, 3 n): how an ampere of each order pulls loads and islands down."""
    z = net.r_ports_ohm + 1j * ORDERS[:, None, None] * net.x_ports_ohm
    ends = net.ends[:, kept]
    right = np.empty((len(ORDERS), z.shape[-1] + ends.shape[1], z.shape[-1]), dtype=np.complex128)
    right[:, : z.shape[-1]] = z
    right[:, z.shape[-1] :] = ends.T
    if not damped_s.any() and not ends.size:
        return right
    solved = np.linalg.solve(bordered(z, damped_s, ends), right)
    return solved.astype(np.complex128, copy=False)


def dense_flow(
    net: Dense, response_ohm: Complex, damped_s: Complex, kept: Mask, injected_a: Complex
) -> tuple[Complex, Complex]:
    """Return volts and amps (orders, terminals) of a dense network."""
    count = injected_a.shape[1]
    pulled = (response_ohm @ injected_a[..., None])[..., 0]
    out_a = wires_a(injected_a - damped_s * pulled[:, :count])
    v_v = -(out_a @ net.r_ohm.T + (1j * ORDERS[:, None]) * (out_a @ net.x_ohm.T))
    if kept.any():
        v_v = v_v - pulled[:, count:] @ net.holds[:, kept].T
    return v_v, out_a @ net.carries.T


def sweep_flow(
    net: Sweep, damped_s: Complex, pinned: Mask, injected_a: Complex
) -> tuple[Complex, Complex]:
    """Return volts and amps (orders, terminals) of a swept network."""
    where = net.where
    z = where.z_ohm.real + 1j * ORDERS[:, None] * where.z_ohm.imag
    short = np.zeros((where.sources, WIRES), dtype=np.complex128)
    out_a = net.out(injected_a)
    held_v = np.zeros_like(out_a)
    if damped_s.any():
        damped = np.broadcast_to(damped_s, injected_a.shape)
        loads = damped.reshape(len(ORDERS), -1, PHASES, 1, 1)
        factored = net.reduced(loads, z[..., None, None], pinned)
        held_v = net.swept(factored, short, out_a).astype(np.complex128, copy=False)
        at_nodes = held_v[:, where.sources :]
        u_v = at_nodes[..., :PHASES] - at_nodes[..., PHASES:]
        out_a = net.out(injected_a + damped_s * u_v.reshape(len(ORDERS), -1))
    carried = net.carried(out_a)
    v_v = net.handed_down(short, z.reshape(carried.shape) * carried, held_v)
    return v_v.reshape(len(ORDERS), -1), carried.reshape(len(ORDERS), -1)
