"""A site: racks on one supply, in one process, as a pure state machine: `fresh`, then `step`."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from stagewatt.domain.errors import Invalid, Unknown
from stagewatt.physics.network.runs import Run
from stagewatt.physics.network.slot_flow import Wiring
from stagewatt.physics.network.slot_solve import EXACT_RACKS
from stagewatt.physics.network.slots import FEED, WAYS
from stagewatt.physics.network.source import SourceSpec, SourceState
from stagewatt.twin.circuit.net import Lines, Net
from stagewatt.twin.plant import Plant
from stagewatt.twin.state import RackState

FROM_SOURCE = "source"
GRAIN_NS = 25_000_000
"""Five of it are one tick of the loads, so that these stay where they are."""
CALM_NS = 100_000_000
"""One long step: racks whose currents move no release need no more, and share one solution."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RackSpec:
    """One rack, what feeds it (`FROM_SOURCE` or another rack's id), and its feeder."""

    id: str
    plant: Plant
    fed_from: str = FROM_SOURCE
    feeder: Run


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSpec:
    """One supply and the racks that hang on it; racks after those that feed them."""

    source: SourceSpec
    racks: tuple[RackSpec, ...]
    ambient_c: float = 24.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Site:
    """A site made ready: `slots` are the flat slots of its racks' places, `ways` their spans."""

    spec: SiteSpec
    plants: tuple[Plant, ...]
    lines: Lines
    wiring: Wiring
    slots: tuple[tuple[tuple[int, ...], ...], ...]
    ways: tuple[slice, ...]
    columns: int

    @property
    def grain_ns(self) -> int:
        """Large sites look at the draws of loads on a grid; small ones at each one's instant."""
        return 0 if len(self.plants) <= EXACT_RACKS else GRAIN_NS

    @property
    def calm_ns(self) -> int:
        """The same for a rack of a large site in which nothing is on its way to a trip."""
        return 0 if len(self.plants) <= EXACT_RACKS else CALM_NS

    @property
    def ids(self) -> tuple[str, ...]:
        """The racks' names in their order."""
        return tuple(rack.id for rack in self.spec.racks)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SiteState:
    """One instant of all racks, the source and the network between them."""

    t_ns: int
    racks: tuple[RackState, ...]
    source: SourceState
    net: Net


def build_site(spec: SiteSpec) -> Site:
    """Number the slots. Raises Invalid, Unknown for racks that cannot hang so."""
    plants = tuple(rack.plant for rack in spec.racks)
    parents = _parents(spec)
    columns = WAYS + max(_most_ways(plant) for plant in plants)
    slots = tuple(_slots(plant, at, columns) for at, plant in enumerate(plants))
    ends = [0]
    for plant in plants:
        ends.append(ends[-1] + len(plant.ways))
    return Site(
        spec=spec,
        plants=plants,
        lines=Lines(
            source=spec.source.run,
            feeders=tuple(rack.feeder for rack in spec.racks),
            parents=parents,
        ),
        wiring=Wiring.of([_slots(plant, 0, columns)[:-1] for plant in plants], 3 * columns),
        slots=slots,
        ways=tuple(slice(a, b) for a, b in pairwise(ends)),
        columns=columns,
    )


def _parents(spec: SiteSpec) -> tuple[int, ...]:
    if not spec.racks:
        raise Invalid("a site has one rack or more", where="racks")
    known: dict[str, int] = {}
    parents: list[int] = []
    for at, rack in enumerate(spec.racks):
        if rack.id in known or rack.id == FROM_SOURCE:
            raise Invalid(f"two racks are called {rack.id!r}", where=f"racks.{at}.id")
        where = f"racks.{at}.fed_from"
        if rack.fed_from == FROM_SOURCE:
            parents.append(-1)
        elif rack.fed_from not in known:
            raise Unknown(f"{rack.fed_from!r} is no rack before {rack.id!r}", where=where)
        elif spec.racks[known[rack.fed_from]].plant.model.source is None:
            raise Invalid(f"{rack.fed_from} has no panel source", where=where)
        else:
            parents.append(known[rack.fed_from])
        known[rack.id] = at
    return tuple(parents)


def _most_ways(plant: Plant) -> int:
    return max(sum(phase in way.phases for way in plant.ways) for phase in range(3))


def _slots(plant: Plant, rack: int, columns: int) -> tuple[tuple[int, ...], ...]:
    """Return the flat slots of each way's phases, and of the panel source's."""
    free = [WAYS, WAYS, WAYS]
    places: list[tuple[int, ...]] = []
    for way in plant.ways:
        places.append(tuple(_flat(rack, phase, free[phase], columns) for phase in way.phases))
        for phase in way.phases:
            free[phase] += 1
    places.append(tuple(_flat(rack, phase, FEED, columns) for phase in range(3)))
    return tuple(places)


def _flat(rack: int, phase: int, column: int, columns: int) -> int:
    return (rack * 3 + phase) * columns + column
