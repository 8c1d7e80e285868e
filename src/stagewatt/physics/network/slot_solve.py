"""Solves a site of slots, and tells which racks anything has changed for.

In a large site a change in one rack moves the voltage of all others by next to nothing. Those keep
what they were told before, until their voltage has moved by more than an instrument could see.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from stagewatt.domain.phases import L123
from stagewatt.physics.network.arrays import Complex, Index, Mask
from stagewatt.physics.network.slot_flow import Measured, Wiring, measured
from stagewatt.physics.network.slot_loads import emf_array, injected_a, loads_of
from stagewatt.physics.network.slot_part import Volts, behind, defined, is_broken
from stagewatt.physics.network.slots import Slots, as_impedances
from stagewatt.physics.network.solve import Prepared, Solution, prepare, solve
from stagewatt.physics.network.tree import Tree

EXACT_RACKS = 4
"""In sites up to this size every rack is told of every change."""
UNSEEN_V = 0.005
"""A rack whose voltages have moved less since it was last told is not told again."""


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """A tree made ready, and whether any of its conductors is open."""

    network: Prepared
    hanging: bool

    @classmethod
    def of(cls, tree: Tree) -> Ready:
        """Number and factorise once: faults in conductors are rarer than changes of loads."""
        return cls(prepare(tree), is_broken(tree))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answer:
    """A solution, the harmonics drawn in it, and the voltages that each rack was told last."""

    solution: Solution
    injected_a: Complex | None
    told_v: Complex
    """(racks, 3)."""
    told_h_v: Complex | None
    """(orders, racks, 4)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Told:
    """What flows in those racks for which anything has changed, in their order."""

    racks: tuple[int, ...]
    measured: Measured


def solved(
    ready: Ready,
    wiring: Wiring,
    slots: Slots,
    emf_v: L123[complex],
    before: tuple[Answer, Collection[int]] | None,
) -> tuple[Answer, Told]:
    """Solve the fundamental, then the harmonics that the loads draw at its voltages.

    `before` is the answer so far and the racks whose slots have changed since, one or more; None
    where conductors or source have, too. Where there is no solution the supplies have given up: all
    loads then count as impedances.
    """
    hanging, emf, start = ready.hanging, emf_array(emf_v), before and before[0].solution
    loads = loads_of(slots, hanging=hanging)
    found = solve(ready.network, emf, loads, start)
    v_ln_v = defined(found.v_ln_v, hanging=hanging)
    changed = _changed(found, v_ln_v, before)
    drawn: Complex | None = None
    if not found.converged:
        slots = as_impedances(slots)
        calm = solve(ready.network, emf, loads_of(slots, hanging=hanging))
        found = replace(calm, converged=False, message=found.message)
        changed = np.ones(len(changed), dtype=np.bool_)
    elif slots.distorted:
        drawn = _injected(slots, (v_ln_v, found.silent), changed, before)
        found = solve(ready.network, emf, replace(loads, harmonics_a=drawn), found)
    volts = Volts.of(found, hanging=hanging)
    return _told(ready, wiring, slots, (found, drawn, volts), (changed, before))


def _changed(
    found: Solution, v_ln_v: Complex, before: tuple[Answer, Collection[int]] | None
) -> Mask:
    """Return for which racks slots or the fundamental's voltages have changed."""
    racks = len(v_ln_v)
    if before is None or racks <= EXACT_RACKS or not before[0].solution.converged:
        return np.ones(racks, dtype=np.bool_)
    answer, touched = before
    moved_v = np.abs(v_ln_v - answer.told_v).max(axis=1)
    fell_silent = (found.silent != answer.solution.silent).any(axis=1)
    changed: Mask = np.greater(moved_v, UNSEEN_V) | fell_silent
    changed[list(touched)] = True
    return changed


def _injected(
    slots: Slots,
    now: tuple[Complex, Mask],
    changed: Mask,
    before: tuple[Answer, Collection[int]] | None,
) -> Complex:
    """Return the harmonics drawn; racks without a change draw what they drew."""
    v_ln_v, silent = now
    if before is None or before[0].injected_a is None or changed.all():
        return injected_a(slots, v_ln_v, silent)
    at = np.flatnonzero(changed)
    drawn = before[0].injected_a.copy()
    drawn[:, at] = injected_a(slots.part(at), v_ln_v[at], silent[at])
    return drawn


def _told(
    ready: Ready,
    wiring: Wiring,
    slots: Slots,
    now: tuple[Solution, Complex | None, Volts],
    then: tuple[Mask, tuple[Answer, Collection[int]] | None],
) -> tuple[Answer, Told]:
    (found, drawn, volts), (changed, before) = now, then
    tree = ready.network.tree
    at = _with_parents(_distorted_anew(changed, volts.v_h_v, before), tree)
    racks = tuple(at.tolist())
    told_v, told_h_v = volts.v_ln_v, volts.v_h_v
    if before is not None and len(at) < len(changed):
        told_v = before[0].told_v.copy()
        told_v[at] = volts.v_ln_v[at]
        if volts.v_h_v is not None and before[0].told_h_v is not None:
            told_h_v = before[0].told_h_v.copy()
            told_h_v[:, at] = volts.v_h_v[:, at]
    answer = Answer(solution=found, injected_a=drawn, told_v=told_v, told_h_v=told_h_v)
    part = measured(
        slots.part(at),
        wiring.part(racks),
        volts.part(at),
        behind(found, tree, at, hanging=ready.hanging),
    )
    return answer, Told(racks=racks, measured=part)


def _distorted_anew(
    changed: Mask, v_h_v: Complex | None, before: tuple[Answer, Collection[int]] | None
) -> Mask:
    """Add the racks whose voltages' harmonics have changed; all where they come or go."""
    if changed.all():
        return changed
    told = None if before is None else before[0].told_h_v
    if told is None or v_h_v is None:
        return changed if told is None and v_h_v is None else np.ones(len(changed), dtype=np.bool_)
    moved: Mask = changed | (np.abs(v_h_v - told) > UNSEEN_V).any(axis=(0, 2))
    return moved


def _with_parents(changed: Mask, tree: Tree) -> Index:
    """Return the racks' numbers, those among them that feed a changed one."""
    for rack in range(len(changed) - 1, -1, -1):
        parent = tree.parents[rack]
        if parent >= 0 and changed[rack]:
            changed[parent] = True
    return np.flatnonzero(changed)
