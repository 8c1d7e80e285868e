"""The faults that are there now."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ActiveFault:
    """One fault that is there now."""

    name: str
    place: str | None = None
    size: float | None = None


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


def sizes(faults: frozenset[ActiveFault], name: str) -> dict[str, float]:
    """Return how large a fault is, by its places; 0 for one without a size."""
    return {f.place: f.size or 0.0 for f in faults if f.name == name and f.place is not None}
