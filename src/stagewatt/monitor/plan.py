"""A rack's set-up prepared once for judging: which way sits where, its thresholds, its places."""

from __future__ import annotations

from dataclasses import dataclass

from stagewatt.domain.phases import PHASES
from stagewatt.domain.quality import Quality
from stagewatt.domain.rack import Way
from stagewatt.domain.setup import RackSetup
from stagewatt.monitor.indicator import Lamps, Levels, lamps, levels

NEUTRAL = "neutral"
RACK = "rack"
DRAIN = ("drain.l1", "drain.l2", "drain.l3")
MAIN = ("main.l1", "main.l2", "main.l3")
SUPPLY = ("supply.l1", "supply.l2", "supply.l3")
MAIN_BREAKER = "main"
E_STOP = "e_stop"
NEUTRAL_RELAY = "neutral_relay"


@dataclass(frozen=True, slots=True)
class WayPlan:
    """A way and its phase as an index (None: three-phase)."""

    way: Way
    phase: int | None


@dataclass(frozen=True, slots=True)
class Lane:
    """The ways of one board in the order of its channels, or those that no board carries.

    `device` is None for the latter; `idle` then says why nothing is known of them.
    """

    device: str | None
    ways: tuple[WayPlan, ...]
    idle: Quality


@dataclass(frozen=True, slots=True)
class Plan:
    """A set-up, prepared."""

    setup: RackSetup
    lanes: tuple[Lane, ...]
    order: tuple[tuple[int, int], ...]
    """Lane and channel of each of the model's ways, in the model's order."""
    levels: Levels
    lamps: Lamps
    places: frozenset[str]
    """Every place of this rack that an alarm can name."""


def prepare(setup: RackSetup) -> Plan:
    """Return the plan of a set-up; a board that names no ways carries all supervised ones."""
    model = setup.model
    lanes = _lanes(setup)
    seats = {
        plan.way.id: (row, channel)
        for row, lane in enumerate(lanes)
        for channel, plan in enumerate(lane.ways)
    }
    devices = (setup.meter.id, *(board.id for board in setup.boards))
    fixed = (NEUTRAL, RACK, *DRAIN, *MAIN, *SUPPLY, MAIN_BREAKER, E_STOP, NEUTRAL_RELAY)
    return Plan(
        setup=setup,
        lanes=lanes,
        order=tuple(seats[way.id] for way in model.ways),
        levels=levels(model.indicator),
        lamps=lamps(model.indicator),
        places=frozenset((*fixed, *devices, *seats)),
    )


def _lanes(setup: RackSetup) -> tuple[Lane, ...]:
    by_id = {way.id: way for way in setup.model.ways}
    supervised = tuple(way.id for way in setup.model.supervised)
    carried = {board.id: board.ways or supervised for board in setup.boards}
    boards = tuple(
        Lane(board, tuple(_way(by_id[way]) for way in ways), Quality.MISSING)
        for board, ways in carried.items()
    )
    taken = {way for ways in carried.values() for way in ways}
    left = [way for way in setup.model.ways if way.id not in taken]
    alone = (
        (Quality.MISSING, tuple(_way(way) for way in left if way.supervised)),
        (Quality.UNMEASURED, tuple(_way(way) for way in left if not way.supervised)),
    )
    return (*boards, *(Lane(None, ways, idle) for idle, ways in alone if ways))


def _way(way: Way) -> WayPlan:
    return WayPlan(way, PHASES.index(way.phases[0]) if len(way.phases) == 1 else None)
