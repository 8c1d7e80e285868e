"""Finds the voltages at which loads draw what they should: fixed point, Newton, homotopy.

The fixed point is the one that distribution programs use: the loads stand as impedances in the
network's matrix, and the difference to what they really draw is injected. It begins at the voltages
without load, so that of several answers the one with the higher voltage is found; where a neutral
floats it begins at the network of impedances.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from stagewatt.physics.network.arrays import Complex
from stagewatt.physics.network.loads import Law

TOLERANCE = 1e-10
"""Of the largest voltage: a step this small ends the iteration."""
ACCEPTED = 1e-8
"""Of the largest voltage: what the loads' own law may leave at most in an answer."""
NEAR = 1e-3
"""Of the largest voltage: a fixed point that moves less than this is left to Newton."""
JUMP = 0.3
"""Of the largest voltage: a homotopy's step that moves more may have left its branch."""
ABSURD = 6.0
"""Times the network's own voltages: constant power fades away at millions of volts as well."""
HIGHEST = 1.5
"""Times the voltages without load: capacitive loads raise them, nothing raises them more."""
FIXED_POINT_STEPS = 500
PATIENCE = 75
"""A fixed point that has not come nearer by half in so many steps goes round and round."""
NEWTON_STEPS = 30
SMALLEST_STRIDE = 1e-3

SOLVED = ""
ONE_OF_SEVERAL = (
    "one answer of several: impedances that turn into these loads little by little"
    " do not lead to it"
)
COLLAPSE = (
    "no voltage was found at which every load draws what it should (voltage collapse);"
    " the numbers are the last attempt, not an answer"
)


class Linear(Protocol):
    """A network that answers at once for given currents, as `dense` and `sweep` have it."""

    def ports_v(self, extra_a: Complex) -> Complex: ...

    def tangent_v(self, extra_a: Complex, direct_s: Complex, mirror_s: Complex) -> Complex: ...

    def flow(self, extra_a: Complex, i_a: Complex) -> tuple[Complex, Complex]: ...


@dataclass(frozen=True, slots=True)
class Found:
    """The loads' voltages, whether they are an answer, how many steps it took, what to say."""

    u_v: Complex
    converged: bool
    steps: int
    message: str = SOLVED


@dataclass(frozen=True, slots=True)
class Turned:
    """Loads on their way from impedances (share 0) to what they are (share 1)."""

    loads: Law
    share: float = 1.0

    def extra_a(self, u_v: Complex) -> Complex:
        return self.share * self.loads.extra_a(u_v)

    def slopes_s(self, u_v: Complex) -> tuple[Complex, Complex]:
        direct_s, mirror_s = self.loads.slopes_s(u_v)
        return self.share * direct_s, self.share * mirror_s


def found(net: Linear, loads: Law, start_v: Complex, idle_v: Complex) -> Found:
    """Return the voltages of the loads, from a start or, where it is NaN, from impedances.

    `idle_v` are the loads' voltages while none draws, NaN where a break leaves them open.
    """
    first_v = net.ports_v(np.zeros_like(loads.y_s))
    if loads.linear:
        return Found(first_v, converged=True, steps=1)
    near_v = np.where(np.isfinite(start_v), start_v, first_v)
    fixed = _fixed_point(net, loads, near_v)
    if fixed.converged:
        return fixed
    if np.isfinite(idle_v).all():
        # Nothing floats: next to collapse Newton goes on from the same side, down from no load.
        high = _newton(net, Turned(loads), idle_v)
        if high.converged and _size(high.u_v) <= HIGHEST * _size(idle_v):
            return Found(high.u_v, converged=True, steps=fixed.steps + high.steps)
    return _harder(net, loads, first_v, fixed)


