"""The state of a simulated rack: frozen, so that whoever reads it reads one instant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from stagewatt.domain.view import BreakerState, Cause
from stagewatt.physics.trip.latching import CLEAR
from stagewatt.twin.board import Board
from stagewatt.twin.breakers.main import Main
from stagewatt.twin.breakers.neutral_relay import NeutralRelay
from stagewatt.twin.breakers.ways import Progress
from stagewatt.twin.circuit.link import Link
from stagewatt.twin.faults import ActiveFault
from stagewatt.twin.flow import Flow
from stagewatt.twin.front import Front
from stagewatt.twin.loads.endure import NO_LOSSES, Losses
from stagewatt.twin.loads.equipment import Equipment
from stagewatt.twin.loads.load import Load
from stagewatt.twin.loads.moment import Level
from stagewatt.twin.meter import Meter
from stagewatt.twin.reading import Reading
from stagewatt.twin.supply import Supply


@dataclass(frozen=True, slots=True, kw_only=True)
class RackState:
    """One instant. `t_ns` is simulated time since the start.

    Tuples are in the plant's order: one per way, or one per place, which are the ways and the
    panel source after them.
    """

    t_ns: int = 0
    front: Front
    main: Main = field(default_factory=Main)
    e_stop: bool = False
    relay: NeutralRelay = CLEAR
    levers: tuple[BreakerState, ...]
    causes: tuple[Cause | None, ...]
    """Why each way's lever is not on."""
    rcd_tripped: frozenset[int] = frozenset()
    """Ways whose residual device, apart from the breaker, has tripped."""
    moving: Mapping[int, Progress] = field(default_factory=dict)
    """Way breakers whose releases are under way, by place."""
    loads: tuple[Load | None, ...]
    feed: Load | None = None
    """What hangs on the panel source."""
    levels: tuple[Level, ...]
    """The fader of what hangs at each place."""
    equipment: tuple[Equipment, ...]
    """What the supply has done to it so far."""
    lost: Losses = NO_LOSSES
    """What had failed when it was unplugged."""
    faults: frozenset[ActiveFault] = frozenset()
    blown: frozenset[str] = frozenset()
    """Fuses that are out."""
    link: Link
    """How the network has taken in all of the above."""
    flow: Flow
    reading: Reading
    """What the meter's terminals and transformers see."""
    board_supply: Supply = field(default_factory=lambda: Supply("electronics"))
    meter_supply: Supply = field(default_factory=lambda: Supply("meter_l1"))
    board: Board
    meter: Meter
    temperature_c: float

    def load_at(self, at: int) -> Load | None:
        """Return what hangs at a place."""
        return self.feed if at == len(self.loads) else self.loads[at]

    @property
    def losses(self) -> Losses:
        """Everything that has failed, unplugged or not."""
        found = self.lost
        for at, equipment in enumerate(self.equipment):
            found = found.with_those_of(self.load_at(at), equipment)
        return found
