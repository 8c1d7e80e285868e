"""Where strangers meet: what one folder offers and another one calls, joined in `app`."""

from __future__ import annotations

from typing import Protocol

from stagewatt.domain.peer import MeshState, Offer, Peer, RememberedRack
from stagewatt.domain.settings import Change, RackSettings


class RackOwner(Protocol):
    """The one place that may change a rack's names, limits and colours."""

    async def change(
        self, rack: str, changes: tuple[Change, ...], *, expected_revision: int | None
    ) -> RackSettings:
        """Validate, make durable, publish; all changes or none.

        Raises Unknown, Invalid, Conflict (revision), Unreachable or NotSaved.
        """

    async def acknowledge(self, alarm: str, by: str, comment: str) -> None:
        """Note who knows of an alarm of this rack, by its id, durably.

        An alarm that is acknowledged already keeps the first one. Raises Unknown (cleared
        meanwhile, never raised), Unreachable or NotSaved.
        """


class Neighbours(Protocol):
    """The other nodes, as the screen sees them; joined in `app` to the mesh, or to nobody."""

    def nodes(self) -> tuple[Peer, ...]:
        """Return every node of the site that was heard since the start, this one first."""

    def mesh(self) -> MeshState | None:
        """Return how this node's part of the mesh goes; None where it takes no part in any."""

    def remembered(self) -> tuple[RememberedRack, ...]:
        """Return the racks known from before that nobody has told of since this node started."""

    def offer(self, rack: str) -> Offer | None:
        """Return names that another node kept for a rack of this node that nobody named here."""

    async def adopt(self, rack: str) -> RackSettings:
        """Take over the offered names of a rack. Raises Unknown, Unreachable or NotSaved."""

    async def forget(self, rack: str) -> None:
        """Erase what is known of a rack that is gone, here and on all reachable nodes.

        Raises Unknown, Conflict for a rack that answers, NotSaved.
        """

    async def acknowledge(self, alarm: str, by: str, comment: str) -> None:
        """Acknowledge an alarm of any rack. Raises as `RackOwner.acknowledge` does."""

    def look_at(self, racks: frozenset[str], *, wall: bool) -> None:
        """Say which racks somebody looks at now, and whether somebody sees all ways of all racks.

        Their pictures then come as often as their owners make them; called again on each change.
        """

    async def fresh(self, rack: str) -> None:
        """Fetch the newest picture of a rack before it is shown; at most half a second.

        Returns at once for a rack of this node. Silence raises nothing: the picture kept ages.
        """


class Clock(Protocol):
    """Time for the async shell; the pure folders get `now_ns` as an argument instead."""

    def now_ns(self) -> int:
        """Return monotonic nanoseconds."""

    def wall_s(self) -> float | None:
        """Return seconds since 1970 (UTC), None while the wall clock is not trusted."""
