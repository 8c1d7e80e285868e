"""What a load draws at a moment."""

from __future__ import annotations

import math
from typing import NamedTuple

from stagewatt.twin.loads.appliance import Part
from stagewatt.twin.loads.draw import NOTHING, Draw, Mix
from stagewatt.twin.loads.equipment import Wear
from stagewatt.twin.loads.load import NOMINAL_V, Load
from stagewatt.twin.loads.moment import Moment
from stagewatt.twin.loads.spectra import mixed


class Drawn(NamedTuple):
    """What each phase draws, and how many seconds that holds if nobody touches anything."""

    phases: tuple[Draw, ...]
    valid_s: float = math.inf


def drawn(load: Load, moment: Moment) -> Drawn:
    """Return what a load draws. The same load and moment always draw the same."""
    if moment.since_s < 0:
        return Drawn((NOTHING,) * load.phases)
    if not load.parts:
        return _plain(load, moment)
    if len(load.parts) == 1 and load.phases == 1:  # what most ways of a show carry, so it is quick
        draw, valid_s = _part(load.parts[0], moment, moment.equipment.part(0))
        return Drawn((draw,), valid_s)
    phases = [NOTHING] * load.phases
    valid_s = math.inf
    for at, part in enumerate(load.parts):
        draw, part_s = _part(part, moment, moment.equipment.part(at))
        valid_s = min(valid_s, part_s)
        for phase in part.phases:
            phases[phase] = draw if phases[phase] is NOTHING else _together(phases[phase], draw)
    return Drawn(tuple(phases), valid_s)


def _plain(load: Load, moment: Moment) -> Drawn:
    """Return what plain watts draw: a fader takes its share of them."""
    value, left_s = moment.level.held(moment.t_s)
    if value == 1:
        return Drawn(load.plain, left_s)
    return Drawn(tuple([each._replace(s_va=each.s_va * value) for each in load.plain]), left_s)


def _part(part: Part, moment: Moment, wear: Wear) -> tuple[Draw, float]:
    """Return what one part draws; devices that dropped out still leak through their filters."""
    alive = part.count - wear.failed
    leakage_a = part.leakage_a * (alive / part.count)
    running = alive - wear.dropped
    if running <= 0:
        return Draw(s_va=0j, leakage_a=leakage_a), math.inf
    appliance = part.appliance
    seed = moment.seed ^ part.seed
    taken = appliance.behaviour(appliance.rating, moment, seed, running)
    draw = Draw(s_va=taken.s_va, mix=appliance.mix, spectrum=taken.spectrum, leakage_a=leakage_a)
    return draw, taken.valid_s


def _together(one: Draw, other: Draw) -> Draw:
    """Return two loads on one phase as one: powers and harmonic currents add."""
    a, b = abs(one.s_va), abs(other.s_va)
    share = a / (a + b) if a + b else 0.0
    mix = Mix(
        *(
            x * share + y * (1 - share)
            for x, y in (
                (one.mix.impedance, other.mix.impedance),
                (one.mix.current, other.mix.current),
                (one.mix.power, other.mix.power),
            )
        )
    )
    spectrum = mixed(one.spectrum, one.s_va / NOMINAL_V, other.spectrum, other.s_va / NOMINAL_V)
    return Draw(
        s_va=one.s_va + other.s_va,
        mix=mix,
        spectrum=spectrum,
        leakage_a=one.leakage_a + other.leakage_a,
    )
