"""Every load of a site as arrays: what each slot draws, and what that makes at each node.

A slot is one phase of one place. Arrays are (racks, 3, columns): column 0 is the rack's own burden,
column 1 the panel source, the others the ways of that phase. Unused columns draw nothing.
Arrays are never changed in place, so that an earlier state stays what it was.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stagewatt.physics.network.arrays import Complex, Index, Mask, Real
from stagewatt.physics.network.orders import HARMONICS, ORDERS

BURDEN, FEED, WAYS = 0, 1, 2
"""The columns; the ways' begin at the last."""

_INSTANTS = math.pi * np.arange(128) / 128
"""Half a cycle, enough to find the peak of a wave with odd harmonics up to the 51st within 1 %."""
_NOTHING_VA = 1e-9
_WAVES = np.exp(1j * np.outer(ORDERS, _INSTANTS))
"""Their imaginary parts are sines, as `waveforms` has them: from the voltage's zero on."""


class Row(NamedTuple):
    """What one slot draws: `s_va` at the nominal voltage, shares of Z, I and P, distortion.

    `ratios` are harmonic currents over the fundamental one per `HARMONICS`, `leak_s` the admittance
    to earth and `extra_s` one from phase to neutral beside the load (a short circuit), siemens.
    """

    s_va: complex
    shares: tuple[float, float, float]
    ratios: tuple[complex, ...]
    leak_s: complex
    extra_s: complex = 0j


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Slots:
    """All slots of a site. `on` tells which are connected to their rack's busbar."""

    nominal_v: float
    on: Mask
    y_s: Complex
    i_a: Complex
    s_va: Complex
    ratios: tuple[Complex, ...]
    """Per rack (3, columns, harmonic orders): kept apart, because they are large."""
    spread: Real
    """True rms over the fundamental of the slot's own current."""
    crest: Real
    """Peak over the rms of the fundamental."""
    leak_s: Complex

    @property
    def distorted(self) -> bool:
        """Whether anything that is connected draws harmonics."""
        return bool((self.spread[self.on] > 1.0).any())

    def part(self, racks: Index) -> Slots:
        """Return some racks alone; all of them are the whole as it stands."""
        if len(racks) == len(self.on):
            return self
        return Slots(
            nominal_v=self.nominal_v,
            on=self.on[racks],
            y_s=self.y_s[racks],
            i_a=self.i_a[racks],
            s_va=self.s_va[racks],
            ratios=tuple([self.ratios[rack] for rack in racks.tolist()]),
            spread=self.spread[racks],
            crest=self.crest[racks],
            leak_s=self.leak_s[racks],
        )


def empty(racks: int, columns: int, nominal_v: float, burden_s: float) -> Slots:
    """Return a site where nothing is plugged in, with the same burden on each phase."""
    shape = (racks, 3, columns)
    on = np.zeros(shape, dtype=np.bool_)
    on[:, :, BURDEN] = True
    y_s = np.zeros(shape, dtype=np.complex128)
    y_s[:, :, BURDEN] = burden_s
    return Slots(
        nominal_v=nominal_v,
        on=on,
        y_s=y_s,
        i_a=np.zeros(shape, dtype=np.complex128),
        s_va=np.zeros(shape, dtype=np.complex128),
        ratios=(np.zeros((*shape[1:], len(HARMONICS)), dtype=np.complex128),) * racks,
        spread=np.ones(shape),
        crest=np.full(shape, math.sqrt(2)),
        leak_s=np.zeros(shape, dtype=np.complex128),
    )


def drawing(slots: Slots, at: Sequence[int], rows: Sequence[Row]) -> Slots:
    """Return the site with other draws in some slots, named by their place in the flat arrays."""
    where = np.asarray(at, dtype=np.intp)
    s_va = np.array([row.s_va for row in rows], dtype=np.complex128)
    shares = np.array([row.shares for row in rows])
    v = slots.nominal_v
    at_nominal_a = s_va.conj() / v
    extra_s = np.array([row.extra_s for row in rows])
    waves = [_wave(row.ratios) for row in rows]
    return replace(
        slots,
        y_s=_put(slots.y_s, where, at_nominal_a / v * shares[:, 0] + extra_s),
        i_a=_put(slots.i_a, where, at_nominal_a * shares[:, 1]),
        s_va=_put(slots.s_va, where, s_va * shares[:, 2]),
        ratios=_put_rows(slots.ratios, where, [wave.ratios for wave in waves]),
        spread=_put(slots.spread, where, np.array([wave.spread for wave in waves])),
        crest=_put(slots.crest, where, _crests(s_va, waves)),
        leak_s=_put(slots.leak_s, where, np.array([row.leak_s for row in rows])),
    )


def switched(slots: Slots, at: Sequence[int], on: Sequence[bool]) -> Slots:
    """Return the site with some slots connected or disconnected."""
    return replace(slots, on=_put(slots.on, np.asarray(at, dtype=np.intp), np.asarray(on)))


def as_impedances(slots: Slots) -> Slots:
    """Return the site with supplies that have given up: all of it constant impedance, no harmonics.

    An impedance draws at the nominal voltage what the load did.
    """
    v = slots.nominal_v
    return replace(
        slots,
        y_s=slots.y_s + slots.i_a / v + slots.s_va.conj() / v**2,
        i_a=np.zeros_like(slots.i_a),
        s_va=np.zeros_like(slots.s_va),
        ratios=tuple(map(np.zeros_like, slots.ratios)),
        spread=np.ones_like(slots.spread),
        crest=np.full_like(slots.crest, math.sqrt(2)),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Wave:
    """A spectrum as arrays: what depends on nothing but it."""

    ratios: Complex
    spread: float
    harmonics: Real
    """The wave of the harmonics alone over half a cycle."""


@lru_cache(maxsize=4096)
def _wave(ratios: tuple[complex, ...]) -> _Wave:
    """Return a spectrum's arrays: the same few spectra come again with every change."""
    array = np.array(ratios, dtype=np.complex128)
    return _Wave(
        ratios=array,
        spread=math.sqrt(1 + float((abs(array) ** 2).sum())),
        harmonics=(array @ _WAVES[1:]).imag,
    )


def _crests(s_va: Complex, waves: Sequence[_Wave]) -> Real:
    """Return each slot's peak over its fundamental's rms; a sine's is the root of 2."""
    size = np.abs(s_va)
    angle = np.divide(s_va.conj(), size, out=np.ones_like(s_va), where=size > _NOTHING_VA)
    wave = np.outer(angle, _WAVES[0]).imag + np.array([each.harmonics for each in waves])
    crests: Real = math.sqrt(2) * np.abs(wave).max(axis=1)
    return crests


def _put(array: NDArray, where: Index, values: NDArray) -> NDArray:  # type: ignore[type-arg]
    changed = array.copy()
    changed.ravel()[where] = values
    return changed


def _put_rows(
    ratios: tuple[Complex, ...], where: Index, rows: Sequence[Complex]
) -> tuple[Complex, ...]:
    """Copy the arrays of those racks alone that have changed."""
    changed = list(ratios)
    size = ratios[0].shape[0] * ratios[0].shape[1]
    numbers = where // size
    for rack in np.unique(numbers).tolist():
        mine = np.flatnonzero(numbers == rack)
        array = ratios[rack].copy()
        array.reshape(size, -1)[where[mine] % size] = np.array([rows[at] for at in mine.tolist()])
        changed[rack] = array
    return tuple(changed)
