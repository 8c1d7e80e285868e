"""What the supply has done to the devices of a load so far."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wear:
    """The devices of one part of a load.

    `timer_s` counts towards dropping out, or, when dropped out, towards coming back. `over_s` are
    the seconds each device has spent above its own limit, weighted by how far; empty = none.
    """

    dropped: int = 0
    failed: int = 0
    timer_s: float = 0.0
    over_s: tuple[float, ...] = ()


NEW_PART = Wear()


@dataclass(frozen=True, slots=True)
class Equipment:
    """The devices of a load, part by part as the load lists them; none listed = all as new."""

    parts: tuple[Wear, ...] = ()

    def part(self, at: int) -> Wear:
        """Return what one part has suffered."""
        return self.parts[at] if at < len(self.parts) else NEW_PART

    @property
    def dropped(self) -> int:
        """How many devices have dropped out because of low voltage, and may come back."""
        return sum(part.dropped for part in self.parts)

    @property
    def failed(self) -> int:
        """How many devices have failed for good."""
        return sum(part.failed for part in self.parts)


NEW = Equipment()