def _harder(net: Linear, loads: Law, first_v: Complex, fixed: Found) -> Found:
    """Try what is left: follow the branch from impedances, then take any root within reason."""
    gradual = _homotopy(net, loads, first_v)
    steps = fixed.steps + gradual.steps
    if gradual.converged:
        return Found(gradual.u_v, converged=True, steps=steps)
    root = _newton(net, Turned(loads), first_v)
    steps += root.steps
    if root.converged and _size(root.u_v) <= ABSURD * _size(first_v):
        return Found(root.u_v, converged=True, steps=steps, message=ONE_OF_SEVERAL)
    return Found(fixed.u_v, converged=False, steps=steps, message=COLLAPSE)


def _size(u_v: Complex) -> float:
    return float(np.abs(u_v).max(initial=0.0))


def _fixed_point(net: Linear, loads: Law, start_v: Complex) -> Found:
    u_v = start_v
    moved, size, before = np.inf, _size(u_v), np.inf
    step = 1
    while step < FIXED_POINT_STEPS and moved > TOLERANCE * size:
        step += 1
        if step % PATIENCE == 0:
            if moved > max(before / 2, NEAR * size):
                break
            before = moved
        next_v = net.ports_v(loads.extra_a(u_v))
        moved, size = _size(next_v - u_v), _size(next_v)
        if not np.isfinite(moved):
            return Found(u_v, converged=False, steps=step)
        u_v = next_v
    if TOLERANCE * size < moved <= NEAR * size:
        polished = _newton(net, Turned(loads), u_v)
        if polished.converged and _size(polished.u_v - u_v) <= JUMP * size:
            return Found(polished.u_v, converged=True, steps=step + polished.steps)
    return Found(u_v, converged=moved <= TOLERANCE * size, steps=step)


def _newton(net: Linear, loads: Turned, start_v: Complex) -> Found:
    """Follow the tangents, each only as far as it brings the loads nearer to their law."""
    u_v = start_v
    left_v = net.ports_v(loads.extra_a(u_v)) - u_v
    for step in range(1, NEWTON_STEPS):
        if _size(left_v) <= TOLERANCE * _size(u_v):
            return Found(u_v, converged=True, steps=step)
        advanced = _stride(net, loads, u_v, left_v)
        if advanced is None:
            return Found(u_v, converged=_size(left_v) <= ACCEPTED * _size(u_v), steps=step)
        u_v, left_v = advanced
    return Found(u_v, converged=False, steps=NEWTON_STEPS)


def _stride(
    net: Linear, loads: Turned, u_v: Complex, left_v: Complex
) -> tuple[Complex, Complex] | None:
    """Return the next voltages and what is left there, None where no stride helps."""
    direct_s, mirror_s = loads.slopes_s(u_v)
    rest_a = loads.extra_a(u_v) - direct_s * u_v - mirror_s * u_v.conj()
    try:
        aim_v = net.tangent_v(rest_a, direct_s, mirror_s)
    except np.linalg.LinAlgError:
        return None
    stride = 1.0
    while stride >= SMALLEST_STRIDE:
        next_v = u_v + stride * (aim_v - u_v)
        next_left_v = net.ports_v(loads.extra_a(next_v)) - next_v
        if np.linalg.norm(next_left_v) < np.linalg.norm(left_v):
            return next_v, next_left_v
        stride /= 2
    return None


def _homotopy(net: Linear, loads: Law, start_v: Complex) -> Found:
    """Turn impedances into what the loads are, a little at a time."""
    share, stride, steps, u_v = 0.0, 0.25, 0, start_v
    while share < 1.0 and stride >= SMALLEST_STRIDE:
        to = min(1.0, share + stride)
        part = _newton(net, Turned(loads, to), u_v)
        steps += part.steps
        within = _size(part.u_v) <= ABSURD * _size(start_v)
        if part.converged and within and _size(part.u_v - u_v) <= JUMP * _size(u_v):
            share, u_v, stride = to, part.u_v, stride * 1.5
        else:
            stride /= 2
    return Found(u_v, converged=share >= 1.0, steps=steps)
