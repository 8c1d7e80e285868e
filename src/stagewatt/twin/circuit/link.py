"""How the network has taken in one rack: its taps, its guards, and from what they were made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import is_
from typing import TYPE_CHECKING

from stagewatt.physics.trip import electronic
from stagewatt.twin.breakers.guards import Guards
from stagewatt.twin.circuit.rows import Damage
from stagewatt.twin.circuit.tap import LEAD_NS, NEVER_NS, Closed, Tap
from stagewatt.twin.circuit.upstream import SOUND, Hurt

if TYPE_CHECKING:
    from stagewatt.twin.state import RackState

Live = tuple[bool, bool, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What these currents and voltages move: nothing of it, and nobody has to look."""

    ways: tuple[int, ...] = ()
    main: bool = False
    places: tuple[int, ...] = ()
    """Where devices drop out, come back or fail."""


CALM = Watch()


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What was made of a rack's state. `until_ns` is when the next draw changes by itself.

    `peaks_a` are inrush pulses that the board has not looked at yet, by place.
    """

    inputs: tuple[object, ...]
    taps: tuple[Tap, ...]
    closed: tuple[Closed, ...]
    """Which places have a closed path from their busbar, and on which phases."""
    until_ns: int = NEVER_NS
    live: Live
    """Which phases have voltage."""
    guards: Guards
    settings: electronic.Settings | None
    """The main breaker's, as its dials stand."""
    damages: Mapping[int, Damage] = field(default_factory=dict)
    hurt: Hurt = SOUND
    watch: Watch = CALM
    worn: bool = False
    """Whether anything has happened to any of the devices that hang here."""
    peaks_a: Mapping[int, float] = field(default_factory=dict)

    def due_ns(self, calm_ns: int) -> int:
        """Return when the rack is to be drawn again: at multiples of `calm_ns`, if it is not 0.

        What is on its way to a trip, or suffers, is drawn again when it changes.
        """
        watch = self.watch
        if not calm_ns or watch.main:
            return self.until_ns
        until_ns = -(-self.until_ns // calm_ns) * calm_ns
        if watch is CALM:
            return until_ns
        hurried = (*watch.ways, *watch.places)
        return min([until_ns, *(self.taps[at].until_ns for at in hurried)])

    def holds(self, rack: RackState, now_ns: int, calm_ns: int) -> bool:
        """Tell whether nothing has changed since: looking at identities is what makes it cheap."""
        if self.due_ns(calm_ns) <= now_ns + LEAD_NS:
            return False
        return all(map(is_, self.inputs, inputs_of(rack)))


def inputs_of(rack: RackState) -> tuple[object, ...]:
    """Return everything of a rack's state that currents and guards depend on."""
    return (
        rack.main.closed,
        rack.levers,
        rack.loads,
        rack.feed,
        rack.levels,
        rack.equipment,
        rack.rcd_tripped,
        rack.front,
        rack.faults,
    )
