"""What one kind of fault is: what happens, where it can be, how large, what a node shows of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from stagewatt.domain.phases import PHASES
from stagewatt.domain.rack import RackModel


class Group(StrEnum):
    """What kind of thing is at fault."""

    ELECTRICAL = "electrical"
    BREAKER = "breaker"
    THERMAL = "thermal"
    SENSOR = "sensor"
    FUSE = "fuse"
    METER = "meter"
    BOARD = "board"
    BUS = "bus"
    CLOCK = "clock"


class Device(StrEnum):
    """What answers on the wire."""

    METER = "meter"
    BOARD = "board"


class Of(StrEnum):
    """What a fault's place is one of."""

    WAY = "way"
    SENSOR = "supervised way"
    RESIDUAL = "way with residual protection"
    PHASE = "phase"
    DEVICE = "device"
    FUSE = "fuse"

    @property
    def field(self) -> str:
        """The name under which a request gives it."""
        return "way" if self in _WAYS else self.value

    def possible(self, model: RackModel) -> tuple[str, ...]:
        """Return the places that a rack has."""
        if self is Of.PHASE:
            return tuple(PHASES)
        if self is Of.DEVICE:
            return tuple(Device)
        if self is Of.FUSE:
            return tuple(fuse.id for fuse in model.fuses)
        return tuple(
            way.id
            for way in model.ways
            if self is Of.WAY
            or (self is Of.SENSOR and way.supervised)
            or (self is Of.RESIDUAL and way.protection.residual_a is not None)
        )


_WAYS = frozenset({Of.WAY, Of.SENSOR, Of.RESIDUAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A number a fault takes, under its name with the unit; `whole` = no fractions."""

    name: str
    low: float
    high: float
    usual: float
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultKind:
    """One kind of fault. `shows` says what a node that reads the rack shows of it."""

    name: str
    group: Group
    does: str
    shows: str
    place: Of | None = None
    size: Size | None = None
    cooling: str | None = None
    """Only racks that are cooled like this can have it."""
