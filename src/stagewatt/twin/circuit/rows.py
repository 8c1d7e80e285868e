"""What a place's phases are to the network: its draw, and what a fault in its cable adds."""

from __future__ import annotations

from dataclasses import dataclass

from stagewatt.physics.network.slots import Row
from stagewatt.twin.circuit.tap import Tap
from stagewatt.twin.faults import ActiveFault, sizes
from stagewatt.twin.loads.draw import NOTHING, Draw
from stagewatt.twin.loads.load import NOMINAL_V
from stagewatt.twin.plant import Plant

WAY_FAULTS = ("earth_leak", "short_circuit", "way_contact_bad")


@dataclass(frozen=True, slots=True)
class Damage:
    """What is wrong with one way's cable: leak to earth, short circuit, bad contact."""

    leak_s: complex = 0j
    short_s: complex = 0j
    contact_ohm: float = 0.0


SOUND = Damage()


def damages(plant: Plant, faults: frozenset[ActiveFault]) -> dict[int, Damage]:
    """Return what is wrong by place; sound ways are not listed."""
    leaks, shorts, contacts = (sizes(faults, name) for name in WAY_FAULTS)
    return {
        plant.at(way): Damage(
            leak_s=complex((leaks.get(way) or 0.0) / 1000 / NOMINAL_V),
            short_s=complex(1 / shorts[way]) if shorts.get(way) else 0j,
            contact_ohm=contacts.get(way) or 0.0,
        )
        for way in sorted({*leaks, *shorts, *contacts})
    }


def rows_of(tap: Tap, phases: int, damage: Damage) -> list[Row]:
    """Return the rows of a place; leak and short circuit sit on its first phase."""
    draws = (NOTHING,) * phases if tap.drawn is None else tap.drawn.phases
    if damage is SOUND:
        return [_row(draw, SOUND) for draw in draws]
    others = Damage(contact_ohm=damage.contact_ohm)
    return [_row(draw, others if at else damage) for at, draw in enumerate(draws)]


def _row(draw: Draw, damage: Damage) -> Row:
    mix = draw.mix
    leak_s = draw.leakage_a / NOMINAL_V
    if damage is SOUND:
        return Row(
            s_va=draw.s_va,
            shares=(mix.impedance, mix.current, mix.power),
            ratios=draw.spectrum.ratios,
            leak_s=leak_s,
        )
    # A bad contact in series: exact for an impedance, near enough for the rest.
    whole_s = draw.s_va.conjugate() / NOMINAL_V**2 + damage.short_s
    weaker = 1 / (1 + damage.contact_ohm * whole_s)
    return Row(
        s_va=draw.s_va * weaker.conjugate(),
        shares=(mix.impedance, mix.current, mix.power),
        ratios=draw.spectrum.ratios,
        leak_s=leak_s + damage.leak_s,
        extra_s=damage.short_s * weaker,
    )
