"""Every fault the simulated rack can have, in one table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from stagewatt.domain.errors import Invalid, Unknown
from stagewatt.domain.phases import PHASES


class Place(StrEnum):
    """What a fault's place is; its value in a request stands under this name."""

    WAY = "way"
    PHASE = "phase"
    DEVICE = "device"


class Device(StrEnum):
    """What answers on the wire."""

    METER = "meter"
    BOARD = "board"


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A number a fault takes, under its name with the unit."""

    name: str
    low: float
    high: float
    usual: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultKind:
    """One kind of fault: what happens, where it can be, how large."""

    name: str
    does: str
    place: Place | None = None
    size: Size | None = None


FAULTS = {
    kind.name: kind
    for kind in (
        FaultKind(name="neutral_open", does="the neutral is broken upstream of the drain"),
        FaultKind(
            name="neutral_bad",
            does="the neutral has a bad joint upstream of the drain",
            size=Size(name="z_ohm", low=0.0, high=1000.0, usual=1.0),
        ),
        FaultKind(name="phase_lost", does="a phase is broken upstream", place=Place.PHASE),
        FaultKind(
            name="sensor_dead",
            does="a way's current sensor fails and the board says so",
            place=Place.WAY,
        ),
        FaultKind(name="board_silent", does="the I/O board does not answer"),
        FaultKind(name="board_garbage", does="the I/O board answers with random registers"),
        FaultKind(name="board_torn", does="the I/O board's live block changes while it is read"),
        FaultKind(name="board_failing", does="the I/O board answers every read with exception 4"),
        FaultKind(name="meter_dark", does="the meter does not answer"),
        FaultKind(
            name="meter_slow",
            does="the meter answers late, and holds up its connection meanwhile",
            size=Size(name="delay_s", low=0.0, high=60.0, usual=1.5),
        ),
        FaultKind(
            name="wrong_unit",
            does="a device answers under another unit number",
            place=Place.DEVICE,
        ),
        FaultKind(
            name="wire_garbage",
            does="a device's answers are random bytes without any framing",
            place=Place.DEVICE,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class ActiveFault:
    """One fault that is there now."""

    name: str
    place: str | None = None
    size: float | None = None


def fault_of(name: str, given: dict[str, object], ways: Iterable[str]) -> ActiveFault:
    """Return the fault that a request names.

    `given` are its parameters, `ways` the supervised ones. Raises Invalid for an unknown fault or
    parameter and for an impossible value, Unknown for a way that is not there.
    """
    kind = FAULTS.get(name)
    if kind is None:
        raise Invalid(f"no fault {name!r}; there are: {', '.join(FAULTS)}", where="fault")
    known = {kind.place and kind.place.value, kind.size and kind.size.name}
    strange = [key for key in given if key not in known]
    if strange:
        raise Invalid(f"{name} has no parameter {strange[0]!r}", where=strange[0])
    place = None if kind.place is None else _place(kind.place, given, tuple(ways))
    size = None if kind.size is None else _size(kind.size, given)
    return ActiveFault(name, place, size)


def with_fault(faults: frozenset[ActiveFault], fault: ActiveFault) -> frozenset[ActiveFault]:
    """Return the faults with one more; the same one elsewhere stays, another size replaces."""
    return without_fault(faults, fault.name, fault.place) | {fault}


def without_fault(
    faults: frozenset[ActiveFault], name: str, place: str | None
) -> frozenset[ActiveFault]:
    """Return the faults without this one; without a place, wherever it is."""
    return frozenset(f for f in faults if f.name != name or place not in {None, f.place})


def find(faults: frozenset[ActiveFault], name: str, place: str | None = None) -> ActiveFault | None:
    """Return an active fault by name (and place), None when it is not there."""
    return next((f for f in faults if f.name == name and f.place == place), None)


def places(faults: frozenset[ActiveFault], name: str) -> frozenset[str]:
    """Return where a fault is active."""
    return frozenset(f.place for f in faults if f.name == name and f.place is not None)


def _place(place: Place, given: dict[str, object], ways: tuple[str, ...]) -> str:
    wanted = given.get(place.value)
    if place is Place.WAY:
        if wanted is not None and wanted not in ways:
            raise Unknown(f"no supervised way {wanted!r}", where=place.value)
        possible = ways
    else:
        possible = tuple(PHASES) if place is Place.PHASE else tuple(Device)
    for each in possible:
        if each == wanted:
            return str(each)
    raise Invalid(
        f"{place.value} is one of {', '.join(possible[:12])}, not {wanted!r}", where=place.value
    )


def _size(size: Size, given: dict[str, object]) -> float:
    wanted = given.get(size.name, size.usual)
    wrong = Invalid(
        f"{size.name} is a number from {size.low:g} to {size.high:g}, not {wanted!r}",
        where=size.name,
    )
    if isinstance(wanted, bool) or not isinstance(wanted, int | float):
        raise wrong
    if not size.low <= wanted <= size.high:  # so is NaN
        raise wrong
    return float(wanted)
