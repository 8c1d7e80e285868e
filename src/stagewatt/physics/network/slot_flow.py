"""What flows in every slot once the voltages are known, and what instruments make of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stagewatt.physics.network.arrays import Complex, Index, Real
from stagewatt.physics.network.slot_loads import fundamental_a
from stagewatt.physics.network.slot_part import PHASES, Part, Volts
from stagewatt.physics.network.slots import FEED, WAYS, Slots

_NEXT = [1, 2, 0]
"""L1-L2, L2-L3, L3-L1."""
_NOTHING = 1e-6
"""Volts or amps of a fundamental below which there is no distortion to speak of."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Wiring:
    """How slots belong together: never changes for a site.

    `ways` has, per rack, the slots of each of its ways within the rack, a single-phase one's three
    times over; `share` is 1 for each phase of a way and 0 for the repetitions.
    """

    ways: tuple[Index, ...]
    share: tuple[Real, ...]
    slots: int
    """Of one rack."""

    @classmethod
    def of(cls, ways: Sequence[Sequence[Sequence[int]]], slots: int) -> Wiring:
        """Take, per rack, the slots of each way within the rack, one or three of them."""
        return cls(
            ways=tuple(
                np.array([(*each, *each, *each)[:3] for each in rack], dtype=np.intp)
                for rack in ways
            ),
            share=tuple(
                np.array([(1.0,) * 3 if len(each) == 3 else (1.0, 0.0, 0.0) for each in rack])
                for rack in ways
            ),
            slots=slots,
        )

    def part(self, racks: Sequence[int]) -> tuple[Index, Real]:
        """Return slots and shares of the ways of some racks, one rack after the other."""
        ways = [self.ways[rack] + at * self.slots for at, rack in enumerate(racks)]
        return np.concatenate(ways), np.concatenate([self.share[rack] for rack in racks])


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Four conductors of each rack: fundamental phasors, true rms, distortion, powers."""

    i_a: list[list[complex]]
    rms_a: list[list[float]]
    thd_pct: list[list[float]]
    p_w: list[list[float]]
    q_var: list[list[float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Everything about a site as plain numbers, one entry per rack; ways one after the other."""

    v_ln_v: list[list[complex]]
    v_ln_rms_v: list[list[float]]
    v_ll_rms_v: list[list[float]]
    v_n_pe_v: list[float]
    v_n_pe_third_v: list[float]
    thd_v_ln_pct: list[list[float]]
    thd_v_ll_pct: list[list[float]]
    drain: Bundle
    main: Bundle
    feed: Bundle
    way_a: list[float]
    way_peak_a: list[float]
    residual_a: list[float]


def measured(slots: Slots, ways: tuple[Index, Real], volts: Volts, behind: Part) -> Measured:
    """Return what flows in racks, and what a meter at each sees.

    `ways` are the slots and shares of their ways, `behind` is what the racks take that hang on
    their panel sources.
    """
    i_a = fundamental_a(slots, volts.v_ln_v, volts.silent)
    inside = Part.of(slots, volts, i_a, slice(WAYS, None))
    feed = Part.of(slots, volts, i_a, slice(FEED, WAYS)).plus(behind)
    v_ln, v_ll, v_n_pe = _by_order(volts)
    third_v = None if volts.v_h_v is None else np.abs(v_n_pe[1]).tolist()
    at, share = ways
    return Measured(
        v_ln_v=volts.v_ln_v.tolist(),
        v_ln_rms_v=_rms(v_ln).tolist(),
        v_ll_rms_v=_rms(v_ll).tolist(),
        v_n_pe_v=_rms(v_n_pe).tolist(),
        v_n_pe_third_v=third_v or [0.0] * len(i_a),
        thd_v_ln_pct=_thd(v_ln).tolist(),
        thd_v_ll_pct=_thd(v_ll).tolist(),
        drain=_bundle(inside.plus(feed), v_ln),
        main=_bundle(inside, v_ln),
        feed=_bundle(feed, v_ln),
        way_a=_slot_rms(slots, volts, i_a).ravel()[at].max(axis=1).tolist(),
        way_peak_a=(np.abs(i_a) * slots.crest).ravel()[at].max(axis=1).tolist(),
        residual_a=_residual_a(slots, volts, at, share),
    )


def _by_order(volts: Volts) -> tuple[Complex, Complex, Complex]:
    """Return phase to neutral, phase to phase and N to PE with the orders as the first axis."""
    first = (volts.v_ln_v[None], volts.v_ll_v[None], volts.v_pe_v[None, :, 3])
    h = volts.v_h_v
    if h is None:
        return first
    harmonics = (h[..., :3] - h[..., 3:], h[..., :3] - h[..., _NEXT], h[..., 3])
    ln, ll, n = (np.concatenate(pair) for pair in zip(first, harmonics, strict=True))
    return ln, ll, n


def _rms(orders: Complex) -> Real:
    total: Real = np.sqrt((np.abs(orders) ** 2).sum(axis=0))
    return total


def _thd(orders: Complex) -> Real:
    """Return the harmonics in percent of the fundamental; 0 where that is nothing."""
    first = np.abs(orders[0])
    rest = _rms(orders[1:])
    ratio: Real = np.divide(rest, first, out=np.zeros_like(rest), where=first > _NOTHING)
    return 100 * ratio


def _bundle(part: Part, v_ln: Complex) -> Bundle:
    orders = part.i_a[None]
    if part.i_h_a is not None:
        orders = np.concatenate((orders, part.i_h_a))
    four = np.concatenate((orders, orders.sum(axis=2, keepdims=True)), axis=2)
    power_va = v_ln[: len(orders)] * orders.conj()
    return Bundle(
        i_a=four[0].tolist(),
        rms_a=_rms(four).tolist(),
        thd_pct=_thd(four).tolist(),
        p_w=power_va.real.sum(axis=0).tolist(),
        q_var=power_va[0].imag.tolist(),
    )


def _slot_rms(slots: Slots, volts: Volts, i_a: Complex) -> Real:
    """Return true rms per slot: its own distortion, and what the voltage's harmonics drive."""
    rms_a: Real = np.abs(i_a) * slots.spread
    if volts.v_h_v is None:
        return rms_a
    v_h = _rms(volts.v_h_v[..., :3] - volts.v_h_v[..., 3:])
    driven = np.where(slots.on, slots.y_s.real, 0.0) * v_h[:, :, None]
    result: Real = np.hypot(rms_a, driven)
    return result


def _residual_a(slots: Slots, volts: Volts, at: Index, share: Real) -> list[float]:
    """Return the vector sum of what leaks out of each way's phases, driven by the voltage to PE."""
    leaks = np.where(slots.on, slots.leak_s * volts.v_pe_v[:, :PHASES, None], 0.0).ravel()
    total: list[float] = np.abs((leaks[at] * share).sum(axis=1)).tolist()
    return total
