"""What every answer and frame is made from: the store, the node, its clock, its neighbours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stagewatt.domain.errors import Unknown
from stagewatt.domain.peer import Offer
from stagewatt.domain.ports import Clock, Neighbours
from stagewatt.state.held import Held
from stagewatt.state.store import Store
from stagewatt.web import others, picture, shapes
from stagewatt.web.moment import Moment
from stagewatt.web.node_info import NodeInfo


@dataclass(frozen=True, slots=True)
class Source:
    """One place to ask, so that REST and stream say the same."""

    store: Store
    node: NodeInfo
    clock: Clock
    neighbours: Neighbours

    def moment(self) -> Moment:
        """Return now."""
        return Moment(self.clock.now_ns(), self.clock.wall_s(), ("", self.node.boot_id))

    def held(self, rack: str) -> Held:
        """Return a rack's newest picture. Raises Unknown."""
        held = self.store.rack(rack)
        if held is None:
            raise Unknown(f"no rack {rack[:40]}", where="rack")
        return held

    def offer(self, held: Held) -> Offer | None:
        """Return names that a node kept for a rack, until they are taken or all entered anew."""
        return self.neighbours.offer(held.view.rack)

    def rack(self, held: Held) -> shapes.Rack:
        """Return everything about a rack."""
        offer = self.offer(held)
        return picture.rack(held, self.moment(), None if offer is None else others.offer(offer))

    def racks(self, read: Iterable[Held] | None = None) -> shapes.Racks:
        """Return the list: racks that are read, those entered by hand, those only remembered.

        `read` are the pictures to show; without it the store's.
        """
        node, moment = self.node, self.moment()
        shown = self.store.racks() if read is None else read
        return shapes.Racks(
            racks=[picture.rack_row(held, moment) for held in shown],
            unmonitored=[others.unmonitored(rack, node.id) for rack in node.unmonitored],
            known=[others.known(rack) for rack in self.neighbours.remembered()],
        )
