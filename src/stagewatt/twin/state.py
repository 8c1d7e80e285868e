"""The state of a simulated rack: frozen, so that whoever reads it reads one instant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from stagewatt.domain.view import BreakerState, Cause
from stagewatt.twin.board import Board
from stagewatt.twin.breakers.main import Main
from stagewatt.twin.breakers.neutral_relay import NeutralRelay
from stagewatt.twin.breakers.ways import Progress
from stagewatt.twin.faults import ActiveFault
from stagewatt.twin.flow import Flow
from stagewatt.twin.loads.load import Load
from stagewatt.twin.meter import Meter
from stagewatt.twin.reading import Reading
from stagewatt.twin.supply import Supply


@dataclass(frozen=True, slots=True, kw_only=True)
class RackState:
    """One instant. `t_ns` is simulated time since the start; tuples are in the plant's order."""

    t_ns: int = 0
    main: Main = field(default_factory=Main)
    e_stop: bool = False
    relay: NeutralRelay = field(default_factory=NeutralRelay)
    levers: tuple[BreakerState, ...]
    causes: tuple[Cause | None, ...]
    """Why each way's lever is not on."""
    moving: Mapping[int, Progress] = field(default_factory=dict)
    """Way breakers whose releases are under way, by place."""
    loads: tuple[Load | None, ...]
    feed: Load | None = None
    """What hangs on the panel source."""
    faults: frozenset[ActiveFault] = frozenset()
    blown: frozenset[str] = frozenset()
    """Fuses that are out."""
    flow: Flow
    reading: Reading
    """What the meter's terminals and transformers see."""
    board_supply: Supply = field(default_factory=lambda: Supply("electronics"))
    meter_supply: Supply = field(default_factory=lambda: Supply("meter_l1"))
    board: Board
    meter: Meter
    temperature_c: float
