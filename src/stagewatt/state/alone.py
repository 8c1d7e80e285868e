"""A node that has no neighbours, as the screen sees it: itself, its racks, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from stagewatt.domain.errors import Conflict, Unknown
from stagewatt.domain.peer import MeshState, Offer, Peer, RememberedRack
from stagewatt.domain.ports import Clock
from stagewatt.domain.settings import RackSettings
from stagewatt.state.store import Store


class Alone:
    """Implements `domain.ports.Neighbours` for a node without a mesh."""

    def __init__(
        self, store: Store, clock: Clock, me: Peer, *, addresses: Callable[[], tuple[str, ...]]
    ) -> None:
        """Take who this node is; its racks and its addresses are looked up when it is asked."""
        self._store = store
        self._clock = clock
        self._me = me
        self._addresses = addresses

    def nodes(self) -> tuple[Peer, ...]:
        """Return this node."""
        racks = tuple(held.view.rack for held in self._store.racks() if held.via is None)
        return (
            replace(
                self._me,
                addresses=self._addresses(),
                racks=racks,
                present=True,
                heard_ns=self._clock.now_ns(),
                local=True,
            ),
        )

    def mesh(self) -> MeshState | None:
        """Return None: there is no mesh."""
        return None

    def remembered(self) -> tuple[RememberedRack, ...]:
        """Return no rack: nobody told of any."""
        return ()

    def offer(self, rack: str) -> Offer | None:  # noqa: ARG002 - the port names it
        """Return None: nobody keeps names for us."""
        return None

    async def adopt(self, rack: str) -> RackSettings:
        """Raise Unknown: nothing was offered."""
        raise Unknown(f"nobody keeps names for {rack[:40]}", where="rack")

    async def forget(self, rack: str) -> None:
        """Raise Conflict for a rack of this node, Unknown for any other."""
        if self._store.rack(rack) is None:
            raise Unknown(f"no rack {rack[:40]}", where="rack")
        raise Conflict(
            f"{rack} is read by this node: take it out of its configuration", where="rack"
        )

    async def acknowledge(self, alarm: str, by: str, comment: str) -> None:
        """Have the rack's owner note who knows of an alarm. Raises as the owner does."""
        for held in self._store.racks():
            if any(str(one.id) == alarm for one in held.view.alarms):
                await self._store.owner(held.view.rack).acknowledge(alarm, by, comment)
                return
        raise Unknown(f"no alarm {alarm[:100]} is raised", where="alarm")

    def look_at(self, racks: frozenset[str], *, wall: bool) -> None:
        """Do nothing: every picture of this node comes as often as it is made."""

    async def fresh(self, rack: str) -> None:
        """Do nothing: no picture is fresher than that of the node which reads the rack."""
